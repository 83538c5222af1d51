"""What a search for sites returns, and the check of it that knows nothing of how it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Status = Literal["optimal", "rule", "time_limit", "cancelled", "infeasible"]
Goal = Literal["sum", "uncovered", "sites", "farthest"]

UNSERVED = -1
TOLERANCE = 1e-7                    # relative; of sums of floating-point numbers in different orders
NO_SOLUTION = float("inf")


class InfeasibleResultError(ValueError):
    """A result breaks a constraint of its own problem: a fault of the programme, not of its user."""


@dataclass(frozen=True, eq=False)
class SitingResult:
    """Sites, who goes to which, how good that is and how much better it could be at most.

    Parameters
    ----------
    open_sites
        Columns of the open sites, ascending; shape (sites,).
    assignment
        Column of the site of each row; -1 = served by none; shape (rows,).
    objective
        Value of this solution, which the search made as small as it could; inf where there is none.
    lower_bound
        No solution is below it; inf where it is proven that there is none.
    seconds
        Duration of the search.
    seed
        With which the search can be repeated; exactly so if it ended by its own rule.
    status
        ``optimal``: proven; ``rule``: ended by its own rule with a gap left; ``time_limit``; ``cancelled``;
        ``infeasible``: proven that there is no solution.
    gap
        Computed: (objective - lower bound) / objective; 0 where the objective is 0, inf without a solution.
    """

    open_sites: NDArray[np.int64]
    assignment: NDArray[np.int64]
    objective: float
    lower_bound: float
    seconds: float
    seed: int
    status: Status
    gap: float = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the arrays; compute the gap."""
        for name in ("open_sites", "assignment"):
            array = np.array(getattr(self, name), dtype=np.int64)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        object.__setattr__(self, "gap", relative_gap(self.objective, self.lower_bound))

    @property
    def has_solution(self) -> bool:
        """Whether any solution was found."""
        return self.objective < NO_SOLUTION


def relative_gap(objective: float, lower_bound: float) -> float:
    """Return (objective - bound) / objective: 0 where the objective is 0, inf where there is no solution."""
    if objective == NO_SOLUTION:
        return float("inf")
    if objective == 0:
        return 0.0
    return max(0.0, (objective - lower_bound) / abs(objective))


def no_solution(rows: int, *, lower_bound: float, seconds: float, seed: int, status: Status) -> SitingResult:
    """Return the result of a search that found nothing."""
    nowhere = np.full(rows, UNSERVED, np.int64)
    nothing = np.empty(0, np.int64)
    return SitingResult(nothing, nowhere, NO_SOLUTION, lower_bound, seconds, seed, status)


def check_feasibility(
    result: SitingResult,
    distance: ArrayLike,
    demand: ArrayLike,
    *,
    capacity: ArrayLike | None = None,
    fixed_cost: ArrayLike | None = None,
    p: int | None = None,
    min_load: ArrayLike | None = None,
    adjacency: ArrayLike | None = None,
    site_rows: ArrayLike | None = None,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    radius: float | None = None,
    goal: Goal = "sum",
) -> None:
    """Check a result against its problem, from the data alone.

    Parameters
    ----------
    result
        Nothing is checked but its emptiness where it holds no solution.
    distance
        Rows x columns; inf or NaN forbids a pair.
    demand
        Per row.
    capacity, fixed_cost, min_load
        Per column.
    p
        Exact number of open sites.
    adjacency
        Pairs of touching rows, shape (pairs, 2): each catchment must be one piece containing its site's row.
    site_rows
        Row in which each column's site lies; by default column j lies in row j.
    required, forbidden
        Columns.
    radius
        Of covering: only rows within it of an open site are served. Elsewhere every row must be, except one
        without demand that no open site reaches.
    goal
        ``sum``: fixed costs + distance x demand; ``uncovered``: demand of unserved rows; ``sites``: fixed
        costs, or the number of sites; ``farthest``: the greatest distance to a site.

    Raises
    ------
    InfeasibleResultError
        Says what is broken.
    """
    reach = np.asarray(distance, dtype=np.float64)
    weight = np.asarray(demand, dtype=np.float64)
    sites, chosen = result.open_sites, result.assignment
    _require(len(chosen) == len(reach) == len(weight), "one site per row")
    if not result.has_solution:
        _require(len(sites) == 0 and bool((chosen == UNSERVED).all()), "no solution, yet sites or rows")
        return
    _check_sites(sites, reach.shape[1], p, required, forbidden)
    _check_rows(sites, chosen, reach, weight, radius, may_leave=goal == "uncovered")
    served = np.flatnonzero(chosen != UNSERVED)
    load = np.bincount(chosen[served], weights=weight[served], minlength=reach.shape[1])
    slack = TOLERANCE * max(1.0, float(weight.sum()))
    if capacity is not None:
        _require(bool((load <= np.asarray(capacity, np.float64) + slack).all()), "a site above its capacity")
    if min_load is not None:
        least = np.asarray(min_load, dtype=np.float64)
        _require(bool((load[sites] >= least[sites] - slack).all()), "a site below its least load")
    if adjacency is not None:
        homes = np.arange(reach.shape[1]) if site_rows is None else np.asarray(site_rows, np.int64)
        _check_pieces(sites, chosen, np.asarray(adjacency, np.int64).reshape(-1, 2), homes)
    value = _value(sites, chosen, reach, weight, fixed_cost, goal)
    close = abs(value - result.objective) <= TOLERANCE * max(1.0, abs(value))
    _require(close, f"the objective is {value}, not {result.objective}")
    below = result.lower_bound <= value + TOLERANCE * max(1.0, abs(value))
    _require(below, f"the lower bound {result.lower_bound} is above the objective {value}")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise InfeasibleResultError(f"broken: {what}")


