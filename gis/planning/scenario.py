"""Editing a scenario, and telling which decisions cannot be carried out.

A scenario is a value: every edit gives a new one, so undoing is keeping the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd

from gis.crs import county_crs
from gis.errors import DecisionError, InputError
from gis.layout import Decision, NetworkEdit, Scenario, Site
from gis.model import STORAGE_CRS, Plan
from gis.network.editfaults import edit_fault
from gis.network.editshapes import plain_edit, shape_of
from gis.network.parameters import reading_rules
from gis.planning.calendar import in_force_of
from gis.planning.patches import effective


def set_decision(scenario: Scenario, school_id: str, decision: Decision) -> Scenario:
    """Return the scenario with a decision for a school added or replaced.

    Parameters
    ----------
    scenario
        Left as it is.
    school_id
        The school (or division) decided on.
    decision
        Its layout status and measures.
    """
    return replace(scenario, decisions={**scenario.decisions, school_id: decision})


def clear_decision(scenario: Scenario, school_id: str) -> Scenario:
    """Return the scenario without a decision for a school, which is then retained."""
    kept = {key: decision for key, decision in scenario.decisions.items() if key != school_id}
    return replace(scenario, decisions=kept)


def set_site(scenario: Scenario, site: Site) -> Scenario:
    """Return the scenario with a site added, or replaced in its place; its decision (new) comes apart."""
    sites = {one.school_id: one for one in scenario.sites} | {site.school_id: site}
    return replace(scenario, sites=tuple(sites.values()))


def clear_site(scenario: Scenario, school_id: str) -> Scenario:
    """Return the scenario without a site, and without the decision on it."""
    kept = tuple(site for site in scenario.sites if site.school_id != school_id)
    return clear_decision(replace(scenario, sites=kept), school_id)


def set_network_edit(
    scenario: Scenario, edit: NetworkEdit, *, boundary: gpd.GeoDataFrame | None = None
) -> Scenario:
    """Return the scenario with a change to the roads added, or replaced in its place.

    Parameters
    ----------
    scenario
        Left as it is.
    edit
        The change; one of the same ``edit_id`` is replaced.
    boundary
        The plan's; a change that is nowhere near it is refused.

    Raises
    ------
    InputError
        edit_unnamed, edit_shape_damaged, edit_shape_wrong_…, edit_speed_impossible, edit_closes_to_nobody,
        edit_class_unknown, edit_opens_to_nobody or edit_outside_county.
    """
    fault = edit_fault(edit)
    if fault is None and boundary is not None and not _is_near(edit, boundary):
        fault = "edit_outside_county"
    if fault is not None:
        raise InputError(fault, name=edit.name, edit_id=edit.edit_id, road_class=edit.road_class)
    made = plain_edit(edit)
    edits = {one.edit_id: one for one in scenario.network_edits} | {edit.edit_id: made}
    return replace(scenario, network_edits=tuple(edits.values()))


def clear_network_edit(scenario: Scenario, edit_id: str) -> Scenario:
    """Return the scenario without a change to the roads."""
    kept = tuple(edit for edit in scenario.network_edits if edit.edit_id != edit_id)
    return replace(scenario, network_edits=kept)


def _is_near(edit: NetworkEdit, boundary: gpd.GeoDataFrame) -> bool:
    """Whether a change lies in the county or so near to it that its roads were read."""
    outline = boundary.to_crs(STORAGE_CRS).union_all()
    crs = county_crs(outline)
    area, shape = gpd.GeoSeries([outline, shape_of(edit)], crs=STORAGE_CRS).to_crs(crs)
    return bool(area.dwithin(shape, reading_rules().buffer_m))


def in_force(scenario: Scenario, year: int | None) -> Mapping[str, Decision]:
    """Return the decisions that hold in a school year (2022 = 2022—2023学年); None = all of them."""
    return scenario.decisions if year is None else in_force_of(scenario.decisions, year)


def check_scenario(plan: Plan, scenario: Scenario) -> tuple[DecisionError, ...]:
    """Return every decision that cannot be carried out, in words through ``gis.messages``.

    A merge without any possible receiver is not among them: its pupils are listed as unassigned. Nor is a
    decision that is not finished (see :func:`gis.planning.states.decision_states`). The errors' values carry
    ``school_id``.

    Raises
    ------
    gis.errors.InputError
        What the scenario rests on is missing, or it rests on itself.
    """
    from gis.planning.states import standing_of

    whole = effective(plan, scenario)
    return standing_of(plan, whole).errors if whole.decisions else ()
