"""Places that stand twice in a table, or whose township is written in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from gis.io.checks.records import Fault, Records, rules, school_fault, settlement_fault, titled
from gis.schema import normalise

_NAMED = 3


def _groups(keys: dict[Any, list[Any]]) -> Iterator[list[Any]]:
    return (rows for rows in keys.values() if len(rows) > 1)


def schools_at_one_point(records: Records) -> Iterator[Fault]:
    """Find different schools with one gate; divisions of one school have one."""
    keys: dict[Any, list[Any]] = {}
    for school, place in zip(records.schools.itertuples(), _rounded(records.schools), strict=True):
        if place is not None:
            keys.setdefault(place, []).append(school)
    for rows in _groups(keys):
        if len({school.site_id for school in rows}) > 1:
            others = "、".join(titled(school) for school in rows[1 : _NAMED + 1])
            yield school_fault("warning", "schools_at_one_point", rows[0], column="lon", others=others)


def settlements_at_one_point(records: Records) -> Iterator[Fault]:
    """Find settlements that stand on one point."""
    keys: dict[Any, list[Any]] = {}
    for settlement, place in zip(
        records.settlements.itertuples(), _rounded(records.settlements), strict=True
    ):
        if place is not None:
            keys.setdefault(place, []).append(settlement)
    for rows in _groups(keys):
        others = "、".join(settlement.name for settlement in rows[1 : _NAMED + 1])
        about = {"others": others, "count": len(rows)}
        yield settlement_fault("warning", "settlements_at_one_point", rows[0], column="lon", **about)


def _rounded(places: gpd.GeoDataFrame) -> list[tuple[float, float] | None]:
    decimals = rules("position")["decimals"]
    return [
        None if point is None or point.is_empty else (round(point.x, decimals), round(point.y, decimals))
        for point in places.geometry
    ]


def school_name_repeated(records: Records) -> Iterator[Fault]:
    """Find names that several schools of a township have."""
    keys: dict[Any, dict[str, Any]] = {}
    for school in records.schools.itertuples():
        key = (normalise(school.township), normalise(school.name))
        keys.setdefault(key, {}).setdefault(school.site_id, school)
    for sites in keys.values():
        first, *others = sites.values()
        for school in others:
            about = {"township": school.township, "given": school.site_id, "first": first.site_id}
            yield school_fault("warning", "school_name_repeated", school, column="name", **about)


def settlement_name_repeated(records: Records) -> Iterator[Fault]:
    """Find names that several settlements of a village have."""
    keys: dict[Any, list[Any]] = {}
    for settlement in records.settlements.itertuples():
        key = tuple(map(normalise, (settlement.township, settlement.village, settlement.name)))
        keys.setdefault(key, []).append(settlement)
    for rows in _groups(keys):
        for settlement in rows[1:]:
            about = {"given": settlement.Index, "first": rows[0].Index, "township": settlement.township}
            yield settlement_fault("warning", "settlement_name_repeated", settlement, column="name", **about)


def township_of_school(records: Records) -> Iterator[Fault]:
    """Find townships that no settlement has: receivers within them cannot be preferred."""
    known = set(records.settlements["township"])
    for school in records.schools.itertuples():
        if school.township not in known:
            about = {"township": school.township}
            yield school_fault("warning", "township_of_school", school, column="township", **about)


CHECKS = (
    schools_at_one_point,
    settlements_at_one_point,
    school_name_repeated,
    settlement_name_repeated,
    township_of_school,
)
