"""Reading the county's boundary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from shapely import make_valid, union_all
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.io.cells import shown
from gis.io.files import require_file, source_of
from gis.model import STORAGE_CRS, Source

_SUFFIXES = frozenset({".geojson", ".json", ".gpkg", ".shp", ".kml", ".gml", ".fgb"})
DBF_CODE_PAGE_BYTE = 29
_NAME_PROPERTIES = ("name", "名称", "县名", "区县", "xzqmc", "county", "行政区名")


@dataclass(frozen=True)
class Boundary:
    """The county's boundary as read.

    Attributes
    ----------
    frame
        One row: ``name`` and the polygon in EPSG:4490.
    properties
        The feature's own attributes as text (``mark``, ``attribution`` … where the file has them).
    """

    frame: gpd.GeoDataFrame
    properties: dict[str, str]
    source: Source

    @property
    def polygon(self) -> BaseGeometry:
        """The boundary in degrees."""
        return self.frame.geometry.iloc[0]


def read_boundary(path: Path, *, unit_name: str | None = None) -> Boundary:
    """Read the boundary of one county.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or Shapefile with the county's polygon.
    unit_name
        Name of the county: chooses its polygon where the file holds several.

    Raises
    ------
    InputError
        A fault of the whole file; boundary_no_polygon, boundary_several, boundary_no_crs.
    """
    require_file(path)
    features = _read_features(path)
    features = features[features.geometry.notna()]
    features = features[features.geom_type.isin(["Polygon", "MultiPolygon"])]
    if features.empty:
        raise InputError("boundary_no_polygon", file=path.name)
    features = _in_degrees(features, path)
    feature = _chosen(features, unit_name, path.name)
    polygon = _valid_polygon(feature.geometry, path.name)
    properties = {
        str(key).lower(): shown(value) for key, value in feature.drop("geometry").items() if shown(value)
    }
    name = unit_name or next((properties[key] for key in _NAME_PROPERTIES if key in properties), "")
    frame = gpd.GeoDataFrame({"name": [name]}, geometry=[polygon], crs=STORAGE_CRS)
    return Boundary(frame, properties, source_of(path, role="boundary", rows=len(features)))


def _read_features(path: Path) -> gpd.GeoDataFrame:
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError("vector_wrong_format", file=path.name)
    try:
        features = pyogrio.read_dataframe(path, encoding=_attribute_encoding(path))
    except (DataSourceError, DataLayerError) as error:
        raise InputError("file_damaged", file=path.name) from error
    if not isinstance(features, gpd.GeoDataFrame):
        raise InputError("boundary_no_polygon", file=path.name)
    return features


def _attribute_encoding(path: Path) -> str | None:
    """Return the encoding of a Shapefile that names none (old Chinese ones are in GBK), else None."""
    table = path.with_suffix(".dbf")
    if path.suffix.lower() != ".shp" or path.with_suffix(".cpg").exists() or not table.exists():
        return None
    data = table.read_bytes()
    if data[DBF_CODE_PAGE_BYTE : DBF_CODE_PAGE_BYTE + 1] != b"\x00":
        return None
    try:
        data[int.from_bytes(data[8:10], "little") :].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _in_degrees(features: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """GeoJSON is in degrees by its definition; any other file must say what its numbers mean."""
    if features.crs is None:
        if path.suffix.lower() not in {".geojson", ".json"}:
            raise InputError("boundary_no_crs", file=path.name)
        features = features.set_crs(STORAGE_CRS)
    return features.to_crs(STORAGE_CRS)


def _chosen(features: gpd.GeoDataFrame, unit_name: str | None, file: str) -> Any:
    if len(features) == 1:
        return features.iloc[0]
    attributes = features.drop(columns="geometry").astype("str")
    fits = attributes.eq(unit_name or "").any(axis=1)
    if fits.sum() != 1:
        raise InputError("boundary_several", file=file, count=len(features))
    return features[fits].iloc[0]


def _valid_polygon(geometry: BaseGeometry, file: str) -> Polygon | MultiPolygon:
    valid = geometry if geometry.is_valid else make_valid(geometry)
    areas = [part for part in getattr(valid, "geoms", [valid]) if isinstance(part, Polygon | MultiPolygon)]
    polygon = union_all(areas)
    if polygon.is_empty or not isinstance(polygon, Polygon | MultiPolygon):
        raise InputError("boundary_no_polygon", file=file)
    return polygon
