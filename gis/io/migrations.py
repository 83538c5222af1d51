"""Plan files of older versions: a copy is brought to today's schema and read; the file itself stays.

Every version has a golden file under ``tests/gis/io/golden`` that must open with the same figures for ever.
A migration names its tables and columns itself, because what the program writes today will change again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SCHEMA_VERSION = 5
META_TABLE = "xiaotu_meta"


@contextmanager
def current_copy(connection: sqlite3.Connection, path: Path, found: int) -> Iterator[Path]:
    """Yield a plan file in today's schema: ``path`` itself, or a migrated copy that vanishes afterwards.

    Parameters
    ----------
    connection
        The open plan file; what stands in its write-ahead log is copied too.
    path
        Where that file is.
    found
        Its schema version, at most :data:`SCHEMA_VERSION`.
    """
    if found == SCHEMA_VERSION:
        yield path
        return
    with TemporaryDirectory(prefix="xiaotu-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "plan.gpkg"
        with closing(sqlite3.connect(copy)) as target:
            connection.backup(target)
            migrate(target, found)
        yield copy


def keep_older(path: Path) -> None:
    """Keep a file of an older version beside the plan that is about to take its place, once."""
    found = _version_of(path)
    if found is None or found >= SCHEMA_VERSION:
        return
    kept = path.with_name(f"{path.name}.v{found}.bak")
    if not kept.exists():
        shutil.copy2(path, kept)


def _version_of(path: Path) -> int | None:
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            query = f"SELECT value FROM {META_TABLE} WHERE key = 'schema_version'"
            return int(connection.execute(query).fetchone()[0])
    except (sqlite3.Error, TypeError, ValueError):
        return None  # no plan


def migrate(connection: sqlite3.Connection, found: int) -> None:
    """Bring an open plan file from version ``found`` to :data:`SCHEMA_VERSION`, all or nothing."""
    with connection:
        for version in range(found, SCHEMA_VERSION):
            MIGRATIONS[version](connection)
        connection.execute(
            f"UPDATE {META_TABLE} SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION),)
        )


def _from_1_to_2(connection: sqlite3.Connection) -> None:
    """States of issues, the log, observations, 对口升学, 学籍's ways to school, left-behind and migrant."""
    connection.execute("ALTER TABLE issues ADD COLUMN state TEXT DEFAULT 'problem'")
    connection.execute("ALTER TABLE issues ADD COLUMN reason TEXT DEFAULT ''")
    for count in ("left_behind", "migrant"):
        connection.execute(f"ALTER TABLE attendance ADD COLUMN {count} INTEGER")
    _add_tables(
        connection,
        {
            "feeders": "from_school_id TEXT, to_school_id TEXT",
            "reported_travel": "settlement_id TEXT, school_id TEXT, mode TEXT, pupils INTEGER,"
            " distance_m REAL",
            "history": '"when" TEXT, program TEXT, action TEXT, "values" TEXT',
            "observations": "observation_id TEXT, kind TEXT, subject_id TEXT, receiver_id TEXT, wkt TEXT,"
            ' text TEXT, minutes REAL, photo BLOB, author TEXT, "when" TEXT',
        },
    )


def _from_2_to_3(connection: sqlite3.Connection) -> None:
    """Edits to the roads; surface, danger, running speed, climb of roads; public buses; who walked."""
    connection.execute("ALTER TABLE observations ADD COLUMN walker TEXT DEFAULT ''")
    stops = {
        "bus_stops": "line_id TEXT, sequence REAL, stop TEXT, lon REAL, lat REAL, minutes_from_start REAL,"
        " headway_min REAL, first_departure TEXT, last_departure TEXT, both_directions BOOLEAN"
    }
    _add_tables(connection, stops)
    present = {row[1] for row in connection.execute("PRAGMA table_info(roads)")}
    for column, kind in {"surface": "TEXT", "danger": "BOOLEAN", "running_kph": "REAL",
                         "climb_forward": "REAL", "climb_backward": "REAL"}.items():  # fmt: skip
        if column not in present:
            connection.execute(f"ALTER TABLE roads ADD COLUMN {column} {kind}")
    _add_layer(
        connection, "network_edits", "GEOMETRY",
        "scenario TEXT, edit_id TEXT, kind TEXT, name TEXT, road_class TEXT, running_kph REAL,"
        " walk BOOLEAN, drive BOOLEAN, season TEXT, note TEXT",
    )  # fmt: skip


