"""The attribute tables of a plan file: their columns, and how values become rows and come back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.io.scenariorecords import (
    OPTIONAL,
    SCENARIO_TABLES,
    decision_rows,
    evidence_rows,
    lock_rows,
    scenario_rows,
    scenarios_of,
)
from gis.layout import Scenario
from gis.model import (
    HistoryEntry,
    Issue,
    IssueState,
    Observation,
    ObservationKind,
    Plan,
    Source,
    TravelTimes,
    Walker,
)

# what forecasts rest on
FORECAST_TABLES: dict[str, dict[str, str]] = {
    "population": {
        "source": "TEXT",
        "place_kind": "TEXT",
        "place_id": "TEXT",
        "year": "INTEGER",
        "age": "INTEGER",
        "children": "INTEGER",
    },
    "enrolment_history": {
        "school_id": "TEXT",
        "grade": "INTEGER",
        "year": "INTEGER",
        "pupils": "INTEGER",
    },
    "housing": {
        "place_kind": "TEXT",
        "place_id": "TEXT",
        "note": "TEXT",
        "year": "INTEGER",
        "dwellings": "INTEGER",
        "pupils_per_dwelling": "REAL",
    },
}
# what is counted there
COUNTED = {"population": "children", "enrolment_history": "pupils", "housing": "dwellings"}
# table → columns with their SQL types; QGIS shows them as tables without geometry
# COUNT is an INTEGER that may be unknown: NULL in the file, NaN in a frame
TABLES: dict[str, dict[str, str]] = {
    "attendance": {
        "settlement_id": "TEXT",
        "grade": "INTEGER",
        "school_id": "TEXT",
        "boarding": "BOOLEAN",
        "pupils": "INTEGER",
        "estimated": "BOOLEAN",
        "left_behind": "COUNT",
        "migrant": "COUNT",
        "disabled": "COUNT",
    },
    "zones": {
        "settlement_id": "TEXT",
        "grade_from": "INTEGER",
        "grade_to": "INTEGER",
        "school_id": "TEXT",
    },
    **SCENARIO_TABLES,
    "issues": {
        "severity": "TEXT",
        "file": "TEXT",
        "sheet": "TEXT",
        "row": "INTEGER",
        "column": "TEXT",
        "what": "TEXT",
        "what_to_do": "TEXT",
        "subject_id": "TEXT",
        "code": "TEXT",
        "values": "TEXT",
        "state": "TEXT",
        "reason": "TEXT",
    },
    "sources": {
        "role": "TEXT",
        "file": "TEXT",
        "size_bytes": "INTEGER",
        "sha256": "TEXT",
        "rows": "INTEGER",
    },
    "rules": {
        "name": "TEXT",
        "content": "TEXT",
    },
    "feeders": {
        "from_school_id": "TEXT",
        "to_school_id": "TEXT",
    },
    "bus_stops": {
        "line_id": "TEXT",
        "sequence": "REAL",
        "stop": "TEXT",
        "lon": "REAL",
        "lat": "REAL",
        "minutes_from_start": "REAL",
        "headway_min": "REAL",
        "first_departure": "TEXT",
        "last_departure": "TEXT",
        "both_directions": "BOOLEAN",
    },
    "reported_travel": {
        "settlement_id": "TEXT",
        "school_id": "TEXT",
        "mode": "TEXT",
        "pupils": "INTEGER",
        "distance_m": "REAL",
    },
    **FORECAST_TABLES,
    "history": {
        "when": "TEXT",
        "program": "TEXT",
        "action": "TEXT",
        "values": "TEXT",
    },
    "observations": {
        "observation_id": "TEXT",
        "kind": "TEXT",
        "subject_id": "TEXT",
        "receiver_id": "TEXT",
        "wkt": "TEXT",
        "text": "TEXT",
        "minutes": "REAL",
        "photo": "BLOB",
        "author": "TEXT",
        "when": "TEXT",
        "walker": "TEXT",
    },
    "travel_times": {
        "mode": "TEXT",
        "network_digest": "TEXT",
        "inputs_digest": "TEXT",
        "origin_ids": "TEXT",
        "destination_ids": "TEXT",
        "unplaced_origins": "TEXT",
        "unplaced_destinations": "TEXT",
        "seconds": "BLOB",
        "metres": "BLOB",
    },
}
FLOAT64 = np.dtype("<f8")

Rows = Iterable[Sequence[Any]]


def write_records(connection: sqlite3.Connection, plan: Plan) -> None:
    """Write every attribute table of a plan."""
    rows: dict[str, Rows] = {
        "attendance": _frame_rows(plan.attendance, "attendance"),
        "zones": _frame_rows(plan.zones, "zones"),
        "scenarios": scenario_rows(plan.scenarios.values()),
        "decisions": decision_rows(plan.scenarios.values()),
        "locks": lock_rows(plan.scenarios.values()),
        "evidence": evidence_rows(plan.scenarios.values()),
        "issues": map(_issue_row, plan.issues),
        "sources": ((s.role, s.file, s.size_bytes, s.sha256, s.rows) for s in plan.sources),
        "rules": ((name, _json(content)) for name, content in plan.rules.items()),
        "feeders": _frame_rows(plan.feeders, "feeders"),
        "bus_stops": _frame_rows(plan.bus_stops, "bus_stops"),
        "reported_travel": _frame_rows(plan.reported_travel, "reported_travel"),
        **{table: _frame_rows(getattr(plan, table), table) for table in FORECAST_TABLES},
        "history": ((e.when, e.program, e.action, _json(dict(e.values))) for e in plan.history),
        "observations": map(_observation_row, plan.observations),
        "travel_times": _travel_rows(plan),
    }
    for table, columns in TABLES.items():
        write_table(connection, table, columns, rows[table])


def write_table(connection: sqlite3.Connection, table: str, columns: Mapping[str, str], rows: Rows) -> None:
    """Create one table, fill it and register it as an attribute table of the GeoPackage."""
    kinds = {name: "INTEGER" if kind == "COUNT" else kind for name, kind in columns.items()}
    fields = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    connection.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {fields})')
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
        " VALUES (?, 'attributes', ?, 0)",
        (table, table),
    )


def read_rows(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in their order, as column → value."""
    lacking = dict(OPTIONAL.get(table, {}))
    if lacking:     # asked for by name: SQLite takes the name of a column that is not there for a text
        for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")'):
            lacking.pop(name, None)
    names = [name for name in TABLES[table] if name not in lacking]
    listed = ", ".join(f'"{name}"' for name in names)
    for row in connection.execute(f'SELECT {listed} FROM "{table}" ORDER BY fid'):
        yield {**dict(zip(names, row, strict=True)), **lacking}


