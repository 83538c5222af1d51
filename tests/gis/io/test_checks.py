"""Each check speaks of the fault that it is for, and of nothing else."""

import ast
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rawcounty import SCHOOL_HEADERS, SCHOOLS, SETTLEMENTS, codes, find, school_row, write_csv, write_xlsx
from shapely import Point

from gis.io import checks as package
from gis.io.checks import CHECKS, find_county_code, run_checks, totals
from gis.io.checks.records import Records
from gis.io.importer import import_plan
from gis.io.tables import read_table
from gis.io.totalrows import open_totals
from gis.messages import message_codes
from gis.model import Issue
from gis.schema import load_schema

SETTLEMENT = {"settlement_id": "410602100201", "name": "甲村", "village": "甲村", "township": "东乡"}
SCHOOL = {"school_id": "2141000001", "name": "东乡小学", "type_code": "211", "township": "东乡"}


def school(grades=range(1, 7), pupils=40, **given):
    """One sound ledger row with the same pupils and one class in each of its grades."""
    counts = {f"pupils_g{g}": pupils if g in grades else 0 for g in range(1, 10)}
    classes = {f"classes_g{g}": int(g in grades) for g in range(1, 10)}
    row = {**SCHOOL, **counts, **classes, "first_grade": min(grades), "last_grade": max(grades)}
    row |= {"enrolment": pupils * len(grades), **given}
    return {**row, "site_id": given.get("site_id", row["school_id"])}


def records(*schools, settlements=(SETTLEMENT,), attendance=(), **given):
    def frame(table, rows, extra=()):
        key = f"{table.removesuffix('s')}_id"
        plain = pd.DataFrame([{**row, "geometry": None} for row in rows])
        at = [row.get("at") for row in rows]
        known = load_schema(table).restore(plain, extra=extra)
        points = [None if place is None else Point(place) for place in at]
        return gpd.GeoDataFrame(known, geometry=points, crs="EPSG:4490").set_index(key)

    columns = ["settlement_id", "grade", "school_id", "boarding", "pupils", "estimated"]
    going = pd.DataFrame(list(attendance), columns=columns)
    return Records(
        frame("schools", schools or [school()], ("site_id",)),
        frame("settlements", settlements),
        going,
        **given,
    )


def spoken(given):
    return [fault.code for check in CHECKS for fault in check(given)]


def test_a_sound_county_is_silent():
    assert spoken(records(county_code="410602", school_year=2022)) == []


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("school_code_form", {"school_id": "214100001"}),
        ("school_code_form", {"school_id": "21410000AB"}),
        ("school_code_type", {"school_id": "3141000001"}),
        ("school_code_province", {"school_id": "2113000001"}),
        ("urban_rural_code", {"urban_rural": "999"}),
        ("name_and_type", {"name": "东头教学点"}),
        ("name_and_type", {"name": "东乡初级中学"}),
        ("grades_of_type", {"grades": range(1, 8)}),
        ("grades_incomplete", {"grades": range(1, 5)}),
        ("pupils_without_class", {"classes_g2": 0}),
        ("multigrade_grades_unknown", {"classes_g2": 0, "multigrade_classes": 1}),
        ("multigrade_unreadable", {"multigrade_grades": "1、2"}),
        ("multigrade_has_classes", {"multigrade_grades": "1-2"}),
        ("multigrade_count_differs", {"classes_g2": 0, "multigrade_grades": "1-2", "multigrade_classes": 2}),
        ("class_without_pupils", {"pupils_g2": 0, "enrolment": 200}),
        ("classes_too_large", {"pupils_g1": 150, "enrolment": 350}),
        ("part_beyond_whole", {"boarders": 300, "beds": 400}),
        ("part_beyond_whole", {"boarders": 30, "beds": 20}),
        ("part_beyond_whole", {"full_time_teachers": 20, "staff": 18}),
        ("part_beyond_whole", {"teaching_area_m2": 1300, "floor_area_m2": 1200}),
        ("part_beyond_whole", {"exchanged_teachers": 2, "exchange_eligible_teachers": 1}),
        ("sports_area_zero", {"sports_area_m2": 0}),
        ("built_year_possible", {"built_year": 2030}),
        ("built_year_possible", {"built_year": 96}),
        ("unit_too_small", {"equipment_yuan": 48.5}),
        ("unit_too_large", {"equipment_yuan": 4_850_000_000}),
        ("unit_too_small", {"sports_area_m2": 4.5}),
        ("township_of_school", {"township": "东乡镇"}),
    ],
)
def test_one_fault_one_word(code, row):
    assert spoken(records(school(**row), county_code="410602", school_year=2022)) == [code]


