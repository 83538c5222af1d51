"""Walks beyond the limit of a province or county: a county of four rows, each walking as the test says.

The borderline around a limit is 10 %: of 2000 m 200 m, of 30 min 3 min.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from miniature import miniature_plan

from gis.evaluation.distances import distance_failures
from gis.planning.journeys import Way
from gis.standards import criterion

RULES = miniature_plan().rules
NAN = float("nan")
BUS, BED, WALK = Way.SCHOOL_BUS, Way.BOARDING, Way.WALK_G1_3


def rule(value=2000.0, **cells):
    made = replace(
        criterion(RULES, "far_walk"), id="walk", indicator="walk", operator="<=", value=value, unit="m",
        document="某教〔2020〕1号", measure="metres", stage="", grades=(), status="现行",
    )  # fmt: skip
    return replace(made, **cells)


def county(before, after, *, grade=None, way_before=None, way_after=None, unit=1.0, changed=None):
    """Rows of a movement: row n lives in village n and has 1, 10, 100, … pupils; all go to school 5."""
    rows = len(before)
    ways = [np.array(ways or [WALK] * rows) for ways in (way_before, way_after)]
    metres = [np.array(walked, dtype=float) for walked in (before, after)]
    return SimpleNamespace(
        pupils=10 ** np.arange(rows), settlement=np.arange(rows), after=np.full(rows, 5),
        grade=np.array(grade or [1] * rows), way_before=ways[0], way_after=ways[1],
        metres_before=metres[0], metres_after=metres[1],
        seconds_before=metres[0] * unit, seconds_after=metres[1] * unit,
        changed=np.arange(rows) if changed is None else np.array(changed, dtype=int),
    )  # fmt: skip


def failures(moves, *rules, is_new=True, last_primary=6):
    case = SimpleNamespace(
        moves=moves, rules={one.id: one for one in rules}, outcome=SimpleNamespace(rules=RULES),
        county=SimpleNamespace(last_primary_grade=last_primary),
        settlement=lambda code: f"村{code}", school=lambda code: f"校{code}",
    )  # fmt: skip
    return {one.subject: one for one in distance_failures(case, is_new=is_new)}


def test_a_walk_within_the_borderline_is_not_beyond_the_limit():
    found = failures(county([0] * 4, [2000, 2200, 2200.1, 3000]), rule())
    assert list(found) == [2, 3]
    assert (found[2].value, found[3].value) == (2200.1, 3000)


def test_what_a_failure_says():
    (found,) = failures(county([0, 0], [100, 2520.4]), rule()).values()
    assert (found.kind, found.subject, found.message, found.is_new) == (
        "settlement", 1, "finding_walk_metres", True
    )  # fmt: skip
    assert dict(found.values) == {
        "settlement": "村1", "school": "校5", "grades": "1", "pupils": "10", "value": "2520", "limit": "2000",
        "document": "某教〔2020〕1号",
    }  # fmt: skip
    assert (found.part, found.rows.tolist()) == ("5/walk", [1])


def test_one_failure_of_a_village_and_its_school_names_the_farthest():
    moves = county([0, 0, 0], [2500, 2800, 2600], grade=[4, 2, 4])
    moves.settlement = np.array([7, 7, 7])
    moves.after = np.array([5, 5, 6])
    first, second = distance_failures(
        SimpleNamespace(
            moves=moves, rules={"walk": rule()}, outcome=SimpleNamespace(rules=RULES),
            settlement=str, school=str, county=SimpleNamespace(last_primary_grade=6),
        ),
        is_new=True,
    )  # fmt: skip
    assert (first.values["pupils"], first.value, first.values["grades"]) == ("11", 2800, "2、4")
    assert (second.values["pupils"], second.value, second.part) == ("100", 2600, "6/walk")


def test_who_walks_a_metre_farther_is_no_worse_off_and_who_was_within_is():
    """Before: beyond the limit in the first three, within it in the last, which is the plan's doing."""
    moves = county([2500, 2500, 2500, 2200], [2501, 2501.1, 2400, 2201])
    assert list(failures(moves, rule())) == [1, 3]
    assert list(failures(moves, rule(), is_new=False)) == [0, 2]
    assert all(not one.is_new for one in failures(moves, rule(), is_new=False).values())


