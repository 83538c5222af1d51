"""Walks measured in the field in the place of computed ones, where the network has no footpaths.

On such a network computed walks follow the roads and are too long (仅车行路网，偏长). Somebody who walked the
way knows better. The computed matrix stays as it is: the replacement is a view of it for whoever judges
journeys, and says for every pair what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.model import Mode, Observation, ObservationKind, Plan, TravelTimes, Walker
from gis.network.parameters import WALK_MODES, travel_parameters, travel_tables

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class MeasuredWalk:
    """A walk from a village to a school as measured.

    Attributes
    ----------
    minutes
        The middle one of all measurements of the pair, as walked.
    metres
        The middle one of what each measurement is at the pace of who walked (:func:`pace_mps`): an estimate.
    observation_ids
        What it rests on.
    """

    settlement_id: str
    school_id: str
    minutes: float
    metres: float
    observation_ids: tuple[str, ...]

    def seconds(self, speed_mps: float) -> float:
        """Return what the walk takes at another pace."""
        return self.metres / speed_mps


def measured_walks(
    observations: Iterable[Observation], parameters: Mapping[str, Any] | None = None
) -> tuple[MeasuredWalk, ...]:
    """Return the measured walks, one for each pair of village and school.

    Parameters
    ----------
    parameters
        Dict shaped like ``travel.toml``; what it lacks is as shipped.
    """
    pace = {walker: pace_mps(walker, parameters) for walker in Walker}
    pairs: dict[tuple[str, str], list[Observation]] = {}
    for seen in observations:
        if seen.kind is ObservationKind.WALKING_TIME and seen.minutes > 0:
            pairs.setdefault((seen.subject_id, seen.receiver_id), []).append(seen)
    walks = []
    for (settlement_id, school_id), group in pairs.items():
        minutes = float(median(seen.minutes for seen in group))
        ids = tuple(seen.observation_id for seen in group)
        metres = median(seen.minutes * SECONDS_PER_MINUTE * pace[seen.walker] for seen in group)
        walks.append(MeasuredWalk(settlement_id, school_id, minutes, metres, ids))
    return tuple(walks)


def pace_mps(walker: Walker, parameters: Mapping[str, Any] | None = None) -> float:
    """Return the pace at which a walk was measured, in m/s.

    A child walked at the speed of its age band, an adult at ``measured_walk.adult_speed_mps``; where nobody
    has said who walked, ``measured_walk.speed_mps`` is assumed.
    """
    if walker in (Walker.UNKNOWN, Walker.ADULT):
        entry = travel_tables(parameters)["measured_walk"]
        return float(entry["adult_speed_mps" if walker is Walker.ADULT else "speed_mps"]["value"])
    return travel_parameters(parameters).walk_speed_mps[Mode(f"walk_{walker}")]


def walks_in_force(plan: Plan) -> tuple[MeasuredWalk, ...]:
    """Return the measured walks that stand in the place of computed ones in a plan.

    None where the network has footpaths: there a difference is told when field work is merged, and a position
    or a road is put right. A walk to one division of a school is a walk to all of them.
    """
    if plan.roads.has_footpaths or not plan.observations:
        return ()
    divisions = _divisions(plan)
    known = (
        replace(seen, receiver_id=school_id)
        for seen in plan.observations
        if seen.subject_id in plan.settlements.index
        for school_id in divisions.get(seen.receiver_id, ())
    )
    return measured_walks(known, plan.rules.get("travel"))


def _divisions(plan: Plan) -> dict[str, list[str]]:
    """Return for every school the schools behind the same gate, itself included."""
    sites = plan.schools.get("site_id", plan.schools.index.to_series()).astype(str)
    behind: dict[str, list[str]] = {}
    for school_id, site in sites.items():
        behind.setdefault(site, []).append(str(school_id))
    return {str(school_id): behind[site] for school_id, site in sites.items()}


def with_measured_walks(
    travel: TravelTimes, walks: Iterable[MeasuredWalk], parameters: Mapping[str, Any] | None = None
) -> TravelTimes:
    """Return travel times of a walking mode with measured walks in the place of computed ones.

    A measured pair takes the measured time at the mode's own pace, and the metres that go with it; also where
    no way was computed. Other modes, and places that the matrix does not have, stay as they are.
    """
    walks = tuple(walks)
    if travel.mode not in WALK_MODES or not walks:
        return travel
    speed = travel_parameters(parameters).walk_speed_mps[travel.mode]
    rows = {name: k for k, name in enumerate(travel.origin_ids)}
    columns = {name: k for k, name in enumerate(travel.destination_ids)}
    seconds, metres = travel.seconds.copy(), travel.metres.copy()
    for walk in walks:
        if walk.settlement_id in rows and walk.school_id in columns:
            at = rows[walk.settlement_id], columns[walk.school_id]
            seconds[at], metres[at] = walk.seconds(speed), walk.metres
    return replace(travel, seconds=seconds, metres=metres)


def is_measured(plan: Plan) -> NDArray[np.bool_]:
    """Return which walks of a plan rest on a measurement; shape (settlements, schools)."""
    found = np.zeros((len(plan.settlements), len(plan.schools)), dtype=bool)
    walks = walks_in_force(plan)
    rows = plan.settlements.index.get_indexer([walk.settlement_id for walk in walks])
    columns = plan.schools.index.get_indexer([walk.school_id for walk in walks])
    found[rows, columns] = True
    return found
