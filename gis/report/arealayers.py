"""Service areas, catchments and accessibility as layers for a map or a GIS, in degrees of EPSG:4490."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.crs import reproject
from gis.errors import InputError
from gis.evaluation.accessibility import access_scores, nearest_schools, unserved_pupils
from gis.model import GRADES, STORAGE_CRS, Band, Plan
from gis.network.areas import Land, service_areas
from gis.network.costs import parse_mode
from gis.network.parameters import WALK_MODES
from gis.network.reach import Reach, mode_roads, part_lines, reach_each, together
from gis.planning.assignment import Outcome, work_out
from gis.planning.catchments import Catchment, catchments, settlement_cells
from gis.planning.county import County
from gis.planning.journeys import SECONDS_PER_MINUTE
from gis.progress import Progress, ignore_progress, part_of
from gis.resources import load_toml

EVERY_SCHOOL = "全部学校"
COUNTY = "全县"
BAND_WORDS = {Band.G1_3: "1—3年级", Band.G4_6: "4—6年级", Band.G7_9: "7—9年级"}
KIND_WORDS = {
    "main": "主体", "exclave": "飞地", "fragment": "零星地块", "split": "分流村", "no_pupils": "无学生",
}  # fmt: skip
UNASSIGNED = "未安置"
LAYERS, TABLES = ("service_areas", "reached_edges", "catchments_before", "catchments_after"), (
    "nearest", "unserved", "access_scores", "access_townships"
)  # fmt: skip
REACHING, DRAWING = 0.0, 0.85        # where the parts of the work begin

Frame = pd.DataFrame
Minutes = Sequence[float]


@dataclass(frozen=True)
class AreaLayers:
    """Layers by name, and what stands in no layer.

    Attributes
    ----------
    layers
        ``service_areas`` (per school and all schools together), ``reached_edges``, ``catchments_before``,
        ``catchments_after``.
    tables
        ``nearest``, ``unserved``, ``access_scores``, ``access_townships``.
    summary
        Counts for the command line.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    tables: Mapping[str, Frame]
    summary: Mapping[str, Any]


