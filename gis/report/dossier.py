"""What a 一校一案 says about one changed school, as plain values for the template."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gis.evaluation.result import Evaluation
from gis.layout import LayoutStatus
from gis.messages import describe
from gis.model import Plan
from gis.planning.calendar import OPENING
from gis.report.balancetables import indicator_tables
from gis.report.decisiontables import decision_rows, kindergarten_rows
from gis.report.fundingtables import funding_of_schools
from gis.report.grounds import gate_results, school_findings
from gis.report.load import class_words, load_row, receiving_grades
from gis.report.promises import progress_words
from gis.report.roadchanges import school_roads
from gis.report.rows import Row, records
from gis.report.schools import LEAVING, NO_SCHOOL, receivers_of, school_label
from gis.report.stafftables import compared_with, posts_of_schools, staff_of_school
from gis.report.words import (
    NOT_REPORTED,
    NOTHING,
    full_width,
    grade_range,
    is_known,
    kilometres,
    ledger,
    minutes,
    number,
    place,
    sentence,
    word,
)

FACTS = (
    ("建校年份", "built_year", "年"),
    ("寄宿生", "boarders", "人"),
    ("专任教师", "full_time_teachers", "人"),
    ("教职工", "staff", "人"),
    ("核定规模", "approved_places", "人"),
    ("普通教室", "classrooms", "间"),
    ("附设幼儿班用房", "kindergarten_rooms", "间"),
    ("学生宿舍床位", "beds", "张"),
    ("教学及辅助用房", "teaching_area_m2", "平方米"),
    ("校舍建筑面积", "floor_area_m2", "平方米"),
    ("体育运动场馆", "sports_area_m2", "平方米"),
    ("教学仪器设备值", "equipment_yuan", "元"),
    ("网络多媒体教室", "multimedia_rooms", "间"),
)
TEACHERS, EQUIPMENT = "full_time_teachers", "equipment_yuan"
NOT_PLACED, UNDECIDED = "人数待补，未安置", "未安置"
ASSETS = (
    "classrooms",
    "beds",
    "teaching_area_m2",
    "floor_area_m2",
    "sports_area_m2",
    "equipment_yuan",
    "multimedia_rooms",
)
JOURNEY = [
    "settlement_id",
    "settlement",
    "school_after",
    "band",
    "boarding_after",
    "estimated",
    "mode_after",
    "seconds_before",
    "seconds_after",
    "metres_before",
    "metres_after",
    "verdict_after",
    "cross_township",
]


def school_dossier(plan: Plan, evaluation: Evaluation, school_id: str) -> dict[str, Any]:
    """Return everything that the 一校一案 of one school prints, except its maps.

    Parameters
    ----------
    plan
        With the scenario's new schools (:func:`gis.report.schools.printed_plan`).
    school_id
        A school whose decision changes something.
    """
    flows = evaluation.flows[evaluation.flows["school_before"] == school_id]
    moved = flows[flows["moved"].astype(bool)]
    status = LayoutStatus(str(evaluation.schools.loc[school_id, "status"]))
    loses = status in LEAVING
    arriving = evaluation.flows[
        (evaluation.flows["school_after"] == school_id) & evaluation.flows["moved"].astype(bool)
    ]
    carries = receivers_of(evaluation, school_id) if loses else [school_id]
    return {
        "name": school_label(plan, school_id),
        "loses": loses,
        "planned": status is LayoutStatus.NEW,
        "progress": progress_words(plan, evaluation),
        "facts": _facts(plan, evaluation, school_id),
        "grades": _grades(evaluation, school_id),
        "decision": decision_rows(plan, evaluation, school_id, moved),
        "moved": _journeys(plan, moved),
        "moved_pupils": number(moved["pupils"].sum()),
        "moved_note": _moved_note(moved),
        "arriving": [] if loses else _journeys(plan, arriving, "school_before"),
        "arriving_pupils": number(arriving["pupils"].sum()),
        "roads": school_roads(plan, evaluation, school_id),
        "staying": _staying(flows[~flows["moved"].astype(bool)], by_village=loses),
        "load": [load_row(plan, evaluation, one) for one in carries],
        "load_grades": [row for one in carries for row in receiving_grades(plan, evaluation, one)],
        "indicators": indicator_tables(plan, evaluation, carries),
        "teachers": _teachers(plan, evaluation, school_id, status),
        "staff": staff_of_school(evaluation, school_id) if loses else [],
        "posts": posts_of_schools(plan, evaluation, [school_id, *(r for r in carries if r != school_id)]),
        "posts_counted": compared_with(evaluation),
        "funding": funding_of_schools(plan, evaluation, [school_id, *carries]),
        "assets": _assets(plan, evaluation, school_id) if loses else [],
        "gates": gate_results(evaluation, school_id),
        "findings": school_findings(plan, evaluation, school_id),
    }


def _facts(plan: Plan, evaluation: Evaluation, school_id: str) -> list[list[str]]:
    row = plan.schools.loc[school_id]
    (table,) = records(evaluation.schools.loc[[school_id]])
    about = [
        ["学校标识码", school_id],
        ["办学类型", f"{word('type', row['type_code'])}（{row['type_code']}）"],
        ["所属乡镇（街道）", ledger(row["township"])],
    ]
    if str(table["status"]) == LayoutStatus.NEW:
        return [*about, ["位置", _position(table)]]
    manager = row.get("managing_school_id")
    managed_by = school_label(plan, str(manager)) if is_known(manager) else NOT_REPORTED
    return [
        *about,
        ["举办者", ledger(row.get("ownership"))],
        ["管理学校", managed_by if bool(table["is_point_before"]) else NOTHING],
        ["在校学生（统计）", ledger(row.get("enrolment"), "人")],
        ["在校学生（就读表）", f"{number(table['enrolment_before'])} 人"],
        ["班数", f"{number(table['classes_before'])} 个"],
        *([label, _fact(row.get(column), unit)] for label, column, unit in FACTS),
        *kindergarten_rows(plan, school_id),
    ]


def _position(table: Row) -> str:
    """Return where a school is to be built, degrees."""
    if not (is_known(table["lon"]) and is_known(table["lat"])):
        return "未定"
    return f"东经 {table['lon']:.4f}°，北纬 {table['lat']:.4f}°"


def _fact(value: Any, unit: str) -> str:
    """Return a ledger entry; years carry no thousands separator."""
    return f"{int(value)} 年" if unit == "年" and is_known(value) else ledger(value, unit)


def _grades(evaluation: Evaluation, school_id: str) -> list[list[str]]:
    """Return the grades taught as columns, the head first: pupils, classes, largest class."""
    table = evaluation.school_grades
    taught = (table["pupils_before"] > 0) | (table["classes_before"] > 0)
    own = table[(table["school_id"] == school_id) & taught].sort_values("grade")
    counts = {
        "学生（人）": "pupils_before",
        "班数（个）": "classes_before",
        "最大班额（人）": "largest_class_before",
    }
    rows = [[name, *(number(value) for value in own[column])] for name, column in counts.items()]
    if own["multigrade_before"].astype(bool).any():
        rows[1][1:] = [class_words(row, "before") for row in records(own)]
    return [["年级", *(word("grade", grade) for grade in own["grade"])], *rows]


def _journeys(plan: Plan, moved: pd.DataFrame, other: str = "school_after") -> list[Row]:
    """Return one row per settlement and journey; grades with the same journey stand together.

    ``other`` is the column of the school that is printed: where they go, or where they come from.
    """
    grouped = moved.groupby([*JOURNEY, "school_before"], dropna=False, sort=False).agg(
        grades=("grade", lambda grades: [int(g) for g in grades]), pupils=("pupils", "sum")
    )
    rows = records(grouped.reset_index())
    rows.sort(key=lambda r: (str(r["settlement"]), str(r["settlement_id"]), min(r["grades"])))
    return [_journey_row(plan, row, other) for row in rows]


def _journey_row(plan: Plan, row: Row, other: str) -> Row:
    receiver, verdict = str(row["school_after"]), str(row["verdict_after"])
    return {
        "settlement": place(row["settlement"]),
        "grades": grade_range(row["grades"], unit=""),
        "pupils": number(row["pupils"]) + ("*" if row["estimated"] else ""),
        "receiver": school_label(plan, str(row[other])) + ("（跨乡镇）" if row["cross_township"] else ""),
        "minutes_before": minutes(row["seconds_before"], unknown=NOTHING),
        "km_before": kilometres(row["metres_before"], unknown=NOTHING),
        "minutes_after": minutes(row["seconds_after"], unknown=NOTHING),
        "km_after": kilometres(row["metres_after"], unknown=NOTHING),
        "mode": way_words(row["mode_after"], row["boarding_after"], receiver),
        "verdict": short_verdict(verdict) if receiver else NO_SCHOOL,
        "alarm": verdict in ("over", "unreachable") or not receiver,
    }


def way_words(mode: Any, boards: Any, school: str) -> str:
    """Return how a pupil comes to school: 步行, 校车, 寄宿; the dash without a school."""
    if not school:
        return NOTHING
    return "寄宿" if bool(boards) else word("mode", mode)


def short_verdict(verdict: str) -> str:
    """Return the verdict for a narrow column."""
    return "寄宿" if verdict == "boarding" else word("verdict", verdict)


def _moved_note(moved: pd.DataFrame) -> str:
    """Return who is over the limit, newly boarding, across the township's border or without a school."""
    boards = moved["boarding_after"].astype(bool) & ~moved["boarding_before"].astype(bool)
    lost = moved["school_after"] == ""
    groups = (
        (~lost & (moved["verdict_after"] == "over"), "名学生单程超过规定时间"),
        (~lost & (moved["verdict_after"] == "unreachable"), "名学生无路可达"),
        (boards, "名学生由走读改为寄宿"),
        (moved["cross_township"].astype(bool), "名学生跨乡镇就读"),
        (lost, "名学生去向未落实"),
    )
    counted = ((int(moved.loc[rows, "pupils"].sum()), words) for rows, words in groups)
    parts = [f"{number(count)} {words}" for count, words in counted if count]
    reasons = sorted({str(reason) for reason in moved.loc[lost, "unassigned_reason"]} - {""})
    why = "".join(sentence(describe(reason, {}).what) for reason in reasons)
    return ("；".join(parts) + "。" if parts else "") + why


