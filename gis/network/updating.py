"""Travel times after a change to the roads: only what the change can have touched is worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork, TravelTimes
from gis.network.blocks import Journeys, cost_limit, point_to_point
from gis.network.costs import Ride, Timing, family_of, parse_mode, ride_of, timing_of
from gis.network.parameters import TravelParameters, travel_parameters
from gis.network.search import CostGraph, build_arcs, search_columns
from gis.network.snap import Places, project_points, snap
from gis.network.travel import travel_matrix, unplaced
from gis.progress import Progress, ignore_progress, part_of

TIE = 1e-6                          # seconds or metres: a way this close to the best may be the best
FULL_SHARE = 0.7                    # more than this share of the searches of a full run: run in full

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Figures = tuple[Floats, Floats]


@dataclass(frozen=True)
class Standing:
    """What modes with one search see of a network, and where the points meet it."""

    ride: Ride
    origins: Places
    destinations: Places

    @property
    def places(self) -> tuple[Places, Places]:
        """Origins and destinations."""
        return self.origins, self.destinations


@dataclass(frozen=True)
class PreparedNetwork:
    """What many updates from the same network have in common; see :func:`prepare_network`.

    Attributes
    ----------
    xy
        Origins and destinations in the network's CRS; shape (points, 2).
    standings
        By the mode that stands for its search, see :func:`gis.network.costs.family_of`.
    """

    digest: str
    xy: tuple[Floats, Floats]
    standings: Mapping[Mode, Standing]


@dataclass(frozen=True)
class Change:
    """An arc whose cost is another: ``edge`` gone along or against; inf = not allowed (or not there)."""

    edge: int
    against: bool
    before: float
    after: float


def prepare_network(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    modes: Iterable[str] = tuple(Mode),
    parameters: Mapping[str, Any] | None = None,
) -> PreparedNetwork:
    """Work out what several calls of :func:`update_travel` from the same network can share."""
    rules = travel_parameters(parameters)
    xy = project_points(origins, network), project_points(destinations, network)
    families = {family_of(parse_mode(mode), network) for mode in modes} - {Mode.PUBLIC_BUS}
    standings = {}
    for family in families:
        ride = ride_of(network, family, rules)
        from_, to = (snap(points, network, ride.joinable, limit_m=rules.approach_limit_m) for points in xy)
        standings[family] = Standing(ride, from_, to)
    return PreparedNetwork(network.digest, xy, standings)


def update_travel(
    travel: Mapping[str, TravelTimes],
    before: RoadNetwork,
    after: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    parameters: Mapping[str, Any] | None = None,
    cutoff_s: float | None = None,
    bus_stops: pd.DataFrame | None = None,
    prepared: PreparedNetwork | None = None,
    progress: Progress | None = None,
) -> dict[str, TravelTimes]:
    """Work out travel times on a changed network from those on the network before.

    Parameters
    ----------
    travel
        What :func:`gis.network.travel.travel_matrix` gave for ``before``, the points, parameters and cut-off.
    before, after
        The rows of ``before.edges`` come first in ``after.edges``, in their order, the same lines with
        other attributes if any; so do the nodes. New ones follow.
    prepared
        Of ``before`` and the points; saves time when many changes are tried.

    Returns
    -------
    dict
        The same figures as a full run over ``after``.

    Notes
    -----
    A pair can have changed only where an arc that is worse now lay on one of its best ways (it is *tight*:
    to its tail + its cost + from its head = the whole), where one that is better or new gives a way as good,
    or where a point meets the roads elsewhere or on a changed edge. Pairs found so are searched again from
    the schools or from the settlements, whichever are fewer.
    """
    rules, report = travel_parameters(parameters), progress or ignore_progress
    known = prepared
    if known is None or known.digest != before.digest:
        known = prepare_network(before, origins, destinations, modes=tuple(travel), parameters=parameters)
    groups: dict[tuple[Mode, Mode], list[Mode]] = {}
    rows = _rows_changed(before, after)
    for mode in map(parse_mode, travel):
        groups.setdefault((family_of(mode, before), family_of(mode, after)), []).append(mode)
    found: dict[str, TravelTimes] = {}
    for step, ((old, new), modes) in enumerate(groups.items()):
        part = part_of(report, step / len(groups), (step + 1) / len(groups))
        if old == Mode.PUBLIC_BUS:
            found |= travel_matrix(
                after, origins, destinations, modes=modes, cutoff_s=cutoff_s, parameters=parameters,
                bus_stops=bus_stops, progress=part,
            )  # fmt: skip
            continue
        timings = {mode: timing_of(mode, rules) for mode in modes}
        ride = (
            ride_of(after, new, rules)
            if old != new or rows is None
            else _ride_after(known.standings[old].ride, new, after, rows, rules)
        )
        update = _Update.between(known, old, (before, after), ride, rules, timings)
        found |= update.run(travel, after, cutoff_s, part)
    report(1.0, "travel_times")
    return {mode: found[mode] for mode in travel}


@dataclass(frozen=True)
class _Update:
    """One search's update."""

    old: Standing
    new: Standing
    changes: tuple[Change, ...] | None      # None: the networks do not follow one another
    timings: Mapping[Mode, Timing]

    @classmethod
    def between(
        cls,
        known: PreparedNetwork,
        family: Mode,
        networks: tuple[RoadNetwork, RoadNetwork],
        ride: Ride,
        rules: TravelParameters,
        timings: Mapping[Mode, Timing],
    ) -> _Update:
        """Find out what differs."""
        old = known.standings[family]
        from_, to = (
            _places_after(xy, was, networks, (old.ride, ride), rules.approach_limit_m)
            for xy, was in zip(known.xy, old.places, strict=True)
        )
        return cls(old, Standing(ride, from_, to), _changes(old.ride.graph, ride.graph), timings)

    def run(
        self,
        travel: Mapping[str, TravelTimes],
        after: RoadNetwork,
        cutoff_s: float | None,
        progress: Progress,
    ) -> dict[str, TravelTimes]:
        """Return the new figures of all modes of this search."""
        figures = {mode: (travel[mode].seconds.copy(), travel[mode].metres.copy()) for mode in self.timings}
        rows, columns = self._again(figures, part_of(progress, 0.0, 0.0))
        halves = part_of(progress, 0.0, 0.5), part_of(progress, 0.5, 1.0)
        for is_turned, chosen, half in zip((False, True), (columns, rows), halves, strict=True):
            if len(chosen):
                self._search_again(figures, chosen, is_turned=is_turned, cutoff_s=cutoff_s, progress=half)
        return {
            mode: replace(
                travel[mode],
                seconds=seconds,
                metres=metres,
                network_digest=after.digest,
                unplaced_origins=unplaced(travel[mode].origin_ids, self.new.origins),
                unplaced_destinations=unplaced(travel[mode].destination_ids, self.new.destinations),
            )
            for mode, (seconds, metres) in figures.items()
        }

    def _search_again(
        self,
        figures: Mapping[Mode, Figures],
        chosen: Ints,
        *,
        is_turned: bool,
        cutoff_s: float | None,
        progress: Progress,
    ) -> None:
        """Search from some destinations, or from some origins over the turned graph; write the figures."""
        graph, sides = self.new.ride.graph, (self.new.origins, self.new.destinations)
        near, far = sides[::-1] if is_turned else sides
        arcs = build_arcs(graph.turned_round() if is_turned else graph, far)
        limit = cost_limit(Journeys(arcs, near, far, dict(self.timings)), cutoff_s)
        cost, metres = search_columns(arcs, near, chosen, progress=progress, limit=limit)
        approach = near.approach_m[:, None] + far.approach_m[None, chosen]
        for mode, whole in figures.items():
            again = point_to_point(cost, metres, approach, self.timings[mode], cutoff_s)
            for figure, value in zip(whole, again, strict=True):
                if is_turned:
                    figure[chosen] = value.T
                else:
                    figure[:, chosen] = value

    def _again(self, figures: Mapping[Mode, Figures], progress: Progress) -> tuple[Ints, Ints]:
        """Return origins and destinations to search from again, which together cover all pairs affected."""
        shape = len(self.new.origins.edge), len(self.new.destinations.edge)
        few = max(1, int(FULL_SHARE * min(shape)))
        everything = np.arange(0), np.arange(shape[1])
        if self.changes is None or len(self.changes) > few:
            return everything
        edges = np.unique([change.edge for change in self.changes])
        moved = [
            _moved(was, now, edges)
            for was, now in zip(self.old.places, self.new.places, strict=True)
        ]
        pairs = self._affected(figures, progress) if self.changes else np.zeros(shape, dtype=bool)
        pairs[moved[0]] = True
        pairs[:, moved[1]] = True
        rows, columns = min(_covers(pairs, moved), key=lambda cover: len(cover[0]) + len(cover[1]))
        return (rows, columns) if len(rows) + len(columns) <= FULL_SHARE * shape[1] else everything

    def _affected(self, figures: Mapping[Mode, Figures], progress: Progress) -> Bools:
        """Return the pairs that a changed arc can matter to; shape (origins, destinations)."""
        least = self._cost_before(figures)
        pairs = np.zeros(least.shape, dtype=bool)
        for standing, is_worse in ((self.old, True), (self.new, False)):
            changes = [c for c in self.changes or () if (c.after > c.before) == is_worse]
            if not changes:
                continue
            edges = np.unique([change.edge for change in changes])
            to_ends, from_ends = _to_and_from(standing, edges, progress)
            for change in changes:
                tail = 2 * int(np.searchsorted(edges, change.edge)) + change.against
                head = tail - 1 if change.against else tail + 1
                own = change.before if is_worse else change.after
                over = to_ends[:, tail, None] + own + from_ends[None, :, head]
                limit = np.where(np.isfinite(least), least, -np.inf) if is_worse else least
                pairs |= np.isfinite(over) & (over <= limit + TIE)
        return pairs

    def _cost_before(self, figures: Mapping[Mode, Figures]) -> Floats:
        """Return the network cost behind the figures, inf where there are none."""
        approach = self.old.origins.approach_m[:, None] + self.old.destinations.approach_m[None, :]
        least = np.full(approach.shape, np.inf)
        for mode, (seconds, _) in figures.items():
            timing = self.timings[mode]
            own = seconds - approach / timing.approach_mps - timing.wait_s - timing.stops_s
            least = np.fmin(least, own / timing.s_per_cost)
        return least


