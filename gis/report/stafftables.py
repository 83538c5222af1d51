"""Posts and staff: of one school, of the county, and as a sheet. Counts stand side by side, never added."""

from __future__ import annotations

from typing import Any

from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.people.staffing import ClassBalance
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.tables import SIDES, Column, Sheet, both_sides, side_values
from gis.report.words import NOT_REPORTED, NOTHING, UNKNOWN, changed, is_known, number, sentence, word

COUNTS = ("staff", "full_time_teachers", "established_staff", "contract_staff", "approved_posts")
PARTS = ("before", "after", "unplaced")
ALL_OF_THEM = "county"


def staff_of_school(evaluation: Evaluation, school_id: str) -> list[list[str]]:
    """Return the counts of a closed or converted school in print: 现状, 调整后, 未安置."""
    row = _school_rows(evaluation, [school_id]).get(school_id)
    if row is None:
        return []
    return [
        [
            word("staff", name),
            *(number(row[f"{name}_{part}"], unknown=NOT_REPORTED) for part in PARTS),
        ]
        for name in COUNTS
    ]


def posts_of_schools(plan: Plan, evaluation: Evaluation, school_ids: list[str]) -> list[Row]:
    """Return the posts due of schools in print, before and after, beside the staff that they have."""
    rows = _school_rows(evaluation, school_ids)
    return [posts_row(rows[one], school_label(plan, one)) for one in school_ids if one in rows]


def posts_row(row: Row, name: str) -> Row:
    """Return posts due and staff of one unit in print."""
    has = str(row["compared_with"])
    return {
        "name": name,
        "pupils": _pair(row, "pupils"),
        "due": _pair(row, "posts_due"),
        "has": _pair(row, has, NOT_REPORTED),
        "surplus": _pair(row, "surplus"),
        "shortage": _pair(row, "shortage"),
        "basis": word("basis", row["basis_after"]),
        "verdict": word("staff_verdict", row["verdict_after"]),
        "unknown": number(row["unknown_schools_after"]),
        "alarm": row["verdict_after"] == "short" and row["verdict_before"] != "short",
    }


def _pair(row: Row, key: str, unknown: str = UNKNOWN) -> str:
    return changed(*(number(row[f"{key}_{side}"], unknown=unknown) for side, _ in SIDES))


def _school_rows(evaluation: Evaluation, school_ids: list[str]) -> dict[str, Row]:
    if evaluation.details is None:
        return {}
    rows = evaluation.details.staff.rows
    chosen = rows[(rows["kind"] == "school") & rows["subject_id"].isin(school_ids)]
    return {str(row["subject_id"]): row for row in records(chosen)}


def compared_with(evaluation: Evaluation) -> str:
    """Return the count of staff that stands against the posts due, in words."""
    if evaluation.details is None:
        return ""
    return word("staff", str(evaluation.details.staff.rows["compared_with"].iloc[0]))


def staff_notes(evaluation: Evaluation) -> list[str]:
    """Return what has to be said beside posts and staff."""
    if evaluation.details is None:
        return []
    return [sentence(str(one.describe().what)) for one in evaluation.details.staff.issues]


def staff_overview(evaluation: Evaluation) -> Row | None:
    """Return posts and staff of the county and its townships in print."""
    if evaluation.details is None:
        return None
    staff = evaluation.details.staff
    units = staff.rows[staff.rows["kind"].isin(["county", "township"])]
    total = next(row for row in records(units) if row["kind"] == ALL_OF_THEM)
    return {
        "rows": [posts_row(row, str(row["subject"])) for row in records(units)],
        "counts": [
            [word("staff", name),
             *(number(total[f"{name}_{part}"], unknown=NOT_REPORTED) for part in PARTS)]
            for name in COUNTS
        ],
        "unplaced": [
            [str(row["name"]), str(row["township"]),
             *(number(row[name], unknown=NOT_REPORTED) for name in COUNTS)]
            for row in records(staff.unplaced)
        ],
        "counted": compared_with(evaluation),
        "classes": _class_words(staff.classes),
        "notes": staff_notes(evaluation),
    }  # fmt: skip


def _class_words(classes: ClassBalance) -> str:
    """Return the classes that end and begin, in a sentence."""
    words = f"减少 {number(classes.closed)} 个班，新开 {number(classes.opened)} 个班，"
    words += f"净减 {number(classes.net)} 个班"
    gaps = classes.unknown_schools
    return words + (f"（{gaps} 所学校班数未知，不在其中）。" if gaps else "。")


def staff_sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    """Return 教职工: by county, township, 中心校 and school."""
    if evaluation.details is None:
        return []
    columns = [
        Column("层级", 9), Column("对象", 26), Column("乡镇（街道）", 14),
        *both_sides("学生（人）", 10, "count"), *both_sides("班数（个）", 10, "count"),
        *both_sides("生师比岗位（个）", 10, "count"), *both_sides("班师比岗位（个）", 10, "count", NOTHING),
        *both_sides("应配岗位（个）", 10, "count"), *both_sides("应配依据", 10),
        *(column for name in COUNTS for column in _count_columns(name)),
        Column("与应配岗位相比的口径", 14), *both_sides("超出（人）", 9, "count"),
        *both_sides("不足（人）", 9, "count"), *both_sides("余缺未知（所）", 9, "count"),
        *both_sides("判定", 16),
        *both_sides("每名教职工学生数（人）", 10, "figure"), *both_sides("每班专任教师（人）", 10, "figure"),
    ]  # fmt: skip
    rows = [_sheet_row(plan, row) for row in records(evaluation.details.staff.rows)]
    return [Sheet("教职工", columns, rows)]


def _count_columns(name: str) -> list[Column]:
    title = word("staff", name)
    return [*both_sides(f"{title}（人）", 10, "count", NOT_REPORTED),
            Column(f"{title}（人） 未安置", 10, "count", NOT_REPORTED)]  # fmt: skip


def _sheet_row(plan: Plan, row: Row) -> list[Any]:
    is_school = row["kind"] == "school"
    name = school_label(plan, str(row["subject_id"])) if is_school else str(row["subject"])
    counts = [row[f"{key}_{part}"] for key in COUNTS for part in PARTS]
    return [
        word("unit_kind", row["kind"]), name, row["township"],
        *side_values(row, "pupils", "classes", "ratio_posts", "class_posts", "posts_due"),
        *(word("basis", row[f"basis_{side}"]) for side, _ in SIDES),
        *(float(value) if is_known(value) else None for value in counts),
        word("staff", row["compared_with"]), *side_values(row, "surplus", "shortage", "unknown_schools"),
        *(word("staff_verdict", row[f"verdict_{side}"]) for side, _ in SIDES),
        *_ratios(row, "pupils_per_staff", "pupils"), *_ratios(row, "teachers_per_class", "classes"),
    ]  # fmt: skip


def _ratios(row: Row, key: str, of: str) -> list[Any]:
    """Return a ratio of both sides; the dash where there is nobody to speak of."""
    return [NOTHING if row[f"{of}_{side}"] == 0 else row[f"{key}_{side}"] for side, _ in SIDES]
