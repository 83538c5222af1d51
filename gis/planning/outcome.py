"""A scenario worked out: the plan as arrays, the schools after it, and who goes where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gis.errors import PlanningError
from gis.layout import Scenario
from gis.memory import Memory
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.editedroads import EditedRoads
from gis.planning.placing import Reason
from gis.planning.situation import Situation
from gis.planning.trips import Trips, memory_of, trips_before
from gis.standards import Snapshot


@dataclass(frozen=True)
class Movement:
    """Every pupil exactly once, as codes: one entry per row of ``Evaluation.flows``.

    ``after`` is -1 for unassigned pupils. ``seconds_*`` and ``metres_*`` are one way. ``row``: of the
    baseline's attendance. ``changed``: positions of the entries of every row that is not the same in all on
    both sides, those of its parts that stay included.
    """

    settlement: Ints
    grade: Ints
    before: Ints
    after: Ints
    pupils: Ints
    boarded: Bools
    boards: Bools
    estimated: Bools
    reason: Ints
    rule: Ints
    unassigned: Ints
    needs_transport: Bools
    way_before: Ints
    way_after: Ints
    seconds_before: Floats
    seconds_after: Floats
    metres_before: Floats
    metres_after: Floats
    verdict_before: Ints
    verdict_after: Ints
    row: Ints
    changed: Ints

    @property
    def trips(self) -> Trips:
        """The side after."""
        return Trips(
            self.settlement, self.grade, self.after, self.boards, self.pupils,
            self.way_after, self.seconds_after, self.metres_after, self.verdict_after,
        )  # fmt: skip

    @cached_property
    def leaving(self) -> Ints:
        """Positions of those whose school differs from the baseline's."""
        leaving: Ints = self.changed[self.reason[self.changed] != Reason.STAY]
        return leaving

    @property
    def moved(self) -> Bools:
        """Whether the school differs from the baseline's."""
        moved: Bools = self.reason != Reason.STAY
        return moved


@dataclass(frozen=True)
class Changes:
    """What a scenario makes different in the trips of its baseline.

    Attributes
    ----------
    before
        The baseline.
    rows, touched
        Its groups that are not the same in all after: which, and whether each is.
    gone, come
        Those groups as they were, and as they are: a group may have been split.
    """

    before: Trips
    rows: Ints
    touched: Bools
    gone: Trips
    come: Trips


@dataclass(frozen=True)
class Outcome:
    """A scenario worked out: the plan as arrays, the schools after it, and who goes where.

    Attributes
    ----------
    county
        With the scenario's sites at the end of the schools; they are closed and empty at baseline.
    scenario
        The effective one, without its drafts.
    roads
        What the scenario's changes to the roads make of the journeys, None without any.
    county_after
        The county with the journeys on the scenario's roads.
    county_held
        The same without the journeys that its locks forbid: where the pupils whom it moves may go.
    drafts
        The decisions that were left out because they are not finished, with what they lack, by school.
    year
        School year that was asked for; None = every decision carried through to its end.
    is_proven
        Whether the assignment of the policy least_time is proven to be the best; True of every other policy.
    own
        What is worked out once of this outcome alone.
    """

    county: County
    situation: Situation
    movement: Movement
    rules: Snapshot
    scenario: Scenario
    roads: EditedRoads | None
    county_after: County
    county_held: County
    drafts: Mapping[str, tuple[PlanningError, ...]]
    year: int | None = None
    is_proven: bool = True
    own: Memory = field(default_factory=Memory)

    @cached_property
    def memory(self) -> Memory:
        """What is kept of the baseline for all scenarios."""
        return memory_of(self.county, self.rules)

    @cached_property
    def changes(self) -> Changes:
        """What the scenario makes different."""
        moves, before = self.movement, trips_before(self.county, self.rules)
        touched = np.zeros(len(before.pupils), dtype=bool)
        touched[moves.row[moves.changed]] = True
        rows = np.flatnonzero(touched)
        return Changes(before, rows, touched, before.take(rows), moves.trips.take(moves.changed))

    @property
    def cross_township(self) -> Bools:
        """Moved groups whose new school stands in another township than their home."""
        moves, county = self.movement, self.county
        known = (moves.settlement >= 0) & (moves.after >= 0)
        differs = county.settlement_township[moves.settlement] != county.school_township[moves.after]
        crossing: Bools = moves.moved & known & differs
        return crossing
