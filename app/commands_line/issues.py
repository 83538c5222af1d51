"""The command about the list of issues: print it, write it, say what was made of single ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from rich.console import Console

from gis.errors import InputError
from gis.model import Issue, IssueState, Plan, Severity


def change_states(plan: Plan, numbers: Mapping[IssueState, Sequence[int]], reason: str) -> Plan:
    """Return the plan with the issues of some numbers (of the list, from 1) in another state.

    Raises
    ------
    InputError
        issue_number_unknown, issue_reason_missing; nothing is changed then.
    """
    from gis.io.issuelist import set_state

    changed = plan
    for state, chosen in numbers.items():
        for number in chosen:
            if not 1 <= number <= len(plan.issues):
                raise InputError("issue_number_unknown", number=number, count=len(plan.issues))
            changed = set_state(changed, changed.issues[number - 1], state, reason)
    return changed


def print_issue_list(plan: Plan, out: Console) -> None:
    """Print the issues with their numbers and states, errors first, and how many are still pending."""
    from gis.io.issuelist import is_pending, issue_rows

    rows = issue_rows(plan)
    ranks = [get_args(Severity).index(issue.severity) for issue in plan.issues]
    for _, row in sorted(zip(ranks, rows, strict=True), key=lambda pair: pair[0]):
        line = f"第 {row['row']} 行" if row["row"] is not None else ""
        place = " ".join(part for part in (row["file"], row["sheet"], line, row["column"]) if part)
        reason = f"（{row['reason']}）" if row["reason"] else ""
        out.print(
            f"{row['number']}　{row['severity']}·{row['state']}{reason} [{place}] {row['what']}{row['fix']}"
        )
    pending = sum(map(is_pending, plan.issues))
    out.print(f"共 {len(rows)} 项，待处理 {pending} 项。")


def run_issues(
    plan_path: Path,
    out_path: Path | None,
    numbers: Mapping[IssueState, Sequence[int]],
    reason: str,
    out: Console,
) -> Sequence[Issue]:
    """Change states where asked, write or print the list, and return the issues."""
    from gis.io.history import record_changes
    from gis.io.issuelist import write_issue_list
    from gis.io.project import open_plan, save_plan

    plan = open_plan(plan_path)
    changed = change_states(plan, numbers, reason)
    if changed is not plan:
        save_plan(record_changes(plan, changed), plan_path)
    if out_path is not None:
        write_issue_list(changed, out_path)
        out.print(str(out_path))
    else:
        print_issue_list(changed, out)
    return changed.issues
