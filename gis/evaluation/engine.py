"""Works out a scenario and everything that follows from it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.deferred import later
from gis.evaluation.details import Details
from gis.evaluation.evidence import evidence_failures
from gis.evaluation.failures import Case
from gis.evaluation.findings import find
from gis.evaluation.parameters import marks_of, parameters_used
from gis.evaluation.promises import promise_failures
from gis.evaluation.reconciliation import reconcile
from gis.evaluation.rerouting import edit_rows, rerouted, road_issues
from gis.evaluation.result import Change, Evaluation, TravelSummary
from gis.evaluation.schools import Load, count_schools, grade_frame, load_of, school_frame
from gis.evaluation.travel import travel_summaries
from gis.layout import BASELINE, Policy, Scenario
from gis.model import Band, Mode, Plan
from gis.planning.assignment import work_out
from gis.planning.classes import Rooms
from gis.planning.county import Bools, County, Floats
from gis.planning.flows import flows_frame
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.yearpupils import FORECAST, SchoolYearPupils, pupils_in
from gis.progress import Progress, ignore_progress, part_of

ASSIGNED, SUMMED_UP = 0.5, 0.7      # shares of the work done


def evaluate(
    plan: Plan,
    scenario: str | Scenario = BASELINE,
    *,
    year: int | None = None,
    season: str = "",
    progress: Progress | None = None,
) -> Evaluation:
    """Work out the consequences of a scenario against the baseline.

    Before: the plan's own journeys. After: those on the roads as the scenario changes them, for everybody.

    Parameters
    ----------
    plan
        Inputs and travel times; its snapshot of the rules holds, the shipped rules if it has none.
    scenario
        The name of one of the plan's scenarios, or a scenario itself (for a preview).
    year
        School year: decisions with a later first year do not hold yet; None = all decisions hold. A later
        year than the plan's own has the pupils of the forecast where the plan has children counted.
    season
        Time of year (汛期): changes to the roads limited to it hold too; "" = only those for good.
    progress
        Told the share done; may cancel.

    Returns
    -------
    Evaluation
        Times in seconds, distances in metres. Its tables are made when they are first read.

    Raises
    ------
    gis.errors.DecisionError
        The scenario holds a decision that cannot be carried out.
    gis.errors.InputError
        No scenario of that name, or attendance at a school that is not in the ledger.
    """
    report = progress or ignore_progress
    report(0.0)
    whom = pupils_in(plan, year)
    outcome = work_out(
        plan, scenario, year=year, season=season, pupils=whom.attendance, enrolment=whom.enrolment,
        progress=part_of(report, 0.0, ASSIGNED),
    )  # fmt: skip
    report(ASSIGNED)
    load = load_of(outcome)
    travel = travel_summaries(outcome)
    parameters = parameters_used(outcome.rules, forecast=whom.mark == FORECAST)
    counts = rerouted(outcome)
    case, details = Case(outcome, load), Details(plan, outcome, load)
    report(SUMMED_UP)
    evaluation = Evaluation(
        unit_name=plan.meta.unit_name,
        scenario=outcome.scenario.name,
        school_year=plan.meta.school_year if year is None else year,
        headline=_headline(outcome, load, travel[Band.G1_3]),
        counts=_counts(outcome),
        schools=later(lambda: school_frame(outcome, load)),
        school_grades=later(lambda: grade_frame(outcome, load)),
        flows=later(lambda: flows_frame(outcome)),
        travel=travel,
        reconciliation=later(lambda: reconcile(*_today(plan, whom, outcome, load), plan.meta.unit_name)),
        findings=find(case, details.balance, (*promise_failures(case, details), *evidence_failures(case))),
        marks=(*marks_of(plan, outcome, parameters), *_own_marks(outcome, whom)),
        parameters=parameters,
        network_digest=outcome.roads.made.network.digest if outcome.roads else _digest(plan),
        season=season,
        network_edits=edit_rows(outcome.roads),
        road_issues=road_issues(outcome.roads, counts),
        rerouted=counts,
        rules=outcome.rules,
        details=details,
    )
    report(1.0)
    return evaluation


def _own_marks(outcome: Outcome, whom: SchoolYearPupils) -> Iterator[str]:
    if outcome.roads:
        yield "roads_edited"
    if whom.mark:
        yield whom.mark
    if not outcome.is_proven:
        yield "assignment_not_proven"


def _today(plan: Plan, whom: SchoolYearPupils, outcome: Outcome, load: Load) -> tuple[County, Load]:
    """Return what the schools carry today: the 对账表 never compares a forecast with the ledger."""
    if whom.attendance is not None:
        outcome = work_out(plan, BASELINE)      # without the scenario's sites, which are in no ledger
        load = load_of(outcome)
    return outcome.county, load


def _headline(outcome: Outcome, load: Load, youngest: dict[str, TravelSummary]) -> dict[str, Change]:
    """Return the figures that stay in sight; a sum leaves out schools whose places are unknown."""
    return {
        "affected_pupils": Change(0, _moved_pupils(outcome)),
        "over_limit_g1_3_pupils": Change(
            youngest["before"].over_limit_pupils, youngest["after"].over_limit_pupils
        ),
        "largest_class_pupils": Change(
            _largest(load.before.largest_class), _largest(load.after.largest_class)
        ),
        "places_short": Change(
            _short(load.before, outcome.county.is_open), _short(load.after, outcome.situation.is_open)
        ),
    }


def _counts(outcome: Outcome) -> dict[str, Change]:
    county, situation, moves = outcome.county, outcome.situation, outcome.movement
    schools, points = county.memory.once(
        "counts", lambda: count_schools(county, county.is_open, county.is_point)
    )
    schools_after, points_after = count_schools(county, situation.is_open, situation.is_point)
    rows, everybody = moves.changed, int(moves.pupils.sum())      # the others are where they were
    pupils, homes, after = moves.pupils[rows], moves.settlement[rows], moves.after[rows]
    known = (homes >= 0) & (after >= 0) & (moves.reason[rows] != Reason.STAY)
    crossing = known & (county.settlement_township[homes] != county.school_township[after])
    rezoned = int(pupils[moves.reason[rows] == Reason.REZONED].sum())
    return {
        "schools": Change(schools, schools_after),
        "teaching_points": Change(points, points_after),
        "pupils": Change(everybody, everybody),
        "unassigned_pupils": Change(0, int(pupils[after < 0].sum())),
        "moved_pupils": Change(0, _moved_pupils(outcome)),
        "cross_township_pupils": Change(0, int(pupils[crossing].sum())),
        **({"rezoned_pupils": Change(0, rezoned)} if outcome.scenario.policy is not Policy.MINIMAL else {}),
    }


def _moved_pupils(outcome: Outcome) -> int:
    moves = outcome.movement
    return int(moves.pupils[moves.leaving].sum())


def _largest(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else None


def _short(rooms: Rooms, is_open: Bools) -> float | None:
    """Return the places that are lacking; None where no open school's places are known."""
    known = ~np.isnan(rooms.places_short)
    return None if is_open.any() and not known[is_open].any() else float(rooms.places_short[known].sum())


def _digest(plan: Plan) -> str:
    travel = plan.travel.get(Mode.WALK_G1_3)
    return travel.network_digest if travel else plan.roads.digest
