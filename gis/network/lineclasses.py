"""What the attributes of a road line mean: field names and class words are data (``schemas/roads.toml``)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from gis.model import Issue
from gis.network.osmfile import ONEWAY_BACKWARD, RoadAttributes, parse_speed_kph, road_attributes
from gis.network.parameters import ReadingRules
from gis.resources import load_toml
from gis.schema import normalise

ROLES = ("class", "speed", "name", "oneway", "bridge", "walk", "drive", "surface", "osm_tags")
NOT_USED = ""
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_ROUTE_NUMBER = re.compile(r"([a-z])\d{2,}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOST_VALUES_LISTED = 50


@dataclass(frozen=True)
class LineAttributes:
    """The attributes of lines, understood.

    Attributes
    ----------
    roads
        Each line's attributes, None where the line is no road; shape (lines,).
    is_backward
        Lines that are drawn against their direction of travel.
    is_apart
        On a bridge, in a tunnel or on another level.
    """

    roads: tuple[RoadAttributes | None, ...]
    is_backward: NDArray[np.bool_]
    is_apart: NDArray[np.bool_]
    issues: tuple[Issue, ...]


def understand(
    frame: gpd.GeoDataFrame, rules: ReadingRules, *, file: str, columns: Mapping[str, str] | None = None
) -> LineAttributes:
    """Find class, speed, name, direction and bridges in the fields of road lines.

    Parameters
    ----------
    frame
        Lines in degrees.
    columns
        Role (:data:`ROLES`) → field that the user named, "" = in no field; the others are found by name.

    Raises
    ------
    InputError
        road_column_unknown: there is no field of the name given.
    """
    found = _columns(frame, columns or {}, file)
    notes = _Notes(file, frame)
    kinds = _classes(frame, found, notes)
    texts = {role: _texts(frame, found.get(role)) for role in ROLES}
    speeds = _speeds(texts["speed"], found.get("speed", ""), notes)
    ways = _oneways(texts["oneway"], found.get("oneway", ""), notes)
    surfaces = _surfaces(texts["surface"], found.get("surface", ""), notes)
    roads: list[RoadAttributes | None] = []
    backward, apart = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for k, kind in enumerate(kinds):
        tags = dict(_HSTORE.findall(texts["osm_tags"][k])) if texts["osm_tags"][k] else {}
        tags |= {"highway": kind} if kind else {}
        tags |= {"name": texts["name"][k]} if texts["name"][k] else {}
        tags |= {"maxspeed": f"{speeds[k]:g}"} if not math.isnan(speeds[k]) else {}
        tags |= {"oneway": ways[k]} if ways[k] else {}
        tags |= {"surface": surfaces[k]} if surfaces[k] else {}
        tags |= _yes_no_tags(texts, k)
        roads.append(road_attributes(tags, rules) if kind else None)
        backward[k] = tags.get("oneway") in ONEWAY_BACKWARD
        apart[k] = any(tags.get(key, "no") not in ("no", "0", "") for key in ("bridge", "tunnel", "layer"))
    notes.no_roads(sum(road is None for road in roads))
    return LineAttributes(tuple(roads), backward, apart, tuple(notes.issues))


def found_columns(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Return role (:data:`ROLES`) → field, as the names of the fields tell."""
    return _columns(frame, {}, "")


def has_classes(frame: gpd.GeoDataFrame) -> bool:
    """Whether lines have a field of road classes in which at least one value is known."""
    column = _columns(frame, {}, "").get("class")
    return column is not None and any(map(road_class, set(_texts(frame, column))))


def _yes_no_tags(texts: Mapping[str, list[str]], k: int) -> dict[str, str]:
    tags = {}
    if _is_yes(texts["bridge"][k]):
        tags["bridge"] = "yes"
    if _is_no(texts["walk"][k]):
        tags["foot"] = "no"
    if _is_no(texts["drive"][k]):
        tags["motorcar"] = "no"
    return tags


class _Notes:
    """Issues about values, one for each distinct value, with the place of the first line that has it."""

    def __init__(self, file: str, frame: gpd.GeoDataFrame) -> None:
        self._file, self._frame = file, frame
        self.issues: list[Issue] = []

    def value(self, code: str, column: str, texts: list[str], bad: Mapping[str, str], **values: str) -> None:
        """Note each value of ``bad`` (compared → as written)."""
        counts = Counter(normalise(text) for text in texts)
        first = {normalise(text): k for k, text in reversed(list(enumerate(texts)))}
        for key, written in list(bad.items())[:_MOST_VALUES_LISTED]:
            about = {"value": written, "count": str(counts[key]), **values, **self._place(first[key])}
            row = int(self._frame.index[first[key]])
            self.issues.append(Issue("warning", code, self._file, row=row, column=column, values=about))

    def no_class_field(self, used: str) -> None:
        """Note that the file says nothing about classes."""
        fields = "、".join(str(name) for name in self._frame.columns if name != self._frame.geometry.name)
        values = {"file": self._file, "fields": fields or "—", "used": used}
        self.issues.append(Issue("warning", "road_class_field_missing", self._file, values=values))

    def no_roads(self, count: int) -> None:
        """Note how many lines are no roads that someone may use."""
        if count:
            values = {"file": self._file, "count": str(count)}
            self.issues.append(Issue("info", "lines_not_roads", self._file, values=values))

    def _place(self, k: int) -> dict[str, str]:
        point = self._frame.geometry.iloc[k].representative_point()
        return {"lon": f"{point.x:.6f}", "lat": f"{point.y:.6f}"}


# ---- fields


