"""What one kind of travel sees of a network, and what it costs to go over one of its edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.network.costs import Ride, Timing
from gis.network.difference import Change
from gis.network.keptsearches import KeptSearches
from gis.network.search import Arcs, Starts, ends_of, with_room
from gis.network.snap import Places

TIE = 1e-6                          # seconds or metres: a way this close to the best may be the best

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Standing:
    """What modes with one search see of a network, and where the points meet it.

    Attributes
    ----------
    ride
        Costs and lengths on the grid.
    width
        See :attr:`gis.network.search.CostGraph.width`; a network that is little else has the same.
    keeps
        The searches from all destinations are kept.
    """

    ride: Ride
    origins: Places
    destinations: Places
    width: float
    keeps: bool = False

    @cached_property
    def kept(self) -> KeptSearches | None:
        """The searches from all destinations."""
        return KeptSearches.of(self.arcs, self.turned) if self.keeps else None

    def make_ready(self) -> None:
        """Work out now what a change would ask for first."""
        _ = self.arcs.ways, self.turned.ways, self.ends, self.kept

    @property
    def places(self) -> tuple[Places, Places]:
        """Origins and destinations."""
        return self.origins, self.destinations

    @cached_property
    def ends(self) -> tuple[Starts, Starts]:
        """Ends of the origins' edges, and cost to there; of the destinations' edges, and cost from there."""
        origins, destinations = (np.arange(len(places.edge)) for places in self.places)
        leaving = ends_of(self.arcs.graph, self.origins, origins, is_leaving=True)
        return leaving, self.arcs.starts(destinations)

    @cached_property
    def is_symmetric(self) -> bool:
        """Every way costs the same in both directions."""
        return np.array_equal(self.ride.graph.forward, self.ride.graph.backward)

    @cached_property
    def arcs(self) -> Arcs:
        """The graph, made ready for searches towards the destinations."""
        return Arcs(self.ride.graph, self.destinations, self.width)

    @cached_property
    def turned(self) -> Arcs:
        """The graph with every way gone in the other direction, towards the origins."""
        return Arcs(self.ride.graph.turned_round(), self.origins, self.width)


def mark_affected(
    standing: Standing,
    changes: Sequence[Change],
    before: tuple[Standing, Floats, Timing],
    pairs: Bools,
) -> None:
    """Mark the pairs that may go over arcs: as they were where they are worse now, else as they are.

    Parameters
    ----------
    standing
        What was, for arcs that are worse now; else what is.
    changes
        All worse, or none.
    before
        What was; seconds between origins and destinations then, shape (origins, destinations); how cost
        became these.
    pairs
        Written where True; shape (origins, destinations).
    """
    from gis.network.placekernel import mark_pairs

    if not changes:
        return
    is_worse, graph, (was, seconds, timing) = changes[0].is_worse, standing.ride.graph, before
    at = {edge: 2 * k for k, edge in enumerate(dict.fromkeys(change.edge for change in changes))}
    nodes = np.array([end[edge] for edge in at for end in (graph.u, graph.v)], dtype=np.int32)
    tails = np.array([at[change.edge] + change.against for change in changes])
    own = np.array([change.before if is_worse else change.after for change in changes])
    ways = standing.arcs.ways
    graphs = ways, ways if standing.is_symmetric else standing.turned.ways
    seconds = np.require(seconds, float, ["C", "W"])      # those of a plan file may only be read
    known = seconds, was.origins.approach_m, was.destinations.approach_m
    arcs, rule, numbers = (tails, tails ^ 1, own), (TIE, is_worse), timing.as_numbers()

    def try_with(room: int) -> bool:
        width = standing.width, room
        return mark_pairs(
            graphs, standing.is_symmetric, width, nodes, arcs, rule, *standing.ends, known, numbers, pairs
        )

    with_room(try_with, len(ways[1]) + 2, np.zeros(1, dtype=np.int64))
