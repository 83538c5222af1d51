"""Road lines without OpenStreetMap (own data, surveys, tracks) → a network, or more roads for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.model import STORAGE_CRS, Issue, RoadNetwork
from gis.network.drawn import (
    NOTHING,
    UNITS_PER_DEGREE,
    Drawn,
    as_ways,
    drawn_roads,
    existing_roads,
    on_plane,
    plane_xy,
)
from gis.network.edges import build_edges, near, outline_of, plane_of
from gis.network.lineclasses import has_classes
from gis.network.linegaps import find_crossings, join_crossings
from gis.network.linereport import LineReport
from gis.network.noding import Floats, Ints, Runs, Tolerances, node_lines, without_repeats
from gis.network.parameters import reading_rules
from gis.network.storage import assemble
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml
from gis.vectors.degrees import ToDegrees, in_degrees
from gis.vectors.layers import Kind, read_layer

_WEST_SOUTH = np.array([180, 90]) * UNITS_PER_DEGREE
_POLE_TO_POLE = 180 * UNITS_PER_DEGREE + 1
_STEP = "step_reading_roads"


def read_lines(
    path: Path,
    *,
    boundary: gpd.GeoDataFrame | BaseGeometry | None = None,
    crs: Any = None,
    columns: Mapping[str, str] | None = None,
    layer: str | None = None,
    to_degrees: ToDegrees | None = None,
    join_crossings: bool = False,
    tolerance_m: float | None = None,
    progress: Progress = ignore_progress,
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    """Read the road lines of a vector file as a network like that of an OpenStreetMap file.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GeoJSON, KML …; of several layers of lines the one with road classes.
    boundary, crs
        As for :func:`gis.network.build.load_roads`.
    columns
        ``class``, ``speed``, ``name``, ``oneway``, ``bridge``, ``walk``, ``drive`` → field that the user
        named ("" = in no field); the others are found by the names in ``schemas/roads.toml``.
    layer, to_degrees
        Layer and coordinate system that the user named; see :mod:`gis.vectors`.
    join_crossings
        Whether lines that cross on one level without a common node meet there all the same.
    tolerance_m
        How near an end must come to meet another line; default: ``noding.tolerance_m`` of that file.
    progress
        Told the share done; may cancel.

    Returns
    -------
    tuple
        The network, and Issues: what was not understood, and what did not connect, with ``lon`` and ``lat``.

    Raises
    ------
    InputError
        A fault of the whole file; roads_outside_boundary, lines_no_roads, road_column_unknown; questions of
        :func:`gis.vectors.layers.read_layer` and :func:`gis.vectors.degrees.in_degrees`.
    """
    progress(0.0, _STEP)
    read = read_layer(path, Kind.LINE, layer=layer, prefer=has_classes)
    read = in_degrees(read, path.name, role="roads", to_degrees=to_degrees)
    progress(0.2, _STEP)
    outline = outline_of(boundary)
    drawn = _near_county(drawn_roads(read.frame, path.name, columns), outline, path.name)
    plane = plane_of(crs, outline, drawn.units / UNITS_PER_DEGREE)
    drawn = on_plane(drawn, plane, path.name)
    progress(0.4, _STEP)
    noding = _Noding(plane, _tolerances(tolerance_m), join_crossings, path.name)
    network, issues = _network(drawn, NOTHING, noding, progress)
    no_rivers = Issue("info", "lines_without_barriers", path.name, values={"file": path.name})
    return network, (*read.issues, *drawn.issues, no_rivers, *issues)


def merge_lines(
    network: RoadNetwork,
    lines: gpd.GeoDataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    file: str = "",
    tolerance_m: float | None = None,
    progress: Progress = ignore_progress,
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    """Add surveyed roads to a network and join them to it where they meet it.

    Parameters
    ----------
    network
        Stays as it is: its nodes keep their ids and places, its roads are joined to one another nowhere else.
    lines
        Lines with a coordinate system and with fields as of a file (``道路等级`` or ``highway`` …).
    columns, tolerance_m
        As for :func:`read_lines`.
    file
        Where the lines come from, for the Issues.

    Returns
    -------
    tuple
        A new network with more edges (those that the new roads meet are split), and Issues about the new
        roads only.

    Raises
    ------
    InputError
        vector_no_crs, lines_no_roads, road_column_unknown.
    """
    if lines.crs is None:
        raise InputError("vector_no_crs", file=file, role="roads", bounds="—")
    progress(0.0, _STEP)
    flat = gpd.GeoDataFrame(
        lines.drop(columns=lines.geometry.name),
        geometry=shapely.force_2d(lines.geometry.to_numpy()),
        crs=lines.crs,
    ).to_crs(STORAGE_CRS)
    flat.index = pd.RangeIndex(1, len(flat) + 1)
    return _merged(network, drawn_roads(flat, file, columns), tolerance_m, file, progress)


def join_lines(
    network: RoadNetwork,
    path: Path,
    *,
    boundary: gpd.GeoDataFrame | BaseGeometry | None = None,
    columns: Mapping[str, str] | None = None,
    layer: str | None = None,
    to_degrees: ToDegrees | None = None,
    tolerance_m: float | None = None,
    progress: Progress = ignore_progress,
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    """Add the road lines of a file to a network: :func:`read_lines`, then :func:`merge_lines`.

    Lines that lie wholly outside the frame around the county are left out.

    Raises
    ------
    InputError
        As :func:`read_lines`.
    """
    progress(0.0, _STEP)
    read = read_layer(path, Kind.LINE, layer=layer, prefer=has_classes)
    read = in_degrees(read, path.name, role="roads", to_degrees=to_degrees)
    drawn = _near_county(drawn_roads(read.frame, path.name, columns), outline_of(boundary), path.name)
    merged, issues = _merged(network, drawn, tolerance_m, path.name, progress)
    return merged, (*read.issues, *issues)


def _merged(
    network: RoadNetwork, drawn: Drawn, tolerance_m: float | None, file: str, progress: Progress
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    plane = CRS(network.crs)
    drawn = on_plane(drawn, plane, file)
    there = existing_roads(network)
    noding = _Noding(plane, _tolerances(tolerance_m), False, file)
    merged, issues = _network(drawn, there, noding, progress)
    merged = assemble(merged.nodes, merged.edges, network.barriers)
    return merged, (*drawn.issues, *_at_most(_already_there(network, drawn, plane, file), file), *issues)


def _at_most(issues: Iterable[Issue], file: str) -> Iterable[Issue]:
    """Yield the first issues of a kind, and how many there are where they are too many to be read."""
    listed, most = list(issues), int(_rules()["already_there_listed"]["value"])
    yield from listed[:most]
    if len(listed) > most:
        values = {"file": file, "count": str(len(listed)), "listed": str(most)}
        yield Issue("warning", "lines_already_there", file, values=values)


def _near_county(drawn: Drawn, outline: BaseGeometry | None, file: str) -> Drawn:
    is_near = near(as_ways(drawn.units, drawn.starts, drawn.roads), outline, reading_rules())
    if not is_near.any():
        raise InputError("roads_outside_boundary", file=file)
    return drawn.of(is_near)


# ---- nodes


def _numbered(drawn: Drawn, there: Drawn) -> tuple[Ints, Ints, int, Ints]:
    """Give every vertex a node: those of an existing network their own, new ones that at their position.

    Returns
    -------
    tuple
        Node of each vertex (existing runs first), position of each node in units, count of existing nodes,
        ids of the nodes to be (existing ones keep theirs).
    """
    assert there.ids is not None
    is_end = there.ids >= 0
    own, first_end, end_number = np.unique(there.ids[is_end], return_index=True, return_inverse=True)
    fixed = np.empty(len(there.units), dtype=np.int64)
    fixed[is_end] = end_number
    fixed[~is_end] = len(own) + np.arange(int((~is_end).sum()))
    fixed_units = np.concatenate([there.units[is_end][first_end], there.units[~is_end]])
    keys = np.concatenate([_keys(fixed_units), _keys(drawn.units)])
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    place = first[number[len(fixed_units) :]]   # of equal positions the first: an existing one if any is
    is_new = place >= len(fixed_units)
    new_places, new_number = np.unique(place[is_new], return_inverse=True)
    place[is_new] = len(fixed_units) + new_number
    units = np.concatenate([fixed_units, drawn.units[new_places - len(fixed_units)]])
    beyond = int(own.max(initial=0)) + 1
    ids = np.concatenate([own, beyond + np.arange(len(units) - len(own))])
    return np.concatenate([fixed, place]), units, len(fixed_units), ids


def _keys(units: Ints) -> Ints:
    """Return one number for each position; shape (positions,)."""
    shifted = units + _WEST_SOUTH
    keys: Ints = shifted[:, 0] * _POLE_TO_POLE + shifted[:, 1]
    return keys


@dataclass(frozen=True)
class _Noding:
    plane: CRS
    tolerances: Tolerances
    at_crossings: bool
    file: str


def _tolerances(join_m: float | None) -> Tolerances:
    join = float(_rules()["tolerance_m"]["value"]) if join_m is None else join_m
    return Tolerances(join, min(join, float(_rules()["touch_m"]["value"])))


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = load_toml("schemas", "roads.toml")["noding"]
    return rules


def _network(
    drawn: Drawn, there: Drawn, noding: _Noding, progress: Progress
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    """Node the lines of both, and build the network and the Issues about those drawn."""
    plane, join_m = noding.plane, noding.tolerances.join_m
    node, units, fixed_nodes, ids = _numbered(drawn, there)
    starts = np.concatenate([there.starts, len(there.units) + drawn.starts])
    xy = plane_xy(units, plane)
    apart = np.concatenate([there.is_apart, drawn.is_apart])
    before = Runs(node, starts, xy, apart, len(there.starts), fixed_nodes)
    runs = node_lines(before, noding.tolerances)
    progress(0.6, _STEP)
    crossings = find_crossings(runs, join_m)
    if noding.at_crossings:
        runs = join_crossings(runs, crossings)
    progress(0.7, _STEP)
    runs, units = _settled(runs, units, before.xy, plane)
    ids = np.concatenate([ids, ids.max(initial=0) + 1 + np.arange(len(units) - len(ids))])
    roads = [*there.roads, *drawn.roads]
    ways = as_ways(units[runs.node], runs.starts, roads, ids[runs.node])
    edges, nodes = build_edges(ways, np.ones(len(roads), dtype=bool))
    progress(0.9, _STEP)
    no_barriers = gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=plane)
    network = assemble(nodes.to_crs(plane), edges.to_crs(plane), no_barriers)
    report = LineReport(runs, [road.name for road in drawn.roads], drawn.row, plane, noding.file)
    if not noding.at_crossings:
        report.crossings(crossings)
    report.near_misses(join_m * float(_rules()["near_miss_factor"]["value"]))
    report.pieces()
    progress(1.0, _STEP)
    return network, tuple(report.issues)


def _settled(runs: Runs, units: Ints, xy: Floats, plane: CRS) -> tuple[Runs, Ints]:
    """Bring nodes that were moved or made to whole units; nodes that fall together there become one."""
    known = len(xy)
    is_moved = np.ones(len(runs.xy), dtype=bool)
    is_moved[:known] = (runs.xy[:known] != xy).any(axis=1)
    settled = np.concatenate([units, np.zeros((len(runs.xy) - known, 2), dtype=np.int64)])
    back = Transformer.from_crs(plane, STORAGE_CRS, always_xy=True)
    degrees = np.stack(back.transform(*runs.xy[is_moved].T), axis=1)
    settled[is_moved] = np.rint(degrees * UNITS_PER_DEGREE).astype(np.int64)
    _, first, number = np.unique(_keys(settled), return_index=True, return_inverse=True)
    target = first[number]
    target[: runs.fixed_nodes] = np.arange(runs.fixed_nodes)
    return without_repeats(replace(runs, node=target[runs.node])), settled


# ---- roads that are there already


def _already_there(network: RoadNetwork, drawn: Drawn, plane: CRS, file: str) -> Iterable[Issue]:
    """Name the new roads that run mostly along a road of the network."""
    xy = plane_xy(drawn.units, plane)
    counts = np.diff(np.append(drawn.starts, len(xy)))
    lines = shapely.linestrings(xy, indices=np.repeat(np.arange(len(counts)), counts))
    roads = network.edges.geometry.to_numpy()
    reach = _tolerances(None).join_m
    one, other = shapely.STRtree(roads).query(lines, predicate="dwithin", distance=reach)
    for k in np.unique(one).tolist():
        beside = shapely.union_all(shapely.buffer(roads[other[one == k]], reach))
        share = shapely.length(shapely.intersection(lines[k], beside)) / shapely.length(lines[k])
        if share >= _rules()["already_there_share"]["value"]:
            lon, lat = drawn.units[drawn.starts[k]] / UNITS_PER_DEGREE
            values = {"share": f"{share:.0%}", "lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
            values["line"] = drawn.roads[k].name or f"#{drawn.row[k]}"
            yield Issue("warning", "line_already_there", file, row=int(drawn.row[k]), values=values)
