"""What one kind of travel sees of a network, and what it costs to go over one of its edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.network.costs import Ride
from gis.network.difference import Change
from gis.network.search import Arcs, Starts, build_arcs, ends_of
from gis.network.snap import Places
from gis.network.tree import costs_to

TIE = 1e-6                          # seconds or metres: a way this close to the best may be the best

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


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
        return build_arcs(self.ride.graph, self.destinations)

    @cached_property
    def turned(self) -> Arcs:
        """The graph with every way gone in the other direction, towards the origins."""
        return build_arcs(self.ride.graph.turned_round(), self.origins)


class Ends:
    """What it costs to get to the ends of edges, and from them on; looked for where it is asked for."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._labelled: dict[tuple[int, bool], Floats] = {}

    def mark(self, change: Change, least: Floats, pairs: Bools) -> None:
        """Mark the pairs that may go over an arc.

        Parameters
        ----------
        least
            Cost between origins and destinations before the change; shape (origins, destinations).
        pairs
            Written where True; shape (origins, destinations).
        """
        from gis.network.placekernel import mark_pairs

        standing, own = self._standing, change.before if change.is_worse else change.after
        before = self._labels(change.edge, is_turned=False)
        behind = self._labels(change.edge, is_turned=not standing.is_symmetric)
        if change.against:
            before, behind = before[::-1], behind[::-1]
        ways = (before[0], before[1]), (behind[0], behind[1])
        mark_pairs((own, TIE, change.is_worse), *ways, *standing.ends, least, pairs)

    def _labels(self, edge: int, *, is_turned: bool) -> Floats:
        """Return the cost of all nodes to both ends of an edge, turned: back; shape (2, nodes)."""
        if (edge, is_turned) not in self._labelled:
            arcs = self._standing.turned if is_turned else self._standing.arcs
            ends = np.array([[arcs.graph.u[edge]], [arcs.graph.v[edge]]], dtype=np.int32)
            self._labelled[edge, is_turned] = costs_to(arcs, ends)
        return self._labelled[edge, is_turned]
