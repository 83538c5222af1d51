"""The workbook: the ledger before and after, who goes where, and every figure behind the documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.report.roadchanges import season_line
from gis.report.schools import scenario_name
from gis.report.sheets import CLASSIFICATION, workbook_sheets
from gis.report.tables import Column, Sheet
from gis.report.words import full_width, is_known

FONT, FONT_SIZE, TITLE_SIZE = "微软雅黑", 10, 13
A4 = 9  # Excel's number of the paper
LONGEST_HEADER = 200  # Excel refuses page headers beyond 255 signs
WIDE_TABLE = 6  # columns; beyond it the first two stay in sight
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(
    plan: Plan,
    evaluation: Evaluation,
    path: Path,
    *,
    sheets: Sequence[Sheet] | None = None,
    classification: str = CLASSIFICATION,
    about: str = "",
) -> None:
    """Write the workbook of one evaluation.

    Cells that start like a formula stay text; codes stay text; missing numbers are words, never 0.

    Parameters
    ----------
    sheets
        Its tables; default: all of the internal version.
    classification
        Who may read it; printed on every sheet.
    about
        What its tables are about; default: the evaluation's scenario.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    tables = workbook_sheets(plan, evaluation) if sheets is None else sheets
    words = about or scenario_name(evaluation), season_line(plan, evaluation)
    cover = Cover(
        unit=evaluation.unit_name,
        title="学校台账与分流表",
        words=words,
        school_year=evaluation.school_year,
        mark=plan.meta.mark,
        classification=classification,
    )
    write_sheets(path, tables, cover)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands at the head of every sheet: the unit, ``words`` about the tables, who may read them."""

    unit: str
    title: str
    words: tuple[str, ...]
    school_year: int
    mark: str
    classification: str = CLASSIFICATION


def write_sheets(path: Path, sheets: Sequence[Sheet], cover: Cover) -> None:
    """Write tables as a workbook.

    Parameters
    ----------
    sheets
        One table each.
    cover
        The title of the book and the head of its sheets.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(str(path), OPTIONS) as book:
            _fill(book, sheets, cover)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _fill(book: Any, sheets: Sequence[Sheet], cover: Cover) -> None:
    mark = full_width(cover.mark)
    book.set_properties(
        {
            "title": f"{cover.unit}{cover.title}",
            "author": cover.unit,
            "comments": cover.classification,
            "created": datetime(cover.school_year, 9, 1),
        }
    )
    formats = _formats(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        words = (f"{cover.unit} {sheet.name}", *cover.words, cover.classification, mark)
        page.write_string(0, 0, "　".join(w for w in words if w), formats["title"])
        _write_table(page, sheet, formats)
        _set_up_print(page, mark, cover.classification)


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": FONT, "font_size": FONT_SIZE}
    base = {**font, "valign": "vcenter", "border": 1, "border_color": "#C3C8D0"}
    head = {"bold": True, "bg_color": "#E9ECF1", "text_wrap": True, "align": "center"}
    return {
        "text": book.add_format({**base, "num_format": "@", "text_wrap": True}),
        "count": book.add_format({**base, "num_format": "#,##0"}),
        "decimal": book.add_format({**base, "num_format": "#,##0.0"}),
        "figure": book.add_format({**base, "num_format": "#,##0.00##"}),
        "missing": book.add_format({**base, "font_color": "#566273", "align": "right"}),
        "head": book.add_format({**base, **head}),
        "title": book.add_format({**font, "font_size": TITLE_SIZE, "bold": True}),
    }


def _write_table(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for k, column in enumerate(sheet.columns):
        page.set_column(k, k, column.width)
        page.write_string(1, k, column.title, formats["head"])
    last = 1
    for last, row in enumerate(sheet.rows, start=2):
        for k, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, last, k, column, value, formats)
    page.freeze_panes(2, 2 if len(sheet.columns) > WIDE_TABLE else 0)
    if last > 1:
        page.autofilter(1, 0, last, len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, k: int, column: Column, value: Any, formats: dict[str, Any]) -> None:
    if column.kind == "text":
        page.write_string(row, k, str(value) if is_known(value) else "", formats["text"])
    elif isinstance(value, str):
        page.write_string(row, k, value, formats["missing"])
    elif is_known(value):
        page.write_number(row, k, float(value), formats[column.kind])
    else:
        page.write_string(row, k, column.missing, formats["missing"])


def _set_up_print(page: Any, mark: str, classification: str) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    header = (mark or classification)[:LONGEST_HEADER].replace("&", "&&")
    page.set_header(f"&C&8{header}")
    page.set_footer(f"&L&8{classification}&R&8第 &P 页，共 &N 页")
