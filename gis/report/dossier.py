"""What a 一校一案 says about one changed school, as plain values for the template."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gis.evaluation.result import Evaluation, Finding
from gis.messages import describe
from gis.model import Decision, LayoutStatus, Plan, band_of
from gis.report.gates import gate_results
from gis.report.words import (
    NOTHING,
    NOT_REPORTED,
    full_width,
    grade_range,
    is_known,
    kilometres,
    ledger,
    minutes,
    number,
    school_year,
    scope,
    sentence,
    word,
)
from gis.standards import criterion, load_rules

CHANGED = (LayoutStatus.MERGE.value, LayoutStatus.TEACHING_POINT.value)
LAST_PRIMARY_GRADE = 6
FACTS = (
    ("建校年份", "built_year", "年"), ("寄宿生", "boarders", "人"), ("专任教师", "full_time_teachers", "人"),
    ("教职工", "staff", "人"), ("核定规模", "approved_places", "人"), ("普通教室", "classrooms", "间"),
    ("附设幼儿班用房", "kindergarten_rooms", "间"), ("学生宿舍床位", "beds", "张"),
    ("教学及辅助用房", "teaching_area_m2", "平方米"), ("校舍建筑面积", "floor_area_m2", "平方米"),
    ("体育运动场馆", "sports_area_m2", "平方米"), ("教学仪器设备值", "equipment_yuan", "元"),
    ("网络多媒体教室", "multimedia_rooms", "间"),
)
ASSETS = ("教学及辅助用房", "校舍建筑面积", "体育运动场馆", "普通教室", "教学仪器设备值", "网络多媒体教室", "学生宿舍床位")
JOURNEY = [
    "settlement_id", "settlement", "school_after", "boarding_before", "boarding_after", "estimated", "mode_before",
    "mode_after", "seconds_before", "seconds_after", "metres_before", "metres_after", "verdict_before",
    "verdict_after", "unassigned_reason", "cross_township",
]


def changed_schools(evaluation: Evaluation) -> list[str]:
    """Return the schools that a 一校一案 is due for: closed or converted, by township and name."""
    table = evaluation.schools
    changed = table[table["status"].isin(CHANGED)]
    return [str(i) for i in changed.sort_values(["status", "township", "name"], kind="stable").index]


def school_label(plan: Plan, school_id: str) -> str:
    """Return the name of a school, with its division where a combined school has several."""
    if school_id not in plan.schools.index:
        return str(school_id) or "未落实"
    row = plan.schools.loc[school_id]
    division = row.get("division")
    return f"{row['name']}\uff08{division}\uff09" if is_known(division) and str(division) else str(row["name"])


def school_dossier(plan: Plan, evaluation: Evaluation, school_id: str) -> dict[str, Any]:
    """Return everything that the 一校一案 of one school prints, except its maps.

    Parameters
    ----------
    school_id
        A school that the scenario closes or converts.
    """
    decision = plan.scenario(evaluation.scenario).decision(school_id)
    flows = evaluation.flows[evaluation.flows["school_before"] == school_id]
    moved = flows[flows["moved"].astype(bool)]
    receivers = sorted({str(s) for s in moved["school_after"]} - {"", school_id})
    return {
        "name": school_label(plan, school_id),
        "closed": decision.status == LayoutStatus.MERGE,
        "facts": _facts(plan, evaluation, school_id),
        "grades": _grades(evaluation, school_id),
        "decision": _decision(plan, evaluation, decision, school_id, moved),
        "moved": _journeys(plan, moved),
        "moved_pupils": number(moved["pupils"].sum()),
        "moved_note": _moved_note(moved),
        "staying": _staying(flows[~flows["moved"].astype(bool)]),
        "load": [load_row(plan, evaluation, receiver) for receiver in receivers],
        "load_grades": [row for receiver in receivers for row in _receiving_grades(plan, evaluation, receiver)],
        "teachers": _teachers(plan, school_id),
        "assets": _assets(plan, school_id),
        "gates": gate_results(plan, evaluation, school_id),
        "findings": _findings(plan, evaluation, school_id, receivers, set(moved["settlement_id"].astype(str))),
    }


def _facts(plan: Plan, evaluation: Evaluation, school_id: str) -> list[list[str]]:
    row = plan.schools.loc[school_id]
    table = evaluation.schools.loc[school_id]
    manager = row.get("managing_school_id")
    managed_by = school_label(plan, str(manager)) if is_known(manager) and str(manager) else NOT_REPORTED
    facts = [
        ["学校标识码", str(school_id)],
        ["办学类型", full_width(f"{word('type', row['type_code'])}({row['type_code']})")],
        ["所属乡镇\uff08街道\uff09", ledger(row["township"])],
        ["举办者", ledger(row.get("ownership"))],
        ["管理学校", managed_by if str(row["type_code"]) == "218" else NOTHING],
        ["在校学生\uff08就读表\uff09", f"{number(table['enrolment_before'])}人"],
        ["在校学生\uff08统计\uff09", ledger(row.get("enrolment"), "人")],
        ["班数", f"{number(table['classes_before'])}个"],
    ]
    facts += [[label, _fact(row.get(column), unit)] for label, column, unit in FACTS]
    return facts


def _fact(value: Any, unit: str) -> str:
    """Return a ledger entry; years carry no thousands separator."""
    return f"{int(value)}年" if unit == "年" and is_known(value) else ledger(value, unit)


def _grades(evaluation: Evaluation, school_id: str) -> list[list[str]]:
    table = evaluation.school_grades
    own = table[(table["school_id"] == school_id) & ((table["pupils_before"] > 0) | (table["classes_before"] > 0))]
    return [
        [word("grade", r.grade), number(r.pupils_before), number(r.classes_before), number(r.largest_class_before)]
        for r in own.sort_values("grade").itertuples()
    ]


def _decision(
    plan: Plan, evaluation: Evaluation, decision: Decision, school_id: str, moved: pd.DataFrame
) -> list[list[str]]:
    shares = moved.groupby("school_after")["pupils"].sum().sort_values(ascending=False, kind="stable")
    going = "、".join(f"{school_label(plan, str(s)) if s else '未落实'} {number(n)} 人" for s, n in shares.items())
    closed_grades = grade_range(moved["grade"].astype(int)) if len(moved) else NOTHING
    rows = [["调整方式", adjustment(plan, evaluation, school_id)]]
    if decision.status == LayoutStatus.TEACHING_POINT:
        rows += [["保留年级", grade_range(decision.grades_kept)], ["停办年级", closed_grades]]
    named = "指定" if decision.receiver_id or decision.settlement_receivers else full_width("未指定,按接收顺序测算")
    return [
        *rows,
        ["学生去向", going or "没有需要安置的学生"],
        ["接收学校", named],
        ["实施时间", f"{school_year(decision.year)}起" if decision.year else full_width(f"{NOT_REPORTED}(测算按即时生效)")],
        ["配套措施", _measures(plan, evaluation, decision, moved)],
        ["备注", decision.note or NOTHING],
    ]


def adjustment(plan: Plan, evaluation: Evaluation, school_id: str) -> str:
    """Return the formal words for what happens to a school: 撤销、并入××学校 / 变更为教学点."""
    decision = plan.scenario(evaluation.scenario).decision(school_id)
    if decision.status != LayoutStatus.MERGE:
        return word("status", decision.status.value)
    own = evaluation.flows[evaluation.flows["school_before"] == school_id]
    receivers = sorted({str(s) for s in own["school_after"]} - {"", school_id})
    target = decision.receiver_id or (receivers[0] if len(receivers) == 1 else None)
    if target:
        return f"撤销、并入{school_label(plan, target)}"
    names = "、".join(school_label(plan, r) for r in receivers)
    return f"撤销、并入{names}" if names else full_width("撤销(学生去向未落实)")


def _measures(plan: Plan, evaluation: Evaluation, decision: Decision, moved: pd.DataFrame) -> str:
    parts = []
    if decision.bus_seats:
        parts.append(f"为分流学生提供校车 {number(decision.bus_seats)} 座")
    scenario = plan.scenario(evaluation.scenario)
    for receiver in sorted({str(s) for s in moved["school_after"]} - {""}):
        boarding = scenario.decision(receiver).boarding
        if boarding:
            parts.append(
                f"{school_label(plan, receiver)}提供床位 {number(boarding.beds)} 张({boarding.from_grade}年级起可寄宿)"
            )
    return full_width(";".join(parts)) or "没有提供校车和床位"


def _journeys(plan: Plan, moved: pd.DataFrame) -> list[dict[str, str]]:
    """Return one row per settlement and journey; grades with the same journey stand together."""
    table = moved.assign(band=[band_of(int(g)).value for g in moved["grade"]])
    groups = table.groupby([*JOURNEY, "band"], dropna=False, sort=False)
    rows = [
        (grades["grade"].min(), dict(zip([*JOURNEY, "band"], key, strict=True)), grades) for key, grades in groups
    ]
    rows.sort(key=lambda item: (str(item[1]["settlement"]), str(item[1]["settlement_id"]), item[0]))
    return [
        {
            "settlement": str(key["settlement"]),
            "grades": grade_range(grades["grade"].astype(int), unit=""),
            "pupils": number(grades["pupils"].sum()) + ("*" if key["estimated"] else ""),
            "receiver": school_label(plan, str(key["school_after"])) + ("\uff08跨乡镇\uff09" if key["cross_township"] else ""),
            "minutes_before": minutes(key["seconds_before"], unknown=NOTHING),
            "km_before": kilometres(key["metres_before"], unknown=NOTHING),
            "minutes_after": minutes(key["seconds_after"], unknown=NOTHING),
            "km_after": kilometres(key["metres_after"], unknown=NOTHING),
            "mode": way_words(key["mode_after"], key["boarding_after"], key["school_after"]),
            "verdict": short_verdict(key["verdict_after"]) if key["school_after"] else "未落实",
            "alarm": "1" if key["verdict_after"] in ("over", "unreachable") or not key["school_after"] else "",
        }
        for _, key, grades in rows
    ]


def way_words(mode: Any, boarding: Any, school: Any = "x") -> str:
    """Return how a pupil comes to school: 步行, 校车, 寄宿."""
    if not school:
        return NOTHING
    return "寄宿" if bool(boarding) else word("mode", mode)


def short_verdict(verdict: Any) -> str:
    """Return the verdict for a narrow column."""
    return "寄宿" if verdict == "boarding" else word("verdict", verdict)


def _moved_note(moved: pd.DataFrame) -> str:
    """Return who is unassigned, over the limit or newly boarding, in one sentence each."""
    def pupils(rows: pd.Series) -> int:
        return int(moved.loc[rows, "pupils"].sum())

    sentences = []
    over = pupils(moved["verdict_after"] == "over")
    if over:
        sentences.append(f"{number(over)} 名学生单程超过规定时间")
    new_boarders = pupils(moved["boarding_after"].astype(bool) & ~moved["boarding_before"].astype(bool))
    if new_boarders:
        sentences.append(f"{number(new_boarders)} 名学生由走读改为寄宿")
    cross = pupils(moved["cross_township"].astype(bool))
    if cross:
        sentences.append(f"{number(cross)} 名学生跨乡镇就读")
    lost = moved[moved["school_after"] == ""]
    if len(lost):
        reasons = sorted({describe(str(r), {}).what for r in lost["unassigned_reason"] if r})
        sentences.append(f"{number(lost['pupils'].sum())} 名学生去向未落实:{''.join(reasons).rstrip('。')}")
    return full_width(";".join(sentences) + "。") if sentences else ""


def _staying(staying: pd.DataFrame) -> str:
    if not len(staying):
        return ""
    shares = staying.groupby("settlement", sort=True)["pupils"].sum()
    villages = "、".join(f"{name} {number(n)} 人" for name, n in shares.items())
    grades = grade_range(staying["grade"].astype(int))
    return full_width(f"{grades} {number(staying['pupils'].sum())} 人继续在本校就读:{villages}。")


def standard_class(plan: Plan, grade: int) -> float | None:
    """Return the standard class size of a grade from the plan's rules."""
    rules = plan.rules or load_rules()
    return criterion(rules, "class_size_primary" if grade <= LAST_PRIMARY_GRADE else "class_size_junior").value