def _staying(staying: pd.DataFrame, *, by_village: bool) -> str:
    """Return who stays at the school, of a school that others leave by village; "" if nobody does."""
    if not len(staying):
        return ""
    shares = staying.groupby("settlement", sort=True)["pupils"].sum()
    villages = "、".join(f"{place(name)} {number(n)} 人" for name, n in shares.items())
    grades = grade_range(int(g) for g in staying["grade"])
    words = f"{grades} {number(staying['pupils'].sum())} 人继续在本校就读"
    return f"{words}：{villages}。" if by_village else f"{words}。"


def _teachers(plan: Plan, evaluation: Evaluation, school_id: str, status: LayoutStatus) -> str:
    """Return how many of the staff have to be placed, in a sentence."""
    if status in OPENING:
        return "学校开办所需的教职工另行配备，岗位测算如下。"
    row = plan.schools.loc[school_id]
    full_time, staff = ledger(row.get("full_time_teachers"), "人"), ledger(row.get("staff"), "人")
    words = f"现有专任教师 {full_time}、教职工 {staff}。".replace(f" {NOT_REPORTED}", NOT_REPORTED)
    if status not in LEAVING:
        return full_width(words + "本校教师不变；新增岗位的来源另行决定。")
    if bool(evaluation.schools.loc[school_id, "open_after"]):
        return full_width(words + "学校继续开办，教师去留另行决定；调出的教师:未安置。")
    return full_width(f"{words}教师去向:{_placed(evaluation, school_id)}")


