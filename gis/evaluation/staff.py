"""Posts due and staff, before and after: by school, 中心校, township and county.

编制, 在编, 专任, 编外 and 教职工 stand side by side and are never added. Teachers of a closed school
count where the decision places them; the others are 未安置: listed by school, counted for none. Posts freed
are posts, never money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.schools import Load
from gis.evaluation.staffcase import SIDES, StaffCase, staff_case
from gis.evaluation.staffnotes import staff_issues
from gis.evaluation.staffsums import Groups, groups_of, sum_up, with_ratios
from gis.model import Issue
from gis.people.staffing import Basis, ClassBalance, class_balance, staff_parameters
from gis.planning.county import County, Floats
from gis.planning.situation import Situation

BASIS_WORDS = {basis.value: basis.name.lower() for basis in Basis}


@dataclass(frozen=True)
class StaffReport:
    """Posts and staff of a scenario against the baseline; its tables are made when asked for.

    Attributes
    ----------
    columns
        The figures that are summed up, per school; NaN = not known.
    rows
        ``kind`` ("county", "township", "central", "school"), ``subject_id, subject, township``; for every
        kind ``pupils_before/after, classes_before/after, ratio_posts_before/after`` (生师比),
        ``posts_due_before/after, posts_freed`` (due before less after), of each count of the ledger (``staff,
        full_time_teachers, established_staff, contract_staff, approved_posts``) ``…_before, …_after,
        …_arrived`` (placed there), ``…_unplaced`` (of the county before = after + unplaced),
        ``compared_with`` (the count that stands against the posts due),
        ``surplus_before/after, shortage_before/after`` (sums of schools: one's surplus does not fill
        another's shortage), ``unknown_schools_before/after`` (schools that those sums and the posts due
        lack), ``pupils_per_staff_before/after, teachers_per_class_before/after``. Of schools alone:
        ``class_posts_before/after`` (班师比; NaN where it does not apply), ``basis_before/after`` ("none",
        "ratio", "classes", "least", "unknown", "private") and ``verdict_before/after`` ("met", "short",
        "undocumented", "unknown", "" = not judged). NaN = not known; a count of several schools is known
        only if each of theirs is.
    unplaced
        ``school_id, name, township`` and what of the counts of every closed school has no place to go.
    placed
        ``school_id, name, receiver_id, receiver``, the counts that go there, and ``is_estimated``: the
        teachers were split, so that all counts but theirs follow in shares.
    missing
        ``school_id, name, column``: what the ledger lacks; without a school: nobody has it.
    classes
        Closed and opened.
    issues
        What has to be said beside the figures.
    """

    case: StaffCase
    unit_name: str
    columns: Mapping[str, Floats]
    classes: ClassBalance

    @cached_property
    def rows(self) -> pd.DataFrame:
        """See the attributes."""
        return _rows(self)

    @cached_property
    def unplaced(self) -> pd.DataFrame:
        """See the attributes."""
        return _unplaced(self.case)

    @cached_property
    def placed(self) -> pd.DataFrame:
        """See the attributes."""
        return _placed(self.case)

    @cached_property
    def missing(self) -> pd.DataFrame:
        """See the attributes."""
        return _missing(self.case)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """See the attributes."""
        return tuple(staff_issues(self.case))

    @cached_property
    def groups(self) -> Groups:
        """The county, its townships and 中心校."""
        return groups_of(self.case, self.unit_name)

    @cached_property
    def sums(self) -> Mapping[str, Floats]:
        """The columns summed up by unit."""
        return sum_up(self.groups, self.columns)


def staff_of(
    county: County, situation: Situation, load: Load, rules: Mapping[str, Any], *, unit_name: str = ""
) -> StaffReport:
    """Return the posts that schools should have and the staff that they have.

    Parameters
    ----------
    rules
        A snapshot of the rules; what it lacks is as shipped.
    unit_name
        Of the county, for its row.
    """
    case = staff_case(county, situation, load, staff_parameters(rules))
    return StaffReport(
        case, unit_name, _columns(case), class_balance(load.before.classes, load.after.classes)
    )


def _columns(case: StaffCase) -> dict[str, Floats]:
    """Return what is summed up, per school; NaN = unknown, and in the posts of who has none."""
    columns: dict[str, Floats] = {}
    for side, rooms, due in zip(SIDES, (case.load.before, case.load.after), case.due, strict=True):
        columns[f"pupils_{side}"] = rooms.enrolment
        columns[f"classes_{side}"] = rooms.classes.sum(axis=1)
        columns[f"ratio_posts_{side}"] = _of_scope(case, due.by_ratio)
        columns[f"posts_due_{side}"] = _of_scope(case, due.due)
    for name, before in case.counts.items():
        columns[f"{name}_before"] = before
        came, left = case.placed.came_and_left(name, before)
        columns[f"{name}_after"] = np.where(case.closed, 0.0, before + came)
        columns[f"{name}_arrived"] = came
        columns[f"{name}_unplaced"] = np.where(case.closed, before - left, 0.0)
    for side in SIDES:
        balance = columns[f"{case.given.compared_with}_{side}"] - columns[f"posts_due_{side}"]
        columns[f"surplus_{side}"] = np.maximum(balance, 0.0)
        columns[f"shortage_{side}"] = np.maximum(-balance, 0.0)
        columns[f"unknown_schools_{side}"] = _of_scope(case, np.isnan(balance).astype(float))
    return columns


def _of_scope(case: StaffCase, values: Floats) -> Floats:
    return np.where(case.in_scope, values, np.nan)


def _rows(report: StaffReport) -> pd.DataFrame:
    """Return ``StaffReport.rows``: the units, then the rows of the ledger by township and name."""
    case, columns, groups, sums = report.case, report.columns, report.groups, report.sums
    ids, names = case.county.school_ids.tolist(), case.county.school_names.tolist()
    townships = [str(name) for name in case.county.schools["township"].fillna("").tolist()]
    order = sorted(range(len(ids)), key=lambda code: (townships[code], names[code], ids[code]))
    figures = with_ratios(
        {name: np.concatenate([sums[name], values[order]]) for name, values in columns.items()}
    )
    above = len(groups.about)
    texts: dict[str, list[str]] = {}
    for side, due in zip(SIDES, case.due, strict=True):
        basis = np.where(case.in_scope, due.basis, Basis.PRIVATE)[order].tolist()
        texts[f"basis_{side}"] = [""] * above + [BASIS_WORDS[one] for one in basis]
        texts[f"verdict_{side}"] = [""] * above + _verdicts(case, columns, side)[order].tolist()
        figures[f"class_posts_{side}"] = np.concatenate(
            [np.full(above, np.nan), _of_scope(case, due.by_class)[order]]
        )
    about = groups.about + [("school", str(ids[k]), str(names[k]), townships[k]) for k in order]
    titles = ("kind", "subject_id", "subject", "township")
    texts = {**dict(zip(titles, map(list, zip(*about, strict=True)), strict=True)), **texts}
    texts["compared_with"] = [case.given.compared_with] * len(about)
    frame = pd.DataFrame(np.column_stack(list(figures.values())), columns=list(figures))
    left = pd.DataFrame({name: pd.array(values, dtype="str") for name, values in texts.items()})
    return pd.concat([left, frame], axis=1)


def _verdicts(case: StaffCase, columns: Mapping[str, Floats], side: str) -> Any:
    """Return whether each school has its posts; k and m without a document never say that it has."""
    due, small = case.due[SIDES.index(side)], case.small[SIDES.index(side)]
    has = columns[f"{case.given.compared_with}_{side}"]
    return np.select(
        [
            ~case.in_scope | (due.basis == Basis.NONE),
            np.isnan(has),
            has < due.by_ratio,
            small & np.array(not case.given.is_documented),
            np.isnan(due.due),
            has < due.due,
        ],
        ["", "unknown", "short", "undocumented", "unknown", "short"],
        "met",
    )


def _unplaced(case: StaffCase) -> pd.DataFrame:
    """Return the closed schools with what they leave."""
    county = case.county
    townships = county.schools["township"].tolist()
    closed = sorted(
        np.flatnonzero(case.closed).tolist(), key=lambda code: (townships[code], county.school_names[code])
    )
    texts: dict[str, list[Any]] = {
        "school_id": county.school_ids[closed].tolist(),
        "name": county.school_names[closed].tolist(),
        "township": [townships[code] for code in closed],
    }
    words = {name: pd.array([str(text) for text in values], dtype="str") for name, values in texts.items()}
    left = {name: values - case.placed.came_and_left(name, values)[1] for name, values in case.counts.items()}
    return pd.DataFrame({**words, **{name: values[closed] for name, values in left.items()}})


def _placed(case: StaffCase) -> pd.DataFrame:
    """Return who goes where, as decided."""
    placed, ids, names = case.placed, case.county.school_ids, case.county.school_names
    texts = {
        "school_id": ids[placed.sender], "name": names[placed.sender],
        "receiver_id": ids[placed.receiver], "receiver": names[placed.receiver],
    }  # fmt: skip
    words = {name: pd.array([str(one) for one in values], dtype="str") for name, values in texts.items()}
    moved = {name: placed.moved(name, values) for name, values in case.counts.items()}
    return pd.DataFrame({**words, **moved, "is_estimated": placed.splits})


def _missing(case: StaffCase) -> pd.DataFrame:
    """Return the cells of the ledger that are not filled in; a column without any is told once."""
    ids, names = case.county.school_ids, case.county.school_names
    found: list[tuple[str, str, str]] = []
    for name, values in case.counts.items():
        lacking = np.isnan(values) & case.in_scope
        if (lacking == case.in_scope).all():
            found.append(("", "", name))
        else:
            found += [(str(ids[code]), str(names[code]), name) for code in np.flatnonzero(lacking)]
    return pd.DataFrame(found, columns=["school_id", "name", "column"], dtype="str")
