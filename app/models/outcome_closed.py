"""The table of what becomes of the staff, the equipment and the premises of schools that close."""

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
from gis.evaluation.result import Evaluation
from gis.model import Plan

translate = QCoreApplication.translate
YUAN_PER_10K = 10_000
TEACHERS, STAFF = "full_time_teachers", "staff"
Row = Mapping[Any, Any]


def closed_schools(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return, school by school, who and what goes where, and what has no place to go yet."""
    details, names = details_of(evaluation), school_names(plan)
    report, closed = details.staff, details.closed_schools
    placed, unplaced = (frame.to_dict("records") for frame in (report.placed, report.unplaced))
    rows: list[dict[str, Any]] = []
    for school in closed.to_dict("records"):
        key = school["school_id"]
        going = [_placed(one, names) for one in placed if one["school_id"] == key]
        rows += going
        rows += [
            _unplaced(one)
            for one in unplaced
            if one["school_id"] == key and _is_left(one, is_none_placed=not going)
        ]
        rows += _assets(school, names)
        for row in rows:
            row.setdefault("id", key)
            row.setdefault("name", names.get(key, school["name"]))
    keys = ["kind", "id", "name", "what", "amount", "goes_to", "tone", "is_only"]
    frame = pd.DataFrame([{"kind": "school", **row} for row in rows], columns=keys)
    columns = (
        Column("name", translate("outcomes", "撤销、停办的学校")),
        Column("what", translate("outcomes", "内容")),
        Column("amount", translate("outcomes", "数量")),
        Column("goes_to", translate("outcomes", "去向"), tone="tone"),
    )
    summary = _summary(closed, report.placed, report.unplaced)
    return OutcomeTable(frame, columns, summary, translate("outcomes", "只看没有去向的"), notes=_notes())


def _placed(one: Row, names: Mapping[str, str]) -> dict[str, Any]:
    amount = _people(one)
    if one["is_estimated"] and not labels.is_unknown(one[STAFF]):
        amount += translate("outcomes", "（教职工数按教师的比例推算）")
    goes_to = names.get(one["receiver_id"], one["receiver"])
    return {"what": translate("outcomes", "教职工"), "amount": amount, "goes_to": goes_to, **_told()}


def _is_left(one: Row, *, is_none_placed: bool) -> bool:
    """Whether anybody has no place to go; unknown staff goes with the last of the teachers."""
    is_known = not labels.is_unknown(one[STAFF])
    return bool(one[TEACHERS] != 0 or (one[STAFF] != 0 if is_known else is_none_placed))


def _unplaced(one: Row) -> dict[str, Any]:
    return {"what": translate("outcomes", "教职工"), "amount": _people(one), **_missing()}


def _people(one: Row) -> str:
    text = translate("outcomes", "专任教师 {teachers}，教职工 {staff}")
    return text.format(teachers=labels.pupils(one[TEACHERS]), staff=labels.pupils(one[STAFF]))


def _assets(school: Row, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    receiver = school["equipment_receiver"]
    told = {"goes_to": names.get(receiver, receiver), **_told()} if receiver else _missing()
    value = labels.UNKNOWN
    if not labels.is_unknown(yuan := school["equipment_yuan"]):
        value = translate("outcomes", "{value} 万元").format(value=labels.number(yuan / YUAN_PER_10K, 2))
        told = told if yuan or receiver else {"goes_to": "", **_told()}
    yield {"what": translate("outcomes", "设备"), "amount": value, **told}
    text = translate("outcomes", "建筑面积 {floor} ㎡，教室 {rooms} 间，床位 {beds} 张")
    amount = text.format(
        floor=labels.number(school["floor_area_m2"]), rooms=labels.number(school["classrooms"]),
        beds=labels.number(school["beds"]),
    )  # fmt: skip
    premises = school["premises"]
    told = {"goes_to": premises, **_told()} if premises else _missing(translate("outcomes", "没有写明用途"))
    yield {"what": translate("outcomes", "校舍"), "amount": amount, **told}


def _told() -> dict[str, Any]:
    return {"tone": "", "is_only": False}


def _missing(words: str = "") -> dict[str, Any]:
    return {"goes_to": words or translate("outcomes", "未安置"), "tone": "warn", "is_only": True}


def _summary(closed: pd.DataFrame, placed: pd.DataFrame, unplaced: pd.DataFrame) -> str:
    if closed.empty:
        return translate("outcomes", "这个方案没有撤销、停办的学校。")
    lost = (closed["equipment_receiver"] == "") & (closed["equipment_yuan"] != 0)
    parts = [
        translate("outcomes", "撤销、停办 {schools} 所：专任教师有去向 {placed}，未安置 {unplaced}").format(
            schools=len(closed), placed=labels.pupils(placed[TEACHERS].sum()),
            unplaced=labels.pupils(unplaced[TEACHERS].sum()),
        )
    ]  # fmt: skip
    for count, text in (
        (int(lost.sum()), translate("outcomes", "设备没有去向 {count} 所")),
        (int((closed["premises"] == "").sum()), translate("outcomes", "校舍用途没有写明 {count} 所")),
        (int(unplaced[TEACHERS].isna().sum()), translate("outcomes", "没有填报专任教师 {count} 所，不计")),
    ):
        if count:
            parts.append(text.format(count=count))
    return translate("outcomes", "；").join(parts) + translate("outcomes", "。")


def _notes() -> tuple[str, ...]:
    return (
        translate("outcomes", "去向写在学校卡片的决定里（更多：教师、校产去向）。"),
        translate("outcomes", "没有写明去向的教职工、设备不计入任何学校；有去向的计入接收学校。"),
        translate("outcomes", "校舍、场地留在原处，不随学生转移。"),
    )
