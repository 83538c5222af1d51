"""Which decisions cannot be carried out, each with its own sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gis.errors import DecisionError
from gis.layout import Decision, LayoutStatus, Scenario
from gis.model import GRADES
from gis.planning.calendar import CLOSING, ENDING, OPENING, grades_taught, holds
from gis.planning.county import Bools, County
from gis.planning.idlemeasures import idle_measures
from gis.planning.ledger import POINT, numbers
from gis.planning.lineage import code_faults

CONCEIVABLE_YEARS = range(1900, 2200)       # anything else is a slip of the keyboard
TEACHERS = "full_time_teachers"


@dataclass(frozen=True)
class Subject:
    """One decision and the school that it is about."""

    school_id: str
    code: int
    decision: Decision


class DecisionCheck:
    """The reasons why single decisions of a scenario are impossible.

    Parameters
    ----------
    county
        With the scenario's sites.
    scenario
        The effective one, without drafts.
    """

    def __init__(self, county: County, scenario: Scenario) -> None:
        self._county = county
        self._codes, self._names = county.memory.once("codes and names", lambda: _codes_and_names(county))
        self._decisions = scenario.decisions
        self._rings = self._find_rings()
        self._code_faults = code_faults(county, scenario)

    def errors(self) -> tuple[DecisionError, ...]:
        """Return the errors of all decisions, in the order of the decisions; a ring is told once."""
        found = [self._ring_error(ring) for ring in self._rings]
        for school_id, decision in self._decisions.items():
            if school_id in self._county.kindergartens:
                name = self._county.kindergartens[school_id][0]
                found.append(DecisionError("decision_kindergarten", school_id=school_id, school=name))
                continue
            if school_id not in self._codes:
                found.append(DecisionError("decision_school_unknown", school_id=school_id))
                continue
            one = Subject(school_id, self._codes[school_id], decision)
            found += self._of_measures(one)
            found += self._of_status(one)
            found += self._of_grades(one)
            found += self._of_years(one)
            found += [self._error(code, school_id, **values) for code, values in self._code_fault(school_id)]
            found += self._of_receivers(one)
            found += self._of_placements(one)
        return tuple(found)

    # ---- the school itself

    def _of_status(self, one: Subject) -> Iterator[DecisionError]:
        status, exists = one.decision.status, bool(self._county.exists[one.code])
        if status is LayoutStatus.NEW and exists:
            yield self._error("new_exists", one.school_id)
        if not exists and status not in (LayoutStatus.NEW, LayoutStatus.RETAIN):
            yield self._error("site_not_new", one.school_id)
            return
        if status is LayoutStatus.REOPEN and self._county.is_open[one.code]:
            yield self._error("reopen_is_open", one.school_id)
        changes = status is not LayoutStatus.RETAIN or bool(one.decision.grades_taught)
        if changes and self._county.is_private[one.code]:
            yield self._error("decision_private", one.school_id)
        if status is LayoutStatus.TEACHING_POINT:
            yield from self._of_teaching_point(one)

    def _of_teaching_point(self, one: Subject) -> Iterator[DecisionError]:
        taught, kept = _numbers(self._county.teaches[one.code]), set(one.decision.grades_kept)
        if not self._county.is_primary[one.code]:
            yield self._error("point_not_primary", one.school_id)
        elif kept - taught:
            values = {"grades": _listed(kept - taught), "taught": _listed(taught)}
            yield self._error("point_grades_not_taught", one.school_id, **values)
        elif kept == taught and self._keeps_everything(one.code, taught):
            yield self._error("point_keeps_all", one.school_id, grades=_listed(taught))

    def _keeps_everything(self, code: int, taught: set[int]) -> bool:
        """Whether nothing would change: it is a point already, or would still end primary school."""
        return bool(self._county.type_code[code] == POINT) or self._county.last_primary_grade in taught

    def _of_grades(self, one: Subject) -> Iterator[DecisionError]:
        """Grades to be taught: known ones, and of a retained school others than it teaches anyway."""
        grades = set(one.decision.grades_taught)
        if not grades or one.decision.status not in (*OPENING, LayoutStatus.RETAIN):
            return
        if unknown := grades - set(GRADES):
            yield self._error("grades_unknown", one.school_id, grades=_listed(unknown))
        elif one.decision.status is LayoutStatus.RETAIN and not self._county.is_open[one.code]:
            yield self._error("grades_of_closed", one.school_id)

    def _of_measures(self, one: Subject) -> Iterator[DecisionError]:
        decision = one.decision
        boarding, expansion = decision.boarding, decision.expansion
        if boarding is not None and boarding.beds < 0:
            yield self._error("beds_negative", one.school_id, beds=boarding.beds)
        if boarding is not None and boarding.from_grade not in GRADES:
            yield self._error("boarding_grade_unknown", one.school_id, grade=boarding.from_grade)
        if decision.bus_seats < 0:
            yield self._error("bus_seats_negative", one.school_id, seats=decision.bus_seats)
        if expansion is not None and min(expansion.rooms, expansion.places) < 0:
            amounts = {"rooms": expansion.rooms, "places": expansion.places}
            yield self._error("expansion_negative", one.school_id, **amounts)
        if decision.trigger is not None and min(decision.trigger.pupils, decision.trigger.years) < 1:
            yield self._error("trigger_impossible", one.school_id)
        if decision.hand_over == one.school_id:
            yield self._error("hand_over_to_itself", one.school_id)
        elif (taker := self._decisions.get(decision.hand_over)) is not None and taker.status in CLOSING:
            manager = self._names.get(decision.hand_over, decision.hand_over)
            yield self._error("hand_over_to_closed", one.school_id, manager=manager)
        yield from self._of_mistyped_years(one)
        for measure in idle_measures(decision):
            yield self._error(f"idle_{measure}", one.school_id)

    def _of_mistyped_years(self, one: Subject) -> Iterator[DecisionError]:
        decision = one.decision
        opening = decision.expansion.year if decision.expansion is not None else None
        for year in dict.fromkeys((decision.year, decision.moves_year, opening)):
            if year is not None and year not in CONCEIVABLE_YEARS:
                yield self._error("year_inconceivable", one.school_id, year=year)

    def _of_years(self, one: Subject) -> Iterator[DecisionError]:
        decision = one.decision
        if None not in (decision.year, decision.moves_year) and decision.moves_year < decision.year:  # type: ignore[operator]
            values = {"year": decision.year, "moves_year": decision.moves_year}
            yield self._error("moves_before_it_holds", one.school_id, **values)

    def _code_fault(self, school_id: str) -> list[tuple[str, dict[str, str]]]:
        return self._code_faults.get(school_id, [])

    # ---- the receivers

    def _of_receivers(self, one: Subject) -> Iterator[DecisionError]:
        seen: set[str] = set()
        for settlement_id, receiver_id in one.decision.settlement_receivers:
            if settlement_id in seen:
                place = self._place(settlement_id)
                yield self._error("settlement_named_twice", one.school_id, settlement=place)
            seen.add(settlement_id)
            if self._county.settlement_code(settlement_id) < 0:
                yield self._error("decision_settlement_unknown", one.school_id, settlement_id=settlement_id)
            yield from self._of_receiver(one, receiver_id, self._leaving(one, {settlement_id}))
        if one.decision.receiver_id is not None:
            others = self._leaving(one, None, without=seen)
            yield from self._of_receiver(one, one.decision.receiver_id, others)

    def _of_receiver(self, one: Subject, receiver_id: str, grades: set[int]) -> Iterator[DecisionError]:
        """Hold one receiver against what it can do; it may close later, then all move on together."""
        if receiver_id not in self._codes:
            yield self._error("receiver_unknown", one.school_id, receiver_id=receiver_id)
        elif receiver_id == one.school_id:
            yield self._error("receiver_itself", one.school_id)
        elif any({one.school_id, receiver_id} <= set(ring) for ring in self._rings):
            return
        elif self._ends_by_then(receiver_id, one.decision):
            yield self._error("receiver_closed", one.school_id, **self._named(receiver_id))
        elif missing := grades - self._taught_by_then(receiver_id, one.decision):
            values = {**self._named(receiver_id), "grades": _listed(missing)}
            yield self._error("receiver_lacks_grades", one.school_id, **values)

    def _named(self, receiver_id: str) -> dict[str, str]:
        return {"receiver": self._names[receiver_id], "receiver_id": receiver_id}

    def _ends_by_then(self, receiver_id: str, sender: Decision) -> bool:
        """Whether the receiver is closed, or takes nobody in any more, when the sender's pupils come."""
        receiver = self._decision(receiver_id)
        return receiver.status in ENDING and _is_sooner(receiver, sender)

    def _taught_by_then(self, receiver_id: str, sender: Decision) -> set[int]:
        """Return what the receiver teaches when the sender's pupils come.

        A school that opens later counts as open: that it comes too late is told as a matter of phases.
        """
        receiver, code = self._decision(receiver_id), self._codes[receiver_id]
        before = self._county.teaches[code]
        if receiver.status in OPENING:
            return set(receiver.grades_taught)
        if not _is_sooner(receiver, sender):
            return _numbers(before)
        return _numbers(grades_taught(receiver, before, None))

    def _leaving(self, one: Subject, only: set[str] | None, *, without: set[str] | None = None) -> set[int]:
        """Return the grades in which pupils (of some settlements) leave the school in the end."""
        rows = self._county.attendance
        mask = rows.school == one.code
        codes = [self._county.settlement_code(s) for s in sorted(only or without or ())]
        if only is not None:
            mask &= np.isin(rows.settlement, codes)
        elif codes:
            mask &= ~np.isin(rows.settlement, codes)
        left = grades_taught(one.decision, self._county.teaches[one.code], None)
        return {int(grade) for grade in np.unique(rows.grade[mask])} - _numbers(left)

    # ---- where teachers and equipment go

    def _of_placements(self, one: Subject) -> Iterator[DecisionError]:
        decision, named = one.decision, [school for school, _ in one.decision.teachers]
        if not named and not decision.equipment_receiver:
            return
        counts = [count for _, count in decision.teachers]
        is_twice = len(set(named)) < len(named) or counts.count(None) > 1
        if is_twice or any(count is not None and count < 0 for count in counts):
            yield self._error("teachers_miscounted", one.school_id)
        for receiver_id in dict.fromkeys([*named, *filter(None, [decision.equipment_receiver])]):
            if receiver_id not in self._codes or receiver_id == one.school_id:
                yield self._error("placement_unknown", one.school_id, receiver_id=receiver_id)
            elif self._ends_by_then(receiver_id, decision):
                yield self._error("placement_closed", one.school_id, **self._named(receiver_id))
        there_are = numbers(self._county.schools, TEACHERS)[one.code]
        if (going := sum(count or 0 for count in counts)) > there_are:
            yield self._error("teachers_beyond", one.school_id, going=going, teachers=f"{there_are:.0f}")

    # ---- rings

    def _find_rings(self) -> list[list[str]]:
        """Return the rings of closing schools that name each other, least code first, two schools or more."""
        onward = {
            school_id: [r for r in (*dict(d.settlement_receivers).values(), d.receiver_id) if r is not None]
            for school_id, d in self._decisions.items()
            if d.status in ENDING
        }
        rings: list[list[str]] = []
        for start in sorted(onward):
            ring = _path_back(start, onward)
            if ring and not any(set(ring) == set(known) for known in rings):
                rings.append(ring)
        return rings

    def _ring_error(self, ring: list[str]) -> DecisionError:
        members = " → ".join(self._names.get(school_id, school_id) for school_id in (*ring, ring[0]))
        return self._error("decision_ring", ring[0], members=members)

    # ---- words

    def _decision(self, school_id: str) -> Decision:
        return self._decisions.get(school_id, Decision())

    def _place(self, settlement_id: str) -> str:
        code = self._county.settlement_code(settlement_id)
        return str(self._county.settlement_names[code]) if code >= 0 else settlement_id

    def _error(self, code: str, school_id: str, **values: object) -> DecisionError:
        name = self._names.get(school_id, school_id)
        return DecisionError(code, **{"school_id": school_id, "school": name, **values})


