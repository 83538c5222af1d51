"""Road file → directed road network in the county's projected CRS, in osmnx's conventions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod
from shapely.geometry.base import BaseGeometry

from gis.crs import county_crs, gauss_kruger_crs
from gis.errors import InputError
from gis.model import STORAGE_CRS, RoadNetwork
from gis.network.osmfile import RoadAttributes, Ways, read_ways
from gis.network.parameters import ReadingRules, reading_rules
from gis.network.storage import NODE_ID, assemble, network_from_storage, network_to_storage
from gis.network.topology import Paths, merge_segments

__all__ = ["assemble", "network_from_storage", "network_to_storage", "read_roads"]

Floats = NDArray[np.float64]
METRES_PER_DEGREE = 111_320.0               # of latitude, rough: only for the wide keep-frame
UTM_NORTH, UTM_SOUTH, UTM_ZONE_DEGREES = 32600, 32700, 6


def read_roads(
    path: str | Path, *, boundary: gpd.GeoDataFrame | BaseGeometry | None = None, crs: Any = None
) -> RoadNetwork:
    """Read an OpenStreetMap file (XML, gzipped XML, PBF) as a road network; all components are kept.

    Parameters
    ----------
    path
        The file; its format is told from its content. Ways of clipped files are cut at missing nodes.
    boundary
        The county: a GeoDataFrame of any CRS, or a geometry in degrees. It gives the CRS. Roads that lie
        wholly outside a frame of ``extent.buffer_m`` (``travel.toml``) around it are left out; nothing
        else is clipped.
    crs
        Projected CRS to compute in; default: the county's zone (``gis.crs``), without a boundary that of
        the data's middle (outside China its UTM zone).

    Returns
    -------
    RoadNetwork
        ``length_m`` is measured on the ellipsoid along every segment, so it does not depend on the CRS.
        Edges are merged like ``osmnx.simplify_graph`` with every attribute in ``edge_attrs_differ``.

    Raises
    ------
    InputError
        The file is missing, locked, empty, of another format, damaged, or holds no road (near the county).
    """
    path, rules = Path(path), reading_rules()
    outline = _outline(boundary)
    roads, barriers = read_ways(path, rules)
    if not roads.refs:
        raise InputError("roads_none_inside", file=path.name)
    near_roads = _near(roads, outline, rules)
    if not near_roads.any():
        raise InputError("roads_outside_boundary", file=path.name)
    target = CRS(crs) if crs else _default_crs(outline, roads.degrees())
    if not target.is_projected:
        raise InputError("network_crs_not_projected", crs=target.to_string())
    edges, nodes = _merge(roads, near_roads)
    return assemble(
        nodes.to_crs(target),
        edges.to_crs(target),
        _barrier_frame(barriers, _near(barriers, outline, rules), rules).to_crs(target),
    )


def _outline(boundary: gpd.GeoDataFrame | BaseGeometry | None) -> BaseGeometry | None:
    """Return the boundary as one geometry in degrees."""
    if isinstance(boundary, gpd.GeoDataFrame | gpd.GeoSeries):
        outline: BaseGeometry = boundary.geometry.to_crs(STORAGE_CRS).union_all()
        return outline
    return boundary


def _default_crs(outline: BaseGeometry | None, lonlat: Floats) -> CRS:
    if outline is not None:
        return county_crs(outline)
    longitude, latitude = lonlat.mean(axis=0)
    try:
        return gauss_kruger_crs(float(longitude))
    except InputError:                      # not in China
        zone = int((longitude + 180) // UTM_ZONE_DEGREES) + 1
        return CRS.from_epsg((UTM_NORTH if latitude >= 0 else UTM_SOUTH) + zone)


def _near(ways: Ways, outline: BaseGeometry | None, rules: ReadingRules) -> NDArray[np.bool_]:
    """Return which runs have a node inside the frame around the county; shape (runs,)."""
    if outline is None or not ways.refs:
        return np.ones(len(ways.starts), dtype=bool)
    west, south, east, north = outline.bounds
    margin_y = rules.buffer_m / METRES_PER_DEGREE
    margin_x = margin_y / np.cos(np.radians((south + north) / 2))
    low = np.array([west - margin_x, south - margin_y])
    high = np.array([east + margin_x, north + margin_y])
    lonlat = ways.degrees()
    inside = ((lonlat >= low) & (lonlat <= high)).all(axis=1)
    near: NDArray[np.bool_] = np.logical_or.reduceat(inside, ways.starts)
    return near


def _merge(roads: Ways, keep: NDArray[np.bool_]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return (edges, nodes) in degrees."""
    refs = np.array(roads.refs, dtype=np.int64)
    run = np.repeat(np.arange(len(roads.starts)), np.diff([*roads.starts, len(refs)]))
    position = np.flatnonzero((run[:-1] == run[1:]) & keep[run[:-1]])     # where each segment starts
    ids, first_seen, number = np.unique(refs, return_index=True, return_inverse=True)
    tail, head = number[position], number[position + 1]
    group_of_run, oneway_of_run = _groups(roads.attributes)
    segment_run = run[position]
    paths = merge_segments(tail, head, group_of_run[segment_run], oneway_of_run[segment_run])
    lonlat = roads.degrees()[first_seen]
    edges = _edge_frame(paths, ids, lonlat, [roads.attributes[k] for k in segment_run[paths.first_segment]])
    used = np.unique(paths.nodes[np.concatenate([paths.starts, paths.ends])])
    nodes = gpd.GeoDataFrame(
        index=pd.Index(ids[used], name=NODE_ID), geometry=shapely.points(lonlat[used]), crs=STORAGE_CRS
    )
    return edges, nodes


