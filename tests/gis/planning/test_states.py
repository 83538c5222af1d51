"""How far decisions have come: drafts by what they lack, on the county by hand."""

from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.layout import Decision, LayoutStatus, Locks, Scenario, SchoolLock, Site, Trigger
from gis.planning.county import county_of
from gis.planning.states import ScenarioState, State, decision_states, scenario_state, standing_of

PLAN = replace(miniature_plan(), travel={})          # no journey decides a state
POINT, PHASE_OUT, REOPEN, NEW = (
    LayoutStatus(name) for name in ("teaching_point", "phase_out", "reopen", "new")
)


def states(*, plan=PLAN, enrolment=None, sites=(), **decisions):
    """Return (state, codes of reasons, codes of hints) by school; ids are written with _ for -."""
    named = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    found = decision_states(plan, Scenario("方案", named, sites=sites), enrolment=enrolment)
    return {
        key: (one.state, [reason.code for reason in one.reasons], [hint.code for hint in one.hints])
        for key, one in found.items()
    }


COMPLETE = State.COMPLETE, [], []


def draft(*codes, hints=()):
    return State.DRAFT, list(codes), list(hints)


# ---- names


def test_a_draft_is_told_with_the_name_of_its_school_and_else_with_its_id():
    lacking = Decision(POINT)
    scenario = Scenario("方案", {"s1": lacking, "p3": lacking, "x9": lacking})
    found = standing_of(PLAN, scenario)
    told = {key: [one.values["school"] for one in errors] for key, errors in found.drafts.items()}
    assert told == {"s1": ["甲镇中心小学"], "p3": ["西村教学点"], "x9": ["x9"]}
    assert (dict(found.scenario.decisions), found.errors) == ({}, ())


def test_a_scenario_without_drafts_is_handed_on_as_it_is():
    scenario, nothing = Scenario("方案", {"p3": merge("s1")}), Scenario("无")
    assert standing_of(PLAN, scenario).scenario is scenario
    assert standing_of(PLAN, scenario, county=county_of(PLAN)).drafts == {}
    assert standing_of(PLAN, nothing).scenario is nothing


# ---- what is missing


def test_grades_are_missing_of_points_and_of_schools_that_open_only():
    assert states(s1=Decision(POINT)) == {"s1": draft("point_without_grades", hints=["new_code_missing"])}
    found = states(s1=Decision(REOPEN), p3=Decision())
    assert found == {"s1": draft("opening_without_grades"), "p3": COMPLETE}
    assert states(s2_P=Decision(grades_taught=())) == {"s2-P": COMPLETE}


@pytest.mark.parametrize("begun", [{"year": 2024}, {"trigger": Trigger(30, 1)}])
def test_what_goes_year_by_year_needs_a_beginning(begun):
    for decision in (Decision(PHASE_OUT), point(1, gradual=True)):
        assert states(p3=decision)["p3"] == draft("gradual_without_year")
        assert states(p3=replace(decision, **begun))["p3"] == COMPLETE
    assert states(p3=point(1))["p3"] == COMPLETE


def test_a_trigger_needs_as_many_years_running_as_it_looks_at():
    """The plan knows 2022 alone; known beside it: 2021, or 2020."""
    def of(years, known=None, pupils=30):
        return states(p3=merge("s1", trigger=Trigger(pupils, years)), enrolment=known)["p3"]

    lacking = draft("trigger_without_numbers")
    assert (of(1), of(2), of(1, pupils=1), of(2, pupils=1)) == (COMPLETE, lacking, COMPLETE, lacking)
    assert of(2, {"p3": {2021: 19.0, 2022: 20.0}}) == COMPLETE
    assert of(2, {"p3": {2020: 19.0, 2022: 20.0}}) == lacking
    assert of(1, {"s1": {2022: 114.0}}) == lacking
    assert of(1, {}) == lacking


@pytest.mark.parametrize("trigger", [Trigger(0, 5), Trigger(30, 0), Trigger(-1, 5)])
def test_a_trigger_that_cannot_be_is_refused_rather_than_a_draft(trigger):
    assert states(p3=merge("s1", trigger=trigger))["p3"] == (State.BLOCKED, ["trigger_impossible"], [])


def test_the_plans_own_numbers_count_where_one_decision_of_several_has_a_trigger():
    found = states(p3=merge("s1", trigger=Trigger(30, 1)), s2_P=Decision())
    assert found == {"p3": COMPLETE, "s2-P": COMPLETE}


