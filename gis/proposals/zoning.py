"""Zones only: the schools stay as they are, and every village's land belongs to one connected catchment.

Per stage: the schools are those that teach all of its grades and receive by default; the pupils are those who
go to one of them now (pupils of teaching points, private and other schools stay where they are). A catchment
is connected where its land is: villages that share a border, from the school's own village or one beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from gis.model import GRADES, Plan
from gis.planning.catchments import Shapes, settlement_cells
from gis.planning.county import Floats, Ints
from gis.planning.outcome import Outcome
from gis.planning.siting.facility import capacitated_facility_location
from gis.planning.siting.result import SitingResult
from gis.progress import Progress, ignore_progress, part_of
from gis.proposals.leastchange import least_change
from gis.proposals.zoneproblem import (
    NOBODY,
    ZoningOptions,
    ZoningProblem,
    ground_pairs,
    grounds_of,
    pieces,
    stage_grades,
    zoning_problem,
)

CELLS_DONE = 0.2                     # share of the work
TIE_KM = 1e-4                        # pupils in another zone that a kilometre weighs where few are to change


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
    stage_grades(outcome, options.stage)             # refused before the land is divided
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
    if options.as_full_as_now:
        most = np.maximum(np.maximum(most, problem.present), problem.zoned)
    room: Floats = np.maximum(most - problem.standing, 0.0).astype(float)
    least: Floats = np.clip(problem.places * options.least_used - problem.standing, 0.0, room).astype(float)
    moves = (np.arange(problem.km.shape[1]) != problem.today[:, None]) & (problem.today != NOBODY)[:, None]
    if options.change_km is not None:
        return _by_search(problem, options, problem.km + options.change_km * moves, room, least, progress)
    cost = TIE_KM * problem.km + moves
    found = least_change(
        cost, problem.pupils, room, least, problem.touching, grounds_of(problem), problem.today,
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
        adjacency=ground_pairs(problem, homes),
        site_rows=homes + np.arange(schools),
        min_load=least,
        required=range(schools),
        time_limit_s=options.time_limit_s,
        seed=options.seed,
        progress=progress,
    )


def _zones(
    plan: Plan, outcome: Outcome, problem: ZoningProblem, school: Ints, options: ZoningOptions
) -> pd.DataFrame:
    """Return the table of zones with the stage's replaced; what a row says of other grades stays."""
    county = outcome.county
    grades = np.flatnonzero(stage_grades(outcome, options.stage)) + 1
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
