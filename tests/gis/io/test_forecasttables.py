"""Counted children, enrolment of earlier years, new housing: good rows come in, every bad one is told."""

import pytest
from rawcounty import write_county, write_csv

from gis.io.forecasttables import BUILDERS, Ground
from gis.io.importer import import_plan
from gis.io.project import open_plan, save_plan
from gis.io.tables import read_table
from gis.schema import load_schema


@pytest.fixture
def build(tmp_path, county_plan):
    """Return a function that reads a table of a role and gives its rows and the codes of its Issues."""
    places = county_plan.settlements.reset_index()
    schools = county_plan.schools.assign(school_id=county_plan.schools["site_id"]).drop_duplicates("site_id")
    ground = Ground(county_plan.settlements, county_plan.schools, places, schools, 2022, {})

    def build(role, *rows, title=(), name="表.csv"):
        path = write_csv(tmp_path / name, [[title], *rows] if title else rows)
        frame, log = BUILDERS[role](read_table(path, load_schema(role), role=role)[0], ground)
        for issue in log.issues:
            assert issue.describe("zh").what
            assert issue.describe("en").what
        return frame.to_numpy().tolist(), [issue.code for issue in log.issues if issue.severity != "info"]

    return build


def test_children_by_village_township_kindergarten_and_county(build):
    rows, issues = build(
        "population",
        ["来源", "村名", "乡镇", "幼儿园名称", "年份", "年龄", "人数"],
        ["摸底", "西沟村", "东乡", "", 2022, "5岁", 7],
        ["公安户籍", "", "东乡", "", 2022, 4, 31],
        ["在园", "", "东乡", "没有幼儿园", 2022, "大班", 12],
        ["在园", "", "东乡", "另一幼儿园", 2022, "大班", 9],
        ["在园", "", "", "东乡中心小学", 2022, "中班", 3],
        ["出生", "", "全县", "", 2021, "", 55],
    )
    assert rows == [
        ["survey", "settlement", "410000100001", 2022, 5, 7],
        ["household", "township", "东乡", 2022, 4, 31],
        ["kindergarten", "township", "东乡", 2022, 5, 12],
        ["kindergarten", "township", "东乡", 2022, 5, 9],
        ["kindergarten", "school", "2141000001", 2022, 4, 3],
        ["births", "county", "", 2021, 0, 55],
    ]
    assert issues == ["counted_at_township"] * 2


def test_a_wide_table_says_source_and_year_in_its_title(build):
    rows, issues = build(
        "population", ["居民点代码", "3岁", "4岁", "5岁人数"],
        ["410000100001", 1, "", 3], ["410000100002", 0, 2, 2],
        title="2022—2023学年适龄儿童摸底表",
    )  # fmt: skip
    village = ["survey", "settlement", "410000100001", 2022]
    assert rows[:2] == [[*village, 3, 1], [*village, 5, 3]]
    assert [row[-2:] for row in rows[2:]] == [[3, 0], [4, 2], [5, 2]]
    assert issues == []


def test_what_cannot_be_used_is_told_and_the_rest_comes_in(build):
    rows, issues = build(
        "population",
        ["来源", "村名", "乡镇", "年份", "年龄", "人数"],
        ["摸底", "西沟村", "东乡", 2022, 5, 7],
        ["摸底", "没有村", "东乡", 2022, 5, 7],
        ["摸底", "", "没有乡", 2022, 5, 7],
        ["摸底", "西沟村", "东乡", 2022, "几岁", 7],
        ["摸底", "西沟村", "东乡", 2022, 4, ""],
        ["摸底", "西沟村", "东乡", 2022, 5, 8],
        ["", "西沟村", "东乡", "", 5, 7],
    )
    assert rows == [["survey", "settlement", "410000100001", 2022, 5, 8]]
    assert set(issues) >= {
        "counted_place_unknown", "counted_row_replaced", "population_age_unknown", "population_row_empty",
        "population_source_unknown", "population_year_assumed",
    }  # fmt: skip
    assert issues.count("counted_place_unknown") == 2


def test_earlier_enrolment_long_and_wide(build):
    rows, issues = build(
        "enrolment_history",
        ["学校名称", "学年", "年级", "在校生数"],
        ["西沟小学", "2019—2020学年", "三年级", 41],
        ["东乡学校", 2020, "七年级", 30],
        ["东乡学校", "2020年", "一年级", 20],
        ["早已停办的小学", 2018, 1, 9],
        ["西沟小学", 2023, 1, 9],
        ["西沟小学", "去年", 1, 9],
        ["西沟小学", 2019, 3, 40],
    )
    assert rows == [
        ["2141000002", 3, 2019, 40],
        ["3141000003-J", 7, 2020, 30],
        ["3141000003-P", 1, 2020, 20],
        ["早已停办的小学", 1, 2018, 9],
    ]
    assert {"history_year_impossible", "history_schools_gone", "counted_row_replaced"} <= set(issues)
    wide, issues = build(
        "enrolment_history", ["学校标识码", "学年", "一年级", "二年级"], ["2141000002", 2021, 5, 6],
        ["2141000001", 2021, "", ""],
    )  # fmt: skip
    assert wide == [["2141000002", 1, 2021, 5], ["2141000002", 2, 2021, 6]]
    assert issues == ["history_row_empty"]


def test_new_housing_of_one_place_adds_up(build):
    rows, issues = build(
        "housing",
        ["乡镇", "村名", "交付年份", "套数", "每套学生数", "小区名称"],
        ["东乡", "", 2025, 300, 0.3, "一期"],
        ["东乡", "", 2025, 200, "", "二期"],
        ["东乡", "西沟村", 2026, 40, "0.5", ""],
        ["没有乡", "", 2025, 10, 0.3, ""],
    )
    assert [row[:-1] for row in rows] == [
        ["township", "东乡", "一期", 2025, 300], ["township", "东乡", "二期", 2025, 200],
        ["settlement", "410000100001", "", 2026, 40],
    ]  # fmt: skip
    assert [row[-1] == row[-1] for row in rows] == [True, False, True]
    assert issues == ["counted_place_unknown"]


def test_the_tables_come_in_with_an_import_and_stay(tmp_path):
    files = write_county(tmp_path / "raw")
    told = {
        "population": [["来源", "乡镇", "年份", "年龄", "人数"], ["户籍", "东乡", 2022, 5, 31]],
        "enrolment_history": [["学校名称", "学年", "年级", "学生数"], ["西沟小学", 2021, 1, 5]],
        "housing": [["乡镇", "年份", "套数"], ["东乡", 2025, 300]],
    }
    more = {role: write_csv(tmp_path / f"{role}.csv", rows) for role, rows in told.items()}
    plan = import_plan(**files, **more)
    assert [len(getattr(plan, role)) for role in told] == [1, 1, 1]
    assert {"population", "enrolment_history", "housing"} <= {source.role for source in plan.sources}
    save_plan(plan, tmp_path / "a.gpkg")
    opened = open_plan(tmp_path / "a.gpkg")
    for role in told:
        assert getattr(opened, role).equals(getattr(plan, role)), role
