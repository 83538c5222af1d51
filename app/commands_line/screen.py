"""What all commands share: exit codes, the terminal, and how figures and Issues are shown on it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from gis.errors import InputError
from gis.messages import describe, message_codes
from gis.model import Issue, Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.errors import PlanningError
    from gis.evaluation.result import Evaluation

DONE, BLOCKING_FINDINGS, BAD_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
SHOWN_ISSUES = 20

PlanPath = Annotated[Path, typer.Argument(metavar="PLAN.gpkg", help="计划文件")]
ScenarioName = Annotated[str, typer.Option("--scenario", "--name", metavar="NAME", help="方案名称")]

# names and paths are data: [a] in them is no markup and :a: no emoji
_PLAIN: Any = {"highlight": False, "soft_wrap": True, "markup": False, "emoji": False}
out = Console(**_PLAIN)
err = Console(stderr=True, **_PLAIN)


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Yield a progress that draws one bar on the terminal (nothing where the output is not a terminal)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=1.0)

        def report(fraction: float, step: str = "") -> None:
            words = describe(step, {}).what if step in message_codes() else None
            bar.update(task, completed=fraction, description=words)

        yield report


def print_issues(issues: Sequence[Issue]) -> None:
    """Print the gravest Issues, and how many there are more."""
    words = {"error": "错误", "warning": "提醒", "info": "说明"}
    ranked = sorted(issues, key=lambda issue: list(words).index(issue.severity))
    for issue in ranked[:SHOWN_ISSUES]:
        row = "" if issue.row is None else f"第 {issue.row} 行"
        place = " ".join(part for part in (issue.file, issue.sheet, row, issue.column) if part)
        what, fix = issue.describe()
        out.print(f"{words[issue.severity]} [{place}] {what}{fix}", markup=False)
    if len(issues) > SHOWN_ISSUES:
        out.print(f"其余 {len(issues) - SHOWN_ISSUES} 项在计划文件的 issues 表里。")


def number(value: float | None, digits: int = 0) -> str:
    """Return a figure as text, — where it is not known."""
    return "—" if value is None else f"{value:,.{digits}f}"


def print_evaluation(plan: Plan, evaluation: Evaluation) -> None:
    """Print the figures before and after, what must be solved, and what must be said."""
    title = [evaluation.unit_name, evaluation.scenario]
    if (year := evaluation.school_year) != plan.meta.school_year:
        title.append(f"{year}—{year + 1}学年")
    table = Table("指标", "现状", "方案", title=" · ".join(title))
    rows = [
        ("学校（所）", evaluation.counts["schools"]),
        ("教学点（个）", evaluation.counts["teaching_points"]),
        ("在校生（人）", evaluation.counts["pupils"]),
        ("受影响学生（人）", evaluation.headline["affected_pupils"]),
        ("超时学生（1—3年级，人）", evaluation.headline["over_limit_g1_3_pupils"]),
        ("最大班额（人）", evaluation.headline["largest_class_pupils"]),
        ("学位缺口（个）", evaluation.headline["places_short"]),
        ("未安置学生（人）", evaluation.counts["unassigned_pupils"]),
    ]
    for label, change in rows:
        table.add_row(label, number(change.before), number(change.after))
    out.print(table)
    new = [finding for finding in evaluation.own_findings if finding.force == "must"]
    for finding in new[:SHOWN_ISSUES]:
        out.print(f"须解决：{describe(finding.message_code, finding.values)}", markup=False)
        for cure in finding.cures:
            out.print(f"　　办法：{describe(cure.message_code, cure.values).what}", markup=False)
    if len(new) > SHOWN_ISSUES:
        out.print(f"另有 {len(new) - SHOWN_ISSUES} 项须解决，见 JSON 或报告。")
    if evaluation.details is not None:
        print_unfinished(evaluation.details.outcome.drafts)
    for issue in evaluation.road_issues:
        out.print(f"提醒：{''.join(issue.describe())}", markup=False)
    for mark in evaluation.marks:
        what = describe(mark, {"mark": plan.meta.mark}).what
        out.print(f"注：{what}", markup=False)


def print_unfinished(drafts: Mapping[str, Sequence[PlanningError]]) -> None:
    """Print which decisions are left out of all figures, and what they lack."""
    for reasons in drafts.values():
        for reason in reasons:
            out.print(f"未完成（没有计入）：{reason}", markup=False)


def write_json(figures: dict[str, Any], target: Path) -> None:
    """Write figures as JSON to a file, or to the screen for ``-``."""
    text = json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False)
    if str(target) == "-":
        sys.stdout.write(text + "\n")
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError("output_not_writable", path=str(target), reason=str(error.strerror)) from error


def evaluated(plan: Plan, name: str, year: int | None = None, season: str = "") -> Evaluation:
    """Work out a scenario behind a progress bar."""
    from gis.evaluation import evaluate
    from gis.network.edits import require_season

    require_year(plan, year)
    require_season(season, plan.scenario(name).network_edits)
    with shown_progress() as progress:
        return evaluate(plan, name, year=year, season=season, progress=progress)


def require_year(plan: Plan, year: int | None) -> None:
    """Refuse a school year before the plan's own: nobody knows its pupils by village.

    Raises
    ------
    InputError
        year_before_plan.
    """
    if year is not None and year < plan.meta.school_year:
        raise InputError("year_before_plan", year=str(year), first=str(plan.meta.school_year))


def exit_code(blocks: bool) -> int:
    """Return 1 where something blocks, else 0."""
    return BLOCKING_FINDINGS if blocks else DONE
