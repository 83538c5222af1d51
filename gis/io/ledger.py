"""The school ledger: divisions of combined schools, grade ranges, managing schools, positions.

What a school is, its type code says, never its name: 东头小学 with code 218 is a teaching point.
"""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.issuelog import IssueLog
from gis.io.kindergartens import KINDERGARTEN, join_hosts, split_off
from gis.io.lineage import note_lineage
from gis.io.placing import KnownPlaces
from gis.io.positions import locate
from gis.io.tables import Table
from gis.model import GRADES
from gis.schema import load_schema, normalise

POINT = "218"
PRIMARY_TYPES = frozenset({"211", POINT, "219"})
JUNIOR_TYPES = frozenset({"311", "319"})
COMBINED_TYPES = frozenset({"312", "341", "345"})
JUNIOR_ONLY_TYPES = frozenset({"341"})  # 完全中学: its 初中部; its 高中部 has no grade 1-9
PRIMARY, JUNIOR = "小学部", "初中部"
SUFFIX = {PRIMARY: "-P", JUNIOR: "-J"}
# what belongs to the whole site: figures per pupil share it out by weighted pupils
SHARED_COLUMNS = (
    "teaching_area_m2",
    "floor_area_m2",
    "indoor_sports_area_m2",
    "sports_area_m2",
    "sports_ground_area_m2",
    "equipment_yuan",
    "multimedia_rooms",
    "music_rooms",
    "music_rooms_area_m2",
    "art_rooms",
    "art_rooms_area_m2",
    "books",
    "canteen_area_m2",
    "canteen_seats",
)
# what cannot be shared out between divisions without a rule that nobody gave
SITE_COLUMNS = (
    "approved_places",
    "classrooms",
    "kindergarten_rooms",
    "beds",
    "boarders",
    "full_time_teachers",
    "staff",
    "approved_posts",
    "established_staff",
    "contract_staff",
    "higher_degree_teachers",
    "backbone_teachers",
    "sports_arts_teachers",
    "visiting_sports_arts_teachers",
    "exchange_eligible_teachers",
    "exchanged_teachers",
    "exchanged_backbone_teachers",
    "migrant_pupils",
)
WHOLE_SITE = "全校"
_NAME_SAYS_SCHOOL = re.compile(r"(小学|学校)$")


def build_schools(
    table: Table,
    boundary: BaseGeometry,
    *,
    choices: ImportChoices = NO_CHOICES,
    roads: gpd.GeoDataFrame | None = None,
    villages: KnownPlaces | None = None,
) -> tuple[gpd.GeoDataFrame, IssueLog]:
    """Turn the ledger as read into the plan's schools.

    Parameters
    ----------
    table
        The ledger (``resources/schemas/schools.csv``).
    boundary
        The county in degrees.
    choices, roads, villages
        What positions are found by; see :func:`gis.io.positions.locate`.

    Returns
    -------
    tuple
        The schools, indexed by ``school_id`` (code, with ``-P`` / ``-J`` for the divisions of a combined
        school), with ``site_id`` = the code and a point in EPSG:4490; and the Issues.

    Notes
    -----
    A school outside the county, or without a position, stays in the ledger with its pupils and without a
    point: journeys to it are unknown and it receives nobody by default. A second row with the same code and
    division is left out. Kindergartens are not school figures and are left out; 附设幼儿班 are rows of their
    own (:mod:`gis.io.kindergartens`).
    """
    log = IssueLog(table.source.file, table.sheet)
    frame = _without_kindergartens(table.frame, log)
    frame["site_id"] = frame["school_id"]
    frame, attached = split_off(frame)
    _note_shared_codes(frame, log)
    note_lineage(frame, log)
    frame = _divide(frame, log)
    frame = _without_duplicates(frame, log)
    frame = _with_grade_range(frame, log)
    frame = _with_enrolment(frame, log)
    frame = _with_managing_school(frame, log)
    _note_points_named_school(frame, log)
    frame = _without_duplicates(join_hosts(frame, attached, log), log)
    schools = locate(frame, boundary, log, kind="school", choices=choices, roads=roads, known=villages)
    columns = [*load_schema("schools").names[1:], "site_id", "geometry"]
    return schools.set_index("school_id")[columns], log


