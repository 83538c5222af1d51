"""Road file → directed road network in the county's projected CRS, in osmnx's conventions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.model import STORAGE_CRS, Issue, RoadNetwork
from gis.network.edges import build_edges, near, outline_of, plane_of
from gis.network.osmfile import Ways, read_ways
from gis.network.parameters import ReadingRules, reading_rules
from gis.network.storage import assemble, network_from_storage, network_to_storage
from gis.progress import Progress, ignore_progress
from gis.vectors.degrees import ToDegrees
from gis.vectors.formats import is_vector_file

__all__ = [
    "RoadReading",
    "assemble",
    "load_roads",
    "network_from_storage",
    "network_to_storage",
    "read_roads",
]

Boundary: TypeAlias = gpd.GeoDataFrame | BaseGeometry | None


@dataclass(frozen=True)
class RoadReading:
    """A network, and what the user should look at in the file that it came from.

    Attributes
    ----------
    issues
        Each with a place has ``lon`` and ``lat`` (degrees, EPSG:4490) among its values.
    """

    network: RoadNetwork
    issues: tuple[Issue, ...] = ()


def read_roads(
    path: str | Path, *, boundary: Boundary = None, crs: Any = None, **options: Any
) -> RoadNetwork:
    """Read a road file as a network: :func:`load_roads` without its Issues."""
    return load_roads(path, boundary=boundary, crs=crs, **options).network


def load_roads(
    path: str | Path,
    *,
    boundary: Boundary = None,
    crs: Any = None,
    columns: Mapping[str, str] | None = None,
    layer: str | None = None,
    to_degrees: ToDegrees | None = None,
    join_crossings: bool = False,
    tolerance_m: float | None = None,
    progress: Progress = ignore_progress,
) -> RoadReading:
    """Read an OpenStreetMap file (XML, gzipped XML, PBF) or road lines of a vector file as a road network.

    Parameters
    ----------
    path
        The file; what it is is told from its content. Ways of clipped OSM files are cut at missing nodes. All
        components are kept.
    boundary
        The county: a GeoDataFrame of any CRS, or a geometry in degrees. It gives the CRS. Roads that lie
        wholly outside a frame of ``extent.buffer_m`` (``travel.toml``) around it are left out; nothing
        else is clipped.
    crs
        Projected CRS to compute in; default: the county's zone (``gis.crs``), without a boundary that of
        the data's middle (outside China its UTM zone).
    columns, layer, to_degrees, join_crossings, tolerance_m
        Of road lines; see :func:`gis.network.lines.read_lines`.
    progress
        Told the share done; may cancel.

    Returns
    -------
    RoadReading
        ``length_m`` is measured on the ellipsoid along every segment, so it does not depend on the CRS.
        Edges are merged like ``osmnx.simplify_graph`` with every attribute in ``edge_attrs_differ``.

    Raises
    ------
    InputError
        The file is missing, locked, empty, of another format, damaged, or holds no road (near the county); of
        road lines also what :func:`gis.network.lines.read_lines` asks.
    """
    path = Path(path)
    if is_vector_file(path):
        from gis.network.lines import read_lines

        network, issues = read_lines(
            path, boundary=boundary, crs=crs, columns=columns, layer=layer, to_degrees=to_degrees,
            join_crossings=join_crossings, tolerance_m=tolerance_m, progress=progress,
        )
        return RoadReading(network, issues)
    return RoadReading(_read_osm(path, boundary, crs, progress))


def _read_osm(path: Path, boundary: Boundary, crs: Any, progress: Progress) -> RoadNetwork:
    rules, outline = reading_rules(), outline_of(boundary)
    roads, barriers = read_ways(path, rules, progress)
    if not roads.refs:
        raise InputError("roads_none_inside", file=path.name)
    near_roads = near(roads, outline, rules)
    if not near_roads.any():
        raise InputError("roads_outside_boundary", file=path.name)
    plane = plane_of(crs, outline, roads.degrees())
    edges, nodes = build_edges(roads, near_roads)
    return assemble(
        nodes.to_crs(plane),
        edges.to_crs(plane),
        _barrier_frame(barriers, near(barriers, outline, rules), rules).to_crs(plane),
    )


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
