"""Indicators, staff, money, equity: what is printed equals the evaluation, unknown stays unknown.

The county is ``miniature``; p3 (20 pupils) closes and a school n1 opens, s1 is extended by two rooms.
"""

import math
import re
from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, with_school

from gis.evaluation import evaluate
from gis.layout import Decision, Expansion, LayoutStatus, Locks, Scenario, SchoolLock, Site, Trigger
from gis.report.balancesheets import balance_sheets
from gis.report.balancetables import figure, indicator_tables, spread_rows
from gis.report.decisiontables import decision_rows
from gis.report.dossier import school_dossier
from gis.report.fairness import fairness_sheets
from gis.report.fundingtables import funding_of_schools, funding_overview, funding_sheets, sum_words
from gis.report.layers import MapLayers
from gis.report.legend import legend_items
from gis.report.mapsource import map_source
from gis.report.masking import public_figures
from gis.report.overview import district_overview
from gis.report.parametertable import parameter_row, public_parameters
from gis.report.public import public_sheets
from gis.report.schools import adjustment, changed_schools, printed_plan
from gis.report.sheets import workbook_sheets
from gis.report.stafftables import COUNTS, posts_of_schools, staff_of_school, staff_sheets
from gis.report.symbols import SchoolSymbol, draw_school
from gis.report.webmap import public_layers
from gis.resources import load_toml

PLAN, NAME = "调整", "新村小学"
DETAIL_SHEETS = [
    "七项指标", "差异系数", "保障程度", "教职工", "经费影响", "经费合计", "必须保留", "公平性", "乡镇汇总",
]  # fmt: skip


def scenarios():
    at = miniature_plan().schools.geometry["s1"]
    site = Site("n1", NAME, "甲镇", "211", at.x + 0.004, at.y + 0.004)
    opens = Decision(LayoutStatus.NEW, grades_taught=(1, 2, 3), year=2024, new_code="3000000009")
    return [
        Scenario(PLAN, {"p3": merge("s1"), "s1": Decision(expansion=Expansion(2, 90, 500_000.0, 2024))}),
        Scenario("新建", {"n1": opens, "p3": merge("n1")}, sites=(site,)),
        Scenario("停办", {"p3": Decision(LayoutStatus.SUSPEND, year=2023)}),
        Scenario("过渡", {"p3": Decision(LayoutStatus.PHASE_OUT, year=2023, moves_year=2024)}),
        Scenario("没填完", {"p3": Decision(LayoutStatus.TEACHING_POINT)}),
        Scenario("约定", {"p3": merge("s1")}, locks=Locks(schools={"p3": SchoolLock.MUST_STAY})),
    ]


@pytest.fixture(scope="module")
def plan():
    plan = with_school(miniature_plan(scenarios=scenarios()), "p3", staff=3.0, full_time_teachers=2.0)
    plan = with_school(plan, "s1", staff=12.0, full_time_teachers=11.0, backbone_teachers=2.0)
    return with_school(plan, "s2-P", staff=6.0)


@pytest.fixture(scope="module")
def evaluation(plan):
    return evaluate(plan, PLAN)


@pytest.fixture(scope="module")
def told(evaluation):
    return evaluation.to_dict()


