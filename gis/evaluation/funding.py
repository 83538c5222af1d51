"""经费影响: what a plan changes in what schools are paid and what has to be built.

Posts are posts and never money. Nothing is paid back and nothing is ranked by saving: rows stand in the order
of townships and schools. What has no price is *not computed*, with the reason, and never 0.

- 公用经费: pupils of each stage × price; a school under the floor is counted as the floor (YZ-46), shared
  between its stages by their pupils. A closed or empty school is counted with nobody.
- 寄宿: boarders × price. 校车: seats that decisions provide, or vehicles for them, × price.
- One-off: the cost that the decision names; beds more than there were × price.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from gis.evaluation.fundingitems import FundingItems, Item
from gis.evaluation.prices import YEARLY
from gis.evaluation.schools import Load
from gis.layout import Decision
from gis.messages import Message, describe
from gis.model import Issue
from gis.planning.county import County
from gis.planning.situation import Situation

Order = Literal["name", "yearly"]


@dataclass(frozen=True)
class Funding:
    """What a scenario changes in money; its tables are made when asked for.

    Attributes
    ----------
    found
        The items.
    items
        One row per school and item that changes: ``kind`` ("school"), ``subject_id, subject, township,
        central_id, central`` (the school at the top of its management), ``item`` (code), ``name, recurs``
        ("yearly", "one_off"), ``year`` (school year of the money), ``unit, quantity_before/after, quantity``
        (after less before), ``price_yuan, price_from_year`` (NaN unknown), ``one_off_yuan, yearly_yuan`` (NaN
        where not of that kind or not computed), ``computed, why`` (message code, "" if computed; in words:
        :func:`why_not`), ``source, verified, overridden`` (the county's own price), ``reference`` (what
        others paid, in words, never counted).
    totals
        Sums: ``kind`` ("county", "township", "central", "school", "year"; a school that nobody manages is its
        own central), ``subject_id, subject,
        one_off_yuan, yearly_yuan`` (of what is computed; NaN where nothing of it is),
        ``not_computed_one_off, not_computed_yearly`` (items that the sums lack).
    issues
        What has to be said beside the figures.
    """

    table: FundingItems
    found: tuple[Item, ...]
    order: Order = "name"

    @cached_property
    def items(self) -> pd.DataFrame:
        """See the attributes."""
        return self.table.frame(self.found, by_saving=self.order == "yearly")

    @cached_property
    def totals(self) -> pd.DataFrame:
        """See the attributes."""
        return funding_totals(self.items)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """See the attributes."""
        return tuple(self.table.issues(self.found))

    def sum_yuan(self, recurs: str) -> float:
        """Return what all that is computed costs more than before, ``"yearly"`` or ``"one_off"``."""
        return math.fsum(
            item.yuan for item in self.found if item.price.recurs == recurs and not item.price.why
        )


def funding_of(
    county: County,
    situation: Situation,
    load: Load,
    decisions: Mapping[str, Decision],
    rules: Mapping[str, Any],
    *,
    school_year: int,
    year: int | None = None,
    order: Order = "name",
) -> Funding:
    """Return what a scenario changes in funding against the baseline of the same year.

    Parameters
    ----------
    decisions
        All of the effective scenario by school id, in force or not: a project may open before its decision.
    rules
        A snapshot of the rules, with the price table.
    school_year
        Whose prices hold where ``year`` is None.
    year
        School year; None = every decision carried through.
    order
        ``"name"`` (township, school), or ``"yearly"``: the largest yearly change first, only where asked for.
    """
    now = school_year if year is None else year
    table = FundingItems(county, situation, load, rules, now)
    found = (*table.operating(), *table.boarders(), *table.buses(), *table.works(decisions, year))
    return Funding(table, found, order)


def why_not(row: Mapping[str, Any], language: str = "zh") -> Message:
    """Return, for a row of ``Funding.items`` that is not computed, why and what to enter."""
    values = {"item": row["name"], "subject": row["subject"], "year": row["year"]}
    first = row["price_from_year"]
    return describe(row["why"], {**values, "from_year": "" if math.isnan(first) else int(first)}, language)


def funding_totals(items: pd.DataFrame) -> pd.DataFrame:
    """Return ``Funding.totals`` of some items: by county, township, 中心校, school and year."""
    everywhere, years = [""] * len(items), items["year"].astype("str").tolist()
    keys = {
        "county": (everywhere, everywhere),
        "township": (items["township"].tolist(), items["township"].tolist()),
        "central": (items["central_id"].tolist(), items["central"].tolist()),
        "school": (items["subject_id"].tolist(), items["subject"].tolist()),
        "year": (years, years),
    }
    computed = items["computed"].to_numpy(dtype=bool)
    yearly = (items["recurs"] == YEARLY).to_numpy(dtype=bool)
    about: list[tuple[str, str, str]] = []
    at: list[int] = []
    for kind, (ids, names) in keys.items():
        position: dict[str, int] = {"": len(about)} if kind == "county" else {}
        at += [position.setdefault(key, len(about) + len(position)) for key in ids]
        named = {"": "", **dict(zip(ids, names, strict=True))}
        about += [(kind, key, named[key]) for key in position]
    unit = np.array(at, dtype=np.int64).reshape(len(keys), len(items))
    sums = {}
    for name, chosen in (("one_off", ~yearly), ("yearly", yearly)):
        yuan = np.where(chosen & computed, items[f"{name}_yuan"].to_numpy(), 0.0)
        total, known, lacking = (
            np.bincount(unit.ravel(), weights=np.tile(values, len(keys)), minlength=len(about))
            for values in (yuan, chosen & computed, chosen & ~computed)
        )
        sums[f"{name}_yuan"] = np.where((known == 0) & (lacking > 0), np.nan, total)
        sums[f"not_computed_{name}"] = lacking.astype(np.int64)
    texts = zip(("kind", "subject_id", "subject"), zip(*about, strict=True), strict=True)
    words = {title: pd.array(list(values), dtype="str") for title, values in texts}
    order = "one_off_yuan", "yearly_yuan", "not_computed_one_off", "not_computed_yearly"
    return pd.DataFrame({**words, **{name: sums[name] for name in order}})
