"""Which schools must stay: by hand, and against really closing every school of a random county."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school, without_way
from randomcounties import SCHOOLS, plans

from gis.evaluation import evaluate
from gis.evaluation.alternatives import least_rides, next_receivers
from gis.evaluation.muststay import (
    COUNTS,
    FLAGS,
    OPEN_QUESTIONS,
    _places,
    _with_reasons,
    default_candidates,
    must_stay,
    reasons_of,
)
from gis.evaluation.schools import load_of
from gis.layout import Scenario
from gis.messages import describe
from gis.model import Mode
from gis.planning.assignment import work_out
from gis.planning.county import keep_arrays
from gis.planning.journeys import Verdict
from gis.rulebook import with_county_value

FAR = "bus_needed_beyond_m"
COUNTY = miniature_plan()


def result_of(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    made = work_out(plan or COUNTY, Scenario("方案", named))
    return must_stay(made, load_of(made))


def without_far_pupils():
    """Nobody of v4 at p3, and room for everybody at s1."""
    rows = [row for row in ATTENDANCE if row[:2] != ("v4", "p3")]
    return with_school(miniature_plan(attendance=rows), "s1", approved_places=300.0)


def ridden(plan, seconds):
    bus = plan.travel[Mode.SCHOOL_BUS.value]
    return replace(plan, travel={**plan.travel, bus.mode: replace(bus, seconds=seconds(bus.seconds))})


# ---- by hand


def test_the_least_ride_is_to_another_school_that_teaches_the_grade():
    """420 s and metres / 5: 720 m to s1, 900 m and 1620 m to p3, 3600 m and 1980 m to s2-P, 900 m back."""
    outcome = work_out(COUNTY, Scenario("方案"))
    moves, county = outcome.movement, outcome.county
    seconds = least_rides(outcome, np.arange(len(moves.after)))
    told = {}
    for home, school, grade, found in zip(moves.settlement, moves.after, moves.grade, seconds, strict=True):
        name = "outside" if home < 0 else county.settlement_ids[home]
        told[name, county.school_ids[school], int(grade)] = found
    assert told["v2", "p3", 1] == 420 + 720 / 5
    assert (told["v1", "s1", 3], told["v1", "s1", 4]) == (420 + 1620 / 5, 420 + 3600 / 5)
    assert (told["v2", "s1", 4], told["v3", "s2-P", 3]) == (420 + 1980 / 5, 420 + 900 / 5)
    nowhere = {key for key, found in told.items() if np.isnan(found)}
    assert nowhere == {key for key in told if key[2] >= 7 or key[0] == "outside"}


def test_a_point_keeps_its_farthest_pupils_near():
    result = result_of()
    p3 = result.schools.loc["p3"]
    # v2's 15 walk 800 s to s1; v4's 5 walk 2800 s instead of 2000 s, which is over the limit already
    assert (p3.beyond_limit_pupils, p3.kept_within_pupils) == (5, 0)
    assert p3.places_short == 114 + 20 - 120
    assert (p3.must_stay, p3.reasons) == (True, "beyond_limit、no_places")
    mine = result.receivers[result.receivers["school_id"] == "p3"]
    assert mine[["receiver_id", "pupils"]].to_numpy().tolist() == [["s1", 20]]


def test_pupils_within_the_limit_whom_a_school_keeps_there():
    # v2's 15 have p3 in their village; without a way to s1 they go to s2-P, 2200 s
    p3 = result_of(without_way(without_far_pupils(), ("v2", "s1"))).schools.loc["p3"]
    assert (p3.beyond_limit_pupils, p3.kept_within_pupils, p3.reasons) == (15, 15, "beyond_limit")


def test_the_only_ones_of_their_township_and_the_central_school_stay():
    schools = result_of().schools
    assert "only_complete_primary" in schools.loc["s1", "reasons"]
    assert "central_school" in schools.loc["s1", "reasons"]
    assert schools.loc["s2-J", "reasons"] == "no_receiver、only_junior"
    assert schools.loc["s2-J", "unassigned_pupils"] == 39
    # v3's 48: grades 1-3 to p3 (900 m), grades 4-6 to s1, where 6 of their 21 places are
    assert schools.loc["s2-P", "reasons"] == "no_places、only_complete_primary"
    assert schools.loc["s2-P", "places_short"] == 15


def test_a_home_outside_is_an_open_question_and_no_reason():
    schools = result_of(miniature_plan(attendance=[*ATTENDANCE, ("outside", "s2-J", False, {7: 3})])).schools
    assert schools.loc["s1", "way_unknown_pupils"] == 1
    assert schools.loc["s2-J", ["way_unknown_pupils", "unassigned_pupils"]].tolist() == [3, 39]


def test_beds_and_far_ways_without_a_limit():
    plan = with_school(miniature_plan(), "s2-P", beds=2.0, approved_places=500.0, classrooms=12.0)
    plan.rules["county"] = {"parameters": {FAR: {"value": 3000}}}
    s1 = result_of(plan).schools.loc["s1"]
    # v4's 5 boarders find 2 beds at s2-P; v1's 42 of grades 4-6 go 3600 m, v4's other 3 boarders walk
    assert s1.beds_short_pupils == 3
    assert s1.far_pupils == 42
    assert {"no_transport", "no_beds"} <= set(s1.reasons.split("、"))
    assert result_of().schools.loc["s1", "beds_unknown_pupils"] == 5


def test_places_that_nobody_knows_leave_it_open():
    plan = with_school(without_far_pupils(), "s1", approved_places=np.nan, classrooms=np.nan)
    p3 = result_of(plan).schools.loc["p3"]
    assert (p3.must_stay, p3.is_undecided, p3.places_unknown_pupils) == (False, True, 15)


def test_in_the_state_of_a_scenario():
    # s1 takes p3's pupils already: it alone is left, and p3 is not asked about any more
    schools = result_of(p3=merge("s1")).schools
    assert list(schools.index) == ["s1", "s2-P", "s2-J"]
    assert schools.loc["s1", "pupils"] == 134
    # with neither s1 nor p3, v2's 15 walk 2200 s and v1's 54 walk 4000 s to s2-P; v4's 5 walk 4200 s
    assert schools.loc["s1", "beyond_limit_pupils"] == 15 + 54 + 5
    assert schools.loc["s1", "kept_within_pupils"] == 15 + 54
    assert result_of(s1=point(1, 2, 3)).schools.loc["s1", "pupils"] == 55


def test_who_rides_keeps_the_seat():
    schools = result_of(p3=merge("s1", bus_seats=10)).schools
    # v4's 5 ride on to s2-P: 420 s + 3780 m / 5 = 1176 s
    assert schools.loc["s1", "beyond_limit_pupils"] == 15 + 54
    # a ride beyond the limit is still a provided bus, as long as it is quicker than the walk
    slow = result_of(ridden(miniature_plan(), lambda s: s + 1500), p3=merge("s1", bus_seats=10)).schools
    assert slow.loc["s1", "beyond_limit_pupils"] == 15 + 54


def test_each_closing_has_all_free_beds_of_a_receiver_to_itself():
    boarders = [("v4", "p3", True, {4: 4}), ("v3", "s2-P", True, {4: 2})]
    plan = with_school(miniature_plan(attendance=[*ATTENDANCE, *boarders]), "p3", beds=6.0)
    schools = result_of(plan).schools
    # p3 has 2 free beds: for s1's 3 boarders of grade 4, or for s2-P's 2; s1's 2 of grade 5 go to s2-P
    assert schools.loc["s1", ["beds_short_pupils", "beds_unknown_pupils"]].tolist() == [1, 2]
    assert schools.loc["s2-P", "beds_short_pupils"] == 0
    # p3's own 4 boarders of grade 4 find s1's one free bed
    assert schools.loc["p3", "beds_short_pupils"] == 3


def test_points_that_no_bus_serves_in_time():
    near = result_of()
    assert near.schools["no_bus_pupils"].fillna(-1).tolist() == [-1, -1, -1, 0]
    assert near.no_bus.empty
    # half an hour more: v4 → s1 924 + 1800 = 2724 s, v2 → s1 564 + 1800 = 2364 s; the limit is 1980 s
    far = result_of(ridden(miniature_plan(), lambda s: s + 1800))
    assert far.schools.loc["p3", "no_bus_pupils"] == 20
    assert far.no_bus[["settlement_id", "pupils", "limit_min"]].to_numpy().tolist() == [
        ["v2", 15, 30], ["v4", 5, 30],
    ]  # fmt: skip
    assert far.no_bus["ride_min"].tolist() == pytest.approx([2364 / 60, 2724 / 60])
    # 1900 s is 临界, not late; a child from outside at the point has no known ride
    outside = miniature_plan(attendance=[*ATTENDANCE, ("outside", "p3", False, {1: 2})])
    assert result_of(ridden(outside, lambda s: s + 976)).schools.loc["p3", "no_bus_pupils"] == 0
    unknown = result_of(ridden(miniature_plan(), lambda s: np.full_like(s, np.nan)))
    assert unknown.schools["no_bus_pupils"].isna().all()


def test_candidates_only_under_the_countys_own_threshold():
    schools = result_of(without_far_pupils()).schools
    assert not schools.loc["p3", "must_stay"]
    assert default_candidates(schools, None) == []
    assert default_candidates(schools, 15) == []
    assert default_candidates(schools, 16) == ["p3"]
    assert default_candidates(schools, 10_000) == ["p3"]
    assert default_candidates(result_of().schools, 10_000) == []


@pytest.mark.parametrize(("metres", "receiver"), [(2000.0, "s1"), (1600.0, "p3"), (1620.0, "p3")])
def test_equal_times_go_by_metres_then_by_code(metres, receiver):
    # of v3's grades 1-3, s2-P closed: 1800 s to s1 (1620 m) and, made equal, to p3
    plan = miniature_plan()
    walk = plan.travel[Mode.WALK_G1_3.value]
    at = walk.origin_ids.index("v3"), walk.destination_ids.index("p3")
    seconds, ways = walk.seconds.copy(), walk.metres.copy()
    seconds[at], ways[at] = seconds[at[0], walk.destination_ids.index("s1")], metres
    equal = replace(plan, travel={**plan.travel, walk.mode: replace(walk, seconds=seconds, metres=ways)})
    who = result_of(equal).receivers.set_index(["school_id", "receiver_id"])["pupils"]
    assert who["s2-P"].get(receiver) == (27 if receiver == "p3" else 48)


def test_every_reason_has_a_sentence():
    ((beyond, values), (places, _)) = reasons_of(result_of().schools.loc["p3"])
    assert describe(beyond, values).what == "5 名学生上学超时或无路可走，又没有校车和床位。"
    assert places == "must_stay_no_places"
    for code in (*COUNTS.values(), *FLAGS.values()):
        for language in ("zh", "en"):
            assert describe(f"must_stay_{code}", {"pupils": "5"}, language).what


# ---- against really closing every school


def keys(outcome, school):
    moves = outcome.movement
    return zip(
        *(code[moves.after == school].tolist() if school is not None else code.tolist()
          for code in (moves.settlement, moves.grade, moves.before, moves.boarded)),
        strict=True,
    )  # fmt: skip


def really_closed(plan, scenario, school):
    return work_out(plan, replace(scenario, decisions={**scenario.decisions, SCHOOLS[school]: merge()}))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans(), st.sets(st.sampled_from(SCHOOLS), max_size=2))
def test_equal_to_really_closing_each_school(plan, merged):
    private = set(plan.schools.index[plan.schools["ownership"] == "民办"])
    scenario = Scenario("方案", {school: merge() for school in sorted(merged - private)})
    keep_arrays(plan)
    state = work_out(plan, scenario)
    alone = next_receivers(state)
    result = must_stay(state, load_of(state))
    moves = state.movement
    receivers_and_candidates_add_up(result)
    for school_id in result.schools.index:
        school = SCHOOLS.index(school_id)
        closed = really_closed(plan, scenario, school)
        truth = dict(zip(keys(closed, None), closed.movement.after.tolist(), strict=True))
        here = moves.after == school
        for key, receiver in zip(keys(state, school), alone[here].tolist(), strict=True):
            assert truth[key] == receiver
        if not scenario.decisions:
            same_numbers(result.schools.loc[school_id], state, closed, school)


def same_numbers(row, state, closed, school):
    moves, after, before = closed.movement, load_of(closed), load_of(state)
    mine = moves.before == school
    lost = mine & (moves.after == -1)
    known = (moves.settlement >= 0) & closed.county.settlement_placed[moves.settlement]
    beyond = np.isin(moves.verdict_after, [Verdict.OVER, Verdict.UNREACHABLE]) & (moves.after != -1)
    was_beyond = np.isin(moves.verdict_before, [Verdict.OVER, Verdict.UNREACHABLE])
    longer = (moves.seconds_after > moves.seconds_before + 1) | (
        np.isnan(moves.seconds_after) & ~np.isnan(moves.seconds_before)
    )
    kept = np.isin(moves.verdict_before, [Verdict.WITHIN, Verdict.BORDERLINE])
    far = mine & moves.needs_transport & (moves.verdict_after == Verdict.NO_LIMIT)
    open_ones = np.arange(len(after.after.places)) != school
    short = (after.after.places_short - before.after.places_short)[open_ones]
    truth = {
        "pupils": moves.pupils[mine].sum(),
        "unassigned_pupils": moves.pupils[lost & known].sum(),
        "beyond_limit_pupils": moves.pupils[mine & beyond & (~was_beyond | longer)].sum(),
        "kept_within_pupils": moves.pupils[mine & (beyond | lost) & kept].sum(),
        "far_pupils": moves.pupils[far].sum(),
        "places_short": np.nansum(short),
    }
    assert {name: row[name] for name in truth} == truth


def receivers_and_candidates_add_up(result):
    sums = result.receivers.groupby("school_id")["pupils"].sum()
    expected = result.schools["pupils"][result.schools["pupils"] > 0]
    assert sums.to_dict() == expected.to_dict()
    chosen = result.schools.loc[default_candidates(result.schools, 1000)]
    assert not chosen[["must_stay", "is_central", "is_only_junior", "is_undecided"]].to_numpy().any()
    assert chosen["pupils"].is_monotonic_increasing


def test_an_evaluation_lists_candidates_once_the_county_has_set_the_line():
    plan = miniature_plan()
    assert evaluate(plan).details.candidates == []
    lined = with_county_value(plan, "candidate_pupils", 1000, document="某教〔2026〕1号", reason="试")
    details = evaluate(lined).details
    assert details.candidates == default_candidates(details.must_stay.schools, 1000)
    assert evaluate(lined).to_dict()["must_stay"]["candidates"] == details.candidates


def test_who_would_have_no_school_at_all_is_kept_within_the_limit_by_this_one():
    plan = without_way(COUNTY, ("v2", "s1"), ("v2", "s2-P"))
    row = result_of(plan).schools.loc["p3"]
    assert (row["unassigned_pupils"], row["kept_within_pupils"]) == (15, 15)     # v4 walks 2000 s now


# ---- the parts, on figures written down


def test_villages_without_a_bus_stand_by_school_and_are_late_only_beyond_the_tolerance():
    """v1's 4 ride 420 + 180 s to s1, v2's 564, v4's 924; with 1800 s more all are later than 1980 s."""
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v1", "p3", False, {1: 4})])
    late = result_of(ridden(plan, lambda s: s + 1800))
    assert late.no_bus.columns.tolist() == [
        "school_id", "settlement_id", "settlement", "pupils", "ride_min", "limit_min",
    ]  # fmt: skip
    assert late.no_bus[["school_id", "settlement", "pupils"]].to_numpy().tolist() == [
        ["p3", "东村", 4], ["p3", "西村", 15], ["p3", "北沟", 5],
    ]  # fmt: skip
    assert late.schools.loc["p3", "no_bus_pupils"] == 24
    just = result_of(ridden(plan, lambda s: s + 1057))                  # v4: 1981 s
    assert just.schools.loc["p3", "no_bus_pupils"] == 5


