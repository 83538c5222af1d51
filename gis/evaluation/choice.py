"""自主择校: pupils over the limit whose zoned or nearest school would not be over it.

From which homes there is such a school is kept for the baseline; a scenario looks again only from the homes
whose zoned or nearest school closes, or that a school which opens is near enough to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gis.evaluation.ordered import ALL
from gis.model import GRADES, Band, band_of
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import BANDS, Verdict, band_codes, limits_of
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.receivers import zoned_walks


@dataclass(frozen=True)
class _Nearest:
    """Seconds to the nearest school of the own township and of all, inf = none; and which they are."""

    own_s: Floats
    all_s: Floats
    own: Ints
    all: Ints


def by_choice(outcome: Outcome) -> dict[str, dict[Band | str, int]]:
    """Return the pupils over the limit by choice, by side and band; moved pupils are never among them."""
    return {
        "before": outcome.memory.once("by_choice", lambda: _before(outcome)),
        "after": _after(outcome),
    }


def _before(outcome: Outcome) -> dict[Band | str, int]:
    trips, over = outcome.changes.before, _over_before(outcome)
    return _pupils(_in_time_before(outcome), trips.settlement[over], trips.grade[over], trips.pupils[over])


def _after(outcome: Outcome) -> dict[Band | str, int]:
    home, grade, pupils = _over_after(outcome)
    if outcome.county_after.walk is outcome.county.walk:
        in_time = _in_time_after(outcome, home)
    else:
        in_time = _in_time(outcome, outcome.county_after, outcome.situation.teaches, np.unique(home))
    return _pupils(in_time, home, grade, pupils)


def _over_before(outcome: Outcome) -> Ints:
    """Return the groups of the baseline that are over the limit."""
    return outcome.memory.once(
        "over", lambda: np.flatnonzero(outcome.changes.before.verdict == Verdict.OVER)
    )


def _over_after(outcome: Outcome) -> tuple[Ints, Ints, Ints]:
    """Return home, grade and pupils of those who stay at their school and are over the limit."""
    changes, moves = outcome.changes, outcome.movement
    over = _over_before(outcome)
    same = over[~changes.touched[over]]
    stays = moves.reason[moves.changed] == Reason.STAY
    come = np.flatnonzero((changes.come.verdict == Verdict.OVER) & stays)
    home, grade, pupils = (
        np.concatenate([getattr(changes.before, name)[same], getattr(changes.come, name)[come]])
        for name in ("settlement", "grade", "pupils")
    )
    return home, grade, pupils


def _pupils(in_time: Bools, home: Ints, grade: Ints, pupils: Ints) -> dict[Band | str, int]:
    counted = pupils * in_time[home, grade - 1]
    counts = np.bincount(band_codes(grade), weights=counted, minlength=len(BANDS)).astype(np.int64)
    return {**dict(zip(BANDS, counts.tolist(), strict=True)), ALL: int(counts.sum())}


@dataclass(frozen=True)
class _Kind:
    """Grades of one band that look among the same schools before, and among the same after."""

    band: Band
    could: Bools
    may: Bools
    grades: list[int]


def _kinds(county: County, before: Bools, after: Bools) -> Iterable[_Kind]:
    kinds: dict[tuple[Band, bytes, bytes], _Kind] = {}
    for grade in GRADES:
        could, may = (county.by_default & teaches[:, grade - 1] for teaches in (before, after))
        key = band_of(grade), could.tobytes(), may.tobytes()
        kinds.setdefault(key, _Kind(key[0], could, may, [])).grades.append(grade)
    return kinds.values()


def _in_time_before(outcome: Outcome) -> Bools:
    """Return from which homes, and for which grade, the zoned or else the nearest school is in time."""
    county = outcome.county
    everybody = np.arange(len(county.settlement_ids))
    return outcome.memory.once("in_time", lambda: _in_time(outcome, county, county.teaches, everybody))


def _in_time(outcome: Outcome, county: County, teaches: Bools, homes: Ints) -> Bools:
    """Return the same of some homes, False of the others."""
    in_time = np.zeros((len(county.settlement_ids), len(GRADES)), dtype=bool)
    for kind in _kinds(county, teaches, teaches):
        _look(outcome, county, kind, homes, in_time)
    return in_time


def _in_time_after(outcome: Outcome, homes: Ints) -> Bools:
    """Return the same of some homes after a scenario that leaves the roads as they are."""
    asked = np.zeros(len(outcome.county.settlement_ids), dtype=bool)
    asked[homes] = True
    county, in_time = outcome.county, _in_time_before(outcome).copy()
    for kind in _kinds(county, county.teaches, outcome.situation.teaches):
        if not np.array_equal(kind.could, kind.may):
            _look(outcome, county, kind, np.flatnonzero(asked & _concerned(outcome, kind)), in_time)
    return in_time


def _look(outcome: Outcome, county: County, kind: _Kind, homes: Ints, in_time: Bools) -> None:
    """Fill in some homes."""
    limits = limits_of(outcome.rules)
    most_s = limits.seconds * (1 + limits.borderline_share)
    nearest = _nearest_s(county, kind.band, kind.may, homes)
    for grade in kind.grades:
        zoned = zoned_walks(county, kind.may, grade, homes)
        in_time[homes, grade - 1] = np.where(np.isnan(zoned), nearest, zoned) <= most_s[grade - 1]


def _concerned(outcome: Outcome, kind: _Kind) -> Bools:
    """Return the homes whose zone or nearest school is another one, and those that an opened one is near."""
    county, everybody = outcome.county, np.arange(len(outcome.county.settlement_ids))
    nearest = outcome.memory.once(
        ("nearest", kind.band, kind.could.tobytes()),
        lambda: _nearest_of(county, kind.band, kind.could, everybody),
    )
    closed, opened = kind.could & ~kind.may, np.flatnonzero(kind.may & ~kind.could)
    concerned = closed[nearest.own] | closed[nearest.all]
    zoned = county.zoned[:-1, np.array(kind.grades) - 1]         # homes × grades × schools
    other = np.append(kind.could != kind.may, False)             # the last one is no school
    concerned |= other[zoned].any(axis=(1, 2))
    if len(opened):
        seconds = county.walk[kind.band].seconds[:, opened]      # NaN is never near
        same = county.settlement_township[:, None] == county.school_township[opened]
        near = (seconds <= nearest.all_s[:, None]) | ((seconds <= nearest.own_s[:, None]) & same)
        concerned |= near.any(axis=1)
    return concerned


def _nearest_of(county: County, band: Band, may_receive: Bools, homes: Ints) -> _Nearest:
    columns = np.flatnonzero(may_receive)
    if not len(columns):
        nothing, nobody = np.full(len(homes), np.inf), np.zeros(len(homes), dtype=np.int64)
        return _Nearest(nothing, nothing, nobody, nobody)
    seconds = county.walk[band].seconds[np.ix_(homes, columns)]
    seconds[np.isnan(seconds)] = np.inf
    rows, everywhere = np.arange(len(homes)), seconds.argmin(axis=1)
    all_s = seconds[rows, everywhere]
    seconds[county.settlement_township[homes][:, None] != county.school_township[columns]] = np.inf
    own = seconds.argmin(axis=1)
    return _Nearest(seconds[rows, own], all_s, columns[own], columns[everywhere])


def _nearest_s(county: County, band: Band, may_receive: Bools, homes: Ints) -> Floats:
    """Return seconds to the nearest school of the own township, of all where it has none; inf = none."""
    walk = county.walk[band].seconds
    own = county.township_schools[county.settlement_township[homes]]
    way = np.where((own >= 0) & may_receive[own], walk[homes[:, None], own], np.inf)
    seconds: Floats = np.fmin.reduce(way, axis=1, initial=np.inf)
    far = np.flatnonzero(np.isinf(seconds))
    way = walk[np.ix_(homes[far], np.flatnonzero(may_receive))]
    seconds[far] = np.fmin.reduce(way, axis=1, initial=np.inf)
    return seconds