def _columns(frame: gpd.GeoDataFrame, given: Mapping[str, str], file: str) -> dict[str, str]:
    """Return role → field."""
    fields = {normalise(name): str(name) for name in frame.columns if name != frame.geometry.name}
    found: dict[str, str] = {}
    for role, aliases in _words()["columns"].items():
        if role in given:
            if given[role] != NOT_USED:
                if normalise(given[role]) not in fields:
                    known = "、".join(fields.values()) or "—"
                    raise InputError("road_column_unknown", file=file, column=given[role], fields=known)
                found[role] = fields[normalise(given[role])]
            continue
        named = next((fields[key] for key in map(normalise, aliases) if key in fields), None)
        if named is not None and named not in found.values():
            found[role] = named
    return found


def _texts(frame: gpd.GeoDataFrame, column: str | None) -> list[str]:
    """Return the values of a field as texts, "" for empty ones and a missing field."""
    if column is None:
        return [""] * len(frame)
    return ["" if pd.isna(value) else _text(value) for value in frame[column]]


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


@cache
def _words() -> dict[str, Any]:
    return load_toml("schemas", "roads.toml")


# ---- values


def _classes(frame: gpd.GeoDataFrame, found: Mapping[str, str], notes: _Notes) -> list[str]:
    """Return the ``highway`` value of each line, "" where the line is no road."""
    default = str(_words()["unknown_class"]["value"])
    if "class" not in found:
        notes.no_class_field(default)
        return [default] * len(frame)
    column = found["class"]
    texts = _texts(frame, column)
    is_osm = normalise(column) in _words()["osm_class_fields"]["names"]
    unknown: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        kind = road_class(text)
        if not kind and not is_osm:
            unknown.setdefault(normalise(text), text)
            kind = default
        kinds[text] = kind or (normalise(text) if is_osm else "")
    notes.value("road_class_unknown", column, texts, unknown, used=default)
    return [kinds[text] for text in texts]


@cache
def road_class(text: str) -> str:
    """Return the ``highway`` value that a class word, a route number or an OpenStreetMap value stands for."""
    key = normalise(text)
    words = _class_words()
    if key in words:
        return words[key]
    number = _ROUTE_NUMBER.match(key)
    letters = _words()["route_letters"]
    if number is not None and number[1].upper() in letters:
        return str(letters[number[1].upper()])
    inside = [word for word in words if word in key and not word.isascii()]
    return words[max(inside, key=len)] if inside else ""


@cache
def _class_words() -> dict[str, str]:
    words = {normalise(word): kind for kind, listed in _words()["classes"].items() for word in listed}
    access = load_toml("standards", "travel.toml")["access"]
    osm = [*access["walkable_classes"]["value"], *access["drivable_classes"]["value"]]
    return {**words, **{kind: kind for kind in osm}}


def _speeds(texts: list[str], column: str, notes: _Notes) -> list[float]:
    """Return the limit of each line in km/h, NaN = not given."""
    largest = float(_words()["speed"]["largest_kph"]["value"])
    bad: dict[str, str] = {}
    speeds: dict[str, float] = {}
    for text in dict.fromkeys(texts):
        number = _NUMBER.search(text)
        kph = parse_speed_kph(text)
        if math.isnan(kph) and number is not None:
            kph = float(number[0])
        speeds[text] = kph if 0 < kph <= largest else math.nan
        if kph > largest or text.startswith("-"):
            bad.setdefault(normalise(text), text)
            speeds[text] = math.nan
    notes.value("road_speed_impossible", column, texts, bad, largest=f"{largest:g}")
    return [speeds[text] for text in texts]


def _oneways(texts: list[str], column: str, notes: _Notes) -> list[str]:
    """Return ``yes``, ``-1``, ``no`` or "" (not given) for each line."""
    words = _words()["oneway"]
    tags = {"forward": "yes", "backward": "-1", "both": "no"}
    means = {normalise(word): tag for key, tag in tags.items() for word in words[key]}
    keys = {normalise(text) for text in texts}
    if "b" not in keys:                         # beside B they are directions, alone perhaps no and yes
        means = {key: tag for key, tag in means.items() if key not in ("f", "t")}
    bad = {key: key for key in keys if key and key not in means}
    notes.value("road_oneway_unknown", column, texts, bad)
    return [means.get(normalise(text), "") for text in texts]


def _surfaces(texts: list[str], column: str, notes: _Notes) -> list[str]:
    """Return the ``surface`` value of each line, "" = not given or not understood."""
    bad: dict[str, str] = {}
    known: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        known[text] = road_surface(text)
        if text and not known[text]:
            bad.setdefault(normalise(text), text)
    notes.value("road_surface_unknown", column, texts, bad)
    return [known[text] for text in texts]


@cache
def road_surface(text: str) -> str:
    """Return the ``surface`` value that a word for a surface or an OpenStreetMap value stands for."""
    key, words = normalise(text), _surface_words()
    if key in words:
        return words[key]
    inside = [word for word in words if word in key and not word.isascii()]
    return words[max(inside, key=len)] if inside else ""


@cache
def _surface_words() -> dict[str, str]:
    words = {normalise(word): kind for kind, listed in _words()["surfaces"].items() for word in listed}
    osm = load_toml("standards", "travel.toml")["surface"]["vehicle_share"]["value"]
    return {**words, **{normalise(kind): kind for kind in osm}}


def _is_yes(text: str) -> bool:
    return normalise(text) in _yes_no()[0]


def _is_no(text: str) -> bool:
    return normalise(text) in _yes_no()[1]


@cache
def _yes_no() -> tuple[frozenset[str], frozenset[str]]:
    words = _words()["yes"]
    return frozenset(map(normalise, words["words"])), frozenset(map(normalise, words["no"]))
