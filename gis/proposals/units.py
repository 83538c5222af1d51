"""Who would have to leave under a choice: the pupils of one village, who go to one receiver together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from gis.evaluation.details import Details
from gis.model import GRADES
from gis.planning.county import Floats, Ints
from gis.planning.outcome import Outcome
from gis.proposals.candidates import Candidates, moved_in
from gis.proposals.options import ProposalOptions, first_year


class Kind(IntEnum):
    """What a school may become."""

    RETAIN = 0
    POINT = 1
    CLOSE = 2
    OPEN = 3                        # a site of the scenario that is built
    NOT_OPEN = 4


KIND_WORDS = {
    Kind.RETAIN: "retain", Kind.POINT: "teaching_point", Kind.CLOSE: "merge", Kind.OPEN: "new",
    Kind.NOT_OPEN: "not_open",
}  # fmt: skip


@dataclass(frozen=True)
class Units:
    """Pupils who would have to leave: their choice, home (-1 outside the county), and number by grade.

    ``already``: of them those whom the base scenario moves; ``again``: those of these who are still there.
    """

    choice: Ints
    home: Ints
    grades: Ints
    already: Ints
    again: Floats

    @property
    def pupils(self) -> Ints:
        """Pupils per unit."""
        total: Ints = self.grades.sum(axis=1)
        return total


def leaving(
    outcome: Outcome, candidates: Candidates, schools: Ints, kinds: Ints
) -> tuple[Ints, Ints]:
    """Return the rows of the movement that leave under each choice, and the choice of each."""
    moves = outcome.movement
    kept = {one.code: one.kept for one in candidates.schools}
    rows, choices = [], []
    for choice, (school, kind) in enumerate(zip(schools.tolist(), kinds.tolist(), strict=True)):
        if kind not in (Kind.CLOSE, Kind.POINT):
            continue
        mine = np.flatnonzero(moves.after == school)
        if kind == Kind.POINT:
            mine = mine[~kept[school][moves.grade[mine] - 1]]
        rows.append(mine)
        choices.append(np.full(len(mine), choice, dtype=np.int64))
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *rows]), np.concatenate([nothing, *choices])


def units_of(
    state: Details, options: ProposalOptions, rows: Ints, choice: Ints
) -> tuple[Units, Ints]:
    """Return the units, and the unit of each row."""
    moves = state.outcome.movement
    keys = np.column_stack([choice, moves.settlement[rows]])
    units, unit = np.unique(keys, axis=0, return_inverse=True)
    unit = unit.ravel()
    grades = np.zeros((len(units), len(GRADES)), dtype=np.int64)
    np.add.at(grades, (unit, moves.grade[rows] - 1), moves.pupils[rows])
    already = np.where(moves.moved[rows], moves.pupils[rows], 0)
    again = _moved_again(state, options, rows)
    before, twice = (np.bincount(unit, weights=one, minlength=len(units)) for one in (already, again))
    return Units(units[:, 0], units[:, 1], grades, before.astype(np.int64), twice.astype(float)), unit


def _moved_again(state: Details, options: ProposalOptions, rows: Ints) -> Floats:
    """Return how many of each row the base scenario has moved before: as the calendar counts cohorts.

    A cohort is moved twice that had begun its 学段 a year before it was moved first (who begins somewhere has
    not changed school); of the two numbers of pupils that it has then and in its grade of later the smaller
    counts.
    """
    outcome, first = state.outcome, first_year(options)
    moves, last = outcome.movement, outcome.county.last_primary_grade
    again = np.zeros(len(rows))
    keys = np.column_stack([moves.settlement, moves.before, moves.grade])[moves.moved].tolist()
    total: dict[tuple[int, ...], float] = {}
    for key, pupils in zip(map(tuple, keys), moves.pupils[moves.moved].tolist(), strict=True):
        total[key] = total.get(key, 0.0) + pupils
    for at, row in enumerate(rows.tolist()):
        year = moved_in(state, int(moves.before[row])) if moves.moved[row] else None
        if year is None or first is None:
            continue
        home, school, grade = int(moves.settlement[row]), int(moves.before[row]), int(moves.grade[row])
        then = grade - (first - year)
        if then > (last + 1 if grade > last else 1):
            now = total[home, school, grade]
            again[at] = float(moves.pupils[row]) * min(now, total.get((home, school, then), 0.0)) / now
    return again
