"""Cutting a field copy out of a plan: an area, what stands in it, and no more about pupils than counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.io.field.areas import Area
from gis.io.field.items import items_digest, items_of
from gis.io.field.marker import is_field_copy, mark
from gis.io.history import account
from gis.layout import Decision, Scenario
from gis.messages import describe
from gis.model import STORAGE_CRS, Issue, Observation, ObservationKind, Plan, RoadNetwork, TravelTimes
from gis.resources import load_toml


class Layer(StrEnum):
    """What a field copy may carry besides schools and settlements."""

    ROADS = "roads"
    PUPILS = "pupils"
    SCENARIOS = "scenarios"
    ISSUES = "issues"


ALL_LAYERS = frozenset(Layer)


@dataclass(frozen=True)
class _Cut:
    """The part of a plan that goes out: ids, and the frame in the network's CRS (None = all)."""

    settlements: frozenset[str]
    schools: frozenset[str]
    frame: BaseGeometry | None
    words: str


def check_out(
    plan: Plan,
    path: Path | str,
    *,
    area: Collection[str] | Area | BaseGeometry | None = None,
    layers: Iterable[str] = ALL_LAYERS,
    author: str = "",
) -> None:
    """Write a field copy: a plan file of its own for a laptop; the plan stays as it is.

    Parameters
    ----------
    plan
        The plan in the office.
    path
        The GeoPackage to write.
    area
        Names of townships, an area, or a polygon in EPSG:4490; None = the whole county. Roads, schools and
        villages within ``area.margin_m`` (``field.toml``) around it come along, and every school that a
        village of the copy attends. Places without a position come along with their township: they are to be
        found.
    layers
        Values of :class:`Layer`. Of the pupils only counts per village, grade and school go out, without
        zones, reported journeys and source files.
    author
        Who takes it out; the account of this computer if nobody is named.

    Raises
    ------
    InputError
        field_copy_of_copy, field_area_unknown, field_area_empty; as ``gis.io.project.save_plan``.
    """
    from gis.io.project import save_plan

    save_plan(field_copy(plan, area=area, layers=layers, author=author), path)


def field_copy(
    plan: Plan,
    *,
    area: Collection[str] | Area | BaseGeometry | None = None,
    layers: Iterable[str] = ALL_LAYERS,
    author: str = "",
) -> Plan:
    """Return the plan that :func:`check_out` writes."""
    if is_field_copy(plan):
        raise InputError("field_copy_of_copy")
    wanted = frozenset(Layer(layer) for layer in layers)
    cut = _cut(plan, area)
    words = describe("field_mark", {"area": cut.words}).what
    copy = replace(
        plan,
        meta=replace(plan.meta, mark="；".join(filter(None, (plan.meta.mark, words)))),
        settlements=plan.settlements[plan.settlements.index.isin(cut.settlements)],
        schools=plan.schools[plan.schools.index.isin(cut.schools)],
        travel={mode: _part(times, cut) for mode, times in plan.travel.items()},
        roads=_roads(plan.roads, cut.frame if Layer.ROADS in wanted else shapely.Point()),
        zones=plan.zones.iloc[:0],
        feeders=plan.feeders.iloc[:0],
        reported_travel=plan.reported_travel.iloc[:0],
        sources=(),
    )
    copy = _with_attendance(copy, plan.attendance if Layer.PUPILS in wanted else plan.attendance.iloc[:0])
    copy = replace(
        copy,
        scenarios=_scenarios(copy, plan.scenarios if Layer.SCENARIOS in wanted else {}),
        issues=_own_issues(copy) if Layer.ISSUES in wanted else (),
        observations=_own_observations(copy),
    )
    return mark(copy, area=cut.words, author=author or account(), source_digest=items_digest(items_of(plan)))


# ---- the area


def _cut(plan: Plan, area: Collection[str] | Area | BaseGeometry | None) -> _Cut:
    if area is None:
        everything = frozenset(plan.settlements.index), frozenset(plan.schools.index)
        return _Cut(*everything, None, plan.meta.unit_name)
    if isinstance(area, BaseGeometry):
        area = Area(area, describe("field_area_polygon", {}).what)
    if isinstance(area, Area):
        words = area.words
        outline = gpd.GeoSeries([area.shape], crs=STORAGE_CRS).to_crs(plan.roads.crs).iloc[0]
        townships = _townships_inside(plan, area.shape)
    else:
        townships = _known_townships(plan, area)
        words = "、".join(sorted(townships))
        outline = _outline(plan, townships)
    if outline.is_empty:
        raise InputError("field_area_empty", area=words)
    frame = outline.buffer(load_toml("schemas", "field.toml")["area"]["margin_m"])
    settlements, schools = (
        _inside(rows, frame, townships, plan) for rows in (plan.settlements, plan.schools)
    )
    if not settlements and not schools:
        raise InputError("field_area_empty", area=words)
    return _Cut(settlements, schools | _attended(plan, settlements), frame, words)


