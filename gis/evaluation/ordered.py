"""Daily journeys in the order of their length: what quantiles and the Gini coefficient are read from.

The baseline is put in order once; a scenario takes out the groups that it changes and puts them in again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis.memory import Memory
from gis.model import Band
from gis.planning.county import Floats, Ints
from gis.planning.journeys import BANDS, IS_DAILY, band_codes
from gis.planning.outcome import Outcome
from gis.planning.trips import Trips

ALL = "all"
Measure = Literal["seconds", "metres"]
MEASURES: tuple[Measure, ...] = ("seconds", "metres")


@dataclass(frozen=True)
class Ordered:
    """Journeys of day pupils whose way is known, the shortest first; ``pupils`` are whole numbers."""

    values: Floats
    pupils: Floats

    @cached_property
    def up_to(self) -> Floats:
        """The pupils of each group and of all before it."""
        return np.cumsum(self.pupils)

    @property
    def total(self) -> int:
        """All pupils."""
        return int(self.up_to[-1]) if len(self.up_to) else 0

    @cached_property
    def together(self) -> Floats:
        """The journeys of each group's pupils together."""
        return self.pupils * self.values

    @cached_property
    def sum(self) -> float:
        """The journeys of all pupils together."""
        return float(self.together.sum())


@dataclass(frozen=True)
class _Line:
    """The same with the position in the baseline and the band of each group."""

    values: Floats
    pupils: Floats
    row: Ints
    band: NDArray[np.int8]


Journeys = Mapping[Band | str, Ordered]


def journeys_before(outcome: Outcome, measure: Measure) -> Journeys:
    """Return the daily journeys of the baseline by band, and of all together."""
    memory = outcome.memory
    return memory.once(("journeys", measure), lambda: _by_band(_line_before(outcome, measure)))


def journeys_after(outcome: Outcome, measure: Measure) -> Journeys:
    """Return the daily journeys of the scenario by band, and of all together."""
    if not len(outcome.movement.changed):
        return journeys_before(outcome, measure)
    return outcome.own.once(("journeys", measure), lambda: _by_band(_line_after(outcome, measure)))


def _line_before(outcome: Outcome, measure: Measure) -> _Line:
    memory: Memory = outcome.memory
    return memory.once(("line", measure), lambda: _line(outcome.changes.before, measure))


def _line(trips: Trips, measure: Measure) -> _Line:
    values = getattr(trips, measure)
    daily = np.flatnonzero(IS_DAILY[trips.verdict])
    row = daily[np.argsort(values[daily], kind="stable")]
    band = band_codes(trips.grade[row]).astype(np.int8)
    return _Line(values[row], trips.pupils[row].astype(float), row, band)


def _line_after(outcome: Outcome, measure: Measure) -> _Line:
    changes, before = outcome.changes, _line_before(outcome, measure)
    stay = np.flatnonzero(~changes.touched[before.row])
    come = _line(changes.come, measure)
    place = np.searchsorted(before.values[stay], come.values, side="right")
    source = np.insert(stay, place, len(before.values) + np.arange(len(place)))
    values, pupils, band = (
        np.concatenate([getattr(before, name), getattr(come, name)])[source]
        for name in ("values", "pupils", "band")
    )
    return _Line(values, pupils, before.row[:0], band)              # nobody asks for the rows


def _by_band(line: _Line) -> dict[Band | str, Ordered]:
    rows = [np.flatnonzero(line.band == code) for code in range(len(BANDS))]
    parts: dict[Band | str, Ordered] = {
        band: Ordered(line.values[row], line.pupils[row]) for band, row in zip(BANDS, rows, strict=True)
    }
    return {**parts, ALL: Ordered(line.values, line.pupils)}
