"""Who could receive the pupils of a school: how far it would be for them, and how much room there is."""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.models.tables import school_names
from gis.evaluation.result import Evaluation
from gis.model import Plan, band_of

_known: dict[str, tuple[weakref.ref[pd.DataFrame], Mapping[str, np.ndarray]]] = {}


@dataclass(frozen=True)
class Receiver:
    """A school that could receive.

    Attributes
    ----------
    mean_s
        Walk of the pupils in question, weighted by pupils; NaN = unknown.
    places_free
        Below zero: places missing; NaN = unknown.
    teaches_all
        Whether it teaches every grade that is given up.
    """

    school_id: str
    name: str
    mean_s: float
    places_free: float
    teaches_all: bool


def possible_receivers(
    plan: Plan, evaluation: Evaluation, school_id: str, grades: Collection[int]
) -> tuple[Receiver, ...]:
    """Return the open schools that teach grades which a school gives up, nearest first.

    Works on arrays: it runs while the user waits for the card.

    Parameters
    ----------
    grades
        The grades that the school would give up.
    """
    rows = evaluation.school_grades
    given_up = np.isin(rows["grade"].to_numpy(), list(grades)) & rows["taught_after"].to_numpy(dtype=bool)
    taught = Counter(rows["school_id"].to_numpy()[given_up].tolist())
    wanted = [key for key in taught if key != school_id and key in plan.schools.index]
    at = evaluation.schools.index.get_indexer(pd.Index(wanted, dtype=object))
    capacity, enrolment = (
        evaluation.schools[column].to_numpy(dtype=float, na_value=np.nan)[at]
        for column in ("capacity_after", "enrolment_after")
    )
    free, walks = capacity - enrolment, _mean_walks_s(plan, school_id, wanted, grades)
    everything, names = len(set(grades)), school_names(plan)
    found = (
        Receiver(key, names[key], float(walk), float(places), taught[key] == everything)
        for key, walk, places in zip(wanted, walks, free, strict=True)
    )
    return tuple(sorted(found, key=_nearest_first))


def _nearest_first(receiver: Receiver) -> tuple[bool, float, str]:
    walk = np.inf if np.isnan(receiver.mean_s) else receiver.mean_s
    return not receiver.teaches_all, walk, receiver.name


def read_attendance(plan: Plan) -> None:
    """Read once what every card asks of the pupils; call it in a job."""
    _rows_of(plan.attendance)


def _rows_of(attendance: pd.DataFrame) -> Mapping[str, np.ndarray]:
    """Return the rows of each school; those of the plan that was asked about last are kept."""
    known = _known.get("rows")
    if known is None or known[0]() is not attendance:
        rows = attendance.groupby("school_id", sort=False).indices
        known = _known["rows"] = (
            weakref.ref(attendance),
            {str(key): np.asarray(at) for key, at in rows.items()},
        )
    return known[1]


def _mean_walks_s(plan: Plan, school_id: str, receivers: list[str], grades: Collection[int]) -> np.ndarray:
    unknown = np.full(len(receivers), np.nan)
    travel = plan.travel.get(band_of(min(grades)).walk_mode) if grades else None
    rows = plan.attendance.iloc[_rows_of(plan.attendance).get(school_id, [])]
    rows = rows[np.isin(rows["grade"].to_numpy(), list(grades))]
    if travel is None or rows.empty:
        return unknown
    origins = pd.Index(travel.origin_ids).get_indexer(pd.Index(rows["settlement_id"]))
    destinations = pd.Index(travel.destination_ids).get_indexer(pd.Index(receivers, dtype=object))
    weights = rows["pupils"].to_numpy(dtype=float)[origins >= 0]
    if not weights.sum():
        return unknown
    seconds = travel.seconds[np.ix_(origins[origins >= 0], destinations)]
    return np.where(destinations >= 0, weights @ seconds / weights.sum(), np.nan)
