"""Lay invented roads: least-cost ways over the land and street grids; smoothed, then noded together."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import shapely
from sample_land import Land, Lattice, chaikin
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely.geometry import LineString, MultiPoint

RANK = {
    name: rank
    for rank, name in enumerate(
        ("trunk", "secondary", "tertiary", "unclassified", "residential", "track", "path")
    )
}
REUSE = 0.3  # building along an existing road costs little ...
PARALLEL = 2.2  # ... and beside one, more than elsewhere


@dataclass
class Way:
    """A polyline in local metres and its OSM tags."""

    points: np.ndarray
    tags: dict[str, str]


@dataclass
class Streets:
    """A street grid: node positions, edges (u, v, class, oneway), and the nodes where roads may enter."""

    nodes: np.ndarray
    edges: list[tuple[int, int, str, bool]]
    gates: list[int]
    names: dict[tuple[int, int], str] = field(default_factory=dict)

    def hull(self, distance_m: float):
        return MultiPoint(self.nodes).convex_hull.buffer(distance_m)


def street_grid(
    rng, centre, columns, rows, spacing_m, angle, main="residential", oneway=(), drop=0.12, names=None
):
    """Make a bent, incomplete grid of streets; the middle column and row are of class ``main``."""
    mid_c, mid_r = columns // 2, rows // 2
    dx, dy = spacing_m
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    nodes = []
    for c in range(columns):
        for r in range(rows):
            u = (c - (columns - 1) / 2) * dx + (rng.random() - 0.5) * 0.22 * dx + 0.08 * dx * np.sin(r * 1.1)
            v = (r - (rows - 1) / 2) * dy + (rng.random() - 0.5) * 0.22 * dy + 0.10 * dy * np.sin(c * 0.9)
            nodes.append(turn @ np.array([u, v]) + np.asarray(centre))
    edges, labels = [], {}
    for c in range(columns):
        for r in range(rows):
            here = c * rows + r
            for other, on_main, lane, name in (
                (here + rows if c + 1 < columns else None, r == mid_r, ("row", r), "ew"),
                (here + 1 if r + 1 < rows else None, c == mid_c, ("column", c), "ns"),
            ):
                if other is None:
                    continue
                if not on_main and lane not in oneway and rng.random() < drop:
                    continue
                edges.append((here, other, main if on_main else "residential", lane in oneway))
                if on_main and names:
                    labels[here, other] = names[name]
    gates = [mid_c * rows, mid_c * rows + rows - 1, mid_r, (columns - 1) * rows + mid_r]
    return Streets(np.array(nodes), _largest_part(len(nodes), edges, gates[0]), gates, labels)


def _largest_part(count, edges, start):
    """Keep the edges that hang together with ``start``."""
    near = defaultdict(list)
    for u, v, *_ in edges:
        near[u].append(v)
        near[v].append(u)
    seen, todo = {start}, [start]
    while todo:
        for other in near[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return [edge for edge in edges if edge[0] in seen]


class Builder:
    """Collects built edges on the lattice; later roads follow or join earlier ones."""

    def __init__(self, land: Land, lattice: Lattice):
        self.land = land
        self.nodes = lattice.nodes
        self.pairs = [lattice.edges]
        self.costs = [lattice.cost]
        self.built: dict[tuple[int, int], dict] = {}
        self.fixed: set[int] = set()
        self.bridges: dict[tuple[int, int], dict] = {}
        self.on_lattice = np.zeros(len(self.nodes), bool)
        self.on_lattice[np.unique(lattice.edges)] = True

    def add_streets(self, streets: Streets) -> list[int]:
        """Add a street grid and return the node numbers of its gates."""
        first = len(self.nodes)
        reachable = np.flatnonzero(self.on_lattice)
        tree = cKDTree(self.nodes[reachable])
        self._grow(streets.nodes)
        for u, v, kind, oneway in streets.edges:
            tags = {"highway": kind} | ({"oneway": "yes"} if oneway else {})
            if (u, v) in streets.names:
                tags["name"] = streets.names[u, v]
            self._add_edge(first + u, first + v, tags)
        for gate in streets.gates:
            distance, near = tree.query(streets.nodes[gate], k=4)
            for d, n in zip(distance, near, strict=True):
                self.pairs.append(np.array([[first + gate, reachable[n]]]))
                self.costs.append(np.array([d * 1.3]))
        self.fixed.update(range(first, len(self.nodes)))
        return [first + gate for gate in streets.gates]

    def add_bridge(self, along_m: float, half_m: float, tags: dict) -> tuple[int, int]:
        """Join the lattice over the river by one straight bridge, square to the stream."""
        river = self.land.river
        here, ahead = (np.array(river.interpolate(along_m + d).coords[0]) for d in (-30.0, 30.0))
        across = np.array([-(ahead - here)[1], (ahead - here)[0]]) / np.linalg.norm(ahead - here)
        ends = np.array([(here + ahead) / 2 + side * half_m * across for side in (1, -1)])
        reachable = np.flatnonzero(self.on_lattice)
        tree = cKDTree(self.nodes[reachable])
        first = len(self.nodes)
        self._grow(ends)
        self.pairs.append(np.array([[first, first + 1]]))
        self.costs.append(np.array([2 * half_m]))
        bank = river.buffer(20.0)
        for k in (0, 1):
            for n in reachable[tree.query(ends[k], k=8)[1]]:
                if not LineString([ends[k], self.nodes[n]]).intersects(bank):
                    self.pairs.append(np.array([[first + k, n]]))
                    self.costs.append(np.array([np.linalg.norm(ends[k] - self.nodes[n])]))
        self.fixed.update((first, first + 1))
        self.bridges[first, first + 1] = tags
        return first, first + 1

    def freeze(self):
        """Make the search graph; no nodes may be added afterwards."""
        self.edges = np.vstack(self.pairs)
        self.base = np.concatenate(self.costs)
        self.number = {(int(u), int(v)): k for k, (u, v) in enumerate(np.sort(self.edges, axis=1))}
        self.factor = np.ones(len(self.edges))
        for pair in self.built:
            if pair in self.number:
                self.factor[self.number[pair]] = REUSE

    def nearest(self, xy) -> int:
        """Return the lattice node nearest to a place."""
        reachable = np.flatnonzero(self.on_lattice)
        return int(reachable[np.argmin(((self.nodes[reachable] - np.asarray(xy)) ** 2).sum(axis=1))])

    def _search(self, sources, reuse=REUSE, **options):
        n = len(self.nodes)
        u, v = self.edges.T
        cost = self.base * np.where(self.factor == REUSE, reuse, self.factor)
        graph = coo_matrix((np.r_[cost, cost], (np.r_[u, v], np.r_[v, u])), shape=(n, n)).tocsr()
        return dijkstra(graph, indices=sources, return_predecessors=True, **options)

    def lay(self, start: int, end: int, kind: str, name: str = "", reuse: float = REUSE) -> None:
        """Build the cheapest road between two nodes; a high ``reuse`` cuts across, not along roads."""
        _, before = self._search(start, reuse)
        self._build(before, end, kind, name)

    def connect(self, place: int, kind: str) -> None:
        """Build the cheapest road from the network to a node."""
        sources = sorted({n for pair in self.built for n in pair})
        _, before, _ = self._search(sources, min_only=True)
        self._build(before, place, kind, "")

    def network_cost(self, places: list[int]) -> np.ndarray:
        """Return costs between places along what is built (inf = not joined)."""
        pairs = np.array(sorted(self.built))
        length = np.linalg.norm(self.nodes[pairs[:, 0]] - self.nodes[pairs[:, 1]], axis=1)
        n = len(self.nodes)
        graph = coo_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
        return dijkstra(graph, directed=False, indices=places)[:, places]

    def _build(self, before, end, kind, name):
        path = [int(end)]
        while before[path[-1]] >= 0:
            path.append(int(before[path[-1]]))
        for u, v in itertools.pairwise(path):
            self._add_edge(u, v, {"highway": kind} | ({"name": name} if name else {}))
        self._price(path)

    def _add_edge(self, u, v, tags):
        """Build one edge, or raise its class; a one-way street stays what it is."""
        pair = (min(u, v), max(u, v))
        old = self.built.get(pair)
        if old is None or ("oneway" not in old and RANK[tags["highway"]] < RANK[old["highway"]]):
            self.built[pair] = tags | {"_from": u} | self.bridges.get(pair, {})

    def _price(self, path):
        """Make the new road cheap to follow and its flanks dear, so that no two roads run side by side."""
        tree = cKDTree(self.nodes[path])
        near = tree.query(self.nodes, distance_upper_bound=210.0)[0] < 210.0
        both = near[self.edges[:, 0]] & near[self.edges[:, 1]]
        self.factor[both & (self.factor == 1.0)] = PARALLEL
        for u, v in itertools.pairwise(path):
            self.factor[self.number[min(u, v), max(u, v)]] = REUSE

    def _grow(self, nodes):
        self.nodes = np.vstack([self.nodes, nodes])
        self.on_lattice = np.r_[self.on_lattice, np.zeros(len(nodes), bool)]

    def ways(self) -> list[Way]:
        """Return the built roads as smoothed polylines between junctions, one set of tags each."""
        near = defaultdict(list)
        for (u, v), tags in self.built.items():
            near[u].append((v, tags))
            near[v].append((u, tags))
        clean = {pair: {k: x for k, x in tags.items() if k != "_from"} for pair, tags in self.built.items()}
        stops = {
            n
            for n, links in near.items()
            if len(links) != 2
            or n in self.fixed
            or clean[_pair(n, links[0][0])] != clean[_pair(n, links[1][0])]
        }
        done, result = set(), []
        for start in sorted(stops):
            for other, _ in sorted(near[start], key=lambda link: link[0]):
                if _pair(start, other) in done:
                    continue
                chain = [start, other]
                while chain[-1] not in stops:
                    ahead = [n for n, _ in near[chain[-1]] if n != chain[-2]]
                    chain.append(ahead[0])
                done.update(_pair(*pair) for pair in itertools.pairwise(chain))
                tags = self.built[_pair(start, other)]
                if tags.get("oneway") and tags["_from"] != start:
                    chain.reverse()
                result.append(Way(self._shape(chain), clean[_pair(start, other)]))
        return result

    def _shape(self, chain):
        points = self.nodes[chain]
        if len(chain) < 3:
            return points
        line = LineString(chaikin(points, 2)).simplify(4.0)
        if line.intersects(self.land.river.buffer(8.0)):
            line = LineString(points)
        return np.array(line.coords)


def _pair(u, v):
    return (u, v) if u < v else (v, u)


def node_together(ways: list[Way], snap_m: float = 6.0) -> list[Way]:
    """Cut roads wherever two of them cross, so that every crossing is a shared node (never a bridge's)."""
    ways = [Way(np.round(w.points, 1), w.tags) for w in ways]
    for _ in range(4):
        cuts = _crossings(ways, snap_m)
        if not cuts:
            return ways
        ways = [Way(_insert(w.points, cuts.get(k, [])), w.tags) for k, w in enumerate(ways)]
    return ways


def _crossings(ways, snap_m):
    owner, segments = [], []
    for k, way in enumerate(ways):
        for s in range(len(way.points) - 1):
            owner.append((k, s))
            segments.append(way.points[s : s + 2])
    segments = np.array(segments)
    lines = shapely.linestrings(segments)
    left, right = shapely.STRtree(lines).query(lines, predicate="intersects")
    cuts = defaultdict(list)
    for i, j in zip(left, right, strict=True):
        if i >= j or _share_end(segments[i], segments[j]):
            continue
        point = shapely.intersection(lines[i], lines[j])
        xy = np.array(point.centroid.coords[0])
        ends = np.vstack([segments[i], segments[j]])
        gap = np.linalg.norm(ends - xy, axis=1)
        xy = ends[gap.argmin()] if gap.min() < snap_m else np.round(xy, 1)
        for k in (i, j):
            if not any(np.array_equal(xy, end) for end in segments[k]):
                cuts[owner[k][0]].append((owner[k][1], tuple(xy)))
    return cuts


def _share_end(a, b):
    return any(np.array_equal(p, q) for p in a for q in b)


def _insert(points, cuts):
    result = []
    for s in range(len(points)):
        result.append(points[s])
        here = sorted(
            {xy for seg, xy in cuts if seg == s},
            key=lambda xy: (np.linalg.norm(np.array(xy) - points[s]), xy),
        )
        result.extend(np.array(xy) for xy in here)
    return np.array(result)
