"""Land beyond a barrier belongs to whoever is on that side of it."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.network.areashapes import short_lines
from gis.planning.county import Floats, Ints

PIECE_M = 500.0                     # barriers are looked up in runs of this length
ON_BARRIER_M = 0.01                 # a border that close to a barrier lies on it
NOBODY = -1

Shapes = NDArray[np.object_]


def on_own_side(
    cells: Shapes, xy: Floats, owner: Ints, barriers: Shapes, outline: BaseGeometry
) -> tuple[Shapes, Ints]:
    """Divide land so that none lies beyond a barrier from its owner, as far as somebody is on that side.

    Parameters
    ----------
    cells
        Land around each spot, with common borders.
    xy, owner
        The spots, shape (spots, 2), and whose they are.
    barriers
        Lines and areas.
    outline
        Of the county; cells are cut there, too, because barriers may end with it.

    Returns
    -------
    tuple of arrays
        Pieces with common borders, together the same land inside the outline, and their owners. What a
        barrier cuts off from its spot goes to the piece that it has the longest border with, not counting
        borders on barriers; what has none, like the water of a lake, stays.
    """
    runs = _runs(barriers)
    if not shapely.intersects(runs, outline).any():
        return cells, owner
    lines = np.append(runs, short_lines(np.array([outline.boundary]), PIECE_M))
    cut, line = shapely.STRtree(lines).query(cells, predicate="intersects")
    cut, line = np.unique(cut), np.unique(line)
    faces, cell = _faces(cells[cut], cut, lines[line])
    inside = shapely.intersects(outline, shapely.point_on_surface(faces))
    faces, cell = faces[inside], cell[inside]
    home = shapely.distance(faces, shapely.points(xy[cell])) == 0
    whole = np.setdiff1d(np.arange(len(cells)), cut)
    pieces = np.concatenate([cells[whole], faces])
    owners = np.concatenate([owner[whole], np.where(home, owner[cell], NOBODY)])
    former = np.concatenate([owner[whole], owner[cell]])
    _give_away(pieces, owners, runs)
    return pieces, np.where(owners == NOBODY, former, owners)


def _runs(barriers: Shapes) -> Shapes:
    """Return barriers as short lines; of areas their borders."""
    is_area = shapely.get_dimensions(barriers) == 2
    return short_lines(np.concatenate([barriers[~is_area], shapely.boundary(barriers[is_area])]), PIECE_M)


def _faces(own: Shapes, numbers: Ints, lines: Shapes) -> tuple[Shapes, Ints]:
    """Return what lines make of some cells, and the number of the cell that each is a part of."""
    noded = shapely.union_all(np.concatenate([shapely.boundary(own), lines]))
    faces: Shapes = shapely.get_parts(shapely.polygonize([noded]))
    face, cell = shapely.STRtree(own).query(shapely.point_on_surface(faces), predicate="within")
    return faces[face], numbers[cell]


def _give_away(pieces: Shapes, owners: Ints, runs: Shapes) -> None:
    """Write owners of pieces without one, from piece to piece over borders that are no barriers."""
    left = np.flatnonzero(owners == NOBODY)
    if not len(left):
        return
    mine, other = shapely.STRtree(pieces).query(pieces[left], predicate="intersects")
    mine = left[mine]
    pairs = mine != other
    mine, other = mine[pairs], other[pairs]
    borders = shapely.intersection(pieces[mine], pieces[other])
    border, run = shapely.STRtree(runs).query(borders, predicate="intersects")
    for k in np.unique(border):
        wall = shapely.union_all(runs[run[border == k]])
        borders[k] = shapely.difference(borders[k], shapely.buffer(wall, ON_BARRIER_M))
    length = shapely.length(borders)
    mine, other, length = mine[length > 0], other[length > 0], length[length > 0]
    order = np.lexsort((other, -length, mine))
    mine, other = mine[order], other[order]
    while True:
        can = (owners[mine] == NOBODY) & (owners[other] != NOBODY)
        taker, first = np.unique(mine[can], return_index=True)
        if not len(taker):
            return
        owners[taker] = owners[other[can][first]]
