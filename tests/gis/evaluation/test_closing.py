"""What becomes of the pupils of every school that closes alone, row by row, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import ATTENDANCE, miniature_plan, with_school, without_way

from gis.evaluation.closing import close_each
from gis.layout import Boarding, Decision, Scenario
from gis.model import Mode
from gis.planning.assignment import work_out
from gis.planning.journeys import Verdict, Way

NAN = float("nan")


def work(plan, **decisions):
    return work_out(plan, Scenario("方案", {key.replace("_", "-"): one for key, one in decisions.items()}))


def closed(outcome):
    """Village, school and grade → what is said of that row; the rows are all different."""
    made, moves, county = close_each(outcome), outcome.movement, outcome.county
    homes, schools = [*county.settlement_ids, "outside"], [*county.school_ids, ""]
    told = {}
    for at, row in enumerate(made.row.tolist()):
        key = homes[moves.settlement[row]], schools[made.school[at]], int(moves.grade[row])
        told[key] = {
            "to": schools[made.receiver[at]], "pupils": int(made.pupils[at]), "beds": int(made.bedded[at]),
            "needs": bool(made.needs[at]), "verdict": Verdict(int(made.verdict[at])),
            "worse": bool(made.is_worse[at]), "old": bool(made.old_enough[at]),
            "bus": bool(made.by_bus[at]), "foot": int(made.on_foot_pupils[at]),
        }  # fmt: skip
    assert len(told) == len(made.row)
    return told


def named(told, *keys):
    return tuple(told[key] for key in keys)


def having(outcome, **columns):
    """The outcome with every row's column set to one value."""
    moves = outcome.movement
    full = {name: np.full_like(getattr(moves, name), value) for name, value in columns.items()}
    return replace(outcome, movement=replace(moves, **full))


@pytest.fixture(scope="module")
def baseline():
    return work(miniature_plan())


def test_the_next_school_and_the_way_there_of_each_row(baseline):
    """Grades 1-3: 1800 s, 临界 to 1980 s; later ones without a limit need a bus beyond 2000 m."""
    told = closed(baseline)
    words = "to", "pupils", "needs", "verdict", "old", "foot"
    assert {key: named(told[key], *words) for key in (
        ("v2", "p3", 1), ("v4", "p3", 2), ("v1", "s1", 3), ("v1", "s1", 4), ("v2", "s1", 6),
        ("v3", "s2-P", 2), ("v3", "s2-J", 9), ("outside", "s1", 1),
    )} == {
        ("v2", "p3", 1): ("s1", 6, False, Verdict.WITHIN, False, 6),                # 800 s
        ("v4", "p3", 2): ("s1", 2, True, Verdict.OVER, False, 2),                   # 2800 s
        ("v1", "s1", 3): ("p3", 16, False, Verdict.BORDERLINE, False, 16),          # 1800 s, the limit
        ("v1", "s1", 4): ("s2-P", 15, True, Verdict.NO_LIMIT, True, 15),            # 3600 m
        ("v2", "s1", 6): ("s2-P", 3, False, Verdict.NO_LIMIT, True, 3),             # 1980 m
        ("v3", "s2-P", 2): ("p3", 9, False, Verdict.WITHIN, False, 9),              # 1000 s
        ("v3", "s2-J", 9): ("", 10, False, Verdict.UNKNOWN, False, 0),
        ("outside", "s1", 1): ("", 1, False, Verdict.UNKNOWN, False, 0),
    }  # fmt: skip
    assert sum(one["pupils"] for one in told.values()) == 221
    assert not any(one["beds"] or one["bus"] for one in told.values())


def test_only_who_has_a_school_can_lose_it(baseline):
    after = baseline.movement.after.copy()
    after[baseline.movement.settlement == 1] = -1
    told = closed(replace(baseline, movement=replace(baseline.movement, after=after)))
    assert {home for home, _, _ in told} == {"v1", "v3", "v4", "outside"}


