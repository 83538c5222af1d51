"""The shapes of changes to the roads, and which stretches of a road they mean.

A stretch is a pair of metres from the start of a line, in the plane of the network.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gis.layout import NetworkEdit, NetworkEditKind

Stretch = tuple[float, float]
# NaN is like nothing but itself: all changes without a speed share this one
_NO_SPEED = NetworkEdit("", NetworkEditKind.CLOSE, "", "").running_kph
_STEP_M = 10.0                      # how closely a road is compared with a drawn line
_AT_SIDE = 0.999                    # so near to the side of the frame a road is leaving it


def shape_of(edit: NetworkEdit) -> BaseGeometry:
    """Return where a change is, in EPSG:4490.

    Raises
    ------
    shapely.errors.ShapelyError
        Its text is no shape.
    """
    shape: BaseGeometry = shapely.from_wkt(edit.wkt)
    return shape


def plain_wkt(shape: BaseGeometry) -> str:
    """Return the one text that stands for a shape: equal shapes have equal texts, no digit is lost."""
    text: str = shapely.to_wkt(shapely.force_2d(shape), rounding_precision=-1, trim=True)
    return text


def plain_edit(edit: NetworkEdit) -> NetworkEdit:
    """Return a change in the one way it can be written: equal changes are equal, also after a plan file."""
    speed = _NO_SPEED if math.isnan(edit.running_kph) else float(edit.running_kph)
    return replace(edit, wkt=plain_wkt(shape_of(edit)), running_kph=speed)


def stretches_inside(line: LineString, area: BaseGeometry, least_m: float) -> list[Stretch]:
    """Return the stretches of a line inside an area, in order; what is shorter than ``least_m`` is none."""
    inside: list[Stretch] = []
    for start, end in pairwise(_cuts(line, area, least_m)):
        if area.intersects(line.interpolate((start + end) / 2)):
            if inside and inside[-1][1] == start:
                inside[-1] = (inside[-1][0], end)
            else:
                inside.append((start, end))
    return inside


def _cuts(line: LineString, area: BaseGeometry, least_m: float) -> list[float]:
    """Return where a line crosses the edge of an area, with its own ends."""
    length = line.length
    crossing = shapely.get_coordinates(line.intersection(area.boundary))
    cuts = [0.0]
    for place in np.sort(shapely.line_locate_point(line, shapely.points(crossing))).tolist():
        if cuts[-1] + least_m <= place <= length - least_m:
            cuts.append(place)
    return [*cuts, length]


def stretches_along(
    line: LineString,
    drawn: LineString,
    *,
    within_m: float,
    least_m: float,
    along_share: float,
    leaving_factor: float,
) -> list[Stretch]:
    """Return the stretches of a road that run along a drawn line, not those that cross or leave it.

    Parameters
    ----------
    line, drawn
        The road, and what was drawn.
    within_m
        How far from the drawn line the road may be; beyond the line's ends it is never meant.
    least_m
        Parts shorter than this are no parts.
    along_share
        Least length on the drawn line over length of the road.
    leaving_factor
        A stretch that leaves the line sideways must be longer than so many times ``within_m``.
    """
    frame = drawn.buffer(within_m, cap_style="flat")

    def leaves(place: float) -> bool:
        aside_m = float(drawn.distance(line.interpolate(place)))
        return 0 < place < line.length and aside_m >= within_m * _AT_SIDE

    def is_meant(start: float, end: float) -> bool:
        count = max(2, int((end - start) // _STEP_M) + 2)
        points = shapely.line_interpolate_point(line, np.linspace(start, end, count))
        on_drawn = np.abs(np.diff(shapely.line_locate_point(drawn, points))).sum()
        if on_drawn < along_share * (end - start):
            return False
        return end - start >= leaving_factor * within_m or not (leaves(start) or leaves(end))

    return [stretch for stretch in stretches_inside(line, frame, least_m) if is_meant(*stretch)]
