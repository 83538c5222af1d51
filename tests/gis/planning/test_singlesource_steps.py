"""The steps to a whole solution: its worth, the first one, the better one, and that none is missed."""

import time
from itertools import product

import numpy as np
import pytest

from gis.planning import singlesource
from gis.planning.singlesource import (
    NOWHERE,
    _bettered,
    _relaxed_value,
    _rounded,
    _slack,
    _value,
    single_source,
)
from gis.planning.transportation import PricedTravel


def relaxed(*flow, left_out=100.0):
    made = np.array(flow)
    return PricedTravel(made, made > 0, np.zeros(len(made)), np.zeros(made.shape[1]), left_out)


def test_a_billionth_is_no_difference_of_one_at_least():
    assert [_slack(value) for value in (0.0, 0.5, 4.0, -4.0)] == [1e-9, 1e-9, 4e-9, 4e-9]


def test_who_is_left_out_counts_twice():
    """6 go 10 s, 5 nowhere, 2 go 7 s: 60 + 14 + 2 × 100 × 5; of the relaxation 3 of the 5 go 20 s."""
    cost, supply = np.array([[10.0, np.nan], [np.nan, 20.0], [3.0, 7.0]]), np.array([6, 5, 2])
    assert _value(np.array([0, NOWHERE, 1]), cost, supply, 100.0) == 1074
    assert _relaxed_value(relaxed([6, 0], [0, 3], [0, 2]), cost, supply) == 60 + 60 + 14 + 2 * 100 * 2


# ---- the first solution


def rounded(flow, cost, supply, demand):
    cost = np.array(cost, dtype=float)
    return _rounded(relaxed(*flow), cost, ~np.isnan(cost), np.array(supply), np.array(demand)).tolist()


def test_who_is_not_split_stays_where_he_is():
    """The first stays at the dearer place; the second, split, fits the first place exactly."""
    assert rounded([[0, 6], [5, 2]], [[1, 9], [1, 9]], [6, 7], [7, 8]) == [1, 0]
    assert rounded([[0, 6], [5, 2]], [[1, 9], [1, 9]], [6, 7], [6, 8]) == [1, NOWHERE]


def test_of_whom_a_part_is_left_out_all_go_where_there_is_room():
    assert rounded([[3, 0]], [[1, 9]], [5], [3, 9]) == [1]
    assert rounded([[0, 0], [0, 0]], [[1, 9], [1, 9]], [0, 4], [3, 4]) == [NOWHERE, 1]


def test_a_single_pupil_goes_too():
    assert rounded([[0, 0]], [[9, 1]], [1], [1, 1]) == [1]


def test_the_largest_goes_first_and_each_to_the_nearest_that_has_room():
    """Nobody has a place yet: 5 take the nearest (8), 4 no longer fit there, 3 do; the last may not."""
    cost = [[1, 9, 5], [1, 9, 5], [1, 9, 5], [np.nan, np.nan, np.nan]]
    assert rounded([[0, 0, 0]] * 4, cost, [4, 5, 3, 1], [8, 9, 3]) == [1, 0, 0, NOWHERE]
    equal = [[1, 9], [1, 9]]
    assert rounded([[0, 0]] * 2, equal, [4, 4], [4, 4]) == [0, 1]


# ---- a better one


def bettered(known, cost, options, supply, demand, left_out=100.0, seconds=20.0):
    chosen, proven = _bettered(
        np.array(known), np.array(cost, dtype=float), np.array(options, dtype=bool), np.array(supply),
        np.array(demand), left_out, time.monotonic() + seconds,
    )  # fmt: skip
    return chosen.tolist(), proven


