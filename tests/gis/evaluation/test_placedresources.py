"""Where teachers and equipment of closed schools are counted, on four schools written down."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from gis.evaluation.placedresources import _equipment, _moved, _teachers
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
