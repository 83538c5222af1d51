"""Making observations in the field: each a value that waits for somebody to merge it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import geopandas as gpd
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.io.field.marker import now
from gis.io.field.photos import clean_photo
from gis.model import STORAGE_CRS, Observation, ObservationKind, Plan, Walker
from gis.network.storage import DEGREE_DECIMALS
from gis.resources import load_toml

NEW_LINE, ATTRIBUTES = "new", "attributes"


@dataclass(frozen=True)
class RoadCorrection:
    """What a ``road`` observation says of a road.

    Attributes
    ----------
    change
        ``new`` (the line was surveyed) or ``attributes`` (the line is a road of the plan).
    road_class, speed_kph, name
        "" and None leave what is known.
    """

    change: str
    road_class: str = ""
    speed_kph: float | None = None
    name: str = ""
    note: str = ""


def observe(kind: ObservationKind, *, author: str = "", **values: Any) -> Observation:
    """Return an observation of now; ``values`` as :class:`gis.model.Observation`."""
    return Observation(str(uuid4()), kind, author=author, when=now(), **values)


def with_observations(plan: Plan, *observations: Observation) -> Plan:
    """Return the plan with more observations; no figure changes by it."""
    return replace(plan, observations=(*plan.observations, *observations))


def observe_position(
    plan: Plan, subject_id: str, lon: float, lat: float, *, author: str = ""
) -> tuple[Observation, ...]:
    """Observe where a place really is (EPSG:4490); all divisions of a school's site move together."""
    wkt = wkt_of(Point(lon, lat))
    return tuple(
        observe(ObservationKind.POSITION, subject_id=name, wkt=wkt, author=author)
        for name in _same_site(plan, subject_id)
    )


def _same_site(plan: Plan, subject_id: str) -> tuple[str, ...]:
    if subject_id not in plan.schools.index or "site_id" not in plan.schools:
        return (subject_id,)
    site = plan.schools["site_id"].loc[subject_id]
    return tuple(plan.schools.index[plan.schools["site_id"] == site])


def observe_note(
    text: str, *, subject_id: str = "", place: tuple[float, float] | None = None, author: str = ""
) -> Observation:
    """Write a note about a school or village, or at a place (longitude, latitude)."""
    wkt = wkt_of(Point(place)) if place else ""
    return observe(ObservationKind.NOTE, subject_id=subject_id, text=text.strip(), wkt=wkt, author=author)


def observe_photo(
    data: bytes,
    *,
    file: str = "",
    text: str = "",
    subject_id: str = "",
    place: tuple[float, float] | None = None,
    author: str = "",
) -> Observation:
    """Keep a photo, made small and without position and camera data.

    Raises
    ------
    InputError
        photo_unreadable or photo_too_large.
    """
    wkt = wkt_of(Point(place)) if place else ""
    photo = clean_photo(data, file=file)
    return observe(
        ObservationKind.PHOTO, subject_id=subject_id, text=text.strip(), wkt=wkt, photo=photo, author=author
    )


def observe_walk(
    plan: Plan,
    settlement_id: str,
    school_id: str,
    minutes: float,
    *,
    walker: Walker = Walker.UNKNOWN,
    text: str = "",
    author: str = "",
) -> Observation:
    """Record how many minutes the walk from a village to a school took, and who walked.

    Raises
    ------
    InputError
        field_walk_impossible: no such village or school, or minutes out of the range of ``field.toml``.
    """
    longest = load_toml("schemas", "field.toml")["walk"]["longest_min"]
    known = settlement_id in plan.settlements.index and school_id in plan.schools.index
    if not known or not 0 < minutes <= longest:
        raise InputError("field_walk_impossible", minutes=f"{minutes:g}", longest=longest)
    return observe(
        ObservationKind.WALKING_TIME,
        subject_id=settlement_id,
        receiver_id=school_id,
        minutes=float(minutes),
        walker=walker,
        text=text.strip(),
        author=author,
    )


def observe_blocked_road(
    plan: Plan, lon: float, lat: float, *, text: str = "", author: str = ""
) -> Observation:
    """Record where a road cannot be passed.

    Raises
    ------
    InputError
        field_no_road_here: no road within ``road.reach_m`` (``field.toml``).
    """
    nearest_road(plan, lon, lat)
    return observe(
        ObservationKind.BLOCKED_ROAD, wkt=wkt_of(Point(lon, lat)), text=text.strip(), author=author
    )


def observe_road(correction: RoadCorrection, line: BaseGeometry, *, author: str = "") -> Observation:
    """Record a surveyed line, or another class or speed of a known one (``line`` in EPSG:4490).

    Raises
    ------
    InputError
        field_road_impossible: no line, an unknown class, or a speed that is none.
    """
    classes = load_toml("schemas", "field.toml")["road"]["classes"]
    speed = correction.speed_kph
    is_known = correction.road_class in classes or (
        not correction.road_class and correction.change == ATTRIBUTES
    )
    if not isinstance(line, LineString) or not is_known or (speed is not None and not speed > 0):
        raise InputError("field_road_impossible")
    said = {"change": correction.change, "class": correction.road_class, "speed_kph": speed}
    said |= {"name": correction.name, "note": correction.note}
    text = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)
    return observe(ObservationKind.ROAD, wkt=wkt_of(line), text=text, author=author)


def correction_of(seen: Observation) -> RoadCorrection:
    """Return what a ``road`` observation says.

    Raises
    ------
    InputError
        field_road_impossible: its text is not what :func:`observe_road` writes.
    """
    try:
        said: Mapping[str, Any] = json.loads(seen.text)
        speed = said.get("speed_kph")
        return RoadCorrection(
            change=said["change"],
            road_class=str(said.get("class", "")),
            speed_kph=None if speed is None else float(speed),
            name=str(said.get("name", "")),
            note=str(said.get("note", "")),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError("field_road_impossible") from error


def nearest_road(plan: Plan, lon: float, lat: float) -> tuple[int, LineString]:
    """Return the row of the nearest road within reach, and its line in EPSG:4490.

    Raises
    ------
    InputError
        field_no_road_here.
    """
    reach_m = load_toml("schemas", "field.toml")["road"]["reach_m"]
    point = gpd.GeoSeries([Point(lon, lat)], crs=STORAGE_CRS).to_crs(plan.roads.crs).iloc[0]
    lines = plan.roads.edges.geometry
    found = shapely.STRtree(lines.to_numpy()).query_nearest(point, max_distance=reach_m, all_matches=False)
    if not len(found):
        raise InputError("field_no_road_here", metres=f"{reach_m:g}")
    row = int(found[0])
    return row, lines.iloc[[row]].to_crs(STORAGE_CRS).iloc[0]


def wkt_of(shape: BaseGeometry) -> str:
    """Return a shape as text on the storage grid."""
    text: str = shapely.to_wkt(shape, rounding_precision=DEGREE_DECIMALS)
    return re.sub(r"\s+", " ", text)
