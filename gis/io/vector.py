"""The county's boundary, other areas, and villages or schools that come as points of a vector file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import make_valid, union_all
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.io.cells import shown
from gis.io.files import require_file, source_of
from gis.io.grids import Grid
from gis.io.systems import to_storage
from gis.model import STORAGE_CRS, Issue, Source
from gis.resources import load_toml
from gis.schema import normalise
from gis.vectors.degrees import ToDegrees, in_degrees
from gis.vectors.formats import is_vector_file
from gis.vectors.layers import ALL_LAYERS, Kind, Layer, VectorLayer, VectorSurvey, read_layer, survey_vector

__all__ = [
    "ALL_LAYERS",
    "Boundary",
    "Kind",
    "Layer",
    "VectorLayer",
    "VectorSurvey",
    "is_vector_file",
    "read_boundary",
    "read_point_grids",
    "read_polygons",
    "survey_vector",
    "to_degrees_by",
]

_NAMES_SHOWN = 20
_POSITION_HEADERS = ("经度", "纬度")


@dataclass(frozen=True)
class Boundary:
    """The county's boundary as read.

    Attributes
    ----------
    frame
        One row: ``name`` and the polygon in EPSG:4490.
    properties
        The feature's own attributes as text (``mark``, ``attribution`` … where the file has them); of several
        features what they agree on.
    """

    frame: gpd.GeoDataFrame
    properties: dict[str, str]
    source: Source
    issues: tuple[Issue, ...] = ()

    @property
    def polygon(self) -> BaseGeometry:
        """The boundary in degrees."""
        return self.frame.geometry.iloc[0]


def to_degrees_by(system: str | None) -> ToDegrees | None:
    """Return how a system (``gis.io.coordinates.SYSTEMS``) becomes degrees; None where nobody named one."""
    return None if not system else partial(to_storage, system=system)


def read_polygons(
    path: Path, *, role: str = "zones", system: str | None = None, layer: str | None = None
) -> VectorLayer:
    """Read a layer of areas, each valid, in EPSG:4490.

    Parameters
    ----------
    path
        Vector file.
    role
        Role of the file at the import, for the sentence that asks for its coordinate system.
    system
        Coordinate system that the user named; it overrides what the file says.
    layer
        Layer that the user named; ``"*"`` = all together.

    Returns
    -------
    VectorLayer
        ``frame`` has the attributes as they are and (multi)polygons, which may overlap; index ``row`` is the
        number of the feature. Shapes without any area are left out with an Issue.

    Raises
    ------
    InputError
        As :func:`gis.vectors.layers.read_layer` and :func:`gis.vectors.degrees.in_degrees`.
    """
    require_file(path)
    read = read_layer(path, Kind.POLYGON, layer=layer)
    read = in_degrees(read, path.name, role=role, to_degrees=to_degrees_by(system))
    areas = [_area(shape) for shape in read.frame.geometry]
    frame = read.frame.set_geometry(gpd.GeoSeries(areas, index=read.frame.index, crs=STORAGE_CRS))
    empty = frame.geometry.is_empty
    issues = [
        Issue("warning", "area_without_extent", path.name, read.layer, int(row), values={"row": str(row)})
        for row in frame.index[empty]
    ]
    return VectorLayer(frame[~empty], read.layer, (*read.issues, *issues))


def read_boundary(
    path: Path,
    *,
    unit_name: str | None = None,
    system: str | None = None,
    layer: str | None = None,
    parts: Collection[str] = (),
) -> Boundary:
    """Read the boundary of one county.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GeoJSON, KML … with the county's polygon.
    unit_name
        Name of the county: chooses its polygons where the file holds several areas.
    system, layer
        Coordinate system and layer that the user named.
    parts
        Names of the features that the county is made of (its townships, say), chosen by the user.

    Raises
    ------
    InputError
        A fault of the whole file; boundary_no_polygon, boundary_several, boundary_parts_unknown and those of
        :func:`read_polygons`.
    """
    require_file(path)
    is_wanted = partial(_names_unit, names={normalise(name) for name in (unit_name, *parts) if name})
    try:
        read = read_layer(path, Kind.POLYGON, layer=layer, prefer=is_wanted)
    except InputError as error:
        if error.code == "vector_without_kind":
            raise InputError("boundary_no_polygon", file=path.name) from error
        raise
    read = in_degrees(read, path.name, role="boundary", to_degrees=to_degrees_by(system))
    features = _chosen(read.frame, unit_name, parts, path.name)
    polygon = union_all([_area(shape) for shape in features.geometry])
    if polygon.is_empty or not isinstance(polygon, Polygon | MultiPolygon):
        raise InputError("boundary_no_polygon", file=path.name)
    properties = _common_properties(features)
    name = unit_name or next((properties[key] for key in _name_fields() if key in properties), "")
    frame = gpd.GeoDataFrame({"name": [name]}, geometry=[polygon], crs=STORAGE_CRS)
    source = source_of(path, role="boundary", rows=len(read.frame))
    issues = read.issues
    if len(features) > 1:
        values = {"count": str(len(features)), "file": path.name}
        issues = (*issues, Issue("info", "boundary_dissolved", path.name, read.layer, values=values))
    return Boundary(frame, properties, source, issues)


def read_point_grids(path: Path, *, layer: str | None = None) -> list[Grid]:
    """Read point layers as tables: villages and schools in a vector file come in like those in a workbook.

    Parameters
    ----------
    path
        Vector file.
    layer
        Layer that the user named; None = every layer with points.

    Returns
    -------
    list of Grid
        Per layer: a row of headers, 经度 and 纬度 first, then a row for every feature. Positions are degrees
        in EPSG:4490 where the file says its coordinate system, otherwise the file's own numbers, whose
        meaning is then asked as for those of a workbook. A multi-part point has no position.

    Raises
    ------
    InputError
        A fault of the whole file, or vector_without_kind: it holds no points.
    """
    require_file(path)
    names = [found.name for found in survey_vector(path).layers if Kind.POINT in found.kinds]
    if layer is not None or not names:
        return [_grid(read_layer(path, Kind.POINT, layer=layer), path.name)]
    return [_grid(read_layer(path, Kind.POINT, layer=name), path.name) for name in names]


def _grid(read: VectorLayer, file: str) -> Grid:
    if read.frame.crs is not None:
        read = in_degrees(read, file, role="")
    points = read.frame.geometry.to_numpy()
    multi = shapely.get_type_id(points) == shapely.GeometryType.MULTIPOINT
    is_one = multi & (shapely.get_num_geometries(points) == 1)
    single = np.where(is_one, shapely.get_geometry(points, 0), points)
    x, y = shapely.get_x(single), shapely.get_y(single)       # NaN for several points
    attributes = pd.DataFrame(read.frame.drop(columns=read.frame.geometry.name))
    headers = [*_POSITION_HEADERS, *(str(name) for name in attributes.columns)]
    cells = attributes.astype("object").where(attributes.notna(), None).to_numpy().tolist()
    rows = [[*position, *row] for position, row in zip(_cells(x, y), cells, strict=True)]
    return Grid(read.layer, [headers, *rows])


def _cells(x: Any, y: Any) -> list[list[float | None]]:
    return [
        [None, None] if np.isnan(lon) else [float(lon), float(lat)] for lon, lat in zip(x, y, strict=True)
    ]


def _names_unit(frame: gpd.GeoDataFrame, names: set[str]) -> bool:
    """Whether a layer's attributes or a single unnamed area can be the county asked for."""
    return bool(names) and bool(_rows_named(frame, names).any())


