"""A journey explained in words: its parts, its marks, why it is this way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.consequence import Line
from app.models.tables import VERDICT_TONE, school_name
from gis.model import Mode, Plan

if TYPE_CHECKING:
    from app.models.journey import JourneyAnswer
    from gis.planning.explanation import Explanation

NOTICEABLE_S = 1.0                  # a second more or less is the same way
REPORTED_ONLY = (Mode.ESCORT, Mode.ESCORT_CAR, Mode.BICYCLE, Mode.PUBLIC_BUS)
translate = QCoreApplication.translate


def precise_minutes(seconds: float) -> str:
    """Return minutes with one digit: parts of a journey are short."""
    if labels.is_unknown(seconds):
        return labels.UNKNOWN
    return translate("labels", "{minutes} 分").format(minutes=f"{seconds / 60:,.1f}")


def metres(length: float) -> str:
    """Return a short distance in metres, a long one in kilometres."""
    return f"{length:,.0f} m" if length < 1000 else labels.kilometres(length)


def part_name(kind: str) -> str:
    """Return what a part of a journey is."""
    return {
        "approach": translate("journey", "直线接入"),
        "walk": translate("journey", "步行"),
        "wait": translate("journey", "候车"),
        "ride": translate("journey", "行驶"),
        "stops": translate("journey", "停站"),
        "slope": translate("journey", "坡度、路面加时"),
    }[kind]


def parts_of(explanation: Explanation) -> list[tuple[str, float, float]]:
    """Return kind, seconds and metres of the parts in order; what slopes add stands apart.

    Their seconds add up to those of the way. Where slopes save time, the walk itself is shorter by that.
    """
    if explanation.way is None:
        return []
    parts: list[tuple[str, float, float]] = []
    for part in explanation.way.parts:
        extra = explanation.extra_s if part.kind == "walk" and explanation.extra_s > NOTICEABLE_S else 0.0
        parts.append((part.kind, part.seconds - extra, part.metres))
        if extra:
            parts.append(("slope", extra, 0.0))
    return parts


def part_lines(explanation: Explanation) -> list[Line]:
    """Return the parts as lines; both approaches in one."""
    lines: dict[str, tuple[float, float]] = {}
    for kind, seconds, length in parts_of(explanation):
        before = lines.get(kind, (0.0, 0.0))
        lines[kind] = before[0] + seconds, before[1] + length
    found = [
        Line(part_name(kind), precise_minutes(seconds) + (f" · {metres(length)}" if length else ""))
        for kind, (seconds, length) in lines.items()
    ]
    return [*found, *_bus_lines(explanation)]


def _bus_lines(explanation: Explanation) -> list[Line]:
    """Return the rides of a public bus journey with their lines and stops."""
    text = translate("journey", "{from_stop} → {to_stop}，{minutes}")
    return [
        Line(
            translate("journey", "乘 {line}").format(line=part.line),
            text.format(
                from_stop=part.from_stop, to_stop=part.to_stop, minutes=precise_minutes(part.seconds)
            ),
        )
        for part in (explanation.way.parts if explanation.way else ())
        if part.kind == "ride" and part.line
    ]


def verdict_line(answer: JourneyAnswer) -> list[Line]:
    """Return what the limit says of the journey, nothing where nobody makes it."""
    if not answer.verdict:
        return []
    text = labels.word("verdict", answer.verdict)
    if answer.limit_s is not None and answer.verdict in ("within", "borderline", "over"):
        text += translate("journey", "（时限 {minutes}）").format(minutes=labels.minutes(answer.limit_s))
    return [Line(translate("journey", "判定"), text, VERDICT_TONE.get(answer.verdict, ""))]


def mark_texts(plan: Plan, answer: JourneyAnswer) -> list[str]:
    """Return what must be said beside the figure."""
    explanation, mode = answer.explanation, answer.question.mode
    marks = []
    if answer.boards and answer.school_id in answer.assigned:
        marks.append(translate("journey", "寄宿：每周往返，不按每日时限判定"))
    if mode == Mode.SCHOOL_BUS:
        marks.append(translate("journey", "未排线路，估算"))
    if mode == Mode.PUBLIC_BUS:
        marks.append(translate("journey", "乘车段只按站点画直线，表中没有走哪条路"))
    if mode in REPORTED_ONLY:
        marks.append(translate("journey", "只报告，不算解决"))
    if explanation is not None and explanation.is_measured:
        way = explanation.way.seconds if explanation.way else math.nan
        text = translate("journey", "表中是现场实测；图上画的是按路网计算的路，{computed}")
        marks.append(text.format(computed=precise_minutes(way)))
    if mode is not None and mode == answer.question.band.walk_mode and not plan.roads.has_footpaths:
        marks.append(translate("journey", "仅车行路网，偏长"))
    return marks


def check_line(explanation: Explanation) -> Line:
    """Return whether the drawn way gives the table's figure."""
    label = translate("journey", "核对")
    if explanation.agrees is None:
        text = (
            translate("journey", "实测值，不与路网计算相比")
            if explanation.is_measured
            else translate("journey", "按改动后的道路现算，路程表中没有这种方式")
        )
        return Line(label, text)
    if explanation.agrees:
        return Line(label, translate("journey", "与路程表一致"), "ok")
    text = translate("journey", "与路程表不一致：表中 {table}，图上 {way}。请重新计算路程，不要使用这个数。")
    way = explanation.way.seconds if explanation.way else math.nan
    return Line(label, text.format(table=_seconds(explanation.table_s), way=_seconds(way)), "danger")


