"""The built-in sample's published adjustment: 19 schools and 4 points become 12 and 5."""

from collections import Counter

import pytest

from gis.errors import PlanningError
from gis.evaluation import evaluate
from gis.evaluation.indicators import balance_of
from gis.evaluation.schools import load_of
from gis.io.decisions import read_decisions
from gis.io.importer import import_plan
from gis.layout import LayoutStatus
from gis.planning.assignment import work_out
from gis.resources import resource_path

SAMPLE = resource_path("samples", "heshan")


@pytest.fixture(scope="module")
def plan():
    return import_plan(
        roads=SAMPLE / "roads.osm",
        boundary=SAMPLE / "boundary.geojson",
        schools=SAMPLE / "schools.xlsx",
        settlements=SAMPLE / "settlements.csv",
        pupils=SAMPLE / "pupils.csv",
        attendance=SAMPLE / "attendance.csv",
    )


@pytest.fixture(scope="module")
def scenario(plan):
    return read_decisions(SAMPLE / "decisions_2022.csv", plan, "2022年9月已公布调整(结构)")


def test_schools_and_points_before_and_after(plan, scenario):
    counts = evaluate(plan, scenario).counts
    assert (counts["schools"].before, counts["teaching_points"].before) == (19, 4)
    assert (counts["schools"].after, counts["teaching_points"].after) == (12, 5)
    statuses = Counter(decision.status for decision in scenario.decisions.values())
    assert statuses[LayoutStatus.MERGE] == 6
    assert statuses[LayoutStatus.TEACHING_POINT] == 5


def test_every_merge_has_receivers_that_stay_and_teach_the_grade(plan, scenario):
    evaluation = evaluate(plan, scenario)
    flows = evaluation.flows
    merged = [school for school, d in scenario.decisions.items() if d.status is LayoutStatus.MERGE]
    moved = flows[flows["school_before"].isin(merged)]
    assert set(moved["school_before"]) == set(merged)
    assert (moved["school_after"] != "").all()
    assert evaluation.schools.loc[moved["school_after"].unique(), "open_after"].all()
    grades = evaluation.school_grades.set_index(["school_id", "grade"])["taught_after"]
    taught = grades.loc[list(zip(moved["school_after"], moved["grade"], strict=True))]
    assert taught.all()
    points = evaluation.schools.index[evaluation.schools["is_point_after"]]
    upper = moved[moved["school_after"].isin(points)]
    for school, pupils in upper.groupby("school_after"):
        assert set(pupils["grade"]) <= set(scenario.decision(school).grades_kept)


def test_boarding_schools_are_among_those_that_stay(plan, scenario):
    schools = evaluate(plan, scenario).schools
    stay = schools[schools["open_after"] & ~schools["is_point_after"]]
    assert stay.loc[stay["beds_after"] > 0, "site_id"].nunique() == 8
    assert stay["site_id"].nunique() == 12


def test_the_ledger_agrees_and_every_page_carries_the_mark(plan, scenario):
    evaluation = evaluate(plan, scenario)
    assert (evaluation.reconciliation["difference"] == 0).all()
    assert "sample_data" in evaluation.marks
    assert evaluation.flows["pupils"].sum() == plan.attendance["pupils"].sum()


def test_schools_that_leave_the_count_do_not_pass_for_an_improvement(plan, scenario):
    """Floor per pupil: officially the primaries come closer, because the small ones are gone; they do not."""
    outcome = work_out(plan, scenario)
    balance = balance_of(outcome, load_of(outcome))
    assert balance.missing.empty
    floor = balance.spread.query("stage == 'primary' and indicator == 'L4'").set_index("scope")
    official, same = floor.loc["official"], floor.loc["same_schools"]
    assert official["cv_after"] < official["cv_before"]
    assert same["cv_after"] > same["cv_before"]
    assert set(balance.schools["state_before"]) == {"met", "unmet", "excluded"}
    closed = {school for school, one in scenario.decisions.items() if one.status is LayoutStatus.MERGE}
    assert set(balance.unplaced["school_id"]) == closed


def test_the_impossible_decisions_are_refused(plan):
    with pytest.raises(PlanningError, match="没有写入"):
        read_decisions(SAMPLE / "decisions_refused.csv", plan, "x")
