"""Opening a damaged plan as far as it can be read, with an issue for everything that is missing.

What can be read is written into a fresh plan file, which is then read like any other. The plan counts as
unsaved; a plan whose inputs are not all there carries a mark on every map and page, so that nobody takes the
rest for the whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gis.crs import county_crs
from gis.errors import PlanFileError
from gis.io import planrecords as records
from gis.io.damaged import Rescued, Row, read_damaged
from gis.io.migrations import META_TABLE, SCHEMA_VERSION
from gis.io.project import LAYERS, holds, read_whole, unflushed, with_new_travel, write_layer
from gis.io.scenariolayers import SCENARIO_LAYERS, sound_rows
from gis.io.scenariorecords import DEFAULTS, needed_by
from gis.messages import describe
from gis.model import GRADES, STORAGE_CRS, Issue, Plan, Severity
from gis.network.storage import BARRIER_COLUMNS, EDGE_COLUMNS, NODE_ID
from gis.resources import load_toml
from gis.schema import load_schema
from gis.standards import load_rules

SCHOOL_YEAR_BEGINS = 8  # month
ENVELOPE_BYTES = (0, 32, 48, 48, 64)  # GeoPackage geometry header, by its envelope code
SQL_TYPES: Mapping[str, tuple[type, ...]] = {
    "TEXT": (str,), "INTEGER": (int,), "COUNT": (int, float), "BOOLEAN": (int,), "REAL": (int, float),
    "BLOB": (bytes,),
}  # fmt: skip
READERS: Mapping[str, Callable[[sqlite3.Connection], object]] = {
    "scenarios": records.read_scenarios,
    "decisions": records.read_scenarios,
    "locks": records.read_scenarios,
    "issues": records.read_issues,
    "sources": records.read_sources,
    "rules": records.read_rules,
    "history": records.read_history,
    "observations": records.read_observations,
    "travel_times": records.read_travel,
}
LATER_LAYERS = tuple(SCENARIO_LAYERS)  # that files of older versions do not have
# what figures rest on; the rest is missed, but changes none
FIGURES = (*LAYERS, "attendance", "zones", "scenarios", "decisions", "locks", "rules")


def salvage_plan(path: Path) -> Plan:
    """Read a damaged plan file as far as it can be read; the file stays as it is.

    Parameters
    ----------
    path
        A file that :func:`gis.io.project.open_plan` calls damaged.

    Returns
    -------
    Plan
        What could be read. Its first issues say what could not; journeys are worked out anew if they are
        missing or do not belong to the rest.

    Raises
    ------
    PlanFileError
        plan_beyond_repair: no school, no settlement and no scenario can be read.
    """
    try:
        tables = read_damaged(path)
        layers = {layer: _layer(layer, tables.get(layer)) for layer in LAYERS}
        older = _is_older(tables)
        sound = [_sound(table, tables.get(table), may_lack=older) for table in records.TABLES]
        if not len(layers["schools"]) and not len(layers["settlements"]):
            raise PlanFileError("plan_beyond_repair", file=path.name)
        meta, issues = _meta(tables.get(META_TABLE), layers)
        plan = _plan_of(layers, {rescued.table: rescued for rescued in sound}, meta)
    except (OSError, sqlite3.Error, ValueError, KeyError, TypeError) as error:
        raise PlanFileError("plan_beyond_repair", file=path.name) from error
    layer_losses = [
        _layer_loss(layer, tables.get(layer), len(layers[layer]))
        for layer in LAYERS
        if layer in tables or not (older and layer in LATER_LAYERS)
    ]
    return _with_report(plan, path, [*issues, *_lost_issues([*layer_losses, *sound])])


def _plan_of(
    layers: Mapping[str, gpd.GeoDataFrame], tables: Mapping[str, Rescued], meta: Mapping[str, str]
) -> Plan:
    """Write what was rescued into a fresh file and read that."""
    with TemporaryDirectory(prefix="xiaotu-", ignore_cleanup_errors=True) as folder:
        fresh = Path(folder) / "rescued.gpkg"
        with unflushed():
            for layer, frame in layers.items():
                write_layer(frame, layer, fresh)
        with closing(sqlite3.connect(fresh)) as connection, connection:
            for table, columns in records.TABLES.items():
                records.write_table(connection, table, columns, tables[table].rows)
            records.write_table(connection, META_TABLE, {"key": "TEXT", "value": "TEXT"}, meta.items())
        plan, digests = read_whole(fresh)
    if not plan.rules:
        plan = replace(plan, rules=load_rules())
    known = plan.attendance["school_id"].isin(plan.schools.index)
    if not known.all():
        note = Issue(
            "error",
            "salvage_pupils_without_school",
            values={"pupils": f"{int(plan.attendance.loc[~known, 'pupils'].sum()):,}"},
        )
        plan = replace(plan, attendance=plan.attendance[known].reset_index(drop=True)).with_issues([note])
    return plan if holds(plan, digests) else with_new_travel(plan).with_issues([_travel_note()])


def _travel_note() -> Issue:
    return Issue("warning", "salvage_travel_anew")


def _with_report(plan: Plan, path: Path, losses: list[Issue]) -> Plan:
    known = ("salvage_pupils_without_school", "salvage_travel_anew")
    own = [issue for issue in plan.issues if issue.code in known]
    rest = [issue for issue in plan.issues if issue.code not in known]
    report = [Issue("warning", "salvage_opened", file=path.name, values={"file": path.name}), *losses, *own]
    incomplete = any(issue.severity == "error" for issue in report)
    mark = "；".join(filter(None, (plan.meta.mark, describe("salvage_mark", {}).what if incomplete else "")))
    return replace(plan, issues=(*report, *rest), meta=replace(plan.meta, mark=mark))


def salvage_report(plan: Plan) -> tuple[Issue, ...]:
    """Return the issues that say what a salvaged plan lacks."""
    return tuple(issue for issue in plan.issues if issue.code.startswith("salvage_"))


# ---- attribute tables


def _sound(table: str, rescued: Rescued | None, *, may_lack: bool) -> Rescued:
    """Return the rows of an attribute table in today's columns, without those that cannot be right."""
    columns = records.TABLES[table]
    if rescued is None:
        return Rescued(table, columns, lost=0 if may_lack else None)
    places = [(rescued.column(name), SQL_TYPES[kind]) for name, kind in columns.items()]
    defaults = {"state": "problem", "reason": "", **DEFAULTS}
    aligned = [
        tuple(
            defaults.get(name) if at is None else row[at]
            for name, (at, _) in zip(columns, places, strict=True)
        )
        for row in rescued.rows
    ]
    sound = Rescued(table, columns, aligned, rescued.lost)
    kinds = [kind for _, kind in places]
    sound.keep(
        lambda row: all(v is None or isinstance(v, kind) for v, kind in zip(row, kinds, strict=True))
    )
    _keep_possible(sound)
    if table in READERS and not _reads(table, sound.rows):
        sound.keep(lambda row: _reads(table, [row]))
    return sound


