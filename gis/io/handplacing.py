"""A school or settlement put on the map by hand, in a plan that is open."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import Point

from gis.errors import InputError
from gis.io.field.applying import km_outside, moved_frame, settled_issues
from gis.io.field.journeys import with_new_journeys, without_road
from gis.io.positions import PLACED_BY_HAND
from gis.model import Plan
from gis.progress import Progress, ignore_progress


def place_by_hand(
    plan: Plan, subject_id: str, lon: float, lat: float, *, progress: Progress = ignore_progress
) -> Plan:
    """Return the plan with a place at a position, its journeys worked out anew.

    Parameters
    ----------
    subject_id
        A school (all divisions of its site move with it) or a settlement.
    lon, lat
        Degrees, EPSG:4490.

    Returns
    -------
    Plan
        Issues about the missing position are marked as fixed; a place that no road comes near has a new one.

    Raises
    ------
    InputError
        place_outside_county: the position is not in the county.
    """
    point = Point(lon, lat)
    if (km := km_outside(plan, point)) > 0:
        raise InputError("place_outside_county", km=f"{km:.1f}")
    is_school = subject_id in plan.schools.index
    frame = plan.schools if is_school else plan.settlements
    ids = {subject_id}
    if is_school and "site_id" in frame:
        ids = {str(key) for key in frame.index[frame["site_id"] == frame["site_id"].loc[subject_id]]}
    placed = moved_frame(frame, dict.fromkeys(ids, point))
    if "position_source" in placed:
        placed.loc[sorted(ids), "position_source"] = PLACED_BY_HAND
    moved = {"schools": ids if is_school else set(), "settlements": set() if is_school else ids}
    changed = replace(plan, schools=placed) if is_school else replace(plan, settlements=placed)
    changed = with_new_journeys(changed, moved, all_of_them=False, progress=progress)
    return replace(changed, issues=(*settled_issues(changed, moved), *without_road(changed, moved)))
