"""A network's fingerprint, and its form in a plan file (EPSG:4490 degrees) and back."""

from __future__ import annotations

import hashlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.crs import AT_ONCE, reproject
from gis.model import OPTIONAL_EDGE_VALUES, STORAGE_CRS, RoadNetwork
from gis.network.parameters import reading_rules
from gis.progress import give_way

DEGREE_DECIMALS = 9                 # 0.1 mm; positions of OSM files (7 decimals) come back bit for bit
LENGTH_DECIMALS = 6
NODE_ID = "osmid"
EDGE_COLUMNS = ("u", "v", "length_m", "highway", "name", "maxspeed_kph", "oneway", "walk", "drive", "bridge")
BARRIER_COLUMNS = ("kind", "name")


def assemble(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, barriers: gpd.GeoDataFrame) -> RoadNetwork:
    """Make a network of frames in one projected CRS; works out the digest and whether there are footpaths.

    Parameters
    ----------
    nodes, edges, barriers
        As described at :class:`gis.model.RoadNetwork`.
    """
    return RoadNetwork(
        nodes=nodes,
        edges=edges,
        barriers=barriers,
        has_footpaths=_has_footpaths(edges),
        digest=network_digest(nodes, edges, barriers),
    )


def _has_footpaths(edges: gpd.GeoDataFrame) -> bool:
    """Whether the source knows footpaths: a surveyed path or two do not make the others known."""
    rules = reading_rules()
    length = edges["length_m"].to_numpy(dtype=float)
    is_path = edges["highway"].isin(rules.footpath_classes).to_numpy()
    walked = length[edges["walk"].to_numpy(dtype=bool)].sum()
    return bool(is_path.any() and length[is_path].sum() >= rules.footpath_share * walked)


def network_digest(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, barriers: gpd.GeoDataFrame) -> str:
    """Return the SHA-256 of everything in a network that decides travel times (names do not).

    Positions enter in degrees of EPSG:4490, so that the digest does not change by saving and opening.
    """
    digest = hashlib.sha256(CRS(edges.crs).to_wkt("WKT2_2019").encode())
    digest.update(np.asarray(nodes.index, dtype="<i8").tobytes())
    for frame in (nodes, edges, barriers):
        digest.update(_position_bytes(_degrees(frame)))
        give_way()
    for column in ("u", "v"):
        digest.update(edges[column].to_numpy(dtype="<i8").tobytes())
    micrometres = np.rint(edges["length_m"].to_numpy(dtype=float) * 10**LENGTH_DECIMALS)
    digest.update(micrometres.astype("<i8").tobytes())
    digest.update(np.nan_to_num(edges["maxspeed_kph"].to_numpy(dtype="<f8"), nan=-1.0).tobytes())
    for column in ("walk", "drive", "bridge"):
        digest.update(edges[column].to_numpy(dtype=bool).tobytes())
    for texts in (edges["highway"], edges["oneway"], barriers["kind"]):
        digest.update("\n".join(texts.astype(str)).encode())
    for name, unknown in OPTIONAL_EDGE_VALUES.items():   # only where they say more: others keep their digest
        if name in edges and (says := _says(edges[name], unknown)) is not None:
            digest.update(name.encode() + says)
    return digest.hexdigest()


def _says(column: pd.Series, unknown: str | float) -> bytes | None:
    """Return an optional column as bytes, None where it says nothing."""
    if isinstance(unknown, str):
        texts = column.astype(str)
        return "\n".join(texts).encode() if (texts != unknown).any() else None
    values = column.to_numpy(dtype="<f8")
    if np.array_equal(values, np.full(len(values), float(unknown)), equal_nan=True):
        return None
    known: NDArray[np.float64] = np.nan_to_num(values, nan=-1.0)
    return known.tobytes()


def _position_bytes(shapes: NDArray[np.object_]) -> bytes:
    """Return coordinates and their grouping as bytes."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    counts = np.bincount(owner, minlength=len(shapes)).astype("<i8")
    grid: NDArray[np.int64] = np.rint(xy * 10**DEGREE_DECIMALS).astype("<i8")
    return grid.tobytes() + counts.tobytes()


def _degrees(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the shapes of a frame in EPSG:4490 with coordinates on the storage grid."""
    moved = reproject(frame.geometry.to_numpy(), frame.crs, STORAGE_CRS)
    for start in range(0, len(moved), AT_ONCE):
        moved[start : start + AT_ONCE] = shapely.transform(moved[start : start + AT_ONCE], _round_degrees)
    return moved


