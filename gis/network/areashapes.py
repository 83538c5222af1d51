"""What areas are drawn of: short runs of lines, and polygons."""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.progress import Progress

AT_ONCE = 16                        # shapes that are united in one go
STEP = "reach"

Shapes = NDArray[np.object_]


def united(shapes: Sequence[BaseGeometry], report: Progress) -> BaseGeometry:
    """Return the union of many shapes, worked out piece by piece so that it can be stopped."""
    left: Shapes = np.empty(len(shapes), dtype=object)
    left[:] = shapes
    left = left[~shapely.is_empty(left)]
    if len(left) > AT_ONCE:                                 # neighbours together
        left = left[np.argsort(gpd.GeoSeries(left).hilbert_distance().to_numpy(), kind="stable")]
    rounds = max(1, math.ceil(math.log(max(2, len(left)), AT_ONCE)))
    for k in range(rounds):                                 # each takes about as long as the others
        groups = range(0, len(left), AT_ONCE)
        joined = np.empty(len(groups), dtype=object)
        for place, start in enumerate(groups):
            report((k + place / len(groups)) / rounds, STEP)
            joined[place] = shapely.union_all(left[start : start + AT_ONCE])
        left = joined
    whole: BaseGeometry = left[0] if len(left) else shapely.MultiPolygon()
    return whole


def short_lines(lines: Shapes, length_m: float) -> Shapes:
    """Cut lines into straight pieces joined to runs of about a length."""
    lines = shapely.get_parts(lines)
    lines = lines[~shapely.is_empty(lines)]
    if not len(lines):
        return np.empty(0, dtype=object)
    xy, owner = shapely.get_coordinates(shapely.segmentize(lines, length_m), return_index=True)
    step = np.append(0.0, np.hypot(*np.diff(xy, axis=0).T))
    starts = np.append(True, np.diff(owner) > 0)
    along = np.cumsum(np.where(starts, 0.0, step))
    along -= along[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    run = np.floor(along / length_m)
    first = np.flatnonzero(starts | np.append(True, np.diff(run) > 0))
    last = np.append(first[1:], len(xy))
    # a run goes on to the first point of the next one of the same line
    last = np.where(np.append(starts[first[1:]], True), last, last + 1)
    count = last - first
    wide = count > 1
    first, count = first[wide], count[wide]
    position = np.repeat(first - np.append(0, np.cumsum(count)[:-1]), count) + np.arange(count.sum())
    runs: Shapes = shapely.linestrings(xy[position], indices=np.repeat(np.arange(len(count)), count))
    return runs


def pieces_of_areas(shapes: Shapes) -> Shapes:
    """Return the polygons of shapes, made valid."""
    parts: Shapes = shapely.get_parts(shapely.make_valid(shapes))
    waters: Shapes = parts[shapely.get_dimensions(parts) == 2]
    return waters


def polygons(area: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry as one MultiPolygon."""
    parts = shapely.get_parts(area)
    parts = shapely.get_parts(parts)                        # of collections
    parts = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    whole: BaseGeometry = shapely.multipolygons(parts) if len(parts) else shapely.MultiPolygon()
    return whole


def holes(area: BaseGeometry) -> Shapes:
    """Return the holes of an area, filled."""
    rings, owner = shapely.get_rings(shapely.get_parts(polygons(area)), return_index=True)
    is_outer = np.append(True, np.diff(owner) > 0)[: len(rings)]
    found: Shapes = shapely.polygons(rings[~is_outer])
    return found
