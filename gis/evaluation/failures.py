"""What criteria are held against: two sides of one outcome, and the failures found there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np

from gis.evaluation.schools import Load
from gis.model import GRADES
from gis.planning.classes import Rooms
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import Way
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.trips import same_numbers
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


class Failure(NamedTuple):
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
    rows
        Positions in the movement of the pupils whom it is about, None = not about single pupils.
    """

    rule: Criterion
    kind: Kind
    subject: int
    message: str
    value: float | None = None
    values: Mapping[str, str] = MappingProxyType({})
    part: str = ""
    badness: float = 0.0
    is_new: bool | None = None
    rows: Ints | None = None

    @property
    def key(self) -> tuple[str, str, int, str]:
        """The question that was failed: tiers of one indicator are one question."""
        return self.rule.indicator, self.kind, self.subject, self.part


@dataclass(frozen=True)
class _Names:
    """Of schools and settlements; the last settlement is none, the townships are those of the schools."""

    school_ids: list[str]
    schools: list[str]
    townships: list[str]
    settlement_ids: list[str]
    settlements: list[str]


def _names(county: County) -> _Names:
    schools, townships, settlement_ids, settlements = (
        list(map(str, values.tolist()))
        for values in (
            county.school_names, county.schools["township"], county.settlement_ids, county.settlement_names
        )
    )  # fmt: skip
    ids = list(map(str, county.school_ids.tolist()))
    return _Names(ids, schools, townships, settlement_ids, [*settlements, ""])


class Case:
    """One outcome as the criteria see it."""

    def __init__(self, outcome: Outcome, load: Load) -> None:
        self.outcome = outcome
        self.county: County = outcome.county
        self.moves = outcome.movement
        self.rules = criteria(outcome.rules)
        situation, moves = outcome.situation, outcome.movement
        self.before = Side(
            load.before, self.county.teaches, self.county.is_open,
            moves.before, moves.seconds_before, moves.verdict_before, moves.boarded,
        )
        self.after = Side(
            load.after, situation.teaches, situation.is_open,
            moves.after, moves.seconds_after, moves.verdict_after, moves.boards,
        )
        self._names = self.county.memory.once("names", lambda: _names(self.county))

    @cached_property
    def on_foot(self) -> Ints:
        """Moved pupils who have a school, and neither seat nor bed."""
        rows = self.moves.changed
        way = self.moves.way_after[rows]
        moved = self.moves.reason[rows] != Reason.STAY
        on_foot: Ints = rows[moved & (way < Way.SCHOOL_BUS) & (way != Way.NONE)]
        return on_foot

    @property
    def other_schools(self) -> Bools:
        """Which schools may fail another criterion than before: by pupils, classes, places or being open."""
        before, after, changes = self.before, self.after, self.outcome.changes
        other = np.zeros(len(self.county.school_ids) + 1, dtype=bool)      # the last one is nobody's school
        other[changes.gone.school] = other[changes.come.school] = True
        rooms = ~same_numbers(before.rooms.classes, after.rooms.classes).all(axis=1)
        rooms |= ~same_numbers(before.rooms.places, after.rooms.places)
        differs: Bools = other[:-1] | rooms | (before.is_open != after.is_open)
        return differs

    @property
    def other_classes(self) -> Bools:
        """Where the largest class is not what it was before; schools × grades."""
        return ~same_numbers(self.before.rooms.largest, self.after.rooms.largest)

    def school(self, code: int | np.integer[Any]) -> str:
        """Return a school's name."""
        return self._names.schools[code]

    def settlement(self, code: int | np.integer[Any]) -> str:
        """Return a settlement's name, "" for pupils from outside the county."""
        return self._names.settlements[code]

    def township(self, code: int | np.integer[Any]) -> str:
        """Return the name of a school's township."""
        return self._names.townships[code]

    def subject(self, kind: Kind, code: int) -> tuple[str, str]:
        """Return id and name of a failure's subject."""
        names = self._names
        if code < 0:
            return "", ""
        if kind == "school":
            return names.school_ids[code], names.schools[code]
        return names.settlement_ids[code], names.settlements[code]


def fails(rule: Criterion, values: Floats) -> Bools:
    """Return which values do not meet a criterion; unknown values (NaN) do not fail."""
    if rule.value is None or not rule.in_force:
        return np.zeros(values.shape, dtype=bool)
    compare = {"<=": np.greater, "<": np.greater_equal, ">=": np.less}[rule.operator]
    failing: Bools = compare(values, rule.value)
    return failing


class Groups:
    """Rows of a movement that share their keys, in the order of the keys.

    Parameters
    ----------
    rows
        Positions in the movement.
    *keys
        Codes of all rows of the movement.
    """

    def __init__(self, rows: Ints, *keys: Ints) -> None:
        self._rows, self._starts, self.keys = rows, rows, list[tuple[int, ...]]()
        if not len(rows):
            return
        of_rows = [key[rows] for key in keys]
        order = np.lexsort(of_rows[::-1])
        self._rows = rows[order]
        in_order = [values[order] for values in of_rows]
        changes = np.ones(len(rows), dtype=bool)
        changes[1:] = np.logical_or.reduce([values[1:] != values[:-1] for values in in_order])
        self._starts = np.flatnonzero(changes)
        self.keys = list(zip(*(values[self._starts].tolist() for values in in_order), strict=True))

    @property
    def rows(self) -> list[Ints]:
        """Return the rows of each group."""
        return [self._rows[first:end] for first, end in self._spans]

    @property
    def _spans(self) -> zip[tuple[int, int]]:
        starts: list[int] = self._starts.tolist()
        return zip(starts, [*starts[1:], len(self._rows)], strict=False)

    def total(self, values: Ints) -> list[int]:
        """Return the sum of each group."""
        return self._reduce(np.add, values)

    def largest(self, values: Floats) -> list[float]:
        """Return the largest value of each group."""
        return self._reduce(np.maximum, values)

    def grades(self, grade: Ints) -> list[str]:
        """Return the grades of each group as 1、2、5."""
        return [_listed(bits) for bits in self._reduced(np.bitwise_or, _BIT[grade[self._rows]])]

    def members(self, values: Ints) -> list[list[int]]:
        """Return the different values of each group."""
        found = values[self._rows].tolist()
        return [sorted(set(found[first:end])) for first, end in self._spans]

    def _reduce(self, how: np.ufunc, values: Any) -> list[Any]:
        return self._reduced(how, values[self._rows])

    def _reduced(self, how: np.ufunc, of_rows: Any) -> list[Any]:
        if not len(self._starts):
            return []
        result: list[Any] = how.reduceat(of_rows, self._starts).tolist()
        return result


_BIT = np.left_shift(1, np.arange(len(GRADES) + 1))      # by grade


@cache
def _listed(bits: int) -> str:
    return "、".join(str(grade) for grade in GRADES if bits >> grade & 1)
