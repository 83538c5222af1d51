"""Why a journey takes as long as the table says: the way behind one figure, its parts, and what lies across.

The figure is the table's; the way is searched again on the same roads and must give the same seconds. Where a
walk was measured in the field the table holds that, and the way is what the roads alone would make of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis.crs import reproject
from gis.layout import Scenario
from gis.model import STORAGE_CRS, Band, Mode, Plan, RoadNetwork
from gis.network.edits import EditedNetwork
from gis.network.parameters import SLOPED_MODES, WALK_MODES, travel_parameters
from gis.network.route import Route, route
from gis.network.snap import project_points
from gis.network.terrain import is_steep
from gis.planning.county import County, Floats, Journeys
from gis.planning.editedroads import EditedRoads, edited_roads, reported_travel
from gis.planning.newsites import with_sites
from gis.planning.patches import effective
from gis.progress import Progress

AGREES_S = 0.05                     # a drawn way that differs more from the table's figure is a fault
OVERLAP_M = 0.05                    # an edge nearer to the way than that lies on it
LEAST_PART_M = 0.5                  # shorter overlaps are crossings


@dataclass(frozen=True)
class Roads:
    """The roads of one side of a scenario, and the journeys that its tables rest on.

    Attributes
    ----------
    made
        What the scenario makes of them, None where it changes nothing.
    """

    plan: Plan
    network: RoadNetwork
    county: County
    made: EditedNetwork | None = None

    def journeys(self, mode: Mode) -> Journeys | None:
        """Return what the tables hold of a mode, None where nothing was worked out on these roads."""
        if mode in WALK_MODES:
            return self.county.walk[next(band for band in Band if band.walk_mode == mode)]
        if mode == Mode.SCHOOL_BUS:
            return self.county.bus if mode in self.plan.travel else None
        own = self.plan.travel if self.made is None else reported_travel(self.plan, self.made)
        travel = own.get(mode)
        if travel is None:
            return None
        shape = len(self.county.settlement_ids), len(self.county.school_ids)
        rows = _positions(travel.origin_ids, self.county.settlement_ids)
        columns = _positions(travel.destination_ids, self.county.school_ids)
        seconds, metres = np.full(shape, np.nan), np.full(shape, np.nan)
        known = np.ix_(rows >= 0, columns >= 0)
        wanted = np.ix_(rows[rows >= 0], columns[columns >= 0])
        seconds[known], metres[known] = travel.seconds[wanted], travel.metres[wanted]
        return Journeys(seconds, metres)


def _positions(names: Iterable[str], wanted: Iterable[str]) -> np.ndarray:
    place = {name: k for k, name in enumerate(names)}
    return np.array([place.get(str(name), -1) for name in wanted], dtype=np.int64)


def roads_of(
    plan: Plan, scenario: Scenario, side: str, *, season: str = "", progress: Progress | None = None
) -> Roads:
    """Return the roads of a side, "before" (as they are) or "after" (with the scenario's changes)."""
    edited: EditedRoads | None = None
    plan, county = with_sites(plan, effective(plan, scenario), progress=progress)
    if side == "after":
        edited = edited_roads(plan, scenario, season=season, progress=progress)
    if edited is None:
        return Roads(plan, plan.roads, county)
    made = None if edited.made.network is plan.roads else edited.made
    return Roads(plan, edited.made.network, edited.county, made)


@dataclass(frozen=True)
class Stretch:
    """A part of the way for drawing, ``line`` in EPSG:4490.

    ``kind``: approach, walk, ride, hop (by public bus, straight from stop to stop); over these, danger and
    steep (of ways on foot or by bicycle).
    """

    kind: str
    line: BaseGeometry


@dataclass(frozen=True)
class Explanation:
    """One journey, explained.

    Attributes
    ----------
    table_s, table_m
        The table's figure, NaN = no way or not worked out.
    is_measured
        Whether that was walked in the field.
    is_tabled
        Whether a table holds the mode on these roads.
    way
        The way along the roads, None where there is none.
    extra_s
        What slopes and bad surfaces add to the walk, or take from it.
    straight_m
        As the crow flies.
    barriers, bridges
        What the straight line crosses, and the bridges on the way, by name ("" without one) and kind.
    danger_m, steep_m
        Metres of stretches marked as dangerous; of steep ones, which who rides does not notice.
    back_s
        The other direction, NaN = no way.
    roads_as_they_are_s
        The table's figure without the scenario's changes to the roads.
    approach_m
        Straight approaches at both ends.
    """

    settlement_id: str
    school_id: str
    mode: Mode
    table_s: float
    table_m: float
    is_measured: bool
    is_tabled: bool
    way: Route | None
    stretches: tuple[Stretch, ...]
    extra_s: float
    straight_m: float
    barriers: tuple[tuple[str, str], ...]
    bridges: tuple[str, ...]
    danger_m: float
    steep_m: float
    back_s: float
    roads_as_they_are_s: float
    approach_m: float

    @property
    def seconds(self) -> float:
        """The figure that counts: the table's where it has one."""
        return self.table_s if self.is_tabled else self.way.seconds if self.way else float("nan")

    @property
    def way_metres(self) -> float:
        """Metres of the drawn way, NaN without one."""
        return self.way.metres if self.way else float("nan")

    @property
    def agrees(self) -> bool | None:
        """Whether the drawn way gives the table's figure; None where the two are not comparable."""
        if not self.is_tabled or self.is_measured:
            return None
        if self.way is None:
            return bool(np.isnan(self.table_s))
        return bool(abs(self.way.seconds - self.table_s) <= AGREES_S)

    @property
    def approach_share(self) -> float:
        """Share of the drawn way's time that its approaches take, NaN without a way."""
        if self.way is None or not self.way.seconds:
            return float("nan")
        walked = sum(part.seconds for part in self.way.parts if part.kind == "approach")
        return float(walked / self.way.seconds)


def explain(roads: Roads, settlement_id: str, school_id: str, mode: Mode) -> Explanation:
    """Explain the journey from a settlement to a school in a mode.

    Parameters
    ----------
    roads
        Of :func:`roads_of`.

    """
    plan, network, county = roads.plan, roads.network, roads.county
    at = county.settlement_code(settlement_id), county.school_code(school_id)
    ends = [
        project_points(frame.loc[[key]], network)[0]
        for frame, key in ((plan.settlements, settlement_id), (plan.schools, school_id))
    ]
    placed = bool(np.isfinite(ends).all())
    there, back = (_way(roads, mode, *both) if placed else None for both in (ends, ends[::-1]))
    tabled, base = roads.journeys(mode), roads_of(plan, Scenario(""), "before").journeys(mode)
    straight = LineString(ends) if placed else LineString()
    pieces = _pieces(network, there, mode)
    return Explanation(
        settlement_id=settlement_id,
        school_id=school_id,
        mode=mode,
        table_s=_figure(tabled, at, "seconds"),
        table_m=_figure(tabled, at, "metres"),
        is_measured=bool(mode in WALK_MODES and min(at) >= 0 and county.walk_measured[at]),
        is_tabled=tabled is not None,
        way=there,
        stretches=_stretches(network, pieces),
        extra_s=_extra_s(there, mode, plan),
        straight_m=float(straight.length) if not straight.is_empty else float("nan"),
        barriers=_crossed(network, straight),
        bridges=_bridges(network, pieces),
        danger_m=sum(float(line.length) for kind, line in pieces if kind == "danger"),
        steep_m=sum(float(line.length) for kind, line in pieces if kind == "steep"),
        back_s=back.seconds if back else float("nan"),
        roads_as_they_are_s=_figure(base, at, "seconds"),
        approach_m=sum(p.metres for p in there.parts if p.kind == "approach") if there else float("nan"),
    )


def _way(roads: Roads, mode: Mode, start: Floats, end: Floats) -> Route | None:
    plan, network = roads.plan, roads.network
    rules, stops = plan.rules.get("travel"), plan.bus_stops
    spots = Point(start), Point(end)
    return route(network, *spots, mode=mode, parameters=rules, crs=network.crs, bus_stops=stops)


def _figure(journeys: Journeys | None, at: tuple[int, int], name: str) -> float:
    return float("nan") if journeys is None or min(at) < 0 else float(getattr(journeys, name)[at])


def _extra_s(way: Route | None, mode: Mode, plan: Plan) -> float:
    """Return what a walk takes over its metres at the usual pace."""
    if way is None or mode not in WALK_MODES:
        return 0.0
    speed = travel_parameters(plan.rules.get("travel")).walk_speed_mps[mode]
    return sum(part.seconds - part.metres / speed for part in way.parts if part.kind == "walk")


def _pieces(network: RoadNetwork, way: Route | None, mode: Mode) -> list[tuple[str, BaseGeometry]]:
    """Return what is drawn of a way; steep stretches and dangerous ones follow, once more."""
    if way is None:
        return []
    pieces: list[tuple[str, BaseGeometry]] = [
        ("hop" if mode == Mode.PUBLIC_BUS and part.kind == "ride" else part.kind, part.geometry)
        for part in way.parts
        if part.geometry is not None
    ]
    if mode in SLOPED_MODES:
        pieces += [("steep", line) for _, line in _on_way(network, _along(pieces), is_steep(network))]
    dangerous = network.edges["danger"].to_numpy(dtype=bool)
    pieces += [("danger", line) for _, line in _on_way(network, _along(pieces), dangerous)]
    return [(kind, line) for kind, line in pieces if line.length > 0]


def _along(pieces: list[tuple[str, BaseGeometry]]) -> BaseGeometry:
    """Return the part of a way that follows the roads."""
    return shapely.union_all([line for kind, line in pieces if kind in ("walk", "ride")])


def _on_way(network: RoadNetwork, along: BaseGeometry, chosen: np.ndarray) -> list[tuple[int, BaseGeometry]]:
    """Return the parts of the chosen edges that a way goes along, with their rows."""
    rows = np.flatnonzero(chosen)
    strip = shapely.buffer(along, OVERLAP_M, cap_style="flat")
    lines = network.edges.geometry.to_numpy()[rows]
    near = shapely.intersects(lines, strip)
    parts = shapely.intersection(lines[near], strip)
    return [
        (int(row), part)
        for row, part in zip(rows[near], parts, strict=True)
        if part.length > LEAST_PART_M
    ]


def _bridges(network: RoadNetwork, pieces: list[tuple[str, BaseGeometry]]) -> tuple[str, ...]:
    """Return the names of the bridges on a way, each once; "" for those without a name."""
    names = network.edges["name"].to_numpy(dtype=object)
    found = _on_way(network, _along(pieces), network.edges["bridge"].to_numpy(dtype=bool))
    return tuple(dict.fromkeys(str(names[row] or "") for row, _ in found))


def _crossed(network: RoadNetwork, straight: LineString) -> tuple[tuple[str, str], ...]:
    """Return name and kind of the barriers that a straight line crosses, each once."""
    barriers = network.barriers
    if barriers.empty or straight.is_empty:
        return ()
    hit = shapely.crosses(straight, barriers.geometry.to_numpy())
    own = barriers[hit]
    pairs = zip(own["name"].fillna(""), own["kind"].fillna(""), strict=True)
    return tuple(dict.fromkeys((str(name), str(kind)) for name, kind in pairs))


def _stretches(network: RoadNetwork, pieces: list[tuple[str, BaseGeometry]]) -> tuple[Stretch, ...]:
    if not pieces:
        return ()
    lines = np.empty(len(pieces), dtype=object)
    lines[:] = [line for _, line in pieces]
    degrees = reproject(lines, network.crs, STORAGE_CRS)
    return tuple(Stretch(kind, line) for (kind, _), line in zip(pieces, degrees, strict=True))


@dataclass(frozen=True)
class SchoolInReach:
    """A school that pupils of a settlement could go to, with the table's figure (NaN = no way)."""

    school_id: str
    seconds: float
    metres: float


def schools_in_reach(
    roads: Roads, settlement_id: str, mode: Mode, school_ids: Iterable[str]
) -> tuple[SchoolInReach, ...]:
    """Return some schools by their journey from a settlement, nearest first; no way comes last."""
    journeys, county = roads.journeys(mode), roads.county
    home = county.settlement_code(settlement_id)
    found = []
    for school_id in school_ids:
        at = home, county.school_code(school_id)
        seconds, length = (_figure(journeys, at, name) for name in ("seconds", "metres"))
        found.append(SchoolInReach(school_id, seconds, length))
    return tuple(sorted(found, key=lambda one: (np.nan_to_num(one.seconds, nan=np.inf), one.school_id)))
