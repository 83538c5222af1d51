"""Grades that follow from the year of entry, once the school year and the school are known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.io.attendance import PupilTable, SchoolFinder
from gis.io.issuelog import IssueLog
from gis.model import GRADES


def with_grades(
    pupils: PupilTable, schools: gpd.GeoDataFrame, school_year: int
) -> tuple[PupilTable, IssueLog]:
    """Return a counted roster whose every row has a grade.

    Parameters
    ----------
    pupils
        Any pupil table; only a roster's has years of entry.
    school_year
        2022 = 2022—2023学年.

    Notes
    -----
    The year of entry counts from the first grade of the stage: grade 1 in a primary school or teaching point,
    the lowest grade of the county's junior middle schools (7, or 6 in the 五四 system) in a junior one. In a
    combined school it decides only where one of its divisions fits. What does not is left out and counted.
    """
    log = IssueLog(pupils.table.source.file, pupils.table.sheet)
    frame = pupils.table.frame
    if "entry_year" not in frame:
        return pupils, log
    grades = _Intakes(schools, school_year)
    frame = grades.fill(frame, log)
    ways = None if pupils.ways is None else grades.fill(pupils.ways, None)
    return replace(pupils, table=replace(pupils.table, frame=frame), ways=ways), log


class _Intakes:
    def __init__(self, schools: gpd.GeoDataFrame, school_year: int) -> None:
        self._schools, self._year = schools, school_year
        self._finder = SchoolFinder(schools)
        junior = schools["type_code"].isin(["311", "319"]) | (schools["division"] == "初中部")
        starts = schools.loc[junior, "first_grade"].dropna()
        self._junior_start = int(starts.min()) if len(starts) else GRADES[6]

    def fill(self, frame: pd.DataFrame, log: IssueLog | None) -> pd.DataFrame:
        """Return the frame with a grade in every row."""
        due = frame["grade"].isna()
        keys = list(zip(frame["school_id"], frame["entry_year"], frame["division"], strict=True))
        found = {key: self._grade(*key) for key, is_due in zip(keys, due, strict=True) if is_due}
        grades = [
            found[key] if is_due else grade
            for key, is_due, grade in zip(keys, due, frame["grade"], strict=True)
        ]
        frame = frame.assign(grade=pd.Series(grades, index=frame.index, dtype="float64"))
        lost = frame["grade"].isna()
        if log is not None:
            for (school, year), rows in frame[lost].groupby(["school_id", "entry_year"]):
                self._tell(str(school), int(float(str(year))), rows, log)
        return frame[~lost].astype({"grade": "int64"})

    def _grade(self, school: str, year: Any, division: str) -> float:
        """Return the one grade that a school teaches to those who entered in a year, NaN if it is not one."""
        possible = self._possible(school, int(year), division)
        return float(possible[0]) if len(possible) == 1 else float("nan")

    def _possible(self, school: str, year: int, division: str) -> list[int]:
        since = self._year - year
        divisions = self._finder.all_of(school)
        if not divisions:
            return [1 + since] if 0 <= since < GRADES[-1] and not school else []
        named = [d for d in divisions if self._schools.at[d[0], "division"] == division] if division else []
        found = []
        for _, first, last in named or divisions:
            start = self._junior_start if first == first and first >= self._junior_start else GRADES[0]
            grade = start + since
            if since >= 0 and grade <= (GRADES[-1] if last != last else last):
                found.append(grade)
        return found

    def _tell(self, school: str, year: int, rows: pd.DataFrame, log: IssueLog) -> None:
        divisions = self._finder.all_of(school)
        name = self._schools.at[divisions[0][0], "name"] if divisions else school
        code = "entry_year_ambiguous" if len(self._possible(school, year, "")) > 1 else "entry_year_no_grade"
        subject, count = divisions[0][0] if divisions else "", int(rows["pupils"].sum())
        log.note("error", code, row=rows.index.min(), subject_id=subject, name=name, year=year, pupils=count)
