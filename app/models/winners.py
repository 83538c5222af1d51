"""Who wins and who loses between two scenarios, village by village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.evaluating import whole, with_sites
from app.models.difference import difference_json
from app.models.frame_model import Column
from app.models.tables import school_names
from app.outcome_words import outcome_word
from gis.evaluation.difference import difference
from gis.evaluation.result import Evaluation
from gis.evaluation.winners import Winners, same_minutes
from gis.model import Plan

if TYPE_CHECKING:
    from gis.report.layers import MapLayers

translate = QCoreApplication.translate
TONES: Mapping[str, str] = {
    "over_new": "danger", "longer": "warn", "mixed": "warn", "over_cured": "ok", "shorter": "ok",
    "unknown": "muted",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two scenarios compared: what gis says, the rows of the table, and what the map draws."""

    found: Winners
    table: pd.DataFrame
    drawing_json: str


def compare_pair(plan: Plan, layers: MapLayers, reference: Evaluation, scenario: Evaluation) -> Pair:
    """Compare two scenarios of a plan; call it in a job."""
    found = difference(reference, scenario, minutes=same_minutes(plan.rules))
    made = [with_sites(plan, whole(plan, plan.scenario(one.scenario))) for one in (scenario, reference)]
    sites = [one for planned in made for one in layers.of(planned).site_features()["features"]]
    # of a school that both build, the place of the scenario
    first = {one["properties"]["id"]: one for one in reversed(sites)}
    names = {key: name for planned in reversed(made) for key, name in school_names(planned).items()}
    drawing = difference_json(names, first.values(), scenario, found)
    return Pair(found.winners, _rows(found.winners), drawing)


def _rows(found: Winners) -> pd.DataFrame:
    """Return the rows of the table: those whose way changes most first."""
    table = found.villages.reset_index()
    inside = table["settlement_id"].astype(str) != "outside"
    table["kind"] = ["settlement" if is_inside else "" for is_inside in inside]
    table["id"] = table["settlement_id"].astype(str)
    table["settlement"] = table["settlement"].where(inside, translate("winners", "县外"))
    table["tone"] = table["class"].map(TONES).fillna("")
    table["is_only"] = ~table["class"].isin(["same"])
    order = table["over_new_pupils"] * len(table) + table["longer_pupils"]
    return table.assign(order=-order).sort_values("order", kind="stable").reset_index(drop=True)


def winner_columns() -> tuple[Column, ...]:
    """Return the columns of the table."""
    return (
        Column("settlement", translate("winners", "居民点")),
        Column("township", translate("winners", "乡镇（街道）")),
        Column("class", translate("winners", "得失"), partial(outcome_word, "class"), tone="tone"),
        Column("pupils", translate("winners", "学生"), labels.number, True),
        Column("longer_pupils", translate("winners", "更远"), labels.number, True),
        Column("shorter_pupils", translate("winners", "更近"), labels.number, True),
        Column("over_new_pupils", translate("winners", "新超时"), labels.number, True,
               translate("winners", "超时或无路可达，对照方案里不是")),
        Column("over_cured_pupils", translate("winners", "不再超时"), labels.number, True),
        Column("moved_pupils", translate("winners", "换了学校"), labels.number, True),
        Column("boarding_new_pupils", translate("winners", "新寄宿"), labels.number, True),
        Column("mean_change_s", translate("winners", "平均增减"), _minutes, True),
        Column("most_longer_s", translate("winners", "最多增加"), _minutes, True),
    )  # fmt: skip


def _minutes(seconds: float) -> str:
    text = translate("winners", "{minutes} 分")
    return text.format(minutes=labels.change(seconds / 60)) if seconds else labels.UNKNOWN


def winner_words(found: Winners) -> str:
    """Return what a comparison comes to."""
    text = translate(
        "winners",
        "更远 {longer_pupils} 人，更近 {shorter_pupils} 人；新超时 {over_new_pupils} 人，"
        "不再超时 {over_cured_pupils} 人；有人受损的村 {losing_villages} 个，"
        "有人受益的村 {gaining_villages} 个。相差 {minutes} 分以内算一样。",
    )
    return text.format(**found.totals, minutes=f"{found.same_s / 60:g}")
