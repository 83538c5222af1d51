"""The land and the pupils of a stage, for drawing zones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis.errors import PlanningError
from gis.model import GRADES, Plan, band_of
from gis.planning.catchments import Shapes
from gis.planning.classes import places_by_stage
from gis.planning.county import Bools, Floats, Ints
from gis.planning.outcome import Outcome
from gis.proposals.land import school_homes, touching_homes
from gis.proposals.measures import METRES_PER_KM

PRIMARY, JUNIOR = "primary", "junior"
NOBODY = -1


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
        Whether a school that has more pupils than places, now or by today's zones, may keep as many.
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

    @property
    def zoned(self) -> Ints:
        """Pupils of each school by today's zones, those who stay there included."""
        known = self.today != NOBODY
        load = np.bincount(self.today[known], weights=self.pupils[known], minlength=len(self.schools))
        zoned: Ints = load.astype(np.int64) + self.standing
        return zoned


def zoning_problem(plan: Plan, outcome: Outcome, options: ZoningOptions, cells: Shapes) -> ZoningProblem:
    """Build the problem of a stage.

    Raises
    ------
    PlanningError
        zoning_stage_unknown; zoning_no_land: no settlement with land, or no school of the stage.
    """
    county, situation = outcome.county, outcome.situation
    grades = stage_grades(outcome, options.stage)
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
    total = pupils.sum(axis=1)
    metres = outcome.county_held.walk[band_of(first)].metres[np.ix_(homes, schools)]
    return ZoningProblem(
        homes, schools, touching_homes(cells[homes]), total, _kilometres(metres, total, today), today,
        np.where(np.isnan(known), present, known), present, standing,
        school_homes(plan, cells[homes], county, schools),
    )  # fmt: skip


def _kilometres(metres: Floats, pupils: Ints, today: Ints) -> Floats:
    """Return the ways, inf = none; land without pupils may belong anywhere, and everybody may stay."""
    km = np.where(np.isnan(metres), np.inf, metres / METRES_PER_KM)
    stays = today[:, None] == np.arange(km.shape[1])
    free: Floats = np.where(np.isinf(km) & ((pupils == 0)[:, None] | stays), 0.0, km)
    return free


def stage_grades(outcome: Outcome, stage: str) -> Bools:
    """Return which of the 9 grades are of a stage."""
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


# ---- what is connected


def grounds_of(problem: ZoningProblem) -> Bools:
    """Return, homes × schools, the village of each school and those beside it."""
    grounds = np.zeros(problem.km.shape, dtype=bool)
    schools = np.arange(problem.km.shape[1])
    grounds[problem.school_home, schools] = True
    for first, second in (problem.touching.T, problem.touching.T[::-1]):
        beside = first[:, None] == problem.school_home
        pair, school = np.nonzero(beside)
        grounds[second[pair], school] = True
    return grounds


def ground_pairs(problem: ZoningProblem, homes: int) -> Ints:
    """Return the pairs that touch: homes, and each school's ground with its village and those beside it."""
    pairs = [problem.touching]
    first, second = problem.touching.T
    for school, home in enumerate(problem.school_home.tolist()):
        beside = np.unique(np.concatenate([[home], second[first == home], first[second == home]]))
        pairs.append(np.column_stack([np.full(len(beside), homes + school), beside]))
    return np.concatenate(pairs).astype(np.int64)


def pieces(problem: ZoningProblem, school: Ints) -> Ints:
    """Return into how many parts each school's catchment falls; 0 = nobody."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    homes, schools = problem.km.shape
    at = np.append(school, np.arange(schools))
    pairs = ground_pairs(problem, homes)
    same = pairs[(at[pairs[:, 0]] == at[pairs[:, 1]]) & (at[pairs[:, 0]] != NOBODY)]
    graph = coo_array((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(len(at), len(at)))
    _, part = connected_components(graph, directed=False)
    peopled = np.append((school != NOBODY) & (problem.pupils > 0), np.zeros(schools, dtype=bool))
    count = np.zeros(schools, dtype=np.int64)
    for one in range(schools):
        count[one] = len(np.unique(part[peopled & (at == one)]))
    return count
