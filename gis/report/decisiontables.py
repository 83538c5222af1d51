"""What is decided about one school, in print: status, grades, code, years, measures, transition."""

from __future__ import annotations

import pandas as pd

from gis.evaluation.result import Evaluation
from gis.layout import Decision, Expansion, LayoutStatus
from gis.messages import describe
from gis.model import Plan
from gis.planning.calendar import ENDING, OPENING
from gis.planning.county import county_of
from gis.planning.ledger import kindergartens_of
from gis.planning.lineage import kind_by_grades, lineage_of
from gis.report.rows import Row, records
from gis.report.schools import adjustment, scenario_of, school_label
from gis.report.words import (
    NOT_REPORTED,
    NOTHING,
    filled,
    grade_range,
    is_known,
    number,
    school_year,
    sentence,
    word,
)


def decision_rows(plan: Plan, evaluation: Evaluation, school_id: str, moved: pd.DataFrame) -> list[list[str]]:
    """Return the decision on a school as name and content.

    Parameters
    ----------
    moved
        The flows of those who leave the school.
    """
    decision = scenario_of(plan, evaluation).decision(school_id)
    status = LayoutStatus(str(evaluation.schools.loc[school_id, "status"]))
    return [
        ["调整方式", adjustment(plan, evaluation, school_id)],
        *_grades(decision, status, moved),
        *code_rows(plan, evaluation, school_id),
        *_destination(plan, decision, status, moved),
        ["实施时间", _start(decision)],
        *_transition(decision, status),
        ["配套措施", _measures(plan, evaluation, school_id, decision, moved)],
        ["备注", decision.note or NOTHING],
    ]


def _grades(decision: Decision, status: LayoutStatus, moved: pd.DataFrame) -> list[list[str]]:
    if status is LayoutStatus.TEACHING_POINT:
        closed = grade_range({int(g) for g in moved["grade"]})
        return [["保留年级", grade_range(decision.grades_kept)], ["停办年级", closed]]
    if decision.grades_taught and status in {*OPENING, LayoutStatus.RETAIN}:
        return [["开设年级", grade_range(decision.grades_taught)]]
    return []


def code_rows(plan: Plan, evaluation: Evaluation, school_id: str) -> list[list[str]]:
    """Return what becomes of a school's code: it ends, begins, changes or is taken up again.

    Of a combined school only one division changes: what then becomes of the code, its type decides.
    """
    division = plan.schools.loc[school_id].get("division")
    if is_known(division) and str(division):
        return []
    details = evaluation.details
    table = details.lineage if details else lineage_of(plan, scenario_of(plan, evaluation))
    rows = records(table[table["school_id"] == school_id])
    words = [_code_words(plan, evaluation, row) for row in rows]
    if not rows and evaluation.schools.loc[school_id, "status"] == LayoutStatus.SUSPEND:
        words = [filled("code_change", "suspended", old=school_id)]
    return [["学校标识码", one] for one in words]


def _code_words(plan: Plan, evaluation: Evaluation, row: Row) -> str:
    old, new, reason = (str(row[name]) for name in ("old_code", "new_code", "reason"))
    if reason == LayoutStatus.MERGE:
        return filled("code_change", "ends", old=old)
    if reason == LayoutStatus.REOPEN:
        return filled("code_change", "taken_up", new=new)
    if old and not new:
        kind = str(plan.schools.loc[old, "type_code"])
        about = {"code": old, "type": f"{word('type', kind)} {kind}"}
        if reason == LayoutStatus.TEACHING_POINT:
            return sentence(describe("new_code_for_point", about).what)
        decision = scenario_of(plan, evaluation).decision(old)
        other = kind_by_grades(county_of(plan), old, decision)
        about["other"] = f"{word('type', other)} {other}"
        return sentence(describe("new_code_for_grades", about).what)
    kind = "changed" if old else "begins"
    return filled("code_change", kind if new else f"{kind}_unknown", old=old, new=new)


