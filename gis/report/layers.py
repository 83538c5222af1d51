"""What the map shows: geometry once per plan, and per edit only properties by id.

The window's map page and the offline web map draw the same layers (``resources/web/map.js``). Coordinates
are degrees (CGCS2000) with six decimals; geometry is computed in the plan's projected CRS.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.crs import AT_ONCE, reproject
from gis.evaluation.result import Evaluation
from gis.model import STORAGE_CRS, Band, Plan, band_of
from gis.planning.ledger import PLANNED
from gis.progress import give_way
from gis.report.cells import Cells, colour_catchments, exclaves, voronoi_cells
from gis.report.journeys import SIDES, Flows, main_schools
from gis.report.school_states import SchoolGrades, school_states
from gis.resources import load_toml

DECIMALS = 6
FeatureCollection = dict[str, Any]


def geometry_layers(plan: Plan) -> dict[str, FeatureCollection]:
    """Return the map's geometry as GeoJSON feature collections, once per plan.

    Layers: ``boundary``, ``cells`` (id = settlement), ``borders`` (lines between touching cells, properties
    ``a`` and ``b``), ``settlements``, ``schools``, ``roads``, ``barriers``, ``townships`` (label points).
    """
    return MapLayers(plan).geometry()


def property_layers(plan: Plan, evaluation: Evaluation, band: Band | str) -> dict[str, Any]:
    """Return what changes with an edit, for one age band, both sides written out.

    ``{"limit_min", "settlements": {id: {side: …}}, "schools": {id: {…, side: {…}}}}``; the entries are those
    of :meth:`MapLayers.properties`.
    """
    found = MapLayers(plan).properties(evaluation, [band])
    of_band = found["bands"][Band(band).value]
    idle = {side: {"pupils": 0, "teaches": False} for side in SIDES}

    def in_band(school_id: str, state: dict[str, Any]) -> dict[str, Any]:
        here = of_band["schools"].get(school_id, idle)
        return {**state, **{side: {**state[side], **here[side]} for side in SIDES}}

    return {
        "limit_min": of_band["limit_min"],
        "settlements": {
            place: dict.fromkeys(SIDES, sides["both"]) if "both" in sides else sides
            for place, sides in of_band["settlements"].items()
        },
        "schools": {
            school_id: in_band(school_id, state) for school_id, state in found["schools"].items()
        },
    }


class MapLayers:
    """The layers of one plan; keeps what does not change with an edit.

    Parameters
    ----------
    plan
        Settlements and schools without a position are left out of the geometry, not of the properties.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._style = load_toml("web", "map.toml")
        self._settlements = pd.Index(plan.settlements.index.astype(str))
        self._schools = pd.Index(plan.schools.index.astype(str))

    def of(self, plan: Plan) -> MapLayers:
        """Return the layers of the same plan with a scenario's sites at the end of its schools."""
        if plan.schools is self._plan.schools:
            return self
        made = copy(self)
        made._plan, made._schools = plan, pd.Index(plan.schools.index.astype(str))
        more = len(made._schools) - len(self._schools)
        made.__dict__["_base_colours"] = np.concatenate([self._base_colours, np.zeros(more, dtype=np.intp)])
        return made

    # ---- geometry, once per plan

    def geometry(self) -> dict[str, FeatureCollection]:
        """Return all geometry layers (see :func:`geometry_layers`)."""
        return {
            "boundary": self._boundary(),
            "cells": self._cell_features(),
            "borders": self._border_features(),
            "settlements": self._settlement_features(),
            "schools": self._school_features(),
            "roads": self._road_features(),
            "barriers": self._barrier_features(),
            "townships": self._township_features(),
        }

    @cached_property
    def _outline(self) -> Any:
        outline = self._plan.boundary.to_crs(self._plan.roads.crs).union_all()
        return shapely.make_valid(shapely.simplify(outline, self._style["simplify"]["outline_m"]))

    @cached_property
    def _points_m(self) -> gpd.GeoSeries:
        return self._plan.settlements.geometry.to_crs(self._plan.roads.crs)

    @cached_property
    def _placed(self) -> NDArray[np.intp]:
        """Positions of the settlements that stand somewhere, most pupils first: they own the cell."""
        known = np.flatnonzero(_has_position(self._points_m))
        order = np.argsort(-self._pupils[known], kind="stable")
        placed: NDArray[np.intp] = known[order]
        return placed

    @cached_property
    def _cells(self) -> Cells:
        """Cells by position in the plan's settlements."""
        points = shapely.get_coordinates(self._points_m.to_numpy()[self._placed])
        found = voronoi_cells(points, self._outline)
        shapes = np.full(len(self._settlements), None)
        shapes[self._placed] = found.shapes
        return Cells(shapes, self._placed[found.pairs], found.ridges)

    @cached_property
    def _pupils(self) -> NDArray[np.float64]:
        """Pupils per settlement, all grades."""
        attendance = self._plan.attendance
        row = self._settlements.get_indexer(pd.Index(attendance["settlement_id"].astype(str)))
        pupils = attendance["pupils"].to_numpy(float)
        total = np.bincount(row[row >= 0], weights=pupils[row >= 0], minlength=len(self._settlements))
        return total.astype(float)

    def _degrees(self, shapes: Iterable[Any]) -> list[dict[str, Any]]:
        """Turn projected shapes into GeoJSON geometries in degrees with six decimals."""
        listed = list(shapes)
        array = np.empty(len(listed), dtype=object)
        array[:] = listed
        return _geojson(reproject(array, self._plan.roads.crs, STORAGE_CRS))

    def _boundary(self) -> FeatureCollection:
        return _collection(self._degrees([self._outline]), [{"name": self._plan.meta.unit_name}])

    def _cell_features(self) -> FeatureCollection:
        with_cell = [i for i, shape in enumerate(self._cells.shapes) if shape is not None]
        shapes = self._degrees(self._cells.shapes[with_cell])
        return _collection(shapes, [{"id": self._settlements[i]} for i in with_cell])

    def _border_features(self) -> FeatureCollection:
        ids = self._settlements.to_numpy()[self._cells.pairs]
        return _collection(self._degrees(self._cells.ridges), [{"a": a, "b": b} for a, b in ids])

    def _settlement_features(self) -> FeatureCollection:
        frame = self._plan.settlements
        rows = np.flatnonzero(_has_position(frame.geometry))
        properties = [
            {"id": self._settlements[i], "name": str(name), "township": str(township), "pupils": int(pupils)}
            for i, name, township, pupils in zip(
                rows, frame["name"].iloc[rows], frame["township"].iloc[rows], self._pupils[rows], strict=True
            )
        ]
        return _collection(_geojson(frame.geometry.iloc[rows]), properties)

    def _school_features(self) -> FeatureCollection:
        return self._features_of(self._plan.schools)

    def site_features(self) -> FeatureCollection:
        """Return the schools that a scenario builds."""
        frame = self._plan.schools
        is_planned = frame[PLANNED].to_numpy(bool) if PLANNED in frame else np.zeros(len(frame), bool)
        return self._features_of(frame[is_planned])

    def _features_of(self, frame: gpd.GeoDataFrame) -> FeatureCollection:
        ids, shapes = frame.index.astype(str), self._style["shape"]
        rows = np.flatnonzero(_has_position(frame.geometry))
        properties = [
            {
                "id": ids[i],
                "name": str(frame["name"].iloc[i]),
                "township": str(frame["township"].iloc[i]),
                "shape": shapes.get(str(frame["type_code"].iloc[i]), shapes["other"]),
                "private": str(frame["ownership"].iloc[i]) == "民办",
            }
            for i in rows
        ]
        return _collection(_geojson(frame.geometry.iloc[rows]), properties)

    def _road_features(self) -> FeatureCollection:
        """Three weights, one feature each; pieces are joined before they are simplified."""
        edges = self._plan.roads.edges
        classes = self._style["roads"]
        highway = edges["highway"].astype(str)
        weight = np.where(highway.isin(classes["heavy"]), 1, np.where(highway.isin(classes["medium"]), 2, 3))
        shapes, properties = [], []
        for level in np.unique(weight):
            pieces = shapely.multilinestrings(shapely.get_parts(edges.geometry.to_numpy()[weight == level]))
            joined = shapely.line_merge(pieces)
            tolerance_m = self._style["simplify"]["roads_m"]
            shapes.append(shapely.simplify(joined, tolerance_m, preserve_topology=False))
            properties.append({"weight": int(level)})
        return _collection(self._degrees(shapes), properties)

    def _barrier_features(self) -> FeatureCollection:
        barriers = self._plan.roads.barriers
        if barriers.empty:
            return _collection([], [])
        shapes = shapely.simplify(
            barriers.to_crs(self._plan.roads.crs).geometry.to_numpy(), self._style["simplify"]["barriers_m"]
        )
        words = zip(barriers["kind"].astype(str), barriers["name"].fillna("").astype(str), strict=True)
        return _collection(self._degrees(shapes), [{"kind": kind, "name": name} for kind, name in words])

    def _township_features(self) -> FeatureCollection:
        """Label points: the mean of a township's settlements."""
        frame = self._plan.settlements
        known = _has_position(frame.geometry)
        points = frame.geometry[known]
        township = frame["township"][known].astype(str)
        means = pd.DataFrame({"x": points.x, "y": points.y}).groupby(township).mean()
        spots = _geojson(shapely.points(means["x"], means["y"]))
        return _collection(spots, [{"name": name} for name in means.index])

    # ---- properties, per edit

    def properties(
        self, evaluation: Evaluation, bands: Iterable[Band | str] = tuple(Band)
    ) -> dict[str, Any]:
        """Return what an edit changes, in few bytes.

        Returns
        -------
        dict
            ``{"scenario", "schools", "bands": {band: {"limit_min", "settlements", "schools"}}, "sites"}``, by
            id; ``sites`` are features like those of the layer ``schools``: what the scenario builds.

            Per settlement ``before`` (baseline) and ``after``, or ``both`` where they are the same; a side
            without pupils is left out. Each holds ``to`` (list of [school_id, pupils, minutes], most pupils
            first, "" = unassigned), ``pupils``, ``minutes`` to the first school, ``step`` 0-4 (None
            unknown), ``flag`` (the worst verdict among the first school's pupils) and, where they are not
            zero or false, ``over`` (pupils of any school over the limit) and ``exclave``.

            Per school ``status``, ``colour``, ``receivers`` (list of [school_id, pupils], all grades) and
            per side ``open, point, enrolment, boarding``; per band and side ``pupils`` and ``teaches``
            where it teaches or taught the band.
        """
        rows = Flows(evaluation, self._settlements, self._schools)
        sides = {
            (Band(band), side): rows.journeys(Band(band), side, self._style["time"]["breaks_min"])
            for band in bands
            for side in SIDES
        }
        main = {key: journeys.main_school() for key, journeys in sides.items()}
        colour = self._coloured(main.values(), self._base_colours)
        colours = dict(zip(self._schools, colour.tolist(), strict=True))
        grades = SchoolGrades(evaluation)
        result = {}
        for band in map(Band, bands):
            settlements: dict[str, Any] = {}
            for side in SIDES:
                away = exclaves(self._cells.pairs, main[band, side], sides[band, side].settlement_pupils)
                sides[band, side].write(settlements, side, away, self._settlements, self._schools)
            result[band.value] = {
                "limit_min": _limit_min(evaluation, band),
                "settlements": {place: _joined(found) for place, found in settlements.items()},
                "schools": grades.in_band(band),
            }
        states = school_states(evaluation, rows.receivers(), colours)
        return {
            "scenario": evaluation.scenario,
            "schools": states,
            "bands": result,
            "sites": self.site_features(),
        }

    @cached_property
    def _base_colours(self) -> NDArray[np.intp]:
        """Colours of the baseline's catchments: those that an edit keeps where it can."""
        frame = self._plan.attendance
        settlement = self._settlements.get_indexer(pd.Index(frame["settlement_id"].astype(str)))
        school = self._schools.get_indexer(pd.Index(frame["school_id"].astype(str)))
        band = frame["grade"].map({g: band_of(g).value for g in range(1, 10)}).to_numpy()
        mains = []
        for one in Band:
            keep = (band == one.value) & (settlement >= 0)
            mains.append(
                main_schools(settlement[keep], school[keep], frame["pupils"].to_numpy(float)[keep],
                             len(self._settlements), len(self._schools))
            )
        return self._coloured(mains, None)

    def _coloured(
        self, mains: Iterable[NDArray[np.intp]], start: NDArray[np.intp] | None
    ) -> NDArray[np.intp]:
        left, right = self._cells.pairs[:, 0], self._cells.pairs[:, 1]
        found = []
        for main in mains:
            a, b = main[left], main[right]
            differs = (a != b) & (a >= 0) & (b >= 0)
            found.append(np.stack([np.minimum(a, b)[differs], np.maximum(a, b)[differs]], axis=1))
        neighbours = np.unique(np.concatenate(found), axis=0)
        palette = len(self._style["catchment"]["colours"])
        return colour_catchments(neighbours, len(self._schools), palette, start)


