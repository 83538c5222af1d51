"""The list of counties to work out: one row each, a plan file or the raw files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from gis.errors import InputError
from gis.io.tables import read_table
from gis.layout import BASELINE
from gis.model import Issue
from gis.schema import load_schema

RAW_FILES = (
    "roads",
    "boundary",
    "schools",
    "settlements",
    "pupils",
    "attendance",
    "zones",
    "feeders",
    "decisions",
)
REQUIRED_FILES = ("roads", "boundary", "schools", "settlements", "pupils")
PLAN_SUFFIX = ".gpkg"


@dataclass(frozen=True)
class CountyTask:
    """One county to work out; plain values, so that it can be sent to another process or computer.

    Attributes
    ----------
    county
        Name, unique in a list.
    plan
        An existing plan file, "" to read the raw files.
    files
        Role (``RAW_FILES``) → path; absolute.
    scenario
        Which scenario is worked out; with a table of decisions its name, else one of the plan's.
    year
        First year of the school year, None = as the files say.
    """

    county: str
    plan: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    scenario: str = BASELINE
    year: int | None = None


def read_counties(path: Path) -> tuple[tuple[CountyTask, ...], tuple[Issue, ...]]:
    """Read a list of counties, or take every plan file of a folder.

    Parameters
    ----------
    path
        A table after ``resources/schemas/counties.csv`` (paths in it are relative to its folder), or a folder
        of plan files.

    Returns
    -------
    tuple
        The tasks, and the Issues of the table.

    Raises
    ------
    InputError
        The file cannot be used; a county stands twice, or has neither a plan nor all the files it needs.
    """
    if path.is_dir():
        plans = sorted(path.glob(f"*{PLAN_SUFFIX}"))
        if not plans:
            raise InputError("batch_no_plans", folder=str(path))
        return tuple(CountyTask(plan.stem, str(plan.resolve())) for plan in plans), ()
    table, _ = read_table(path, load_schema("counties"), role="counties")
    tasks = tuple(_task(row, path.resolve().parent) for _, row in table.frame.iterrows())
    seen: set[str] = set()
    for row, task in zip(table.frame.index, tasks, strict=True):
        if task.county in seen:
            raise InputError("batch_county_twice", file=path.name, row=row, county=task.county)
        missing = [role for role in REQUIRED_FILES if role not in task.files]
        if not task.plan and missing:
            titles = "、".join(load_schema("counties")[role].title for role in missing)
            raise InputError("batch_files_missing", file=path.name, row=row, county=task.county, what=titles)
        seen.add(task.county)
    return tasks, table.issues


def _task(row: pd.Series, folder: Path) -> CountyTask:
    def text(column: str) -> str:
        return "" if pd.isna(row[column]) else str(row[column]).strip()

    files = {role: str(folder / text(role)) for role in RAW_FILES if text(role)}
    return CountyTask(
        county=text("county"),
        plan=str(folder / text("plan")) if text("plan") else "",
        files=files,
        scenario=text("scenario") or (text("decisions") and Path(text("decisions")).stem) or BASELINE,
        year=None if pd.isna(row["year"]) else int(row["year"]),
    )
