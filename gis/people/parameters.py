"""Parameters that a county may set for itself: as shipped, of packs, its own; each within what it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gis.errors import InputError
from gis.resources import load_toml
from gis.standards import NATIONAL, rule_layers

SHIPPED = ("staff", "prices")


def parameter_entries(rules: Mapping[str, Any], document: str) -> dict[str, dict[str, Any]]:
    """Return the parameters of a file under ``resources/standards``, later layers on top.

    Parameters
    ----------
    rules
        A snapshot of the rules; what an earlier one lacks is as shipped.
    document
        ``"staff"`` or ``"prices"``.

    Returns
    -------
    dict
        Key → the entry of the file, with ``overridden``: whether a pack or the county changed it.

    Raises
    ------
    InputError
        parameter_value_wrong: a value that the parameter cannot have.
    """
    shipped = load_toml("standards", f"{document}.toml")["parameters"]
    own = rules.get(document, {}).get("parameters", {})
    layers = rule_layers(rules) if NATIONAL in rules else ()
    tables = [table.get("parameters", {}) for layer, _, table in layers if layer != NATIONAL]
    entries = {}
    for key, entry in shipped.items():
        later = [table[key] for table in tables if key in table]
        entries[key] = {**entry, **own.get(key, {}), "overridden": bool(later)}
        for one in later:
            entries[key] |= one
        require_possible(key, entries[key]["value"], entry)
    return entries


def require_possible(key: str, value: object, shipped: Mapping[str, Any]) -> None:
    """Refuse a value that a parameter cannot have.

    Parameters
    ----------
    shipped
        The parameter as shipped: its kind and what it allows.

    Raises
    ------
    InputError
        parameter_value_wrong.
    """
    if not _is_possible(value, shipped):
        about = {"name": shipped["name"], "unit": shipped["unit"]}
        raise InputError("parameter_value_wrong", key=key, value=value, **about)


def _is_possible(value: object, shipped: Mapping[str, Any]) -> bool:
    if "allowed" in shipped:
        return value in shipped["allowed"]
    if isinstance(shipped["value"], bool):
        return isinstance(value, bool)
    if value in ("", None):
        return bool(shipped.get("may_be_empty", False))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return value >= shipped.get("least", value) and not value <= shipped.get("above", -math.inf)


def parameters_listed(rules: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return every parameter of posts and funding, as an evaluation lists those that it used."""
    return tuple(
        {
            "key": f"{document}.{key}",
            **{name: entry[name] for name in ("name", "value", "unit", "verified", "source", "overridden")},
        }
        for document in SHIPPED
        for key, entry in parameter_entries(rules, document).items()
    )
