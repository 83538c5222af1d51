"""The plan file: one GeoPackage per plan, loaded whole and saved whole.

QGIS opens it: boundary, settlements, schools, roads, road nodes, barriers and the scenarios' changes to the
roads are layers in EPSG:4490;
attendance, zones, scenarios, decisions, issues, sources, rules and travel times are tables.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from gis.errors import PlanFileError
from gis.io import planrecords as records
from gis.io.history import head_digest, require_continuation
from gis.io.locking import held
from gis.io.migrations import META_TABLE, SCHEMA_VERSION, current_copy, keep_older
from gis.io.plantitles import write_titles
from gis.io.replacing import LOCK_WAIT_S, FileMark, is_whole_database, mark_of, replacement_of
from gis.io.scenariolayers import layers_of, with_layers
from gis.model import GRADES, STORAGE_CRS, Issue, Mode, Plan, PlanMeta, RoadNetwork
from gis.network.parameters import WALK_MODES
from gis.network.storage import network_from_storage, network_to_storage
from gis.progress import Progress, give_way, ignore_progress
from gis.schema import Schema, load_schema
from gis.standards import require_usable

# features: while GDAL reads or writes no other thread works, and the window must live
READ_AT_ONCE, WRITTEN_AT_ONCE = 2000, 1000
NEEDED_MODES = frozenset((*WALK_MODES, Mode.SCHOOL_BUS))  # that figures rest on
SQLITE_MAGIC = b"SQLite format 3\x00"
# layer → geometry type; "" = what its features are
LAYERS = {
    "boundary": "",
    "settlements": "Point",
    "schools": "Point",
    "roads": "LineString",
    "road_nodes": "Point",
    "barriers": "Unknown",
    "network_edits": "Unknown",
    "sites": "Point",
    "no_crossing": "Unknown",
}


# ---- saving


def save_plan(plan: Plan, path: Path | str, *, expected: FileMark | None = None) -> FileMark:
    """Save a plan; the file at ``path`` is replaced in one step, or left as it was.

    Parameters
    ----------
    plan
        The plan.
    path
        The GeoPackage to write (``.gpkg``).
    expected
        What the file was like when it was opened; None where it is another file.

    Returns
    -------
    FileMark
        What the file is like now: ``expected`` of the next saving.

    Raises
    ------
    PlanFileError
        plan_held (somebody else has the plan open), as :func:`gis.io.history.require_continuation`, or as
        :func:`gis.io.replacing.replacement_of`. Only after plan_not_confirmed the new plan is in its place;
        its mark is then in the error's values.
    """
    path = Path(path)
    with held(path):
        mark = None
        try:
            with replacement_of(path, expected) as scratch:
                require_continuation(plan, path)
                _write_plan(plan, scratch)
                mark = mark_of(scratch)
                keep_older(path)
        except PlanFileError as error:
            if error.code == "plan_not_confirmed":
                error.values["mark"] = mark
            raise
    return mark


def save_copy(plan: Plan, path: Path) -> None:
    """Write a plan into a file of the program's own, whatever stood there.

    Raises
    ------
    PlanFileError
        As :func:`gis.io.replacing.replacement_of`.
    """
    if path.exists() and not is_whole_database(path):
        path.unlink()
    with replacement_of(path) as scratch:
        _write_plan(plan, scratch)


@contextmanager
def unflushed() -> Iterator[None]:
    """Write layers without waiting for the disk at every step: a plan is flushed as a whole at the end."""
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})


def _write_plan(plan: Plan, path: Path) -> None:
    with unflushed():
        _write_layers(plan, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        _write_meta(connection, plan)  # first: a file that is cut off still knows what it was
        records.write_records(connection, plan)
        write_titles(connection)


def _write_layers(plan: Plan, path: Path) -> None:
    nodes, edges, barriers = network_to_storage(plan.roads)
    frames = {
        "boundary": plan.boundary,
        "settlements": _with_whole_numbers(plan.settlements, load_schema("settlements")),
        "schools": _with_whole_numbers(plan.schools, load_schema("schools")),
        "roads": edges,
        "road_nodes": nodes,
        "barriers": barriers,
        **layers_of(plan.scenarios.values()),
    }
    for layer, frame in frames.items():
        write_layer(frame, layer, path)


def write_layer(frame: gpd.GeoDataFrame, layer: str, path: Path) -> None:
    """Add a layer to a GeoPackage, or begin one with it."""
    for start in range(0, max(1, len(frame)), WRITTEN_AT_ONCE):
        pyogrio.write_dataframe(
            frame.iloc[start : start + WRITTEN_AT_ONCE],
            path,
            layer=layer,
            driver="GPKG",
            geometry_type=LAYERS[layer] or frame.geom_type.iloc[0],
            append=path.exists(),
        )
        give_way()


def _with_whole_numbers(frame: gpd.GeoDataFrame, schema: Schema) -> gpd.GeoDataFrame:
    """Return ids as a column and counts as whole numbers with gaps, as a person wants to read them."""
    whole = {column.name: "Int64" for column in schema.columns if column.kind in ("integer", "grade")}
    return frame.reset_index().astype({name: kind for name, kind in whole.items() if name in frame})


def _write_meta(connection: sqlite3.Connection, plan: Plan) -> None:
    meta = {
        "schema_version": SCHEMA_VERSION,
        "program_version": _program_version(),
        "unit_name": plan.meta.unit_name,
        "school_year": plan.meta.school_year,
        "mark": plan.meta.mark,
        "attribution": plan.meta.attribution,
        "network_crs": plan.roads.crs.to_string(),
        "history_head": head_digest(plan.history),
    }
    rows = [(key, str(value)) for key, value in meta.items()]
    records.write_table(connection, META_TABLE, {"key": "TEXT", "value": "TEXT"}, rows)


def _program_version() -> str:
    try:
        return version("xiaotu")
    except PackageNotFoundError:
        return ""


# ---- opening


def open_plan(path: Path | str) -> Plan:
    """Open a plan file; nothing in it is changed.

    Parameters
    ----------
    path
        A file that :func:`save_plan` wrote.

    Returns
    -------
    Plan
        Equal to the one saved. Where roads, points or travel parameters were edited outside, the journeys
        are worked out anew and an Issue says so.

    Raises
    ------
    PlanFileError
        plan_missing, plan_locked, plan_not_a_plan, plan_damaged or plan_newer.
    """
    path = Path(path)
    with sound_file(path) as current:
        plan, digests = read_whole(current)
        _require_possible(plan)
        require_usable(plan.rules)
        stale = bool(plan.travel) and not holds(plan, digests)
    note = Issue("warning", "plan_edited_outside", file=path.name)
    return with_new_travel(plan).with_issues([note]) if stale else plan


@contextmanager
def sound_file(path: Path) -> Iterator[Path]:
    """Yield a plan file, or a copy of it, in today's schema; what is wrong with it is told in words.

    Raises
    ------
    PlanFileError
        As :func:`open_plan`.
    """
    with _faults_named(path):
        _require_whole(path)
        with closing(connect(path)) as connection:
            version_found = _require_plan(connection, path)
            with current_copy(connection, path, version_found) as current:
                yield current


def holds(plan: Plan, digests: set[str]) -> bool:
    """Whether a plan's travel times were made from its network, points and parameters.

    Modes that are only reported may be missing: a file of an earlier version does not know them.
    """
    return set(plan.travel) >= NEEDED_MODES and digests == {records.travel_inputs_digest(plan)}


def connect(path: Path) -> sqlite3.Connection:
    """Open a plan file for reading only."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", timeout=LOCK_WAIT_S, uri=True)


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    about = {"file": path.name, "path": str(path)}
    try:
        yield
    except FileNotFoundError as error:
        raise PlanFileError("plan_missing", **about) from error
    except PermissionError as error:
        raise PlanFileError("plan_locked", **about) from error
    except IsADirectoryError as error:
        raise PlanFileError("plan_not_a_plan", **about) from error
    except sqlite3.OperationalError as error:
        reason = getattr(error, "sqlite_errorcode", None)  # text that is no UTF-8 has none
        busy = reason in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN)
        code = "plan_locked" if busy else "plan_damaged"
        raise PlanFileError(code, reason=str(error), **about) from error
    except (
        sqlite3.DatabaseError,
        DataSourceError,
        DataLayerError,
        OSError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,  # JSON of another kind than was written
        CRSError,
        ShapelyError,
    ) as error:
        raise PlanFileError("plan_damaged", reason=str(error), **about) from error


