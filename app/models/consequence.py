"""What a decision does to one school's pupils and to those who receive them, as lines to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.tables import VERDICT_TONE, school_name
from gis.evaluation.deferred import Deferred
from gis.evaluation.result import Evaluation, Finding
from gis.model import Plan

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Line:
    """A label, its value, and the colour token of the value."""

    label: str
    value: str
    tone: str = ""


def findings_at_hand(evaluation: Evaluation) -> tuple[Sequence[Finding], bool]:
    """Return the findings without making those that are made late, and whether these are all of them."""
    findings = evaluation.findings
    if isinstance(findings, Deferred):
        return findings.at_hand, findings.is_whole
    return findings, True


def subtitle(plan: Plan, evaluation: Evaluation, school_id: str) -> str:
    """Return township, type and grades of a school in one line."""
    school, grades = plan.schools.loc[school_id], taught_grades(evaluation, school_id)
    span = f"{labels.grade(grades[0])}—{labels.grade(grades[-1])}" if grades else labels.UNKNOWN
    return " · ".join((str(school["township"]), labels.word("type", school["type_code"]), span))


def facts(plan: Plan, evaluation: Evaluation, school_id: str) -> list[Line]:
    """Return what the school is today."""
    school = plan.schools.loc[school_id]
    now = evaluation.schools.loc[school_id]
    pupils = translate("consequence", "{pupils} · {classes} 班 · 最大班额 {largest}").format(
        pupils=labels.pupils(now["enrolment_before"]),
        classes=labels.number(now["classes_before"]),
        largest=labels.number(now["largest_class_before"]),
    )
    places = translate("consequence", "{places} 个 · 利用率 {share}").format(
        places=labels.number(now["capacity_before"]), share=labels.percent(now["utilisation_before"])
    )
    if together := _together(evaluation, school_id, "before"):
        pupils += translate("consequence", " · 复式 {grades}").format(grades=together)
    beds = translate("consequence", "{beds} 张 · 寄宿 {boarders} 人").format(
        beds=labels.number(now["beds_before"]), boarders=labels.number(now["boarders_before"])
    )
    return [
        Line(translate("consequence", "学生"), pupils),
        Line(translate("consequence", "学位"), places),
        Line(translate("consequence", "床位"), beds),
        Line(translate("consequence", "专任教师"), labels.pupils(school.get("full_time_teachers"))),
        Line(translate("consequence", "最远单程"), labels.minutes(now["max_s_before"])),
    ]


def _together(evaluation: Evaluation, school_id: str, side: str) -> str:
    """Return which grades of a school sit in one class, class by class; "" if none do."""
    rows = evaluation.school_grades
    told = rows[f"multigrade_{side}"][rows["school_id"].to_numpy() == school_id]
    return "；".join(one.replace(",", "、") for one in dict.fromkeys(told) if one)


def taught_grades(evaluation: Evaluation, school_id: str) -> tuple[int, ...]:
    """Return the grades that a school teaches today."""
    rows = evaluation.school_grades
    rows = rows[rows["school_id"].to_numpy() == school_id]
    taught = rows["classes_before"].fillna(0) + rows["pupils_before"] > 0
    return tuple(sorted(int(grade) for grade in rows["grade"][taught]))


def effects(plan: Plan, evaluation: Evaluation, school_id: str) -> list[Line]:
    """Return what becomes of the school's own pupils, and of the schools that receive them."""
    flows = evaluation.flows
    moved = flows["moved"].to_numpy(dtype=bool)
    leaving = flows[moved & (flows["school_before"].to_numpy() == school_id)]
    arriving = flows[moved & (flows["school_after"].to_numpy() == school_id)]
    after = pd.Series(evaluation.schools.loc[school_id])
    lines = []
    if len(arriving):
        lines.append(Line(translate("consequence", "接收学生"), labels.pupils(arriving["pupils"].sum())))
    if len(leaving):
        lines += _leaving_lines(plan, evaluation, leaving)
    if after["open_after"]:
        lines += _room_lines(after)
        if together := _together(evaluation, school_id, "after"):
            lines.append(Line(translate("consequence", "本校复式班"), together))
    return lines


