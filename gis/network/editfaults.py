"""What makes a change to the roads unusable, whatever the roads are."""

from __future__ import annotations

import math
from collections.abc import Mapping

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gis.layout import NetworkEdit, NetworkEditKind
from gis.network.editshapes import shape_of
from gis.network.parameters import reading_rules

_LINES = frozenset({"LineString", "MultiLineString"})
_LINES_AREAS = _LINES | {"Polygon", "MultiPolygon"}
_ALL = _LINES_AREAS | {"Point", "MultiPoint"}
SHAPES: Mapping[NetworkEditKind, frozenset[str]] = {
    NetworkEditKind.CLOSE: _ALL,
    NetworkEditKind.SPEED: _ALL,
    NetworkEditKind.DANGER: _ALL,
    NetworkEditKind.ADD: _LINES,
    NetworkEditKind.BARRIER: _LINES_AREAS,
}
_EAST, _NORTH = 180.0, 90.0


def edit_fault(edit: NetworkEdit) -> str | None:
    """Return the code of what makes a change unusable, None if nothing does.

    The sentences' values are ``name`` and ``road_class``.
    """
    if not edit.name.strip():
        return "edit_unnamed"
    return _shape_fault(edit) or _use_fault(edit)


def _shape_fault(edit: NetworkEdit) -> str | None:
    try:
        shape = shape_of(edit)
    except ShapelyError:
        return "edit_shape_damaged"
    if shape is None or shape.is_empty or not _is_on_earth(shape):
        return "edit_shape_damaged"
    if shape.geom_type not in SHAPES[edit.kind]:
        return f"edit_shape_wrong_{edit.kind}"
    is_flat = shape.geom_type.endswith("LineString") and not all(
        part.length > 0 for part in shapely.get_parts(shape)
    )
    return "edit_shape_damaged" if is_flat or not shape.is_valid else None


def _is_on_earth(shape: BaseGeometry) -> bool:
    xy = shapely.get_coordinates(shape)
    return bool((abs(xy) <= (_EAST, _NORTH)).all())         # NaN and infinities are not either


def _use_fault(edit: NetworkEdit) -> str | None:
    has_speed = math.isfinite(edit.running_kph) and edit.running_kph > 0
    if not has_speed and (edit.kind is NetworkEditKind.SPEED or not math.isnan(edit.running_kph)):
        return "edit_speed_impossible"
    if edit.kind is NetworkEditKind.CLOSE and not (edit.walk or edit.drive):
        return "edit_closes_to_nobody"
    return _new_road_fault(edit) if edit.kind is NetworkEditKind.ADD else None


def _new_road_fault(edit: NetworkEdit) -> str | None:
    rules = reading_rules()
    if edit.road_class not in rules.walkable_classes | rules.drivable_classes:
        return "edit_class_unknown"
    return None if any(uses_of_new(edit)) else "edit_opens_to_nobody"


def uses_of_new(edit: NetworkEdit) -> tuple[bool, bool]:
    """Return whether a new road is open on foot and to vehicles: as its class is, if not said otherwise."""
    rules = reading_rules()
    walk = edit.walk and edit.road_class in rules.walkable_classes
    drive = edit.drive and (edit.road_class in rules.drivable_classes or edit.running_kph > 0)
    return walk, drive
