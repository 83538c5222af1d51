"""The built-in sample: 鹤山区, whose published layout adjustment this program is about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.io.decisions import read_decisions
from gis.io.history import record_changes
from gis.io.importer import import_plan
from gis.model import Plan
from gis.pricebook import with_parameter
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml, resource_path

_SCENARIOS = load_toml("samples", "heshan", "scenarios.toml")
SAMPLE_SCENARIO: str = _SCENARIOS["published"]["name"]
REFUSED_SCENARIO: str = _SCENARIOS["refused"]["name"]
_FILES = {
    "roads": "roads.osm",
    "boundary": "boundary.geojson",
    "schools": "schools.xlsx",
    "settlements": "settlements.csv",
    "pupils": "pupils.csv",
    "attendance": "attendance.csv",
    "population": "population.csv",
    "enrolment_history": "history.csv",
    "decisions": _SCENARIOS["published"]["file"],
    "decisions_refused": _SCENARIOS["refused"]["file"],
}
IMPORTED = (
    "roads", "boundary", "schools", "settlements", "pupils", "attendance", "population", "enrolment_history",
)  # fmt: skip


def sample_files() -> dict[str, Path]:
    """Return the sample's raw files by what they are for.

    Returns
    -------
    dict
        Keys roads, boundary, schools, settlements, pupils, attendance, population, enrolment_history,
        decisions (the published adjustment) and decisions_refused (decisions that must be refused).

    Raises
    ------
    InputError
        sample_missing: the installation is incomplete.
    """
    try:
        return {role: resource_path("samples", "heshan", name) for role, name in _FILES.items()}
    except FileNotFoundError as error:
        raise InputError("sample_missing", file=Path(str(error)).name) from error


def import_sample(progress: Progress = ignore_progress) -> Plan:
    """Import the sample from its raw files, with the published adjustment as a scenario."""
    files = sample_files()
    imported: dict[str, Any] = {role: files[role] for role in IMPORTED}
    plan = import_plan(**imported, progress=progress)
    scenario = read_decisions(files["decisions"], plan, SAMPLE_SCENARIO)
    noted = replace(scenario, note=_SCENARIOS["published"]["note"])
    region = _SCENARIOS["funding_region"]
    funded = with_parameter(
        plan, "funding_region", region["value"], document="", source=region["source"]
    )  # so that money is seen at once, marked as unverified
    return record_changes(plan, funded.with_scenario(noted))
