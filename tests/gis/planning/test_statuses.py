"""Every layout status and measure in every year, on the miniature county."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.errors import DecisionError
from gis.evaluation import evaluate
from gis.layout import Decision, Expansion, LayoutStatus, Scenario, Site, Trigger
from gis.network.storage import assemble
from gis.planning.assignment import assign, unprovided_of, work_out
from gis.planning.county import county_of, keep_arrays
from gis.planning.lineage import kind_by_grades, lineage_of
from gis.planning.scenario import check_scenario
from gis.planning.states import ScenarioState, decision_states, scenario_state
from gis.report.decisiontables import code_rows
from gis.rulebook import with_county_value

PHASE_OUT, SUSPEND, REOPEN, NEW = (
    LayoutStatus(name) for name in ("phase_out", "suspend", "reopen", "new")
)

PLAN = miniature_plan()


@pytest.fixture(autouse=True, scope="module")
def _arrays():
    keep_arrays(PLAN)


def moved_by_grade(flows):
    moved = flows[flows["moved"]]
    return {int(grade): int(pupils) for grade, pupils in moved.groupby("grade")["pupils"].sum().items()}


def assigned(plan=None, *, year=None, **decisions):
    made = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    return assign(plan or PLAN, Scenario("方案", made), year=year)


# ---- phase_out: p3 has 9 pupils in grade 1, 7 in grade 2, 4 in grade 3


@pytest.mark.parametrize(
    ("year", "moved"),
    [
        (2023, {}),
        (2024, {1: 9}),
        (2025, {1: 9, 2: 7}),
        (2026, {1: 9, 2: 7, 3: 4}),
        (None, {1: 9, 2: 7, 3: 4}),
    ],
)
def test_a_school_phased_out_loses_its_lowest_grade_first(year, moved):
    assert moved_by_grade(assigned(year=year, p3=Decision(PHASE_OUT, "s1", year=2024))) == moved


def test_a_phased_out_school_closes_with_its_last_grade_or_in_the_year_in_which_all_move():
    going = Scenario("方案", {"p3": Decision(PHASE_OUT, "s1", year=2024)})
    plan = PLAN
    assert evaluate(plan, going, year=2025).schools.loc["p3", "open_after"]
    last = evaluate(plan, going, year=2026)
    assert not last.schools.loc["p3", "open_after"]
    assert last.counts["teaching_points"].after == 0
    moves = Scenario("方案", {"p3": Decision(PHASE_OUT, "s1", year=2024, moves_year=2025)})
    assert moved_by_grade(assign(plan, moves, year=2025)) == {1: 9, 2: 7, 3: 4}


def test_new_first_graders_look_for_the_nearest_school_and_upper_grades_go_to_the_managing_one():
    plan = with_school(PLAN, "p3", managing_school_id="s2-P")
    for decision, year, moved in (
        (Decision(PHASE_OUT, year=2024), 2024, {(1, "s1", "same_township")}),
        (point(1), None, {(2, "s2-P", "managing_school"), (3, "s2-P", "managing_school")}),
        (Decision(grades_taught=(2, 3)), None, {(1, "s1", "same_township")}),
    ):
        flows = assigned(plan, year=year, p3=decision).query("moved")
        assert set(zip(flows["grade"], flows["school_after"], flows["rule"], strict=True)) == moved


def test_a_junior_school_is_phased_out_from_grade_7():
    flows = assigned(year=2025, s2_J=Decision(PHASE_OUT, year=2025))
    assert moved_by_grade(flows) == {7: 21}


def test_upper_grades_of_a_gradual_point_finish_year_by_year():
    """s1 keeps 1 and 2 from 2024: grade 3 is empty in 2024, 4 in 2025 … 6 in 2027."""
    decision = point(1, 2, gradual=True, year=2024)
    by_year = {year: set(moved_by_grade(assigned(year=year, s1=decision))) for year in range(2023, 2028)}
    assert by_year == {2023: set(), 2024: {3}, 2025: {3, 4}, 2026: {3, 4, 5}, 2027: {3, 4, 5, 6}}
    at_once = replace(decision, moves_year=2025)
    assert set(moved_by_grade(assigned(year=2025, s1=at_once))) == {3, 4, 5, 6}


# ---- suspend, reopen, codes


def empty_school(plan, **cells):
    """Return a plan whose p3 is in the ledger without a pupil or class."""
    zeros = {f"{name}_g{grade}": 0.0 for name in ("pupils", "classes") for grade in range(1, 10)}
    emptied = with_school(plan, "p3", **zeros, enrolment=0.0, **cells)
    return replace(emptied, attendance=plan.attendance[plan.attendance["school_id"] != "p3"])


def test_a_suspended_school_is_closed_and_keeps_its_code():
    scenario = Scenario("方案", {"p3": Decision(SUSPEND, "s1")})
    evaluation = evaluate(PLAN, scenario)
    school = evaluation.schools.loc["p3"]
    assert (school["status"], school["open_after"], school["beds_after"]) == ("suspend", False, 0)
    assert set(evaluation.flows.loc[evaluation.flows["moved"], "reason"]) == {"school_closed"}
    assert lineage_of(PLAN, scenario).empty
    merged = lineage_of(PLAN, Scenario("方案", {"p3": merge("s1")}))
    assert merged.to_numpy().tolist() == [["p3", "p3", "", "merge"]]


def test_a_school_that_the_ledger_reports_empty_is_closed_until_it_is_reopened():
    plan = empty_school(PLAN, former_codes="3141000001")
    assert evaluate(plan).counts["teaching_points"].before == 0
    reopened = Decision(REOPEN, grades_taught=(1, 2), year=2024)
    scenario = Scenario("方案", {"p3": reopened, "s1": merge(year=2024)})
    evaluation = evaluate(plan, scenario, year=2024)
    assert evaluation.counts["teaching_points"].after == 1
    flows = evaluation.flows
    west = flows[flows["settlement_id"] == "v1"].set_index("grade")["school_after"]
    assert (west[1], west[3]) == ("p3", "s2-P"), "1620 m to p3 for grades 1 and 2, which it teaches"
    assert set(assign(plan, scenario, year=2023)["school_after"]) == {"s1", "s2-P", "s2-J"}
    lineage = lineage_of(plan, scenario).set_index("school_id")
    assert lineage.loc["p3"].tolist() == ["p3", "3141000001", "reopen"]


def test_only_a_school_that_is_closed_can_be_reopened_and_only_one_that_is_not_there_built():
    reopened, built = Decision(REOPEN, grades_taught=(1,)), Decision(NEW, grades_taught=(1,))
    plan = PLAN
    for decision, code in ((reopened, "reopen_is_open"), (built, "new_exists")):
        assert [e.code for e in check_scenario(plan, Scenario("方案", {"p3": decision}))] == [code]


@pytest.mark.parametrize("code", ["s2-P", "s1", "990"])
def test_no_code_is_used_again(code):
    plan = PLAN
    plan = replace(plan, schools=plan.schools.assign(former_codes=["990", "", "", ""]))
    turned = point(1, 2, new_code=code)
    assert [e.code for e in check_scenario(plan, Scenario("方案", {"s1": turned}))] == ["code_used_before"]
    fresh = Scenario("方案", {"s1": replace(turned, new_code="991")})
    assert check_scenario(plan, fresh) == ()
    assert lineage_of(plan, fresh).to_numpy().tolist() == [["s1", "s1", "991", "teaching_point"]]


@pytest.mark.parametrize(
    ("kind", "grades", "other"),
    [
        ("211", (7, 8, 9), "311"), ("211", range(1, 10), "312"), ("312", range(1, 7), "211"),
        ("311", range(1, 10), "312"), ("218", range(1, 7), "211"), ("218", (1, 2), "218"),
        ("211", (1, 2, 3, 4), "211"), ("312", (1, 2, 7), "312"), ("341", (7, 8, 9), "341"),
    ],
)  # fmt: skip
def test_other_grades_may_make_another_kind_of_school_with_another_code(kind, grades, other):
    """SJ-03, SJ-05: who changes kind is coded anew, and the old code is void."""
    plan = with_school(PLAN, "s1", type_code=kind)
    decision = Decision(grades_taught=tuple(grades))
    scenario = Scenario("方案", {"s1": decision})
    found = lineage_of(plan, scenario).to_numpy().tolist()
    assert found == ([["s1", "s1", "", "retain"]] if other != kind else [])
    hints = [hint.code for hint in decision_states(plan, scenario)["s1"].hints]
    assert hints == (["new_code_missing_grades"] if other != kind else [])
    given = Scenario("方案", {"s1": replace(decision, new_code="991")})
    assert check_scenario(plan, given) == check_scenario(plan, scenario)
    if other != kind:
        assert kind_by_grades(county_of(plan), "s1", decision) == other
        words = code_rows(plan, evaluate(plan, scenario), "s1")
        assert "原标识码 s1 作废" in words[0][1]
        assert other in words[0][1]


def test_a_missing_new_code_is_a_hint_and_no_refusal():
    scenario = Scenario("方案", {"s1": point(1, 2)})
    state = decision_states(PLAN, scenario)["s1"]
    assert (state.state, [hint.code for hint in state.hints]) == ("complete", ["new_code_missing"])
    assert scenario_state(PLAN, scenario) is ScenarioState.COMPLETE


# ---- measures


def test_a_project_adds_places_from_its_own_year():
    """s1: 8 - 1 rooms and 120 places; 2 more rooms and 90 places from 2025: min(210, 9 × 45) = 210."""
    scenario = Scenario("方案", {"s1": Decision(expansion=Expansion(rooms=2, places=90, year=2025))})
    plan = PLAN
    assert evaluate(plan, scenario, year=2024).schools.loc["s1", "capacity_after"] == 120
    after = evaluate(plan, scenario, year=2025).schools.loc["s1"]
    assert after["capacity_after"] == 210
    assert (after["capacity_before"], after["rooms_free_after"]) == (120, 7 + 2 - 6)


def test_grades_given_up_move_and_grades_taken_up_receive():
    """s1 gives up grade 6 (16 pupils); p3 takes up grade 4, to which nobody moves by itself."""
    flows = assigned(s1=Decision(grades_taught=(1, 2, 3, 4, 5)), p3=Decision(grades_taught=(1, 2, 3, 4)))
    assert moved_by_grade(flows) == {6: 16}
    assert set(flows.loc[flows["moved"], "reason"]) == {"grade_closed"}
    sent = assigned(
        s1=Decision(grades_taught=(1, 2, 3, 5, 6), receiver_id="p3"), p3=Decision(grades_taught=(1, 2, 3, 4))
    )
    assert moved_by_grade(sent) == {4: 23}
    assert set(sent.loc[sent["moved"], "school_after"]) == {"p3"}


def test_a_handed_over_school_sends_its_upper_grades_to_the_new_manager():
    """p3 is made a 5-grade school under s1; handed over to s2-P its grades 4-5 go there."""
    plan = with_school(PLAN, "p3", type_code="211", last_grade=5.0)
    rows = plan.attendance.iloc[[0]].assign(grade=4, pupils=6)
    plan = replace(plan, attendance=pd.concat([plan.attendance, rows], ignore_index=True))
    for hand_over, receiver in (("", "s1"), ("s2-P", "s2-P"), ("乙镇政府", "s1")):
        flows = assigned(plan, p3=point(1, 2, 3, hand_over=hand_over))
        assert set(flows.loc[flows["moved"], "school_after"]) == {receiver}
    outcome = work_out(plan, Scenario("方案", {"p3": Decision(hand_over="乙镇政府")}))
    assert outcome.situation.managed_by.tolist() == ["", "", "", "乙镇政府"]


def test_a_trigger_puts_a_decision_off_until_the_school_was_small_long_enough():
    plan = PLAN
    scenario = Scenario("方案", {"p3": merge("s1", trigger=Trigger(pupils=20, years=2))})
    assert decision_states(plan, scenario)["p3"].state == "draft"
    assert [e.code for e in decision_states(plan, scenario)["p3"].reasons] == ["trigger_without_numbers"]
    known = {"p3": {2022: 20.0, 2023: 19.0, 2024: 18.0}}
    moved = {
        year: int(work_out(plan, scenario, year=year, enrolment=known).movement.moved.any())
        for year in (2023, 2024, 2025, 2026)
    }
    assert moved == {2023: 0, 2024: 0, 2025: 1, 2026: 1}


# ---- receivers that close later


def test_pupils_follow_when_their_receiver_closes_later():
    decisions = {"p3": merge("s1", year=2023), "s1": merge("s2-P", year=2025)}
    plan, scenario = PLAN, Scenario("方案", decisions)
    assert check_scenario(plan, scenario) == ()
    for year, receiver in ((2023, "s1"), (2025, "s2-P"), (None, "s2-P")):
        flows = assign(plan, scenario, year=year)
        assert set(flows.loc[flows["school_before"] == "p3", "school_after"]) == {receiver}
    at_once = Scenario("方案", {"p3": merge("s1", year=2025), "s1": merge("s2-P", year=2025)})
    assert [error.code for error in check_scenario(plan, at_once)] == ["receiver_closed"]


# ---- new schools


@pytest.fixture(scope="module")
def real_roads():
    bare = PLAN
    return replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))


def north_school(plan, **values):
    """Return a scenario that builds a school at 北沟 (v4)."""
    spot = plan.settlements.geometry["v4"]
    site = Site("n1", "北沟小学", "甲镇", "211", spot.x, spot.y)
    built = Decision(NEW, grades_taught=(1, 2, 3, 4, 5, 6), **values)
    return Scenario("方案", {"p3": merge(), "n1": built}, sites=(site,))


def test_a_new_school_receives_from_its_year_and_is_nothing_before(real_roads):
    """p3 closes: 北沟 stays at home (0 m), 西村 goes on to s1 (720 m against 1800 m)."""
    scenario = north_school(real_roads, year=2025, expansion=Expansion(rooms=3, places=100))
    evaluation = evaluate(real_roads, scenario, year=2025)
    flows = evaluation.flows[evaluation.flows["moved"]]
    got = {s: set(rows["school_after"]) for s, rows in flows.groupby("settlement_id")}
    assert got == {"v2": {"s1"}, "v4": {"n1"}}
    assert flows.loc[flows["settlement_id"] == "v4", "seconds_after"].max() == pytest.approx(0, abs=0.5)
    school = evaluation.schools.loc["n1"]
    names = ["status", "open_before", "open_after", "enrolment_before", "enrolment_after", "capacity_after"]
    assert school[names].tolist() == ["new", False, True, 0, 5, 100]
    assert (school["classes_after"], school["largest_class_after"], school["rooms_free_after"]) == (2, 3, 1)
    counts = evaluation.counts
    assert (counts["schools"].before, counts["schools"].after) == (2, 3)
    before = evaluate(real_roads, scenario, year=2024)
    assert before.counts["schools"].after == 2
    assert set(before.flows["school_after"]) == {"s1", "s2-P", "s2-J"}
    assert evaluate(real_roads).counts == evaluate(real_roads, Scenario("无")).counts
    evaluation.to_dict()


def test_a_new_school_without_a_project_has_unknown_places(real_roads):
    school = evaluate(real_roads, north_school(real_roads)).schools.loc["n1"]
    assert np.isnan(school["capacity_after"])
    assert school["capacity_before"] == 0


def test_a_new_school_may_be_named_and_a_missing_place_makes_a_draft(real_roads):
    scenario = north_school(real_roads)
    named = replace(scenario, decisions={**scenario.decisions, "p3": merge("n1")})
    assert set(assign(real_roads, named).query("moved")["school_after"]) == {"n1"}
    nowhere = replace(named, sites=(replace(named.sites[0], lon=float("nan")),))
    states = decision_states(real_roads, nowhere)
    assert [(key, one.state, [e.code for e in one.reasons]) for key, one in states.items()] == [
        ("p3", "draft", ["receiver_unfinished"]), ("n1", "draft", ["new_without_site"])
    ]  # fmt: skip
    assert scenario_state(real_roads, nowhere) is ScenarioState.IN_PROGRESS
    assert not assign(real_roads, nowhere)["moved"].any()


# ---- drafts


def test_a_draft_is_left_out_and_listed(real_roads):
    scenario = Scenario("方案", {"p3": merge("s1"), "s2-P": Decision(LayoutStatus.TEACHING_POINT)})
    outcome = work_out(real_roads, scenario)
    assert [error.code for error in outcome.drafts["s2-P"]] == ["point_without_grades"]
    assert set(outcome.scenario.decisions) == {"p3"}
    assert scenario_state(real_roads, scenario) is ScenarioState.IN_PROGRESS
    blocked = Scenario("方案", {"p3": merge("p3")})
    assert scenario_state(real_roads, blocked) is ScenarioState.BLOCKED
    assert decision_states(real_roads, blocked)["p3"].state == "blocked"
    with pytest.raises(DecisionError):
        evaluate(real_roads, blocked)


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(PHASE_OUT), "gradual_without_year"),
        (Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1,), gradual=True), "gradual_without_year"),
        (Decision(REOPEN), "opening_without_grades"),
    ],
)
def test_what_is_not_finished_is_a_draft(decision, code):
    state = decision_states(PLAN, Scenario("方案", {"p3": decision}))["p3"]
    assert (state.state, [error.code for error in state.reasons]) == ("draft", [code])
    assert str(state.reasons[0])


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(expansion=Expansion(rooms=-1)), "expansion_negative"),
        (merge("s1", expansion=Expansion(rooms=1)), "idle_expansion"),
        (merge("s1", grades_taught=(1,)), "idle_grades_taught"),
        (merge("s1", gradual=True), "idle_gradual"),
        (merge("s1", moves_year=2025), "idle_moves_year"),
        (merge("s1", new_code="77"), "idle_new_code"),
        (merge("s1", trigger=Trigger(0, 0)), "trigger_impossible"),
        (Decision(grades_taught=(0, 1)), "grades_unknown"),
        (Decision(hand_over="p3"), "hand_over_to_itself"),
        (Decision(PHASE_OUT, "s1", year=2025, moves_year=2024), "moves_before_it_holds"),
        (merge("s1", year=20222), "year_inconceivable"),
        (Decision(expansion=Expansion(rooms=1, year=202)), "year_inconceivable"),
        (Decision(expansion=Expansion(rooms=1, year=2200)), "year_inconceivable"),
    ],
)
def test_measures_that_cannot_be_are_refused(decision, code):
    errors = check_scenario(PLAN, Scenario("方案", {"p3": decision}))
    assert [error.code for error in errors] == [code]
    assert str(errors[0])


def test_a_school_is_not_handed_over_to_one_that_closes():
    decided = {"p3": Decision(hand_over="s1"), "s1": merge("s2-P")}
    assert [e.code for e in check_scenario(PLAN, Scenario("方案", decided))] == ["hand_over_to_closed"]
    assert "甲镇中心小学" in str(check_scenario(PLAN, Scenario("方案", decided))[0])


# ---- what would cure a missing seat or bed


def test_who_is_not_provided_for_is_told_with_seats_and_beds():
    """p3 into s2-P: v2 walks 2200 s in grades 1-3, v4 4200 s; the bus takes both, beds start at grade 4."""
    outcome = work_out(PLAN, Scenario("方案", {"p3": merge("s2-P")}))
    (told,) = unprovided_of(outcome)
    assert (told.pupils, told.seats_needed, told.in_time) == (20, 20, 20)
    assert (told.beds_needed, told.without_cure) == (0, 0)
    seats = work_out(PLAN, Scenario("方案", {"p3": merge("s2-P", bus_seats=20)}))
    assert unprovided_of(seats) == ()


def test_from_the_first_boarding_grade_on_a_bed_would_do():
    """s1 into s2-P, half an hour for grades 4-6, too: v1 and v4 walk longer, v2 exactly 1800 s."""
    strict = with_county_value(PLAN, "over_limit_g4_6", 30, document="试算", reason="试算")
    (told,) = unprovided_of(work_out(strict, Scenario("方案", {"s1": merge("s2-P")})))
    assert (told.pupils, told.beds_needed) == (20 + 18 + 16 + 15 + 14 + 13 + 3 + 2, 15 + 14 + 13 + 3 + 2)


def test_sites_and_closed_schools_take_only_what_suits_them(real_roads):
    scenario = north_school(real_roads)
    merged = replace(scenario, decisions={"n1": merge("s1")})
    assert [e.code for e in check_scenario(real_roads, merged)] == ["site_not_new"]
    assert check_scenario(real_roads, replace(scenario, decisions={"n1": Decision()})) == ()
    plan = empty_school(PLAN, former_codes="990")
    changed = Scenario("方案", {"p3": Decision(grades_taught=(1, 2))})
    assert [e.code for e in check_scenario(plan, changed)] == ["grades_of_closed"]
    again = Scenario("方案", {"p3": Decision(REOPEN, grades_taught=(1,), new_code="990")})
    assert check_scenario(plan, again) == (), "its own old code"
    with_old_code = replace(scenario, sites=(replace(scenario.sites[0], school_id="990"),))
    with_old_code = replace(with_old_code, decisions={"990": scenario.decisions["n1"]})
    ledger = real_roads.schools.assign(former_codes=["990", "", "", ""])
    errors = check_scenario(replace(real_roads, schools=ledger), with_old_code)
    assert [(e.code, e.values["other"]) for e in errors] == [("code_used_before", "甲镇中心小学")]


def test_private_schools_keep_their_grades():
    plan = with_school(PLAN, "s1", ownership="民办")
    for decision in (Decision(grades_taught=(1, 2, 3)), Decision(SUSPEND), Decision(PHASE_OUT, year=2024)):
        errors = check_scenario(plan, Scenario("方案", {"s1": decision}))
        assert [error.code for error in errors] == ["decision_private"]


def test_a_new_school_with_few_rooms_has_a_class_for_each_grade_and_no_more(real_roads):
    """s1's 114 pupils go to a school with 4 rooms: 6 grades are 6 classes, min(200, 4 × 45) = 180 places."""
    scenario = north_school(real_roads, expansion=Expansion(rooms=4, places=200))
    scenario = replace(scenario, decisions={"s1": merge("n1"), "n1": scenario.decisions["n1"]})
    evaluation = evaluate(real_roads, scenario)
    grades = evaluation.school_grades.set_index(["school_id", "grade"]).loc["n1"]
    assert grades["pupils_after"].tolist() == [21, 18, 16, 23, 20, 16]
    assert grades["classes_after"].tolist() == [1] * 6, "every grade with pupils has a class at least"
    assert evaluation.schools.loc["n1", ["capacity_after", "rooms_free_after"]].tolist() == [180, 0]


def test_pupils_of_another_year_stand_in_for_the_plans(real_roads):
    """Twice as many children: twice as many move, and the same groups."""
    scenario = Scenario("方案", {"p3": merge("s1", year=2024)})
    usual = work_out(real_roads, scenario, year=2024)
    base = usual.county.attendance
    doubled = work_out(real_roads, scenario, year=2024, pupils=replace(base, pupils=2 * base.pupils))
    assert doubled.movement.pupils.tolist() == (2 * usual.movement.pupils).tolist()
    np.testing.assert_array_equal(doubled.movement.seconds_after, usual.movement.seconds_after)
    assert doubled.movement.pupils[doubled.movement.moved].sum() == 40
