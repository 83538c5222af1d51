"""Layers of vector files: what a file holds, and one layer of it as a frame."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.errors import InputError
from gis.model import Issue
from gis.schema import is_personal
from gis.vectors.formats import Format
from gis.vectors.kml import read_kml
from gis.vectors.workspace import Part, opened

ALL_LAYERS = "*"
LAYER_FIELD = "layer"
ROW = "row"


class Kind(StrEnum):
    """What a layer's shapes are."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


_KINDS = {
    "Point": Kind.POINT,
    "MultiPoint": Kind.POINT,
    "LineString": Kind.LINE,
    "MultiLineString": Kind.LINE,
    "LinearRing": Kind.LINE,
    "Polygon": Kind.POLYGON,
    "MultiPolygon": Kind.POLYGON,
}
# the last: pyogrio's, where a coordinate system is not text
_FAULTS = (
    RuntimeError, ValueError, TypeError, OSError, OverflowError, shapely.GEOSException, UnboundLocalError
)
_KIND_WORDS = {Kind.POINT: "点", Kind.LINE: "线", Kind.POLYGON: "面"}


@dataclass(frozen=True)
class Layer:
    """A layer of a file.

    Attributes
    ----------
    kinds
        What its shapes are.
    fields
        Names of its attributes.
    crs
        Name of its coordinate system, "" if the file does not say it.
    """

    name: str
    kinds: frozenset[Kind]
    features: int
    fields: tuple[str, ...]
    crs: str


