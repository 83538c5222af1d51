"""Classes, places and beds of each school, before and after.

- 插班: pupils fill the classes that a grade has; largest class = ceil(pupils / classes). No class is added
  to cure an overload; it stays and is reported together with the free rooms that could take one. Only a grade
  that had no pupils and now receives some is given one class, as a stated consequence.
- A grade with 0 pupils has 0 classes. Pupils without a reported class: unknown (NaN).
- Places = min(approved places, usable rooms × places per room) per ledger row; usable rooms = 普通教室 less
  those of the 附设幼儿班. Where only one of the two is reported it counts alone; neither = unknown. A row
  that teaches both stages weighs their places per room by its reported classes.
- A teaching point has one class per grade: places = min(rooms, grades kept) × places per room, and not
  more than its approved places. A newly made point without reported rooms is unknown, because the approved
  places were given to a whole school.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.model import GRADES
from gis.planning.county import Bools, County, Floats, numbers
from gis.planning.situation import Situation
from gis.standards import parameter


@dataclass(frozen=True)
class Rooms:
    """Load of each school: ``pupils`` and ``classes`` are schools × 9; the rest one value per school.

    ``largest`` is schools × 9; NaN = unknown. ``places``: NaN unknown, 0 where closed. ``rooms_free``: rooms
    that no class uses; NaN where rooms or classes are unknown or the school is closed. ``opened``: grades
    that get a class because they had no pupils before.
    """

    pupils: Floats
    classes: Floats
    largest: Floats
    places: Floats
    rooms_free: Floats
    opened: Bools

    @property
    def enrolment(self) -> Floats:
        """Pupils per school."""
        total: Floats = self.pupils.sum(axis=1)
        return total

    @property
    def places_short(self) -> Floats:
        """Pupils beyond the places; NaN where the places are unknown."""
        short: Floats = np.maximum(self.enrolment - self.places, 0)
        return short

    @property
    def largest_class(self) -> Floats:
        """Largest class per school among the grades whose classes are known; NaN if none is."""
        return nanmax_rows(self.largest)


def rooms_before(county: County, rules: Mapping[str, Any], pupils: Floats) -> Rooms:
    """Return the baseline's load; ``pupils`` is schools × 9."""
    everywhere, nowhere = np.ones(len(pupils), dtype=bool), np.zeros_like(pupils, dtype=bool)
    places = _places(county, rules, county.teaches, county.is_point, everywhere)
    return _rooms(county, pupils, nowhere, places, everywhere)


def rooms_after(
    county: County, rules: Mapping[str, Any], situation: Situation, before: Rooms, pupils: Floats
) -> Rooms:
    """Return the load under a scenario; ``pupils`` is schools × 9."""
    opened = (pupils > 0) & (before.pupils == 0) & ~(county.reported_classes > 0)
    places = _places(county, rules, situation.teaches, situation.is_point, situation.is_open)
    return _rooms(county, pupils, opened, places, situation.is_open)


def _rooms(county: County, pupils: Floats, opened: Bools, places: Floats, is_open: Bools) -> Rooms:
    reported = np.where(county.reported_classes > 0, county.reported_classes, np.nan)
    classes = np.where(pupils > 0, np.where(opened, 1.0, reported), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        largest = np.where(classes > 0, np.ceil(pupils / classes), np.nan)
    free = np.maximum(usable_rooms(county) - classes.sum(axis=1), 0)
    return Rooms(pupils, classes, largest, places, np.where(is_open, free, np.nan), opened)


def usable_rooms(county: County) -> Floats:
    """Return 普通教室 less those of the attached kindergarten; NaN unknown."""
    kindergarten = np.nan_to_num(numbers(county.schools, "kindergarten_rooms"))
    return np.maximum(numbers(county.schools, "classrooms") - kindergarten, 0)


def nanmax_rows(values: Floats) -> Floats:
    """Return the largest known value of each row, NaN where a row knows none."""
    largest = np.where(np.isnan(values), -np.inf, values).max(axis=-1, initial=-np.inf)
    return np.where(np.isfinite(largest), largest, np.nan)


def _places(
    county: County, rules: Mapping[str, Any], teaches: Bools, is_point: Bools, is_open: Bools
) -> Floats:
    rooms, approved = usable_rooms(county), numbers(county.schools, "approved_places")
    per_room = _places_per_room(county, rules)
    newly_made = is_point & ~county.is_point
    approved = np.where(newly_made & np.isnan(rooms), np.nan, approved)
    in_use = np.where(is_point, np.minimum(rooms, teaches.sum(axis=1)), rooms)
    places = np.where(is_open, np.floor(np.fmin(approved, in_use * per_room)), 0.0)
    return np.where(county.teaches.any(axis=1), places, np.nan)


def _places_per_room(county: County, rules: Mapping[str, Any]) -> Floats:
    """Return places per room by stage; where both stages share the rooms, weighted by reported classes."""
    junior_grade = np.array(GRADES) > county.last_primary_grade
    classes = np.nan_to_num(county.reported_classes)
    weights = np.where(classes.sum(axis=1, keepdims=True) > 0, classes, county.teaches.astype(float))
    weights = np.where(county.teaches, weights, 0.0)
    primary = parameter(rules, "places_per_room_primary").value
    junior = parameter(rules, "places_per_room_junior").value
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, weights[:, junior_grade].sum(axis=1) / total, 0.0)
    return primary + share * (junior - primary)
