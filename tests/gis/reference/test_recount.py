"""The program against a naive recount, on random counties, scenarios and years."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from randomcounties import SLOW, cases, plans
from recount import (
    INDICATORS,
    BalanceRecount,
    Recount,
    funded_pupils,
    gini,
    is_nan,
    posts_due,
    weighted_cv,
)

from gis.evaluation import evaluate
from gis.evaluation.equity import gini_share
from gis.evaluation.indicators import weighted_cv as programs_cv
from gis.layout import Decision, LayoutStatus, Policy, Scenario
from gis.planning.county import keep_arrays
from gis.planning.newsites import with_sites
from gis.planning.states import decision_states

SIDES = (("before", False), ("after", True))
FEW = settings(
    max_examples=4, deadline=None, suppress_health_check=SLOW, phases=[Phase.explicit, Phase.generate]
)
RESOURCES = {
    "higher_degree_teachers": 9, "backbone_teachers": 3, "sports_arts_teachers": 3,
    "visiting_sports_arts_teachers": 2, "teaching_area_m2": 900, "indoor_sports_area_m2": 100,
    "sports_area_m2": 1500, "equipment_yuan": 400_000, "multimedia_rooms": 5,
}  # fmt: skip


def same(one, other):
    return one == pytest.approx(other, rel=1e-9, nan_ok=True)


def finished(plan, scenario):
    drafts = {key for key, one in decision_states(plan, scenario).items() if one.state == "draft"}
    decisions = {key: one for key, one in scenario.decisions.items() if key not in drafts}
    return replace(scenario, decisions=decisions, policy=Policy.MINIMAL)


@FEW
@given(cases())
def test_who_goes_where_and_what_the_schools_carry(case):
    plan, scenario, year = case
    scenario = finished(plan, scenario)
    evaluation = evaluate(plan, scenario, year=year)
    recount = Recount(with_sites(plan, scenario)[0], scenario, year)
    assert flows_of(evaluation) == recounted_flows(recount)
    for side, after in SIDES:
        rows = evaluation.schools
        for school in recount.ledger:
            told = {
                "open": (recount.open_after if after else recount.open_before)[school],
                "is_point": recount.is_point(school, after),
                "enrolment": recount.roll(school, after),
                "classes": sum(recount.classes(school, after).values()),
                "largest_class": recount.largest(school, after),
                "capacity": recount.capacity(school, after),
                "places_short": recount.places_short(school, after),
                "beds": recount.beds(school, after),
            }
            for name, expected in told.items():
                assert same(float(rows.loc[school, f"{name}_{side}"]), float(expected)), (name, school)
        counted = (getattr(evaluation.counts[name], side) for name in ("schools", "teaching_points"))
        assert tuple(counted) == recount.counts(after)
    over = sum(part["pupils"] for part in recount.flows if part["verdict"] == "over")
    assert evaluation.headline["over_limit_g1_3_pupils"].after == over
    for name, spread in evaluation.details.spreads.items():
        ways = [
            (part["seconds"], part["pupils"]) for part in recount.flows
            if part["verdict"] in ("within", "borderline", "over", "no_limit")
            and (name == "all" or part["grade"] in name.grades)
        ]
        assert (spread["after"].gini_time_share or 0) == pytest.approx(gini(ways) if ways else 0)


def flows_of(evaluation):
    found = Counter()
    for row in evaluation.flows.itertuples():
        key = row.settlement_id, row.grade, row.school_before, bool(row.boarding_before), row.school_after
        how = row.rule, bool(row.boarding_after), row.mode_after == "school_bus", row.verdict_after
        found[*key, *how] += row.pupils
    return found


def recounted_flows(recount):
    found = Counter()
    for part in recount.flows:
        key = part["home"], part["grade"], part["before"], bool(part["boarded"]), part["after"]
        how = part["rule"], bool(part["boards"]), part["bus"] and not part["beds"], part["verdict"]
        found[*key, *how] += part["pupils"]
    return found


def with_resources(plan, seed):
    """Return the plan with schools of one stage each, and resources of which some are not reported."""
    rng = np.random.default_rng(seed)
    schools = plan.schools.copy()
    for column, most in RESOURCES.items():
        known = np.round(rng.random(len(schools)) * most * 2) + (100 if column == "teaching_area_m2" else 0)
        schools[column] = np.where(rng.random(len(schools)) < 0.1, np.nan, known)
    indoor = schools["indoor_sports_area_m2"]
    schools["indoor_sports_area_m2"] = indoor.clip(upper=schools["teaching_area_m2"])
    schools["urban_rural"] = rng.choice(["111", "220"], len(schools))
    return replace(plan, schools=schools)


@FEW
@given(cases(), st.integers(0, 2**31))
def test_indicators_posts_and_funding(case, seed):
    plan, scenario, year = case
    plan = with_resources(plan, seed)
    keep_arrays(plan)
    scenario = finished(plan, scenario)
    details = evaluate(plan, scenario, year=year).details
    recount = Recount(with_sites(plan, scenario)[0], scenario, year)
    one_stage = [key for key in recount.ledger if recount.ledger[key]["type_code"] != "312"]
    balance = BalanceRecount(recount)
    staff = details.staff.rows.query("kind == 'school'").set_index("subject_id")
    values = details.balance.indicators.set_index(["school_id", "indicator"])
    for side, after in SIDES:
        for school in one_stage:
            if not balance.counts(school, after) or changes_stage(recount, school):
                continue
            for indicator in INDICATORS:
                expected = balance.value(school, indicator, after)
                assert same(values.loc[(school, indicator), f"value_{side}"], expected), (school, indicator)
        for school in recount.ledger:
            primary = sum(recount.pupils(school, grade, after) for grade in range(1, 7))
            junior = recount.roll(school, after) - primary
            classes = sum(recount.classes(school, after).values())
            is_private = recount.ledger[school]["ownership"] == "民办"
            due = posts_due(primary, junior, classes, recount.is_point(school, after))
            if not is_private and not is_nan(classes):
                assert staff.loc[school, f"posts_due_{side}"] == due, school
    items = details.funding.items.query("item in ['operating_primary', 'operating_junior']")
    for row in items.itertuples():
        first = row.item == "operating_primary"
        for side, after in SIDES:
            junior = sum(recount.pupils(row.subject_id, grade, after) for grade in (7, 8, 9))
            parts = recount.roll(row.subject_id, after) - junior, junior
            funded = funded_pupils(parts)[0 if first else 1]
            assert getattr(row, f"quantity_{side}") == pytest.approx(funded)


def changes_stage(recount, school):
    return {g > 6 for g in recount.taught_before[school]} != {g > 6 for g in recount.taught_after[school]}


@FEW
@given(plans())
def test_what_closing_one_school_alone_would_do(plan):
    keep_arrays(plan)
    found = evaluate(plan).details.must_stay.schools
    for school in found.index[:2]:
        recount = Recount(plan, Scenario("撤", {school: Decision(LayoutStatus.MERGE)}), None)
        kept = short = 0
        coming = Counter()
        for part in recount.flows:
            if part["before"] != school:
                continue
            coming[part["after"]] += part["pupils"]
            now, _ = recount.verdict_before(part)
            fails = part["verdict"] in ("over", "unreachable")
            kept += part["pupils"] * (now in ("within", "borderline") and fails)
        for receiver, pupils in coming.items():
            if receiver and not is_nan(places := recount.capacity(receiver, True)):
                short += max(0, pupils - max(0, places - recount.roll(receiver, False)))
        assert (found.loc[school, "kept_within_pupils"], found.loc[school, "places_short"]) == (kept, short)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 99)), min_size=1, max_size=9))
def test_coefficients_by_their_definitions(pairs):
    totals, pupils = zip(*pairs, strict=True)
    assert programs_cv(np.array(totals, float), np.array(pupils, float)) == pytest.approx(
        weighted_cv(pairs), nan_ok=True
    )
    assert gini_share(np.array(totals, float), np.array(pupils, float)) == pytest.approx(gini(pairs))
