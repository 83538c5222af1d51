"""What the schools have room for: places, classes, beds, and the size that a school may reach."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gis.evaluation.details import Details
from gis.evaluation.failures import fails
from gis.model import GRADES
from gis.planning.classes import Rooms, places_after
from gis.planning.county import Bools, Floats
from gis.planning.ledger import COMBINED_TYPES
from gis.planning.outcome import Outcome
from gis.proposals.candidates import Candidates
from gis.proposals.options import Group, ProposalOptions
from gis.standards import Criterion, criterion

PLENTY = 1e6                         # pupils; where the user lets unknown places count as enough


@dataclass(frozen=True)
class Room:
    """Room by school, for further pupils where nothing else is said.

    Attributes
    ----------
    places
        Free places; NaN = unknown (the school receives nobody).
    point_places
        Places of a candidate as a teaching point, those of the grades that it keeps included.
    classes
        Schools × 9: pupils who fit into the classes of a grade; inf where its classes are not known.
    beds, more_beds
        Free beds; beds that may be added.
    extension, extension_cost
        Places that an expansion adds, 0 = none may be built; yuan, NaN = not known.
    site_room
        Pupils until the site is as large as a school may be; by site, inf = no limit.
    unknown_places, unknown_classes
        Receivers of which they are not known.
    """

    places: Floats
    point_places: Floats
    classes: Floats
    beds: Floats
    more_beds: Floats
    extension: Floats
    extension_cost: Floats
    site_room: Floats
    unknown_places: Bools
    unknown_classes: Bools


def room_of(
    state: Details, candidates: Candidates, options: ProposalOptions, without: frozenset[Group]
) -> Room:
    """Count the room of every school in the scenario that the proposal rests on."""
    outcome, load = state.outcome, state.load
    places = load.after.places
    unknown = np.isnan(places)
    free = np.maximum(places - load.after.enrolment, 0.0)
    if options.unknown_places or Group.UNKNOWN_PLACES in without:
        free = np.where(unknown, PLENTY, free)
    classes, unknown_classes = _class_room(outcome, load.after, options)
    extension, cost = _extensions(outcome, places, options)
    beds = np.maximum(np.nan_to_num(outcome.situation.beds) - load.boarders_after, 0.0)
    more = np.where(np.isnan(outcome.situation.beds), 0.0, float(options.new_beds_each))
    if Group.BEDS in without:
        beds = np.where(beds > 0, PLENTY, beds)
    return Room(
        free, _point_places(outcome, candidates), classes, beds, more, extension, cost,
        _site_room(outcome, load.after.enrolment), unknown, unknown_classes,
    )  # fmt: skip


def _class_room(outcome: Outcome, rooms: Rooms, options: ProposalOptions) -> tuple[Floats, Bools]:
    """Return how many more pupils the classes of each grade take, and whose classes are not known."""
    taught = outcome.situation.teaches
    count = np.where(taught & (rooms.pupils == 0), 1.0, rooms.classes)  # nobody's grade is given one class
    most = _most_in_classes(outcome, options)
    with np.errstate(invalid="ignore"):
        room = np.where(np.isinf(most), np.inf, np.maximum(count * most - rooms.in_classes, 0.0))
    is_built = outcome.county.exists[:, None]        # a new school has as many classes as it needs
    unknown = taught & np.isnan(room) & is_built
    room = np.where(unknown | ~is_built, np.inf, room)
    return room, np.logical_or.reduce(unknown, axis=1)


def _most_in_classes(outcome: Outcome, options: ProposalOptions) -> Floats:
    """Return the largest class that may come of it, per grade: the user's, else the standard of the stage."""
    if options.most_class_pupils is not None:
        return np.full(len(GRADES), float(options.most_class_pupils))
    junior = np.array(GRADES) > outcome.county.last_primary_grade
    primary, later = (
        min(_largest_allowed(criterion(outcome.rules, key)) for key in (standard, "large_class"))
        for standard in ("class_size_primary", "class_size_junior")
    )
    return np.where(junior, later, primary)


def _largest_allowed(rule: Criterion) -> float:
    """Return the largest whole number of pupils that meets a rule; inf where it sets nothing."""
    if rule.value is None or not rule.in_force:
        return float("inf")
    at_limit = bool(fails(rule, np.array([rule.value]))[0])
    return float(rule.value - 1 if at_limit else rule.value)


def _point_places(outcome: Outcome, candidates: Candidates) -> Floats:
    """Return the places that the candidates would have as teaching points; unknown = none to spare."""
    situation = outcome.situation
    teaches, is_point = situation.teaches.copy(), situation.is_point.copy()
    for one in candidates.schools:
        if one.may_convert:
            teaches[one.code], is_point[one.code] = one.kept, True
    made = replace(situation, teaches=teaches, is_point=is_point)
    return np.nan_to_num(places_after(outcome.county, outcome.rules, made))


def _extensions(outcome: Outcome, places: Floats, options: ProposalOptions) -> tuple[Floats, Floats]:
    county, situation = outcome.county, outcome.situation
    rooms, more = situation.rooms_added.copy(), situation.places_added.copy()
    cost = np.zeros(len(places))
    for one in options.extensions:
        code = county.school_code(one.school_id)
        rooms[code] += one.rooms
        more[code] += one.places
        cost[code] = one.cost_yuan
    grown = places_after(county, outcome.rules, replace(situation, rooms_added=rooms, places_added=more))
    return np.maximum(np.nan_to_num(grown - places), 0.0), cost


def _site_room(outcome: Outcome, enrolment: Floats) -> Floats:
    """Return how many pupils each site may still get before its school is larger than allowed."""
    county = outcome.county
    sites = len(county.site_ids)
    now = np.bincount(county.site, weights=enrolment, minlength=sites)
    combined = np.zeros(sites, dtype=bool)
    combined[county.site[np.isin(county.type_code, list(COMBINED_TYPES))]] = True
    limit = np.where(
        combined,
        _largest_allowed(criterion(outcome.rules, "school_size_combined")),
        _largest_allowed(criterion(outcome.rules, "school_size")),
    )
    return np.maximum(limit - now, 0.0)
