"""Schools before and after, as the frames of the evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gis.model import GRADES
from gis.planning.classes import Rooms, rooms_after, rooms_before
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import IS_DAILY
from gis.planning.ledger import SCHOOL_TYPES
from gis.planning.multigrade import grades_together
from gis.planning.outcome import Outcome
from gis.planning.trips import Trips


@dataclass(frozen=True)
class Load:
    """What the schools carry before and after."""

    before: Rooms
    after: Rooms
    boarders_before: Ints
    boarders_after: Ints


def load_of(outcome: Outcome) -> Load:
    """Count pupils, classes and boarders per school and grade on both sides."""
    county, changes, schools = outcome.county, outcome.changes, len(outcome.county.school_ids)
    before, boarders = outcome.memory.once("load", lambda: _load_before(outcome))
    pupils = before.pupils - _by_grade(changes.gone, schools) + _by_grade(changes.come, schools)
    after = rooms_after(county, outcome.rules, outcome.situation, before, pupils)
    boarders_after = boarders - _boarders(changes.gone, schools) + _boarders(changes.come, schools)
    return Load(before, after, boarders, boarders_after)


def _load_before(outcome: Outcome) -> tuple[Rooms, Ints]:
    trips, schools = outcome.changes.before, len(outcome.county.school_ids)
    rooms = rooms_before(outcome.county, outcome.rules, _by_grade(trips, schools))
    return rooms, _boarders(trips, schools)


def _by_grade(trips: Trips, schools: int) -> Floats:
    """Return pupils as schools × 9, whole numbers; pupils without a school are left out."""
    assigned = trips.school >= 0
    key = trips.school[assigned] * len(GRADES) + trips.grade[assigned] - 1
    counts = np.bincount(key, weights=trips.pupils[assigned], minlength=schools * len(GRADES))
    return counts.astype(float).reshape(schools, len(GRADES))


def _boarders(trips: Trips, schools: int) -> Ints:
    boards = np.flatnonzero(trips.boards & (trips.school >= 0))
    counts = np.bincount(trips.school[boards], weights=trips.pupils[boards], minlength=schools)
    return counts.astype(np.int64)


def count_schools(county: County, is_open: Bools, is_point: Bools) -> tuple[int, int]:
    """Return the numbers of schools and of teaching points.

    A site counts once however many divisions it has; it is a school if one open division is. 附设班
    (219, 319) are neither.
    """
    ordinary = county.memory.once(
        "ordinary types", lambda: np.isin(county.type_code, list(SCHOOL_TYPES))
    )
    is_school = is_open & ~is_point & ordinary
    has_school, has_point = (
        np.bincount(county.site, weights=rows) > 0 for rows in (is_school, is_open & is_point)
    )
    return int(has_school.sum()), int((has_point & ~has_school).sum())


def school_frame(outcome: Outcome, load: Load) -> pd.DataFrame:
    """Return ``Evaluation.schools``."""
    county, situation, times = outcome.county, outcome.situation, school_times(outcome)
    columns = {
        "site_id": _texts(county.site_ids[county.site]),
        "name": _texts(county.school_names),
        "township": county.schools["township"].array,
        "type_code": _texts(county.type_code.tolist()),
        "status": _texts(status.value for status in situation.status),
        "open_before": county.is_open,
        "open_after": situation.is_open,
        "is_point_before": county.is_point & county.is_open,
        "is_point_after": situation.is_point,
        "lon": county.school_lon,
        "lat": county.school_lat,
        **_pair("enrolment", load.before.enrolment.astype(np.int64), load.after.enrolment.astype(np.int64)),
        **_pair("classes", load.before.classes.sum(axis=1), load.after.classes.sum(axis=1)),
        **_pair("largest_class", load.before.largest_class, load.after.largest_class),
        **_pair("capacity", load.before.places, load.after.places),
        **_pair("utilisation", _utilisation(load.before), _utilisation(load.after)),
        **_pair("places_short", load.before.places_short, load.after.places_short),
        "rooms_free_after": load.after.rooms_free,
        **_pair("beds", county.beds, situation.beds),
        **_pair("boarders", load.boarders_before, load.boarders_after),
        **_pair("mean_s", times["before"][0], times["after"][0]),
        **_pair("max_s", times["before"][1], times["after"][1]),
    }
    return pd.DataFrame(columns, index=pd.Index(_texts(county.school_ids), name="school_id"))


def grade_frame(outcome: Outcome, load: Load) -> pd.DataFrame:
    """Return ``Evaluation.school_grades``."""
    county, situation = outcome.county, outcome.situation
    shown = county.teaches | situation.teaches
    school, column = np.nonzero(shown)
    return pd.DataFrame(
        {
            "school_id": _texts(county.school_ids).take(school),
            "grade": column + 1,
            **_pair(
                "pupils",
                load.before.pupils[shown].astype(np.int64),
                load.after.pupils[shown].astype(np.int64),
            ),
            **_pair("classes", load.before.classes[shown], load.after.classes[shown]),
            **_pair("largest_class", load.before.largest[shown], load.after.largest[shown]),
            **_pair("multigrade", _together(load.before, shown), _together(load.after, shown)),
            "taught_after": situation.teaches[shown],
        }
    )


def _together(rooms: Rooms, shown: Bools) -> Any:
    if rooms.class_at is None:
        return _texts([""] * int(shown.sum()))
    told = grades_together(rooms.class_at, rooms.pupils)
    return _texts(told[school][column] for school, column in np.argwhere(shown).tolist())


def _pair(name: str, before: Any, after: Any) -> dict[str, Any]:
    return {f"{name}_before": before, f"{name}_after": after}


def _texts(values: Iterable[Any]) -> Any:
    return pd.array(list(values), dtype="str")


def _utilisation(rooms: Rooms) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(rooms.places > 0, rooms.enrolment / rooms.places, np.nan)


def school_times(outcome: Outcome) -> dict[str, tuple[Floats, Floats]]:
    """Return mean and longest daily journey per school by side; NaN without day pupils whose way is known."""
    schools, changes = len(outcome.county.school_ids), outcome.changes
    everybody = np.arange(len(changes.before.pupils))
    before = outcome.memory.once("times", lambda: _times(changes.before, everybody, schools))
    other = np.zeros(schools + 1, dtype=bool)          # the last one is nobody's school
    other[changes.gone.school] = other[changes.come.school] = True
    trips = outcome.movement.trips
    mean, longest = _times(trips, np.flatnonzero(other[trips.school]), schools)
    other = other[:-1]
    return {
        "before": before,
        "after": (np.where(other, mean, before[0]), np.where(other, longest, before[1])),
    }


def _times(trips: Trips, rows: Ints, schools: int) -> tuple[Floats, Floats]:
    daily = rows[(trips.school[rows] >= 0) & IS_DAILY[trips.verdict[rows]]]
    at, time, weight = trips.school[daily], trips.seconds[daily], trips.pupils[daily]
    total = np.bincount(at, weights=weight, minlength=schools)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(at, weights=weight * time, minlength=schools) / total
    longest = np.full(schools, -np.inf)
    np.maximum.at(longest, at, time)
    return mean, np.where(total > 0, longest, np.nan)
