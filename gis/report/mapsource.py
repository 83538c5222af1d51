"""What printed maps draw from, projected once, and how metres become drawing units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.report.placement import Box
from gis.report.roadshapes import DrawnEdit, drawn_edits
from gis.report.rows import Row, records
from gis.report.schools import printed_plan, school_label
from gis.report.symbols import map_style, print_style

When = Literal["before", "after"]
SIDES: tuple[When, When] = ("before", "after")
WEIGHTS = ("light", "medium", "heavy")
SMALLEST_EXTENT_M = 1500.0
SIMPLIFY_UNITS = 0.6  # 0.06 mm on paper
Geometries = NDArray[Any]


@dataclass(frozen=True)
class MapSource:
    """What every map of a plan draws from; metres in the county's projected CRS.

    Attributes
    ----------
    roads
        Light, medium and heavy lines.
    sites
        School sites with a known position by id: ``x, y, name, type_code, private, status,
        is_point_before/after, open_before/after, pupils_before/after, boarding_before/after``.
    site_of
        Site of each school (division).
    settlements
        Settlements with a known position by id: ``x, y, name``.
    flows
        ``Evaluation.flows``.
    mark, attribution
        Texts that every map must carry.
    edits
        The scenario's changes to the roads that are in the figures.
    """

    boundary: BaseGeometry
    roads: dict[str, Geometries]
    water: Geometries
    barriers: Geometries
    sites: dict[str, Row]
    site_of: dict[str, str]
    settlements: dict[str, Row]
    flows: pd.DataFrame
    mark: str
    attribution: str
    edits: tuple[DrawnEdit, ...] = ()


def map_source(plan: Plan, evaluation: Evaluation) -> MapSource:
    """Project and sort everything that the maps of a plan need."""
    plan = printed_plan(plan, evaluation)
    crs = plan.roads.crs
    edges, barriers = plan.roads.edges, plan.roads.barriers
    weight = edges["highway"].map(_road_weight)
    is_water = barriers["kind"].isin(print_style()["line"]["water_kinds"]).to_numpy(dtype=bool)
    shapes = np.asarray(barriers.geometry.to_numpy(), dtype=object)
    settlements = _points(plan.settlements.to_crs(crs)).assign(name=plan.settlements["name"].astype(str))
    return MapSource(
        boundary=shapely.union_all(plan.boundary.to_crs(crs).geometry.to_numpy()),
        roads={w: np.asarray(edges.geometry[weight == w].to_numpy(), dtype=object) for w in WEIGHTS},
        water=shapes[is_water],
        barriers=shapes[~is_water],
        sites=_located(_sites(plan, evaluation)),
        site_of={str(school): str(site) for school, site in evaluation.schools["site_id"].items()},
        settlements=_located(settlements),
        flows=evaluation.flows,
        mark=plan.meta.mark,
        attribution=plan.meta.attribution,
        edits=drawn_edits(plan, evaluation),
    )


def _road_weight(highway: object) -> str:
    classes = map_style()["roads"]
    return next((weight for weight in ("heavy", "medium") if highway in classes[weight]), "light")


def _points(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    points = np.asarray(frame.geometry.to_numpy(), dtype=object)
    return pd.DataFrame({"x": shapely.get_x(points), "y": shapely.get_y(points)}, index=frame.index)


def _located(frame: pd.DataFrame) -> dict[str, Row]:
    """Return the rows that have a position by their id."""
    rows = frame.dropna(subset=["x", "y"])
    return {str(key): row for key, row in zip(rows.index, records(rows.reset_index(drop=True)), strict=True)}


def _sites(plan: Plan, evaluation: Evaluation) -> pd.DataFrame:
    """One row per site; a changed division speaks for its site, pupils are summed."""
    table = evaluation.schools.copy()
    ledger = plan.schools.reindex(table.index)
    table = table.join(_points(ledger.to_crs(plan.roads.crs)))
    table["name"] = _site_names(plan, table)
    table["private"] = (ledger["ownership"] == "民办").to_numpy(dtype=bool, na_value=False)
    for when in SIDES:
        table[f"boarding_{when}"] = (table[f"beds_{when}"].fillna(0) > 0) | (table[f"boarders_{when}"] > 0)
    changed_first = table.assign(changed=table["status"] != "retain").sort_values(
        "changed", ascending=False, kind="stable"
    )
    sites = changed_first.groupby("site_id").first()
    for when in SIDES:
        sites[f"open_{when}"] = table.groupby("site_id")[f"open_{when}"].any()
        sites[f"pupils_{when}"] = table.groupby("site_id")[f"enrolment_{when}"].sum()
        sites[f"boarding_{when}"] = table.groupby("site_id")[f"boarding_{when}"].any()
    return sites


def _site_names(plan: Plan, table: pd.DataFrame) -> list[str]:
    """Return what stands beside a site: the division too where only one of several changes."""
    changed = table["status"] != "retain"
    partly = changed & ~changed.groupby(table["site_id"]).transform("all")
    return [
        school_label(plan, str(school)) if part else str(plan.schools.at[school, "name"])
        for school, part in zip(table.index, partly, strict=True)
    ]


@dataclass(frozen=True)
class Frame:
    """How metres become drawing units: ``scale`` units per metre, origin at the top left."""

    left_m: float
    top_m: float
    scale: float
    width: float
    height: float

    @property
    def window_m(self) -> Box:
        """The shown rectangle in metres: xmin, ymin, xmax, ymax."""
        right_m = self.left_m + self.width / self.scale
        return self.left_m, self.top_m - self.height / self.scale, right_m, self.top_m

    def to_drawing(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return drawing coordinates of a point in metres."""
        return (x_m - self.left_m) * self.scale, (self.top_m - y_m) * self.scale

    def shows(self, geometries: Geometries) -> bool:
        """Whether any of the geometries (metres) is inside the window."""
        return bool(shapely.intersects(geometries, shapely.box(*self.window_m)).any())

    def clip(self, geometries: Geometries) -> BaseGeometry:
        """Return the geometries inside the window as one collection in drawing units."""
        pieces = shapely.clip_by_rect(geometries, *self.window_m)
        pieces = pieces[~shapely.is_empty(pieces)]
        scale, left, top = self.scale, self.left_m, self.top_m
        drawn = shapely.transform(pieces, lambda xy: (xy - [left, top]) * [scale, -scale])
        return shapely.GeometryCollection(list(shapely.get_parts(shapely.simplify(drawn, SIMPLIFY_UNITS))))


def fit_frame(
    xs: Sequence[float], ys: Sequence[float], width: float, height: float, margin_share: float
) -> Frame:
    """Return the frame of a drawing that holds all points (metres) with a margin on every side."""
    x, y = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = (x[known], y[known]) if known.any() else (np.zeros(1), np.zeros(1))
    room = 1 + 2 * margin_share
    scale = min(
        width / (max(float(np.ptp(x)), SMALLEST_EXTENT_M) * room),
        height / (max(float(np.ptp(y)), SMALLEST_EXTENT_M) * room),
    )
    centre_x, centre_y = float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2
    return Frame(centre_x - width / scale / 2, centre_y + height / scale / 2, scale, width, height)
