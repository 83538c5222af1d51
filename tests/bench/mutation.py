"""Do the tests notice? Breaks single places of the computing packages on purpose, a random sample of them.

    python tests/bench/mutation.py --sample 300 --seed 1
    python tests/bench/mutation.py --only gis/evaluation/equity.py --sample 40

Works in a copy of the checkout. First it learns which tests run which line; then every mutant is held against
the tests of its line alone, those of its module where none is known. Prints the survivors with what was
changed, and the share killed. Exits with 1 below 85 %. Changes: a comparison or an arithmetic or logical
operator exchanged, a condition negated, a number changed by one, a keyword flag turned round, ``min`` for
``max``, a returned value dropped. Texts, messages and annotations are left alone.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("gis/evaluation", "gis/planning", "gis/people")
TESTS = ("tests/gis/evaluation", "tests/gis/planning", "tests/gis/people")
KILLED_AT_LEAST = 0.85
MOST_TESTS = 120                    # of one line: the fastest to find are enough
SECONDS_PER_MUTANT = 240

COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
         "minimum": "maximum", "maximum": "minimum", "argmin": "argmax", "argmax": "argmin"}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: position of the node in ``ast.walk`` order of its module, and what to do with it."""

    file: str
    line: int
    node: int
    kind: str


def candidates(path: Path) -> Iterator[Mutant]:
    """Yield every change that a module offers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = [part for outer in ast.walk(tree) for part in _left_alone(outer)]
    skipped = {id(inner) for part in parts for inner in ast.walk(part)}
    name = path.relative_to(PROJECT).as_posix()
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for kind in _kinds(node):
            yield Mutant(name, getattr(node, "lineno", 0), number, kind)


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that say nothing about figures: annotations, texts of errors, imports."""
    if isinstance(node, ast.AnnAssign):
        yield node.annotation
    if isinstance(node, ast.arg) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.FunctionDef):
        yield from filter(None, [node.returns, *node.decorator_list])
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr):
        yield node
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        yield node
    if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if any(name.istitle() and not name.isupper() for name in names):       # aliases of types
            yield node


def _kinds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
        yield "compare"
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _joins_texts(node):
        yield "arithmetic"
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield "arithmetic"
    if isinstance(node, ast.BoolOp):
        yield "logic"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "negation"
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield "number"
    if isinstance(node, ast.keyword) and type(getattr(node.value, "value", None)) is bool:
        yield "flag"
    if isinstance(node, ast.Call) and _called(node) in NAMES:
        yield "function"
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return"


def _joins_texts(node: ast.BinOp) -> bool:
    return any(isinstance(getattr(side, "value", None), str) for side in (node.left, node.right))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def broken(source: str, mutant: Mutant) -> tuple[str, str]:
    """Return the module with the change made, and the change in words."""
    tree = ast.parse(source)
    node = next(found for number, found in enumerate(ast.walk(tree)) if number == mutant.node)
    before = ast.unparse(node).splitlines()[0]
    _CHANGES[mutant.kind](node)
    return ast.unparse(ast.fix_missing_locations(tree)), f"{before}  →  {ast.unparse(node).splitlines()[0]}"


def _compare(node: ast.AST) -> None:
    node.ops[0] = COMPARE[type(node.ops[0])]()  # type: ignore[attr-defined]


def _arithmetic(node: ast.AST) -> None:
    node.op = ARITHMETIC[type(node.op)]()  # type: ignore[attr-defined]


def _logic(node: ast.AST) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()  # type: ignore[attr-defined]


def _negation(node: ast.AST) -> None:
    node.op = ast.UAdd()  # type: ignore[attr-defined]


def _condition(node: ast.AST) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)  # type: ignore[attr-defined]


def _number(node: ast.AST) -> None:
    node.value += 1  # type: ignore[attr-defined]


def _flag(node: ast.AST) -> None:
    node.value = ast.Constant(not node.value.value)  # type: ignore[attr-defined]


def _function(node: ast.AST) -> None:
    called = node.func  # type: ignore[attr-defined]
    if isinstance(called, ast.Name):
        called.id = NAMES[called.id]
    else:
        called.attr = NAMES[called.attr]


def _return(node: ast.AST) -> None:
    node.value = ast.Constant(None)  # type: ignore[attr-defined]


_CHANGES: dict[str, Callable[[ast.AST], None]] = {
    "compare": _compare, "arithmetic": _arithmetic, "logic": _logic, "negation": _negation,
    "condition": _condition, "number": _number, "flag": _flag, "function": _function, "return": _return,
}  # fmt: skip


# ---- which tests see which line


def learn(copy_root: Path) -> dict[tuple[str, int], list[str]]:
    """Return the tests that run each line of the packages, by file and line."""
    from coverage import CoverageData

    data_file = copy_root / ".coverage"
    settings = copy_root / ".coveragerc"
    told = f"[run]\ndynamic_context = test_function\nsource = {','.join(PACKAGES)}\n"
    settings.write_text(told, encoding="utf-8")
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest", "-q", "-n0",
               "-p", "no:cacheprovider", *TESTS]  # fmt: skip
    environment = _environment(copy_root)
    subprocess.run(command, cwd=copy_root, env=environment, check=False, stdout=subprocess.DEVNULL)
    data = CoverageData(str(data_file))
    data.read()
    files = {path.stem: path for folder in TESTS for path in (copy_root / folder).rglob("test_*.py")}
    seen: dict[tuple[str, int], list[str]] = defaultdict(list)
    for measured in data.measured_files():
        name = Path(measured).relative_to(copy_root).as_posix()
        for line, contexts in data.contexts_by_lineno(measured).items():
            for context in contexts:
                module, _, function = context.rpartition(".")
                path = files.get(module.rpartition(".")[2])
                if path is not None and function.startswith("test_"):
                    seen[name, line].append(f"{path.relative_to(copy_root).as_posix()}::{function}")
    return seen


def _environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}


def is_killed(copy_root: Path, tests: list[str]) -> bool:
    """Whether the tests fail, or do not come to an end."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=copy_root, env=_environment(copy_root), timeout=SECONDS_PER_MUTANT, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main() -> None:
    """Print survivors and the share killed."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="modules, as gis/evaluation/equity.py")
    wanted = parser.parse_args()
    paths = [PROJECT / one for one in wanted.only] or [
        path for package in PACKAGES for path in sorted((PROJECT / package).glob("*.py"))
    ]
    offered = [mutant for path in paths for mutant in candidates(path)]
    chosen = random.Random(wanted.seed).sample(offered, min(wanted.sample, len(offered)))
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "checkout"
        kept = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "build", "dist")
        shutil.copytree(PROJECT, root, ignore=kept)
        seen = learn(root)
        print(f"{len(offered)} possible changes, {len(chosen)} tried", flush=True)
        killed, start = 0, time.perf_counter()
        for mutant in chosen:
            path = root / mutant.file
            source = path.read_text(encoding="utf-8")
            text, words = broken(source, mutant)
            tests = sorted(set(seen.get((mutant.file, mutant.line), ())))[:MOST_TESTS] or list(TESTS)
            path.write_text(text, encoding="utf-8")
            if is_killed(root, tests):
                killed += 1
            else:
                print(f"SURVIVED {mutant.file}:{mutant.line} [{mutant.kind}] {words}", flush=True)
            path.write_text(source, encoding="utf-8")
        share = killed / max(len(chosen), 1)
        print(f"killed {killed} of {len(chosen)}: {share:.1%} (at least {KILLED_AT_LEAST:.0%}), "
              f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    sys.exit(0 if share >= KILLED_AT_LEAST else 1)


if __name__ == "__main__":
    main()
