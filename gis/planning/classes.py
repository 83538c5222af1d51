"""Classes, places and beds of each school, before and after.

- 插班: pupils fill the classes that a grade has; largest class = ceil(pupils / classes). No class is added
  to cure an overload; it stays and is reported together with the free rooms that could take one. Only a grade
  that had no pupils and now receives some is given one class, as a stated consequence.
- A grade with 0 pupils has 0 classes. Pupils without a reported class: unknown (NaN).
- Places = min(approved places, usable rooms × places per room) per ledger row; usable rooms = 普通教室 less
  those of the 附设幼儿班. Where only one of the two is reported it counts alone; neither = unknown. A row
  that teaches both stages weighs their places per room by its reported classes, a new grade by one.
- A school that starts under the plan (new, reopened), and a grade that a decision adds to a school, has as
  many classes as its pupils need at the places per room: one at least, and not more than the rooms that are
  left where those are known. Of a new school only what its project adds is known of rooms and places.
- 复式: grades of one class, as reported or as the plan may form them (:mod:`gis.planning.multigrade`).
- A teaching point has one class per grade: places = min(rooms, grades kept) × places per room, and not
  more than its approved places. A newly made point without reported rooms is unknown, because the approved
  places were given to a whole school.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from gis.memory import Memory
from gis.model import GRADES
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.ledger import numbers
from gis.planning.multigrade import ALONE, joined, most_together, reported_groups, with_formed
from gis.planning.situation import Situation
from gis.standards import parameter


@dataclass(frozen=True)
class Rooms:
    """Load of each school: ``pupils`` and ``classes`` are schools × 9; the rest one value per school.

    ``largest`` is schools × 9; NaN = unknown. ``places``: NaN unknown, 0 where closed. ``rooms_free``: rooms
    that no class uses; NaN where rooms or classes are unknown or the school is closed. ``opened``: grades
    that get classes because they had no pupils before. ``in_classes``: the pupils of all grades that sit
    in the classes of a grade. ``class_at``: the column where the class of a grade stands, its own but for
    复式 (None = none anywhere). ``memory``: what follows from them.
    """

    pupils: Floats
    classes: Floats
    largest: Floats
    places: Floats
    rooms_free: Floats
    opened: Bools
    in_classes: Floats
    class_at: Ints | None = None
    memory: Memory = field(init=False, default_factory=Memory, compare=False, repr=False)

    @cached_property
    def enrolment(self) -> Floats:
        """Pupils per school."""
        total: Floats = self.pupils.sum(axis=1)
        return total

    @cached_property
    def places_short(self) -> Floats:
        """Pupils beyond the places; NaN where the places are unknown."""
        short: Floats = np.maximum(self.enrolment - self.places, 0)
        return short

    @cached_property
    def largest_class(self) -> Floats:
        """Largest class per school among the grades whose classes are known; NaN if none is."""
        return nanmax_rows(self.largest)


def rooms_before(county: County, rules: Mapping[str, Any], pupils: Floats) -> Rooms:
    """Return the baseline's load; ``pupils`` is schools × 9."""
    nowhere = np.zeros_like(pupils, dtype=bool)
    side = _Side(county.teaches, county.is_point, county.is_open, usable_rooms(county), _approved(county))
    return _rooms(county, pupils, nowhere, _places(county, rules, side), side)


def rooms_after(
    county: County, rules: Mapping[str, Any], situation: Situation, before: Rooms, pupils: Floats
) -> Rooms:
    """Return the load under a scenario; ``pupils`` is schools × 9."""
    starts = situation.is_open & ~county.is_open
    opened = (pupils > 0) & (before.pupils == 0) & ~(county.reported_classes > 0) & ~starts[:, None]
    side = _side_after(county, situation)
    first = _starting(county, rules, pupils, side, opened, starts)
    most, forming = most_together(rules), np.empty(0, dtype=np.int64)
    if most:
        changed = (pupils != before.pupils).any(axis=1) | ~county.is_point
        forming = np.flatnonzero(situation.is_point & situation.is_open & changed)
    places = _places(county, rules, side)
    return _rooms(county, pupils, opened, places, side, first, forming=forming, most=most)


