"""KML (Google Earth, 奥维, 91卫图 …) → one frame per folder, with the attributes under their own names.

GDAL's two KML drivers are not used: one turns Chinese attribute names into underscores, the other leaves the
attributes out, and which of them is there depends on the system.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.\-]+)["']""")
_CONTAINERS = frozenset({"Document", "Folder"})
_PARTS = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"})


def read_kml(data: bytes, name: str) -> dict[str, gpd.GeoDataFrame]:
    """Read every placemark of a KML file.

    Parameters
    ----------
    data
        The file; UTF-8, UTF-16 or the encoding that it declares (gb2312 included).
    name
        Layer name of placemarks that are in no named folder.

    Returns
    -------
    dict
        Folder name → frame in WGS84 with ``name``, ``description`` and the extended data as texts.

    Raises
    ------
    ValueError
        Not a whole KML file.
    """
    try:
        root = ET.fromstring(_text(data))
    except (ET.ParseError, LookupError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    rows: dict[str, list[dict[str, Any]]] = {}
    for folder, placemark in _placemarks(root, name):
        shapes = [shape for child in placemark if (shape := _shape(child)) is not None]
        if shapes:
            rows.setdefault(folder, []).append({**_attributes(placemark), "geometry": _gathered(shapes)})
    return {folder: gpd.GeoDataFrame(features, crs=WGS84) for folder, features in rows.items()}


def _text(data: bytes) -> str:
    declared = _DECLARED.match(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = declared[1].decode() if declared else "utf-8"
    if encoding.lower() in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    elif encoding.lower() in ("gb2312", "gbk"):
        encoding = "gb18030"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("gb18030")           # declared as UTF-8, written in GBK


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _child_text(element: ET.Element, tag: str) -> str:
    return next(((child.text or "").strip() for child in element if _tag(child) == tag), "")


def _placemarks(element: ET.Element, folder: str) -> Iterator[tuple[str, ET.Element]]:
    pending = [(element, folder)]
    while pending:
        parent, inherited = pending.pop()
        named = _child_text(parent, "name") if _tag(parent) == "Folder" else ""
        current = named or inherited
        for child in parent:
            if _tag(child) == "Placemark":
                yield current, child
        pending += [(child, current) for child in reversed(parent) if _tag(child) in _CONTAINERS]


def _attributes(placemark: ET.Element) -> dict[str, str]:
    found = {"name": _child_text(placemark, "name"), "description": _child_text(placemark, "description")}
    for element in placemark.iter():
        kind = _tag(element)
        key = element.get("name", "").strip()
        if kind == "SimpleData" and key:
            found[key] = (element.text or "").strip()
        elif kind == "Data" and key:
            found[key] = _child_text(element, "value")
    return found


def _shape(element: ET.Element) -> BaseGeometry | None:
    """Return the geometry of an element, None if it is none or has no position."""
    kind = _tag(element)
    if kind not in _PARTS:
        return None
    if kind in ("MultiGeometry", "MultiTrack"):
        parts = [shape for child in element if (shape := _shape(child)) is not None]
        return _gathered(parts) if parts else None
    if kind == "Polygon":
        return _polygon(element)
    xy = _track(element) if kind == "Track" else _coordinates(element)
    if kind == "Point":
        return shapely.Point(xy[0]) if len(xy) else None
    return shapely.LineString(xy) if len(xy) > 1 else None


def _polygon(element: ET.Element) -> BaseGeometry | None:
    rings = {"outerBoundaryIs": [], "innerBoundaryIs": []}  # type: dict[str, list[Any]]
    for child in element:
        if _tag(child) in rings:
            lines = (_coordinates(ring) for ring in child if _tag(ring) == "LinearRing")
            rings[_tag(child)] += [xy for xy in lines if len(xy) > 2]
    outer = rings["outerBoundaryIs"]
    return shapely.Polygon(outer[0], rings["innerBoundaryIs"]) if outer else None


def _coordinates(element: ET.Element) -> Any:
    tuples = (text.split(",")[:2] for text in _child_text(element, "coordinates").split())
    return np.array([(float(x), float(y)) for x, y in tuples])


def _track(element: ET.Element) -> Any:
    coords = ((child.text or "").split()[:2] for child in element if _tag(child) == "coord")
    return np.array([(float(x), float(y)) for x, y in coords])


def _gathered(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Join parts of one kind to a multi-part shape; parts of several kinds stay a collection."""
    parts = [part for shape in shapes for part in getattr(shape, "geoms", [shape])]
    if len(parts) == 1:
        return parts[0]
    for kind, multi in (
        (shapely.Polygon, shapely.MultiPolygon),
        (shapely.LineString, shapely.MultiLineString),
        (shapely.Point, shapely.MultiPoint),
    ):
        if all(isinstance(part, kind) for part in parts):
            return multi(parts)
    return shapely.GeometryCollection(parts)