def load_row(plan: Plan, evaluation: Evaluation, school_id: str) -> dict[str, str]:
    """Return a receiving school's load before and after."""
    row = evaluation.schools.loc[school_id]
    grades = evaluation.school_grades[evaluation.school_grades["school_id"] == school_id]
    limits = {standard_class(plan, int(g)) for g in grades["grade"]} - {None}

    def pair(column: str) -> str:
        return f"{number(row[f'{column}_before'])}→{number(row[f'{column}_after'])}"

    return {
        "name": school_label(plan, school_id), "pupils": pair("enrolment"), "classes": pair("classes"),
        "largest": pair("largest_class"), "standard": "/".join(number(v) for v in sorted(limits)) or NOT_REPORTED,
        "capacity": number(row["capacity_after"], unknown=NOT_REPORTED),
        "short": pair("places_short"), "rooms": number(row["rooms_free_after"], unknown=NOT_REPORTED),
        "beds": pair("beds").replace("未知", NOT_REPORTED), "boarders": pair("boarders"),
        "alarm": "1" if is_known(row["places_short_after"]) and row["places_short_after"] > 0 else "",
    }


def _receiving_grades(plan: Plan, evaluation: Evaluation, school_id: str) -> list[dict[str, str]]:
    flows = evaluation.flows
    came = flows[flows["moved"].astype(bool) & (flows["school_after"] == school_id)].groupby("grade")["pupils"].sum()
    table = evaluation.school_grades
    own = table[(table["school_id"] == school_id) & table["grade"].isin(came.index)].sort_values("grade")
    rows = []
    for r in own.itertuples():
        limit = standard_class(plan, int(r.grade))
        excess = r.largest_class_after - limit if limit and is_known(r.largest_class_after) else 0
        rows.append({
            "name": school_label(plan, school_id), "grade": word("grade", r.grade),
            "before": number(r.pupils_before), "came": number(came[r.grade]), "after": number(r.pupils_after),
            "classes": f"{number(r.classes_before)}→{number(r.classes_after)}",
            "largest": f"{number(r.largest_class_before)}→{number(r.largest_class_after)}",
            "standard": number(limit, unknown=NOT_REPORTED),
            "excess": f"超 {number(excess)} 人" if excess > 0 else "未超",
            "alarm": "1" if excess > 0 else "",
        })
    return rows