def test_only_among_the_options_and_what_is_known_is_chosen():
    """Each may go to two places or (last) nowhere; the third keeps his place, so that 6 are left there."""
    cost, supply, demand = [[10, 40], [10, 30], [10, 10]], [6, 5, 2], [8, 11]
    every = [[1, 1, 1], [1, 1, 1], [0, 0, 0]]
    assert bettered([1, 0, 0], cost, every, supply, demand) == ([0, 1, 0], True)
    assert bettered([1, 0, 0], cost, every, supply, [7, 11]) == ([1, 0, 0], True)
    second = [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    assert bettered([1, NOWHERE, 0], cost, second, supply, demand) == ([1, 0, 0], True)
    assert bettered([1, 0, 0], cost, [[0, 0, 0]] * 3, supply, demand) == ([1, 0, 0], True)


def test_to_be_left_out_costs_twice_its_price():
    """15 s or 2 × 7 s, for each of three; 13 s are less."""
    assert bettered([0], [[15]], [[1, 1]], [3], [3], left_out=7.0) == ([NOWHERE], True)
    assert bettered([NOWHERE], [[13]], [[1, 1]], [3], [3], left_out=7.0) == ([0], True)
    assert bettered([NOWHERE], [[13]], [[1, 1]], [3], [2], left_out=7.0) == ([NOWHERE], True)


def test_without_time_the_known_solution_is_returned_unproven():
    cost, every = [[10, 40], [10, 30], [10, 10]], [[1, 1, 1]] * 3
    assert bettered([1, 0, 0], cost, every, [6, 5, 2], [8, 11], seconds=-1.0) == ([1, 0, 0], False)


# ---- which pairs are looked at


@pytest.fixture
def looked_at(monkeypatch):
    """The pairs (and, last, to be left out) of each integer programme, in their order."""
    seen = []

    def spied(known, cost, options, *rest):
        seen.append(options.copy())
        return _bettered(known, cost, options, *rest)

    monkeypatch.setattr(singlesource, "_bettered", spied)
    return seen


def test_only_what_could_better_the_first_solution_is_looked_at(looked_at):
    """60 and 50 at 10 s for 80 places: 30 of the second part go 30 s; the whole second part costs 400 s more.

    The first part would cost 30 s more each elsewhere, 20 s of them saved by the others: 600 s in all.
    """
    cost, supply = np.array([[10.0, 40.0], [10.0, 30.0], [np.nan, 5.0]]), np.array([60, 50, 20])
    flow, proven = single_source(cost, supply, np.array([80, 80]))
    assert (flow.tolist(), proven) == ([[60, 0], [0, 50], [0, 20]], True)
    assert [one.tolist() for one in looked_at] == [
        [[True, False, False], [True, True, False], [False, True, False]]
    ]  # fmt: skip


def test_ever_more_pairs_are_looked_at_until_it_is_proven(monkeypatch, looked_at):
    """Of five, beside one each and the next one: 1, 2, 4 and 8 more."""
    monkeypatch.setattr(singlesource, "FIRST_PAIRS", 1)
    monkeypatch.setattr(singlesource, "MORE_PAIRS", 2)
    random = np.random.default_rng(6)
    cost = random.random((5, 4)) * 60
    supply, demand = random.integers(2, 9, 5), random.integers(5, 10, 4)
    flow, proven = single_source(cost, supply, demand)
    assert [int(one.sum()) for one in looked_at] == [5 + 1 + 1, 5 + 2 + 1, 5 + 4 + 1, 5 + 8 + 1]
    assert proven
    left, seconds = best(cost, supply, demand)
    assert (supply.sum() - flow.sum(), (cost * flow).sum()) == (left, pytest.approx(seconds))


# ---- all together


def best(cost, supply, demand):
    """Return (pupils left out, seconds) of the best of all ways to give each origin one place or none."""
    found = []
    for chosen in product(range(-1, cost.shape[1]), repeat=len(supply)):
        taken = [(row, column) for row, column in enumerate(chosen) if column >= 0]
        load = np.zeros(len(demand))
        for row, column in taken:
            load[column] += supply[row]
        seconds = sum(cost[row, column] * supply[row] for row, column in taken)
        if (load <= demand).all() and not np.isnan(seconds):
            found.append((supply.sum() - sum(supply[row] for row, _ in taken), seconds))
    return min(found)


@pytest.mark.parametrize("seed", [2, 14, 17, 25, 37, 47, 77, 163])
def test_the_best_is_found_also_from_the_fewest_pairs(monkeypatch, seed):
    """At first as few pairs as can be are looked at: what is not proven by them takes more."""
    monkeypatch.setattr(singlesource, "FIRST_PAIRS", 1)
    monkeypatch.setattr(singlesource, "MORE_PAIRS", 2)
    random = np.random.default_rng(seed)
    cost = random.integers(1, 60, (5, 3)).astype(float)
    cost[random.random(cost.shape) < 0.1] = np.nan
    supply, demand = random.integers(2, 9, 5), random.integers(6, 12, 3)
    flow, proven = single_source(cost, supply, demand)
    assert proven
    assert (supply.sum() - flow.sum(), (np.nan_to_num(cost) * flow).sum()) == best(cost, supply, demand)


def test_when_time_is_over_the_first_solution_is_given_unproven(monkeypatch):
    monkeypatch.setattr(singlesource, "_bettered", lambda known, *rest: (known, False))
    cost = np.array([[10.0, 40.0], [10.0, 30.0], [np.nan, 5.0]])
    flow, proven = single_source(cost, np.array([6, 5, 2]), np.array([8, 8]))
    assert (flow.tolist(), proven) == ([[6, 0], [0, 5], [0, 2]], False)
