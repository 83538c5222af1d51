"""A network while it is being changed: rows of the old one keep their place, new ones are appended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis.model import RoadNetwork
from gis.network.changed import ChangedEdges
from gis.network.costs import Columns, edge_columns
from gis.network.storage import BARRIER_COLUMNS, NODE_ID, network_digest

Use = Literal["walk", "drive"]
CHANGEABLE = ("walk", "drive", "danger", "running_kph")
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class EditGround:
    """What all drafts of one network have in common; see :func:`edit_ground`.

    Attributes
    ----------
    edges
        With every column, rows numbered.
    columns
        What of them decides how modes use them.
    lines, tree
        Their shapes, shape (edges,), and where these are.
    """

    network: RoadNetwork
    edges: gpd.GeoDataFrame
    columns: Columns
    lines: NDArray[np.object_]
    tree: shapely.STRtree


def edit_ground(network: RoadNetwork) -> EditGround:
    """Work out what several drafts of a network can share."""
    edges = network.edges.reset_index(drop=True)
    lines: NDArray[np.object_] = edges.geometry.to_numpy()
    return EditGround(network, edges, edge_columns(edges), lines, shapely.STRtree(lines))


class Draft:
    """The edges of a network as rows that may be changed, cut and added to.

    A row that is cut stays where it is, shut to everybody; its parts are new rows. Rows that were open to
    nobody in the first place are never met.
    """

    def __init__(self, ground: EditGround) -> None:
        self.network, self._edges, self._columns = ground.network, ground.edges, ground.columns
        self._lines, self._tree = ground.lines, ground.tree
        self._cells = {name: self._edges[name].to_numpy(copy=True) for name in CHANGEABLE}
        self._used: dict[Use, list[bool]] = {
            "walk": self._edges["walk"].astype(bool).tolist(),
            "drive": self._edges["drive"].astype(bool).tolist(),
        }
        self._cut: set[int] = set()
        self._added: list[dict[str, Any]] = []
        self._nodes: dict[int, Point] = {}
        self._next_node = int(self.network.nodes.index.max()) + 1 if len(self.network.nodes) else 1
        self._barriers: list[dict[str, Any]] = []

    # ---- reading

    def line(self, row: int) -> LineString:
        """Return the line of a row."""
        known = len(self._lines)
        line: LineString = self._lines[row] if row < known else self._added[row - known]["geometry"]
        return line

    def cell(self, row: int, column: str) -> Any:
        """Return a value of a row."""
        known = len(self._lines)
        if row >= known:
            return self._added[row - known][column]
        return self._cells[column][row] if column in self._cells else self._edges[column].iloc[row]

    def rows_near(self, shape: BaseGeometry, within_m: float, uses: Iterable[Use]) -> list[int]:
        """Return the rows within a distance that were open to one of the uses before anything was closed."""
        known, wanted = len(self._lines), tuple(uses)
        found = self._tree.query(shape, predicate="dwithin", distance=within_m).tolist()
        found += [
            known + k for k, row in enumerate(self._added) if row["geometry"].dwithin(shape, within_m)
        ]
        return sorted(row for row in found if self._is_met(row, wanted))

    def nearest(self, point: Point, within_m: float, uses: Iterable[Use]) -> int | None:
        """Return the nearest such row, of equals the first; None if there is none."""
        rows = self.rows_near(point, within_m, uses)
        return min(rows, key=lambda row: (round(self.line(row).distance(point), 6), row), default=None)

    def _is_met(self, row: int, uses: Sequence[Use]) -> bool:
        return row not in self._cut and any(self._used[use][row] for use in uses)

    def barriers(self) -> list[BaseGeometry]:
        """Return all barriers, the new ones last."""
        return [*self.network.barriers.geometry.tolist(), *(row["geometry"] for row in self._barriers)]

    # ---- changing

    def set(self, row: int, column: str, value: Any) -> None:
        """Change a value of a row."""
        known = len(self._lines)
        if row < known:
            self._cells[column][row] = value
        else:
            self._added[row - known][column] = value

    def cut_out(self, row: int, stretches: Sequence[tuple[float, float]]) -> list[int]:
        """Make rows of their own of stretches of a row that do not overlap; return those rows, in order."""
        length = self.line(row).length
        places = sorted({place for stretch in stretches for place in stretch} - {0.0, length})
        starts = {start for start, _ in stretches}
        parts = zip(self.cut(row, places), [0.0, *places], strict=True)
        return [part for part, start in parts if start in starts]

    def cut(self, row: int, places: Sequence[float]) -> list[int]:
        """Cut a row at some metres from its start; return its parts, itself if there are no places."""
        if not places:
            return [row]
        line, whole = self.line(row), self._values(row)
        length, metres = line.length, float(whole["length_m"])
        ends = [0.0, *places, length]
        nodes = [int(whole["u"]), *(self.add_node(line.interpolate(place)) for place in places)]
        nodes.append(int(whole["v"]))
        measured = [metres * ((end - start) / length) for start, end in pairwise(ends)]
        measured[-1] = metres - sum(measured[:-1])      # the parts are as long as the whole
        used = {use: self._used[use][row] for use in self._used}
        parts = []
        for (start, end), (u, v), part_m in zip(pairwise(ends), pairwise(nodes), measured, strict=True):
            values = {**whole, "u": u, "v": v, "length_m": part_m, "geometry": substring(line, start, end)}
            parts.append(self._append(values, used))
        for use in self._used:
            self.set(row, use, False)
        self._cut.add(row)
        return parts

    def _values(self, row: int) -> dict[str, Any]:
        known = len(self._lines)
        if row >= known:
            return dict(self._added[row - known])
        values: dict[str, Any] = self._edges.iloc[row].to_dict()
        return {**values, **{name: cells[row] for name, cells in self._cells.items()}}

    def add_node(self, point: Point) -> int:
        """Return the id of a new node."""
        node, self._next_node = self._next_node, self._next_node + 1
        self._nodes[node] = point
        return node

    def add_edge(self, values: dict[str, Any]) -> int:
        """Append an edge; return its row."""
        return self._append(values, {"walk": bool(values["walk"]), "drive": bool(values["drive"])})

    def _append(self, values: dict[str, Any], used: dict[Use, bool]) -> int:
        self._added.append(values)
        for use, is_used in used.items():
            self._used[use].append(is_used)
        return len(self._lines) + len(self._added) - 1

    def add_barrier(self, kind: str, name: str, shape: BaseGeometry) -> None:
        """Append a barrier."""
        self._barriers.append({"kind": kind, "name": name, "geometry": shape})

    # ---- the outcome

    def changed(self) -> ChangedEdges:
        """Return the edges that are new or have another value."""
        rows, known = self._rows_changed(), len(self._lines)
        old = rows[rows < known]

        def values(name: str, was: NDArray[Any]) -> NDArray[Any]:
            stay = was[old] if name not in self._cells else self._cells[name][old]
            more = [row[name] for row in self._added]
            return np.concatenate([np.asarray(part, dtype=was.dtype) for part in (stay, more)])

        u, v = (values(end, self._edges[end].to_numpy(dtype=np.int64)) for end in ("u", "v"))
        columns = {name: values(name, was) for name, was in self._columns.items()}
        return ChangedEdges(rows, columns, u, v, values("geometry", self._lines))

    def _rows_changed(self) -> Ints:
        """Return the rows that are new or have another value, rising."""
        differs = np.zeros(len(self._lines), dtype=bool)
        for name, cells in self._cells.items():
            was = self._edges[name].to_numpy()
            differs |= (cells != was) & ~(pd.isna(cells) & pd.isna(was))
        return np.append(np.flatnonzero(differs), len(differs) + np.arange(len(self._added)))

    def finished(self) -> RoadNetwork:
        """Return the changed network, the old one itself if nothing changed."""
        changed = self._rows_changed()
        if not (len(changed) or self._nodes or self._barriers):
            return self.network
        network, more = self.network, self._more()
        barriers = network.barriers.reset_index(drop=True)
        # a path that somebody drew does not make a network of drivable ways one with footpaths
        return replace(
            network,
            nodes=_extended(network.nodes, more[0]),
            edges=_extended(self._edges.assign(**self._cells), more[1]),
            barriers=_extended(barriers, more[2]) if self._barriers else network.barriers,
            digest=self._digest(changed, more),
        )

    def _more(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Return the new nodes, edges and barriers."""
        crs = self.network.crs
        ids = pd.Index(list(self._nodes), dtype=self.network.nodes.index.dtype, name=NODE_ID)
        edges = pd.DataFrame(self._added, columns=list(self._edges.columns))
        barriers = pd.DataFrame(self._barriers, columns=[*BARRIER_COLUMNS, "geometry"])
        return (
            gpd.GeoDataFrame(index=ids, geometry=list(self._nodes.values()), crs=crs),
            gpd.GeoDataFrame(edges, geometry="geometry", crs=crs),
            gpd.GeoDataFrame(barriers, geometry="geometry", crs=crs),
        )

    def _digest(
        self, changed: Ints, more: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]
    ) -> str:
        """Return the fingerprint: that of the network before, and all that differs from it."""
        rows = changed[changed < len(self._lines)]
        digest = hashlib.sha256(self.network.digest.encode() + rows.astype("<i8").tobytes())
        for cells in self._cells.values():
            digest.update(np.nan_to_num(cells[rows].astype("<f8"), nan=-1.0).tobytes())
        digest.update(network_digest(*more).encode())
        return digest.hexdigest()


def _extended(frame: gpd.GeoDataFrame, more: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with rows appended, every column of the type it had."""
    if not len(more):
        return frame
    if not len(frame):              # its columns have no type to speak of
        return more[list(frame.columns)]
    keeps_index = frame.index.name == NODE_ID
    columns = {
        name: pd.concat([frame[name], more[name].astype(frame[name].dtype)], ignore_index=not keeps_index)
        for name in frame.columns
        if name != frame.geometry.name
    }
    shapes = np.concatenate([frame.geometry.to_numpy(), more.geometry.to_numpy()])
    index = frame.index.append(more.index) if keeps_index else pd.RangeIndex(len(shapes))
    return gpd.GeoDataFrame(columns, index=index, geometry=shapes, crs=frame.crs)