def places_after(county: County, rules: Mapping[str, Any], situation: Situation) -> Floats:
    """Return the places of each school under a scenario, NaN = unknown, 0 where closed."""
    return _places(county, rules, _side_after(county, situation))


def places_by_stage(
    county: County, rules: Mapping[str, Any], situation: Situation, junior: Bools
) -> Floats:
    """Return the places of each school under a scenario by 学段: schools × 2, NaN = unknown.

    Parameters
    ----------
    junior
        Which of the 9 grades are 初中.

    Notes
    -----
    A row that teaches both stages shares its places out by its reported classes, else by its grades.
    """
    places = places_after(county, rules, situation)
    weights = _stage_weights(county, situation.teaches)
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, weights[:, junior].sum(axis=1) / total, 0.0)
    later = np.round(places * share)
    return np.column_stack([places - later, later])


def _side_after(county: County, situation: Situation) -> _Side:
    return _Side(
        situation.teaches,
        situation.is_point,
        situation.is_open,
        _with_added(county, usable_rooms(county), situation.rooms_added),
        _with_added(county, _approved(county), situation.places_added),
    )


@dataclass(frozen=True)
class _Side:
    """The schools before or after, as far as room goes; NaN = unknown."""

    teaches: Bools
    is_point: Bools
    is_open: Bools
    rooms: Floats
    approved: Floats


def _with_added(county: County, known: Floats, added: Floats) -> Floats:
    """Add what a project adds; of a school that is not there yet the project is all there is."""
    built = ~county.exists & (added > 0)
    return np.where(built, added, known + added)


def _approved(county: County) -> Floats:
    return numbers(county.schools, "approved_places")


def _rooms(
    county: County, pupils: Floats, opened: Bools, places: Floats, side: _Side, first: Floats | None = None,
    *, forming: Ints | None = None, most: float = 0.0,
) -> Rooms:  # fmt: skip
    classes, groups = _classes(county, pupils, opened), reported_groups(county)
    if first is not None:
        classes = np.where(np.isnan(first), classes, first)
        groups = None if groups is None else np.where(np.isnan(first), groups, ALONE)
    if forming is not None and len(forming):
        groups = with_formed(groups, pupils, classes, forming, most, county.last_primary_grade)
    inside, at = pupils, None
    if groups is not None:
        classes, inside, opened, at = joined(groups, pupils, classes, opened)
    with np.errstate(invalid="ignore", divide="ignore"):
        of_each = classes if at is None else np.take_along_axis(classes, at, axis=1)
        largest = np.ceil(inside / of_each)                  # a grade without a class has no pupils: 0 / 0
    free = np.where(side.is_open, np.maximum(side.rooms - classes.sum(axis=1), 0), np.nan)
    return Rooms(pupils, classes, largest, places, free, opened, inside, at)


def _classes(county: County, pupils: Floats, opened: Bools) -> Floats:
    """Return the reported classes of the grades with pupils, one where it opens; NaN unknown."""
    reported = np.where(county.reported_classes > 0, county.reported_classes, np.nan)
    return np.where(pupils > 0, np.where(opened, 1.0, reported), 0.0)


def _starting(
    county: County, rules: Mapping[str, Any], pupils: Floats, side: _Side, opened: Bools, starts: Bools
) -> Floats:
    """Return the classes of grades that start under the plan, NaN for all others; schools × 9."""
    new = starts[:, None] | (opened & side.teaches & ~county.teaches)
    classes, groups = _classes(county, pupils, opened), reported_groups(county)
    if groups is not None:
        classes = joined(np.where(new, ALONE, groups), pupils, classes, opened)[0]
    left = side.rooms - np.where(new, 0.0, classes).sum(axis=1)
    per_room = np.where(
        starts[:, None], _places_per_room(county, rules, side.teaches)[:, None], _of_stage(county, rules)
    )
    return _first_classes(pupils, left, per_room, new)


