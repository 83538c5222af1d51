"""What criteria are held against: two sides of one outcome, and the failures found there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from gis.evaluation.schools import Load
from gis.planning.assignment import Outcome
from gis.planning.classes import Rooms
from gis.planning.county import Bools, County, Floats, Ints
from gis.standards import Criterion, criteria

Kind = Literal["school", "settlement"]


@dataclass(frozen=True)
class Side:
    """The schools, and who goes where, before or after."""

    rooms: Rooms
    teaches: Bools
    is_open: Bools
    school: Ints
    seconds: Floats
    verdict: Ints
    boards: Bools


@dataclass(frozen=True)
class Failure:
    """A criterion that a subject does not meet.

    Attributes
    ----------
    subject
        Code of the school or settlement, -1 = pupils from outside the county.
    value
        In the criterion's unit.
    part
        What tells apart several failures of one subject (the grade).
    badness
        Grows with the failure; compared with the baseline's.
    is_new
        Whether the plan causes it; None = compare with the baseline.
    """

    rule: Criterion
    kind: Kind
    subject: int
    message: str
    value: float | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    part: str = ""
    badness: float = 0.0
    is_new: bool | None = None

    @property
    def key(self) -> tuple[str, str, int, str]:
        """The question that was failed: tiers of one indicator are one question."""
        return self.rule.indicator, self.kind, self.subject, self.part


class Case:
    """One outcome as the criteria see it."""

    def __init__(self, outcome: Outcome, load: Load) -> None:
        self.outcome = outcome
        self.county: County = outcome.county
        self.moves = outcome.movement
        self.rules = criteria(outcome.rules)
        situation, moves = outcome.situation, outcome.movement
        everywhere = np.ones(len(situation.is_open), dtype=bool)
        self.before = Side(
            load.before, self.county.teaches, everywhere,
            moves.before, moves.seconds_before, moves.verdict_before, moves.boarded,
        )
        self.after = Side(
            load.after, situation.teaches, situation.is_open,
            moves.after, moves.seconds_after, moves.verdict_after, moves.boards,
        )
        self._schools = [str(name) for name in self.county.schools["name"]]
        self._settlements = [*(str(name) for name in self.county.settlements["name"]), ""]

    def school(self, code: int | np.integer[Any]) -> str:
        """Return a school's name."""
        return self._schools[int(code)]

    def settlement(self, code: int | np.integer[Any]) -> str:
        """Return a settlement's name, "" for pupils from outside the county."""
        return self._settlements[int(code)]

    def subject(self, kind: Kind, code: int) -> tuple[str, str]:
        """Return id and name of a failure's subject."""
        if code < 0:
            return "", ""
        if kind == "school":
            return str(self.county.school_ids[code]), self.school(code)
        return str(self.county.settlement_ids[code]), self.settlement(code)


def fails(rule: Criterion, values: Floats) -> Bools:
    """Return which values do not meet a criterion; unknown values (NaN) do not fail."""
    if rule.value is None or not rule.in_force:
        return np.zeros(values.shape, dtype=bool)
    compare = {"<=": np.greater, "<": np.greater_equal, ">=": np.less}[rule.operator]
    failing: Bools = compare(values, rule.value)
    return failing


def listed_grades(grades: Ints) -> str:
    """Return grades as 1、2、5."""
    return "、".join(str(grade) for grade in np.unique(grades))
