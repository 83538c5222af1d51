"""The built-in sample: imports without an error, saves and opens equal, in a moment."""

import time

import pytest
from rawcounty import codes
from test_project import assert_equal_plans

from gis.evaluation import evaluate
from gis.io.decisions import DecisionsRefused, read_decisions
from gis.io.project import open_plan, save_plan
from gis.io.sample import SAMPLE_SCENARIO, import_sample, sample_files


@pytest.fixture(scope="module")
def sample():
    return import_sample()


def test_no_row_is_refused(sample):
    assert codes(sample.issues, "error") == []
    assert sample.meta.unit_name == "鹤山区"
    assert sample.meta.school_year == 2022
    assert sample.meta.mark.startswith("示例数据")
    assert "OpenStreetMap" not in sample.meta.attribution, "its roads are invented"


def test_published_structure(sample):
    """学校 19 所、教学点 4 个: sites, not divisions; by code, not by name."""
    sites = sample.schools.drop_duplicates("site_id")
    is_point = sites["type_code"] == "218"
    assert (int((~is_point).sum()), int(is_point.sum())) == (19, 4)
    assert is_point[sites["name"] == "东头小学"].all()
    points = sample.schools[sample.schools["type_code"] == "218"]
    assert points["managing_school_id"].isin(sample.schools.index).all()


def test_attendance_sums_to_the_ledger(sample):
    by_school = sample.attendance.groupby("school_id")["pupils"].sum()
    assert by_school.to_dict() == sample.schools["enrolment"].astype(int).to_dict()


def test_the_scenario_is_there_and_the_other_is_refused(sample):
    assert len(sample.scenario(SAMPLE_SCENARIO).decisions) == 24
    with pytest.raises(DecisionsRefused) as caught:
        read_decisions(sample_files()["decisions_refused"], sample, "x")
    assert all("示例" in school for _, school, _ in caught.value.problems)


def test_money_is_seen_at_once_and_says_what_it_rests_on(sample):
    """Teaching points of the plan: 600 yuan a pupil from 2016 (中西部), 待核 whether that is the region."""
    found = evaluate(sample, SAMPLE_SCENARIO)
    items = found.details.funding.items
    operating = items[items["item"] == "operating_primary"]
    assert operating["yearly_yuan"].notna().all()
    assert (operating["price_yuan"] == 600).all()
    (region,) = [one for one in found.parameters if one["key"] == "prices.funding_region"]
    assert (region["value"], region["verified"], region["overridden"]) == ("central_west", False, True)
    assert "示例代填" in region["source"]
    assert "parameters_unverified" in found.marks


def test_saved_and_opened_equal_in_a_moment(sample, tmp_path):
    start = time.perf_counter()
    save_plan(sample, tmp_path / "a.gpkg")
    opened = open_plan(tmp_path / "a.gpkg")
    assert time.perf_counter() - start < 10, "about half a second on an idle machine"
    assert_equal_plans(sample, opened)
