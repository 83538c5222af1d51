"""The table of fairness: how evenly journeys are spread, groups that need care, zones and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.outcome_balance import details_of
from app.models.outcomes import OutcomeTable
from app.models.tables import school_names
from app.outcome_words import outcome_word
from gis.evaluation.details import Details
from gis.evaluation.equity import GroupTravel, Spread
from gis.evaluation.nearby import NearbyShare
from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import Band, Plan

translate = QCoreApplication.translate
Pair = tuple[str, str]               # before, after
NAMES_SHOWN = 8


def fairness(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return how evenly journeys are spread, the groups that need care, and who lives in a zone."""
    details = details_of(evaluation)
    rows = [*_spread_rows(details), *_nearby_rows(details.nearby, school_names(plan))]
    for group in details.groups:
        rows += _group_rows(group)
    rows += _link_rows(details)
    table = pd.DataFrame(rows)
    columns = (
        Column("item", translate("outcomes", "指标")),
        Column("band", translate("outcomes", "范围")),
        Column("before", translate("outcomes", "现状"), numeric=True, figure="{path_before}"),
        Column("after", translate("outcomes", "方案"), numeric=True, figure="{path_after}"),
        Column("unit", translate("outcomes", "单位")),
        Column("note", translate("outcomes", "说明"), tone="tone"),
    )
    summary = translate("outcomes", "只看走读、路程已知的学生；基尼系数 0 为人人一样远，越大越不均。")
    return OutcomeTable(table, columns, summary)


def _row(
    item: str, band: str, pair: Pair, unit: str, *, note: str = "", tone: str = "", township: str = "",
    figure: str = "",
) -> dict[str, Any]:  # fmt: skip
    paths = {f"path_{side}": figure.format(side=side) for side in ("before", "after")}
    kind = "township" if township else ""
    return {"kind": kind, "id": township, "item": item, "band": band, "before": pair[0], "after": pair[1],
            "unit": unit, "note": note, "tone": tone, **paths}  # fmt: skip


def _pair(before: float | None, after: float | None, digits: int = 0) -> Pair:
    return labels.number(before, digits), labels.number(after, digits)


def _spread_rows(details: Details) -> Iterator[dict[str, Any]]:
    minutes = labels.word("unit", "minutes")
    for band in (*Band, "all"):
        sides = details.spreads[band]
        before, after, name = sides["before"], sides["after"], labels.word("band", band)
        for title, key in (
            (translate("outcomes", "单程时间的基尼系数"), "gini_time_share"),
            (translate("outcomes", "单程距离的基尼系数"), "gini_metres_share"),
        ):
            both = _pair(getattr(before, key), getattr(after, key), 3)
            yield _row(title, name, both, "", figure=f"equity.{band}.{{side}}.{key}")
        deviation = _pair(_minutes(before.deviation_s), _minutes(after.deviation_s), 1)
        yield _row(
            translate("outcomes", "单程时间的标准差"), name, deviation, minutes,
            figure=f"equity.{band}.{{side}}.deviation_s",
        )  # fmt: skip
        pupils = translate("outcomes", "方案下 {count} 名学生").format(
            count=labels.number(after.worst_township_pupils)
        )
        yield _row(
            translate("outcomes", "平均最远的乡镇"), name, (_worst(before), _worst(after)), minutes,
            note=pupils, township=after.worst_township,
            figure=f"equity.{band}.{{side}}.worst_township_mean_s",
        )  # fmt: skip


def _worst(spread: Spread) -> str:
    if not spread.worst_township:
        return labels.UNKNOWN
    return f"{spread.worst_township} {labels.number(_minutes(spread.worst_township_mean_s), 1)}"


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def _nearby_rows(shares: tuple[NearbyShare, ...], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for one in shares:
        lacking = (*one.schools_without_zone, *one.schools_of_unknown_kind)
        listed = "、".join(names.get(key, key) for key in lacking[:NAMES_SHOWN])
        if len(lacking) > NAMES_SHOWN:
            listed += translate("outcomes", "等 {count} 所").format(count=len(lacking))
        note = "".join(describe(code, {"schools": listed}, labels.language()).what for code in one.missing)
        yield _row(
            translate("outcomes", "就近划片入学比例"), outcome_word("stage", one.stage),
            (labels.percent(one.before.share), labels.percent(one.after.share)), "", note=note,
            tone="warn" if one.missing else "",
        )  # fmt: skip


def _group_rows(group: GroupTravel) -> Iterator[dict[str, Any]]:
    name = outcome_word("group", group.group)
    everybody, people = labels.word("band", "all"), labels.word("unit", "pupils")
    if not group.is_told:
        note = translate("outcomes", "数据里没有，不计算")
        yield _row(name, everybody, (labels.UNKNOWN, labels.UNKNOWN), people, note=note, tone="warn")
        return
    notes = []
    if group.pupils_not_told:
        text = translate("outcomes", "另有 {count} 名学生没有填报是不是")
        notes.append(text.format(count=labels.number(group.pupils_not_told)))
    if group.is_shared_out:
        notes.append(translate("outcomes", "按比例分到各条路，可能不是整数"))
    total = labels.number(group.pupils)
    yield _row(name, everybody, (total, total), people, note="；".join(notes))
    moved = "0", labels.number(group.moved_pupils)
    yield _row(f"{name} · {labels.word('count', 'moved_pupils')}", everybody, moved, people)
    mean = _pair(_minutes(group.mean_s_before), _minutes(group.mean_s_after), 1)
    minutes = labels.word("unit", "minutes")
    yield _row(f"{name} · {labels.word('travel', 'mean_s')}", everybody, mean, minutes)
    for key in ("over_limit_pupils", "boarding_pupils", "unreachable_pupils"):
        both = _pair(getattr(group, f"{key}_before"), getattr(group, f"{key}_after"))
        yield _row(f"{name} · {labels.word('travel', key)}", everybody, both, people)


def _link_rows(details: Details) -> Iterator[dict[str, Any]]:
    links = details.links
    for stage in links.split_before:
        note = translate("outcomes", "方案新分开 {pupils} 名学生的村；同胞可能分在两校（按总数推算）")
        pupils = links.newly_split_pupils.get(stage, 0)
        yield _row(
            translate("outcomes", "一村分去几校的村"), outcome_word("stage", stage),
            _pair(links.split_before[stage], links.split_after.get(stage)),
            translate("outcomes", "个"), note=note.format(pupils=labels.number(pupils)) if pupils else "",
        )  # fmt: skip
    if links.feeder_links:
        kept = links.feeder_links - len(links.broken_links)
        both = _pair(links.feeder_links, kept)
        yield _row(translate("outcomes", "对口升学关系"), "", both, translate("outcomes", "对"))
