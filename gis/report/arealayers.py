"""Service areas, catchments and accessibility as layers for a map or a GIS, in degrees of EPSG:4490."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import Band, Plan
from gis.planning.assignment import work_out
from gis.planning.catchments import Catchment, catchments, settlement_cells
from gis.planning.county import County
from gis.planning.outcome import Outcome
from gis.progress import Progress, ignore_progress, part_of
from gis.report.accesstables import accessibility_tables
from gis.report.areafiles import write_area_layers
from gis.report.servicelayers import BAND_WORDS, Minutes, layer_of, service_area_layers

KIND_WORDS = {
    "main": "主体", "exclave": "飞地", "fragment": "零星地块", "split": "分流村", "no_pupils": "无学生",
}  # fmt: skip
UNASSIGNED = "未安置"
LAYERS, TABLES = ("service_areas", "reached_edges", "catchments_before", "catchments_after"), (
    "nearest", "unserved", "access_scores", "access_townships"
)  # fmt: skip
ASSIGNED, REACHED, DIVIDED, BEFORE, AFTER = 0.05, 0.8, 0.9, 0.93, 0.96      # shares of the work done

Frame = pd.DataFrame


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
    each: bool | None = None,
    season: str = "",
    progress: Progress | None = None,
) -> AreaLayers:
    """Work out every layer of a scenario, on its roads and with its journeys.

    Parameters
    ----------
    mode
        Of the service areas; a value of :class:`gis.model.Mode`.
    minutes
        Of the service areas.
    villages
        Village areas for the catchments, see :func:`gis.planning.catchments.settlement_cells`. Land belongs
        to a village by the roads as they are and the barriers of the scenario, before and after.
    each
        See :func:`gis.report.servicelayers.service_area_layers`.
    season
        Time of year; changes to the roads limited to it hold too.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``.
    """
    report = progress or ignore_progress
    outcome = work_out(plan, scenario, season=season, progress=part_of(report, 0.0, ASSIGNED))
    limits = sorted(set(map(float, minutes)))
    share = part_of(report, ASSIGNED, REACHED)
    areas, edges, summary = service_area_layers(plan, outcome, mode, limits, each=each, progress=share)
    barriers = outcome.roads.made.network.barriers if outcome.roads else None
    share = part_of(report, REACHED, DIVIDED)
    cells = settlement_cells(plan, villages=villages, barriers=barriers, progress=share)
    before = catchment_layer(plan, outcome, cells, before=True)
    report(BEFORE, "catchments")
    after = catchment_layer(plan, outcome, cells)
    report(AFTER, "catchments")
    tables = accessibility_tables(outcome, plan.rules.get("areas"))
    report(1.0, "catchments")
    layers = dict(zip(LAYERS, (areas, edges, before, after), strict=True))
    return AreaLayers(layers, tables, {"scenario": scenario, "mode": mode, **summary})


def catchment_layer(
    plan: Plan, outcome: Outcome, cells: NDArray[np.object_], *, before: bool = False
) -> gpd.GeoDataFrame:
    """Return the catchments of every age band as a layer."""
    rows, shapes = [], []
    for band in Band:
        for one in catchments(outcome, cells, band.grades, before=before):
            rows.append(_catchment_row(outcome.county, band, one))
            shapes.append(one.shape)
    return layer_of(pd.DataFrame(rows), shapes, plan)


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


__all__ = ["LAYERS", "TABLES", "AreaLayers", "area_layers", "catchment_layer", "write_area_layers"]
