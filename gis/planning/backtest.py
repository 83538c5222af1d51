"""How well the method would have done: forecasts from past years against what came.

From every past year with a year before it, the forecast is made with what was known then (history and counts
up to that year) and compared with the years that followed. The mean absolute percentage error is taken by
horizon, over grades for the county and over the primary stage for the units (by where the schools stand).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.planning.county import Floats, Ints

Levels = Mapping[str, Floats]        # level → values × years; NaN = not known


@dataclass(frozen=True)
class BackTest:
    """Errors of past forecasts.

    Attributes
    ----------
    historic_years
        How many years are known.
    least_years
        With fewer nothing is tested: 无法回测.
    errors
        Columns ``level`` (county, unit), ``horizon_years, comparisons, mape_share``; empty = 无法回测.
    """

    historic_years: int
    least_years: int
    errors: pd.DataFrame

    @property
    def possible(self) -> bool:
        """Whether there are enough years."""
        return self.historic_years >= self.least_years

    def error_share(self, level: str, horizon_years: Ints) -> Floats:
        """Return the error by horizon as a share of 1: 0 for the present, NaN beyond what was tested.

        It never shrinks with the horizon: few comparisons far ahead may agree by luck.
        """
        mine = self.errors[self.errors["level"] == level]
        known = dict(zip(mine["horizon_years"], mine["mape_share"].cummax(), strict=True))
        return np.array([0.0 if h == 0 else known.get(int(h), np.nan) for h in horizon_years])


def back_test(
    origins: range, least_years: int, historic_years: int,
    forecast: Callable[[int], Levels], actual: Levels, first_year: int,
) -> BackTest:  # fmt: skip
    """Forecast from each past year and compare.

    Parameters
    ----------
    origins
        Past years to forecast from; the years after the last of them are known.
    least_years, historic_years
        With fewer historic years nothing is tested.
    forecast
        Year → level → values × years after it (as many as are needed, or more).
    actual
        Level → values × years from ``first_year``.
    first_year
        The year of the first column of ``actual``.
    """
    rows: list[tuple[str, int, float]] = []
    if historic_years >= least_years:
        for origin in origins:
            made = forecast(origin)
            for level, truth in actual.items():
                rows += _errors(level, made[level], truth[:, origin + 1 - first_year :])
    frame = pd.DataFrame(rows, columns=["level", "horizon_years", "error"])
    grouped = frame.groupby(["level", "horizon_years"])["error"].agg(["count", "mean"]).reset_index()
    errors = grouped.set_axis(["level", "horizon_years", "comparisons", "mape_share"], axis=1)
    return BackTest(historic_years, least_years, errors)


def _errors(level: str, made: Floats, truth: Floats) -> list[tuple[str, int, float]]:
    """Return the share of error of every value that is known and not 0."""
    rows = []
    for horizon in range(min(made.shape[1], truth.shape[1])):
        came = truth[:, horizon]
        known = ~np.isnan(came) & (came > 0) & ~np.isnan(made[:, horizon])
        shares = np.abs(made[known, horizon] - came[known]) / came[known]
        rows += [(level, horizon + 1, float(share)) for share in shares]
    return rows
