"""Service areas of every school and of all together as a layer, in degrees of EPSG:4490."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.crs import reproject
from gis.model import GRADES, STORAGE_CRS, Band, Plan
from gis.network.areaparameters import area_parameters
from gis.network.areas import Land, joined_areas, service_areas
from gis.network.costs import parse_mode
from gis.network.parameters import WALK_MODES, travel_parameters
from gis.network.reach import Gates, Reach, gates_of, mode_roads, part_lines
from gis.planning.journeys import SECONDS_PER_MINUTE
from gis.planning.ledger import without_kindergartens
from gis.planning.outcome import Outcome
from gis.progress import Progress, ignore_progress, part_of

EVERY_SCHOOL = "全部公办学校"
BAND_WORDS = {Band.G1_3: "1—3年级", Band.G4_6: "4—6年级", Band.G7_9: "7—9年级"}
COLUMNS = ["学校标识码", "学校", "乡镇", "分钟", "村点数", "学生数"]
EACH, TOGETHER = 0.6, 0.95           # shares of the work done
LOOK_EVERY_S = 0.05                  # how often the waiting thread reports and may cancel
STEP = "reach"

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Shapes = NDArray[np.object_]
Minutes = Sequence[float]
Value = TypeVar("Value")


@dataclass(frozen=True)
class _Site:
    """One place of teaching: the divisions of a school share it.

    ``rows`` are those of the ledger that teach, ``gates`` those of them that have a place on the roads.
    """

    rows: Ints
    gates: Ints


@dataclass(frozen=True)
class _Work:
    """What the areas of one mode are worked out from, after the scenario."""

    plan: Plan
    outcome: Outcome
    minutes: Minutes
    grades: Ints
    land: Land
    gates: Gates
    sites: tuple[_Site, ...]

    @property
    def limits_s(self) -> list[float]:
        return [SECONDS_PER_MINUTE * one for one in self.minutes]

    def reach(self, gates: Ints) -> Reach:
        return self.gates.reach(gates, limit_s=self.limits_s[-1])


def service_area_layers(
    plan: Plan,
    outcome: Outcome,
    mode: str,
    minutes: Minutes,
    *,
    each: bool | None = None,
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, dict[str, Any]]:
    """Return the service areas of open schools, of all together, and the reached parts of roads.

    The roads are those after the scenario. Divisions of a school on one site have one area. Pupils are those
    of the grades that are taught there and the mode is for; only villages whose journey keeps the time are
    counted, wherever they lie. All together: the public schools of an ordinary type, to which a child may go
    without being chosen.

    Parameters
    ----------
    minutes
        Ascending.
    each
        Whether every school has areas of its own; default: for walking only. A bus gets nearly everywhere
        from every school, and takes minutes to draw.
    """
    report = progress or ignore_progress
    report(0.0, STEP)
    work = _prepare(plan, outcome, mode, minutes)
    own_each = mode in WALK_MODES if each is None else each
    rows: list[dict[str, Any]] = []
    shapes: list[BaseGeometry] = []
    areas: list[list[BaseGeometry]] = []
    if own_each:
        share = part_of(report, 0.0, EACH)
        drawn = _in_threads(lambda k: _own_areas(work, work.sites[k]), len(work.sites), share)
        for site, (own, in_time) in zip(work.sites, drawn, strict=True):
            areas.append(own)
            shapes += own
            rows += _area_rows(work, site, in_time)
    edges = gpd.GeoDataFrame({"分钟": []}, geometry=[], crs=STORAGE_CRS)
    summary: dict[str, Any] = {"schools": len(work.sites), "minutes": list(minutes)}
    public = [k for k, site in enumerate(work.sites) if outcome.county.by_default[site.rows].any()]
    if public:
        every = work.reach(np.concatenate([work.sites[k].gates for k in public]))
        share = part_of(report, EACH if own_each else 0.0, TOGETHER)
        if own_each:
            whole = joined_areas(work.land, every, work.limits_s, [areas[k] for k in public], progress=share)
        else:
            whole = service_areas(work.land, every, work.limits_s, progress=share)
        in_time = every.in_time(work.land.places, work.limits_s)
        shapes += whole
        rows += _area_rows(work, None, in_time)
        edges = _edge_layer(work, every)
        summary |= _counts(work, whole, in_time)
    report(1.0, STEP)
    return layer_of(pd.DataFrame(rows, columns=COLUMNS), shapes, plan), edges, summary


def _prepare(plan: Plan, outcome: Outcome, mode: str, minutes: Minutes) -> _Work:
    known, travel = parse_mode(mode), plan.rules.get("travel")
    county, situation = outcome.county, outcome.situation
    grades = np.array(travel_parameters(travel).grades_of(known)) - 1
    network = outcome.roads.made.network if outcome.roads else plan.roads
    roads = mode_roads(network, known, travel)
    land = Land(roads, roads.place(plan.settlements), area_parameters(plan.rules.get("areas")))
    gates = gates_of(roads, without_kindergartens(plan.schools), parameters=travel)
    teaches = situation.teaches[:, grades].any(axis=1) & situation.is_open
    placed = teaches & county.school_placed & gates.places.placed
    sites = []
    for site in dict.fromkeys(county.site[placed].tolist()):
        here = county.site == site
        _, first = np.unique(gates.places.xy[here & placed], axis=0, return_index=True)
        sites.append(_Site(np.flatnonzero(here & teaches), np.flatnonzero(here & placed)[np.sort(first)]))
    return _Work(plan, outcome, minutes, grades, land, gates, tuple(sites))


def _own_areas(work: _Work, site: _Site) -> tuple[list[BaseGeometry], Bools]:
    reach = work.reach(site.gates)
    return service_areas(work.land, reach, work.limits_s), reach.in_time(work.land.places, work.limits_s)


def _in_threads(work: Callable[[int], Value], count: int, report: Progress) -> list[Value]:
    """Return the results of pieces of work in their order; they run without the interpreter's lock mostly."""
    with ThreadPoolExecutor(min(os.cpu_count() or 1, max(1, count))) as pool:
        pieces = [pool.submit(work, k) for k in range(count)]
        waiting = set(pieces)
        try:
            while waiting:
                report((count - len(waiting)) / count, STEP)
                finished, waiting = wait(waiting, LOOK_EVERY_S, return_when=FIRST_EXCEPTION)
                for piece in finished:
                    piece.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [piece.result() for piece in pieces]


