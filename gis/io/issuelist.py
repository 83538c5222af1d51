"""The list of issues: what was made of each, kept over a new import, written as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gis.errors import InputError, PlanFileError
from gis.model import Issue, IssueState, Plan
from gis.resources import load_toml

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


# ---- what is still to be done


def is_pending(issue: Issue) -> bool:
    """Whether an issue still wants somebody: not information, neither accepted nor fixed."""
    return issue.severity != "info" and issue.state is IssueState.PROBLEM


def blocks(issues: Iterable[Issue]) -> bool:
    """Whether an error is left that nobody accepted or fixed."""
    return any(issue.severity == "error" and issue.state is IssueState.PROBLEM for issue in issues)


# ---- states


def set_state(plan: Plan, issue: Issue, state: IssueState | str, reason: str = "") -> Plan:
    """Return the plan with an issue in another state.

    Parameters
    ----------
    plan
        The plan.
    issue
        One of its issues.
    state
        problem, accepted or fixed.
    reason
        Why it may stay as it is: required for accepted, kept for fixed, dropped for problem.

    Raises
    ------
    InputError
        issue_reason_missing: accepted without a reason.
    ValueError
        The plan has no such issue.
    """
    state, reason = IssueState(state), " ".join(reason.split())
    if state is IssueState.ACCEPTED and not reason:
        raise InputError("issue_reason_missing")
    if issue not in plan.issues:
        raise ValueError(f"no such issue: {issue.code}")
    kept = "" if state is IssueState.PROBLEM else reason
    changed = replace(issue, state=state, reason=kept)
    return replace(plan, issues=tuple(changed if one == issue else one for one in plan.issues))


def carry_states(plan: Plan, earlier: Plan) -> Plan:
    """Return a newly imported plan with the states that its issues had in an earlier import.

    Notes
    -----
    An issue is the same if file, sheet, row, column, code, subject and values are: a fault that got worse in
    the same cell is a new one. What was accepted stays accepted. What was marked fixed and is there again is
    a problem again, unless the file is still the very same one.
    """
    states = {_key(issue): issue for issue in earlier.issues if issue.state is not IssueState.PROBLEM}
    same_files = _unchanged(plan, earlier)
    issues = []
    for issue in plan.issues:
        known = states.get(_key(issue))
        holds = known is not None and (known.state is IssueState.ACCEPTED or issue.file in same_files)
        issues.append(replace(issue, state=known.state, reason=known.reason) if known and holds else issue)
    return replace(plan, issues=tuple(issues))


def carry_saved_states(plan: Plan, path: Path) -> Plan:
    """Return a newly imported plan with the states kept in the plan file that it will replace.

    A file that is no plan, or cannot be read any more, holds none.
    """
    from gis.io.project import open_plan

    try:
        return carry_states(plan, open_plan(path))
    except PlanFileError:
        return plan


def _key(issue: Issue) -> tuple[object, ...]:
    values = tuple(sorted(issue.values.items()))
    return issue.file, issue.sheet, issue.row, issue.column, issue.code, issue.subject_id, values


def _unchanged(plan: Plan, earlier: Plan) -> set[str]:
    """Return the names of the files whose content is that of the earlier import."""
    before = {(source.role, source.file, source.sha256) for source in earlier.sources}
    changed = {s.file for s in plan.sources if (s.role, s.file, s.sha256) not in before}
    return {source.file for source in plan.sources} - changed


# ---- the list


def issue_rows(plan: Plan, language: str = "zh") -> list[dict[str, Any]]:
    """Return one row per issue, in the plan's order, columns as in ``resources/schemas/issuelist.toml``.

    ``number`` counts from 1 and names the issue on the command line.
    """
    words = load_toml("schemas", "issuelist.toml")
    names = {str(key): str(name) for key, name in plan.settlements["name"].items()}
    schools = plan.schools["name"] + plan.schools["division"]
    names |= {str(key): str(name) for key, name in schools.items()}
    rows = []
    for number, issue in enumerate(plan.issues, start=1):
        what, fix = issue.describe(language)
        rows.append(
            {
                "number": number,
                "severity": words["severity"][issue.severity],
                "state": words["state"][issue.state],
                "reason": issue.reason,
                "file": issue.file,
                "sheet": issue.sheet,
                "row": issue.row,
                "column": issue.column,
                "subject_id": issue.subject_id,
                "subject": names.get(issue.subject_id, ""),
                "what": what.strip(),
                "fix": fix.strip(),
                "code": issue.code,
            }
        )
    return rows


def write_issue_list(plan: Plan, path: Path) -> None:
    """Write the issues with their states to a workbook (.xlsx) or a text table (.csv).

    Raises
    ------
    InputError
        issue_list_format for another kind of file; output_not_writable.
    """
    writers = {".xlsx": _write_workbook, ".csv": _write_text}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise InputError("issue_list_format", file=path.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(plan, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("output_not_writable", path=str(path), reason=reason) from error


def _write_text(plan: Plan, path: Path) -> None:
    """Write UTF-8 with a mark, so that Excel and WPS show Chinese; no cell can be taken for a formula."""
    titles: Mapping[str, str] = load_toml("schemas", "issuelist.toml")["columns"]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(titles.values())
        for row in issue_rows(plan):
            writer.writerow([_harmless(row[name]) for name in titles])


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_MARKS) else value


def _write_workbook(plan: Plan, path: Path) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    words = load_toml("schemas", "issuelist.toml")
    try:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            _fill_page(book, words, issue_rows(plan), f"{plan.meta.unit_name}{words['title']}")
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _fill_page(book: Any, words: Mapping[str, Any], rows: list[dict[str, Any]], title: str) -> None:
    page = book.add_worksheet(words["sheet"])
    bold = book.add_format({"bold": True, "bg_color": "#E9ECF1", "border": 1, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for position, (name, heading) in enumerate(words["columns"].items()):
        page.set_column(position, position, words["widths"][name])
        page.write_string(1, position, heading, bold)
        for line, row in enumerate(rows, start=2):
            value = row[name]
            if isinstance(value, int):
                page.write_number(line, position, value, text)
            else:
                page.write_string(line, position, value or "", text)
    page.freeze_panes(2, 1)
    page.autofilter(1, 0, 1 + len(rows), len(words["columns"]) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
