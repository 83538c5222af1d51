"""A scenario's changes to the roads as maps show them: printed ones, and the offline web map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gis.evaluation.result import Evaluation
from gis.layout import NetworkEdit, NetworkEditKind
from gis.model import STORAGE_CRS, Plan
from gis.network.editfaults import uses_of_new
from gis.network.edits import edits_in_force
from gis.network.editshapes import shape_of
from gis.planning.editedroads import edited_network
from gis.report.roadchanges import IDLE, NOT_COUNTED, public_edit_rows


@dataclass(frozen=True)
class DrawnEdit:
    """One change in force: its shape in the projected CRS, and whether only walkers use it."""

    kind: NetworkEditKind
    shape: BaseGeometry
    is_footpath: bool


def drawn_edits(plan: Plan, evaluation: Evaluation) -> tuple[DrawnEdit, ...]:
    """Return the changes that are in the figures: the stretches of road that each made different."""
    edits = edits_in_force(plan.scenario(evaluation.scenario).network_edits, evaluation.season)
    if not edits:
        return ()
    touched = touched_roads(plan, edits)
    crs = plan.roads.crs
    outlines = gpd.GeoSeries([shape_of(edit) for edit in edits], crs=STORAGE_CRS).to_crs(crs)
    found = []
    for edit, outline in zip(edits, outlines, strict=True):
        if edit.kind is NetworkEditKind.BARRIER:
            found.append(DrawnEdit(edit.kind, outline, False))
        elif edit.edit_id in touched:
            found.append(DrawnEdit(edit.kind, touched[edit.edit_id], _is_footpath(edit)))
    return tuple(found)


def touched_roads(plan: Plan, edits: tuple[NetworkEdit, ...]) -> dict[str, BaseGeometry]:
    """Return the stretches of road that each change made different, in the projected CRS, by its id."""
    touched = edited_network(plan, edits).touched
    roads = touched[touched["edge"] >= 0]
    grouped = roads.geometry.groupby(roads["edit_id"].to_numpy())
    return {str(key): shapely.GeometryCollection(list(shapes)) for key, shapes in grouped}


def web_edits(plan: Plan, evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return what the web map's page draws and tells of the changes; notes for the office stay out."""
    edits = plan.scenario(evaluation.scenario).network_edits
    held = edits_in_force(edits, evaluation.season)
    touched = touched_roads(plan, held) if held else {}
    shapes = gpd.GeoSeries(list(touched.values()), crs=plan.roads.crs).to_crs(STORAGE_CRS)
    drawn = dict(zip(touched, shapes, strict=True))
    return [
        {
            "id": edit.edit_id,
            "kind": edit.kind.value,
            "name": edit.name,
            "active": row["counted"] != NOT_COUNTED,
            "idle": row["counted"] == IDLE,
            "footpath": _is_footpath(edit),
            "label": "" if row["counted"] not in (IDLE, NOT_COUNTED) else row["counted"],
            "lines": [edit.name, f"{row['what']} · {row['season']} · {row['length']}"],
            "shape": mapping(shape_of(edit)),
            "touched": mapping(drawn[edit.edit_id]) if edit.edit_id in drawn else None,
        }
        for edit, row in zip(edits, public_edit_rows(plan, evaluation), strict=True)
    ]


def _is_footpath(edit: NetworkEdit) -> bool:
    return edit.kind is NetworkEditKind.ADD and not uses_of_new(edit)[1]
