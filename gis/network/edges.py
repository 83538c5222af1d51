"""Runs of road nodes → edges in osmnx's conventions, in degrees."""

from __future__ import annotations

from dataclasses import replace
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
from gis.model import OPTIONAL_EDGE_VALUES, STORAGE_CRS
from gis.network.osmfile import RoadAttributes, Ways
from gis.network.parameters import ReadingRules
from gis.network.storage import NODE_ID
from gis.network.topology import Paths, merge_segments

Floats = NDArray[np.float64]
METRES_PER_DEGREE = 111_320.0               # of latitude, rough: only for the wide keep-frame
UTM_NORTH, UTM_SOUTH, UTM_ZONE_DEGREES = 32600, 32700, 6


def outline_of(boundary: gpd.GeoDataFrame | BaseGeometry | None) -> BaseGeometry | None:
    """Return the boundary as one geometry in degrees."""
    if isinstance(boundary, gpd.GeoDataFrame | gpd.GeoSeries):
        outline: BaseGeometry = boundary.geometry.to_crs(STORAGE_CRS).union_all()
        return outline
    return boundary


def plane_of(crs: Any, outline: BaseGeometry | None, lonlat: Floats) -> CRS:
    """Return the projected CRS to compute in: the one given, the county's zone, or that of the data's middle.

    Raises
    ------
    InputError
        network_crs_not_projected.
    """
    plane = CRS(crs) if crs else _default_crs(outline, lonlat)
    if not plane.is_projected:
        raise InputError("network_crs_not_projected", crs=plane.to_string())
    return plane


def _default_crs(outline: BaseGeometry | None, lonlat: Floats) -> CRS:
    if outline is not None:
        return county_crs(outline)
    longitude, latitude = lonlat.mean(axis=0)
    try:
        return gauss_kruger_crs(float(longitude))
    except InputError:                      # not in China
        zone = int((longitude + 180) // UTM_ZONE_DEGREES) + 1
        return CRS.from_epsg((UTM_NORTH if latitude >= 0 else UTM_SOUTH) + zone)


def near(ways: Ways, outline: BaseGeometry | None, rules: ReadingRules) -> NDArray[np.bool_]:
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
    is_near: NDArray[np.bool_] = np.logical_or.reduceat(inside, ways.starts)
    return is_near


def build_edges(roads: Ways, keep: NDArray[np.bool_]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return (edges, nodes) in degrees of the runs that are kept.

    Edges are merged like ``osmnx.simplify_graph`` with every attribute in ``edge_attrs_differ``; ``length_m``
    is measured on the ellipsoid along every segment, so it does not depend on the plane.
    """
    refs = np.array(roads.refs, dtype=np.int64)
    run = np.repeat(np.arange(len(roads.starts)), np.diff([*roads.starts, len(refs)]))
    position = np.flatnonzero((run[:-1] == run[1:]) & keep[run[:-1]])     # where each segment starts
    ids, first_seen, number = np.unique(refs, return_index=True, return_inverse=True)
    tail, head = number[position], number[position + 1]
    group_of_run, oneway_of_run = _groups(roads.attributes)
    segment_run = run[position]
    paths = merge_segments(tail, head, group_of_run[segment_run], oneway_of_run[segment_run])
    lonlat = roads.degrees()[first_seen]
    is_ahead = paths.nodes[paths.starts] == tail[paths.first_segment]
    first_runs = segment_run[paths.first_segment].tolist()
    attributes = [
        _along(roads.attributes[run], ahead) for run, ahead in zip(first_runs, is_ahead.tolist(), strict=True)
    ]
    edges = _edge_frame(paths, ids, lonlat, attributes)
    used = np.unique(paths.nodes[np.concatenate([paths.starts, paths.ends])])
    nodes = gpd.GeoDataFrame(
        index=pd.Index(ids[used], name=NODE_ID), geometry=shapely.points(lonlat[used]), crs=STORAGE_CRS
    )
    return edges, nodes


def _along(attribute: RoadAttributes, is_ahead: bool) -> RoadAttributes:
    """Return the attributes of an edge that runs along its first segment or against it."""
    if is_ahead or not attribute.is_sloped:
        return attribute
    up, down = attribute.climb_forward, attribute.climb_backward
    return replace(attribute, climb_forward=down, climb_backward=up)


def _groups(attributes: list[RoadAttributes]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return a code for every distinct set of attributes, and whether it is one-way; shape (runs,)."""
    codes: dict[str, int] = {}              # by repr: NaN equals NaN there
    names = (                               # up and down are told by the direction: never merged with others
        f"{attribute!r} {run}" if attribute.is_sloped else repr(attribute)
        for run, attribute in enumerate(attributes)
    )
    code = [codes.setdefault(name, len(codes)) for name in names]
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
        **{name: [getattr(a, name) for a in attributes] for name in OPTIONAL_EDGE_VALUES},
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
