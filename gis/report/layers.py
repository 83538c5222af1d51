"""What the map shows: geometry once per plan, and per edit only properties by id.

The window's map page and the offline web map draw the same layers (``resources/web/map.js``). Coordinates
are degrees (CGCS2000) with six decimals; geometry is computed in the plan's projected CRS.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.evaluation.result import Evaluation
from gis.model import STORAGE_CRS, Band, Plan, band_of
from gis.report.cells import Cells, colour_catchments, exclaves, voronoi_cells
from gis.report.journeys import SIDES, Flows, main_schools
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
    """Return what changes with an edit, for one age band: see :meth:`MapLayers.properties`."""
    of_band: dict[str, Any] = MapLayers(plan).properties(evaluation, [band])["bands"][Band(band).value]
    return of_band


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
        series = gpd.GeoSeries(list(shapes), crs=self._plan.roads.crs).to_crs(STORAGE_CRS)
        return [_geojson(shape) for shape in series]

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
        return _collection([_geojson(p) for p in frame.geometry.iloc[rows]], properties)

    def _school_features(self) -> FeatureCollection:
        frame = self._plan.schools
        shapes = self._style["shape"]
        rows = np.flatnonzero(_has_position(frame.geometry))
        properties = [
            {
                "id": self._schools[i],
                "name": str(frame["name"].iloc[i]),
                "township": str(frame["township"].iloc[i]),
                "shape": shapes.get(str(frame["type_code"].iloc[i]), shapes["other"]),
                "private": str(frame["ownership"].iloc[i]) == "民办",
            }
            for i in rows
        ]
        return _collection([_geojson(p) for p in frame.geometry.iloc[rows]], properties)

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
            shapes.append(shapely.simplify(joined, self._style["simplify"]["roads_m"]))
            properties.append({"weight": int(level)})
        return _collection(self._degrees(shapes), properties)

    def _barrier_features(self) -> FeatureCollection:
        barriers = self._plan.roads.barriers
        if barriers.empty:
            return _collection([], [])
        shapes = shapely.simplify(barriers.to_crs(self._plan.roads.crs).geometry.to_numpy(), 5.0)
        words = zip(barriers["kind"].astype(str), barriers["name"].fillna("").astype(str), strict=True)
        return _collection(self._degrees(shapes), [{"kind": kind, "name": name} for kind, name in words])

    def _township_features(self) -> FeatureCollection:
        """Label points: the mean of a township's settlements."""
        frame = self._plan.settlements
        known = _has_position(frame.geometry)
        points = frame.geometry[known]
        township = frame["township"][known].astype(str)
        means = pd.DataFrame({"x": points.x, "y": points.y}).groupby(township).mean()
        spots = [_geojson(shapely.Point(x, y)) for x, y in zip(means["x"], means["y"], strict=True)]
        return _collection(spots, [{"name": name} for name in means.index])

    # ---- properties, per edit

    def properties(
        self, evaluation: Evaluation, bands: Iterable[Band | str] = tuple(Band)
    ) -> dict[str, Any]:
        """Return what an edit changes.

        Returns
        -------
        dict
            ``{"scenario", "bands": {band: {"limit_min", "settlements", "schools"}}}``, the last two by id.
            Per settlement and side ("before" = baseline, "after"): ``to`` (list of [school_id, pupils,
            minutes], most pupils first, "" = unassigned), ``pupils``, ``minutes`` to the first school,
            ``step`` 0-4 (None unknown), ``flag`` (the worst verdict among those pupils), ``over``
            (pupils of any school over the limit), ``exclave``. A side without pupils is left out.
            Per school: ``status``, ``colour``, ``receivers`` (list of [school_id, pupils], all grades) and
            per side ``open, point, enrolment, pupils`` (of the band), ``teaches, boarding``.
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
        states = _school_states(evaluation, rows.receivers())
        grades = _Grades(evaluation)
        result = {}
        for band in bands:
            key = Band(band)
            settlements: dict[str, Any] = {}
            for side in SIDES:
                away = exclaves(self._cells.pairs, main[key, side], sides[key, side].settlement_pupils)
                sides[key, side].write(settlements, side, away, self._settlements, self._schools)
            summary = evaluation.travel.get(key, {}).get("after")
            limit_s = summary.limit_s if summary else None
            result[key.value] = {
                "limit_min": None if limit_s is None else limit_s / 60,
                "settlements": settlements,
                "schools": _in_band(states, grades, key, colours),
            }
        return {"scenario": evaluation.scenario, "bands": result}

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


def _school_states(
    evaluation: Evaluation, receivers: dict[str, list[list[Any]]]
) -> dict[str, dict[str, Any]]:
    """Return per school what does not depend on the age band."""
    frame = evaluation.schools
    sides = {side: _side_states(frame, side) for side in SIDES}
    ids, status = frame.index.astype(str).tolist(), frame["status"].astype(str).tolist()
    return {
        school_id: {
            "status": status[row],
            "receivers": receivers.get(school_id, []),
            "before": sides["before"][row],
            "after": sides["after"][row],
        }
        for row, school_id in enumerate(ids)
    }


def _side_states(frame: pd.DataFrame, side: str) -> list[dict[str, Any]]:
    is_open = np.ones(len(frame), bool) if side == "before" else frame["open_after"].to_numpy(bool)
    enrolment = frame[f"enrolment_{side}"].to_numpy(float)
    boarding = (frame[f"beds_{side}"].to_numpy(float) > 0) | (frame[f"boarders_{side}"].to_numpy(float) > 0)
    rows = zip(
        is_open.tolist(),
        frame[f"is_point_{side}"].to_numpy(bool).tolist(),
        [None if np.isnan(n) else int(n) for n in enrolment.tolist()],
        boarding.tolist(),
        strict=True,
    )
    return [{"open": o, "point": p, "enrolment": n, "boarding": b} for o, p, n, b in rows]


class _Grades:
    """Pupils and teaching per school and grade as arrays, read once per edit."""

    def __init__(self, evaluation: Evaluation) -> None:
        frame = evaluation.school_grades
        schools = pd.Index(evaluation.schools.index)
        self._school = schools.get_indexer(pd.Index(frame["school_id"]))
        self._grade = frame["grade"].to_numpy(int)
        self._pupils = {side: frame[f"pupils_{side}"].to_numpy(float) for side in SIDES}
        self._taught = {"before": self._pupils["before"] > 0, "after": frame["taught_after"].to_numpy(bool)}
        self._count = len(schools)

    def in_band(self, band: Band, side: str) -> list[tuple[int, bool]]:
        """Return per school the pupils of the band and whether it teaches one of its grades."""
        keep = np.isin(self._grade, band.grades) & (self._school >= 0)
        school = self._school[keep]
        pupils = np.bincount(school, weights=self._pupils[side][keep], minlength=self._count)
        taught = np.bincount(school, weights=self._taught[side][keep], minlength=self._count) > 0
        return list(zip(pupils.astype(int).tolist(), taught.tolist(), strict=True))


def _in_band(
    states: dict[str, dict[str, Any]], grades: _Grades, band: Band, colours: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """Add what a school does in one age band."""
    before, after = grades.in_band(band, "before"), grades.in_band(band, "after")
    return {
        school_id: {
            **state,
            "colour": colours.get(school_id, 0),
            "before": {**state["before"], "pupils": before[row][0], "teaches": before[row][1]},
            "after": {**state["after"], "pupils": after[row][0], "teaches": after[row][1]},
        }
        for row, (school_id, state) in enumerate(states.items())
    }


def _has_position(geometry: gpd.GeoSeries) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = ~(geometry.isna() | geometry.is_empty).to_numpy()
    return known


def _collection(shapes: list[dict[str, Any]], properties: list[dict[str, Any]]) -> FeatureCollection:
    features = [
        {"type": "Feature", "properties": words, "geometry": shape}
        for shape, words in zip(shapes, properties, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _geojson(shape: Any) -> dict[str, Any]:
    """Return a GeoJSON geometry with six decimals (0.1 m)."""
    return {"type": shape.geom_type, "coordinates": _coordinates(shape)}


def _coordinates(shape: Any) -> Any:
    if shape.geom_type in {"Point", "LineString", "LinearRing"}:
        rounded = np.round(shapely.get_coordinates(shape), DECIMALS).tolist()
        return rounded[0] if shape.geom_type == "Point" else rounded
    if shape.geom_type == "Polygon":
        return [_coordinates(ring) for ring in (shape.exterior, *shape.interiors)]
    return [_coordinates(part) for part in shape.geoms]
