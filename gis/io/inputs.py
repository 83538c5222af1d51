"""The files of an import, read but not yet checked against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd

from gis.errors import InputError
from gis.io.attendance import PupilTable, read_pupils
from gis.io.choices import ImportChoices
from gis.io.organisation import ZoneAreas, read_zone_areas
from gis.io.references import with_ids
from gis.io.tables import Table, read_table
from gis.io.vector import Boundary, read_boundary, read_polygons
from gis.progress import Progress, ignore_progress, part_of
from gis.schema import load_schema
from gis.vectors.formats import is_vector_file

FORECAST_ROLES = ("population", "enrolment_history", "housing")
_READING_ORDER = (
    "schools", "settlements", "attendance", "pupils", "zones", "feeders", "bus_stops", *FORECAST_ROLES,
)  # fmt: skip
_Known = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class Inputs:
    """The files as read, before they are checked against each other."""

    boundary: Boundary
    schools: Table
    settlements: Table
    pupils: PupilTable
    attendance: PupilTable | None
    zones: Table | ZoneAreas | None
    feeders: Table | None
    bus_stops: Table | None = None
    forecast: Mapping[str, Table] = field(default_factory=dict)

    @property
    def baseline(self) -> PupilTable | None:
        """The table that says who goes where, if there is one."""
        if self.attendance is not None:
            return self.attendance
        return self.pupils if self.pupils.kind == "attendance" else None

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, the ledger first."""
        pupil_tables = [t.table for t in (self.pupils, self.attendance) if t is not None]
        others = [t for t in (self.zones, self.feeders, self.bus_stops) if isinstance(t, Table)]
        return (self.schools, self.settlements, *pupil_tables, *others, *self.forecast.values())


def read_inputs(
    files: Mapping[str, Path],
    unit_name: str | None,
    choices: ImportChoices,
    progress: Progress = ignore_progress,
) -> Inputs:
    """Read the files of the roles ``boundary``, ``schools``, ``settlements``, ``pupils`` and, if there, more.

    Raises
    ------
    InputError
        A whole file cannot be used.
    gis.progress.Cancelled
        By ``progress``, also while a large table is being read.
    """
    given = [role for role in _READING_ORDER if role in files]
    parts = {role: part_of(progress, k / len(given), (k + 1) / len(given)) for k, role in enumerate(given)}
    ledger = _read(files, "schools", choices, parts["schools"])
    places = _read(files, "settlements", choices, parts["settlements"])
    known = places.frame, ledger.frame
    pupils = partial(read_pupils, settlements=places.frame, schools=ledger.frame, choices=choices)
    attendance = None
    if "attendance" in files:
        attendance = pupils(files["attendance"], role="attendance", progress=parts["attendance"])
    if attendance is not None and attendance.kind != "attendance":
        raise InputError("attendance_without_schools", file=files["attendance"].name)
    return Inputs(
        boundary=read_boundary(
            files["boundary"],
            unit_name=unit_name,
            system=choices.coordinates.get("boundary"),
            layer=choices.layers.get("boundary"),
            parts=tuple(choices.matches.get("boundary", ())),
        ),
        schools=ledger,
        settlements=places,
        pupils=pupils(files["pupils"], progress=parts["pupils"]),
        attendance=attendance,
        zones=_read_zones(files, choices, parts["zones"], known) if "zones" in files else None,
        feeders=_read(files, "feeders", choices, parts["feeders"], known) if "feeders" in files else None,
        bus_stops=_read(files, "bus_stops", choices, parts["bus_stops"]) if "bus_stops" in files else None,
        forecast={role: _read(files, role, choices, parts[role]) for role in FORECAST_ROLES if role in files},
    )


def _read_zones(
    files: Mapping[str, Path], choices: ImportChoices, progress: Progress, known: _Known
) -> Table | ZoneAreas:
    """Read zones from a table of villages or from a map of areas."""
    path = files["zones"]
    if not is_vector_file(path):
        return _read(files, "zones", choices, progress, known)
    system, layer = choices.coordinates.get("zones"), choices.layers.get("zones")
    areas = read_polygons(path, role="zones", system=system, layer=layer)
    return replace(read_zone_areas(path, areas.frame), issues=areas.issues)


def _read(
    files: Mapping[str, Path],
    role: str,
    choices: ImportChoices,
    progress: Progress,
    known: _Known | None = None,
) -> Table:
    """Read a table; what it names is looked up among the known settlements and schools."""
    schema, columns = load_schema(role), choices.columns.get(role)
    table, _ = read_table(files[role], schema, role=role, columns=columns, progress=progress)
    return with_ids(table, schema, *known, choices.matches.get(role, {})) if known else table
