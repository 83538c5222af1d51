"""What receiving schools have to carry, before and after."""

from __future__ import annotations

from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.words import NOT_REPORTED, NOTHING, UNKNOWN, grade_range, is_known, number, word
from gis.standards import criterion, load_rules

LAST_PRIMARY_GRADE = 6


def standard_class(plan: Plan, grade: int) -> float | None:
    """Return the standard class size of a grade from the plan's rules."""
    stage = "primary" if grade <= LAST_PRIMARY_GRADE else "junior"
    return criterion(plan.rules or load_rules(), f"class_size_{stage}").value


def receiving_schools(evaluation: Evaluation) -> list[str]:
    """Return the schools that pupils move to, by township and name."""
    flows = evaluation.flows
    receivers = {str(s) for s in flows.loc[flows["moved"].astype(bool), "school_after"]} - {""}
    table = evaluation.schools[evaluation.schools.index.isin(receivers)]
    return [str(i) for i in table.sort_values(["township", "name"], kind="stable").index]


def load_row(plan: Plan, evaluation: Evaluation, school_id: str) -> Row:
    """Return a receiving school's load before and after, in print."""
    (row,) = records(evaluation.schools.loc[[school_id]])
    taught = evaluation.school_grades[evaluation.school_grades["school_id"] == school_id]["grade"]
    limits = {standard_class(plan, int(grade)) for grade in taught}

    def pair(column: str, unknown: str = UNKNOWN) -> str:
        before, after = (_printed(row, column, side, unknown) for side in ("before", "after"))
        return before if before == after == unknown else f"{before}→{after}"

    short = row["places_short_after"]
    return {
        "name": school_label(plan, school_id),
        "pupils": pair("enrolment"),
        "classes": pair("classes"),
        "largest": pair("largest_class"),
        "standard": "/".join(number(v) for v in sorted(v for v in limits if v is not None)) or NOT_REPORTED,
        "capacity": number(row["capacity_after"], unknown=NOT_REPORTED),
        "short": pair("places_short"),
        "rooms": number(row["rooms_free_after"], unknown=NOT_REPORTED),
        "beds": pair("beds", NOT_REPORTED),
        "boarders": pair("boarders"),
        "alarm": is_known(short) and bool(short > 0),
    }


def _printed(row: Row, column: str, side: str, unknown: str) -> str:
    """Return a figure; nobody's largest class is none, not an unknown one."""
    nobody = column == "largest_class" and row[f"enrolment_{side}"] == 0
    return number(row[f"{column}_{side}"], unknown=NOTHING if nobody else unknown)


def receiving_grades(plan: Plan, evaluation: Evaluation, school_id: str) -> list[Row]:
    """Return the grades of a school that pupils move into, in print."""
    flows = evaluation.flows
    moved_here = flows[flows["moved"].astype(bool) & (flows["school_after"] == school_id)]
    came = {int(str(grade)): int(n) for grade, n in moved_here.groupby("grade")["pupils"].sum().items()}
    table = evaluation.school_grades
    own = table[(table["school_id"] == school_id) & table["grade"].isin(list(came))].sort_values("grade")
    return [_grade_row(plan, row, came[int(row["grade"])]) for row in records(own)]


def class_words(row: Row, side: str) -> str:
    """Return the classes of a grade; of several grades in one class which they are (复式)."""
    together = [int(grade) for grade in filter(None, str(row[f"multigrade_{side}"]).split(","))]
    return f"复式（{grade_range(together, unit='')}）" if together else number(row[f"classes_{side}"])


def _grade_row(plan: Plan, row: Row, came: int) -> Row:
    limit, largest = standard_class(plan, int(row["grade"])), row["largest_class_after"]
    before = UNKNOWN if row["pupils_before"] else NOTHING
    excess = largest - limit if limit is not None and is_known(largest) else 0
    return {
        "name": school_label(plan, str(row["school_id"])),
        "grade": word("grade", row["grade"]),
        "before": number(row["pupils_before"]),
        "came": number(came),
        "after": number(row["pupils_after"]),
        "classes": "→".join(class_words(row, side) for side in ("before", "after")),
        "largest": f"{number(row['largest_class_before'], unknown=before)}→{number(largest)}",
        "standard": number(limit, unknown=NOT_REPORTED),
        "excess": f"超 {number(excess)} 人" if excess > 0 else "未超",
        "alarm": bool(excess > 0),
    }