def _keep_possible(sound: Rescued) -> None:
    """Drop rows whose counts or grades cannot be right."""
    counted = {"attendance": "pupils", **records.COUNTED}.get(sound.table)
    if counted is None:
        return
    count = sound.place(counted)
    sound.keep(lambda row: row[count] is not None and row[count] >= 0)
    if "grade" in records.TABLES[sound.table]:
        grade = sound.place("grade")
        sound.keep(lambda row: row[grade] in GRADES)


def _reads(table: str, rows: Iterable[Row]) -> bool:
    """Whether a plan can be made of the rows of a table."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE gpkg_contents (table_name, data_type, identifier, srs_id)")
        for name in needed_by(table):
            records.write_table(connection, name, records.TABLES[name], rows if name == table else ())
        try:
            READERS[table](connection)
        except (ValueError, KeyError, TypeError):
            return False
    return True


# ---- layers


def _layer(layer: str, rescued: Rescued | None) -> gpd.GeoDataFrame:
    columns = _layer_columns(layer)
    if rescued is None or rescued.column("geom") is None or not rescued.rows:
        return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=STORAGE_CRS)
    values = dict(zip(rescued.columns, zip(*rescued.rows, strict=True), strict=True))
    geometry = [_geometry(blob) for blob in values.pop("geom")]
    values.pop("fid")
    typed = {name: _typed(cells, rescued.columns[name]) for name, cells in values.items()}
    missing = {name: [None] * len(geometry) for name in columns if name not in typed}
    frame = gpd.GeoDataFrame({**typed, **missing}, geometry=geometry, crs=STORAGE_CRS)
    if LAYERS[layer] != "Point":
        frame = frame[frame.geometry.notna()]
    if layer in SCENARIO_LAYERS:
        frame = sound_rows(layer, frame)
    return frame.reset_index(drop=True)


def _layer_columns(layer: str) -> tuple[str, ...]:
    if layer in ("settlements", "schools"):
        names = tuple(column.name for column in load_schema(layer).columns)
        return (*names, "site_id") if layer == "schools" else names
    return {
        "boundary": ("name",),
        "roads": EDGE_COLUMNS,
        "road_nodes": (NODE_ID,),
        "barriers": BARRIER_COLUMNS,
        **{name: columns for name, (_, _, columns) in SCENARIO_LAYERS.items()},
    }[layer]


def _typed(cells: Iterable[Any], declared: str) -> pd.Series[Any]:
    values = pd.Series(list(cells), dtype="object")
    if declared == "TEXT":
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    if declared == "BOOLEAN":
        return numbers.fillna(0).astype(bool)
    return numbers.astype("float64" if declared == "REAL" else "Int64")


def _geometry(blob: object) -> Any:
    """Return the shape of a GeoPackage geometry, None if there is none or it is broken."""
    if not isinstance(blob, bytes) or not blob.startswith(b"GP") or len(blob) < 8:
        return None
    envelope = blob[3] >> 1 & 7
    if envelope >= len(ENVELOPE_BYTES):
        return None
    return shapely.from_wkb(blob[8 + ENVELOPE_BYTES[envelope] :], on_invalid="ignore")


def _layer_loss(layer: str, rescued: Rescued | None, kept: int) -> Rescued:
    loss = Rescued(layer, {}, [()] * kept, None)
    if rescued is not None and rescued.lost is not None:
        loss.lost = rescued.lost + len(rescued.rows) - kept
    return loss


# ---- what the plan is about


def _found_meta(rescued: Rescued | None) -> dict[str, str]:
    rows = rescued.rows if rescued else []
    return {str(row[-2]): str(row[-1]) for row in rows if len(row) > 1}


def _is_older(tables: Mapping[str, Rescued]) -> bool:
    """Whether a file is of a version that did not have all of today's tables yet."""
    found = _found_meta(tables.get(META_TABLE)).get("schema_version", "")
    if found.isdigit():
        return int(found) < SCHEMA_VERSION
    return "travel_times" in tables and "history" not in tables  # written after all others


