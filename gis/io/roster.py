"""A pupil roster, one row per pupil: counted at the door, so that nothing about a person comes in.

Only village, grade, school, day or boarding, left-behind and migrant, way and distance to school are looked
at. What stands in other columns is never read into a value; what stands in these columns is kept only where
it is a known village or school, or a word of a list. No message quotes a cell that may be about a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gis.errors import InputError
from gis.io.cells import shown
from gis.io.directory import Directory
from gis.io.files import source_of
from gis.io.issuelog import IssueLog
from gis.io.personal import public_title
from gis.io.rosterdoor import Door
from gis.io.rosterheaders import Roster, personal_values
from gis.io.tables import Table
from gis.planning.county import SPECIAL_GROUPS
from gis.schema import load_schema

HOME = ("settlement_id", "settlement")
STAGE = ("grade", "class_name", "entry_year")
GROUP = ["settlement_id", "grade", "entry_year", "school_id", "division", "boarding"]
WAY = ["settlement_id", "grade", "entry_year", "school_id", "division", "mode", "distance_km"]


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
        parts = [Door(roster, directory, log).count() for roster in rosters]
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
    values = personal_values(roster)
    for row in roster.grid.rows[: roster.row]:
        line = public_title(" ".join(filter(None, map(shown, row))), values)
        if line:
            yield line


def _groups(pupils: pd.DataFrame, found: frozenset[str]) -> pd.DataFrame:
    """Return pupils per village, grade, school and 就读方式, in the columns of an attendance table."""
    grouped = pupils.groupby(GROUP, dropna=False, sort=True)
    counts = grouped.agg(
        pupils=("row", "size"),
        row=("row", "min"),
        **{name: (name, "sum") for name in SPECIAL_GROUPS},
    ).reset_index()
    for name in SPECIAL_GROUPS:
        counts[name] = counts[name].astype("float64") if name in found else float("nan")
    return counts.assign(name="", is_boarding="").set_index("row").astype({"pupils": "int64"})


def _ways(pupils: pd.DataFrame, found: frozenset[str]) -> pd.DataFrame:
    """Return pupils per village, school, way and distance, none if the roster does not tell."""
    if not {"mode", "by_bus", "distance_km"} & found:
        return pd.DataFrame(columns=[*WAY, "pupils"])
    told = pupils[(pupils["mode"] != "") | pupils["distance_km"].notna()]
    return told.groupby(WAY, dropna=False, sort=True).size().rename("pupils").reset_index()
