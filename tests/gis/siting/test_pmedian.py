"""The p-median search against enumeration, published optima, and what must hold whatever the numbers."""

from __future__ import annotations

import csv
import itertools
import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.errors import Cancelled, PlanningError
from gis.planning.siting import SitingResult, p_median

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "siting"
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def instances() -> Path:
    if not SHARED.is_dir():
        reason = f"published instances not found at {SHARED}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return SHARED


def enumerated(distance, demand, p, *, required=(), forbidden=()) -> float:
    """Return the least value over all sets of p sites; inf where some demand is always out of reach."""
    needed = demand > 0
    values = [np.inf]
    for sites in itertools.combinations(set(range(distance.shape[1])) - set(forbidden), p):
        if set(required) <= set(sites):
            nearest = distance[needed][:, sites].min(axis=1, initial=np.inf)
            values.append(float((nearest * demand[needed]).sum()))
    return min(values)


@st.composite
def problems(draw) -> tuple[np.ndarray, np.ndarray, int]:
    """Return distances with gaps and ties, demand with zeros, and a number of sites."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows, columns = draw(st.integers(1, 25)), draw(st.integers(1, 9))
    if draw(st.booleans()):
        distance = random.integers(0, 30, (rows, columns)).astype(float)
    else:
        distance = random.random((rows, columns)) * 9
    distance[random.random(distance.shape) < draw(st.sampled_from([0.0, 0.0, 0.2]))] = np.inf
    demand = random.integers(0, 5, rows) if draw(st.booleans()) else random.random(rows)
    return distance, demand, draw(st.integers(1, columns))


@FEW
@given(problems(), st.integers(0, 99))
def test_is_as_good_as_trying_everything(problem, seed) -> None:
    distance, demand, p = problem
    result = p_median(distance, demand, p, seed=seed)
    expected = enumerated(distance, demand, p)
    assert result.status == ("optimal" if np.isfinite(expected) else "infeasible")
    assert result.objective == pytest.approx(expected)
    assert result.lower_bound == result.objective


@FEW
@given(problems(), st.data())
def test_required_and_forbidden_sites(problem, data) -> None:
    distance, demand, p = problem
    columns = list(range(distance.shape[1]))
    required = data.draw(st.sets(st.sampled_from(columns), max_size=p))
    rest = sorted(set(columns) - required)
    most = len(columns) - p
    forbidden = data.draw(st.sets(st.sampled_from(rest), max_size=most)) if rest and most else set()
    result = p_median(distance, demand, p, required=required, forbidden=forbidden)
    assert result.objective == pytest.approx(
        enumerated(distance, demand, p, required=required, forbidden=forbidden)
    )


@FEW
@given(problems(), st.integers(0, 10**6))
def test_order_does_not_matter_and_more_never_harms(problem, seed) -> None:
    distance, demand, p = problem
    value = p_median(distance, demand, p).objective
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(len(demand)), random.permutation(distance.shape[1])
    assert p_median(distance[rows][:, columns], demand[rows], p).objective == pytest.approx(value)
    if p < len(columns):
        assert p_median(distance, demand, p + 1).objective <= value * (1 + 1e-12)
        one = p_median(distance, demand, p, forbidden=[int(columns[0])]).objective
        assert one >= value * (1 - 1e-12)


def hard_problem() -> tuple[np.ndarray, np.ndarray, int]:
    """Return random costs, whose relaxation is poor: many branches."""
    random = np.random.default_rng(5)
    return random.integers(1, 100, (60, 25)).astype(float), np.ones(60), 6


def test_branches_where_the_bound_alone_is_no_proof() -> None:
    distance, demand, p = hard_problem()
    result = p_median(distance, demand, p)
    assert result.status == "optimal"
    sites = np.array(list(itertools.combinations(range(25), p)))
    least = min(distance[:, part].min(axis=2).sum(axis=0).min() for part in np.array_split(sites, 50))
    assert result.objective == least


def test_same_seed_same_result() -> None:
    distance, demand, p = hard_problem()
    one, other = (p_median(distance, demand, p, seed=7) for _ in range(2))
    np.testing.assert_array_equal(one.open_sites, other.open_sites)
    np.testing.assert_array_equal(one.assignment, other.assignment)


def _read_pmed(path: Path) -> tuple[np.ndarray, int]:
    """Return all shortest ways; of a repeated edge the last counts."""
    numbers = np.array(path.read_text().split(), dtype=float)
    count, _, p = (int(number) for number in numbers[:3])
    distance = np.full((count, count), np.inf)
    for tail, head, length in numbers[3:].reshape(-1, 3):
        distance[int(tail) - 1, int(head) - 1] = distance[int(head) - 1, int(tail) - 1] = length
    np.fill_diagonal(distance, 0.0)
    for middle in range(count):
        np.minimum(distance, distance[:, middle, None] + distance[None, middle], out=distance)
    return distance, p


@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 5819), ("pmed6", 7824), ("pmed15", 1729)])
def test_published_optimum_is_found_and_proven(instances, name, optimum) -> None:
    distance, p = _read_pmed(instances / "pmed" / f"{name}.txt")
    result = p_median(distance, np.ones(len(distance)), p)
    assert (result.objective, result.lower_bound, result.status) == (optimum, optimum, "optimal")


def test_published_optimum_of_a_town(instances) -> None:
    table = np.loadtxt(instances / "zy" / "geo_zy.txt", skiprows=1)
    sites = table[table[:, 6] > 0]
    distance = np.hypot(*(table[:, None, 2:4] - sites[None, :, 2:4]).transpose(2, 0, 1)) / 1000
    with (instances / "zy" / "published_pmedian.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["problem"] == "pmp" and row["p"] == "12"]
    result = p_median(distance, table[:, 1], 12)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(float(rows[0]["optimum"]), abs=1e-3)


def test_time_limit_is_kept_and_says_how_far_from_best_it_is() -> None:
    random = np.random.default_rng(3)
    distance = random.random((300, 150))
    start = time.perf_counter()
    result = p_median(distance, np.ones(300), 20, time_limit_s=0.4)
    assert time.perf_counter() - start < 1.6
    assert result.status == "time_limit"
    assert 0 < result.gap < 1
    assert result.gap == pytest.approx(1 - result.lower_bound / result.objective)


class Impatient:
    """Cancels as soon as it hears of a solution."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, float, float]] = []

    def __call__(self, fraction: float, step: str = "") -> None:
        assert 0 <= fraction <= 1
        if self.heard and np.isfinite(self.heard[-1][0]):
            raise Cancelled

    def found(self, objective: float, lower_bound: float, seconds: float) -> None:
        self.heard.append((objective, lower_bound, seconds))


