"""Covering as much as possible: swaps of sites, then an integer programme over sites and what none covers."""

from __future__ import annotations

import numpy as np

from gis.planning.siting.interchange import Interchange
from gis.planning.siting.median import Median
from gis.planning.siting.mediantree import MedianTree
from gis.planning.siting.programme import Limits, Programme, raised_bound, solve_programme
from gis.planning.siting.watch import SearchEnded

STARTS, MOVES = 8, 150              # covering has many equal swaps: new starts find more than shakes
LOOKS_PER_CALL = 20_000_000         # at pairs, so that a stop is heeded soon
FEWEST_MOVES = 20


def begin_with_covers(interchange: Interchange) -> None:
    """Offer good choices, found by tabu search from new starts.

    Raises
    ------
    SearchEnded
        As the watch does.
    """
    from gis.planning.siting.coverkernel import swap_covers

    median, incumbent = interchange.median, interchange.incumbent
    covers, weight = median.alike
    lists = np.concatenate([[0], np.cumsum(covers.sum(axis=1))]), np.ascontiguousarray(np.nonzero(covers)[1])
    table, looks = np.ascontiguousarray(covers.T), len(lists[1]) + covers.shape[1] * median.p
    moves = max(FEWEST_MOVES, min(MOVES, LOOKS_PER_CALL // max(1, looks)))
    for _ in range(STARTS):
        is_open = interchange.start()
        sites = np.flatnonzero(is_open)
        movable = np.flatnonzero(~median.required[sites])
        swap_covers(lists, table, weight, sites, movable, interchange.random.random((moves, 2)), is_open)
        incumbent.offer(is_open)
        interchange.watch.note(objective=incumbent.value)
        interchange.watch.look()
        if incumbent.value == 0:
            return


def prove_by_programme(interchange: Interchange) -> None:
    """Prove the incumbent, or one better, where every row costs either nothing or its own amount.

    Raises
    ------
    SearchEnded
        Before there is a proof.
    """
    median, incumbent, watch = interchange.median, interchange.incumbent, interchange.watch
    tree = MedianTree(interchange)
    root = tree.bounded_root()
    if not tree.is_open(root):
        watch.note(lower_bound=incumbent.value)
        return
    programme, sites = _programme(median), len(median.required)
    missed = ~median.alike[0][:, incumbent.is_open].any(axis=1)
    first = np.concatenate([incumbent.is_open, missed]).astype(np.float64)
    values, bound = solve_programme(programme, first, Limits(watch, interchange.seed, tells=True))
    chosen = values[:sites] > 0.5
    if chosen.sum() == median.p:
        incumbent.offer(chosen)
    watch.note(objective=incumbent.value,
               lower_bound=raised_bound(bound, incumbent.value, is_whole=median.is_whole))  # fmt: skip
    if watch.lower_bound < incumbent.value:
        raise SearchEnded


def _programme(median: Median) -> Programme:
    """Return the programme: its variables are the sites, open or not, then the rows, uncovered or not."""
    covers, weight = median.alike
    rows, sites = covers.shape
    table = np.zeros((rows + 1, sites + rows), dtype=bool)
    table[:rows, :sites], table[rows, :sites] = covers, True
    table[np.arange(rows), sites + np.arange(rows)] = True
    count = float(median.p)
    return Programme(
        cost=np.concatenate([np.zeros(sites), weight]),
        lower=np.concatenate([median.required, np.zeros(rows)]),
        is_integer=np.arange(sites + rows) < sites,
        table=table,
        least=np.concatenate([np.ones(rows), [count]]),
        most=np.concatenate([np.full(rows, np.inf), [count]]),
    )
