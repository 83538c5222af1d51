"""Taking over what was chosen of a merge: a new plan, the old one is left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import Point

from gis.crs import county_crs
from gis.io.field.items import COORDINATES, What, point_frames
from gis.io.field.journeys import compared_walks, with_new_journeys, without_road
from gis.io.field.marker import MERGED
from gis.io.field.merging import GONE, Change, Merge, Take
from gis.io.field.roads import ROAD_KINDS, with_road_observations
from gis.io.field.scenarios import IN_SCENARIOS, merged_scenarios
from gis.io.history import append_entry
from gis.io.scenarioparts import PartKind
from gis.model import STORAGE_CRS, Issue, IssueState, Observation, Plan
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml
from gis.schema import load_schema


@dataclass
class _Applying:
    """What has been taken over so far."""

    merge: Merge
    plan: Plan
    issues: list[Issue] = field(default_factory=list)
    taken: int = 0

    def refuse(self, code: str, change: Change, **values: str) -> None:
        about = {"id": change.id, **values}
        self.issues.append(Issue("warning", code, subject_id=_subject(change), values=about))


def apply(merge: Merge, choices: Mapping[str, Take | str], *, progress: Progress = ignore_progress) -> Plan:
    """Return the plan with everything taken over that was chosen; journeys are worked out anew where needed.

    Parameters
    ----------
    merge
        Of :func:`gis.io.field.merge_back`.
    choices
        ``Change.key`` → ``theirs`` to take the field copy's value, ``ours`` to keep the plan's. What is not
        named stays as it is in the plan.

    Returns
    -------
    Plan
        With an Issue for everything that could not be taken over, and an entry in its log. The order of
        the choices does not matter.
    """
    wanted = [change for change in merge if choices.get(change.key) == Take.THEIRS]
    work = _Applying(merge, merge.ours)
    positions = _apply_positions(work, [c for c in wanted if c.what is What.POSITION])
    _apply_cells(work, [c for c in wanted if c.what is What.ATTRIBUTE])
    _apply_scenarios(work, [c for c in wanted if c.what in IN_SCENARIOS])
    progress(0.1, "step_merging")
    roads = _apply_observations(work, [c for c in wanted if c.what is What.OBSERVATION])
    progress(0.2, "step_travel_times")
    plan = with_new_journeys(work.plan, positions, all_of_them=roads, progress=progress)
    work.issues += without_road(plan, positions)
    work.issues += compared_walks(plan, _new_observations(merge.ours, plan))
    plan = replace(plan, issues=(*settled_issues(plan, positions), *_news(plan, work.issues, merge.issues)))
    kept = sum(choices.get(change.key) == Take.OURS for change in merge)
    open_ones = sum(change.key not in choices for change in merge.conflicts)
    marker = merge.marker
    values = {
        "copy_id": marker.copy_id if marker else "",
        "area": marker.area if marker else "",
        "author": marker.author if marker else "",
        "taken": work.taken,
        "kept": kept,
        "open": open_ones,
        "refused": len(wanted) - work.taken,
    }
    return append_entry(plan, MERGED, values)


def _subject(change: Change) -> str:
    if change.what is What.PART:
        return change.id if change.column == PartKind.SCHOOL_LOCK else ""
    return change.id if change.what in (What.POSITION, What.ATTRIBUTE, What.DECISION) else ""


def _news(plan: Plan, issues: Iterable[Issue], earlier: Iterable[Issue]) -> list[Issue]:
    """Return the Issues that the plan does not list yet; notes about the comparison itself are not kept."""
    lasting = [issue for issue in (*earlier, *issues) if issue.severity != "info"]
    known = {_gist(issue) for issue in plan.issues if issue.state is not IssueState.FIXED}
    return [issue for issue in lasting if _gist(issue) not in known]


def _gist(issue: Issue) -> tuple[str, str, str]:
    return issue.code, issue.subject_id, repr(sorted(issue.values.items()))


# ---- positions


def _apply_positions(work: _Applying, changes: list[Change]) -> dict[str, set[str]]:
    """Move the chosen places; return the ids that moved, by table."""
    moved: dict[str, set[str]] = {"settlements": set(), "schools": set()}
    points: dict[str, dict[str, Point | None]] = {"settlements": {}, "schools": {}}
    evidence: list[Observation] = []
    for change in changes:
        point = None if change.theirs is None else Point(change.theirs)
        if change.ours is GONE:
            work.refuse("field_subject_gone", change)
        elif point is not None and (km := km_outside(work.plan, point)) > 0:
            work.refuse("field_position_outside", change, km=f"{km:.1f}")
        else:
            points[change.group][change.id] = point
            moved[change.group].add(change.id)
            evidence += filter(None, [work.merge.positions.get(change.item)])
            work.taken += 1
    frames = {
        table: moved_frame(frame, points[table]) if points[table] else frame
        for table, frame in point_frames(work.plan).items()
    }
    work.plan = replace(work.plan, observations=_merged(work.plan.observations, evidence), **frames)
    return moved


def km_outside(plan: Plan, point: Point) -> float:
    """Return how far outside the county a point lies, beyond the tolerance of the boundary."""
    outline = plan.boundary.geometry.to_crs(STORAGE_CRS).union_all()
    if outline.covers(point):
        return 0.0
    shapes = gpd.GeoSeries([outline, point], crs=STORAGE_CRS).to_crs(county_crs(outline))
    metres = float(shapely.distance(shapes.iloc[0], shapes.iloc[1]))
    tolerance_m: float = load_toml("schemas", "reading.toml")["position"]["boundary_tolerance_m"]
    return metres / 1000 if metres > tolerance_m else 0.0


def moved_frame(frame: gpd.GeoDataFrame, points: Mapping[str, Point | None]) -> gpd.GeoDataFrame:
    """Return a table of places with some of them at other points (None = unknown), degrees included."""
    geometry = frame.geometry.copy()
    moved = frame.copy()
    for name, point in points.items():
        geometry.loc[name] = point
        for column, value in zip(COORDINATES, (point.x, point.y) if point else (None, None), strict=True):
            if column in moved:
                moved.loc[name, column] = value
    return moved.set_geometry(geometry)


# ---- cells


def _apply_cells(work: _Applying, changes: list[Change]) -> None:
    frames = point_frames(work.plan)
    cells: dict[str, dict[tuple[str, str], Any]] = {table: {} for table in frames}
    for change in changes:
        if change.ours is GONE:
            work.refuse("field_subject_gone", change)
        else:
            cells[change.group][change.id, change.column] = change.theirs
            work.taken += 1
    changed = {table: _with_cells(frames[table], table, new) for table, new in cells.items() if new}
    work.plan = replace(work.plan, **changed)


def _with_cells(
    frame: gpd.GeoDataFrame, table: str, cells: Mapping[tuple[str, str], Any]
) -> gpd.GeoDataFrame:
    schema, changed = load_schema(table), frame.copy()
    for (name, column), value in cells.items():
        if column not in changed:
            changed[column] = pd.Series(None, index=changed.index, dtype=schema[column].dtype)
        is_text = schema[column].dtype == "str"
        changed.loc[name, column] = "" if value is None and is_text else value
    return changed


# ---- scenarios


def _apply_scenarios(work: _Applying, changes: list[Change]) -> None:
    """Take over notes, decisions and parts; what cannot be carried out stays as the plan has it."""
    made = merged_scenarios(work.merge, work.plan, changes)
    for change, code, values in made.refused:
        work.refuse(code, change, **values)
    work.taken += len(changes) - len(made.refused)
    work.plan = replace(work.plan, scenarios=made.scenarios)


# ---- observations


def _apply_observations(work: _Applying, changes: list[Change]) -> bool:
    """Take over observations, and what those of roads say of the network; return whether it is another."""
    theirs = {seen.observation_id: seen for seen in work.merge.theirs.observations}
    dropped = {change.id for change in changes if change.theirs is None}
    added = [theirs[change.id] for change in changes if change.id in theirs]
    known = {seen.observation_id for seen in work.plan.observations}
    new_roads = [s for s in added if s.kind in ROAD_KINDS and s.observation_id not in known]
    stay = [seen for seen in work.plan.observations if seen.kind in ROAD_KINDS]
    for seen in stay:
        if seen.observation_id in dropped or theirs.get(seen.observation_id, seen) in added:
            work.issues.append(Issue("warning", "field_road_stays", values={"when": seen.when}))
    roads, failed, noticed = with_road_observations(work.plan.roads, new_roads)
    work.issues += [*failed.values(), *noticed]
    added = [seen for seen in added if seen.observation_id not in failed]  # they can come in later
    kept = [seen for seen in work.plan.observations if seen.observation_id not in dropped]
    is_other = roads.digest != work.plan.roads.digest
    work.plan = replace(work.plan, roads=roads, observations=_merged(kept, added))
    work.taken += len(changes) - len(failed)
    return is_other


def _merged(ours: Iterable[Observation], added: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return observations with others added or exchanged, by time: the order of merging leaves no trace."""
    by_id = {seen.observation_id: seen for seen in (*ours, *added)}
    return tuple(sorted(by_id.values(), key=lambda seen: (seen.when, seen.observation_id)))


def _new_observations(before: Plan, after: Plan) -> list[Observation]:
    known = {seen.observation_id for seen in before.observations}
    return [seen for seen in after.observations if seen.observation_id not in known]


# ---- issues


def settled_issues(plan: Plan, positions: Mapping[str, set[str]]) -> list[Issue]:
    """Mark the Issues about a missing or impossible position as fixed where it has been set."""
    moved = set().union(*positions.values())
    roadless = {issue.subject_id for issue in without_road(plan, positions)}
    codes = load_toml("schemas", "field.toml")["issues"]
    settled = dict.fromkeys(codes["settled_by_position"], moved)
    settled |= dict.fromkeys(codes["settled_by_road"], moved - roadless)
    return [
        replace(issue, state=IssueState.FIXED)
        if issue.state is IssueState.PROBLEM and issue.subject_id in settled.get(issue.code, ())
        else issue
        for issue in plan.issues
    ]
