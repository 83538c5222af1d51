"""Edges of a network cut into pieces, so that something can stand at the cuts as a node of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.ops import substring

from gis.model import RoadNetwork
from gis.network.search import CostGraph
from gis.network.snap import NOWHERE, Places

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CutEdges:
    """A network's edges, some of them cut.

    Attributes
    ----------
    edge, low, high
        What share of which edge each piece is, in the order of the edges; shape (pieces,).
    u, v
        The nodes of each piece; a cut's number is above those of the network.
    node_count
        Nodes of the network and cuts.
    """

    edge: Ints
    low: Floats
    high: Floats
    u: Ints
    v: Ints
    node_count: int

    @classmethod
    def of(cls, graph: CostGraph, edge: Ints, share: Floats) -> CutEdges:
        """Cut edges at shares strictly between their ends; each cut becomes a node."""
        inner = (edge != NOWHERE) & (share > 0) & (share < 1)
        cuts = np.unique(np.column_stack([edge[inner], share[inner]]), axis=0)
        count = np.bincount(cuts[:, 0].astype(np.int64), minlength=len(graph.u))
        owner = np.repeat(np.arange(len(graph.u)), count + 1)
        low, high = np.zeros(len(owner)), np.ones(len(owner))
        u, v = graph.u[owner], graph.v[owner]
        node = graph.node_count + np.arange(len(cuts))
        # the k-th cut of all ends the piece that stands k places after its edge's number
        ends = cuts[:, 0].astype(np.int64) + np.arange(len(cuts))
        high[ends] = low[ends + 1] = cuts[:, 1]
        v[ends] = u[ends + 1] = node
        return cls(owner, low, high, u, v, graph.node_count + len(cuts))

    def _piece(self, edge: Ints, share: Floats) -> Ints:
        """Return the piece of each spot, the earlier one at a cut."""
        key = self.edge + self.high / 2                     # rises along the pieces
        return np.minimum(np.searchsorted(key, edge + share / 2), len(key) - 1)

    def places(self, places: Places, offset: int) -> Places:
        """Return places on the pieces, their numbers moved by an offset."""
        at = np.flatnonzero(places.placed)
        edge, fraction = places.edge.copy(), places.fraction.copy()
        piece = self._piece(places.edge[at], places.fraction[at])
        width = self.high[piece] - self.low[piece]
        edge[at] = piece + offset
        fraction[at] = np.clip((places.fraction[at] - self.low[piece]) / width, 0.0, 1.0)
        return Places(places.xy, edge, fraction, places.approach_m, places.reason)

    def lines(self, network: RoadNetwork) -> NDArray[np.object_]:
        """Return the drawn line of every piece."""
        roads, whole = network.edges.geometry.to_numpy()[self.edge], self.high - self.low == 1
        drawn: NDArray[np.object_] = roads.copy()
        for k in np.flatnonzero(~whole).tolist():
            drawn[k] = substring(roads[k], float(self.low[k]), float(self.high[k]), normalized=True)
        return drawn

    def nodes(self, edge: Ints, share: Floats) -> Ints:
        """Return the node of each spot that edges were cut at, or that is an end of its edge."""
        piece = self._piece(edge, share)
        nodes: Ints = np.where(share <= self.low[piece], self.u[piece], self.v[piece])
        return nodes
