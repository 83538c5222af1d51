"""Where teachers and equipment of closed schools are counted, on four schools written down."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pandas as pd

from gis.evaluation.placedresources import _equipment, _moved, _teachers, placed_resources
from gis.people.placement import Placement

EQUIPMENT = SimpleNamespace(shared=True, numerator=("equipment_yuan",))


def placement(*pairs, equipment=(-1, -1, -1, -1)):
    """Pairs of sender, receiver, teachers and share."""
    rows = np.array(pairs, dtype=float).reshape(-1, 4)
    sender, receiver = rows[:, 0].astype(int), rows[:, 1].astype(int)
    return Placement(sender, receiver, rows[:, 2], rows[:, 3], np.array(equipment))


def equipment_moved(placed, is_open):
    """Schools 0 and 1 are one site that shares 160; 2 has 30 and 3 has 40 of its own."""
    county = SimpleNamespace(site=np.array([0, 0, 1, 2]))
    sharing = SimpleNamespace(is_shared=np.array([True, True, False, False]))
    totals = np.array([100.0, 60, 30, 40])
    ((column, came, left),) = _moved(county, EQUIPMENT, sharing, totals, placed, np.array(is_open))
    assert column == "equipment_yuan"
    return came.tolist(), left.tolist()


def test_a_division_leaves_what_another_one_still_uses():
    placed = placement(equipment=(3, -1, 3, -1))
    assert equipment_moved(placed, [False, True, False, True]) == ([0, 0, 0, 30], [0, 0, 30, 0])
    assert equipment_moved(placed, [False, False, False, True]) == ([0, 0, 0, 130], [100, 0, 30, 0])


def test_what_comes_to_a_division_comes_to_its_site():
    placed = placement(equipment=(-1, -1, 1, 1))
    assert equipment_moved(placed, [True, True, False, False]) == ([70, 70, 0, 0], [0, 0, 30, 40])


def test_each_column_of_a_count_goes_with_the_teachers():
    """Half of school 0's 8 and 4 go to school 2, the whole of school 1's 3 and 1 to school 3."""
    county = SimpleNamespace(schools=pd.DataFrame({"x": [8.0, 3, 5, 7], "y": [4.0, 1, 0, 2]}))
    placed = placement((0, 2, 5, 0.5), (1, 3, 6, 1.0))
    one = SimpleNamespace(shared=False, numerator=("x", "y"))
    found = {
        column: (came.tolist(), left.tolist())
        for column, came, left in _moved(county, one, None, None, placed, None)
    }
    assert found == {"x": ([0, 0, 4, 3], [4, 3, 0, 0]), "y": ([0, 0, 2, 1], [2, 1, 0, 0])}


def test_only_who_sends_all_its_teachers_leaves_nothing_unplaced():
    settled, shared_out = _teachers(placement((0, 2, 4, 0.4), (0, 3, 6, 0.6), (1, 2, 5, 1.0)), 4)
    assert settled.tolist() == [True, True, False, False]
    assert shared_out.tolist() == [False, False, True, True]
    settled, shared_out = _teachers(placement((0, 2, 4, 0.4), (1, 3, 5, 1.0)), 4)
    assert settled.tolist() == [False, True, False, False]
    assert shared_out.tolist() == [False, False, True, False]


def test_equipment_is_placed_as_a_whole():
    settled, shared_out = _equipment(placement(equipment=(2, -1, 0, -1)))
    assert settled.tolist() == [True, False, True, False]
    assert not shared_out.any()


@dataclass(frozen=True)
class Ledger:
    """What of a county is asked for; ``site``: every school has one of its own."""

    schools: pd.DataFrame
    school_ids: tuple = ("a", "b", "c", "d")
    site: np.ndarray = field(default_factory=lambda: np.arange(4))


def whole_ledger(placed):
    """Schools 0 and 1 are closed; rooms stay, x and y are counts of teachers, equipment goes as a whole."""
    county = Ledger(
        pd.DataFrame(
            {"rooms": [1.0, 2, 3, 4], "x": [8.0, 3, 5, 7], "y": [4.0, 1, 0, 2],
             "equipment_yuan": [100.0, 60, 30, 40]}
        )
    )  # fmt: skip
    indicators = [
        SimpleNamespace(stays=True, shared=False, numerator=("rooms",)),
        SimpleNamespace(stays=False, shared=False, numerator=("x", "y")),
        SimpleNamespace(stays=False, shared=True, numerator=("equipment_yuan",)),
    ]
    before = SimpleNamespace(totals=np.array([[1.0, 2, 3, 4], [12.0, 4, 5, 9], [100.0, 60, 30, 40]]))
    sharing = SimpleNamespace(is_shared=np.zeros(4, dtype=bool))
    is_open = np.array([False, False, True, True])
    rules = SimpleNamespace(indicators=indicators)
    return county, placed_resources(county, rules, sharing, before, placed, is_open)


def test_the_ledger_after_has_what_came_and_keeps_what_stays():
    """Half of 0's teachers go to 2 and all of 1's to 3; 0's equipment goes to 3, 1's to nobody."""
    _, found = whole_ledger(placement((0, 2, 5, 0.5), (1, 3, 6, 1.0), equipment=(3, -1, -1, -1)))
    assert found.ledger.schools.to_dict("list") == {
        "rooms": [1, 2, 3, 4], "x": [8, 3, 9, 10], "y": [4, 1, 2, 3], "equipment_yuan": [100, 60, 30, 140],
    }  # fmt: skip
    assert found.left.tolist() == [[0, 0, 0, 0], [6, 4, 0, 0], [100, 0, 0, 0]]
    nobody = [False] * 4
    assert found.settled.tolist() == [nobody, [False, True, False, False], [True, False, False, False]]
    assert found.shared_out.tolist() == [nobody, [False, False, True, False], nobody]


def test_teachers_or_equipment_alone_are_placed_too():
    _, teachers = whole_ledger(placement((1, 3, 6, 1.0)))
    assert teachers.ledger.schools["x"].tolist() == [8, 3, 5, 10]
    assert teachers.left.tolist() == [[0, 0, 0, 0], [0, 4, 0, 0], [0, 0, 0, 0]]
    _, equipment = whole_ledger(placement(equipment=(-1, 2, -1, -1)))
    assert equipment.ledger.schools["equipment_yuan"].tolist() == [100, 60, 90, 40]
    assert equipment.ledger.schools["x"].tolist() == [8, 3, 5, 7]
    assert equipment.left.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 60, 0, 0]]
    assert equipment.settled.tolist() == [[False] * 4, [False] * 4, [False, True, False, False]]


def test_where_nothing_is_placed_the_ledger_is_the_countys_own():
    county, found = whole_ledger(placement())
    assert found.ledger is county
    assert found.left.tolist() == [[0] * 4] * 3
    assert found.settled.tolist() == found.shared_out.tolist() == [[False] * 4] * 3