def _first_classes(pupils: Floats, left: Floats, per_room: Floats, new: Bools) -> Floats:
    """Give each new grade as many classes as its pupils need; NaN for all others.

    Where the rooms left are fewer, each grade gets one, and every further room goes to the grade with the
    largest class.
    """
    classes = np.full(pupils.shape, np.nan)
    for school in np.flatnonzero(new.any(axis=1)).tolist():
        needed = np.where(new[school], np.ceil(pupils[school] / per_room[school]), 0.0)
        given = np.minimum(needed, 1.0)
        while needed.sum() > given.sum() and not given.sum() >= left[school]:
            given[np.where(given < needed, pupils[school] / np.maximum(given, 1), -1.0).argmax()] += 1
        classes[school, new[school]] = given[new[school]]
    return classes


def _of_stage(county: County, rules: Mapping[str, Any]) -> Floats:
    """Return the places per room of each grade."""
    stages = [parameter(rules, f"places_per_room_{stage}").value for stage in ("primary", "junior")]
    return np.where(np.array(GRADES) > county.last_primary_grade, stages[1], stages[0])


def usable_rooms(county: County) -> Floats:
    """Return 普通教室 less those of the attached kindergarten; NaN unknown."""
    return county.memory.once("usable rooms", lambda: _usable_rooms(county))


def _usable_rooms(county: County) -> Floats:
    kindergarten = np.nan_to_num(numbers(county.schools, "kindergarten_rooms"))
    return np.maximum(numbers(county.schools, "classrooms") - kindergarten, 0)


def nanmax_rows(values: Floats) -> Floats:
    """Return the largest known value of each row, NaN where a row knows none."""
    largest = np.where(np.isnan(values), -np.inf, values).max(axis=-1, initial=-np.inf)
    return np.where(np.isfinite(largest), largest, np.nan)


def _places(county: County, rules: Mapping[str, Any], side: _Side) -> Floats:
    per_room = _places_per_room(county, rules, side.teaches)
    newly_made = side.is_point & county.is_open & ~county.is_point
    approved = np.where(newly_made & np.isnan(side.rooms), np.nan, side.approved)
    in_use = np.where(side.is_point, np.minimum(side.rooms, side.teaches.sum(axis=1)), side.rooms)
    places = np.where(side.is_open, np.floor(np.fmin(approved, in_use * per_room)), 0.0)
    is_school = county.teaches.any(axis=1) | side.teaches.any(axis=1) | ~side.is_open
    return np.where(is_school, places, np.nan)


def _places_per_room(county: County, rules: Mapping[str, Any], teaches: Bools) -> Floats:
    """Return places per room by stage; where both stages share the rooms, weighted by classes."""
    junior_grade = np.array(GRADES) > county.last_primary_grade
    weights = _stage_weights(county, teaches)
    primary = parameter(rules, "places_per_room_primary").value
    junior = parameter(rules, "places_per_room_junior").value
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, weights[:, junior_grade].sum(axis=1) / total, 0.0)
    return primary + share * (junior - primary)


def _stage_weights(county: County, teaches: Bools) -> Floats:
    """Return what the grades weigh where two stages share the rooms: reported classes, 1 of a new grade.

    Grades that are not taught (any more) weigh nothing; without any class reported each one weighs the same.
    """
    classes = np.where(teaches & ~np.isnan(county.reported_classes), county.reported_classes, 0.0)
    weights = np.where(teaches & ~county.teaches, np.maximum(classes, 1.0), classes)
    return np.where(weights.sum(axis=1, keepdims=True) > 0, weights, teaches.astype(float))
