"""What a mode costs on each edge of a network, and how cost becomes seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork
from gis.network.parameters import WALK_MODES, TravelParameters, VehicleParameters
from gis.network.search import CostGraph, cost_graph
from gis.network.snap import TravelError

MPS_PER_KPH = 1 / 3.6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ride:
    """How modes that share one search use the network.

    Attributes
    ----------
    graph
        Cost per edge: metres for walking, least seconds of riding otherwise.
    joinable
        Edges on which a journey may begin or end; shape (edges,).
    """

    graph: CostGraph
    joinable: NDArray[np.bool_]


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


def family_of(mode: Mode) -> Mode:
    """Return the mode that stands for all modes with the same search."""
    return WALK_MODES[0] if mode in WALK_MODES else mode


def ride_of(network: RoadNetwork, mode: Mode, rules: TravelParameters) -> Ride:
    """Return costs and joinable edges of a mode on a network."""
    edges = network.edges
    may_stop = ~edges["highway"].isin(rules.no_stop_classes).to_numpy()
    if mode in WALK_MODES:
        length = edges["length_m"].to_numpy(dtype=float)
        walk = edges["walk"].to_numpy(dtype=bool)
        cost = np.where(walk, length, np.inf)
        return Ride(cost_graph(network, cost, cost, is_metres=True), walk & may_stop)
    ride_s = _riding_seconds(edges, _vehicle(mode, rules))
    oneway = edges["oneway"].to_numpy(dtype=str)
    forward = np.where(oneway == "backward", np.inf, ride_s)
    backward = np.where(oneway == "forward", np.inf, ride_s)
    return Ride(cost_graph(network, forward, backward), np.isfinite(ride_s) & may_stop)


def timing_of(mode: Mode, rules: TravelParameters) -> Timing:
    """Return how a mode turns cost into seconds."""
    if mode in WALK_MODES:
        speed = rules.walk_speed_mps[mode]
        return Timing(s_per_cost=1 / speed, approach_mps=speed)
    vehicle = _vehicle(mode, rules)
    return Timing(vehicle.detour_factor, vehicle.walk_speed_mps, vehicle.wait_s, vehicle.stops_s)


def _vehicle(mode: Mode, rules: TravelParameters) -> VehicleParameters:
    return rules.bus if mode == Mode.SCHOOL_BUS else rules.escort


def _riding_seconds(edges: pd.DataFrame, vehicle: VehicleParameters) -> Floats:
    """Return seconds per edge at the running speed, never above the signed limit; inf = not used."""
    classes = edges["highway"].unique()
    speed = edges["highway"].map({name: vehicle.running_kph(name) for name in classes}).to_numpy(dtype=float)
    signed = edges["maxspeed_kph"].to_numpy(dtype=float)
    speed = np.where(signed > 0, np.minimum(speed, signed), speed)
    speed = np.where(edges["drive"].to_numpy(dtype=bool), speed, 0.0)
    length = edges["length_m"].to_numpy(dtype=float)
    seconds = np.full(len(length), np.inf)
    np.divide(length, speed * MPS_PER_KPH, out=seconds, where=speed > 0)
    return seconds