def _known_townships(plan: Plan, names: Collection[str]) -> frozenset[str]:
    known = {*plan.settlements["township"], *plan.schools["township"]}
    unknown = sorted(set(names) - known)
    if unknown:
        raise InputError(
            "field_area_unknown", names="、".join(unknown), known="、".join(sorted(filter(None, known)))
        )
    return frozenset(names)


def _townships_inside(plan: Plan, area: BaseGeometry) -> frozenset[str]:
    frames = (plan.settlements, plan.schools)
    return frozenset(name for frame in frames for name in frame.loc[frame.within(area), "township"])


def _outline(plan: Plan, townships: frozenset[str]) -> BaseGeometry:
    """Return the hull of the townships' places; shape in the network's CRS."""
    frames = (plan.settlements, plan.schools)
    points = [frame.geometry[frame["township"].isin(townships)].to_crs(plan.roads.crs) for frame in frames]
    return pd.concat(points).union_all().convex_hull


def _inside(
    frame: gpd.GeoDataFrame, outline: BaseGeometry, townships: frozenset[str], plan: Plan
) -> frozenset[str]:
    """Return what stands in the frame, or belongs to its townships and stands nowhere yet."""
    near = frame.geometry.to_crs(plan.roads.crs).intersects(outline)
    unplaced = frame.geometry.isna() | frame.geometry.is_empty
    return frozenset(frame.index[near | (unplaced & frame["township"].isin(townships))])


def _attended(plan: Plan, settlements: frozenset[str]) -> frozenset[str]:
    attended = plan.attendance.loc[plan.attendance["settlement_id"].isin(settlements), "school_id"]
    return frozenset(attended) & frozenset(plan.schools.index)


# ---- the parts


def _part(times: TravelTimes, cut: _Cut) -> TravelTimes:
    """Return the journeys between the places of the copy: those of the whole network, not of the cut one."""
    rows = np.flatnonzero(np.isin(np.array(times.origin_ids, dtype=object), list(cut.settlements)))
    columns = np.flatnonzero(np.isin(np.array(times.destination_ids, dtype=object), list(cut.schools)))
    origins = tuple(times.origin_ids[row] for row in rows)
    destinations = tuple(times.destination_ids[column] for column in columns)
    block = np.ix_(rows, columns)
    return replace(
        times,
        origin_ids=origins,
        destination_ids=destinations,
        seconds=times.seconds[block],
        metres=times.metres[block],
        unplaced_origins=tuple(name for name in times.unplaced_origins if name in set(origins)),
        unplaced_destinations=tuple(
            name for name in times.unplaced_destinations if name in set(destinations)
        ),
    )


def _roads(network: RoadNetwork, frame: BaseGeometry | None) -> RoadNetwork:
    """Return the edges that touch the frame, each whole, so that it is recognised when it comes back."""
    from gis.network.storage import assemble

    if frame is None:
        return network
    edges = network.edges[network.edges.intersects(frame)].reset_index(drop=True)
    barriers = network.barriers[network.barriers.intersects(frame)].reset_index(drop=True)
    nodes = network.nodes[network.nodes.index.isin({*edges["u"], *edges["v"]})]
    return assemble(nodes, edges, barriers)


def _with_attendance(copy: Plan, attendance: pd.DataFrame) -> Plan:
    """Return the copy with the counts of its villages; all their schools are in it."""
    places, schools = set(copy.settlements.index), set(copy.schools.index)
    own = attendance["settlement_id"].isin(places) & attendance["school_id"].isin(schools)
    return replace(copy, attendance=attendance[own].reset_index(drop=True))


def _scenarios(copy: Plan, scenarios: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return the scenarios with those decisions that name only schools and villages of the copy."""
    schools, places = set(copy.schools.index), set(copy.settlements.index)

    def is_whole(school_id: str, decision: Decision) -> bool:
        receivers = {decision.receiver_id} - {None} | {s for _, s in decision.settlement_receivers}
        return {school_id, *receivers} <= schools and {p for p, _ in decision.settlement_receivers} <= places

    return {
        name: replace(
            scenario, decisions={key: d for key, d in scenario.decisions.items() if is_whole(key, d)}
        )
        for name, scenario in scenarios.items()
    }


def _subjects(copy: Plan) -> set[str]:
    return {*copy.settlements.index, *copy.schools.index}


def _own_issues(copy: Plan) -> tuple[Issue, ...]:
    known = _subjects(copy)
    return tuple(issue for issue in copy.issues if issue.subject_id in known)


def _own_observations(copy: Plan) -> tuple[Observation, ...]:
    """Return what is known of the copy's places; photos stay in the office."""
    known = _subjects(copy)
    return tuple(
        seen
        for seen in copy.observations
        if seen.subject_id in known and seen.kind is not ObservationKind.PHOTO
    )
