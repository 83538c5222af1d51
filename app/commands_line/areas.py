"""The command about service areas, catchments and accessibility."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from gis.errors import InputError
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.report.arealayers import AreaLayers


def parse_minutes(text: str) -> tuple[float, ...]:
    """Return minutes from a text like ``10,20,30``.

    Raises
    ------
    InputError
        areas_minutes_wrong.
    """
    try:
        minutes = tuple(float(part) for part in text.replace("，", ",").split(","))
    except ValueError as error:
        raise InputError("areas_minutes_wrong", given=text) from error
    if not all(math.isfinite(one) and one > 0 for one in minutes):
        raise InputError("areas_minutes_wrong", given=text)
    return tuple(sorted(set(minutes)))


def run_areas(
    plan_path: Path,
    scenario: str,
    mode: str,
    minutes: str,
    path: Path,
    villages_path: Path | None,
    *,
    per_school: bool = False,
    progress: Progress,
) -> tuple[AreaLayers, list[Path]]:
    """Work out the layers of a scenario and write them; return them and the files."""
    from gis.io.project import open_plan
    from gis.report.arealayers import area_layers, write_area_layers

    wanted = parse_minutes(minutes)
    if path.suffix.lower() == ".gpkg" and path.exists():    # before the long work
        raise InputError("areas_exist", path=str(path))
    plan = open_plan(plan_path)
    villages = None if villages_path is None else _villages(villages_path)
    found = area_layers(
        plan, scenario, mode, wanted, villages=villages, each=per_school or None, progress=progress
    )
    return found, write_area_layers(found, path, per_school=per_school)


def _villages(path: Path) -> Any:
    import geopandas as gpd

    if not path.exists():
        raise InputError("areas_villages_missing", path=str(path))
    villages = gpd.read_file(path)
    if villages.crs is None:
        raise InputError("points_without_crs")
    return villages


def print_areas(found: AreaLayers, paths: list[Path], out: Console) -> None:
    """Print what was written, and how many villages and pupils are within each time of a school."""
    areas = found.layers["service_areas"]
    every = areas[areas["学校标识码"] == ""]
    out.print(f"服务范围：学校 {found.summary['schools']} 所")
    for minutes, places, pupils in zip(every["分钟"], every["村点数"], every["学生数"], strict=True):
        out.print(f"  {minutes:g} 分钟以内：村点 {places} 个，学生 {pupils:,} 人")
    for path in paths[:1] if len(paths) == 1 else paths[:0]:
        out.print(f"图层：{path}")
    if len(paths) > 1:
        out.print(f"图层：{paths[0].parent}（{len(paths)} 个文件）")
    out.print("图层里有各村、各校的学生数，仅供内部使用。")
