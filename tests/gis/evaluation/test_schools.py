"""Schools before and after: their load, frames and journeys, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.evaluation.schools import (
    Load,
    count_schools,
    grade_frame,
    load_of,
    school_frame,
    school_times,
)
from gis.layout import Boarding, Decision, Expansion, Scenario
from gis.memory import Memory
from gis.planning.assignment import work_out
from gis.planning.classes import Rooms
from gis.planning.journeys import Verdict, Way
from gis.planning.trips import Trips

NAN = float("nan")


def worked(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return work_out(plan or miniature_plan(), Scenario("方案", named))


# ---- load


def test_pupils_and_boarders_that_a_closed_school_hands_on():
    """s1's 109 day pupils and 5 boarders go to s2-P, which has 5 beds for the boarders and 48 pupils."""
    load = load_of(worked(s1=merge("s2-P"), s2_P=Decision(boarding=Boarding(5))))
    assert load.before.enrolment.tolist() == [114, 48, 39, 20]
    assert load.after.enrolment.tolist() == [0, 162, 39, 20]
    assert load.before.pupils[0].tolist() == [21, 18, 16, 23, 20, 16, 0, 0, 0]
    assert load.after.pupils[1].tolist() == [31, 27, 24, 31, 27, 22, 0, 0, 0]
    assert load.boarders_before.tolist() == [5, 0, 2, 0]
    assert load.boarders_after.tolist() == [0, 5, 2, 0]


def test_who_has_no_school_any_more_is_at_none():
    """39 pupils of s2-J, 2 of them boarders, find no other school; p3, the last one, has 20 as before."""
    load = load_of(worked(s2_J=merge()))
    assert load.after.enrolment.tolist() == [114, 48, 0, 20]
    assert load.boarders_after.tolist() == [5, 0, 0, 0]


# ---- schools and teaching points


def counted(*rows):
    """(site, type, is open, is a point) of each division."""
    site, kind, is_open, is_point = (np.array(cells) for cells in zip(*rows, strict=True))
    return count_schools(SimpleNamespace(site=site, type_code=kind, memory=Memory()), is_open, is_point)


@pytest.mark.parametrize(
    ("rows", "schools", "points"),
    [
        ([(0, "312", True, False), (0, "312", True, False), (1, "211", True, False)], 2, 0),
        ([(0, "312", True, True), (0, "312", True, False)], 1, 0),              # one division is a school
        ([(0, "312", False, False), (0, "312", True, True), (1, "218", True, True)], 0, 2),
        ([(0, "218", False, True), (1, "211", False, False), (2, "218", True, True)], 0, 1),
        ([(0, "219", True, False), (1, "319", True, False), (2, "311", True, False)], 1, 0),
        ([(0, "219", True, True)], 0, 1),
        ([(0, "211", True, False)], 1, 0),
    ],
)
def test_a_site_counts_once_and_a_closed_row_never(rows, schools, points):
    assert counted(*rows) == (schools, points)


# ---- the frame of the schools


def frame(plan=None, **decisions):
    outcome = worked(plan, **decisions)
    return school_frame(outcome, load_of(outcome))


@pytest.fixture(scope="module")
def merged():
    """p3's 20 pupils go to s1, which gets 30 places, a room and a bed."""
    built = Decision(expansion=Expansion(places=30, rooms=1), boarding=Boarding(7))
    return frame(p3=merge("s1"), s1=built)


def test_the_school_that_receives(merged):
    """s1: 54 x 1000 s, 42 x 900 m and 12 x 720 m at 1.1 m/s; 15 x 800 s and 5 x 2800 s come."""
    row = merged.loc["s1"]
    names = ["site_id", "name", "township", "type_code", "status"]
    assert row[names].tolist() == ["s1", "甲镇中心小学", "甲镇", "211", "retain"]
    assert row[["open_before", "open_after", "is_point_before", "is_point_after"]].tolist() == [
        True, True, False, False
    ]  # fmt: skip
    pairs = {
        "enrolment": (114, 134), "classes": (6, 6), "largest_class": (23, 30), "capacity": (120, 150),
        "utilisation": (0.95, pytest.approx(134 / 150)), "places_short": (0, 0), "beds": (6, 7),
        "boarders": (5, 5), "mean_s": (pytest.approx(890.909, abs=0.001), pytest.approx(954.830, abs=0.001)),
        "max_s": (1000, 2800),
    }  # fmt: skip
    assert {name: (row[f"{name}_before"], row[f"{name}_after"]) for name in pairs} == pairs
    assert row["rooms_free_after"] == 8 - 1 + 1 - 6          # classrooms, kindergarten, built, classes


