"""Public buses as one more layer of the graph: walk to a stop, wait, ride, change, walk to school.

The roads that may be walked stand in the graph twice: before the first ride and after it. A journey begins on
the first, ends on the second, and only a ride leads from one to the other, so that a walk alone is no bus
journey. Every call of a line at a stop is two nodes, arriving and departing: who boards must ride, and who
stays on board does not wait again. The search itself knows nothing of all this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from gis.model import STORAGE_CRS, Mode, RoadNetwork
from gis.network.costs import Ride, Timing, ride_of
from gis.network.cuts import CutEdges
from gis.network.parameters import TravelParameters, travel_tables
from gis.network.search import CostGraph
from gis.network.snap import Places, project_points, snap

SECONDS_PER_MINUTE, MINUTES_PER_HOUR = 60, 60
ON_ROAD = -1
COLUMNS = (
    "line_id", "sequence", "stop", "lon", "lat", "minutes_from_start", "headway_min",
    "first_departure", "last_departure", "both_directions",
)  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Part(IntEnum):
    """What an edge of the graph stands for."""

    WALK = 0
    BOARD = 1
    RIDE = 2
    STAY = 3
    ALIGHT = 4


@dataclass(frozen=True)
class BusParameters:
    """How pupils use public buses.

    Attributes
    ----------
    wait_share
        Waiting time over headway.
    window_min
        A line counts where it calls at the stop within this time of day; minutes after midnight.
    """

    walk_speed_mps: float
    wait_share: float
    window_min: tuple[float, float]


@dataclass(frozen=True)
class Timetable:
    """What public buses do, and how pupils use them; ``stops`` as ``Plan.bus_stops``."""

    stops: pd.DataFrame
    parameters: BusParameters

    @classmethod
    def of(
        cls, stops: pd.DataFrame | None, raw: Mapping[str, Any] | None, rules: TravelParameters
    ) -> Timetable:
        """Return the timetable of a plan's table; None is an empty one."""
        table = pd.DataFrame(columns=list(COLUMNS)) if stops is None else stops
        return cls(table, bus_parameters(raw, rules))


def bus_parameters(raw: Mapping[str, Any] | None, rules: TravelParameters) -> BusParameters:
    """Return the parameters of a dict shaped like ``travel.toml``; what it lacks is as shipped.

    Pupils walk to the stop as they walk to the school bus.
    """
    table = travel_tables(raw)["public_bus"]
    first, last = (minutes_of_day(text) for text in table["window"]["value"])
    speed = rules.vehicles[Mode.SCHOOL_BUS].walk_speed_mps
    return BusParameters(speed, table["wait_share_of_headway"]["value"], (first, last))


def minutes_of_day(text: str) -> float:
    """Return minutes after midnight of a time as ``06:30``, NaN for ""."""
    hours, _, minutes = text.partition(":")
    return int(hours) * MINUTES_PER_HOUR + int(minutes) if text else float("nan")


@dataclass(frozen=True)
class BusGraph:
    """The graph of walking and riding.

    Attributes
    ----------
    graph
        Costs in seconds; first the pieces of the roads before a ride, then the same after it, then the rest.
    joinable
        Edges of the *network* on which a journey may begin or end; shape (network edges,).
    part, line
        What each edge of the graph is (:class:`Part`), and the line that it belongs to; shape (edges,).
    wait_s
        Waiting time within the cost of each edge; shape (edges,).
    stop_rows
        Rows of the table that each edge begins and ends at, -1 = a road; shape (edges, 2).
    timing
        How cost becomes seconds: it is seconds already, and the approaches are walked.
    unplaced
        Rows of the table whose stop no road comes near.
    """

    graph: CostGraph
    joinable: NDArray[np.bool_]
    part: Ints
    line: NDArray[np.object_]
    wait_s: Floats
    stop_rows: Ints
    timing: Timing
    unplaced: tuple[int, ...]
    _pieces: CutEdges
    _ends: Floats

    def board(self, places: Places) -> Places:
        """Return where origins stand in the graph: on the roads before a ride."""
        return self._pieces.places(places, 0)

    def alight(self, places: Places) -> Places:
        """Return where destinations stand in the graph: on the roads after a ride."""
        return self._pieces.places(places, len(self._pieces.edge))

    def lines(self, network: RoadNetwork) -> NDArray[np.object_]:
        """Return the drawn line of every edge from ``u`` to ``v``; rides run straight from stop to stop."""
        walked = self._pieces.lines(network)
        rest = np.array([LineString(ends) for ends in self._ends], dtype=object)
        return np.concatenate([walked, walked, rest])