def _without_kindergartens(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    is_kindergarten = frame["type_code"] == KINDERGARTEN
    for row, name in frame.loc[is_kindergarten, "name"].items():
        log.note("info", "kindergarten_left_out", row=row, name=name)
    return frame[~is_kindergarten].copy()


def _note_shared_codes(frame: pd.DataFrame, log: IssueLog) -> None:
    """List different schools under one code: they would count as the divisions of one school."""
    single = frame[~frame["type_code"].isin(COMBINED_TYPES)]
    for code, rows in single.groupby("school_id", sort=False):
        first, first_school = rows.index[0], rows.iloc[0]
        for row, school in rows.iloc[1:].iterrows():
            other_name = normalise(school["name"]) != normalise(first_school["name"])
            if other_name and _division(school) != _division(first_school):
                about = {"name": school["name"], "school_id": code, "first_name": first_school["name"]}
                log.note("error", "school_code_shared", row=row, subject_id=code, first=first, **about)


def _divide(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Give the rows of combined schools (and several rows of one code) their division and its id."""
    inferred = pd.Series([_division(row) for _, row in frame.iterrows()], index=frame.index, dtype="str")
    several = inferred.groupby(frame["school_id"]).transform("nunique") > 1
    is_divided = frame["type_code"].isin(COMBINED_TYPES) | several
    frame = frame.assign(division=inferred.where(is_divided, frame["division"]))
    undivided = is_divided & (frame["division"] == "")
    last_primary = _last_primary_grade(frame)
    parts = [frame[~undivided]]
    for row, school in frame[undivided].iterrows():
        about = {"subject_id": school["school_id"], "name": school["name"]}
        log.note("warning", "combined_school_in_one_row", row=row, **about)
        parts += [_part(frame.loc[[row]], division, last_primary) for division in SUFFIX]
    divided_frame = pd.concat(parts).sort_index(kind="stable")
    suffixed = divided_frame["site_id"].isin(set(frame.loc[is_divided, "site_id"]))
    suffix = divided_frame["division"].map(SUFFIX).fillna("")
    ids = divided_frame["school_id"].where(~suffixed, divided_frame["school_id"] + suffix)
    return divided_frame.assign(school_id=ids.astype("str"))


def _division(school: pd.Series[Any]) -> str:
    """Return the division that a row is about, "" if it is about both."""
    if school["division"]:
        return str(school["division"])
    if school["type_code"] in PRIMARY_TYPES:
        return PRIMARY
    if school["type_code"] in JUNIOR_TYPES | JUNIOR_ONLY_TYPES:
        return JUNIOR
    grades = _grades_seen(school)
    if grades and max(grades) < GRADES[6]:
        return PRIMARY
    return JUNIOR if grades and min(grades) >= GRADES[6] else ""


def _grades_seen(school: pd.Series[Any]) -> tuple[int, ...]:
    """Return the grades of a ledger row: its stated range, else those with classes or pupils."""
    first, last = school["first_grade"], school["last_grade"]
    if first == first and last == last:
        return tuple(range(int(first), int(last) + 1))
    seen = [grade for grade in GRADES if school[f"classes_g{grade}"] > 0 or school[f"pupils_g{grade}"] > 0]
    if first == first or last == last:
        seen += [int(known) for known in (first, last) if known == known]
    return tuple(range(min(seen), max(seen) + 1)) if seen else ()


def _last_primary_grade(frame: pd.DataFrame) -> int:
    """Return 5 where the county's junior middle schools begin with grade 6 (五四 system), else 6."""
    junior = frame[frame["type_code"].isin(JUNIOR_TYPES) | (frame["division"] == JUNIOR)]
    starts = [min(grades) for _, school in junior.iterrows() if (grades := _grades_seen(school))]
    return min([*starts, GRADES[6]]) - 1


def _part(school: pd.DataFrame, division: str, last_primary: int) -> pd.DataFrame:
    """Return one division of a combined school that the ledger has in one row.

    The first keeps what both have in common, so that no sum over rows counts it twice.
    """
    unknown = SITE_COLUMNS if division == PRIMARY else (*SITE_COLUMNS, *SHARED_COLUMNS)
    grades = range(1, last_primary + 1) if division == PRIMARY else range(last_primary + 1, GRADES[-1] + 1)
    part = school.assign(division=division, enrolment=np.nan, **dict.fromkeys(unknown, np.nan))
    part = part.assign(resource_scope=WHOLE_SITE)
    for grade in set(GRADES) - set(grades):
        part[[f"pupils_g{grade}", f"classes_g{grade}"]] = np.nan
    first = part["first_grade"].clip(lower=grades[0])
    last = part["last_grade"].clip(upper=grades[-1])
    return part.assign(first_grade=first, last_grade=last)


def _without_duplicates(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    is_repeated = frame["school_id"].duplicated()
    first_rows = frame.reset_index().drop_duplicates("school_id").set_index("school_id")["row"]
    for row, school in frame[is_repeated].iterrows():
        school_id = school["school_id"]
        log.note(
            "error",
            "school_repeated",
            row=row,
            subject_id=school_id,
            name=school["name"],
            school_id=school["site_id"],
            first=first_rows[school_id],
        )
    return frame[~is_repeated]


def _with_grade_range(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Fill the lowest and highest grade from classes and pupils; unknown stays unknown and is listed."""
    ranges = []
    for row, school in frame.iterrows():
        about = {"row": row, "subject_id": school["school_id"], "name": school["name"]}
        grades = _grades_seen(school)
        if not grades:
            log.note("warning", "school_grades_unknown", **about)
        beyond = [g for g in GRADES if school[f"pupils_g{g}"] > 0 and g not in grades]
        if beyond:
            log.note("warning", "pupils_beyond_grades", grades="、".join(map(str, beyond)), **about)
        ranges.append((min(grades), max(grades)) if grades else (np.nan, np.nan))
    first, last = np.array(ranges, dtype=float).reshape(-1, 2).T
    return frame.assign(first_grade=first, last_grade=last)


def _with_enrolment(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Fill an empty total from the grades; list totals that are not the sum of their grades."""
    grades = frame[[f"pupils_g{grade}" for grade in GRADES]]
    total = grades.sum(axis=1, min_count=1)
    differs = frame["enrolment"].notna() & total.notna() & (frame["enrolment"] != total)
    for (row, school), grades_sum in zip(frame[differs].iterrows(), total[differs], strict=True):
        about = {"row": row, "subject_id": school["school_id"], "name": school["name"]}
        log.note("warning", "enrolment_not_sum", total=int(school["enrolment"]), sum=int(grades_sum), **about)
    return frame.assign(enrolment=frame["enrolment"].fillna(total))


def _with_managing_school(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Resolve managing schools; a teaching point without one gets its township's 中心校."""
    managing = [_managing_school(row, school, frame, log) for row, school in frame.iterrows()]
    return frame.assign(managing_school_id=pd.Series(managing, index=frame.index, dtype="str"))


def _managing_school(row: Any, school: pd.Series[Any], frame: pd.DataFrame, log: IssueLog) -> str:
    about = {"row": row, "subject_id": school["school_id"], "name": school["name"]}
    named = school["managing_school_id"]
    if named:
        of_site = frame[(frame["site_id"] == named) | (frame["school_id"] == named)]
        if not of_site.empty:
            return _same_stage(of_site, school)
    if school["type_code"] != POINT:
        if named:
            log.note("error", "managing_school_unknown", code=named, **about)
        return ""
    centrals = frame[frame["is_central"] & (frame["township"] == school["township"])]
    centrals = centrals[~(centrals["first_grade"] >= GRADES[6]) & (centrals["type_code"] != POINT)]
    is_clear = len(centrals) == 1
    if named:
        wrong = "managing_school_not_in_ledger" if is_clear else "managing_school_unknown"
        log.note("error", wrong, code=named, **about)
    elif is_clear:
        log.note("info", "managing_school_by_default", central=centrals["name"].iloc[0], **about)
    else:
        lacking = "no_central_school" if centrals.empty else "several_central_schools"
        log.note("error", lacking, township=school["township"], **about)
    return str(centrals["school_id"].iloc[0]) if is_clear else ""


def _same_stage(candidates: pd.DataFrame, school: pd.Series[Any]) -> str:
    """Return the division that can take the school's children as they grow, else the first."""
    is_primary = school["type_code"] in PRIMARY_TYPES or school["division"] == PRIMARY
    fitting = candidates[candidates["division"] == (PRIMARY if is_primary else JUNIOR)]
    return str((fitting if not fitting.empty else candidates)["school_id"].iloc[0])


def _note_points_named_school(frame: pd.DataFrame, log: IssueLog) -> None:
    points = frame.loc[frame["type_code"] == POINT, ["school_id", "name"]]
    for row, school_id, name in points.itertuples():
        if _NAME_SAYS_SCHOOL.search(name):
            log.note("info", "point_named_school", row=row, subject_id=school_id, name=name)
