"""Whole numbers shared out by the largest remainder: quotas worked out by hand."""

import numpy as np

from gis.planning.sharing import share_out, share_out_variants, shares_within, sum_by

ONE_UNIT = np.zeros(2, dtype=int)


def test_weights_of_less_than_one_are_weights_too():
    # 4 by 0.6 : 0.2 is 3 and 1; by nothing at all 2 and 2
    assert share_out(np.array([4]), np.array([0.6, 0.2]), ONE_UNIT).tolist() == [3, 1]
    assert share_out(np.array([4]), np.array([0.0, 0.0]), ONE_UNIT).tolist() == [2, 2]


def test_remainders_that_differ_after_the_ninth_decimal_are_a_tie():
    # quotas 0.4999999999 and 0.5000000001: the first stands first; at 0.499999999 the second is larger
    assert share_out(np.array([1]), np.array([1.0, 1.0 + 4e-10]), ONE_UNIT).tolist() == [1, 0]
    assert share_out(np.array([1]), np.array([1.0, 1.0 + 4e-9]), ONE_UNIT).tolist() == [0, 1]


def test_units_may_stand_mixed_and_empty_and_columns_are_shared_apart():
    # unit 2 (members 0 and 3): 7 of 3 : 1 is 5.25, 1.75; 1 of 1 : 1 the first; unit 0: its one member
    # gets all; unit 1 has no member and its total goes to nobody
    unit = np.array([2, 0, 3, 2])
    totals = np.array([[4, 9], [8, 8], [7, 1], [0, 3]])
    weights = np.array([[3.0, 1.0], [0.0, 2.0], [5.0, 0.0], [1.0, 1.0]])
    assert share_out(totals, weights, unit).tolist() == [[5, 1], [4, 9], [0, 3], [2, 0]]


def test_sums_of_the_members_of_each_unit():
    values = np.array([[1, 10], [2, 20], [4, 40]])
    assert sum_by(values, np.array([2, 0, 2]), 4).tolist() == [[2, 20], [0, 0], [5, 50], [0, 0]]
    assert sum_by(np.array([0.5, 0.25]), np.array([1, 1]), 2).tolist() == [0.0, 0.75]
    cube = np.arange(8).reshape(2, 2, 2)
    assert sum_by(cube, np.array([0, 0]), 1).tolist() == [[[4, 6], [8, 10]]]


def test_low_and_high_stay_as_they_are_where_they_are_in_order():
    equal, unequal = np.array([1.0, 1.0]), np.array([3.0, 1.0])
    for weights, totals, shared in (
        ([equal, equal, unequal], [2, 2, 4], [[1, 1], [1, 1], [3, 1]]),
        ([equal, unequal, unequal], [2, 4, 4], [[1, 1], [3, 1], [3, 1]]),
    ):
        made = share_out_variants(np.array(totals)[:, None], np.stack(weights), ONE_UNIT)
        assert made.tolist() == shared


def test_what_a_low_has_too_much_and_a_high_too_little_goes_to_who_has_room():
    # of 2 : 6 : 6, ten make 2 + 4 + 4 and eleven 1 + 5 + 5: the first would have less of the more
    weights, unit = np.stack([np.array([2.0, 6.0, 6.0])] * 3), np.zeros(3, dtype=int)
    assert share_out_variants(np.array([[10], [11], [11]]), weights, unit).tolist() == [
        [1, 5, 4], [1, 5, 5], [1, 5, 5]
    ]  # fmt: skip
    assert share_out_variants(np.array([[10], [10], [11]]), weights, unit).tolist() == [
        [2, 4, 4], [2, 4, 4], [2, 4, 5]
    ]  # fmt: skip


def test_only_who_has_room_gives_or_takes():
    # 2 : 0 : 10 of twelve and 2 : 6 : 10 of thirteen (1.4, 4.3 and 7.2): the third has 3 less of the more;
    # the second alone has room
    few, many, unit = np.array([2.0, 0, 10]), np.array([2.0, 6, 10]), np.zeros(3, dtype=int)
    low = share_out_variants(np.array([[12], [13], [13]]), np.stack([few, many, many]), unit)
    assert low.tolist() == [[2, 3, 7], [2, 4, 7], [2, 4, 7]]
    high = share_out_variants(np.array([[12], [12], [13]]), np.stack([few, few, many]), unit)
    assert high.tolist() == [[2, 0, 10], [2, 0, 10], [2, 1, 10]]


def test_units_do_not_compete_with_one_another():
    # each unit has one to share, nine to one: never both of the first unit
    made = share_out(np.array([1, 1]), np.array([9.0, 1, 9, 1]), np.array([0, 0, 1, 1]))
    assert made.tolist() == [1, 0, 1, 0]


def test_the_first_weights_that_a_unit_has_any_of_say_its_shares():
    # unit 0: 1/8 and 3/8 are a quarter and three; unit 1: only the second weights; unit 2: none at all
    unit = np.array([0, 1, 2, 0, 1, 2])
    first = np.array([0.125, 0, 0, 0.375, 0, 0])
    second = np.array([9.0, 3.0, 0, 1.0, 2.0, 0])
    shares = shares_within(unit, (first, second))
    assert shares.tolist() == [0.25, 0.6, 0.5, 0.75, 0.4, 0.5]
    assert shares_within(unit[:0], (first[:0],)).tolist() == []
