"""What must be said beside a forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.model import Issue, Plan
from gis.planning.backtest import BackTest
from gis.planning.county import Bools
from gis.planning.entrycohorts import UNKNOWN, Counted
from gis.planning.forecastparameters import forecast_tables
from gis.planning.newcomers import without_effect
from gis.planning.progression import Retention

SHOWN_PLACES = 5


def forecast_notes(
    plan: Plan,
    counted: Counted,
    unknown_places: tuple[str, ...],
    retention: Retention,
    tested: BackTest,
    history: pd.DataFrame,
    taught: Bools,
) -> tuple[Issue, ...]:
    """Return what a forecast could not use, had to assume, and does not claim."""
    national = forecast_tables(plan.rules.get("forecast"))["peaks"]["national"]["value"]
    notes = [
        Issue("info", "forecast_village"),
        Issue("info", "forecast_parameters_unverified"),
        Issue("info", "forecast_national_peaks", values={k: str(year) for k, year in national.items()}),
    ]
    if retention.assumed:
        notes.append(Issue("warning", "forecast_no_history"))
    if not tested.possible:
        values = {"years": str(tested.historic_years), "least": str(tested.least_years)}
        notes.append(Issue("warning", "forecast_no_back_test", values=values))
    notes += _cohorts_not_counted(counted)
    if unknown_places:
        shown = "、".join(unknown_places[:SHOWN_PLACES])
        values = {"count": str(len(unknown_places)), "places": shown}
        notes.append(Issue("warning", "forecast_places_left_out", values=values))
    places = {*map(str, plan.settlements.index), *map(str, plan.schools.index)}
    housing = without_effect(plan.housing, places | set(plan.settlements["township"]), plan.meta.school_year)
    if housing:
        notes.append(Issue("warning", "forecast_housing_unused", values={"rows": str(housing)}))
    if not taught.all():
        grades = "、".join(str(grade) for grade in np.flatnonzero(~taught) + 1)
        notes.append(Issue("warning", "forecast_grade_untaught", values={"grades": grades}))
    gaps = _schools_with_gaps(history)
    if gaps:
        notes.append(Issue("warning", "forecast_history_gap", values={"schools": str(gaps)}))
    return tuple(notes)


def _cohorts_not_counted(counted: Counted) -> list[Issue]:
    complete = (counted.source != UNKNOWN).all(axis=0)
    if complete.all():
        return []
    first = counted.first_year + int(np.argmin(complete))
    if not (counted.source != UNKNOWN).any():
        return [Issue("warning", "forecast_nobody_counted")]
    return [Issue("info", "forecast_uncounted_from", values={"year": str(first)})]


def _schools_with_gaps(history: pd.DataFrame) -> int:
    """Return how many schools have years before and after a year without them."""
    years = history.groupby("school_id")["year"].agg(["min", "max", "nunique"])
    known = np.sort(history["year"].unique())
    expected = np.searchsorted(known, years["max"], side="right") - np.searchsorted(known, years["min"])
    return int((expected > years["nunique"]).sum())
