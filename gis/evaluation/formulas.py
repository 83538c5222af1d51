"""What figures rest on, as data: the registered paths, their formulas, and the arithmetic of those."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gis.resources import load_toml, resource_path

SEGMENTS = {
    "side": "before|after", "band": "g1_3|g4_6|g7_9|all", "grade": "[1-9]", "recurs": "one_off|yearly",
    "per_hundred": "L[1237]", "per_pupil": "L[456]",
}  # fmt: skip
PER_THOUSAND, PERCENT = 1e-3, 1e-2
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a figure was made from; ``name`` is a message code, ``value`` None = not known."""

    name: str
    value: Any
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure came about.

    Attributes
    ----------
    figure
        Its path.
    formula
        Message code of the sentence that says how it follows from the inputs.
    rules
        ``criteria.…`` and ``parameters.…`` that it rests on.
    op
        The arithmetic by which the inputs give the value, "" = more than these inputs decide it.
    """

    figure: str
    value: Any
    unit: str
    formula: str
    inputs: tuple[Input, ...]
    rules: tuple[str, ...]
    op: str = ""

    @property
    def recomputed(self) -> float | None:
        """What the formula makes of the inputs, None where it cannot be told from them alone."""
        values = [entry.value for entry in self.inputs]
        if not self.op or any(value is None for value in values[: ARITY.get(self.op, len(values))]):
            return None
        return OPERATIONS[self.op](values)

    @property
    def closes(self) -> bool | None:
        """Whether the inputs give the value, None where that cannot be told."""
        again = self.recomputed
        if again is None or self.value is None:
            return None
        return math.isclose(again, self.value, rel_tol=CLOSE, abs_tol=CLOSE)


def _quotient(values: Sequence[float]) -> float | None:
    return values[0] / values[1] if values[1] else None


def _ceiling(values: Sequence[float]) -> float | None:
    return math.ceil(values[0] / values[1]) if values[1] else None


OPERATIONS: dict[str, Callable[[Sequence[Any]], float | None]] = {
    "first": lambda values: float(values[0]),
    "quotient": _quotient,
    "ceiling": _ceiling,
    "shortage": lambda values: float(max(values[0] - values[1], 0)),
    "thousandth": lambda values: float(values[0] * PER_THOUSAND),
    "total": lambda values: float(sum(values)),
    "least": lambda values: float(min(values)),
    "difference": lambda values: float(values[0] - values[1]),
    "product": lambda values: float(values[0] * values[1]),
    "percent": lambda values: values[0] / values[1] / PERCENT if values[1] else None,
}
ARITY = {"first": 1, "thousandth": 1} | dict.fromkeys(
    ("quotient", "ceiling", "shortage", "difference", "product", "percent"), 2
)


@cache
def entries() -> tuple[tuple[str, re.Pattern[str], dict[str, Any]], ...]:
    """Return every registered figure: its path with placeholders, as a pattern, and what is said of it."""
    found = []
    for raw in _files():
        for path, entry in raw.items():
            if path != "frames":
                found.append((path, _pattern(path), entry))
    return tuple(found)


@cache
def frame_keys() -> dict[str, list[str]]:
    """Return by frame the columns that tell its rows apart; others go by their index."""
    return {name: keys for raw in _files() for name, keys in raw.get("frames", {}).items()}


def _files() -> Iterator[dict[str, Any]]:
    for path in sorted(resource_path("derivations").glob("*.toml")):
        yield load_toml("derivations", path.name)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    made = [
        f"(?P<{part}>{SEGMENTS.get(part, '[^.]*?')})" if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    ]
    return re.compile("".join(made))


def registered() -> tuple[str, ...]:
    """Return the paths, with placeholders, of all figures whose derivation is known."""
    return tuple(path for path, *_ in entries())
