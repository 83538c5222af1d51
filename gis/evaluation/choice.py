"""自主择校: pupils over the limit whose zoned or nearest school would not be over it.

Which school is nearest is kept for the baseline; a scenario looks again only for the homes that a school
which opens or closes is near enough to.
"""

from __future__ import annotations

import numpy as np

from gis.evaluation.ordered import ALL
from gis.model import GRADES, Band, band_of
from gis.planning.assignment import Outcome
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import BANDS, Verdict, band_codes, limits_of
from gis.planning.receivers import zoned_walks

Nearest = tuple[Floats, Floats]      # seconds to the nearest school of the own township, of all; inf = none


def by_choice(outcome: Outcome) -> dict[str, dict[Band | str, int]]:
    """Return the pupils over the limit by choice, by side and band; moved pupils are never among them."""
    return {
        "before": outcome.memory.once("by_choice", lambda: _before(outcome)),
        "after": _after(outcome),
    }


def _before(outcome: Outcome) -> dict[Band | str, int]:
    trips = outcome.changes.before
    over = np.flatnonzero(trips.verdict == Verdict.OVER)
    looked = _Search(outcome, outcome.county, outcome.county.teaches)
    return _pupils(looked, trips.settlement[over], trips.grade[over], trips.pupils[over])


def _after(outcome: Outcome) -> dict[Band | str, int]:
    moves = outcome.movement
    over = np.flatnonzero((moves.verdict_after == Verdict.OVER) & ~moves.moved)
    looked = _Search(outcome, outcome.county_after, outcome.situation.teaches)
    return _pupils(looked, moves.settlement[over], moves.grade[over], moves.pupils[over])


def _pupils(looked: _Search, home: Ints, grade: Ints, pupils: Ints) -> dict[Band | str, int]:
    within = looked.within(home, grade)
    band, counted = band_codes(grade), pupils * within
    return {**{one: int(counted[band == code].sum()) for code, one in enumerate(BANDS)},
            ALL: int(counted.sum())}  # fmt: skip


class _Search:
    def __init__(self, outcome: Outcome, county: County, teaches: Bools) -> None:
        self._outcome, self._county, self._teaches = outcome, county, teaches
        limits = limits_of(outcome.rules)
        self._most_s = limits.seconds * (1 + limits.borderline_share)
        self._found: dict[tuple[Band, bytes], Floats] = {}

    def within(self, home: Ints, grade: Ints) -> Bools:
        """Return which groups have a zoned school in time, or without a zone the nearest one."""
        within = np.zeros(len(home), dtype=bool)
        for one in GRADES:
            rows = np.flatnonzero(grade == one)
            if not len(rows):
                continue
            may_receive, at = self._county.by_default & self._teaches[:, one - 1], home[rows]
            zoned = zoned_walks(self._county, may_receive, one, at)
            grades = band_of(one).grades
            same_band = home[(grade >= grades[0]) & (grade <= grades[-1])]
            nearest = self._nearest(one, may_receive, same_band)[at]
            within[rows] = np.where(np.isnan(zoned), nearest, zoned) <= self._most_s[one - 1]
        return within

    def _nearest(self, grade: int, may_receive: Bools, homes: Ints) -> Floats:
        """Return seconds by settlement, known for some homes; grades of one band mostly share them."""
        kind = band_of(grade), may_receive.tobytes()
        if kind not in self._found:
            own, everywhere = self._look(grade, may_receive, np.unique(homes))
            self._found[kind] = np.where(np.isinf(own), everywhere, own)
        return self._found[kind]

    def _look(self, grade: int, may_receive: Bools, homes: Ints) -> Nearest:
        before, band = self._outcome.county, band_of(grade)
        settlements = len(before.settlement_ids)
        if self._county.walk is not before.walk:
            own, everywhere = np.full(settlements, np.inf), np.full(settlements, np.inf)
            own[homes], everywhere[homes] = _nearest_of(self._county, band, may_receive, homes)
            return own, everywhere
        could = before.by_default & before.teaches[:, grade - 1]
        own, everywhere = self._outcome.memory.once(
            ("nearest", band, could.tobytes()),
            lambda: _nearest_of(before, band, could, np.arange(settlements)),
        )
        other = np.flatnonzero(could != may_receive)
        if len(other):
            again = _concerned(before, band, other, homes, (own[homes], everywhere[homes]))
            own, everywhere = own.copy(), everywhere.copy()
            own[again], everywhere[again] = _nearest_of(before, band, may_receive, again)
        return own, everywhere


def _concerned(county: County, band: Band, schools: Ints, homes: Ints, nearest: Nearest) -> Ints:
    """Return the homes to which one of some schools is at least as near as the nearest known one."""
    seconds = county.walk[band].seconds[np.ix_(homes, schools)]      # NaN is never near
    same = county.settlement_township[homes][:, None] == county.school_township[schools]
    near = (seconds <= nearest[1][:, None]) | ((seconds <= nearest[0][:, None]) & same)
    concerned: Ints = homes[near.any(axis=1)]
    return concerned


def _nearest_of(county: County, band: Band, may_receive: Bools, homes: Ints) -> Nearest:
    columns = np.flatnonzero(may_receive)
    seconds = county.walk[band].seconds[np.ix_(homes, columns)]
    seconds[np.isnan(seconds)] = np.inf
    everywhere = seconds.min(axis=1, initial=np.inf)
    seconds[county.settlement_township[homes][:, None] != county.school_township[columns]] = np.inf
    return seconds.min(axis=1, initial=np.inf), everywhere