def test_a_new_school_needs_a_place_unless_the_ledger_has_it():
    built = Decision(NEW, grades_taught=(1, 2))
    assert states(n9=built)["n9"][:2] == (State.DRAFT, ["new_without_site"])
    for school in ("s1", "p3"):
        assert states(**{school: built})[school][:2] == (State.BLOCKED, ["new_exists"])
    nowhere = Site("n9", "新校", "甲镇", "211", float("nan"), 36.0)
    assert states(n9=Decision(NEW), sites=(nowhere,))["n9"][:2] == (
        State.DRAFT, ["opening_without_grades", "new_without_site"]
    )  # fmt: skip


def test_a_kindergarten_is_in_the_ledger():
    plan = with_school(PLAN, "p3", type_code="119", managing_school_id="s1")
    attended = PLAN.attendance[PLAN.attendance["school_id"] != "p3"]
    plan = replace(plan, attendance=attended)
    assert county_of(plan).kindergartens
    built = Decision(NEW, grades_taught=(1,))
    assert states(plan=plan, p3=built)["p3"][:2] == (State.BLOCKED, ["decision_kindergarten"])


def test_who_waits_for_an_unfinished_school_that_is_to_open_is_a_draft_too():
    waiting, told = "receiver_unfinished", draft("receiver_unfinished")
    unfinished = Decision(NEW)
    site = Site("n9", "新校", "甲镇", "211", float("nan"), 36.0)
    for decision in (merge("n9"), merge("s1", settlement_receivers=(("v4", "n9"),))):
        found = states(p3=decision, n9=unfinished, sites=(site,))
        assert found["p3"] == told
        assert "opening_without_grades" in found["n9"][1]
    scenario = Scenario("方案", {"p3": merge("n9"), "n9": unfinished}, sites=(site,))
    (error,) = decision_states(PLAN, scenario)["p3"].reasons
    assert (error.code, error.values["receiver"], error.values["school"]) == (waiting, "新校", "西村教学点")
    # s1 is a draft, too, but open as it is: p3 need not wait for it
    assert states(p3=merge("s1"), s1=Decision(POINT))["p3"] == COMPLETE
    own = states(p3=point(receiver_id="n9"), n9=unfinished, sites=(site,))
    assert own["p3"] == draft("point_without_grades")


# ---- hints


def test_a_missing_code_is_hinted_at_only_for_schools_of_the_ledger():
    plan = with_school(PLAN, "p3", type_code="211")
    missing, other = ["new_code_missing"], ["new_code_missing_grades"]
    assert states(plan=plan, x9=point(1))["x9"] == (State.BLOCKED, ["decision_school_unknown"], [])
    assert states(s1=point(1, 2))["s1"] == (State.COMPLETE, [], missing)
    assert states(s1=point(1, 2, new_code="991"))["s1"] == COMPLETE
    assert states(s1=Decision(grades_taught=tuple(range(1, 10))))["s1"] == (State.COMPLETE, [], other)
    hints = decision_states(PLAN, Scenario("方案", {"s1": point(1, 2)}))["s1"].hints
    assert (hints[0].values["school_id"], hints[0].values["school"]) == ("s1", "甲镇中心小学")


# ---- the whole


def test_a_draft_or_an_undecided_school_is_in_progress_else_what_is_impossible_blocks():
    impossible, lacking = merge("p3"), Decision(POINT)
    assert scenario_state(PLAN, Scenario("方案", {"p3": merge("s1")})) is ScenarioState.COMPLETE
    blocked = Scenario("方案", {"p3": impossible, "s1": Decision()})
    assert scenario_state(PLAN, blocked) is ScenarioState.BLOCKED
    mixed = Scenario("方案", {"p3": impossible, "s2-P": lacking})
    assert scenario_state(PLAN, mixed) is ScenarioState.IN_PROGRESS
    undecided = Locks(schools={"s1": SchoolLock.UNDECIDED})
    marked = Scenario("方案", {"p3": impossible}, locks=undecided)
    assert scenario_state(PLAN, marked) is ScenarioState.IN_PROGRESS
    assert scenario_state(PLAN, Scenario("无")) is ScenarioState.COMPLETE


def test_two_reasons_of_one_decision_stand_together():
    scenario = Scenario("方案", {"p3": merge("p3", bus_seats=-1), "s1": merge("x9")})
    found = decision_states(PLAN, scenario)
    assert {one.code for one in found["p3"].reasons} == {"receiver_itself", "bus_seats_negative"}
    assert [one.code for one in found["s1"].reasons] == ["receiver_unknown"]


def test_known_enrolment_decides_the_state_of_the_scenario():
    scenario = Scenario("方案", {"p3": merge("s1", trigger=Trigger(30, 2))})
    assert scenario_state(PLAN, scenario) is ScenarioState.IN_PROGRESS
    known = {"p3": {2021: 19.0, 2022: 20.0}}
    assert scenario_state(PLAN, scenario, enrolment=known) is ScenarioState.COMPLETE
