"""Sets of open sites: all that are good are listed, their bounds hold, what is too full is seen."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gis.planning.siting.capacitated import Instance, Solution
from gis.planning.siting.capacitybound import CapacityBound
from gis.planning.siting.contest import Entrant, _common_part
from gis.planning.siting.covering import mclp
from gis.planning.siting.plainstart import plain_start
from gis.planning.siting.watch import Watch


def instance(seed: int, count: int | None = None) -> Instance:
    random = np.random.default_rng(seed)
    cost, demand = random.uniform(1, 9, (6, 5)), random.integers(1, 6, 6).astype(float)
    capacity = np.ceil(demand.sum() * random.uniform(0.3, 0.6, 5))
    return Instance(
        cost, demand, capacity, np.zeros(5), random.uniform(0, 5, 5), np.zeros(5, dtype=bool), count
    )


def solutions(problem: Instance):
    """Every way of serving all within the capacities, by its sites, with its value."""
    for chosen in itertools.product(range(5), repeat=6):
        at = np.array(chosen)
        load = np.bincount(at, weights=problem.demand, minlength=5)
        if (load <= problem.capacity).all():
            is_open = np.bincount(at, minlength=5) > 0
            yield is_open, float(problem.cost[np.arange(6), at].sum() + problem.fixed[is_open].sum())


@pytest.mark.parametrize("most", [5, 100])
def test_no_solution_is_below_the_bounds_of_listed_and_other_sets(most) -> None:
    problem = instance(3)
    bound = CapacityBound(problem)
    bound.raise_value(40.0, Watch(20), 60)
    sets, bounds, others = bound.sets_below(most, 60.0)
    assert 0 < len(sets) <= most
    assert (np.diff(bounds) >= 0).all()
    of_set = {is_open.tobytes(): float(value) for is_open, value in zip(sets, bounds, strict=True)}
    assert bound.of_sets(sets) == pytest.approx(bounds)
    for is_open, value in solutions(problem):
        assert value >= of_set.get(is_open.tobytes(), others) - 1e-9


def test_the_problem_without_capacities_bounds_the_one_with() -> None:
    problem = instance(5, count=3)
    plain = plain_start(problem, Watch(20), 0)
    assert plain is not None
    assert plain.is_open.sum() == 3
    best = min(
        problem.cost[:, list(sites)].min(axis=1).sum() for sites in itertools.combinations(range(5), 3)
    )
    cheapest = np.sort(problem.fixed)[:3].sum()
    assert plain.bound == pytest.approx(best + cheapest)


def test_what_is_above_a_capacity_costs_and_is_not_whole() -> None:
    problem = instance(1)
    everyone_at_one = np.zeros(6, np.int64)
    is_open = np.arange(5) == 0
    solution = Solution.of(problem, everyone_at_one, is_open)
    too_many = problem.demand.sum() - problem.capacity[0]
    assert problem.excess(everyone_at_one, is_open).tolist() == [too_many, 0, 0, 0, 0]
    plain = problem.cost[:, 0].sum() + problem.fixed[0]
    assert solution.value == pytest.approx(plain + too_many * problem.excess_price)
    assert not solution.is_whole


def test_solutions_are_merged_over_what_any_of_them_does() -> None:
    problem = instance(2)
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 2, 0, 1, 1, 2])
    two = [Solution.of(problem, at, np.bincount(at, minlength=5) > 0) for at in (one, other)]
    part = _common_part(problem, two, 1.0, may_open=True)
    assert part.sites.tolist() == [0, 1, 2]
    assert part.pairs.sum(axis=1).tolist() == [1, 2, 1, 1, 1, 2]
    entrant = Entrant(0.0, None)
    entrant.add([two[0], two[1], two[0]])
    assert len(entrant.found) == 2
    assert entrant.value == min(solution.value for solution in two)


def test_a_site_that_covers_no_more_than_another_still_counts() -> None:
    """Three sites cover the same, one less, one more: three have to open, two of them for nothing."""
    distance = np.array([[1.0, 1, 1, 9, 1], [1, 1, 1, 1, 1], [9, 9, 9, 9, 1]])
    result = mclp(distance, [5, 6, 7], 3, 2.0)
    assert result.objective == 0
    assert len(result.open_sites) == 3
    forced = mclp(distance, [5, 6, 7], 1, 2.0, required=[3])
    assert forced.open_sites.tolist() == [3]
    assert forced.objective == 12
