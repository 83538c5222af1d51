"""The journeys of a scenario that changes the roads: who stays at a school walks the changed roads too.

Journeys on changed roads are kept for the session, so that a decision about a school costs no search.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gis.layout import NetworkEdit, Scenario
from gis.model import Mode, Observation, Plan, TravelTimes
from gis.network.editdraft import EditGround, edit_ground
from gis.network.edits import EditedNetwork, apply_edits, edits_in_force
from gis.network.measured import MeasuredWalk, walks_in_force
from gis.network.parameters import WALK_MODES, travel_parameters
from gis.network.travel import travel_matrix
from gis.network.updating import PreparedNetwork, prepare_network, update_travel
from gis.planning.county import County, county_of
from gis.planning.kept import Recent
from gis.planning.patches import effective
from gis.progress import Progress, ignore_progress

JUDGED_MODES = (*WALK_MODES, Mode.SCHOOL_BUS)
NETWORKS_KEPT = 4
JOURNEYS_KEPT_BYTES = 256 * 2**20   # beyond it only the last ones are kept
SAME_S = 1e-3                       # a thousandth of a second is no difference

Travel = Mapping[str, TravelTimes]


@dataclass(frozen=True)
class EditedRoads:
    """What changes to the roads make of a plan.

    Attributes
    ----------
    edits
        Those in force.
    made
        The changed network, and what could not be done.
    county
        The plan as arrays, with the journeys on the changed network.
    """

    edits: tuple[NetworkEdit, ...]
    made: EditedNetwork
    county: County


def _bytes(travel: Travel) -> float:
    return float(sum(times.seconds.nbytes + times.metres.nbytes for times in travel.values()))


_networks: Recent[EditedNetwork] = Recent(NETWORKS_KEPT, lambda made: 1.0)
_journeys: Recent[Travel] = Recent(JOURNEYS_KEPT_BYTES, _bytes)
_grounds: Recent[EditGround] = Recent(1, lambda made: 1.0)
_prepared: Recent[PreparedNetwork] = Recent(2, lambda made: 1.0)   # modes that decide, and the others
_counties: Recent[tuple[County, Travel, County]] = Recent(1, lambda kept: 1.0)


def forget_journeys() -> None:
    """Forget what is kept of changed roads."""
    for kept in (_networks, _grounds, _journeys, _prepared, _counties):
        kept.clear()


def edited_network(plan: Plan, edits: tuple[NetworkEdit, ...]) -> EditedNetwork:
    """Return a plan's roads with changes made; all of them, whatever their season."""
    limits = plan.rules.get("edits")
    key = plan.roads.digest, repr(edits), json.dumps(limits, sort_keys=True, default=str)
    known = _networks.get(key)
    if known is not None:
        return known
    parts = (replace(edit, season="") for edit in edits)
    digest = plan.roads.digest
    ground = _grounds.get(digest) or _grounds.keep(digest, edit_ground(plan.roads))
    return _networks.keep(key, apply_edits(plan.roads, parts, parameters=limits, ground=ground))


def edited_roads(
    plan: Plan, scenario: Scenario, *, season: str = "", progress: Progress | None = None
) -> EditedRoads | None:
    """Work out the journeys on the roads of a scenario.

    Parameters
    ----------
    plan
        Its own travel times stand for the roads as they are.
    scenario
        Its changes to the roads, those of its bases included.
    season
        A time of year; "" = only the changes that hold for good.
    progress
        Told the share done; may cancel.

    Returns
    -------
    EditedRoads or None
        None where no change is in force.
    """
    edits = edits_in_force(effective(plan, scenario).network_edits, season)
    if not edits:
        return None
    made = edited_network(plan, edits)
    travel = _travel_on(plan, made, JUDGED_MODES, progress or ignore_progress)
    return EditedRoads(edits, made, _county_on(plan, travel))


def reported_travel(plan: Plan, made: EditedNetwork, progress: Progress = ignore_progress) -> Travel:
    """Return the journeys on a changed network in the modes that are reported only and decide nothing.

    Those by public bus are all worked out anew: a closed road may lie on the walk to any stop.
    """
    return _travel_on(plan, made, [mode for mode in Mode if mode not in JUDGED_MODES], progress)


