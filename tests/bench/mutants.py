"""Single places of a module, broken on purpose: what ``mutation.py`` holds against the tests.

A comparison or an arithmetic or logical operator exchanged, a condition negated, a number changed by one, a
keyword flag turned round, ``min`` for ``max``, a returned value dropped. Texts, messages, annotations and
imports are left alone, and ``strict=`` of ``zip``: a check of the programmer's, which no figure depends on.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
    statement: range           # the lines of the statement it stands in; empty where it runs on import


def candidates(path: Path, root: Path) -> Iterator[Mutant]:
    """Yield every change that a module offers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = _statements(tree)
    parts = [part for outer in ast.walk(tree) for part in _left_alone(outer)]
    skipped = {id(inner) for part in parts for inner in ast.walk(part)}
    name = path.relative_to(root).as_posix()
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for kind in _kinds(node):
            yield Mutant(name, getattr(node, "lineno", 0), number, kind, statements.get(id(node), range(0)))


def _statements(tree: ast.Module) -> dict[int, range]:
    """Return the lines of the innermost statement of each node inside a function, by the node's identity."""
    found: dict[int, range] = {}

    def visit(node: ast.AST, inside: bool, lines: range) -> None:
        if isinstance(node, ast.stmt) and inside:
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            lines = range(node.lineno, max(last, node.lineno) + 1)
        found[id(node)] = lines
        is_function = isinstance(node, ast.FunctionDef)
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, inside or (is_function and name == "body"), lines)

    visit(tree, False, range(0))
    return found


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that say nothing about figures: annotations, texts of errors, imports."""
    if isinstance(node, ast.AnnAssign):
        yield node.annotation
    if isinstance(node, ast.arg) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.ClassDef):
        yield from node.decorator_list                      # frozen, slots: kinds of classes, no figures
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
    is_flag = isinstance(node, ast.keyword) and type(getattr(node.value, "value", None)) is bool
    if is_flag and node.arg != "strict":
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
