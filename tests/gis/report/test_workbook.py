"""The workbook, read back, equals the evaluation."""

import pytest
from python_calamine import CalamineWorkbook

from gis.model import Band
from gis.report.workbook import write_workbook

CLOSING = "3141000001"


@pytest.fixture(scope="module")
def book(county, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "台账.xlsx"
    write_workbook(county.plan, county.evaluation, path)
    return CalamineWorkbook.from_path(path)


def table(book, sheet):
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    head = rows[1]
    return [dict(zip(head, row, strict=True)) for row in rows[2:]]


def test_sheets_and_their_titles(book, county):
    assert book.sheet_names == [
        "对账",
        "学校台账(前后)",
        "分年级班额(前后)",
        "分流表",
        "路程指标",
        "问题与依据",
        "参数",
        "说明",
    ]
    for name in book.sheet_names:
        title = book.get_sheet_by_name(name).to_python(skip_empty_area=False)[0][0]
        assert "内部资料" in title
        assert "示例数据：" in title


def test_every_pupil_is_in_the_diversion_table(book, county):
    rows, flows = table(book, "分流表"), county.evaluation.flows
    assert sum(row["人数"] for row in rows) == flows["pupils"].sum()
    moved = sum(row["人数"] for row in rows if row["是否换校"] == "是")
    assert moved == flows.loc[flows["moved"], "pupils"].sum()
    boarders = sum(row["人数"] for row in rows if row["方式 调整后"] == "寄宿")
    assert boarders == flows.loc[flows["boarding_after"], "pupils"].sum()


def test_times_and_lengths(book, county):
    for row, flow in zip(table(book, "分流表"), county.evaluation.flows.to_dict("records"), strict=True):
        assert row["单程（分） 调整后"] == pytest.approx(flow["seconds_after"] / 60)
        assert row["单程（km） 现状"] == pytest.approx(flow["metres_before"] / 1000)


def test_codes_stay_text_and_unknown_is_a_word(book):
    row = next(r for r in table(book, "学校台账(前后)") if r["学校"] == "龙宫小学")
    assert row["标识码"] == CLOSING
    assert row["床位 现状"] == "未填报"
    assert row["体育运动场馆（平方米） 现状"] == "未填报"
    assert row["专任教师 现状"] == 9
    assert row["调整方式"] == "撤销、并入中山小学"


def test_travel_figures(book, county):
    rows = table(book, "路程指标")
    for band, name in ((Band.G1_3, "1—3年级"), (Band.G4_6, "4—6年级")):
        row = next(r for r in rows if r["年级"] == name and r["方案"] == "本方案")
        summary = county.evaluation.travel[band]["after"]
        assert row["走读（人）"] == summary.pupils
        assert row["最长（分）"] == pytest.approx(summary.max_s / 60)
        assert row["超时（人）"] == (summary.over_limit_pupils if summary.limit_s else "未设标准")


def test_reconciliation_differences_by_name(book):
    rows = table(book, "对账")
    assert [r["差异"] for r in rows if r["对象"] == "中山小学三年级"] == [-1]
    assert next(r for r in rows if r["项目"] == "班数（个）")["事业统计"] == "未填报"


def test_a_name_that_looks_like_a_formula_stays_text(make_county, tmp_path):
    county = make_county(龙宫小学="=1+1", 西沟村="=HYPERLINK(1)")
    path = tmp_path / "x.xlsx"
    write_workbook(county.plan, county.evaluation, path)
    book = CalamineWorkbook.from_path(path)
    assert any(row["学校"] == "=1+1" for row in table(book, "学校台账(前后)"))
    assert any(row["居民点"] == "=HYPERLINK(1)" for row in table(book, "分流表"))


def test_forbidden_words_do_not_appear(book):
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            assert not any("撤并" in str(cell) or "最优" in str(cell) for cell in row)
