"""Whole numbers that add up: totals of units shared out to what they are made of.

Hamilton's method of the largest remainder: everybody gets the whole part of his quota, and what is left goes
one by one to the largest remainders; ties to whoever stands first.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from scipy.sparse import csr_array

from gis.planning.county import Floats, Ints

Numbers = TypeVar("Numbers", Floats, Ints)

EXACT = 9                            # decimals of a remainder; less is no difference


def share_out(totals: Ints, weights: Floats, unit: Ints) -> Ints:
    """Share totals out to the members of units.

    Parameters
    ----------
    totals
        Whole numbers ≥ 0, shape (units, …).
    weights
        Numbers ≥ 0, shape (members, …); where those of a unit are all 0, its members share equally.
    unit
        The unit of each member.

    Returns
    -------
    numpy.ndarray
        Whole numbers, shape of ``weights``: each differs from its quota by less than 1, and they add up to
        the totals of all units that have members.
    """
    members, units = len(unit), len(totals)
    shape = weights.shape
    columns = max(int(np.prod(shape[1:])), 1)
    flat, total = weights.reshape(members, columns), totals.reshape(units, columns)
    sums = sum_by(flat, unit, units)
    sizes = np.bincount(unit, minlength=units)
    nothing = sums[unit] <= 0
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(nothing, 1.0 / sizes[unit][:, None], flat / sums[unit])
    quota: Floats = np.round(total[unit] * share, EXACT)
    whole: Floats = np.floor(quota)
    left = total - sum_by(whole, unit, units)
    result = whole + (_ranks(quota - whole, unit, sizes) < left[unit])
    return result.reshape(shape).astype(np.int64)


def _ranks(remainder: Floats, unit: Ints, sizes: Ints) -> Ints:
    """Return the place of each member among those of its unit, the largest remainder first."""
    order = np.argsort(unit[:, None] * 2.0 - remainder, axis=0, kind="stable")
    starts = np.cumsum(sizes) - sizes
    ranks = np.empty(remainder.shape, dtype=np.int64)
    within = (np.arange(len(unit)) - starts[np.sort(unit)])[:, None]
    np.put_along_axis(ranks, order, np.broadcast_to(within, remainder.shape), axis=0)
    return ranks


def sum_by(values: Numbers, unit: Ints, units: int) -> Numbers:
    """Return the sums over the members of each unit; shape (units, …)."""
    members = np.arange(len(unit))
    ones = np.ones(len(unit), dtype=values.dtype)
    member_of = csr_array((ones, (unit, members)), shape=(units, len(unit)))
    sums = np.asarray(member_of @ values.reshape(len(unit), int(np.prod(values.shape[1:]))))
    result: Numbers = sums.reshape(units, *values.shape[1:])
    return result


def share_out_variants(totals: Ints, weights: Floats, unit: Ints) -> Ints:
    """Share low, middle and high totals out so that no member's low exceeds its middle, or middle its high.

    Parameters
    ----------
    totals
        Shape (3, units, …), low ≤ middle ≤ high.
    weights
        Shape (3, members, …), low ≤ middle ≤ high.
    unit
        The unit of each member.

    Notes
    -----
    Shared out apart, more in all may mean less for one (the Alabama paradox): what a low has too much, or a
    high too little, moves to members of the unit that have room.
    """
    low, middle, high = (share_out(totals[k], weights[k], unit) for k in range(len(totals)))
    units = totals.shape[1]

    def moved(amounts: Ints, room: Ints) -> Ints:
        return share_out(sum_by(amounts, unit, units), room.astype(np.float64), unit)

    above, below = np.maximum(low - middle, 0), np.maximum(middle - high, 0)
    if above.any():
        low = low - above + moved(above, np.maximum(middle - low, 0))
    if below.any():
        high = high + below - moved(below, np.maximum(high - middle, 0))
    return np.stack([low, middle, high])


def shares_within(unit: Ints, tiers: tuple[Floats, ...]) -> Floats:
    """Return each member's share of its unit by the first of several weights that the unit has any of.

    The shares of a unit add up to 1; a unit without any weight shares equally.
    """
    result = np.full(len(unit), np.nan)
    for weights in (*tiers, np.ones(len(unit))):
        with np.errstate(invalid="ignore"):
            share = weights / np.bincount(unit, weights=weights)[unit]       # NaN where there is no weight
        result = np.where(np.isnan(result), share, result)
    return result
