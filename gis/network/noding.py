"""Drawn lines → runs of shared nodes: what meets is joined, and nothing else is.

Lines meet where they have a vertex in common, where an end lies within a tolerance of another end, and where
an end lies within it of another line. Lines that merely cross do not meet: one of them may be a bridge.

Everything is worked out on arrays of vertices; ``run k`` is the vertices ``starts[k]`` to ``starts[k + 1]``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OWN_LINE_FACTOR = 3                 # a line does not meet itself nearer to its end than this many tolerances
VERTEX_REACH_M = 0.01               # a vertex so near to where an end meets a line is that place
MOVES, STAYS, FIXED = 1, 2, 3       # what may happen to the position of a node


@dataclass(frozen=True)
class Tolerances:
    """How near is the same place; metres.

    Attributes
    ----------
    join_m
        For an end that meets nothing exactly.
    touch_m
        For an end that already meets another line exactly.
    """

    join_m: float
    touch_m: float


@dataclass(frozen=True)
class Runs:
    """Lines as runs of nodes.

    Attributes
    ----------
    node
        Node of each vertex; shape (vertices,).
    starts
        First vertex of each run; shape (runs,).
    xy
        Position of each node on the plane, metres; shape (nodes, 2).
    is_apart
        Runs on a bridge, in a tunnel or on another level: nothing is joined to their inside; shape (runs,).
    fixed_runs, fixed_nodes
        The first so many are of a network that is there already: its nodes are never moved, its lines never
        joined to one another.
    """

    node: Ints
    starts: Ints
    xy: Floats
    is_apart: Bools
    fixed_runs: int = 0
    fixed_nodes: int = 0

    @property
    def run(self) -> Ints:
        """Run of each vertex; shape (vertices,)."""
        return np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.node))))

    @property
    def last(self) -> Ints:
        """Last vertex of each run; shape (runs,)."""
        return np.append(self.starts[1:], len(self.node)) - 1

    @property
    def segments(self) -> Ints:
        """First vertex of each segment; shape (segments,)."""
        run = self.run
        return np.flatnonzero(run[:-1] == run[1:])

    @property
    def ends(self) -> Ints:
        """Nodes at the ends of runs, each once, in order."""
        return np.unique(self.node[np.concatenate([self.starts, self.last])])


def node_lines(runs: Runs, tolerances: Tolerances) -> Runs:
    """Join the lines where they meet.

    Parameters
    ----------
    runs
        Vertices at one position share their node already; every run has two different nodes or more.
    tolerances
        How near is the same place.

    Returns
    -------
    Runs
        The same runs in the same order, with common nodes where they meet. A run that joining has shrunk to a
        point keeps one vertex.
    """
    runs, is_loose = _join_ends(runs, tolerances.join_m)
    ends = runs.ends
    limit = np.where(is_loose[ends], tolerances.join_m, tolerances.touch_m)
    met = nearest_lines(runs, ends, limit)
    return _join_to_lines(runs, met.of(~runs.is_apart[runs.run[met.vertex]]))


def loose_ends(runs: Runs) -> Bools:
    """Return which nodes are ends of one line and meet no other; shape (nodes,). A ring alone is loose."""
    run, count = runs.run, len(runs.xy)
    any_run = np.full(count, -1)
    any_run[runs.node] = run
    is_alone = np.ones(count, dtype=bool)
    is_alone[runs.node[run != any_run[runs.node]]] = False
    first, last = runs.node[runs.starts], runs.node[runs.last]
    uses = np.bincount(runs.node, minlength=count)
    expected = np.zeros(count, dtype=np.int64)
    expected[first] = expected[last] = 1
    expected[first[(first == last) & (runs.last > runs.starts)]] = 2
    loose: Bools = is_alone & (expected > 0) & (uses == expected)
    return loose


# ---- end to end


def _join_ends(runs: Runs, join_m: float) -> tuple[Runs, Bools]:
    """Make one node of ends near each other if one meets nothing; return also which met nothing exactly."""
    loose = loose_ends(runs)
    rank = np.where(loose, MOVES, STAYS)
    rank[: runs.fixed_nodes] = FIXED
    ends = runs.ends
    pairs = KDTree(runs.xy[ends]).query_pairs(join_m, output_type="ndarray")
    one, other = ends[pairs[:, 0]], ends[pairs[:, 1]]
    may_join = (loose[one] | loose[other]) & (np.minimum(rank[one], rank[other]) < FIXED)
    one, other = one[may_join], other[may_join]
    metres = np.hypot(*(runs.xy[one] - runs.xy[other]).T)
    clusters = _Clusters(runs, rank, most_of=STAYS)
    for k in np.lexsort((other, one, np.round(metres, 6))).tolist():
        clusters.join(int(one[k]), int(other[k]))
    still_loose = loose.copy()
    for members in clusters.members():
        still_loose[members] = loose[members].all()
    return clusters.applied_to(runs), still_loose


class _Clusters:
    """Nodes that become one: never both ends of one line, and at most one of a high rank.

    Parameters
    ----------
    rank
        MOVES, STAYS or FIXED for each node.
    most_of
        Of this rank and above a cluster has at most one.
    """

    def __init__(self, runs: Runs, rank: Ints, *, most_of: int) -> None:
        self._runs, self._rank, self._most_of = runs, rank, most_of
        self._cluster_of: dict[int, list[int]] = {}
        self._far_ends: dict[int, set[int]] = {}
        first, last = runs.node[runs.starts].tolist(), runs.node[runs.last].tolist()
        for one, other in zip(first, last, strict=True):
            if one != other:
                self._far_ends.setdefault(one, set()).add(other)
                self._far_ends.setdefault(other, set()).add(one)

    def join(self, one: int, other: int) -> None:
        """Join two nodes and all that they were joined to, if that is allowed."""
        members, others = self._cluster_of.get(one, [one]), self._cluster_of.get(other, [other])
        high = [node for node in (*members, *others) if self._rank[node] >= self._most_of]
        far = {end for node in members for end in self._far_ends.get(node, ())}
        if members is others or len(high) > 1 or not far.isdisjoint(others):
            return
        joined = [*members, *others]
        self._cluster_of.update(dict.fromkeys(joined, joined))

    def members(self) -> Iterable[list[int]]:
        """Return the clusters."""
        return {id(members): members for members in self._cluster_of.values()}.values()

    def applied_to(self, runs: Runs) -> Runs:
        """Return runs with every cluster at its node of the highest rank, in the middle if all may move."""
        target, xy = np.arange(len(runs.xy)), runs.xy.copy()
        for members in self.members():
            keeper = max(members, key=lambda node: (self._rank[node], -node))
            if self._rank[keeper] == MOVES:
                xy[keeper] = np.sort(runs.xy[members], axis=0).mean(axis=0)
            target[members] = keeper
        return without_repeats(replace(runs, node=target[runs.node], xy=xy))


# ---- end to line


@dataclass(frozen=True)
class Meetings:
    """Nodes and the nearest segment of another line.

    Attributes
    ----------
    node, vertex, share, metres
        The node; first vertex of the segment; share along the segment of the nearest point; distance.
    """

    node: Ints
    vertex: Ints
    share: Floats
    metres: Floats

    def of(self, keep: Bools | Ints) -> Meetings:
        """Return some of the meetings."""
        return Meetings(self.node[keep], self.vertex[keep], self.share[keep], self.metres[keep])


def nearest_lines(runs: Runs, ends: Ints, limit_m: Floats) -> Meetings:
    """Find for nodes the nearest line that they are not on; one meeting at most for each.

    Parameters
    ----------
    ends
        Nodes at ends of runs.
    limit_m
        How far to look for each; shape (ends,).
    """
    segments = runs.segments
    start, end = runs.xy[runs.node[segments]], runs.xy[runs.node[segments + 1]]
    tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))
    asked, found = tree.query(shapely.points(runs.xy[ends]), predicate="dwithin", distance=limit_m)
    point, a, b = runs.xy[ends[asked]], start[found], end[found]
    along = b - a
    share = np.clip(((point - a) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-12), 0.0, 1.0)
    metres = np.hypot(*(point - a - share[:, None] * along).T)
    met = Meetings(ends[asked], segments[found], share, metres)
    met = met.of(_is_other_line(runs, met, limit_m[asked]))
    met = met.of(np.lexsort((met.vertex, np.round(met.metres, 6), met.node)))
    _, nearest = np.unique(met.node, return_index=True)
    return met.of(nearest)


def _is_other_line(runs: Runs, met: Meetings, limit_m: Floats) -> Bools:
    """Return which meetings are with a line that the node is not on, or with a far part of its own line."""
    run_of_vertex = runs.run
    run = run_of_vertex[met.vertex]
    size = len(runs.starts)
    on_it = np.isin(met.node * size + run, runs.node * size + run_of_vertex)
    step = np.append(np.hypot(*np.diff(runs.xy[runs.node], axis=0).T), 0.0)
    step[runs.last] = 0.0
    so_far = np.cumsum(step) - step
    place = so_far[met.vertex] + met.share * step[met.vertex]
    first, last = runs.starts[run], runs.last[run]
    from_start = np.where(runs.node[first] == met.node, place - so_far[first], np.inf)
    from_end = np.where(runs.node[last] == met.node, so_far[last] - place, np.inf)
    from_own_end = np.minimum(from_start, from_end)
    far_on_own = np.isfinite(from_own_end) & (from_own_end >= OWN_LINE_FACTOR * limit_m)
    at_node = (runs.node[met.vertex] == met.node) | (runs.node[met.vertex + 1] == met.node)
    both_fixed = (met.node < runs.fixed_nodes) & (run < runs.fixed_runs)
    other: Bools = (~on_it | far_on_own) & ~at_node & ~both_fixed
    return other


def _join_to_lines(runs: Runs, met: Meetings) -> Runs:
    """Join ends to a vertex of the line that they meet where one is as near, else to its inside."""
    rank = np.full(len(runs.xy), STAYS)
    rank[: runs.fixed_nodes] = FIXED
    tail, head = runs.node[met.vertex], runs.node[met.vertex + 1]
    to_tail, to_head = (np.hypot(*(runs.xy[end] - runs.xy[met.node]).T) for end in (tail, head))
    vertex_m = np.minimum(to_tail, to_head)
    reach = np.maximum(2 * met.metres, VERTEX_REACH_M)
    at_vertex = vertex_m <= reach
    moving = met.node[at_vertex]
    rank[moving[moving >= runs.fixed_nodes]] = MOVES
    inside = met.of(~at_vertex)
    xy = runs.xy.copy()
    free = inside.of(inside.node >= runs.fixed_nodes)
    xy[free.node] = _point(runs, free)
    clusters = _Clusters(runs, rank, most_of=FIXED)
    nearer = np.where(to_tail <= to_head, tail, head)[at_vertex]
    for one, other in zip(moving.tolist(), nearer.tolist(), strict=True):
        clusters.join(one, other)
    return clusters.applied_to(inserted(replace(runs, xy=xy), inside))


def _point(runs: Runs, met: Meetings) -> Floats:
    start, end = runs.xy[runs.node[met.vertex]], runs.xy[runs.node[met.vertex + 1]]
    point: Floats = start + met.share[:, None] * (end - start)
    return point


def inserted(runs: Runs, met: Meetings) -> Runs:
    """Return the runs with nodes put into the segments that they meet."""
    order = np.lexsort((met.share, met.vertex))
    at = met.vertex[order] + 1
    shift = np.searchsorted(at, runs.starts, side="right")
    return replace(runs, node=np.insert(runs.node, at, met.node[order]), starts=runs.starts + shift)


def without_repeats(runs: Runs) -> Runs:
    """Drop vertices that repeat the one before them in their run."""
    run = runs.run
    repeats = np.append(False, (runs.node[1:] == runs.node[:-1]) & (run[1:] == run[:-1]))
    dropped = np.cumsum(repeats)
    return replace(runs, node=runs.node[~repeats], starts=runs.starts - dropped[runs.starts])
