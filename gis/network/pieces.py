"""Edges whose slope changes on the way, cut so that each piece has its own.

A journey that begins or ends in the middle of an edge is charged a share of the edge's effort. Where the
first half lies flat and the second climbs, that would be wrong for everybody who lives on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from gis.model import RoadNetwork
from gis.network.storage import assemble

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CLIMB_DECIMALS = 6
CLIMBS = ["climb_forward", "climb_backward"]


@dataclass(frozen=True)
class Pieces:
    """Pieces of edges: row of the edge, its shares where a piece begins and ends, effort both ways."""

    row: Ints
    start: Floats
    end: Floats
    climbs: Floats


def find_pieces(rows: Ints, counts: Ints, climbs: Floats, *, steps: int, difference_share: float) -> Pieces:
    """Find the edges whose effort differs from piece to piece.

    Parameters
    ----------
    rows, counts
        Edges, and the number of their steps of one length; shape (edges,).
    climbs
        Effort forward and backward of each step; shape (2, steps of all edges).
    steps
        Steps of one piece.
    difference_share
        An edge is cut where a piece differs from the whole by more than this share.
    """
    edge = np.repeat(np.arange(len(rows)), counts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = np.flatnonzero(number % steps == 0)
    lengths = np.diff(np.append(first, len(edge)))
    owner = edge[first]
    of_piece = np.add.reduceat(climbs, first, axis=1) / lengths
    of_edge = np.add.reduceat(climbs, np.cumsum(counts) - counts, axis=1) / counts
    differs = (np.abs(of_piece - of_edge[:, owner]) > difference_share * of_edge[:, owner]).any(axis=0)
    cut = np.isin(owner, owner[differs])
    start, total = number[first][cut], counts[owner[cut]]
    return Pieces(rows[owner[cut]], start / total, (start + lengths[cut]) / total, of_piece[:, cut])


def cut_edges(network: RoadNetwork, pieces: Sequence[Pieces]) -> RoadNetwork:
    """Return a network with new nodes between the pieces; nodes and edges that it has keep their order."""
    if not any(len(one.row) for one in pieces):
        return network
    row = np.concatenate([one.row for one in pieces])
    start, end = (np.concatenate([getattr(one, name) for one in pieces]) for name in ("start", "end"))
    climbs = np.round(np.concatenate([one.climbs for one in pieces], axis=1), CLIMB_DECIMALS)
    whole = np.setdiff1d(np.arange(len(network.edges)), row)
    order = np.lexsort((start, row))
    row, start, end, climbs = row[order], start[order], end[order], climbs[:, order]
    lines = network.edges.geometry.to_numpy()
    shapes = [
        substring(lines[k], a, b, normalized=True)
        for k, a, b in zip(row.tolist(), start.tolist(), end.tolist(), strict=True)
    ]
    cut = network.edges.iloc[row].copy()
    cut.geometry = shapes
    cut["length_m"] = cut["length_m"].to_numpy() * (end - start)
    cut[CLIMBS] = climbs.T
    inner = np.flatnonzero(start > 0)           # pieces that begin at a new node
    ids = int(network.nodes.index.max()) + 1 + np.arange(len(inner))
    u, v = cut["u"].to_numpy(copy=True), cut["v"].to_numpy(copy=True)
    u[inner], v[inner - 1] = ids, ids
    cut["u"], cut["v"] = u, v
    edges = pd.concat([network.edges.iloc[whole], cut])
    place = np.argsort(np.concatenate([whole, row]), kind="stable")
    places = shapely.get_point(np.array(shapes, dtype=object)[inner], 0)
    index = pd.Index(ids, name=network.nodes.index.name)
    new = gpd.GeoDataFrame(index=index, geometry=places, crs=network.crs)
    nodes = pd.concat([network.nodes[["geometry"]], new])
    return assemble(nodes, edges.iloc[place].reset_index(drop=True), network.barriers)
