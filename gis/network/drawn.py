"""Road lines as drawn: runs of vertices in whole 1e-7 degrees, from a vector layer or from a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gis.errors import InputError
from gis.model import STORAGE_CRS, Issue, RoadNetwork
from gis.network.lineclasses import LineAttributes, understand
from gis.network.noding import Bools, Floats, Ints
from gis.network.osmfile import DEGREES_PER_UNIT, RoadAttributes, Ways
from gis.network.parameters import reading_rules
from gis.network.storage import network_to_storage
from gis.resources import load_toml

UNITS_PER_DEGREE = round(1 / DEGREES_PER_UNIT)


@dataclass(frozen=True)
class Drawn:
    """Runs of vertices in whole 1e-7 degrees, with attributes per run.

    ``row`` is the number of the feature in its file, ``ids`` the node of each vertex of an existing network.
    """

    units: Ints
    starts: Ints
    roads: list[RoadAttributes]
    is_apart: Bools
    row: Ints
    issues: tuple[Issue, ...] = ()
    ids: Ints | None = None

    def of(self, keep: Bools) -> Drawn:
        """Return some of the runs."""
        counts = np.diff(np.append(self.starts, len(self.units)))
        kept = counts[keep]
        return replace(
            self,
            units=self.units[np.repeat(keep, counts)],
            starts=np.cumsum(kept) - kept,
            roads=[road for road, is_kept in zip(self.roads, keep, strict=True) if is_kept],
            is_apart=self.is_apart[keep],
            row=self.row[keep],
        )


NOTHING = Drawn(
    np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64), [], np.empty(0, dtype=bool),
    np.empty(0, dtype=np.int64), ids=np.empty(0, dtype=np.int64),
)


def drawn_roads(frame: gpd.GeoDataFrame, file: str, columns: Mapping[str, str] | None) -> Drawn:
    """Return the roads among lines in degrees, single-part, without repeated vertices."""
    known: LineAttributes = understand(frame, reading_rules(), file=file, columns=columns)
    is_road = np.array([road is not None for road in known.roads], dtype=bool)
    parts, feature = shapely.get_parts(frame.geometry.to_numpy()[is_road], return_index=True)
    feature = np.flatnonzero(is_road)[feature]
    parts = np.where(known.is_backward[feature], shapely.reverse(parts), parts)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    units = np.rint(xy * UNITS_PER_DEGREE).astype(np.int64)
    is_new = np.append(True, (part[1:] != part[:-1]) | (units[1:] != units[:-1]).any(axis=1))[: len(part)]
    units, part = units[is_new], part[is_new]
    counts = np.bincount(part, minlength=len(parts))
    is_line = counts > 1
    units, kept = units[is_line[part]], counts[is_line]
    feature = feature[is_line]
    if not len(kept):
        raise InputError("lines_no_roads", file=file)
    rows = frame.index.to_numpy(dtype=np.int64)[feature]
    roads = [road for road in (known.roads[k] for k in feature) if road is not None]
    return Drawn(units, np.cumsum(kept) - kept, roads, known.is_apart[feature], rows, known.issues)


def on_plane(drawn: Drawn, plane: CRS, file: str) -> Drawn:
    """Leave out lines with a stray vertex (0, 0, say), far away from all others."""
    xy = plane_xy(drawn.units, plane)
    is_placed = np.isfinite(xy).all(axis=1)
    reach_m = float(load_toml("schemas", "roads.toml")["stray"]["reach_m"]["value"])
    if is_placed.any():
        is_placed &= (np.abs(xy - np.median(xy[is_placed], axis=0)) <= reach_m).all(axis=1)
    keep = np.logical_and.reduceat(is_placed, drawn.starts)
    if keep.all():
        return drawn
    if not keep.any():
        raise InputError("lines_no_roads", file=file)
    values = {"file": file, "count": str(int((~keep).sum()))}
    far_away = Issue("error", "lines_far_away", file, row=int(drawn.row[~keep][0]), values=values)
    return replace(drawn.of(keep), issues=(*drawn.issues, far_away))


def plane_xy(units: Ints, plane: CRS) -> Floats:
    """Return positions on the plane in metres, infinite where it has none."""
    forth = Transformer.from_crs(STORAGE_CRS, plane, always_xy=True)
    xy: Floats = np.stack(forth.transform(*(units / UNITS_PER_DEGREE).T), axis=1)
    return xy


def existing_roads(network: RoadNetwork) -> Drawn:
    """Return a network's edges as runs, each in a direction in which it is used."""
    _, edges, _ = network_to_storage(network)
    backward = (edges["oneway"] == "backward").to_numpy()
    shapes = edges.geometry.to_numpy()
    shapes = np.where(backward, shapely.reverse(shapes), shapes)
    xy, run = shapely.get_coordinates(shapes, return_index=True)
    counts = np.bincount(run, minlength=len(edges))
    starts = np.cumsum(counts) - counts
    u, v = edges["u"].to_numpy(dtype=np.int64), edges["v"].to_numpy(dtype=np.int64)
    ids = np.full(len(xy), -1, dtype=np.int64)
    ids[starts], ids[starts + counts - 1] = np.where(backward, v, u), np.where(backward, u, v)
    forth, back = edges["climb_forward"].to_numpy(), edges["climb_backward"].to_numpy()
    edges = edges.assign(
        climb_forward=np.where(backward, back, forth), climb_backward=np.where(backward, forth, back)
    )
    attributes = (field.name for field in fields(RoadAttributes))
    roads = [
        RoadAttributes(**{**values, "oneway": values["oneway"] != "no"})
        for values in edges[list(attributes)].to_dict("records")
    ]
    is_apart = (edges["bridge"] | edges["tunnel"]).to_numpy(dtype=bool)
    return Drawn(
        np.rint(xy * UNITS_PER_DEGREE).astype(np.int64), starts, roads, is_apart,
        np.zeros(len(edges), dtype=np.int64), ids=ids,
    )


def as_ways(
    units: Ints, starts: Ints, roads: list[RoadAttributes], refs: NDArray[np.int64] | None = None
) -> Ways:
    """Return runs of positions as ways; ``refs`` is the node of each vertex, without it each is its own."""
    numbers = np.arange(len(units)) if refs is None else refs
    return Ways(numbers.tolist(), units[:, 0].tolist(), units[:, 1].tolist(), starts.tolist(), list(roads))
