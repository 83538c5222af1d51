"""The yearly statistics of a school (教育事业统计报表, one workbook each) as rows of the school ledger.

Where a figure stands is data (``resources/schemas/yearly/<first school year>.toml``). It is found by the
texts of its row and column; the cell where the template of that year has it only decides between equal texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.io.cells import shown
from gis.io.grids import Grid, read_grids
from gis.io.issuelog import IssueLog
from gis.io.ledger import SHARED_COLUMNS, WHOLE_SITE
from gis.io.yearlysheets import Reading, Sheet, read_sheet
from gis.model import Issue
from gis.resources import load_toml, resource_path
from gis.schema import load_schema, normalise

_SHEET_CODE = re.compile(r"教?基\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(20\d\d)(?:[-\u2010-\u2015~至]20\d\d)?学年")
_TITLE_ROWS = 4
_COMBINED = ("312", "341", "345")
_LAST_JUNIOR_GRADE = 9


@dataclass(frozen=True)
class YearlyRows:
    """Rows for the school ledger, and what could not be found.

    Attributes
    ----------
    rows
        One per school, of a combined school one per division; column of ``schools.csv`` → value. Columns that
        the statistics do not have (positions, places, rooms …) are not there.
    issues
        Cells that were not found or not understood.
    """

    rows: tuple[Mapping[str, Any], ...]
    issues: tuple[Issue, ...]


def read_yearly(paths: Iterable[Path]) -> YearlyRows:
    """Read the workbooks of several schools.

    Parameters
    ----------
    paths
        Workbooks with the sheets 教基1001 …, each about one school.

    Raises
    ------
    InputError
        A fault of a whole file; yearly_unknown: it has no sheet 基本情况 of a known template.
    """
    rows: list[Mapping[str, Any]] = []
    issues: list[Issue] = []
    for path in paths:
        found, log = _read_workbook(path)
        rows += found
        issues += log.issues
    return YearlyRows(tuple(rows), tuple(issues))


def _read_workbook(path: Path) -> tuple[list[dict[str, Any]], IssueLog]:
    log = IssueLog(path.name)
    grids = [(grid, [[shown(cell) for cell in row] for row in grid.rows]) for grid in read_grids(path)]
    template = _template(grids)
    sheets = [Sheet(grid, texts, part) for grid, texts in grids if (part := _part(template, grid, texts))]
    reading = Reading(log)
    for sheet in sheets:
        read_sheet(sheet, reading)
    log.sheet = ""
    if not {"school_id", "name"} & set(reading.site):
        raise InputError("yearly_unknown", file=path.name)
    forms = [part for part in template["sheets"] if part["kind"] == "form"]
    return _rows(reading, frozenset(name for part in forms for name in part["columns"])), log


def _template(grids: Sequence[tuple[Grid, list[list[str]]]]) -> Mapping[str, Any]:
    """Return the newest template that is not younger than the workbook; the newest of all without a year."""
    files = sorted(path.name for path in resource_path("schemas", "yearly").glob("*.toml"))
    head = "".join(normalise("".join(row)) for _, texts in grids for row in texts[:_TITLE_ROWS])
    year = _YEAR.search(head)
    fitting = [name for name in files if year is None or int(name[:4]) <= int(year[1])]
    return load_toml("schemas", "yearly", (fitting or files[:1])[-1])


def _part(template: Mapping[str, Any], grid: Grid, texts: list[list[str]]) -> Mapping[str, Any] | None:
    """Return the part of the template that a sheet fits: by its table number, else by its title."""
    head = normalise(grid.sheet + "".join("".join(row) for row in texts[:_TITLE_ROWS]))
    number = _SHEET_CODE.search(head)
    for part in template["sheets"]:
        if part["code"] and number is not None and number[1] == part["code"]:
            return dict(part)
    for part in template["sheets"]:
        if not (part["code"] and number) and any(normalise(title) in head for title in part["title"]):
            return dict(part)
    return None


# ---- rows of the ledger


def _rows(reading: Reading, form: frozenset[str]) -> list[dict[str, Any]]:
    """Return the school's rows; of a combined school's site the first has what all divisions share."""
    divisions = {stage: _by_grade(found) for stage, found in reading.divisions.items()}
    with_pupils = {stage: found for stage, found in divisions.items() if _has_pupils(found)}
    is_combined = reading.site.get("type_code") in _COMBINED
    identity = {name: value for name, value in reading.site.items() if name in form}
    if not is_combined:
        figures: dict[str, Any] = {}
        for found in (with_pupils or divisions).values():
            figures |= found
        return [{**figures, **reading.site}]
    shared = {name: value for name, value in reading.site.items() if name in SHARED_COLUMNS}
    left_out = sorted(set(reading.site) - set(identity) - set(shared))
    if left_out and len(with_pupils) > 1:
        titles = "、".join(load_schema("schools")[name].title for name in left_out)
        reading.log.note("info", "yearly_site_figures", name=identity.get("name", ""), columns=titles)
    scope = {"resource_scope": WHOLE_SITE} if shared else {}
    parts = (with_pupils or {"": {}}).items()
    rows = [{**identity, **scope, **found, "division": stage} for stage, found in parts]
    return [{**shared, **rows[0]}, *rows[1:]]


def _has_pupils(found: Mapping[str, Any]) -> bool:
    return any(value for name, value in found.items() if name.startswith("pupils_g") or name == "enrolment")


def _by_grade(found: Mapping[str, Any]) -> dict[str, Any]:
    """Name the junior years by grade: with a fourth year in use they begin with grade 6."""
    has_four = any(found.get(f"junior_{kind}_4") for kind in ("pupils", "classes"))
    first = _LAST_JUNIOR_GRADE - (3 if has_four else 2)
    named = {}
    for name, value in found.items():
        match = re.fullmatch(r"junior_(pupils|classes)_(\d)", name)
        if match is None:
            named[name] = value
        elif has_four or match[2] != "4":
            named[f"{match[1]}_g{first + int(match[2]) - 1}"] = value
    return named
