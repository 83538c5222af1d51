"""Tables as bureaus keep them: headers of several rows, merged cells, units, notes among the data."""

import csv
import io

import pytest
import xlsxwriter
from rawcounty import SETTLEMENT_HEADERS, SETTLEMENTS, codes, find, write_csv, write_xlsx

from gis.errors import InputError
from gis.io.tables import read_table
from gis.schema import load_schema

PLACES, LEDGER, ATTENDANCE = (load_schema(name) for name in ("settlements", "schools", "attendance"))
BASE = ["学校标识码", "学校名称", "办学类型", "所属乡镇"]
SCHOOL = ["2141000001", "甲小学", 211, "东乡"]


def read(path, schema=LEDGER, **more):
    return read_table(path, schema, role="schools", **more)[0]


def workbook(path, write):
    with xlsxwriter.Workbook(path) as book:
        write(book.add_worksheet("台账"), book)
    return path


def described(table, code):
    return [str(issue.describe()) for issue in table.issues if issue.code == code]


# ---- headers


def write_official_form(page, _):
    """A form with a three-row header, a row of column numbers, a subtotal and signatures."""
    page.merge_range(0, 0, 0, 12, "某县义务教育学校基本情况一览表(2022—2023学年)")
    page.write(1, 0, "填报单位:某县教育局")
    page.write(1, 11, "单位:人、㎡、万元")
    for column, text in enumerate(["序号", *BASE]):
        page.merge_range(2, column, 4, column, text)
    page.merge_range(2, 5, 2, 8, "小学")
    page.merge_range(3, 5, 3, 6, "一年级")
    page.merge_range(3, 7, 3, 8, "二年级")
    page.write_row(4, 5, ["班数", "学生数", "班数", "学生数"])
    page.merge_range(2, 9, 2, 10, "校舍情况")
    page.merge_range(3, 9, 4, 9, "建筑面积")
    page.merge_range(3, 10, 4, 10, "运动场地面积(亩)")
    page.merge_range(2, 11, 4, 11, "教学仪器设备值")
    page.merge_range(2, 12, 4, 12, "校长姓名")
    page.write_row(5, 0, ["甲", "乙", "丙", "丁", 1, 2, 3, 4, 5, 6, 7, 8, 9])
    first = [1, "2141000001", "王 家 庄小学", 211, "", 2, 40, 2, "\uff15\uff10", "1,202", 3, 12.5, "张三"]
    second = [2, 2141000002, "第\uff11小学", "小学", "", 1, "12人", 1, 20, 800, "1.5亩", "3万元", "李四"]
    page.write_row(6, 0, first)
    page.write_row(7, 0, second)
    page.merge_range(6, 4, 7, 4, "东乡")
    page.write_row(8, 0, ["", "", "东乡小计", "", "", 3, 52])
    page.write_row(10, 0, ["填表人:王五", "", "审核人:赵六", "", "2022年9月"])


def test_an_official_form(tmp_path):
    table = read(workbook(tmp_path / "a.xlsx", write_official_form))
    assert table.frame.index.tolist() == [7, 8]
    first, second = table.frame.loc[7], table.frame.loc[8]
    assert [first[f"{kind}_g{grade}"] for grade in (1, 2) for kind in ("classes", "pupils")] == [2, 40, 2, 50]
    assert (first["name"], second["name"]) == ("王家庄小学", "第1小学")
    assert (first["township"], second["township"]) == ("东乡", "东乡")
    assert (first["floor_area_m2"], second["floor_area_m2"]) == (1202, 800)
    assert (first["sports_ground_area_m2"], second["sports_ground_area_m2"]) == (2000, 1000)
    assert (first["equipment_yuan"], second["equipment_yuan"]) == (125_000, 30_000)
    expected = ["numbering_row_skipped", "total_row_skipped", "note_row_skipped", "merged_cells_filled"]
    assert set(expected) <= set(codes(table.issues, "info"))
    assert codes(table.issues).count("unit_converted") == 2
    assert codes(table.issues).count("unit_in_cells") == 2
    assert not codes(table.issues, "error")
    for name in ("张三", "李四", "王五", "赵六"):
        assert name not in repr(table.issues)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_grades_under_another_group_are_not_pupils(tmp_path, suffix):
    """教师数 over 一年级, 二年级: nothing about pupils stands in the table."""
    upper = ["", "", "", "", "教师数", "", "班数", ""]
    rows = [upper, [*BASE, "一年级", "二年级", "一年级", "二年级"], [*SCHOOL, 7, 8, 1, 2]]
    write = write_xlsx if suffix == "xlsx" else write_csv
    row = read(write(tmp_path / f"a.{suffix}", rows)).frame.iloc[0]
    assert (row["classes_g1"], row["classes_g2"]) == (1, 2)
    assert row[["pupils_g1", "pupils_g2"]].isna().all()