def _groups(attributes: list[RoadAttributes]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return a code for every distinct set of attributes, and whether it is one-way; shape (runs,)."""
    codes: dict[str, int] = {}              # by repr: NaN equals NaN there
    code = [codes.setdefault(repr(attribute), len(codes)) for attribute in attributes]
    oneway = [attribute.oneway for attribute in attributes]
    return np.array(code, dtype=np.int64), np.array(oneway, dtype=bool)


def _edge_frame(
    paths: Paths, ids: NDArray[np.int64], lonlat: Floats, attributes: list[RoadAttributes]
) -> gpd.GeoDataFrame:
    counts = paths.ends - paths.starts + 1
    xy = lonlat[paths.nodes]
    frame = {
        "u": ids[paths.nodes[paths.starts]],
        "v": ids[paths.nodes[paths.ends]],
        "length_m": _lengths_m(xy, paths),
        "highway": [a.highway for a in attributes],
        "name": [a.name for a in attributes],
        "maxspeed_kph": [a.maxspeed_kph for a in attributes],
        "oneway": ["forward" if a.oneway else "no" for a in attributes],
        "walk": [a.walk for a in attributes],
        "drive": [a.drive for a in attributes],
        "bridge": [a.bridge for a in attributes],
    }
    lines = shapely.linestrings(xy, indices=np.repeat(np.arange(len(counts)), counts))
    return gpd.GeoDataFrame(frame, geometry=lines, crs=STORAGE_CRS)


def _lengths_m(xy: Floats, paths: Paths) -> Floats:
    """Return the ellipsoidal length of each run of nodes; shape (edges,)."""
    _, _, steps = Geod(ellps="GRS80").inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
    steps = np.append(steps, 0.0)
    steps[paths.ends] = 0.0                 # from one run to the next there is no road
    lengths: Floats = np.add.reduceat(steps, paths.starts)
    return lengths


def _barrier_frame(barriers: Ways, keep: NDArray[np.bool_], rules: ReadingRules) -> gpd.GeoDataFrame:
    """Return barriers in degrees: closed outlines of water as areas, everything else as lines."""
    lonlat = barriers.degrees().reshape(-1, 2)
    bounds = [*barriers.starts, len(barriers.refs)]
    rows = []
    for k in np.flatnonzero(keep):
        kind, name = barriers.attributes[k]
        xy = lonlat[bounds[k] : bounds[k + 1]]
        line = shapely.linestrings(xy)
        is_area = kind in rules.area_kinds and line.is_ring
        rows.append((kind, name, shapely.polygons(xy) if is_area else line))
    frame = pd.DataFrame(rows, columns=["kind", "name", "shape"])
    return gpd.GeoDataFrame(frame[["kind", "name"]], geometry=frame["shape"].to_list(), crs=STORAGE_CRS)
