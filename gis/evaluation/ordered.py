"""Daily journeys in the order of their length: what quantiles and the Gini coefficient are read from.

Groups of the same way stand together. The baseline is put in order once; a scenario takes the pupils whom it
changes out of their places and puts them in again. Of a band that it does not touch the baseline's holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from gis.model import Band
from gis.planning.county import Floats, Ints
from gis.planning.journeys import BANDS, IS_DAILY, band_codes
from gis.planning.outcome import Outcome
from gis.planning.trips import Trips

ALL = "all"
Measure = Literal["seconds", "metres"]
KEYS: tuple[Band | str, ...] = (*BANDS, ALL)
ROUNDING = 1e-9                      # sums of equal ways differ by less


@dataclass(frozen=True)
class Ordered:
    """Journeys of day pupils whose way is known, the shortest first.

    ``pupils`` are whole numbers, 0 where a scenario leaves nobody.
    """

    values: Floats
    pupils: Floats

    @cached_property
    def up_to(self) -> Floats:
        """The pupils of each group and of all before it."""
        return np.cumsum(self.pupils)

    @cached_property
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

    @cached_property
    def longest(self) -> float | None:
        """The longest journey that anybody has; None without any."""
        return float(self.values[self.up_to.searchsorted(self.total)]) if self.total else None

    @cached_property
    def gini_share(self) -> float | None:
        """The Gini coefficient (see :func:`gis.evaluation.equity.gini_share`)."""
        if not self.total or self.sum <= 0:
            return 0.0 if self.total else None
        around = 2 * self.up_to
        around -= self.pupils
        around -= self.total
        around *= self.together
        share = float(around.sum() / (self.total * self.sum))
        return share if share > ROUNDING else 0.0

    @cached_property
    def deviation(self) -> float | None:
        """The standard deviation over the pupils (all of them, not a sample); None without any."""
        if not self.total:
            return None
        off = self.values - self.sum / self.total
        off *= off
        off *= self.pupils
        return float(np.sqrt(off.sum() / self.total))


@dataclass(frozen=True)
class _Line:
    """The journeys of the baseline, and the place of each of its groups among them, -1 = none."""

    ordered: Ordered
    place: Ints


Journeys = Mapping[Band | str, Ordered]


def journeys_before(outcome: Outcome, measure: Measure) -> Journeys:
    """Return the daily journeys of the baseline by band, and of all together."""
    memory = outcome.memory
    return memory.once(
        ("journeys", measure), lambda: {key: line.ordered for key, line in _lines(outcome, measure).items()}
    )


def journeys_after(outcome: Outcome, measure: Measure) -> Journeys:
    """Return the daily journeys of the scenario by band, and of all together."""
    if not len(outcome.movement.changed):
        return journeys_before(outcome, measure)
    return outcome.own.once(("journeys", measure), lambda: _after(outcome, measure))


def _lines(outcome: Outcome, measure: Measure) -> Mapping[Band | str, _Line]:
    return outcome.memory.once(("lines", measure), lambda: _lines_of(outcome.changes.before, measure))


def _lines_of(trips: Trips, measure: Measure) -> dict[Band | str, _Line]:
    lines, groups = {}, len(trips.pupils)
    for key, rows in _by_band(trips, np.flatnonzero(IS_DAILY[trips.verdict])):
        values, at = np.unique(getattr(trips, measure)[rows], return_inverse=True)
        pupils = np.bincount(at, weights=trips.pupils[rows], minlength=len(values)).astype(float)
        place = np.full(groups, -1, dtype=np.int64)
        place[rows] = at
        lines[key] = _Line(Ordered(values, pupils), place)
    return lines


def _by_band(trips: Trips, daily: Ints) -> Iterator[tuple[Band | str, Ints]]:
    """Return those of some groups that are of each band, and all together, in the order given."""
    band = band_codes(trips.grade[daily])
    yield from ((one, daily[band == code]) for code, one in enumerate(BANDS))
    yield ALL, daily


def _after(outcome: Outcome, measure: Measure) -> dict[Band | str, Ordered]:
    changes, lines = outcome.changes, _lines(outcome, measure)
    values, daily = getattr(changes.come, measure), np.flatnonzero(IS_DAILY[changes.come.verdict])
    in_order = daily[np.argsort(values[daily], kind="stable")]
    found: dict[Band | str, Ordered] = {}
    for key, come in _by_band(changes.come, in_order):
        line = lines[key]
        place = line.place[changes.rows]
        is_gone = place >= 0
        if not len(come) and not is_gone.any():
            found[key] = line.ordered
            continue
        gone = np.bincount(
            place[is_gone], weights=changes.gone.pupils[is_gone], minlength=len(line.ordered.values)
        )
        left = Ordered(line.ordered.values, line.ordered.pupils - gone)
        found[key] = _merged(left, values[come], changes.come.pupils[come])
    return found


def _merged(left: Ordered, values: Floats, pupils: Ints) -> Ordered:
    """Put further groups, the shortest first, in their places: behind those of the same way."""
    at = left.values.searchsorted(values, side="right") + np.arange(len(values))
    is_old = np.ones(len(left.values) + len(values), dtype=bool)
    is_old[at] = False
    merged = np.empty(len(is_old)), np.empty(len(is_old))
    for whole, old, new in zip(merged, (left.values, left.pupils), (values, pupils), strict=True):
        whole[is_old], whole[at] = old, new
    return Ordered(*merged)
