"""Pupils whom new dwellings bring."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.planning.county import Floats
from gis.planning.entrycohorts import COUNTY, SCHOOL, SETTLEMENT, TOWNSHIP, Homes
from gis.planning.sharing import shares_within


def newcomers(housing: pd.DataFrame, homes: Homes, years: range) -> Floats:
    """Return pupils of new dwellings, settlements × years, all grades together.

    Those of a township, of a school's township or of the county are shared out by present pupils. Rows
    without pupils per dwelling, of an unknown place or of another year bring nobody.

    Parameters
    ----------
    housing
        Columns as ``Plan.housing``.
    """
    result = np.zeros((len(homes.settlement_ids), len(years)))
    rows = housing[housing["year"].isin(years)]
    if rows.empty:
        return result
    township, _ = homes.township_codes()
    in_township = shares_within(township, homes.tiers)
    in_county = shares_within(np.zeros_like(township), homes.tiers)
    for row in rows.itertuples():
        pupils = float(row.dwellings) * float(row.pupils_per_dwelling)      # type: ignore[arg-type]
        place = str(row.place_id)
        where = homes.school_township.get(place, "?") if row.place_kind == SCHOOL else place
        share = {
            COUNTY: in_county,
            SETTLEMENT: np.asarray(homes.settlement_ids == place, dtype=float),
            TOWNSHIP: np.where(homes.township == where, in_township, 0.0),
            SCHOOL: np.where(homes.township == where, in_township, 0.0),
        }[str(row.place_kind)]
        column = years.index(int(row.year))                                  # type: ignore[arg-type]
        result[:, column] += share * np.nan_to_num(pupils)
    return result


def without_effect(housing: pd.DataFrame, homes_known: set[str], base_year: int) -> int:
    """Return how many rows of later years say too little: no pupils per dwelling, or an unknown place."""
    later = housing[housing["year"] > base_year]
    known = later["place_id"].astype(str).isin(homes_known) | (later["place_kind"] == COUNTY)
    return int((later["pupils_per_dwelling"].isna() | ~known).sum())
