"""Parameters of the forecast, from ``resources/standards/forecast.toml``."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.errors import InputError
from gis.model import GRADES, band_of
from gis.planning.county import Floats
from gis.resources import load_toml

VARIANTS = ("low", "middle", "high")
MONTHS = 12
COMMON_YEAR = 2023                   # any year without 29 February


@dataclass(frozen=True)
class ForecastParameters:
    """What a forecast assumes (``resources/standards/forecast.toml`` says where each value comes from).

    Attributes
    ----------
    years
        How many school years after the plan's.
    entry_age
        Completed years of age at the cut-off.
    cut_off
        Month and day: who has the entry age by then enters in September of the same year.
    entry_share
        By source, the share of the counted children who enter a school of the county.
    source_order
        The sources, the best first; one that is not listed is not used.
    retention_years
        How many of the latest years the ratios from grade to grade are taken from.
    retention_without_history
        The ratio where there is no history.
    migration_share
        By age band, net share gained per year in every grade, on top of the ratios.
    urbanisation_share
        Share of the pupils of villages that moves to the towns per year.
    towns
        Townships that count as towns; empty = those whose name says so.
    births_trend
        Low, middle, high: yearly change of cohorts that nobody has counted.
    level_years
        From how many latest cohorts they start.
    sharing_grades
        Grades whose present pupils share children out to villages where none were counted by village.
    least_years
        Historic years without which nothing can be back-tested.
    warning
        Shares of the intake plan from which each level holds, the gravest first.
    small_pupils
        School sizes that are looked out for.
    """

    years: int
    entry_age: int
    cut_off: tuple[int, int]
    entry_share: Mapping[str, float]
    source_order: tuple[str, ...]
    retention_years: int
    retention_without_history: float
    migration_share: Mapping[str, float]
    urbanisation_share: float
    towns: tuple[str, ...]
    births_trend: tuple[float, float, float]
    level_years: int
    sharing_grades: tuple[int, ...]
    least_years: int
    warning: Mapping[str, float]
    small_pupils: tuple[int, ...]

    def __post_init__(self) -> None:
        low, middle, high = self.births_trend
        shares = 1 - self.urbanisation_share, self.urbanisation_share, self.retention_without_history
        allowed = {
            "births.trend": -1 < low <= middle <= high,
            "urbanisation.share, retention.without_history": min(shares) >= 0,
            "migration.net_share": min(self.migration_share.values()) >= -1,
            "entry.share": all(share >= 0 for share in self.entry_share.values()),
            "sources.order": set(self.source_order) <= set(self.entry_share),
            "sharing.grades": bool(self.sharing_grades) and set(self.sharing_grades) <= set(GRADES),
            "*.years": min(self.years, self.level_years, self.retention_years) >= 1,
        }
        wrong = "、".join(name for name, is_right in allowed.items() if not is_right)
        if wrong:
            raise InputError("forecast_parameter_wrong", given=wrong)

    @property
    def cut_off_share(self) -> float:
        """Share of a calendar year up to the cut-off: 8/12 for 31 August."""
        month, day = self.cut_off
        days = calendar.monthrange(COMMON_YEAR, month)[1]
        return (month - 1 + min(day / days, 1.0)) / MONTHS

    @property
    def migration(self) -> Floats:
        """Factor per grade and year."""
        return np.array([1 + self.migration_share[band_of(grade).value] for grade in GRADES])


def forecast_parameters(raw: Mapping[str, Any] | None = None) -> ForecastParameters:
    """Return the parameters by a dict shaped like ``forecast.toml``; what it lacks is as shipped.

    Raises
    ------
    InputError
        forecast_parameter_wrong, forecast_cut_off_wrong.
    """
    try:
        return _parameters(forecast_tables(raw))
    except (AttributeError, KeyError, TypeError, ValueError) as error:       # a damaged snapshot of the rules
        raise InputError("forecast_parameter_wrong", given=str(error)) from error


def _parameters(tables: Mapping[str, Mapping[str, Any]]) -> ForecastParameters:
    def value(table: str, key: str) -> Any:
        return tables[table][key]["value"]

    return ForecastParameters(
        years=int(value("horizon", "years")),
        entry_age=int(value("entry", "age")),
        cut_off=parse_cut_off(value("entry", "cut_off")),
        entry_share=value("entry", "share"),
        source_order=tuple(value("sources", "order")),
        retention_years=int(value("retention", "years")),
        retention_without_history=float(value("retention", "without_history")),
        migration_share=value("migration", "net_share"),
        urbanisation_share=float(value("urbanisation", "share")),
        towns=tuple(value("urbanisation", "towns")),
        births_trend=_three(value("births", "trend")),
        level_years=int(value("births", "level_years")),
        sharing_grades=tuple(value("sharing", "grades")),
        least_years=int(value("backtest", "least_years")),
        warning={level: float(tables["warning"][level]["value"]) for level in tables["warning"]},
        small_pupils=tuple(value("small", "pupils")),
    )


def _three(values: Mapping[str, float]) -> tuple[float, float, float]:
    return values["low"], values["middle"], values["high"]


def forecast_tables(raw: Mapping[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """Return the parameters in force: ``forecast`` of a plan's own rules, completed by the shipped ones."""
    shipped, own = load_toml("standards", "forecast.toml"), raw or {}
    return {
        table: {name: {**entry, **own.get(table, {}).get(name, {})} for name, entry in entries.items()}
        for table, entries in shipped.items()
    }


def parse_cut_off(text: str) -> tuple[int, int]:
    """Return month and day of a text like ``08-31``.

    Raises
    ------
    InputError
        forecast_cut_off_wrong.
    """
    try:
        month, day = (int(part) for part in text.split("-"))
        if not 1 <= day <= max(calendar.monthrange(COMMON_YEAR + 1, month)):
            raise ValueError(text)
    except (ValueError, AttributeError, calendar.IllegalMonthError) as error:
        raise InputError("forecast_cut_off_wrong", given=str(text)) from error
    return month, day
