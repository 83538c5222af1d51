"""Travel summaries: daily journeys in the verdict mode, weighted by pupils."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from gis.codes import first_of
from gis.evaluation.choice import by_choice
from gis.evaluation.ordered import ALL, Journeys, Measure, Ordered, journeys_after, journeys_before
from gis.evaluation.result import TravelSummary
from gis.evaluation.sums import Sums, sums_of
from gis.model import GRADES, MILLISECONDS, Band
from gis.planning.county import Floats, Ints
from gis.planning.journeys import BANDS, IS_DAILY, SECONDS_PER_MINUTE, Verdict, Way, band_codes, limits_of
from gis.planning.outcome import Outcome
from gis.planning.trips import Trips

MEDIAN, P90, P95 = 0.5, 0.9, 0.95
METRES_PER_KM = 1000
BAR_MINUTES = 5                     # width of a bar of the charts
WALK = "walk"
ROUNDING = 1e-9                     # 0.95 × 20 is 19 pupils, whatever the binary fraction says


def weighted_quantiles(values: Floats, weights: Ints, shares: Sequence[float]) -> list[float | None]:
    """Return for each share the smallest value that at least this share of the weight does not exceed.

    Parameters
    ----------
    values
        Known values.
    weights
        Whole numbers of pupils, same shape.
    shares
        0 < share ≤ 1; 0.5 is the lower median.

    Returns
    -------
    list
        None without any weight.
    """
    order = np.argsort(values)
    return _quantiles(Ordered(values[order], weights[order].astype(float)), shares)


def _quantiles(ordered: Ordered, shares: Sequence[float]) -> list[float | None]:
    total = ordered.total
    if total == 0:
        return [None] * len(shares)
    places = [np.searchsorted(ordered.up_to, share * total - ROUNDING) for share in shares]
    return [float(ordered.values[place]) for place in places]


def travel_summaries(outcome: Outcome) -> dict[Band | str, dict[str, TravelSummary]]:
    """Return the summaries before and after, per band and for all pupils together.

    Parameters
    ----------
    outcome
        The scenario worked out.
    """
    changes, chosen = outcome.changes, by_choice(outcome)
    before = outcome.memory.once(
        "travel", lambda: _summaries(outcome, journeys_before, _counts(changes.before), chosen["before"])
    )
    if not len(outcome.movement.changed):
        after = _summaries(outcome, journeys_before, _counts_before(outcome), chosen["after"])
    else:
        counts = _counts_before(outcome) - _counts(changes.gone) + _counts(changes.come)
        after = _summaries(outcome, journeys_after, counts, chosen["after"])
    return {key: {"before": before[key], "after": after[key]} for key in before}


def _counts_before(outcome: Outcome) -> Ints:
    return outcome.memory.once("verdicts", lambda: _counts(outcome.changes.before))


def _counts(trips: Trips) -> Ints:
    """Return pupils by band and verdict."""
    kind = band_codes(trips.grade) * len(Verdict) + trips.verdict
    counts = np.bincount(kind, weights=trips.pupils, minlength=len(BANDS) * len(Verdict))
    return counts.astype(np.int64).reshape(len(BANDS), len(Verdict))


def _summaries(
    outcome: Outcome,
    journeys: Callable[[Outcome, Measure], Journeys],
    counts: Ints,
    chosen: Mapping[Band | str, int],
) -> dict[Band | str, TravelSummary]:
    seconds, metres = journeys(outcome, "seconds"), journeys(outcome, "metres")
    by_key: dict[Band | str, Ints] = {**dict(zip(BANDS, counts, strict=True)), ALL: counts.sum(axis=0)}
    return {
        key: _summary(seconds[key], metres[key], found.tolist(), _limits(outcome, key), chosen[key])
        for key, found in by_key.items()
    }


def _limits(outcome: Outcome, key: Band | str) -> list[float]:
    """Return the limits of the grades of a band that have pupils."""
    return outcome.memory.once(("limits", key), lambda: _limits_of(outcome, key))


def _limits_of(outcome: Outcome, key: Band | str) -> list[float]:
    grades = np.isin(GRADES, key.grades if isinstance(key, Band) else GRADES)
    taught = np.isin(GRADES, outcome.county.attendance.grade)
    limits: list[float] = limits_of(outcome.rules).seconds[grades & taught].tolist()
    return limits


def _summary(
    seconds: Ordered, metres: Ordered, count: Sequence[int], limits: Sequence[float], chosen: int
) -> TravelSummary:
    total = seconds.total
    median, p90, p95 = _quantiles(seconds, (MEDIAN, P90, P95))
    known_limits = {limit for limit in limits if not math.isnan(limit)}
    nothing_known = count[Verdict.UNKNOWN] == sum(count)
    has_limit = len(known_limits) > 0 and not nothing_known    # without any journey 0 over it would be a lie
    one_limit = len(known_limits) == 1 and not any(map(math.isnan, limits))
    return TravelSummary(
        pupils=total,
        mean_s=seconds.sum / total if total else None,
        median_s=median,
        p90_s=p90,
        p95_s=p95,
        max_s=seconds.longest,
        pupil_km=metres.sum / METRES_PER_KM,
        limit_s=known_limits.pop() if one_limit else None,
        over_limit_pupils=count[Verdict.OVER] if has_limit else None,
        borderline_pupils=count[Verdict.BORDERLINE] if has_limit else None,
        unreachable_pupils=count[Verdict.UNREACHABLE],
        unknown_pupils=count[Verdict.UNKNOWN],
        boarding_pupils=count[Verdict.BOARDING],
        over_limit_by_choice_pupils=chosen if has_limit else None,
    )


def way_frame(outcome: Outcome) -> pd.DataFrame:
    """Return how the pupils get to school: every pupil exactly once.

    Returns
    -------
    pandas.DataFrame
        One row per band and way: ``band, way`` ("walk", "school_bus", "boarding", "unreachable", "unknown"),
        ``pupils_before, pupils_after, pupil_km_before, pupil_km_after`` (km a day, one way; boarders', and
        those of unknown length, are 0: they are no daily journeys). Ways that nobody goes are left out.
    """
    shape = len(BANDS), len(_WAYS)
    columns: dict[str, Ints | Floats] = {}
    for name, (pupils, km) in way_sums(outcome).items():
        columns |= {f"pupils_{name}": pupils, f"pupil_km_{name}": km}
    table = pd.DataFrame(columns)[["pupils_before", "pupils_after", "pupil_km_before", "pupil_km_after"]]
    table.insert(0, "band", np.repeat([band.value for band in BANDS], shape[1]))
    table.insert(1, "way", list(_WAYS) * shape[0])
    return table[(table["pupils_before"] > 0) | (table["pupils_after"] > 0)].reset_index(drop=True)


_WAYS = (WALK, "school_bus", "boarding", "unreachable", "unknown")


def way_sums(outcome: Outcome) -> dict[str, tuple[Ints, Floats]]:
    """Return pupils and pupil-km by side; each by band and way, in the order of :func:`way_frame`."""
    changes = outcome.changes
    pupils, walked = outcome.memory.once("ways", lambda: _ways_of(changes.before))
    come, kinds = changes.come, _kinds(changes.come)
    after = (
        pupils.after(changes.rows, kinds, come.pupils), walked.after(changes.rows, kinds, _walked(come))
    )  # fmt: skip
    return {
        side: (counts.astype(np.int64), metres / METRES_PER_KM)
        for side, (counts, metres) in (("before", (pupils.sums, walked.sums)), ("after", after))
    }


def _ways_of(trips: Trips) -> tuple[Sums, Sums]:
    """Return pupils, and the metres of their daily journeys, by band and way."""
    kinds, size = _kinds(trips), len(BANDS) * len(_WAYS)
    return sums_of(kinds, trips.pupils, size), sums_of(kinds, _walked(trips), size)


def _walked(trips: Trips) -> Floats:
    return np.where(IS_DAILY[trips.verdict], trips.pupils * trips.metres, 0.0)


def _kinds(trips: Trips) -> Ints:
    """Return each group's band and way as one number."""
    way = first_of(
        [trips.verdict == Verdict.UNREACHABLE, trips.verdict == Verdict.UNKNOWN, trips.way == Way.BOARDING,
         trips.way == Way.SCHOOL_BUS],
        [_WAYS.index("unreachable"), _WAYS.index("unknown"), _WAYS.index("boarding"),
         _WAYS.index("school_bus")],
        _WAYS.index(WALK),
    )  # fmt: skip
    kinds: Ints = band_codes(trips.grade) * len(_WAYS) + way.astype(np.int64)
    return kinds


