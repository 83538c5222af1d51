"""Thousands of spoilt tables, vectors and plan files through the commands.

    python tests/bench/fuzz.py --cases 2100 --seed 1

Works in child processes of a hundred cases each, so that a crash of a library is a finding too. Prints every
finding with the number of its case; ``--only N`` runs that case again. Exit code 1 if there was a finding.
"""

from __future__ import annotations

import argparse
import faulthandler
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "gis" / "io")]
BATCH = 100
HARD_LIMIT_S = 120
MEMORY_BYTES = 4 << 30
LINES_SHOWN = 14  # of a traceback, from its end


def work(seed: int, first: int, last: int) -> None:
    """Run some cases and print what was found."""
    from mutations import base_files
    from spoiltruns import run_case

    warnings.simplefilter("ignore")
    _limit_memory()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        base = base_files(folder)
        for number in range(first, last):
            print(f"case {number}", flush=True)
            faulthandler.dump_traceback_later(HARD_LIMIT_S, exit=True)
            start = time.perf_counter()
            words, faults = run_case(base, folder / str(number), seed, number)
            seconds = time.perf_counter() - start
            faulthandler.cancel_dump_traceback_later()
            for command, fault in faults:
                where = "\n    ".join(fault.rstrip().splitlines()[-LINES_SHOWN:])
                print(f"FOUND {number} {words} [{command}]\n    {where}", flush=True)
            if seconds > 10:
                print(f"slow {number} {words}: {seconds:.1f} s", flush=True)
            shutil.rmtree(folder / str(number), ignore_errors=True)


def _limit_memory() -> None:
    """Let a file that claims to be huge fail instead of the computer."""
    if sys.platform.startswith("linux"):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> None:
    """Run all cases in batches."""
    parser = argparse.ArgumentParser(description="Spoilt files through the commands.")
    parser.add_argument("--cases", type=int, default=2100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--worker", action="store_true")
    given = parser.parse_args()
    if given.only is not None:
        given.first, given.cases = given.only, 1
    last = given.first + given.cases
    if given.worker or given.only is not None:
        work(given.seed, given.first, last)
        return
    start, findings = time.perf_counter(), 0
    for first in range(given.first, last, BATCH):
        findings += _run_batch(given.seed, first, min(first + BATCH, last))
    print(f"{given.cases} cases, {findings} findings, {time.perf_counter() - start:.0f} s")
    sys.exit(bool(findings))


def _run_batch(seed: int, first: int, last: int) -> int:
    findings = 0
    while first < last:
        command = [sys.executable, __file__, "--worker", "--seed", str(seed)]
        command += ["--first", str(first), "--cases", str(last - first)]
        made = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
        lines = [line for line in made.stdout.splitlines() if not line.startswith("case ")]
        print("\n".join(lines) if lines else f"cases {first}-{last - 1}: nothing", flush=True)
        findings += sum(line.startswith("FOUND") for line in lines)
        cases = [int(line.split()[1]) for line in made.stdout.splitlines() if line.startswith("case ")]
        if made.returncode == 0:
            break
        died = cases[-1] if cases else last
        print(f"FOUND {died} the process ended ({made.returncode}): {made.stderr[-2000:]}", flush=True)
        findings += 1
        first = died + 1
    return findings


if __name__ == "__main__":
    main()
