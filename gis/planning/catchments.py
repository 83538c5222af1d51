"""Catchments: who is assigned to a school, as land. (What reaches it in time: ``gis.network.areas``.)

Every settlement has a cell: its village area where one is given, else the land nearest to it along the roads.
A catchment is made of the cells of its settlements. A cell whose pupils go to several schools stays a part of
its own with their shares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.crs import reproject
from gis.model import Mode, Plan
from gis.network.areaparameters import area_tables
from gis.network.reach import ModeRoads, mode_roads, nearest_places
from gis.network.search import build_arcs, cost_graph
from gis.network.snap import Places
from gis.planning.county import Floats, Ints
from gis.planning.outcome import Outcome
from gis.planning.sides import on_own_side
from gis.progress import Progress, ignore_progress, part_of

NOBODY = -1
SAME_SPOT = 1                        # decimals of a metre: points nearer than that are one
MAIN, EXCLAVE, FRAGMENT, SPLIT, EMPTY = "main", "exclave", "fragment", "split", "no_pupils"

OWNED, DIVIDED = 0.3, 0.6            # shares of the work done
STEP = "catchments"

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Catchment:
    """One part of the county.

    Attributes
    ----------
    schools
        Codes of the schools with the pupils that go there, most first; -1 = without a school.
    kind
        ``main`` part of a catchment, ``exclave`` (apart from it, with a settlement), ``fragment`` (apart,
        without one), ``split`` (its pupils go to several schools) or ``no_pupils``.
    settlements
        Codes of the settlements in it.
    """

    schools: tuple[tuple[int, int], ...]
    kind: str
    settlements: tuple[int, ...]
    shape: BaseGeometry


def settlement_cells(
    plan: Plan,
    *,
    villages: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    spacing_m: float | None = None,
    progress: Progress | None = None,
) -> Shapes:
    """Divide the county among its settlements.

    Parameters
    ----------
    villages
        Village areas in any CRS; those that hold no settlement count as not given. Where several settlements
        lie in one area, it goes to the nearest of them.
    barriers
        Lines or areas in the network's CRS that cells end at; default: those of the plan's network. Those of
        a scenario are in :attr:`gis.planning.editedroads.EditedRoads.made`.
    spacing_m
        Distance between the spots of roads that are looked at; default: the plan's, ``areas.toml``.

    progress
        Told the share done; may cancel.

    Returns
    -------
    numpy.ndarray
        One shape per settlement in the network's CRS, disjoint, together the county; None without a position.

    Notes
    -----
    A spot of a road belongs to the settlement that is nearest on foot along the roads, land to the nearest
    spot or settlement as the crow flies that is on its side of the barriers (:mod:`gis.planning.sides`). No
    journey rests on cells.
    """
    report = progress or ignore_progress
    spacing = spacing_m or area_tables(plan.rules.get("areas"))["catchment"]["spacing_m"]["value"]
    crs = plan.roads.crs
    outline = shapely.make_valid(plan.boundary.geometry.to_crs(crs).union_all())
    roads = mode_roads(plan.roads, Mode.WALK_G4_6, plan.rules.get("travel"))
    places = roads.place(plan.settlements)
    report(0.0, STEP)
    xy, owner = _owned_spots(roads, places, outline, spacing)
    report(OWNED, STEP)
    walls = (plan.roads.barriers if barriers is None else barriers).geometry.to_numpy()
    land, owner = on_own_side(_nearest_land(xy, outline), xy, owner, walls, outline)
    report(DIVIDED, STEP)
    cells = _within(_dissolved(land, owner, len(plan.settlements), part_of(report, DIVIDED, 1.0)), outline)
    report(1.0, STEP)
    if villages is None or villages.empty:
        return cells
    shapes = reproject(villages.geometry.to_numpy(), villages.crs, crs)
    return _with_villages(cells, places.xy, shapes, outline)


def _owned_spots(
    roads: ModeRoads, places: Places, outline: BaseGeometry, spacing_m: float
) -> tuple[Floats, Ints]:
    """Return spots of roads inside the county and the settlements themselves, with their owners."""
    known = np.flatnonzero(np.isfinite(places.xy).all(axis=1))
    lines = roads.network.edges.geometry.to_numpy()
    edges = np.flatnonzero(roads.joinable & shapely.intersects(lines, outline))
    count = np.maximum(np.ceil(shapely.length(lines[edges]) / spacing_m).astype(np.int64), 1)
    edge = np.repeat(edges, count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    fraction = (step + 1 / 2) / np.repeat(count, count)
    owner = _owners(roads, places, edge, fraction)
    spots = shapely.get_coordinates(shapely.line_interpolate_point(lines[edge], fraction, normalized=True))
    owned = owner != NOBODY
    xy = np.concatenate([places.xy[known], spots[owned]])
    owners = np.concatenate([known, owner[owned]])
    _, first = np.unique(np.round(xy, SAME_SPOT), axis=0, return_index=True)
    first = np.sort(first)                                  # a settlement comes before a road's spot
    return xy[first], owners[first]


def _owners(roads: ModeRoads, places: Places, edge: Ints, fraction: Floats) -> Ints:
    """Return the settlement nearest along the roads to each spot, -1 where none can be reached."""
    placed = np.flatnonzero(places.placed)
    if not len(placed):
        return np.full(len(edge), NOBODY)
    forward, backward = roads.forward_s, roads.backward_s
    arcs = build_arcs(cost_graph(roads.network, forward, backward), places)
    found = nearest_places(arcs, placed, np.zeros(len(placed)))
    seconds, source = found["cost"], found["place"]
    on, share = places.edge[placed], places.fraction[placed]
    over_v = _part(1 - fraction, forward[edge]) + seconds[roads.v[edge]]
    over_u = _part(fraction, backward[edge]) + seconds[roads.u[edge]]
    least = np.minimum(over_v, over_u)
    node = np.where(over_v <= over_u, roads.v[edge], roads.u[edge])
    owner = np.where(np.isfinite(least), placed[source[node]], NOBODY)
    for k, (home_edge, home_share) in enumerate(zip(on, share, strict=True)):
        here = slice(*np.searchsorted(edge, [home_edge, home_edge + 1]))
        ahead = home_share - fraction[here]
        way = _part(np.abs(ahead), np.where(ahead >= 0, forward[home_edge], backward[home_edge]))
        nearer = way < least[here]
        least[here] = np.where(nearer, way, least[here])
        owner[here] = np.where(nearer, placed[k], owner[here])
    return owner.astype(np.int64)


def _part(share: Floats, seconds: Floats) -> Floats:
    """Return the seconds of a share of an edge; nothing of it takes none, even where going is forbidden."""
    return np.multiply(share, seconds, out=np.zeros(len(share)), where=share > 0)


def _nearest_land(xy: Floats, outline: BaseGeometry) -> Shapes:
    """Return the land nearest to each spot."""
    if len(xy) == 1:
        return np.array([outline], dtype=object)
    diagram = shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=outline.envelope, ordered=True)
    cells: Shapes = shapely.get_parts(diagram)
    return cells


def _dissolved(cells: Shapes, owner: Ints, count: int, report: Progress) -> Shapes:
    """Return one shape per owner, None where one has no land."""
    shapes = np.full(count, None, dtype=object)
    owners = np.unique(owner)
    for done, one in enumerate(owners):
        report(done / len(owners), STEP)
        shapes[one] = shapely.coverage_union_all(cells[owner == one])
    return shapes


def _within(shapes: Shapes, outline: BaseGeometry) -> Shapes:
    """Return what lies inside the county; None where nothing does."""
    shapely.prepare(outline)
    inside = np.full(len(shapes), None, dtype=object)
    for k in np.flatnonzero(~shapely.is_missing(shapes)):
        parts = shapely.get_parts(shapely.intersection(shapes[k], outline))
        parts = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
        if len(parts):
            inside[k] = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return inside


def _with_villages(cells: Shapes, xy: Floats, villages: Shapes, outline: BaseGeometry) -> Shapes:
    """Let village areas take the place of cells; where areas overlap, the first one counts."""
    given: list[BaseGeometry] = []
    own: dict[int, list[BaseGeometry]] = {}
    points = shapely.points(xy)
    for village in shapely.make_valid(villages):
        inside = np.flatnonzero(shapely.intersects(village, points))
        inside = inside[~np.isin(inside, list(own))]
        if not len(inside):
            continue
        free = shapely.difference(shapely.intersection(village, outline), shapely.union_all(given))
        given.append(village)
        nearest = _nearest_land(xy[inside], village)
        for settlement, land in zip(inside.tolist(), nearest, strict=True):
            own[settlement] = [shapely.intersection(land, free)]
    taken = shapely.union_all(given)
    rest = np.full(len(cells), None, dtype=object)
    for k in np.flatnonzero(~shapely.is_missing(cells)):
        rest[k] = shapely.union_all([shapely.difference(cells[k], taken), *own.get(int(k), [])])
    return _within(rest, outline)


def catchments(
    outcome: Outcome, cells: Shapes, grades: Iterable[int], *, before: bool = False
) -> list[Catchment]:
    """Return the catchments of some grades; their areas are disjoint and add up to that of the cells.

    Parameters
    ----------
    outcome
        Of :func:`gis.planning.assignment.work_out`.
    cells
        Of :func:`settlement_cells`.
    grades
        Usually those of an age band.
    before
        The baseline (actual attendance) instead of the scenario.
    """
    shares = settlement_schools(outcome, grades, before=before)
    groups: dict[tuple[int, ...], list[int]] = {}
    for k in np.flatnonzero(~shapely.is_missing(cells)).tolist():
        going = shares.get(k, ())
        # a village with several schools stands alone, with its own shares
        key = tuple(school for school, _ in going) if len(going) == 1 else (NOBODY, k) if going else ()
        groups.setdefault(key, []).append(k)
    points = _points(outcome, cells)
    found: list[Catchment] = []
    for key, members in groups.items():
        if len(key) == 1:
            found += _parts_of(key[0], members, cells, shares, points)
        else:
            kind = SPLIT if key else EMPTY
            found += [Catchment(shares.get(k, ()), kind, (k,), cells[k]) for k in members]
    return found


def settlement_schools(
    outcome: Outcome, grades: Iterable[int], *, before: bool = False
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return by settlement the (school, pupils) of some grades, most pupils first; -1 = without a school."""
    moves = outcome.movement
    school = moves.before if before else moves.after
    rows = np.isin(moves.grade, list(grades)) & (moves.settlement >= 0)
    frame = pd.DataFrame(
        {"settlement": moves.settlement[rows], "school": school[rows], "pupils": moves.pupils[rows]}
    )
    sums = frame.groupby(["settlement", "school"])["pupils"].sum().reset_index()
    sums = sums.sort_values(["settlement", "pupils", "school"], ascending=[True, False, True])
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for settlement, code, pupils in sums.to_numpy(dtype=np.int64).tolist():
        found[settlement] = (*found.get(settlement, ()), (code, pupils))
    return found


