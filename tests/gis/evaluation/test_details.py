"""The further consequences of a scenario: what each of them is asked for."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import details as module
from gis.evaluation.details import Details
from gis.evaluation.schools import load_of
from gis.layout import Decision, LayoutStatus, Locks, Scenario
from gis.planning.assignment import work_out

RULES = miniature_plan().rules


@pytest.fixture(scope="module")
def merged():
    plan = miniature_plan()
    outcome = work_out(plan, Scenario("方案", {"p3": merge("s1")}))
    return Details(plan, outcome, load_of(outcome))


@pytest.fixture
def asked(monkeypatch):
    """Put a function in the place of one that the details ask; returns what it was asked."""

    def put(name, answer=None):
        calls = []
        monkeypatch.setattr(module, name, lambda *given, **more: calls.append((given, more)) or answer)
        return calls

    return put


def of_decisions(*decisions, locks=None, rules=RULES):
    """The details of a scenario in a county whose school year is 2022."""
    scenario = Scenario("方案", {f"s{at}": one for at, one in enumerate(decisions)}, locks=locks or Locks())
    outcome = SimpleNamespace(scenario=scenario, rules=rules)
    return Details(SimpleNamespace(meta=SimpleNamespace(school_year=2022)), outcome, None)


# ---- pupils and schools of the county that can be worked out by hand


def test_journeys_of_a_merger(merged):
    """213 day pupils, 101 of grades 1-3; 20 of p3 move to s1, 5 of them from 北沟."""
    assert merged.histogram["pupils_before"].sum() == merged.histogram["pupils_after"].sum() == 213
    young = merged.ways.set_index(["band", "way"]).loc[("g1_3", "walk")]
    assert young.tolist() == pytest.approx([101, 101, 86.76, 101.16])
    # 西村 and 北沟 go to p3 and to s1 in the grades of primary school, and to s1 alone after
    assert (merged.links.split_before["primary"], merged.links.split_after["primary"]) == (2, 0)
    assert merged.spreads["all"]["after"].pupils == 213
    assert [one.group for one in merged.groups] == ["left_behind", "migrant", "disabled"]
    assert [one.stage for one in merged.nearby] == ["primary", "junior"]
    assert merged.townships.loc["甲镇", "moved_pupils"] == 20
    assert merged.settlements.loc["v4", "moved_pupils"] == 5
    assert merged.centrals.loc["s1", "moved_pupils"] == 20


def test_schools_of_a_merger(merged):
    assert list(merged.facilities.index) == ["s1", "s2-P", "s2-J", "p3"]
    assert set(merged.balance.schools.index) == {"s1", "s2-P", "s2-J", "p3"}
    assert "s1" in merged.must_stay.schools.index
    assert merged.lineage["old_code"].tolist() == ["p3"]
    assert merged.closed_schools["school_id"].tolist() == ["p3"]
    staff = merged.staff.rows.set_index(["kind", "subject_id"])
    assert staff.loc[("school", "s1"), "pupils_after"] == 134
    money = merged.funding.totals
    assert money[money["kind"] == "school"]["subject_id"].tolist() == ["s1", "p3"]
    assert merged.phase_errors == merged.lock_faults == ()


def test_the_staff_of_the_county_stands_under_its_name(merged):
    rows = merged.staff.rows
    assert rows.loc[rows["kind"] == "county", "subject"].tolist() == ["示例县"]


# ---- what is handed on


def share(value):
    return SimpleNamespace(share=value)


def test_shares_that_are_not_known_are_no_zero_in_the_items(asked):
    items = asked("county_items", ("items",))
    asked("funding_parameters", SimpleNamespace(floor_pupils=100.0))
    made = of_decisions()
    made.__dict__["nearby"] = (
        SimpleNamespace(stage="primary", before=share(0.0), after=share(None)),
        SimpleNamespace(stage="junior", before=share(None), after=share(0.9)),
    )
    assert made.county_items == ("items",)
    ((_, more),) = items
    assert more["funding_floor_pupils"] == 100
    np.testing.assert_equal(more["nearby"], {"primary": (0.0, np.nan), "junior": (np.nan, 0.9)})


def test_candidates_are_those_below_the_line_that_the_county_has_set(asked):
    calls = asked("default_candidates", ["p3"])
    for line in (None, 30):
        national = RULES["national"]
        entry = {**national["criteria"]["candidate_pupils"], "value": line}
        criteria = {**national["criteria"], "candidate_pupils": entry}
        made = of_decisions(rules={**RULES, "national": {**national, "criteria": criteria}})
        made.__dict__["must_stay"] = SimpleNamespace(schools="schools")
        assert made.candidates == ["p3"]
    older = {**national["criteria"]}
    del older["candidate_pupils"]                       # rules of before the line was there
    made = of_decisions(rules={**RULES, "national": {**national, "criteria": older}})
    made.__dict__["must_stay"] = SimpleNamespace(schools="schools")
    assert made.candidates == ["p3"]
    assert [given for given, _ in calls] == [("schools", None), ("schools", 30), ("schools", None)]


CLOSES = LayoutStatus.MERGE


@pytest.mark.parametrize(
    ("decisions", "end"),
    [
        ((), 2031),                                     # nine grades after the plan's own year
        ((Decision(CLOSES), Decision()), 2031),
        ((Decision(CLOSES, year=2024), Decision(CLOSES, year=2023)), 2033),
        ((Decision(LayoutStatus.PHASE_OUT, year=2024, moves_year=2026), Decision(CLOSES, year=2025)), 2035),
        ((Decision(LayoutStatus.PHASE_OUT, moves_year=2026), Decision(CLOSES, year=2030)), 2039),
    ],
)
def test_who_moves_twice_is_looked_for_as_long_as_the_cohorts_are_there(asked, decisions, end):
    asked("year_pupils_of", None)
    calls = asked("moved_twice", "twice")
    made = of_decisions(*decisions)
    assert made.moved_twice == "twice"
    assert calls == [((made.plan, made.outcome.scenario, range(2022, end)), {})]


def test_later_years_have_the_pupils_counted_for_them(asked):
    later = SimpleNamespace(attendance="attendance", enrolment="enrolment")
    asked("year_pupils_of", later)
    twice, phases = asked("moved_twice", "twice"), asked("phase_errors", ("early",))
    made = of_decisions()
    assert (made.moved_twice, made.phase_errors) == ("twice", ("early",))
    told = {"pupils_of": "attendance", "enrolment": "enrolment"}
    assert [more for _, more in (*twice, *phases)] == [told, told]


@pytest.mark.parametrize(("cap", "told"), [(None, None), (0, 7), (3, 7)])
def test_who_moves_twice_is_counted_only_for_a_cap(asked, cap, told):
    calls = asked("lock_faults", ("broken",))
    made = of_decisions(locks=Locks(most_moved_twice=cap))
    if cap is not None:
        made.__dict__["moved_twice"] = SimpleNamespace(pupils=7)
    assert made.lock_faults == ("broken",)
    assert calls == [((made.outcome,), {"moved_twice": told})]


def test_money_is_of_the_plans_year_and_of_the_year_asked_for(asked):
    calls = asked("funding_of", "money")
    plan = replace(miniature_plan(), meta=replace(miniature_plan().meta, school_year=2023))
    outcome = SimpleNamespace(
        county="county", situation="situation", rules="rules", year=2025,
        scenario=SimpleNamespace(decisions="decisions"),
    )  # fmt: skip
    assert Details(plan, outcome, "load").funding == "money"
    assert calls == [
        (("county", "situation", "load", "decisions", "rules"), {"school_year": 2023, "year": 2025})
    ]


def test_links_are_those_of_the_plan(asked):
    codes, calls = asked("feeder_codes", "codes"), asked("kept_links", "links")
    outcome = SimpleNamespace(county="county")
    assert Details(SimpleNamespace(feeders="feeders"), outcome, None).links == "links"
    assert codes == [(("county", "feeders"), {})]
    assert calls == [((outcome, "codes"), {})]
