"""The files of an import, read but not yet checked against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gis.errors import InputError
from gis.io.attendance import PupilTable, read_pupils
from gis.io.choices import ImportChoices
from gis.io.tables import Table, read_table
from gis.io.vector import Boundary, read_boundary
from gis.schema import load_schema


@dataclass(frozen=True)
class Inputs:
    """The files as read, before they are checked against each other."""

    boundary: Boundary
    schools: Table
    settlements: Table
    pupils: PupilTable
    attendance: PupilTable | None
    zones: Table | None

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
        zones = [self.zones] if self.zones is not None else []
        return (self.schools, self.settlements, *pupil_tables, *zones)


def read_inputs(files: Mapping[str, Path], unit_name: str | None, choices: ImportChoices) -> Inputs:
    """Read the files of the roles ``boundary``, ``schools``, ``settlements``, ``pupils`` and, if there, more.

    Raises
    ------
    InputError
        A whole file cannot be used.
    """
    ledger, _ = read_table(files["schools"], load_schema("schools"), role="schools")
    places, _ = read_table(files["settlements"], load_schema("settlements"), role="settlements")
    attendance = read_pupils(files["attendance"], role="attendance") if "attendance" in files else None
    if attendance is not None and attendance.kind != "attendance":
        raise InputError("attendance_without_schools", file=files["attendance"].name)
    zones = read_table(files["zones"], load_schema("zones"), role="zones")[0] if "zones" in files else None
    return Inputs(
        boundary=read_boundary(files["boundary"], unit_name=unit_name),
        schools=ledger,
        settlements=places,
        pupils=read_pupils(files["pupils"]),
        attendance=attendance,
        zones=zones,
    )
