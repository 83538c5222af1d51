"""The invented land under a sample: a metre frame, hills, one river, and a jittered grid to lay roads on."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

METRES_PER_DEGREE = 111_320.0
NEIGHBOURS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2))


def stream(seed: int, name: str) -> random.Random:
    """Return a random stream of its own for one purpose, so that tuning one thing leaves the others alone."""
    return random.Random(f"{seed}:{name}")


@dataclass(frozen=True)
class Frame:
    """Degrees to local metres and back (equirectangular around the county; good to a few metres)."""

    lon0: float
    lat0: float

    def to_xy(self, lon, lat):
        scale = METRES_PER_DEGREE * math.cos(math.radians(self.lat0))
        return (np.asarray(lon) - self.lon0) * scale, (np.asarray(lat) - self.lat0) * METRES_PER_DEGREE

    def to_lonlat(self, x, y):
        scale = METRES_PER_DEGREE * math.cos(math.radians(self.lat0))
        return self.lon0 + np.asarray(x) / scale, self.lat0 + np.asarray(y) / METRES_PER_DEGREE

    def polygon(self, lonlat: Polygon) -> Polygon:
        x, y = self.to_xy(*np.array(lonlat.exterior.coords).T)
        return Polygon(zip(x, y, strict=True))


def chaikin(points, rounds: int = 2):
    """Cut corners; the end points stay."""
    points = np.asarray(points, dtype=float)
    for _ in range(rounds):
        if len(points) < 3:
            return points
        ahead = points[:-1] * 0.75 + points[1:] * 0.25
        behind = points[:-1] * 0.25 + points[1:] * 0.75
        inner = np.stack([ahead, behind], axis=1).reshape(-1, 2)[1:-1]
        points = np.vstack([points[:1], inner, points[-1:]])
    return points


class Noise:
    """Smooth value noise in [-1, 1] from one random lattice per octave."""

    def __init__(self, rng: random.Random, wavelengths_m: tuple[float, ...]):
        self.octaves = []
        for wavelength in wavelengths_m:
            lattice = np.array([[rng.random() * 2 - 1 for _ in range(64)] for _ in range(64)])
            self.octaves.append((wavelength, lattice))

    def __call__(self, x, y):
        total = 0.0
        weight = 1.0
        for wavelength, lattice in self.octaves:
            total = total + weight * self._octave(
                np.asarray(x) / wavelength, np.asarray(y) / wavelength, lattice
            )
            weight *= 0.5
        return total

    @staticmethod
    def _octave(u, v, lattice):
        i, j = np.floor(u).astype(int), np.floor(v).astype(int)
        s, t = u - i, v - j
        s, t = s * s * (3 - 2 * s), t * t * (3 - 2 * t)
        i, j = i % 64, j % 64
        i1, j1 = (i + 1) % 64, (j + 1) % 64
        low = lattice[i, j] * (1 - s) + lattice[i1, j] * s
        high = lattice[i, j1] * (1 - s) + lattice[i1, j1] * s
        return low * (1 - t) + high * t


def meander(points, rng: random.Random, amplitude_m: float, step_m: float = 160.0) -> LineString:
    """Turn a few control points into a winding river."""
    smooth = LineString(chaikin(points, 3))
    count = int(smooth.length / step_m)
    noise = Noise(rng, (620.0, 300.0))
    along = np.linspace(0, smooth.length, count)
    base = np.array([smooth.interpolate(d).coords[0] for d in along])
    tangent = np.gradient(base, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    swing = np.asarray(noise(along, np.full(count, 7.3))) * amplitude_m
    return LineString(chaikin(base + normal * swing[:, None], 1))


@dataclass
class Land:
    """Heights, river and boundary in local metres."""

    frame: Frame
    boundary: Polygon
    river: LineString
    relief: Noise

    def height_m(self, x, y):
        """Hills in the west, a plain in the east, a valley along the river."""
        west = 1.0 / (1.0 + np.exp((np.asarray(x) + 1500.0) / 1300.0))
        base = 170.0 + 190.0 * west + (18.0 + 105.0 * west) * self.relief(x, y)
        river = shapely.distance(shapely.points(np.asarray(x), np.asarray(y)), self.river)
        return base - (20.0 + 70.0 * west) * np.exp(-((river / 650.0) ** 2))


@dataclass
class Lattice:
    """Nodes (n, 2) and undirected edges (m, 2) with their building cost; edges never touch the river."""

    nodes: np.ndarray
    edges: np.ndarray
    cost: np.ndarray


def build_lattice(land: Land, rng: random.Random, step_m: float, forbidden: list[Polygon]) -> Lattice:
    """Lay a jittered grid over the county; steep, river-near and outside ground costs more."""
    west, south, east, north = land.boundary.bounds
    margin = 700.0
    columns = int((east - west + 2 * margin) / step_m)
    rows = int((north - south + 2 * margin) / step_m)
    nodes = np.array(
        [
            (
                west - margin + (i + 0.5 + 0.6 * (rng.random() - 0.5)) * step_m,
                south - margin + (j + 0.5 + 0.6 * (rng.random() - 0.5)) * step_m,
            )
            for i in range(columns)
            for j in range(rows)
        ]
    )
    index = np.arange(columns * rows).reshape(columns, rows)
    pairs = []
    for di, dj in NEIGHBOURS:
        a = index[: columns - di, max(0, -dj) : rows - max(0, dj)]
        b = index[di:, max(0, dj) : rows + min(0, dj)]
        pairs.append(np.stack([a.ravel(), b.ravel()], axis=1))
    edges = np.vstack(pairs)
    lines = shapely.linestrings(nodes[edges])
    blocked = shapely.union_all([land.river.buffer(45.0), *forbidden])
    shapely.prepare(blocked)
    keep = ~shapely.intersects(blocked, lines)
    edges = edges[keep]
    return Lattice(nodes, edges, _building_cost(land, nodes, edges))


def _building_cost(land: Land, nodes, edges):
    height = land.height_m(nodes[:, 0], nodes[:, 1])
    length = np.linalg.norm(nodes[edges[:, 0]] - nodes[edges[:, 1]], axis=1)
    slope = np.abs(height[edges[:, 0]] - height[edges[:, 1]]) / length
    middle = nodes[edges].mean(axis=1)
    inside = shapely.contains_xy(land.boundary.buffer(-120.0), middle[:, 0], middle[:, 1])
    return length * (1.0 + 14.0 * slope) * np.where(inside, 1.0, 3.0)