# ---- lines


@dataclass(frozen=True)
class _Calls:
    """The calls of one line in one direction: rows of the table, minutes from its start, may one board."""

    line: str
    rows: Ints
    minutes: Floats
    wait_s: float
    boards: NDArray[np.bool_]


def _calls(stops: pd.DataFrame, placed: NDArray[np.bool_], parameters: BusParameters) -> Iterator[_Calls]:
    """Yield every line in every direction that it runs."""
    numbered = stops.assign(row=np.arange(len(stops)))[placed]
    for line_id, own in numbered.groupby("line_id", sort=False):
        ordered = own.sort_values("sequence", kind="stable")
        rows = ordered["row"].to_numpy(dtype=np.int64)
        minutes = ordered["minutes_from_start"].to_numpy(dtype=float)
        wait_s = float(ordered["headway_min"].max()) * SECONDS_PER_MINUTE * parameters.wait_share
        hours = (str(ordered["first_departure"].iloc[0]), str(ordered["last_departure"].iloc[0]))
        yield _Calls(str(line_id), rows, minutes, wait_s, _in_window(minutes, hours, parameters))
        if bool(ordered["both_directions"].any()):
            back = minutes[-1] - minutes[::-1]
            yield _Calls(str(line_id), rows[::-1], back, wait_s, _in_window(back, hours, parameters))


def _in_window(minutes: Floats, hours: tuple[str, str], parameters: BusParameters) -> NDArray[np.bool_]:
    """Return where the line calls within the window; unknown hours do not limit it."""
    first, last = map(minutes_of_day, hours)
    begin, end = parameters.window_min
    calls: NDArray[np.bool_] = ~(first + minutes > end) & ~(last + minutes < begin)
    return calls


# ---- the graph


@dataclass
class _Builder:
    """Gathers one-way edges beyond the walked ones."""

    u: list[int]
    v: list[int]
    cost: list[float]
    metres: list[float]
    part: list[int]
    wait: list[float]
    line: list[str]
    ends: list[tuple[Floats, Floats]]
    stop_rows: list[tuple[int, int]]

    def add(
        self, part: Part, ends: tuple[int, int], spots: tuple[Floats, Floats], seconds: float, calls: _Calls,
        rows: tuple[int, int],
    ) -> None:  # fmt: skip
        """Add an edge; waiting is added where one boards."""
        wait = calls.wait_s if part is Part.BOARD else 0.0
        self.u.append(ends[0])
        self.v.append(ends[1])
        self.cost.append(seconds + wait)
        self.metres.append(float(np.hypot(*(spots[1] - spots[0]))))
        self.part.append(part)
        self.wait.append(wait)
        self.line.append(calls.line)
        self.ends.append(spots)
        self.stop_rows.append(rows)


def bus_graph(
    network: RoadNetwork, stops: pd.DataFrame, rules: TravelParameters, parameters: BusParameters
) -> BusGraph:
    """Build the graph of walking and riding.

    Parameters
    ----------
    stops
        ``Plan.bus_stops``: :data:`COLUMNS`, positions in EPSG:4490 degrees; may be empty.

    Notes
    -----
    Metres of a ride are those of the straight lines between its stops: the table does not say which roads the
    bus takes. A change takes the waiting time of the line that is changed to.
    """
    walk = ride_of(network, Mode.WALK_G1_3, rules)
    points = gpd.GeoSeries(gpd.points_from_xy(stops["lon"], stops["lat"]), crs=STORAGE_CRS)
    places = snap(project_points(points, network), network, walk.joinable, limit_m=rules.approach_limit_m)
    pieces = CutEdges.of(walk.graph, places.edge, places.fraction)
    rides = _rides(stops, places, pieces, network, parameters)
    graph, walked = _joined(walk, pieces, rides, parameters.walk_speed_mps), 2 * len(pieces.edge)
    return BusGraph(
        graph=graph,
        joinable=walk.joinable,
        part=np.concatenate([np.full(walked, Part.WALK), np.array(rides.part, dtype=np.int64)]),
        line=np.array([""] * walked + rides.line, dtype=object),
        wait_s=np.concatenate([np.zeros(walked), np.array(rides.wait)]),
        stop_rows=np.array([(ON_ROAD, ON_ROAD)] * walked + rides.stop_rows, dtype=np.int64).reshape(-1, 2),
        timing=Timing(1.0, parameters.walk_speed_mps),
        unplaced=tuple(np.flatnonzero(~places.placed).tolist()),
        _pieces=pieces,
        _ends=np.array(rides.ends, dtype=float).reshape(-1, 2, 2),
    )


