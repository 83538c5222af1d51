"""What a mode costs on each edge of a network, and how cost becomes seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
Ints = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]

# what of an edge decides how a mode uses it
_TYPES: Mapping[str, type] = {
    "length_m": float, "highway": object, "surface": object, "oneway": object, "maxspeed_kph": float,
    "running_kph": float, "walk": bool, "drive": bool, "danger": bool,
    "climb_forward": float, "climb_backward": float,
}  # fmt: skip


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

    def as_numbers(self, cutoff_s: float | None = None) -> tuple[float, float, float, float, float]:
        """Return all of it and the cut-off (inf = none), as compiled code takes it."""
        last_s = np.inf if cutoff_s is None else cutoff_s
        return (
            float(self.s_per_cost), float(self.approach_mps), float(self.wait_s), float(self.stops_s),
            float(last_s),
        )  # fmt: skip


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
    return families_of((mode,), has_danger=bool(network.edges["danger"].any()))[mode]


def families_of(modes: Iterable[Mode], *, has_danger: bool) -> dict[Mode, Mode]:
    """Return of several modes the one that stands for each, see :func:`family_of`.

    Parameters
    ----------
    has_danger
        A stretch is closed to the youngest on foot.
    """
    families = {mode: Mode.WALK_G1_3 if mode in WALK_MODES else mode for mode in modes}
    older = [mode for mode in families if mode in WALK_MODES and mode != Mode.WALK_G1_3]
    if older and has_danger:
        families |= dict.fromkeys(older, Mode.WALK_G4_6)
    return families


def ride_of(network: RoadNetwork, mode: Mode, rules: TravelParameters) -> Ride:
    """Return costs and joinable edges of a mode on a network."""
    anywhere = np.zeros(len(network.edges))
    bare = cost_graph(network, anywhere, anywhere)
    return ride_over(edge_columns(network.edges), bare.u, bare.v, bare.node_count, mode, rules)


def edge_columns(edges: pd.DataFrame, rows: Ints | None = None) -> Columns:
    """Return what of edges, or of some rows, decides how modes use them, as arrays of shape (edges,)."""
    if rows is None:
        return {name: np.asarray(edges[name].array, dtype=kind) for name, kind in _TYPES.items()}
    chosen: dict[str, NDArray[Any]] = {}
    for name, kind in _TYPES.items():
        values = edges[name].array if kind is object else edges[name].to_numpy()
        chosen[name] = np.asarray(values.take(rows), dtype=kind)    # of texts, values[rows] is far slower
    return chosen


def ride_over(
    edges: Columns, u: Ints, v: Ints, node_count: int, mode: Mode, rules: TravelParameters
) -> Ride:
    """Return costs and joinable edges of a mode on edges given as arrays.

    Parameters
    ----------
    edges
        As :func:`edge_columns` returns them.
    u, v
        Node numbers of the ends; shape (edges,).
    """
    is_metres = False
    if mode in WALK_MODES or mode == Mode.PUBLIC_BUS:   # the roads below it; lines: gis.network.publicbus
        forward, backward, is_used, is_metres = _walk(edges, mode, rules)
    else:
        forward, backward, is_used = _ride(edges, rules.vehicles[mode])
    graph = CostGraph(node_count, u, v, forward, backward, edges["length_m"], is_metres)
    if not is_used.any():
        return Ride(graph, is_used)
    may_stop = np.array([road not in rules.no_stop_classes for road in edges["highway"].tolist()], dtype=bool)
    return Ride(graph, is_used & may_stop)


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


def _walk(edges: Columns, mode: Mode, rules: TravelParameters) -> tuple[Floats, Floats, Bools, bool]:
    """Return walking, whose cost is the metres on the flat and on a good surface that take as long."""
    walk, length = edges["walk"], edges["length_m"]
    if mode in {Mode.WALK_G1_3, Mode.PUBLIC_BUS}:
        walk = walk & ~edges["danger"]
    if not walk.any():
        return np.full(len(walk), np.inf), np.full(len(walk), np.inf), walk, True
    share = _looked_up(edges["surface"], rules.walk_surface_share, 1.0)
    forward, backward = (
        np.where(walk, length * edges[climb] / share, np.inf) for climb in ("climb_forward", "climb_backward")
    )
    is_metres = all(np.array_equal(cost[walk], length[walk]) for cost in (forward, backward))
    return forward, backward, walk, is_metres


def _ride(edges: Columns, vehicle: VehicleParameters) -> tuple[Floats, Floats, Bools]:
    """Return riding, whose cost is seconds; slower up the hill for who pedals, nothing gained down it."""
    speed = running_kph(edges, vehicle)
    if not speed.any():
        return np.full(len(speed), np.inf), np.full(len(speed), np.inf), speed > 0
    ride_s = np.full(len(speed), np.inf)
    np.divide(edges["length_m"], speed * MPS_PER_KPH, out=ride_s, where=speed > 0)
    up, down = (
        np.maximum(edges[climb], 1.0) if vehicle.on_paths else np.ones(len(speed))
        for climb in ("climb_forward", "climb_backward")
    )
    forward = np.where(edges["oneway"] == "backward", np.inf, ride_s * up)
    backward = np.where(edges["oneway"] == "forward", np.inf, ride_s * down)
    return forward, backward, np.isfinite(ride_s)


def running_kph(edges: Columns, vehicle: VehicleParameters) -> Floats:
    """Return a vehicle's speed on each edge on the flat; 0 = not used.

    The speed of the class, by its surface, never above the signed limit; ``running_kph`` of the edge stands
    instead of all three, also where the class is not used otherwise (bicycles of either kind keep to their
    classes). Never above the legal limit of the vehicle, or that of dangerous stretches.
    """
    allowed = edges["walk" if vehicle.on_paths else "drive"]
    if not allowed.any():
        return np.zeros(len(allowed))
    by_class = _looked_up(edges["highway"], vehicle.speed_kph, 0.0)
    usual = by_class * _looked_up(edges["surface"], vehicle.surface_share, 1.0)
    signed, told = edges["maxspeed_kph"], edges["running_kph"]
    usual = np.where(signed > 0, np.minimum(usual, signed), usual)
    speed = np.where(told > 0, np.minimum(usual, told) if vehicle.is_slow else told, usual)
    cap = _looked_up(edges["highway"], vehicle.cap_kph, vehicle.cap_kph.get(OTHER_ROADS, NO_LIMIT))
    speed = np.minimum(speed, np.where(edges["danger"], np.minimum(cap, vehicle.danger_cap_kph), cap))
    is_used = (by_class > 0) | ((told > 0) & (not vehicle.is_slow))
    slowed: Floats = np.where(allowed & is_used, speed, 0.0)
    return slowed


def _looked_up(texts: NDArray[Any], table: Mapping[str, float], otherwise: float) -> Floats:
    """Return the number of each text; shape (edges,)."""
    return np.array([table.get(text, otherwise) for text in texts.tolist()], dtype=float)