def _from_3_to_4(connection: sqlite3.Connection) -> None:
    """All statuses and measures of decisions, sites, policies and locks; what forecasts rest on."""
    decided = (
        "grades_taught TEXT DEFAULT '[]'", "rooms INTEGER", "places INTEGER", "cost_yuan REAL",
        "expansion_year INTEGER", "hand_over TEXT DEFAULT ''", "moves_year INTEGER",
        "gradual BOOLEAN DEFAULT 0", "trigger_pupils INTEGER", "trigger_years INTEGER",
        "new_code TEXT DEFAULT ''",
    )  # fmt: skip
    for column in decided:
        connection.execute(f"ALTER TABLE decisions ADD COLUMN {column}")
    told = "base TEXT DEFAULT 'baseline'", "policy TEXT DEFAULT 'minimal'"
    for column in (*told, "whole_settlements BOOLEAN DEFAULT 0"):
        connection.execute(f"ALTER TABLE scenarios ADD COLUMN {column}")
    _add_tables(
        connection,
        {
            "locks": "scenario TEXT, kind TEXT, subject_id TEXT, number INTEGER",
            "population": "source TEXT, place_kind TEXT, place_id TEXT, year INTEGER, age INTEGER,"
            " children INTEGER",
            "enrolment_history": "school_id TEXT, grade INTEGER, year INTEGER, pupils INTEGER",
            "housing": "place_kind TEXT, place_id TEXT, note TEXT, year INTEGER, dwellings INTEGER,"
            " pupils_per_dwelling REAL",
        },
    )
    sites = "scenario TEXT, school_id TEXT, name TEXT, township TEXT, type_code TEXT"
    _add_layer(connection, "sites", "POINT", sites)
    _add_layer(connection, "no_crossing", "GEOMETRY", "scenario TEXT, name TEXT, settlement_ids TEXT")


def _from_4_to_5(connection: sqlite3.Connection) -> None:
    """Where teachers, equipment and premises go; what people said; disabled pupils."""
    for column in ("teachers TEXT DEFAULT '[]'", "equipment_receiver TEXT DEFAULT ''",
                   "premises TEXT DEFAULT ''"):  # fmt: skip
        connection.execute(f"ALTER TABLE decisions ADD COLUMN {column}")
    connection.execute("ALTER TABLE attendance ADD COLUMN disabled INTEGER")
    _add_tables(
        connection,
        {
            "evidence": "scenario TEXT, school_id TEXT, gate TEXT, state TEXT, document TEXT, date TEXT,"
            " office TEXT, note TEXT, asked INTEGER, against INTEGER, decision TEXT DEFAULT ''",
        },
    )


def _add_layer(connection: sqlite3.Connection, layer: str, shapes: str, columns: str) -> None:
    """Add an empty layer in the same coordinate system as the roads."""
    key = "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY"
    connection.execute(f"CREATE TABLE {layer} ({key}, {columns})")
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
        " SELECT ?, 'features', ?, srs_id FROM gpkg_contents WHERE table_name = 'roads'",
        (layer, layer),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)"
        " SELECT ?, 'geom', ?, srs_id, 0, 0 FROM gpkg_contents WHERE table_name = ?",
        (layer, shapes, layer),
    )


def _add_tables(connection: sqlite3.Connection, tables: Mapping[str, str]) -> None:
    for table, columns in tables.items():
        key = "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
        connection.execute(f"CREATE TABLE {table} ({key}, {columns})")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
            " VALUES (?, 'attributes', ?, 0)",
            (table, table),
        )


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    1: _from_1_to_2,
    2: _from_2_to_3,
    3: _from_3_to_4,
    4: _from_4_to_5,
}
