"""``xiaotu batch``: many counties at once."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from gis.errors import InputError
from gis.model import Issue
from gis.progress import Progress
from gis.province.work import CountyResult

RESULTS_SUFFIX = ".parquet"


def run_batch(
    list_path: Path,
    out_path: Path,
    *,
    scheduler: str | None,
    workers: int | None,
    retries: int,
    plans_dir: Path | None,
    progress: Progress,
    out: Console,
) -> tuple[bool, tuple[Issue, ...]]:
    """Work out every county of a list and write the table of results.

    Returns
    -------
    tuple
        Whether a county failed, and the Issues of the list.
    """
    from gis.province.counties import read_counties
    from gis.province.results import write_results
    from gis.province.running import run_counties

    if out_path.suffix.lower() != RESULTS_SUFFIX:
        raise InputError("batch_output_suffix", path=str(out_path))
    tasks, issues = read_counties(list_path)
    if plans_dir is not None:
        plans_dir.mkdir(parents=True, exist_ok=True)
        plans_dir = plans_dir.resolve()

    def done(result: CountyResult) -> None:
        outcome = f"没有算成：{result.error}" if result.error else "完成"
        out.print(f"{result.county}（{result.seconds:.1f} 秒）：{outcome}")

    results = run_counties(
        tasks,
        scheduler=scheduler,
        workers=workers,
        retries=retries,
        plans_dir=plans_dir,
        progress=progress,
        done=done,
    )
    write_results(results, out_path)
    failures = sum(bool(result.error) for result in results)
    finished = len(results) - failures
    out.print(f"共 {len(results)} 个县（市、区）：完成 {finished} 个，没有算成 {failures} 个。")
    out.print(f"结果表：{out_path}")
    return failures > 0, issues
