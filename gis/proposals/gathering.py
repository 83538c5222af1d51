"""Rows about where pupils go together: one village, one piece of land, few receivers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from gis.planning.county import Ints
from gis.proposals.connected import Connection
from gis.proposals.model import Columns, Rows
from gis.proposals.options import Group
from gis.proposals.problem import Problem

FREE = float("inf")


def add_together(problem: Problem, columns: Columns, rows: Rows) -> None:
    """Settlements that were promised the same school, or are one village, go there together."""
    of_unit = by_key(problem.pairs.unit, len(problem.units.home))
    for first, second in _joined_units(problem):
        here, there = (
            {int(problem.pairs.receiver[pair]): int(pair) for pair in of_unit[unit]}
            for unit in (first, second)
        )
        for receiver in sorted({*here, *there}):
            pairs = np.array([side[receiver] for side in (here, there) if receiver in side])
            weights = np.array([1.0, -1.0])[: len(pairs)]
            home = int(problem.units.home[first])
            rows.add(columns.pair(pairs), weights, 0.0, 0.0, Group.TOGETHER, home)


def add_connected(problem: Problem, columns: Columns, rows: Rows, connection: Connection | None) -> None:
    """Who has no way to a school over land of its own goes there with somebody who has."""
    for pairs, weights in () if connection is None else connection.rows_at_first():
        school = int(problem.pairs.receiver[pairs[0]])
        rows.add(columns.pair(pairs), weights, -FREE, 0.0, Group.CONNECTED, school)


def add_most_receivers(problem: Problem, columns: Columns, rows: Rows) -> None:
    """Those of a grade band who leave a school go to so many receivers, or fewer."""
    at = columns.spread_at
    for one in columns.spreads:
        receivers = at + np.arange(len(one.receivers))
        used = at + np.searchsorted(one.receivers, one.receiver)
        school = int(problem.choice_school[one.choice])
        weights = np.array([1.0, -1.0])
        for pair, receiver in zip(columns.pair(one.pairs).tolist(), used.tolist(), strict=True):
            rows.add(np.array([pair, receiver]), weights, -FREE, 0.0, Group.MOST_RECEIVERS, school)
        most = float(problem.options.most_receivers or 0)
        rows.add(
            np.append(receivers, one.choice), np.append(np.ones(len(receivers)), -most),
            -FREE, 0.0, Group.MOST_RECEIVERS, school,
        )  # fmt: skip
        at += len(receivers)


def by_key(keys: Ints, count: int) -> list[Ints]:
    """Return the positions of each key 0 … count - 1."""
    order = np.argsort(keys, kind="stable")
    edges = np.searchsorted(keys[order], np.arange(count + 1))
    return [order[first:last] for first, last in pairwise(edges.tolist())]


def _joined_units(problem: Problem) -> Iterator[tuple[int, int]]:
    """Yield units of one choice that must go to the same school, two by two."""
    units, county = problem.units, problem.outcome.county
    groups = [
        [county.settlement_code(key) for key in group] for group in problem.outcome.scenario.locks.together
    ]
    if problem.options.villages_together and "village" in county.settlements:
        names = county.settlements[["township", "village"]].astype(str)
        named = (county.settlements["village"].fillna("").astype(str) != "").to_numpy()
        same = names[named].groupby(["township", "village"]).indices.values()
        groups += [np.flatnonzero(named)[members].tolist() for members in same]
    for group in groups:
        inside = np.flatnonzero(np.isin(units.home, [home for home in group if home >= 0]))
        for choice in np.unique(units.choice[inside]).tolist():
            same = inside[units.choice[inside] == choice].tolist()
            yield from pairwise(same)
