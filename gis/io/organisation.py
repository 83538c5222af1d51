"""Which school a village is zoned to, and which schools feed which: 划片 and 对口升学."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import InputError
from gis.io.attendance import SchoolFinder
from gis.io.directory import split_codes
from gis.io.files import source_of
from gis.io.issuelog import IssueLog
from gis.io.tables import Table
from gis.model import GRADES, STORAGE_CRS, Issue, Source
from gis.schema import load_schema, match_headers

ZONE_COLUMNS = ("settlement_id", "grade_from", "grade_to", "school_id")
FEEDER_COLUMNS = ("from_school_id", "to_school_id")
Zone = tuple[str, int, int, str]


@dataclass(frozen=True)
class ZoneAreas:
    """A zone map: areas in EPSG:4490 with ``school_id`` (codes), ``grade_from``, ``grade_to``."""

    frame: gpd.GeoDataFrame
    source: Source
    issues: tuple[Issue, ...] = ()


# ---- 划片


def build_zones(
    table: Table, schools: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, IssueLog]:
    """Turn the zone table as read into ``settlement_id, grade_from, grade_to, school_id`` per division.

    多校划片: several rows of one settlement, or several codes in one cell (separated by 、).
    """
    log = IssueLog(table.source.file, table.sheet)
    finder = SchoolFinder(schools)
    zones: list[Zone] = []
    for row, zone in table.frame.iterrows():
        settlement_id = zone["settlement_id"]
        if settlement_id not in settlements.index:
            log.note("error", "zone_settlement_unknown", row=row, code=settlement_id)
            continue
        span = int(zone["grade_from"]), int(zone["grade_to"])
        zones += _zoned(settlement_id, span, zone["school_id"], finder, log, row)
    return _finished(zones, log), log


def zones_of_areas(
    areas: ZoneAreas, schools: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, IssueLog]:
    """Zone every settlement by the area that it lies in; a point on a border lies in both areas.

    Returns
    -------
    tuple
        As :func:`build_zones`. A settlement in areas of different schools is zoned to all of them and listed;
        one that lies in no area, or has no position, is listed.
    """
    log = IssueLog(areas.source.file)
    finder = SchoolFinder(schools)
    placed = settlements[~(settlements.geometry.isna() | settlements.geometry.is_empty)]
    for settlement_id in settlements.index.difference(placed.index, sort=False):
        about = {"subject_id": settlement_id, "name": settlements.at[settlement_id, "name"]}
        log.note("warning", "zone_settlement_unplaced", **about)
    tree = shapely.STRtree(areas.frame.geometry.to_numpy())
    points, found = tree.query(placed.geometry.to_numpy(), predicate="intersects")
    zones: list[Zone] = []
    for position, settlement_id in enumerate(placed.index):
        inside = areas.frame.iloc[np.sort(found[points == position])]
        about = {"subject_id": settlement_id, "name": placed.at[settlement_id, "name"]}
        if inside.empty:
            log.note("warning", "zone_in_none", **about)
        elif overlap := _overlap(inside):
            log.note("warning", "zone_in_several", count=len(inside), schools="、".join(overlap), **about)
        for row, area in inside.iterrows():
            span = int(area["grade_from"]), int(area["grade_to"])
            zones += _zoned(str(settlement_id), span, area["school_id"], finder, log, row)
    log.issues[:] = list({repr(issue): issue for issue in log.issues}.values())
    return _finished(zones, log), log


def _overlap(inside: gpd.GeoDataFrame) -> list[str]:
    """Return the codes of the areas if two of them claim the same grade for different schools."""
    rows = list(zip(inside["school_id"], inside["grade_from"], inside["grade_to"], strict=True))
    clash = any(
        a[0] != b[0] and a[1] <= b[2] and b[1] <= a[2] for k, a in enumerate(rows) for b in rows[k + 1 :]
    )
    return [str(codes) for codes, _, _ in rows] if clash else []


def _zoned(
    settlement_id: str, span: tuple[int, int], codes: object, finder: SchoolFinder, log: IssueLog, row: Any
) -> Iterator[Zone]:
    for code in split_codes(codes):
        divisions = finder.all_of(code)
        if not divisions:
            log.note("error", "zone_school_unknown", row=row, code=code)
        elif len(divisions) == 1:
            yield settlement_id, *span, divisions[0][0]
        else:
            for school_id, first, last in divisions:
                clipped = _common(span, first, last)
                if clipped[0] <= clipped[1]:
                    yield settlement_id, *clipped, school_id


def _common(span: tuple[int, int], first: float, last: float) -> tuple[int, int]:
    """Return the grades that a span shares with those of a division; unknown ones do not limit it."""
    low = span[0] if first != first else max(span[0], int(first))
    high = span[1] if last != last else min(span[1], int(last))
    return low, high


def _finished(zones: list[Zone], log: IssueLog) -> pd.DataFrame:
    """Return every zone once; say how many villages have several schools in one grade."""
    frame = zone_frame(list(dict.fromkeys(zones)))
    several = {
        str(settlement_id)
        for settlement_id, rows in frame.groupby("settlement_id")
        if any(((rows["grade_from"] <= g) & (rows["grade_to"] >= g)).sum() > 1 for g in GRADES)
    }
    if several:
        log.note("info", "zone_several_schools", places=len(several))
    return frame


def zone_frame(zones: list[Zone]) -> pd.DataFrame:
    """Return zones with their dtypes, also when there are none."""
    dtypes = dict.fromkeys(ZONE_COLUMNS, "str") | {"grade_from": "int64", "grade_to": "int64"}
    return pd.DataFrame(zones, columns=list(ZONE_COLUMNS)).astype(dtypes)


def read_zone_areas(path: Path, frame: gpd.GeoDataFrame) -> ZoneAreas:
    """Find the fields of a zone map.

    Parameters
    ----------
    path
        The file that ``frame`` was read from.
    frame
        Areas in EPSG:4490 with the file's own field names.

    Raises
    ------
    InputError
        zone_map_without_schools: no field with school codes.
    """
    fields = [str(name) for name in frame.columns if name != frame.geometry.name]
    schema = load_schema("zones")
    found = match_headers(fields, schema)
    if "school_id" not in found:
        raise InputError("zone_map_without_schools", file=path.name)
    grades = {
        name: _grades(frame, fields[found[name]] if name in found else None, int(schema[name].default))
        for name in ("grade_from", "grade_to")
    }
    codes = frame[fields[found["school_id"]]].map(_code_text)
    areas = gpd.GeoDataFrame({"school_id": codes, **grades}, geometry=frame.geometry, crs=STORAGE_CRS)
    return ZoneAreas(areas, source_of(path, role="zones", rows=len(areas)))


def _code_text(value: object) -> str:
    """Return a code of a vector file, where it may have become a number."""
    if isinstance(value, float):
        return str(int(value)) if value == value else ""
    return "" if value is None else str(value)


def _grades(frame: gpd.GeoDataFrame, field: str | None, default: int) -> pd.Series[Any]:
    if field is None:
        return pd.Series(default, index=frame.index, dtype="int64")
    grades: pd.Series[Any] = pd.to_numeric(frame[field], errors="coerce").fillna(default).astype("int64")
    return grades


# ---- 对口升学


def build_feeders(table: Table, schools: gpd.GeoDataFrame) -> tuple[pd.DataFrame, IssueLog]:
    """Turn the 对口升学 table as read into ``Plan.feeders``, every link once, between ledger rows."""
    log = IssueLog(table.source.file, table.sheet)
    finder = SchoolFinder(schools)
    links: list[tuple[str, str]] = []
    for row, link in table.frame.iterrows():
        givers = _ends(link["from_school_id"], finder, log, row, leaving=True)
        takers = _ends(link["to_school_id"], finder, log, row, leaving=False)
        for giver in givers:
            links += [(giver, taker) for taker in takers if _is_possible(giver, taker, schools, log, row)]
    return feeder_frame(dict.fromkeys(links)), log


def feeder_frame(links: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Return links with their dtypes, also when there are none."""
    return pd.DataFrame(list(links), columns=list(FEEDER_COLUMNS)).astype("str")


