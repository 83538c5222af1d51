"""Travel summaries: daily journeys in the verdict mode, weighted by pupils."""

from __future__ import annotations

import numpy as np

from gis.evaluation.result import TravelSummary
from gis.model import Band
from gis.planning.assignment import Movement
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import BANDS, Limits, Verdict, band_codes

MEDIAN, P95 = 0.5, 0.95
METRES_PER_KM = 1000
ROUNDING = 1e-9                     # 0.95 × 20 is 19 pupils, whatever the binary fraction says
ALL = "all"


def weighted_quantile(values: Floats, weights: Ints, share: float) -> float | None:
    """Return the smallest value that at least ``share`` of the weight does not exceed; None without weight.

    Parameters
    ----------
    values
        Known values.
    weights
        Whole numbers of pupils, same shape.
    share
        0 < share ≤ 1; the median is the lower one.
    """
    total = int(weights.sum())
    if total == 0:
        return None
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    position = np.searchsorted(below, share * total - ROUNDING, side="left")
    return float(values[order][position])


def travel_summaries(moves: Movement, limits: Limits) -> dict[Band | str, dict[str, TravelSummary]]:
    """Return the summaries before and after, per band and for all pupils together."""
    band = band_codes(moves.grade)
    masks: dict[Band | str, Bools] = {one: band == code for code, one in enumerate(BANDS)}
    masks[ALL] = np.ones(len(band), dtype=bool)
    sides = {
        "before": (moves.seconds_before, moves.metres_before, moves.verdict_before),
        "after": (moves.seconds_after, moves.metres_after, moves.verdict_after),
    }
    limit = limits.of(moves.grade)
    return {
        key: {
            side: _summary(moves.pupils[mask], seconds[mask], metres[mask], verdict[mask], limit[mask])
            for side, (seconds, metres, verdict) in sides.items()
        }
        for key, mask in masks.items()
    }


def _summary(pupils: Ints, seconds: Floats, metres: Floats, verdict: Ints, limit: Floats) -> TravelSummary:
    def count(*verdicts: Verdict) -> int:
        return int(pupils[np.isin(verdict, verdicts)].sum())

    daily = np.isin(verdict, [Verdict.WITHIN, Verdict.BORDERLINE, Verdict.OVER, Verdict.NO_LIMIT])
    weights, times = pupils[daily], seconds[daily]
    total = int(weights.sum())
    known_limits = np.unique(limit[~np.isnan(limit)])
    has_limit = len(known_limits) > 0
    return TravelSummary(
        pupils=total,
        mean_s=float(np.average(times, weights=weights)) if total else None,
        median_s=weighted_quantile(times, weights, MEDIAN),
        p95_s=weighted_quantile(times, weights, P95),
        max_s=float(times.max()) if total else None,
        pupil_km=float((weights * metres[daily]).sum() / METRES_PER_KM),
        limit_s=float(known_limits[0]) if len(known_limits) == 1 and not np.isnan(limit).any() else None,
        over_limit_pupils=count(Verdict.OVER) if has_limit else None,
        borderline_pupils=count(Verdict.BORDERLINE) if has_limit else None,
        unreachable_pupils=count(Verdict.UNREACHABLE),
        unknown_pupils=count(Verdict.UNKNOWN),
        boarding_pupils=count(Verdict.BOARDING),
    )
