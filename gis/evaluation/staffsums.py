"""Sums of posts and staff by county, township and 中心校: one product of matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis.evaluation.staffcase import StaffCase
from gis.planning.county import Bools, Floats

# these leave out schools where they are unknown, which unknown_schools_… counts; of other figures a sum is
# known only if every school's is
PARTIAL = ("ratio_posts", "posts_due", "surplus", "shortage", "unknown_schools")


@dataclass(frozen=True)
class Groups:
    """Which schools belong to which unit.

    Attributes
    ----------
    about
        ``kind, subject_id, subject, township`` of each unit.
    before, after
        Units × schools: 1 where the school is counted there. A closed school stays where it was.
    """

    about: list[tuple[str, str, str, str]]
    before: Floats
    after: Floats


def groups_of(case: StaffCase, unit_name: str) -> Groups:
    """Return the county, its townships by name, and each 中心校 with what it manages."""
    if case.roots[0] is not case.roots[1]:
        return _groups_of(case, unit_name)
    key = "units", unit_name, case.given.with_private         # nothing was handed over
    return case.county.memory.once(key, lambda: _groups_of(case, unit_name))


def _groups_of(case: StaffCase, unit_name: str) -> Groups:
    county, counted = case.county, case.in_scope
    townships = np.array([str(name) for name in county.schools["township"].fillna("")], dtype=object)
    names = sorted(set(townships[counted].tolist()))
    centrals = np.flatnonzero(_manages(case)).tolist()
    about = [
        ("county", "", unit_name, ""),
        *(("township", name, name, name) for name in names),
        *(
            ("central", str(county.school_ids[code]), str(county.school_names[code]), townships[code])
            for code in centrals
        ),
    ]
    same = [np.ones(len(townships), dtype=bool), *(townships == name for name in names)]
    before, after = (
        np.array([*same, *(roots == code for code in centrals)], dtype=float) * counted
        for roots in case.roots
    )
    return Groups(about, before, after)


def sum_up(groups: Groups, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the columns summed up by unit; NaN = not known.

    Parameters
    ----------
    columns
        Name → values per school, NaN unknown; names end in ``_before``, ``_after``, ``_arrived`` or
        ``_unplaced``.
    """
    sums: dict[str, Floats] = {}
    for is_after, members in ((False, groups.before), (True, groups.after)):
        names = [name for name in columns if name.endswith("_after") == is_after]
        values = np.column_stack([columns[name] for name in names])
        unknown = np.isnan(values)
        lacking = members @ unknown.astype(float)
        partial = np.array([name.startswith(PARTIAL) for name in names])
        least = np.where(partial, members.sum(axis=1)[:, None], 1.0)
        known = members @ np.where(unknown, 0.0, values)
        totals = np.where((lacking > 0) & (lacking >= least), np.nan, known)
        sums |= dict(zip(names, totals.T, strict=True))
    return {name: sums[name] for name in columns}


def with_ratios(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the columns with those that follow from them; NaN where nothing is divided by."""
    made = dict(columns)
    for side in ("before", "after"):
        made[f"pupils_per_staff_{side}"] = _share(columns[f"pupils_{side}"], columns[f"staff_{side}"])
        teachers, classes = columns[f"full_time_teachers_{side}"], columns[f"classes_{side}"]
        made[f"teachers_per_class_{side}"] = _share(teachers, classes)
    made["posts_freed"] = columns["posts_due_before"] - columns["posts_due_after"]
    return made


def _manages(case: StaffCase) -> Bools:
    """Return the 中心校, and whatever else manages another site."""
    county, counted = case.county, case.in_scope
    manages = county.is_central & counted
    for root in case.roots:
        manages[root[(county.site[root] != county.site) & counted]] = True
    return manages


def _share(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
