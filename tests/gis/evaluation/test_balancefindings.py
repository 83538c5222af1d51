"""What the assessment finds wrong, on sides written by hand: whose doing it is, and what is said of it."""

from types import SimpleNamespace

import numpy as np
import pytest

from gis.evaluation.balancefindings import balance_failures
from gis.evaluation.balancerules import balance_rules
from gis.evaluation.provision import State

RULES = balance_rules()
NAN = float("nan")
CASE = SimpleNamespace(school=lambda code: f"学校{code}")
# of one school: met but for the third (0.9 a hundred) and the fourth (4.5 m²)
MET, UNMET, MISSING = int(State.MET), int(State.UNMET), int(State.MISSING)


def side(*schools, of_schools, counted=None):
    """Schools as (L3, L4) figures, everything else on the line."""
    standards = np.tile(RULES.standards[0][:, None], len(schools))
    values = standards.copy()
    values[2:4] = np.array(schools, dtype=float).T
    states = np.where(np.isnan(values), MISSING, np.where(values < standards, UNMET, MET))
    return SimpleNamespace(
        resources=SimpleNamespace(values=values), of_indicators=states, of_schools=np.array(of_schools),
        counted=np.ones(len(schools), dtype=bool) if counted is None else np.array(counted),
    )  # fmt: skip


def balance(before, after, spread=()):
    standards = np.tile(RULES.standards[0][:, None], len(after.of_schools))
    return SimpleNamespace(
        rules=RULES, sides=(before, after), standards=standards, official_spread=list(spread)
    )


def found(before, after, **chosen):
    return list(balance_failures(CASE, balance(before, after), **chosen))


def subjects(before, after):
    return tuple([one.subject for one in found(before, after, is_new=new)] for new in (True, False))


# ---- schools


def test_what_is_said_of_a_school():
    """0.45 of 0.9 and 3.6 of 4.5: half of the one and a fifth of the other are lacking; 5 of 7 are met."""
    here = side((0.9, 4.5), (0.45, 3.6), of_schools=[MET, UNMET])
    (failure,) = found(side((0.9, 4.5), (0.9, 4.5), of_schools=[MET, MET]), here, is_new=True)
    assert (failure.subject, failure.kind, failure.message) == (1, "school", "finding_resource_school")
    assert (failure.rule.id, failure.value, failure.is_new) == ("resource_school", 5, True)
    assert failure.badness == pytest.approx(0.5 + 0.2)
    names = [one.name for one in RULES.indicators]
    assert failure.values == {
        "school": "学校1", "met": "5", "limit": "6", "share": "85%",
        "listed": f"{names[2]} 0.45/0.9、{names[3]} 3.6/4.5", "document": failure.rule.document,
    }  # fmt: skip


def test_what_is_not_known_lacks_nothing():
    here = side((NAN, 2.25), of_schools=[UNMET])
    (failure,) = found(side((0.9, 4.5), of_schools=[MET]), here, is_new=True)
    assert (failure.value, failure.badness) == (5, pytest.approx(0.5))
    assert failure.values["listed"].count("/") == 1


def test_only_counted_schools_that_do_not_meet_it():
    before = side(*[(0.9, 4.5)] * 4, of_schools=[MET] * 4)
    states, counted = [UNMET, UNMET, MISSING, MET], [True, False, True, True]
    after = side(*[(0.45, 3.6)] * 4, of_schools=states, counted=counted)
    assert subjects(before, after) == ([0], [])


def test_whose_doing_it_is():
    """Before, by school: met; unmet as much; unmet and less of it; unmet and more; not counted; unknown."""
    before = side(
        (0.9, 4.5), (0.45, 4.5), (0.54, 4.5), (0.36, 4.5), (0.45, 4.5), (0.45, 4.5),
        of_schools=[MET, UNMET, UNMET, UNMET, UNMET, MISSING], counted=[True] * 4 + [False, True],
    )  # fmt: skip
    after = side(*[(0.45, 4.5)] * 6, of_schools=[UNMET] * 6)
    assert subjects(before, after) == ([0, 2, 4, 5], [1, 3])


