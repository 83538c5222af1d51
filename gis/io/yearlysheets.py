"""Finding the figures on the sheets of a school's yearly statistics, by the texts of row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gis.io.cells import CellFault, is_blank, parse_cell, shown
from gis.io.grids import Grid
from gis.io.issuelog import IssueLog
from gis.schema import load_schema, normalise

_ANCHOR = re.compile(r"([A-Z]+)(\d+)")
_TOWNSHIP = re.compile(r"(?:省|市|县|区|州|旗|^)([^省市县区州旗]{1,12}?(?:街道办事处|街道|民族乡|乡|镇))")
_NUMBERING = re.compile(r"^(?:[#*]|\(?[\d一二三四五六七八九十]+[、.)]|其中[:]?)+")
Place = tuple[int, int]
_UNIT = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook, its cells as texts, and its part of the template."""

    grid: Grid
    texts: list[list[str]]
    template: Mapping[str, Any]


@dataclass
class Reading:
    """What is known of a school while its sheets are read: figures of the site, and of each division."""

    log: IssueLog
    site: dict[str, Any] = field(default_factory=dict)
    divisions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, stage: str, column: str, value: Any, *, add: bool = False) -> None:
        """Keep a value for a division, or ("") for the whole site; ``add``: to what is there."""
        kept = self.divisions.setdefault(stage, {}) if stage else self.site
        kept[column] = kept[column] + value if add and column in kept else value

    def drop(self, stage: str, column: str) -> None:
        """Forget a value."""
        (self.divisions.get(stage, {}) if stage else self.site).pop(column, None)


def read_sheet(sheet: Sheet, reading: Reading) -> None:
    """Take from a sheet what its part of the template names."""
    reading.log.sheet = sheet.grid.sheet
    if sheet.template["kind"] == "form":
        _read_form(sheet, reading)
    else:
        _read_cells(sheet, reading)


# ---- finding


def _key(text: str) -> str:
    """Return a label without its numbering, its mark of a part (#, 其中) and its bracketed unit."""
    plain = _NUMBERING.sub("", normalise(text))
    return _UNIT.sub("", plain) or plain


def _find(texts: list[list[str]], labels: Iterable[str], near: Place | None) -> Place | None:
    """Return the cell with one of some texts; of several the one nearest to where the template has it."""
    wanted = {form for label in labels for form in (normalise(label), _key(label))}
    found = [
        (row, column)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if text and (normalise(text) in wanted or _key(text) in wanted)
    ]
    if near is None or not found:
        return found[0] if found else None
    return min(found, key=lambda at: (abs(at[0] - near[0]) + abs(at[1] - near[1]), at))


def _anchor(text: str) -> Place:
    """Return the row and column (from 0) of ``D7``."""
    match = _ANCHOR.fullmatch(text)
    assert match is not None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


# ---- the form 基本情况


def _read_form(sheet: Sheet, reading: Reading) -> None:
    schema = load_schema("schools")
    for name in sheet.template["columns"]:
        column = schema[name]
        at = _find(sheet.texts, (column.title, *column.aliases), None)
        cell = _beside(sheet, at) if at is not None else None
        if cell is None:
            continue
        value = _parsed(cell, name, at, reading.log)
        if value is not None:
            reading.put("", name, value)
    if not reading.site.get("township"):
        at = _find(sheet.texts, sheet.template["address"], None)
        township = _TOWNSHIP.search(normalise(_beside(sheet, at) or "")) if at is not None else None
        if township:
            reading.put("", "township", township[1])


def _beside(sheet: Sheet, at: Place) -> Any:
    """Return the content to the right of a label, None if there is none before the next label."""
    row, column = at
    labels = _form_labels()
    for position in range(column + 1, len(sheet.texts[row])):
        text = sheet.texts[row][position]
        if text:
            return None if normalise(text) in labels else sheet.grid.rows[row][position]
    return None


def _form_labels() -> set[str]:
    return {normalise(alias) for column in load_schema("schools").columns for alias in column.aliases}


# ---- tables of figures


def _read_cells(sheet: Sheet, reading: Reading) -> None:
    first, stage = _first_figure_column(sheet), sheet.template["stage"]
    incomplete: set[str] = set()
    for spec in sheet.template["cells"]:
        near = _anchor(spec["anchor"])
        row = _find([line[:first] for line in sheet.texts], spec["row"], (near[0], 0))
        head = _find(sheet.texts[: row[0]], spec["header"], (0, near[1])) if row is not None else None
        if row is None or (spec["header"] and head is None):
            label = "×".join((spec["row"][0], *spec["header"][:1]))
            reading.log.note("info", "yearly_cell_missing", label=label, anchor=spec["anchor"])
            incomplete |= {spec["column"]} if spec.get("add") else set()
            continue
        column = head[1] if head is not None else first
        line = sheet.grid.rows[row[0]]
        cell = line[column] if column < len(line) else None
        value = _parsed(cell, spec["column"], (row[0], column), reading.log)
        if value is not None:
            value = _in_unit(value, spec, sheet.texts[row[0]])
            reading.put(stage, spec["column"], value, add=spec.get("add", False))
    for name in incomplete:                             # a sum without one of its parts is none
        reading.drop(stage, name)


def _in_unit(value: Any, spec: Mapping[str, Any], line: Sequence[str]) -> Any:
    """Return a figure in the ledger's unit; a unit written in the row itself goes before the template's."""
    if "factor" not in spec:
        return value
    unit = load_schema("schools")[spec["column"]].unit
    is_plain = any(normalise(text) == unit or normalise(text).endswith(f"({unit})") for text in line)
    return value if is_plain else value * spec["factor"]


def _first_figure_column(sheet: Sheet) -> int:
    """Return the column of figures: below the mark 1 of the marks 甲 乙 1 2 …, else the third."""
    for line in sheet.texts:
        keys = [normalise(text) for text in line]
        if "甲" in keys and "1" in keys:
            return keys.index("1")
    return 2


def _parsed(cell: Any, name: str, at: Place | None, log: IssueLog) -> Any:
    """Return a cell's value for a column of the ledger, None if it is blank or cannot be understood."""
    if is_blank(cell):
        return None
    schema = load_schema("schools")
    stands_for = re.sub(r"^junior_(pupils|classes)_.*", r"\1_g9", name)
    column = schema[stands_for]
    for text in (cell, *re.split(r"[ :：\-—]+", shown(cell))) if column.kind == "choice" else (cell,):
        try:
            return parse_cell(text, column)
        except CellFault as fault:
            told = fault
    row = None if at is None else at[0] + 1
    log.note("warning", told.code, row=row, column=column.title, **told.values)
    return None
