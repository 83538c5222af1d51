"""A first look at the files of an import, before anything is read for good: what the user may put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import county_crs
from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.coordinates import PositionSurvey, survey_positions
from gis.io.files import require_file
from gis.io.grids import read_grids
from gis.io.inputs import FORECAST_ROLES
from gis.io.mapping import TableSurvey, survey_table
from gis.io.roadsurvey import Evidence, RoadSurvey
from gis.io.rosterheaders import find_roster
from gis.io.tables import read_table
from gis.io.vector import read_boundary
from gis.progress import Progress, ignore_progress
from gis.schema import Schema, load_schema
from gis.vectors.formats import is_vector_file

PLACE_ROLES = ("schools", "settlements")
PUPIL_ROLES = ("pupils", "attendance")
_MARGIN_DEGREES = 0.05  # some kilometres: the road nearest to a place may lie outside the county
TABLE_ROLES = (*PLACE_ROLES, *PUPIL_ROLES, "zones", "feeders", "bus_stops", *FORECAST_ROLES)


@dataclass(frozen=True)
class FileSurvey:
    """What one file probably is.

    Attributes
    ----------
    schema
        The table that its columns were matched to.
    positions
        What its coordinates may be; None where the role has none, or none are given.
    roads
        Whether the positions were compared with roads: "read", "skipped" (it would take long) or "missing"
        (no road file yet).
    """

    role: str
    schema: Schema
    table: TableSurvey
    positions: PositionSurvey | None = None
    roads: Evidence = "missing"


@dataclass(frozen=True)
class _County:
    """What positions are judged by."""

    boundary: BaseGeometry
    roads: gpd.GeoSeries | None
    evidence: Evidence


def survey_files(
    files: Mapping[str, Path],
    *,
    unit_name: str | None = None,
    choices: ImportChoices = NO_CHOICES,
    roads: RoadSurvey | None = None,
    progress: Progress = ignore_progress,
) -> tuple[FileSurvey, ...]:
    """Look at the tables among the files of an import.

    Parameters
    ----------
    files
        Role → path, as for :func:`gis.io.importer.import_plan`.
    unit_name
        The county, where its boundary's file holds several.
    choices
        Columns that the user has named already.
    roads
        The road file as looked at (:func:`gis.io.roadsurvey.survey_roads`): only roads tell degrees of
        GCJ-02 and BD-09 from true ones.

    Raises
    ------
    InputError
        A file cannot be opened, or holds no table.
    """
    for path in files.values():
        require_file(path)
    progress(0.0, "step_reading_tables")
    boundary = read_boundary(
        files["boundary"],
        unit_name=unit_name,
        system=choices.coordinates.get("boundary"),
        layer=choices.layers.get("boundary"),
        parts=tuple(choices.matches.get("boundary", ())),
    ).polygon
    county = _County(boundary, _near(roads, boundary), roads.evidence if roads else "missing")
    roles = [role for role in TABLE_ROLES if role in files and not _is_map(role, files[role])]
    found = []
    for position, role in enumerate(roles):
        found.append(_survey(role, files[role], county, choices))
        progress((position + 1) / len(roles), "step_reading_tables")
    return tuple(found)


def _is_map(role: str, path: Path) -> bool:
    return role == "zones" and is_vector_file(path)


def _near(roads: RoadSurvey | None, boundary: BaseGeometry) -> gpd.GeoSeries | None:
    """Return the roads around the county in metres, so that they are converted once for all tables."""
    if roads is None or roads.lines is None:
        return None
    outline = shapely.box(*boundary.bounds).buffer(_MARGIN_DEGREES)
    lines = roads.lines
    return lines[lines.intersects(outline)].to_crs(county_crs(boundary))


def _survey(role: str, path: Path, county: _County, choices: ImportChoices) -> FileSurvey:
    columns = choices.columns.get(role)
    if role in PUPIL_ROLES and find_roster(read_grids(path)):
        roster = load_schema("roster")
        return FileSurvey(role, roster, _without_strange_values(survey_table(path, roster, columns=columns)))
    table = survey_table(path, schemas_of(role), columns=columns)
    schema = load_schema(table.schema)
    if role == "pupils" and table.schema == "attendance":
        schema = schema.with_optional("school_id")
    positions = None
    if role in PLACE_ROLES and not table.missing:
        frame = read_table(path, schema, role=role, columns=columns)[0].frame
        if frame[["lon", "lat"]].notna().all(axis=1).any():
            positions = survey_positions(frame["lon"], frame["lat"], county.boundary, county.roads)
    return FileSurvey(role, schema, table, positions, county.evidence)


def _without_strange_values(table: TableSurvey) -> TableSurvey:
    """Keep the values of known columns only: of a roster any other column may hold a child's name."""
    columns = (guess if guess.schema_column else replace(guess, samples=()) for guess in table.columns)
    return replace(table, columns=tuple(columns))


def schemas_of(role: str) -> tuple[Schema, ...]:
    """Return the tables that a file of a role can be."""
    if role != "pupils":
        return (load_schema(role),)
    attendance = load_schema("attendance")
    return attendance, attendance.with_optional("school_id"), load_schema("pupils")
