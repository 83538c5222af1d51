"""Kept searches, repaired after arcs became worse, against searches over the changed graph."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.difference import Change
from gis.network.keptsearches import KeptSearches
from gis.network.search import Arcs, CostGraph, search_columns
from gis.network.snap import NOWHERE, Places
from gis.progress import ignore_progress

NODES, EDGES, SITES, WORSE = 12, 16, 6, 3      # hardly more edges than a tree: what hangs below one is long
COSTS = [0.0, 0.25, 1.0, 1.0, 1.0, 2.0, np.inf]    # few, so that many ways are equal
LENGTHS = [0.0, 1.0, 2.0, 900.0]                # and these decide among them


def graph_of(rng: np.random.Generator, *, is_metres: bool) -> CostGraph:
    """A tree and some more edges; some are one-way, some closed."""
    node = np.arange(1, NODES)
    u = np.append(node, rng.integers(0, NODES, EDGES - len(node)))
    v = np.append(rng.integers(np.maximum(0, node - 3), node), rng.integers(0, NODES, EDGES - len(node)))
    forward, backward, length = (rng.choice(values, EDGES) for values in (COSTS, COSTS, LENGTHS))
    if is_metres:
        forward, backward = (np.where(np.isinf(cost), np.inf, length) for cost in (forward, backward))
    return CostGraph(NODES, u, v, forward, backward, length, is_metres)


def places_on(rng: np.random.Generator) -> Places:
    """At the ends or in the middle of edges, some nowhere."""
    edge, share = rng.integers(NOWHERE, EDGES, SITES), rng.choice([0.0, 0.25, 0.5, 1.0], SITES)
    return Places(np.zeros((SITES, 2)), edge, share, np.zeros(SITES), ())


def made_worse(rng: np.random.Generator, graph: CostGraph) -> tuple[CostGraph, list[Change]]:
    """Some arcs dearer or closed, one direction or both."""
    costs, changes = (graph.forward.copy(), graph.backward.copy()), []
    for edge in rng.choice(EDGES, rng.integers(1, WORSE + 1), replace=False).tolist():
        for against in {0, 1} if rng.random() < 0.5 else {int(rng.integers(2))}:
            before, after = costs[against][edge], costs[against][edge] + rng.choice([0.25, 1.0, np.inf])
            if before < np.inf:
                costs[against][edge] = after
                changes.append(Change(edge, bool(against), float(before), float(after)))
    return replace(graph, forward=costs[0], backward=costs[1], is_metres=False), changes


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32), is_metres=st.booleans())
def test_what_is_repaired_is_what_a_new_search_finds(seed, is_metres):
    rng = np.random.default_rng(seed)
    graph = graph_of(rng, is_metres=is_metres)
    after, changes = made_worse(rng, graph)
    were, to = places_on(rng), places_on(rng)
    has_moved = bool(rng.random() < 0.3)
    from_ = places_on(rng) if has_moved else were
    kept = KeptSearches.of(Arcs(graph, to, 1.0), Arcs(graph.turned_round(), were, 1.0))

    touched = [change.edge for change in changes]
    is_due, stays = ~np.isin(to.edge, touched), ~np.isin(from_.edge, touched)
    chosen, cost, metres = kept.repaired(changes, from_, is_due, has_moved=has_moved)
    columns = np.arange(len(to.edge))
    found = search_columns(Arcs(graph, to, 1.0), were, columns, progress=ignore_progress)
    expected = search_columns(Arcs(after, to, 1.0), from_, columns, progress=ignore_progress)

    assert is_due[chosen].all()
    for ours, before, new in zip((cost, metres), found, expected, strict=True):
        mixed = before.copy()
        mixed[:, chosen] = ours
        np.testing.assert_array_equal(mixed[np.ix_(stays, is_due)], new[np.ix_(stays, is_due)])
