"""Who could receive the pupils of a school: how far it would be for them, and how much room there is."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from app.models.tables import school_names
from gis.evaluation.result import Evaluation
from gis.model import Plan, Scenario, band_of


def possible_receivers(
    plan: Plan, evaluation: Evaluation, scenario: Scenario, school_id: str, grades: Collection[int]
) -> pd.DataFrame:
    """Return the open schools that teach grades which a school gives up, nearest first.

    Parameters
    ----------
    grades
        The grades that the school would give up.

    Returns
    -------
    pandas.DataFrame
        Index ``school_id``; ``name``, ``mean_s`` (walk of the school's own pupils of the lowest of those
        grades' band, weighted by pupils; NaN unknown), ``places_free`` (NaN unknown), ``teaches_all``.
    """
    rows = evaluation.school_grades
    given_up = np.isin(rows["grade"].to_numpy(), list(grades)) & rows["taught_after"].to_numpy(dtype=bool)
    known = pd.Series(rows["school_id"].to_numpy(dtype=object)[given_up]).value_counts(sort=False)
    wanted = [key for key in known.index if key != school_id and key in plan.schools.index]
    schools = evaluation.schools[["capacity_after", "enrolment_after"]].reindex(wanted)
    names = school_names(plan)
    table = pd.DataFrame(
        {
            "name": [names[key] for key in wanted],
            "mean_s": _mean_walk_s(plan, school_id, wanted, grades),
            "places_free": (schools["capacity_after"] - schools["enrolment_after"]).to_numpy(),
            "teaches_all": known.reindex(wanted).to_numpy() == len(set(grades)),
        },
        index=wanted,
    )
    named = scenario.decision(school_id).receiver_id
    table["named"] = table.index == named
    return table.sort_values(["teaches_all", "mean_s", "name"], ascending=[False, True, True])


def _mean_walk_s(plan: Plan, school_id: str, receivers: list[str], grades: Collection[int]) -> np.ndarray:
    unknown = np.full(len(receivers), np.nan)
    travel = plan.travel.get(band_of(min(grades)).walk_mode) if grades else None
    pupils = plan.attendance[plan.attendance["school_id"] == school_id]
    counts = pupils[pupils["grade"].isin(list(grades))].groupby("settlement_id")["pupils"].sum()
    if travel is None or counts.empty:
        return unknown
    origins = pd.Index(travel.origin_ids).get_indexer(counts.index)
    destinations = pd.Index(travel.destination_ids).get_indexer(pd.Index(receivers))
    known = origins >= 0
    seconds = travel.seconds[np.ix_(origins[known], destinations)]
    weights = counts.to_numpy(dtype=float)[known]
    mean: np.ndarray = weights @ seconds / weights.sum() if known.any() else unknown
    return np.where(destinations >= 0, mean, np.nan)
