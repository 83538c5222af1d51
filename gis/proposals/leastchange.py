"""Zones with as little change as can be, proven: single-source assignment with cuts for connected land.

The programme without the land is solved; where a catchment has a part apart, rows are added that say so (a
home of the part may only go there if a home on the part's edge does), and it is solved again. Each of these
is a relaxation, so its value is a bound; the first solution without a part apart is the best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from gis.planning.county import Bools, Floats, Ints
from gis.planning.siting.result import NO_SOLUTION, SitingResult, Status, no_solution
from gis.planning.siting.watch import Watch
from gis.progress import Progress, part_of
from gis.proposals.programme import Expression, Programme, solve

NOBODY = -1
UNPEOPLED = 1e-3                     # pupils that a village without any counts as, so that it keeps its zone
NEAR, RINGS = 8, 3                   # schools that a home may get: the nearest, and those of homes around it


def least_change(
    cost: Floats, weight: Ints, room: Floats, least: Floats, touching: Ints, grounds: Bools, today: Ints,
    *, time_limit_s: float, seed: int, progress: Progress,
) -> SitingResult:  # fmt: skip
    """Give every home one school, each school's homes in one piece, at least cost.

    Parameters
    ----------
    cost
        Homes × schools per pupil; inf forbids.
    weight
        Pupils per home.
    room, least
        Pupils per school.
    touching
        Pairs of homes with a common border.
    grounds
        Homes × schools: where a school's catchment may begin.
    today
        School of each home, -1 = none.

    Notes
    -----
    A home may get one of the nearest schools, or of those that homes around it have today; the bound holds
    for these.
    """
    watch = Watch(time_limit_s, part_of(progress, 0.0, 1.0))
    home, school = _pairs(cost, touching, today)
    programme, aim = _programme(cost, weight, room, least, home, school, seed)
    bound = -NO_SOLUTION
    while True:
        found = solve(programme, aim, watch)
        bound = max(bound, found.bound) if found.status != "infeasible" else bound
        if found.columns is None or found.status != "optimal":
            status = found.status if found.columns is None else "time_limit"
            return no_solution(len(cost), lower_bound=bound, seconds=watch.seconds, seed=seed, status=status)
        chosen = _chosen(found.columns, home, school, len(cost))
        cuts = list(_cuts(chosen, home, school, touching, grounds, cost.shape))
        if not cuts:
            return _result(chosen, cost, weight, bound, watch, seed, found.status)
        programme = replace(
            programme,
            matrix=csr_array(vstack([programme.matrix, *cuts])),
            row_lower=np.append(programme.row_lower, np.full(len(cuts), -np.inf)),
            row_upper=np.append(programme.row_upper, np.zeros(len(cuts))),
        )


def _weight(weight: Ints) -> Floats:
    return np.maximum(weight, UNPEOPLED)


def _pairs(cost: Floats, touching: Ints, today: Ints) -> tuple[Ints, Ints]:
    """Return the homes and schools that may come together."""
    homes, schools = cost.shape
    rank = cost.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    around = np.zeros((homes, schools), dtype=bool)
    known = np.flatnonzero(today != NOBODY)
    around[known, today[known]] = True
    for _ in range(RINGS):
        wider = around.copy()
        for first, second in (touching.T, touching.T[::-1]):
            np.logical_or.at(wider, first, around[second])
        around = wider
    home, school = np.nonzero(np.isfinite(cost) & ((rank < NEAR) | around))
    return home, school


def _programme(
    cost: Floats, weight: Ints, room: Floats, least: Floats, home: Ints, school: Ints, seed: int
) -> tuple[Programme, Expression]:
    count, at = len(home), np.arange(len(home))
    (homes, schools), pupils = cost.shape, weight[home].astype(float)
    once = csr_array((np.ones(count), (home, at)), shape=(homes, count))
    load = csr_array((pupils, (school, at)), shape=(schools, count))
    programme = Programme(
        np.ones(count), np.ones(count, dtype=bool), csr_array(vstack([once, load])),
        np.append(np.ones(homes), least), np.append(np.ones(homes), np.maximum(room, 0.0)), seed,
    )  # fmt: skip
    return programme, Expression(cost[home, school] * _weight(weight)[home])


def _chosen(columns: Floats, home: Ints, school: Ints, homes: int) -> Ints:
    chosen = np.full(homes, NOBODY, dtype=np.int64)
    taken = columns > 1 / 2
    chosen[home[taken]] = school[taken]
    return chosen


def _cuts(
    chosen: Ints, home: Ints, school: Ints, touching: Ints, grounds: Bools, shape: tuple[int, int]
) -> Iterator[csr_array]:
    """Yield a row for every home that lies in a part apart: not without a home on the part's edge."""
    homes = shape[0]
    column = np.full(shape, NOBODY, dtype=np.int64)
    column[home, school] = np.arange(len(home))
    same = chosen[touching[:, 0]] == chosen[touching[:, 1]]
    links = touching[same]
    graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(homes, homes))
    _, part = connected_components(graph, directed=False)
    grounded = np.zeros(part.max(initial=-1) + 1, dtype=bool)
    grounded[part[grounds[np.arange(homes), chosen]]] = True
    for one in np.flatnonzero(~grounded).tolist():
        members = np.flatnonzero(part == one)
        there = int(chosen[members[0]])
        edge = _edge(members, touching, homes)
        edge = edge[column[edge, there] != NOBODY]
        for member in members.tolist():
            at = np.append(column[member, there], column[edge, there])
            weights = np.append(1.0, -np.ones(len(edge)))
            yield csr_array((weights, (np.zeros(len(at), dtype=np.int64), at)), shape=(1, len(home)))


def _edge(members: Ints, touching: Ints, homes: int) -> Ints:
    """Return the homes that touch a part and are not in it."""
    inside = np.zeros(homes, dtype=bool)
    inside[members] = True
    first, second = touching.T
    beside = np.concatenate([second[inside[first]], first[inside[second]]])
    edge: Ints = np.unique(beside[~inside[beside]])
    return edge


def _result(
    chosen: Ints, cost: Floats, weight: Ints, bound: float, watch: Watch, seed: int, status: Status
) -> SitingResult:
    value = float((cost[np.arange(len(cost)), chosen] * _weight(weight)).sum())
    return SitingResult(
        np.arange(cost.shape[1]), chosen, value, min(bound, value), watch.seconds, seed, status
    )
