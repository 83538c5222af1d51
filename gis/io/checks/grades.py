"""Grades and classes of a school against its type, its pupils and each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis.io.checks.records import Fault, Records, by_grade, rules, school_fault
from gis.planning.multigrade import grade_groups

POINT = "218"


def grades_of_type(records: Records) -> Iterator[Fault]:
    """Find primary schools with junior pupils and junior schools with primary ones.

    Pupils beyond the range of grades that the row itself states are told when the ledger is read.
    """
    for school in records.schools.itertuples():
        stage = _stage(school)
        if stage is None:
            continue
        taught = [grade for grade, count in by_grade(school, "pupils").items() if count > 0]
        stated = [grade for grade in taught if school.first_grade <= grade <= school.last_grade]
        beyond = [grade for grade in stated if not stage["first"] <= grade <= stage["last"]]
        if beyond:
            about = {"type_code": school.type_code, "grades": "、".join(map(str, beyond))}
            yield school_fault("warning", "grades_of_type", school, column="type_code", **about)


def _stage(school: Any) -> Any:
    """Return the grades that a school may have, None if its type has both stages."""
    limits = rules("grades")
    for stage in (limits["primary"], limits["junior"]):
        if school.division == stage["division"] or (
            not school.division and school.type_code in stage["types"]
        ):
            return stage
    return None


def point_with_six_grades(records: Records) -> Iterator[Fault]:
    """Find teaching points that teach all grades of a primary school."""
    wanted = set(range(1, records.last_primary_grade + 1))
    for school in records.schools.itertuples():
        if school.type_code != POINT:
            continue
        taught = {grade for grade, count in by_grade(school, "pupils").items() if count > 0}
        if wanted <= taught:
            about = {"grades": len(wanted), "pupils": f"{school.enrolment:.0f}"}
            yield school_fault("warning", "point_with_six_grades", school, column="type_code", **about)


def point_with_many_pupils(records: Records) -> Iterator[Fault]:
    """Find teaching points with as many pupils as a school."""
    limit = rules("teaching_point")["pupils"]
    for school in records.schools.itertuples():
        if school.type_code == POINT and school.enrolment >= limit:
            about = {"pupils": f"{school.enrolment:.0f}", "limit": limit}
            yield school_fault("info", "point_with_many_pupils", school, column="enrolment", **about)


def grades_incomplete(records: Records) -> Iterator[Fault]:
    """Find schools (not points) that do not teach every grade of their stage."""
    limits = rules("grades")
    last_primary = records.last_primary_grade
    for school in records.schools.itertuples():
        stage = _stage(school)
        if (
            stage is None
            or school.type_code not in ("211", "311")
            or school.first_grade != school.first_grade
        ):
            continue
        is_primary = stage is limits["primary"]
        wanted = (1, last_primary) if is_primary else (last_primary + 1, stage["last"])
        found = (int(school.first_grade), int(school.last_grade))
        if found[0] > wanted[0] or found[1] < wanted[1]:
            about = {"first": found[0], "last": found[1], "wanted_first": wanted[0], "wanted_last": wanted[1]}
            yield school_fault("info", "grades_incomplete", school, column="last_grade", **about)


def pupils_without_class(records: Records) -> Iterator[Fault]:
    """Find grades with pupils and without a class, other than those that sit in a class with another one."""
    for school in records.schools.itertuples():
        classes = by_grade(school, "classes")
        pupils = by_grade(school, "pupils")
        together = {grade for group in _groups(school) or () for grade in group}
        lacking = [g for g, n in pupils.items() if n > 0 and classes.get(g) == 0 and g not in together]
        if lacking and not together and _multigrade_classes(school) > 0:
            column, about = "multigrade_grades", {"grades": "、".join(map(str, lacking))}
            yield school_fault("info", "multigrade_grades_unknown", school, column=column, **about)
        elif lacking:
            about = {
                "grades": "、".join(map(str, lacking)),
                "pupils": f"{sum(pupils[g] for g in lacking):.0f}",
            }
            column = f"classes_g{lacking[0]}"
            yield school_fault("warning", "pupils_without_class", school, column=column, **about)


def multigrade_wrong(records: Records) -> Iterator[Fault]:
    """Find 复式班 that cannot be read, and grades that are said to sit together and have a class each."""
    for school in records.schools.itertuples():
        groups, column = _groups(school), "multigrade_grades"
        if groups is None:
            about = {"written": str(school.multigrade_grades)}
            yield school_fault("warning", "multigrade_unreadable", school, column=column, **about)
            continue
        classes = by_grade(school, "classes")
        apart = [group for group in groups if sum(classes.get(grade, 0) for grade in group) > 1]
        if apart:
            about = {"grades": "、".join(f"{group[0]}-{group[-1]}" for group in apart)}
            yield school_fault("warning", "multigrade_has_classes", school, column=column, **about)
        count = _multigrade_classes(school)
        if groups and count == count and count != len(groups):
            about = {"count": f"{count:.0f}", "groups": str(len(groups))}
            column = "multigrade_classes"
            yield school_fault("warning", "multigrade_count_differs", school, column=column, **about)


def _groups(school: Any) -> tuple[tuple[int, ...], ...] | None:
    return grade_groups(str(getattr(school, "multigrade_grades", "")))


def _multigrade_classes(school: Any) -> float:
    return float(getattr(school, "multigrade_classes", float("nan")))


def class_without_pupils(records: Records) -> Iterator[Fault]:
    """Find grades with classes and without pupils."""
    for school in records.schools.itertuples():
        pupils = by_grade(school, "pupils")
        empty = [g for g, count in by_grade(school, "classes").items() if count > 0 and pupils.get(g) == 0]
        if empty:
            about = {"grades": "、".join(map(str, empty))}
            column = f"classes_g{empty[0]}"
            yield school_fault("warning", "class_without_pupils", school, column=column, **about)


def classes_too_large(records: Records) -> Iterator[Fault]:
    """Find grades whose pupils are more than their classes can hold."""
    largest = rules("class_size")["largest"]
    for school in records.schools.itertuples():
        pupils = by_grade(school, "pupils")
        for grade, classes in by_grade(school, "classes").items():
            if classes > 0 and pupils.get(grade, 0) > classes * largest:
                about = {"grade": grade, "pupils": f"{pupils[grade]:.0f}", "classes": f"{classes:.0f}"}
                about["average"] = f"{pupils[grade] / classes:.0f}"
                column = f"classes_g{grade}"
                yield school_fault("warning", "classes_too_large", school, column=column, **about)


CHECKS = (
    grades_of_type,
    point_with_six_grades,
    point_with_many_pupils,
    grades_incomplete,
    pupils_without_class,
    multigrade_wrong,
    class_without_pupils,
    classes_too_large,
)
