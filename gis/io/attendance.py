"""Who goes where: attendance as listed, or the margins that it is estimated from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.io.choices import ImportChoices
from gis.io.directory import Directory, former_codes
from gis.io.grids import read_grids
from gis.io.issuelog import IssueLog
from gis.io.references import OUTSIDE, with_ids
from gis.io.roster import count_roster
from gis.io.rosterheaders import find_roster, header_positions
from gis.io.tables import SHARE_OF_READING, Table, read_table
from gis.model import GRADES, TravelTimes
from gis.planning.county import SPECIAL_GROUPS
from gis.planning.ledger import without_kindergartens
from gis.progress import Progress, ignore_progress, part_of
from gis.schema import is_outside, load_schema

BOARDING = "住校"
REPORTED_COUNTS = SPECIAL_GROUPS
ATTENDANCE_COLUMNS = (
    "settlement_id", "grade", "school_id", "boarding", "pupils", "estimated", *REPORTED_COUNTS,
)
NAMED_SCHOOLS = 3
_KEY = ["settlement_id", "grade", "school_id", "boarding"]


@dataclass(frozen=True)
class PupilTable:
    """A pupil file: ``kind`` is attendance (with schools), long or wide (settlement by grade).

    A roster was counted into one of the first two. ``entry_year`` in its frame stands for a grade that
    follows from the school year (``gis.io.entryyears``); ``ways`` is what it says of the way to school.
    """

    table: Table
    kind: str
    ways: pd.DataFrame | None = None

    def by_settlement(self) -> pd.DataFrame:
        """Return ``settlement_id, grade, pupils`` with the row that each came from, zeros left out."""
        frame = self.table.frame
        if self.kind == "wide":
            names = {f"pupils_g{grade}": grade for grade in GRADES}
            frame = frame.rename(columns=names).reset_index()
            frame = frame.melt(["row", "settlement_id"], list(GRADES), "grade", "pupils").set_index("row")
        counts = frame[["settlement_id", "grade", "pupils"]]
        counts = counts[(counts["pupils"] > 0) & counts["grade"].notna()]
        return counts.astype({"grade": "int64", "pupils": "int64"})


class SchoolFinder:
    """Finds the ledger's row that teaches a grade at a school's code of today or of before."""

    def __init__(self, schools: gpd.GeoDataFrame) -> None:
        self._of_site: dict[str, list[tuple[str, str, float, float]]] = {}
        schools = without_kindergartens(schools)
        rows = schools[["site_id", "division", "first_grade", "last_grade"]].itertuples()
        for school_id, site_id, division, first, last in rows:
            entry = (str(school_id), str(division), float(first), float(last))
            for key in {str(site_id), str(school_id)}:
                self._of_site.setdefault(key, []).append(entry)
        sites = schools.drop_duplicates("site_id").assign(school_id=lambda frame: frame["site_id"])
        for former, code in former_codes(pd.DataFrame(sites)).items():
            self._of_site.setdefault(former, self._of_site[code])

    def find(self, code: str, grade: int, division: str = "") -> str | None:
        """Return the ``school_id`` of a code (of the school or one division) for a grade, None if unknown."""
        entries = self._of_site.get(code, [])
        named = [entry for entry in entries if entry[1] == division] if division else []
        teaching = [entry for entry in entries if entry[2] <= grade <= entry[3]]
        return next((entry[0] for entry in (*named, *teaching, *entries)), None)

    def teaches(self, school_id: str, grade: int) -> bool:
        """Whether the ledger says that a school has the grade (True where it does not say)."""
        _, _, first, last = self._of_site[school_id][0]
        return not (grade < first or grade > last)

    def all_of(self, code: str) -> list[tuple[str, float, float]]:
        """Return ``(school_id, first grade, last grade)`` of every division of a code."""
        return [(entry[0], entry[2], entry[3]) for entry in self._of_site.get(code, [])]


def read_pupils(
    path: Path,
    *,
    role: str = "pupils",
    settlements: pd.DataFrame | None = None,
    schools: pd.DataFrame | None = None,
    choices: ImportChoices | None = None,
    progress: Progress = ignore_progress,
) -> PupilTable:
    """Read a pupil file, whichever of its four forms it has.

    Parameters
    ----------
    path
        Settlement × grade × school (attendance), settlement × grade (long), one row per settlement with a
        column per grade (wide), or one row per pupil (roster), which is counted at the door.
    settlements, schools
        The tables as read: what villages and schools that are only named are looked up in.
    choices
        The user's answers: ``columns`` and ``matches`` of the role.
    progress
        Told the share done; may cancel.

    Raises
    ------
    InputError
        A fault of the whole file; pupils_columns_unknown if it has no numbers of pupils by grade.
    """
    choices = choices or ImportChoices()
    named = choices.columns.get(role, {})
    grids = read_grids(path, part_of(progress, 0.0, SHARE_OF_READING))
    rest = part_of(progress, SHARE_OF_READING, 1.0)
    if settlements is not None and schools is not None:
        rosters = [header_positions(named, roster) for roster in find_roster(grids)]
        if rosters:
            directory = Directory(settlements, schools, choices.matches.get(role))
            counted = count_roster(path, rosters, directory, role=role)
            return PupilTable(counted.table, "attendance" if counted.has_schools else "long", counted.ways)
    attendance = load_schema("attendance")
    long = attendance.with_optional("school_id")
    wide = load_schema("pupils")
    forms = (attendance, long, wide)
    table, schema = read_table(path, forms, role=role, columns=named, grids=grids, progress=rest)
    if schema is wide and not any(f"pupils_g{grade}" in table.found for grade in GRADES):
        raise InputError("pupils_columns_unknown", file=path.name)
    if settlements is not None and schools is not None:
        table = with_ids(table, schema, settlements, schools, choices.matches.get(role, {}))
    return PupilTable(table, "wide" if schema is wide else "long" if schema is long else "attendance")


def build_attendance(
    pupils: PupilTable, schools: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, IssueLog]:
    """Turn an attendance table as read into the plan's baseline.

    Returns
    -------
    tuple
        Columns :data:`ATTENDANCE_COLUMNS`, every key once; and the Issues.

    Notes
    -----
    Pupils of a settlement that is in no table, or from outside the county, keep their school under
    ``outside``. Pupils of a school that is not in the ledger cannot be placed: their rows are left out and
    counted in an Issue.
    """
    log = IssueLog(pupils.table.source.file, pupils.table.sheet)
    frame = pupils.table.frame[pupils.table.frame["pupils"] > 0]
    frame = _known_settlements(frame, settlements, log)
    frame = _known_schools(frame, SchoolFinder(schools), log)
    frame = frame.assign(boarding=(frame["boarding"] == BOARDING) | (frame["is_boarding"] == "是"))
    repeated = frame.duplicated(_KEY)
    if repeated.any():
        first = frame.index[repeated][0]
        log.note("warning", "attendance_rows_added_up", row=int(first), count=int(repeated.sum()))
    return _added_up(frame).assign(estimated=False)[list(ATTENDANCE_COLUMNS)], log


def _added_up(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every key once; a count that one of its rows does not tell is unknown."""
    grouped = frame.groupby(_KEY, sort=True)
    counts = grouped[["pupils", *REPORTED_COUNTS]].sum()
    for name in REPORTED_COUNTS:
        is_told = frame[name].notna().groupby([frame[key] for key in _KEY], sort=True).all()
        counts[name] = counts[name].astype("float64").where(is_told)
    return counts.reset_index()


