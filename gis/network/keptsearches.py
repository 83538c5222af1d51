"""What searches from all destinations found, kept to be repaired where roads become worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.network.difference import Change
from gis.network.search import Arcs, search_all
from gis.network.snap import NOWHERE, Places

NODE_BYTES = 20                     # cost, metres and the arc that leads on, of a node in one search
NONE = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class KeptSearches:
    """Searches towards all destinations.

    Attributes
    ----------
    arcs, turned
        The graph that was searched, and turned round.
    costs, metres, onward
        Of all nodes: inf, NaN and -1 where there is no way, else the number of the arc that leads on, or less
        than 0 at a destination's own edge; shape (destinations, nodes).
    positions
        Of every way (2 × edge + against) the number of its arc, and that in the graph turned round.
    """

    arcs: Arcs
    turned: Arcs
    costs: Floats
    metres: Floats
    onward: Nodes
    positions: tuple[Ints, Ints]

    @classmethod
    def of(cls, arcs: Arcs, turned: Arcs) -> KeptSearches:
        """Search towards all destinations."""
        import gis.network.repairkernel  # noqa: F401  loaded now, not with the first change

        graph, columns = arcs.graph, np.arange(len(arcs.destinations.edge))
        shape = len(columns), graph.node_count
        costs, metres, onward = np.empty(shape), np.empty(shape), np.full(shape, NONE, dtype=np.int32)
        limits = np.full(len(columns), np.inf)
        search_all(arcs, arcs.starts(columns), limits, costs, (arcs.way_metres, metres, onward))
        positions = np.full((2, 2 * len(graph.u)), NONE, dtype=np.int64)
        positions[0, arcs.sorted[1]] = np.arange(len(arcs.sorted[1]))
        positions[1, turned.sorted[1] ^ 1] = np.arange(len(turned.sorted[1]))
        _ = turned.way_metres           # now, not with the first change
        return cls(arcs, turned, costs, metres, onward, (positions[0], positions[1]))

    def repaired(
        self, changes: Sequence[Change], origins: Places, is_due: Bools, *, has_moved: bool = False
    ) -> tuple[Ints, Floats, Floats]:
        """Work out what became another when arcs became worse.

        Parameters
        ----------
        changes
            All worse.
        origins
            Where they meet the network now.
        is_due
            Destinations to be looked at; none of them stands on a changed edge, or elsewhere than before.
        has_moved
            Some of the origins met the network elsewhere before.

        Returns
        -------
        tuple of arrays
            Those of them whose figures can be others than before; cost and metres from all origins, see
            :func:`gis.network.search.search_columns`, shapes (origins, chosen). Not to be used for origins
            on a changed or a new edge.
        """
        from gis.network.repairkernel import repair_places

        graph, there = self.arcs.graph, self.arcs.destinations
        shape = len(there.edge), len(origins.edge)
        costs, metres, is_other = np.empty(shape), np.empty(shape), is_due.copy()
        edge = np.where(origins.edge < len(graph.u), origins.edge, NOWHERE).astype(np.int64)
        ways = np.array([2 * change.edge + change.against for change in changes], dtype=np.int64)
        after = np.array([change.after for change in changes], dtype=float)
        repair_places(
            (self.arcs.ways, self.arcs.way_metres), (self.turned.ways, self.turned.way_metres),
            (self.positions[0][ways], self.positions[1][ways], after),
            (self.costs, self.metres, self.onward),
            (graph.u, graph.v), (graph.forward, graph.backward, graph.length_m),
            (edge, origins.fraction), (there.edge.astype(np.int64), there.fraction),
            has_moved, is_other, costs, metres,
        )  # fmt: skip
        chosen = np.flatnonzero(is_other)
        return chosen, costs[chosen].T, metres[chosen].T
