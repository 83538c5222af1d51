"""The single items of 经费影响: which quantity of what a scenario changes at which school."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from gis.evaluation.management import roots_of
from gis.evaluation.prices import YEARLY, FundingParameters, Price, funding_parameters, price_of, references
from gis.evaluation.schools import Load
from gis.layout import Decision, LayoutStatus
from gis.model import Issue
from gis.planning.calendar import holds, is_expanded, opening_year
from gis.planning.classes import Rooms
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.situation import Situation

STAGES = ("operating_primary", "operating_junior")
ATTACHED_TYPES = ("219", "319")
SAME = 1e-9
OWN_COST = "决定所填造价"


class Item(NamedTuple):
    """A quantity before and after, what one costs, and the school year of the money."""

    code: int
    price: Price
    before: float
    after: float
    year: int
    reference: str = ""

    @property
    def yuan(self) -> float:
        """What it costs more than before; NaN = not computed."""
        return (self.after - self.before) * self.price.value_yuan

    @property
    def yearly_yuan(self) -> float:
        """The same of a yearly item, NaN of another."""
        return self.yuan if self.price.recurs == YEARLY else float("nan")

    @property
    def one_off_yuan(self) -> float:
        """The same of what is paid once, NaN of another."""
        return self.yuan if self.price.recurs != YEARLY else float("nan")


class FundingItems:
    """The items of one scenario in one year."""

    def __init__(
        self, county: County, situation: Situation, load: Load, rules: Mapping[str, Any], year: int
    ) -> None:
        self._county, self._situation, self._load = county, situation, load
        self._rules, self._year = rules, year
        self._given = funding_parameters(rules)
        self._roots = roots_of(county, situation)
        self._prices: dict[tuple[str, int], Price] = {}

    def _price(self, item: str, year: int | None = None) -> Price:
        key = item, self._year if year is None else year
        if key not in self._prices:
            self._prices[key] = price_of(self._rules, *key)
        return self._prices[key]

    def operating(self) -> Iterator[Item]:
        """Return the pupils that schools are funded for, where they change."""
        before, after = self._load.before, self._load.after
        counted = [
            before.memory.once(
                ("funded", self._given), lambda: self._funded(before, self._roots[0], self._county.is_point)
            ),
            self._funded(after, self._roots[1], self._situation.is_point),
        ]
        changes = np.abs(counted[1] - counted[0]) > SAME
        for code, stage in zip(*np.nonzero(changes), strict=True):
            was, comes = (float(side[code, stage]) for side in counted)
            yield Item(int(code), self._price(STAGES[stage]), was, comes, self._year)

    def _funded(self, side: Rooms, roots: Ints, is_point: Bools) -> Floats:
        last = self._county.last_primary_grade
        by_stage = np.column_stack([side.pupils[:, :last].sum(axis=1), side.pupils[:, last:].sum(axis=1)])
        units = funding_units(self._county, roots, is_point, self._given)
        return funded_pupils(by_stage, units, self._given.floor_pupils)

    def boarders(self) -> Iterator[Item]:
        """Return boarders, where they change."""
        before, after = self._load.boarders_before, self._load.boarders_after
        for code in np.flatnonzero(before != after):
            yield Item(
                int(code), self._price("boarding"), float(before[code]), float(after[code]), self._year
            )

    def buses(self) -> Iterator[Item]:
        """Return the seats, or vehicles, that decisions provide; the baseline provides none."""
        seats = self._situation.bus_seats
        per_vehicle = self._given.seats_per_vehicle
        for code in np.flatnonzero(seats > 0):
            needed, price = float(seats[code]), self._price("bus_seat")
            if self._given.bus_by_vehicle:
                price = self._price("bus_vehicle")
                needed = math.ceil(needed / per_vehicle) if per_vehicle else float("nan")
            if math.isnan(needed):
                price = _unknown(price, "funding_vehicle_seats_missing")
            yield Item(int(code), price, 0.0, needed, self._year)

    def works(self, decisions: Mapping[str, Decision], year: int | None) -> Iterator[Item]:
        """Return what has to be built, by the school year in which it opens; not what waits for a trigger."""
        for school_id, decision in decisions.items():
            code = self._county.school_code(school_id)
            if code < 0:
                continue
            decision = self._situation.decisions.get(code, decision)   # its trigger has become a year
            if decision.trigger is not None:
                continue
            opens = opening_year(decision) if decision.expansion else decision.year
            at = self._year if opens is None else opens
            is_new = decision.status is LayoutStatus.NEW
            if is_expanded(decision, year) or (is_new and holds(decision, year)):
                yield self._work(code, "new_school" if is_new else "expansion", decision, at)
            if holds(decision, year) and decision.boarding is not None:
                yield from self._beds(code, decision.boarding.beds, at if opens else self._year)

    def _work(self, code: int, item: str, decision: Decision, year: int) -> Item:
        price = self._price(item, year)
        cost = decision.expansion.cost_yuan if decision.expansion else float("nan")
        if not math.isnan(cost):
            price = replace(price, value_yuan=cost, why="", source=OWN_COST)
        elif price.why:
            price = replace(price, why="funding_cost_missing")
        return Item(code, price, 0.0, 1.0, year, references(self._rules, item))

    def _beds(self, code: int, beds: int, year: int) -> Iterator[Item]:
        before, price = float(self._county.beds[code]), self._price("dormitory_bed", year)
        if math.isnan(before):
            price = _unknown(price, "funding_beds_unknown")
        if not beds <= before and beds > 0:
            yield Item(code, price, before, float(beds), year)

    def frame(self, found: Sequence[Item], *, by_saving: bool) -> pd.DataFrame:
        """Return ``Funding.items``: by township and name, or the largest yearly change first."""
        county = self._county
        townships = county.schools["township"].tolist()
        ids, names = county.school_ids, county.school_names

        def place(item: Item) -> tuple[Any, ...]:
            where = townships[item.code], names[item.code], ids[item.code], item.price.item, item.year
            return (item.yearly_yuan if by_saving and not item.price.why else 0.0, *where)

        items = sorted(found, key=place)
        code = [item.code for item in items]
        root = np.where(self._situation.is_open, self._roots[1], self._roots[0])[code]
        texts: dict[str, list[Any]] = {
            "kind": ["school"] * len(items),
            "subject_id": ids[code].tolist(),
            "subject": names[code].tolist(),
            "township": [townships[one] for one in code],
            "central_id": ids[root].tolist(),
            "central": names[root].tolist(),
        }
        words = {key: pd.array([str(text) for text in texts[key]], dtype="str") for key in texts}
        return pd.DataFrame({**words, **_figures(items)})

    def issues(self, found: Sequence[Item]) -> Iterator[Issue]:
        """Return what has to be said beside the figures."""
        prices = {item.price.item: item.price for item in found}
        for price in prices.values():
            for source in price.doubtful:
                yield Issue("info", "funding_price_doubtful", values={"item": price.name, "source": source})
        county, situation = self._county, self._situation
        own = np.arange(len(county.school_ids))
        alone = county.is_point & county.is_open & ~situation.is_open & (self._roots[0] != own)
        if alone.any():
            code = "funding_points_alone" if self._given.points_alone else "funding_points_together"
            names = "、".join(str(name) for name in county.school_names[alone])
            yield Issue("info", code, values={"schools": names, "count": str(int(alone.sum()))})
        lost = float(self._load.before.pupils.sum() - self._load.after.pupils.sum())
        if lost > 0:
            yield Issue("warning", "funding_pupils_unassigned", values={"pupils": f"{lost:.0f}"})


def _figures(items: Sequence[Item]) -> dict[str, Any]:
    """Return the columns of ``Funding.items`` that say what, how much and why not."""
    kinds = list({id(item.price): item.price for item in items}.values())
    at = {id(price): number for number, price in enumerate(kinds)}
    kind = np.array([at[id(item.price)] for item in items], dtype=np.int64)
    texts = {
        name: pd.array([getattr(price, name) for price in kinds], dtype="str").take(kind)
        for name in ("item", "name", "recurs", "unit", "why", "source")
    }
    from_year = [float("nan") if price.from_year is None else price.from_year for price in kinds]
    return {
        "item": texts["item"],
        "name": texts["name"],
        "recurs": texts["recurs"],
        "year": np.array([item.year for item in items], dtype=np.int64),
        "unit": texts["unit"],
        "quantity_before": _numbers(item.before for item in items),
        "quantity_after": _numbers(item.after for item in items),
        "quantity": _numbers(item.after - item.before for item in items),
        "price_yuan": _numbers(item.price.value_yuan for item in items),
        "price_from_year": _numbers(from_year)[kind],
        "one_off_yuan": _numbers(item.one_off_yuan for item in items),
        "yearly_yuan": _numbers(item.yearly_yuan for item in items),
        "computed": np.array([not item.price.why for item in items], dtype=bool),
        "why": texts["why"],
        "source": texts["source"],
        "verified": np.array([item.price.verified for item in items], dtype=bool),
        "overridden": np.array([item.price.overridden for item in items], dtype=bool),
        "reference": pd.array([item.reference for item in items], dtype="str"),
    }


def _numbers(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=float)


def _unknown(price: Price, why: str) -> Price:
    return replace(price, value_yuan=float("nan"), why=why)


def is_attached(county: County) -> Bools:
    """Whether a row is an 附设班, which belongs to the school that keeps it."""
    return county.memory.once("attached", lambda: np.isin(county.type_code, ATTACHED_TYPES))


def funding_units(county: County, roots: Ints, is_point: Bools, given: FundingParameters) -> Ints:
    """Return the site whose pupils count together with a school's: its own, or that of its 中心校.

    附设班 count with the school that keeps them; teaching points alone, unless the county pools them.
    """
    pooled = is_attached(county)
    if not given.points_alone:
        pooled = pooled | is_point
    units: Ints = np.where(pooled, county.site[roots], county.site)
    return units


def funded_pupils(pupils: Floats, unit: Ints, floor_pupils: float) -> Floats:
    """Return the pupils that funding is counted for: max(n, floor) of each unit that has any (YZ-46).

    Parameters
    ----------
    pupils
        Schools × stages.
    unit
        Per school; schools of one unit are counted together.
    floor_pupils
        What a smaller unit is counted as, shared out like its pupils.
    """
    total = np.bincount(unit, weights=pupils.sum(axis=1))[unit][:, None]
    is_small = (total > 0) & (total < floor_pupils)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(is_small, pupils * floor_pupils / total, pupils)