@pytest.mark.parametrize(
    "row",
    [
        {"classes_g2": 0, "multigrade_grades": "1-2", "multigrade_classes": 1},
        {"type_code": "219", "school_id": "3141000001"},  # an attached class has its host's code
        {"grades": range(7, 10), "type_code": "311", "school_id": "3141000001", "name": "东乡中学"},
        {"type_code": "312", "school_id": "3141000001", "division": "小学部", "name": "东乡学校"},
        {"equipment_yuan": 480_000, "floor_area_m2": 1960, "teaching_area_m2": 1215, "sports_area_m2": 2025},
        {"pupils": 2, "equipment_yuan": 36_600, "sports_area_m2": 1256, "floor_area_m2": 682},
        {"boarders": 36, "beds": 60, "full_time_teachers": 12, "staff": 13, "urban_rural": "220"},
    ],
)
def test_what_is_right_stays_quiet(row):
    assert spoken(records(school(**row), county_code="410602", school_year=2022)) == []


def test_types_count_by_code_not_by_name():
    """东头小学 and 大周寨小学 are teaching points: named so by reading already, and never a contradiction."""
    points = [
        school(range(1, 4), 9, school_id=f"214100000{k}", name=name, type_code="218")
        for k, name in enumerate(("东头小学", "大周寨小学"))
    ]
    assert spoken(records(*points)) == []


def test_a_point_with_all_grades_is_asked_about():
    point = school(name="东头小学", type_code="218", pupils=17)
    assert spoken(records(point)) == ["point_with_six_grades", "point_with_many_pupils"]
    assert spoken(records(school(range(1, 6), name="东头小学", type_code="218", pupils=9))) == []
    junior = school(range(6, 10), type_code="311", name="东乡中学", school_id="3141000002")
    five = school(range(1, 6), name="东头小学", type_code="218", pupils=9)
    assert spoken(records(five, junior)) == ["point_with_six_grades"], "junior schools from grade 6"


def test_unit_slips_name_the_right_value():
    (fault,) = totals_of(records(school(equipment_yuan=48.5)))
    assert fault.values["suggested"] == "485000"
    assert fault.values["written"] == "万元"


def totals_of(given):
    return [fault for check in CHECKS for fault in check(given)]


def test_places_that_stand_twice():
    one, other = (
        school(at=(114.05, 35.99)),
        school(at=(114.05, 35.99), school_id="2141000002", name="西沟小学"),
    )
    assert spoken(records(one, other)) == ["schools_at_one_point"]
    assert spoken(records(one, {**other, "site_id": "2141000001"})) == []
    assert spoken(records(one, {**other, "name": "东乡小学", "at": None})) == ["school_name_repeated"]
    twin = {**SETTLEMENT, "settlement_id": "410602100202", "at": (114.0, 36.0)}
    first = {**SETTLEMENT, "at": (114.0, 36.0)}
    assert spoken(records(settlements=[first, {**twin, "name": "乙村"}])) == ["settlements_at_one_point"]
    assert spoken(records(settlements=[SETTLEMENT, {**twin, "at": None}])) == ["settlement_name_repeated"]
    assert spoken(records(settlements=[SETTLEMENT, {**twin, "at": None, "village": "乙村"}])) == []


def test_settlement_codes():
    short = {**SETTLEMENT, "settlement_id": "41060210020", "name": "乙村"}
    hamlet = {**SETTLEMENT, "settlement_id": "410602100201-03", "name": "甲村三组"}
    foreign = {**SETTLEMENT, "settlement_id": "410603100201", "name": "外村"}
    strayed = {**SETTLEMENT, "settlement_id": "410602100205", "name": "丁村", "township": "西乡"}
    plain = [{**SETTLEMENT, "settlement_id": f"41060210030{k}", "name": f"村{k}"} for k in range(3)]
    given = [SETTLEMENT, *plain, hamlet]
    assert spoken(records(settlements=given, county_code="410602")) == []
    assert spoken(records(settlements=[*given, short], county_code="410602")) == ["settlement_code_form"]
    assert spoken(records(settlements=[*given, foreign], county_code="410602")) == ["settlement_code_county"]
    assert spoken(records(settlements=[*given, strayed], county_code="410602")) == [
        "settlement_code_township"
    ]


