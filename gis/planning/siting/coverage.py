"""Proof for covering as much as possible: an integer programme over sites and what none of them covers."""

from __future__ import annotations

import numpy as np

from gis.planning.siting.inputs import Bools
from gis.planning.siting.interchange import Interchange
from gis.planning.siting.median import Median
from gis.planning.siting.mediantree import MedianTree
from gis.planning.siting.programme import Limits, Programme, raised_bound, solve_programme
from gis.planning.siting.watch import SearchEnded

ROUNDS, OPERATIONS = 30, 1_000_000_000     # covering has many equal swaps: new starts find more than shakes


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
    if tree.is_open(root):
        interchange.begin_again(ROUNDS, OPERATIONS)
    if not tree.is_open(root):
        watch.note(lower_bound=incumbent.value)
        return
    programme, covers = _programme(median)
    sites = len(median.required)
    missed = ~covers[:, incumbent.is_open].any(axis=1)
    first = np.concatenate([incumbent.is_open, missed]).astype(np.float64)
    values, bound = solve_programme(programme, first, Limits(watch, interchange.seed, tells=True))
    chosen = values[:sites] > 0.5
    if chosen.sum() == median.p:
        incumbent.offer(chosen)
    watch.note(objective=incumbent.value,
               lower_bound=raised_bound(bound, incumbent.value, is_whole=median.is_whole))  # fmt: skip
    if watch.lower_bound < incumbent.value:
        raise SearchEnded


def _programme(median: Median) -> tuple[Programme, Bools]:
    """Return the programme, and what covers its rows: those covered alike are one.

    Variables are the sites, open or not, then the rows, uncovered or not.
    """
    covers, which = np.unique(median.costs == 0, axis=0, return_inverse=True)
    weight = np.bincount(which.ravel(), weights=median.costs.max(axis=1, initial=0.0), minlength=len(covers))
    rows, sites = covers.shape
    table = np.zeros((rows + 1, sites + rows), dtype=bool)
    table[:rows, :sites], table[rows, :sites] = covers, True
    table[np.arange(rows), sites + np.arange(rows)] = True
    count = float(median.p)
    programme = Programme(
        cost=np.concatenate([np.zeros(sites), weight]),
        lower=np.concatenate([median.required, np.zeros(rows)]),
        is_integer=np.arange(sites + rows) < sites,
        table=table,
        least=np.concatenate([np.ones(rows), [count]]),
        most=np.concatenate([np.full(rows, np.inf), [count]]),
    )
    return programme, covers
