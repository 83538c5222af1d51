"""Where the pupils of every school would go if it alone closed, for all schools at once.

The receiver order of :mod:`gis.planning.receivers`, without a named receiver because nobody has decided
anything: zones, the managing school where it is due, least walking time in the township, another township. A
school that closes alone leaves all others open, so its pupils' nearest school is the nearest or second
nearest of their village: one arg-min per village and another one without the first column serve every
school.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import BAND_OF_GRADE, BANDS
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.receivers import NOBODY, SAME

AWAY_S = 1e7                         # far above any walk: another township comes after the own
ROWS_AT_ONCE = 4096                  # rows × schools that are held at one time, for memory only


def next_receivers(outcome: Outcome) -> Ints:
    """Return per row of the movement who receives it if the school that it goes to alone closes.

    Returns
    -------
    numpy.ndarray
        Codes of schools; -1 = nobody, also for rows that have no school.
    """
    county, situation, moves = outcome.county_held, outcome.situation, outcome.movement
    may_receive = county.by_default[:, None] & situation.teaches
    found = np.full(len(moves.after), NOBODY, dtype=np.int64)

    def fill(candidate: Ints) -> None:
        fits = (found == NOBODY) & (candidate != NOBODY) & (candidate != moves.after)
        fits &= may_receive[candidate, moves.grade - 1]
        found[fits] = candidate[fits]

    for zoned in county.zoned[moves.settlement, moves.grade - 1].T:      # the nearest zoned school first
        fill(zoned)
    home_unknown = (moves.settlement < 0) | ~county.settlement_placed[moves.settlement]
    grade_left = moves.reason == Reason.GRADE_CLOSED
    fill(np.where(home_unknown | grade_left, situation.manager[moves.before, moves.grade - 1], NOBODY))
    first, second = _nearest(outcome, may_receive)
    fill(first)
    fill(second)
    found[moves.after == NOBODY] = NOBODY
    return found


def least_rides(outcome: Outcome, rows: Ints) -> Floats:
    """Return the least estimated bus time of some rows to any school but their own that may receive them.

    Returns
    -------
    numpy.ndarray
        Seconds; NaN = none can be reached, or the home is unknown.
    """
    county, moves = outcome.county_held, outcome.movement
    teaches = (county.by_default[:, None] & outcome.situation.teaches).T
    least = np.full(len(rows), np.nan)
    for part in _chunks(len(rows)):
        row = rows[part]
        home, own = moves.settlement[row], moves.after[row]
        may_receive = teaches[moves.grade[row] - 1] & (home >= 0)[:, None]
        may_receive[np.arange(len(row)), own] = False
        rides = np.where(may_receive, county.bus.seconds[home], np.nan)
        least[part] = np.fmin.reduce(rides, axis=1, initial=np.nan)
    return least


def _chunks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, ROWS_AT_ONCE):
        yield slice(start, start + ROWS_AT_ONCE)


def _nearest(outcome: Outcome, may_receive: Bools) -> tuple[Ints, Ints]:
    """Return the nearest and second nearest school of each row, those of the own township first."""
    moves = outcome.movement
    masks, mask = np.unique(may_receive.T, axis=0, return_inverse=True)
    result = np.full((2, len(moves.grade)), NOBODY, dtype=np.int64)
    kind = BAND_OF_GRADE * len(masks) + mask.reshape(-1)     # grades of one band with the same schools
    of_row = kind[moves.grade - 1]
    for one in np.unique(of_row):
        rows = np.flatnonzero((of_row == one) & (moves.settlement >= 0))
        homes, at = np.unique(moves.settlement[rows], return_inverse=True)
        band, of_mask = divmod(int(one), len(masks))
        parts = [_two_nearest(outcome, band, homes[part], masks[of_mask]) for part in _chunks(len(homes))]
        if parts:
            result[:, rows] = np.concatenate(parts, axis=1)[:, at]
    return result[0], result[1]


def _two_nearest(outcome: Outcome, band: int, homes: Ints, allowed: Bools) -> Ints:
    county = outcome.county_held
    journeys = county.walk[BANDS[band]]
    codes = np.argsort(county.school_ids)
    columns = codes[allowed[codes]]
    cells = np.ix_(homes, columns)
    away = county.settlement_township[homes][:, None] != county.school_township[columns]
    time = journeys.seconds[cells]
    time[np.isnan(time)] = np.inf
    time += AWAY_S * away
    nearest = np.full((2, len(homes)), NOBODY, dtype=np.int64)
    rows = np.arange(len(homes))
    if len(columns):
        for one in nearest:
            column = _least(time, journeys.metres, homes, columns)
            one[:] = np.where(np.isfinite(time[rows, column]), columns[column], NOBODY)
            time[rows, column] = np.inf
    return nearest


def _least(time: Floats, metres: Floats, homes: Ints, columns: Ints) -> Ints:
    """Return the column of each row's least time; equal times go by metres, then by the columns' order."""
    least, best = time.min(axis=1, keepdims=True), time.argmin(axis=1)
    tied = np.flatnonzero((time <= least + SAME).sum(axis=1) > 1)
    way = np.where(time[tied] <= least[tied] + SAME, metres[np.ix_(homes[tied], columns)], np.inf)
    best[tied] = (way <= way.min(axis=1, keepdims=True) + SAME).argmax(axis=1)
    result: Ints = best.astype(np.int64)
    return result
