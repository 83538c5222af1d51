"""Workbook files of every kind: old, OpenDocument, far too large; reading them can be watched and stopped."""

import contextlib
import struct
import time
import zipfile

import pandas as pd
import pyogrio
import pytest
import xlsxwriter
from rawcounty import SETTLEMENT_HEADERS, SETTLEMENTS, find, write_csv, write_xlsx

from gis.errors import Cancelled, InputError
from gis.io import grids
from gis.io.compound import has_endless_chain
from gis.io.grids import read_grids
from gis.io.tables import read_table
from gis.schema import load_schema

PLACES, LEDGER = load_schema("settlements"), load_schema("schools")
BASE = ["学校标识码", "学校名称", "办学类型", "所属乡镇"]


def read(path, schema=PLACES):
    return read_table(path, schema, role="settlements")[0]


# ---- .xls


@pytest.fixture
def old_workbook(tmp_path):
    """A real .xls: two-row header, a merged township, an error, a code as number, a date."""
    xlwt = pytest.importorskip("xlwt", reason="no writer of .xls here")
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("台账")
    for column, text in enumerate([*BASE, "一年级", "", "建校年份"]):
        if text not in ("一年级", ""):
            page.write_merge(0, 1, column, column, text)
    page.write_merge(0, 0, 4, 5, "一年级")
    page.write(1, 4, "班数")
    page.write(1, 5, "在校生")
    rows = [[2141000001, "甲小学", 211, None, 1, 30], ["2141000002", "乙小学", "小学", None, 2, None]]
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row):
            if cell is not None:
                page.write(number, column, cell)
    page.write_merge(2, 3, 3, 3, "东乡")
    page.row(3).set_cell_error(5, 0x07)
    page.write(2, 6, pd.Timestamp(1958, 9, 1).to_pydatetime(), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    page.write(3, 6, 21429)
    book.save(str(tmp_path / "a.xls"))
    return tmp_path / "a.xls"


def test_an_old_workbook(old_workbook):
    table = read(old_workbook, LEDGER)
    assert table.frame["school_id"].tolist() == ["2141000001", "2141000002"]
    assert table.frame["township"].tolist() == ["东乡", "东乡"]
    assert table.frame["classes_g1"].tolist() == [1, 2]
    assert table.frame["pupils_g1"].tolist()[0] == 30
    assert table.frame["built_year"].tolist() == [1958, 1958]
    issue = find(table.issues, "cell_error")
    assert (issue.row, issue.column, issue.values["value"]) == (4, "一年级在校生", "#DIV/0!")


def test_a_damaged_old_workbook(old_workbook):
    data = old_workbook.read_bytes()
    for share in (0.3, 0.7):
        old_workbook.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(InputError) as caught:
            read(old_workbook, LEDGER)
        assert caught.value.code in ("file_damaged", "no_header_found")


# ---- .ods


def test_open_document_with_indented_cells(tmp_path):
    """GDAL indents them."""
    frame = pd.DataFrame(SETTLEMENTS, columns=SETTLEMENT_HEADERS)
    pyogrio.write_dataframe(frame, tmp_path / "村.ods", driver="ODS")
    with zipfile.ZipFile(tmp_path / "村.ods") as archive:
        assert b">\n" in archive.read("content.xml")
    table = read(tmp_path / "村.ods")
    assert table.frame["name"].tolist() == ["西沟村", "中村", "北村", "山顶村"]
    assert table.frame["lon"].tolist() == [row[3] for row in SETTLEMENTS]
    assert table.issues == ()


ODS = "urn:oasis:names:tc:opendocument:xmlns:"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def write_ods(path, cells):
    """Write a sheet whose rows are given as XML of cells."""
    spaces = " ".join(f'xmlns:{name}="{ODS}{name}:1.0"' for name in ("office", "table", "text"))
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    body = f'<office:body><office:spreadsheet><table:table table:name="村">{rows}</table:table>'
    content = (
        f'<office:document-content {spaces} xmlns:calcext="{CALC}">{body}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{ODS}manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return path


def ods_text(*texts):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return "".join(map(cell.format, texts))


def test_errors_and_open_formulas_of_open_document(tmp_path):
    failed = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    never = '<table:table-cell table:formula="of:=[.A1]"/>'
    rows = [ods_text(*SETTLEMENT_HEADERS), ods_text("410000100001", "西沟村", "东乡") + failed + never]
    table = read(write_ods(tmp_path / "a.ods", rows))
    told = [(issue.code, issue.row, issue.column) for issue in table.issues]
    assert told == [("cell_error", 2, "经度"), ("cell_formula_empty", 2, "纬度")]


# ---- size and damage


def test_a_cell_far_away_is_refused_before_memory_is_asked_for(tmp_path):
    """The cell reader would end the whole program."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("村")
        page.write_row(0, 0, SETTLEMENT_HEADERS)
        page.write_string(9_999, 16_383, "x")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.xlsx")
    assert (caught.value.code, caught.value.values["cell"]) == ("table_too_large", "XFD10000")


@pytest.mark.parametrize(("row", "column"), [(5, 4_000), (800, 701)])
def test_long_and_wide_sheets_are_read(tmp_path, row, column):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("村")
        for number, cells in enumerate([SETTLEMENT_HEADERS, *SETTLEMENTS]):
            page.write_row(number, 0, cells)
        page.write_string(row, column, "x")
    assert len(read(tmp_path / "a.xlsx").frame) == 4


def test_every_part_of_a_workbook_may_be_cut_off(tmp_path):
    """A sentence or the table, never another exception."""
    path = write_xlsx(tmp_path / "a.xlsx", [SETTLEMENT_HEADERS, *SETTLEMENTS])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        with zipfile.ZipFile(path, "w") as archive:
            for other, content in parts.items():
                archive.writestr(other, content[: len(content) // 2] if other == name else content)
        with contextlib.suppress(InputError):
            assert len(read(path).frame) == 4


# ---- progress


def test_reading_can_be_stopped_while_the_sheet_is_parsed(tmp_path, monkeypatch):
    path = write_xlsx(tmp_path / "a.xlsx", [SETTLEMENT_HEADERS, *SETTLEMENTS])

    class Slow:
        def __init__(self, book):
            self.sheets_metadata, self._book = book.sheets_metadata, book

        def get_sheet_by_name(self, name):
            time.sleep(0.4)
            return self._book.get_sheet_by_name(name)

    load = grids.load_workbook
    monkeypatch.setattr(grids, "load_workbook", lambda source: Slow(load(source)))
    calls = []

    def stop(fraction, step=""):
        calls.append(fraction)
        if len(calls) > 2:
            raise Cancelled

    start = time.perf_counter()
    with pytest.raises(Cancelled):
        read_grids(path, stop)
    assert time.perf_counter() - start < 0.3


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_progress_goes_forward_to_the_end(tmp_path, name):
    write = write_xlsx if name.endswith("xlsx") else write_csv
    path = write(tmp_path / name, [SETTLEMENT_HEADERS, *SETTLEMENTS])
    told = []
    read_table(path, PLACES, role="settlements", progress=lambda fraction, step="": told.append(fraction))
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.9 < told[-1] <= 1


def test_a_circle_of_sectors_is_damage_and_ends(tmp_path):
    """The cell reader would follow it until the memory is full, and end the whole program."""
    xlwt = pytest.importorskip("xlwt", reason="no writer of .xls here")
    book = xlwt.Workbook()
    page = book.add_sheet("a")
    for row in range(300):
        page.write(row, 0, f"{row}")
    book.save(str(tmp_path / "a.xls"))
    data = bytearray((tmp_path / "a.xls").read_bytes())
    assert not has_endless_chain(bytes(data))
    (table,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, (table + 1) * 512 + 4 * 3, 0)  # after sector 3 comes the first one again
    assert has_endless_chain(bytes(data))
    (tmp_path / "b.xls").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "b.xls")
    assert caught.value.code == "file_damaged"
