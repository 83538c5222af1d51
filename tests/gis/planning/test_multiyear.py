"""Many years of few schools: who falls under a size, and when, and where places run short."""

import numpy as np
import pytest
from miniature import miniature_plan

from gis.planning.multiyear import SchoolYear, multi_year

PLAN = miniature_plan()
NAN = float("nan")
IDS = np.array(["c", "a", "b"], dtype=object)


def looked_at(pupils, places=((1000,) * 3,), is_open=((True,) * 3,), sizes=()):
    """Return what is said of years from 2022 on; the last row of places and of who is open holds on."""

    def evaluate(plan, scenario, year):
        assert (plan, scenario) == (PLAN, "方案")
        at = year - 2022
        room, doors = (rows[min(at, len(rows) - 1)] for rows in (places, is_open))
        many, room = np.array(pupils[at], dtype=float), np.array(room, dtype=float)
        return SchoolYear(IDS, many, room, np.array(doors))

    return multi_year(PLAN, "方案", range(2022, 2022 + len(pupils)), evaluate, sizes)


def rows(frame):
    return frame.to_numpy().tolist()


def test_a_row_for_each_school_and_year():
    """c has 5 pupils for 4 places, 1 short; a is closed in 2023, which counts no pupils; b's are unknown."""
    found = looked_at(
        [(5, 7, 9), (6, 8, 10)], places=[(4, 7, NAN), (6, 1, 8)], is_open=[(True,) * 3, (True, False, True)]
    )
    assert found.years == (2022, 2023)
    assert list(found.schools) == ["school_id", "year", "pupils", "places", "places_short", "is_open"]
    cells = [[None if cell != cell else cell for cell in row] for row in rows(found.schools)]
    assert cells == [
        ["c", 2022, 5, 4, 1, True], ["a", 2022, 7, 7, 0, True], ["b", 2022, 9, None, None, True],
        ["c", 2023, 6, 6, 0, True], ["a", 2023, 8, 1, 0, False], ["b", 2023, 10, 8, 2, True],
    ]  # fmt: skip
    assert list(found.county) == [
        "year", "pupils", "schools_open", "schools_short", "places_short", "places_unknown"
    ]  # fmt: skip
    assert rows(found.county) == [[2022, 21, 3, 1, 1, 1], [2023, 16, 2, 1, 2, 0]]


def test_places_that_are_unknown_at_a_closed_school_are_not_asked_for():
    found = looked_at([(5, 7, 9)], places=[(NAN, NAN, 9)], is_open=[(True, False, True)])
    assert found.county["places_unknown"].tolist() == [1]
    assert found.places_run_short.empty


def test_the_first_year_the_last_and_the_most_that_are_short():
    """c: 2, 0, 5, 3 short; a: only in the last year, by 1; b: unknown at first, then 4, then unknown."""
    found = looked_at(
        [(12, 9, 9), (10, 10, 14), (15, 10, 14), (13, 11, 14)],
        places=[(10, 10, NAN), (10, 10, 10), (10, 10, NAN)],
    )
    assert list(found.places_run_short) == ["school_id", "year", "places_short", "last_year", "most_short"]
    assert rows(found.places_run_short) == [
        ["c", 2022, 2, 2025, 5], ["a", 2025, 1, 2025, 1], ["b", 2023, 4, 2023, 4]
    ]  # fmt: skip


def test_who_falls_under_a_size_when_and_whether_for_good():
    """c falls to 19 in the last year; a is under 20 from the start and at 20 in 2024; b closes in 2024."""
    found = looked_at(
        [(30, 12, 20), (20, 15, 18), (20, 20, 25), (19, 9, 30)],
        is_open=[(True,) * 3, (True,) * 3, (True, True, False)], sizes=(20, 10),
    )  # fmt: skip
    columns = ["school_id", "under", "year", "pupils", "from_the_start", "for_good"]
    assert list(found.falls_under) == columns
    assert rows(found.falls_under) == [
        ["c", 20, 2025, 19, False, True], ["a", 20, 2022, 12, True, False], ["b", 20, 2023, 18, False, True],
        ["a", 10, 2025, 9, False, True],
    ]  # fmt: skip
    assert list(looked_at([(30, 12, 20)]).falls_under) == columns, "nobody"


def test_a_closed_school_is_not_small():
    found = looked_at([(0, 30, 5)], is_open=[(False, True, True)], sizes=(10,))
    assert found.falls_under["school_id"].tolist() == ["b"]


@pytest.mark.parametrize(("sizes", "under"), [(None, {30, 50, 100}), ((7,), {7}), ((), set())])
def test_sizes_are_the_plans_unless_others_are_asked_for(sizes, under):
    assert set(looked_at([(1, 1, 1)], sizes=sizes).falls_under["under"]) == under
