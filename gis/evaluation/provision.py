"""What a school has per pupil in each of the seven indicators, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.codes import Code
from gis.evaluation.balancerules import BalanceRules, Indicator
from gis.evaluation.combined import Sharing, attributed, row_shares
from gis.evaluation.spread import TOLERANCE
from gis.planning.county import Bools, County, Floats
from gis.planning.ledger import numbers

RURAL = "2"                         # 城乡类型 2xx is rural, 1xx urban (GB/T 33782)


class State(Code):
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
    shares, may_add = row_shares(county, sharing, pupils, rules.weights), who_may_add(county, rules, pupils)
    found = [_total(parts_of(county, sharing, one, shares, may_add)) for one in rules.indicators]
    totals, least = (np.array(part) for part in zip(*found, strict=True))
    per_pupils = np.array([[one.per_pupils] for one in rules.indicators])
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(pupils > 0, totals / pupils * per_pupils, np.nan)
    return Resources(pupils, totals, values, least)


@dataclass(frozen=True)
class Part:
    """A column of the ledger as it goes into a numerator, one value per school.

    ``sign`` is 1 or -1. ``values``: NaN unknown; 0 where the column does not count for a school.
    ``only_adds``: without it the numerator is the least that it can be, and not unknown.
    """

    column: str
    sign: int
    values: Floats
    only_adds: bool = False


def parts_of(
    county: County, sharing: Sharing, indicator: Indicator, shares: Floats, may_add: MayAdd
) -> list[Part]:
    """Return what an indicator's numerator is made of.

    Parameters
    ----------
    shares
        Of each row in what its site has in common, see :func:`gis.evaluation.combined.row_shares`.
    may_add
        Which schools may add teachers from elsewhere.
    """

    def values_of(column: str) -> Floats:
        if indicator.shared:
            return attributed(county, sharing, column, shares)
        return numbers(county.schools, column)

    parts = [Part(column, 1, values_of(column)) for column in indicator.numerator]
    if indicator.or_numerator:
        instead = np.isnan(np.sum([part.values for part in parts], axis=0))
        parts = [Part(part.column, 1, np.where(instead, 0.0, part.values)) for part in parts]
        others = {column: values_of(column) for column in indicator.or_numerator}
        parts += [Part(column, 1, np.where(instead, values, 0.0)) for column, values in others.items()]
    parts += [Part(column, -1, values_of(column)) for column in indicator.deducted]
    for column in indicator.small_rural:
        added = np.where(may_add.unclear, np.nan, np.where(may_add.may, values_of(column), 0.0))
        parts.append(Part(column, 1, added, only_adds=True))
    return parts


def _total(parts: list[Part]) -> tuple[Floats, Bools]:
    """Return a numerator, and where it is the least that it can be."""
    total = np.sum([part.sign * part.values for part in parts if not part.only_adds], axis=0)
    total = np.where(total < 0, np.nan, total)          # more deducted than there is: one of them is wrong
    least = np.zeros(len(total), dtype=bool)
    for part in parts:
        if part.only_adds:
            unknown = np.isnan(part.values)
            least |= unknown
            total = total + np.where(unknown, 0.0, part.values)
    return total, least


@dataclass(frozen=True)
class MayAdd:
    """Small rural schools, which may add teachers from elsewhere; ``unclear``: small, 城乡类型 not told."""

    may: Bools
    unclear: Bools


def who_may_add(county: County, rules: BalanceRules, pupils: Floats) -> MayAdd:
    """Return which schools may add teachers from elsewhere to the third indicator (YZ-13)."""
    small = (pupils >= rules.number("visiting_from")) & (pupils < rules.number("visiting_below"))
    codes = county.urban_rural
    rural, told = np.char.startswith(codes, RURAL), codes != ""
    return MayAdd(small & rural, small & ~told)


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
