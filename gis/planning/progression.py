"""Cohorts walk through the grades: retention, migration, new housing and the pull of the towns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.model import GRADES
from gis.planning.county import Bools, Floats
from gis.planning.forecastparameters import VARIANTS, ForecastParameters


@dataclass(frozen=True)
class Retention:
    """Ratios from a grade to the next one.

    Attributes
    ----------
    ratios
        Low, middle, high × 8: pupils of grade g+1 over those of grade g the year before.
    years_used
        By grade, how many pairs of years the ratio rests on; 0 = assumed.
    """

    ratios: Floats
    years_used: tuple[int, ...]

    @property
    def assumed(self) -> bool:
        """Whether a ratio has no history."""
        return 0 in self.years_used


@dataclass(frozen=True)
class Drift:
    """What changes cohorts besides growing up.

    Attributes
    ----------
    migration
        Factor per grade and year.
    pull
        Share of the pupils of villages that moves to the towns per year.
    is_town
        By settlement.
    town_share
        Where they move to: shares of the settlements of towns, adding up to 1; 0 elsewhere.
    newcomers
        Pupils of new dwellings per settlement and year, all nine grades together.
    """

    migration: Floats
    pull: float
    is_town: Bools
    town_share: Floats
    newcomers: Floats


def county_history(history: pd.DataFrame, until: int) -> dict[int, Floats]:
    """Return pupils by grade and year, all schools together; NaN where a grade has no row.

    Parameters
    ----------
    history
        Columns ``grade, year, pupils``.
    until
        Last year that is looked at.
    """
    rows = history[history["year"] <= until]
    sums = rows.groupby(["year", "grade"])["pupils"].sum().unstack()        # noqa: PD010
    table = sums.reindex(columns=list(GRADES)).to_numpy(dtype=float)
    return {int(year): table[k] for k, year in enumerate(sums.index)}


def retention_of(by_year: dict[int, Floats], until: int, parameters: ForecastParameters) -> Retention:
    """Take the ratios from the latest years.

    Parameters
    ----------
    by_year
        Of :func:`county_history`.
    until
        Last year that is looked at.
    parameters
        How many pairs of years; the ratio without any.

    Notes
    -----
    Middle = all pupils of the later grade over all of the earlier one (a mean weighted by pupils), low and
    high = the least and the greatest of the single years.
    """
    pairs = [
        (by_year[year - 1], by_year[year])
        for year in range(until - parameters.retention_years + 1, until + 1)
        if year in by_year and year - 1 in by_year
    ]
    columns, used = [], []
    for grade in range(len(GRADES) - 1):
        known = [(one[grade], other[grade + 1]) for one, other in pairs if one[grade] > 0]
        known = [pair for pair in known if not np.isnan(pair[1])]
        used.append(len(known))
        ratios = [after / before for before, after in known]
        if not known:
            columns.append((parameters.retention_without_history,) * len(VARIANTS))
            continue
        pooled = sum(after for _, after in known) / sum(before for before, _ in known)
        columns.append((min(ratios), float(np.clip(pooled, min(ratios), max(ratios))), max(ratios)))
    return Retention(np.array(columns, dtype=float).T, tuple(used))


def walk(present: Floats, entries: Floats, retention: Floats, drift: Drift) -> Floats:
    """Let every cohort grow up year by year.

    Parameters
    ----------
    present
        Pupils of the plan's year, settlements × 9.
    entries
        Children who enter grade 1, shape (3, settlements, years).
    retention
        Shape (3, 8).
    drift
        Migration, towns, new dwellings.

    Returns
    -------
    numpy.ndarray
        Pupils, not whole, shape (3, settlements, 9, years); low ≤ middle ≤ high.

    Notes
    -----
    In this order each year: one grade up × ratio, × migration, + new dwellings, then the pull of the towns,
    which changes no total. A dwelling keeps its number of pupils: those it brings enter all grades alike in
    its first year, later ones grade 1.
    """
    result = np.empty((*entries.shape[:2], len(GRADES), entries.shape[2]))
    now = np.broadcast_to(present, (entries.shape[0], *present.shape))
    for year in range(entries.shape[2]):
        older = now[:, :, :-1] * retention[:, None, :]
        now = np.concatenate([entries[:, :, year, None], older], axis=2) * drift.migration
        arriving = drift.newcomers[:, year] / len(GRADES)
        settled = drift.newcomers[:, :year].sum(axis=1) / len(GRADES)
        now = now + arriving[:, None]
        now[:, :, 0] += settled
        if drift.pull:
            leaving = now * np.where(drift.is_town, 0.0, drift.pull)[:, None]
            now = now - leaving + drift.town_share[:, None] * leaving.sum(axis=1, keepdims=True)
        result[..., year] = now
    return result