def test_junior_grades_under_their_stage(tmp_path):
    """初中 over 一年级 is grade 7, whatever the order of group and figure."""
    rows = [
        [*BASE, "初中阶段", "", "班数"],
        ["", "", "", "", "一年级", "二年级", "初一"],
        [*SCHOOL, 30, 40, 2],
    ]
    row = read(write_xlsx(tmp_path / "a.xlsx", rows)).frame.iloc[0]
    assert (row["pupils_g7"], row["pupils_g8"], row["classes_g7"]) == (30, 40, 2)
    assert row[["pupils_g1", "pupils_g2"]].isna().all()


def test_a_row_of_units_below_the_header(tmp_path):
    rows = [[*BASE, "建筑面积", "教学仪器设备值"], ["", "", "", "", "平方米", "万元"], [*SCHOOL, 1200, 2.5]]
    table = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert table.frame[["floor_area_m2", "equipment_yuan"]].iloc[0].tolist() == [1200, 25_000]
    assert len(table.frame) == 1
    assert find(table.issues, "unit_converted").values["unit"] == "万元"


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("教学仪器设备值(万元)", 3.5, 35_000),
        ("教学仪器设备值/万元", "3.5", 35_000),
        ("教学仪器设备值(元)", 35000, 35_000),
        ("教学仪器设备值", "3.5万", 35_000),
        ("教学仪器设备值（万元）", "35000元", 35_000),
        ("教学仪器设备值（万元）", "3.5万元", 35_000),
        ("教学仪器设备值(千元)", "1,035", 1_035_000),
    ],
)
def test_money_comes_in_yuan(tmp_path, header, cell, yuan):
    table = read(write_xlsx(tmp_path / "a.xlsx", [[*BASE, header], [*SCHOOL, cell]]))
    assert table.frame["equipment_yuan"].iloc[0] == yuan
    told = {"unit_converted", "unit_in_cells"} & set(codes(table.issues))
    assert bool(told) == ("万" in f"{header}{cell}" or "千" in header)


def test_blank_columns_and_headers_repeated_on_every_page(tmp_path):
    header = ["", *SETTLEMENT_HEADERS[:2], "", *SETTLEMENT_HEADERS[2:]]
    data = [["", *row[:2], "", *row[2:]] for row in SETTLEMENTS]
    table = read(write_csv(tmp_path / "a.csv", [header, data[0], [], header, *data[1:]]), PLACES)
    assert table.frame["name"].tolist() == ["西沟村", "中村", "北村", "山顶村"]
    assert codes(table.issues) == ["header_row_skipped"]


def test_a_village_may_be_named_like_a_note_or_hold_a_total(tmp_path):
    """Only rows that lack what a village has, or say the very word, are no villages."""
    rows = [[*SETTLEMENT_HEADERS, "备注"], [*SETTLEMENTS[0], "合计数有误"], [*SETTLEMENTS[1], "说明见附件"]]
    assert len(read(write_csv(tmp_path / "a.csv", rows), PLACES).frame) == 2


def test_a_number_merged_over_rows_is_counted_once(tmp_path):
    def write(page, _):
        page.write_row(0, 0, [*BASE, "普通教室"])
        page.write_row(1, 0, SCHOOL)
        page.write_row(2, 0, ["2141000002", "乙小学", 211, "东乡"])
        page.merge_range(1, 4, 2, 4, 12)

    table = read(workbook(tmp_path / "a.xlsx", write))
    assert table.frame["classrooms"].sum() == 12
    issue = find(table.issues, "merged_number_once")
    assert (issue.severity, issue.row, issue.column) == ("warning", 2, "普通教室间数")


