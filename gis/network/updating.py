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
from gis.network.changed import ChangedEdges
from gis.network.costs import Timing, families_of, parse_mode, ride_of, timing_of
from gis.network.covers import import_matching
from gis.network.difference import Difference, KnownRoads, edges_changed, places_after
from gis.network.keptsearches import NODE_BYTES
from gis.network.parameters import TravelParameters, travel_parameters
from gis.network.search import cost_graph
from gis.network.searchupdate import SearchUpdate
from gis.network.snap import Places, project_points, snap
from gis.network.standing import Standing
from gis.network.travel import travel_matrix
from gis.progress import Progress, ignore_progress, part_of

KEPT_BYTES = 32 * 2**20             # of searches kept to be repaired; where they are more, none is kept

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


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
    most_kept_bytes: int = KEPT_BYTES,
) -> PreparedNetwork:
    """Work out what several calls of :func:`update_travel` from the same network can share.

    Parameters
    ----------
    most_kept_bytes
        The searches from all destinations are kept where they take no more.
    """
    rules = travel_parameters(parameters)
    xy = project_points(origins, network), project_points(destinations, network)
    nothing = np.zeros(len(network.edges))
    roads = KnownRoads(network, cost_graph(network, nothing, nothing))
    roads.make_ready()
    families = families_of(map(parse_mode, modes), has_danger=bool(roads.danger.any()))
    searches = set(families.values()) - {Mode.PUBLIC_BUS}
    keeps = len(searches) * len(xy[1]) * len(network.nodes) * NODE_BYTES <= most_kept_bytes
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
        standing = Standing(rounded, *met[joinable], rounded.graph.width, keeps)
        standing.make_ready()
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
    together are at an end of every pair found so are searched from again. Where roads have only become worse
    and the searches before are kept, these are repaired instead, see :mod:`gis.network.keptsearches`.
    """
    report = progress or ignore_progress
    full: dict[str, Any] = {"cutoff_s": cutoff_s, "parameters": parameters, "bus_stops": bus_stops}
    edges, known = edges_changed(before, after) if changed is None else changed, prepared
    if edges is not None and (known is None or known.roads.network.digest != before.digest):
        known = prepare_network(
            before, origins, destinations, modes=tuple(travel), parameters=parameters, most_kept_bytes=0
        )
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

    def update(self, family: Mode, family_after: Mode, timings: Mapping[Mode, Timing]) -> SearchUpdate:
        """Find out what differs to modes with one search.

        Where a first or the last stretch closed to the youngest makes the others' family another, roads
        without a change still cost them the same.
        """
        old, difference = self.known.standings[family], self.difference
        own = difference.own(family_after, self.rules)
        can = difference.joinable(old.ride, own)
        origins, destinations = (self._places(was, old.ride.joinable, can) for was in old.places)
        changes = difference.changes(old.ride.graph, own.graph)
        return SearchUpdate(old, (origins, destinations), difference, own, changes, timings)

    def _places(self, was: Places, could: Bools, can: Bools) -> Places:
        key = id(was), can.tobytes()
        if key not in self._met:
            limit_m = self.rules.approach_limit_m
            self._met[key] = places_after(was, self.difference, could, can, limit_m)
        return self._met[key]
