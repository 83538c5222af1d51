"""Settlements and catchment zones."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.io.attendance import SchoolFinder
from gis.io.issuelog import IssueLog
from gis.io.positions import locate
from gis.io.tables import Table
from gis.schema import is_outside, load_schema

ZONE_COLUMNS = ("settlement_id", "grade_from", "grade_to", "school_id")


def build_settlements(table: Table, boundary: BaseGeometry) -> tuple[gpd.GeoDataFrame, IssueLog]:
    """Turn the settlement table as read into the plan's settlements.

    Returns
    -------
    tuple
        Settlements indexed by ``settlement_id`` with a point in EPSG:4490, and the Issues. A settlement
        outside the county or without a position stays, without a point; a second row with the same code is
        left out.
    """
    log = IssueLog(table.source.file, table.sheet)
    frame = table.frame
    is_repeated = frame["settlement_id"].duplicated() | frame["settlement_id"].map(is_outside).astype(bool)
    for row, settlement in frame[is_repeated].iterrows():
        log.note(
            "error",
            "settlement_repeated",
            row=row,
            subject_id=settlement["settlement_id"],
            name=settlement["name"],
            code=settlement["settlement_id"],
        )
    settlements = locate(frame[~is_repeated], boundary, log, kind="settlement")
    columns = [*load_schema("settlements").names[1:], "geometry"]
    return settlements.set_index("settlement_id")[columns], log


def build_zones(
    table: Table, schools: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, IssueLog]:
    """Turn the zone table as read into ``settlement_id, grade_from, grade_to, school_id`` per division."""
    log = IssueLog(table.source.file, table.sheet)
    finder = SchoolFinder(schools)
    zones: list[tuple[Any, ...]] = []
    for row, zone in table.frame.iterrows():
        settlement_id, code = zone["settlement_id"], zone["school_id"]
        divisions = finder.all_of(code)
        if settlement_id not in settlements.index:
            log.note("error", "zone_settlement_unknown", row=row, code=settlement_id)
        elif not divisions:
            log.note("error", "zone_school_unknown", row=row, code=code)
        else:
            zones += _by_division(zone, divisions)
    return zone_frame(zones), log


def _by_division(zone: pd.Series[Any], divisions: list[tuple[str, float, float]]) -> list[tuple[Any, ...]]:
    low, high = int(zone["grade_from"]), int(zone["grade_to"])
    if len(divisions) == 1:
        return [(zone["settlement_id"], low, high, divisions[0][0])]
    clipped = [(max(low, int(first)), min(high, int(last)), school) for school, first, last in divisions]
    return [(zone["settlement_id"], *part) for part in clipped if part[0] <= part[1]]


def zone_frame(zones: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return zones with their dtypes, also when there are none."""
    dtypes = dict.fromkeys(ZONE_COLUMNS, "str") | {"grade_from": "int64", "grade_to": "int64"}
    return pd.DataFrame(zones, columns=list(ZONE_COLUMNS)).astype(dtypes)
