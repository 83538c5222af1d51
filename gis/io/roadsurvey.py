"""A first look at the road file of an import: its fields for the user to put right, its lines as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import PlanningError
from gis.io.cells import shown
from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.files import require_file
from gis.io.vector import to_degrees_by
from gis.model import STORAGE_CRS
from gis.network.lineclasses import found_columns, has_classes, understand
from gis.network.osmfile import Ways, read_ways
from gis.network.parameters import reading_rules
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml
from gis.schema import is_personal, normalise
from gis.vectors.degrees import in_degrees
from gis.vectors.formats import is_vector_file
from gis.vectors.layers import Kind, read_layer

ROAD_COLUMNS = ("class", "speed", "name", "oneway", "bridge", "walk", "drive", "surface")
SAMPLES_KEPT = 5
_STEP = "step_reading_roads"
_BYTES_PER_MB = 1 << 20

Evidence = Literal["read", "skipped", "missing"]


class _TakesLong(PlanningError):
    """The file is not read within the time that a first look may take."""


@dataclass(frozen=True)
class RoadField:
    """A field of own road lines.

    Attributes
    ----------
    samples
        The first different values; none of a field with personal data.
    used_as
        One of :data:`ROAD_COLUMNS` that it is taken for by its name, "" if none.
    """

    name: str
    samples: tuple[str, ...]
    used_as: str
    is_personal: bool


@dataclass(frozen=True)
class RoadSurvey:
    """What a road file is.

    Attributes
    ----------
    fields
        Of lines of a vector file; an OpenStreetMap file says itself what its tags mean.
    is_own
        Whether these are lines of a vector file, about which the user has choices.
    shape
        Fingerprint of the fields: what was put right is remembered for files of the same fields.
    lines
        Roads in degrees, to judge positions by; None where the file was not read in time.
    """

    file: str
    lines: gpd.GeoSeries | None
    layer: str = ""
    fields: tuple[RoadField, ...] = ()
    is_own: bool = False
    shape: str = ""

    @property
    def evidence(self) -> Evidence:
        """Whether positions can be compared with the roads."""
        return "skipped" if self.lines is None else "read"


def survey_roads(
    path: Path, *, choices: ImportChoices = NO_CHOICES, progress: Progress = ignore_progress
) -> RoadSurvey:
    """Look at a road file, at one of OpenStreetMap for a limited time (``evidence`` in ``coordinates.toml``).

    Parameters
    ----------
    choices
        Layer and coordinate system of ``roads``, where the user has named them.
    progress
        May cancel.

    Raises
    ------
    InputError
        A fault of the whole file; the questions of :func:`gis.vectors.layers.read_layer` and
        :func:`gis.vectors.degrees.in_degrees`.
    gis.progress.Cancelled
        By ``progress``.
    """
    require_file(path)
    progress(0.0, _STEP)
    if is_vector_file(path):
        return _survey_lines(path, choices, progress)
    limits = load_toml("schemas", "coordinates.toml")["evidence"]
    if path.stat().st_size > limits["roads_at_most_mb"] * _BYTES_PER_MB:
        return RoadSurvey(path.name, None)
    end = monotonic() + limits["roads_at_most_s"]
    try:
        roads, _ = read_ways(path, reading_rules(), partial(_within, progress, end))
    except _TakesLong:
        return RoadSurvey(path.name, None)
    return RoadSurvey(path.name, _as_lines(roads))


def _within(progress: Progress, end: float, fraction: float, step: str = "") -> None:
    progress(fraction, step)
    if monotonic() > end:
        raise _TakesLong("roads_take_long")


def _as_lines(ways: Ways) -> gpd.GeoSeries:
    xy = ways.degrees()
    counts = np.diff(np.append(ways.starts, len(xy))).astype(np.int64)
    shapes = shapely.linestrings(xy, indices=np.repeat(np.arange(len(counts)), counts)) if len(xy) else []
    return gpd.GeoSeries(shapes, crs=STORAGE_CRS)


def _survey_lines(path: Path, choices: ImportChoices, progress: Progress) -> RoadSurvey:
    read = read_layer(path, Kind.LINE, layer=choices.layers.get("roads"), prefer=has_classes)
    progress(0.4, _STEP)
    to_degrees = to_degrees_by(choices.coordinates.get("roads"))
    frame = in_degrees(read, path.name, role="roads", to_degrees=to_degrees).frame
    progress(0.6, _STEP)
    known = understand(frame, reading_rules(), file=path.name)
    is_road = np.array([road is not None for road in known.roads], dtype=bool)
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    return RoadSurvey(
        path.name, frame.geometry[is_road], read.layer, tuple(_fields(frame, names)), True, _shape(names)
    )


def _fields(frame: gpd.GeoDataFrame, names: Iterable[str]) -> Iterable[RoadField]:
    roles: Mapping[str, str] = {field: role for role, field in found_columns(frame).items()}
    for name in names:
        personal = is_personal(name)
        role = roles.get(name, "")
        samples = () if personal else tuple(_samples(frame[name]))
        yield RoadField(name, samples, role if role in ROAD_COLUMNS else "", personal)


def _samples(values: pd.Series[Any]) -> Iterable[str]:
    return [text for value in values.dropna().unique()[:SAMPLES_KEPT] if (text := shown(value))]


def _shape(names: Iterable[str]) -> str:
    return sha256("\n".join(["roads", *sorted(map(normalise, names))]).encode()).hexdigest()
