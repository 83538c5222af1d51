"""Travel summaries: daily journeys in the verdict mode, weighted by pupils."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gis.evaluation.result import TravelSummary
from gis.model import Band
from gis.planning.assignment import Movement
from gis.planning.county import Floats, Ints
from gis.planning.journeys import BANDS, IS_DAILY, Limits, Verdict, band_codes

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


def travel_summaries(moves: Movement, limits: Limits) -> dict[Band | str, dict[str, TravelSummary]]:
    """Return the summaries before and after, per band and for all pupils together."""
    band, limit = band_codes(moves.grade), limits.of(moves.grade)
    rows: dict[Band | str, Ints] = {one: np.flatnonzero(band == code) for code, one in enumerate(BANDS)}
    rows[ALL] = np.arange(len(band))
    sides = {
        "before": (moves.seconds_before, moves.metres_before, moves.verdict_before),
        "after": (moves.seconds_after, moves.metres_after, moves.verdict_after),
    }
    return {
        key: {
            side: _summary(moves.pupils[those], seconds[those], metres[those], verdict[those], limit[those])
            for side, (seconds, metres, verdict) in sides.items()
        }
        for key, those in rows.items()
    }


def _summary(pupils: Ints, seconds: Floats, metres: Floats, verdict: Ints, limit: Floats) -> TravelSummary:
    count = np.bincount(verdict, weights=pupils, minlength=len(Verdict)).astype(int).tolist()
    daily = IS_DAILY[verdict]
    weights, times = pupils[daily], seconds[daily]
    total = int(weights.sum())
    median, p95 = weighted_quantiles(times, weights, (MEDIAN, P95))
    known_limits = np.unique(limit[~np.isnan(limit)])
    has_limit = len(known_limits) > 0
    one_limit = len(known_limits) == 1 and not np.isnan(limit).any()
    return TravelSummary(
        pupils=total,
        mean_s=float((weights * times).sum() / total) if total else None,
        median_s=median,
        p95_s=p95,
        max_s=float(times.max()) if total else None,
        pupil_km=float((weights * metres[daily]).sum() / METRES_PER_KM),
        limit_s=float(known_limits[0]) if one_limit else None,
        over_limit_pupils=count[Verdict.OVER] if has_limit else None,
        borderline_pupils=count[Verdict.BORDERLINE] if has_limit else None,
        unreachable_pupils=count[Verdict.UNREACHABLE],
        unknown_pupils=count[Verdict.UNKNOWN],
        boarding_pupils=count[Verdict.BOARDING],
    )