def same(shown, value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return shown in (None, "—") or math.isnan(shown)
    return shown == pytest.approx(value, rel=1e-12)


def column(sheet, title):
    k = [one.title for one in sheet.columns].index(title)
    return [row[k] for row in sheet.rows]


def test_sheets_of_the_workbook_hold_the_figures_of_the_evaluation(plan, evaluation, told):
    indicators, spread, items = balance_sheets(plan, evaluation)
    stays, equity, townships = fairness_sheets(plan, evaluation)
    (staff,), (funding, sums) = staff_sheets(plan, evaluation), funding_sheets(plan, evaluation)
    money = told["funding"]
    pairs = [
        (indicators, "指标值 调整后", told["balance"]["indicators"], "value_after"),
        (indicators, "标准", told["balance"]["indicators"], "standard"),
        (spread, "差异系数 现状", told["balance"]["spread"], "cv_before"),
        (items, "限值", told["county_items"], "limit"),
        (staff, "应配岗位（个） 调整后", told["staff"]["rows"], "posts_due_after"),
        (staff, "教职工（人） 未安置", told["staff"]["rows"], "staff_unplaced"),
        (funding, "数量变化", money["items"], "quantity"),
        (funding, "每年（元）", money["items"], "yearly_yuan"),
        (funding, "一次性（元）", money["items"], "one_off_yuan"),
        (sums, "每年（元）", money["totals"], "yearly_yuan"),
        (sums, "一次性（元）", money["totals"], "one_off_yuan"),
        (sums, "不含未计算的每年项目（项）", money["totals"], "not_computed_yearly"),
        (townships, "学生（人） 调整后", told["by_township"], "pupils_after"),
        (townships, "换校（人）", told["by_township"], "moved_pupils"),
    ]
    for sheet, title, rows, key in pairs:
        shown = column(sheet, title)
        assert len(shown) == len(rows), title
        assert all(same(a, row[key]) for a, row in zip(shown, rows, strict=True)), title
    assert sum(column(stays, "学生（人）")) == sum(one["pupils"] for one in told["must_stay"]["schools"])
    both = ("before", "after")
    gini = [sides[side]["gini_time_share"] for sides in told["equity"].values() for side in both]
    assert column(equity, "基尼系数（时间）")[: len(gini)] == gini


def test_every_header_tells_the_unit_and_every_row_fits(plan, evaluation):
    sheets = {sheet.name: sheet for sheet in workbook_sheets(plan, evaluation)}
    assert [name for name in sheets if name in DETAIL_SHEETS] == DETAIL_SHEETS
    for name in DETAIL_SHEETS:
        assert all(len(row) == len(sheets[name].columns) for row in sheets[name].rows), name
        for one in sheets[name].columns:
            counted = one.kind == "count" and not re.search(r"（.+）|项数", one.title)
            assert not counted, one.title


def test_indicators_of_a_receiver_in_print(plan, evaluation, told):
    (table,) = indicator_tables(plan, evaluation, ["s1"])
    rows = {row["name"]: row for row in table["rows"]}
    backbone = rows["每百名学生拥有县级以上骨干教师数"]
    assert (backbone["before"], backbone["after"]) == (f"{200 / 114:.2f}", f"{200 / 134:.2f}*")
    assert (backbone["standard"], backbone["floor"], backbone["state_after"]) == ("1.00", "0.85", "达标")
    unknown = [row for row in rows.values() if row["after"] == "待补"]
    own = [one for one in told["balance"]["indicators"] if one["school_id"] == "s1"]
    missing = [one for one in own if one["value_after"] is None]
    assert len(unknown) == len(missing) > 0
    assert all(row["state_after"] == "待补" for row in unknown)


def test_a_figure_never_seems_to_lie_on_the_other_side_of_its_standard():
    assert figure(2.3, 2.3) == "2.30"
    assert figure(2.296, 2.3) == "2.296"
    assert figure(4.1996, 4.2) == "4.1996"
    assert figure(1999.7, 2000) == "1,999.7"
    assert figure(2000.0, 2000) == "2,000"
    assert figure(math.nan, 2.3) == "待补"


def test_spread_in_print(evaluation, told):
    rows = {(one["stage"], row[0]): row for one in spread_rows(evaluation) for row in one["rows"]}
    for one in told["balance"]["spread"]:
        if one["scope"] == "official" and one["indicator"] == "L2" and one["stage"] == "primary":
            shown = rows["小学", "每百名学生拥有县级以上骨干教师数"]
            for text, value in zip(shown[1:3], (one["cv_before"], one["cv_after"]), strict=True):
                assert text == "待补" if value is None else text.startswith(f"{value:.3f}")


def test_staff_of_a_closed_school_are_not_placed_and_never_added(evaluation, plan):
    rows = {row[0]: row[1:] for row in staff_of_school(evaluation, "p3")}
    assert len(rows) == len(COUNTS)
    assert rows["教职工"] == ["3", "0", "3"]
    assert rows["专任教师"] == ["2", "0", "2"]
    assert rows["在编教职工"][0] == rows["在编教职工"][2] == "未填报"
    dossier = school_dossier(plan, evaluation, "p3")
    assert "教职工 3 人未安置" in dossier["teachers"]
    receiver = posts_of_schools(plan, evaluation, ["s1"])[0]
    assert receiver["pupils"] == "114→134"
    assert receiver["due"] == f"{math.ceil(114 / 19)}→{math.ceil(134 / 19)}"


def test_who_and_what_has_a_place_to_go_is_printed(plan):
    placed = {"teachers": (("s1", 1),), "equipment_receiver": "s1", "premises": "乡村学前教育"}
    found = evaluate(plan, Scenario("安置", {"p3": Decision(LayoutStatus.MERGE, "s1", **placed)}))
    dossier = school_dossier(plan, found, "p3")
    assert "教师去向：甲镇中心小学 1 人；教职工 2 人未安置" in dossier["teachers"]
    goes = {row[0]: row[2] for row in dossier["assets"]}
    assert (goes["教学仪器设备值"], goes["普通教室"]) == ("调往甲镇中心小学", "乡村学前教育")


def test_sums_of_money_say_what_they_lack(plan, evaluation, told):
    one_off = [item for item in told["funding"]["items"] if item["recurs"] == "one_off"]
    assert [item["one_off_yuan"] for item in one_off] == [500_000.0]
    found = funding_of_schools(plan, evaluation, ["s1", "p3"])
    assert "一次性合计：+500,000 元" in found["sums"]
    yearly = next(words for words in found["sums"] if words.startswith("每年"))
    assert yearly == f"每年合计：未计算（{len(found['rows']) - 1} 项）"
    row = {"one_off_yuan": 12.0, "not_computed_one_off": 2}
    assert sum_words(row, "one_off") == "+12 元（不含未计算的 2 项）"
    overview = str(funding_overview(plan, evaluation))
    assert "nan" not in overview
    assert "None" not in overview
    assert not re.search(r"节约|回收期|节省", overview)


def test_computed_money_is_printed_as_in_the_evaluation(plan):
    own = {**plan.rules, "county": {"parameters": {"funding_region": {"value": "central_west"}}}}
    found = evaluate(replace(plan, rules=own), PLAN)
    money = found.to_dict()["funding"]
    county = next(row for row in money["totals"] if row["kind"] == "county")
    shown = {row[0]: row[1:] for row in funding_overview(plan, found)["totals"]}
    assert county["yearly_yuan"] < 0
    yearly = f"−{-county['yearly_yuan']:,.0f} 元"
    lacks = county["not_computed_yearly"]
    assert shown["示例县"][0] == yearly + (f"（不含未计算的 {lacks} 项）" if lacks else "")
    rows = funding_of_schools(plan, found, ["p3"])["rows"]
    item = next(one for one in money["items"] if one["subject_id"] == "p3" and one["computed"])
    assert f"每年 −{-item['yearly_yuan']:,.0f}" in [row["amount"] for row in rows]


def test_statuses_have_their_words_codes_and_years(plan, evaluation):
    def of(name, school):
        found = evaluation if name == PLAN else evaluate(plan, name)
        printed = printed_plan(plan, found)
        moved = found.flows[(found.flows["school_before"] == school) & found.flows["moved"]]
        assert school in changed_schools(found)
        rows = decision_rows(printed, found, school, moved)
        return adjustment(printed, found, school), {row[0]: row[1] for row in rows}

    words, rows = of("新建", "n1")
    assert words == "新建（1—3年级）"
    assert rows["学校标识码"] == "新码 3000000009。"
    assert rows["实施时间"] == "2024—2025学年起"
    words, rows = of("停办", "p3")
    assert words == "停办（保留学校标识码），学生转入甲镇中心小学"
    assert rows["学校标识码"] == "原码 p3 保留，恢复办学时沿用。"
    words, rows = of("过渡", "p3")
    assert words.startswith("停止招生、逐年过渡")
    assert "2024—2025学年集中安置" in rows["过渡期"]
    words, rows = of(PLAN, "s1")
    assert words == "保留（改扩建）"
    assert "普通教室 2 间、学位 90 个，造价 500,000 元，2024—2025学年启用" in rows["配套措施"]
    assert "学校标识码" not in rows
    assert of(PLAN, "p3")[1]["学校标识码"] == "原码 p3 停用，不再分配给其他学校。"


def test_a_trigger_is_told_as_the_time():
    plan = miniature_plan(scenarios=[Scenario("触发", {"p3": merge("s1", trigger=Trigger(30, 1))})])
    found = evaluate(plan, "触发")
    rows = decision_rows(plan, found, "p3", found.flows.iloc[:0])
    assert not found.details.outcome.drafts
    assert ["实施时间", "在校学生连续 1 年不足 30 人时实施"] in rows


def test_a_scenario_in_progress_says_so_and_names_what_is_left_out(plan, evaluation):
    found = evaluate(plan, "没填完")
    overview = district_overview(plan, found)
    assert overview["progress"] == "方案尚在编制：1 所学校的决定没有填完，未计入测算（西村教学点）"
    assert overview["drafts"][0][0] == "西村教学点"
    assert changed_schools(found) == []
    assert district_overview(plan, evaluation)["progress"] == ""


def test_a_broken_promise_is_listed(plan):
    assert district_overview(plan, evaluate(plan, "约定"))["locks"] == [
        ["西村教学点", "约定保留，方案撤销或停办"]
    ]


def test_cures_stand_beside_findings(plan, evaluation):
    findings = school_dossier(plan, evaluation, "p3")["findings"]
    assert all(row["cures"] for row in findings)
    assert any(row["cures"] != "—" for row in findings)


def test_words_and_booleans_are_values_of_parameters():
    about = {"key": "staff.x", "name": "口径", "unit": "", "verified": False, "source": ""}
    assert parameter_row({**about, "value": "seat"})[1] == "按座位"
    assert parameter_row({**about, "value": ""})[1] == "未填"
    assert parameter_row({**about, "value": True})[1] == "是"
    assert parameter_row({**about, "value": False})[1] == "否"
    assert parameter_row({**about, "value": 19, "unit": "人"})[1] == "19 人"


def test_every_parameter_has_a_name(evaluation):
    listed = evaluation.parameters
    assert {"staff", "prices", "travel", "balance"} <= {one["key"].split(".")[0] for one in listed}
    assert {one["key"].split(".")[0] for one in public_parameters(evaluation)} == {
        "criteria", "parameters", "travel",
    }  # fmt: skip
    assert not [one["key"] for one in listed if one["key"] in parameter_row(one)[0]]


def test_the_public_version_has_none_of_these_tables(plan, evaluation):
    properties = MapLayers(plan).properties(evaluation)
    figures = public_figures(plan, evaluation, properties)
    names = {sheet.name for sheet in public_sheets(plan, evaluation, figures, properties)}
    assert not names & set(DETAIL_SHEETS)


def test_every_status_has_its_word_its_sign_and_its_entry_in_the_legend():
    print_words = load_toml("templates", "words.toml")["status"]
    on_screen = load_toml("web", "words.toml")["zh"]
    statuses = [status.value for status in LayoutStatus]
    coloured = load_toml("web", "map.toml")["status"]
    assert set(statuses) == set(print_words) == set(on_screen["status"]) == set(coloured)
    drawn = {status: draw_school(SchoolSymbol(0.0, 0.0, 20.0, "circle", status)) for status in statuses}
    assert drawn["new"] == drawn["reopen"]
    assert len(set(drawn.values())) == len(statuses) - 1
    site = {"type_code": "211", "is_point": False, "private": False, "boarding": False}
    items = legend_items(
        [{**site, "status": status} for status in statuses], set(), has_water=False, has_barriers=False,
        has_arrows=False, pupils="",
    )  # fmt: skip
    words = [item.words for item in items]
    assert "新建、恢复办学" in words
    assert all(print_words[one] in words for one in ("merge", "suspend", "phase_out", "teaching_point"))


def test_a_new_school_stands_on_the_public_map_without_pupils(plan):
    found = evaluate(plan, "新建")
    printed = printed_plan(plan, found)
    layers = MapLayers(plan)
    properties = layers.of(printed).properties(found)
    figures = public_figures(plan, found, properties)
    geometry, shown = public_layers(layers.geometry(), properties, figures)
    assert "n1" not in [one["properties"]["id"] for one in geometry["schools"]["features"]]
    (site,) = shown["sites"]["features"]
    assert site["properties"] == {
        "id": "n1", "name": NAME, "township": "甲镇", "shape": "circle", "private": False
    }  # fmt: skip
    assert not map_source(plan, found).sites["n1"]["open_before"]
