"""How far the schools of a county lie apart: the assessment's coefficient of variation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

TOLERANCE = 1e-9                    # a value on the line meets it whatever its last binary digit


def weighted_cv(totals: ArrayLike, pupils: ArrayLike) -> float:
    """Return the coefficient of variation between schools, weighted by their pupils.

    With x_i the resources and P_i the pupils of a school: X̄ = Σx_i / ΣP_i, S² = Σ (P_i / ΣP)·(x_i/P_i - X̄)²,
    CV = S / X̄ (the assessment's own formula; an unweighted one gives other verdicts).

    Parameters
    ----------
    totals
        Resources of each school (not per pupil); NaN drops that school.
    pupils
        Pupils of each school, the same length.

    Returns
    -------
    float
        Share of 1; NaN where no school is left or where all of them together have nothing.

    Raises
    ------
    ValueError
        Lengths differ, or a school has no pupils (such a one has no figure per pupil).
    """
    x, weight = np.asarray(totals, dtype=float), np.asarray(pupils, dtype=float)
    if x.ndim != 1 or x.shape != weight.shape:
        raise ValueError("totals and pupils must be two lists of the same length")
    if (weight <= 0).any():
        raise ValueError("a school without pupils has no figure per pupil")
    known = ~(np.isnan(x) | np.isnan(weight))
    x, weight = x[known], weight[known]
    if x.sum() <= 0:
        return float("nan")
    mean = x.sum() / weight.sum()
    variance = (weight / weight.sum()) @ (x / weight - mean) ** 2
    return float(np.sqrt(variance) / mean)
