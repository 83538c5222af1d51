"""The ledger as the assessment counts it after: teachers and equipment of closed schools where they go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gis.evaluation.balancerules import BalanceRules, Indicator
from gis.evaluation.combined import Sharing
from gis.evaluation.provision import Resources
from gis.people.placement import Placement
from gis.planning.county import Bools, County, Floats
from gis.planning.ledger import numbers
from gis.planning.receivers import NOBODY


@dataclass(frozen=True)
class Placed:
    """What the decisions make of the resources that do not stay where they stand.

    Attributes
    ----------
    ledger
        The county as the assessment sees it after.
    left
        What each school gives away with a place to go, indicators × schools.
    settled
        Schools that leave nothing of an indicator unplaced, indicators × schools.
    shared_out
        Receivers whose figure follows in shares, indicators × schools: 推算.
    """

    ledger: County
    left: Floats
    settled: Bools
    shared_out: Bools


def placed_resources(
    county: County, rules: BalanceRules, sharing: Sharing, before: Resources, placed: Placement,
    is_open: Bools,
) -> Placed:  # fmt: skip
    """Work out what goes where.

    Parameters
    ----------
    before
        As counted before: what a division of a combined school has a share in, it gives as that share.
    is_open
        After.
    """
    shape = len(rules.indicators), len(county.school_ids)
    left = np.zeros(shape)
    settled, shared_out = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    if not len(placed.sender) and (placed.equipment == NOBODY).all():
        return Placed(county, left, settled, shared_out)
    columns: dict[str, Floats] = {}
    for row, one in enumerate(rules.indicators):
        if one.stays:
            continue
        for column, came, gone in _moved(county, one, sharing, before.totals[row], placed, is_open):
            columns[column] = numbers(county.schools, column) + came
            left[row] += gone
        settled[row], shared_out[row] = _equipment(placed) if one.shared else _teachers(placed, shape[1])
    return Placed(replace(county, schools=county.schools.assign(**columns)), left, settled, shared_out)


def _moved(
    county: County, indicator: Indicator, sharing: Sharing, totals: Floats, placed: Placement, is_open: Bools
) -> Iterator[tuple[str, Floats, Floats]]:
    """Yield column, what comes to each school and what leaves it."""
    if not indicator.shared:
        for column in indicator.numerator:
            yield column, *placed.came_and_left(column, numbers(county.schools, column))
        return
    site_open = (np.bincount(county.site, weights=is_open) > 0)[county.site]
    gives = np.where(sharing.is_shared & site_open, 0.0, totals)      # another division still uses it
    came, left = placed.equipment_moved(gives)
    of_site = np.bincount(county.site, weights=np.where(sharing.is_shared, came, 0.0))[county.site]
    yield indicator.numerator[0], np.where(sharing.is_shared, of_site, came), left


def _teachers(placed: Placement, schools: int) -> tuple[Bools, Bools]:
    share = np.bincount(placed.sender, weights=placed.share, minlength=schools)
    shared_out = np.zeros(schools, dtype=bool)
    shared_out[placed.receiver[placed.splits]] = True
    return np.isclose(share, 1.0), shared_out


def _equipment(placed: Placement) -> tuple[Bools, Bools]:
    settled: Bools = placed.equipment != NOBODY
    return settled, np.zeros_like(settled)
