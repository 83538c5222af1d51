"""What the documents say of a scenario's changes to the roads: which are in the figures, what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.evaluation.rerouting import OTHER_S
from gis.evaluation.result import Evaluation
from gis.io.roadedits import edit_values, edit_words
from gis.layout import NetworkEdit, NetworkEditKind
from gis.messages import describe
from gis.model import Band, Mode, Plan
from gis.network.edits import edits_in_force
from gis.planning.county import County, county_of
from gis.report.rows import Row
from gis.report.words import NOTHING, full_width, number, sentence, word

FOR_GOOD = "长期"
KILOMETRE_M = 1000.0
COUNTED, IDLE, NOT_COUNTED = "计入", "没有起作用", "未计入"
EFFECTS = {
    "longer_pupils": "变远",
    "shorter_pupils": "变近",
    "cut_off_pupils": "变为无路可达",
    "reached_pupils": "由无路可达变为通路",
}


def edits_of(plan: Plan, evaluation: Evaluation) -> tuple[NetworkEdit, ...]:
    """Return all changes to the roads of the evaluated scenario, whatever their season."""
    return plan.scenario(evaluation.scenario).network_edits


def season_line(plan: Plan, evaluation: Evaluation) -> str:
    """Return on which changes to the roads the figures rest; "" where the scenario changes no road."""
    edits = edits_of(plan, evaluation)
    if not edits:
        return ""
    held = edits_in_force(edits, evaluation.season)
    idle = sum(row["counted"] == IDLE for row in edit_rows(plan, evaluation))
    seasons = "和".join(season or FOR_GOOD for season in sorted({edit.season for edit in held}))
    left = [edit.season for edit in edits if edit not in held]
    others = f"{len(left)} 处只在{'、'.join(dict.fromkeys(left))}" if left else ""
    if not held:
        return full_width(f"数字没有计入道路改动（{others}）")
    counted = [
        f"计入 {len(held) - idle} 处",
        *([f"{idle} 处{IDLE}"] if idle else []),
        *([f"另 {others}，未计入"] if left else []),
    ]
    return full_width(f"数字按{seasons}的道路改动计算（{'；'.join(counted)}）")


def road_words(plan: Plan, evaluation: Evaluation) -> str:
    """Return one paragraph for readers who have no table; "" where the scenario changes no road."""
    line = season_line(plan, evaluation)
    if not line:
        return ""
    names = _names_at_work(plan, evaluation)
    return full_width(f"{line}{'：' if names else ''}{names}。")


def _names_at_work(plan: Plan, evaluation: Evaluation) -> str:
    rows = edit_rows(plan, evaluation)
    return "、".join(dict.fromkeys(f"“{row['name']}”" for row in rows if row["counted"] == COUNTED))


def road_changes(plan: Plan, evaluation: Evaluation) -> dict[str, Any] | None:
    """Return what the summary prints of the changes to the roads; None where there are none."""
    rows = edit_rows(plan, evaluation)
    if not rows:
        return None
    told = [sentence(describe(issue.code, issue.values).what) for issue in evaluation.road_issues]
    return {
        "season": season_line(plan, evaluation),
        "rows": rows,
        "effect": _effect(evaluation.rerouted, "留在原校的走读学生的路程") if evaluation.rerouted else "",
        "notes": list(dict.fromkeys(told)),
    }


def edit_rows(plan: Plan, evaluation: Evaluation) -> list[Row]:
    """Return every change of the scenario in its order: those in the figures and the others."""
    metres = {row["edit_id"]: row["length_m"] for row in evaluation.network_edits}
    return [_edit_row(edit, metres) for edit in edits_of(plan, evaluation)]


def public_edit_rows(plan: Plan, evaluation: Evaluation) -> list[Row]:
    """Return the changes without their notes, which were written for the office."""
    return [{key: row[key] for key in row if key != "note"} for row in edit_rows(plan, evaluation)]


def _edit_row(edit: NetworkEdit, metres: dict[str, float]) -> Row:
    held = edit.edit_id in metres
    is_idle = held and metres[edit.edit_id] == 0 and edit.kind is not NetworkEditKind.BARRIER
    return {
        "name": edit.name,
        "what": what_changes(edit),
        "season": edit.season or FOR_GOOD,
        "length": _length(edit, metres.get(edit.edit_id)),
        "counted": IDLE if is_idle else COUNTED if held else NOT_COUNTED,
        "note": full_width(edit.note) or NOTHING,
        "alarm": is_idle,
    }


def what_changes(edit: NetworkEdit) -> str:
    """Return kind, class, speed and who is shut out, without season and note."""
    values = {key: value for key, value in edit_values(edit).items() if key not in ("season", "note")}
    if "road_class" in values:
        values["road_class"] = word("highway", edit.road_class)
    if "running_kph" in values:
        values["running_kph"] = f"{edit.running_kph:g}"
    words = edit_words(values)
    is_shut = edit.kind is NetworkEditKind.CLOSE and edit.walk and edit.drive
    return full_width(f"{words}，行人、车辆都不能通行" if is_shut else words)


def _length(edit: NetworkEdit, metres: float | None) -> str:
    if metres is None or edit.kind is NetworkEditKind.BARRIER:
        return NOTHING
    if metres == 0:
        return "没有接上路" if edit.kind is NetworkEditKind.ADD else "没有对到路"
    return f"{metres / KILOMETRE_M:,.1f} km" if metres >= KILOMETRE_M else f"{metres:,.0f} m"


def _effect(counts: Any, subject: str) -> str:
    """Return who gets another way, in one sentence."""
    parts = [f"{number(counts[code])} 人{words}" for code, words in EFFECTS.items() if counts[code]]
    return f"{subject}，因道路改动，{'、'.join(parts)}。" if parts else f"{subject}，没有因道路改动而不同。"


# ---- one school


def school_roads(plan: Plan, evaluation: Evaluation, school_id: str) -> str:
    """Return how far the figures of one school rest on changed roads; "" where no change is in force.

    Notes
    -----
    Compared are the journeys after of the school's pupils with those to the same schools, in the same mode,
    on the roads as they are.
    """
    if not evaluation.network_edits:
        return ""
    flows = evaluation.flows[evaluation.flows["school_before"] == school_id]
    names = _names_at_work(plan, evaluation)
    if not names:
        return ""
    effect = _effect(_differences(county_of(plan), flows), "本校走读学生到调整后所在学校的路程")
    return full_width(f"调整后的去向和路程按改动后的道路计算：{names}。") + effect


def _differences(county: County, flows: pd.DataFrame) -> dict[str, int]:
    """Return the day pupils whose journey after is another one than on the roads as they are."""
    origin = pd.Index(county.settlement_ids).get_indexer(pd.Index(flows["settlement_id"]))
    target = pd.Index(county.school_ids).get_indexer(pd.Index(flows["school_after"]))
    daily = (origin >= 0) & (target >= 0) & ~flows["boarding_after"].to_numpy(bool)
    on_roads = _seconds(county, flows, origin, target)
    after = flows["seconds_after"].to_numpy(float)
    groups = {
        "longer_pupils": after > on_roads + OTHER_S,
        "shorter_pupils": after < on_roads - OTHER_S,
        "cut_off_pupils": np.isnan(after) & ~np.isnan(on_roads),
        "reached_pupils": np.isnan(on_roads) & ~np.isnan(after),
    }
    pupils = flows["pupils"].to_numpy(int)
    return {code: int(pupils[found & daily].sum()) for code, found in groups.items()}


def _seconds(
    county: County, flows: pd.DataFrame, origin: NDArray[np.intp], target: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the time on the roads as they are, in the mode of each journey after."""
    band, mode = flows["band"].to_numpy(str), flows["mode_after"].to_numpy(str)
    found = county.bus.seconds[origin, target]
    for each in Band:
        on_foot = (band == each.value) & (mode != Mode.SCHOOL_BUS.value)
        found = np.where(on_foot, county.walk[each].seconds[origin, target], found)
    return found
