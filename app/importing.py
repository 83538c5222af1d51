"""The jobs behind the import dialog: a look at the files, and the reading of them into a drawn plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.drawing import DrawnPlan, draw
from app.garbage import without_collections
from gis.io.choices import ImportChoices
from gis.io.files import require_file
from gis.io.mapping import recall
from gis.io.roadsurvey import RoadSurvey, survey_roads
from gis.io.survey import FileSurvey, survey_files
from gis.model import Plan
from gis.progress import Progress, part_of
from gis.vectors.formats import is_vector_file

Files = Mapping[str, Path]
SHARE_OF_ROADS = 0.4


@dataclass(frozen=True)
class Look:
    """What the files seem to hold.

    Attributes
    ----------
    columns, road_columns
        What the user once put right in files of the same shape: by role, and of the road file.
    roads
        The file that positions are compared with: of OpenStreetMap, if one is among the road files.
    own_roads
        The first file of own lines, about whose fields the user has choices.
    roads_key
        What the road files were looked at under: while it is the same, they are not read again.
    """

    tables: tuple[FileSurvey, ...]
    columns: Mapping[str, Mapping[str, str]]
    roads: RoadSurvey
    own_roads: RoadSurvey | None
    road_columns: Mapping[str, str]
    roads_key: object


def look_at(
    files: Files, roads: Sequence[Path], unit: str | None, answers: ImportChoices, folder: Path,
    before: Look | None, progress: Progress,
) -> Look:  # fmt: skip
    """Look at the files of an import.

    Parameters
    ----------
    roads
        All road files; ``files`` names the first.
    folder
        Where the columns that the user put right are remembered.
    before
        The look before this one, whose roads may still hold.
    """
    key = _roads_key(roads, answers)
    if before is not None and key == before.roads_key:
        seen, own = before.roads, before.own_roads
    else:
        seen, own = _look_at_roads(roads, answers, part_of(progress, 0.0, SHARE_OF_ROADS))
    tables, columns = _tables(files, unit, answers, folder, seen, part_of(progress, SHARE_OF_ROADS, 1.0))
    return Look(tables, columns, seen, own, recall(own.shape, folder) if own else {}, key)


def _look_at_roads(
    paths: Sequence[Path], answers: ImportChoices, progress: Progress
) -> tuple[RoadSurvey, RoadSurvey | None]:
    """Return the file to compare positions with, and the first one of own lines."""
    for path in paths:
        require_file(path)
    surveys = [
        survey_roads(path, choices=answers, progress=part_of(progress, k / len(paths), (k + 1) / len(paths)))
        for k, path in enumerate(sorted(paths, key=is_vector_file))
    ]
    return surveys[0], next((survey for survey in surveys if survey.is_own), None)


def _roads_key(paths: Sequence[Path], answers: ImportChoices) -> object:
    try:
        states = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths]
    except OSError:
        return None  # the look says what is wrong with it
    return states, answers.layers.get("roads"), answers.coordinates.get("roads")


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
    files: Files, roads: Sequence[Path], unit: str | None, year: int | None, choices: ImportChoices,
    earlier: Path | None, progress: Progress,
) -> tuple[DrawnPlan, str]:  # fmt: skip
    """Read the files into a plan and make it ready for the window.

    Parameters
    ----------
    roads
        All road files; ``files`` names the first.
    earlier
        A plan of the same county, whose accepted and fixed issues stay so where they are found again.

    Returns
    -------
    tuple
        The plan, and the name of the earlier plan's county if it is another one: nothing is taken over then.
    """
    from gis.io.importer import import_plan

    known = _opened(earlier, progress) if earlier is not None else None
    given: dict[str, Any] = {**files, "roads": tuple(roads)}
    plan = import_plan(
        **given, unit_name=unit, school_year=year, choices=choices, progress=part_of(progress, 0.05, 0.95)
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


def fetch_roads(
    place: str, boundary: Path | None, unit: str | None, answers: ImportChoices, path: Path,
    progress: Progress,
) -> Path:  # fmt: skip
    """Download the roads of a place, or inside a boundary file, from OpenStreetMap: goes online.

    Parameters
    ----------
    place
        Name of the place; used without a boundary.
    answers
        Coordinate system and layer of the boundary, where the user has named them.
    path
        File to write.
    """
    from gis.io.vector import read_boundary
    from gis.network.download import download_roads, find_place

    progress(0.0, "step_downloading_roads")
    if boundary is None:
        outline = find_place(place)
    else:
        system, layer = answers.coordinates.get("boundary"), answers.layers.get("boundary")
        outline = read_boundary(boundary, unit_name=unit, system=system, layer=layer).polygon
    download_roads(outline, path, progress=progress)
    return path