def _joined(sides: dict[str, Any]) -> dict[str, Any]:
    """Say it once where nothing changes: most of a county, most of the time."""
    if "before" in sides and sides["before"] == sides.get("after"):
        return {"both": sides["before"]}
    return sides


def _limit_min(evaluation: Evaluation, band: Band) -> float | None:
    summary = evaluation.travel.get(band, {}).get("after")
    return None if summary is None or summary.limit_s is None else summary.limit_s / 60


def _has_position(geometry: gpd.GeoSeries) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = ~(geometry.isna() | geometry.is_empty).to_numpy()
    return known


def _collection(shapes: list[dict[str, Any]], properties: list[dict[str, Any]]) -> FeatureCollection:
    features = [
        {"type": "Feature", "properties": words, "geometry": shape}
        for shape, words in zip(shapes, properties, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _geojson(shapes: NDArray[np.object_]) -> list[dict[str, Any]]:
    """Return GeoJSON geometries with six decimals (0.1 m)."""
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    written = []
    for shape in rounded:
        written.append({"type": shape.geom_type, "coordinates": _coordinates(shape)})
        if len(written) % AT_ONCE == 0 or shape.geom_type == "MultiLineString":
            give_way()
    return written


def _coordinates(shape: Any) -> Any:
    if shape.geom_type == "Point":
        return [shape.x, shape.y]
    if shape.geom_type in {"LineString", "LinearRing"}:
        return shapely.get_coordinates(shape).tolist()
    if shape.geom_type == "Polygon":
        return [_coordinates(ring) for ring in (shape.exterior, *shape.interiors)]
    if shape.geom_type == "MultiLineString":
        points, line = shapely.get_coordinates(shapely.get_parts(shape), return_index=True)
        starts = np.flatnonzero(np.diff(line)) + 1
        return [part.tolist() for part in np.split(points, starts)]
    return [_coordinates(part) for part in shape.geoms]
