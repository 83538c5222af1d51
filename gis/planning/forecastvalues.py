"""Parameters of the forecast that a county sets for its plan: listed one by one, set from what is typed.

The county's own stand in the plan's snapshot of the rules beside what they were as shipped.
"""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gis.errors import InputError
from gis.model import Plan
from gis.planning.forecastparameters import forecast_parameters, forecast_tables

FORECAST = "forecast"
WITHOUT_DOCUMENT = "县级参数，没有填文号"
LIKE_IT = 3
BETWEEN = str.maketrans("，、;；", ",,,,")
SHIPPED = ("value", "source", "verified")


def forecast_values(rules: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return every parameter of the forecast: ``key, name, value, unit, verified, source, overridden``.

    ``key`` is ``births.trend.low``; a value by band, source or variant has one entry each.
    """
    return tuple(_listed(forecast_tables(rules.get(FORECAST))))


def _listed(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for table, entries in tables.items():
        for name, entry in entries.items():
            about = {one: entry[one] for one in ("name", "unit", "verified", "source")}
            parts = entry["value"] if isinstance(entry["value"], Mapping) else {"": entry["value"]}
            was = entry.get("shipped", {}).get("value", entry["value"])
            for part, value in parts.items():
                before = was[part] if part else was
                key = ".".join(filter(None, (table, name, part)))
                yield {"key": key, "value": value, **about, "overridden": value != before}


def with_forecast_values(plan: Plan, texts: Mapping[str, str | None], *, document: str = "") -> Plan:
    """Return the plan with some parameters of the forecast set; all or none.

    Parameters
    ----------
    texts
        Key of :func:`forecast_values` → what was typed; lists with commas, "" = an empty one; None = as
        shipped.
    document
        The county's document (文号); without one the values hold and are printed with 待核.

    Raises
    ------
    InputError
        forecast_key_unknown, parameter_is_law, forecast_value_wrong, forecast_parameter_wrong,
        forecast_cut_off_wrong.
    """
    tables = copy.deepcopy(forecast_tables(plan.rules.get(FORECAST)))
    for key, text in texts.items():
        _set(tables, key.removeprefix(f"{FORECAST}."), text, document.strip())
    forecast_parameters(tables)          # refuses what does not go together
    return replace(plan, rules={**plan.rules, FORECAST: tables})


def _set(tables: dict[str, dict[str, Any]], key: str, text: str | None, document: str) -> None:
    table, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    entry = tables.get(table, {}).get(name)
    parts = entry["value"] if entry is not None and isinstance(entry["value"], Mapping) else {"": None}
    if entry is None or part not in parts:
        known = [one["key"] for one in _listed(tables)]
        like = difflib.get_close_matches(key, known, n=LIKE_IT, cutoff=0.0)
        raise InputError("forecast_key_unknown", key=key, like="、".join(like))
    shipped = entry.get("shipped", {one: entry[one] for one in SHIPPED})
    if shipped["verified"] and "allowed" not in entry:
        raise InputError("parameter_is_law", key=key, source=shipped["source"])
    was = shipped["value"][part] if part else shipped["value"]
    value = was if text is None else _read(key, text, was)
    if value not in entry.get("allowed", [value]):
        raise InputError("forecast_value_wrong", key=key, given=text)
    made = {**entry["value"], part: value} if part else value
    if made == shipped["value"]:
        tables[table][name] = {**{k: v for k, v in entry.items() if k != "shipped"}, **shipped}
    else:
        ground = {"verified": bool(document), "source": document or WITHOUT_DOCUMENT}
        tables[table][name] = {**entry, "value": made, **ground, "shipped": shipped}


def _read(key: str, text: str, like: Any) -> Any:
    """Return what was typed as the kind of value that the shipped one is."""
    try:
        if isinstance(like, list):
            texts = [one.strip() for one in text.translate(BETWEEN).split(",") if one.strip()]
            return [int(one) for one in texts] if like and isinstance(like[0], int) else texts
        if isinstance(like, str):
            return text.strip()
        number = int(text) if isinstance(like, int) else float(text)
    except ValueError as error:
        raise InputError("forecast_value_wrong", key=key, given=text) from error
    if not math.isfinite(number):
        raise InputError("forecast_value_wrong", key=key, given=text)
    return number