def _meta(
    rescued: Rescued | None, layers: dict[str, gpd.GeoDataFrame]
) -> tuple[dict[str, str], list[Issue]]:
    """Return the plan's meta table, with the likeliest values where it is lost; mends boundary and roads."""
    issues = []
    if not len(layers["boundary"]):
        places = pd.concat([layers["schools"].geometry, layers["settlements"].geometry]).dropna()
        around = shapely.MultiPoint(list(places)).convex_hull.buffer(0.01)
        layers["boundary"] = gpd.GeoDataFrame({"name": [""]}, geometry=[around], crs=STORAGE_CRS)
        issues.append(Issue("error", "salvage_boundary_guessed"))
    edges, nodes = layers["roads"], layers["road_nodes"]
    layers["roads"] = edges[edges["u"].isin(nodes[NODE_ID]) & edges["v"].isin(nodes[NODE_ID])]
    found = _found_meta(rescued)
    today = datetime.now(UTC)
    guessed = {
        "unit_name": str(layers["boundary"]["name"].iloc[0] or ""),
        "school_year": str(today.year - (today.month < SCHOOL_YEAR_BEGINS)),
        "mark": "",
        "attribution": "",
        "network_crs": county_crs(layers["boundary"].union_all()).to_string(),
    }
    if not guessed.keys() <= found.keys():
        values = {"name": guessed["unit_name"], "year": guessed["school_year"]}
        issues.append(Issue("error", "salvage_meta_guessed", values=values))
    return {**guessed, **found}, issues


def _lost_issues(tables: Iterable[Rescued]) -> Iterator[Issue]:
    titles = load_toml("schemas", "plan.toml")["titles"]
    for rescued in tables:
        if rescued.table == "travel_times":
            continue  # worked out anew
        values = {"table": str(titles.get(rescued.table, rescued.table)), "kept": f"{len(rescued.rows):,}"}
        severity: Severity = "error" if rescued.table in FIGURES else "warning"
        if rescued.lost is None:
            yield Issue(severity, "salvage_rows_unknown", values=values)
        elif rescued.lost:
            yield Issue(severity, "salvage_rows_lost", values={**values, "lost": f"{rescued.lost:,}"})
