"""What would cure a finding: computed from the same outcome, never a canned advice.

A cure is exact in the sense that carrying it out makes its finding go away: seats are all that the school's
decision must name before a bus counts, beds are all that the receiver's waiting pupils need.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np

from gis.evaluation.balancecures import school_cures, spread_cures
from gis.evaluation.evidence import MESSAGE as PEOPLE_AGAINST
from gis.evaluation.failures import Case, Failure
from gis.evaluation.indicators import Balance
from gis.evaluation.result import Cure
from gis.evaluation.ways import Remedies, way_cures
from gis.layout import SchoolLock
from gis.planning.calendar import opening_year
from gis.planning.classes import usable_rooms
from gis.planning.county import Ints
from gis.planning.ledger import numbers
from gis.standards import Criterion, parameter

PEOPLE, SEATS, BEDS, PLACES, ROOMS, CLASSES, POSTS = "人", "座", "张", "个", "间", "班", "人"
CAPS = ("most_moved", "most_moved_twice")

Cures = Iterator[Cure]


class Physician:
    """Works out the cures of one outcome's failures."""

    def __init__(self, case: Case, balance: Balance) -> None:
        self.case, self.balance = case, balance

    @cached_property
    def remedies(self) -> Remedies:
        """What helps whom, worked out once."""
        return Remedies(self.case)

    def cures(self, failure: Failure) -> tuple[Cure, ...]:
        """Return what would cure a failure of the scenario, nothing where only a person can say."""
        if failure.message == PEOPLE_AGAINST:
            return tuple(_retain(self.case, failure))
        if failure.rule.id in _MAKERS:
            return tuple(_MAKERS[failure.rule.id](self.case, failure))
        if failure.rule.id in _BEDS:
            return tuple(_beds(self.case, failure, self.remedies.waiting))
        if failure.rule.id in _RESOURCES:
            return tuple(_RESOURCES[failure.rule.id](self.case, self.balance, failure))
        return () if failure.rows is None else way_cures(self.remedies, failure.rows)


def _school_id(case: Case, failure: Failure) -> str:
    return str(case.county.school_ids[failure.subject])


def _places(case: Case, failure: Failure) -> Cures:
    """Places short: rooms, approved size, fewer pupils, or a later year in which a project opens."""
    school, county, rooms = failure.subject, case.county, case.after.rooms
    situation = case.outcome.situation
    pupils = float(rooms.enrolment[school])
    school_id, name = _school_id(case, failure), case.school(school)
    per_room = _places_per_room(case, school)
    have = float(usable_rooms(county)[school] + np.nan_to_num(situation.rooms_added[school]))
    if situation.is_point[school]:
        have = min(have, float(situation.teaches[school].sum()))
    missing = math.ceil(pupils / per_room) - have
    if missing > 0:
        values = {"school": name, "rooms": f"{missing:.0f}", "per_room": f"{per_room:g}"}
        yield Cure("rooms", missing, ROOMS, school_id, "cure_rooms", values)
    approved = float(numbers(county.schools, "approved_places")[school] + situation.places_added[school])
    if approved < pupils:
        values = {"school": name, "places": f"{pupils - approved:.0f}", "pupils": f"{pupils:.0f}"}
        yield Cure("places", pupils - approved, PLACES, school_id, "cure_places", values)
    yield from _fewer(case, failure, float(failure.value or 0))
    yield from _later(case, failure)


def _places_per_room(case: Case, school: int) -> float:
    taught = np.flatnonzero(case.outcome.situation.teaches[school])
    is_junior = len(taught) > 0 and taught.min() >= case.county.last_primary_grade
    stage = "junior" if is_junior else "primary"
    return parameter(case.outcome.rules, f"places_per_room_{stage}").value


def _fewer(case: Case, failure: Failure, excess: float) -> Cures:
    """Return that so many of the pupils whom the plan sends there go elsewhere."""
    moves, school = case.moves, failure.subject
    came = float(moves.pupils[moves.moved & (moves.after == school)].sum())
    if came > 0 and excess > 0:
        fewer = min(excess, came)
        values = {"school": case.school(school), "pupils": f"{fewer:.0f}", "came": f"{came:.0f}"}
        yield Cure("fewer", fewer, PEOPLE, _school_id(case, failure), "cure_fewer", values)


def _later(case: Case, failure: Failure) -> Cures:
    """Return the year in which the receiver's own project opens, if the year asked for lies before it."""
    asked = case.outcome.year
    decision = case.outcome.scenario.decisions.get(_school_id(case, failure))
    opens = opening_year(decision) if decision else None
    if asked is not None and opens is not None and opens > asked:
        values = {"school": case.school(failure.subject), "year": str(opens)}
        yield Cure("year", opens, "学年", _school_id(case, failure), "cure_year", values)


def _class_size(case: Case, failure: Failure) -> Cures:
    """Class too large: so many classes more, each with a room and a post."""
    school, column = failure.subject, int(failure.part) - 1
    rooms = case.after.rooms
    junior = column + 1 > case.county.last_primary_grade
    standard = case.rules[f"class_size_{'junior' if junior else 'primary'}"]
    limit = _largest_allowed(standard) or _largest_allowed(failure.rule)
    if not limit:
        return
    pupils, classes = float(rooms.in_classes[school, column]), float(rooms.classes[school, column])
    add, free = math.ceil(pupils / limit) - classes, float(rooms.rooms_free[school])
    if not add > 0:
        return
    school_id = _school_id(case, failure)
    told = {
        "school": case.school(school), "grade": failure.part, "classes": f"{add:.0f}", "limit": f"{limit:g}",
    }  # fmt: skip
    yield Cure("classes", add, CLASSES, school_id, "cure_classes", told)
    if math.isnan(free):
        yield Cure("rooms", None, ROOMS, school_id, "cure_rooms_unknown", told)
    elif add > free:
        values = {**told, "rooms": f"{add - free:.0f}", "free": f"{free:.0f}"}
        yield Cure("rooms", add - free, ROOMS, school_id, "cure_class_rooms", values)
    yield Cure("posts", add, POSTS, school_id, "cure_posts", told)


