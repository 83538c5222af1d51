"""Sums of posts and staff by county, township and 中心校, on tables written by hand."""

import numpy as np
import pytest

from gis.evaluation.staffsums import Groups, sum_up, with_ratios

NAN = np.nan
# 甲 has the first two schools, afterwards only the first; the last unit has none
BEFORE = np.array([[1.0, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]])
AFTER = np.array([[1.0, 1, 1], [1, 0, 0], [0, 1, 1], [0, 0, 0]])
GROUPS = Groups([("", "", "", "")] * 4, BEFORE, AFTER)


def summed(name, values):
    others = {"staff_after": np.zeros(3), "pupils_before": np.zeros(3)}
    return sum_up(GROUPS, {**others, name: np.array(values)})[name]


@pytest.mark.parametrize("name", ["staff_before", "staff_arrived", "staff_unplaced", "surplus_before"])
def test_what_is_not_afterwards_is_summed_where_schools_were(name):
    assert summed(name, [1.0, 20, 300]).tolist() == [321, 21, 300, 0]


@pytest.mark.parametrize("name", ["staff_after", "surplus_after"])
def test_what_is_afterwards_is_summed_where_schools_are_then(name):
    assert summed(name, [1.0, 20, 300]).tolist() == [321, 1, 320, 0]


@pytest.mark.parametrize("name", ["staff_before", "approved_posts_before", "pupils_before", "classes_before"])
def test_a_count_is_known_only_if_every_schools_is(name):
    np.testing.assert_array_equal(summed(name, [1.0, NAN, 300]), [NAN, NAN, 300, 0])


@pytest.mark.parametrize(
    "name",
    ["ratio_posts_before", "posts_due_before", "surplus_before", "shortage_before", "unknown_schools_before"],
)
def test_posts_leave_out_schools_where_they_are_unknown_but_not_all_of_them(name):
    np.testing.assert_array_equal(summed(name, [1.0, NAN, 300]), [301, 1, 300, 0])
    np.testing.assert_array_equal(summed(name, [NAN, NAN, 300]), [300, NAN, 300, 0])
    np.testing.assert_array_equal(summed(name, [NAN, NAN, NAN]), [NAN, NAN, NAN, 0])


def test_columns_stay_in_their_order():
    columns = {name: np.zeros(3) for name in ("b_after", "a_before", "c_arrived", "a_after")}
    assert list(sum_up(GROUPS, columns)) == list(columns)


def test_ratios_of_sums_and_nothing_divided_by_nothing():
    made = with_ratios(
        {
            "pupils_before": np.array([30.0, 5]), "pupils_after": np.array([40.0, 0]),
            "staff_before": np.array([3.0, 0]), "staff_after": np.array([0.5, NAN]),
            "full_time_teachers_before": np.array([6.0, 1]), "full_time_teachers_after": np.array([9.0, 2]),
            "classes_before": np.array([2.0, 0]), "classes_after": np.array([0.5, 4]),
            "posts_due_before": np.array([7.0, 1]), "posts_due_after": np.array([5.0, 4]),
        }
    )  # fmt: skip
    np.testing.assert_array_equal(made["pupils_per_staff_before"], [10, NAN])
    np.testing.assert_array_equal(made["pupils_per_staff_after"], [80, NAN])
    np.testing.assert_array_equal(made["teachers_per_class_before"], [3, NAN])
    np.testing.assert_array_equal(made["teachers_per_class_after"], [18, 0.5])
    assert made["posts_freed"].tolist() == [2, -3]