def _rows_changed(before: RoadNetwork, after: RoadNetwork) -> Ints | None:
    """Return the edges that are new or have another attribute; None where one does not follow the other."""
    count, nodes = len(before.edges), len(before.nodes)
    if len(after.edges) < count or not after.nodes.index[:nodes].equals(before.nodes.index):
        return None
    differs = np.ones(len(after.edges), dtype=bool)
    differs[:count] = False
    for name in after.edges.columns.difference(["geometry", "name"]):
        was, now = before.edges[name].array, after.edges[name].array[:count]
        differs[:count] |= np.asarray((was != now) & ~(pd.isna(was) & pd.isna(now)), dtype=bool)
    return np.flatnonzero(differs)


def _ride_after(old: Ride, family: Mode, after: RoadNetwork, rows: Ints, rules: TravelParameters) -> Ride:
    """Return the costs on a changed network, worked out for the changed edges alone."""
    own = ride_of(replace(after, edges=after.edges.iloc[rows]), family, rules)

    def whole(was: NDArray[Any], now: NDArray[Any]) -> NDArray[Any]:
        values = np.empty(len(after.edges), dtype=was.dtype)
        values[: len(was)] = was
        values[rows] = now
        return values

    graph = CostGraph(
        node_count=own.graph.node_count,
        u=whole(old.graph.u, own.graph.u),
        v=whole(old.graph.v, own.graph.v),
        forward=whole(old.graph.forward, own.graph.forward),
        backward=whole(old.graph.backward, own.graph.backward),
        length_m=whole(old.graph.length_m, own.graph.length_m),
        is_metres=old.graph.is_metres and own.graph.is_metres,
    )
    return Ride(graph, whole(old.joinable, own.joinable))