def _largest_allowed(rule: Criterion) -> float | None:
    """Return the largest whole number that meets a criterion, None if every number does."""
    if rule.value is None or not rule.in_force:
        return None
    return rule.value - 1 if rule.operator == "<" else rule.value


def _school_size(case: Case, failure: Failure) -> Cures:
    limit = _largest_allowed(failure.rule)
    if limit is not None and failure.value is not None:
        excess = failure.value - limit
        values = {"school": case.school(failure.subject), "pupils": f"{excess:.0f}"}
        yield Cure("fewer", excess, PEOPLE, _school_id(case, failure), "cure_smaller", values)


def _beds(case: Case, failure: Failure, waiting: Ints) -> Cures:
    """Beds go to boarders first; where others are among them, all who wait for one."""
    boarders_only = failure.rows is not None and bool(case.moves.boarded[failure.rows].all())
    beds = (failure.value or 0.0) if boarders_only else float(waiting[failure.subject])
    values = {"school": case.school(failure.subject), "beds": f"{beds:.0f}"}
    yield Cure("beds", beds, BEDS, _school_id(case, failure), "cure_beds", values)


def _enter_beds(case: Case, failure: Failure) -> Cures:
    values = {"school": case.school(failure.subject), "beds": f"{failure.value:.0f}"}
    yield Cure("evidence", failure.value, BEDS, _school_id(case, failure), "cure_enter_beds", values)


def _place_on_map(case: Case, failure: Failure) -> Cures:
    values = {"pupils": f"{failure.value:.0f}"}
    yield Cure("evidence", failure.value, PEOPLE, _school_id(case, failure), "cure_place", values)


def _seats(case: Case, failure: Failure) -> Cures:
    values = {"school": case.school(failure.subject), "seats": f"{failure.value:.0f}"}
    yield Cure("bus", failure.value, SEATS, _school_id(case, failure), "cure_more_seats", values)


def _retain(case: Case, failure: Failure) -> Cures:
    values = {"school": case.school(failure.subject)}
    yield Cure("retain", 1, "所", _school_id(case, failure), "cure_retain", values)


def _young_boarders(case: Case, failure: Failure) -> Cures:
    values = {"school": case.school(failure.subject), "pupils": f"{failure.value:.0f}"}
    yield Cure("day", failure.value, PEOPLE, _school_id(case, failure), "cure_day", values)


def _boarding_grade(case: Case, failure: Failure) -> Cures:
    if failure.rule.value is not None:
        values = {"school": case.school(failure.subject), "grade": f"{failure.rule.value:g}"}
        yield Cure("grade", failure.rule.value, "年级", _school_id(case, failure), "cure_grade", values)


def _opened(case: Case, failure: Failure) -> Cures:
    classes = failure.value or 0.0
    values = {"school": case.school(failure.subject), "grade": failure.part, "classes": f"{classes:.0f}"}
    yield Cure("rooms", classes, ROOMS, _school_id(case, failure), "cure_opened", values)


def _close_later(case: Case, failure: Failure) -> Cures:
    values = {"school": case.school(failure.subject), "year": failure.values["ready"]}
    yield Cure("year", failure.value, "学年", _school_id(case, failure), "cure_close_later", values)


def _promise(case: Case, failure: Failure) -> Cures:
    """Return the one thing that keeps a promise, where there is one."""
    lock, _, _ = failure.part.partition("/")
    if lock == SchoolLock.MUST_STAY and failure.subject >= 0:
        yield from _retain(case, failure)
    elif lock in CAPS:
        excess = float(failure.values["pupils"]) - float(failure.values["limit"])
        yield Cure("fewer", excess, PEOPLE, "", f"cure_{lock}", {"pupils": f"{excess:.0f}"})


def _unassigned(case: Case, failure: Failure) -> Cures:
    """Return the schools whose pupils have nobody: keeping them, or naming a receiver, cures it."""
    rows: Sequence[int] = [] if failure.rows is None else failure.rows.tolist()
    moves = case.moves
    for school in dict.fromkeys(moves.before[rows].tolist()):
        pupils = float(moves.pupils[rows][moves.before[rows] == school].sum())
        values = {"school": case.school(school), "pupils": f"{pupils:.0f}"}
        subject = str(case.county.school_ids[school])
        yield Cure("receiver", pupils, PEOPLE, subject, "cure_name_receiver", values)


_BEDS = frozenset({"gate_bj23"})
_RESOURCES: dict[str, Callable[[Case, Balance, Failure], Cures]] = {
    "resource_school": school_cures,
    **dict.fromkeys(("resource_cv_primary", "resource_cv_junior"), spread_cures),
}
_MAKERS: dict[str, Callable[[Case, Failure], Cures]] = {
    "places_short": _places,
    **dict.fromkeys(
        ("class_size_primary", "class_size_junior", "large_class", "oversize_class"), _class_size
    ),
    **dict.fromkeys(("school_size", "school_size_combined"), _school_size),
    "beds_unknown": _enter_beds,
    "way_unknown": _place_on_map,
    "bus_seats": _seats,
    **dict.fromkeys(("only_junior", "only_complete_primary", "central_school"), _retain),
    "boarding_g1_3": _young_boarders,
    "boarding_from_grade": _boarding_grade,
    "class_opened": _opened,
    "places_first": _close_later,
    "promise_kept": _promise,
    "unassigned": _unassigned,
}
