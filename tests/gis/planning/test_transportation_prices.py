"""Small transportation problems that can be solved by hand, with what their prices must be."""

import numpy as np
import pytest

from gis.planning.transportation import FIRST_COLUMNS, least_travel, priced_travel


def test_who_gains_most_by_it_goes_to_the_full_place():
    """Eight places at 10 s for 6 and 5: the second group loses 20 s elsewhere, the first 30 s.

    6 × 10 + 2 × 10 + 3 × 30 s; a pupil more costs 30 s anywhere, a place more at the full school saves 20 s.
    """
    cost, supply, demand = np.array([[10.0, 40.0], [10.0, 30.0]]), np.array([6, 5]), np.array([8, 8])
    assert least_travel(cost, supply, demand).tolist() == [[6, 0], [2, 3]]
    made = priced_travel(cost, supply, demand)
    assert made.flow.tolist() == [[6, 0], [2, 3]]
    assert made.used.all()
    assert made.row_price.tolist() == [30, 30]
    assert made.column_price.tolist() == [-20, 0]


def test_a_place_is_worth_the_chain_of_moves_that_frees_it():
    """Who comes to the first school sends its pupil to the second, whose goes to the third: 5 s each."""
    cost = np.array([[0.0, 5.0, np.nan], [np.nan, 0.0, 5.0]])
    made = priced_travel(cost, np.array([1, 1]), np.array([1, 1, 2]))
    assert made.flow.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert made.row_price.tolist() == [10, 5]
    assert made.column_price.tolist() == [-10, -5, 0]


def test_more_are_placed_rather_than_less_time_spent():
    """Both fit only if one goes 100,000 s; without any cost they are placed as well."""
    far = np.array([[0.0, 100_000.0], [0.0, np.nan]])
    assert least_travel(far, np.array([1, 1]), np.array([1, 1])).tolist() == [[0, 1], [1, 0]]
    assert least_travel(np.zeros((1, 1)), np.array([3]), np.array([2])).tolist() == [[2]]
    three = np.array([[0.0, 90_000.0, np.nan], [np.nan, 0.0, 90_000.0], [0.0, np.nan, np.nan]])
    assert least_travel(three, np.array([1, 1, 1]), np.array([1, 1, 1])).sum() == 3


def test_who_is_left_out_costs_more_than_any_way():
    made = priced_travel(np.array([[3.0], [7.0]]), np.array([5, 4]), np.array([6]))
    assert made.flow.tolist() == [[5], [1]]
    assert made.left_out > 7
    assert made.row_price.tolist() == pytest.approx([2 * made.left_out - 4, 2 * made.left_out])
    assert made.column_price.tolist() == pytest.approx([7 - 2 * made.left_out])


def test_a_tenth_of_a_millisecond_decides():
    cost = np.array([[0.0003, 0.0001, 0.0002]])
    assert least_travel(cost, np.array([3]), np.array([2, 2, 2])).tolist() == [[0, 2, 1]]


def test_prices_are_whole_tenths_of_a_millisecond():
    cost = np.array([[5000.30003, 5000.30004]])
    made = priced_travel(cost, np.array([1]), np.array([1, 1]))
    assert made.row_price.tolist() == [5000.3]


def test_places_beyond_the_nearest_are_found_when_these_are_full():
    """Twelve go to twelve single places, the same ones near to all: 0 + 1 + … + 11 s in all."""
    many = FIRST_COLUMNS + 4
    cost = np.tile(np.arange(many, dtype=float), (many, 1))
    one = np.ones(many, dtype=int)
    made = priced_travel(cost, one, one)
    assert made.flow.sum(axis=0).tolist() == [1] * many
    assert made.flow.sum(axis=1).tolist() == [1] * many
    assert (made.flow * cost).sum() == many * (many - 1) / 2
    assert np.abs(made.row_price - made.row_price[0]).max() == 0
    assert np.diff(made.column_price).tolist() == pytest.approx([1] * (many - 1))


def test_pairs_that_are_not_needed_are_not_looked_at():
    cost = np.tile(np.arange(FIRST_COLUMNS + 2, dtype=float)[::-1], (2, 1))
    cost[1, -1] = np.nan
    made = priced_travel(cost, np.array([1, 1]), np.full(FIRST_COLUMNS + 2, 5))
    assert made.used.tolist() == [[False, False, *[True] * 8], [False, *[True] * 8, False]]
    assert made.flow.sum(axis=0).tolist() == [*[0] * 8, 1, 1]


def test_a_full_place_far_away_and_one_as_near_as_others_are_not_looked_at_either():
    """The last place, worth 1 s to the first group, is 5.5 s from the second, which has nine at 5 s."""
    places = FIRST_COLUMNS + 2
    cost = np.array([np.arange(1, places + 1, dtype=float), np.full(places, 5.0)])
    cost[0, -1], cost[1, -1] = 0.0, 5.5
    made = priced_travel(cost, np.array([2, 1]), np.array([9] * 9 + [1]))
    assert made.column_price.tolist() == [0] * 9 + [-1]
    assert made.row_price.tolist() == [1, 5]
    assert made.used.tolist() == [[True] * 7 + [False, False, True], [True] * 8 + [False, False]]


def test_where_every_pair_is_forbidden_nobody_goes_and_nothing_has_a_price():
    made = priced_travel(np.full((2, 3), np.nan), np.array([1, 2]), np.array([1, 1, 1]))
    assert made.flow.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert (made.row_price.tolist(), made.column_price.tolist(), made.left_out) == ([0, 0], [0, 0, 0], 0)
    assert not made.used.any()
