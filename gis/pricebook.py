"""The county's own prices, and its own parameters of posts and funding."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from gis.errors import InputError
from gis.evaluation.prices import PRICES, price_of, require_price
from gis.model import Plan
from gis.people.parameters import SHIPPED, parameters_listed, require_possible
from gis.resources import load_toml
from gis.standards import COUNTY, CURRENT, load_rules

LIKE_IT = 3
WITHOUT_DOCUMENT = "县级参数，没有填文号"


def items() -> tuple[str, ...]:
    """Return the items of the price table."""
    return tuple(load_toml("standards", f"{PRICES}.toml")["items"])


def parameters() -> dict[str, Mapping[str, Any]]:
    """Return the parameters of posts and funding as shipped."""
    files = (load_toml("standards", f"{document}.toml") for document in SHIPPED)
    return {key: entry for file in files for key, entry in file["parameters"].items()}


def with_price(plan: Plan, item: str, value_yuan: float, from_year: int, *, document: str) -> Plan:
    """Return the plan with a price of the county's own, in the place of one from the same year.

    Raises
    ------
    InputError
        price_item_unknown, price_wrong, price_without_source.
    """
    _require_known(item, items())
    entry = {
        "value": value_yuan, "from_year": from_year, "region": "", "verified": True, "status": CURRENT,
        "source": document.strip(),
    }  # fmt: skip
    require_price(item, entry)
    if not document.strip():
        raise InputError("price_without_source", item=item)
    county = _county(plan)
    others = [one for one in county.get(PRICES, {}).get(item, []) if one["from_year"] != from_year]
    own = sorted([*others, entry], key=lambda one: int(one["from_year"]))
    return _with_county(plan, {**county, PRICES: {**county.get(PRICES, {}), item: own}})


def with_parameter(
    plan: Plan, key: str, value: str | float | bool, *, document: str, source: str = WITHOUT_DOCUMENT
) -> Plan:
    """Return the plan with a parameter of the county's own.

    Without a document (文号) the value holds, with ``source`` in its place, and is printed with 待核.

    Raises
    ------
    InputError
        price_item_unknown, parameter_value_wrong.
    """
    known = parameters()
    _require_known(key, tuple(known))
    require_possible(key, value, known[key])
    entry = {
        "value": value, "document": document.strip(), "verified": bool(document.strip()),
        "source": document.strip() or source,
    }  # fmt: skip
    county = _county(plan)
    return _with_county(plan, {**county, "parameters": {**county.get("parameters", {}), key: entry}})


def as_shipped(plan: Plan, key: str) -> Plan:
    """Return the plan without the county's own prices of an item, or its own value of a parameter.

    Raises
    ------
    InputError
        price_item_unknown.
    """
    _require_known(key, (*items(), *parameters()))
    county = _county(plan)
    for table in (PRICES, "parameters"):
        kept = {name: entry for name, entry in county.get(table, {}).items() if name != key}
        county = {**county, table: kept} if table in county else county
    return _with_county(plan, county)


def price_rows(rules: Mapping[str, Any], year: int) -> list[dict[str, Any]]:
    """Return what each item costs in a year and every parameter, as plain values."""
    own = rules or load_rules()
    prices = [{"kind": "price", **asdict(price_of(own, item, year))} for item in items()]
    return [*prices, *({"kind": "parameter", **entry} for entry in parameters_listed(own))]


def _county(plan: Plan) -> dict[str, Any]:
    return dict(plan.rules.get(COUNTY, {}))


def _with_county(plan: Plan, county: Mapping[str, Any]) -> Plan:
    rules = dict(plan.rules) or load_rules()
    return replace(plan, rules={**rules, COUNTY: dict(county)})


def _require_known(key: str, known: tuple[str, ...]) -> None:
    if key not in known:
        like = difflib.get_close_matches(key, (*items(), *parameters()), n=LIKE_IT, cutoff=0.0)
        raise InputError("price_item_unknown", key=key, like="、".join(like))
