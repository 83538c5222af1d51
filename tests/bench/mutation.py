"""Do the tests notice? Breaks single places of the computing packages on purpose, a random sample of them.

    python tests/bench/mutation.py --sample 200 --seed 1
    python tests/bench/mutation.py --only gis/evaluation/equity.py --sample 40
    python tests/bench/mutation.py --only gis/evaluation/equity.py --tests tests/gis/evaluation/test_equity.py

Works in a copy of the checkout (``mutants.py`` says what is changed there). First it learns which tests run
which line, then every mutant is held against the tests of its line, those of the likeliest files first, and
then against the whole files these stand in. The libraries are imported once: each mutant has a forked process
of its own that imports the broken package afresh. Prints the survivors with what was changed, and the share
killed; exits with 1 below 85 %. Needs ``coverage`` and a system that can fork.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import pickle
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mutants import Mutant, broken, candidates

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("gis/evaluation", "gis/planning")
TESTS = ("tests/gis/evaluation", "tests/gis/planning", "tests/gis/people", "tests/gis/reference")
LIBRARIES = (
    "numpy", "pandas", "geopandas", "pyogrio", "shapely", "scipy.sparse.csgraph", "scipy.optimize",
    "scipy.spatial", "numba", "PySide6.QtWidgets", "PySide6.QtTest", "hypothesis.extra.numpy",
)  # fmt: skip
KILLED_AT_LEAST = 0.85
SECONDS_OF_TESTS = 60.0             # run at one time: the fastest are enough
FIRST_FILES = 2                     # that are asked before all others


@dataclass
class Learned:
    """What the tests do when nothing is broken."""

    lines: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    modules: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Return the tests of the statement, of the whole module where it runs on import; fastest first."""
        found = set().union(*(self.lines.get((mutant.file, line), set()) for line in mutant.statement))
        chosen = found if mutant.statement else self.modules.get(mutant.file, set())
        return self._fastest(chosen)

    def likeliest(self, mutant: Mutant, tests: Iterable[str]) -> list[str]:
        """Return those of the tests that stand in the files that know the line best."""
        counts = Counter(map(_file, tests))
        name = Path(mutant.file).stem
        files = sorted(counts, key=lambda file: (name not in file, -counts[file], file))[:FIRST_FILES]
        return [test for test in tests if _file(test) in files]

    def neighbours(self, tests: Iterable[str]) -> list[str]:
        """Return the other tests of the same files: they may see what a fixture made for the first."""
        asked = set(tests)
        files = {_file(test) for test in asked}
        return self._fastest(test for test in self.seconds if _file(test) in files and test not in asked)

    def _fastest(self, tests: Iterable[str]) -> list[str]:
        chosen, total = [], 0.0
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            total += self.seconds[test]
            if total > SECONDS_OF_TESTS:
                break
            chosen.append(test)
        return chosen


def _file(test: str) -> str:
    return test.split("::", 1)[0]


class Watch:
    """A plugin: names the running test to the coverage tool, and keeps times and failures."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Change the context: what runs from here belongs to this test."""
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the time of each phase, and what did not pass."""
        self.seconds[report.nodeid] += report.duration
        if not report.passed:
            self.failed.add(report.nodeid)


def in_fork(work: Callable[[], int], seconds: float) -> int | None:
    """Return the exit code of some work in a process of its own, None if it does not come to an end."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setsid()
            limit = int(seconds) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))     # even if this program is killed
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            code = int(work())
        finally:
            os._exit(code)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def run_tests(arguments: Iterable[str], plugins: Iterable[object] = ()) -> int:
    """Run tests in this process."""
    import pytest

    imported_before = "ignore::pytest.PytestAssertRewriteWarning"
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-W", imported_before, "--assert=plain",
               "--hypothesis-profile=mutation"]  # fmt: skip
    return pytest.main([*options, *arguments], [*plugins])


def learn(root: Path, files: Iterable[Path]) -> Learned:
    """Run every test file alone, so that nothing is left over from another, and see which lines it runs."""
    learned, note = Learned(), root / ".learned"
    for path in files:
        if in_fork(lambda path=path: _watch(root, path, note), 1200) != 0:
            print(f"does not run by itself: {path.relative_to(root)}", flush=True)
            continue
        seconds, failed, lines = pickle.loads(note.read_bytes())
        learned.seconds |= {test: spent for test, spent in seconds.items() if test not in failed}
        for file, line, test in lines:
            if test in learned.seconds:
                learned.lines[file, line].add(test)
                learned.modules[file].add(test)
    return learned


