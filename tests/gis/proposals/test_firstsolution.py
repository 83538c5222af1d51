"""A first solution for large programmes: good, feasible, and only where it is asked for."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from gis.planning.siting.watch import Watch
from gis.proposals import firstsolution
from gis.proposals.firstsolution import first_solution
from gis.proposals.programme import Expression, Programme, solve

AIM = Expression(np.array([3.5, 2.0, 4.0]), 10.0)


def programme(matrix, lower, upper, most=(1.0, 1.0, np.inf)):
    return Programme(
        np.array(most), np.array([True, True, False]), csr_array(np.array(matrix)), np.array(lower),
        np.array(upper),
    )  # fmt: skip


@pytest.fixture
def always(monkeypatch):
    """Small programmes count as large."""
    monkeypatch.setattr(firstsolution, "MANY_COLUMNS", 1)


def test_it_is_the_best_of_a_small_programme(always):
    """Two of the first kind and one of the second cover 5: the first two columns and one of the third."""
    found = first_solution(programme([[2.0, 1.0, 2.0]], [4.5], [np.inf]), AIM, Watch(20.0))
    assert found.tolist() == [1.0, 1.0, 1.0]


def test_rows_hold_on_both_sides(always):
    """At most one of the first two, and three together."""
    rows = [[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]
    found = first_solution(programme(rows, [-np.inf, 3.0], [1.9, 3.0]), AIM, Watch(20.0))
    assert found.tolist() == [0.0, 1.0, 2.0]


def test_there_is_none_where_nothing_is_possible(always):
    assert first_solution(programme([[1.0, 1.0, 0.0]], [3.0], [np.inf]), AIM, Watch(20.0)) is None


def test_rows_of_fractions_are_left_to_the_other_solver(always):
    assert first_solution(programme([[0.5, 1.0, 1.0]], [1.0], [np.inf]), AIM, Watch(20.0)) is None


def test_small_programmes_need_none():
    assert first_solution(programme([[1.0, 1.0, 1.0]], [1.0], [np.inf]), AIM, Watch(20.0)) is None


def test_the_search_goes_on_from_it():
    given = programme([[2.0, 1.0, 2.0]], [4.5], [np.inf], (1.0, 1.0, 9.0))
    found = solve(given, AIM, Watch(20.0), start=np.array([1.0, 1.0, 1.0]))
    assert found.status == "optimal"
    assert found.objective == pytest.approx(19.5 - 1.0)      # the third column need not be whole
    assert found.columns.tolist() == pytest.approx([1.0, 1.0, 0.75])


def test_what_is_known_at_the_start_is_kept_where_there_is_no_time():
    start = np.array([1.0, 1.0, 2.0])
    found = solve(programme([[2.0, 1.0, 2.0]], [4.5], [np.inf]), AIM, Watch(0.0), start=start)
    assert found.status == "time_limit"
    assert found.columns.tolist() == start.tolist()
    assert found.objective == pytest.approx(23.5)
    assert found.bound == -np.inf


def test_it_is_not_looked_for_where_there_is_no_time(always):
    assert first_solution(programme([[2.0, 1.0, 2.0]], [4.5], [np.inf]), AIM, Watch(0.0)) is None
