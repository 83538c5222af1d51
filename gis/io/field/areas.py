"""Areas of field copies that are no townships: a box in degrees, the surroundings of schools."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.messages import describe
from gis.model import STORAGE_CRS, Plan
from gis.resources import load_toml

_NAMES_SHOWN = 3
_M_PER_KM = 1000.0


@dataclass(frozen=True)
class Area:
    """A part of the county.

    Attributes
    ----------
    shape
        A polygon in EPSG:4490.
    words
        What it is, as the copy says it.
    """

    shape: BaseGeometry
    words: str


def usual_radius_km() -> float:
    """Return how far around schools an area reaches where nobody says it."""
    return float(load_toml("schemas", "field.toml")["area"]["radius_km"])


def largest_radius_km() -> float:
    """Return the largest radius around schools that is taken."""
    return float(load_toml("schemas", "field.toml")["area"]["largest_radius_km"])


def area_of_box(west: float, south: float, east: float, north: float, words: str = "") -> Area:
    """Return the area between two meridians and two parallels (degrees).

    Raises
    ------
    InputError
        field_box_wrong: the numbers bound no area on the earth.
    """
    bounds = {"west": west, "south": south, "east": east, "north": north}
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError("field_box_wrong", **{key: f"{value:g}" for key, value in bounds.items()})
    told = {key: f"{value:.3f}" for key, value in bounds.items()}
    return Area(shapely.box(west, south, east, north), words or describe("field_area_box", told).what)


def area_of_map(west: float, south: float, east: float, north: float) -> Area:
    """Return the area that a map shows (degrees)."""
    return area_of_box(west, south, east, north, describe("field_area_map", {}).what)


def area_around(plan: Plan, school_ids: Collection[str], radius_km: float) -> Area:
    """Return the area within some kilometres, as the crow flies, of schools.

    Parameters
    ----------
    school_ids
        Codes of schools, with or without their division.
    radius_km
        More than 0, at most ``area.largest_radius_km`` (``field.toml``).

    Raises
    ------
    InputError
        field_radius_wrong, field_school_unknown, field_school_unplaced.
    """
    if not 0 < radius_km <= largest_radius_km():
        raise InputError("field_radius_wrong", given=f"{radius_km:g}", largest=f"{largest_radius_km():g}")
    schools = plan.schools
    unknown = sorted(set(school_ids) - {*schools.index, *schools["site_id"]})
    if unknown:
        raise InputError("field_school_unknown", codes="、".join(unknown))
    chosen = schools[schools.index.isin(school_ids) | schools["site_id"].isin(school_ids)]
    names = list(dict.fromkeys(chosen["name"]))
    placed = chosen.geometry[chosen.geometry.notna() & ~chosen.geometry.is_empty]
    if placed.empty:
        raise InputError("field_school_unplaced", names="、".join(names))
    circles = placed.to_crs(plan.roads.crs).buffer(radius_km * _M_PER_KM).union_all()
    shape = gpd.GeoSeries([circles], crs=plan.roads.crs).to_crs(STORAGE_CRS).iloc[0]
    values = {"names": "、".join(names[:_NAMES_SHOWN]), "count": len(names), "km": f"{radius_km:g}"}
    code = "field_area_around_many" if len(names) > _NAMES_SHOWN else "field_area_around"
    return Area(shape, describe(code, values).what)
