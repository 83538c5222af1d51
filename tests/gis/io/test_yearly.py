"""A school's yearly statistics become its row of the ledger: by the texts, wherever they stand."""

import pytest
import xlsxwriter

from gis.errors import InputError
from gis.io.yearly import read_yearly

GRADES = "一二三四五六"
PRIMARY = [41, 42, 43, 44, 45, 46]


def form(code="2141000001", name="东乡中心小学", kind="211 小学"):
    return [
        ["学校(机构)基本情况"], ["教基1001", "", "", "2021/2022学年初"],
        ["学校(机构)名称", name, "", "学校(机构)标识码", code],
        ["学校(机构)办学类型", kind, "", "学校(机构)驻地城乡类型代码", "210"],
        ["学校(机构)地址", "河南省某市某县东乡中心村", "", "学校(机构)举办者", ""],
        ["校长姓名", "张某某", "", "联系电话", "13800000000"],
        ["建校年份", 1996],
    ]  # fmt: skip


def primary(pupils=PRIMARY, *, gap=0, boarders=7):
    """教基3112, total of pupils in I6 (one row lower for every row of ``gap``)."""
    heads = ["指标名称", "代码", "毕业生数", "招生数", "受过学前教育", "", "", "", "在校生数", "#女"]
    heads += [f"{digit}年级" for digit in GRADES] + ["预计毕业生数"]
    marks = ["甲", "乙", *map(str, range(1, 16))]
    total = ["总计", "01", 40, pupils[0], 0, 0, 0, pupils[0], sum(pupils), 100, *pupils, pupils[-1]]
    girls = ["#女", "02", 20, 20, 0, 0, 0, 20, 100, "-", *[20] * 6, 20]
    boarding = ["#寄宿生", "05", 0, 0, "-", "-", "-", "-", boarders, 3, 0, 0, 0, 2, 2, 3, 3]
    before = ["", "", "", "", "未接受过", "一年", "两年", "三年"]
    return [["小学分类型学生数"], *[[""]] * gap, ["教基3112"], heads, before, marks, total, girls,
            ["#少数民族", "03"], ["#复式班", "04"], boarding]  # fmt: skip


def junior(pupils, boarders=9):
    heads = [
        "指标名称",
        "代码",
        "毕业生数",
        "招生数",
        "在校生数",
        "#女",
        "一年级",
        "二年级",
        "三年级",
        "四年级",
    ]
    total = ["总计", "01", 0, 0, sum(pupils), 0, *pupils]
    return [["初中分类型学生数"], ["教基3115"], heads, [""], ["甲", "乙", *map(str, range(1, 9))], total,
            ["#寄宿生", "05", 0, 0, boarders]]  # fmt: skip


def classes(counts):
    heads = ["指标名称", "代码", "合计", *[f"{digit}年级" for digit in GRADES], "复式班"]
    return [["小学班额情况"], ["教基2106"], heads, ["甲", "乙", *map(str, range(1, 9))],
            ["总计", "01", sum(counts), *counts, 0], ["25人及以下", "02", 0, *[0] * 6, 0]]  # fmt: skip


def conditions(equipment, unit="万元"):
    names = [
        ("占地面积", "平方米", 9000), ("其中：绿化用地面积", "平方米", 700),
        ("#运动场地面积", "平方米", 2025), ("校园足球场", "个", 1), ("图书", "册", 5400),
        ("网络多媒体教室", "间", 7),
        ("固定资产总值", unit, 900), ("#教学、科研仪器设备资产值", unit, equipment),
    ]  # fmt: skip
    rows = [[name, f"{number:02d}", kind, value] for number, (name, kind, value) in enumerate(names, start=1)]
    return [
        ["中小学办学条件"],
        ["教基5176"],
        ["指标名称", "代码", "计量单位", "数量"],
        ["甲", "乙", "丙", "1"],
        *rows,
    ]


def staff():
    return [["小学教职工数"], ["指标名称", "代码", "教职工数", "专任教师", "行政人员"],
            ["甲", "乙", "1", "2", "3"], ["总计", "01", 18, 16, 2]]  # fmt: skip


def write(path, **sheets):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return path


def test_a_primary_school_becomes_one_row(tmp_path):
    path = write(
        tmp_path / "a.xlsx",
        教基1001_小学=form(),
        教基3112_小学=primary(),
        教基2106_小学=classes([1, 1, 1, 1, 1, 2]),
        教职工=staff(),
        教基5176_小学=conditions(54.0),
    )
    found = read_yearly([path])
    (row,) = found.rows
    assert [issue.code for issue in found.issues] == []
    assert row == {
        "school_id": "2141000001", "name": "东乡中心小学", "type_code": "211", "urban_rural": "210",
        "township": "东乡", "built_year": 1996, "enrolment": 261, "boarders": 7,
        **{f"pupils_g{grade}": count for grade, count in enumerate(PRIMARY, start=1)},
        **{f"classes_g{grade}": count for grade, count in enumerate([1, 1, 1, 1, 1, 2], start=1)},
        "staff": 18, "full_time_teachers": 16, "sports_ground_area_m2": 2025.0, "multimedia_rooms": 7,
        "equipment_yuan": 540_000.0, "books": 5400, "multigrade_classes": 0,
    }  # fmt: skip


