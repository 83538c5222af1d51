"""Tables as they come: titles above, totals below, any encoding, wrong files."""

import os
import stat
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from rawcounty import (
    SCHOOL_HEADERS,
    SCHOOLS,
    SETTLEMENT_HEADERS,
    SETTLEMENTS,
    TITLE,
    codes,
    find,
    write_csv,
    write_xlsx,
)

from gis.errors import InputError
from gis.io import files
from gis.io.grids import decode
from gis.io.tables import read_table
from gis.schema import load_schema

PLACES = load_schema("settlements")
LEDGER = load_schema("schools")


def read(path, schema=PLACES):
    return read_table(path, schema, role="settlements")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_any_encoding_and_delimiter(tmp_path, encoding, delimiter):
    rows = [SETTLEMENT_HEADERS, *SETTLEMENTS]
    table = read(write_csv(tmp_path / "村.csv", rows, encoding=encoding, delimiter=delimiter))
    assert table.frame["name"].tolist() == ["西沟村", "中村", "北村", "山顶村"]
    assert table.frame["settlement_id"].iloc[0] == "410000100001"
    assert table.frame.index.tolist() == [2, 3, 4, 5]
    assert table.issues == ()
    assert table.source.rows == 4
    assert table.source.size_bytes == (tmp_path / "村.csv").stat().st_size


def test_titles_blank_rows_totals_and_notes(tmp_path):
    rows = [
        ["某县居民点"], ["2022—2023学年"], [],
        SETTLEMENT_HEADERS, SETTLEMENTS[0], ["", "", ""], SETTLEMENTS[1],
        ["", "合 计", "", 2], ["填表人:张三 13800000000"],
    ]  # fmt: skip
    table = read(write_csv(tmp_path / "a.csv", rows))
    assert table.frame.index.tolist() == [5, 7], "rows as the spreadsheet numbers them"
    assert table.preamble == ("某县居民点", "2022—2023学年")
    assert codes(table.issues) == ["total_row_skipped", "note_row_skipped"]
    assert find(table.issues, "total_row_skipped").row == 8
    assert "张三" not in repr(table.issues)


def test_the_sheet_with_the_headers_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write_row(0, 0, ["名称", "请填写"])
        page = book.add_worksheet("数据")
        for number, row in enumerate([SETTLEMENT_HEADERS, *SETTLEMENTS]):
            page.write_row(number + 2, 1, row)
    table = read(path)
    assert (table.sheet, len(table.frame), table.frame.index[0]) == ("数据", 4, 4)


def test_two_row_header_with_merged_groups(tmp_path):
    """一年级 stands over 班数 and 在校生."""
    upper = ["学校标识码", "学校名称", "办学类型", "所属乡镇", "一年级", "", "二年级", ""]
    lower = ["", "", "", "", "班数", "在校生", "班数", "在校生"]
    rows = [upper, lower, ["2141000001", "甲小学", 211, "东乡", 1, 20, 2, 50]]
    table = read(write_xlsx(tmp_path / "a.xlsx", rows), LEDGER)
    row = table.frame.loc[4]
    assert [row[f"{kind}_g{grade}"] for grade in (1, 2) for kind in ("classes", "pupils")] == [1, 20, 2, 50]
    assert table.preamble == (TITLE,)


def test_numbers_booleans_and_codes_from_a_workbook(tmp_path):
    table = read(write_xlsx(tmp_path / "a.xlsx", [SCHOOL_HEADERS, *SCHOOLS]), LEDGER)
    first = table.frame.loc[3]
    assert first["school_id"] == "2141000001"
    assert first["type_code"] == "211"
    assert first["is_central"]
    assert first["floor_area_m2"] == 1200
    assert first["beds"] != first["beds"], "no column: unknown, not 0"
    assert table.issues == ()


def test_personal_columns_are_dropped_at_the_door(tmp_path):
    headers = [*SETTLEMENT_HEADERS, "村支书姓名", "联系电话"]
    rows = [headers, [*SETTLEMENTS[0], "张三", "13800000000"]]
    table = read(write_csv(tmp_path / "a.csv", rows))
    issue = find(table.issues, "personal_columns_dropped")
    assert "联系电话" in str(issue.describe())
    assert "张三" not in repr(table)
    assert "13800000000" not in repr(table)


def test_a_row_without_a_required_value_is_left_out_and_the_others_come_in(tmp_path):
    rows = [SETTLEMENT_HEADERS, *SETTLEMENTS, ["410000100009", "", "东乡", 114.05, 35.99]]
    table = read(write_csv(tmp_path / "a.csv", rows))
    assert len(table.frame) == 4
    issue = find(table.issues, "required_value_missing")
    assert (issue.severity, issue.row, issue.column, issue.file) == ("error", 6, "居民点名称", "a.csv")
    assert "410000100009" in str(issue.describe())


def test_a_bad_optional_cell_becomes_unknown_with_an_issue(tmp_path):
    rows = [SETTLEMENT_HEADERS, [*SETTLEMENTS[0][:3], "东经一一四度", 35.99]]
    table = read(write_csv(tmp_path / "a.csv", rows))
    assert table.frame["lon"].isna().all()
    assert find(table.issues, "cell_not_number").column == "经度"


def test_a_default_is_never_silent(tmp_path):
    headers = [header for header in SCHOOL_HEADERS if header != "举办者"]
    row = [cell for header, cell in zip(SCHOOL_HEADERS, SCHOOLS[0], strict=True) if header != "举办者"]
    row[headers.index("是否中心校")] = "可能"
    table = read(write_xlsx(tmp_path / "a.xlsx", [headers, row]), LEDGER)
    assert find(table.issues, "column_default_used").values["used"] == "公办"
    assert find(table.issues, "cell_default_used").values == {"value": "可能", "used": "否"}