def test_the_county_code_is_the_boundary_s_or_that_of_most_villages():
    ids = ["410602100201", "410602100202", "410603100201"]
    assert find_county_code({"gb": "156410601"}, ids) == "410601"
    assert find_county_code({"code": "410601000000"}, ids) == "410601"
    assert find_county_code({"name": "某县"}, ids) == "410602"
    assert find_county_code({}, ["V1", "V2", "410602100201"]) == ""
    assert find_county_code({}, []) == ""


# ---- totals


def test_thirty_schools_with_the_points_inside():
    """山城区: 30 = 21 (3 points among them) + 7 + 1 + 1; the points added once more make a wrong 33."""
    text = "全区义教 {} 校 = 小学 21(含 3 教学点)+ 中学 7 + 民办小学 1 + 完全中学 1"
    assert spoken(records(texts=(text.format(30),))) == []
    assert spoken(records(texts=(text.format(33),))) == ["total_counts_twice"]
    assert spoken(records(texts=(text.format(31),))) == ["total_not_closing"]


@pytest.mark.parametrize(
    ("total", "parts"),
    [(30, (21, 7, 1, 1)), (422, (51, 371)), (51, (29, 22)), (371, (195, 176)), (126, (4, 89, 32, 1)),
     (13, (1, 1, 1, 3, 2, 2, 3)), (245, (19, 33, 22, 85, 6, 80)), (26600, (20090, 6510))],
)  # fmt: skip
def test_published_sums_close(total, parts):
    text = (
        f"共{total}所，其中："
        + "、".join(f"{'甲乙丙丁戊己庚'[k]}类{part}所" for k, part in enumerate(parts))
        + "。"
    )
    assert totals.read_composition(text) == totals.Composition(total, parts)
    assert totals.Composition(total, parts).closes
    assert not totals.Composition(total + 1, parts).closes


@pytest.mark.parametrize("text", ["某县义务教育学校台账（2022—2023学年）", "共30所学校", "距县城30校里", ""])
def test_other_texts_state_no_total(text):
    assert totals.read_composition(text) is None


def test_sixteen_percent_of_no_number():
    """86 teachers, 2 of them heads, "16 %": 2/12 = 16.7 %, 2/13 = 15.4 %; only cut off are there twelve."""
    given = records(texts=("一年内交流、支教 86 名，其中校长 2 名，占符合条件校长 16%",))
    (fault,) = totals_of(given)
    assert fault.code == "share_cut_off"
    assert (fault.values["below"], fault.values["below_percent"]) == (12, "16.7")
    assert (fault.values["above"], fault.values["above_percent"]) == (13, "15.4")
    assert fault.values["whole"] == 12
    assert spoken(records(texts=("校长 2 名，占符合条件校长 16.7%",))) == []
    assert spoken(records(texts=("校长 3 名，占符合条件校长 99%",))) == ["share_not_closing"]


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 2))
def test_a_true_share_always_has_its_whole(count, more, decimals):
    whole = count + more
    share = 100 * count / whole
    rounded, cut = totals.fitting_wholes(count, f"{share:.{decimals}f}")
    assert whole in rounded or whole in cut


def test_staff_that_no_ratio_explains():
    """山城区: 18,000 pupils need 948 (primary) to 1,334 (junior) staff; 1,765 is above both."""
    (fault,) = totals.staff_of_county(records(school(enrolment=18000, staff=1765)))
    assert fault.code == "staff_above_posts"
    assert (fault.values["least"], fault.values["most"]) == (948, 1334)
    assert not list(totals.staff_of_county(records(school(enrolment=18000, staff=1334))))
    (fault,) = totals.staff_of_county(records(school(enrolment=18000, staff=947)))
    assert fault.code == "staff_below_posts"
    assert not list(totals.staff_of_county(records(school(enrolment=36, staff=7)))), "four classes need seven"


def test_boarders_of_ledger_and_attendance():
    rows = [
        ("410602100201", 1, "2141000001", True, 30, False),
        ("410602100201", 1, "2141000001", False, 5, False),
    ]
    given = records(school(boarders=36, beds=60), attendance=rows)
    assert spoken(given) == ["boarders_differ"]
    assert spoken(records(school(boarders=30, beds=60), attendance=rows)) == []