def test_texts_count_not_cells(tmp_path):
    """Three more rows above the header: the cell I6 of the template now holds something else."""
    found = read_yearly([write(tmp_path / "a.xlsx", 教基1001=form(), 教基3112=primary(gap=3))])
    assert found.rows[0]["enrolment"] == 261
    assert found.rows[0]["pupils_g6"] == 46


def test_a_label_that_is_gone_is_said_and_no_cell_is_taken_for_it(tmp_path):
    rows = primary()
    rows[2][8] = "在园幼儿数"
    found = read_yearly([write(tmp_path / "a.xlsx", 教基1001=form(), 教基3112=rows)])
    assert "enrolment" not in found.rows[0]
    missing = [issue for issue in found.issues if issue.code == "yearly_cell_missing"]
    assert {issue.values["anchor"] for issue in missing} == {"I6", "I10"}
    assert "在校生数" in missing[0].describe().what


def test_a_unit_in_the_row_goes_before_that_of_the_template(tmp_path):
    path = write(tmp_path / "a.xlsx", 教基1001=form(), 教基3112=primary(), 教基5176=conditions(540000, "元"))
    assert read_yearly([path]).rows[0]["equipment_yuan"] == 540_000


@pytest.mark.parametrize(("pupils", "first"), [([30, 31, 32, 0], 7), ([30, 31, 32, 33], 6)])
def test_a_combined_school_has_a_row_per_division(tmp_path, pupils, first):
    sheets = {
        "教基1001": form("3141000003", "东乡学校", 312),
        "教基3112": primary(),
        "教基3115": junior(pupils),
    }
    found = read_yearly([write(tmp_path / "a.xlsx", **sheets, 教基5176=conditions(54))])
    lower, upper = found.rows
    assert (lower["division"], upper["division"]) == ("小学部", "初中部")
    assert lower["school_id"] == upper["school_id"] == "3141000003"
    assert upper[f"pupils_g{first}"] == 30
    assert upper["enrolment"] == sum(pupils)
    assert (lower["equipment_yuan"], "equipment_yuan" in upper) == (540_000, False)
    assert lower["resource_scope"] == upper["resource_scope"] == "全校"
    assert [issue.code for issue in found.issues] == []


def test_staff_of_a_whole_combined_school_are_nobodys(tmp_path):
    sheets = {"教基1001": form("3141000003", "东乡学校", 312), "教基3112": primary()}
    both = [["中小学教职工"], *staff()[1:], ["#在编人员", "04", 17]]
    sheets |= {"教基3115": junior([30, 31, 32, 0]), "教基4149": both}
    found = read_yearly([write(tmp_path / "a.xlsx", **sheets)])
    assert not any("staff" in row for row in found.rows)
    assert [issue.code for issue in found.issues] == ["yearly_site_figures"]
    alone = {"教基1001": form(), "教基3112": primary(), "教基4149": both}
    (row,) = read_yearly([write(tmp_path / "b.xlsx", **alone)]).rows
    assert (row["staff"], row["full_time_teachers"], row["established_staff"]) == (18, 16, 17)


def test_personal_cells_of_the_form_go_nowhere(tmp_path):
    found = read_yearly([write(tmp_path / "a.xlsx", 教基1001=form(), 教基3112=primary())])
    assert "张某某" not in repr(found)
    assert "13800000000" not in repr(found)


def degrees(*, primary_school=True, left_out=""):
    heads = ["指标名称", "代码", "合计", "#女", "道德与法治", "语文", "数学", "体育与健康", "音乐", "美术"]
    counts = {"总计": 16, "博士研究生": "-", "硕士研究生": 1, "本科": 9, "专科": 5, "高中阶段": 1}
    rows = [[name, "01", count] for name, count in counts.items() if name != left_out]
    title = "小学" if primary_school else "初中"
    return [[f"{title}专任教师分课程、分学历情况"], heads, ["甲", "乙", "1", "2"], *rows]


def test_teachers_above_the_required_degree_are_added_up(tmp_path):
    """Of a primary school from 专科, of a junior one from 本科; a sum without one of its parts is none."""
    sheets = {"教基1001": form("3141000003", "东乡学校", 312), "教基3112": primary()}
    sheets |= {"教基3115": junior([30, 31, 32, 0]), "教基4155": degrees()}
    upper = {"教基4156": degrees(primary_school=False)}
    found = read_yearly([write(tmp_path / "a.xlsx", **sheets, **upper)])
    assert [row["higher_degree_teachers"] for row in found.rows] == [15, 10]
    gone = read_yearly([write(tmp_path / "b.xlsx", **{**sheets, "教基4155": degrees(left_out="本科")})])
    assert not any("higher_degree_teachers" in row for row in gone.rows)
    assert [issue.code for issue in gone.issues] == ["yearly_cell_missing"]


def test_another_workbook_is_refused(tmp_path):
    with pytest.raises(InputError) as fault:
        read_yearly([write(tmp_path / "a.xlsx", 台账=[["学校标识码", "学校名称"], ["2141000001", "甲"]])])
    assert fault.value.code == "yearly_unknown"
