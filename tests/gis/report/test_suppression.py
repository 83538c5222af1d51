"""Small counts cannot be worked out: an attack with exact bounds, and by listing every possible table."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gis.report.suppression import Counts, State, bounds, is_protected, suppress


def listed(values, total_known=True):
    """A list of counts with its total."""
    n = len(values)
    return Counts.of([*values, sum(values)], [[k] for k in range(n)] + [range(n)], n)


def test_a_lone_small_count_takes_company():
    state = suppress(listed([3, 40, 12, 0]), 5)
    assert state.tolist() == [State.SMALL, State.SHOWN, State.WITHHELD, State.SHOWN, State.SHOWN]
    assert bounds(listed([3, 40, 12, 0]), state, 5, 0) == (1, 4)


def test_nothing_small_nothing_hidden():
    assert not suppress(listed([40, 12, 5]), 5).any()


def test_company_of_exactly_the_limit_is_not_enough():
    """5 + 1 hidden: the larger is at least 5, so the small one would be 1 for sure; 30 is better company."""
    counts = listed([1, 5, 5, 30])
    state = suppress(counts, 5)
    assert state.tolist() == [State.SMALL, State.SHOWN, State.SHOWN, State.WITHHELD, State.SHOWN]
    assert bounds(counts, state, 5, 0) == (1, 4)


def closing(before):
    """Schools: the first closes into the second; counts before, after, and all."""
    n = len(before)
    after = [0, before[1] + before[0], *before[2:]]
    groups = [[k] for k in range(n)] + [[], [0, 1], *[[k] for k in range(2, n)]] + [range(n)]
    return Counts.of([*before, *after, sum(before)], groups, n)


def test_a_closed_schools_pupils_are_not_the_difference_of_its_receiver():
    counts = closing([3, 100, 60, 80])
    naive = np.where((counts.values > 0) & (counts.values < 5), State.SMALL, State.SHOWN).astype(np.int8)
    assert bounds(counts, naive, 5, 0) == (3, 3), "after - before of the receiver gives it away"
    state = suppress(counts, 5)
    assert bounds(counts, state, 5, 0) == (1, 4)


def test_small_schools_that_merge_into_a_small_one_are_not_given_away_by_its_class():
    """1 + 1 + 1 + 1 pupils of four schools in one "<5" would be one each for sure."""
    members = [[0], [1], [2], [3], [4], range(4), [4], range(5)]
    counts = Counts.of([1, 1, 1, 1, 60, 4, 60, 64], members, 5)
    naive = np.where((counts.values > 0) & (counts.values < 5), State.SMALL, State.SHOWN).astype(np.int8)
    assert bounds(counts, naive, 5, 0) == (1, 1)
    state = suppress(counts, 5)
    for cell in range(4):
        assert bounds(counts, state, 5, cell) == (1, 4)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=7))
@example([1, 1, 1, 5])
def test_no_hidden_count_of_any_county_is_told_closer_than_the_rule(before):
    for counts in (listed(before), closing(before)):
        state = suppress(counts, 5)
        for cell in np.flatnonzero(state != State.SHOWN).tolist():
            found = bounds(counts, state, 5, cell)
            assert found[0] <= counts.values[cell] <= (np.inf if found[1] is None else found[1])
            everything = (state[counts.values > 0] != State.SHOWN).all()
            assert everything or is_protected(counts, state, 5, cell, found)


@pytest.mark.parametrize("values", [[2, 6, 9], [4, 4, 7], [1, 8, 5, 9]])
def test_bounds_agree_with_listing_every_way(values):
    counts = listed(values)
    state = suppress(counts, 5)
    total = sum(values) if state[-1] == State.SHOWN else None
    ranges = []
    for value, how in zip(values, state[:-1], strict=True):
        ranges.append([value] if how == State.SHOWN else range(1, 5) if how == State.SMALL else range(5, 40))
    ways = [way for way in itertools.product(*ranges) if total is None or sum(way) == total]
    for cell in range(len(values)):
        if state[cell] != State.SHOWN and total is not None:
            seen = {way[cell] for way in ways}
            assert bounds(counts, state, 5, cell) == (min(seen), max(seen))


def test_a_statement_that_proves_two_pupils_narrows_the_class():
    counts = Counts.of([3, 40, 30, 73], [[0], [1], [2], range(3)], 3, least=[2, 0, 0, 0])
    state = suppress(counts, 5)
    assert bounds(counts, state, 5, 0) == (2, 4)