def _area_rows(work: _Work, site: _Site | None, in_time: Bools) -> list[dict[str, Any]]:
    """Return a row per limit: villages in time, and their pupils of grades that are taught on the site."""
    county, teaches = work.outcome.county, work.outcome.situation.teaches
    pupils = _pupils(work.outcome)[:, work.grades]
    words = {"学校标识码": "", "学校": EVERY_SCHOOL, "乡镇": ""}
    if site is not None:
        pupils = pupils * teaches[site.rows][:, work.grades].any(axis=0)
        first, several = site.rows[0], len(site.rows) > 1
        words = {
            "学校标识码": str(county.site_ids[county.site[first]] if several else county.school_ids[first]),
            "学校": "、".join(dict.fromkeys(map(str, county.school_names[site.rows]))),
            "乡镇": str(county.schools["township"].iloc[first]),
        }
    of_settlement = pupils.sum(axis=1)
    return [
        {**words, "分钟": limit, "村点数": int(those.sum()), "学生数": int(of_settlement[those].sum())}
        for limit, those in zip(work.minutes, in_time, strict=True)
    ]


def _pupils(outcome: Outcome) -> Ints:
    """Return pupils by settlement and grade."""
    moves = outcome.movement
    counts = np.zeros((len(outcome.county.settlement_ids), len(GRADES)), dtype=np.int64)
    rows = moves.settlement >= 0
    np.add.at(counts, (moves.settlement[rows], moves.grade[rows] - 1), moves.pupils[rows])
    return counts


def _counts(work: _Work, areas: Sequence[BaseGeometry], in_time: Bools) -> dict[str, list[int]]:
    """Return how many villages are in time, and how many others lie in the area as it is drawn."""
    import shapely

    drawn = np.array([shapely.covers(area, work.land.points) for area in areas])
    return {
        "settlements": in_time.sum(axis=1).tolist(),
        "settlements_inside_but_over": (drawn & ~in_time).sum(axis=1).tolist(),
    }


def _edge_layer(work: _Work, reach: Reach) -> gpd.GeoDataFrame:
    parts, edges = reach.parts(work.limits_s), reach.roads.network.edges
    frame = pd.DataFrame(
        {
            "分钟": np.array(work.minutes)[parts.limit],
            "路名": edges["name"].to_numpy()[parts.edge],
            "道路等级": edges["highway"].to_numpy()[parts.edge],
            "长度_m": (edges["length_m"].to_numpy()[parts.edge] * (parts.end - parts.start)).round(1),
        }
    )
    return layer_of(frame, part_lines(reach, parts), work.plan)


def layer_of(frame: pd.DataFrame, shapes: Sequence[Any] | Shapes, plan: Plan) -> gpd.GeoDataFrame:
    """Return rows with shapes in the network's CRS as a layer in degrees."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return gpd.GeoDataFrame(frame, geometry=reproject(array, plan.roads.crs, STORAGE_CRS), crs=STORAGE_CRS)
