"""Travel summaries: daily journeys in the verdict mode, weighted by pupils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from gis.evaluation.result import TravelSummary
from gis.model import GRADES, Band, band_of
from gis.planning.assignment import Movement, Outcome
from gis.planning.county import MILLISECONDS, Bools, County, Floats, Ints
from gis.planning.journeys import (
    BANDS,
    IS_DAILY,
    SECONDS_PER_MINUTE,
    Limits,
    Verdict,
    Way,
    band_codes,
    limits_of,
)
from gis.planning.receivers import nearest_walks, zoned_walks

MEDIAN, P90, P95 = 0.5, 0.9, 0.95
METRES_PER_KM = 1000
BAR_MINUTES = 5                     # width of a bar of the charts
WALK = "walk"
ROUNDING = 1e-9                     # 0.95 × 20 is 19 pupils, whatever the binary fraction says
ALL = "all"


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
    total = int(weights.sum())
    if total == 0:
        return [None] * len(shares)
    order = np.argsort(values)
    below, ordered = np.cumsum(weights[order]), values[order]
    return [float(ordered[np.searchsorted(below, share * total - ROUNDING)]) for share in shares]


@dataclass(frozen=True)
class _Side:
    """The journeys of one side, one entry per group of pupils."""

    pupils: Ints
    seconds: Floats
    metres: Floats
    verdict: Ints
    limit: Floats
    by_choice: Bools

    def take(self, rows: Ints) -> _Side:
        return _Side(*(getattr(self, field.name)[rows] for field in fields(self)))


def travel_summaries(outcome: Outcome) -> dict[Band | str, dict[str, TravelSummary]]:
    """Return the summaries before and after, per band and for all pupils together.

    Parameters
    ----------
    outcome
        The scenario worked out.
    """
    moves, county = outcome.movement, outcome.county
    limits = limits_of(outcome.rules)
    band, limit = band_codes(moves.grade), limits.of(moves.grade)
    rows: dict[Band | str, Ints] = {one: np.flatnonzero(band == code) for code, one in enumerate(BANDS)}
    rows[ALL] = np.arange(len(band))
    over = moves.verdict_before == Verdict.OVER, (moves.verdict_after == Verdict.OVER) & ~moves.moved
    before = _by_choice(county, moves, county.teaches, limits, over[0])
    after = _by_choice(outcome.county_after, moves, outcome.situation.teaches, limits, over[1])
    sides = {
        "before": _Side(
            moves.pupils, moves.seconds_before, moves.metres_before, moves.verdict_before, limit, before
        ),
        "after": _Side(
            moves.pupils, moves.seconds_after, moves.metres_after, moves.verdict_after, limit, after
        ),
    }
    return {
        key: {name: _summary(side.take(those)) for name, side in sides.items()} for key, those in rows.items()
    }


def _by_choice(county: County, moves: Movement, teaches: Bools, limits: Limits, over: Bools) -> Bools:
    """Return which of the groups over the limit have a zoned or nearest school that is not."""
    most = limits.seconds * (1 + limits.borderline_share)
    within = np.zeros(len(over), dtype=bool)
    near: dict[tuple[Band, bytes], Floats] = {}
    for grade in GRADES:
        rows = np.flatnonzero(over & (moves.grade == grade))
        if not len(rows):
            continue
        may_receive, band = county.by_default & teaches[:, grade - 1], band_of(grade)
        kind = band, may_receive.tobytes()
        if kind not in near:         # grades of one band mostly have the same schools
            homes = np.unique(moves.settlement[over & np.isin(moves.grade, band.grades)])
            near[kind] = np.full(len(county.settlement_ids), np.nan)
            near[kind][homes] = nearest_walks(county, may_receive, band, homes)
        home = moves.settlement[rows]
        zoned = zoned_walks(county, may_receive, grade, home)
        within[rows] = np.where(np.isnan(zoned), near[kind][home], zoned) <= most[grade - 1]
    return within


def _summary(side: _Side) -> TravelSummary:
    count = np.bincount(side.verdict, weights=side.pupils, minlength=len(Verdict)).astype(int).tolist()
    daily = IS_DAILY[side.verdict]
    weights, times = side.pupils[daily], side.seconds[daily]
    total = int(weights.sum())
    median, p90, p95 = weighted_quantiles(times, weights, (MEDIAN, P90, P95))
    known_limits = np.unique(side.limit[~np.isnan(side.limit)])
    everybody = side.pupils.sum()
    nothing_known = everybody > 0 and count[Verdict.UNKNOWN] == everybody
    has_limit = len(known_limits) > 0 and not nothing_known    # without any journey 0 over it would be a lie
    one_limit = len(known_limits) == 1 and not np.isnan(side.limit).any()
    return TravelSummary(
        pupils=total,
        mean_s=float((weights * times).sum() / total) if total else None,
        median_s=median,
        p90_s=p90,
        p95_s=p95,
        max_s=float(times.max()) if total else None,
        pupil_km=float((weights * side.metres[daily]).sum() / METRES_PER_KM),
        limit_s=float(known_limits[0]) if one_limit else None,
        over_limit_pupils=count[Verdict.OVER] if has_limit else None,
        borderline_pupils=count[Verdict.BORDERLINE] if has_limit else None,
        unreachable_pupils=count[Verdict.UNREACHABLE],
        unknown_pupils=count[Verdict.UNKNOWN],
        boarding_pupils=count[Verdict.BOARDING],
        over_limit_by_choice_pupils=int(side.pupils[side.by_choice].sum()) if has_limit else None,
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
    moves = outcome.movement
    band = band_codes(moves.grade)
    sides = {
        "before": (moves.way_before, moves.verdict_before, moves.metres_before),
        "after": (moves.way_after, moves.verdict_after, moves.metres_after),
    }
    shape = len(BANDS), len(_WAYS)
    columns: dict[str, Ints | Floats] = {}
    for name, (way, verdict, metres) in sides.items():
        kind = band * len(_WAYS) + _kinds(way, verdict)
        daily = np.where(IS_DAILY[verdict], metres, 0.0)
        pupils = np.bincount(kind, weights=moves.pupils, minlength=shape[0] * shape[1])
        km = np.bincount(kind, weights=moves.pupils * daily, minlength=len(pupils)) / METRES_PER_KM
        columns |= {f"pupils_{name}": pupils.astype(np.int64), f"pupil_km_{name}": km}
    table = pd.DataFrame(columns)[["pupils_before", "pupils_after", "pupil_km_before", "pupil_km_after"]]
    table.insert(0, "band", np.repeat([band.value for band in BANDS], shape[1]))
    table.insert(1, "way", list(_WAYS) * shape[0])
    return table[(table["pupils_before"] > 0) | (table["pupils_after"] > 0)].reset_index(drop=True)


_WAYS = (WALK, "school_bus", "boarding", "unreachable", "unknown")


def _kinds(way: Ints, verdict: Ints) -> Ints:
    """Return positions in :data:`_WAYS`."""
    return np.select(
        [verdict == Verdict.UNREACHABLE, verdict == Verdict.UNKNOWN, way == Way.BOARDING,
         way == Way.SCHOOL_BUS],
        [_WAYS.index("unreachable"), _WAYS.index("unknown"), _WAYS.index("boarding"),
         _WAYS.index("school_bus")],
        _WAYS.index(WALK),
    ).astype(np.int64)  # fmt: skip


def time_histogram(outcome: Outcome) -> pd.DataFrame:
    """Return the chart of daily journeys.

    Returns
    -------
    pandas.DataFrame
        One row per band and bar of five minutes: ``band, from_s, to_s, pupils_before, pupils_after``. A bar
        has the journeys longer than ``from_s`` and no longer than ``to_s`` (the first one those of no time
        too), so that a limit of whole bars divides them. All bands have the same bars, as many as needed.
    """
    moves, width = outcome.movement, BAR_MINUTES * SECONDS_PER_MINUTE
    band, bars, sides = band_codes(moves.grade), 0, {}
    for name, seconds, verdict in (
        ("before", moves.seconds_before, moves.verdict_before),
        ("after", moves.seconds_after, moves.verdict_after),
    ):
        rows = np.flatnonzero(IS_DAILY[verdict])
        bar = np.maximum(np.ceil(np.round(seconds[rows], MILLISECONDS) / width).astype(np.int64) - 1, 0)
        sides[name] = rows, bar
        bars = max(bars, int(bar.max(initial=-1)) + 1)
    counts = {
        f"pupils_{name}": np.bincount(
            band[rows] * bars + bar, weights=moves.pupils[rows], minlength=len(BANDS) * bars
        ).astype(np.int64)
        for name, (rows, bar) in sides.items()
    }
    start = np.tile(np.arange(bars) * width, len(BANDS))
    return pd.DataFrame(
        {"band": np.repeat([band.value for band in BANDS], bars), "from_s": start, "to_s": start + width,
         **counts}
    )  # fmt: skip
