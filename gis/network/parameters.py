"""Travel parameters in typed form. The numbers live in ``resources/standards/travel.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis.model import GRADES, Mode
from gis.resources import load_toml

WALK_MODES = (Mode.WALK_G1_3, Mode.WALK_G4_6, Mode.WALK_G7_9)
SLOPED_MODES = (*WALK_MODES, Mode.BICYCLE)      # who goes by their own strength
VEHICLE_TABLES = {
    Mode.SCHOOL_BUS: "bus", Mode.ESCORT: "escort", Mode.ESCORT_CAR: "escort_car", Mode.BICYCLE: "bicycle",
}
OTHER_ROADS = "other"
NO_LIMIT = float("inf")


@dataclass(frozen=True)
class VehicleParameters:
    """How a vehicle carries a child.

    Attributes
    ----------
    walk_speed_mps
        Speed of the straight approaches, which are walked.
    wait_s, stops_s
        Waiting for one ride, and its stops on the way.
    detour_factor
        Riding time over the least possible one.
    speed_kph
        Running speed by road class; the vehicle does not use other classes.
    surface_share
        Share of that speed by surface; others: 1.
    cap_kph
        Legal limit by road class, ``"other"`` for the rest; empty = no limit of its own.
    danger_cap_kph
        Limit on stretches marked as dangerous.
    is_slow
        A bicycle of either kind: what motor vehicles run on a stretch may slow it but never speeds it up.
    on_paths
        It goes where one may walk, not where one may drive, and feels slopes.
    """

    walk_speed_mps: float
    wait_s: float
    stops_s: float
    detour_factor: float
    speed_kph: Mapping[str, float]
    surface_share: Mapping[str, float]
    cap_kph: Mapping[str, float]
    danger_cap_kph: float = NO_LIMIT
    is_slow: bool = False
    on_paths: bool = False


@dataclass(frozen=True)
class TravelParameters:
    """What decides travel times on a given network."""

    walk_speed_mps: Mapping[str, float]
    walk_surface_share: Mapping[str, float]
    approach_limit_m: float
    no_stop_classes: frozenset[str]
    vehicles: Mapping[Mode, VehicleParameters]
    bicycle_from_grade: int

    def grades_of(self, mode: Mode) -> tuple[int, ...]:
        """Return the grades that may travel in a mode."""
        if mode in WALK_MODES:
            first = GRADES[3 * WALK_MODES.index(mode)]
            return tuple(range(first, first + 3))
        return tuple(grade for grade in GRADES if mode != Mode.BICYCLE or grade >= self.bicycle_from_grade)


@dataclass(frozen=True)
class ReadingRules:
    """How tags of an OpenStreetMap file are understood."""

    walkable_classes: frozenset[str]
    drivable_classes: frozenset[str]
    footpath_classes: frozenset[str]
    footpath_share: float
    walk_keys: tuple[str, ...]
    drive_keys: tuple[str, ...]
    blocked_values: frozenset[str]
    oneway_implied: Mapping[str, list[str]]
    barrier_tags: Mapping[str, list[str]]
    area_kinds: frozenset[str]
    buffer_m: float


def travel_tables(raw: Mapping[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """Return the travel parameters in force: a plan's own, completed by the shipped ones.

    Parameters
    ----------
    raw
        Dict shaped like ``travel.toml``; a snapshot of an earlier version lacks the later parameters.
    """
    shipped, own = load_toml("standards", "travel.toml"), raw or {}
    return {table: {**entries, **own.get(table, {})} for table, entries in shipped.items()}


def travel_parameters(raw: Mapping[str, Any] | None = None) -> TravelParameters:
    """Return the parameters of a dict shaped like ``travel.toml``; what it lacks is as shipped."""
    tables = travel_tables(raw)
    walk, surface = tables["walk"], tables["surface"]
    return TravelParameters(
        walk_speed_mps={
            mode: walk[f"speed_{mode.removeprefix('walk_')}_mps"]["value"] for mode in WALK_MODES
        },
        walk_surface_share=surface["walk_share"]["value"],
        approach_limit_m=tables["approach"]["limit_m"]["value"],
        no_stop_classes=frozenset(tables["access"]["no_stop_classes"]["value"]),
        vehicles={
            mode: _vehicle(mode, tables[table], surface["vehicle_share"]["value"])
            for mode, table in VEHICLE_TABLES.items()
        },
        bicycle_from_grade=tables["bicycle"]["from_grade"]["value"],
    )


def _vehicle(mode: Mode, table: Mapping[str, Any], shares: Mapping[str, float]) -> VehicleParameters:
    def value(key: str, without: Any) -> Any:
        return table[key]["value"] if key in table else without

    return VehicleParameters(
        walk_speed_mps=table["walk_speed_mps"]["value"],
        wait_s=value("wait_s", 0.0),
        stops_s=value("dwell_s_per_stop", 0.0) * value("stops_per_ride", 0),
        detour_factor=value("detour_factor", 1.0),
        speed_kph=table["speed_kph"]["value"],
        surface_share=shares,
        cap_kph=value("legal_cap_kph", {}),
        danger_cap_kph=value("danger_cap_kph", NO_LIMIT),
        is_slow=mode in (Mode.ESCORT, Mode.BICYCLE),
        on_paths=mode == Mode.BICYCLE,
    )


def reading_rules() -> ReadingRules:
    """Return the shipped rules for reading OpenStreetMap tags."""
    raw = load_toml("standards", "travel.toml")
    access = {key: entry["value"] for key, entry in raw["access"].items()}
    return ReadingRules(
        walkable_classes=frozenset(access["walkable_classes"]),
        drivable_classes=frozenset(access["drivable_classes"]),
        footpath_classes=frozenset(access["footpath_classes"]),
        footpath_share=access["footpath_share"],
        walk_keys=tuple(access["walk_keys"]),
        drive_keys=tuple(access["drive_keys"]),
        blocked_values=frozenset(access["blocked_values"]),
        oneway_implied=access["oneway_implied"],
        barrier_tags=raw["barriers"]["tags"]["value"],
        area_kinds=frozenset(raw["barriers"]["area_kinds"]["value"]),
        buffer_m=raw["extent"]["buffer_m"]["value"],
    )
