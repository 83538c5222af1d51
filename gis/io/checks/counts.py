"""Figures of one school that cannot both be right, and figures in another unit than their column's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis.io.checks.records import Fault, Records, rules, school_fault
from gis.schema import load_schema

# the smaller figure, the one that holds it
_PARTS = (
    ("boarders", "enrolment"),
    ("boarders", "beds"),
    ("full_time_teachers", "staff"),
    ("established_staff", "staff"),
    ("contract_staff", "staff"),
    ("higher_degree_teachers", "full_time_teachers"),
    ("backbone_teachers", "full_time_teachers"),
    ("sports_arts_teachers", "full_time_teachers"),
    ("exchanged_teachers", "exchange_eligible_teachers"),
    ("exchanged_backbone_teachers", "exchanged_teachers"),
    ("migrant_pupils", "enrolment"),
    ("teaching_area_m2", "floor_area_m2"),
    ("indoor_sports_area_m2", "teaching_area_m2"),
    ("indoor_sports_area_m2", "sports_area_m2"),
    ("canteen_area_m2", "floor_area_m2"),
)


def part_beyond_whole(records: Records) -> Iterator[Fault]:
    """Find more boarders than pupils or beds, more teachers than staff, more classroom than floor area."""
    schema = load_schema("schools")
    for school in records.schools.itertuples():
        for part, whole in _PARTS:
            inner, outer = float(getattr(school, part)), float(getattr(school, whole))
            if inner > outer:
                titles = {"part": schema[part].title, "whole": schema[whole].title}
                about = {**titles, "inner": f"{inner:g}", "outer": f"{outer:g}"}
                yield school_fault("warning", "part_beyond_whole", school, column=part, **about)


def school_without_pupils(records: Records) -> Iterator[Fault]:
    """Find schools without pupils."""
    for school in records.schools.itertuples():
        if school.enrolment == 0:
            yield school_fault("info", "school_without_pupils", school, column="enrolment")


def sports_area_zero(records: Records) -> Iterator[Fault]:
    """Find sports areas of zero: is there none, or does nobody know?"""
    for school in records.schools.itertuples():
        if school.sports_area_m2 == 0 and school.enrolment > 0:
            yield school_fault("warning", "sports_area_zero", school, column="sports_area_m2")


def built_year_possible(records: Records) -> Iterator[Fault]:
    """Find schools founded in the future, or before there were schools of this kind."""
    earliest = rules("built_year")["earliest"]
    for school in records.schools.itertuples():
        year = float(school.built_year)
        if year < earliest or (records.school_year and year > records.school_year + 1):
            yield school_fault(
                "warning", "built_year_possible", school, column="built_year", year=f"{year:g}"
            )


def unit_slip(records: Records) -> Iterator[Fault]:
    """Find money in 万元 or areas in 亩 where the column wants 元 or ㎡, and the reverse."""
    for school in records.schools.itertuples():
        if not school.enrolment > 0:
            continue
        for rule in rules("unit"):
            value = float(getattr(school, rule["column"]))
            found = _slip(value / school.enrolment, rule) if value > 0 else None
            if found is not None:
                code, written, factor = found
                yield _unit_fault(code, school, rule["column"], value, written, factor)


def _slip(per_pupil: float, rule: Any) -> tuple[str, str, float] | None:
    low, high = rule["low"], rule["high"]
    for unit in rule["factors"]:
        if per_pupil < low <= per_pupil * unit["factor"] <= high:
            return "unit_too_small", unit["written"], unit["factor"]
        if per_pupil > high >= per_pupil / unit["factor"] >= low:
            return "unit_too_large", unit["written"], 1 / unit["factor"]
    return None


def _unit_fault(code: str, school: Any, column: str, value: float, written: str, factor: float) -> Fault:
    about = load_schema("schools")[column]
    values = {
        "title": about.title,
        "unit": about.unit,
        "written": written,
        "value": f"{value:g}",
        "per_pupil": f"{value / school.enrolment:.3g}",
        "suggested": f"{value * factor:g}",
    }
    if code == "unit_too_small":
        return school_fault("warning", "unit_too_small", school, column=column, **values)
    return school_fault("warning", "unit_too_large", school, column=column, **values)


CHECKS = (part_beyond_whole, school_without_pupils, sports_area_zero, built_year_possible, unit_slip)
