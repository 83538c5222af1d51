"""What a vector file is, told from its content and not from its name."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from gis.errors import InputError

_SAMPLE_BYTES = 4096
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ROOT_ELEMENT = re.compile(r"<(?:\w+:)?([A-Za-z]\w*)")
_COMMENTS = re.compile(r"<[?!].*?>|<!--.*?-->", re.DOTALL)
_ARCHIVE_SUFFIXES = frozenset({".zip", ".kmz"})
SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx"})


class Format(StrEnum):
    """The formats that are read."""

    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "Shapefile"
    GEOJSON = "GeoJSON"
    KML = "KML"
    GML = "GML"
    FLATGEOBUF = "FlatGeobuf"
    ARCHIVE = "zip"


_MAGIC = {
    b"SQLite format 3\x00": Format.GEOPACKAGE,
    b"\x00\x00\x27\x0a": Format.SHAPEFILE,
    b"fgb": Format.FLATGEOBUF,
}
_SUFFIXES = {
    ".gpkg": Format.GEOPACKAGE,
    ".shp": Format.SHAPEFILE,
    ".geojson": Format.GEOJSON,
    ".json": Format.GEOJSON,
    ".kml": Format.KML,
    ".gml": Format.GML,
    ".fgb": Format.FLATGEOBUF,
}


def recognise(path: Path) -> Format | None:
    """Return the format of a file, None if it is no vector file (a table, an OpenStreetMap file, a picture).

    Any part of a Shapefile stands for the whole. A zip is one if it holds vector files (an .xlsx does not).

    Raises
    ------
    OSError
        The file is missing or cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE_BYTES)
    if path.suffix.lower() in SHAPEFILE_PARTS:
        return Format.SHAPEFILE
    if start.startswith(b"PK\x03\x04"):
        return Format.ARCHIVE if _holds_vectors(path) else None
    for magic, form in _MAGIC.items():
        if start.startswith(magic):
            return form
    return _recognise_text(start)


def is_vector_file(path: Path) -> bool:
    """Whether a file is a vector file; a missing one is none, of a broken zip its name decides."""
    try:
        return recognise(path) is not None
    except OSError:
        return False
    except InputError:
        return path.suffix.lower() in _ARCHIVE_SUFFIXES


def member_format(name: str) -> Format | None:
    """Return the format that the name of a file in a zip announces; None for other parts of Shapefiles."""
    return _SUFFIXES.get(Path(name).suffix.lower())


def _recognise_text(start: bytes) -> Format | None:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if start.startswith(mark)), "latin-1")
    text = start[: len(start) // 2 * 2].decode(encoding, errors="ignore").lstrip()
    if text.startswith("{"):
        return Format.GEOJSON
    root = _ROOT_ELEMENT.search(_COMMENTS.sub("", text)) if text.startswith("<") else None
    if root is None:
        return None
    if root[1].lower() == "kml":
        return Format.KML
    return Format.GML if "opengis.net/gml" in text else None


def _holds_vectors(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(member_format(name) for name in archive.namelist() if not name.startswith("__MACOSX"))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError("file_damaged", file=path.name) from error
