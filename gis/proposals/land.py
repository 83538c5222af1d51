"""Whose land touches whose: what a catchment needs to be in one piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import reproject
from gis.model import STORAGE_CRS, Plan
from gis.planning.catchments import Shapes, settlement_cells
from gis.planning.county import Bools, County, Ints
from gis.planning.receivers import NOBODY
from gis.progress import Progress

BORDER_M = 1.0                       # shorter common borders are corners


@dataclass(frozen=True)
class Land:
    """The county divided among its settlements.

    Attributes
    ----------
    touching
        Pairs of settlements whose land shares a border, first < second.
    owned
        Which settlements have land.
    school_home
        The settlement in whose land each school stands, -1 = its place is not known.
    """

    touching: Ints
    owned: Bools
    school_home: Ints


def land_of(
    plan: Plan, county: County, *, cells: Shapes | None = None, progress: Progress | None = None
) -> Land | None:
    """Divide the county; None where there is no boundary, no road or no settlement that has a place.

    Parameters
    ----------
    cells
        Of :func:`gis.planning.catchments.settlement_cells`; default: worked out.
    """
    if cells is None:
        if plan.boundary.empty or plan.roads.edges.empty or not county.settlement_placed.any():
            return None
        cells = settlement_cells(plan, progress=progress)
    owned: Bools = ~shapely.is_missing(cells)
    homes = np.flatnonzero(owned)
    if not len(homes):
        return None
    placed = np.flatnonzero(county.school_placed)
    school_home = np.full(len(county.school_ids), NOBODY, dtype=np.int64)
    school_home[placed] = homes[school_homes(plan, cells[homes], county, placed)]
    return Land(homes[touching_homes(cells[homes])], owned, school_home)


def touching_homes(cells: Shapes) -> Ints:
    """Return the pairs of cells that share a border, shape (pairs, 2), first < second."""
    first, second = shapely.STRtree(cells).query(cells, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    borders = shapely.boundary(cells)
    border = shapely.length(shapely.intersection(borders[first], borders[second]))
    shared: NDArray[np.bool_] = border > BORDER_M
    pairs: Ints = np.column_stack([first[shared], second[shared]]).astype(np.int64)
    return pairs[np.lexsort(pairs.T[::-1])]


def school_homes(plan: Plan, cells: Shapes, county: County, schools: Ints) -> Ints:
    """Return in whose land each school stands: the nearest."""
    points = shapely.points(county.school_lon[schools], county.school_lat[schools])
    gates = reproject(points, STORAGE_CRS, plan.roads.crs)
    found: Ints = shapely.STRtree(cells).nearest(gates).astype(np.int64)
    return found
