"""The door of a roster: what a sheet says of each pupil, with nothing about a person in it.

Faults are noted by row and column, never by content; a place is named only where it can be no person's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from gis.io.cells import CellFault, is_blank, parse_cell, shown
from gis.io.classnames import entry_year, grade_of, intake_of, is_beyond_compulsory
from gis.io.directory import Directory
from gis.io.issuelog import IssueLog
from gis.io.rosterheaders import Roster, personal_values
from gis.planning.county import SPECIAL_GROUPS
from gis.resources import load_toml
from gis.schema import is_outside, load_schema, normalise, reading_words

OUTSIDE = "outside"
ABSENT, TAUGHT_AT_HOME = "空挂", "送教上门"
BOARDS, YES = "住校", "是"
METRES_PER_KM = 1000.0


class Door:
    """Counts one sheet; notes faults by row and column, never by content."""

    def __init__(self, roster: Roster, directory: Directory, log: IssueLog) -> None:
        self._roster, self._directory, self._log = roster, directory, log
        self._schema = load_schema("roster")
        self._personal = personal_values(roster)
        self._first = roster.row + 2
        rows = roster.grid.rows[roster.row + 1 :]
        self._kept = [k for k, row in enumerate(rows) if self._is_pupil(row)]
        self._rows = [rows[k] for k in self._kept]

    def _is_pupil(self, row: Sequence[Any]) -> bool:
        """Leave out blank rows, totals and the signatures below: a pupil has a home, grade or school."""
        cells = [row[at] for at in self._roster.columns.values() if at < len(row)]
        filled = [cell for cell in cells if not is_blank(cell)]
        return len(filled) > 1 and not any(normalise(c) in reading_words("totals") for c in filled)

    def count(self) -> pd.DataFrame:
        """Return one row per pupil that counts, without anything personal."""
        self._tell_columns()
        status = self._choice("status")
        grade, entered, beyond = self._grades()
        absent = status == ABSENT
        frame = pd.DataFrame(
            {
                "row": [k + self._first for k in self._kept],
                "grade": grade,
                "entry_year": entered,
                "school_id": self._schools(),
                "settlement_id": self._homes(),
                "division": self._choice("division"),
                "boarding": self._boarding(),
                **{name: (self._choice(name) == YES).astype("int64") for name in SPECIAL_GROUPS},
                "mode": self._choice("mode").mask(self._choice("by_bus", quiet=True) == YES, "school_bus"),
                "distance_km": self._distances(),
            }
        )
        at_home = (status == TAUGHT_AT_HOME) & ~beyond
        frame.loc[at_home, "settlement_id"] = OUTSIDE
        about = {
            "roster_taught_at_home": at_home,
            "roster_absent": absent,
            "roster_not_compulsory": beyond & ~absent,
        }
        for code, which in about.items():
            if which.any():
                self._log.note("info", code, pupils=int(which.sum()), row=frame["row"][which].iloc[0])
        return self._complete(frame[~absent & ~beyond])

    def _boarding(self) -> pd.Series[Any]:
        boards = (self._choice("boarding") == BOARDS) | (self._choice("is_boarding") == YES)
        return boards.map({True: BOARDS, False: "走读"})

    def _complete(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Leave out the pupils of unknown schools, which are told, and those that no grade can be had for."""
        if {"school_id", "school"} & set(self._roster.columns):
            frame = frame[frame["school_id"] != ""]
        unknown = frame["grade"].isna() & frame["entry_year"].isna()
        if unknown.any():
            self._log.note(
                "error", "roster_grade_unknown", row=frame["row"][unknown].iloc[0], pupils=int(unknown.sum()),
                rows=_some(frame["row"][unknown]),
            )  # fmt: skip
        return frame[~unknown]

    def _tell_columns(self) -> None:
        used = "、".join(self._schema[name].title for name in self._roster.columns)
        dropped = sum(1 for header in self._roster.headers if header) - len(self._roster.columns)
        self._log.note("info", "roster_counted", pupils=len(self._rows), columns=used, dropped=dropped)
        if "boarding" not in self._roster.columns and "is_boarding" not in self._roster.columns:
            self._log.note("warning", "roster_without_boarding")

    def _cells(self, name: str) -> list[Any]:
        at = self._roster.columns.get(name)
        if at is None:
            return [None] * len(self._rows)
        return [row[at] if at < len(row) else None for row in self._rows]

    def _understood(
        self, name: str, understand: Callable[[Any], Any], *, quiet: bool = False
    ) -> pd.Series[Any]:
        """Understand each distinct cell of a column once; what cannot be is None and counted."""
        known: dict[tuple[type, Any], Any] = {}
        faults: list[int] = []
        values = []
        for k, cell in enumerate(self._cells(name)):
            key = (type(cell), cell)
            if key not in known:
                known[key] = (None, False) if is_blank(cell) else _tried(understand, cell)
            value, is_fault = known[key]
            if is_fault:
                faults.append(self._kept[k] + self._first)
            values.append(value)
        if faults and not quiet:
            title = self._schema[name].title
            self._log.note(
                "warning", "roster_cells_unknown", row=faults[0], column=title, cells=len(faults),
                column_title=title, rows=_some(faults),
            )  # fmt: skip
        return pd.Series(values, dtype="object")

    def _choice(self, name: str, *, quiet: bool = False) -> pd.Series[Any]:
        column = self._schema[name]
        return (
            self._understood(name, lambda cell: parse_cell(cell, column), quiet=quiet)
            .fillna("")
            .astype("str")
        )

    def _grades(self) -> tuple[pd.Series[Any], pd.Series[Any], pd.Series[Any]]:
        """Return grade and year of entry (NaN unknown), and who is not in grades 1-9."""
        stated = self._understood("grade", _stated_grade)
        classes = self._understood("class_name", _class_grade, quiet=True)
        entered = self._understood("entry_year", entry_year)
        grades, years, beyond = [], [], []
        for by_grade, by_class, by_year in zip(stated, classes, entered, strict=True):
            grade, year, is_beyond = by_grade or by_class or (None, None, False)
            if by_grade and grade is None and year is None and not is_beyond and by_class:
                grade, year, is_beyond = by_class
            grades.append(grade)
            years.append(None if grade else year or by_year)
            beyond.append(is_beyond)
        return (
            pd.Series(grades, dtype="float64"),
            pd.Series(years, dtype="float64"),
            pd.Series(beyond, dtype="bool"),
        )

    def _homes(self) -> pd.Series[Any]:
        def home(code: Any, name: Any, township: Any) -> str | None:
            if is_outside(shown(code)) or is_outside(shown(name)):
                return OUTSIDE
            return self._directory.settlement(shown(code), shown(name), shown(township))

        cells = zip(
            self._cells("settlement_id"), self._cells("settlement"), self._cells("township"), strict=True
        )
        return self._found(cells, home, "roster_home_unknown", OUTSIDE)

    def _schools(self) -> pd.Series[Any]:
        if not {"school_id", "school"} & set(self._roster.columns):
            return pd.Series([""] * len(self._rows), dtype="object")

        def school(code: Any, name: Any) -> str | None:
            return self._directory.school(shown(code), shown(name))

        cells = zip(self._cells("school_id"), self._cells("school"), strict=True)
        return self._found(cells, school, "roster_school_unknown", "")

    def _found(
        self, cells: Iterator[tuple[Any, ...]], find: Callable[..., str | None], code: str, otherwise: str
    ) -> pd.Series[Any]:
        """Look up each distinct place once; list the unknown ones, by name only where that is safe."""
        known: dict[tuple[Any, ...], str | None] = {}
        unknown: dict[str, list[int]] = {}
        values = []
        for k, group in enumerate(cells):
            if group not in known:
                known[group] = find(*group)
            value = known[group]
            if value is None:
                named = next(
                    (t for t in map(shown, group) if self._directory.may_quote(t, self._personal)), ""
                )
                unknown.setdefault(named, []).append(self._kept[k] + self._first)
            values.append(otherwise if value is None else value)
        for named, rows in unknown.items():
            quoted = f"“{named}”" if named else "（内容不引用）"
            self._log.note("error", code, row=rows[0], rows=_some(rows), named=quoted, pupils=len(rows))
        return pd.Series(values, dtype="object")

    def _distances(self) -> pd.Series[Any]:
        column = self._schema["distance_km"]
        at = self._roster.columns.get("distance_km")
        header = normalise(self._roster.headers[at]) if at is not None else ""
        in_metres = "米" in header and "千米" not in header and "公里" not in header
        largest = float(load_toml("schemas", "reading.toml")["roster"]["longest_believable_km"])

        def kilometres(cell: Any) -> float:
            value = parse_cell(cell, column)
            value = value / METRES_PER_KM if in_metres else value
            if value > largest:
                raise CellFault("cell_not_number")
            return float(value)

        return self._understood("distance_km", kilometres).astype("float64")


def _tried(understand: Callable[[Any], Any], cell: Any) -> tuple[Any, bool]:
    try:
        value = understand(cell)
    except (CellFault, ValueError):
        return None, True
    return value, value is None


def _stated_grade(cell: Any) -> tuple[int | None, int | None, bool] | None:
    text = shown(cell)
    if is_beyond_compulsory(text):
        return None, None, True
    grade, year = grade_of(text), intake_of(text)
    return (grade, year, False) if grade or year else None


def _class_grade(cell: Any) -> tuple[int | None, int | None, bool] | None:
    text = shown(cell)
    if is_beyond_compulsory(text):
        return None, None, True
    year = intake_of(text)
    grade = None if year else grade_of(text, is_class=True)
    return (grade, year, False) if grade or year else None


def _some(rows: Any, most: int = 5) -> str:
    """Return the first row numbers in words."""
    listed = [str(int(row)) for row in list(rows)[:most]]
    return "、".join(listed) + (" 等" if len(rows) > most else "")