def test_no_way_to_a_zoned_school_is_unreachable_and_needs_a_bus():
    plan = without_way(miniature_plan(zones=[("v3", 4, 4, "s1")]), ("v3", "s1"))
    told = closed(work(plan))
    assert named(told["v3", "s2-P", 4], "to", "needs", "verdict") == ("s1", True, Verdict.UNREACHABLE)
    assert named(told["v3", "s2-P", 5], "to", "needs", "verdict") == ("", False, Verdict.UNKNOWN)


# ---- who is worse off


@pytest.mark.parametrize(("seconds", "worse"), [(2798.0, True), (2799.0, False), (2800.0, False)])
def test_who_is_over_the_limit_now_is_worse_off_only_by_more_than_a_second(baseline, seconds, worse):
    """v4's pupils of p3 walk 2800 s to s1."""
    told = closed(having(baseline, seconds_after=seconds))
    assert told["v4", "p3", 1]["worse"] is worse
    within = having(baseline, seconds_after=seconds, verdict_after=Verdict.WITHIN)
    assert closed(within)["v4", "p3", 1]["worse"] is True


@pytest.mark.parametrize("now", [Verdict.OVER, Verdict.UNREACHABLE])
def test_who_loses_the_way_is_worse_off_and_who_had_none_is_not(baseline, now):
    some = closed(having(baseline, seconds_after=9000.0, verdict_after=now))
    none = closed(having(baseline, seconds_after=NAN, verdict_after=now))
    assert (some["v3", "s2-J", 9]["worse"], none["v3", "s2-J", 9]["worse"]) == (True, False)
    assert (some["v2", "p3", 1]["worse"], none["v2", "p3", 1]["worse"]) == (False, False)


@pytest.mark.parametrize("now", [Verdict.BORDERLINE, Verdict.NO_LIMIT, Verdict.BOARDING, Verdict.UNKNOWN])
def test_whoever_is_not_beyond_the_limit_now_may_be_worse_off(baseline, now):
    told = closed(having(baseline, seconds_after=9000.0, verdict_after=now))
    assert told["v4", "p3", 1]["worse"] is True


# ---- seats


def riding(plan, seconds=None):
    """Everybody rides now; v4's ride to s1 takes so long."""
    bus = plan.travel[Mode.SCHOOL_BUS.value]
    rides = bus.seconds.copy()
    if seconds is not None:
        rides[3, 0] = seconds
    plan = replace(plan, travel={**plan.travel, bus.mode: replace(bus, seconds=rides)})
    return having(work(plan), way_after=Way.SCHOOL_BUS)


def test_a_seat_is_kept_by_who_needs_it_and_rides_now():
    """924 s by bus or 2800 s on foot for v4; v2's 800 s can be walked."""
    told = closed(riding(miniature_plan()))
    words = "needs", "bus", "foot", "verdict"
    assert named(told["v4", "p3", 1], *words) == (True, True, 0, Verdict.WITHIN)
    assert named(told["v2", "p3", 1], *words) == (False, False, 6, Verdict.WITHIN)
    assert named(told["v1", "s1", 4], *words) == (True, True, 0, Verdict.NO_LIMIT)
    assert named(told["v3", "s2-J", 9], "bus", "foot") == (False, 0)


@pytest.mark.parametrize(
    ("seconds", "by_bus", "verdict"),
    [(1700.0, True, Verdict.BORDERLINE), (2799.0, True, Verdict.OVER), (2800.0, False, Verdict.OVER),
     (2801.0, False, Verdict.OVER), (NAN, False, Verdict.OVER)],
)  # fmt: skip
def test_a_ride_counts_where_there_is_one_quicker_than_the_walk(seconds, by_bus, verdict):
    told = closed(riding(miniature_plan(), seconds))
    assert named(told["v4", "p3", 1], "bus", "verdict") == (by_bus, verdict)
    assert told["v4", "p3", 1]["foot"] == (0 if by_bus else 3)


# ---- beds