def _known_settlements(
    frame: pd.DataFrame, settlements: gpd.GeoDataFrame, log: IssueLog
) -> pd.DataFrame:
    ids = frame["settlement_id"]
    is_outside_code = ids.map({code: is_outside(code) for code in ids.unique()}).astype(bool)
    is_unknown = ~is_outside_code & ~ids.isin(settlements.index)
    for code, rows in frame[is_unknown].groupby("settlement_id"):
        about: dict[str, Any] = {"row": int(rows.index[0]), "column": "居民点代码"}
        log.note(
            "error", "pupils_of_unknown_settlement", code=code, pupils=int(rows["pupils"].sum()), **about
        )
    return frame.assign(settlement_id=ids.mask(is_outside_code | is_unknown, OUTSIDE))


def _known_schools(frame: pd.DataFrame, finder: SchoolFinder, log: IssueLog) -> pd.DataFrame:
    keys = ["school_id", "grade", "division"]
    asked = frame.groupby(keys, sort=False).ngroup().to_numpy()
    distinct = frame[keys].drop_duplicates().itertuples(index=False)
    found = [finder.find(str(code), int(grade), str(division)) or "" for code, grade, division in distinct]
    known = frame.assign(attended=np.array(found, dtype=object)[asked])
    for code, rows in known[known["attended"] == ""].groupby("school_id"):
        values = {"code": code, "pupils": rows["pupils"].sum()}
        log.note("error", "pupils_of_unknown_school", row=rows.index[0], column="学校标识码", **values)
    known = known[known["attended"] != ""]
    attending = known.assign(row=known.index).groupby(["attended", "grade"])
    for (school_id, grade), row, pupils in attending.agg({"row": "first", "pupils": "sum"}).itertuples():
        if not finder.teaches(str(school_id), int(grade)):
            about = {"row": row, "subject_id": school_id, "code": school_id, "grade": grade, "pupils": pupils}
            log.note("warning", "attendance_in_grade_not_taught", column="年级", **about)
    return known.assign(school_id=known["attended"].astype("str")).drop(columns="attended")