def _changes(old: CostGraph, new: CostGraph) -> tuple[Change, ...] | None:
    """Return the arcs whose cost differs; None where the one graph does not begin with the other."""
    count = len(old.u)
    is_same = (
        len(new.u) >= count
        and new.node_count >= old.node_count
        and np.array_equal(new.u[:count], old.u)
        and np.array_equal(new.v[:count], old.v)
        and np.array_equal(new.length_m[:count], old.length_m)
    )
    if not is_same:
        return None
    more = np.full(len(new.u) - count, np.inf)
    changes = []
    for against, name in ((False, "forward"), (True, "backward")):
        was, now = np.append(getattr(old, name), more), getattr(new, name)
        changes += [
            Change(int(edge), against, float(was[edge]), float(now[edge]))
            for edge in np.flatnonzero(was != now)
        ]
    return tuple(changes)


def _places_after(
    xy: Floats,
    was: Places,
    networks: tuple[RoadNetwork, RoadNetwork],
    rides: tuple[Ride, Ride],
    limit_m: float,
) -> Places:
    """Return where points meet the changed network; only those near a change are looked at."""
    before, after = networks
    could, can = np.zeros(len(rides[1].joinable), dtype=bool), rides[1].joinable
    could[: len(rides[0].joinable)] = rides[0].joinable
    lost = was.placed & ~can[was.edge]
    gained = after.edges.geometry.to_numpy()[can & ~could]
    old, new = before.barriers.geometry.to_numpy(), after.barriers.geometry.to_numpy()
    if len(new) < len(old) or not shapely.equals_identical(new[: len(old)], old).all():
        return snap(xy, after, can, limit_m=limit_m)
    again = np.flatnonzero(lost | _near(xy, np.append(gained, new[len(old) :]), limit_m))
    if not len(again):
        return was
    low, high = xy[again].min(axis=0) - limit_m, xy[again].max(axis=0) + limit_m
    bounds = after.edges.bounds.to_numpy()
    around = (bounds[:, :2] <= high).all(axis=1) & (bounds[:, 2:] >= low).all(axis=1)
    fresh = snap(xy[again], after, can & around, limit_m=limit_m)
    edge, fraction, approach_m = was.edge.copy(), was.fraction.copy(), was.approach_m.copy()
    edge[again], fraction[again], approach_m[again] = fresh.edge, fresh.fraction, fresh.approach_m
    reason = list(was.reason)
    for point, why in zip(again, fresh.reason, strict=True):
        reason[point] = why
    return Places(xy, edge, fraction, approach_m, tuple(reason))