def test_places_short_of_each_closing():
    """School 1 has 4.5 places left for 6, school 2 none for 4: 1.5 + 4 = 5.5; school 0 tells no places."""
    after = SimpleNamespace(enrolment=np.array([10.0, 20, 30]), places=np.array([np.nan, 24.5, 28]))
    closing = SimpleNamespace(
        school=np.array([0, 0, 0, 1, 2]), receiver=np.array([1, 2, -1, 0, 1]),
        pupils=np.array([6, 4, 3, 20, 4]),
    )  # fmt: skip
    short, unknown = _places(SimpleNamespace(after=after), closing, 3)
    assert short.tolist() == [6, 0, 0]
    assert unknown.tolist() == [0, 20, 0]


def test_reasons_stand_in_their_order_and_an_open_question_counts_only_without_one():
    names = [*COUNTS, *OPEN_QUESTIONS]
    rows = pd.DataFrame(0, index=["a", "b", "c", "d"], columns=names)
    rows = rows.assign(name="", township="", pupils=1, **dict.fromkeys(FLAGS, False))
    rows.loc["a", list(COUNTS)] = 1
    rows.loc["a", list(FLAGS)] = True
    rows.loc["b", ["beds_short_pupils", "way_unknown_pupils"]] = 1
    rows.loc["c", "places_unknown_pupils"] = 1
    told = _with_reasons(rows)
    assert told["reasons"].tolist() == [
        "no_receiver、beyond_limit、no_transport、no_places、no_beds、only_junior、only_complete_primary、"
        "central_school", "no_beds", "", "",
    ]  # fmt: skip
    assert told["must_stay"].tolist() == [True, True, False, False]
    assert told["is_undecided"].tolist() == [False, False, True, False]
    assert told.columns[:6].tolist() == ["name", "township", "pupils", "must_stay", "reasons", "is_undecided"]


def test_the_fewest_pupils_come_first_among_the_candidates():
    schools = pd.DataFrame(
        {"pupils": [30, 9, 20, 5, 4], "must_stay": [False, False, False, True, False],
         "is_undecided": [False, False, False, False, True]}, index=["a", "b", "c", "d", "e"],
    )  # fmt: skip
    assert default_candidates(schools, 30) == ["b", "c"]
    assert default_candidates(schools, 31) == ["b", "c", "a"]