def _round_degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    # division by a whole power of ten gives the same double as reading the decimal number
    rounded: NDArray[np.float64] = np.rint(xy * 10**DEGREE_DECIMALS) / 10**DEGREE_DECIMALS
    return rounded


def network_to_storage(
    network: RoadNetwork,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return (nodes, edges, barriers) in EPSG:4490 with plain columns, as a plan file keeps them.

    The order of the rows is part of the network and must be kept. Node ids stand in column ``osmid``.
    """
    nodes = _stored(network.nodes)[["geometry"]].rename_axis(NODE_ID).reset_index()
    columns = [*EDGE_COLUMNS, *OPTIONAL_EDGE_VALUES, "geometry"]
    edges = _stored(network.edges)[columns].reset_index(drop=True)
    barriers = _stored(network.barriers)[[*BARRIER_COLUMNS, "geometry"]].reset_index(drop=True)
    return nodes, edges, barriers


def _stored(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(gpd.GeoSeries(_degrees(frame), index=frame.index, crs=STORAGE_CRS))


def network_from_storage(
    nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, barriers: gpd.GeoDataFrame | None, *, crs: Any
) -> RoadNetwork:
    """Rebuild a network from the frames of a plan file, with the same digest and the same travel times.

    Parameters
    ----------
    nodes, edges, barriers
        The frames of :func:`network_to_storage`; more columns are ignored, the optional ones may be missing,
        None or an empty frame means no barriers.
    crs
        The projected CRS of the network before it was stored: ``gis.crs.county_crs`` of the boundary, or
        what ``RoadNetwork.crs`` was.

    Raises
    ------
    ValueError
        Edges name nodes that are not there, or a node stands twice.
    """
    ids = pd.Index(nodes[NODE_ID].to_numpy(dtype=np.int64), name=NODE_ID)
    typed = {
        "u": edges["u"].to_numpy(dtype=np.int64),
        "v": edges["v"].to_numpy(dtype=np.int64),
        "length_m": edges["length_m"].to_numpy(dtype=float),
        "highway": _texts(edges["highway"]),
        "name": _texts(edges["name"]),
        "maxspeed_kph": pd.to_numeric(edges["maxspeed_kph"]).to_numpy(dtype=float, na_value=np.nan),
        "oneway": _texts(edges["oneway"]),
        **{column: edges[column].to_numpy(dtype=bool) for column in ("walk", "drive", "bridge")},
        **{
            name: _optional(edges[name], unknown)
            for name, unknown in OPTIONAL_EDGE_VALUES.items()
            if name in edges
        },
    }
    if not (ids.is_unique and np.isin(typed["u"], ids).all() and np.isin(typed["v"], ids).all()):
        raise ValueError("roads: u, v / osmid")
    if barriers is None or barriers.empty:
        barriers = gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=STORAGE_CRS)
    barrier_texts = {column: _texts(barriers[column]) for column in BARRIER_COLUMNS}
    return assemble(
        gpd.GeoDataFrame(index=ids, geometry=_plane(nodes, crs), crs=crs),
        gpd.GeoDataFrame(typed, geometry=_plane(edges, crs), crs=crs),
        gpd.GeoDataFrame(barrier_texts, geometry=_plane(barriers, crs), crs=crs),
    )


def _optional(column: pd.Series, unknown: str | float) -> NDArray[Any]:
    """Return an optional column in the type of its "unknown", which stands for empty cells.

    Raises
    ------
    ValueError
        A number that no road has: the file is damaged.
    """
    if isinstance(unknown, str):
        return _texts(column)
    numbers = pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan)
    known = np.where(np.isnan(numbers), float(unknown), numbers)
    if isinstance(unknown, bool):
        return known.astype(bool)
    if np.isinf(known).any() or (known <= 0).any():
        raise ValueError(f"roads: {column.name}")
    return known


def _plane(frame: gpd.GeoDataFrame, crs: Any) -> NDArray[np.object_]:
    return reproject(frame.geometry.to_numpy(), STORAGE_CRS, crs)


def _texts(column: pd.Series) -> NDArray[np.object_]:
    """Return texts with "" for missing ones."""
    texts: NDArray[np.object_] = column.astype(object).where(column.notna(), "").to_numpy(dtype=object)
    return texts
