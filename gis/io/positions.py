"""From the longitudes and latitudes of a table to points inside the county."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
from pyproj import Transformer
from shapely import distance, points, prepare, transform
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gis.crs import county_crs
from gis.io.issuelog import IssueLog
from gis.model import STORAGE_CRS
from gis.resources import load_toml


@dataclass(frozen=True)
class _County:
    """The boundary in degrees and in metres."""

    degrees: BaseGeometry
    metres: BaseGeometry
    transformer: Transformer

    def metres_outside(self, point: Point) -> float:
        if self.degrees.covers(point):
            return 0.0
        return float(distance(self.metres, Point(*self.transformer.transform(point.x, point.y))))


def _county(boundary: BaseGeometry) -> _County:
    transformer = Transformer.from_crs(STORAGE_CRS, county_crs(boundary), always_xy=True)
    prepare(boundary)
    return _County(boundary, transform(boundary, transformer.transform, interleaved=False), transformer)


def locate(
    frame: pd.DataFrame, boundary: BaseGeometry, log: IssueLog, *, kind: Literal["school", "settlement"]
) -> gpd.GeoDataFrame:
    """Give every row its point; a row whose position cannot be right stays in the table without one.

    Parameters
    ----------
    frame
        Rows with ``<kind>_id``, ``name``, ``lon``, ``lat``; the index is the spreadsheet's row number.
    boundary
        The county in degrees.
    log
        Receives an Issue for each missing, impossible or outside position.
    kind
        What the rows are.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with geometry in EPSG:4490, None where the position is unknown. Its pupils stay in the
        record: their journeys are then unknown, which is not the same as unreachable.
    """
    county = _county(boundary)
    geometry = [
        _point(row, county, log, kind, subject_id, name, float(lon), float(lat))
        for row, subject_id, name, lon, lat in zip(
            frame.index, frame[f"{kind}_id"], frame["name"], frame["lon"], frame["lat"], strict=True
        )
    ]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, index=frame.index), crs=STORAGE_CRS)


def _point(
    row: Any, county: _County, log: IssueLog, kind: str, subject_id: str, name: str, lon: float, lat: float
) -> Point | None:
    limits = load_toml("schemas", "reading.toml")["position"]
    about = {"row": int(row), "subject_id": subject_id, "name": name}
    if math.isnan(lon) or math.isnan(lat):
        log.note("error", f"{kind}_without_position", column="经度", **about)
        return None
    place = {**about, "lon": f"{lon:g}", "lat": f"{lat:g}"}
    if not _in_china(lon, lat, limits):
        swapped = _in_china(lat, lon, limits)
        log.note("error", f"position_{'swapped' if swapped else 'not_degrees'}", column="经度", **place)
        return None
    point: Point = points(lon, lat)
    outside_m = county.metres_outside(point)
    if outside_m > limits["boundary_tolerance_m"]:
        log.note("error", f"{kind}_outside_county", column="经度", km=f"{outside_m / 1000:.1f}", **place)
        return None
    if outside_m > 0:
        log.note("warning", "position_on_boundary", column="经度", metres=f"{outside_m:.0f}", **place)
    return point


def _in_china(lon: float, lat: float, limits: dict[str, Any]) -> bool:
    return bool(
        limits["lon_min"] <= lon <= limits["lon_max"] and limits["lat_min"] <= lat <= limits["lat_max"]
    )
