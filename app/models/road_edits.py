"""A scenario's changes to the roads as the window shows them: rows in words, and shapes for the map."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app import labels
from gis.evaluation.result import Evaluation
from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.messages import describe
from gis.model import Issue, Plan

translate = QCoreApplication.translate
FLOOD_SEASON = "汛期"  # the time of year that is offered; it is data and not translated
KILOMETRE_M = 1000.0
ROAD_CLASSES = ("path", "footway", "track", "unclassified", "residential", "tertiary", "secondary", "primary")


@dataclass(frozen=True)
class EditRow:
    """One change to the roads in words.

    Attributes
    ----------
    about
        Kind, class, speed, who and when, joined.
    active
        Whether it holds in the figures shown.
    is_idle
        It holds, but meets no road: it does nothing.
    issues
        Severity and sentence of what of it could not be done, or does what its drawing does not show.
    """

    edit: NetworkEdit
    about: str
    active: bool
    is_idle: bool = False
    issues: tuple[tuple[str, str], ...] = ()


def edit_rows(scenario: Scenario, season: str, evaluation: Evaluation | None) -> list[EditRow]:
    """Return the changes of a scenario in their order; lengths and issues once they are worked out."""
    metres = {row["edit_id"]: row["length_m"] for row in evaluation.network_edits} if evaluation else {}
    issues = evaluation.road_issues if evaluation else ()
    return [
        EditRow(
            edit,
            " · ".join(_words(edit, metres.get(edit.edit_id))),
            edit.season in ("", season),
            metres.get(edit.edit_id) == 0 and edit.kind is not NetworkEditKind.BARRIER,
            tuple(_sentences(edit, issues)),
        )
        for edit in scenario.network_edits
    ]


def _sentences(edit: NetworkEdit, issues: Iterable[Issue]) -> list[tuple[str, str]]:
    own = (issue for issue in issues if issue.values.get("edit_id") == edit.edit_id)
    return [(issue.severity, str(describe(issue.code, issue.values, labels.language()))) for issue in own]


def kind_word(kind: NetworkEditKind) -> str:
    """Return what a change does, in a word."""
    return describe(f"edit_kind_{kind.value}", {}, labels.language()).what.strip()


def _words(edit: NetworkEdit, metres: float | None) -> list[str]:
    words = [kind_word(edit.kind)]
    if edit.kind is NetworkEditKind.ADD:
        words.append(labels.word("road", edit.road_class))
    if not math.isnan(edit.running_kph):
        words.append(speed_text(edit))
    words += _who(edit)
    words.append(season_word(edit.season))
    if metres is not None and edit.kind is not NetworkEditKind.BARRIER:
        nowhere = (
            translate("road_edits", "没有接上路")
            if edit.kind is NetworkEditKind.ADD
            else translate("road_edits", "没有对到路")
        )
        words.append(_length_text(metres) if metres else nowhere)
    return words


def _length_text(metres: float) -> str:
    """Return a length: a bridge is told in metres."""
    return labels.kilometres(metres) if metres >= KILOMETRE_M else f"{labels.number(metres)} m"


def _who(edit: NetworkEdit) -> list[str]:
    if edit.kind is NetworkEditKind.CLOSE:
        if edit.walk and edit.drive:
            return [translate("road_edits", "人车都不通")]
        return [translate("road_edits", "只封行人") if edit.walk else translate("road_edits", "只封车辆")]
    if edit.kind is NetworkEditKind.ADD and not (edit.walk and edit.drive):
        return [translate("road_edits", "只能步行") if edit.walk else translate("road_edits", "只能行车")]
    return []


def speed_text(edit: NetworkEdit) -> str:
    """Return the running speed with its unit."""
    return f"{edit.running_kph:g} km/h"


def season_word(season: str) -> str:
    """Return a time of year as it is shown."""
    return season or translate("road_edits", "长期")


def effect_text(rerouted: Mapping[str, int]) -> str:
    """Return what the changes do to the day pupils who stay at their school, "" if nothing."""
    words = {
        "longer_pupils": translate("road_edits", "路变远 {pupils}"),
        "shorter_pupils": translate("road_edits", "路变近 {pupils}"),
        "cut_off_pupils": translate("road_edits", "无路可走 {pupils}"),
        "reached_pupils": translate("road_edits", "新通路 {pupils}"),
    }
    parts = [
        words[code].format(pupils=labels.pupils(rerouted[code])) for code in words if rerouted.get(code)
    ]
    if not parts:
        return translate("road_edits", "留在原校的走读学生，路程都没有变。") if rerouted else ""
    text = translate("road_edits", "留在原校的走读学生：{changes}")
    return text.format(changes=translate("road_edits", "、").join(parts))


# ---- for the map


def edits_json(rows: Iterable[EditRow], touched: Mapping[str, Any] | None = None) -> str:
    """Return what the map page draws.

    Parameters
    ----------
    rows
        The changes.
    touched
        GeoJSON of the stretches of road that each made different, by ``edit_id`` (degrees).
    """
    found = touched or {}
    return json.dumps([_drawing(row, found.get(row.edit.edit_id)) for row in rows], ensure_ascii=False)


def _drawing(row: EditRow, touched: Any) -> dict[str, Any]:
    from shapely.geometry import mapping

    from gis.network.editshapes import shape_of

    edit = row.edit
    label = speed_text(edit) if edit.kind is NetworkEditKind.SPEED else ""
    if row.is_idle:
        label = translate("road_edits", "没有起作用")
    if not row.active:
        label = translate("road_edits", "{season}，未计").format(season=edit.season)
    lines = [edit.name, row.about, edit.note, *(text for _, text in row.issues)]
    if not row.active:
        text = translate("road_edits", "只在{season}有效，现在的数没有算它")
        lines.insert(2, text.format(season=edit.season))
    return {
        "id": edit.edit_id, "kind": edit.kind.value, "name": edit.name, "active": row.active, "label": label,
        "footpath": edit.kind is NetworkEditKind.ADD and not _takes_vehicles(edit),
        "idle": row.is_idle,
        "lines": [line for line in lines if line], "shape": mapping(shape_of(edit)), "touched": touched,
    }  # fmt: skip


def _takes_vehicles(edit: NetworkEdit) -> bool:
    from gis.network.editfaults import uses_of_new

    return uses_of_new(edit)[1]


def made_edits_json(plan: Plan, scenario: Scenario, evaluation: Evaluation) -> str:
    """Return what the map draws of a scenario that was worked out; call it in a job."""
    rows = edit_rows(scenario, evaluation.season, evaluation)
    return edits_json(rows, _touched(plan, scenario, evaluation.season)) if rows else "[]"


def _touched(plan: Plan, scenario: Scenario, season: str) -> dict[str, Any]:
    import geopandas as gpd
    from shapely.geometry import mapping

    from gis.model import STORAGE_CRS
    from gis.network.edits import edits_in_force
    from gis.report.roadshapes import touched_roads

    edits = edits_in_force(scenario.network_edits, season)
    touched = touched_roads(plan, edits) if edits else {}
    shapes = gpd.GeoSeries(list(touched.values()), crs=plan.roads.crs).to_crs(STORAGE_CRS)
    return {edit_id: mapping(shape) for edit_id, shape in zip(touched, shapes, strict=True)}
