"""What a school has per pupil in each of the seven indicators, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gis.evaluation.balancerules import BalanceRules, Indicator
from gis.evaluation.combined import Sharing, attributed, row_shares
from gis.evaluation.spread import TOLERANCE
from gis.planning.county import Bools, County, Floats, numbers

RURAL = "2"                         # 城乡类型 2xx is rural, 1xx urban (GB/T 33782)


class State(IntEnum):
    """How a figure stands to its standard."""

    MET = 0                         # 达标
    UNMET = 1                       # 不达标
    MISSING = 2                     # 待补
    EXCLUDED = 3                    # 不参与计算


States = NDArray[np.int8]


@dataclass(frozen=True)
class Resources:
    """One side of all schools; arrays of two dimensions are indicators × schools.

    Attributes
    ----------
    totals
        The numerators, NaN unknown.
    values
        Per pupil or per hundred pupils; NaN unknown or without pupils.
    least
        Where the value is the least that it can be: the ledger does not say how many teachers come from
        elsewhere (走教、交流、兼职) to a small rural school that may add them.
    """

    pupils: Floats
    totals: Floats
    values: Floats
    least: Bools


def resources_of(county: County, rules: BalanceRules, sharing: Sharing, pupils: Floats) -> Resources:
    """Work out the seven numerators and figures of one side.

    Parameters
    ----------
    pupils
        Pupils per school on that side.
    """
    shares = row_shares(county, sharing, pupils, rules.weights)
    may_add = _is_small_rural(county, rules, pupils)
    found = [_total(county, sharing, one, shares, may_add) for one in rules.indicators]
    totals, least = (np.array(part) for part in zip(*found, strict=True))
    per_pupils = np.array([[one.per_pupils] for one in rules.indicators])
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(pupils > 0, totals / pupils * per_pupils, np.nan)
    return Resources(pupils, totals, values, least)


def _total(
    county: County, sharing: Sharing, indicator: Indicator, shares: Floats, may_add: Bools
) -> tuple[Floats, Bools]:
    def total_of(columns: tuple[str, ...]) -> Floats:
        total = np.zeros(len(shares))
        for column in columns:
            given = attributed(county, sharing, column, shares) if indicator.shared else None
            total = total + (numbers(county.schools, column) if given is None else given)
        return total

    total = total_of(indicator.numerator)
    if indicator.or_numerator:
        total = np.where(np.isnan(total), total_of(indicator.or_numerator), total)
    total = total - total_of(indicator.deducted)
    total = np.where(total < 0, np.nan, total)          # more deducted than there is: one of them is wrong
    added = total_of(indicator.small_rural)
    is_open_ended = may_add & np.isnan(added)
    return np.where(may_add & ~is_open_ended, total + added, total), is_open_ended


def _is_small_rural(county: County, rules: BalanceRules, pupils: Floats) -> Bools:
    codes = county.schools["urban_rural"].astype(str) if "urban_rural" in county.schools else None
    if codes is None:
        return np.zeros(len(pupils), dtype=bool)
    rural = codes.str.startswith(RURAL).to_numpy(dtype=bool)
    small = (pupils >= rules.number("visiting_from")) & (pupils < rules.number("visiting_below"))
    small_rural: Bools = rural & small
    return small_rural


def states(resources: Resources, standards: Floats) -> States:
    """Return how each figure stands to its standard, as :class:`State` codes (indicators × schools).

    Parameters
    ----------
    standards
        Indicators × schools; NaN = no standard, which nothing fails.
    """
    met = (resources.values >= standards - TOLERANCE) | np.isnan(standards)
    unknown = np.isnan(resources.values) | resources.least
    return np.where(met, State.MET, np.where(unknown, State.MISSING, State.UNMET)).astype(np.int8)


def school_states(resources: Resources, standards: Floats, least_met: float, floor_share: float) -> States:
    """Return whether each school meets the seven: enough of them met, none of the others too low (YZ-03).

    A school of which something is unknown is 待补, unless what is known already decides against it.
    """
    of_indicators = states(resources, standards)
    unmet, missing = (of_indicators == State.UNMET), (of_indicators == State.MISSING)
    too_low = unmet & (resources.values < standards * floor_share - TOLERANCE)
    fails = (unmet.sum(axis=0) > len(standards) - least_met) | too_low.any(axis=0)
    verdict = np.where(missing.any(axis=0), State.MISSING, State.MET)
    return np.where(fails, State.UNMET, verdict).astype(np.int8)
