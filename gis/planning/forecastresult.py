"""What a forecast holds, as arrays and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import GRADES, Issue
from gis.planning.backtest import BackTest
from gis.planning.baseline import OUTSIDE
from gis.planning.county import Bools, Floats, Ints
from gis.planning.entrycohorts import ENROLLED
from gis.planning.forecastparameters import VARIANTS, ForecastParameters
from gis.planning.progression import Retention
from gis.planning.sharing import sum_by

COUNTY = ""
PRIMARY, JUNIOR = "primary", "junior"


@dataclass(frozen=True)
class Forecast:
    """Pupils of the years after the plan's, in whole numbers. A village's share claims no accuracy.

    Attributes
    ----------
    base_year, years
        The plan's school year; those that are forecast.
    unit_kind
        ``township`` or ``catchment``: at what the forecast is made.
    unit_names, unit
        The units; the unit of each settlement.
    settlement_ids
        The plan's, in its order.
    last_primary_grade
        6, or 5 in the 五四 system.
    present, present_outside
        Pupils of the base year: settlements × 9, and the 9 grades of those from outside the county.
    pupils
        Low, middle, high × settlements × 9 × years.
    outside
        The same of pupils from outside the county: 3 × 9 × years.
    counted
        Settlements × entry cohorts (one per year): whether its children have been counted. Others are
        未出生推测, or nobody has counted them yet.
    source, unit_source
        Sources of each entry cohort by settlement and by unit, joined by +.
    retention, back_test, parameters, notes
        What it rests on, how well the method would have done, and what must be said.
    """

    base_year: int
    years: tuple[int, ...]
    unit_kind: str
    unit_names: NDArray[np.object_]
    unit: Ints
    settlement_ids: NDArray[np.object_]
    last_primary_grade: int
    present: Ints
    present_outside: Ints
    pupils: Ints
    outside: Ints
    counted: Bools
    source: NDArray[np.object_]
    unit_source: NDArray[np.object_]
    retention: Retention
    back_test: BackTest
    parameters: ForecastParameters
    notes: tuple[Issue, ...]

    @property
    def stages(self) -> Mapping[str, tuple[int, ...]]:
        """The grades of 小学 and 初中."""
        return {PRIMARY: GRADES[: self.last_primary_grade], JUNIOR: GRADES[self.last_primary_grade :]}

    @property
    def unit_pupils(self) -> Ints:
        """Low, middle, high × units × 9 × years."""
        units = len(self.unit_names)
        return np.stack([sum_by(variant, self.unit, units) for variant in self.pupils])

    @property
    def unit_present(self) -> Ints:
        """Units × 9 in the base year."""
        return sum_by(self.present, self.unit, len(self.unit_names))

    @property
    def unit_counted(self) -> Bools:
        """Units × entry cohorts: whether every settlement's children have been counted."""
        missed = sum_by((~self.counted).astype(np.int64), self.unit, len(self.unit_names))
        counted: Bools = missed == 0
        return counted

    @property
    def settlements(self) -> pd.DataFrame:
        """One row per settlement, grade and year: ``settlement_id, grade, year, low, middle, high, born,
        source``; those from outside the county are ``outside``.
        """  # noqa: D205
        ids = np.append(self.settlement_ids, OUTSIDE)
        pupils = np.concatenate([self.pupils, self.outside[:, None]], axis=1)
        nobody = np.ones((1, len(self.years)), dtype=bool)
        born = np.concatenate([self.counted, nobody & self.counted.all(axis=0)])
        source = np.concatenate([self.source, np.full((1, len(self.years)), "county", dtype=object)])
        return self._frame("settlement_id", ids, pupils, born, source)

    @property
    def units(self) -> pd.DataFrame:
        """One row per unit, grade and year: ``unit`` and the columns of :attr:`settlements`."""
        return self._frame("unit", self.unit_names, self.unit_pupils, self.unit_counted, self.unit_source)

    def _frame(
        self, key: str, ids: NDArray[np.object_], pupils: Ints, born: Bools, source: NDArray[np.object_]
    ) -> pd.DataFrame:
        """Return rows by place, year and grade."""
        places, grades, years = len(ids), len(GRADES), len(self.years)
        cohort = np.arange(years)[:, None] - np.arange(grades)           # years × grades; < 0 = in school now
        at_school = cohort < 0
        is_born = np.where(at_school, True, born[:, np.maximum(cohort, 0)])
        sources = np.where(at_school, ENROLLED, source[:, np.maximum(cohort, 0)])
        flat = pupils.swapaxes(-2, -1).reshape(len(VARIANTS), -1)
        return pd.DataFrame(
            {
                key: np.repeat(ids, years * grades),
                "grade": np.tile(np.array(GRADES), places * years),
                "year": np.tile(np.repeat(np.array(self.years), grades), places),
                **dict(zip(VARIANTS, flat, strict=True)),
                "born": is_born.ravel(),
                "source": sources.ravel(),
            }
        )

    @property
    def cohorts(self) -> pd.DataFrame:
        """Entry cohorts of every unit: ``unit, year`` of entry, ``low, middle, high, born, source``."""
        units = self.units
        return units[units["grade"] == GRADES[0]].drop(columns="grade").reset_index(drop=True)

    @property
    def stage_totals(self) -> pd.DataFrame:
        """One row per unit (``""`` = the county, with those from outside), stage and year from the base year.

        Columns ``unit, stage, year, low, middle, high, born_pupils`` (those of the middle who have been
        counted), ``born`` (all of them have), ``interval_low, interval_high`` (NaN = cannot be back-tested
        so far ahead).
        """
        born = self._born_pupils()
        county_born = born.sum(axis=0) + self.outside[1] * self._county_share(born)
        tables = [
            self._stage_rows(COUNTY, self._with_base(*self._county()), county_born),
            *(
                self._stage_rows(str(name), self._with_base(pupils, present), counted)
                for name, pupils, present, counted in zip(
                    self.unit_names, self.unit_pupils.swapaxes(0, 1), self.unit_present, born, strict=True
                )
            ),
        ]
        return pd.concat(tables, ignore_index=True)

    def _county(self) -> tuple[Ints, Ints]:
        return self.pupils.sum(axis=1) + self.outside, self.present.sum(axis=0) + self.present_outside

    def _county_share(self, born: Ints) -> Floats:
        total = self.unit_pupils[1].sum(axis=0)
        share: Floats = np.divide(born.sum(axis=0), total, out=np.ones(total.shape), where=total > 0)
        return share

    def _with_base(self, pupils: Ints, present: Ints) -> Ints:
        """Return 3 × 9 × (base year and years)."""
        first = np.broadcast_to(present[None, :, None], (len(VARIANTS), len(GRADES), 1))
        return np.concatenate([first, pupils], axis=2)

    def _born_pupils(self) -> Ints:
        """Return of the middle those who have been counted, units × 9 × years."""
        cohort = np.arange(len(self.years)) - np.arange(len(GRADES))[:, None]
        counted = np.where(cohort < 0, True, self.counted[:, np.maximum(cohort, 0)])
        return sum_by(self.pupils[1] * counted, self.unit, len(self.unit_names))

    def _stage_rows(self, unit: str, pupils: Ints, born: Floats | Ints) -> pd.DataFrame:
        horizon = np.arange(len(self.years) + 1)
        level = "county" if unit == COUNTY else "unit"
        tables = []
        for stage, grades in self.stages.items():
            rows = np.array(grades) - 1
            low, middle, high = pupils[:, rows].sum(axis=1)
            counted = np.concatenate([middle[:1], np.rint(born[rows].sum(axis=0)).astype(np.int64)])
            error = self.back_test.error_share(level, horizon)
            values: dict[str, Any] = {
                "unit": unit, "stage": stage, "year": [self.base_year, *self.years],
                "low": low, "middle": middle, "high": high,
                "born_pupils": counted, "born": counted == middle,
                "interval_low": np.maximum(middle * (1 - error), 0.0), "interval_high": middle * (1 + error),
            }  # fmt: skip
            tables.append(pd.DataFrame(values))
        return pd.concat(tables)
