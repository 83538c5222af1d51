"""Covering and the p-centre against enumeration, and what must hold whatever the numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.errors import Cancelled, PlanningError
from gis.planning.siting import coverage, covering, lscp, mclp, p_center
from gis.planning.siting.cover import distinct_rows
from gis.planning.siting.median import Median
from gis.planning.siting.result import check_feasibility

FEW = settings(max_examples=7, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def problems(draw) -> tuple[np.ndarray, np.ndarray, int, float]:
    """Return distances with gaps and ties, demand, a number of sites and a radius."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows, columns = draw(st.integers(1, 20)), draw(st.integers(1, 8))
    distance = random.integers(0, 12, (rows, columns)).astype(float)
    if draw(st.booleans()):
        distance += random.random(distance.shape)
    distance[random.random(distance.shape) < draw(st.sampled_from([0.0, 0.0, 0.2]))] = np.nan
    return distance, random.integers(0, 5, rows), draw(st.integers(1, columns)), draw(st.floats(0, 10))


def choices(distance, p):
    """Return the distances to the nearest of every p sites."""
    reach = np.where(np.isnan(distance), np.inf, distance)
    return [reach[:, sites].min(axis=1) for sites in itertools.combinations(range(reach.shape[1]), p)]


@FEW
@given(problems())
def test_most_is_covered(problem) -> None:
    distance, demand, p, radius = problem
    result = mclp(distance, demand, p, radius)
    assert result.status == "optimal"
    assert result.objective == min(demand[near > radius].sum() for near in choices(distance, p))
    assert mclp(distance, demand, p, radius + 1).objective <= result.objective


def test_both_proofs_of_covering_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    distance, demand = random.random((40, 14)), random.integers(1, 9, 40)
    value = mclp(distance, demand, 3, 0.1).objective
    assert value == min(demand[near > 0.1].sum() for near in choices(distance, 3))
    assert value > 0
    monkeypatch.setattr(covering, "MOST_COVERED_PAIRS", 0)
    monkeypatch.setattr(coverage, "solve_programme", None)
    assert mclp(distance, demand, 3, 0.1).objective == value


def swapped(covers, weight, sites, movable, luck):
    """Return what the search leaves uncovered, and the sites that it opens."""
    from gis.planning.siting.coverkernel import swap_covers

    first, members = np.append(0, np.cumsum(covers.sum(axis=1))), np.nonzero(covers)[1].copy()
    is_open, table = np.zeros(covers.shape[1], dtype=bool), np.ascontiguousarray(covers.T)
    return swap_covers((first, members), table, weight, sites.copy(), movable, luck, is_open), is_open


@pytest.mark.parametrize("seed", range(4))
def test_swaps_leave_uncovered_what_they_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    covers, weight = random.random((60, 12)) < 0.15, random.integers(1, 9, 60).astype(float)
    left, is_open = swapped(covers, weight, np.array([3, 5, 7, 9]), np.arange(1, 4), random.random((200, 2)))
    assert is_open[3]
    assert is_open.sum() == 4
    assert left == weight[~covers[:, is_open].any(axis=1)].sum()
    others = itertools.combinations(np.delete(np.arange(12), 3), 3)
    assert left == min(weight[~covers[:, [3, *three]].any(axis=1)].sum() for three in others)


def test_the_first_swap_is_the_best_of_all() -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        covers, weight = random.random((30, 10)) < 0.3, random.integers(1, 9, 30).astype(float)
        begun = np.array([0, 1, 2])
        left, _ = swapped(covers, weight, begun, np.arange(3), random.random((1, 2)))
        swaps = [[*np.delete(begun, at), site] for at in range(3) for site in range(3, 10)]
        assert left == min(weight[~covers[:, sites].any(axis=1)].sum() for sites in [[0, 1, 2], *swaps])


