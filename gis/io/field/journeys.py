"""Journeys after a merge: only those of moved places, all of them where the roads are others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np

from gis.model import Issue, Observation, ObservationKind, Plan, TravelTimes, Walker
from gis.network.measured import pace_mps
from gis.network.parameters import WALK_MODES, travel_parameters
from gis.progress import Progress, part_of
from gis.resources import load_toml

SECONDS_PER_MINUTE = 60


def with_new_journeys(
    plan: Plan, moved: Mapping[str, set[str]], *, all_of_them: bool, progress: Progress
) -> Plan:
    """Return the plan with the journeys that its roads and positions now give.

    Parameters
    ----------
    moved
        Ids of moved ``settlements`` and ``schools``.
    all_of_them
        The roads are others.
    """
    if all_of_them:
        return replace(plan, travel=_journeys(plan, plan.settlements, plan.schools, progress))
    origins = plan.settlements[plan.settlements.index.isin(moved["settlements"])]
    destinations = plan.schools[plan.schools.index.isin(moved["schools"])]
    travel = dict(plan.travel)
    if len(origins):
        found = _journeys(plan, origins, plan.schools, part_of(progress, 0.2, 0.6))
        travel = {mode: _with_block(times, found[mode]) for mode, times in travel.items()}
    if len(destinations):
        found = _journeys(plan, plan.settlements, destinations, part_of(progress, 0.6, 1.0))
        travel = {mode: _with_block(times, found[mode]) for mode, times in travel.items()}
    return replace(plan, travel=travel)


def _journeys(
    plan: Plan, origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame, progress: Progress
) -> dict[str, TravelTimes]:
    from gis.network.travel import travel_matrix

    found = travel_matrix(
        plan.roads, origins, destinations,
        parameters=plan.rules.get("travel"), bus_stops=plan.bus_stops, progress=progress,
    )  # fmt: skip
    return {str(mode): times for mode, times in found.items()}


def _with_block(times: TravelTimes, block: TravelTimes) -> TravelTimes:
    """Return travel times with some rows and columns exchanged."""
    rows = [times.origin_ids.index(name) for name in block.origin_ids]
    columns = [times.destination_ids.index(name) for name in block.destination_ids]
    seconds, metres = times.seconds.copy(), times.metres.copy()
    seconds[np.ix_(rows, columns)] = block.seconds
    metres[np.ix_(rows, columns)] = block.metres
    return replace(
        times,
        seconds=seconds,
        metres=metres,
        unplaced_origins=_exchanged(
            times.origin_ids, times.unplaced_origins, block.origin_ids, block.unplaced_origins
        ),
        unplaced_destinations=_exchanged(
            times.destination_ids,
            times.unplaced_destinations,
            block.destination_ids,
            block.unplaced_destinations,
        ),
    )


def _exchanged(
    every: Iterable[str], unplaced: Iterable[str], redone: Iterable[str], found: Iterable[str]
) -> tuple[str, ...]:
    now = (set(unplaced) - set(redone)) | set(found)
    return tuple(name for name in every if name in now)


def without_road(plan: Plan, moved: Mapping[str, set[str]]) -> Iterator[Issue]:
    """Say which moved places no road comes near."""
    walk = plan.travel[WALK_MODES[0]]
    for kind, frame, ids, unplaced in (
        ("village", plan.settlements, moved["settlements"], walk.unplaced_origins),
        ("school", plan.schools, moved["schools"], walk.unplaced_destinations),
    ):
        for subject_id in sorted(ids & set(unplaced)):
            if frame.geometry.loc[subject_id] is not None:
                values = {"name": str(frame["name"].loc[subject_id])}
                yield Issue("warning", f"{kind}_without_road", subject_id=subject_id, values=values)


def compared_walks(plan: Plan, observations: Iterable[Observation]) -> Iterator[Issue]:
    """Say where a measured walk and the computed ones lie far apart.

    On a network with footpaths a position or a road is wrong there; without them the measured walk counts
    from now on (:mod:`gis.network.measured`).
    """
    code = "field_walk_differs" if plan.roads.has_footpaths else "field_walk_counts"
    share: float = load_toml("schemas", "field.toml")["walk"]["differs_share"]
    for seen in observations:
        if seen.kind is not ObservationKind.WALKING_TIME:
            continue
        minutes = _computed_minutes(plan, seen)
        if not minutes:
            continue
        low, high = min(minutes), max(minutes)
        if low * (1 - share) <= seen.minutes <= high * (1 + share):
            continue
        names = plan.settlements["name"].loc[seen.subject_id], plan.schools["name"].loc[seen.receiver_id]
        values = {
            "settlement": str(names[0]),
            "school": str(names[1]),
            "measured": f"{seen.minutes:.0f}",
        }
        if seen.walker:
            values["computed"] = f"{low:.0f}"
            yield Issue("warning", f"{code}_by", subject_id=seen.subject_id, values=values)
        else:
            values |= {"low": f"{low:.0f}", "high": f"{high:.0f}"}
            yield Issue("warning", code, subject_id=seen.subject_id, values=values)


def _computed_minutes(plan: Plan, seen: Observation) -> list[float]:
    """Return the computed minutes of who walked, of all age bands where nobody has said; none without way.

    What an adult takes follows from the oldest band: it walks where adults do.
    """
    rules = plan.rules.get("travel")
    as_band = {Walker.UNKNOWN: WALK_MODES, Walker.ADULT: WALK_MODES[-1:]}
    minutes = []
    for mode in as_band.get(seen.walker, (f"walk_{seen.walker}",)):
        times = plan.travel.get(mode)
        if times and seen.subject_id in times.origin_ids and seen.receiver_id in times.destination_ids:
            at = times.origin_ids.index(seen.subject_id), times.destination_ids.index(seen.receiver_id)
            seconds = float(times.seconds[at])
            if seen.walker is Walker.ADULT:
                oldest = travel_parameters(rules).walk_speed_mps[WALK_MODES[-1]]
                seconds *= oldest / pace_mps(Walker.ADULT, rules)
            minutes.append(seconds / SECONDS_PER_MINUTE)
    return [value for value in minutes if np.isfinite(value)]
