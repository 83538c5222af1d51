"""What is kept of a baseline changes no figure: edit after edit gives what a fresh evaluation gives."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import merge, miniature_plan, point
from randomcounties import SLOW, cases

from gis.errors import DecisionError
from gis.evaluation import evaluate
from gis.layout import Boarding, Decision, Scenario
from gis.planning.county import keep_arrays
from gis.planning.scenario import check_scenario
from gis.rulebook import with_county_value

EXAMPLES = 2
GROUND = {"document": "县教〔2022〕9号", "reason": "人数少"}
OTHER = miniature_plan()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(case=cases(), data=st.data())
def test_one_edit_after_the_other_equals_a_fresh_evaluation(case, data):
    plan, scenario, year = case
    if data.draw(st.booleans()):            # grades sit in one class, and the plan may put more together
        schools = plan.schools.assign(classes_g2=0.0, multigrade_grades="1-2")
        plan = with_county_value(replace(plan, schools=schools), "multigrade_points", 1, **GROUND)
    order = data.draw(st.permutations(list(scenario.decisions)))
    steps = [replace(scenario, decisions={key: scenario.decisions[key] for key in order[:n]})
             for n in range(len(order))]  # fmt: skip
    keep_arrays(plan)
    first = evaluate(plan, scenario, year=year).to_dict()
    for step in steps:
        if not check_scenario(plan, step):
            assert evaluate(plan, step, year=year).gates is not None
    again = evaluate(plan, scenario, year=year).to_dict()
    keep_arrays(OTHER)                      # the next evaluation reads the tables afresh
    assert first == again == evaluate(plan, scenario, year=year).to_dict()


def test_other_rules_are_not_mixed_up_with_those_that_were_kept():
    plan = miniature_plan()
    keep_arrays(plan)
    before = evaluate(plan).to_dict()
    national = plan.rules["national"]
    shipped = national["criteria"]["over_limit_g1_3"]["value"]
    shorter = {**national["criteria"]["over_limit_g1_3"], "value": 10}
    strict = replace(plan, rules={**plan.rules, "national": {
        **national, "criteria": {**national["criteria"], "over_limit_g1_3": shorter},
    }})  # fmt: skip
    assert evaluate(strict).travel["g1_3"]["before"].limit_s == 600
    plan.rules["national"]["criteria"]["over_limit_g1_3"]["value"] = 20        # edited in place
    assert evaluate(plan).travel["g1_3"]["before"].limit_s == 1200
    plan.rules["national"]["criteria"]["over_limit_g1_3"]["value"] = shipped
    keep_arrays(OTHER)
    assert evaluate(plan).to_dict() == before


def test_tables_are_made_when_they_are_read():
    evaluation = evaluate(miniature_plan(), Scenario("方案", {"p3": merge("s1")}))
    assert not {name for name in ("schools", "flows") if hasattr(evaluation.__dict__[name], "index")}
    assert evaluation.flows is evaluation.flows
    assert evaluation.flows["pupils"].sum() == evaluation.counts["pupils"].after
    again = replace(evaluation, scenario="别名")
    assert again.schools.equals(evaluation.schools)
    copied = pickle.loads(pickle.dumps(replace(evaluation, details=None)))
    assert copied.flows.equals(evaluation.flows)
    assert copied.reconciliation.equals(evaluation.reconciliation)


def test_who_is_changed_is_told():
    decided = {"p3": point(1, 2), "s1": Decision(boarding=Boarding(4))}
    moves = evaluate(miniature_plan(), Scenario("方案", decided)).details.outcome.movement
    same = set(range(len(moves.pupils))) - set(moves.changed.tolist())
    assert all(moves.before[k] == moves.after[k] and not moves.moved[k] for k in same)
    assert moves.moved[moves.changed].all()
    assert evaluate(miniature_plan()).details.outcome.movement.changed.size == 0


def test_a_scenario_that_is_impossible_leaves_nothing_behind():
    plan = miniature_plan()
    keep_arrays(plan)
    with pytest.raises(DecisionError):
        evaluate(plan, Scenario("方案", {"p3": merge("p3")}))
    assert evaluate(plan).counts["moved_pupils"].after == 0