def test_rows_that_the_same_sites_cover_are_one_with_their_weights_together() -> None:
    random = np.random.default_rng(3)
    for sites in (1, 7, 8, 9, 20):
        table = random.random((50, sites)) < 0.2
        kept, which = distinct_rows(table)
        assert (table[kept][which] == table).all()
        assert len(kept) == len({row.tobytes() for row in table})
    missed = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
    covers, weight = Median(missed * np.array([[2.0], [3.0], [5.0], [7.0]]), np.zeros(3, bool), 1, True).alike
    assert {tuple(row): heavy for row, heavy in zip(covers.tolist(), weight.tolist(), strict=True)} == {
        (False, True, False): 7.0, (True, False, False): 3.0, (False, False, False): 7.0,
    }  # fmt: skip


@FEW
@given(problems(), st.data())
def test_fewest_and_cheapest_sites(problem, data) -> None:
    distance, _, _, radius = problem
    columns = distance.shape[1]
    cost = np.array(data.draw(st.lists(st.integers(0, 4), min_size=columns, max_size=columns)), dtype=float)
    reach = np.where(np.isnan(distance), np.inf, distance) <= radius
    fewest = cheapest = np.inf
    for count in range(1, columns + 1):
        for sites in itertools.combinations(range(columns), count):
            if reach[:, sites].any(axis=1).all():
                fewest, cheapest = min(fewest, count), min(cheapest, cost[list(sites)].sum())
    result = lscp(distance, radius)
    assert result.status == ("optimal" if np.isfinite(fewest) else "infeasible")
    assert result.objective == result.lower_bound == fewest
    assert lscp(distance, radius, fixed_cost=cost).objective == cheapest


@FEW
@given(problems())
def test_nobody_has_it_farther_than_need_be(problem) -> None:
    distance, _, p, _ = problem
    expected = min(near.max() for near in choices(distance, p))
    result = p_center(distance, p)
    assert result.status == ("optimal" if np.isfinite(expected) else "infeasible")
    assert result.objective == result.lower_bound == expected


def test_required_and_forbidden_sites() -> None:
    distance = np.abs(np.arange(6.0)[:, None] - np.arange(6.0))
    assert lscp(distance, 1).open_sites.tolist() == [1, 4]
    forced = lscp(distance, 1, required=[0], forbidden=[4])
    assert {0} <= set(forced.open_sites) <= {0, 1, 2, 3, 5}
    assert forced.objective == 3
    assert p_center(distance, 2).objective == 1
    assert p_center(distance, 2, required=[0], forbidden=[3, 4]).objective == 2
    assert mclp(distance, np.ones(6), 2, 1, required=[0], forbidden=[4]).objective == 1


def test_coverings_cancelled_keep_what_was_found() -> None:
    random = np.random.default_rng(4)
    place = random.random((400, 2))
    distance = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))

    def cancel(fraction: float, step: str = "") -> None:
        raise Cancelled

    sites = lscp(distance, 0.1, progress=cancel)
    assert sites.status == "cancelled"
    assert sites.lower_bound <= sites.objective == len(sites.open_sites)
    assert mclp(distance, np.ones(400), 20, 0.1, progress=cancel).status == "cancelled"
    assert p_center(distance, 20, progress=cancel).status == "cancelled"


def test_a_radius_is_not_negative() -> None:
    with pytest.raises(PlanningError) as raised:
        lscp([[1.0]], -1)
    assert raised.value.code == "siting_negative"


def test_covering_is_checked_by_its_own_rules() -> None:
    distance = np.array([[1.0, 9.0], [9.0, 2.0]])
    result = mclp(distance, [3, 4], 1, 2)
    assert result.assignment.tolist() == [-1, 1]
    check_feasibility(result, distance, [3, 4], p=1, radius=2, goal="uncovered")
    with pytest.raises(ValueError, match="beyond the radius"):
        check_feasibility(result, distance, [3, 4], p=1, radius=1.5, goal="uncovered")
