"""Settlements."""

from __future__ import annotations

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from gis.io.issuelog import IssueLog
from gis.io.positions import locate
from gis.io.tables import Table
from gis.schema import is_outside, load_schema


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