def _travel_on(plan: Plan, made: EditedNetwork, wanted: Iterable[Mode], progress: Progress) -> Travel:
    """Return the journeys on a changed network in those of some modes that the plan has."""
    modes = [mode for mode in wanted if mode in plan.travel]
    before: Travel = {mode.value: plan.travel[mode] for mode in modes}
    if made.network is plan.roads or not modes:
        return before
    parameters = plan.rules.get("travel")
    stops = plan.bus_stops.to_csv() if Mode.PUBLIC_BUS in modes else ""
    about = _points_digest(plan), json.dumps(parameters, sort_keys=True, default=str), stops, *modes
    known = _journeys.get((made.network.digest, *about))
    if known is not None:
        return known
    points = plan.settlements, plan.schools
    if all(_belongs(plan, times) for times in before.values()):
        key = plan.roads.digest, *about
        prepared = _prepared.get(key) or _prepared.keep(
            key, prepare_network(plan.roads, *points, modes=modes, parameters=parameters)
        )
        found = update_travel(
            before, plan.roads, made.network, *points,
            parameters=parameters, bus_stops=plan.bus_stops,
            prepared=prepared, changed=made.changed, progress=progress,
        )  # fmt: skip
    else:
        found = travel_matrix(
            made.network, *points,
            modes=modes, parameters=parameters, bus_stops=plan.bus_stops, progress=progress,
        )  # fmt: skip
    return _journeys.keep((made.network.digest, *about), found)


def _belongs(plan: Plan, times: TravelTimes) -> bool:
    """Whether travel times are those of the plan's roads and points, in their order."""
    return (
        times.network_digest == plan.roads.digest
        and times.origin_ids == tuple(map(str, plan.settlements.index))
        and times.destination_ids == tuple(map(str, plan.schools.index))
    )


def _points_digest(plan: Plan) -> str:
    digest = hashlib.sha256()
    for points in (plan.settlements, plan.schools):
        digest.update(json.dumps(list(points.index)).encode())
        digest.update(b"".join(b"-" if wkb is None else wkb for wkb in points.geometry.to_wkb()))
    return digest.hexdigest()


def _county_on(plan: Plan, travel: Travel) -> County:
    """Return the plan as arrays with other journeys."""
    base = county_of(plan)
    known = _counties.get(None)
    if known is not None and known[0] is base and known[1] is travel:
        return known[2]
    standing = _standing_observations(plan, travel)
    county = county_of(replace(plan, travel=travel, observations=standing))
    return _counties.keep(None, (base, travel, county))[2]


def _standing_observations(plan: Plan, travel: Travel) -> tuple[Observation, ...]:
    """Return a plan's observations without those walks that the changed roads may have made untrue.

    A measured walk stands where the computed one is as it was. Where the computed one has become longer, the
    longer of the two holds (the walk may have used the closed road); where shorter, the shorter one.
    """
    fallen = {
        observation_id
        for walk in walks_in_force(plan)
        if not all(
            _stands(plan, walk, plan.travel[mode], travel[mode]) for mode in WALK_MODES if mode in travel
        )
        for observation_id in walk.observation_ids
    }
    return tuple(seen for seen in plan.observations if seen.observation_id not in fallen)


def _stands(plan: Plan, walk: MeasuredWalk, before: TravelTimes, after: TravelTimes) -> bool:
    old, new = (_seconds(times, walk) for times in (before, after))
    speed = travel_parameters(plan.rules.get("travel")).walk_speed_mps[Mode(after.mode)]
    measured = walk.seconds(speed)
    if np.isnan(new):
        return bool(np.isnan(old))
    if abs(new - old) <= SAME_S:
        return True
    return measured >= new if new > old else measured <= new


def _seconds(times: TravelTimes, walk: MeasuredWalk) -> float:
    """Return the computed time of a walk, NaN where there is none."""
    if walk.settlement_id not in times.origin_ids or walk.school_id not in times.destination_ids:
        return float("nan")
    at = times.origin_ids.index(walk.settlement_id), times.destination_ids.index(walk.school_id)
    return float(times.seconds[at])