def _require_possible(plan: Plan) -> None:
    """Refuse numbers that no import writes: figures must not rest on a damaged cell."""
    if plan.boundary.empty:
        raise ValueError("boundary: 0")
    for table, counted in {"attendance": "pupils", **records.COUNTED}.items():
        frame: pd.DataFrame = getattr(plan, table)
        possible = frame[counted] >= 0
        if "grade" in frame:
            possible &= frame["grade"].isin(GRADES)
        if not possible.all():
            raise ValueError(f"{table}: {dict(frame[~possible].iloc[0])}")


def _require_whole(path: Path) -> None:
    """Tell a whole SQLite file from an empty, a cut-off and another file."""
    if path.is_dir():
        raise IsADirectoryError(path)
    with path.open("rb") as stream:
        header = stream.read(100)
    size = path.stat().st_size
    if (size and size < len(header)) or not header:
        raise PlanFileError("plan_damaged", file=path.name, reason=f"{size} B")
    if not header.startswith(SQLITE_MAGIC):
        raise PlanFileError("plan_not_a_plan", file=path.name)
    page_bytes = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    expected = pages * (page_bytes if page_bytes > 1 else 1 << 16)
    if size < expected:
        raise PlanFileError("plan_damaged", file=path.name, reason=f"{size:,} / {expected:,} B")


