"""Zones only: the schools stay as they are, and every village's land belongs to one connected catchment.

Per stage: the schools are those that teach all of its grades and receive by default; the pupils are those who
go to one of them now (pupils of teaching points, private and other schools stay where they are). A catchment
is connected where its land is: villages that share a border, from the school's own village or one beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.crs import reproject
from gis.errors import PlanningError
from gis.model import GRADES, STORAGE_CRS, Plan, band_of
from gis.planning.assignment import Outcome
from gis.planning.catchments import Shapes, settlement_cells
from gis.planning.classes import places_by_stage
from gis.planning.county import Bools, Floats, Ints
from gis.planning.siting.facility import capacitated_facility_location
from gis.planning.siting.result import SitingResult
from gis.progress import Progress, ignore_progress, part_of
from gis.proposals.leastchange import least_change
from gis.proposals.measures import METRES_PER_KM

PRIMARY, JUNIOR = "primary", "junior"
BORDER_M = 1.0                       # shorter common borders are corners
NOBODY = -1
CELLS_DONE = 0.2                     # share of the work
TIE_KM = 1e-4                        # pupils in another zone that a kilometre weighs where few are to change


@dataclass(frozen=True)
class ZoningOptions:
    """What is asked of zones.

    Attributes
    ----------
    stage
        primary or junior.
    change_km
        What a pupil in another zone than today weighs, in kilometres of travel; None = change as little as
        possible, travel decides among equal ones (补齐飞地).
    most_used, least_used
        Pupils per place that a school may have at most, and shall have at least.
    as_full_as_now
        Whether a school that has more pupils than places may keep as many.
    """

    stage: str = PRIMARY
    change_km: float | None = None
    most_used: float = 1.0
    least_used: float = 0.0
    as_full_as_now: bool = True
    time_limit_s: float = 60.0
    seed: int = 0


@dataclass(frozen=True)
class ZoningProblem:
    """The land and the pupils of a stage.

    Attributes
    ----------
    homes, schools
        Codes of settlements with land, and of the schools.
    touching
        Pairs of homes that share a border.
    pupils
        Who is zoned, per home.
    km
        Homes × schools on foot, inf = no way.
    today
        Position of each home's school today, by 划片 or, without, where most of its pupils go; -1 = none.
    places, present, standing
        Of each school: places of the stage (as many as pupils now where they are not known), its pupils now,
        and those who stay there whatever the zones.
    school_home
        Position of the home in whose land each school stands.
    """

    homes: Ints
    schools: Ints
    touching: Ints
    pupils: Ints
    km: Floats
    today: Ints
    places: Floats
    present: Ints
    standing: Ints
    school_home: Ints


@dataclass(frozen=True)
class ZoneProposal:
    """New zones of a stage.

    Attributes
    ----------
    school
        Position of each home's school, -1 = none found.
    changed_pupils
        Who is in another zone than today.
    pieces_before, pieces_after
        Parts of each school's catchment; 1 = connected, 0 = nobody.
    zones
        The plan's table of zones with the new ones in the place of the stage's.
    """

    problem: ZoningProblem
    result: SitingResult
    school: Ints
    changed_pupils: int
    load: Ints
    pieces_before: Ints
    pieces_after: Ints
    zones: pd.DataFrame


def propose_zones(
    plan: Plan, outcome: Outcome, options: ZoningOptions, *, cells: Shapes | None = None,
    progress: Progress = ignore_progress,
) -> ZoneProposal:  # fmt: skip
    """Draw connected zones within the places.

    Parameters
    ----------
    outcome
        The scenario whose schools are zoned, worked out.
    cells
        Of :func:`gis.planning.catchments.settlement_cells`; default: worked out.

    Raises
    ------
    PlanningError
        zoning_stage_unknown; zoning_no_land; those of ``capacitated_facility_location``.
    """
    if cells is None:
        cells = settlement_cells(plan, progress=part_of(progress, 0.0, CELLS_DONE))
    problem = zoning_problem(plan, outcome, options, cells)
    result = solve_zones(problem, options, progress=part_of(progress, CELLS_DONE, 1.0))
    school = result.assignment[: len(problem.homes)]
    found = school != NOBODY
    changed = found & (problem.today != NOBODY) & (school != problem.today)
    load = problem.standing + np.bincount(
        school[found], weights=problem.pupils[found], minlength=len(problem.schools)
    ).astype(np.int64)
    return ZoneProposal(
        problem, result, school, int(problem.pupils[changed].sum()), load,
        pieces(problem, problem.today), pieces(problem, school),
        _zones(plan, outcome, problem, school, options),
    )  # fmt: skip


def solve_zones(
    problem: ZoningProblem, options: ZoningOptions, *, progress: Progress = ignore_progress
) -> SitingResult:
    """Give every home one school.

    Notes
    -----
    As little change as possible is proven by :mod:`gis.proposals.leastchange`, in half of the time; where
    that is not enough, and for other aims, the search for capacitated sites takes over.
    """
    most = problem.places * options.most_used
    most = np.maximum(most, problem.present) if options.as_full_as_now else most
    room: Floats = np.maximum(most - problem.standing, 0.0).astype(float)
    least: Floats = np.clip(problem.places * options.least_used - problem.standing, 0.0, room).astype(float)
    moves = (np.arange(problem.km.shape[1]) != problem.today[:, None]) & (problem.today != NOBODY)[:, None]
    if options.change_km is not None:
        return _by_search(problem, options, problem.km + options.change_km * moves, room, least, progress)
    cost = TIE_KM * problem.km + moves
    found = least_change(
        cost, problem.pupils, room, least, problem.touching, _grounds(problem), problem.today,
        time_limit_s=options.time_limit_s / 2, seed=options.seed, progress=part_of(progress, 0.0, 1 / 2),
    )  # fmt: skip
    if found.has_solution or found.status in ("infeasible", "cancelled"):
        return found
    rest = replace(options, time_limit_s=max(options.time_limit_s - found.seconds, 0.0))
    made = _by_search(problem, rest, cost, room, least, part_of(progress, 1 / 2, 1.0))
    bound = max(made.lower_bound, min(found.lower_bound, made.objective))
    return replace(made, lower_bound=bound, seconds=made.seconds + found.seconds)


def _by_search(
    problem: ZoningProblem, options: ZoningOptions, cost: Floats, room: Floats, least: Floats,
    progress: Progress,
) -> SitingResult:  # fmt: skip
    """Search with a unit of each school's own that stands for its ground."""
    homes, schools = problem.km.shape
    own = np.full((schools, schools), np.inf)
    np.fill_diagonal(own, 0.0)
    return capacitated_facility_location(
        np.vstack([cost, own]),
        np.append(problem.pupils, np.zeros(schools)),
        room,
        0.0,
        adjacency=_ground(problem, homes),
        site_rows=homes + np.arange(schools),
        min_load=least,
        required=range(schools),
        time_limit_s=options.time_limit_s,
        seed=options.seed,
        progress=progress,
    )


