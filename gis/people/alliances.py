"""Money of school alliances: what the leading schools plan, and what is shared out by score.

Amounts are whole 分 (0.01 yuan), so that nothing is lost by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gis.errors import InputError
from gis.resources import load_toml

FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class AllianceFund:
    """A year's money, in 分: ``total`` = ``planned`` by the leading schools + ``by_score``."""

    schools: int
    total: int
    planned: int
    by_score: int


def alliance_fund(
    leading: int, members: int, *, yuan_per_school: float | None = None, planned_share: float | None = None
) -> AllianceFund:
    """Return the money of a year.

    Parameters
    ----------
    leading, members
        Schools of either kind, each in one alliance.
    yuan_per_school, planned_share
        The county's own; None = as shipped (``alliances.toml``, 待核).

    Raises
    ------
    InputError
        alliance_numbers_wrong: a negative number, or a share that is none.
    """
    shipped: dict[str, Any] = load_toml("standards", "alliances.toml")["parameters"]
    each = shipped["yuan_per_school"]["value"] if yuan_per_school is None else yuan_per_school
    share = shipped["planned_share"]["value"] if planned_share is None else planned_share
    if min(leading, members) < 0 or not each >= 0 or not 0 <= share <= 1:
        raise InputError("alliance_numbers_wrong")
    total = (leading + members) * round(each * FEN_PER_YUAN)
    planned = round(total * share)
    return AllianceFund(leading + members, total, planned, total - planned)


def share_by_score(amount: int, scores: Sequence[float]) -> tuple[int, ...]:
    """Return each school's part of an amount in 分: by score, rounded down; the rest goes to the best one.

    Of several best ones the first gets the rest.

    Raises
    ------
    InputError
        alliance_numbers_wrong: no score, a negative one, or nothing but zeros.
    """
    if not scores or not min(scores) >= 0 or not sum(scores) > 0 or amount < 0:
        raise InputError("alliance_numbers_wrong")
    parts = [int(amount * score // sum(scores)) for score in scores]
    parts[max(range(len(scores)), key=scores.__getitem__)] += amount - sum(parts)
    return tuple(parts)
