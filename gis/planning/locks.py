"""What a scenario has promised before anything is decided, and which of it a plan breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.crs import reproject
from gis.layout import LayoutStatus, NoCrossing, Scenario, SchoolLock
from gis.model import GRADES, STORAGE_CRS, Band, Mode, Plan, RoadNetwork
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.planning.calendar import ENDING
from gis.planning.county import Bools, County, Ints, Journeys
from gis.planning.editedroads import JUDGED_MODES
from gis.planning.journeys import travel, walking
from gis.planning.kept import Recent
from gis.planning.ledger import without_kindergartens
from gis.planning.outcome import Outcome
from gis.progress import Progress

CROSSINGS_KEPT = 8
BARRIER_KIND = "lock"
_kept: Recent[dict[Mode, Journeys]] = Recent(CROSSINGS_KEPT, lambda kept: 1.0)


@dataclass(frozen=True)
class LockFault:
    """A promise that a plan breaks.

    Attributes
    ----------
    lock
        must_stay, must_close, undecided, together, no_crossing, most_moved or most_moved_twice.
    subject
        A school's id, settlements' ids joined by "、", or the name of a drawn line; "" = the county.
    value
        What the plan makes of it: pupils (no_crossing, most_moved …), schools (together), 1 otherwise.
    limit
        The most that the lock allows.
    grades
        Of together: the grades in which the group is split.
    """

    lock: str
    subject: str
    value: float
    limit: float
    grades: tuple[int, ...] = ()


# ---- no crossing: the journeys of some settlements without what a line bars


def held_back(
    plan: Plan, scenario: Scenario, county: County, roads: RoadNetwork, progress: Progress | None = None
) -> County:
    """Return the county with only those journeys that the scenario's lines leave to their settlements.

    Parameters
    ----------
    plan
        With the scenario's sites.
    county
        With the journeys on ``roads``; returned where no line bars anything.

    Notes
    -----
    No road that touches a line may be used, no approach may cross it; what is left may be a longer way, or
    none (NaN). Where a measured walk stands, the longer of the two holds.
    """
    for line in scenario.locks.no_crossing:
        homes = [key for key in line.settlement_ids if county.settlement_code(key) >= 0]
        if homes:
            county = _without(plan, county, roads, replace(line, settlement_ids=tuple(homes)), progress)
    return county


def _without(
    plan: Plan, county: County, roads: RoadNetwork, line: NoCrossing, progress: Progress | None
) -> County:
    rows = np.array([county.settlement_code(key) for key in line.settlement_ids])
    barred = _barred_journeys(plan, roads, line, progress)
    walk = {
        band: _replaced(county.walk[band], barred.get(band.walk_mode), rows, county.walk_measured)
        for band in Band
    }
    bus = _replaced(county.bus, barred.get(Mode.SCHOOL_BUS), rows, None)
    return replace(county, walk=walk, bus=bus)


def _replaced(known: Journeys, barred: Journeys | None, rows: Ints, measured: Bools | None) -> Journeys:
    if barred is None:
        return known
    seconds, metres = known.seconds.copy(), known.metres.copy()
    walked = np.zeros_like(barred.seconds, dtype=bool) if measured is None else measured[rows]
    longer = np.maximum(barred.seconds, np.where(walked, seconds[rows], 0.0))
    # two lines may bar the same settlement: what the other one forbids stays forbidden
    seconds[rows] = np.where(np.isnan(seconds[rows]), np.nan, longer)
    metres[rows] = np.where(np.isnan(metres[rows]), np.nan, barred.metres)
    return Journeys(seconds, metres)


def _barred_journeys(
    plan: Plan, roads: RoadNetwork, line: NoCrossing, progress: Progress | None
) -> dict[Mode, Journeys]:
    """Return the journeys of a line's settlements on the roads that it leaves, kept for the session."""
    homes = plan.settlements.loc[list(line.settlement_ids)]
    rules = plan.rules.get("travel")
    points = b"".join(
        b"-" if wkb is None else wkb for one in (homes, plan.schools) for wkb in one.geometry.to_wkb()
    )
    modes = [mode for mode in JUDGED_MODES if mode in plan.travel]
    about = json.dumps(rules, sort_keys=True, default=str)
    key = roads.digest, line.wkt, line.settlement_ids, points, about, *modes
    known = _kept.get(key)
    if known is not None:
        return known
    made = travel_matrix(
        _roads_without(roads, line), homes, without_kindergartens(plan.schools), modes=modes,
        parameters=rules, progress=progress,
    )  # fmt: skip
    journeys = {mode: Journeys(made[mode].seconds, made[mode].metres) for mode in modes}
    return _kept.keep(key, journeys)


