"""Checks of what was imported: small named functions, run by :func:`run_checks`.

Faults that reading already tells (grades that do not sum up, codes given twice, positions outside the county,
teaching points named 小学 …) are not told again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gis.io.checks import codes, counts, grades, places, totals
from gis.io.checks.records import Check, Fault, Records, rules
from gis.io.issuelog import IssueLog
from gis.io.ledger import SUFFIX
from gis.io.tables import Table
from gis.model import Issue, Plan
from gis.planning.ledger import without_kindergartens
from gis.schema import load_schema

CHECKS: tuple[Check, ...] = (
    *codes.CHECKS,
    *grades.CHECKS,
    *counts.CHECKS,
    *places.CHECKS,
    *totals.CHECKS,
)
NAMED = 3
_CODE_PROPERTIES = ("code", "adcode", "gb", "pac", "xzqdm", "区划代码", "行政区划代码", "县代码")


def run_checks(
    plan: Plan,
    *,
    schools: Table | None = None,
    settlements: Table | None = None,
    boundary: Mapping[str, str] | None = None,
    others: Iterable[Table] = (),
) -> tuple[Issue, ...]:
    """Run every check over an imported plan.

    Parameters
    ----------
    plan
        The plan as imported.
    schools, settlements
        The tables as read, which know file, sheet and row; without them an Issue names the subject only.
    boundary
        Attributes of the boundary: where they hold the county's code, it is used, else the settlements' own.
    others
        More tables whose titles may state totals.

    Returns
    -------
    tuple of Issue
        In the order of the checks; of the rows of one check the first ones singly, the rest in one Issue. A
        cell that reading already found at fault is not named again.
    """
    tables = [table for table in (schools, settlements, *others) if table is not None]
    titles = [title for table in tables for title in table.preamble]
    notes = plan.schools["note"].astype("str")
    records = Records(
        schools=without_kindergartens(plan.schools),
        settlements=plan.settlements,
        attendance=plan.attendance,
        county_code=find_county_code(boundary or {}, plan.settlements.index),
        school_year=plan.meta.school_year,
        texts=tuple(dict.fromkeys(filter(None, (*titles, *notes)))),
    )
    places_in_files = {
        "school": _Places(schools, "schools", "school_id"),
        "settlement": _Places(settlements, "settlements", "settlement_id"),
    }
    issues: list[Issue] = []
    for check in CHECKS:
        issues += _issues(list(check(records)), places_in_files)
    told = {_cell(issue) for issue in plan.issues if issue.severity != "info"}
    return tuple(issue for issue in issues if issue.row is None or _cell(issue) not in told)


def with_rows(issues: Iterable[Issue], schools: Table, settlements: Table) -> tuple[Issue, ...]:
    """Return Issues about schools and settlements with the file, sheet and row that these stand in."""
    tables = _Places(schools, "schools", "school_id"), _Places(settlements, "settlements", "settlement_id")
    found = []
    for issue in issues:
        for place in tables:
            row = place.row(issue.subject_id) if issue.subject_id else None
            if row is not None:
                issue = replace(issue, file=place.file, sheet=place.sheet, row=row)
                break
        found.append(issue)
    return tuple(found)


def _cell(issue: Issue) -> tuple[str, str, int | None, str]:
    return issue.file, issue.sheet, issue.row, issue.column


def find_county_code(properties: Mapping[str, str], settlement_ids: Iterable[Any]) -> str:
    """Return the county's six digits by its boundary, else those that most settlement codes begin with."""
    for name in _CODE_PROPERTIES:
        found = re.fullmatch(r"(?:156)?(\d{6})(?:0{3}|0{6})?", properties.get(name, ""))
        if found:
            return found[1]
    limits = rules("settlement_code")
    ids = [str(code) for code in settlement_ids]
    valid = [code[: limits["county_digits"]] for code in ids if re.fullmatch(limits["pattern"], code)]
    code, hits = Counter(valid).most_common(1)[0] if valid else ("", 0)
    return code if hits >= limits["county_share"] * len(ids) else ""


class _Places:
    """Where the subjects of one table stand in its file."""

    def __init__(self, table: Table | None, schema: str, key: str) -> None:
        self.file = table.source.file if table is not None else ""
        self.sheet = table.sheet if table is not None else ""
        self._rows: dict[str, int] = {}
        self.titles = {column.name: column.title for column in load_schema(schema).columns}
        if table is not None:
            divisions = table.frame.get("division", [""] * len(table.frame))
            for row, code, division in zip(table.frame.index, table.frame[key], divisions, strict=True):
                self._rows.setdefault(str(code), int(row))
                self._rows.setdefault(f"{code}{SUFFIX.get(division, '')}", int(row))

    def row(self, subject_id: str) -> int | None:
        """Return the row of a subject; a division of a school in one row has the row of its school."""
        for suffix in ("", *SUFFIX.values()):
            if subject_id.endswith(suffix) and subject_id.removesuffix(suffix) in self._rows:
                return self._rows[subject_id.removesuffix(suffix)]
        return None


def _issues(faults: list[Fault], places_in_files: Mapping[str, _Places]) -> Iterator[Issue]:
    """Turn the faults of one check into Issues, of many the first ones only and the rest in one."""
    shown = rules("listing")["rows"]
    for code, of_code in _by_code(faults).items():
        for fault in of_code[:shown]:
            yield _issue(fault, places_in_files)
        rest = of_code[shown:]
        if rest:
            named = "、".join(str(fault.values["name"]) for fault in rest[:NAMED])
            values = {"count": str(len(rest)), "named": named, "check": code}
            yield replace(_issue(rest[0], places_in_files), code="check_more_rows", values=values)


def _by_code(faults: list[Fault]) -> dict[str, list[Fault]]:
    grouped: dict[str, list[Fault]] = {}
    for fault in faults:
        grouped.setdefault(fault.code, []).append(fault)
    return grouped


def _issue(fault: Fault, places_in_files: Mapping[str, _Places]) -> Issue:
    place = places_in_files[fault.subject or "school"]
    log = IssueLog(place.file, place.sheet)
    log.note(
        fault.severity,
        fault.code,
        row=place.row(fault.subject_id) if fault.subject else None,
        column=place.titles.get(fault.column, fault.column),
        subject_id=fault.subject_id,
        **fault.values,
    )
    return log.issues[0]
