"""The edges of a changed network that are new or have another value, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.model import RoadNetwork
from gis.network.costs import Columns, edge_columns

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ChangedEdges:
    """Rows of a network's edges, read once.

    Attributes
    ----------
    rows
        Their row numbers, rising.
    columns
        What decides how modes use them, see :func:`gis.network.costs.edge_columns`; in the order of ``rows``.
    u, v
        Ids of their nodes.
    lines
        Their shapes.
    """

    rows: Ints
    columns: Columns
    u: Ints
    v: Ints
    lines: NDArray[np.object_]

    @classmethod
    def of(cls, network: RoadNetwork, rows: Ints) -> ChangedEdges:
        """Read some rows of a network's edges."""
        u, v = (np.asarray(network.edges[end].array, dtype=np.int64)[rows] for end in ("u", "v"))
        lines = np.asarray(network.edges.geometry.array.take(rows), dtype=object)
        return cls(rows, edge_columns(network.edges, rows), u, v, lines)
