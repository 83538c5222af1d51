"""All outputs of one evaluation into one folder: documents, workbook and web map."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import InputError
from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.progress import Progress, ignore_progress
from gis.report.approval import require_approvable
from gis.report.mapsource import map_source
from gis.report.masking import VERSIONS, Version
from gis.report.pdf import Typesetter, school_pdf, summary_pdf
from gis.report.schools import changed_schools, printed_plan, school_label
from gis.report.sheets import CLASSIFICATION
from gis.report.stage import Stage, file_suffix, stage_of, stamped
from gis.report.words import file_stem
from gis.resources import ROOT

Write = Callable[[Path], object]


def write_reports(
    plan: Plan,
    evaluation: Evaluation,
    out_dir: Path,
    *,
    version: Version | str = "internal",
    stage: Stage | str = Stage.DRAFT,
    progress: Progress = ignore_progress,
) -> list[Path]:
    """Write a 一校一案 per changed school, the summary, the workbook and the web map.

    The public version is a summary, a workbook and the web map with masked counts (``gis.report.masking``); a
    一校一案 lists villages by grade and is internal. The web map is made to be passed on and masked in both.

    The files are made in a temporary folder beside their place and moved when all of them are complete:
    a cancelled or failed run leaves what was there before.

    Parameters
    ----------
    plan
        Holds the evaluated scenario.
    out_dir
        Folder; made if it does not exist.
    version
        internal (marked as such on every page) or public.
    stage
        draft (marked as such on every page), or approval (报批稿), which is made only when nothing stands in
        its way and has that in its file names.
    progress
        Called before every file; raises ``Cancelled`` to stop.

    Returns
    -------
    list of pathlib.Path
        The files: summary, one per changed school, workbook, web map.

    Raises
    ------
    InputError
        The folder or a file in it cannot be written; version_unknown, stage_unknown.
    ApprovalRefused
        The version for approval is not ready; nothing is written.
    """
    out_dir, stage = Path(out_dir), stage_of(stage)
    if version not in VERSIONS:
        raise InputError("version_unknown", version=version)
    if stage is Stage.APPROVAL:
        require_approvable(plan, evaluation)
    with _told_in_words(out_dir):
        out_dir.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".report-", dir=out_dir))
    try:
        made = []
        of_version = _jobs if version == "internal" else _public_jobs
        jobs = list(of_version(plan, evaluation, stage))
        for done, (name, step, write) in enumerate(jobs):
            progress(done / len(jobs), step)
            with _told_in_words(out_dir / name):
                write(scratch / name)
            made.append(name)
        for name in made:
            with _told_in_words(out_dir / name):
                (scratch / name).replace(out_dir / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    progress(1.0)
    return [out_dir / name for name in made]


def _jobs(plan: Plan, evaluation: Evaluation, stage: Stage) -> Iterator[tuple[str, str, Write]]:
    from gis.report.webmap import write_web_map
    from gis.report.workbook import write_workbook

    printed, typesetter, source = printed_plan(plan, evaluation), Typesetter(), map_source(plan, evaluation)
    taken: set[str] = set()
    of_stage = file_suffix(stage)

    def named(text: str, ending: str, suffix: str = "") -> str:
        return file_stem(f"{text}{of_stage}", taken, suffix) + ending

    def summary(path: Path) -> None:
        path.write_bytes(summary_pdf(typesetter, plan, evaluation, source, stage))

    def one_school(school_id: str) -> Write:
        return lambda path: path.write_bytes(
            school_pdf(typesetter, plan, evaluation, source, school_id, stage)
        )

    unit = evaluation.unit_name
    yield named(f"{unit}布局调整方案汇总", ".pdf"), "report_documents", summary
    for school_id in changed_schools(evaluation):
        name = named(f"一校一案_{school_label(printed, school_id)}", ".pdf", school_id)
        yield name, "report_documents", one_school(school_id)
    yield (
        named(f"{unit}学校台账与分流表", ".xlsx"),
        "report_workbook",
        lambda path: write_workbook(plan, evaluation, path, classification=stamped(CLASSIFICATION, stage)),
    )
    yield (
        named(f"{unit}布局地图", ".html"),
        "report_web_map",
        lambda path: write_web_map(plan, evaluation, path, stage=stage),
    )


def _public_jobs(plan: Plan, evaluation: Evaluation, stage: Stage) -> Iterator[tuple[str, str, Write]]:
    from gis.report.layers import MapLayers
    from gis.report.masking import public_figures
    from gis.report.public import LABEL, file_names, public_pdf, public_sheets
    from gis.report.webmap import write_web_map
    from gis.report.workbook import write_workbook

    printed = printed_plan(plan, evaluation)
    properties = MapLayers(printed).properties(evaluation)
    figures = public_figures(plan, evaluation, properties)
    typesetter, source = Typesetter(), map_source(plan, evaluation)
    taken: set[str] = set()
    names = {
        kind: file_stem(f"{name}{file_suffix(stage)}", taken) + f".{kind}"
        for kind, name in file_names(evaluation.unit_name).items()
    }
    sheets = public_sheets(printed, evaluation, figures, properties)

    def summary(path: Path) -> None:
        path.write_bytes(public_pdf(typesetter, printed, evaluation, source, figures, properties, stage))

    def workbook(path: Path) -> None:
        write_workbook(plan, evaluation, path, sheets=sheets, classification=stamped(LABEL, stage))

    yield names["pdf"], "report_documents", summary
    yield names["xlsx"], "report_workbook", workbook
    yield names["html"], "report_web_map", lambda path: write_web_map(plan, evaluation, path, figures, stage)


@contextmanager
def _told_in_words(path: Path) -> Iterator[None]:
    """Turn a refusal of the disk into a sentence that names the file."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and ROOT in Path(str(error.filename)).parents:
            raise  # a part of the program is missing, not a place to write to
        raise InputError("output_not_writable", path=str(path), reason=str(error.strerror)) from error