def _near(xy: Floats, shapes: NDArray[np.object_], limit_m: float) -> Bools:
    near = np.zeros(len(xy), dtype=bool)
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(shapes):
        points = shapely.points(xy[known])
        found = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=limit_m)
        near[known[found[0]]] = True
    return near


def _moved(was: Places, now: Places, edges: Ints) -> Bools:
    """Return which points meet the network elsewhere, or on a changed edge; shape (points,)."""
    stays = (was.edge == now.edge) & ((was.fraction == now.fraction) | ~now.placed)
    stays &= (was.approach_m == now.approach_m) | ~now.placed
    moved: Bools = ~stays | (now.placed & np.isin(now.edge, edges))
    return moved


def _to_and_from(standing: Standing, edges: Ints, progress: Progress) -> Figures:
    """Return cost from every origin to both ends of edges, and from these to every destination.

    Shapes (origins, 2 × edges) and (destinations, 2 × edges): the ends u, v of each edge side by side.
    """
    count = 2 * len(edges)
    share, zero = np.tile([0.0, 1.0], len(edges)), np.zeros(count)
    ends = Places(np.zeros((count, 2)), np.repeat(edges, 2), share, zero, (None,) * count)
    graph, columns = standing.ride.graph, np.arange(count)
    to_ends, _ = search_columns(build_arcs(graph, ends), standing.origins, columns, progress=progress)
    turned = build_arcs(graph.turned_round(), ends)
    from_ends, _ = search_columns(turned, standing.destinations, columns, progress=progress)
    return to_ends, from_ends


def _covers(pairs: Bools, moved: list[Bools]) -> Iterator[tuple[Ints, Ints]]:
    """Offer ways to cover all pairs by rows and columns."""
    for columns in (pairs.any(axis=0), moved[1]):
        yield np.flatnonzero(pairs[:, ~columns].any(axis=1)), np.flatnonzero(columns)
    for rows in (pairs.any(axis=1), moved[0]):
        yield np.flatnonzero(rows), np.flatnonzero(pairs[~rows].any(axis=0))
