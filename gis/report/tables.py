"""Tables of a workbook: columns, rows, and how their cells are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gis.report.rows import Row
from gis.report.words import UNKNOWN, is_known

Kind = Literal["text", "count", "decimal", "figure"]  # figure: as many digits as it needs
SIDES = (("before", "现状"), ("after", "调整后"))
SECONDS_PER_MINUTE, METRES_PER_KM = 60.0, 1000.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: header, width in characters, kind of its cells, and the word for a missing value."""

    title: str
    width: float
    kind: Kind = "text"
    missing: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of one table."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def both_sides(title: str, width: float, kind: Kind = "text", missing: str = UNKNOWN) -> list[Column]:
    """Return the columns of a figure, 现状 and 调整后."""
    return [Column(f"{title} {when}", width, kind, missing) for _, when in SIDES]


def side_values(row: Row, *keys: str, by: float = 1.0) -> list[float | None]:
    """Return the figures of both sides, key by key."""
    return [divided(row[f"{key}_{side}"], by) for key in keys for side, _ in SIDES]


def divided(value: Any, by: float) -> float | None:
    """Return a figure in a larger unit; None = not known."""
    return float(value) / by if is_known(value) else None