def test_who_walks_a_second_longer_is_no_worse_off():
    """30 min + 10 %: 1980 s. Before 2400 s = 40 min."""
    moves = county([2400, 2400, 0, 0], [2401, 2401.1, 1980, 1980.1])
    limit = rule(30.0, measure="minutes", unit="min")
    assert list(failures(moves, limit)) == [1, 3]
    (same,) = failures(moves, limit, is_new=False).values()
    assert (same.subject, same.message) == (0, "finding_walk_minutes")
    assert same.value == pytest.approx(2401 / 60)
    assert same.values["value"] == "40"


def test_seconds_are_no_metres():
    """1000 m in 2500 s: beyond 30 minutes, not beyond 2000 m."""
    moves = county([0], [1000], unit=2.5)
    assert failures(moves, rule()) == {}
    assert failures(moves, rule(30.0, measure="minutes"))[0].values["value"] == "42"


def test_whom_a_bus_or_a_bed_is_provided_for_walks_no_more():
    moves = county([0] * 4, [3000] * 4, way_after=[BUS, BED, Way.NONE, Way.WALK_G7_9])
    assert list(failures(moves, rule())) == [3]


def test_who_had_a_bus_before_and_walks_now_is_worse_off():
    moves = county([3000, 3000], [3000, 3000], way_before=[BUS, WALK])
    assert list(failures(moves, rule())) == [0]
    assert list(failures(moves, rule(), is_new=False)) == [1]


def test_who_is_not_changed_is_only_among_the_old_ones():
    moves = county([3000, 0], [3000, 3000], changed=[1])
    assert list(failures(moves, rule())) == [1]
    assert list(failures(moves, rule(), is_new=False)) == [0]
    assert failures(county([0], [3000], changed=[]), rule()) == {}


@pytest.mark.parametrize(
    ("cells", "concerned"),
    [
        ({}, [0, 1, 2, 3]),
        ({"grades": (1, 6)}, [0, 1]),
        ({"stage": "primary"}, [0, 1]),
        ({"stage": "junior"}, [2, 3]),
        ({"stage": "junior", "grades": (6, 7)}, [2]),
    ],
)
def test_whom_a_criterion_is_about(cells, concerned):
    moves = county([0] * 4, [3000] * 4, grade=[1, 6, 7, 9])
    assert list(failures(moves, rule(**cells))) == concerned


def test_where_primary_school_ends_with_grade_five_grade_six_is_junior():
    moves = county([0] * 3, [3000] * 3, grade=[5, 6, 7])
    assert list(failures(moves, rule(stage="primary"), last_primary=5)) == [0]
    assert list(failures(moves, rule(stage="junior"), last_primary=5)) == [1, 2]


@pytest.mark.parametrize(
    "cells", [{"measure": ""}, {"value": None}, {"status": "存疑"}, {"valid_to": "2000-08-31"},
              {"operator": ">="}],
)  # fmt: skip
def test_what_sets_no_limit_to_a_walk_finds_nothing(cells):
    limit = rule(**{"school_year": 2022, **cells})
    assert failures(county([0], [9000]), limit) == {}
    assert list(failures(county([0], [9000]), rule())) == [0]


def test_a_limit_of_zero_is_a_limit():
    assert list(failures(county([0, 0], [0, 1]), rule(0.0))) == [1]


def test_every_criterion_is_held_against_the_walks():
    near, far = rule(1000.0, id="near"), rule(2000.0, id="far")
    case = county([0], [1500])
    assert [one.part for one in failures(case, near, far).values()] == ["5/near"]
