"""Schools before and after, as the frames of the evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gis.model import GRADES
from gis.planning.assignment import Movement, Outcome
from gis.planning.classes import Rooms, rooms_after, rooms_before
from gis.planning.county import SCHOOL_TYPES, Bools, County, Floats, Ints
from gis.planning.journeys import IS_DAILY


@dataclass(frozen=True)
class Load:
    """What the schools carry before and after."""

    before: Rooms
    after: Rooms
    boarders_before: Ints
    boarders_after: Ints


def load_of(outcome: Outcome) -> Load:
    """Count pupils, classes and boarders per school and grade on both sides."""
    county, situation, moves = outcome.county, outcome.situation, outcome.movement
    schools = len(county.school_ids)
    before = rooms_before(county, outcome.rules, pupils_by_grade(moves, moves.before, schools))
    pupils_after = pupils_by_grade(moves, moves.after, schools)
    after = rooms_after(county, outcome.rules, situation, before, pupils_after)
    return Load(
        before,
        after,
        _count(moves.before, moves.pupils * moves.boarded, schools),
        _count(moves.after, moves.pupils * moves.boards, schools),
    )


def pupils_by_grade(moves: Movement, school: Ints, schools: int) -> Floats:
    """Return pupils as schools × 9; pupils without a school are left out."""
    assigned = school >= 0
    key = school[assigned] * len(GRADES) + moves.grade[assigned] - 1
    weights = moves.pupils[assigned].astype(float)
    counts: Floats = np.bincount(key, weights=weights, minlength=schools * len(GRADES)).astype(float)
    return counts.reshape(schools, len(GRADES))


def count_schools(county: County, is_open: Bools, is_point: Bools) -> tuple[int, int]:
    """Return the numbers of schools and of teaching points.

    A site counts once however many divisions it has; it is a school if one open division is. 附设班
    (219, 319) are neither.
    """
    is_school = is_open & ~is_point & np.isin(county.type_code, list(SCHOOL_TYPES))
    school_sites = np.unique(county.site[is_school])
    point_sites = np.setdiff1d(county.site[is_open & is_point], school_sites)
    return len(school_sites), len(point_sites)


def school_frame(outcome: Outcome, load: Load) -> pd.DataFrame:
    """Return ``Evaluation.schools``."""
    county, situation, moves = outcome.county, outcome.situation, outcome.movement
    times = {
        "before": _times(moves.before, moves.seconds_before, moves.verdict_before, moves.pupils, county),
        "after": _times(moves.after, moves.seconds_after, moves.verdict_after, moves.pupils, county),
    }
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
            "taught_after": situation.teaches[shown],
        }
    )


def _pair(name: str, before: Any, after: Any) -> dict[str, Any]:
    return {f"{name}_before": before, f"{name}_after": after}


def _texts(values: Iterable[Any]) -> Any:
    return pd.array(list(values), dtype="str")


def _count(school: Ints, pupils: Ints, schools: int) -> Ints:
    assigned = school >= 0
    counts = np.bincount(school[assigned], weights=pupils[assigned], minlength=schools)
    return counts.astype(np.int64)


def _utilisation(rooms: Rooms) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(rooms.places > 0, rooms.enrolment / rooms.places, np.nan)


def _times(
    school: Ints, seconds: Floats, verdict: Ints, pupils: Ints, county: County
) -> tuple[Floats, Floats]:
    """Return mean and longest daily journey per school, NaN without day pupils whose way is known."""
    schools = len(county.school_ids)
    daily = (school >= 0) & IS_DAILY[verdict]
    at, time, weight = school[daily], seconds[daily], pupils[daily]
    total = np.bincount(at, weights=weight, minlength=schools)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(at, weights=weight * time, minlength=schools) / total
    longest = np.full(schools, -np.inf)
    np.maximum.at(longest, at, time)
    return mean, np.where(total > 0, longest, np.nan)