def _placed(evaluation: Evaluation, school_id: str) -> str:
    """Return where the staff of a closed school goes, and who has no place to go yet."""
    waits, told = NOT_PLACED, ""
    if evaluation.details is not None:
        staff = evaluation.details.staff
        mine = staff.placed[staff.placed["school_id"] == school_id]
        goes = (f"{one['receiver']} {number(one[TEACHERS])} 人" for one in records(mine))
        told = "".join(f"{one}；" for one in ("、".join(goes),) if one)
        left = staff.unplaced.set_index("school_id")["staff"].get(school_id)
        if left == 0:
            return told.rstrip("；") + "（专任教师）。"
        waits = f"教职工 {number(left)} 人未安置" if is_known(left) else waits
    return f"{told}{waits}，安置前不计入任何学校。"


def _assets(plan: Plan, evaluation: Evaluation, school_id: str) -> list[list[str]]:
    """Return what stands at a school, and what becomes of it as decided."""
    row, used, receiver = plan.schools.loc[school_id], "", ""
    if evaluation.details is not None:
        closed = evaluation.details.closed_schools.set_index("school_id")
        if school_id in closed.index:
            used, receiver = (str(closed.loc[school_id, key]) for key in ("premises", "equipment_receiver"))
    goes = {EQUIPMENT: receiver and f"调往{school_label(plan, receiver)}"}
    return [
        [label, ledger(row.get(column), unit), goes.get(column, used) or UNDECIDED]
        for label, column, unit in FACTS
        if column in ASSETS
    ]
