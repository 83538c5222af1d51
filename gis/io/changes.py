"""What differs between two states of a plan, as plain values for its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.io.digests import FORECAST_INPUTS, canonical
from gis.io.scenariochanges import name_in, scenario_changes
from gis.model import Issue, Plan

CELLS_LISTED = 500  # of one change set; beyond that a table was exchanged, and its digests say so
Change = tuple[str, dict[str, Any]]


def changes_between(before: Plan, after: Plan) -> Iterator[Change]:
    """Yield what changed, one action with its values for each kind of change.

    Parameters
    ----------
    before, after
        Two states of one plan. Parts that are the same object are not looked through.

    Yields
    ------
    tuple
        An action (``history_…``) and its values in JSON's own types.
    """
    found = {
        "history_decisions": {"changes": list(scenario_changes(before, after))},
        "history_rules": {"changes": list(_rule_changes(before.rules, after.rules))},
        "history_inputs": _input_changes(before, after),
        "history_network": {"changes": list(_network_changes(before, after))},
        "history_issues": {"changes": list(_issue_changes(before, after))},
        "history_observations": {"changes": list(_observation_changes(before, after))},
    }
    for action, values in found.items():
        if values["changes"]:
            yield action, values


# ---- rules


def _rule_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if before is after:
        return
    old, new = dict(_leaves(canonical(before))), dict(_leaves(canonical(after)))
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield {"kind": "rule", "key": key, "before": old.get(key), "after": new.get(key)}


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _leaves(entry, f"{path}.{key}" if path else key)
    else:
        yield path, value


# ---- inputs


def _input_changes(before: Plan, after: Plan) -> dict[str, Any]:
    changes = [
        {"kind": "meta", "key": key, "before": old, "after": new}
        for (key, old), new in zip(
            asdict(before.meta).items(), asdict(after.meta).values(), strict=True
        )
        if old != new
    ]
    for table in ("settlements", "schools"):
        changes += _table_changes(table, getattr(before, table), getattr(after, table))
    tables = "boundary", "attendance", "zones", "feeders", "reported_travel", "bus_stops"
    for table in (*tables, *FORECAST_INPUTS):
        old, new = getattr(before, table), getattr(after, table)
        if old is not new and not _equal(old, new):
            changes.append({"kind": "table", "table": table, **_sizes(table, old, new)})
    earlier = set(before.sources)
    changes += [
        {"kind": "file", **asdict(source)} for source in after.sources if source not in earlier
    ]
    return {"changes": changes}


def _equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    same: bool = canonical(_plain(one)) == canonical(_plain(other))
    return same


def _plain(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a frame's columns as lists, shapes as well-known binary."""
    return {
        str(name): column.to_wkb().tolist() if isinstance(column, gpd.GeoSeries) else column.tolist()
        for name, column in frame.items()
    }


def _sizes(table: str, before: pd.DataFrame, after: pd.DataFrame) -> dict[str, Any]:
    sizes: dict[str, Any] = {"rows_before": len(before), "rows_after": len(after)}
    if table == "attendance":
        sums = [int(frame["pupils"].sum()) for frame in (before, after)]
        sizes |= {"pupils_before": sums[0], "pupils_after": sums[1]}
    return sizes


def _table_changes(table: str, before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows added and removed and every cell that differs, by id."""
    if before is after:
        return []
    old, new = set(before.index), set(after.index)
    changes: list[dict[str, Any]] = [
        {"kind": kind, "table": table, "id": key, "name": name_in(frame, key)}
        for kind, frame, keys in (("row_removed", before, old - new), ("row_added", after, new - old))
        for key in sorted(keys)
    ]
    changes += _cell_changes(table, before, after, [key for key in after.index if key in old])
    if len(changes) > CELLS_LISTED:
        return [{"kind": "table", "table": table, "count": len(changes), **_sizes(table, before, after)}]
    return changes


def _cell_changes(
    table: str, before: pd.DataFrame, after: pd.DataFrame, shared: list[str]
) -> Iterator[dict[str, Any]]:
    ones, others = _texts(before.loc[shared]), _texts(after.loc[shared])
    for column in sorted({*ones, *others}):
        olds, news = (side.get(column) or [None] * len(shared) for side in (ones, others))
        for key, old, new in zip(shared, olds, news, strict=True):
            if old != new:
                name = name_in(after, key)
                yield {"kind": "cell", "table": table, "id": key, "name": name, "column": column,
                       "before": old, "after": new}  # fmt: skip


def _texts(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the columns in JSON's own types, shapes as well-known text."""
    return {
        str(name): [None if wkt is None else str(wkt) for wkt in column.to_wkt(rounding_precision=-1)]
        if isinstance(column, gpd.GeoSeries)
        else canonical(column.tolist())
        for name, column in frame.items()
    }


def _network_changes(before: Plan, after: Plan) -> Iterator[dict[str, Any]]:
    if before.roads.digest != after.roads.digest:
        lengths = [round(float(plan.roads.edges["length_m"].sum())) for plan in (before, after)]
        yield {
            "kind": "network",
            "before": before.roads.digest,
            "after": after.roads.digest,
            "metres_before": lengths[0],
            "metres_after": lengths[1],
        }


# ---- issues and observations


def _issue_changes(before: Plan, after: Plan) -> Iterator[dict[str, Any]]:
    if before.issues is after.issues:
        return
    earlier = {_identity(issue): issue for issue in before.issues}
    for issue in after.issues:
        old = earlier.get(_identity(issue))
        if old is None or (old.state, old.reason) != (issue.state, issue.reason):
            yield {
                "kind": "issue",
                **{name: getattr(issue, name) for name in ("code", "file", "sheet", "row", "subject_id")},
                "values": dict(issue.values),
                "before": None if old is None else old.state.value,
                "after": issue.state.value,
                "reason": issue.reason,
            }
    kept = {_identity(issue) for issue in after.issues}
    for key, issue in earlier.items():
        if key not in kept:
            yield {"kind": "issue", "code": issue.code, "values": dict(issue.values), "file": issue.file,
                   "row": issue.row, "before": issue.state.value, "after": None}  # fmt: skip


def _identity(issue: Issue) -> tuple[Any, ...]:
    values = tuple(sorted(issue.values.items()))
    return issue.code, issue.file, issue.sheet, issue.row, issue.column, issue.subject_id, values


def _observation_changes(before: Plan, after: Plan) -> Iterator[dict[str, Any]]:
    if before.observations is after.observations:
        return
    old = {seen.observation_id: seen for seen in before.observations}
    new = {seen.observation_id: seen for seen in after.observations}
    for key in sorted({*old, *new}):
        one, other = old.get(key), new.get(key)
        if canonical(one) != canonical(other):
            kind = "added" if one is None else "removed" if other is None else "changed"
            seen = other or one
            assert seen is not None
            yield {"kind": f"observation_{kind}", "id": key, "about": seen.kind.value,
                   "subject_id": seen.subject_id, "author": seen.author}  # fmt: skip