def _watch(root: Path, path: Path, note: Path) -> int:
    from coverage import Coverage

    coverage = Coverage(data_file=None, source=list(PACKAGES), config_file=False)
    watch = Watch(coverage)
    coverage.start()
    run_tests(["--maxfail=1000", str(path)], [watch])
    coverage.stop()
    data = coverage.get_data()
    lines = [
        (Path(measured).relative_to(root).as_posix(), line, test)
        for measured in data.measured_files()
        for line, tests in data.contexts_by_lineno(measured).items()
        for test in tests
        if test
    ]
    note.write_bytes(pickle.dumps((dict(watch.seconds), watch.failed, lines)))
    return 0


def is_killed(learned: Learned, mutant: Mutant) -> bool:
    """Whether a test of the line fails, or one beside it, or they do not come to an end."""
    tests = learned.tests_of(mutant)
    first = learned.likeliest(mutant, tests)
    others = [test for test in tests if test not in first]
    for chosen in (first, others, learned.neighbours(tests)):
        if chosen:
            patience = 30 + 5 * sum(learned.seconds[test] for test in chosen)
            if in_fork(lambda chosen=chosen: run_tests(chosen), patience) != 0:
                return True
    return False


def prepare(root: Path) -> None:
    """Import what every test needs, nothing of the project; failing examples are not made smaller."""
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    os.chdir(root)
    compileall.compile_dir(root / "gis", quiet=1)
    compileall.compile_dir(root / "app", quiet=1)
    compileall.compile_dir(root / "tests", quiet=1)
    sys.path.insert(0, str(root))
    for name in LIBRARIES:
        importlib.import_module(name)
    from hypothesis import Phase, settings

    phases = [Phase.explicit, Phase.generate]
    settings.register_profile("mutation", phases=phases, derandomize=True, database=None)


def survivors(root: Path, learned: Learned, chosen: list[Mutant]) -> Iterator[tuple[int, str]]:
    """Yield the mutants that no test noticed, with how many were tried by then."""
    for number, mutant in enumerate(chosen, 1):
        path = root / mutant.file
        source, times = path.read_text(encoding="utf-8"), path.stat()
        text, words = broken(source, mutant)
        path.write_text(text, encoding="utf-8")
        if not is_killed(learned, mutant):
            seen = "" if learned.tests_of(mutant) else " (no test runs this line)"
            yield number, f"{mutant.file}:{mutant.line} [{mutant.kind}] {words}{seen}"
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def main() -> None:
    """Print survivors and the share killed."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="modules, as gis/evaluation/equity.py")
    parser.add_argument("--tests", nargs="*", default=[], help="test files, instead of all")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch).resolve() / "checkout"
        kept = shutil.ignore_patterns(".git", ".venv", ".*_cache", "build", "dist")
        shutil.copytree(PROJECT, root, ignore=kept)
        real_data = PROJECT.parent / "shared"
        if real_data.is_dir():
            (root.parent / "shared").symlink_to(real_data)
        paths = [root / one for one in wanted.only] or [
            path for package in PACKAGES for path in sorted((root / package).glob("*.py"))
        ]
        offered = [mutant for path in paths for mutant in candidates(path, root)]
        chosen = random.Random(wanted.seed).sample(offered, min(wanted.sample, len(offered)))
        prepare(root)
        learned = learn(root, [root / one for one in wanted.tests] or sorted(
            path for folder in TESTS for path in (root / folder).rglob("test_*.py")
        ))  # fmt: skip
        sys.dont_write_bytecode = True          # two mutants may be of one size and of one second
        print(f"{len(offered)} possible changes, {len(chosen)} tried", flush=True)
        start, alive = time.perf_counter(), 0
        for number, survivor in survivors(root, learned, chosen):
            alive += 1
            print(f"SURVIVED {survivor} ({number} of {len(chosen)})", flush=True)
    share = 1 - alive / max(len(chosen), 1)
    print(f"killed {len(chosen) - alive} of {len(chosen)}: {share:.1%} (at least {KILLED_AT_LEAST:.0%}), "
          f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    sys.exit(0 if share >= KILLED_AT_LEAST else 1)


if __name__ == "__main__":
    main()
