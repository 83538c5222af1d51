"""Layers of vector files brought to EPSG:4490, by what the file says or by what the user answered."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.errors import InputError
from gis.model import STORAGE_CRS, Issue
from gis.vectors.layers import VectorLayer, is_on_earth

Floats = NDArray[np.float64]
ToDegrees = Callable[[Floats, Floats], tuple[Floats, Floats]]

_OLD_DATUMS = ("Beijing 1954", "Beijing_1954", "Xian 1980", "Xian_1980")
_MOST_OF_DEGREES = 360


def in_degrees(
    read: VectorLayer, file: str, *, role: str, to_degrees: ToDegrees | None = None
) -> VectorLayer:
    """Bring a layer to EPSG:4490.

    Parameters
    ----------
    role
        Role of the file at the import, for the sentence that asks for its coordinate system.
    to_degrees
        The user's answer: turns the file's x and y into longitude and latitude, whatever the file says.

    Raises
    ------
    InputError
        vector_no_crs: the file does not say what its numbers mean; vector_crs_contradicts: they cannot mean
        what it says; vector_answer_contradicts: they cannot mean what the user said.
    """
    frame, issues = read.frame, read.issues
    bounds = _bounds_text(frame)
    if to_degrees is not None:
        shapes = shapely.transform(
            frame.geometry.to_numpy(), lambda xy: np.column_stack(to_degrees(xy[:, 0], xy[:, 1]))
        )
        frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index), crs=STORAGE_CRS)
    elif frame.crs is None:
        raise InputError("vector_no_crs", file=file, role=role, bounds=bounds)
    else:
        issues = (*issues, *_datum_issues(frame.crs, file))
        named = frame.crs.name
        frame = frame.to_crs(STORAGE_CRS)
        if not is_on_earth(frame):
            raise InputError("vector_crs_contradicts", file=file, role=role, crs=named, bounds=bounds)
    if not is_on_earth(frame):
        raise InputError("vector_answer_contradicts", file=file, role=role, bounds=bounds)
    return VectorLayer(frame, read.layer, issues)


def _bounds_text(frame: gpd.GeoDataFrame) -> str:
    west, south, east, north = frame.total_bounds
    digits = 4 if max(map(abs, frame.total_bounds)) <= _MOST_OF_DEGREES else 0
    return f"x {west:.{digits}f} – {east:.{digits}f},y {south:.{digits}f} – {north:.{digits}f}"


def _datum_issues(crs: CRS, file: str) -> list[Issue]:
    """Say that a position may be off where the datum is one of before 2008."""
    name = f"{crs.name} {crs.datum.name if crs.datum else ''}"
    if any(datum in name for datum in _OLD_DATUMS):
        return [Issue("warning", "vector_old_datum", file, values={"file": file, "crs": crs.name})]
    return []
