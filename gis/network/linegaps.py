"""What of drawn lines did not connect: crossings without a node, ends near another line, separate pieces."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from gis.network.noding import Bools, Floats, Ints, Meetings, Runs, inserted, loose_ends, nearest_lines

_ON_LINE_M = 1e-3


@dataclass(frozen=True)
class Crossings:
    """Places where two lines cross without a common node: position and the two runs; shape (crossings, …)."""

    xy: Floats
    one: Ints
    other: Ints

    def of(self, keep: Bools) -> Crossings:
        """Return some of the crossings."""
        return Crossings(self.xy[keep], self.one[keep], self.other[keep])


@dataclass(frozen=True)
class NearMisses:
    """Ends that meet nothing although another line is near: node, the other run, distance."""

    node: Ints
    run: Ints
    metres: Floats


@dataclass(frozen=True)
class Pieces:
    """Parts of the network that no way joins to the largest one.

    Attributes
    ----------
    label
        Piece of each node, 0 = the largest; shape (nodes,).
    xy, gap_m
        For piece 1, 2 …: where it comes nearest to the largest one, and how near.
    length_m
        For piece 0, 1, 2 …: length of its lines.
    """

    label: Ints
    xy: Floats
    gap_m: Floats
    length_m: Floats


def find_crossings(runs: Runs, tolerance_m: float) -> Crossings:
    """List where lines cross on one level without a common node nearby.

    Runs that are apart (bridges, tunnels) are left out: the file says that they do not meet.
    """
    level = np.flatnonzero((runs.last > runs.starts) & ~runs.is_apart)
    chosen = np.isin(runs.run, level)
    lines = shapely.linestrings(runs.xy[runs.node[chosen]], indices=np.searchsorted(level, runs.run[chosen]))
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    is_pair = (one < other) & (level[other] >= runs.fixed_runs)
    one, other = one[is_pair], other[is_pair]
    points, pair = _points(shapely.intersection(lines[one], lines[other]))
    found = Crossings(points, level[one[pair]], level[other[pair]])
    return found.of(~_have_common_node(runs, found, tolerance_m))


def _points(shapes: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Return the points among intersections and which shape each is of; common stretches are no crossings."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    owner = owner[inner]
    is_point = shapely.get_type_id(parts) == shapely.GeometryType.POINT
    return shapely.get_coordinates(parts[is_point]), owner[is_point]


def _have_common_node(runs: Runs, found: Crossings, tolerance_m: float) -> Bools:
    junctions = np.flatnonzero(np.bincount(runs.node, minlength=len(runs.xy)) > 1)
    result = np.zeros(len(found.xy), dtype=bool)
    if not len(junctions) or not len(found.xy):
        return result
    near = KDTree(runs.xy[junctions]).query_ball_point(found.xy, tolerance_m)
    lists = [list(nodes) for nodes in near]  # type: ignore[call-overload]
    crossing = np.repeat(np.arange(len(lists)), [len(nodes) for nodes in lists])
    node = junctions[np.array([node for nodes in lists for node in nodes], dtype=np.int64)]
    size = len(runs.starts)
    known = np.unique(runs.node * size + runs.run)
    common = np.isin(node * size + found.one[crossing], known) & np.isin(
        node * size + found.other[crossing], known
    )
    result[crossing[common]] = True
    return result


def join_crossings(runs: Runs, crossings: Crossings) -> Runs:
    """Return the runs with a node at each crossing."""
    count, first = len(crossings.xy), len(runs.xy)
    segments = runs.segments
    start, end = runs.xy[runs.node[segments]], runs.xy[runs.node[segments + 1]]
    tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))
    asked, found = tree.query(shapely.points(crossings.xy), predicate="dwithin", distance=_ON_LINE_M)
    run = runs.run[segments[found]]
    is_of_pair = (run == crossings.one[asked]) | (run == crossings.other[asked])
    asked, found, run = asked[is_of_pair], found[is_of_pair], run[is_of_pair]
    _, once = np.unique(asked * len(runs.starts) + run, return_index=True)
    asked, found = asked[once], found[once]
    along = end[found] - start[found]
    length2 = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((crossings.xy[asked] - start[found]) * along).sum(axis=1) / length2, 0.0, 1.0)
    met = Meetings(first + asked, segments[found], share, np.zeros(len(asked)))
    grown = replace(runs, xy=np.concatenate([runs.xy, crossings.xy]).reshape(first + count, 2))
    return inserted(grown, met)


def find_near_misses(runs: Runs, limit_m: float) -> NearMisses:
    """List the ends that meet nothing although another line is within a limit."""
    loose = np.flatnonzero(loose_ends(runs))
    met = nearest_lines(runs, loose, np.full(len(loose), limit_m))
    return NearMisses(met.node, runs.run[met.vertex], met.metres)


def find_pieces(runs: Runs) -> Pieces:
    """Tell the pieces of a network apart."""
    segments = runs.segments
    tail, head = runs.node[segments], runs.node[segments + 1]
    metres = np.hypot(*(runs.xy[tail] - runs.xy[head]).T)
    count = len(runs.xy)
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(count, count))
    found, piece = connected_components(graph, directed=False)
    label: Ints = piece.astype(np.int64)
    length = np.bincount(label[tail], weights=metres, minlength=found)
    order = np.argsort(-length, kind="stable")
    place = np.empty(found, dtype=np.int64)
    place[order] = np.arange(found)
    label = place[label]
    length_m: Floats = length[order].astype(np.float64)
    pieces = int((length_m > 0).sum())
    return Pieces(label, *_nearest_to_largest(runs, label, pieces), length_m[:pieces])


def _nearest_to_largest(runs: Runs, label: Ints, pieces: int) -> tuple[Floats, Floats]:
    segments = runs.segments
    of_largest = segments[label[runs.node[segments]] == 0]
    ends = np.stack([runs.xy[runs.node[of_largest]], runs.xy[runs.node[of_largest + 1]]], axis=1)
    others = np.flatnonzero((label > 0) & (label < pieces))
    if not len(others):
        return np.empty((0, 2)), np.empty(0)
    tree = shapely.STRtree(shapely.linestrings(ends))
    (asked, _), metres = tree.query_nearest(
        shapely.points(runs.xy[others]), return_distance=True, all_matches=False
    )
    node = others[asked]
    order = np.lexsort((metres, label[node]))
    _, nearest = np.unique(label[node][order], return_index=True)
    chosen = order[nearest]
    return runs.xy[node[chosen]], metres[chosen]
