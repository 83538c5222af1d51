"""How far, or how long, pupils walk: criteria that provinces and counties set on top of the national ones.

Which criteria there are is data: each says what it measures (``metres`` or ``minutes``), of which stage and
grades. Held against it are day pupils who walk; whom a bus or a bed is provided for walks no more. As with
the limits of time, a walk within the borderline around the limit is not counted as beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.failures import Case, Failure, Groups
from gis.model import GRADES
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import SECONDS_PER_MINUTE, Way
from gis.standards import Criterion, parameter

LONGER = {"metres": 1.0, "minutes": 1 / SECONDS_PER_MINUTE}     # a metre or a second more is no worsening


def distance_failures(case: Case, *, is_new: bool) -> Iterator[Failure]:
    """Return one failure per criterion, settlement and school.

    Parameters
    ----------
    is_new
        Whether of the pupils whom the scenario makes worse off, or of those who fail as they did before.
    """
    for rule in case.rules.values():
        if rule.measure and rule.value is not None and rule.in_force:
            yield from _too_far(case, rule, is_new=is_new)


def _too_far(case: Case, rule: Criterion, *, is_new: bool) -> Iterator[Failure]:
    moves, code = case.moves, f"finding_walk_{rule.measure}"
    rows = moves.changed if is_new else np.arange(len(moves.pupils))     # who is not changed is no worse off
    rows = rows[_concerned(case, rule, rows)]
    before, after = _walked(case, rule, rows)
    far, was_far = _is_beyond(case, rule, after), _is_beyond(case, rule, before)
    worse = ~was_far | (after > before + LONGER[rule.measure])
    walked = np.full(len(moves.pupils), np.nan)
    walked[rows] = after
    groups = Groups(rows[far & (worse == is_new)], moves.settlement, moves.after)
    for (settlement, school), pupils, farthest, grades, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.largest(walked), groups.grades(moves.grade),
        groups.rows, strict=True,
    ):
        values = {
            "settlement": case.settlement(settlement), "school": case.school(school), "grades": grades,
            "pupils": str(pupils), "value": f"{farthest:.0f}", "limit": f"{rule.value:g}",
            "document": rule.document,
        }
        yield Failure(
            rule, "settlement", settlement, code, farthest, values, part=f"{school}/{rule.id}",
            is_new=is_new, rows=rows,
        )


def _walked(case: Case, rule: Criterion, rows: Ints) -> tuple[Floats, Floats]:
    """Return what some groups walk before and after, in the criterion's unit; NaN = it does not walk."""
    moves = case.moves
    if rule.measure == "metres":
        before, after = moves.metres_before[rows], moves.metres_after[rows]
    else:
        before, after = moves.seconds_before[rows], moves.seconds_after[rows]
        before, after = before / SECONDS_PER_MINUTE, after / SECONDS_PER_MINUTE
    on_foot = _walks(moves.way_before[rows]), _walks(moves.way_after[rows])
    return np.where(on_foot[0], before, np.nan), np.where(on_foot[1], after, np.nan)


def _walks(way: Ints) -> Bools:
    walks: Bools = (way != Way.NONE) & (way < Way.SCHOOL_BUS)
    return walks


def _is_beyond(case: Case, rule: Criterion, walked: Floats) -> Bools:
    """Return which walks are beyond the limit and the borderline around it."""
    share = parameter(case.outcome.rules, "borderline_share").value
    limit = rule.value or 0.0
    if rule.operator == ">=":
        return np.zeros(walked.shape, dtype=bool)        # no walk is too short
    beyond: Bools = walked > limit * (1 + share)
    return beyond


def _concerned(case: Case, rule: Criterion, rows: Ints) -> Bools:
    """Return which of some groups are those that the criterion is about, by stage and grade."""
    grades = np.array(GRADES)
    covered = np.isin(grades, rule.grades) if rule.grades else np.ones(len(grades), dtype=bool)
    if rule.stage:
        covered &= (grades > case.county.last_primary_grade) == (rule.stage == "junior")
    concerned: Bools = covered[case.moves.grade[rows] - 1]
    return concerned
