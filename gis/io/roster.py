"""A pupil roster, one row per pupil: counted at the door, so that nothing about a person comes in.

Only village, grade, school, day or boarding, left-behind and migrant, way and distance to school are looked
at. What stands in other columns is never read into a value; what stands in these columns is kept only where
it is a known village or school, or a word of a list. No message quotes a cell that may be about a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gis.errors import InputError
from gis.io.cells import CellFault, is_blank, parse_cell, shown
from gis.io.classnames import entry_year, grade_of, intake_of, is_beyond_compulsory
from gis.io.directory import Directory
from gis.io.files import source_of
from gis.io.grids import Grid
from gis.io.issuelog import IssueLog
from gis.io.personal import public_title
from gis.io.tables import Table
from gis.resources import load_toml
from gis.schema import is_outside, is_personal, load_schema, match_headers, normalise, reading_words

HEADER_SEARCH_ROWS = 40
OUTSIDE = "outside"
HOME = ("settlement_id", "settlement")
STAGE = ("grade", "class_name", "entry_year")
ABSENT, TAUGHT_AT_HOME = "空挂", "送教上门"
METRES_PER_KM = 1000.0
GROUP = ["settlement_id", "grade", "entry_year", "school_id", "division", "boarding"]
WAY = ["settlement_id", "grade", "entry_year", "school_id", "division", "mode", "distance_km"]


@dataclass(frozen=True)
class Roster:
    """The header of a roster in one sheet."""

    grid: Grid
    row: int
    columns: dict[str, int]
    headers: list[str]


@dataclass(frozen=True)
class Counted:
    """A roster as counted.

    Attributes
    ----------
    table
        Like an attendance table, with ``entry_year`` where no grade is known.
    ways
        One row per village, school, way and distance.
    """

    table: Table
    ways: pd.DataFrame
    has_schools: bool


def find_roster(grids: Sequence[Grid]) -> list[Roster]:
    """Return the sheets that hold one row per pupil, none if the file holds counts.

    A file counts as a roster where a header names personal data (or sex, class …) and nothing in it is a
    number of pupils.
    """
    found = [roster for grid in grids if (roster := _best(grid))]
    if found and all(not roster.grid.sheet for roster in found):  # one text, split in several ways
        return [max(found, key=lambda roster: len(roster.columns))]
    return found


def _best(grid: Grid) -> Roster | None:
    schema, best = load_schema("roster"), None
    for number, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        headers = [shown(cell) for cell in row]
        columns = match_headers(headers, schema)
        if len(columns) > (len(best.columns) if best else 1):
            best = Roster(grid, number, columns, headers)
    return best if best and _is_roster(best) else None


def _is_roster(roster: Roster) -> bool:
    keys = [normalise(header) for header in roster.headers]
    by_grade = any(name.startswith("pupils_g") for name in match_headers(keys, load_schema("pupils")))
    counts = by_grade or any(sign in key for key in keys for sign in reading_words("count_signs"))
    signs = any(
        is_personal(key) or any(sign in key for sign in reading_words("roster_signs")) for key in keys
    )
    return signs and not counts


def count_roster(path: Path, rosters: Sequence[Roster], directory: Directory, *, role: str) -> Counted:
    """Count the pupils of a roster.

    Parameters
    ----------
    path
        The file.
    rosters
        What :func:`find_roster` found in it.
    directory
        The villages and schools that are known by code and name.

    Raises
    ------
    InputError
        roster_columns_missing, no_rows or roster_unreadable; none of them quotes the file.
    """
    log = IssueLog(path.name)
    try:
        _require_columns(rosters, path.name)
        parts = [_Door(roster, directory, log).count() for roster in rosters]
        pupils = pd.concat(parts, ignore_index=True)
        titles = tuple(title for roster in rosters for title in _titles(roster))
    except (InputError, MemoryError):
        raise
    except Exception as error:
        # the traceback of an unforeseen fault would carry cells into the fault report
        raise InputError("roster_unreadable", file=path.name, kind=type(error).__name__) from None
    if pupils.empty:
        raise InputError("no_rows", file=path.name, rows=sum(len(r.grid.rows) - r.row - 1 for r in rosters))
    found = frozenset(name for roster in rosters for name in roster.columns)
    source = source_of(path, role=role, rows=len(pupils))
    table = Table(_groups(pupils, found), found, titles, "", source, tuple(log.issues))
    return Counted(table, _ways(pupils, found), {"school_id", "school"} & found != set())


def _require_columns(rosters: Sequence[Roster], file: str) -> None:
    schema = load_schema("roster")
    for roster in rosters:
        needed = {"村代码或村名": HOME, "年级、班级或入学年份": STAGE}
        missing = [words for words, names in needed.items() if not set(names) & set(roster.columns)]
        if missing:
            used = "、".join(schema[name].title for name in roster.columns)
            raise InputError("roster_columns_missing", file=file, columns="、".join(missing), seen=used)


def _titles(roster: Roster) -> Iterator[str]:
    values = _personal_values(roster)
    for row in roster.grid.rows[: roster.row]:
        line = public_title(" ".join(filter(None, map(shown, row))), values)
        if line:
            yield line


def _personal_values(roster: Roster) -> frozenset[str]:
    """Return what stands in the personal columns, normalised; it lives as long as the reading."""
    used = set(roster.columns.values())
    at = [k for k, header in enumerate(roster.headers) if k not in used and is_personal(header)]
    rows = roster.grid.rows[roster.row + 1 :]
    cells = {shown(row[k]) for row in rows for k in at if k < len(row)}
    return frozenset(normalise(cell) for cell in cells) - {""}


class _Door:
    """Counts one sheet; notes faults by row and column, never by content."""

    def __init__(self, roster: Roster, directory: Directory, log: IssueLog) -> None:
        self._roster, self._directory, self._log = roster, directory, log
        self._schema = load_schema("roster")
        self._personal = _personal_values(roster)
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
        """Return one row per pupil, without anything personal; the index goes with the frame."""
        frame = pd.DataFrame({"row": [k + self._first for k in self._kept]})
        self._tell_columns()
        status = self._choice("status")
        frame["grade"], frame["entry_year"], beyond = self._grades()
        absent = status == ABSENT
        frame["school_id"] = self._schools()
        frame["settlement_id"] = self._homes()
        at_home = (status == TAUGHT_AT_HOME) & ~absent & ~beyond
        if at_home.any():
            self._log.note("info", "roster_taught_at_home", pupils=int(at_home.sum()))
        frame.loc[at_home, "settlement_id"] = OUTSIDE
        for which, code in ((absent, "roster_absent"), (beyond & ~absent, "roster_not_compulsory")):
            if which.any():
                self._log.note("info", code, pupils=int(which.sum()), row=frame["row"][which].iloc[0])
        frame["division"] = self._choice("division")
        boards = (self._choice("boarding") == "住校") | (self._choice("is_boarding") == "是")
        frame["boarding"] = boards.map({True: "住校", False: "走读"})
        frame["left_behind"] = (self._choice("left_behind") == "是").astype("int64")
        frame["migrant"] = (self._choice("migrant") == "是").astype("int64")
        frame["mode"] = self._choice("mode").mask(self._choice("by_bus", quiet=True) == "是", "school_bus")
        frame["distance_km"] = self._distances()
        return self._complete(frame[~absent & ~beyond])

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


def _groups(pupils: pd.DataFrame, found: frozenset[str]) -> pd.DataFrame:
    """Return pupils per village, grade, school and 就读方式, in the columns of an attendance table."""
    grouped = pupils.groupby(GROUP, dropna=False, sort=True)
    counts = grouped.agg(
        pupils=("row", "size"),
        row=("row", "min"),
        left_behind=("left_behind", "sum"),
        migrant=("migrant", "sum"),
    ).reset_index()
    for name in ("left_behind", "migrant"):
        counts[name] = counts[name].astype("float64") if name in found else float("nan")
    return counts.assign(name="", is_boarding="").set_index("row").astype({"pupils": "int64"})


def _ways(pupils: pd.DataFrame, found: frozenset[str]) -> pd.DataFrame:
    """Return pupils per village, school, way and distance, none if the roster does not tell."""
    if not {"mode", "by_bus", "distance_km"} & found:
        return pd.DataFrame(columns=[*WAY, "pupils"])
    told = pupils[(pupils["mode"] != "") | pupils["distance_km"].notna()]
    return told.groupby(WAY, dropna=False, sort=True).size().rename("pupils").reset_index()


def header_positions(columns: Mapping[str, str], roster: Roster) -> Roster:
    """Return the roster with the columns that the user named (schema column → header, "" = in none)."""
    keys = [normalise(header) for header in roster.headers]
    found = dict(roster.columns)
    for name, header in columns.items():
        found.pop(name, None)
        if header and normalise(header) in keys:
            found[name] = keys.index(normalise(header))
    return Roster(roster.grid, roster.row, found, roster.headers)