def _rows_named(frame: gpd.GeoDataFrame, names: set[str]) -> pd.Series[bool]:
    attributes = frame.drop(columns=frame.geometry.name)
    found = pd.Series(False, index=frame.index)
    for column in attributes:
        texts = {value: normalise(shown(value)) in names for value in attributes[column].dropna().unique()}
        found |= attributes[column].map(texts).eq(True)
    return found


def _chosen(
    features: gpd.GeoDataFrame, unit_name: str | None, parts: Collection[str], file: str
) -> gpd.GeoDataFrame:
    """Return the county's features: those chosen, the only one, those of its name, or all of one name."""
    if parts:
        wanted = {normalise(part): part for part in parts}
        unknown = [part for name, part in wanted.items() if not _rows_named(features, {name}).any()]
        if unknown:
            raise InputError("boundary_parts_unknown", file=file, names="、".join(unknown))
        return features[_rows_named(features, set(wanted))]
    if len(features) == 1:
        return features
    if unit_name:
        named = features[_rows_named(features, {normalise(unit_name)})]
        if len(named):
            return named
    elif len(set(_names(features))) == 1 and _names(features)[0]:
        return features
    names = list(dict.fromkeys(name for name in _names(features) if name))
    listed = "、".join(names[:_NAMES_SHOWN]) + ("……" if len(names) > _NAMES_SHOWN else "")
    raise InputError("boundary_several", file=file, count=len(features), names=listed or "—")


def _names(features: gpd.GeoDataFrame) -> list[str]:
    """Return the features' names, from the first column that is known to hold names."""
    columns = {normalise(column): column for column in features.columns}
    known = next((columns[key] for key in _name_fields() if key in columns), None)
    return [shown(value) for value in features[known]] if known is not None else [""] * len(features)


def _name_fields() -> list[str]:
    return list(load_toml("schemas", "vectors.toml")["names"])


def _common_properties(features: gpd.GeoDataFrame) -> dict[str, str]:
    attributes = features.drop(columns=features.geometry.name)
    common = {str(name).lower(): set(map(shown, attributes[name])) for name in attributes}
    return {key: values.pop() for key, values in common.items() if len(values) == 1 and values != {""}}


def _area(shape: BaseGeometry) -> BaseGeometry:
    """Return the valid area of a shape; lines and points that repairing leaves over are dropped."""
    valid = shape if shape.is_valid else make_valid(shape)
    parts = [part for part in getattr(valid, "geoms", [valid]) if isinstance(part, Polygon | MultiPolygon)]
    return union_all(parts)
