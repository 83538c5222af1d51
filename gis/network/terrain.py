"""What slopes do to walking: heights from an open elevation raster, effort by Tobler's hiking function.

The raster is averaged over a small square before it is sampled (``slope.smoothing_m`` in ``travel.toml``, 3×3
cells of a 30 m raster), because its noise would otherwise become slopes: an error of 4 m in neighbouring
cells alone is 19 %, after averaging 4 %. A square, not a stretch of the road, so that roads which meet have
the same height there. Bridges and tunnels do not follow the ground: their height runs evenly between the
ends of the whole bridge or tunnel. Only what goes along roads is on a slope; straight approaches count as
flat.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gis.errors import InputError
from gis.model import STORAGE_CRS, Issue, RoadNetwork
from gis.network.elevation import Elevations, Floats, Ints, open_elevations
from gis.network.pieces import CLIMB_DECIMALS, Pieces, cut_edges, find_pieces
from gis.network.storage import assemble
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml

FASTEST_KPH, STEEPNESS, BEST_SLOPE = 6.0, 3.5, -0.05
POINTS_AT_ONCE = 200_000
NAMES_LISTED = 5
STEP = "step_slope"

Bools = NDArray[np.bool_]


def tobler_kph(slope: Floats | float) -> Floats:
    """Return walking speed on a slope (rise over run, uphill positive): 6·exp(−3.5·|S + 0.05|) km/h.

    References
    ----------
    W. Tobler, Three presentations on geographical analysis and modeling, NCGIA Technical Report 93-1, 1993.
    """
    speed: Floats = FASTEST_KPH * np.exp(-STEEPNESS * np.abs(np.asarray(slope, dtype=float) - BEST_SLOPE))
    return speed


def effort(slope: Floats | float, slowest_share: float) -> Floats:
    """Return time on a slope over time on the flat, at most 1 / ``slowest_share``."""
    over_flat: Floats = np.minimum(tobler_kph(0.0) / tobler_kph(slope), 1 / slowest_share)
    return over_flat


def add_slope(
    network: RoadNetwork, dem_path: str | Path, *, progress: Progress = ignore_progress
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    """Work out what every walkable edge costs up and down, from an elevation raster.

    Parameters
    ----------
    network
        Its climbs, if it has any, are replaced.
    dem_path
        GeoTIFF of heights in metres, any CRS; read in windows.
    progress
        Told the share done; may cancel.

    Returns
    -------
    tuple
        A network with ``climb_forward`` and ``climb_backward`` (and another digest), long edges cut where
        their slope changes, and Issues: what the raster is like, edges without heights (they count as flat).

    Raises
    ------
    InputError
        dem_missing, dem_unreadable, dem_no_crs; dem_outside: it holds no height of any walkable edge.
    """
    path, rules = Path(dem_path), _rules()
    walkable = np.flatnonzero(network.edges["walk"].to_numpy(dtype=bool))
    with open_elevations(path, smoothing_m=rules["smoothing_m"]) as raster:
        climbs, pieces, heights = _climbs(_Roads(network, raster), walkable, rules, progress)
        cell_m = raster.cell_m
    is_unknown: Bools = np.asarray(np.isnan(climbs).any(axis=0))
    if is_unknown[walkable].all():
        raise InputError("dem_outside", file=path.name)
    climbs = np.where(is_unknown, 1.0, np.round(climbs, CLIMB_DECIMALS))
    edges = network.edges.assign(climb_forward=climbs[0], climb_backward=climbs[1])
    unknown = walkable[is_unknown[walkable]]
    issues = (*_about(path, cell_m, heights, rules), *_without_height(network, unknown, path))
    progress(1.0, STEP)
    return cut_edges(assemble(network.nodes, edges, network.barriers), pieces), issues


def is_steep(network: RoadNetwork) -> Bools:
    """Return which edges are steep: up them, one way or the other, as slow as up ``slope.steep``.

    Returns
    -------
    array
        Shape (edges,); all False where no heights are known.
    """
    rules = _rules()
    limit = effort(rules["steep"], rules["slowest_share"])
    climbs = (network.edges[name].to_numpy(dtype=float) for name in ("climb_forward", "climb_backward"))
    steep: Bools = np.maximum(*climbs) >= limit
    return steep


def _rules() -> dict[str, float]:
    slope = load_toml("standards", "travel.toml")["slope"]
    return {key: float(entry["value"]) for key, entry in slope.items()}


def _climbs(
    roads: _Roads, walkable: Ints, rules: dict[str, float], progress: Progress
) -> tuple[Floats, list[Pieces], tuple[float, float]]:
    """Return effort forward and backward of every edge, pieces that differ, lowest and highest height.

    1 where nobody walks, NaN where heights are unknown; shape (2, edges).
    """
    climbs = np.ones((2, len(roads.is_span)))
    pieces: list[Pieces] = []
    low, high = np.inf, -np.inf
    steps, difference = max(1, round(rules["piece_m"] / roads.step_m)), rules["piece_difference_share"]
    is_span = roads.is_span[walkable]
    for rows, counts, slope, heights in roads.along(walkable[~is_span], progress):
        low = min(low, float(np.fmin.reduce(heights, initial=np.inf)))
        high = max(high, float(np.fmax.reduce(heights, initial=-np.inf)))
        both = effort(np.stack([slope, -slope]), rules["slowest_share"])
        climbs[:, rows] = np.add.reduceat(both, np.cumsum(counts) - counts, axis=1) / counts
        pieces.append(find_pieces(rows, counts, both, steps=steps, difference_share=difference))
    spans = walkable[is_span]
    slope = roads.across(spans)
    climbs[:, spans] = effort(np.stack([slope, -slope]), rules["slowest_share"])
    return climbs, pieces, (low, high)


class _Roads:
    """The edges of a network on a raster; ``is_span``: on a bridge or in a tunnel; shape (edges,)."""

    def __init__(self, network: RoadNetwork, raster: Elevations) -> None:
        self._network, self._raster = network, raster
        self.step_m = raster.cell_m
        self.is_span = (network.edges["bridge"] | network.edges["tunnel"]).to_numpy(dtype=bool)
        self._lines = network.edges.geometry.to_numpy()
        self._length_m = network.edges["length_m"].to_numpy(dtype=float)
        self._to_raster = Transformer.from_crs(network.crs, raster.crs, always_xy=True)

    def along(self, rows: Ints, progress: Progress) -> Iterator[tuple[Ints, Ints, Floats, Floats]]:
        """Yield edges, steps of each, the slope of each step and the heights between them, bit by bit."""
        starts = self._placed(shapely.get_coordinates(shapely.get_point(self._lines[rows], 0)))
        rows = rows[np.argsort(self._raster.tiles(starts), kind="stable")]
        counts = np.maximum(1, np.ceil(self._length_m[rows] / self.step_m)).astype(np.int64)
        part = np.cumsum(counts + 1) // POINTS_AT_ONCE
        bounds = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(rows)]
        for first, end in pairwise(bounds):
            progress(first / max(1, len(rows)), STEP)
            if end > first:
                slope, heights = self._steps(rows[first:end], counts[first:end])
                yield rows[first:end], counts[first:end], slope, heights

    def _steps(self, rows: Ints, counts: Ints) -> tuple[Floats, Floats]:
        points = counts + 1
        number = np.arange(points.sum()) - np.repeat(np.cumsum(points) - points, points)
        share = number / np.repeat(counts, points)
        spots = shapely.line_interpolate_point(np.repeat(self._lines[rows], points), share, normalized=True)
        heights = self._raster.sample(self._placed(shapely.get_coordinates(spots)))
        is_step = number[1:] > 0
        step_m = np.repeat(self._length_m[rows] / counts, counts)
        return _over(np.diff(heights)[is_step], step_m), heights

    def across(self, rows: Ints) -> Floats:
        """Return the even slope of each bridge or tunnel between the ground at its ends; shape (rows,).

        A node where only bridges and tunnels meet is in the air: it lies evenly between those around it.
        """
        if not len(rows):
            return np.empty(0)
        edges, index, is_span = self._network.edges, self._network.nodes.index, self.is_span
        u, v = (np.asarray(index.get_indexer(edges[end]), dtype=np.int64) for end in ("u", "v"))
        on_ground = np.bincount(np.concatenate([u[~is_span], v[~is_span]]), minlength=len(index)) > 0
        touched = np.bincount(np.concatenate([u[is_span], v[is_span]]), minlength=len(index))
        in_air = ~on_ground & (touched > 1)
        used = np.unique(np.concatenate([u[is_span], v[is_span]]))
        heights = np.full(len(index), np.nan)
        places = shapely.get_coordinates(self._network.nodes.geometry.to_numpy()[used])
        heights[used] = self._raster.sample(self._placed(places))
        heights = _evened(heights, in_air, u[is_span], v[is_span], self._length_m[is_span])
        return _over(heights[v[rows]] - heights[u[rows]], self._length_m[rows])

    def _placed(self, xy: Floats) -> Floats:
        placed: Floats = np.stack(self._to_raster.transform(xy[:, 0], xy[:, 1]), axis=1)
        return placed


def _over(rise_m: Floats, run_m: Floats) -> Floats:
    """Return rise over run; nothing rises over no run."""
    return np.divide(rise_m, run_m, out=np.where(np.isnan(rise_m), np.nan, 0.0), where=run_m > 0)


def _evened(heights: Floats, in_air: Bools, u: Ints, v: Ints, length_m: Floats) -> Floats:
    """Give nodes in the air the mean height of their neighbours, nearer ones counting more.

    Along one bridge that is a straight line. The ground below is given a weight that only decides where no
    neighbour stands on known ground.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import spsolve

    if not in_air.any():
        return heights
    almost_nothing = 1e-9
    number = np.cumsum(in_air) - 1
    weight = 1 / np.maximum(length_m, 1.0)
    diagonal = np.full(int(in_air.sum()), almost_nothing)
    right = almost_nothing * np.nan_to_num(heights[in_air])
    pairs = []
    for one, other in ((u, v), (v, u)):
        counts = in_air[one] & (in_air[other] | np.isfinite(heights[other])) & (one != other)
        np.add.at(diagonal, number[one[counts]], weight[counts])
        fixed = counts & ~in_air[other]
        np.add.at(right, number[one[fixed]], weight[fixed] * heights[other[fixed]])
        free = counts & in_air[other]
        pairs.append((number[one[free]], number[other[free]], -weight[free]))
    rows, columns, values = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    own = np.arange(len(diagonal))
    matrix = coo_array(
        (np.append(diagonal, values), (np.append(own, rows), np.append(own, columns))),
        shape=(len(own), len(own)),
    )
    result = heights.copy()
    result[in_air] = spsolve(matrix.tocsc(), right)
    return result