def test_the_point_that_closes(merged):
    row = merged.loc["p3"]
    assert row[["township", "type_code", "status"]].tolist() == ["甲镇", "218", "merge"]
    assert row[["open_before", "open_after", "is_point_before", "is_point_after"]].tolist() == [
        True, False, True, False
    ]  # fmt: skip
    pairs = {
        "enrolment": (20, 0), "classes": (3, 0), "largest_class": (9, NAN), "capacity": (135, 0),
        "utilisation": (20 / 135, NAN), "places_short": (0, 0), "mean_s": (500, NAN), "max_s": (2000, NAN),
    }  # fmt: skip
    for name, expected in pairs.items():
        np.testing.assert_allclose([row[f"{name}_before"], row[f"{name}_after"]], expected, err_msg=name)
    assert np.isnan(row["rooms_free_after"])


def test_the_schools_that_nothing_happens_to(merged):
    """s2-P: 27 x 1200 s, 21 x 1080 m at 1.1 m/s. Its rooms are not told."""
    assert list(merged.index) == ["s1", "s2-P", "s2-J", "p3"]
    assert merged["site_id"].tolist() == ["s1", "s2", "s2", "p3"]
    for side in ("before", "after"):
        row = merged.loc["s2-P"]
        assert row[f"mean_s_{side}"] == pytest.approx(1104.545, abs=0.001)
        assert np.isnan(row[f"capacity_{side}"]), side
        assert merged.loc["s2-J", f"utilisation_{side}"] == 0.26
    east_of = merged["lon"].sort_values(kind="stable").index.tolist()
    assert east_of == ["s1", "p3", "s2-P", "s2-J"]
    assert merged["lat"].between(35, 37).all()


def test_a_school_without_places_has_no_utilisation_and_everybody_too_many():
    row = frame(with_school(miniature_plan(), "s1", approved_places=0.0)).loc["s1"]
    assert (row["capacity_before"], row["places_short_before"]) == (0, 114)
    assert np.isnan(row["utilisation_before"])
    one = frame(with_school(miniature_plan(), "s1", approved_places=1.0)).loc["s1"]
    assert (one["capacity_before"], one["utilisation_before"], one["places_short_after"]) == (1, 114, 113)


def test_a_school_that_becomes_a_point_is_one_only_after():
    row = frame(s1=point(1, 2, 3)).loc["s1"]
    assert (row["is_point_before"], row["is_point_after"], row["open_after"]) == (False, True, True)
    assert (row["classes_before"], row["classes_after"]) == (6, 3)


# ---- the frame of the grades


def rooms(pupils, classes, largest, class_at=None):
    """Two schools; only the first three grades have any pupils."""
    nine = [np.zeros((2, 9)) for _ in range(3)]
    for whole, part in zip(nine, (pupils, classes, largest), strict=True):
        whole[:, :3] = part
    at = None
    if class_at is not None:
        at = np.tile(np.arange(9), (2, 1))
        at[:, :3] = class_at
    nothing = np.zeros(2)
    return Rooms(nine[0], nine[1], nine[2], nothing, nothing, np.zeros((2, 9), dtype=bool), nine[0], at)


def grades(before, after):
    """a teaches grades 1, 2 before and 2, 3 after; b grade 1 before and nothing after."""
    teaches = np.zeros((2, 2, 9), dtype=bool)
    teaches[0, 0, :2] = teaches[0, 1, 0] = teaches[1, 0, 1:3] = True
    outcome = SimpleNamespace(
        county=SimpleNamespace(teaches=teaches[0], school_ids=np.array(["a", "b"], dtype=object)),
        situation=SimpleNamespace(teaches=teaches[1]),
    )
    return grade_frame(outcome, Load(before, after, np.zeros(2), np.zeros(2)))


def test_every_grade_that_is_taught_before_or_after_has_a_row():
    before = rooms([[31, 22, 0], [13, 0, 0]], [[2, 1, 0], [1, 0, 0]], [[16, 22, NAN], [13, NAN, NAN]])
    after = rooms([[0, 25, 17], [0, 0, 0]], [[0, 1, 3], [0, 0, 0]], [[NAN, 25, 6], [NAN, NAN, NAN]])
    made = grades(before, after).set_index(["school_id", "grade"])
    assert list(made.index) == [("a", 1), ("a", 2), ("a", 3), ("b", 1)]
    told = {
        "pupils_before": [31, 22, 0, 13], "pupils_after": [0, 25, 17, 0],
        "classes_before": [2, 1, 0, 1], "classes_after": [0, 1, 3, 0],
        "largest_class_before": [16, 22, NAN, 13], "largest_class_after": [NAN, 25, 6, NAN],
        "taught_after": [False, True, True, False],
    }  # fmt: skip
    for name, expected in told.items():
        np.testing.assert_array_equal(made[name].to_numpy(dtype=float), expected, err_msg=name)
    assert made["multigrade_before"].tolist() == made["multigrade_after"].tolist() == [""] * 4


