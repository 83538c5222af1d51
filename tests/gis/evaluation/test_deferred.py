"""What is made later is made once, and looks like a tuple."""

from __future__ import annotations

import copy
import pickle

from gis.evaluation.deferred import Deferred


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
