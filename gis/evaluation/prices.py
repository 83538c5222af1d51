"""The price table: what an item costs in a year, and why it cannot be said where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gis.errors import InputError
from gis.people.parameters import parameter_entries
from gis.resources import load_toml
from gis.standards import CURRENT, NATIONAL, read_once, rule_layers

PRICES = "prices"                   # the file, and its key in a snapshot of the rules
YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Price:
    """A price in a year.

    Attributes
    ----------
    value_yuan
        NaN = not known; ``why`` then says so by a message code, "" otherwise.
    recurs
        ``yearly`` or ``one_off``.
    from_year
        From when it holds; of an unknown one: from when the first price holds, None = there is none.
    overridden
        Whether a pack or the county entered it.
    doubtful
        Prices in doubt (存疑) that would hold, in words: never used.
    """

    item: str
    name: str
    unit: str
    recurs: str
    value_yuan: float
    why: str = ""
    from_year: int | None = None
    source: str = ""
    verified: bool = False
    overridden: bool = False
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True)
class FundingParameters:
    """What funding is counted by; ``resources/standards/prices.toml`` says where each value comes from.

    ``region``: "" = not entered; ``region_verified``: whether a document says so. ``seats_per_vehicle``: None
    = not entered.
    """

    region: str
    region_verified: bool
    floor_pupils: float
    points_alone: bool
    bus_by_vehicle: bool
    seats_per_vehicle: float | None


def funding_parameters(rules: Mapping[str, Any]) -> FundingParameters:
    """Return the parameters of a snapshot of the rules."""
    return read_once(rules, "funding", lambda: _funding_parameters(rules))


def _funding_parameters(rules: Mapping[str, Any]) -> FundingParameters:
    entries = parameter_entries(rules, PRICES)
    value = {key: entry["value"] for key, entry in entries.items()}
    return FundingParameters(
        region=value["funding_region"],
        region_verified=entries["funding_region"]["verified"],
        floor_pupils=value["funding_floor_pupils"],
        points_alone=value["funding_points_alone"],
        bus_by_vehicle=value["bus_subsidy_basis"] == "vehicle",
        seats_per_vehicle=value["bus_seats_per_vehicle"] or None,
    )


def price_of(rules: Mapping[str, Any], item: str, year: int) -> Price:
    """Return what an item costs in a year: the county's price before the shipped one, the latest that holds.

    Parameters
    ----------
    rules
        A snapshot of the rules.
    item
        A key of the price table.
    year
        Calendar year in which the school year begins.

    Raises
    ------
    KeyError
        No such item: a programming error.
    """
    return read_once(rules, ("price", item, year), lambda: _price_of(rules, item, year))


def _price_of(rules: Mapping[str, Any], item: str, year: int) -> Price:
    about = _table(rules)["items"][item]
    known = (item, about["name"], about["unit"], about["recurs"])
    doubtful: tuple[str, ...] = ()
    for entries, is_own in _layers(rules, item):
        sound = [entry for entry in entries if entry.get("status", CURRENT) == CURRENT]
        doubtful += tuple(
            entry["source"] for entry in entries if entry not in sound and entry["from_year"] <= year
        )
        entry = _latest(sound, year)
        if entry is not None:
            return _priced(known, entry, funding_parameters(rules), sound, is_own, doubtful)
    years = [entry["from_year"] for entries, _ in _layers(rules, item) for entry in entries]
    first = min(years, default=None)
    why = "funding_price_missing" if first is None or first <= year else "funding_price_later"
    return Price(*known, float("nan"), why, first, doubtful=doubtful)


def require_price(item: str, entry: Mapping[str, Any]) -> None:
    """Refuse a price that is no price.

    Raises
    ------
    InputError
        price_wrong: no number of yuan from 0 on, or no year from which it holds.
    """
    value, year = entry.get("value"), entry.get("from_year")
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
    if not is_number or not isinstance(year, int):
        raise InputError("price_wrong", item=item, value=value, year=year)


def references(rules: Mapping[str, Any], item: str) -> str:
    """Return, in words, what others paid for such an item; "" if nothing is known. It is never counted."""
    found = [entry for entry in _table(rules)["references"].values() if item in entry["items"]]
    return "；".join(
        f"{entry['name']} {entry['value']:,} {entry['unit']}（{entry['source']}）" for entry in found
    )


def _table(rules: Mapping[str, Any]) -> Mapping[str, Any]:
    table: Mapping[str, Any] = rules.get(PRICES) or load_toml("standards", f"{PRICES}.toml")
    return table


def _layers(rules: Mapping[str, Any], item: str) -> Iterator[tuple[list[Mapping[str, Any]], bool]]:
    """Yield the prices of every layer, the nearest to the county first, and whether they are its own."""
    layers = list(rule_layers(rules)) if NATIONAL in rules else []
    for layer, _, table in reversed(layers):
        if layer != NATIONAL and item in table.get(PRICES, {}):
            for entry in table[PRICES][item]:
                require_price(item, entry)
            yield table[PRICES][item], True
    yield _table(rules)["items"][item]["prices"], False


def _latest(entries: list[Mapping[str, Any]], year: int) -> Mapping[str, Any] | None:
    holding = [entry for entry in entries if entry["from_year"] <= year]
    return max(holding, key=lambda entry: int(entry["from_year"]), default=None)


def _priced(
    known: tuple[str, str, str, str],
    latest: Mapping[str, Any],
    given: FundingParameters,
    entries: list[Mapping[str, Any]],
    is_own: bool,
    doubtful: tuple[str, ...],
) -> Price:
    """Return the latest price for a region; of several regions only the county's own will do."""
    at_once = [entry for entry in entries if entry["from_year"] == latest["from_year"]]
    fitting = [entry for entry in at_once if entry.get("region", "") in ("", given.region)]
    if not fitting:
        return Price(*known, float("nan"), "funding_region_missing", latest["from_year"], doubtful=doubtful)
    entry = fitting[0]
    verified = entry.get("verified", False) and (not entry.get("region") or given.region_verified)
    return Price(
        *known, float(entry["value"]), "", entry["from_year"], entry.get("source", ""), verified, is_own,
        doubtful,
    )  # fmt: skip
