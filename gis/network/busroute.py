"""The way behind one figure of the public bus matrix: walk, wait, ride, change, walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from gis.model import RoadNetwork
from gis.network.parameters import TravelParameters
from gis.network.publicbus import BusGraph, Part, Timetable, bus_graph
from gis.network.route import RoutePart, Step, approaches, cut_line, join_lines, snap_ends, trace
from gis.network.search import part_cost

Floats = NDArray[np.float64]
WALKED = (Part.WALK, Part.BOARD, Part.ALIGHT)   # boarding and alighting lead from road to stop and back


@dataclass
class _Leg:
    """Steps of one kind in a row, as they are drawn and what they take."""

    is_ride: bool
    seconds: float = 0.0
    metres: float = 0.0
    lines: list[Floats] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)


def bus_parts(
    network: RoadNetwork, xy: Floats, timetable: Timetable, rules: TravelParameters
) -> list[RoutePart] | None:
    """Return the parts of a journey by public bus, None where there is none.

    Parameters
    ----------
    xy
        Origin and destination in the network's CRS; shape (2, 2).

    Returns
    -------
    list
        See :class:`gis.network.route.RoutePart`; geometries in the network's CRS. Walks of no length, as
        where one changes at one and the same stop, are left out.
    """
    bus = bus_graph(network, timetable.stops, rules, timetable.parameters)
    ends = snap_ends(xy, network, bus.joinable, rules)
    found = trace(bus.graph, bus.board(ends[0]), bus.alight(ends[1])) if ends else None
    if ends is None or found is None:
        return None
    legs = list(_legs(bus, bus.lines(network), found[2]))
    whole = join_lines([line for leg in legs for line in leg.lines])
    first, last = approaches(ends, whole, bus.timing.approach_mps)
    names = timetable.stops["stop"].astype(str).to_numpy()
    return [first, *_named(bus, names, legs), last]


def _legs(bus: BusGraph, drawn: NDArray[np.object_], steps: list[Step]) -> Iterator[_Leg]:
    """Yield walks and rides by turns; what is waited before a ride stands in the cost of boarding it."""
    graph = bus.graph
    for is_ride, group in groupby(steps, lambda step: Part(bus.part[step[0]]) not in WALKED):
        leg = _Leg(is_ride)
        for edge, start, end in group:
            share, cost = np.array([abs(end - start)]), (graph.forward if end >= start else graph.backward)
            leg.seconds += float(part_cost(share, cost[edge : edge + 1])[0] - bus.wait_s[edge])
            leg.metres += float(share[0] * graph.length_m[edge])
            leg.lines.append(cut_line(drawn[edge], start, end))
            leg.edges.append(edge)
        yield leg


def _named(bus: BusGraph, names: NDArray[np.object_], legs: list[_Leg]) -> Iterator[RoutePart]:
    """Yield the parts of the legs: a wait before every ride; each with its line and stops."""
    for before, leg in zip([None, *legs], legs, strict=False):
        way = join_lines(leg.lines)
        if not leg.is_ride:
            if leg.metres > 0:
                yield RoutePart("walk", leg.seconds, leg.metres, geometry=way)
            continue
        stops = names[bus.stop_rows[leg.edges[0], 0]], names[bus.stop_rows[leg.edges[-1], 1]]
        about = {"line": str(bus.line[leg.edges[0]]), "from_stop": stops[0], "to_stop": stops[1]}
        wait_s = float(bus.wait_s[before.edges[-1]]) if before else 0.0
        yield RoutePart("wait", wait_s, 0.0, **about)
        yield RoutePart("ride", leg.seconds, leg.metres, **about, geometry=way)
