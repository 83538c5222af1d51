"""Service areas and catchments as drawings for the map; made in a job."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app import labels
from app.models.tables import school_names
from gis.model import STORAGE_CRS, Band, Plan
from gis.progress import Progress, part_of

if TYPE_CHECKING:
    from gis.network.reach import ModeRoads, Reach
    from gis.planning.catchments import Catchment
    from gis.planning.outcome import Outcome

EVERY_SCHOOL = ""
DECIMALS = 5  # about a metre, at which the shapes are thinned out too
THINNED_M = 3.0
REACHED, DRAWN = 0.1, 0.95  # where the parts of the work begin


@dataclass(frozen=True)
class AreaWish:
    """What the user wants to see over the map.

    Attributes
    ----------
    reach, catchments
        Whether service areas and catchments are shown.
    mode
        Of the service areas, "" = walking in the band that is shown.
    school_id
        Whose service area; "" = of the nearest of all open schools.
    edges
        Whether the reached parts of roads are drawn as lines, too.
    """

    reach: bool = False
    catchments: bool = False
    mode: str = ""
    school_id: str = EVERY_SCHOOL
    edges: bool = False

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> AreaWish:
        """Read what the page has sent."""
        known = {name: raw[name] for name in cls.__dataclass_fields__ if name in raw}
        return cls(**{name: type(getattr(cls, name))(value) for name, value in known.items()})

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted."""
        return not (self.reach or self.catchments)


def draw_areas(
    plan: Plan, outcome: Outcome, wish: AreaWish, band: Band, side: str, progress: Progress
) -> str:
    """Return what is wanted as the map page takes it (JSON text); ``plan`` with the scenario's sites."""
    network = outcome.roads.made.network if outcome.roads and side == "after" else plan.roads
    there = plan if network is plan.roads else replace(plan, roads=network)
    drawing: dict[str, Any] = {}
    share = 0.5 if wish.reach and wish.catchments else 1.0
    if wish.reach:
        drawing["reach"] = _reach(there, outcome, wish, band, side, part_of(progress, 0.0, share))
    if wish.catchments:
        drawing["catchments"] = _catchments(there, outcome, band, side, part_of(progress, 1.0 - share, 1.0))
    progress(1.0, "catchments")
    return json.dumps(drawing, ensure_ascii=False, separators=(",", ":"))


def _reach(
    plan: Plan, outcome: Outcome, wish: AreaWish, band: Band, side: str, progress: Progress
) -> dict[str, Any]:
    """Return nested areas, the widest first, and the reached parts of roads by limit."""
    from gis.network.areaparameters import area_parameters, area_tables
    from gis.network.areas import Land, service_areas
    from gis.network.reach import mode_roads

    own = plan.rules.get("areas")
    minutes = [float(one) for one in area_tables(own)["area"]["minutes"]["value"]]
    limits_s = [60 * one for one in minutes]
    mode = wish.mode or band.walk_mode.value
    roads = mode_roads(plan.roads, mode, plan.rules.get("travel"))
    progress(0.0, "reach")
    found = _reach_of(plan, outcome, wish, band, side, roads, limits_s[-1])
    answer: dict[str, Any] = {
        "minutes": minutes, "mode": labels.word("mode", mode), "school": _school_title(plan, wish.school_id),
        "areas": [], "edges": [],
    }  # fmt: skip
    if found is None:
        return answer
    progress(REACHED, "reach")
    land = Land(roads, roads.place(plan.settlements), area_parameters(own))
    shapes = service_areas(land, found, limits_s, progress=part_of(progress, REACHED, DRAWN))
    answer["areas"] = [
        {"minutes": one, "geometry": geometry}
        for one, geometry in zip(minutes, _degrees(plan, shapes), strict=True)
        if geometry["coordinates"]
    ][::-1]
    if wish.edges:
        answer["edges"] = _edges(plan, found, minutes)
    return answer


def _school_title(plan: Plan, school_id: str) -> str:
    return school_names(plan).get(school_id, "") if school_id else ""


def _reach_of(
    plan: Plan, outcome: Outcome, wish: AreaWish, band: Band, side: str, roads: ModeRoads, limit_s: float
) -> Reach | None:
    """Return the reach of the school wanted, or of the nearest public one that teaches the band."""
    from gis.network.reach import reach_nearest

    county, grades = outcome.county, np.array(band.grades) - 1
    teaches = county.teaches if side == "before" else outcome.situation.teaches
    chosen = county.school_placed & county.by_default & teaches[:, grades].any(axis=1)
    if wish.school_id:
        chosen = county.school_ids == wish.school_id
    schools = plan.schools.loc[list(county.school_ids[chosen])]
    return reach_nearest(roads, schools, limit_s=limit_s, parameters=plan.rules.get("travel"))


def _edges(plan: Plan, reach: Reach, minutes: Sequence[float]) -> list[dict[str, Any]]:
    import shapely

    from gis.network.reach import part_lines

    parts = reach.parts([60 * one for one in minutes])
    lines = part_lines(reach, parts)
    rows = []
    for position, one in enumerate(minutes):
        own = lines[parts.limit == position]
        if len(own):
            merged = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(own)))
            rows.append({"minutes": one, "geometry": _degrees(plan, [merged])[0]})
    return rows


def _catchments(
    plan: Plan, outcome: Outcome, band: Band, side: str, progress: Progress
) -> list[dict[str, Any]]:
    from gis.planning.catchments import catchments, settlement_cells

    barriers = outcome.roads.made.network.barriers if outcome.roads else None
    cells = settlement_cells(plan, barriers=barriers, progress=progress)
    found = catchments(outcome, cells, band.grades, before=side == "before")
    drawn = zip(found, _degrees(plan, [one.shape for one in found]), strict=True)
    return [{**_catchment(outcome, one), "geometry": geometry} for one, geometry in drawn]


def _catchment(outcome: Outcome, one: Catchment) -> dict[str, Any]:
    ids = np.append(outcome.county.school_ids, "")
    return {"kind": one.kind, "schools": [[str(ids[school]), int(pupils)] for school, pupils in one.schools]}


def _degrees(plan: Plan, shapes: Sequence[Any]) -> list[dict[str, Any]]:
    """Return shapes as GeoJSON geometries in degrees, thinned out for drawing."""
    import shapely

    from gis.crs import reproject

    array: NDArray[np.object_] = np.empty(len(shapes), dtype=object)
    array[:] = [shapely.simplify(shape, THINNED_M) for shape in shapes]
    texts = shapely.to_geojson(
        shapely.set_precision(reproject(array, plan.roads.crs, STORAGE_CRS), 10**-DECIMALS, mode="pointwise")
    )
    return [json.loads(text) for text in texts]