def _ends(codes: object, finder: SchoolFinder, log: IssueLog, row: Any, *, leaving: bool) -> Iterator[str]:
    """Return the ledger rows of an end: of a combined school the division that leaves or takes pupils."""
    for code in split_codes(codes):
        divisions = finder.all_of(code)
        if not divisions:
            log.note("error", "feeder_school_unknown", row=row, code=code)
            continue
        grade = 1 if leaving else 2
        chosen = min(divisions, key=lambda d: d[grade]) if leaving else max(divisions, key=lambda d: d[grade])
        yield chosen[0]


def _is_possible(giver: str, taker: str, schools: gpd.GeoDataFrame, log: IssueLog, row: Any) -> bool:
    names = {end: str(schools.at[code, "name"]) for end, code in (("from_name", giver), ("to_name", taker))}
    if giver == taker:
        log.note("error", "feeder_to_itself", row=row, subject_id=giver, name=names["from_name"])
        return False
    last = float(schools.at[giver, "last_grade"])
    first, highest = float(schools.at[taker, "first_grade"]), float(schools.at[taker, "last_grade"])
    if last == last and not (first <= last + 1 <= highest) and first == first and highest == highest:
        log.note("error", "feeder_wrong_stage", row=row, subject_id=giver, grade=int(last) + 1, **names)
        return False
    return True
