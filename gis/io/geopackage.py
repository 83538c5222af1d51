"""Whether a file keeps the rules of GeoPackage, so that QGIS and every other reader sees its layers.

The requirements are those of OGC 12-128r18 (GeoPackage 1.3.1); their numbers stand at each rule.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

APPLICATION_ID = 0x47504B47  # "GPKG"
FIRST_VERSION = 10200  # 1.2.0, the first that writes its version into the file
NEEDED_TABLES = ("gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns")
GEOMETRY_TYPES = frozenset(
    ("GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
     "GEOMETRYCOLLECTION")
)  # fmt: skip
Fault = tuple[str, str]


def geopackage_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield the rules that an open file breaks.

    Yields
    ------
    tuple
        The number of the requirement, and what breaks it (a table, a value).
    """
    try:
        yield from _faults(connection)
    except sqlite3.Error as error:  # a table of GeoPackage's own lacks a column, or cannot be read
        yield "10, 13, 21", str(error)


def _faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    yield from _header_faults(connection)
    present = _names(connection, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    missing = [name for name in NEEDED_TABLES if name not in present]
    yield from (("10, 13, 21", name) for name in missing)
    if missing:
        return
    yield from _reference_faults(connection)
    yield from _content_faults(connection, present)
    for table, column, type_name, srs in connection.execute(
        "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
    ).fetchall():
        yield from _layer_faults(connection, present, table, column, type_name, srs)
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    yield from (("7", f"{row[0]} → {row[2]}") for row in broken)


def _names(connection: sqlite3.Connection, query: str) -> set[str]:
    return {str(row[0]) for row in connection.execute(query)}


def _header_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        yield "2", f"application_id = {application:#x}"
    if version < FIRST_VERSION:
        yield "2", f"user_version = {version}"


def _reference_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    known = _names(connection, "SELECT srs_id FROM gpkg_spatial_ref_sys")
    yield from (("11", f"srs_id {number}") for number in ("-1", "0", "4326") if number not in known)
    used = _names(connection, "SELECT srs_id FROM gpkg_contents WHERE srs_id IS NOT NULL")
    yield from (("14", f"srs_id {number}") for number in sorted(used - known))


def _content_faults(connection: sqlite3.Connection, present: set[str]) -> Iterator[Fault]:
    layers = _names(connection, "SELECT table_name FROM gpkg_geometry_columns")
    for table, kind in connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall():
        if table not in present:
            yield "14", table
        elif kind == "features" and table not in layers:
            yield "22", table
        elif not _has_integer_key(connection, table):
            yield "29, 119", table


def _has_integer_key(connection: sqlite3.Connection, table: str) -> bool:
    keys = [row[2] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,)) if row[5]]
    return [str(kind).upper() for kind in keys] == ["INTEGER"]


def _layer_faults(
    connection: sqlite3.Connection, present: set[str], table: str, column: str, type_name: str, srs: int
) -> Iterator[Fault]:
    listed = connection.execute(
        "SELECT srs_id FROM gpkg_contents WHERE table_name = ? AND data_type = 'features'", (table,)
    ).fetchone()
    if listed is None or table not in present:
        yield "23", table
        return
    columns = {row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))}
    if column not in columns:
        yield "24", f"{table}.{column}"
        return
    if type_name.upper() not in GEOMETRY_TYPES:
        yield "25", f"{table}: {type_name}"
    if listed[0] != srs:
        yield "146", f"{table}: srs_id {srs} / {listed[0]}"
    yield from _shape_faults(connection, table, column, srs)
    index = f"rtree_{table}_{column}"
    if _is_indexed(connection, table) and index not in present:
        yield "77", index


def _shape_faults(connection: sqlite3.Connection, table: str, column: str, srs: int) -> Iterator[Fault]:
    """Look at the header of every shape: magic, version, and the srs_id in its byte order."""
    for key, head in connection.execute(
        f'SELECT rowid, substr("{column}", 1, 8) FROM "{table}" WHERE "{column}" IS NOT NULL'
    ):
        order = "little" if len(head) == 8 and head[3] & 1 else "big"
        if not isinstance(head, bytes) or len(head) < 8 or head[:3] != b"GP\x00":
            yield "19", f"{table} {key}"
        elif int.from_bytes(head[4:8], order, signed=True) != srs:  # type: ignore[arg-type]
            yield "33", f"{table} {key}"


def _is_indexed(connection: sqlite3.Connection, table: str) -> bool:
    if not _names(connection, "SELECT name FROM sqlite_master WHERE name = 'gpkg_extensions'"):
        return False
    query = "SELECT 1 FROM gpkg_extensions WHERE table_name = ? AND extension_name = 'gpkg_rtree_index'"
    return connection.execute(query, (table,)).fetchone() is not None
