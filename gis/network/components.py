"""Pieces of a network that nothing joins, and one-way stretches that vehicles cannot leave or enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gis.model import RoadNetwork

Use = Literal["walk", "drive"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MAIN, UNUSED = 0, -1


@dataclass(frozen=True)
class Components:
    """Which nodes can reach one another on foot (or, one-way streets aside, by vehicle).

    Attributes
    ----------
    label
        Piece of each node in the network's order, 0 = the longest, -1 = no usable edge; shape (nodes,).
    length_m
        Length of the usable roads of each piece; shape (pieces,).
    xy
        Where each piece comes nearest to the longest one, in the network's CRS; of the longest itself NaN;
        shape (pieces, 2).
    gap_m
        How near that is, 0 for the longest; shape (pieces,).
    """

    label: Ints
    length_m: Floats
    xy: Floats
    gap_m: Floats

    def __len__(self) -> int:
        return len(self.length_m)


class TrapKind(StrEnum):
    """What is wrong with a one-way stretch."""

    NO_WAY_OUT = "no_way_out"
    NO_WAY_IN = "no_way_in"
    NEITHER = "neither"


@dataclass(frozen=True)
class Trap:
    """Roads that a vehicle can enter but not leave, leave but not enter, or neither.

    Attributes
    ----------
    edges
        Row numbers of the edges.
    xy
        The middle of the longest of them, in the network's CRS.
    """

    kind: TrapKind
    edges: Ints
    length_m: float
    xy: tuple[float, float]


def components(network: RoadNetwork, *, use: Use = "walk") -> Components:
    """Tell the pieces of a network apart.

    Parameters
    ----------
    use
        Which edges count: those that may be walked or those that may be driven on; direction does not matter.
    """
    usable = network.edges[use].to_numpy(dtype=bool)
    u, v = end_nodes(network)
    count = len(network.nodes)
    _, piece = connected_components(_graph(count, u[usable], v[usable]), directed=False)
    length = network.edges["length_m"].to_numpy(dtype=float)
    total = np.bincount(piece[u[usable]], weights=length[usable], minlength=count)
    is_used = np.zeros(count, dtype=bool)
    is_used[piece[u[usable]]] = True
    order = np.flatnonzero(is_used)[np.argsort(-total[is_used], kind="stable")]
    place = np.full(count, UNUSED, dtype=np.int64)
    place[order] = np.arange(len(order))
    label: Ints = place[piece]
    rows = np.flatnonzero(usable)
    length_m: Floats = total[order].astype(np.float64)
    return Components(label, length_m, *_nearest_to_main(network, rows, label[u[rows]], len(order)))


def end_nodes(network: RoadNetwork) -> tuple[Ints, Ints]:
    """Return the node numbers 0…nodes-1 of both ends of every edge; each of shape (edges,)."""
    index = network.nodes.index
    u, v = (np.asarray(index.get_indexer(network.edges[end]), dtype=np.int64) for end in ("u", "v"))
    return u, v


def _graph(count: int, start: Ints, end: Ints) -> csr_array:
    return csr_array(coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(count, count)))


def _nearest_to_main(network: RoadNetwork, rows: Ints, piece: Ints, count: int) -> tuple[Floats, Floats]:
    """Return where each piece comes nearest to the longest one, and how near."""
    xy, gap = np.full((count, 2), np.nan), np.zeros(count)
    lines = network.edges.geometry.to_numpy()[rows]
    others = np.flatnonzero(piece != MAIN)
    if not len(others):
        return xy, gap
    main = lines[piece == MAIN]
    (asked, found), metres = shapely.STRtree(main).query_nearest(
        lines[others], return_distance=True, all_matches=False
    )
    order = np.lexsort((metres, piece[others[asked]]))
    owner, first = np.unique(piece[others[asked]][order], return_index=True)
    chosen = order[first]
    bridge = shapely.shortest_line(lines[others[asked[chosen]]], main[found[chosen]])
    xy[owner] = shapely.get_coordinates(shapely.get_point(bridge, 0))
    gap[owner] = metres[chosen]
    return xy, gap


def oneway_traps(network: RoadNetwork) -> tuple[Trap, ...]:
    """List the stretches that one-way rules cut off for vehicles, the longest first.

    Notes
    -----
    Within each piece of the drivable network the largest part whose nodes all reach one another (strongly
    connected, by length of its roads) is what a vehicle must be able to come from and go back to.
    Neighbouring nodes with the same fault are one stretch.
    """
    edges = network.edges
    drive = edges["drive"].to_numpy(dtype=bool)
    oneway = edges["oneway"].to_numpy(dtype=str)
    u, v = end_nodes(network)
    count = len(network.nodes)
    ahead, back = drive & (oneway != "backward"), drive & (oneway != "forward")
    graph = _graph(count, np.concatenate([u[ahead], v[back]]), np.concatenate([v[ahead], u[back]]))
    length = edges["length_m"].to_numpy(dtype=float)
    heart = _hearts(graph, u[drive], v[drive], length[drive])
    reached, returns = _reachable(graph, heart), _reachable(csr_array(graph.T), heart)
    used = np.zeros(count, dtype=bool)
    used[u[drive]] = used[v[drive]] = True
    fault = np.select([reached & returns | ~used, reached, returns], [0, 1, 2], 3)
    traps = _stretches(network, np.flatnonzero(drive), u, v, fault)
    return tuple(sorted(traps, key=lambda trap: -trap.length_m))


def _hearts(graph: csr_array, u: Ints, v: Ints, length: Floats) -> Ints:
    """Return one node of the largest strongly connected part of each piece."""
    count = graph.shape[0]
    _, piece = connected_components(graph, directed=False)
    _, strong = connected_components(graph, directed=True, connection="strong")
    inside = strong[u] == strong[v]
    metres = np.bincount(strong[u[inside]], weights=length[inside], minlength=count)
    size = np.bincount(strong, minlength=count)
    node = np.arange(count)
    order = np.lexsort((node, -size[strong], -metres[strong], piece))
    _, first = np.unique(piece[order], return_index=True)
    return order[first]


def _reachable(graph: csr_array, start: Ints) -> Bools:
    """Return which nodes can be reached from any of some; one more node leads to all of them."""
    count = graph.shape[0]
    arcs = graph.tocoo()
    source = np.full(len(start), count)
    wider = _graph(count + 1, np.concatenate([arcs.row, source]), np.concatenate([arcs.col, start]))
    found = breadth_first_order(wider, count, directed=True, return_predecessors=False)
    reached = np.zeros(count + 1, dtype=bool)
    reached[found] = True
    return reached[:count]


def _stretches(network: RoadNetwork, rows: Ints, u: Ints, v: Ints, fault: Ints) -> Iterator[Trap]:
    """Join edges at nodes with one fault to stretches; an edge between two faults belongs to one of them."""
    worse = np.maximum(fault[u[rows]], fault[v[rows]])
    for code, kind in enumerate(TrapKind, start=1):
        own = rows[worse == code]
        if not len(own):
            continue
        # nodes that are sound part stretches: two traps at one good crossing are two
        start = np.where(fault[u[own]] == code, u[own], v[own])
        end = np.where(fault[v[own]] == code, v[own], u[own])
        _, group = connected_components(_graph(len(fault), start, end), directed=False)
        order = np.argsort(group[start], kind="stable")
        for stretch in np.split(own[order], np.flatnonzero(np.diff(group[start][order])) + 1):
            yield _trap(network, kind, stretch)


def _trap(network: RoadNetwork, kind: TrapKind, rows: Ints) -> Trap:
    length = network.edges["length_m"].to_numpy(dtype=float)[rows]
    longest = network.edges.geometry.to_numpy()[rows[int(length.argmax())]]
    middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    return Trap(kind, rows, float(length.sum()), (float(middle.x), float(middle.y)))