@dataclass(frozen=True)
class VectorSurvey:
    """What a file holds, before anything of it is used."""

    file: str
    layers: tuple[Layer, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class VectorLayer:
    """A layer as read.

    Attributes
    ----------
    frame
        Its features with flat shapes of one kind; the index ``row`` is the feature's number from 1.
    layer
        Its name.
    """

    frame: gpd.GeoDataFrame
    layer: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class _Loaded:
    name: str
    frame: gpd.GeoDataFrame

    @property
    def kinds(self) -> frozenset[Kind]:
        names = self.frame.geom_type.dropna().unique()
        return frozenset(_KINDS[name] for name in names if name in _KINDS)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(str(name) for name in self.frame.columns if name != self.frame.geometry.name)


def survey_vector(path: str | Path) -> VectorSurvey:
    """Tell what a vector file holds: layers, fields, whether it says its coordinate system, text encoding.

    Raises
    ------
    InputError
        A fault of the whole file.
    """
    path = Path(path)
    layers, issues = _load(path)
    found = tuple(
        Layer(layer.name, layer.kinds, len(layer.frame), layer.fields, crs_name(layer.frame))
        for layer in layers
    )
    return VectorSurvey(path.name, found, issues)


def read_layer(
    path: str | Path,
    kind: Kind,
    *,
    layer: str | None = None,
    prefer: Callable[[gpd.GeoDataFrame], bool] | None = None,
) -> VectorLayer:
    """Read the layer of a file that holds shapes of a kind, in the file's own coordinates.

    Parameters
    ----------
    path
        GeoPackage, Shapefile (or any part of it, or zipped), GeoJSON, KML, KMZ, GML or FlatGeobuf.
    kind
        The shapes wanted; features of another kind or without shape are left out and counted in an Issue.
    layer
        Name of the layer; ``"*"`` takes all of the kind together, their names in field ``layer``.
    prefer
        Whether a layer is by its content what is wanted; asked where several layers are of the kind.

    Raises
    ------
    InputError
        A fault of the whole file; vector_without_kind; vector_layer_unknown; vector_several_layers where it
        is not clear which layer is meant.
    """
    path = Path(path)
    layers, issues = _load(path)
    fitting = [candidate for candidate in layers if kind in candidate.kinds]
    if not fitting:
        raise InputError("vector_without_kind", file=path.name, kind=_KIND_WORDS[kind], seen=_listed(layers))
    chosen = _chosen(fitting, path.name, layer, prefer)
    frame, dropped = _of_kind(chosen.frame, kind)
    if frame.empty:
        raise InputError("vector_without_kind", file=path.name, kind=_KIND_WORDS[kind], seen=_listed(layers))
    if dropped:
        values = {"file": path.name, "layer": chosen.name, "count": str(dropped), "kind": _KIND_WORDS[kind]}
        issues = (*issues, Issue("warning", "vector_other_shapes", path.name, chosen.name, values=values))
    return VectorLayer(frame, chosen.name, issues)


# ---- reading


def _load(path: Path) -> tuple[list[_Loaded], tuple[Issue, ...]]:
    with _faults_named(path), opened(path) as parts:
        layers = [layer for part in parts for layer in _layers(part)]
        issues = tuple(issue for part in parts for issue in part.issues)
    if not layers:
        raise InputError("vector_nothing_inside", file=path.name)
    return layers, issues


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    """Turn whatever the libraries say of a broken file into one sentence."""
    logger = logging.getLogger("pyogrio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileNotFoundError as error:
        raise InputError("file_missing", file=path.name, path=str(path)) from error
    except PermissionError as error:
        raise InputError("file_locked", file=path.name, path=str(path)) from error
    except InputError:
        raise
    except _FAULTS as error:
        raise InputError("file_damaged", file=path.name) from error
    finally:
        logger.setLevel(level)


def _layers(part: Part) -> Iterator[_Loaded]:
    if part.form is Format.KML:
        for name, frame in read_kml(part.path.read_bytes(), part.stem).items():
            yield _Loaded(name, _cleaned(frame))
        return
    source: Any = _json_bytes(part.path) if part.form is Format.GEOJSON else part.path
    for number, (name, geometry_type) in enumerate(pyogrio.list_layers(source)):
        if geometry_type is None:
            continue
        frame = pyogrio.read_dataframe(source, layer=number, encoding=part.encoding, on_invalid="ignore")
        if isinstance(frame, gpd.GeoDataFrame) and len(frame):
            single = part.form in (Format.SHAPEFILE, Format.GEOJSON)
            yield _Loaded(part.stem if single else str(name), _cleaned(frame, part.form))


def _json_bytes(path: Path) -> Any:
    """Return a GeoJSON file for reading: in UTF-8 as it is, otherwise its text put into UTF-8."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030").encode()
    return data


def _cleaned(frame: gpd.GeoDataFrame, form: Format | None = None) -> gpd.GeoDataFrame:
    """Return features numbered, with flat shapes, without personal values and empty coordinate systems."""
    crs = _meaningful_crs(frame, form)
    flat = shapely.force_2d(frame.geometry.to_numpy())
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    attributes.columns = pd.Index(_distinct(map(str, attributes.columns)))
    personal = [name for name in attributes.columns if is_personal(name)]
    attributes = attributes.assign(**dict.fromkeys(personal))
    attributes.index = pd.RangeIndex(1, len(frame) + 1, name=ROW)
    return gpd.GeoDataFrame(attributes, geometry=flat, crs=crs)


def _distinct(names: Iterable[str]) -> list[str]:
    """Return field names with repeated ones numbered: a Shapefile cuts them to ten bytes."""
    distinct: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in count(2))
        distinct.append(name if name not in distinct else next(new for new in others if new not in distinct))
    return distinct


def _meaningful_crs(frame: gpd.GeoDataFrame, form: Format | None) -> CRS | None:
    crs = frame.crs
    if crs is None or crs.name.lower().startswith("undefined") or not (crs.is_projected or crs.is_geographic):
        return None
    if form is Format.GEOJSON and not is_on_earth(frame) and crs.is_geographic:
        return None                             # metres, taken for degrees because the file says nothing
    try:
        return CRS(crs.to_2d())
    except CRSError:
        return None


# ---- choosing


def _chosen(
    fitting: list[_Loaded],
    file: str,
    layer: str | None,
    prefer: Callable[[gpd.GeoDataFrame], bool] | None,
) -> _Loaded:
    if layer == ALL_LAYERS:
        return _together(fitting, file)
    if layer is not None:
        named = [candidate for candidate in fitting if candidate.name == layer]
        if not named:
            raise InputError("vector_layer_unknown", file=file, layer=layer, layers=_listed(fitting))
        return named[0]
    preferred = [candidate for candidate in fitting if prefer(candidate.frame)] if prefer else []
    candidates = preferred or fitting
    if len(candidates) > 1:
        raise InputError("vector_several_layers", file=file, layers=_listed(candidates))
    return candidates[0]


def _together(layers: list[_Loaded], file: str) -> _Loaded:
    if len({crs_name(layer.frame) for layer in layers}) > 1:
        raise InputError("vector_layers_differ", file=file, layers=_listed(layers))
    frames = [layer.frame.assign(**{LAYER_FIELD: layer.name}) for layer in layers]
    whole = pd.concat(frames, ignore_index=True)
    whole.index = pd.RangeIndex(1, len(whole) + 1, name=ROW)
    return _Loaded("、".join(layer.name for layer in layers), gpd.GeoDataFrame(whole, crs=frames[0].crs))


def _of_kind(frame: gpd.GeoDataFrame, kind: Kind) -> tuple[gpd.GeoDataFrame, int]:
    names = [name for name, known in _KINDS.items() if known is kind]
    fits = frame.geom_type.isin(names) & ~frame.geometry.is_empty
    fits &= np.isfinite(frame.geometry.bounds.to_numpy()).all(axis=1)
    return frame[fits], int((~fits).sum())


def _listed(layers: list[_Loaded]) -> str:
    """Name layers with what is in them: 道路（线 320）、河流（线 41）."""
    words = []
    for layer in layers:
        kinds = "、".join(_KIND_WORDS[kind] for kind in Kind if kind in layer.kinds)
        words.append(f"{layer.name}({kinds} {len(layer.frame)})")
    return "、".join(words)


def crs_name(frame: gpd.GeoDataFrame) -> str:
    """Return the name of a frame's coordinate system, "" if it has none."""
    return "" if frame.crs is None else str(frame.crs.name)


def is_on_earth(frame: gpd.GeoDataFrame) -> bool:
    """Whether all coordinates can be degrees."""
    west, south, east, north = frame.total_bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)
