"""Commands about the record of a plan: its log, its check, its sealed versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from gis.errors import InputError, PlanFileError, PlanningError
from gis.messages import describe
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.evaluation.result import Evaluation
    from gis.io.checkplan import PlanCheck
    from gis.model import Issue, Plan

RECOVERABLE = ("plan_damaged", "plan_not_a_plan")  # the second: only its beginning may be destroyed


def log_report(
    plan: Plan, plan_path: Path, evaluation: Evaluation, paths: Sequence[Path], year: int | None
) -> str:
    """Log printed figures in the plan file; return why it could not be done, "" if it was.

    The results are there already: a plan that cannot be written now must not make them look failed.
    """
    from gis.io.history import is_sealed, record_changes, record_report
    from gis.io.project import save_plan

    if is_sealed(plan.history):
        return ""
    logged = record_report(
        record_changes(plan, plan), evaluation.scenario, evaluation, paths,
        year=year, season=evaluation.season,
    )  # fmt: skip
    try:
        save_plan(logged, plan_path)
    except PlanningError as error:
        what = describe(error.code, error.values).what.rstrip("。")
        return str(describe("plan_history_not_written", {"file": plan_path.name, "reason": what}))
    return ""


def print_check(check: PlanCheck, out: Console) -> None:
    """Print what passed and what was found."""
    out.print(f"核对：{check.path}")
    for issue in check.passed:
        out.print(f"  通过　{_sentence(issue)}")
    for issue in check.findings:
        out.print(f"  问题　{_sentence(issue)}")
    if check.findings:
        out.print(f"结论：有 {len(check.findings)} 项问题。")
    else:
        out.print("结论：没有发现问题。")


def _sentence(issue: Issue) -> str:
    what, fix = issue.describe()
    return f"{what}{fix}"


def run_check(plan_path: Path, progress: Progress, out: Console) -> bool:
    """Check a plan file, print the report and return whether something was found."""
    from gis.io.checkplan import check_plan

    check = check_plan(plan_path, progress=progress)
    print_check(check, out)
    return bool(check.findings)


def run_recover(plan_path: Path, out_path: Path, out: Console) -> Sequence[Issue]:
    """Write what can be read of a damaged plan into a new file; return what the new one lacks.

    Raises
    ------
    InputError
        recover_target_exists, recover_plan_whole; those of a file that is no damaged plan.
    """
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan
    from gis.io.salvage import salvage_plan, salvage_report

    if out_path.exists():
        raise InputError("recover_target_exists", path=str(out_path))
    try:
        open_plan(plan_path)
    except PlanFileError as error:
        if error.code not in RECOVERABLE:
            raise
    else:
        raise InputError("recover_plan_whole", file=plan_path.name)
    plan = salvage_plan(plan_path)
    save_plan(record_changes(plan, plan), out_path)
    counts = f"学校记录 {len(plan.schools)} 条，居民点 {len(plan.settlements)} 个"
    out.print(f"能读的内容已写入：{out_path}（{counts}）")
    return salvage_report(plan)


def run_seal(plan_path: Path, name: str, out_dir: Path, out: Console) -> None:
    """Seal a plan and print where the copy lies and what to publish."""
    from gis.io.sealing import seal_plan, side_file

    path = seal_plan(plan_path, name, out_dir)
    digest = side_file(path).read_text(encoding="utf-8").split()[0]
    out.print(f"封存版：{path}")
    out.print(f"SHA-256：{digest}")
    out.print("公示时请公布这个校验值和公开版成果；计划文件里有按村、按年级的学生数，不要公开文件本身。")