# ---- what the user should know


def _about(
    path: Path, cell_m: float, heights: tuple[float, float], rules: dict[str, float]
) -> Iterator[Issue]:
    values = {
        "file": path.name, "cell": f"{cell_m:.1f}", "low": f"{heights[0]:.0f}", "high": f"{heights[1]:.0f}",
    }
    yield Issue("info", "slope_added", path.name, values=values)
    if cell_m < rules["finest_public_m"]:
        finest = {**values, "finest": f"{rules['finest_public_m']:g}"}
        yield Issue("warning", "dem_fine", path.name, values=finest)


def _without_height(network: RoadNetwork, rows: Ints, path: Path) -> Iterator[Issue]:
    if not len(rows):
        return
    edges = network.edges.iloc[rows]
    names = [name for name in dict.fromkeys(edges["name"]) if name]
    all_m = network.edges.loc[network.edges["walk"], "length_m"].sum()
    middle = edges.geometry.iloc[:1].interpolate(0.5, normalized=True).to_crs(STORAGE_CRS).iloc[0]
    values = {
        "file": path.name,
        "count": str(len(rows)),
        "km": f"{edges['length_m'].sum() / 1000:.1f}",
        "share": f"{edges['length_m'].sum() / all_m:.1%}",
        "names": "、".join(names[:NAMES_LISTED]) + ("…" if len(names) > NAMES_LISTED else "") or "—",
        "lon": f"{middle.x:.6f}",
        "lat": f"{middle.y:.6f}",
    }
    yield Issue("warning", "slope_unknown", path.name, values=values)
