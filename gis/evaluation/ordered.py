"""Daily journeys in the order of their length: what quantiles and the Gini coefficient are read from.

The baseline is put in order once; a scenario takes out the groups that it changes and puts them in again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gis.memory import Memory
from gis.model import Band
from gis.planning.assignment import Outcome
from gis.planning.county import Floats, Ints
from gis.planning.journeys import BANDS, IS_DAILY, band_codes
from gis.planning.trips import Trips

ALL = "all"
Measure = Literal["seconds", "metres"]
MEASURES: tuple[Measure, ...] = ("seconds", "metres")


@dataclass(frozen=True)
class Ordered:
    """Journeys of day pupils whose way is known, the shortest first; ``pupils`` are whole numbers."""

    values: Floats
    pupils: Ints

    @property
    def total(self) -> int:
        """All pupils."""
        return int(self.pupils.sum())


@dataclass(frozen=True)
class _Line:
    """The same with the position in the baseline and the band of each group."""

    values: Floats
    pupils: Ints
    row: Ints
    band: Ints


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


def both_sides(outcome: Outcome, measure: Measure) -> dict[str, Journeys]:
    """Return the journeys by side."""
    return {"before": journeys_before(outcome, measure), "after": journeys_after(outcome, measure)}


def _line_before(outcome: Outcome, measure: Measure) -> _Line:
    memory: Memory = outcome.memory
    return memory.once(("line", measure), lambda: _line(outcome.changes.before, measure))


def _line(trips: Trips, measure: Measure) -> _Line:
    values = getattr(trips, measure)
    daily = np.flatnonzero(IS_DAILY[trips.verdict])
    row = daily[np.argsort(values[daily], kind="stable")]
    return _Line(values[row], trips.pupils[row], row, band_codes(trips.grade[row]))


def _line_after(outcome: Outcome, measure: Measure) -> _Line:
    changes, before = outcome.changes, _line_before(outcome, measure)
    stay = ~changes.touched[before.row]
    come = _line(changes.come, measure)
    values = before.values[stay]
    place = np.searchsorted(values, come.values, side="right")
    return _Line(
        np.insert(values, place, come.values),
        np.insert(before.pupils[stay], place, come.pupils),
        before.row[:0],                     # nobody asks for it
        np.insert(before.band[stay], place, come.band),
    )


def _by_band(line: _Line) -> dict[Band | str, Ordered]:
    parts: dict[Band | str, Ordered] = {}
    for code, band in enumerate(BANDS):
        mine = line.band == code
        parts[band] = Ordered(line.values[mine], line.pupils[mine])
    return {**parts, ALL: Ordered(line.values, line.pupils)}
