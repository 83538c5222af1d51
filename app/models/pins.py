"""What was seen in the field, as pins on the map."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry import LineString, Point

from app import labels
from gis.messages import describe
from gis.model import Observation, ObservationKind, Plan

SAME_PLACE_DEGREES = 1e-7


def pins_of(plan: Plan) -> list[dict[str, Any]]:
    """Return a pin for every observation that has a place: its own, or its school's or village's."""
    pins = []
    for seen in plan.observations:
        home = _home(plan, seen.subject_id)
        place = _own_place(seen) or home
        is_done = seen.kind is ObservationKind.POSITION and _is_same(place, home)
        if place is not None and not is_done:
            what = {"kind": seen.kind.value, "lines": _lines(plan, seen)}
            pins.append({"lon": place.x, "lat": place.y, **what})
    return pins


def place_of(plan: Plan, seen: Observation) -> Point | None:
    """Return where an observation belongs on the map, None if nowhere."""
    return _own_place(seen) or _home(plan, seen.subject_id)


def observation_words(plan: Plan, seen: Observation) -> str:
    """Return an observation in a line or two: what, where, what it says."""
    return "\n".join(_lines(plan, seen))


def _lines(plan: Plan, seen: Observation) -> list[str]:
    from gis.io.field.wording import observation_text, place_name

    language = labels.language()
    what = describe(f"field_what_{seen.kind.value}", {}, language).what
    name = place_name(plan, seen.subject_id)
    return [f"{what} {name}".strip(), *filter(None, [observation_text(plan, seen, language)])]


def _own_place(seen: Observation) -> Point | None:
    shape = shapely.from_wkt(seen.wkt, on_invalid="ignore") if seen.wkt else None
    if isinstance(shape, LineString) and not shape.is_empty:
        return shape.interpolate(0.5, normalized=True)
    return shape if isinstance(shape, Point) and not shape.is_empty else None


def _home(plan: Plan, subject_id: str) -> Point | None:
    for frame in (plan.schools, plan.settlements):
        if subject_id in frame.index:
            point = frame.geometry.loc[subject_id]
            return None if point is None or point.is_empty else point
    return None


def _is_same(one: Point | None, other: Point | None) -> bool:
    return one is not None and other is not None and one.distance(other) < SAME_PLACE_DEGREES