def read_frame(connection: sqlite3.Connection, table: str) -> pd.DataFrame:
    """Return a table as a frame with the dtypes that its columns have in a plan."""
    kinds = {"TEXT": "str", "INTEGER": "int64", "COUNT": "float64", "REAL": "float64", "BOOLEAN": "bool"}
    columns = TABLES[table]
    listed = ", ".join(f'"{name}"' for name in columns)
    rows = connection.execute(f'SELECT {listed} FROM "{table}" ORDER BY fid').fetchall()
    cells = zip(*rows, strict=True) if rows else ([] for _ in columns)
    frame = pd.DataFrame(dict(zip(columns, map(list, cells), strict=True)))
    return frame.astype({name: kinds[kind] for name, kind in columns.items()})


def _frame_rows(frame: pd.DataFrame, table: str) -> Rows:
    """Return the rows of a frame; a count that nobody reported may lack its column."""
    unknown = [None] * len(frame)
    columns = (
        unknown if kind == "COUNT" and name not in frame else frame[name].tolist()
        for name, kind in TABLES[table].items()
    )
    return zip(*columns, strict=True)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# ---- scenarios


def read_scenarios(connection: sqlite3.Connection) -> dict[str, Scenario]:
    """Return the scenarios of a plan file in their order, without what they have drawn."""
    return scenarios_of(*(read_rows(connection, table) for table in SCENARIO_TABLES))


# ---- record of the import