def _points(outcome: Outcome, cells: Shapes) -> Shapes:
    """Return a point of each cell that stands for its settlement."""
    points = np.full(len(cells), None, dtype=object)
    known = ~shapely.is_missing(cells)
    points[known] = shapely.point_on_surface(cells[known])
    return points


def _parts_of(
    school: int,
    members: list[int],
    cells: Shapes,
    shares: dict[int, tuple[tuple[int, int], ...]],
    points: Shapes,
) -> list[Catchment]:
    """Return the contiguous parts of one school's catchment, the one with most pupils first."""
    parts = shapely.get_parts(shapely.union_all(cells[members]))
    inside, part = shapely.STRtree(parts).query(points[members], predicate="intersects")
    settled: dict[int, list[int]] = {}
    for member, where in zip(inside.tolist(), part.tolist(), strict=True):
        settled.setdefault(where, []).append(members[member])
    pupils = {where: sum(shares[k][0][1] for k in those) for where, those in settled.items()}
    order = sorted(range(len(parts)), key=lambda k: (-pupils.get(k, NOBODY), -parts[k].area))
    found = []
    for rank, where in enumerate(order):
        kind = MAIN if rank == 0 else EXCLAVE if where in settled else FRAGMENT
        total = pupils.get(where, 0)
        found.append(Catchment(((school, total),), kind, tuple(settled.get(where, ())), parts[where]))
    return found