def _teachers(plan: Plan, school_id: str) -> str:
    row = plan.schools.loc[school_id]
    counts = [f"{label}{ledger(row.get(column), '人')}"
              for label, column in (("专任教师", "full_time_teachers"), ("教职工", "staff"))]
    return full_width(f"现有{'、'.join(counts)}。教师去向:未安置。")


def _assets(plan: Plan, school_id: str) -> list[list[str]]:
    row = plan.schools.loc[school_id]
    return [
        [label, ledger(row.get(column), unit), "未安置"] for label, column, unit in FACTS if label in ASSETS
    ]


def finding_row(finding: Finding) -> dict[str, str]:
    """Return a finding in print: who, what, on which ground, with which force."""
    document = full_width(finding.document + finding.article) or NOTHING
    return {
        "subject": finding.subject_name or "—",
        "what": sentence(describe(finding.message_code, finding.values).what),
        "ground": document if finding.verified else f"{document}\uff08待核\uff09",
        "force": word("force", finding.force) + ("\uff08现状已有\uff09" if finding.in_baseline else ""),
        "alarm": "1" if finding.force == "must" and not finding.in_baseline else "",
    }


def sorted_findings(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return the plan's own findings first, the strongest first."""
    order = {"must": 0, "should": 1, "info": 2}
    return sorted(findings, key=lambda f: (f.in_baseline, order[f.force], f.criterion_id, f.subject_name))


def _findings(
    plan: Plan, evaluation: Evaluation, school_id: str, receivers: list[str], settlements: set[str]
) -> list[dict[str, str]]:
    """Return what concerns this school: itself, its receivers, and its villages' way to them."""
    schools = {school_id, *receivers}
    names = {str(plan.schools.loc[s, "name"]) for s in schools}
    own = tuple(
        f for f in evaluation.findings
        if (f.subject_kind == "school" and f.subject_id in schools and not (f.in_baseline and f.force == "info"))
        or (f.subject_kind == "settlement" and f.subject_id in settlements and not f.in_baseline
            and f.values.get("school") in names)
    )
    return [finding_row(f) for f in sorted_findings(own)]


def frame_words(plan: Plan, evaluation: Evaluation) -> dict[str, Any]:
    """Return what every document carries: unit, scenario, year, the mark and the notes on the figures."""
    tags = [m for m in evaluation.marks if m != "sample_data"]
    return {
        "unit": evaluation.unit_name, "scope": scope(evaluation.unit_name),
        "scenario": "现状" if evaluation.scenario == "baseline" else evaluation.scenario,
        "year": school_year(evaluation.school_year), "first_year": evaluation.school_year,
        "mark": full_width(plan.meta.mark), "attribution": plan.meta.attribution,
        "notes": [sentence(describe(tag, {}).what) for tag in tags], "tags": {tag: word("mark_tag", tag) for tag in tags},
    }
