"""The ground of the map: one Voronoi cell per settlement, which cells touch, and pale colours for catchments.

A cell only says which settlement a spot on the map belongs to; nothing is measured with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi
from shapely.geometry.base import BaseGeometry

FAR_EXTENTS = 20.0      # four helper points stand this many map widths away, so that no cell is infinite


@dataclass(frozen=True)
class Cells:
    """Voronoi cells of points, clipped to an outline; index = position in the point list.

    Attributes
    ----------
    shapes
        One geometry per point, None where a point has no cell: it stands on the same spot as a point
        before it, or its whole cell lies outside the outline.
    pairs
        Shape (k, 2): which cells touch inside the outline.
    ridges
        The k lines along which they touch, clipped to the outline.
    """

    shapes: NDArray[Any]
    pairs: NDArray[np.intp]
    ridges: NDArray[Any]


def voronoi_cells(xy_m: NDArray[np.float64], outline: BaseGeometry) -> Cells:
    """Divide an outline among points: every spot goes to its nearest point.

    Parameters
    ----------
    xy_m
        Shape (n, 2), metres. Points less than 0.1 m apart count as one; the first of them owns the cell.
    outline
        Polygon or MultiPolygon in the same CRS.

    Returns
    -------
    Cells
        The shapes are disjoint and together cover the outline.
    """
    spots, owner = np.unique(np.round(xy_m, 1), axis=0, return_index=True)
    if len(spots) == 0:
        return Cells(np.full(0, None), np.empty((0, 2), np.intp), np.full(0, None))
    diagram = Voronoi(np.vstack([spots, _far_points(spots, outline)]))
    shapes = np.full(len(xy_m), None)
    for spot, point in enumerate(owner):
        region = diagram.regions[diagram.point_region[spot]]
        shapes[point] = shapely.Polygon(diagram.vertices[region])
    shapely.prepare(outline)
    has_cell = np.sort(owner)
    shapes[has_cell] = shapely.intersection(shapes[has_cell], outline)
    shapes[has_cell] = _areas_only(shapes[has_cell])
    pairs, ridges = _ridges(diagram, owner, outline)
    return Cells(shapes, pairs, ridges)


def _far_points(spots: NDArray[np.float64], outline: BaseGeometry) -> NDArray[np.float64]:
    low = np.minimum(spots.min(axis=0), outline.bounds[:2])
    high = np.maximum(spots.max(axis=0), outline.bounds[2:])
    reach = FAR_EXTENTS * float(np.max(high - low))
    centre = (low + high) / 2
    far: NDArray[np.float64] = centre + reach * np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    return far


def _areas_only(shapes: NDArray[Any]) -> NDArray[Any]:
    """Drop points and lines that clipping leaves where a cell only grazes the outline."""
    parts, index = shapely.get_parts(shapes, return_index=True)
    keep = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    result = np.full(len(shapes), None)
    for cell in np.unique(index[keep]):
        own = parts[keep & (index == cell)]
        result[cell] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return result


def _ridges(
    diagram: Voronoi, owner: NDArray[np.intp], outline: BaseGeometry
) -> tuple[NDArray[np.intp], NDArray[Any]]:
    spots = len(owner)
    ends = np.asarray(diagram.ridge_vertices)
    real = (diagram.ridge_points < spots).all(axis=1) & (ends >= 0).all(axis=1)
    pairs = owner[diagram.ridge_points[real]]
    lines = shapely.linestrings(diagram.vertices[ends[real]])
    inside = shapely.intersects(outline, lines)
    clipped = shapely.intersection(lines[inside], outline)
    touching = shapely.length(clipped) > 0
    return np.sort(pairs[inside][touching], axis=1), clipped[touching]


def exclaves(
    pairs: NDArray[np.intp], school: NDArray[np.intp], weight: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which cells lie apart from the main part of their catchment.

    Parameters
    ----------
    pairs
        Shape (k, 2): touching cells.
    school
        Shape (n,): the school of each cell, -1 for none.
    weight
        Shape (n,): pupils; the part with most of them is the main part (ties: the first).
    """
    n = len(school)
    left, right = pairs[:, 0], pairs[:, 1]
    same = (school[left] == school[right]) & (school[left] >= 0)
    graph = coo_array((np.ones(same.sum()), (left[same], right[same])), shape=(n, n))
    count, part = connected_components(graph, directed=False)
    size = np.bincount(part, weights=weight, minlength=count)
    part_school = np.full(count, -1)
    part_school[part] = school
    order = np.lexsort((np.arange(count), -size))
    _, first = np.unique(part_school[order], return_index=True)
    main = np.zeros(count, bool)
    main[order[first]] = True
    result: NDArray[np.bool_] = ~main[part] & (school >= 0)
    return result


def colour_catchments(
    neighbours: NDArray[np.intp], count: int, colours: int, start: NDArray[np.intp] | None = None
) -> NDArray[np.intp]:
    """Give neighbouring catchments different colours, changing as few of the given ones as possible.

    Greedy, smallest-last order (Matula and Beck 1983): six colours are enough for any planar map.

    Parameters
    ----------
    neighbours
        Shape (k, 2): schools whose catchments touch.
    count
        Number of schools.
    colours
        Size of the palette.
    start
        Colours that should stay where they can; -1 = no wish.

    Returns
    -------
    ndarray
        Shape (count,): palette indices. Only where more than ``colours`` catchments touch one another
        do two neighbours share the colour that fewest of the others use.
    """
    near: list[set[int]] = [set() for _ in range(count)]
    for a, b in neighbours.tolist():
        near[a].add(b)
        near[b].add(a)
    wish = np.full(count, -1) if start is None else start
    result = np.full(count, -1)
    for school in reversed(_smallest_last(near)):
        used = [int(result[other]) for other in near[school] if result[other] >= 0]
        if 0 <= wish[school] not in used:
            result[school] = wish[school]
            continue
        result[school] = min(range(colours), key=lambda c: (used.count(c), c))
    return result


def _smallest_last(near: list[set[int]]) -> list[int]:
    """Return the vertices in the order in which each has fewest neighbours among those left."""
    degree = [len(others) for others in near]
    heap = [(count, vertex) for vertex, count in enumerate(degree)]
    heapify(heap)
    left = set(range(len(near)))
    order = []
    while heap:
        count, vertex = heappop(heap)
        if vertex not in left or count != degree[vertex]:
            continue
        left.remove(vertex)
        order.append(vertex)
        for other in near[vertex] & left:
            degree[other] -= 1
            heappush(heap, (degree[other], other))
    return order
