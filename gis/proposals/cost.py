"""What funding costs more a year than today, as the search sees it.

Every pupil is paid for wherever he goes; what changes is the floor: a small school is paid as if it had more
pupils. So the cost is the pupils that are paid for and are not there, at the price of the stage, and boarders
and seats where they have a price. Where the price of a pupil is not known, the pupils paid for are counted
instead of yuan.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.evaluation.details import Details
from gis.evaluation.fundingitems import STAGES, funding_units
from gis.evaluation.management import roots_of
from gis.evaluation.prices import YEARLY, funding_parameters, price_of
from gis.planning.county import Floats, Ints
from gis.proposals.options import ProposalOptions

YUAN, FUNDED_PUPILS = "yuan", "funded_pupils"
EXTRAS = ("boarding", "bus_seat", "dormitory_bed")


@dataclass(frozen=True)
class CostBasis:
    """What the search weighs cost by.

    ``unit``: yuan, or funded pupils where a pupil's price is not known. ``account``: which schools are paid
    for together, per school. ``price``: of a pupil who is paid for, per account. ``boarder``, ``seat``: 0
    where there is no price. ``missing``: items without a price.
    """

    unit: str
    account: Ints
    price: Floats
    floor_pupils: float
    boarder: float
    seat: float
    bed: float
    missing: tuple[str, ...]


def cost_basis(state: Details) -> CostBasis:
    """Read prices and the floor from the rules of a plan."""
    outcome, year = state.outcome, price_year(state)
    county, rules = outcome.county, outcome.rules
    given = funding_parameters(rules)
    account = funding_units(county, roots_of(county, outcome.situation)[1], outcome.situation.is_point, given)
    stages = [price_of(rules, item, year).value_yuan for item in STAGES]
    unit = unit_of(rules, year)
    if unit == FUNDED_PUPILS:
        stages = [1.0, 1.0]
    primary = np.zeros(int(account.max(initial=0)) + 1, dtype=bool)
    primary[account[county.is_primary]] = True
    extras = {item: price_of(rules, item, year).value_yuan for item in EXTRAS}
    if given.bus_by_vehicle:
        extras["bus_seat"] = float("nan")
    missing = tuple(item for item, value in extras.items() if math.isnan(value))
    yearly = 1.0 if unit == YUAN else 0.0
    boarder, seat, bed = (0.0 if math.isnan(value) else value for value in extras.values())
    return CostBasis(
        unit, account, np.where(primary, *stages), given.floor_pupils, boarder * yearly, seat * yearly, bed,
        missing,
    )  # fmt: skip


def unpriced(options: ProposalOptions, basis: CostBasis) -> tuple[str, ...]:
    """Return what may be provided and has no price in the unit of cost: the search would take it as free."""
    asked = {"bus_seat": options.bus, "boarding": options.beds or options.new_beds_each > 0}
    lacking = basis.missing if basis.unit == YUAN else EXTRAS
    return tuple(item for item, is_asked in asked.items() if is_asked and item in lacking)


def unit_of(rules: Mapping[str, Any], year: int) -> str:
    """Return in what cost is counted: yuan, or pupils paid for where their price is not known."""
    known = all(not price_of(rules, item, year).why for item in STAGES)
    return YUAN if known else FUNDED_PUPILS


def funding_measure(state: Details) -> float:
    """Return what a scenario costs more a year than the baseline, in :func:`unit_of`."""
    if unit_of(state.outcome.rules, price_year(state)) == YUAN:
        return state.funding.sum_yuan(YEARLY)
    return math.fsum(one.after - one.before for one in state.funding.found if one.price.item in STAGES)


def price_year(state: Details) -> int:
    """Return the year whose prices hold."""
    return state.plan.meta.school_year if state.outcome.year is None else state.outcome.year


def item_name(rules: Mapping[str, Any], item: str) -> str:
    """Return what an item of the price table is called."""
    return price_of(rules, item, 0).name
