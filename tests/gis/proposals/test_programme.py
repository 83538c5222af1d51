"""The solver of the planner's problem: what it tells while it searches."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from gis.errors import Cancelled
from gis.planning.siting.watch import Watch
from gis.proposals.programme import Expression, Programme, solve

PATIENCE_S = 30.0


class UntilBounded:
    """Ends the search as soon as anything is proven."""

    def __init__(self):
        self.bounds = []

    def __call__(self, fraction, step=""):
        if self.bounds and np.isfinite(self.bounds[-1]):
            raise Cancelled

    def found(self, objective, lower_bound, seconds):
        self.bounds.append(lower_bound)


def test_a_bound_is_told_before_any_solution_is_found():
    """Six sums of 50 numbers that have to be exactly a half: hard to meet, easy to bound."""
    numbers = np.random.default_rng(3).integers(0, 100, (6, 50)).astype(float)
    half = np.floor(numbers.sum(axis=1) / 2)
    weights = np.arange(1.0, 51.0)
    programme = Programme(np.ones(50), np.ones(50, dtype=bool), csr_array(numbers), half, half)
    progress = UntilBounded()
    found = solve(programme, Expression(weights), Watch(PATIENCE_S, progress))
    assert found.status == "cancelled"
    assert found.columns is None
    assert found.objective == np.inf
    assert 0 < found.bound < weights.sum()


def test_a_search_out_of_time_keeps_what_is_proven():
    numbers = np.random.default_rng(3).integers(0, 100, (6, 50)).astype(float)
    half = np.floor(numbers.sum(axis=1) / 2)
    programme = Programme(np.ones(50), np.ones(50, dtype=bool), csr_array(numbers), half, half)
    found = solve(programme, Expression(np.ones(50)), Watch(1.0))
    assert found.status == "time_limit"
    assert found.seconds == pytest.approx(1.0, abs=1.0)
    assert found.bound > 0