def _issue_row(issue: Issue) -> Sequence[Any]:
    try:
        what, fix = issue.describe()
    except KeyError:  # found by an older or newer version, in words that this one does not have
        what, fix = issue.code, ""
    return (
        issue.severity,
        issue.file,
        issue.sheet,
        issue.row,
        issue.column,
        what,
        fix,
        issue.subject_id,
        issue.code,
        _json(dict(issue.values)),
        issue.state.value,
        issue.reason,
    )


def read_issues(connection: sqlite3.Connection) -> tuple[Issue, ...]:
    """Return the Issues of a plan file."""
    return tuple(
        Issue(
            row["severity"],
            row["code"],
            row["file"],
            row["sheet"],
            row["row"],
            row["column"],
            row["subject_id"],
            dict(json.loads(row["values"])),
            IssueState(row["state"]),
            row["reason"],
        )
        for row in read_rows(connection, "issues")
    )


def read_sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """Return the sources of a plan file."""
    return tuple(Source(**row) for row in read_rows(connection, "sources"))


def read_rules(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the snapshot of the rules."""
    return {row["name"]: json.loads(row["content"]) for row in read_rows(connection, "rules")}


def read_history(connection: sqlite3.Connection) -> tuple[HistoryEntry, ...]:
    """Return the log of a plan file."""
    return tuple(
        HistoryEntry(row["when"], row["program"], row["action"], dict(json.loads(row["values"])))
        for row in read_rows(connection, "history")
    )


def _observation_row(seen: Observation) -> Sequence[Any]:
    values = {name: getattr(seen, name) for name in TABLES["observations"]}
    return tuple({**values, "kind": seen.kind.value, "walker": seen.walker.value}.values())


def read_observations(connection: sqlite3.Connection) -> tuple[Observation, ...]:
    """Return what was seen in the field."""
    return tuple(
        Observation(
            **{
                # no minutes = the default, NaN
                **{name: value for name, value in row.items() if value is not None},
                "kind": ObservationKind(row["kind"]),
                "walker": Walker(row["walker"] or ""),
            }
        )
        for row in read_rows(connection, "observations")
    )


# ---- travel times


def travel_inputs_digest(plan: Plan) -> str:
    """Return the SHA-256 of what travel times depend on: network, points and parameters."""
    digest = hashlib.sha256(plan.roads.digest.encode())
    for points in (plan.settlements, plan.schools):
        digest.update(_json(list(points.index)).encode())
        digest.update(_point_bytes(points))
    digest.update(json.dumps(plan.rules.get("travel"), sort_keys=True).encode())
    if len(plan.bus_stops):
        digest.update(_json(plan.bus_stops.to_numpy().tolist()).encode())
    return digest.hexdigest()


def _point_bytes(points: gpd.GeoDataFrame) -> bytes:
    return b"".join(b"-" if wkb is None else wkb for wkb in points.geometry.to_wkb())


def _travel_rows(plan: Plan) -> Rows:
    inputs_digest = travel_inputs_digest(plan)
    for mode, times in plan.travel.items():
        yield (
            str(mode),
            times.network_digest,
            inputs_digest,
            _json(times.origin_ids),
            _json(times.destination_ids),
            _json(times.unplaced_origins),
            _json(times.unplaced_destinations),
            np.ascontiguousarray(times.seconds, dtype=FLOAT64).tobytes(),
            np.ascontiguousarray(times.metres, dtype=FLOAT64).tobytes(),
        )


def read_travel(connection: sqlite3.Connection) -> tuple[dict[str, TravelTimes], set[str]]:
    """Return the travel times by mode, and the digests of the inputs that they were made from."""
    travel, digests = {}, set()
    for row in read_rows(connection, "travel_times"):
        names = ("origin_ids", "destination_ids", "unplaced_origins", "unplaced_destinations")
        ids = {name: tuple(json.loads(row[name])) for name in names}
        shape = len(ids["origin_ids"]), len(ids["destination_ids"])
        travel[row["mode"]] = TravelTimes(
            mode=row["mode"],
            seconds=np.frombuffer(row["seconds"], dtype=FLOAT64).reshape(shape),
            metres=np.frombuffer(row["metres"], dtype=FLOAT64).reshape(shape),
            network_digest=row["network_digest"],
            **ids,
        )
        digests.add(row["inputs_digest"])
    return travel, digests