def test_the_lacks_of_all_indicators_are_weighed_together():
    """A tenth less of the one and a tenth more of the other: not worse; two tenths: worse."""
    before = side((0.45, 3.6), (0.45, 3.6), of_schools=[UNMET, UNMET])
    after = side((0.36, 4.05), (0.36, 3.6), of_schools=[UNMET, UNMET])
    assert subjects(before, after) == ([1], [0])


def test_a_millionth_is_no_worsening():
    before = side((0.45, 4.5), of_schools=[UNMET])
    assert subjects(before, side((0.45 - 0.9 * 0.5e-6, 4.5), of_schools=[UNMET])) == ([], [0])
    assert subjects(before, side((0.45 - 0.9 * 2e-6, 4.5), of_schools=[UNMET])) == ([0], [])


# ---- coefficients


def spread(before=("met", 0.4), after=("unmet", 0.6), stage="primary", indicator="L6"):
    return {
        "stage": stage, "indicator": indicator, "state_before": before[0], "cv_before": before[1],
        "state_after": after[0], "cv_after": after[1], "schools_before": 9, "schools_after": 8,
    }  # fmt: skip


def spreads(*rows, is_new):
    nobody = side((0.9, 4.5), of_schools=[MET])
    return list(balance_failures(CASE, balance(nobody, nobody, rows), is_new=is_new))


def test_what_is_said_of_a_coefficient():
    (failure,) = spreads(spread(after=("unmet", 0.61234)), is_new=True)
    assert (failure.rule.id, failure.subject, failure.part) == ("resource_cv_primary", -1, "L6")
    assert (failure.value, failure.badness, failure.is_new) == (0.61234, 0.61234, True)
    assert failure.message == "finding_resource_cv_primary"
    assert failure.values == {
        "indicator": "生均教学仪器设备值", "value": "0.612", "limit": "0.5", "schools": "8",
        "document": failure.rule.document,
    }  # fmt: skip
    (junior,) = spreads(spread(stage="junior", indicator="L4"), is_new=True)
    assert (junior.rule.id, junior.values["limit"], junior.part) == ("resource_cv_junior", "0.45", "L4")


@pytest.mark.parametrize(
    ("before", "cv_after", "is_new"),
    [
        (("met", 0.4), 0.6, True),
        (("met", 0.7), 0.6, True),
        (("missing", NAN), 0.6, True),
        (("unmet", 0.6), 0.7, True),
        (("unmet", 0.6), 0.6, False),
        (("unmet", 0.6), 0.6 + 0.5e-6, False),
        (("unmet", 0.6), 0.6 + 2e-6, True),
        (("unmet", 0.0), 1e-6, False),
        (("unmet", 0.7), 0.6, False),
    ],
)
def test_a_coefficient_is_the_plans_doing_where_it_was_met_or_grows(before, cv_after, is_new):
    row = spread(before=before, after=("unmet", cv_after))
    assert len(spreads(row, is_new=is_new)) == 1
    assert spreads(row, is_new=not is_new) == []


@pytest.mark.parametrize("state", ["met", "missing", "excluded"])
def test_a_coefficient_that_is_met_or_not_known_fails_nothing(state):
    rows = spread(after=(state, 0.6)), spread(before=("unmet", 0.6), after=(state, 0.5))
    assert spreads(*rows, is_new=True) == spreads(*rows, is_new=False) == []
    assert [one.part for one in spreads(*rows, spread(indicator="L7"), is_new=True)] == ["L7"]


def test_a_rule_without_a_value_is_told_as_zero():
    """Such a rule fails nothing in an evaluation; what is printed stays a number."""
    none = SimpleNamespace(value=None, document="", id="resource_school")
    rules = SimpleNamespace(criterion=lambda key: none, number=RULES.number, indicators=RULES.indicators)
    here, nobody = side((0.45, 4.5), of_schools=[UNMET]), side((0.9, 4.5), of_schools=[MET])
    made = balance(nobody, here, [spread()])
    made.rules = rules
    told = [one.values["limit"] for one in balance_failures(CASE, made, is_new=True)]
    assert told == ["0", "0"]
