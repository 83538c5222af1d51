"""What has to be said beside figures of posts and staff."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.combined import WITH_SENIOR_TYPES
from gis.evaluation.staffcase import StaffCase
from gis.model import Issue
from gis.people.staffing import staff_range
from gis.planning.county import Bools
from gis.schema import load_schema

NAMES_TOLD = 5


def staff_issues(case: StaffCase) -> Iterator[Issue]:
    """Return what is missing, what is only suggested, who is not placed, and staff that no ratio explains."""
    given, in_scope = case.given, case.in_scope
    yield from _beyond_ratios(case)
    yield from _beyond_total(case)
    staff = case.counts["staff"] - case.placed.came_and_left("staff", case.counts["staff"])[1]
    waits = case.closed & (staff != 0)
    if waits.any():
        code = "staff_unplaced_unknown" if np.isnan(staff[waits]).any() else "staff_unplaced"
        values = {**_told(case, waits), "staff": f"{np.nansum(staff[waits]):.0f}"}
        yield Issue("info", code, values=values)
    has_posts = (case.due[0].due != 0) | (case.due[1].due != 0)
    small = (case.small[0] | case.small[1]) & in_scope & has_posts
    if small.any() and not given.is_documented:
        values = {"per_class": f"{given.staff_per_class:g}", "least": f"{given.least_staff:g}"}
        yield Issue("info", "staff_ratio_undocumented", values={**_told(case, small), **values})
    lacking = np.isnan(case.compared) & in_scope
    if lacking.any():
        title = load_schema("schools")[given.compared_with].title
        yield Issue("warning", "staff_count_missing", values={**_told(case, lacking), "title": title})
    unknown = (np.isnan(case.due[0].due) | np.isnan(case.due[1].due)) & in_scope
    if unknown.any():
        yield Issue("warning", "staff_classes_missing", values=_told(case, unknown))
    if not in_scope.all():
        yield Issue("info", "staff_private_left_out", values=_told(case, ~in_scope))


def _beyond_total(case: StaffCase) -> Iterator[Issue]:
    """Hold the posts due of all schools, and those that they were given, against the county's total."""
    total = case.given.county_posts
    sums = {
        "staff_due_above_total": np.nansum(np.where(case.in_scope, case.due[1].due, 0.0)),
        "staff_approved_above_total": np.nansum(case.counts["approved_posts"][case.in_scope]),
    }
    for code, posts in sums.items():
        if total is not None and posts > total:
            values = {"posts": f"{posts:.0f}", "total": f"{total:.0f}", "over": f"{posts - total:.0f}"}
            yield Issue("warning", code, values=values)


def _beyond_ratios(case: StaffCase) -> Iterator[Issue]:
    """Hold staff against what both ratios allow: of the county, and of schools with a 高中部."""
    staff, pupils = case.counts["staff"], case.load.before.enrolment
    classes, known = case.load.before.classes.sum(axis=1), ~np.isnan(staff) & case.in_scope
    least, most = staff_range(pupils[known], classes[known], case.small[0][known], case.given)
    total = int(staff[known].sum())
    about = {"staff": total, "pupils": int(pupils[known].sum()), "least": least, "most": most}
    values = {key: str(value) for key, value in about.items()}
    if total > most:
        yield Issue("warning", "staff_above_posts", column="staff", values=values)
    elif 0 < total < least:
        yield Issue("warning", "staff_below_posts", column="staff", values=values)
    for code in np.flatnonzero(known & np.isin(case.county.type_code, WITH_SENIOR_TYPES)):
        one = slice(code, code + 1)
        _, allowed = staff_range(pupils[one], classes[one], case.small[0][one], case.given)
        if staff[code] > allowed:
            values = {
                "school": str(case.county.school_names[code]), "staff": f"{staff[code]:.0f}",
                "pupils": f"{pupils[code]:.0f}", "most": str(allowed),
            }  # fmt: skip
            yield Issue(
                "warning", "staff_above_posts_school", column="staff",
                subject_id=str(case.county.school_ids[code]), values=values,
            )  # fmt: skip


def _told(case: StaffCase, rows: Bools) -> dict[str, str]:
    """Return how many schools, and the first names; the divisions of one school are one."""
    names = dict(zip(case.county.site[rows].tolist(), case.county.school_names[rows].tolist(), strict=True))
    more = "…" if len(names) > NAMES_TOLD else ""
    told = "、".join(str(name) for name in [*names.values()][:NAMES_TOLD])
    return {"schools": str(len(names)), "names": told + more}
