"""The doors of the searches: arrays and sites as they are given, checked and made plain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.errors import PlanningError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


GREATEST_SEED = 1_000_000_000       # the solvers' own are 32 bits, and some are counted on from it


@dataclass(frozen=True, eq=False)
class SitingInput:
    """A checked problem without capacities.

    Parameters
    ----------
    distance
        Shape (rows, columns), C order; inf where a pair is forbidden.
    demand
        Per row, not negative.
    required, allowed
        Per column: must be open; may be open.
    """

    distance: Floats
    demand: Floats
    required: Bools
    allowed: Bools


def read_problem(
    distance: ArrayLike,
    demand: ArrayLike,
    p: int | None = None,
    *,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> SitingInput:
    """Check what every search for sites is given.

    Raises
    ------
    PlanningError
        Shapes that do not match, no amounts, sites that do not exist or contradict each other.
    """
    reach = read_distance(distance)
    rows, columns = reach.shape
    must, closed = read_sites(required, columns), read_sites(forbidden, columns)
    both = np.flatnonzero(must & closed)
    if len(both):
        raise PlanningError("siting_required_forbidden", sites=_listed(both))
    if p is not None:
        check_count(p, must, ~closed)
    return SitingInput(reach, read_amounts(demand, rows, "demand"), must, ~closed)


def read_distance(distance: ArrayLike) -> Floats:
    """Return a distance matrix with inf for every forbidden pair."""
    reach = np.array(distance, dtype=np.float64, order="C")
    if reach.ndim != 2 or reach.shape[1] == 0:
        raise PlanningError("siting_distance_shape", shape=reach.shape)
    reach[np.isnan(reach)] = np.inf
    if (reach < 0).any():
        row, column = np.argwhere(reach < 0)[0]
        raise PlanningError("siting_negative", name="distance", place=f"{row}, {column}")
    return reach


def read_amounts(values: ArrayLike, count: int, name: str) -> Floats:
    """Return amounts: finite, not negative, one per row or column; a single number stands for all."""
    amounts = np.array(values, dtype=np.float64)
    if amounts.ndim == 0:
        amounts = np.full(count, float(amounts))
    if amounts.shape != (count,):
        raise PlanningError("siting_amount_count", name=name, found=amounts.shape, expected=count)
    wrong = np.flatnonzero(~np.isfinite(amounts) | (amounts < 0))
    if len(wrong):
        raise PlanningError("siting_negative", name=name, place=str(wrong[0]))
    return amounts


def read_limit(value: float, name: str) -> float:
    """Return a distance that limits others: not negative; inf limits nothing."""
    limit = float(value)
    if not limit >= 0:
        raise PlanningError("siting_negative", name=name, place="0")
    return limit


def read_sites(sites: Iterable[int], columns: int) -> Bools:
    """Return a mask of columns from their indices; negative ones do not count from the end."""
    mask = np.zeros(columns, dtype=bool)
    for site in sites:
        if not _is_whole(site) or not 0 <= site < columns:
            raise PlanningError("siting_site_unknown", site=site, columns=columns)
        mask[int(site)] = True
    return mask


def check_count(p: int, required: Bools, allowed: Bools) -> None:
    """Check that p sites can be open."""
    if not _is_whole(p) or p < 1:
        raise PlanningError("siting_count", p=p)
    if p > allowed.sum():
        raise PlanningError("siting_count_candidates", p=p, candidates=int(allowed.sum()))
    if required.sum() > p:
        raise PlanningError("siting_count_required", p=p, required=int(required.sum()))


def read_seed(seed: int) -> int:
    """Return a seed that every generator takes."""
    if not _is_whole(seed) or not 0 <= seed <= GREATEST_SEED:
        raise PlanningError("siting_seed", seed=seed, most=GREATEST_SEED)
    return int(seed)


def _is_whole(value: object) -> bool:
    """Whether it is a whole number; a truth value is none: a mask of sites is not a list of them."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        return False
    return float(value).is_integer()


def _listed(columns: Ints) -> str:
    return ", ".join(str(column) for column in columns)
