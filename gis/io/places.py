"""Settlements."""

from __future__ import annotations

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.issuelog import IssueLog
from gis.io.placing import KnownPlaces
from gis.io.positions import ROLES, locate
from gis.io.tables import Table
from gis.schema import is_outside, load_schema


def build_settlements(
    table: Table,
    boundary: BaseGeometry,
    *,
    choices: ImportChoices = NO_CHOICES,
    roads: gpd.GeoDataFrame | None = None,
    pupils: Table | None = None,
) -> tuple[gpd.GeoDataFrame, IssueLog]:
    """Turn the settlement table as read into the plan's settlements.

    Parameters
    ----------
    table
        The settlement table (``resources/schemas/settlements.csv``).
    boundary
        The county in degrees.
    choices, roads
        What positions are found by; see :func:`gis.io.positions.locate`.
    pupils
        A table of pupils by village; where it has positions, villages without one may take theirs.

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
    other = pupils if pupils is not None and pupils.source.sha256 != table.source.sha256 else None
    known = _with_positions(other, boundary, choices, roads) if other is not None else None
    settlements = locate(
        frame[~is_repeated], boundary, log, kind="settlement", choices=choices, roads=roads, known=known
    )
    columns = [*load_schema("settlements").names[1:], "geometry"]
    return settlements.set_index("settlement_id")[columns], log


def _with_positions(
    table: Table, boundary: BaseGeometry, choices: ImportChoices, roads: gpd.GeoDataFrame | None
) -> KnownPlaces | None:
    """Return the villages of a pupil table that has positions; its faults are not told a second time."""
    if not {"name", "lon", "lat"} <= table.found:
        return None
    system = choices.coordinates.get("pupils", "")
    asked = ImportChoices(coordinates={ROLES["settlement"]: system})
    frame = table.frame.drop_duplicates("settlement_id").assign(position_source="")
    log = IssueLog(table.source.file, table.sheet)
    located = locate(frame, boundary, log, kind="settlement", choices=asked, roads=roads)
    return KnownPlaces.of(located.set_index("settlement_id"), table.source.file)
