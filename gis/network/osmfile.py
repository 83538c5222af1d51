"""OpenStreetMap files (XML, gzipped XML, PBF) → plain arrays of ways, with the node ids (the topology)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from gis.network.parameters import ReadingRules
from gis.progress import Progress, ignore_progress

DEGREES_PER_UNIT = 1e-7                     # OSM stores whole multiples
KPH_PER_MPH = 1.609344
_WAYS_AT_ONCE = 1_000
FORMATS = {b"\x1f\x8b": "osm.gz", b"BZh": "osm.bz2", b"<": "osm", b"\xef\xbb\xbf<": "osm"}
ONEWAY_FORWARD = frozenset({"yes", "true", "1"})
ONEWAY_BACKWARD = frozenset({"-1", "reverse"})


@dataclass(frozen=True)
class RoadAttributes:
    """What one way says about itself; ``oneway`` holds for vehicles, in the order of the nodes kept.

    The climbs are along and against that order, as at :class:`gis.model.RoadNetwork`.
    """

    highway: str
    name: str
    maxspeed_kph: float
    oneway: bool
    walk: bool
    drive: bool
    bridge: bool
    tunnel: bool = False
    surface: str = ""
    danger: bool = False
    running_kph: float = float("nan")
    climb_forward: float = 1.0
    climb_backward: float = 1.0

    @property
    def is_sloped(self) -> bool:
        """Whether the two directions cost differently from the flat."""
        return (self.climb_forward, self.climb_backward) != (1.0, 1.0)


@dataclass
class Ways:
    """Ways as runs of nodes; a way with missing nodes gives several runs."""

    refs: list[int] = field(default_factory=list)
    x: list[int] = field(default_factory=list)
    y: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    attributes: list[Any] = field(default_factory=list)

    def add(self, nodes: list[tuple[int, int, int]], attributes: Any) -> None:
        """Add one run of (id, x, y)."""
        self.starts.append(len(self.refs))
        self.attributes.append(attributes)
        refs, x, y = zip(*nodes, strict=True)
        self.refs += refs
        self.x += x
        self.y += y

    def degrees(self) -> NDArray[np.float64]:
        """Return longitude and latitude of every node; shape (nodes, 2)."""
        units = np.array([self.x, self.y], dtype=np.float64).T
        return units / round(1 / DEGREES_PER_UNIT)


def read_ways(
    path: Path, rules: ReadingRules, progress: Progress = ignore_progress
) -> tuple[Ways, Ways]:
    """Read the roads and the barriers of a file.

    Parameters
    ----------
    progress
        Asked every now and then whether to go on: how much there is to come is not known.

    Returns
    -------
    tuple of Ways
        Roads (attributes: ``RoadAttributes``) and barriers (attributes: (kind, name)).

    Raises
    ------
    InputError
        The file is missing, locked, empty, of another format, truncated or damaged.
    """
    import osmium

    file_format = _sniff_format(path)
    source = osmium.io.File(str(path), file_format)
    roads, barriers = Ways(), Ways()
    try:
        areas = _area_members(source, rules)
        entities = osmium.FileProcessor(source, osmium.osm.NODE | osmium.osm.WAY).with_locations()
        ways: Any = entities.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        for number, way in enumerate(ways):
            if number % _WAYS_AT_ONCE == 0:
                progress(0.0, "step_reading_roads")
            tags = {tag.k: tag.v for tag in way.tags}
            kind = barrier_kind(tags, rules) or areas.get(way.id, "")
            road = road_attributes(tags, rules)
            if not kind and road is None:
                continue
            for run in _runs(way.nodes):
                if road is not None:
                    roads.add(run[::-1] if tags.get("oneway") in ONEWAY_BACKWARD else run, road)
                if kind:
                    barriers.add(run, (kind, tags.get("name", "")))
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as fault:
        raise InputError("roads_damaged", file=path.name, detail=str(fault)) from fault
    return roads, barriers


def _sniff_format(path: Path) -> str:
    """Return osmium's name of the format, told from the first bytes and not from the file's name."""
    try:
        with path.open("rb") as stream:
            start = stream.read(64)
    except FileNotFoundError as fault:
        raise InputError("roads_missing", file=str(path)) from fault
    except OSError as fault:
        raise InputError("roads_locked", file=path.name) from fault
    if not start.strip():
        raise InputError("roads_empty", file=path.name)
    if b"OSMHeader" in start:
        return "pbf"
    for magic, file_format in FORMATS.items():
        if start.lstrip().startswith(magic):
            return file_format
    raise InputError("roads_wrong_format", file=path.name)


def _area_members(source: Any, rules: ReadingRules) -> dict[int, str]:
    """Return the outlines of areas drawn by relations (lakes, wide rivers): way id → kind."""
    import osmium

    members = {}
    relations: Any = osmium.FileProcessor(source, osmium.osm.RELATION)
    for relation in relations:
        tags = {tag.k: tag.v for tag in relation.tags}
        kind = barrier_kind(tags, rules) if tags.get("type") == "multipolygon" else ""
        if kind:
            members.update({member.ref: kind for member in relation.members if member.type == "w"})
    return members


def _runs(nodes: Any) -> Iterator[list[tuple[int, int, int]]]:
    """Yield the runs of nodes with a known position, without immediate repeats, of two nodes or more."""
    run: list[tuple[int, int, int]] = []
    for node in nodes:
        location = node.location
        if not location.valid():
            if len(run) > 1:
                yield run
            run = []
        elif not run or run[-1][0] != node.ref:
            run.append((node.ref, location.x, location.y))
    if len(run) > 1:
        yield run


def barrier_kind(tags: Mapping[str, str], rules: ReadingRules) -> str:
    """Return the kind of barrier that tags describe; "" if none, or on a bridge, in a tunnel."""
    if tags.get("tunnel", "no") != "no" or tags.get("bridge", "no") != "no":
        return ""
    for key, kinds in rules.barrier_tags.items():
        if tags.get(key) in kinds:
            return tags[key]
    return ""


def road_attributes(tags: Mapping[str, str], rules: ReadingRules) -> RoadAttributes | None:
    """Return a road's attributes, None where tags describe no road that someone may use."""
    highway = tags.get("highway")
    if highway is None or tags.get("area") == "yes":
        return None
    walk = highway in rules.walkable_classes and not _is_blocked(tags, rules.walk_keys, rules)
    drive = highway in rules.drivable_classes and not _is_blocked(tags, rules.drive_keys, rules)
    if not (walk or drive):
        return None
    return RoadAttributes(
        highway=highway,
        name=tags.get("name", ""),
        maxspeed_kph=parse_speed_kph(tags.get("maxspeed", "")),
        oneway=_is_oneway(tags, rules),
        walk=walk,
        drive=drive,
        bridge=tags.get("bridge", "no") != "no",
        tunnel=tags.get("tunnel", "no") != "no",
        surface=tags.get("surface", "").split(";")[0].strip().lower(),
    )


def _is_blocked(tags: Mapping[str, str], keys: tuple[str, ...], rules: ReadingRules) -> bool:
    """Return whether the most special access tag present forbids."""
    value = next((tags[key] for key in keys if key in tags), "")
    return value in rules.blocked_values


def _is_oneway(tags: Mapping[str, str], rules: ReadingRules) -> bool:
    if "oneway" in tags:
        return tags["oneway"] in ONEWAY_FORWARD or tags["oneway"] in ONEWAY_BACKWARD
    return any(tags.get(key) in values for key, values in rules.oneway_implied.items())


def parse_speed_kph(text: str) -> float:
    """Return a ``maxspeed`` tag in km/h, NaN where it gives no number."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?", text.strip())
    if match is None:
        return float("nan")
    return float(match[1]) * (KPH_PER_MPH if match[2] == "mph" else 1.0)
