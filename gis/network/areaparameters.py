"""Parameters of areas, catchments and accessibility, from ``resources/standards/areas.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis.resources import load_toml


@dataclass(frozen=True)
class AreaParameters:
    """How areas are drawn (``resources/standards/areas.toml``).

    Attributes
    ----------
    off_road_m
        How far one may walk off the reached roads.
    corridor_m
        Half the width of the corridor to a village that lies farther off.
    """

    off_road_m: float
    corridor_m: float


def area_parameters(raw: Mapping[str, Any] | None = None) -> AreaParameters:
    """Return how areas are drawn by a dict shaped like ``areas.toml``; what it lacks is as shipped."""
    area = area_tables(raw)["area"]
    return AreaParameters(area["off_road_m"]["value"], area["corridor_m"]["value"])


def area_tables(raw: Mapping[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """Return the parameters in force: ``areas`` of a plan's own rules, completed by the shipped ones."""
    shipped, own = load_toml("standards", "areas.toml"), raw or {}
    return {table: {**entries, **own.get(table, {})} for table, entries in shipped.items()}
