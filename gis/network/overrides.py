"""Travel parameters that a county sets for its plan, instead of the shipped ones."""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from gis.errors import InputError
from gis.model import Plan
from gis.network.parameters import OTHER_ROADS, travel_tables
from gis.resources import load_toml

TRAVEL = "travel"
# how files of roads and heights are read: what they decided is in the network for good
READING_TABLES = frozenset({"access", "barriers", "extent", "slope"})
MAY_BE_ZERO = frozenset({"s", "站"})
SHARE, TIMES, SPEED = "比例", "倍", "speed_kph"
LIKE_IT = 3

Tables = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TravelNumber:
    """One number that decides travel times.

    Attributes
    ----------
    key
        ``bus.wait_s``; of a table by road class or surface ``bus.speed_kph.tertiary``.
    shipped
        What it is without the county's change; None: the class was not used at all.
    """

    key: str
    value: float
    unit: str
    source: str
    verified: bool
    shipped: float | None

    @property
    def overridden(self) -> bool:
        """Whether the county changed it."""
        return self.value != self.shipped

    def to_dict(self) -> dict[str, Any]:
        """Return it in plain values."""
        return {**asdict(self), "overridden": self.overridden}


def travel_numbers(rules: Mapping[str, Any]) -> tuple[TravelNumber, ...]:
    """List every number of a plan's travel parameters that may be seen and, unless it is law, changed."""
    return tuple(_numbers(travel_tables(rules.get(TRAVEL))))


def with_travel_parameters(plan: Plan, values: Mapping[str, float | None]) -> Plan:
    """Return a plan with some travel parameters set; all or none.

    Parameters
    ----------
    values
        Key of :class:`TravelNumber` → number, None = as shipped. A road class that a vehicle did not use may
        be added (``bus.speed_kph.track``).

    Returns
    -------
    Plan
        Its rules say what was changed and from what; its travel times are dropped, as they no longer hold.
        The plan itself where nothing changes.

    Raises
    ------
    InputError
        parameter_unknown, parameter_is_law, parameter_not_positive, parameter_out_of_range,
        parameter_above_cap.
    """
    tables = copy.deepcopy(travel_tables(plan.rules.get(TRAVEL)))
    before = copy.deepcopy(tables)
    for key, value in values.items():
        _set(tables, key.removeprefix(f"{TRAVEL}."), value)
    if tables == before:
        return plan
    return replace(plan, rules={**plan.rules, TRAVEL: tables}, travel={})


def _numbers(tables: Tables) -> Iterator[TravelNumber]:
    for table, entries in tables.items():
        for name, entry in entries.items() if table not in READING_TABLES else ():
            was = entry.get("shipped", entry["value"])
            about = (str(entry["unit"]), str(entry["source"]), bool(entry["verified"]))
            if isinstance(entry["value"], dict):
                for part, value in entry["value"].items():
                    if _is_number(value):
                        yield TravelNumber(f"{table}.{name}.{part}", value, *about, was.get(part))
            elif _is_number(entry["value"]):
                yield TravelNumber(f"{table}.{name}", entry["value"], *about, was)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# ---- setting one number


def _set(tables: Tables, key: str, value: float | None) -> None:
    table, name, part = _found(tables, key)
    entry = tables[table][name]
    shipped = entry.get("shipped", entry["value"])
    if value is None:
        value = shipped.get(part) if part else shipped
    elif entry["verified"]:
        raise InputError("parameter_is_law", key=key, source=entry["source"])
    else:
        _require_sensible(key, value, entry)
        if name == SPEED:
            _require_lawful(key, value, part, tables[table])
    number = None if value is None else int(value) if float(value).is_integer() else float(value)
    changed = {k: v for k, v in {**entry["value"], part: number}.items() if v is not None} if part else number
    if changed == shipped:
        tables[table][name] = {k: v for k, v in entry.items() if k not in ("overridden", "shipped")}
        tables[table][name]["value"] = changed
    else:
        tables[table][name] = {**entry, "value": changed, "overridden": True, "shipped": shipped}


def _found(tables: Tables, key: str) -> tuple[str, str, str]:
    """Return table, entry and part ("" of a single number) of a key."""
    table, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    entry = tables.get(table, {}).get(name) if table not in READING_TABLES else None
    if entry is not None:
        by_class = isinstance(entry["value"], dict)
        is_known = part in (known_parts(name) | entry["value"].keys()) if by_class else not part
        if is_known and (by_class or _is_number(entry["value"])):
            return table, name, part
    keys = [number.key for number in _numbers(tables)]
    like = difflib.get_close_matches(key, keys, n=LIKE_IT, cutoff=0.0)
    raise InputError("parameter_unknown", key=key, like="、".join(like))


def known_parts(name: str) -> set[str]:
    """Return the road classes or surfaces that a table may be given."""
    shipped = load_toml("standards", "travel.toml")
    if name == SPEED:
        access = shipped["access"]
        return {*access["walkable_classes"]["value"], *access["drivable_classes"]["value"]}
    return set(shipped["surface"]["vehicle_share"]["value"])


def _require_sensible(key: str, value: float, entry: Mapping[str, Any]) -> None:
    unit = entry["unit"]
    if not math.isfinite(value) or value < 0 or (value == 0 and unit not in MAY_BE_ZERO):
        raise InputError("parameter_not_positive", key=key, value=f"{value:g}")
    is_detour = unit == TIMES and entry.get("shipped", entry["value"]) >= 1
    if (unit == SHARE and value > 1) or (is_detour and value < 1):
        raise InputError("parameter_out_of_range", key=key, value=f"{value:g}", unit=unit)


def _require_lawful(key: str, value: float, road_class: str, table: Mapping[str, Any]) -> None:
    cap = cap_kph(table, road_class)
    if value > cap:
        source = table["legal_cap_kph"]["source"]
        raise InputError("parameter_above_cap", key=key, value=f"{value:g}", cap=f"{cap:g}", source=source)


def cap_kph(table: Mapping[str, Any], road_class: str) -> float:
    """Return the most that a table lets a vehicle run on a class of roads, inf = any speed."""
    caps = table.get("legal_cap_kph", {"value": {}})["value"]
    return float(caps.get(road_class, caps.get(OTHER_ROADS, math.inf)))