def _leaving_lines(plan: Plan, evaluation: Evaluation, leaving: pd.DataFrame) -> list[Line]:
    lines = [Line(translate("consequence", "分流学生"), labels.pupils(leaving["pupils"].sum()))]
    over = leaving[leaving["verdict_after"].isin(("over", "unreachable"))]["pupils"].sum()
    over_label = translate("consequence", "其中超时或无路")
    lines.append(Line(over_label, labels.pupils(over), "danger" if over else "ok"))
    lines.append(_farthest(leaving, "after", translate("consequence", "调整后最远单程")))
    lines.append(_farthest(leaving, "before", translate("consequence", "现最远单程")))
    by_receiver = leaving.groupby("school_after")["pupils"].sum().sort_values(ascending=False)
    for receiver, count in by_receiver.items():
        if receiver == "":
            lines.append(Line(translate("consequence", "未能安排"), labels.pupils(count), "danger"))
            continue
        title = translate("consequence", "去 {school}").format(school=school_name(plan, str(receiver)))
        lines.append(Line(title, labels.pupils(count)))
        lines += _receiver_lines(evaluation, str(receiver))
    return lines


def _receiver_lines(evaluation: Evaluation, receiver: str) -> list[Line]:
    row = evaluation.schools.loc[receiver]
    grown = row["largest_class_after"] > row["largest_class_before"]
    classes = translate("consequence", "{before} → {after} 人").format(
        before=labels.number(row["largest_class_before"]), after=labels.number(row["largest_class_after"])
    )
    lines = [Line(translate("consequence", " · 最大班额"), classes, "warn" if grown else "")]
    if not labels.is_unknown(row["places_short_after"]) and row["places_short_after"] > 0:
        short = translate("consequence", "{count} 个").format(count=labels.number(row["places_short_after"]))
        lines.append(Line(translate("consequence", " · 学位缺口"), short, "danger"))
    return lines


def _farthest(leaving: pd.DataFrame, when: str, label: str) -> Line:
    seconds = leaving[f"seconds_{when}"]
    if seconds.isna().all():
        return Line(label, labels.UNKNOWN)
    worst = leaving.iloc[int(seconds.argmax())]
    mode = labels.word("mode", worst[f"mode_{when}"])
    tone = VERDICT_TONE.get(str(worst[f"verdict_{when}"]), "")
    return Line(label, f"{worst['settlement']} · {mode} {labels.minutes(worst[f'seconds_{when}'])}", tone)


def _room_lines(after: pd.Series) -> list[Line]:
    pair = translate("consequence", "{before} → {after}")
    lines = [
        Line(translate("consequence", "本校学生"), pair.format(
            before=labels.number(after["enrolment_before"]), after=labels.pupils(after["enrolment_after"]))),
        Line(translate("consequence", "本校最大班额"), pair.format(
            before=labels.number(after["largest_class_before"]),
            after=labels.pupils(after["largest_class_after"]))),
    ]  # fmt: skip
    short = after["places_short_after"]
    if not labels.is_unknown(short) and short > 0:
        text = translate("consequence", "{count} 个").format(count=labels.number(short))
        lines.append(Line(translate("consequence", "本校学位缺口"), text, "danger"))
    return lines


def headline_changes(before: Evaluation, after: Evaluation) -> list[Line]:
    """Return how the four headline figures of the whole county change from one evaluation to another."""
    lines = []
    for code in after.headline:
        old, new = before.headline[code].after, after.headline[code].after
        known = old is not None and new is not None
        difference = (new or 0) - (old or 0)
        tone = ("danger" if difference > 0 else "ok" if difference < 0 else "") if known else ""
        change = labels.change(difference) if known else labels.UNKNOWN
        value = labels.with_change(labels.number(new), change)
        lines.append(Line(labels.word("headline", code), value, tone))
    return lines