# ---- in an import


def test_issues_name_file_row_column_and_subject(county_plan, tmp_path):
    rows = [list(row) for row in SCHOOLS]
    rows[1][SCHOOL_HEADERS.index("学校标识码")] = "2113000002"
    schools, _ = read_table(
        write_xlsx(tmp_path / "schools.xlsx", [SCHOOL_HEADERS, *rows]), load_schema("schools"), role="schools"
    )
    renamed = county_plan.schools.rename(index={"2141000002": "2113000002"})
    renamed["site_id"] = renamed["site_id"].replace("2141000002", "2113000002")
    plan = replace(county_plan, schools=renamed, issues=())
    issues = run_checks(plan, schools=schools)
    issue = find(issues, "school_code_province")
    place = (issue.file, issue.sheet, issue.row, issue.column, issue.subject_id)
    assert place == ("schools.xlsx", "台账", 4, "学校标识码", "2113000002")
    told = Issue("error", "cell_not_code", "schools.xlsx", "台账", 4, "学校标识码")
    again = run_checks(replace(plan, issues=(told,)), schools=schools)
    assert "school_code_province" not in codes(again), "a cell is not named twice"


def test_many_rows_with_one_fault_are_gathered(county_plan):
    many = pd.concat([county_plan.settlements.iloc[[0]]] * 30)
    many.index = pd.Index([f"V{k:02d}" for k in range(30)], name="settlement_id")
    many["name"] = [f"村{k}" for k in range(30)]
    many["geometry"] = None
    issues = run_checks(replace(county_plan, settlements=many.set_geometry("geometry", crs="EPSG:4490")))
    assert codes(issues).count("settlement_code_form") == 20
    assert find(issues, "check_more_rows").values["count"] == "10"


def test_the_importer_runs_them(county_files):
    rows = [*SCHOOLS[:3], school_row("3141000003", "东乡学校", 312, range(7, 10), 114.08, 35.99,
                                      division="初中部", 附设幼儿班用房=0)]  # fmt: skip
    rows[0] = school_row("2141000001", "东乡中心小学", 311, range(1, 7), 114.05, 35.99, central="是")
    plan = import_plan(**county_files(schools=rows), school_year=2022)
    assert {"school_code_type", "name_and_type", "grades_of_type"} <= set(codes(plan.issues))


def test_every_check_has_its_sentence():
    sources = Path(package.__file__).parent.glob("*.py")
    calls = [
        node
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("Fault", "school_fault", "settlement_fault")
    ]
    said = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    assert len(said) > 25
    assert said <= message_codes()


# ---- total rows


def told(figures, total_rows, is_data):
    arrays = {title: np.array(values, dtype=float) for title, values in figures.items()}
    return [
        (row, [d.title for d in found]) for row, found in open_totals(arrays, total_rows, np.array(is_data))
    ]


def test_totals_with_subtotals_close():
    is_data = [True, True, False, True, False, False]
    figures = {"学生数": [10, 20, 30, 5, 5, 35], "班数": [1, 2, 3, 1, 1, 4]}
    assert told(figures, [2, 4, 5], is_data) == []
    assert told({**figures, "班数": [1, 2, 4, 1, 1, 4]}, [2, 4, 5], is_data) == [(2, ["班数"])]
    assert told({"学生数": [10, 20, 30, 5, 5, 36]}, [2, 4, 5], is_data) == [(5, ["学生数"])]
    assert told({"学生数": [60, 10, 20, 30]}, [0], [False, True, True, True]) == [], "a total above its rows"


def test_a_total_row_that_does_not_close_is_told(tmp_path):
    rows = [["居民点代码", "村名", "所属乡镇", "一年级"], *[[*row[:3], 10] for row in SETTLEMENTS]]
    for total, expected in ((40, []), (50, ["total_row_open"])):
        path = write_csv(tmp_path / f"{total}.csv", [*rows, ["合计", "", "", total]])
        table, _ = read_table(path, load_schema("pupils"), role="pupils")
        assert codes(table.issues, "warning") == expected
    issue = find(table.issues, "total_row_open")
    assert (issue.row, issue.values["listed"]) == (6, "一年级 50≠40")