def test_cancelling_keeps_the_best_found() -> None:
    progress = Impatient()
    random = np.random.default_rng(3)
    result: SitingResult = p_median(random.random((300, 150)), np.ones(300), 20, progress=progress)
    assert result.status == "cancelled"
    assert result.objective <= progress.heard[-1][0]
    assert result.has_solution


def test_a_fault_in_progress_is_not_swallowed() -> None:
    def faulty(fraction: float, step: str = "") -> None:
        raise RuntimeError("of the caller")

    with pytest.raises(RuntimeError, match="of the caller"):
        p_median(np.random.default_rng(3).random((300, 150)), np.ones(300), 20, progress=faulty)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("siting_count_candidates", {"p": 4}),
        ("siting_count", {"p": 0}),
        ("siting_count_required", {"p": 1, "required": [0, 1]}),
        ("siting_required_forbidden", {"required": [1], "forbidden": [1]}),
        ("siting_site_unknown", {"required": [-1]}),
        ("siting_negative", {"demand": [1.0, -1.0]}),
        ("siting_negative", {"distance": [[1.0, 2.0, -3.0]] * 2}),
        ("siting_amount_count", {"demand": [1.0]}),
        ("siting_distance_shape", {"distance": [1.0, 2.0]}),
    ],
)
def test_input_that_contradicts_itself_is_said(code, options) -> None:
    given_all = {"distance": [[1.0, 2.0, 3.0]] * 2, "demand": [1.0, 1.0], "p": 2} | options
    with pytest.raises(PlanningError) as raised:
        p_median(**given_all)
    assert raised.value.code == code
    assert str(raised.value)


def test_who_has_no_demand_need_not_be_reached() -> None:
    distance = np.array([[1.0, 5.0], [np.inf, np.nan], [4.0, np.nan]])
    result = p_median(distance, [3, 0, 2], 1)
    assert result.open_sites.tolist() == [0]
    assert result.assignment.tolist() == [0, -1, 0]
    assert result.objective == 11
    assert p_median(distance, [3, 1, 2], 1).status == "infeasible"
    assert p_median(distance, [0, 0, 0], 2).objective == 0
