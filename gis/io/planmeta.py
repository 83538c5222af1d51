"""What a plan is about: county, school year, mark and attribution, from what the files say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from gis.errors import InputError
from gis.io.inputs import Inputs
from gis.io.issuelog import IssueLog
from gis.io.tables import Table
from gis.model import PlanMeta
from gis.schema import normalise, reading_words

OSM_ATTRIBUTION = "© OpenStreetMap contributors"
_SCHOOL_YEAR = re.compile(r"(20\d\d)\s*(?:[-\u2010-\u2015~至]+\s*(20\d\d)\s*)?学年")


def plan_meta(
    inputs: Inputs, unit_name: str | None, school_year: int | None, roads: Path
) -> tuple[PlanMeta, IssueLog]:
    """Return what the plan is about, and what the files contradict.

    Parameters
    ----------
    unit_name, school_year
        Given by the user; None = as the boundary and the tables' titles say.
    roads
        The road file, whose makers are named.

    Raises
    ------
    InputError
        Nobody says which county or school year this is, or titles contradict each other.
    """
    log = IssueLog(inputs.schools.source.file, inputs.schools.sheet)
    name = unit_name or inputs.boundary.frame["name"].iloc[0]
    if not name:
        raise InputError("unit_name_missing", file=inputs.boundary.source.file)
    properties = inputs.boundary.properties
    mark = properties.get("mark") or _mark(line for table in inputs.tables for line in table.preamble)
    meta = PlanMeta(
        unit_name=name,
        school_year=_school_year(inputs.tables, school_year, log),
        mark=mark,
        attribution=_attribution(properties, roads),
    )
    return meta, log


def _mark(lines: Iterable[str]) -> str:
    words = reading_words("mark")
    return next((line for line in lines if any(word in normalise(line) for word in words)), "")


def _school_year(tables: Iterable[Table], given: int | None, log: IssueLog) -> int:
    """Return the year given, else the one year that the tables' titles name."""
    found = {year: table.source.file for table in tables for line in table.preamble for year in _years(line)}
    if given is None:
        if not found:
            raise InputError("school_year_missing", file=log.file)
        if len(found) > 1:
            listed = "、".join(f"{file}:{_printed(year)}" for year, file in sorted(found.items()))
            raise InputError("school_year_contradicts", found=listed)
        return next(iter(found))
    for year, file in found.items():
        if year != given:
            titles = {"found": _printed(year), "title_file": file}
            log.note("warning", "school_year_differs", given=_printed(given), **titles)
    return given


def _years(line: str) -> list[int]:
    """Return the school years that a title names; 2022—2024学年 is none."""
    named = ((int(first), second) for first, second in _SCHOOL_YEAR.findall(normalise(line)))
    return [first for first, second in named if not second or int(second) == first + 1]


def _printed(year: int) -> str:
    return f"{year}—{year + 1}"


def _attribution(properties: Mapping[str, str], roads: Path) -> str:
    """Name the sources of boundary and roads; a boundary marked as a sample speaks for its roads, too."""
    named = properties.get("attribution", "")
    if properties.get("mark") or OSM_ATTRIBUTION in named or not _is_osm(roads):
        return named
    return ";".join(filter(None, (named, OSM_ATTRIBUTION)))


def _is_osm(path: Path) -> bool:
    return ".osm" in "".join(path.suffixes).lower() or path.suffix.lower() == ".pbf"