def _check_sites(
    sites: NDArray[np.int64], columns: int, p: int | None, required: Iterable[int], forbidden: Iterable[int]
) -> None:
    _require(bool((np.diff(sites) > 0).all()), "sites ascending, each once")
    _require(len(sites) == 0 or bool(sites[0] >= 0 and sites[-1] < columns), "sites are columns")
    _require(p is None or len(sites) == p, f"{len(sites)} sites instead of {p}")
    _require(set(required) <= set(sites.tolist()), "a required site is not open")
    _require(set(forbidden).isdisjoint(sites.tolist()), "a forbidden site is open")


def _check_rows(
    sites: NDArray[np.int64],
    chosen: NDArray[np.int64],
    reach: NDArray[np.float64],
    weight: NDArray[np.float64],
    radius: float | None,
    *,
    may_leave: bool,
) -> None:
    served = np.flatnonzero(chosen != UNSERVED)
    _require(bool(np.isin(chosen[served], sites).all()), "a row served by a closed site")
    travelled = reach[served, chosen[served]]
    _require(bool(np.isfinite(travelled).all()), "a row served over a forbidden pair")
    if radius is not None:
        _require(bool((travelled <= radius).all()), "a row served from beyond the radius")
    if may_leave:
        return
    within = np.isfinite(reach[:, sites]).any(axis=1)
    left = chosen == UNSERVED
    _require(not bool((left & ((weight > 0) | within)).any()), "a row that no site serves")


def _check_pieces(
    sites: NDArray[np.int64], chosen: NDArray[np.int64], pairs: NDArray[np.int64], homes: NDArray[np.int64]
) -> None:
    """Spread from the sites' rows over touching rows of the same site: every served row must be met."""
    met = np.zeros(len(chosen), dtype=bool)
    own = sites[chosen[homes[sites]] == sites]
    met[homes[own]] = True
    inside = pairs[chosen[pairs[:, 0]] == chosen[pairs[:, 1]]]
    while True:
        first, second = met[inside[:, 0]], met[inside[:, 1]]
        if bool((first == second).all()):
            break
        met[inside[first, 1]] = True
        met[inside[second, 0]] = True
    _require(bool((met | (chosen == UNSERVED)).all()), "a catchment in pieces, or without its site's own row")


def _value(
    sites: NDArray[np.int64],
    chosen: NDArray[np.int64],
    reach: NDArray[np.float64],
    weight: NDArray[np.float64],
    fixed_cost: ArrayLike | None,
    goal: Goal,
) -> float:
    served = np.flatnonzero(chosen != UNSERVED)
    travelled = reach[served, chosen[served]]
    if goal == "uncovered":
        return float(weight[chosen == UNSERVED].sum())
    if goal == "farthest":
        return float(travelled.max(initial=0.0))
    fixed = 0.0 if fixed_cost is None else float(np.asarray(fixed_cost, dtype=np.float64)[sites].sum())
    if goal == "sites":
        return float(len(sites)) if fixed_cost is None else fixed
    return fixed + float((travelled * weight[served]).sum())