def _is_sooner(receiver: Decision, sender: Decision) -> bool:
    """Whether a decision on a receiver holds when the sender's pupils come; without years both do at once."""
    if receiver.trigger is not None or sender.trigger is not None:
        return receiver.trigger == sender.trigger
    return receiver.year is None or (sender.year is not None and holds(receiver, sender.year))


def _path_back(start: str, onward: Mapping[str, list[str]]) -> list[str]:
    """Return a shortest path from a school back to itself (without repeating it at the end), [] if none."""
    queue = [[start]]
    seen = set()
    while queue:
        path = queue.pop(0)
        for school_id in onward.get(path[-1], ()):
            if school_id == start:
                return path if len(path) > 1 else []
            if school_id not in seen:
                seen.add(school_id)
                queue.append([*path, school_id])
    return []


def _numbers(flags: Bools) -> set[int]:
    return {int(column) + 1 for column in np.flatnonzero(flags)}


def _listed(grades: set[int]) -> str:
    return "、".join(str(grade) for grade in sorted(grades))


def _codes_and_names(county: County) -> tuple[dict[str, int], dict[str, str]]:
    """Return the position of each school by its id, and its name."""
    codes = {str(school_id): code for code, school_id in enumerate(county.school_ids)}
    return codes, dict(zip(codes, county.school_names.tolist(), strict=True))
