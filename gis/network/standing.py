"""What one kind of travel sees of a network, and what it costs to go over one of its edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.network.costs import Ride
from gis.network.difference import Change
from gis.network.search import Arcs, CostGraph, build_arcs, part_cost
from gis.network.snap import Places
from gis.network.tree import costs_to

TIE = 1e-6                          # seconds or metres: a way this close to the best may be the best

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Leaving = tuple[Ints, tuple[Floats, Ints], tuple[Floats, Ints]]


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
    def leaving(self) -> tuple[Leaving, Leaving]:
        """How origins leave their edges; how destinations do over the turned graph."""
        return _leaving(self.ride.graph, self.origins), _leaving(
            self.ride.graph.turned_round(), self.destinations
        )

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


def _leaving(graph: CostGraph, places: Places) -> Leaving:
    """Return which places have an edge, and for these cost to and number of its ends v and u."""
    at = np.flatnonzero(places.placed)
    edge, share = places.edge[at], places.fraction[at]
    over_v, over_u = part_cost(1 - share, graph.forward[edge]), part_cost(share, graph.backward[edge])
    return at, (over_v, graph.v[edge]), (over_u, graph.u[edge])


class Ends:
    """What it costs to get to the ends of edges, and from them on; looked for where it is asked for."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._known: dict[tuple[int, bool], Floats] = {}
        self._labelled: dict[tuple[int, bool], Floats] = {}

    def gone_over(self, change: Change) -> tuple[Ints, Ints, Floats]:
        """Return origins and destinations that may go over an arc, and what it costs them to do so.

        Who goes over it to a destination gets over it to its head, and from its tail, as cheaply as any way.
        """
        own = change.before if change.is_worse else change.after
        tail, head = (1, 0) if change.against else (0, 1)
        from_tail, from_head = self._costs(change.edge, is_turned=True)[[tail, head]]
        columns = np.flatnonzero(np.isfinite(from_head) & (own + from_head <= from_tail + 2 * TIE))
        none = np.zeros(0, dtype=np.int64)
        if not len(columns):
            return none, none, np.zeros((0, 0))
        to_tail, to_head = self._costs(change.edge, is_turned=False)[[tail, head]]
        rows = np.flatnonzero(np.isfinite(to_tail) & (to_tail + own <= to_head + 2 * TIE))
        return rows, columns, to_tail[rows, None] + own + from_head[None, columns]

    def _costs(self, edge: int, *, is_turned: bool) -> Floats:
        """Return the cost between both ends of an edge and the destinations (turned), or the origins.

        Returns
        -------
        array
            Shape (2, places): of its end u, of its end v.
        """
        key = edge, is_turned
        if key not in self._known:
            standing = self._standing
            labels = self._labels(edge, is_turned=is_turned and not standing.is_symmetric)
            at, (over_v, v), (over_u, u) = standing.leaving[int(is_turned)]
            cost = np.full((2, len(standing.places[int(is_turned)].edge)), np.inf)
            cost[:, at] = np.minimum(over_v + labels[:, v], over_u + labels[:, u])
            self._known[key] = cost
        return self._known[key]

    def _labels(self, edge: int, *, is_turned: bool) -> Floats:
        """Return the cost of all nodes to both ends of an edge, turned: back; shape (2, nodes)."""
        if (edge, is_turned) not in self._labelled:
            arcs = self._standing.turned if is_turned else self._standing.arcs
            ends = np.array([[arcs.graph.u[edge]], [arcs.graph.v[edge]]], dtype=np.int32)
            self._labelled[edge, is_turned] = costs_to(arcs, ends)
        return self._labelled[edge, is_turned]
