"""Area layers as files: one GeoPackage, or a folder of GeoJSON and CSV."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import InputError

if TYPE_CHECKING:
    from gis.report.arealayers import AreaLayers

AREAS = "service_areas"
DECIMALS = 6                         # of a degree: a tenth of a metre
CRS_NAME = "urn:ogc:def:crs:EPSG::4490"


def write_area_layers(found: AreaLayers, path: Path, *, per_school: bool = False) -> list[Path]:
    """Write layers as one GeoPackage, or into a folder as GeoJSON, there with a file for every school.

    Parameters
    ----------
    path
        A name with ``.gpkg``, else a folder.
    per_school
        Whether every school has a layer of its own in the GeoPackage, too.

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
            return [_write_geopackage(found, path, per_school)]
        return _write_folder(found, path)
    except OSError as error:
        raise InputError("output_not_writable", path=str(path), reason=str(error.strerror)) from error


def _write_geopackage(found: AreaLayers, path: Path, per_school: bool) -> Path:
    from pyogrio import write_dataframe

    if path.exists():
        raise InputError("areas_exist", path=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    for name, layer in found.layers.items():
        layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    for name, table in found.tables.items():
        write_dataframe(table, path, layer=name, driver="GPKG")
    if per_school:
        _add_schools(found.layers[AREAS], path)
    return path


def _add_schools(areas: gpd.GeoDataFrame, path: Path) -> None:
    """Add a layer for every school: a view of the one layer, which costs neither room nor time."""
    with closing(sqlite3.connect(path)) as file, file:
        for name, own in _schools(areas):
            title, key = name.replace('"', '""'), str(own["学校标识码"].iloc[0]).replace("'", "''")
            file.execute(f'CREATE VIEW "{title}" AS SELECT * FROM {AREAS} WHERE "学校标识码" = \'{key}\'')
            bounds = own.total_bounds.tolist()
            file.execute(
                "INSERT INTO gpkg_contents"
                " (table_name, identifier, data_type, min_x, min_y, max_x, max_y, srs_id)"
                " SELECT ?, ?, data_type, ?, ?, ?, ?, srs_id"
                f" FROM gpkg_contents WHERE table_name = '{AREAS}'",
                (name, name, *bounds),
            )
            file.execute(
                "INSERT INTO gpkg_geometry_columns SELECT ?, column_name, geometry_type_name, srs_id, z, m"
                f" FROM gpkg_geometry_columns WHERE table_name = '{AREAS}'",
                (name,),
            )


def _write_folder(found: AreaLayers, folder: Path) -> list[Path]:
    schools = folder / "schools"
    schools.mkdir(parents=True, exist_ok=True)
    written = []
    for name, layer in found.layers.items():
        written.append(_write_geojson(features_of(layer), folder / f"{name}.geojson"))
    for name, table in found.tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")
        written.append(folder / f"{name}.csv")
    for name, own in _schools(found.layers[AREAS]):
        written.append(_write_geojson(features_of(own), schools / f"{name}.geojson"))
    return written


def _schools(areas: gpd.GeoDataFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield a name for a file or layer, and the areas, of every school."""
    for school_id, own in areas[areas["学校标识码"] != ""].groupby("学校标识码", sort=False):
        yield re.sub(r'[\\/:*?"<>|\s]', "_", f"{school_id}_{own['学校'].iloc[0]}"), own


def features_of(layer: gpd.GeoDataFrame) -> list[str]:
    """Return the rows of a layer as GeoJSON features, one text each."""
    rounded = shapely.transform(layer.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    shapes = shapely.to_geojson(rounded)
    rows = layer.drop(columns=layer.geometry.name).to_dict("records")
    return [
        f'{{"type":"Feature","properties":{json.dumps(row, ensure_ascii=False)},"geometry":{shape}}}'
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _write_geojson(features: Sequence[str], path: Path) -> Path:
    head = f'{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{CRS_NAME}"}}}},'
    path.write_text(head + '"features":[\n' + ",\n".join(features) + "\n]}\n", encoding="utf-8")
    return path
