"""Schools that a table of decisions builds: each row with 新建 becomes a site with a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from shapely.geometry import Point

from gis.errors import DecisionError
from gis.io.decisioncells import is_given
from gis.io.field.applying import km_outside
from gis.layout import Site
from gis.model import Plan
from gis.schema import normalise

HALF_CIRCLE = 180.0                 # degrees
MADE_UP = "新校"  # in front of the number of a school without a code
_TEXTS = ("township", "type_code")
_DEGREES = ("lon", "lat")


@dataclass
class NewSchools:
    """What a scenario builds.

    Attributes
    ----------
    plan
        Its schools are no sites.
    below
        The sites of what the scenario builds on.
    earlier
        Those that the scenario of this name has had: they keep their codes, and where they stand if the
        table does not say.
    sites
        The scenario's own, by code.
    codes
        Code by row of the table.
    """

    plan: Plan
    below: tuple[Site, ...]
    earlier: tuple[Site, ...]
    sites: dict[str, Site] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)

    def add(self, row: int, entry: pd.Series[Any]) -> None:
        """Make a site of a row; one that says nothing of it but a known code or name means the known one.

        Raises
        ------
        DecisionError
            site_position_incomplete, site_position_no_degrees, site_outside_county or site_township_unknown;
            the row names its school all the same.
        """
        code, name = str(entry["school_id"]), str(entry["name"])
        if code in self._ledger_codes() or (name and not code and self._is_in_ledger(name)):
            return  # told as a school that is there already
        code = code or self._code_of(name) or self._free_code()
        self.codes[row] = code
        old = next((site for site in self.earlier if site.school_id == code), None)
        says_more = any(is_given(entry[cell]) for cell in (*_TEXTS, *_DEGREES))
        if says_more or (old is None and name and code not in {site.school_id for site in self.below}):
            self.sites[code] = self._made(code, entry, old)
            self._require_possible(self.sites[code])
        elif old is not None:
            self.sites[code] = old

    def known(self) -> Iterator[Site]:
        """Yield every site that a row may name: what is below, and its own in their place."""
        yield from (site for site in self.below if site.school_id not in self.sites)
        yield from self.sites.values()
        named = {site.school_id for site in (*self.below, *self.sites.values())}
        for code in dict.fromkeys(self.codes.values()):
            if code not in named:
                yield Site(code, "", "", "", float("nan"), float("nan"))

    def _made(self, code: str, entry: pd.Series[Any], old: Site | None) -> Site:
        made = Site(
            code, str(entry["name"]), str(entry["township"]), str(entry["type_code"]),
            float(entry["lon"]), float(entry["lat"]),
        )  # fmt: skip
        if old is None:
            return made
        told: dict[str, Any] = {name: getattr(made, name) or getattr(old, name) for name in ("name", *_TEXTS)}
        if made.lon != made.lon and made.lat != made.lat:
            told |= {name: getattr(old, name) for name in _DEGREES}
        return replace(made, **told)

    def _code_of(self, name: str) -> str:
        """Return the code of a site that is called so, "" if none is."""
        every: Iterable[Site] = (*self.sites.values(), *self.earlier, *self.below)
        same = (site.school_id for site in every if name and normalise(site.name) == normalise(name))
        return next(same, "")

    def _free_code(self) -> str:
        taken = {site.school_id for site in (*self.below, *self.earlier)} | set(self.codes.values())
        number = 1
        while f"{MADE_UP}{number}" in taken:
            number += 1
        return f"{MADE_UP}{number}"

    def _ledger_codes(self) -> set[str]:
        schools = self.plan.schools
        return {*map(str, schools.index), *map(str, schools.get("site_id", ()))}

    def _is_in_ledger(self, name: str) -> bool:
        return bool((self.plan.schools["name"].map(normalise) == normalise(name)).any())

    def _require_possible(self, site: Site) -> None:
        """Refuse half a position and one outside the county; a site without any is not finished yet."""
        known = [value == value for value in (site.lon, site.lat)]
        if any(known) and not all(known):
            raise DecisionError("site_position_incomplete")
        if all(known) and (abs(site.lon) > HALF_CIRCLE or abs(site.lat) > HALF_CIRCLE / 2):
            raise DecisionError("site_position_no_degrees", lon=f"{site.lon:g}", lat=f"{site.lat:g}")
        if all(known) and (km := km_outside(self.plan, Point(site.lon, site.lat))) > 0:
            raise DecisionError("site_outside_county", km=f"{km:.1f}")
        towns = dict.fromkeys([*self.plan.settlements["township"], *self.plan.schools["township"]])
        if site.township and normalise(site.township) not in {normalise(str(town)) for town in towns}:
            raise DecisionError(
                "site_township_unknown", township=site.township,
                known="、".join(filter(None, map(str, towns))),
            )