def _roads_without(roads: RoadNetwork, line: NoCrossing) -> RoadNetwork:
    """Return the roads with those shut that touch a line, and the line as a barrier for approaches."""
    (shape,) = reproject(
        np.array([shapely.from_wkt(line.wkt)], dtype=object), STORAGE_CRS, roads.crs
    )
    hit = shapely.intersects(roads.edges.geometry.to_numpy(), shape)
    edges = roads.edges.copy()
    for use in ("walk", "drive"):
        edges[use] = edges[use].to_numpy(dtype=bool) & ~hit
    drawn = gpd.GeoDataFrame({"kind": [BARRIER_KIND], "name": [line.name]}, geometry=[shape], crs=roads.crs)
    barriers = drawn if roads.barriers.empty else pd.concat([roads.barriers, drawn], ignore_index=True)
    return assemble(roads.nodes, edges, barriers)


# ---- which locks a plan breaks


def lock_faults(outcome: Outcome, *, moved_twice: int | None = None) -> tuple[LockFault, ...]:
    """Return the locks that a scenario breaks, worked out for a year.

    Parameters
    ----------
    outcome
        Of :func:`gis.planning.assignment.work_out`. What the decisions do to single schools counts whatever
        their year.
    moved_twice
        Pupils moved twice over the years, of :func:`gis.planning.phases.moved_twice`; None = not known, and
        the cap on them is not checked.
    """
    return (
        *_school_faults(outcome.scenario),
        *_split_groups(outcome),
        *_crossings(outcome),
        *_caps(outcome, moved_twice),
    )


def _school_faults(scenario: Scenario) -> Iterator[LockFault]:
    for school_id, lock in scenario.locks.schools.items():
        decision = scenario.decision(school_id)
        ends = decision.status in ENDING
        decided = decision.status is not LayoutStatus.RETAIN or bool(decision.grades_taught)
        broken = {
            SchoolLock.MUST_STAY: ends, SchoolLock.MUST_CLOSE: not ends, SchoolLock.UNDECIDED: decided,
        }  # fmt: skip
        if broken[SchoolLock(lock)]:
            yield LockFault(SchoolLock(lock).value, school_id, 1.0, 0.0)


def _split_groups(outcome: Outcome) -> Iterator[LockFault]:
    moves, county = outcome.movement, outcome.county
    for group in outcome.scenario.locks.together:
        homes = np.array([county.settlement_code(key) for key in group])
        rows = np.isin(moves.settlement, homes[homes >= 0])
        pairs = np.unique(np.column_stack([moves.grade[rows], moves.after[rows]]), axis=0)
        schools = np.bincount(pairs[:, 0], minlength=len(GRADES) + 1)
        split = np.flatnonzero(schools > 1)
        if len(split):
            most = float(schools.max())
            yield LockFault("together", "、".join(group), most, 1.0, tuple(split.tolist()))


def _crossings(outcome: Outcome) -> Iterator[LockFault]:
    """Pupils whose school cannot be reached without crossing the line, though it can be with."""
    moves = outcome.movement
    if not outcome.scenario.locks.no_crossing:
        return
    on_foot = walking(moves.grade)
    plain, _ = travel(outcome.county_after, moves.settlement, moves.after, on_foot, moves.grade)
    held, _ = travel(outcome.county_held, moves.settlement, moves.after, on_foot, moves.grade)
    crosses = np.isnan(held) & ~np.isnan(plain)             # of known homes: others have no journey at all
    for line in outcome.scenario.locks.no_crossing:
        homes = [outcome.county.settlement_code(key) for key in line.settlement_ids]
        pupils = int(moves.pupils[crosses & np.isin(moves.settlement, homes)].sum())
        if pupils:
            yield LockFault("no_crossing", line.name, float(pupils), 0.0)


def _caps(outcome: Outcome, moved_twice: int | None) -> Iterator[LockFault]:
    locks, moves = outcome.scenario.locks, outcome.movement
    moved = int(moves.pupils[moves.leaving].sum())
    for lock, value, limit in (
        ("most_moved", moved, locks.most_moved),
        ("most_moved_twice", moved_twice, locks.most_moved_twice),
    ):
        if value is not None and limit is not None and value > limit:
            yield LockFault(lock, "", float(value), float(limit))
