"""Catchments in one piece, against enumeration and a graph library."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest

from gis.errors import Cancelled, PlanningError
from gis.planning.siting.facility import capacitated_facility_location
from gis.planning.siting.result import check_feasibility


class UntilFound:
    """Cancels as soon as there is a solution."""

    objective = np.inf

    def found(self, objective: float, lower_bound: float, seconds: float) -> None:
        self.objective = objective

    def __call__(self, fraction: float, step: str = "") -> None:
        if self.objective < np.inf:
            raise Cancelled


def are_whole(at, sites, homes, graph) -> bool:
    """Whether every catchment that is not empty is connected and holds its site's row."""
    for site in sites:
        units = [i for i, j in enumerate(at) if j == site]
        if units and (homes[site] not in units or not nx.is_connected(graph.subgraph(units))):
            return False
    return True


def enumerated(distance, demand, capacity, fixed, homes, graph) -> float:
    """Return the least value of all assignments in whole pieces."""
    rows, columns = distance.shape
    best = np.inf
    for count in range(1, columns + 1):
        for sites in itertools.combinations(range(columns), count):
            for at in itertools.product(sites, repeat=rows):
                value = fixed[list(sites)].sum() + (distance[np.arange(rows), list(at)] * demand).sum()
                load = np.bincount(at, weights=demand, minlength=columns)
                if value < best and (load <= capacity).all() and are_whole(at, sites, homes, graph):
                    best = value
    return best


def grid(seed: int, width: int, height: int, columns: int):
    """Villages on a grid, those side by side touch; schools in some of them."""
    random = np.random.default_rng(seed)
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(width, height), ordering="sorted")
    place = np.array([divmod(i, height) for i in range(width * height)], dtype=float)
    homes = random.permutation(len(place))[:columns]
    distance = np.hypot(*(place[:, None] - place[homes]).transpose(2, 0, 1))
    demand = random.integers(1, 9, len(place)).astype(float)
    capacity = np.ceil(demand.sum() * random.uniform(0.45, 0.7, columns))
    return distance, demand, capacity, random.random(columns) * 20, homes, graph


@pytest.mark.parametrize("seed", range(3))
def test_is_as_good_as_trying_everything(seed) -> None:
    distance, demand, capacity, fixed, homes, graph = grid(seed, 2, 4, 3)
    pairs = np.array(graph.edges)
    result = capacitated_facility_location(
        distance, demand, capacity, fixed, adjacency=pairs, site_rows=homes
    )
    best = enumerated(distance, demand, capacity, fixed, homes, graph)
    assert result.objective == pytest.approx(best)
    assert result.status == "optimal"
    assert are_whole(result.assignment, result.open_sites, homes, graph)


def test_a_village_beyond_another_catchment_goes_with_it() -> None:
    """A chain of four: the last one would be nearer to the first one's school, but is cut off from it."""
    distance = np.array([[0.0, 9.0], [9.0, 1.0], [9.0, 0.0], [1.0, 5.0]])
    chain = [[0, 1], [1, 2], [2, 3]]
    free = capacitated_facility_location(distance, [1] * 4, [4, 4], [0, 0])
    whole = capacitated_facility_location(distance, [1] * 4, [4, 4], [0, 0], adjacency=chain)
    assert free.assignment.tolist() == [0, 1, 1, 0]
    assert whole.assignment.tolist() == [0, 1, 1, 1]
    assert whole.objective == 6


def test_larger_catchments_are_whole() -> None:
    distance, demand, capacity, fixed, homes, graph = grid(1, 10, 9, 14)
    limits = {"capacity": capacity / 4, "fixed_cost": fixed}
    pairs = np.array(graph.edges)
    result = capacitated_facility_location(
        distance, demand, **limits, adjacency=pairs, site_rows=homes, progress=UntilFound()
    )
    assert result.status == "cancelled"
    assert result.has_solution
    assert are_whole(result.assignment, result.open_sites, homes, graph)
    check_feasibility(result, distance, demand, **limits, adjacency=pairs, site_rows=homes)


def test_rows_that_do_not_exist_cannot_touch() -> None:
    with pytest.raises(PlanningError) as raised:
        capacitated_facility_location(np.ones((2, 2)), [1, 1], [2, 2], [1, 1], adjacency=[[0, 2]])
    assert raised.value.code == "siting_adjacency"
    with pytest.raises(PlanningError) as raised:
        capacitated_facility_location(
            np.ones((2, 2)), [1, 1], [2, 2], [1, 1], adjacency=[[0, 1]], site_rows=[0]
        )
    assert raised.value.code == "siting_site_rows"
