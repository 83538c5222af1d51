"""How evenly the way to school is spread over the pupils, and what it is for those who have it harder.

Only daily journeys of known length count: boarders, unreachable and unknown pupils are no zeros.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gis.evaluation.aggregation import township_names
from gis.evaluation.ordered import ALL, Journeys, Measure, Ordered, journeys_after, journeys_before
from gis.evaluation.sums import Sums, sums_of
from gis.model import GRADES, Band
from gis.planning.county import SPECIAL_GROUPS, Attendance, Bools, Floats, Ints
from gis.planning.journeys import BANDS, IS_DAILY, Verdict, band_codes
from gis.planning.outcome import Movement, Outcome
from gis.planning.trips import Trips

ROUNDING = 1e-9                      # sums of equal times differ by less


@dataclass(frozen=True, slots=True)
class Spread:
    """How evenly daily journeys are spread; None without any.

    Attributes
    ----------
    pupils
        Day pupils whose way is known.
    gini_time_share, gini_metres_share
        Gini coefficient over the pupils, 0 = all have the same way, below 1.
    deviation_s, deviation_m
        Standard deviation over the pupils (all of them, not a sample).
    worst_township
        Where the pupils live whose mean journey is the longest; the least name of equals, "" without any.
    """

    pupils: int
    gini_time_share: float | None
    gini_metres_share: float | None
    deviation_s: float | None
    deviation_m: float | None
    worst_township: str
    worst_township_mean_s: float | None
    worst_township_pupils: int | None


@dataclass(frozen=True, slots=True)
class GroupTravel:
    """Journeys of the pupils of a group that needs care (留守、随迁、残疾), as aggregates.

    ``is_told``: the plan's attendance says who is in the group; False = not in the data, and every figure is
    None. ``pupils_not_told``: pupils in rows that leave it open, in no figure. ``is_shared_out``: some went
    different ways from one row, and the group's were shared out in proportion; figures may be no whole
    numbers then.
    """

    group: str
    is_told: bool
    pupils: float | None = None
    pupils_not_told: int | None = None
    moved_pupils: float | None = None
    mean_s_before: float | None = None
    mean_s_after: float | None = None
    over_limit_pupils_before: float | None = None
    over_limit_pupils_after: float | None = None
    boarding_pupils_before: float | None = None
    boarding_pupils_after: float | None = None
    unreachable_pupils_before: float | None = None
    unreachable_pupils_after: float | None = None
    is_shared_out: bool = False


def gini_share(values: Floats, weights: Floats | Ints) -> float | None:
    """Return the weighted Gini coefficient.

    Parameters
    ----------
    values
        Not negative.
    weights
        Of the same shape, not negative.

    Returns
    -------
    float or None
        In [0, 1); 0 where all values are equal (or all 0), None without any weight.

    Notes
    -----
    G = Σ_i Σ_j w_i w_j |x_i − x_j| / (2 W² μ); with x sorted and C_i = w_1 + … + w_i it is
    Σ_i w_i x_i (2 C_i − w_i − W) / (W Σ_i w_i x_i).
    """
    order = np.argsort(values)
    return Ordered(values[order], weights[order].astype(float)).gini_share


def spreads(outcome: Outcome) -> dict[Band | str, dict[str, Spread]]:
    """Return how evenly journeys are spread before and after, per band and for all pupils together."""
    before = outcome.memory.once(
        "spreads", lambda: _spreads(outcome, journeys_before, _by_home_before(outcome))
    )
    after = _spreads(outcome, journeys_after, _by_home_after(outcome))
    return {key: {"before": before[key], "after": after[key]} for key in before}


def _spreads(
    outcome: Outcome, journeys: Callable[[Outcome, Measure], Journeys], by_home: tuple[Floats, Floats]
) -> dict[Band | str, Spread]:
    names = _names(outcome)
    seconds, metres = journeys(outcome, "seconds"), journeys(outcome, "metres")
    counts, times = by_home
    rows: dict[Band | str, tuple[Floats, Floats]] = {
        **{band: (counts[code], times[code]) for code, band in enumerate(BANDS)},
        ALL: (counts.sum(axis=0), times.sum(axis=0)),
    }
    return {key: _spread(seconds[key], metres[key], names, *rows[key]) for key in seconds}


def _by_home_before(outcome: Outcome) -> tuple[Floats, Floats]:
    counts, times = _by_home(outcome)
    return _table(outcome, counts.sums), _table(outcome, times.sums)


def _by_home_after(outcome: Outcome) -> tuple[Floats, Floats]:
    changes, unit = outcome.changes, outcome.memory.once("units", lambda: _units(outcome))
    come = unit[outcome.movement.row[outcome.movement.changed]]
    (counts, times), (pupils, spent) = _by_home(outcome), _of_days(changes.come)
    return (
        _table(outcome, counts.after(changes.rows, come, pupils)),
        _table(outcome, times.after(changes.rows, come, spent)),
    )


def _by_home(outcome: Outcome) -> tuple[Sums, Sums]:
    """Return day pupils, and the seconds of their ways together, by band and township of the home.

    From outside the county nobody comes by a way of known length.
    """
    return outcome.memory.once("by_home", lambda: _by_home_of(outcome))


def _by_home_of(outcome: Outcome) -> tuple[Sums, Sums]:
    unit, size = outcome.memory.once("units", lambda: _units(outcome)), len(BANDS) * len(_names(outcome))
    pupils, times = _of_days(outcome.changes.before)
    return sums_of(unit, pupils, size), sums_of(unit, times, size)


def _of_days(trips: Trips) -> tuple[Ints, Floats]:
    """Return day pupils whose way is known, and the seconds of their ways together, of each group."""
    daily = IS_DAILY[trips.verdict]
    pupils: Ints = trips.pupils * daily
    return pupils, np.where(daily, trips.pupils * trips.seconds, 0.0)


def _table(outcome: Outcome, sums: Floats) -> Floats:
    return sums.reshape(len(BANDS), len(_names(outcome)))


def _units(outcome: Outcome) -> Ints:
    """Return band and township of the home of each group of the baseline as one number."""
    trips = outcome.changes.before
    home = np.append(outcome.county.settlement_township, 0)[trips.settlement]      # the last is outside
    units: Ints = band_codes(trips.grade) * len(_names(outcome)) + home
    return units


def _names(outcome: Outcome) -> list[str]:
    return outcome.memory.once("townships", lambda: township_names(outcome.county))


def _spread(seconds: Ordered, metres: Ordered, names: list[str], counts: Floats, times: Floats) -> Spread:
    worst, mean_s, of_worst = _worst(counts, times, names)
    return Spread(
        pupils=seconds.total,
        gini_time_share=seconds.gini_share,
        gini_metres_share=metres.gini_share,
        deviation_s=seconds.deviation,
        deviation_m=metres.deviation,
        worst_township=worst,
        worst_township_mean_s=mean_s,
        worst_township_pupils=of_worst,
    )


def _worst(counts: Floats, times: Floats, names: list[str]) -> tuple[str, float | None, int | None]:
    if not counts.any():
        return "", None, None
    means = np.divide(times, counts, out=np.full(len(names), -np.inf), where=counts > 0)
    equals = np.flatnonzero(means >= means.max() - ROUNDING)
    worst = min(equals.tolist(), key=names.__getitem__)
    return names[worst], float(means[worst]), int(counts[worst])


def group_travel(outcome: Outcome) -> tuple[GroupTravel, ...]:
    """Return the journeys of left-behind, migrant and disabled pupils; who is not in the data says so."""
    base = outcome.county.attendance
    return tuple(
        _group(name, outcome.movement, _shares(base, outcome.movement, base.special_shares[name]))
        if name in base.special_shares
        else GroupTravel(name, is_told=False)
        for name in SPECIAL_GROUPS
    )


def _shares(base: Attendance, moves: Movement, share: Floats) -> Floats:
    """Return the share of each row of the movement, NaN where its row of the attendance does not tell it."""
    known = _keys(base.settlement, base.grade, base.school, base.boards)
    keys, at = np.unique(known, return_inverse=True)
    pupils = np.bincount(at, weights=base.pupils)
    shares = np.bincount(at, weights=base.pupils * share) / pupils       # one NaN makes its group unknown
    asked = _keys(moves.settlement, moves.grade, moves.before, moves.boarded)
    found = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[found] == asked, shares[found], np.nan)


def _keys(settlement: Ints, grade: Ints, school: Ints, boards: Bools) -> Ints:
    """Return one number per row that no other home (-1 = outside), grade, school and way of living has."""
    parts, most = (settlement, grade, school, boards.astype(np.int64)), np.iinfo(np.uint16).max
    keys: Ints = np.ravel_multi_index(parts, (np.iinfo(np.int32).max, len(GRADES), most, 2), mode="wrap")
    return keys


def _group(name: str, moves: Movement, share: Floats) -> GroupTravel:
    told = ~np.isnan(share)
    pupils = np.where(told, moves.pupils * np.nan_to_num(share), 0.0)
    figures: dict[str, float | None] = {"pupils": float(pupils.sum()),
                                        "moved_pupils": float(pupils[moves.moved].sum())}  # fmt: skip
    for side, seconds, verdict in (
        ("before", moves.seconds_before, moves.verdict_before),
        ("after", moves.seconds_after, moves.verdict_after),
    ):
        daily = IS_DAILY[verdict]
        total = pupils[daily].sum()
        figures[f"mean_s_{side}"] = float((pupils * seconds)[daily].sum() / total) if total else None
        counts = np.bincount(verdict, weights=pupils, minlength=len(Verdict))
        for key, code in (("over_limit", Verdict.OVER), ("boarding", Verdict.BOARDING),
                          ("unreachable", Verdict.UNREACHABLE)):  # fmt: skip
            figures[f"{key}_pupils_{side}"] = float(counts[code])
    return GroupTravel(
        group=name,
        is_told=True,
        pupils_not_told=int(moves.pupils[~told].sum()),
        is_shared_out=bool((np.abs(pupils - np.round(pupils)) > ROUNDING).any()),
        **figures,
    )
