"""A plan as single values by id: what two copies of it are compared by.

Every value is plain (text, number, truth, list, dict or None = not there), so that it can travel in a file.
Counts of pupils, roads and travel times are no items: a field copy never carries them back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from gis.io.digests import canonical, decision_values
from gis.io.scenarioparts import parts_of
from gis.model import Plan
from gis.schema import load_schema

POINT_TABLES = {"settlements": "settlement_id", "schools": "school_id"}
COORDINATES = ("lon", "lat")

Value = Any


class What(StrEnum):
    """What kind of thing an item is."""

    RECORD = "record"
    POSITION = "position"
    ATTRIBUTE = "attribute"
    SCENARIO = "scenario"
    DECISION = "decision"
    PART = "part"                   # of a scenario; the column is its kind
    OBSERVATION = "observation"


class ItemKey(NamedTuple):
    """Where a value stands.

    ``group`` is the table (``settlements``, ``schools``) or the scenario; ``id`` the row, the school, the
    observation or the part; ``column`` that of an attribute, or the kind of a part.
    """

    what: What
    group: str
    id: str
    column: str = ""

    def __str__(self) -> str:
        return "/".join(self)


Items = dict[ItemKey, Value]


def items_of(plan: Plan) -> Items:
    """Return all single values of a plan that may differ between two copies."""
    items: Items = {}
    for table, frame in point_frames(plan).items():
        items.update(_frame_items(table, frame))
    for name, scenario in plan.scenarios.items():
        items[ItemKey(What.SCENARIO, name, name)] = scenario.note
        for school_id, decision in scenario.decisions.items():
            items[ItemKey(What.DECISION, name, school_id)] = decision_values(decision)
        for part, value in parts_of(scenario).items():
            items[ItemKey(What.PART, name, part.id, part.kind.value)] = value
    for seen in plan.observations:
        items[ItemKey(What.OBSERVATION, "", seen.observation_id)] = canonical(seen)
    return items


def point_frames(plan: Plan) -> dict[str, gpd.GeoDataFrame]:
    """Return the tables of places by name."""
    return {"settlements": plan.settlements, "schools": plan.schools}


def compared_columns(table: str) -> tuple[str, ...]:
    """Return the columns whose cells are compared; the position is compared as one thing."""
    return tuple(name for name in load_schema(table).names if name not in (POINT_TABLES[table], *COORDINATES))


def _frame_items(table: str, frame: gpd.GeoDataFrame) -> Iterator[tuple[ItemKey, Value]]:
    ids = [str(name) for name in frame.index]
    for name, point in zip(ids, frame.geometry, strict=True):
        yield ItemKey(What.RECORD, table, name), True
        known = point is not None and not point.is_empty
        yield ItemKey(What.POSITION, table, name), [point.x, point.y] if known else None
    for column in compared_columns(table):
        if column in frame:
            for name, cell in zip(ids, frame[column].tolist(), strict=True):
                yield ItemKey(What.ATTRIBUTE, table, name, column), plain(cell)


def plain(cell: Any) -> Value:
    """Return a cell as a plain value; unknown or empty is None."""
    if isinstance(cell, bool):
        return cell
    return None if cell == "" or pd.isna(cell) else cell


def to_rows(items: Mapping[ItemKey, Value]) -> list[list[Value]]:
    """Return items as plain rows, for a file."""
    return [[*key, value] for key, value in items.items()]


def from_rows(rows: list[list[Value]]) -> Items:
    """Return the items that :func:`to_rows` wrote."""
    return {ItemKey(What(what), group, name, column): value for what, group, name, column, value in rows}


def items_digest(items: Mapping[ItemKey, Value]) -> str:
    """Return the SHA-256 of items, whatever their order."""
    rows = sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in to_rows(items))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