def _require_plan(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version of a whole plan file; refuse a newer and a damaged one."""
    if not {META_TABLE, "gpkg_contents"} <= _tables(connection):
        raise PlanFileError("plan_not_a_plan", file=path.name)
    (found,) = connection.execute(f"SELECT value FROM {META_TABLE} WHERE key = 'schema_version'").fetchone()
    if int(found) > SCHEMA_VERSION:
        raise PlanFileError("plan_newer", file=path.name, found=found, supported=SCHEMA_VERSION)
    problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise PlanFileError("plan_damaged", file=path.name, reason=problem)
    return int(found)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def read_whole(path: Path) -> tuple[Plan, set[str]]:
    """Read a file of today's schema: the plan, and the digests of the inputs of its travel times."""
    with closing(connect(path)) as connection:
        missing = sorted({*LAYERS, *records.TABLES} - _tables(connection))
        if missing:
            raise ValueError("、".join(missing))
        meta = dict(connection.execute(f"SELECT key, value FROM {META_TABLE}").fetchall())
        return _read_plan(connection, path, meta)


def _read_plan(connection: sqlite3.Connection, path: Path, meta: dict[str, str]) -> tuple[Plan, set[str]]:
    travel, digests = records.read_travel(connection)
    plan = Plan(
        meta=PlanMeta(meta["unit_name"], int(meta["school_year"]), meta["mark"], meta["attribution"]),
        boundary=_boundary(_read_layer(path, "boundary")),
        settlements=_points(_read_layer(path, "settlements"), "settlement_id", "settlements"),
        schools=_points(_read_layer(path, "schools"), "school_id", "schools", extra=("site_id",)),
        attendance=records.read_frame(connection, "attendance"),
        roads=_read_network(path, meta["network_crs"]),
        zones=records.read_frame(connection, "zones"),
        travel=travel,
        scenarios=with_layers(records.read_scenarios(connection), partial(_read_layer, path)),
        issues=records.read_issues(connection),
        sources=records.read_sources(connection),
        rules=records.read_rules(connection),
        feeders=records.read_frame(connection, "feeders"),
        bus_stops=records.read_frame(connection, "bus_stops"),
        reported_travel=records.read_frame(connection, "reported_travel"),
        history=records.read_history(connection),
        observations=records.read_observations(connection),
        **{table: records.read_frame(connection, table) for table in records.FORECAST_TABLES},
    )
    return plan, digests


def _read_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():
        # a file name may end in anything; the content has been checked
        warnings.filterwarnings("ignore", message=".*extension.*", category=RuntimeWarning)
        total = max(1, int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"]))
        parts = []
        for start in range(0, total, READ_AT_ONCE):
            parts.append(
                pyogrio.read_dataframe(path, layer=layer, skip_features=start, max_features=READ_AT_ONCE)
            )
            give_way()
    if len(parts) == 1:
        return parts[0]
    whole = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry=parts[0].geometry.name, crs=parts[0].crs)


def _boundary(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": frame["name"].astype("str")}, geometry=frame.geometry.array, crs=STORAGE_CRS
    )


def _points(
    frame: gpd.GeoDataFrame, key: str, table: str, *, extra: tuple[str, ...] = ()
) -> gpd.GeoDataFrame:
    typed: pd.DataFrame = load_schema(table).restore(frame, extra=extra)
    points = gpd.GeoDataFrame(typed, geometry=frame.geometry.array, crs=STORAGE_CRS)
    return points.set_index(key)


def _read_network(path: Path, crs: Any) -> RoadNetwork:
    edges, nodes, barriers = (_read_layer(path, layer) for layer in ("roads", "road_nodes", "barriers"))
    return network_from_storage(nodes, edges, barriers, crs=crs)


def with_new_travel(plan: Plan, progress: Progress = ignore_progress) -> Plan:
    """Return a plan with its journeys worked out anew, by the parameters that it holds; may be cancelled."""
    from gis.network.filed import FiledMatrix
    from gis.network.travel import travel_matrix

    found = travel_matrix(
        plan.roads, plan.settlements, plan.schools, parameters=plan.rules.get("travel"),
        bus_stops=plan.bus_stops, resume=FiledMatrix(), progress=progress,
    )  # fmt: skip
    return replace(plan, travel={str(mode): times for mode, times in found.items()})
