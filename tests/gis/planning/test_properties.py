"""What holds for any county and any scenario: totals are kept, nobody is lost, nobody else is moved."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from randomcounties import SCHOOLS, SLOW, cases, decisions

from gis.evaluation import evaluate
from gis.layout import LayoutStatus, Policy, Scenario
from gis.planning.assignment import assign
from gis.planning.scenario import clear_decision, set_decision
from gis.planning.states import decision_states

EXAMPLES = 10


def taught_before(plan):
    """Return (school, grade) at baseline: schools that the ledger reports empty teach nothing."""
    grades = zip(plan.schools.index, plan.schools["first_grade"], plan.schools["last_grade"], strict=True)
    attended = set(plan.attendance["school_id"])
    return {
        (school, grade)
        for school, first, last in grades
        for grade in range(int(first), int(last) + 1)
        if school in attended
    }


def taught_after(plan, scenario, year):
    taught = taught_before(plan)
    for school, decision in scenario.decisions.items():
        if year is None or decision.year is None or decision.year <= year:
            own = {grade for one, grade in taught if one == school}
            taught = {(one, grade) for one, grade in taught if one != school}
            taught |= {(school, grade) for grade in taught_in(decision, own, year)}
    return taught


def taught_in(decision, own, year):
    """Return the grades that a school still teaches in a year, by the words of the definitions."""
    is_over = year is None or (decision.moves_year is not None and year >= decision.moves_year)
    intakes = 0 if is_over else year - (decision.year or 0) + 1
    match decision.status:
        case LayoutStatus.MERGE | LayoutStatus.SUSPEND:
            return set()
        case LayoutStatus.NEW | LayoutStatus.REOPEN:
            return set(decision.grades_taught)
        case LayoutStatus.RETAIN:
            return set(decision.grades_taught) or own
        case LayoutStatus.PHASE_OUT if own:
            return {g for g in own if not is_over and g >= min(own) + intakes}
        case LayoutStatus.TEACHING_POINT:
            upper = {g for g in own if not is_over and g > max(decision.grades_kept) + intakes}
            return own & set(decision.grades_kept) | (upper if decision.gradual else set())
    return set()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(cases(), st.randoms(use_true_random=False))
def test_what_holds_for_any_scenario(case, random):
    plan, scenario, year = case
    evaluation = evaluate(plan, scenario, year=year)
    unfinished = {key for key, one in decision_states(plan, scenario).items() if one.state == "draft"}
    finished = replace(
        scenario, decisions={k: d for k, d in scenario.decisions.items() if k not in unfinished}
    )
    everybody_is_somewhere_once_and_only_the_plans_pupils_move(plan, finished, year, evaluation.flows)
    nobody_gets_a_bed_a_seat_or_a_receiver_that_is_not_provided(plan, scenario, evaluation)
    every_figure_adds_up(plan, evaluation)
    the_order_of_decisions_does_not_matter(plan, scenario, year, evaluation, random)


def everybody_is_somewhere_once_and_only_the_plans_pupils_move(plan, scenario, year, flows):
    keys = ["settlement_id", "grade", "school_before", "boarding_before"]
    attendance = plan.attendance.rename(columns={"school_id": "school_before", "boarding": "boarding_before"})
    before = attendance.groupby(keys)["pupils"].sum()
    pd.testing.assert_series_equal(
        flows.groupby(keys)["pupils"].sum(), before, check_index_type=False, check_dtype=False
    )
    assert (flows["pupils"] > 0).all()
    assert not flows.duplicated([*keys, "school_after", "boarding_after"]).any()

    taught = taught_after(plan, scenario, year)
    for row in flows.itertuples():
        must_go = (row.school_before, row.grade) not in taught
        if scenario.policy is Policy.MINIMAL:
            assert row.moved == must_go
        assert row.moved or not must_go
        assert row.moved == (row.reason != "stay")
        assert (row.reason == "rezoned") == (row.moved and not must_go)
        if row.school_after:
            assert (row.school_after, row.grade) in taught
            assert (row.school_after == row.school_before) is not row.moved
        assert bool(row.unassigned_reason) == (row.school_after == "")
    assert (
        flows.loc[~flows["moved"], "boarding_after"] == flows.loc[~flows["moved"], "boarding_before"]
    ).all()


def nobody_gets_a_bed_a_seat_or_a_receiver_that_is_not_provided(plan, scenario, evaluation):
    flows = evaluation.flows
    moved = flows[flows["moved"]]
    assert not moved.loc[moved["grade"] <= 3, "boarding_after"].any()
    for school, boarders in flows[flows["boarding_after"]].groupby("school_after"):
        stay = boarders.loc[~boarders["moved"], "pupils"].sum()
        beds = evaluation.schools.loc[school, "beds_after"]
        assert boarders["pupils"].sum() <= max(stay, 0 if np.isnan(beds) else beds)
    for school, riders in moved[moved["mode_after"] == "school_bus"].groupby("school_before"):
        assert riders["pupils"].sum() <= scenario.decision(school).bus_seats
    private = set(plan.schools.index[plan.schools["ownership"] == "民办"])
    by_default = moved[~moved["rule"].isin(["named", "none"])]
    assert not set(by_default["school_after"]) & private
    assert not private & set(moved["school_before"])


def every_figure_adds_up(plan, evaluation):
    flows, schools, grades = evaluation.flows, evaluation.schools, evaluation.school_grades
    total = plan.attendance["pupils"].sum()
    unassigned = flows.loc[flows["school_after"] == "", "pupils"].sum()
    assert schools["enrolment_before"].sum() == total
    assert schools["enrolment_after"].sum() == total - unassigned == grades["pupils_after"].sum()
    assert evaluation.counts["unassigned_pupils"].after == unassigned
    assert evaluation.headline["affected_pupils"].after == flows.loc[flows["moved"], "pupils"].sum()
    for side in ("before", "after"):
        summaries = {band: sides[side] for band, sides in evaluation.travel.items()}
        parts = {
            band: s.pupils + s.unreachable_pupils + s.unknown_pupils + s.boarding_pupils
            for band, s in summaries.items()
        }
        assert parts["all"] == total == sum(parts.values()) - parts["all"]
        counted = flows.groupby(f"verdict_{side}")["pupils"].sum()
        assert summaries["all"].unreachable_pupils == counted.get("unreachable", 0)
        assert (summaries["all"].over_limit_pupils or 0) == counted.get("over", 0)
    if len(flows) % 5 == 0:         # every fifth county or so: all tables as plain values take their time
        evaluation.to_dict()
    unassigned_found = sum(f.value for f in evaluation.findings if f.criterion_id == "unassigned")
    assert unassigned_found == unassigned


def the_order_of_decisions_does_not_matter(plan, scenario, year, evaluation, random):
    turned = list(scenario.decisions.items())
    random.shuffle(turned)
    other = replace(scenario, decisions=dict(turned))
    pd.testing.assert_frame_equal(evaluation.flows, assign(plan, other, year=year))


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.sampled_from(SCHOOLS), decisions, max_size=6),
    st.lists(st.tuples(st.sampled_from(SCHOOLS), st.none() | decisions), max_size=12),
)
def test_every_edit_can_be_undone_and_redone(start, edits):
    def edit(scenario, school, decision):
        return (
            clear_decision(scenario, school) if decision is None else set_decision(scenario, school, decision)
        )

    scenario = Scenario("方案", start)
    for school, decision in edits:
        after = edit(scenario, school, decision)
        undone = edit(after, school, scenario.decisions.get(school))
        assert dict(undone.decisions) == dict(scenario.decisions)
        assert edit(undone, school, decision) == after
        scenario = after
