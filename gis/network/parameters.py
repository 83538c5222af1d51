"""Travel parameters in typed form. The numbers live in ``resources/standards/travel.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis.model import Mode
from gis.resources import load_toml

WALK_MODES = (Mode.WALK_G1_3, Mode.WALK_G4_6, Mode.WALK_G7_9)
OTHER_ROADS = "other"


@dataclass(frozen=True)
class VehicleParameters:
    """How a motor vehicle carries a child.

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
    cap_kph
        Legal limit by road class, ``"other"`` for the rest; empty = no limit of its own.
    """

    walk_speed_mps: float
    wait_s: float
    stops_s: float
    detour_factor: float
    speed_kph: Mapping[str, float]
    cap_kph: Mapping[str, float]

    def running_kph(self, road_class: str) -> float:
        """Return the running speed on a road class, never above the legal limit; 0 = not used."""
        cap = self.cap_kph.get(road_class, self.cap_kph.get(OTHER_ROADS, float("inf")))
        return min(self.speed_kph.get(road_class, 0.0), cap)


@dataclass(frozen=True)
class TravelParameters:
    """What decides travel times on a given network."""

    walk_speed_mps: Mapping[str, float]
    approach_limit_m: float
    no_stop_classes: frozenset[str]
    bus: VehicleParameters
    escort: VehicleParameters


@dataclass(frozen=True)
class ReadingRules:
    """How tags of an OpenStreetMap file are understood."""

    walkable_classes: frozenset[str]
    drivable_classes: frozenset[str]
    footpath_classes: frozenset[str]
    walk_keys: tuple[str, ...]
    drive_keys: tuple[str, ...]
    blocked_values: frozenset[str]
    oneway_implied: Mapping[str, list[str]]
    barrier_tags: Mapping[str, list[str]]
    area_kinds: frozenset[str]
    buffer_m: float


def travel_parameters(raw: Mapping[str, Any] | None = None) -> TravelParameters:
    """Return the parameters of a dict shaped like ``travel.toml`` (default: the shipped file).

    Raises
    ------
    KeyError
        The dict lacks a parameter.
    """
    raw = raw or load_toml("standards", "travel.toml")
    walk, bus, escort = raw["walk"], raw["bus"], raw["escort"]
    return TravelParameters(
        walk_speed_mps={
            mode: walk[f"speed_{mode.removeprefix('walk_')}_mps"]["value"] for mode in WALK_MODES
        },
        approach_limit_m=raw["approach"]["limit_m"]["value"],
        no_stop_classes=frozenset(raw["access"]["no_stop_classes"]["value"]),
        bus=VehicleParameters(
            walk_speed_mps=bus["walk_speed_mps"]["value"],
            wait_s=bus["wait_s"]["value"],
            stops_s=bus["dwell_s_per_stop"]["value"] * bus["stops_per_ride"]["value"],
            detour_factor=bus["detour_factor"]["value"],
            speed_kph=bus["speed_kph"]["value"],
            cap_kph=bus["legal_cap_kph"]["value"],
        ),
        escort=VehicleParameters(
            walk_speed_mps=escort["walk_speed_mps"]["value"],
            wait_s=0.0,
            stops_s=0.0,
            detour_factor=1.0,
            speed_kph=escort["speed_kph"]["value"],
            cap_kph={},
        ),
    )


def reading_rules() -> ReadingRules:
    """Return the shipped rules for reading OpenStreetMap tags."""
    raw = load_toml("standards", "travel.toml")
    access = {key: entry["value"] for key, entry in raw["access"].items()}
    return ReadingRules(
        walkable_classes=frozenset(access["walkable_classes"]),
        drivable_classes=frozenset(access["drivable_classes"]),
        footpath_classes=frozenset(access["footpath_classes"]),
        walk_keys=tuple(access["walk_keys"]),
        drive_keys=tuple(access["drive_keys"]),
        blocked_values=frozenset(access["blocked_values"]),
        oneway_implied=access["oneway_implied"],
        barrier_tags=raw["barriers"]["tags"]["value"],
        area_kinds=frozenset(raw["barriers"]["area_kinds"]["value"]),
        buffer_m=raw["extent"]["buffer_m"]["value"],
    )
