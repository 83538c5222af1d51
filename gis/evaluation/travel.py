"""Travel summaries: daily journeys in the verdict mode, weighted by pupils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from gis.evaluation.result import TravelSummary
from gis.model import GRADES, Band
from gis.planning.assignment import Movement, Outcome
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import (
    BANDS,
    IS_DAILY,
    Limits,
    Verdict,
    band_codes,
    limits_of,
)
from gis.planning.receivers import walks_of_right

MEDIAN, P95 = 0.5, 0.95
METRES_PER_KM = 1000
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
    order = np.argsort(values, kind="stable")
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
    stays = ~moves.moved
    before = _by_choice(county, moves, county.teaches, limits) & (moves.verdict_before == Verdict.OVER)
    after = _by_choice(outcome.county_after, moves, outcome.situation.teaches, limits) & stays
    sides = {
        "before": _Side(
            moves.pupils, moves.seconds_before, moves.metres_before, moves.verdict_before, limit, before
        ),
        "after": _Side(
            moves.pupils, moves.seconds_after, moves.metres_after, moves.verdict_after, limit,
            after & (moves.verdict_after == Verdict.OVER),
        ),
    }
    return {
        key: {name: _summary(side.take(those)) for name, side in sides.items()} for key, those in rows.items()
    }


def _by_choice(county: County, moves: Movement, teaches: Bools, limits: Limits) -> Bools:
    """Return groups whose zoned or nearest school is not over the limit."""
    right = np.full((len(county.settlement_ids) + 1, len(GRADES)), np.nan)    # last row: homes outside
    for grade in GRADES:
        if not np.isnan(limits.seconds[grade - 1]):
            right[:-1, grade - 1] = walks_of_right(county, teaches, grade)
    most = limits.of(moves.grade) * (1 + limits.borderline_share)
    within: Bools = right[moves.settlement, moves.grade - 1] <= most
    return within


def _summary(side: _Side) -> TravelSummary:
    count = np.bincount(side.verdict, weights=side.pupils, minlength=len(Verdict)).astype(int).tolist()
    daily = IS_DAILY[side.verdict]
    weights, times = side.pupils[daily], side.seconds[daily]
    total = int(weights.sum())
    median, p95 = weighted_quantiles(times, weights, (MEDIAN, P95))
    known_limits = np.unique(side.limit[~np.isnan(side.limit)])
    everybody = side.pupils.sum()
    nothing_known = everybody > 0 and count[Verdict.UNKNOWN] == everybody
    has_limit = len(known_limits) > 0 and not nothing_known    # without any journey 0 over it would be a lie
    one_limit = len(known_limits) == 1 and not np.isnan(side.limit).any()
    return TravelSummary(
        pupils=total,
        mean_s=float((weights * times).sum() / total) if total else None,
        median_s=median,
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