def compare_totals(pupils: PupilTable, attendance: PupilTable) -> IssueLog:
    """List the settlements whose pupils differ between the pupil file and the attendance table."""
    log = IssueLog(pupils.table.source.file, pupils.table.sheet)
    listed = pupils.by_settlement().reset_index().groupby("settlement_id")
    totals = listed.agg({"pupils": "sum", "row": "min"})
    attending = attendance.by_settlement().groupby("settlement_id")["pupils"].sum()
    outside = [code for code in attending.index if is_outside(code)]
    both = totals.join(attending.drop(outside).rename("attending"), how="outer")
    for code, pupils_listed, row, pupils_attending in both.itertuples():
        numbers = [0 if number != number else int(number) for number in (pupils_listed, pupils_attending)]
        if numbers[0] != numbers[1]:
            log.note(
                "warning",
                "pupils_and_attendance_differ",
                row=None if row != row else int(row),
                subject_id=str(code),
                code=code,
                listed=numbers[0],
                attending=numbers[1],
                attendance_file=attendance.table.source.file,
            )
    return log


def compare_with_ledger(attendance: pd.DataFrame, schools: gpd.GeoDataFrame, file: str) -> IssueLog:
    """Tell how many schools' grades differ between attendance and ledger; the 对账表 lists each by name.

    A ledger without pupils by grade cannot be compared and says nothing.
    """
    log = IssueLog(file, "")
    ledger = pd.DataFrame(schools[[f"pupils_g{grade}" for grade in GRADES]])
    ledger.columns = pd.Index(GRADES)
    reported = ledger.notna().any(axis=1)
    attending = attendance.pivot_table(
        index="school_id", columns="grade", values="pupils", aggfunc="sum", fill_value=0
    )
    found = attending.reindex(index=ledger.index, columns=pd.Index(GRADES), fill_value=0).fillna(0)
    differs = (found - ledger.fillna(0).astype(float)).loc[reported]
    named = [str(schools.loc[school_id, "name"]) for school_id in differs.index[(differs != 0).any(axis=1)]]
    if named:
        more = round(float(differs.to_numpy().sum()))
        code = f"attendance_{'above' if more > 0 else 'below' if more < 0 else 'not'}_ledger"
        first = "、".join(named[:NAMED_SCHOOLS])
        log.note("warning", code, schools=len(named), named=first, pupils=f"{abs(more):,}")
    return log


def estimate_baseline(
    pupils: PupilTable,
    schools: gpd.GeoDataFrame,
    settlements: gpd.GeoDataFrame,
    travel: Mapping[str, TravelTimes],
    progress: Progress = ignore_progress,
) -> tuple[pd.DataFrame, list[IssueLog]]:
    """Estimate attendance from the settlements' and the schools' totals (``gis.planning.baseline``).

    Raises
    ------
    InputError
        ledger_without_grades: the ledger has no pupils by grade.
    """
    from gis.planning.baseline import estimate_attendance, pupils_without_school

    margin, log = _settlement_margin(pupils, settlements)
    estimated = estimate_attendance(margin, _school_margin(schools), travel, progress=progress)
    log.note("info", "attendance_estimated")
    unknown_homes = _outside(estimated).sub(_outside(margin), fill_value=0)
    for grade, count in unknown_homes[unknown_homes > 0].items():
        log.note("warning", "pupils_below_ledger", grade=grade, pupils=int(count))
    left_over = pupils_without_school(margin, estimated)
    for settlement_id, count in left_over.groupby("settlement_id")["pupils"].sum().items():
        log.note("error", "pupils_beyond_ledger", subject_id=settlement_id, code=settlement_id, pupils=count)
    unknown = dict.fromkeys(REPORTED_COUNTS, float("nan"))
    return estimated.assign(**unknown)[list(ATTENDANCE_COLUMNS)], [log]


def _outside(counts: pd.DataFrame) -> pd.Series[int]:
    """Return pupils per grade whose home is outside the county or unknown."""
    totals: pd.Series[int] = counts[counts["settlement_id"] == OUTSIDE].groupby("grade")["pupils"].sum()
    return totals


def _settlement_margin(pupils: PupilTable, settlements: gpd.GeoDataFrame) -> tuple[pd.DataFrame, IssueLog]:
    """Return ``settlement_id, grade, pupils`` of a file without schools, every key once; and the Issues."""
    log = IssueLog(pupils.table.source.file, pupils.table.sheet)
    counts = _known_settlements(pupils.by_settlement(), settlements, log)
    totals: pd.DataFrame = counts.groupby(["settlement_id", "grade"], as_index=False)[["pupils"]].sum()
    return totals, log


def _school_margin(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return ``school_id, grade, pupils`` of the ledger, zeros and unknown left out."""
    names = {f"pupils_g{grade}": grade for grade in GRADES}
    counts = pd.DataFrame(schools[list(names)]).rename(columns=names).reset_index()
    counts = counts.melt("school_id", list(GRADES), "grade", "pupils")
    counts = counts[counts["pupils"] > 0].astype({"grade": "int64", "pupils": "int64"})
    if counts.empty:
        raise InputError("ledger_without_grades")
    return counts.reset_index(drop=True)