def time_histogram(outcome: Outcome) -> pd.DataFrame:
    """Return the chart of daily journeys.

    Returns
    -------
    pandas.DataFrame
        One row per band and bar of five minutes: ``band, from_s, to_s, pupils_before, pupils_after``. A bar
        has the journeys longer than ``from_s`` and no longer than ``to_s`` (the first one those of no time
        too), so that a limit of whole bars divides them. All bands have the same bars, as many as needed.
    """
    width, sides = BAR_MINUTES * SECONDS_PER_MINUTE, bars_of(outcome)
    bars = max(counts.shape[1] for counts in sides.values())
    counts = {f"pupils_{name}": _widened(found, bars).ravel() for name, found in sides.items()}
    start = np.tile(np.arange(bars) * width, len(BANDS))
    return pd.DataFrame(
        {"band": np.repeat([band.value for band in BANDS], bars), "from_s": start, "to_s": start + width,
         **counts}
    )  # fmt: skip


def bars_of(outcome: Outcome) -> dict[str, Ints]:
    """Return day pupils by side; each by band and bar, with as many bars as it needs."""
    changes = outcome.changes
    before = outcome.memory.once("bars", lambda: _bars(changes.before))
    gone, come = _bars(changes.gone), _bars(changes.come)
    bars = max(before.shape[1], come.shape[1])
    after = _widened(before, bars) - _widened(gone, bars) + _widened(come, bars)
    filled = np.flatnonzero(after.any(axis=0))
    return {"before": before, "after": after[:, : int(filled.max(initial=-1)) + 1]}


def _bars(trips: Trips) -> Ints:
    rows, width = np.flatnonzero(IS_DAILY[trips.verdict]), BAR_MINUTES * SECONDS_PER_MINUTE
    bar = np.ceil(np.round(trips.seconds[rows], MILLISECONDS) / width).astype(np.int64) - 1
    bar = np.maximum(bar, 0)
    bars = int(bar.max(initial=-1)) + 1
    key = band_codes(trips.grade[rows]) * bars + bar
    counts = np.bincount(key, weights=trips.pupils[rows], minlength=len(BANDS) * bars)
    return counts.astype(np.int64).reshape(len(BANDS), bars)


def _widened(counts: Ints, bars: int) -> Ints:
    wider = np.zeros((len(counts), bars), dtype=np.int64)
    wider[:, : counts.shape[1]] = counts
    return wider
