"""Coordinate systems: stored in CGCS2000 degrees, computed in the county's 3-degree Gauss-Kruger zone."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from shapely import make_valid
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.progress import give_way

FIRST_ZONE, LAST_ZONE = 25, 45          # central meridians 75°E … 135°E
FIRST_UNNUMBERED_EPSG = 4534            # CGCS2000 / 3-degree Gauss-Kruger CM 75E
AT_ONCE = 2000                          # shapes; see `reproject`


def gauss_kruger_crs(longitude: float) -> CRS:
    """Return the unnumbered CGCS2000 3-degree Gauss-Kruger zone of a longitude.

    Parameters
    ----------
    longitude
        Degrees east, of the county's centroid.

    Returns
    -------
    pyproj.CRS
        EPSG 4534 (central meridian 75°E) to 4554 (135°E).

    Raises
    ------
    InputError
        The longitude lies outside the zones (73.5°E to 136.5°E): not in China, or not degrees.

    Notes
    -----
    zone = round(longitude / 3); EPSG = 4534 + (zone - 25).
    """
    zone = round(longitude / 3)
    if not FIRST_ZONE <= zone <= LAST_ZONE:
        raise InputError("longitude_outside_china", longitude=f"{longitude:.4f}")
    return CRS.from_epsg(FIRST_UNNUMBERED_EPSG + zone - FIRST_ZONE)


def county_crs(boundary_in_degrees: BaseGeometry) -> CRS:
    """Return the computing CRS of a county from its boundary in degrees."""
    return gauss_kruger_crs(make_valid(boundary_in_degrees).centroid.x)


def reproject(shapes: NDArray[np.object_], source: Any, target: Any) -> NDArray[np.object_]:
    """Return shapes in another coordinate system, worked out portion by portion.

    The libraries let no other thread of the program work meanwhile; a county's roads in one go would hold
    up the window for more than a tenth of a second.

    Parameters
    ----------
    shapes
        Geometries (one-dimensional); None stays None.
    source, target
        Anything that :class:`pyproj.CRS` understands.
    """
    moved: NDArray[np.object_] = np.empty(len(shapes), dtype=object)
    for start in range(0, len(shapes), AT_ONCE):
        portion = gpd.GeoSeries(shapes[start : start + AT_ONCE], crs=source)
        moved[start : start + AT_ONCE] = portion.to_crs(target).to_numpy()
        give_way()
    return moved