def _seconds(seconds: float) -> str:
    if labels.is_unknown(seconds):
        return translate("journey", "无路可达")
    return translate("journey", "{seconds} 秒").format(seconds=f"{seconds:,.1f}")


def reasons(plan: Plan, answer: JourneyAnswer) -> list[Line]:
    """Return in sentences why the way is as long as it is, and what would be shorter."""
    explanation = answer.explanation
    if explanation is None:
        return []
    found = [*_shape_reasons(explanation), *_road_reasons(explanation), *_school_reasons(plan, answer)]
    return [Line("·", text) for text in found]


def _shape_reasons(explanation: Explanation) -> Iterator[str]:
    if explanation.way is None:
        yield translate("journey", "村点和学校之间没有可走的路，或其中一处离路太远、被阻隔。")
        return
    if explanation.straight_m > 0:
        text = translate("journey", "直线 {straight}，实际 {way}，是直线的 {ratio} 倍。")
        ratio = explanation.way_metres / explanation.straight_m
        yield text.format(
            straight=metres(explanation.straight_m), way=metres(explanation.way_metres), ratio=f"{ratio:.1f}"
        )
    if explanation.barriers:
        names = translate("journey", "、").join(name or _barrier(kind) for name, kind in explanation.barriers)
        bridges = [name or translate("journey", "无名的桥") for name in explanation.bridges]
        if bridges:
            text = translate("journey", "直线要过{barriers}，只能绕到桥上过（{bridges}）。")
            yield text.format(barriers=names, bridges=translate("journey", "、").join(bridges))
        else:
            yield translate("journey", "直线要过{barriers}，路绕开了它。").format(barriers=names)
    share = explanation.approach_share
    if explanation.approach_m > 0 and not math.isnan(share):
        text = translate("journey", "路外直走 {metres}，占时间的 {share}。")
        yield text.format(metres=metres(explanation.approach_m), share=labels.percent(share))


def _barrier(kind: str) -> str:
    words = {
        "river": translate("journey", "河流"), "riverbank": translate("journey", "河流"),
        "canal": translate("journey", "水渠"),
        "rail": translate("journey", "铁路"), "motorway": translate("journey", "高速公路"),
        "water": translate("journey", "水面"), "reservoir": translate("journey", "水库"),
    }  # fmt: skip
    return words.get(kind, translate("journey", "阻隔"))


def _road_reasons(explanation: Explanation) -> Iterator[str]:
    way = explanation.way
    if way is None:
        return
    if explanation.danger_m > 0:
        text = translate("journey", "其中 {metres} 标为危险路段。")
        yield text.format(metres=metres(explanation.danger_m))
    if explanation.steep_m > 0:
        text = translate("journey", "其中 {metres} 是陡坡。")
        yield text.format(metres=metres(explanation.steep_m))
    if labels.is_unknown(explanation.back_s):
        yield translate("journey", "反方向（回家）没有路可走：有单行道。")
    elif abs(explanation.back_s - way.seconds) > NOTICEABLE_S:
        text = (
            translate("journey", "反方向（回家）{minutes}：上下坡不同。")
            if explanation.extra_s
            else translate("journey", "反方向（回家）{minutes}：有单行道。")
        )
        yield text.format(minutes=precise_minutes(explanation.back_s))
    usual = explanation.roads_as_they_are_s
    change_s = abs(np.nan_to_num(usual) - np.nan_to_num(explanation.table_s))
    if explanation.is_tabled and change_s > NOTICEABLE_S:
        text = translate("journey", "方案改动道路前是 {minutes}。")
        yield text.format(
            minutes=translate("journey", "无路可达") if math.isnan(usual) else precise_minutes(usual)
        )


def _school_reasons(plan: Plan, answer: JourneyAnswer) -> Iterator[str]:
    assert answer.explanation is not None
    own, reachable = answer.explanation.seconds, [s for s in answer.schools if not math.isnan(s.seconds)]
    if not reachable:
        return
    nearest = reachable[0]
    if nearest.school_id == answer.school_id:
        if len(reachable) > 1:
            text = translate("journey", "这是最近的学校；次近的是{school}，{minutes}。")
            second = reachable[1]
            yield text.format(
                school=school_name(plan, second.school_id), minutes=precise_minutes(second.seconds)
            )
        return
    if math.isnan(own) or own - nearest.seconds > NOTICEABLE_S:
        text = translate("journey", "最近的是{school}，{minutes}。")
        yield text.format(
            school=school_name(plan, nearest.school_id), minutes=precise_minutes(nearest.seconds)
        )
