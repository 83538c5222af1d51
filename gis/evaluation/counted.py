"""Which rows of the ledger the seven resource indicators are worked out for, and why the others are not.

The official scope leaves out teaching points under 50 pupils, special and vocational schools (YZ-02); a 完小
with 40 pupils stays in. Private schools by a switch. The old scope of the basic-balance forms (YZ-36) has
neither private schools nor any teaching point; schools that belong to another county are not told apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.codes import Code, first_of
from gis.evaluation.balancerules import BalanceRules
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.ledger import COMBINED_TYPES, JUNIOR_DIVISION, JUNIOR_TYPES, read_with

COMPLETE_SECONDARY = "341"          # its 初中部 is the row


class Excluded(Code):
    """Why a row is in no indicator on one side; IN = it is in."""

    IN = 0
    NO_PUPILS = 1                   # closed, or nobody there
    OTHER_KIND = 2                  # special, vocational and what else is neither primary nor junior
    NOT_DIVIDED = 3                 # a combined school in one row
    SMALL_POINT = 4
    POINT = 5                       # old scope
    PRIVATE = 6


def stage_codes(county: County) -> Ints:
    """Return 0 for primary rows, 1 for junior ones, -1 for others."""
    return read_with(county.schools, ("stages",), lambda: _stage_codes(county))


def _stage_codes(county: County) -> Ints:
    junior = np.isin(county.type_code, [*JUNIOR_TYPES, COMPLETE_SECONDARY])
    junior |= county.division == JUNIOR_DIVISION
    codes: Ints = first_of([county.is_primary, junior], [0, 1], -1).astype(np.int64)
    return codes


def _is_combined(county: County) -> Bools:
    return read_with(
        county.schools, ("combined",), lambda: np.isin(county.type_code, list(COMBINED_TYPES))
    )


def combined_sites(county: County) -> Bools:
    """Return which sites have a school of both stages in one row."""
    combined = _is_combined(county)
    return read_with(
        county.schools, ("combined sites",), lambda: np.bincount(county.site, weights=combined) > 0
    )


def excluded(county: County, rules: BalanceRules, pupils: Floats, is_point: Bools) -> NDArray[np.int8]:
    """Return an :class:`Excluded` code per row of one side.

    Parameters
    ----------
    pupils, is_point
        Per row, of that side.
    """
    unstaged = stage_codes(county) < 0
    in_one_row = unstaged & _is_combined(county)
    only_public = rules.is_on("old_scope") or not rules.is_on("count_private")
    reasons = {
        Excluded.NO_PUPILS: pupils <= 0,
        Excluded.NOT_DIVIDED: in_one_row,
        Excluded.OTHER_KIND: unstaged,
        Excluded.POINT: is_point & rules.is_on("old_scope"),
        Excluded.SMALL_POINT: is_point & (pupils < rules.number("points_counted_from")),
        Excluded.PRIVATE: county.is_private & only_public,
    }
    return first_of(list(reasons.values()), list(reasons), Excluded.IN).astype(np.int8)
