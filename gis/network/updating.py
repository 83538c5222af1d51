"""Travel times after a change to the roads: only what the change can have touched is worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork, TravelTimes
from gis.network.blocks import Journeys, cost_limit, fill_figures
from gis.network.changed import ChangedEdges
from gis.network.costs import Timing, families_of, parse_mode, ride_of, timing_of
from gis.network.covers import import_matching, least_cover
from gis.network.difference import Change, Difference, KnownRoads, edges_changed, moved, places_after
from gis.network.parameters import TravelParameters, travel_parameters
from gis.network.search import cost_graph, search_columns
from gis.network.snap import Places, project_points, snap
from gis.network.standing import Standing, mark_affected
from gis.network.travel import travel_matrix, unplaced
from gis.progress import Progress, ignore_progress, part_of

FULL_SHARE = 0.7                    # more than this share of the searches of a full run: run in full
CHEAP_STEPS = 50_000                # searches × nodes: below it they cost less than choosing the fewest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Figures = tuple[Floats, Floats]


@dataclass(frozen=True)
class PreparedNetwork:
    """What many updates from the same network have in common; see :func:`prepare_network`.

    Attributes
    ----------
    xy
        Origins and destinations in the network's CRS; shape (points, 2).
    families
        Of each mode the one that stands for its search, see :func:`gis.network.costs.family_of`.
    standings
        By the mode that stands for its search.
    timings
        Of all modes but public buses, which have a table.
    """

    roads: KnownRoads
    xy: tuple[Floats, Floats]
    families: Mapping[Mode, Mode]
    standings: Mapping[Mode, Standing]
    rules: TravelParameters
    timings: Mapping[Mode, Timing]


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
    nothing = np.zeros(len(network.edges))
    roads = KnownRoads(network, cost_graph(network, nothing, nothing))
    roads.make_ready()
    families = families_of(map(parse_mode, modes), has_danger=bool(roads.danger.any()))
    met: dict[bytes, tuple[Places, Places]] = {}    # several modes may use the same roads
    standings: dict[Mode, Standing] = {}
    for family in dict.fromkeys(families.values()):
        if family == Mode.PUBLIC_BUS:
            continue
        ride = ride_of(network, family, rules)
        joinable = ride.joinable.tobytes()
        if joinable not in met:
            limit_m = rules.approach_limit_m
            from_, to = (snap(points, network, ride.joinable, limit_m=limit_m) for points in xy)
            met[joinable] = from_, to
        rounded = replace(ride, graph=ride.graph.rounded())
        standing = Standing(rounded, *met[joinable], rounded.graph.width)
        _ = standing.arcs.ways, standing.turned.ways, standing.ends    # now, not with the first change
        standings[family] = standing
    import_matching()
    import gis.network.coverkernel  # noqa: F401  loaded now, not with the first change

    timings: dict[Mode, Timing] = {m: timing_of(m, rules) for m in families if m != Mode.PUBLIC_BUS}
    return PreparedNetwork(roads, xy, families, standings, rules, timings)


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
    changed: ChangedEdges | None = None,
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
        Of ``before``, the points and the parameters; saves time when many changes are tried.
    changed
        The edges of ``after`` that are new or have other values, where that is known:
        ``EditedNetwork.changed``.

    Returns
    -------
    dict
        The same figures as a full run over ``after``; arrays in which nothing changed are those given.

    Notes
    -----
    A pair can have changed only where an arc that is worse now lay on one of its best ways (it is *tight*:
    to its tail + its cost + from its head = the whole), where one that is better or new gives a way as good,
    or where a point meets the roads elsewhere or on a changed edge. The fewest settlements and schools that
    together are at an end of every pair found so are searched from again.
    """
    report = progress or ignore_progress
    full: dict[str, Any] = {"cutoff_s": cutoff_s, "parameters": parameters, "bus_stops": bus_stops}
    edges, known = edges_changed(before, after) if changed is None else changed, prepared
    if edges is not None and (known is None or known.roads.network.digest != before.digest):
        known = prepare_network(before, origins, destinations, modes=tuple(travel), parameters=parameters)
    step = None if edges is None or known is None else _Step.between(known, after, edges)
    if step is None:
        return travel_matrix(after, origins, destinations, modes=tuple(travel), progress=report, **full)
    modes = [parse_mode(mode) for mode in travel]
    old, new = step.known.families, families_of(modes, has_danger=step.difference.has_danger)
    groups: dict[tuple[Mode, Mode], list[Mode]] = {}
    for mode in modes:
        groups.setdefault((old[mode], new[mode]), []).append(mode)
    found: dict[str, TravelTimes] = {}
    for number, (families, own) in enumerate(groups.items()):
        part = part_of(report, number / len(groups), (number + 1) / len(groups))
        if families[0] == Mode.PUBLIC_BUS:
            found |= travel_matrix(after, origins, destinations, modes=own, progress=part, **full)
        else:
            timings = {mode: step.known.timings[mode] for mode in own}
            found |= step.update(*families, timings).run(travel, after, cutoff_s, part)
    report(1.0, "travel_times")
    return {mode: found[mode] for mode in travel}


