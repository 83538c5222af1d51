"""Sites with capacities against enumeration, and what must hold whatever the numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.errors import Cancelled, PlanningError
from gis.planning.siting.facility import capacitated_facility_location
from gis.planning.siting.result import check_feasibility


def enumerated(distance, demand, capacity, fixed, *, p=None, min_load=None, required=(), forbidden=()):
    """Return the least value of all assignments to all sets of sites; inf where none is allowed."""
    rows, columns = distance.shape
    least, best = np.zeros(columns) if min_load is None else min_load, np.inf
    for count in range(columns + 1):
        for sites in itertools.combinations(range(columns), count):
            if not set(required) <= set(sites) or set(forbidden) & set(sites) or p not in (None, count):
                continue
            for at in itertools.product(sites, repeat=rows):
                load = np.bincount(at, weights=demand, minlength=columns)
                within = (load <= capacity).all() and (load[list(sites)] >= least[list(sites)]).all()
                if within:
                    ways = sum(distance[i, j] * demand[i] for i, j in enumerate(at))
                    best = min(best, fixed[list(sites)].sum() + ways)
    return best


def problem(seed: int, rows: int = 6, columns: int = 3):
    """Villages and schools at random places of a square, tight capacities."""
    random = np.random.default_rng(seed)
    village, school = random.random((rows, 2)), random.random((columns, 2))
    distance = np.hypot(*(village[:, None] - school).transpose(2, 0, 1))
    demand = random.integers(1, 10, rows).astype(float)
    capacity = np.ceil(random.uniform(0.5, 0.9, columns) * demand.sum())
    return distance, demand, capacity, random.random(columns) * 8


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "options",
    [{}, {"p": 2}, {"min_load": np.array([8.0, 3.0, 12.0])}, {"required": [1]}, {"forbidden": [0]}],
    ids=["plain", "p", "min_load", "required", "forbidden"],
)
def test_is_as_good_as_trying_everything(seed, options) -> None:
    given_problem = problem(seed)
    if seed % 2:
        given_problem[0][seed % 6, :2] = np.inf, np.nan
    result = capacitated_facility_location(*given_problem, **options)
    distance, demand, capacity, fixed = given_problem
    best = enumerated(np.where(np.isnan(distance), np.inf, distance), demand, capacity, fixed, **options)
    check_feasibility(result, distance, demand, capacity=capacity, fixed_cost=fixed, **options)
    assert result.status == ("optimal" if best < np.inf else "infeasible")
    assert result.objective == pytest.approx(best)


def test_a_village_is_not_split() -> None:
    """Two villages of 6, schools of 6 and 11: one each, though 11 and 1 would be cheaper if split."""
    distance = np.array([[5.0, 1.0], [9.0, 1.0]])
    result = capacitated_facility_location(distance, [6, 6], [6, 11], [0, 0])
    assert result.assignment.tolist() == [0, 1]
    assert result.objective == 36
    assert result.status == "optimal"
    assert result.gap == 0


def test_nobody_reaches_a_school() -> None:
    distance = np.array([[1.0, 2.0], [np.inf, np.nan]])
    result = capacitated_facility_location(distance, [1, 1], [5, 5], [1, 1])
    assert result.status == "infeasible"
    assert result.assignment.tolist() == [-1, -1]
    idle = capacitated_facility_location(distance, [1, 0], [5, 5], [1, 1])
    assert idle.assignment.tolist() == [0, -1]


def test_more_pupils_than_places_is_said() -> None:
    with pytest.raises(PlanningError) as raised:
        capacitated_facility_location(np.ones((2, 1)), [3, 4], [5], [1])
    assert raised.value.code == "siting_capacity"


def test_villages_that_do_not_fit_together_are_infeasible() -> None:
    result = capacitated_facility_location(np.ones((3, 2)), [4, 4, 4], [7, 7], [1, 1])
    assert result.status == "infeasible"


def test_a_cancelled_search_keeps_what_it_has() -> None:
    calls = []

    def progress(fraction: float, step: str = "") -> None:
        calls.append(fraction)
        if len(calls) > 1:
            raise Cancelled

    distance, demand, capacity, fixed = problem(1, rows=90, columns=20)
    result = capacitated_facility_location(distance, demand, capacity / 8, fixed, progress=progress)
    assert result.status == "cancelled"
    check_feasibility(result, distance, demand, capacity=capacity / 8, fixed_cost=fixed)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_loosening_never_worsens_and_order_does_not_matter(seed) -> None:
    distance, demand, capacity, fixed = problem(seed, rows=8, columns=4)
    result = capacitated_facility_location(distance, demand, capacity, fixed, p=2)
    free = capacitated_facility_location(distance, demand, capacity, fixed)
    wide = capacitated_facility_location(distance, demand, capacity + 3, fixed)
    assert free.objective <= result.objective + 1e-7
    assert wide.objective <= free.objective + 1e-7
    turn = np.random.default_rng(seed).permutation(8)
    turned = capacitated_facility_location(distance[turn], demand[turn], capacity, fixed)
    assert turned.objective == pytest.approx(free.objective)
    again = capacitated_facility_location(distance, demand, capacity, fixed)
    assert (again.assignment == free.assignment).all()
