"""The jobs behind the import dialog: a look at the files, and the reading of them into a drawn plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.drawing import DrawnPlan, draw, without_collections
from gis.io.choices import ImportChoices
from gis.io.mapping import recall
from gis.io.roadsurvey import RoadSurvey, survey_roads
from gis.io.survey import FileSurvey, survey_files
from gis.model import Plan
from gis.progress import Progress, part_of

Files = Mapping[str, Path]
SHARE_OF_ROADS = 0.4


@dataclass(frozen=True)
class Look:
    """What the files seem to hold.

    Attributes
    ----------
    columns, road_columns
        What the user once put right in files of the same shape: by role, and of the road file.
    roads_key
        What the road file was looked at under: while it is the same, the roads are not read again.
    """

    tables: tuple[FileSurvey, ...]
    columns: Mapping[str, Mapping[str, str]]
    roads: RoadSurvey
    road_columns: Mapping[str, str]
    roads_key: object


def look_at(
    files: Files, unit: str | None, answers: ImportChoices, folder: Path, before: Look | None,
    progress: Progress,
) -> Look:  # fmt: skip
    """Look at the files of an import.

    Parameters
    ----------
    folder
        Where the columns that the user put right are remembered.
    before
        The look before this one, whose roads may still hold.
    """
    key = _roads_key(files["roads"], answers)
    if before is not None and key == before.roads_key:
        roads = before.roads
    else:
        roads = survey_roads(files["roads"], choices=answers, progress=part_of(progress, 0.0, SHARE_OF_ROADS))
    tables, columns = _tables(files, unit, answers, folder, roads, part_of(progress, SHARE_OF_ROADS, 1.0))
    return Look(tables, columns, roads, recall(roads.shape, folder) if roads.is_own else {}, key)


def _roads_key(path: Path, answers: ImportChoices) -> object:
    try:
        state = path.stat()
    except OSError:
        return None  # survey_roads says what is wrong with it
    said = answers.layers.get("roads"), answers.coordinates.get("roads")
    return path, state.st_mtime_ns, state.st_size, said


def _tables(
    files: Files, unit: str | None, answers: ImportChoices, folder: Path, roads: RoadSurvey,
    progress: Progress,
) -> tuple[tuple[FileSurvey, ...], Mapping[str, Mapping[str, str]]]:  # fmt: skip
    """Look at the tables, once more where the user has put files of their shape right before."""
    half = part_of(progress, 0.0, 0.5)
    first = survey_files(files, unit_name=unit, choices=answers, roads=roads, progress=half)
    known = {one.role: recall(one.table.shape, folder) for one in first}
    columns = {role: mapping for role, mapping in known.items() if mapping}
    if not columns:
        return first, {}
    again = replace(answers, columns=columns)
    rest = part_of(progress, 0.5, 1.0)
    return survey_files(files, unit_name=unit, choices=again, roads=roads, progress=rest), columns


@without_collections()
def read_files(
    files: Files, unit: str | None, year: int | None, choices: ImportChoices, earlier: Path | None,
    progress: Progress,
) -> tuple[DrawnPlan, str]:  # fmt: skip
    """Read the files into a plan and make it ready for the window.

    Parameters
    ----------
    earlier
        A plan of the same county, whose accepted and fixed issues stay so where they are found again.

    Returns
    -------
    tuple
        The plan, and the name of the earlier plan's county if it is another one: nothing is taken over then.
    """
    from gis.io.importer import import_plan

    known = _opened(earlier, progress) if earlier is not None else None
    plan = import_plan(
        **files, unit_name=unit, school_year=year, choices=choices, progress=part_of(progress, 0.05, 0.95)
    )
    other_unit = ""
    if known is not None:
        plan, other_unit = _carried(plan, known)
    progress(0.95, "step_drawing_map")
    return draw(plan), other_unit


def _opened(path: Path, progress: Progress) -> Plan:
    from gis.io.project import open_plan

    progress(0.0, "step_opening_plan")
    return open_plan(path)


def _carried(plan: Plan, earlier: Plan) -> tuple[Plan, str]:
    from gis.io.issuelist import carry_states

    if earlier.meta.unit_name != plan.meta.unit_name:
        return plan, earlier.meta.unit_name
    return carry_states(plan, earlier), ""
