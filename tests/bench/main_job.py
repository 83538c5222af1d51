"""Time and memory of the whole main job, as whole processes: the built-in sample and a real county.

    python tests/bench/main_job.py --shared ../shared/data

Prints one line per command: wall seconds and the largest memory of any process so far. Needs Linux.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SCENARIO = "最小学校调整"


def run(label: str, *command: str) -> float:
    """Run one command and print what it took; findings (exit code 1) are a result, not a fault."""
    start = time.perf_counter()
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if result.returncode not in (0, 1):
        sys.exit(f"{label}: exit code {result.returncode}\n{result.stderr}")
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{label:<28} {seconds:7.1f} s {peak_mb:8.0f} MB", flush=True)
    return seconds


def main() -> None:
    """Run the sample's demonstration, then every command on the county."""
    parser = argparse.ArgumentParser(description="Time and memory of the whole main job.")
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared" / "data")
    shared = parser.parse_args().shared.resolve()
    program = (sys.executable, "-m", "app")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run("demo (鹤山区)", *program, "demo", "--out", str(folder / "demo"))
        script, where = "tests/simulate/make_samples.py", ("--shared", str(shared), "--out", str(folder))
        run("(宁晋县 raw files)", sys.executable, script, "ningjin", *where)
        plan = str(folder / "plan.gpkg")
        tables = [
            part
            for role, name in {
                "boundary": "boundary.geojson", "schools": "schools.xlsx", "settlements": "settlements.csv",
                "pupils": "pupils.csv", "attendance": "attendance.csv",
            }.items()
            for part in (f"--{role}", str(folder / name))
        ]
        roads = str(shared / "roads" / "ningjin_130528_drive.osm.pbf")
        decisions = str(folder / "decisions.csv")
        total = sum(
            run(f"宁晋县 {command[0]}", *program, *command)
            for command in (
                ("import", plan, "--roads", roads, *tables),
                ("scenario", plan, "--name", SCENARIO, "--decisions", decisions),
                ("evaluate", plan, "--scenario", SCENARIO, "--json", str(folder / "figures.json")),
                ("report", plan, "--scenario", SCENARIO, "--out", str(folder / "report")),
            )
        )
        print(f"{'宁晋县 in all':<28} {total:7.1f} s")


if __name__ == "__main__":
    main()
