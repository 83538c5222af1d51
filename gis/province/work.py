"""What one task does with one county. Runs in a worker: plain values in, plain values out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import PlanningError
from gis.province.counties import CountyTask

if TYPE_CHECKING:
    from gis.evaluation.result import Change, Evaluation
    from gis.model import Plan

SECONDS_PER_MINUTE = 60
METRES_PER_KM = 1000
BAND_FIGURES = ("median_s", "p95_s", "max_s")
BAND_COUNTS = ("pupils", "over_limit_pupils", "borderline_pupils", "unreachable_pupils", "unknown_pupils")


@dataclass(frozen=True)
class CountyResult:
    """What became of one county.

    Attributes
    ----------
    figures
        Column → number or text of the results table; empty where it failed.
    outline_wkb
        The boundary in EPSG:4490, b"" where it failed.
    error
        What the user should read and do where it failed, else "".
    """

    county: str
    figures: dict[str, Any] = field(default_factory=dict)
    outline_wkb: bytes = b""
    error: str = ""
    seconds: float = 0.0


def work_county(task: CountyTask, plans_dir: str = "") -> CountyResult:
    """Read a county, work out its scenario and sum it up.

    Parameters
    ----------
    plans_dir
        Where the plan of a county read from raw files is kept, "" = nowhere.

    Returns
    -------
    CountyResult
        A fault that the user can put right (a file missing, a table without its columns, an impossible
        decision) is a failed county, not an exception: trying again would not help.
    """
    started = time.perf_counter()
    try:
        figures, outline = _worked_out(task, plans_dir)
    except PlanningError as fault:
        return CountyResult(task.county, error=str(fault), seconds=time.perf_counter() - started)
    return CountyResult(task.county, figures, outline, seconds=time.perf_counter() - started)


def _worked_out(task: CountyTask, plans_dir: str) -> tuple[dict[str, Any], bytes]:
    from gis.evaluation import evaluate
    from gis.model import STORAGE_CRS

    plan = _plan_of(task)
    if not task.plan and plans_dir:
        from gis.io.project import save_plan

        save_plan(plan, Path(plans_dir) / f"{task.county}.gpkg")
    evaluation = evaluate(plan, task.scenario)
    outline: bytes = plan.boundary.geometry.to_crs(STORAGE_CRS).union_all().wkb
    return _figures(plan, evaluation), outline


def _plan_of(task: CountyTask) -> Plan:
    from gis.io.decisions import read_decisions
    from gis.io.importer import import_plan
    from gis.io.project import open_plan

    files = {role: path for role, path in task.files.items() if role != "decisions"}
    if task.plan:
        plan = open_plan(Path(task.plan))
    else:
        plan = import_plan(**files, unit_name=task.county, school_year=task.year)  # type: ignore[arg-type]
    if "decisions" in task.files:
        return plan.with_scenario(read_decisions(Path(task.files["decisions"]), plan, task.scenario))
    return plan


def _figures(plan: Plan, evaluation: Evaluation) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "unit_name": evaluation.unit_name,
        "scenario": evaluation.scenario,
        "school_year": evaluation.school_year,
        "settlements": len(plan.settlements),
        "road_km": float(plan.roads.edges["length_m"].sum()) / METRES_PER_KM,
        "issues": len(plan.issues),
        "issue_errors": sum(issue.severity == "error" for issue in plan.issues),
        "must_findings": sum(f.force == "must" and not f.in_baseline for f in evaluation.findings),
        "mark": plan.meta.mark,
        "network_digest": evaluation.network_digest,
    }
    for name, change in {**evaluation.counts, **evaluation.headline}.items():
        figures |= _both(name, change)
    for band, sides in evaluation.travel.items():
        for side, summary in sides.items():
            for name in BAND_COUNTS:
                figures[f"{band}_{name}_{side}"] = getattr(summary, name)
            for name in BAND_FIGURES:
                value = getattr(summary, name)
                minutes = None if value is None else value / SECONDS_PER_MINUTE
                figures[f"{band}_{name.removesuffix('_s')}_min_{side}"] = minutes
    return figures


def _both(name: str, change: Change) -> dict[str, float | None]:
    return {f"{name}_before": change.before, f"{name}_after": change.after}


def failed(task: CountyTask, error: str) -> CountyResult:
    """Return the result of a county whose worker died or met a fault of the program."""
    return replace(CountyResult(task.county), error=error)