def test_other_sheets_with_the_same_header_are_named(tmp_path):
    """One sheet per township: the plan would lack the other townships without a word."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for township in ("东乡", "西乡"):
            page = book.add_worksheet(township)
            page.write_row(0, 0, BASE)
            page.write_row(1, 0, [*SCHOOL[:3], township])
    table = read(tmp_path / "a.xlsx")
    assert (table.sheet, find(table.issues, "sheets_not_read").values["sheets"]) == ("东乡", "西乡")


def test_a_hidden_sheet_does_not_stand_for_the_one_shown(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name, code in (("去年", "2141000009"), ("今年", "2141000001")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, BASE)
            page.write_row(1, 0, [code, *SCHOOL[1:]])
        book.worksheets()[1].activate()
        book.worksheets()[0].hide()
    assert read(tmp_path / "a.xlsx").sheet == "今年"


# ---- what a spreadsheet did to cells


def test_errors_and_formulas_without_a_result_are_told_by_row_and_column(tmp_path):
    def write(page, _):
        page.write_row(0, 0, [*BASE, "一年级在校生", "二年级在校生", "床位数"])
        page.write_row(1, 0, SCHOOL)
        page.write_formula(1, 4, "=1/0", None, "#DIV/0!")
        page.write_formula(1, 5, "=E2+1", None, "")
        page.write_formula(1, 6, "=1+1", None, 2)
        page.write_row(2, 0, ["2141000002", "乙小学", 211])
        page.write_formula(2, 3, "=VLOOKUP(1,Z:Z,1)", None, "#N/A")

    table = read(workbook(tmp_path / "a.xlsx", write))
    assert table.frame.loc[2, "beds"] == 2
    assert table.frame[["pupils_g1", "pupils_g2"]].isna().all(axis=None)
    told = [(issue.code, issue.row, issue.column) for issue in table.issues if issue.row]
    assert told == [
        ("cell_error", 2, "一年级在校生"),
        ("cell_formula_empty", 2, "二年级在校生"),
        ("cell_error_row", 3, "所属乡镇"),
    ]
    assert "#DIV/0!" in described(table, "cell_error")[0]


def test_an_error_as_text_is_no_name(tmp_path):
    rows = [SETTLEMENT_HEADERS, *SETTLEMENTS, ["410000100005", "#N/A", "东乡", 114.0, 35.0]]
    table = read(write_csv(tmp_path / "a.csv", rows), PLACES)
    assert len(table.frame) == 4
    assert find(table.issues, "cell_error_row").row == 6


def test_zeros_are_restored_only_where_nothing_else_is_possible(tmp_path):
    header = ["居民点代码", "村名", "所属乡镇"]
    certain = [header, ["0101", "甲村", "东乡"], ["0102", "乙村", "东乡"], [103, "丙村", "东乡"]]
    table = read(write_xlsx(tmp_path / "a.xlsx", certain), PLACES)
    assert table.frame["settlement_id"].tolist() == ["0101", "0102", "0103"]
    assert find(table.issues, "code_zeros_restored").row == 5
    open_question = [header, ["0101", "甲村", "东乡"], ["10201", "乙村", "东乡"], [103, "丙村", "东乡"]]
    table = read(write_xlsx(tmp_path / "b.xlsx", open_question), PLACES)
    assert table.frame["settlement_id"].tolist() == ["0101", "10201", "103"]


def test_codes_that_look_spoilt_are_told_and_left_alone(tmp_path):
    header = ["居民点代码", "村名", "所属乡镇"]
    whole = [[f"41060210020{k}", f"{k}村", "东乡"] for k in range(1, 9)]
    spoilt = [["10602100209", "丙村", "东乡"], ["410602100201001000", "丁村", "东乡"]]
    table = read(write_csv(tmp_path / "a.csv", [header, *whole, *spoilt]), PLACES)
    assert table.frame["settlement_id"].tolist()[-2:] == ["10602100209", "410602100201001000"]
    assert find(table.issues, "code_too_short").values["usual"] == "12"
    assert find(table.issues, "code_tail_of_zeros").row == 11


def test_numbers_of_more_than_fifteen_digits_are_refused(tmp_path):
    header = ["居民点代码", "村名", "所属乡镇"]
    rows = [["410602100201", "甲村", "东乡"], [410602100201001000.0, "乙村", "东乡"]]
    table = read(write_xlsx(tmp_path / "a.xlsx", [header, *rows]), PLACES)
    assert table.frame["settlement_id"].tolist() == ["410602100201"]
    assert find(table.issues, "cell_code_cut_row").severity == "error"


# ---- text files


@pytest.mark.parametrize(
    ("encoding", "plain"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ],
)  # fmt: skip
def test_text_cut_inside_a_character(tmp_path, encoding, plain):
    path = write_csv(tmp_path / "a.csv", [SETTLEMENT_HEADERS, *SETTLEMENTS], encoding=encoding)
    data, last = path.read_bytes(), "村".encode(plain)
    path.write_bytes(data[: data.rindex(last) + len(last) - 1])
    with pytest.raises(InputError) as caught:
        read(path, PLACES)
    assert caught.value.code == "text_cut_off"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\uff0c"])
def test_any_separator(tmp_path, delimiter):
    path = write_csv(tmp_path / "a.txt", [SETTLEMENT_HEADERS, *SETTLEMENTS], delimiter=delimiter)
    assert read(path, PLACES).frame["lat"].tolist() == [row[4] for row in SETTLEMENTS]


def test_a_stray_quotation_mark_does_not_swallow_rows(tmp_path):
    rows = [SETTLEMENT_HEADERS, *SETTLEMENTS]
    rows[2] = [rows[2][0], '"中村', *rows[2][2:]]
    with pytest.raises(InputError) as caught:
        read(write_csv(tmp_path / "a.csv", rows), PLACES)
    assert (caught.value.code, caught.value.values["row"]) == ("text_quote_open", 3)


def test_quoted_line_breaks_are_part_of_their_cell(tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows([SETTLEMENT_HEADERS, [SETTLEMENTS[0][0], "西沟\n村", *SETTLEMENTS[0][2:]]])
    (tmp_path / "a.csv").write_text(text.getvalue(), encoding="utf-8")
    assert read(tmp_path / "a.csv", PLACES).frame["name"].tolist() == ["西沟村"]


def test_codes_in_formula_quotes(tmp_path):
    rows = [SETTLEMENT_HEADERS, ['"=""0101"""', *SETTLEMENTS[0][1:]]]
    assert read(write_csv(tmp_path / "a.csv", rows), PLACES).frame["settlement_id"].tolist() == ["0101"]
