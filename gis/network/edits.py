"""Changes of a scenario to the roads: the network as it would be, and what could not be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis.crs import reproject
from gis.errors import InputError
from gis.layout import NetworkEdit, NetworkEditKind
from gis.model import OPTIONAL_EDGE_VALUES, STORAGE_CRS, Issue, RoadNetwork, Severity
from gis.network.changed import ChangedEdges
from gis.network.editdraft import Draft, EditGround, Use, edit_ground
from gis.network.editfaults import edit_fault, uses_of_new
from gis.network.editshapes import Stretch, shape_of, stretches_along, stretches_inside
from gis.resources import load_toml

BARRIER_KIND = "drawn"
NAMED = 3                           # roads that a sentence names
TOUCHED_COLUMNS = ("edit_id", "kind", "name", "edge", "length_m")
_ELLIPSOID = Geod(ellps="GRS80")
_USES: tuple[Use, Use] = ("walk", "drive")


@dataclass(frozen=True)
class EditedNetwork:
    """A network with changes made.

    Attributes
    ----------
    network
        Its first edges are those of the network before, in their order and with their shapes; an edge that
        had to be cut is shut to everybody there and its parts stand at the end, together as long as it was.
        New nodes stand at the end too. Without any change it is the network before itself.
    issues
        What could not be done, and what a change does that its drawing does not show; values carry
        ``edit_id``.
    touched
        The stretches of road (and the barriers) that the changes made different: ``edit_id``, ``kind``,
        ``name``, ``edge`` (row of the network's edges, -1 = a barrier), ``length_m``; lines or areas in the
        network's CRS.
    changed
        The edges of the network that are new or have another value.
    """

    network: RoadNetwork
    issues: tuple[Issue, ...]
    touched: gpd.GeoDataFrame
    changed: ChangedEdges


def edits_in_force(edits: Iterable[NetworkEdit], season: str | None = None) -> tuple[NetworkEdit, ...]:
    """Return the changes that hold for good and, where a time of year is asked for, those of that season."""
    return tuple(edit for edit in edits if edit.season in ("", season or ""))


def seasons_of(edits: Iterable[NetworkEdit]) -> tuple[str, ...]:
    """Return the times of year that changes are limited to, in their order."""
    return tuple(dict.fromkeys(edit.season for edit in edits if edit.season))


def require_season(season: str, edits: Iterable[NetworkEdit]) -> None:
    """Refuse a time of year that no change is limited to: a slip of the pen would look like dry roads.

    Raises
    ------
    InputError
        season_unknown.
    """
    known = seasons_of(edits)
    if season and season not in known:
        raise InputError("season_unknown", season=season, known="、".join(known) or "—")


def edit_parameters(raw: Mapping[str, Any] | None = None) -> dict[str, float]:
    """Return the tolerances of a dict shaped like ``edits.toml`` by name (default: the shipped file)."""
    tables = {**load_toml("standards", "edits.toml"), **(raw or {})}
    return {name: float(entry["value"]) for part in tables.values() for name, entry in part.items()}


def apply_edits(
    network: RoadNetwork,
    edits: Iterable[NetworkEdit],
    *,
    season: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    ground: EditGround | None = None,
) -> EditedNetwork:
    """Make changes to a network, one after the other in their order.

    Parameters
    ----------
    network
        The roads; left as they are.
    edits
        As :func:`gis.planning.scenario.set_network_edit` takes them.
    season
        A time of year; changes of other seasons are left out. None or "" = only those that hold for good.
    parameters
        Dict shaped like ``resources/standards/edits.toml``; default: that file.
    ground
        Of the network; saves time when many changes are tried.

    Notes
    -----
    close, speed, danger: a point means the road nearest to it - all of it for a speed and on a bridge, else a
    few metres around the point; a line the stretches that run along it; an area the stretches inside.
    add: ends and vertices near a road are joined to it, a mere crossing is not (it may be an overpass).
    barrier: only the straight approaches to roads may not cross it.
    """
    making = _Making(Draft(ground or edit_ground(network)), edit_parameters(parameters))
    for edit in edits_in_force(edits, season):
        making.make(edit)
    frame = pd.DataFrame(making.touched, columns=[*TOUCHED_COLUMNS, "geometry"])
    touched = gpd.GeoDataFrame(frame, geometry="geometry", crs=network.crs)
    draft = making.draft
    return EditedNetwork(draft.finished(), tuple(making.issues), touched, draft.changed())


class _Making:
    """One run over the changes."""

    def __init__(self, draft: Draft, limits: Mapping[str, float]) -> None:
        self.draft, self.limits = draft, limits
        self.issues: list[Issue] = []
        self.touched: list[dict[str, Any]] = []

    def make(self, edit: NetworkEdit) -> None:
        """Make one change; one that cannot be used is told and left out."""
        if (fault := edit_fault(edit)) is not None:
            self._tell("error", fault, edit, road_class=edit.road_class)
            return
        (shape,) = reproject(np.array([shape_of(edit)], dtype=object), STORAGE_CRS, self.draft.network.crs)
        parts = list(shapely.get_parts(shape))
        makers: dict[NetworkEditKind, Callable[[NetworkEdit, list[BaseGeometry]], None]] = {
            NetworkEditKind.CLOSE: self._close,
            NetworkEditKind.ADD: self._add,
            NetworkEditKind.SPEED: self._set_speed,
            NetworkEditKind.DANGER: self._mark_danger,
            NetworkEditKind.BARRIER: self._bar,
        }
        makers[edit.kind](edit, parts)

    def _tell(self, severity: Severity, code: str, edit: NetworkEdit, **values: object) -> None:
        about = {"name": edit.name, "edit_id": edit.edit_id}
        told = {key: str(value) for key, value in values.items()}
        self.issues.append(Issue(severity, code, values={**about, **told}))

    def _touch(self, edit: NetworkEdit, row: int) -> None:
        length_m = float(self.draft.cell(row, "length_m"))
        self._note(edit, row, length_m, self.draft.line(row))

    def _note(self, edit: NetworkEdit, row: int, length_m: float, shape: BaseGeometry) -> None:
        values = (edit.edit_id, edit.kind.value, edit.name, row, length_m)
        self.touched.append({**dict(zip(TOUCHED_COLUMNS, values, strict=True)), "geometry": shape})

    # ---- stretches of roads that are there

    def _close(self, edit: NetworkEdit, parts: list[BaseGeometry]) -> None:
        shut_out = [use for use in _USES if getattr(edit, use)]
        for row in self._meant(edit, parts, shut_out):
            for use in shut_out:
                self.draft.set(row, use, False)
            self._touch(edit, row)

    def _set_speed(self, edit: NetworkEdit, parts: list[BaseGeometry]) -> None:
        for row in self._meant(edit, parts, ["drive"], whole=True):
            self.draft.set(row, "running_kph", edit.running_kph)
            self._touch(edit, row)

    def _mark_danger(self, edit: NetworkEdit, parts: list[BaseGeometry]) -> None:
        for row in self._meant(edit, parts, ["walk"]):
            self.draft.set(row, "danger", True)
            self._touch(edit, row)

    def _meant(
        self, edit: NetworkEdit, parts: list[BaseGeometry], uses: list[Use], *, whole: bool = False
    ) -> list[int]:
        """Return the rows that a change means, cut out of their roads where it means only a stretch.

        With ``whole`` a point means all of its road.
        """
        meant: dict[int, list[Stretch]] = {}
        for part in parts:
            for row, stretch in self._stretches(part, uses, whole=whole):
                meant.setdefault(row, []).append(stretch)
        if not meant:
            reach = self.limits["point_m" if parts[0].geom_type == "Point" else "line_m"]
            code = f"edit_meets_no_road_{parts[0].geom_type.lower()}"
            self._tell("warning", code, edit, metres=f"{reach:g}")
        return [row for road in sorted(meant) for row in self.draft.cut_out(road, _merged(meant[road]))]

    def _stretches(
        self, part: BaseGeometry, uses: list[Use], *, whole: bool
    ) -> Iterator[tuple[int, Stretch]]:
        limits, draft = self.limits, self.draft
        if isinstance(part, Point):
            row = draft.nearest(part, limits["point_m"], uses)
            if row is not None:
                is_whole = whole or bool(draft.cell(row, "bridge"))
                yield row, self._whole(row) if is_whole else self._spot(row, part)
            return
        is_line = isinstance(part, LineString)
        for row in draft.rows_near(part, limits["line_m"] if is_line else 0.0, uses):
            found = (
                stretches_along(
                    draft.line(row), part, within_m=limits["line_m"], least_m=limits["least_m"],
                    along_share=limits["along_share"], leaving_factor=limits["leaving_factor"],
                )
                if is_line
                else stretches_inside(draft.line(row), part, limits["least_m"])
            )  # fmt: skip
            yield from ((row, stretch) for stretch in found)

    def _whole(self, row: int) -> Stretch:
        return 0.0, self.draft.line(row).length

    def _spot(self, row: int, point: Point) -> Stretch:
        """Return a few metres of a road around the point nearest to another one."""
        line, half, least = self.draft.line(row), self.limits["spot_m"], self.limits["least_m"]
        place = line.project(point)
        start, end = place - half, place + half
        return start if start >= least else 0.0, end if end <= line.length - least else line.length

    # ---- new roads

    def _add(self, edit: NetworkEdit, parts: list[BaseGeometry]) -> None:
        uses: list[Use] = [use for use, is_open in zip(_USES, uses_of_new(edit), strict=True) if is_open]
        rows: list[int] = []
        for part in parts:
            rows += self._add_line(edit, LineString(part), uses)
        for row in rows:
            self._touch(edit, row)
        self._tell_of_new(edit, rows, uses)

    def _add_line(self, edit: NetworkEdit, drawn: LineString, uses: list[Use]) -> list[int]:
        """Add one line in as many pieces as it meets roads; return their rows."""
        xy = [Point(place) for place in drawn.coords]
        ends, limits = (0, len(xy) - 1), self.limits
        within = [limits["end_m" if at in ends else "vertex_m"] for at in range(len(xy))]
        if not any(map(self.draft.rows_near, xy, within, [uses] * len(xy))):
            # alone it would lead nowhere, and yet be the road nearest to somebody
            self._tell("warning", "edit_joins_nothing", edit, metres=f"{limits['end_m']:g}")
            return []
        rows: list[int] = []
        nodes: dict[int, int] = {}
        for at, point in enumerate(xy):
            joined = self._joined(point, within[at], uses)
            if joined is not None:
                nodes[at], xy[at] = joined
            elif at in ends:
                nodes[at] = self.draft.add_node(point)
                self._tell("info", "edit_end_meets_no_road", edit, metres=f"{limits['end_m']:g}")
        for start, end in pairwise(sorted(nodes)):
            line = LineString(xy[start : end + 1])
            if line.length >= self.limits["least_m"]:
                rows.append(self._add_piece(edit, line, (nodes[start], nodes[end]), uses))
        return rows

    def _joined(self, point: Point, within_m: float, uses: list[Use]) -> tuple[int, Point] | None:
        """Return the node of the road nearest to a point, made there if need be, and its position."""
        row = self.draft.nearest(point, within_m, uses)
        if row is None:
            return None
        line = self.draft.line(row)
        place = line.project(point)
        if place <= self.limits["node_m"]:
            return int(self.draft.cell(row, "u")), line.interpolate(0.0)
        if place >= line.length - self.limits["node_m"]:
            return int(self.draft.cell(row, "v")), line.interpolate(line.length)
        _, after = self.draft.cut(row, [place])
        return int(self.draft.cell(after, "u")), line.interpolate(place)

    def _add_piece(
        self, edit: NetworkEdit, line: LineString, ends: tuple[int, int], uses: list[Use]
    ) -> int:
        (degrees,) = reproject(np.array([line], dtype=object), self.draft.network.crs, STORAGE_CRS)
        crossed = any(line.crosses(barrier) or line.within(barrier) for barrier in self.draft.barriers())
        known = {
            "u": ends[0], "v": ends[1], "length_m": _ELLIPSOID.geometry_length(degrees),
            "highway": edit.road_class, "name": edit.name, "maxspeed_kph": np.nan, "oneway": "no",
            "walk": "walk" in uses, "drive": "drive" in uses, "bridge": crossed, "geometry": line,
        }  # fmt: skip
        return self.draft.add_edge({**OPTIONAL_EDGE_VALUES, **known, "running_kph": edit.running_kph})

    def _tell_of_new(self, edit: NetworkEdit, rows: list[int], uses: list[Use]) -> None:
        new = set(rows)
        crossed = [
            row
            for piece in rows
            for row in self.draft.rows_near(self.draft.line(piece), 0.0, uses)
            if row not in new and self.draft.line(piece).crosses(self.draft.line(row))
        ]
        if crossed:
            self._tell("info", "edit_crosses_without_joining", edit, **self._told(crossed))
        if any(self.draft.cell(row, "bridge") for row in rows):
            self._tell("info", "edit_crosses_barrier", edit)
        edges = self.draft.network.edges
        if rows and "climb_forward" in edges and (edges["climb_forward"] != 1.0).any():
            self._tell("info", "edit_slope_unknown", edit)

    def _told(self, rows: Iterable[int]) -> dict[str, object]:
        """Return how many roads there are, and the names of some."""
        rows = sorted(set(rows))
        names = dict.fromkeys(str(self.draft.cell(row, "name")) for row in rows)
        named = [name for name in names if name][:NAMED]
        return {"count": len(rows), "roads": f"（{'、'.join(named)}）" if named else ""}

    # ---- barriers

    def _bar(self, edit: NetworkEdit, parts: list[BaseGeometry]) -> None:
        crossed: list[int] = []
        for part in parts:
            self.draft.add_barrier(BARRIER_KIND, edit.name, part)
            self._note(edit, -1, part.length, part)
            near = self.draft.rows_near(part, 0.0, _USES)
            crossed += [row for row in near if not self.draft.line(row).touches(part)]
        if crossed:
            self._tell("info", "edit_barrier_crosses_roads", edit, **self._told(crossed))


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches of one line without overlaps, in order."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