class _Step:
    """From one network to the next, for all modes."""

    def __init__(self, known: PreparedNetwork, difference: Difference) -> None:
        self.known, self.difference, self.rules = known, difference, known.rules
        self._met: dict[tuple[int, bytes], Places] = {}     # several modes may use the same roads

    @classmethod
    def between(
        cls,
        known: PreparedNetwork,
        after: RoadNetwork,
        edges: ChangedEdges,
    ) -> _Step | None:
        """Read what differs; None where there is nothing to build on."""
        difference = Difference.between(known.roads, after, edges)
        return None if difference is None else cls(known, difference)

    def update(self, family: Mode, family_after: Mode, timings: Mapping[Mode, Timing]) -> _Update:
        """Find out what differs to modes with one search.

        Where a first or the last stretch closed to the youngest makes the others' family another, roads
        without a change still cost them the same.
        """
        old, difference = self.known.standings[family], self.difference
        ride = difference.ride(old.ride, family_after, self.rules)
        places = [self._places(was, old.ride.joinable, ride.joinable) for was in old.places]
        new = Standing(ride, places[0], places[1], old.width)
        return _Update(old, new, difference.changes(old.ride.graph, ride.graph), timings)

    def _places(self, was: Places, could: Bools, can: Bools) -> Places:
        key = id(was), can.tobytes()
        if key not in self._met:
            limit_m = self.rules.approach_limit_m
            self._met[key] = places_after(was, self.difference, could, can, limit_m)
        return self._met[key]


@dataclass(frozen=True)
class _Update:
    """One search's update."""

    old: Standing
    new: Standing
    changes: tuple[Change, ...]
    timings: Mapping[Mode, Timing]

    def run(
        self,
        travel: Mapping[str, TravelTimes],
        after: RoadNetwork,
        cutoff_s: float | None,
        progress: Progress,
    ) -> dict[str, TravelTimes]:
        """Return the new figures of all modes of this search."""
        rows, columns = self._again(travel)
        figures = {mode: (travel[mode].seconds, travel[mode].metres) for mode in self.timings}
        if len(rows) or len(columns):
            figures = {
                mode: (np.array(seconds, dtype=float, order="C"), np.array(metres, dtype=float, order="C"))
                for mode, (seconds, metres) in figures.items()
            }
        halves = part_of(progress, 0.0, 0.5), part_of(progress, 0.5, 1.0)
        for is_turned, chosen, half in zip((False, True), (columns, rows), halves, strict=True):
            if len(chosen):
                self._search_again(figures, chosen, is_turned=is_turned, cutoff_s=cutoff_s, progress=half)
        return {mode: self._times(travel[mode], figures[mode], after) for mode in figures}

    def _times(self, before: TravelTimes, figures: Figures, after: RoadNetwork) -> TravelTimes:
        def without_place(known: tuple[str, ...], ids: tuple[str, ...], side: str) -> tuple[str, ...]:
            was, now = getattr(self.old, side), getattr(self.new, side)
            return known if now is was else unplaced(ids, now)

        ids = before.origin_ids, before.destination_ids
        return TravelTimes(
            before.mode,
            *ids,
            *figures,
            network_digest=after.digest,
            unplaced_origins=without_place(before.unplaced_origins, ids[0], "origins"),
            unplaced_destinations=without_place(before.unplaced_destinations, ids[1], "destinations"),
        )

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
        near, far = self.new.places[::-1] if is_turned else self.new.places
        arcs = self.new.turned if is_turned else self.new.arcs
        limit = cost_limit(Journeys(arcs, near, far, dict(self.timings)), cutoff_s)
        cost, metres = search_columns(arcs, near, chosen, progress=progress, limit=limit)
        for mode, whole in figures.items():
            fill_figures(
                whole, (cost, metres), (near, far), chosen, self.timings[mode], cutoff_s, is_turned=is_turned
            )

    def _again(self, travel: Mapping[str, TravelTimes]) -> tuple[Ints, Ints]:
        """Return origins and destinations to search from again, which together cover all pairs affected."""
        shape = len(self.new.origins.edge), len(self.new.destinations.edge)
        everything = np.arange(0), np.arange(shape[1])
        if len(self.changes) > max(1, int(FULL_SHARE * min(shape))):
            return everything
        is_changed = np.zeros(len(self.new.ride.joinable) + 1, dtype=bool)      # the last one: no edge
        is_changed[[change.edge for change in self.changes]] = True
        is_row, is_column = (
            moved(was, now, is_changed) for was, now in zip(self.old.places, self.new.places, strict=True)
        )
        found = self._cover(self._affected(travel), is_row, is_column)
        rows, columns = (
            np.flatnonzero(one | other) for one, other in zip((is_row, is_column), found, strict=True)
        )
        return (rows, columns) if len(rows) + len(columns) <= FULL_SHARE * shape[1] else everything

    def _cover(self, pairs: Bools, is_row: Bools, is_column: Bools) -> tuple[Bools, Bools]:
        """Choose origins and destinations that cover all pairs not yet covered by some: few, or the fewest.

        ``pairs`` loses those that are covered.
        """
        from gis.network.coverkernel import cover_quickly

        rows, columns = np.zeros_like(is_row), np.zeros_like(is_column)
        count = cover_quickly(pairs, is_row, is_column, rows, columns)
        return least_cover(pairs) if count * self.new.ride.graph.node_count > CHEAP_STEPS else (rows, columns)

    def _affected(self, travel: Mapping[str, TravelTimes]) -> Bools:
        """Return the pairs that a changed arc can matter to; shape (origins, destinations)."""
        pairs = np.zeros((len(self.new.origins.edge), len(self.new.destinations.edge)), dtype=bool)
        if self.changes:
            quickest, timing = min(self.timings.items(), key=lambda each: each[1].s_per_cost)
            before = self.old, travel[quickest].seconds, timing
            for standing, is_worse in ((self.old, True), (self.new, False)):
                some = [change for change in self.changes if change.is_worse == is_worse]
                mark_affected(standing, some, before, pairs)
        return pairs
