"""A GeoJSON file of changes to the roads: taken in whole, or not at all, with what is wrong with each."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import geopandas as gpd
from shapely.errors import ShapelyError
from shapely.geometry import shape as shape_from

from gis.errors import InputError
from gis.io.files import read_bytes
from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.messages import describe
from gis.network.editshapes import plain_wkt
from gis.planning.scenario import set_network_edit
from gis.resources import load_toml

_TEXTS = ("road_class", "season", "note")
_YES, _NO = frozenset({"true", "1", "yes", "是"}), frozenset({"false", "0", "no", "否"})


class EditsRefused(InputError):
    """Some changes of a file cannot be made; ``problems`` are (row, name, sentence)."""

    def __init__(self, file: str, problems: Sequence[tuple[int, str, str]]) -> None:
        said = (
            describe("edit_row_refused", {"row": row, "name": name, "sentence": sentence}).what
            for row, name, sentence in problems
        )
        super().__init__("edits_refused", file=file, count=len(problems), listed=" ".join(said))
        self.problems = tuple(problems)


def read_edits(path: Path | str, scenario: Scenario, boundary: gpd.GeoDataFrame) -> Scenario:
    """Return a scenario with the changes of a file added; those it has already are replaced.

    Parameters
    ----------
    path
        GeoJSON in degrees; properties ``kind`` (close, add, speed, danger, barrier, or in Chinese), ``name``,
        ``season``, ``running_kph``, ``road_class``, ``walk``, ``drive``, ``note``, ``edit_id``. Without
        ``edit_id`` a change takes the place of the only one of its name.
    scenario, boundary
        The scenario, and the plan's boundary.

    Raises
    ------
    InputError
        file_missing and the like; edits_not_geojson.
    EditsRefused
        Some of them cannot be made; the scenario stays as it was.
    """
    path = Path(path)
    made, problems = scenario, []
    for row, feature in enumerate(_features(path), start=1):
        name = str(_properties(feature).get("name") or "")
        try:
            made = set_network_edit(made, _edit(feature, made.network_edits), boundary=boundary)
        except InputError as error:
            problems.append((row, name, str(error)))
    if problems:
        raise EditsRefused(path.name, problems)
    return made


def _features(path: Path) -> list[Any]:
    try:
        content = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("edits_not_geojson", file=path.name) from error
    kind = content.get("type") if isinstance(content, dict) else None
    found = content.get("features") if kind == "FeatureCollection" else [content]
    if kind not in ("FeatureCollection", "Feature") or not isinstance(found, list) or not found:
        raise InputError("edits_not_geojson", file=path.name)
    return found


def _properties(feature: Any) -> Mapping[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _edit(feature: Any, known: Iterable[NetworkEdit]) -> NetworkEdit:
    told = _properties(feature)
    name = str(told.get("name") or "").strip()
    said: dict[str, Any] = {key: str(told[key]).strip() for key in _TEXTS if told.get(key) is not None}
    said |= {key: _flag(told[key], name) for key in ("walk", "drive") if told.get(key) is not None}
    if told.get("running_kph") is not None:
        said["running_kph"] = _number(told["running_kph"])
    kind = _kind(told.get("kind"), name)
    return NetworkEdit(_id_of(told, name, known), kind, name, _wkt(feature), **said)


def _id_of(told: Mapping[str, Any], name: str, known: Iterable[NetworkEdit]) -> str:
    given = told.get("edit_id")
    if given:
        return str(given)
    of_name = [edit.edit_id for edit in known if edit.name == name]
    return of_name[0] if len(of_name) == 1 else str(uuid4())


def _kind(value: Any, name: str) -> NetworkEditKind:
    aliases: Mapping[str, list[str]] = load_toml("schemas", "edits.toml")["kinds"]
    text = str(value or "").strip().lower()
    for kind in NetworkEditKind:
        if text in (kind.value, *aliases[kind.value]):
            return kind
    words = "、".join(f"{kind.value}（{aliases[kind.value][0]}）" for kind in NetworkEditKind)
    raise InputError("edit_kind_unknown", name=name, kind=text, known=words)


def _wkt(feature: Any) -> str:
    try:
        shape = shape_from(feature["geometry"])
        return plain_wkt(shape)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ShapelyError):
        return ""                   # refused as a damaged shape


def _flag(value: Any, name: str) -> bool:
    text = str(value).strip().lower()
    if text in _YES | _NO:
        return text in _YES
    raise InputError("edit_flag_unknown", name=name, value=text)


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return -math.inf            # refused as an impossible speed
    return -math.inf if math.isnan(number) else number