def _grounds(problem: ZoningProblem) -> Bools:
    """Return, homes × schools, the village of each school and those beside it."""
    grounds = np.zeros(problem.km.shape, dtype=bool)
    schools = np.arange(problem.km.shape[1])
    grounds[problem.school_home, schools] = True
    for first, second in (problem.touching.T, problem.touching.T[::-1]):
        beside = first[:, None] == problem.school_home
        pair, school = np.nonzero(beside)
        grounds[second[pair], school] = True
    return grounds


def _ground(problem: ZoningProblem, homes: int) -> Ints:
    """Return the pairs that touch: homes, and each school's ground with its village and those beside it."""
    pairs = [problem.touching]
    first, second = problem.touching.T
    for school, home in enumerate(problem.school_home.tolist()):
        beside = np.unique(np.concatenate([[home], second[first == home], first[second == home]]))
        pairs.append(np.column_stack([np.full(len(beside), homes + school), beside]))
    return np.concatenate(pairs).astype(np.int64)


def zoning_problem(plan: Plan, outcome: Outcome, options: ZoningOptions, cells: Shapes) -> ZoningProblem:
    """Build the problem of a stage.

    Raises
    ------
    PlanningError
        zoning_stage_unknown; zoning_no_land: no settlement with land, or no school of the stage.
    """
    county, situation = outcome.county, outcome.situation
    grades = _grades(outcome, options.stage)
    taught = situation.teaches[:, grades].all(axis=1)
    schools = np.flatnonzero(taught & situation.is_open & county.by_default & county.school_placed)
    homes = np.flatnonzero(~shapely.is_missing(cells))
    if not len(schools) or not len(homes):
        raise PlanningError("zoning_no_land")
    pupils, standing = _pupils(outcome, schools, homes, grades)
    places = places_by_stage(county, outcome.rules, situation, np.array(GRADES) > county.last_primary_grade)
    known = places[schools, int(options.stage == JUNIOR)]
    present = pupils.sum(axis=0) + standing
    first = int(np.flatnonzero(grades)[0]) + 1
    today = _today(outcome, homes, schools, first, pupils)
    metres = outcome.county_held.walk[band_of(first)].metres[np.ix_(homes, schools)]
    return ZoningProblem(
        homes, schools, touching_homes(cells[homes]), pupils.sum(axis=1),
        np.where(np.isnan(metres), np.inf, metres / METRES_PER_KM), today,
        np.where(np.isnan(known), present, known), present, standing,
        _school_homes(plan, cells[homes], outcome, schools),
    )  # fmt: skip


def _grades(outcome: Outcome, stage: str) -> Bools:
    if stage not in (PRIMARY, JUNIOR):
        raise PlanningError("zoning_stage_unknown", stage=stage)
    junior: Bools = np.array(GRADES) > outcome.county.last_primary_grade
    return junior if stage == JUNIOR else ~junior


