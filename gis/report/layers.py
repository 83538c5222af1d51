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
            ``{"scenario", "bands": {band: {"limit_min", "settlements": {id: {side: …}}, "schools": {id: …}}}}``.
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
        colour = self._colours(main.values())
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
                "schools": self._school_properties(evaluation, rows, key, colour),
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

    def _colours(self, mains: Iterable[NDArray[np.intp]]) -> NDArray[np.intp]:
        return self._coloured(mains, self._base_colours)

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

    def _school_properties(
        self, evaluation: Evaluation, rows: Flows, band: Band, colour: NDArray[np.intp]
    ) -> dict[str, Any]:
        frame = evaluation.schools
        grades = evaluation.school_grades
        of_band = grades[grades["grade"].isin(band.grades)]
        before = of_band.groupby("school_id")["pupils_before"].sum()
        after = of_band.groupby("school_id")["pupils_after"].sum()
        teaches_before = set(of_band.loc[of_band["pupils_before"] > 0, "school_id"])
        teaches_after = set(of_band.loc[of_band["taught_after"].astype(bool), "school_id"])
        receivers = rows.receivers
        place = self._schools.get_indexer(pd.Index(frame.index.astype(str)))
        result = {}
        for row, school in zip(place, frame.itertuples(), strict=True):
            school_id = str(school.Index)
            result[school_id] = {
                "status": str(school.status),
                "colour": int(colour[row]) if row >= 0 else 0,
                "receivers": receivers.get(school_id, []),
                "before": {
                    "open": True,
                    "point": bool(school.is_point_before),
                    "enrolment": _whole(school.enrolment_before),
                    "pupils": int(before.get(school_id, 0)),
                    "teaches": school_id in teaches_before,
                    "boarding": _positive(school.beds_before) or _positive(school.boarders_before),
                },
                "after": {
                    "open": bool(school.open_after),
                    "point": bool(school.is_point_after),
                    "enrolment": _whole(school.enrolment_after),
                    "pupils": int(after.get(school_id, 0)),
                    "teaches": school_id in teaches_after,
                    "boarding": _positive(school.beds_after) or _positive(school.boarders_after),
                },
            }
        return result


def _has_position(geometry: gpd.GeoSeries) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = ~(geometry.isna() | geometry.is_empty).to_numpy()
    return known


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _positive(value: Any) -> bool:
    return not pd.isna(value) and value > 0


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
