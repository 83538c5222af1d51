"""Chinese titles for the tables and columns of a plan file (QGIS: alias; GeoPackage: schema extension)."""

from __future__ import annotations

import sqlite3

from gis.resources import load_toml
from gis.schema import load_schema

TITLED_TABLES = ("settlements", "schools", "attendance", "zones", "decisions")
_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"
_CREATE = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
    min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""


def write_titles(connection: sqlite3.Connection) -> None:
    """Give tables their titles, and columns the titles and descriptions of their schemas."""
    words = load_toml("schemas", "plan.toml")
    titled = [(title, table) for table, title in words["titles"].items()]
    connection.executemany("UPDATE gpkg_contents SET identifier = ? WHERE table_name = ?", titled)
    connection.executescript(_CREATE)
    connection.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [(table, _EXTENSION) for table in ("gpkg_data_columns", "gpkg_data_column_constraints")],
    )
    for table in TITLED_TABLES:
        present = {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
        own = [(name, title, "") for name, title in words["columns"].items()]
        columns = load_schema(table).columns
        titles = [(c.name, _title(c.title, c.unit), c.description_zh) for c in columns] + own
        connection.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
            " VALUES (?, ?, ?, ?, ?)",
            [(table, name, title, title, text) for name, title, text in titles if name in present],
        )


def _title(title: str, unit: str) -> str:
    return f"{title}({unit})" if unit and unit not in title else title
