"""The county as the judge of positions: how far outside it a point lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from gis.crs import county_crs
from gis.model import STORAGE_CRS
from gis.resources import load_toml

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class County:
    """A boundary in degrees and in metres.

    Attributes
    ----------
    degrees, metres
        The polygon in EPSG:4490, and in the county's 3-degree Gauss-Kruger zone.
    tolerance_m
        How far outside a point may lie and still count as inside: the error of boundary maps.
    """

    degrees: BaseGeometry
    metres: BaseGeometry
    crs: CRS
    transformer: Transformer
    tolerance_m: float

    @classmethod
    def of(cls, boundary: BaseGeometry) -> County:
        """Return the county of a boundary in degrees."""
        crs = county_crs(boundary)
        transformer = Transformer.from_crs(STORAGE_CRS, crs, always_xy=True)
        metres = shapely.transform(boundary, transformer.transform, interleaved=False)
        shapely.prepare([boundary, metres])
        return cls(boundary, metres, crs, transformer, float(limits()["boundary_tolerance_m"]))

    def metres_outside(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Return how many metres outside the county points in degrees lie.

        Returns
        -------
        numpy.ndarray
            0 inside and on the line; infinite for NaN and for what is not in China.
        """
        outside = np.full(lon.shape, np.inf)
        rows = np.flatnonzero(is_in_china(lon, lat))
        points = shapely.points(lon[rows], lat[rows])
        covered = shapely.covers(self.degrees, points)
        outside[rows[covered]] = 0.0
        beyond = rows[~covered]
        outside[beyond] = shapely.distance(self.metres, self.points_in_metres(lon[beyond], lat[beyond]))
        return outside

    def covers(self, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
        """Return whether points in degrees count as inside."""
        inside: NDArray[np.bool_] = self.metres_outside(lon, lat) <= self.tolerance_m
        return inside

    def points_in_metres(self, lon: Numbers, lat: Numbers) -> NDArray[np.object_]:
        """Return points in degrees as points in the county's projected system."""
        points: NDArray[np.object_] = shapely.points(*self.transformer.transform(lon, lat))
        return points

    def tree_of(self, lines: gpd.GeoDataFrame | gpd.GeoSeries) -> shapely.STRtree:
        """Return a search tree over lines of any coordinate system, in metres."""
        shapes = lines.geometry
        return shapely.STRtree((shapes if shapes.crs == self.crs else shapes.to_crs(self.crs)).to_numpy())


def limits() -> dict[str, Any]:
    """Return the limits of positions (``resources/schemas/reading.toml``)."""
    position: dict[str, Any] = load_toml("schemas", "reading.toml")["position"]
    return position


def is_in_china(lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    """Return whether numbers can be degrees of a place in China; False for NaN."""
    box = limits()
    inside: NDArray[np.bool_] = (lon >= box["lon_min"]) & (lon <= box["lon_max"])
    inside &= (lat >= box["lat_min"]) & (lat <= box["lat_max"])
    return inside