def test_headers_that_fit_no_column_are_listed(tmp_path):
    """A misspelt header must not make a column unknown without a word."""
    rows = [[*SETTLEMENT_HEADERS, "核定学位个数"], [*SETTLEMENTS[0], 300]]
    table = read(write_csv(tmp_path / "a.csv", rows))
    assert find(table.issues, "headers_not_used").values["columns"] == "核定学位个数"


def test_subtotals_inside_the_table(tmp_path):
    rows = [SETTLEMENT_HEADERS, SETTLEMENTS[0], ["", "小计", "东乡"], SETTLEMENTS[1]]
    table = read(write_csv(tmp_path / "a.csv", rows))
    assert codes(table.issues) == ["total_row_skipped"]
    assert len(table.frame) == 2


def test_open_document_spreadsheet(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{ODF}manifest:1.0"/>')
        archive.writestr("content.xml", ods_content("村", [SETTLEMENT_HEADERS, *SETTLEMENTS]))
    table = read(tmp_path / "a.ods")
    assert (table.sheet, len(table.frame)) == ("村", 4)
    assert table.frame["lon"].iloc[0] == 114.02


ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def ods_content(sheet, rows):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "table", "text"))
    return (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="{sheet}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def test_a_repeated_header_is_told(tmp_path):
    rows = [[*SETTLEMENT_HEADERS, "村名"], [*SETTLEMENTS[0], "旧村名"]]
    table = read(write_csv(tmp_path / "a.csv", rows))
    assert table.frame["name"].tolist() == ["西沟村"]
    assert find(table.issues, "header_repeated").severity == "warning"


# ---- whole-file faults: one sentence that names the file and the way out


def fault(path, schema=PLACES):
    with pytest.raises(InputError) as caught:
        read(path, schema)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "请" in sentence or "应当" in sentence
    return caught.value.code


def test_missing(tmp_path):
    assert fault(tmp_path / "没有.csv") == "file_missing"


def test_folder(tmp_path):
    (tmp_path / "村.csv").mkdir()
    assert fault(tmp_path / "村.csv") == "file_is_folder"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_empty(tmp_path, name):
    (tmp_path / name).touch()
    assert fault(tmp_path / name) == "file_empty"


def test_locked(tmp_path, monkeypatch):
    """Windows refuses to open what Excel holds; here the system call is made to refuse."""
    path = write_csv(tmp_path / "a.csv", [SETTLEMENT_HEADERS, *SETTLEMENTS])

    def refuse(*_, **__):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(files.Path, "open", refuse)
    assert fault(path) == "file_locked"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_without_permission(tmp_path):
    path = write_csv(tmp_path / "a.csv", [SETTLEMENT_HEADERS, *SETTLEMENTS])
    path.chmod(stat.S_IWUSR)
    assert fault(path) == "file_locked"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_truncated_workbook(tmp_path, share):
    path = write_xlsx(tmp_path / "a.xlsx", [SETTLEMENT_HEADERS, *SETTLEMENTS])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert fault(path) == "file_damaged"


def test_truncated_old_workbook(tmp_path):
    (tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert fault(tmp_path / "a.xls") == "file_damaged"


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.docx"])
def test_wrong_format(tmp_path, name):
    (tmp_path / name).write_bytes(b"<html>")
    assert fault(tmp_path / name) == "table_wrong_format"


def test_another_kind_of_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "x")
    assert fault(tmp_path / "a.xlsx") == "file_damaged"


def test_binary_as_csv(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 40)
    assert fault(tmp_path / "a.csv") in ("encoding_unknown", "no_header_found")


def test_no_header(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["甲", "乙"], [1, 2]])
    assert fault(path) == "no_header_found"


def test_missing_column_names_it_and_what_was_seen(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["村名", "所属乡镇", "手机"], ["西沟村", "东乡", "138"]])
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "required_column_missing"
    assert caught.value.values == {"file": "a.csv", "columns": "居民点代码", "seen": "村名、所属乡镇"}


def test_real_files_that_are_no_ledger(shared_data):
    """A ministry's workbook of nine sheets, and a list of schools in GB18030 without codes."""
    assert fault(shared_data / "messy" / "ni_primary_schools_2023_24.xlsx", LEDGER) == "no_header_found"
    with pytest.raises(InputError) as caught:
        read(shared_data / "messy" / "小学_gbk.csv", LEDGER)
    assert caught.value.values["columns"] == "学校标识码、办学类型代码、所属乡镇"


def test_a_real_csv_of_a_thousand_schools(shared_data):
    schema = LEDGER.with_optional("school_id", "type_code", "township")
    frame = read(shared_data / "messy" / "小学_gbk.csv", schema).frame
    assert len(frame) == 931
    assert frame["name"].iloc[0] == "蓬莱路第二小学"
    assert frame["lon"].between(120, 122).all()


def test_header_without_rows(tmp_path):
    assert fault(write_csv(tmp_path / "a.csv", [SETTLEMENT_HEADERS])) == "no_rows"


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=60))
def test_chinese_text_comes_back_from_every_encoding(text):
    line = f"名称,代码\n{text},1\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        if encoding == "gb18030" and _is_utf8(line.encode(encoding)):
            continue  # bytes that are both cannot be told apart
        assert decode(line.encode(encoding), "a.csv").lstrip("\ufeff") == line


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
