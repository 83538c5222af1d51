"""What is made later is made once, and looks like a tuple."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, replace

from gis.evaluation.deferred import Deferred, all_made, later, made_later


def test_a_deferred_sequence_is_made_once_and_is_a_tuple_to_whoever_looks() -> None:
    made: list[int] = []

    def make() -> tuple[str, ...]:
        made.append(1)
        return ("b", "c")

    rows = Deferred(("a",), make)
    assert (rows.at_hand, rows.is_whole, made) == (("a",), False, [])
    assert rows == rows
    assert not rows.is_whole
    assert (len(rows), rows[2], rows[:2], list(rows)) == (3, "c", ("a", "b"), ["a", "b", "c"])
    assert (rows.at_hand, rows.is_whole, made) == (("a", "b", "c"), True, [1])
    assert rows == ("a", "b", "c")
    assert rows != ("a", "b")
    assert rows != 3
    assert hash(rows) == hash(("a", "b", "c"))
    assert repr(rows) == "('a', 'b', 'c')"
    assert type(copy.deepcopy(rows)) is tuple
    assert type(pickle.loads(pickle.dumps(rows))) is tuple
    assert pickle.loads(pickle.dumps(rows)) == ("a", "b", "c")


def test_nothing_more_is_made_where_nothing_more_is_there() -> None:
    made: list[int] = []

    def make() -> tuple[str, ...]:
        made.append(1)
        return ()

    rows = Deferred(("a",), make)
    assert (tuple(rows), len(rows), rows.at_hand, rows.is_whole, made) == (("a",), 1, ("a",), True, [1])
    empty: Deferred[str] = Deferred((), tuple)
    assert (list(empty), empty == (), empty == ("a",)) == ([], True, False)
    assert Deferred(("a",), lambda: ("b",)) == Deferred((), lambda: ("a", "b"))


@made_later("table", "name")
@dataclass(frozen=True)
class Holder:
    """Two fields that may be made later, and one that may not."""

    name: str
    table: list[int]
    year: int = 2022


def test_a_field_is_made_when_it_is_first_read_and_once() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return [1, 2]

    holder = Holder("甲", later(make))
    assert (holder.name, holder.year, made) == ("甲", 2022, [])
    assert holder.table == [1, 2]
    assert holder.table is holder.table
    assert made == [1]
    assert Holder.table is Holder.__dict__["table"]         # of the class there is nothing to be made


def test_a_copy_needs_everything_made() -> None:
    holder = Holder(later(lambda: "乙"), later(lambda: [3]))
    assert all_made(holder) == {"name": "乙", "table": [3], "year": 2022}
    again = replace(holder, year=2023)
    assert (again.name, again.table, again.year) == ("乙", [3], 2023)


def test_a_class_says_which_of_its_fields_may_be_made_later() -> None:
    @made_later("name")
    @dataclass
    class Named:
        name: str
        note: object

    made = Named(later(lambda: "丙"), later(lambda: "丁"))
    assert made.name == "丙"
    assert made.note != "丁"                # of the other fields nobody said so
    made.name = "戊"
    assert made.name == "戊"
