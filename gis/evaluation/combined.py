"""Sharing out what a combined school (九年一贯制, 完全中学, 十二年一贯制) has in common among its stages.

A row of the ledger is one 部. Its figures are its own unless the ledger says 全校: they are then the whole
site's, cannot be told apart, and are split by weighted pupils (小学 1 : 初中 1.1 : 高中 1.32, YZ-31…YZ-33).
Teachers are never split: they belong to the stage that they teach. A 高中部 takes its share and is in no
other figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.planning.county import Bools, County, Floats
from gis.planning.ledger import numbers, read_with

WHOLE_SITE, OWN = "全校", "本部"
WITH_SENIOR_TYPES = ("341", "345")
SCOPE_COLUMN, SENIOR_COLUMN = "resource_scope", "senior_pupils"


def stage_shares(pupils: ArrayLike, weights: ArrayLike) -> Floats:
    """Return each stage's share of what a site has in common.

    Parameters
    ----------
    pupils
        (…, stages): primary, junior, senior.
    weights
        One per stage.

    Returns
    -------
    ndarray
        Of the same shape, rows sum to 1; NaN for a site without pupils.
    """
    weighted = np.asarray(pupils, dtype=float) * np.asarray(weights, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = weighted / weighted.sum(axis=-1, keepdims=True)
    return shares


@dataclass(frozen=True)
class Sharing:
    """Which rows hold figures of the whole site, and what the site's 高中部 has.

    Attributes
    ----------
    is_shared
        Rows whose shareable figures are those of the whole site.
    is_unclear
        Rows of schools with a 高中部 of which the ledger does not say whose figures they are.
    senior_pupils
        Of the row's site; 0 where its kind has no 高中部, NaN unknown.
    """

    is_shared: Bools
    is_unclear: Bools
    senior_pupils: Floats


def sharing_of(county: County) -> Sharing:
    """Read from the ledger which figures are shared."""
    return read_with(county.schools, ("sharing",), lambda: _sharing_of(county))


def _sharing_of(county: County) -> Sharing:
    scope = _scopes(county)
    has_senior = np.isin(county.type_code, WITH_SENIOR_TYPES)
    site_says_whole = np.bincount(county.site, weights=scope == WHOLE_SITE) > 0
    is_shared = site_says_whole[county.site] & (scope != OWN)
    senior = site_value(county.site, numbers(county.schools, SENIOR_COLUMN), has_senior)
    return Sharing(
        is_shared=is_shared,
        is_unclear=has_senior & (scope == "") & ~is_shared,
        senior_pupils=np.where(has_senior, senior, 0.0),
    )


def row_shares(county: County, sharing: Sharing, pupils: Floats, weights: ArrayLike) -> Floats:
    """Return the share of its site's common resources that each row gets.

    Parameters
    ----------
    pupils
        Per row, of the side asked about.
    weights
        Of a primary, junior and senior pupil.

    Returns
    -------
    ndarray
        NaN where the pupils of a 高中部 are unknown, or where the site has none at all.
    """
    primary = np.asarray(county.is_primary)
    by_stage = [_of_site(county.site, np.where(is_stage, pupils, 0.0)) for is_stage in (primary, ~primary)]
    of_site = np.column_stack([*by_stage, sharing.senior_pupils])
    shares = stage_shares(of_site, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(primary, pupils / of_site[:, 0], pupils / of_site[:, 1])
    share: Floats = np.where(primary, shares[:, 0], shares[:, 1]) * np.where(pupils > 0, own, 0.0)
    return share


def attributed(county: County, sharing: Sharing, column: str, shares: Floats) -> Floats:
    """Return a shareable column as it counts for each row; NaN unknown.

    Rows of one site that are 全校 and give different totals contradict each other: unknown.
    """
    own = numbers(county.schools, column)
    of_site = read_with(
        county.schools, ("of site", column), lambda: site_value(county.site, own, sharing.is_shared)
    )
    values: Floats = np.where(sharing.is_shared, of_site * shares, own)
    values[sharing.is_unclear] = np.nan
    return values


def _scopes(county: County) -> NDArray[np.object_]:
    if SCOPE_COLUMN not in county.schools:
        return np.full(len(county.school_ids), "", dtype=object)
    return county.schools[SCOPE_COLUMN].fillna("").to_numpy(dtype=object)


def _of_site(site: NDArray[np.int64], values: Floats) -> Floats:
    """Return the sum over each row's site."""
    return np.bincount(site, weights=values).astype(float)[site]


def site_value(site: NDArray[np.int64], values: Floats, is_of_site: Bools) -> Floats:
    """Return ``values``, but in the rows that speak for their site the one value that those give.

    NaN where none of them gives one, or where they differ.
    """
    sites = int(site.max(initial=0)) + 1
    least, most = np.full(sites, np.inf), np.full(sites, -np.inf)
    known = is_of_site & ~np.isnan(values)
    np.minimum.at(least, site[known], values[known])
    np.maximum.at(most, site[known], values[known])
    same = np.where(least == most, most, np.nan)
    chosen: Floats = np.where(is_of_site, same[site], values)
    return chosen