def area_layers(
    plan: Plan,
    scenario: str,
    mode: str,
    minutes: Minutes,
    *,
    villages: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> AreaLayers:
    """Work out every layer of a scenario.

    Parameters
    ----------
    mode
        Of the service areas; a value of :class:`gis.model.Mode`.
    minutes
        Of the service areas.
    villages
        Village areas for the catchments, see :func:`gis.planning.catchments.settlement_cells`.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``.
    """
    report = progress or ignore_progress
    outcome = work_out(plan, scenario)
    limits = np.array(sorted(set(minutes)), dtype=float)
    areas, edges, summary = service_area_layers(
        plan, outcome, mode, limits.tolist(), progress=part_of(report, REACHING, DRAWING)
    )
    report(DRAWING, "catchments")
    cells = settlement_cells(plan, villages=villages)
    layers = {
        "service_areas": areas,
        "reached_edges": edges,
        "catchments_before": catchment_layer(plan, outcome, cells, before=True),
        "catchments_after": catchment_layer(plan, outcome, cells),
    }
    tables = accessibility_tables(outcome)
    report(1.0, "catchments")
    return AreaLayers(layers, tables, {"scenario": scenario, "mode": mode, **summary})


def service_area_layers(
    plan: Plan, outcome: Outcome, mode: str, minutes: Minutes, *, progress: Progress | None = None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, dict[str, Any]]:
    """Return the service areas of every open school and of all together, and the reached parts of roads.

    Pupils are those of the grades that the school teaches and the mode is for; only villages whose journey
    keeps the time are counted, wherever they lie.
    """
    known = parse_mode(mode)
    limits_s = [SECONDS_PER_MINUTE * one for one in minutes]
    county, grades = outcome.county, _grades_of(mode)
    teaches = outcome.situation.teaches[:, np.array(grades) - 1].any(axis=1) & outcome.situation.is_open
    open_ = np.flatnonzero(teaches & county.school_placed)
    roads = mode_roads(plan.roads, known, plan.rules.get("travel"))
    places = roads.place(plan.settlements)
    land = Land(roads, places)
    pupils = _pupils(outcome, grades)
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    every: Reach | None = None
    chosen = plan.schools.iloc[open_]
    for position, one in reach_each(
        roads, chosen, limit_s=limits_s[-1], parameters=plan.rules.get("travel"), progress=progress
    ):
        school = int(open_[position])
        every = together(one, every)
        shapes += service_areas(land, one, limits_s)
        own = pupils * outcome.situation.teaches[school, np.array(grades) - 1]
        rows += _area_rows(county, school, minutes, one.journeys(places), own.sum(axis=1))
    edges = gpd.GeoDataFrame({"分钟": []}, geometry=[], crs=STORAGE_CRS)
    summary: dict[str, Any] = {"schools": len(rows) // len(minutes), "minutes": list(minutes)}
    if every is not None:
        shapes += service_areas(land, every, limits_s)
        journeys = every.journeys(places)
        rows += _area_rows(county, None, minutes, journeys, pupils.sum(axis=1))
        edges = _edge_layer(plan, every, minutes)
        inside = [shapely.covers(shape, land.points) for shape in shapes[-len(minutes) :]]
        summary["settlements"] = [int((journeys <= limit).sum()) for limit in limits_s]
        summary["settlements_inside_but_over"] = [
            int((covered & ~(journeys <= limit)).sum())
            for covered, limit in zip(inside, limits_s, strict=True)
        ]
    frame = pd.DataFrame(rows, columns=["学校标识码", "学校", "乡镇", "分钟", "村点数", "学生数"])
    return _layer(frame, shapes, plan), edges, summary


def _grades_of(mode: str) -> tuple[int, ...]:
    bands = [band for band in Band if band.walk_mode == mode]
    return bands[0].grades if bands and mode in WALK_MODES else GRADES


def _pupils(outcome: Outcome, grades: Sequence[int]) -> NDArray[np.int64]:
    """Return pupils by settlement and grade."""
    moves = outcome.movement
    counts = np.zeros((len(outcome.county.settlement_ids), len(GRADES)), dtype=np.int64)
    rows = moves.settlement >= 0
    np.add.at(counts, (moves.settlement[rows], moves.grade[rows] - 1), moves.pupils[rows])
    return counts[:, np.array(grades) - 1]


def _area_rows(
    county: County,
    school: int | None,
    minutes: Minutes,
    journeys: NDArray[np.float64],
    pupils: NDArray[np.int64],
) -> list[dict[str, Any]]:
    words = {"学校标识码": "", "学校": EVERY_SCHOOL, "乡镇": ""}
    if school is not None:
        words = {
            "学校标识码": str(county.school_ids[school]),
            "学校": str(county.school_names[school]),
            "乡镇": str(county.schools["township"].iloc[school]),
        }
    within = [journeys <= SECONDS_PER_MINUTE * limit for limit in minutes]
    return [
        {**words, "分钟": limit, "村点数": int(those.sum()), "学生数": int(pupils[those].sum())}
        for limit, those in zip(minutes, within, strict=True)
    ]


def _edge_layer(plan: Plan, reach: Reach, minutes: Minutes) -> gpd.GeoDataFrame:
    parts = reach.parts([SECONDS_PER_MINUTE * one for one in minutes])
    lines, edges = part_lines(reach, parts), plan.roads.edges
    frame = pd.DataFrame(
        {
            "分钟": np.array(minutes)[parts.limit],
            "路名": edges["name"].to_numpy()[parts.edge],
            "道路等级": edges["highway"].to_numpy()[parts.edge],
            "长度_m": (edges["length_m"].to_numpy()[parts.edge] * (parts.end - parts.start)).round(1),
        }
    )
    return _layer(frame, lines, plan)


def catchment_layer(
    plan: Plan, outcome: Outcome, cells: NDArray[np.object_], *, before: bool = False
) -> gpd.GeoDataFrame:
    """Return the catchments of every age band as a layer."""
    rows, shapes = [], []
    for band in Band:
        for one in catchments(outcome, cells, band.grades, before=before):
            rows.append(_catchment_row(outcome.county, band, one))
            shapes.append(one.shape)
    return _layer(pd.DataFrame(rows), shapes, plan)


def _catchment_row(county: County, band: Band, one: Catchment) -> dict[str, Any]:
    names = np.append(county.school_names, UNASSIGNED)
    ids = np.append(county.school_ids, "")
    pupils = sum(count for _, count in one.schools)
    shares = "、".join(f"{names[school]} {count}人" for school, count in one.schools)
    return {
        "年级段": BAND_WORDS[band],
        "学校标识码": "、".join(str(ids[school]) for school, _ in one.schools),
        "学校": shares if len(one.schools) > 1 else "".join(str(names[school]) for school, _ in one.schools),
        "类别": KIND_WORDS[one.kind],
        "学生数": pupils,
        "村点": "、".join(str(county.settlement_names[k]) for k in one.settlements),
        "面积_km2": round(one.shape.area / 1_000_000, 3),
    }


def accessibility_tables(outcome: Outcome) -> dict[str, Frame]:
    """Return the tables of nearest schools, unserved pupils and accessibility, after the scenario."""
    parameters = load_toml("standards", "areas.toml")
    nearest = nearest_schools(outcome)
    limits = parameters["unserved"]
    unserved = unserved_pupils(nearest, limits["minutes"]["value"], limits["km"]["value"])
    tables = {"nearest": nearest, "unserved": unserved}
    scores, towns = [], []
    for name in ("2sfca", "e2sfca"):
        by_settlement, by_township = access_scores(outcome, parameters["access"][f"steps_{name}"]["value"])
        scores.append(by_settlement.assign(method=name))
        towns.append(by_township.assign(method=name))
    tables["access_scores"] = pd.concat(scores, ignore_index=True)
    tables["access_townships"] = pd.concat(towns, ignore_index=True)
    return {name: _worded(table) for name, table in tables.items()}


WORDS = {
    "settlement_id": "居民点编码", "settlement": "居民点", "township": "乡镇", "grade": "年级",
    "band": "年级段", "pupils": "学生数", "nearest_id": "最近学校标识码",
    "nearest_s": "最近_秒", "nearest_m": "最近_米",
    "second_id": "次近学校标识码", "second_s": "次近_秒", "second_m": "次近_米", "assigned_pupils": "已安置",
    "not_nearest_pupils": "未就近", "extra_s": "未就近平均多走_秒", "known": "路程已知",
    "unknown_pupils": "路程未知", "unreachable_pupils": "无路可达", "score": "每生可达学位",
    "is_lower_bound": "有学校学位未知", "scored_pupils": "已计分学生", "lower_bound_pupils": "偏低估学生",
    "method": "方法",
}  # fmt: skip


def _worded(table: Frame) -> Frame:
    """Return a table with column names that a planner reads."""
    over = re.compile(r"over_(\S+)_(min|km)")
    units = {"min": "分钟", "km": "公里"}
    names = {
        column: f"超过{found[1]}{units[found[2]]}" if (found := over.fullmatch(column)) else WORDS[column]
        for column in table.columns
    }
    words = {"": COUNTY, **{band.value: text for band, text in BAND_WORDS.items()}}
    changed = table.copy()
    for column in {"township", "band"} & set(table.columns):
        changed[column] = [words.get(str(one), str(one)) for one in table[column]]
    return changed.rename(columns=names)


def _layer(frame: Frame, shapes: Sequence[Any] | NDArray[np.object_], plan: Plan) -> gpd.GeoDataFrame:
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return gpd.GeoDataFrame(frame, geometry=reproject(array, plan.roads.crs, STORAGE_CRS), crs=STORAGE_CRS)


# ---- files


def write_area_layers(found: AreaLayers, path: Path) -> list[Path]:
    """Write layers as one GeoPackage, or into a folder as GeoJSON, there with a file for every school.

    Parameters
    ----------
    path
        A name with ``.gpkg``, else a folder.

    Returns
    -------
    list
        The files written.

    Raises
    ------
    InputError
        areas_exist: the GeoPackage is there already; output_not_writable.
    """
    try:
        if path.suffix.lower() == ".gpkg":
            return [_write_geopackage(found, path)]
        return _write_folder(found, path)
    except OSError as error:
        raise InputError("output_not_writable", path=str(path), reason=str(error.strerror)) from error


def _write_geopackage(found: AreaLayers, path: Path) -> Path:
    if path.exists():
        raise InputError("areas_exist", path=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    for name, layer in found.layers.items():
        layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    from pyogrio import write_dataframe

    for name, table in found.tables.items():
        write_dataframe(table, path, layer=name, driver="GPKG")
    return path


def _write_folder(found: AreaLayers, folder: Path) -> list[Path]:
    schools = folder / "schools"
    schools.mkdir(parents=True, exist_ok=True)
    written = []
    for name, layer in found.layers.items():
        written.append(_write_geojson(layer, folder / f"{name}.geojson"))
    for name, table in found.tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")
        written.append(folder / f"{name}.csv")
    areas = found.layers["service_areas"]
    for school_id, own in areas[areas["学校标识码"] != ""].groupby("学校标识码"):
        stem = re.sub(r'[\\/:*?"<>|\s]', "_", f"{school_id}_{own['学校'].iloc[0]}")
        written.append(_write_geojson(own, schools / f"{stem}.geojson"))
    return written


def _write_geojson(layer: gpd.GeoDataFrame, path: Path) -> Path:
    layer.to_file(path, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=6)
    return path