def with_beds(beds, rows=(), school="s2-P", **decisions):
    plan = with_school(miniature_plan(attendance=[*ATTENDANCE, *rows]), school, beds=beds)
    return closed(work(plan, **decisions))


def of_s1(told):
    return {key[::2]: one["beds"] for key, one in told.items() if key[1] == "s1" and one["beds"]}


@pytest.mark.parametrize(
    ("beds", "expected"),
    [
        (NAN, {}),
        (0.0, {}),
        (4.0, {("v4", 4): 3, ("v4", 5): 1}),
        (5.0, {("v4", 4): 3, ("v4", 5): 2}),
        (9.0, {("v4", 4): 3, ("v4", 5): 2, ("v1", 4): 4}),
        (30.0, {("v4", 4): 3, ("v4", 5): 2, ("v1", 4): 15, ("v1", 5): 10}),
        (90.0, {("v4", 4): 3, ("v4", 5): 2, ("v1", 4): 15, ("v1", 5): 14, ("v1", 6): 13}),
    ],
)
def test_beds_go_to_boarders_then_to_those_who_cannot_walk(beds, expected):
    """s1 closes: v4's 3 and 2 board, v1's 42 have 3600 m to s2-P; v2's 12 walk 1980 m and ask for none."""
    assert of_s1(with_beds(beds)) == expected


def test_of_those_who_cannot_walk_the_longest_way_comes_first():
    """8 more of v4 have 3780 m to s2-P, v1's 42 have 3600 m: the 6 beds that boarders leave are v4's."""
    told = with_beds(11.0, [("v4", "s1", False, {6: 8})])
    assert of_s1(told) == {("v4", 4): 3, ("v4", 5): 2, ("v4", 6): 6}
    assert told["v4", "s1", 6]["foot"] == 2


def test_beds_of_boarders_who_stay_are_taken():
    """s2-P has 9 beds and 7 boarders of its own: 2 are free for s1's 5; with 6 beds none is."""
    own = [("v1", "s2-P", True, {6: 7})]
    assert of_s1(with_beds(9.0, own)) == {("v4", 4): 2}
    assert of_s1(with_beds(6.0, own)) == {}
    day = [("v1", "s2-P", False, {6: 7})]
    assert of_s1(with_beds(3.0, day)) == {("v4", 4): 3}


def test_who_keeps_a_seat_asks_for_no_bed():
    plan = with_school(miniature_plan(), "s2-P", beds=9.0)
    told = closed(having(work(plan), way_after=Way.SCHOOL_BUS))
    assert of_s1(told) == {("v4", 4): 3, ("v4", 5): 2}


def test_beds_are_for_who_is_old_enough_to_board_there():
    """Grades 1-3 never; s2-P takes boarders from grade 4, or by decision from 5 or from 6."""
    told = with_beds(20.0, school="s1")
    assert named(told["v4", "p3", 2], "needs", "old", "beds") == (True, False, 0)
    four, five = ("v4", "s1", 4), ("v4", "s1", 5)
    for lowest, expected in ((4, [(True, 3), (True, 2)]), (5, [(False, 0), (True, 2)]),
                             (6, [(False, 0), (False, 0)])):  # fmt: skip
        decisions = {"s2_P": Decision(boarding=Boarding(90, from_grade=lowest))}
        told = with_beds(90.0, **decisions)
        assert [named(told[key], "old", "beds") for key in (four, five)] == expected


def test_each_closing_has_the_free_beds_to_itself():
    """s1 has 8 beds and 5 boarders: 3 are free for p3's boarders of v4, and for s2-P's of v1 as well."""
    told = with_beds(8.0, [("v4", "p3", True, {4: 4}), ("v1", "s2-P", True, {5: 3})], school="s1")
    first, second = told["v4", "p3", 4], told["v1", "s2-P", 5]
    assert (first["to"], first["beds"], first["foot"]) == ("s1", 3, 1)
    assert (second["to"], second["beds"], second["foot"]) == ("s1", 3, 0)
