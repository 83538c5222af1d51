"""The whole main job on the built-in sample, without a display."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gis.errors import PlanningError
from gis.progress import Progress, ignore_progress, part_of

if TYPE_CHECKING:
    from gis.evaluation.result import Evaluation
    from gis.model import Plan


@dataclass(frozen=True)
class DemoResult:
    """What the demonstration produced, and which decisions it refused (as it must)."""

    plan: Plan
    evaluation: Evaluation
    refused_name: str
    refusals: tuple[str, ...]
    paths: tuple[Path, ...]


def run_demo(out_dir: Path, *, progress: Progress = ignore_progress) -> DemoResult:
    """Import the sample, add both scenarios, evaluate and print everything into a folder.

    Raises
    ------
    PlanningError
        The folder cannot be written, or a decision that must be refused was accepted.
    """
    from gis.evaluation import evaluate
    from gis.io.decisions import DecisionsRefused, read_decisions
    from gis.io.history import take_place_of
    from gis.io.project import open_plan, save_plan
    from gis.io.sample import REFUSED_SCENARIO, SAMPLE_SCENARIO, import_sample, sample_files
    from gis.report.bundle import write_reports

    try:
        out_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanningError("output_not_writable", path=str(out_dir), reason=str(error.strerror)) from error
    plan_path = out_dir / "鹤山区(示例).gpkg"
    sample = import_sample(progress=part_of(progress, 0.0, 0.4))
    save_plan(take_place_of(sample, plan_path), plan_path)
    plan = open_plan(plan_path)

    refusals: tuple[str, ...] = ()
    refused_file = sample_files()["decisions_refused"]
    try:
        read_decisions(refused_file, plan, REFUSED_SCENARIO)
    except DecisionsRefused as refused:
        refusals = tuple(sentence for _, _, sentence in refused.problems)
    if not refusals:
        raise PlanningError("demo_accepted_impossible", file=refused_file.name)

    paths = [plan_path]
    for name, stem in (("baseline", "现状"), (SAMPLE_SCENARIO, "方案")):
        evaluation = evaluate(plan, name)
        path = out_dir / f"{stem}.json"
        path.write_text(
            json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2, allow_nan=False), encoding="utf-8"
        )
        paths.append(path)
    paths += write_reports(plan, evaluation, out_dir, progress=part_of(progress, 0.45, 1.0))
    return DemoResult(plan, evaluation, REFUSED_SCENARIO, refusals, tuple(paths))