def test_the_grades_of_one_class_are_told_at_each_of_them():
    before = rooms([[6, 5, 0], [4, 0, 0]], [[1, 0, 0], [1, 0, 0]], [[11, 11, NAN], [4, NAN, NAN]],
                   class_at=[[0, 0, 2], [0, 1, 2]])  # fmt: skip
    after = rooms([[0, 5, 4], [0, 0, 0]], [[0, 1, 0], [0, 0, 0]], [[NAN, 9, 9], [NAN, NAN, NAN]],
                  class_at=[[0, 1, 1], [0, 1, 2]])  # fmt: skip
    made = grades(before, after)
    assert made["multigrade_before"].tolist() == ["1,2", "1,2", "", ""]
    assert made["multigrade_after"].tolist() == ["", "2,3", "2,3", ""]


# ---- journeys


def trips(*rows):
    """(school, pupils, seconds, verdict) of each group."""
    school, pupils, seconds, verdict = (np.array(cells) for cells in zip(*rows, strict=True))
    none = np.zeros(len(rows), dtype=np.int64)
    return Trips(
        none, none + 1, school, verdict == Verdict.BOARDING, pupils, none + Way.WALK_G1_3,
        seconds.astype(float), seconds * 0.9, verdict,
    )  # fmt: skip


NEAR, FAR, OPEN, MID = Verdict.WITHIN, Verdict.OVER, Verdict.NO_LIMIT, Verdict.BORDERLINE


def times(before, rows, come, after=None):
    """``rows`` of the baseline are gone, ``come`` come in their place; four schools."""
    base = trips(*before)
    stay = [row for at, row in enumerate(before) if at not in rows]
    outcome = SimpleNamespace(
        county=SimpleNamespace(school_ids=list("abcd")), memory=Memory(),
        changes=SimpleNamespace(before=base, gone=base.take(np.array(rows, dtype=int)), come=trips(*come)),
        movement=SimpleNamespace(trips=trips(*(after or [*stay, *come]))),
    )  # fmt: skip
    found = school_times(outcome)
    return {side: [values.tolist() for values in pair] for side, pair in found.items()}


def test_mean_and_longest_journey_by_school():
    """a: 3 x 100 s, 1 x 500 s; b: 2 x 60 s; c has a boarder, two without a known way; d nobody."""
    before = [
        (0, 3, 100, NEAR), (0, 1, 500, FAR), (1, 2, 60, OPEN),
        (2, 4, 9000, Verdict.BOARDING), (2, 5, NAN, Verdict.UNREACHABLE), (2, 6, 7000, Verdict.UNKNOWN),
    ]  # fmt: skip
    # b's two go to a; a pupil nobody receives is in no school, d the last one included
    found = times(before, [2], [(0, 2, 360, MID), (-1, 8, 50, Verdict.UNREACHABLE)])
    np.testing.assert_array_equal(found["before"], [[200, 60, NAN, NAN], [500, 60, NAN, NAN]])
    np.testing.assert_array_equal(found["after"], [[(800 + 720) / 6, NAN, NAN, NAN], [500, NAN, NAN, NAN]])


def test_the_schools_that_a_scenario_leaves_alone_keep_their_journeys():
    """The whole side after is not looked at for b: its 60 s stand."""
    before = [(0, 1, 100, NEAR), (1, 1, 60, NEAR), (1, 1, 80, NEAR), (3, 1, 10, NEAR)]
    after = [(2, 1, 300, NEAR), (1, 1, 999, NEAR), (3, 1, 10, NEAR)]
    found = times(before, [0], [(2, 1, 300, NEAR)], after)
    np.testing.assert_array_equal(found["before"], [[100, 70, NAN, 10], [100, 80, NAN, 10]])
    np.testing.assert_array_equal(found["after"], [[NAN, 70, 300, 10], [NAN, 80, 300, 10]])


def test_journeys_of_no_length_are_journeys():
    found = times([(0, 3, 0, NEAR), (3, 1, 0, NEAR)], [1], [(0, 1, 40, NEAR)])
    np.testing.assert_array_equal(found["before"], [[0, NAN, NAN, 0], [0, NAN, NAN, 0]])
    np.testing.assert_array_equal(found["after"], [[10, NAN, NAN, NAN], [40, NAN, NAN, NAN]])
