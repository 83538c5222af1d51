"""Zones: connected catchments within the places, against every way to draw them on a small land."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from miniature import ORIGIN, miniature_plan

from gis.errors import PlanningError
from gis.planning.assignment import work_out
from gis.proposals.land import touching_homes
from gis.proposals.zoneproblem import (
    NOBODY,
    ZoningOptions,
    ZoningProblem,
    pieces,
    zoning_problem,
)
from gis.proposals.zoning import TIE_KM, propose_zones, solve_zones

COLUMNS, ROWS = 3, 3
TOUCHING = np.array(
    [(r * 3 + c, r * 3 + c + 1) for r in range(ROWS) for c in range(COLUMNS - 1)]
    + [(r * 3 + c, r * 3 + c + 3) for r in range(ROWS - 1) for c in range(COLUMNS)]
)
SCHOOL_HOME = np.array([0, 8])
CELLS = np.array(                   # of the miniature's villages: v4 lies north of the three others
    [
        shapely.box(ORIGIN[0] + x, ORIGIN[1] + y, ORIGIN[0] + x + width, ORIGIN[1] + y + 1400)
        for x, y, width in ((0, -500, 1000), (1000, -500, 1000), (2000, -500, 2000), (0, 900, 4000))
    ]
)


def land(seed):
    """Nine villages in a square, schools in two corners; a third of the villages is zoned to the far one."""
    rng = np.random.default_rng(seed)
    spots = np.array([(k % 3, k // 3) for k in range(9)], dtype=float)
    km = np.abs(spots[:, None] - spots[SCHOOL_HOME]).sum(axis=2) + rng.random((9, 2)) / 4
    today = np.where(rng.random(9) < 0.35, 1 - km.argmin(axis=1), km.argmin(axis=1))
    today[4] = NOBODY
    pupils = rng.integers(0, 30, 9)
    present = np.bincount(today[today >= 0], weights=pupils[today >= 0], minlength=2).astype(np.int64)
    places = np.full(2, np.ceil(pupils.sum() * 0.6))
    return ZoningProblem(
        np.arange(9), np.arange(2), TOUCHING, pupils, km, today, places, present, np.array([2, 0]),
        SCHOOL_HOME,
    )  # fmt: skip


def is_connected(problem, chosen):
    """Walk from each school's village and those beside it over the school's villages."""
    beside = {home: {home} for home in range(9)}
    for first, second in TOUCHING.tolist():
        beside[first].add(second)
        beside[second].add(first)
    for school, home in enumerate(SCHOOL_HOME.tolist()):
        reached = {one for one in beside[home] if chosen[one] == school}
        own = {one for one in range(9) if chosen[one] == school}
        while wider := {other for one in reached for other in beside[one] & own} - reached:
            reached |= wider
        if reached != own:
            return False
    return True


@pytest.mark.parametrize(("seed", "change_km"), [(0, None), (3, None), (0, 1.5), (3, 0.0)])
def test_no_other_way_to_draw_them_is_better(seed, change_km):
    problem = land(seed)
    found = solve_zones(problem, ZoningOptions(change_km=change_km, as_full_as_now=False, time_limit_s=20))
    weight = (1.0, TIE_KM) if change_km is None else (change_km, 1.0)

    def price(chosen):
        moved = (problem.today != NOBODY) & (chosen != problem.today)
        cost = weight[0] * moved + weight[1] * problem.km[np.arange(9), chosen]
        return float((cost * problem.pupils).sum())

    best = np.inf
    for some in itertools.product((0, 1), repeat=9):
        chosen = np.array(some)
        load = problem.standing + np.bincount(chosen, weights=problem.pupils, minlength=2)
        if (load <= problem.places).all() and is_connected(problem, chosen):
            best = min(best, price(chosen))
    chosen = found.assignment[:9]
    assert found.status == "optimal"
    assert is_connected(problem, chosen)
    assert (pieces(problem, chosen) <= 1).all()
    assert price(chosen) == pytest.approx(best, abs=0.02)      # a village without pupils keeps its zone


def test_a_part_apart_is_seen_and_joined():
    problem = replace(land(0), pupils=np.full(9, 10))
    whole = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1])
    assert pieces(problem, whole).tolist() == [1, 1]
    apart = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0])               # the far corner is the other school's own
    assert pieces(problem, apart).tolist() == [2, 1]
    assert not is_connected(problem, apart)


def test_cells_that_meet_in_a_corner_do_not_touch():
    squares = np.array([shapely.box(x, y, x + 100, y + 100) for x in (0, 100) for y in (0, 100)])
    assert touching_homes(squares).tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]


def test_the_new_zones_leave_other_grades_alone():
    plan = miniature_plan(zones=[("v1", 1, 9, "s2-P"), ("v3", 7, 9, "s2-J")])
    outcome = work_out(plan, "baseline")
    made = propose_zones(plan, outcome, ZoningOptions(time_limit_s=10), cells=CELLS)
    rows = set(made.zones.itertuples(index=False, name=None))
    assert ("v1", 7, 9, "s2-P") in rows
    assert ("v3", 7, 9, "s2-J") in rows
    assert sum(row[1] == 1 for row in rows) == 4
    assert made.zones.dtypes.equals(plan.zones.dtypes)
    assert (made.pieces_after <= 1).all()
    assert made.load.sum() == made.problem.present.sum()


def test_a_stage_that_there_is_not_is_refused():
    outcome = work_out(miniature_plan(), "baseline")
    with pytest.raises(PlanningError) as refusal:
        zoning_problem(miniature_plan(), outcome, ZoningOptions("all"), np.array([None] * 4, dtype=object))
    assert refusal.value.code == "zoning_stage_unknown"
