"""Service areas: the land from which a school is reached in time. (Who is assigned to it: ``catchments``.)

An area is what lies around the reached parts of roads: from every spot on them one may walk straight off the
road, no farther than ``off_road_m``, no longer than time is left, and over no barrier. Land closed in all
round belongs to it unless a road or a village there is not reached. Areas of longer times hold those of
shorter ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.network.areaparameters import AreaParameters, area_parameters
from gis.network.areashapes import holes, pieces_of_areas, polygons, short_lines, united
from gis.network.reach import ModeRoads, Reach, part_lines
from gis.network.snap import Places
from gis.progress import Progress, ignore_progress, part_of

SLIT_M = 0.5                        # half the width that a barrier without width is cut out with
BARRIER_PIECE_M = 200.0             # barriers are cut up, so that looking at one bank is quick
ROAD_PIECE_M = 50.0                 # near barriers, what is off the road is looked at piece by piece
STEPS = 5                           # tapering of the strip along a road where the time runs out
SAME_SPEED = 1e-6
ARC = 4                             # corners of a quarter of a circle
TOUCH_M = 0.01
STRIPS = 0.4                        # share of the work that drawing strips is
STEP = "reach"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]


class Land:
    """The land around the roads of one mode: barriers, roads and villages, prepared once for many areas.

    Parameters
    ----------
    roads
        Of :func:`gis.network.reach.mode_roads`.
    places
        Settlements, of :meth:`ModeRoads.place`.
    parameters
        How areas are drawn; the way off the road is never longer than the approach limit.
    """

    def __init__(self, roads: ModeRoads, places: Places, parameters: AreaParameters | None = None) -> None:
        drawing = parameters or area_parameters()
        self.roads, self.places = roads, places
        self.off_road_m = min(drawing.off_road_m, roads.approach_limit_m)
        self.corridor_m = min(drawing.corridor_m, self.off_road_m)
        self.points = shapely.points(places.xy)
        self._lines = lines = roads.network.edges.geometry.to_numpy()
        self._road_tree = shapely.STRtree(lines[roads.joinable])
        shapes = roads.network.barriers.geometry.to_numpy()
        dimension = shapely.get_dimensions(shapes)
        self._waters = pieces_of_areas(shapes[dimension == 2])
        self._water_tree = shapely.STRtree(self._waters)
        banks = np.concatenate([shapes[dimension == 1], shapely.boundary(shapes[dimension == 2])])
        self._barriers = shapely.buffer(short_lines(banks, BARRIER_PIECE_M), SLIT_M, quad_segs=2)
        self._barrier_tree = shapely.STRtree(self._barriers)

    @cached_property
    def near_barrier(self) -> NDArray[np.bool_]:
        """Edges from which a barrier may be met off the road; shape (edges,)."""
        near = np.zeros(len(self._lines), dtype=bool)
        near[self._barrier_tree.query(self._lines, predicate="dwithin", distance=self.off_road_m)[0]] = True
        return near

    @cached_property
    def widths(self) -> Floats:
        """Widths of the strips along roads, widest first."""
        widths: Floats = self.off_road_m * np.arange(STEPS, 0, -1) / STEPS
        return widths

    @cached_property
    def is_tapering(self) -> NDArray[np.bool_]:
        """Edges along which the narrower strips are needed, too; shape (edges,).

        Where no road is quicker than walking off it and nothing is in the way, the widest strip with its
        round end holds all others.
        """
        roads = self.roads
        length = roads.network.edges["length_m"].to_numpy(dtype=float)
        seconds = np.fmin(roads.forward_s, roads.backward_s)
        is_quick = (length > seconds * roads.approach_mps * (1 + SAME_SPEED)) & np.isfinite(seconds)
        tapering: NDArray[np.bool_] = self.near_barrier | is_quick
        return tapering

    def around(self, lines: Shapes, edges: Ints, width_m: float) -> list[BaseGeometry]:
        """Return the land within a width of lines, on their side of every barrier."""
        usable = self.roads.joinable[edges]
        near = self.near_barrier[edges] & usable
        free = lines[usable & ~near]
        found = []
        if len(free):
            # one strip per line: drawn around many lines at once they take several times as long
            merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(free)))
            found.extend(shapely.buffer(merged, width_m, quad_segs=ARC))
        if near.any():
            found.extend(self.sides(short_lines(lines[near], ROAD_PIECE_M), width_m))
        return found

    def sides(self, shapes: Shapes, width_m: float | Floats) -> Shapes:
        """Return the land within a width of each shape that no barrier divides from it."""
        discs: Shapes = shapely.buffer(shapes, width_m, quad_segs=ARC)
        disc, barrier = self._barrier_tree.query(discs, predicate="intersects")
        for k in np.unique(disc):
            cutting = shapely.union_all(self._barriers[barrier[disc == k]])
            parts = shapely.get_parts(shapely.difference(discs[k], cutting))
            on_this_side = shapely.distance(parts, shapes[k]) <= 2 * SLIT_M
            discs[k] = shapely.union_all(parts[on_this_side])
        return discs

    def without_water(self, area: BaseGeometry) -> BaseGeometry:
        """Return an area without the water in it."""
        hit = self._water_tree.query(area, predicate="intersects")
        return shapely.difference(area, shapely.union_all(self._waters[hit])) if len(hit) else area

    def without_barriers(self, area: BaseGeometry) -> Shapes:
        """Return the parts that barriers divide an area into."""
        hit = self._barrier_tree.query(area, predicate="intersects")
        if len(hit):
            area = shapely.difference(area, shapely.union_all(self._barriers[hit]))
        parts: Shapes = shapely.get_parts(area)
        return parts

    def has_roads(self, shapes: Shapes) -> NDArray[np.bool_]:
        """Return which shapes have a road in them."""
        found = np.zeros(len(shapes), dtype=bool)
        found[self._road_tree.query(shapes, predicate="intersects")[0]] = True
        return found


def service_areas(
    land: Land, reach: Reach, limits_s: Sequence[float], *, progress: Progress | None = None
) -> list[BaseGeometry]:
    """Return the areas from which it takes no longer than some limits.

    Parameters
    ----------
    land
        Prepared for the same roads.
    reach
        Of one school, or of several together.
    limits_s
        Seconds, ascending.

    Returns
    -------
    list
        MultiPolygons in the network's CRS, each holding the one before; empty where nothing is reached.
        Every settlement with a journey within the limit lies in it.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``.
    """
    report = progress or ignore_progress
    drawn = _strips(land, reach, limits_s, part_of(report, 0.0, STRIPS))
    return _areas_of(land, reach, limits_s, drawn, part_of(report, STRIPS, 1.0))


def joined_areas(
    land: Land,
    reach: Reach,
    limits_s: Sequence[float],
    each: Sequence[Sequence[BaseGeometry]],
    *,
    progress: Progress | None = None,
) -> list[BaseGeometry]:
    """Return the areas of several schools together from those of each; quicker than :func:`service_areas`.

    Parameters
    ----------
    reach
        Of the schools together.
    each
        The areas of every school, of the same limits.
    """
    drawn = [[own[k] for own in each] for k in range(len(limits_s))]
    return _areas_of(land, reach, limits_s, drawn, progress or ignore_progress)


def _areas_of(
    land: Land, reach: Reach, limits_s: Sequence[float], drawn: Sequence[Sequence[BaseGeometry]],
    report: Progress,
) -> list[BaseGeometry]:
    """Put together what is drawn for every limit, fill what is closed in, and add corridors to villages."""
    journeys, in_time = reach.journeys(land.places), reach.in_time(land.places, limits_s)
    areas: list[BaseGeometry] = []
    before = shapely.MultiPolygon()
    for k, (limit, shapes) in enumerate(zip(limits_s, drawn, strict=True)):
        share = part_of(report, k / len(limits_s), (k + 1) / len(limits_s))
        area = united([before, *shapes], share)
        area = _filled(land, area, land.points[~in_time[k]])
        dry = land.without_water(area)
        corridors = _corridors(land, dry, in_time[k], limit - journeys)
        if corridors or dry is not area:
            dry = shapely.union_all([before, dry, *corridors])
        before = polygons(dry)
        areas.append(before)
    report(1.0, STEP)
    return areas


def _strips(
    land: Land, reach: Reach, limits_s: Sequence[float], report: Progress
) -> list[list[BaseGeometry]]:
    """Return per limit the strips along what is reached with time left to walk off the road.

    A strip ends where the time that its width takes is left; narrower ones go on from there. Each limit's are
    those that it adds to the limit before.
    """
    pace = 1 / land.roads.approach_mps
    ends = np.array([[limit - width * pace for width in land.widths] for limit in limits_s])
    times = np.unique(ends)
    parts = reach.parts(times.tolist())
    lines, tapering = part_lines(reach, parts), land.is_tapering[parts.edge]
    last = np.searchsorted(times, ends)
    done = -1                                               # what has the widest strip already
    found = []
    for k, (limit, row) in enumerate(zip(limits_s, last, strict=True)):
        strip: list[BaseGeometry] = []
        after = done
        for step, (width, up_to) in enumerate(zip(land.widths, row, strict=True)):
            report((k + step / STEPS) / len(limits_s), STEP)
            added = (parts.limit > after) & (parts.limit <= up_to) & (tapering | (width == land.widths[0]))
            strip += land.around(lines[added], parts.edge[added], float(width))
            after = max(done, up_to)
        done = row[0]
        found.append([*strip, *_gates(land, reach, limit)])
    return found


def _gates(land: Land, reach: Reach, limit_s: float) -> Shapes:
    """Return the discs around the places where schools meet the roads."""
    width = np.minimum((limit_s - reach.start_s) * land.roads.approach_mps, land.off_road_m)
    open_ = np.flatnonzero(width > 0)
    lines = land.roads.network.edges.geometry.to_numpy()[reach.edge[open_]]
    spots = shapely.line_interpolate_point(lines, reach.fraction[open_], normalized=True)
    return land.sides(spots, width[open_])


def _filled(land: Land, area: BaseGeometry, not_served: Shapes) -> BaseGeometry:
    """Fill the land closed in all round, unless a road or a village in it is not reached."""
    found = holes(area)
    if not len(found):
        return area
    faces = np.concatenate([land.without_barriers(hole) for hole in found])
    faces = faces[shapely.get_dimensions(faces) == 2]
    open_ = land.has_roads(faces)
    open_[shapely.STRtree(not_served).query(faces, predicate="intersects")[0]] = True
    shapely.prepare(area)
    open_ |= ~shapely.dwithin(faces, area, TOUCH_M)         # an island
    closed = shapely.buffer(faces[~open_], TOUCH_M)
    return shapely.union_all([area, *closed])


def _corridors(
    land: Land, area: BaseGeometry, served: NDArray[np.bool_], left_s: Floats
) -> list[BaseGeometry]:
    """Return corridors along the approaches of served villages that lie farther off the roads."""
    shapely.prepare(area)
    outside = np.flatnonzero(served)
    outside = outside[~shapely.covers(area, land.points[outside])]
    if not len(outside):
        return []
    lines = land.roads.network.edges.geometry.to_numpy()[land.places.edge[outside]]
    feet = shapely.line_interpolate_point(lines, land.places.fraction[outside], normalized=True)
    ends = np.stack([shapely.get_coordinates(feet), land.places.xy[outside]], axis=1)
    width = np.clip(left_s[outside] * land.roads.approach_mps, 2 * SLIT_M, land.corridor_m)
    return list(land.sides(shapely.linestrings(ends), width))