def _rides(
    stops: pd.DataFrame, places: Places, pieces: CutEdges, network: RoadNetwork, parameters: BusParameters
) -> _Builder:
    """Return boarding, riding, staying and alighting of every line; nodes follow those of both layers."""
    found = _Builder([], [], [], [], [], [], [], [], [])
    at = np.full(len(stops), -1, dtype=np.int64)
    at[places.placed] = pieces.nodes(places.edge[places.placed], places.fraction[places.placed])
    foot = _feet(places, network)
    node = 2 * pieces.node_count
    for calls in _calls(stops, places.placed, parameters):
        for k, row in enumerate(calls.rows.tolist()):
            arriving, departing = node + 2 * k, node + 2 * k + 1
            before, after = int(at[row]), int(at[row]) + pieces.node_count
            stop, road = places.xy[row], foot[row]
            approach_s = float(places.approach_m[row]) / parameters.walk_speed_mps
            if k > 0:
                found.add(Part.ALIGHT, (arriving, after), (stop, road), approach_s, calls, (row, ON_ROAD))
                found.add(Part.STAY, (arriving, departing), (stop, stop), 0.0, calls, (row, row))
            if k + 1 == len(calls.rows):
                continue
            if calls.boards[k]:
                for layer in (before, after):
                    found.add(Part.BOARD, (layer, departing), (road, stop), approach_s, calls, (ON_ROAD, row))
            next_row = int(calls.rows[k + 1])
            onward = places.xy[next_row]
            ride_s = float(calls.minutes[k + 1] - calls.minutes[k]) * SECONDS_PER_MINUTE
            ends = departing, node + 2 * k + 2
            found.add(Part.RIDE, ends, (stop, onward), ride_s, calls, (row, next_row))
        node += 2 * len(calls.rows)
    return found


def _feet(places: Places, network: RoadNetwork) -> Floats:
    """Return where each stop meets its road, NaN for none; shape (stops, 2)."""
    feet, at = np.full((len(places.edge), 2), np.nan), np.flatnonzero(places.placed)
    lines = network.edges.geometry.to_numpy()[places.edge[at]]
    spots = shapely.line_interpolate_point(lines, places.fraction[at], normalized=True)
    feet[at] = shapely.get_coordinates(spots)
    return feet


def _joined(walk: Ride, pieces: CutEdges, rides: _Builder, speed_mps: float) -> CostGraph:
    """Put both layers of roads and the rides together."""
    share = pieces.high - pieces.low
    forward, backward, length = (
        share * values[pieces.edge]
        for values in (walk.graph.forward / speed_mps, walk.graph.backward / speed_mps, walk.graph.length_m)
    )
    cost = np.array(rides.cost, dtype=float)
    ridden = max([2 * pieces.node_count - 1, *rides.u, *rides.v]) + 1
    count = pieces.node_count
    return CostGraph(
        node_count=ridden,
        u=np.concatenate([pieces.u, pieces.u + count, np.array(rides.u, dtype=np.int64)]),
        v=np.concatenate([pieces.v, pieces.v + count, np.array(rides.v, dtype=np.int64)]),
        forward=np.concatenate([forward, forward, cost]),
        backward=np.concatenate([backward, backward, np.full(len(cost), np.inf)]),
        length_m=np.concatenate([length, length, np.array(rides.metres, dtype=float)]),
        is_metres=False,
    )
