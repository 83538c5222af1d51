"""What the checks look at, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from gis.model import GRADES, Severity
from gis.resources import load_toml

Subject = Literal["school", "settlement", ""]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check found at one school or settlement, or (without a subject) in the plan as a whole.

    ``column`` is a column of the schema; ``values`` fill the sentence of ``code``.
    """

    severity: Severity
    code: str
    subject: Subject = ""
    subject_id: str = ""
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """The imported tables, each row with its place in the file where that is known.

    Attributes
    ----------
    schools, settlements, attendance
        As in :class:`gis.model.Plan`.
    county_code
        Six digits, "" if unknown.
    texts
        The titles and remarks of the tables, in which totals and shares are stated.
    """

    schools: gpd.GeoDataFrame
    settlements: gpd.GeoDataFrame
    attendance: pd.DataFrame
    county_code: str = ""
    school_year: int = 0
    texts: tuple[str, ...] = ()

    @cached_property
    def last_primary_grade(self) -> int:
        """5 where a junior school of the county begins with grade 6 (五四 system), else 6."""
        limits = rules("grades")
        is_junior = self.schools["type_code"].isin(limits["junior"]["types"])
        is_junior |= self.schools["division"] == limits["junior"]["division"]
        firsts = self.schools.loc[is_junior, "first_grade"].dropna()
        return 5 if (firsts == limits["junior"]["first"]).any() else int(limits["primary"]["last"])


Check = Callable[[Records], Iterator[Fault]]


def rules(name: str) -> Any:
    """Return one section of ``resources/schemas/checks.toml``."""
    return load_toml("schemas", "checks.toml")[name]


def school_fault(severity: Severity, code: str, school: Any, *, column: str = "", **values: object) -> Fault:
    """Return a fault of a row of ``schools.itertuples()``; its name is always a value."""
    named = {"name": titled(school), **values}
    return Fault(severity, code, "school", str(school.Index), column, named)


def settlement_fault(
    severity: Severity, code: str, settlement: Any, *, column: str = "", **values: object
) -> Fault:
    """Return a fault of a row of ``settlements.itertuples()``; its name is always a value."""
    named = {"name": settlement.name, **values}
    return Fault(severity, code, "settlement", str(settlement.Index), column, named)


def titled(school: Any) -> str:
    """Return a school's name with its division."""
    return f"{school.name}{school.division}"


def by_grade(school: Any, kind: Literal["pupils", "classes"]) -> dict[int, float]:
    """Return the pupils or classes of each grade that the ledger tells of a school."""
    counts = {grade: float(getattr(school, f"{kind}_g{grade}")) for grade in GRADES}
    return {grade: count for grade, count in counts.items() if count == count}
