"""What a scenario changes, read off the arrays of who goes where."""

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
from miniature import merge, miniature_plan

from gis.layout import Scenario
from gis.planning.assignment import work_out
from gis.planning.county import keep_arrays
from gis.planning.outcome import Movement, Outcome
from gis.planning.placing import Reason

STAY, CLOSED, REZONED = int(Reason.STAY), int(Reason.SCHOOL_CLOSED), int(Reason.REZONED)


def movement(**columns):
    """Return groups with some columns set, the others different numbers, so that none stands for another."""
    length = len(next(iter(columns.values())))
    every = {one.name: np.full(length, 100 + k) for k, one in enumerate(fields(Movement))}
    return Movement(**every | {name: np.array(values) for name, values in columns.items()})


def outcome(moves, **county):
    made = work_out(miniature_plan(), "baseline")
    return replace(made, movement=moves, county=SimpleNamespace(**county))


def test_who_moves_to_another_township():
    """Homes 0 and 1 lie in townships 0 and 1; schools 0, 1 and 2 in 0, 1 and 1."""
    told = [
        # home, school after, reason, crosses
        (0, 0, CLOSED, False), (0, 1, CLOSED, True), (1, 0, REZONED, True), (1, 2, REZONED, False),
        (-1, 0, CLOSED, False), (0, -1, CLOSED, False), (-1, -1, CLOSED, False),
        (0, 1, STAY, False), (0, 0, STAY, False), (-1, 0, STAY, False),
    ]  # fmt: skip
    home, after, reason, crosses = zip(*told, strict=True)
    made = outcome(
        movement(settlement=home, after=after, reason=reason),
        settlement_township=np.array([0, 1]), school_township=np.array([0, 1, 1]),
    )  # fmt: skip
    assert made.cross_township.tolist() == list(crosses)


def test_who_leaves_is_among_those_who_change():
    """Group 0 boards from now on, and stays; groups 2 and 3 leave."""
    moves = movement(reason=[STAY, STAY, CLOSED, REZONED], changed=[0, 2, 3])
    assert moves.moved.tolist() == [False, False, True, True]
    assert moves.leaving.tolist() == [2, 3]


def test_the_side_after_is_that_of_the_trips():
    moves = movement(settlement=[5, 6])
    trips = moves.trips
    for name, column in (
        ("school", "after"), ("boards", "boards"), ("pupils", "pupils"), ("way", "way_after"),
        ("seconds", "seconds_after"), ("metres", "metres_after"), ("verdict", "verdict_after"),
        ("settlement", "settlement"), ("grade", "grade"),
    ):  # fmt: skip
        assert getattr(trips, name).tolist() == getattr(moves, column).tolist()


def test_what_a_closed_point_changes_in_the_trips():
    """p3 closes: its 20 pupils in five groups are at s1 after, all others are as they were."""
    made = work_out(miniature_plan(), Scenario("撤", {"p3": merge("s1")}))
    changes, county = made.changes, made.county
    p3, s1 = county.school_code("p3"), county.school_code("s1")
    assert changes.rows.tolist() == np.flatnonzero(county.attendance.school == p3).tolist()
    assert np.flatnonzero(changes.touched).tolist() == changes.rows.tolist()
    assert (len(changes.rows), len(changes.touched)) == (5, len(county.attendance.pupils))
    for side, school in ((changes.gone, p3), (changes.come, s1)):
        assert side.school.tolist() == [school] * 5
        assert sorted(side.pupils.tolist()) == [2, 3, 4, 5, 6]
    assert isinstance(made, Outcome)
    assert made.is_proven
    assert (made.year, made.cross_township.any()) == (None, False)


def test_what_is_kept_of_a_baseline_serves_all_its_scenarios(monkeypatch):
    monkeypatch.setattr("gis.planning.county._kept", [])
    plan = miniature_plan()
    keep_arrays(plan)
    first = work_out(plan, "baseline").memory
    assert work_out(plan, Scenario("撤", {"p3": merge("s1")})).memory is first
    keep_arrays(plan)
    assert work_out(plan, "baseline").memory is not first, "another baseline"