def _pupils(outcome: Outcome, schools: Ints, homes: Ints, grades: Bools) -> tuple[Ints, Ints]:
    """Return pupils by home and school, and those whom no zone moves: from elsewhere, or without land."""
    moves, county = outcome.movement, outcome.county
    rows = np.flatnonzero(grades[moves.grade - 1] & np.isin(moves.after, schools))
    at = np.searchsorted(schools, moves.after[rows])
    position = np.full(len(county.settlement_ids) + 1, NOBODY, dtype=np.int64)
    position[homes] = np.arange(len(homes))
    home = position[moves.settlement[rows]]
    table = np.zeros((len(homes), len(schools)), dtype=np.int64)
    here = home != NOBODY
    np.add.at(table, (home[here], at[here]), moves.pupils[rows[here]])
    standing = np.bincount(at[~here], weights=moves.pupils[rows[~here]], minlength=len(schools))
    return table, standing.astype(np.int64)


def _today(outcome: Outcome, homes: Ints, schools: Ints, grade: int, pupils: Ints) -> Ints:
    """Return the position of each home's school by 划片, else of the one that most of its pupils go to."""
    zoned = outcome.county.zoned[homes, grade - 1]
    today = np.where(pupils.any(axis=1), pupils.argmax(axis=1), NOBODY)
    for choice in zoned.T[::-1]:
        at = np.minimum(np.searchsorted(schools, choice), len(schools) - 1)
        today = np.where((choice != NOBODY) & (schools[at] == choice), at, today)
    return today.astype(np.int64)


def touching_homes(cells: Shapes) -> Ints:
    """Return the pairs of cells that share a border, shape (pairs, 2), first < second."""
    first, second = shapely.STRtree(cells).query(cells, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    borders = shapely.boundary(cells)
    border = shapely.length(shapely.intersection(borders[first], borders[second]))
    shared: NDArray[np.bool_] = border > BORDER_M
    pairs: Ints = np.column_stack([first[shared], second[shared]]).astype(np.int64)
    return pairs[np.lexsort(pairs.T[::-1])]


def _school_homes(plan: Plan, cells: Shapes, outcome: Outcome, schools: Ints) -> Ints:
    """Return in whose land each school stands: the nearest."""
    county = outcome.county
    points = shapely.points(county.school_lon[schools], county.school_lat[schools])
    gates = reproject(points, STORAGE_CRS, plan.roads.crs)
    found: Ints = shapely.STRtree(cells).nearest(gates).astype(np.int64)
    return found


def pieces(problem: ZoningProblem, school: Ints) -> Ints:
    """Return into how many parts each school's catchment falls; 0 = nobody."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    homes, schools = problem.km.shape
    at = np.append(school, np.arange(schools))
    pairs = _ground(problem, homes)
    same = pairs[(at[pairs[:, 0]] == at[pairs[:, 1]]) & (at[pairs[:, 0]] != NOBODY)]
    graph = coo_array((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(len(at), len(at)))
    _, part = connected_components(graph, directed=False)
    peopled = np.append((school != NOBODY) & (problem.pupils > 0), np.zeros(schools, dtype=bool))
    count = np.zeros(schools, dtype=np.int64)
    for one in range(schools):
        count[one] = len(np.unique(part[peopled & (at == one)]))
    return count


def _zones(
    plan: Plan, outcome: Outcome, problem: ZoningProblem, school: Ints, options: ZoningOptions
) -> pd.DataFrame:
    """Return the table of zones with the stage's replaced; what a row says of other grades stays."""
    county = outcome.county
    grades = np.flatnonzero(_grades(outcome, options.stage)) + 1
    first, last = int(grades[0]), int(grades[-1])
    found = np.flatnonzero(school != NOBODY)
    ids = [str(one) for one in county.settlement_ids[problem.homes[found]]]
    made = pd.DataFrame(
        {
            "settlement_id": ids, "grade_from": first, "grade_to": last,
            "school_id": [str(one) for one in county.school_ids[problem.schools[school[found]]]],
        }
    )  # fmt: skip
    kept = plan.zones[~plan.zones["settlement_id"].isin(ids)]
    mine = plan.zones[plan.zones["settlement_id"].isin(ids)].copy()
    low, high = mine["grade_from"].fillna(GRADES[0]), mine["grade_to"].fillna(GRADES[-1])
    below = mine.assign(grade_from=low, grade_to=np.minimum(high, first - 1))
    above = mine.assign(grade_from=np.maximum(low, last + 1), grade_to=high)
    others = [one[one["grade_from"] <= one["grade_to"]] for one in (below, above)]
    table = pd.concat([kept, *others, made], ignore_index=True)
    return table.astype({name: kind for name, kind in plan.zones.dtypes.items() if name in table})
