"""The compiled search against sums worked out round after round."""

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network import workers
from gis.network.search import CostGraph, build_arcs, node_costs
from gis.network.snap import Places
from gis.network.tree import nearest_places, search_tree
from gis.progress import Cancelled, ignore_progress

NODES = 12
COSTS = st.sampled_from([0.0, 0.25, 1.0, 1.0, 3.0, 70.0, 5e5, np.inf])    # far more than the ring is wide
LENGTHS = st.sampled_from([0.0, 1.0, 2.0, 900.0])
EDGES = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), COSTS, COSTS, LENGTHS),
    min_size=1,
    max_size=40,
)


def graph_of(edges: list[tuple[int, int, float, float, float]]) -> CostGraph:
    u, v, forward, backward, length = (np.array(values) for values in zip(*edges, strict=True))
    return CostGraph(NODES, u, v, forward, backward, length, is_metres=False)


def places_of(graph: CostGraph, edges: list[int]) -> Places:
    """At the first end of edges."""
    nothing, xy = np.zeros(len(edges)), graph.u[edges][:, None] * [1.0, 0.0]
    return Places(xy, np.array(edges), nothing, nothing, (None,) * len(edges))


def round_after_round(graph: CostGraph, labels: dict[int, tuple[float, float]]) -> list[tuple[float, float]]:
    """Cost and metres from every node to the nearest of those given: no order, no heap."""
    least = [labels.get(node, (np.inf, np.inf)) for node in range(NODES)]
    arcs = [
        *zip(graph.u, graph.v, graph.forward, graph.length_m, strict=True),
        *zip(graph.v, graph.u, graph.backward, graph.length_m, strict=True),
    ]
    for _ in range(NODES):
        for tail, head, cost, metres in arcs:
            further = least[head][0] + cost, least[head][1] + metres
            if np.isfinite(cost):
                least[tail] = min(least[tail], further)
    return least


@settings(max_examples=40, deadline=None)     # the first one waits for the compiler
@given(EDGES, st.sampled_from([0.5, 71.0, 4e5, np.inf]))
def test_a_search_finds_the_least_sums_whatever_the_costs(
    edges: list[tuple[int, int, float, float, float]], limit: float
) -> None:
    graph = graph_of(edges)
    arcs = build_arcs(graph, places_of(graph, [0]))
    start = {int(graph.u[0]): (0.0, 0.0)}
    expected = np.array(round_after_round(graph, start))
    expected[expected[:, 0] > limit] = np.inf
    costs = node_costs(arcs, np.array([0]), progress=ignore_progress, limit=np.array([limit]))[0]
    np.testing.assert_array_equal(costs, expected[:, 0])
    labels = search_tree(arcs, 0, limit=limit)
    np.testing.assert_array_equal(labels["cost"], expected[:, 0])
    np.testing.assert_array_equal(np.nan_to_num(labels["metres"], nan=np.inf), expected[:, 1])


@settings(max_examples=40, deadline=None)     # the first one waits for the compiler
@given(EDGES, st.lists(st.sampled_from([0.0, 2.0, 1e5, 7e5]), min_size=2, max_size=4))
def test_places_that_cost_something_themselves_may_lie_far_apart(
    edges: list[tuple[int, int, float, float, float]], own: list[float]
) -> None:
    graph = graph_of(edges)
    which = [k % len(edges) for k in range(len(own))]
    arcs = build_arcs(graph, places_of(graph, which))
    found = nearest_places(arcs, np.arange(len(own)), np.array(own))
    each = [
        [cost + own[k] for cost, _ in round_after_round(graph, {int(graph.u[edge]): (0.0, 0.0)})]
        for k, edge in enumerate(which)
    ]
    np.testing.assert_array_equal(found["cost"], np.min(each, axis=0))
    first = np.where(np.isfinite(found["cost"]), np.argmin(each, axis=0), -1)
    np.testing.assert_array_equal(found["place"], first)


def line_of(nodes: int) -> CostGraph:
    u, one = np.arange(nodes - 1), np.ones(nodes - 1)
    return CostGraph(nodes, u, u + 1, one, one, one, is_metres=True)


@pytest.mark.parametrize("part_steps", [1, 700, 10**9])
def test_threads_give_the_figures_of_one(monkeypatch: pytest.MonkeyPatch, part_steps: int) -> None:
    graph = line_of(300)
    columns = np.arange(299)
    arcs = build_arcs(graph, places_of(graph, columns.tolist()))
    alone = node_costs(arcs, columns, progress=ignore_progress)
    np.testing.assert_array_equal(alone, np.abs(np.arange(300)[None, :] - columns[:, None]))
    monkeypatch.setattr(workers, "ONE_THREAD_STEPS", 1)
    monkeypatch.setattr(workers, "PART_STEPS", part_steps)
    shares: list[float] = []
    found = node_costs(arcs, columns, progress=lambda share, step="": shares.append(share))
    np.testing.assert_array_equal(found, alone)
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


@pytest.mark.parametrize("part_steps", [100, 10**9])
def test_a_cancel_ends_all_threads(monkeypatch: pytest.MonkeyPatch, part_steps: int) -> None:
    monkeypatch.setattr(workers, "ONE_THREAD_STEPS", 1)
    monkeypatch.setattr(workers, "PART_STEPS", part_steps)
    graph = line_of(300)
    arcs = build_arcs(graph, places_of(graph, list(range(299))))
    before = set(threading.enumerate())

    def stop(share: float, step: str = "") -> None:
        if share > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        node_costs(arcs, np.arange(299), progress=stop)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


def test_a_fault_in_another_thread_is_raised_here() -> None:
    def run(part: slice, done: Any, stop: Any) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ValueError("in a thread")
        stop_waiting.wait(5)

    stop_waiting = threading.Event()
    threading.Timer(0.1, stop_waiting.set).start()
    with pytest.raises(ValueError, match="in a thread"):
        workers.run_searches(lambda: run, 4, steps=workers.PART_STEPS, progress=ignore_progress)
