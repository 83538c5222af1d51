"""What a mode costs on each edge of a network, and how cost becomes seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork
from gis.network.parameters import (
    NO_LIMIT,
    OTHER_ROADS,
    WALK_MODES,
    TravelParameters,
    VehicleParameters,
)
from gis.network.search import CostGraph, cost_graph
from gis.network.snap import TravelError

MPS_PER_KPH = 1 / 3.6

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Ride:
    """How modes that share one search use the network.

    Attributes
    ----------
    graph
        Cost per edge: for walking metres on the flat that take as long, otherwise least seconds of riding.
    joinable
        Edges on which a journey may begin or end; shape (edges,).
    """

    graph: CostGraph
    joinable: Bools


@dataclass(frozen=True)
class Timing:
    """Seconds of a journey = cost × s_per_cost + approaches / approach_mps + wait_s + stops_s."""

    s_per_cost: float
    approach_mps: float
    wait_s: float = 0.0
    stops_s: float = 0.0


def parse_mode(mode: str) -> Mode:
    """Return a mode by name.

    Raises
    ------
    TravelError
        There is no such mode.
    """
    try:
        return Mode(mode)
    except ValueError as fault:
        raise TravelError("mode_unknown", mode=mode, known="、".join(Mode)) from fault


def family_of(mode: Mode, network: RoadNetwork) -> Mode:
    """Return the mode that stands for all modes with the same search on a network.

    All walk alike, the youngest apart where a stretch is closed to them.
    """
    if mode not in WALK_MODES:
        return mode
    older_stand_apart = mode != Mode.WALK_G1_3 and bool(network.edges["danger"].any())
    return Mode.WALK_G4_6 if older_stand_apart else Mode.WALK_G1_3


def ride_of(network: RoadNetwork, mode: Mode, rules: TravelParameters) -> Ride:
    """Return costs and joinable edges of a mode on a network."""
    edges = network.edges
    may_stop = ~edges["highway"].isin(rules.no_stop_classes).to_numpy()
    if mode in WALK_MODES:
        return _walk(network, mode, rules, may_stop)
    if mode == Mode.PUBLIC_BUS:                 # the roads below it; lines and stops: gis.network.publicbus
        return _walk(network, Mode.WALK_G1_3, rules, may_stop)
    vehicle = rules.vehicles[mode]
    ride_s = _riding_seconds(edges, vehicle)
    oneway = edges["oneway"].to_numpy(dtype=str)
    forward = np.where(oneway == "backward", np.inf, ride_s * _effort(edges, vehicle, "climb_forward"))
    backward = np.where(oneway == "forward", np.inf, ride_s * _effort(edges, vehicle, "climb_backward"))
    return Ride(cost_graph(network, forward, backward), np.isfinite(ride_s) & may_stop)


def timing_of(mode: Mode, rules: TravelParameters) -> Timing:
    """Return how a mode turns cost into seconds.

    Raises
    ------
    TravelError
        Public buses go by their table: see :mod:`gis.network.publicbus`.
    """
    if mode in WALK_MODES:
        speed = rules.walk_speed_mps[mode]
        return Timing(s_per_cost=1 / speed, approach_mps=speed)
    if mode == Mode.PUBLIC_BUS:
        raise TravelError("bus_needs_table")
    vehicle = rules.vehicles[mode]
    return Timing(vehicle.detour_factor, vehicle.walk_speed_mps, vehicle.wait_s, vehicle.stops_s)


def _walk(network: RoadNetwork, mode: Mode, rules: TravelParameters, may_stop: Bools) -> Ride:
    """Return walking, whose cost is the metres on the flat and on a good surface that take as long."""
    edges = network.edges
    walk = edges["walk"].to_numpy(dtype=bool)
    if mode == Mode.WALK_G1_3:
        walk = walk & ~edges["danger"].to_numpy(dtype=bool)
    length = edges["length_m"].to_numpy(dtype=float)
    share = _looked_up(edges["surface"], rules.walk_surface_share, 1.0)
    forward, backward = (
        np.where(walk, length * edges[climb].to_numpy(dtype=float) / share, np.inf)
        for climb in ("climb_forward", "climb_backward")
    )
    is_metres = all(np.array_equal(cost[walk], length[walk]) for cost in (forward, backward))
    return Ride(cost_graph(network, forward, backward, is_metres=is_metres), walk & may_stop)


def _effort(edges: pd.DataFrame, vehicle: VehicleParameters, climb: str) -> Floats | float:
    """Return seconds over those on the flat: walking's up the hill, nothing gained down it."""
    return np.maximum(edges[climb].to_numpy(dtype=float), 1.0) if vehicle.on_paths else 1.0


def _riding_seconds(edges: pd.DataFrame, vehicle: VehicleParameters) -> Floats:
    """Return seconds per edge on the flat; inf = not used."""
    speed = running_kph(edges, vehicle)
    length = edges["length_m"].to_numpy(dtype=float)
    seconds = np.full(len(length), np.inf)
    np.divide(length, speed * MPS_PER_KPH, out=seconds, where=speed > 0)
    return seconds


def running_kph(edges: pd.DataFrame, vehicle: VehicleParameters) -> Floats:
    """Return a vehicle's speed on each edge on the flat; 0 = not used.

    The speed of the class, by its surface, never above the signed limit; ``running_kph`` of the edge stands
    instead of all three, also where the class is not used otherwise (bicycles of either kind keep to their
    classes). Never above the legal limit of the vehicle, or that of dangerous stretches.
    """
    by_class = _looked_up(edges["highway"], vehicle.speed_kph, 0.0)
    usual = by_class * _looked_up(edges["surface"], vehicle.surface_share, 1.0)
    signed = edges["maxspeed_kph"].to_numpy(dtype=float)
    usual = np.where(signed > 0, np.minimum(usual, signed), usual)
    told = edges["running_kph"].to_numpy(dtype=float)
    speed = np.where(told > 0, np.minimum(usual, told) if vehicle.is_slow else told, usual)
    cap = _looked_up(edges["highway"], vehicle.cap_kph, vehicle.cap_kph.get(OTHER_ROADS, NO_LIMIT))
    is_danger = edges["danger"].to_numpy(dtype=bool)
    speed = np.minimum(speed, np.where(is_danger, np.minimum(cap, vehicle.danger_cap_kph), cap))
    is_used = (by_class > 0) | ((told > 0) & (not vehicle.is_slow))
    may_use = edges["walk" if vehicle.on_paths else "drive"].to_numpy(dtype=bool) & is_used
    slowed: Floats = np.where(may_use, speed, 0.0)
    return slowed


def _looked_up(column: pd.Series, table: Mapping[str, float], otherwise: float) -> Floats:
    """Return the number of each text; shape (edges,)."""
    texts = column.unique()
    known = {text: float(table.get(text, otherwise)) for text in texts}
    numbers: Floats = column.map(known).to_numpy(dtype=float)
    return numbers
