"""Nobody is split: the most pupils placed, then the least time, as trying everything finds it."""

from itertools import product

import numpy as np

from gis.planning.singlesource import single_source


def tried_out(cost, supply, demand):
    """Return (pupils left out, seconds) of the best of all ways to give each origin one place or none."""
    best = (np.inf, np.inf)
    for chosen in product(range(-1, cost.shape[1]), repeat=len(supply)):
        taken = [(row, column) for row, column in enumerate(chosen) if column >= 0]
        load = np.zeros(cost.shape[1])
        for row, column in taken:
            load[column] += supply[row]
        seconds = sum(cost[row, column] * supply[row] for row, column in taken)
        if (load <= demand).all() and not np.isnan(seconds):
            best = min(best, (supply.sum() - sum(supply[row] for row, _ in taken), seconds))
    return best


def test_the_relaxation_would_split_and_the_whole_is_dearer():
    cost = np.array([[10.0, 40.0], [10.0, 30.0], [np.nan, 5.0]])
    flow, proven = single_source(cost, np.array([6, 5, 2]), np.array([8, 8]))
    # 6 × 10 + 5 × 30 + 2 × 5 = 220; the other way round 6 × 40 + 5 × 10 + 2 × 5 = 300
    assert (flow.tolist(), proven) == ([[6, 0], [0, 5], [0, 2]], True)


def test_who_fits_nowhere_is_left_out_and_the_larger_group_goes_first():
    flow, proven = single_source(np.array([[1.0], [90.0], [2.0]]), np.array([3, 4, 9]), np.array([6]))
    assert (flow.tolist(), proven) == ([[0], [4], [0]], True)      # 4 placed at 90 s, rather than 3 at 1 s
    nothing, proven = single_source(np.array([[np.nan, 1.0]]), np.array([3]), np.array([9, 2]))
    assert (nothing.tolist(), proven) == ([[0, 0]], True)


def test_nothing_that_can_be_tried_is_better_also_with_nobody_at_an_origin():
    random = np.random.default_rng(5)
    for _ in range(20):
        cost = random.integers(1, 40, (5, 3)).astype(float)
        cost[random.random(cost.shape) < 0.2] = np.nan
        supply, demand = random.integers(0, 8, 5), random.integers(2, 12, 3)
        flow, proven = single_source(cost, supply, demand)
        assert proven
        assert ((flow > 0).sum(axis=1) <= 1).all()
        assert (flow.sum(axis=0) <= demand).all()
        assert not flow[np.isnan(cost)].any()
        assert set(flow.sum(axis=1)[flow.any(axis=1)] - supply[flow.any(axis=1)]) <= {0}
        found = (supply.sum() - flow.sum(), (np.nan_to_num(cost) * flow).sum())
        assert found == tried_out(cost, supply, demand)