def _destination(
    plan: Plan, decision: Decision, status: LayoutStatus, moved: pd.DataFrame
) -> list[list[str]]:
    """Return where the pupils go, of schools that some leave."""
    if not len(moved) and status not in {*ENDING, LayoutStatus.TEACHING_POINT}:
        return []
    shares = moved.groupby("school_after")["pupils"].sum().sort_values(ascending=False, kind="stable")
    going = "、".join(f"{school_label(plan, str(s))} {number(n)} 人" for s, n in shares.items())
    named = bool(decision.receiver_id or decision.settlement_receivers)
    return [
        ["学生去向", going or "没有需要安置的学生"],
        ["接收学校", "指定" if named else "未指定，按接收顺序测算"],
    ]


def _start(decision: Decision) -> str:
    if decision.trigger is not None:
        trigger = decision.trigger
        since = f"{school_year(decision.year)}后，" if decision.year is not None else ""
        return f"{since}在校学生连续 {trigger.years} 年不足 {trigger.pupils} 人时实施"
    year = decision.year
    return f"{NOT_REPORTED}（测算按即时生效）" if year is None else f"{school_year(year)}起"


def _transition(decision: Decision, status: LayoutStatus) -> list[list[str]]:
    """Return how those who are at the school finish, where they do not leave at once."""
    is_gradual = status is LayoutStatus.PHASE_OUT or (
        status is LayoutStatus.TEACHING_POINT and decision.gradual
    )
    if not is_gradual:
        return []
    what = "起始年级不再招生" if status is LayoutStatus.PHASE_OUT else "停办年级不再升入新生"
    finish = (
        "在读学生在本校读完"
        if decision.moves_year is None
        else f"在读学生到{school_year(decision.moves_year)}集中安置到接收学校"
    )
    return [["过渡期", f"{what}，逐年减少；{finish}。"]]


def _measures(
    plan: Plan, evaluation: Evaluation, school_id: str, decision: Decision, moved: pd.DataFrame
) -> str:
    """Return what the scenario provides: at the school itself, on the way, and at its receivers."""
    parts = []
    if decision.bus_seats:
        parts.append(f"为分流学生提供校车 {number(decision.bus_seats)} 座")
    if decision.expansion is not None:
        parts.append(_expansion_words(decision.expansion, decision))
    if decision.hand_over:
        parts.append(f"移交{school_label(plan, decision.hand_over)}管理")
    scenario = scenario_of(plan, evaluation)
    for place in (school_id, *sorted({str(s) for s in moved["school_after"]} - {"", school_id})):
        boarding = scenario.decision(place).boarding
        if boarding:
            beds = f"{school_label(plan, place)}提供床位 {number(boarding.beds)} 张"
            parts.append(f"{beds}（{boarding.from_grade}年级起可寄宿）")
    return "；".join(parts) or ("没有提供校车和床位" if len(moved) else NOTHING)


def _expansion_words(expansion: Expansion, decision: Decision) -> str:
    added = [
        f"{name} {number(count)} {unit}"
        for name, count, unit in (("普通教室", expansion.rooms, "间"), ("学位", expansion.places, "个"))
        if count
    ]
    opens = decision.year if expansion.year is None else expansion.year
    when = f"，{school_year(opens)}启用" if opens is not None else ""
    known = is_known(expansion.cost_yuan)
    cost = f"造价 {number(expansion.cost_yuan)} 元" if known else f"造价{NOT_REPORTED}"
    what = "建设" if decision.status is LayoutStatus.NEW else "改扩建：增加"
    return f"{what}{'、'.join(added) or '用房（数量未填）'}，{cost}{when}"


def kindergarten_rows(plan: Plan, school_id: str) -> list[list[str]]:
    """Return the 附设幼儿班 that a changed school keeps: what becomes of them is another decision."""
    names = [name for name, host in kindergartens_of(plan.schools).values() if host == school_id]
    return [["附设幼儿班", f"{'、'.join(names)}（去向未定，另行决定）"]] if names else []
