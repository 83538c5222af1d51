"""Editing a scenario, and telling which decisions cannot be carried out.

A scenario is a value: every edit gives a new one, so undoing is keeping the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np

from gis.crs import county_crs
from gis.errors import DecisionError, InputError
from gis.model import GRADES, STORAGE_CRS, Decision, LayoutStatus, NetworkEdit, Plan, Scenario
from gis.network.editfaults import edit_fault
from gis.network.editshapes import plain_edit, shape_of
from gis.network.parameters import reading_rules
from gis.planning.county import POINT, County, county_of


def set_decision(scenario: Scenario, school_id: str, decision: Decision) -> Scenario:
    """Return the scenario with a decision for a school added or replaced.

    Parameters
    ----------
    scenario
        Left as it is.
    school_id
        The school (or division) decided on.
    decision
        Its layout status and measures.
    """
    return replace(scenario, decisions={**scenario.decisions, school_id: decision})


def clear_decision(scenario: Scenario, school_id: str) -> Scenario:
    """Return the scenario without a decision for a school, which is then retained."""
    kept = {key: decision for key, decision in scenario.decisions.items() if key != school_id}
    return replace(scenario, decisions=kept)


def set_network_edit(
    scenario: Scenario, edit: NetworkEdit, *, boundary: gpd.GeoDataFrame | None = None
) -> Scenario:
    """Return the scenario with a change to the roads added, or replaced in its place.

    Parameters
    ----------
    scenario
        Left as it is.
    edit
        The change; one of the same ``edit_id`` is replaced.
    boundary
        The plan's; a change that is nowhere near it is refused.

    Raises
    ------
    InputError
        edit_unnamed, edit_shape_damaged, edit_shape_wrong_…, edit_speed_impossible, edit_closes_to_nobody,
        edit_class_unknown, edit_opens_to_nobody or edit_outside_county.
    """
    fault = edit_fault(edit)
    if fault is None and boundary is not None and not _is_near(edit, boundary):
        fault = "edit_outside_county"
    if fault is not None:
        raise InputError(fault, name=edit.name, edit_id=edit.edit_id, road_class=edit.road_class)
    made = plain_edit(edit)
    edits = {one.edit_id: one for one in scenario.network_edits} | {edit.edit_id: made}
    return replace(scenario, network_edits=tuple(edits.values()))


def clear_network_edit(scenario: Scenario, edit_id: str) -> Scenario:
    """Return the scenario without a change to the roads."""
    kept = tuple(edit for edit in scenario.network_edits if edit.edit_id != edit_id)
    return replace(scenario, network_edits=kept)


def _is_near(edit: NetworkEdit, boundary: gpd.GeoDataFrame) -> bool:
    """Whether a change lies in the county or so near to it that its roads were read."""
    outline = boundary.to_crs(STORAGE_CRS).union_all()
    crs = county_crs(outline)
    area, shape = gpd.GeoSeries([outline, shape_of(edit)], crs=STORAGE_CRS).to_crs(crs)
    return bool(area.dwithin(shape, reading_rules().buffer_m))


def in_force(scenario: Scenario, year: int | None) -> Mapping[str, Decision]:
    """Return the decisions that hold in a school year (2022 = 2022—2023学年); None = all of them."""
    if year is None:
        return scenario.decisions
    return {
        school_id: decision
        for school_id, decision in scenario.decisions.items()
        if decision.year is None or decision.year <= year
    }


def check_scenario(plan: Plan, scenario: Scenario) -> tuple[DecisionError, ...]:
    """Return every decision that cannot be carried out, in words through ``gis.messages``.

    A merge without any possible receiver is not among them: its pupils are listed as unassigned. The
    errors' values carry ``school_id``.
    """
    if not scenario.decisions:
        return ()
    return DecisionCheck(county_of(plan), scenario).errors()


class DecisionCheck:
    """The reasons why single decisions of a scenario are impossible."""

    def __init__(self, county: County, scenario: Scenario) -> None:
        self._county = county
        self._codes = {str(school_id): code for code, school_id in enumerate(county.school_ids)}
        self._names = dict(zip(self._codes, county.school_names.tolist(), strict=True))
        self._decisions = scenario.decisions
        self._rings = self._find_rings()

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
            found += self._of_measures(school_id, decision)
            found += self._of_status(school_id, decision)
            found += self._of_receivers(school_id, decision)
        return tuple(found)

    # ---- the school itself

    def _of_status(self, school_id: str, decision: Decision) -> Iterator[DecisionError]:
        if decision.status is LayoutStatus.RETAIN:
            return
        if self._county.is_private[self._codes[school_id]]:
            yield self._error("decision_private", school_id)
        if decision.status is LayoutStatus.TEACHING_POINT:
            yield from self._of_teaching_point(school_id, decision)

    def _of_teaching_point(self, school_id: str, decision: Decision) -> Iterator[DecisionError]:
        code = self._codes[school_id]
        taught, kept = self._taught(school_id), set(decision.grades_kept)
        if not self._county.is_primary[code]:
            yield self._error("point_not_primary", school_id)
        elif not kept:
            yield self._error("point_without_grades", school_id)
        elif kept - taught:
            values = {"grades": _listed(kept - taught), "taught": _listed(taught)}
            yield self._error("point_grades_not_taught", school_id, **values)
        elif kept == taught and self._keeps_everything(code, taught):
            yield self._error("point_keeps_all", school_id, grades=_listed(taught))

    def _keeps_everything(self, code: int, taught: set[int]) -> bool:
        """Whether nothing would change: it is a point already, or would still end primary school."""
        return bool(self._county.type_code[code] == POINT) or self._county.last_primary_grade in taught

    def _of_measures(self, school_id: str, decision: Decision) -> Iterator[DecisionError]:
        boarding = decision.boarding
        if boarding is not None and boarding.beds < 0:
            yield self._error("beds_negative", school_id, beds=boarding.beds)
        if boarding is not None and boarding.from_grade not in GRADES:
            yield self._error("boarding_grade_unknown", school_id, grade=boarding.from_grade)
        if decision.bus_seats < 0:
            yield self._error("bus_seats_negative", school_id, seats=decision.bus_seats)
        for measure in _idle_measures(decision):
            yield self._error(f"idle_{measure}", school_id)

    # ---- the receivers

    def _of_receivers(self, school_id: str, decision: Decision) -> Iterator[DecisionError]:
        seen: set[str] = set()
        for settlement_id, receiver_id in decision.settlement_receivers:
            if settlement_id in seen:
                yield self._error("settlement_named_twice", school_id, settlement=self._place(settlement_id))
            seen.add(settlement_id)
            if self._county.settlement_code(settlement_id) < 0:
                yield self._error("decision_settlement_unknown", school_id, settlement_id=settlement_id)
            yield from self._of_receiver(school_id, receiver_id, self._leaving(school_id, {settlement_id}))
        if decision.receiver_id is not None:
            others = self._leaving(school_id, None, without=seen)
            yield from self._of_receiver(school_id, decision.receiver_id, others)

    def _of_receiver(self, school_id: str, receiver_id: str, grades: set[int]) -> Iterator[DecisionError]:
        if receiver_id not in self._codes:
            yield self._error("receiver_unknown", school_id, receiver_id=receiver_id)
        elif receiver_id == school_id:
            yield self._error("receiver_itself", school_id)
        elif any({school_id, receiver_id} <= set(ring) for ring in self._rings):
            return
        elif self._status(receiver_id) is LayoutStatus.MERGE:
            yield self._error("receiver_closed", school_id, **self._named(receiver_id))
        elif missing := grades - self._taught_after(receiver_id):
            values = {**self._named(receiver_id), "grades": _listed(missing)}
            yield self._error("receiver_lacks_grades", school_id, **values)

    def _named(self, receiver_id: str) -> dict[str, str]:
        return {"receiver": self._names[receiver_id], "receiver_id": receiver_id}

    def _leaving(
        self, school_id: str, only: set[str] | None, *, without: set[str] | None = None
    ) -> set[int]:
        """Return the grades in which pupils (of some settlements) leave the school."""
        rows = self._county.attendance
        mask = rows.school == self._codes[school_id]
        codes = [self._county.settlement_code(s) for s in sorted(only or without or ())]
        if only is not None:
            mask &= np.isin(rows.settlement, codes)
        elif codes:
            mask &= ~np.isin(rows.settlement, codes)
        return {int(grade) for grade in np.unique(rows.grade[mask])} - self._taught_after(school_id)

    # ---- rings

    def _find_rings(self) -> list[list[str]]:
        """Return the rings of merged schools that name each other, least code first, two schools or more."""
        onward = {
            school_id: [r for r in (*dict(d.settlement_receivers).values(), d.receiver_id) if r is not None]
            for school_id, d in self._decisions.items()
            if d.status is LayoutStatus.MERGE
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

    # ---- words and states

    def _status(self, school_id: str) -> LayoutStatus:
        return self._decisions.get(school_id, Decision()).status

    def _taught(self, school_id: str) -> set[int]:
        return {int(g) + 1 for g in np.flatnonzero(self._county.teaches[self._codes[school_id]])}

    def _taught_after(self, school_id: str) -> set[int]:
        status = self._status(school_id)
        if status is LayoutStatus.MERGE:
            return set()
        taught = self._taught(school_id)
        if status is LayoutStatus.TEACHING_POINT:
            taught &= set(self._decisions[school_id].grades_kept)
        return taught

    def _place(self, settlement_id: str) -> str:
        code = self._county.settlement_code(settlement_id)
        return str(self._county.settlement_names[code]) if code >= 0 else settlement_id

    def _error(self, code: str, school_id: str, **values: object) -> DecisionError:
        name = self._names.get(school_id, school_id)
        return DecisionError(code, **{"school_id": school_id, "school": name, **values})


def _idle_measures(decision: Decision) -> Iterator[str]:
    """Name the entries that this status has no use for: silence would let them look like provisions."""
    moves = decision.status is not LayoutStatus.RETAIN
    if not moves and (decision.receiver_id is not None or decision.settlement_receivers):
        yield "receiver"
    if not moves and decision.bus_seats > 0:
        yield "bus_seats"
    if decision.status is not LayoutStatus.TEACHING_POINT and decision.grades_kept:
        yield "grades_kept"
    if decision.status is LayoutStatus.MERGE and decision.boarding is not None and decision.boarding.beds > 0:
        yield "beds"


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


def _listed(grades: set[int]) -> str:
    return "、".join(str(grade) for grade in sorted(grades))
