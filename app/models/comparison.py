"""The scenarios of a plan side by side: one row per figure, one column per scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from app import labels
from gis.evaluation.comparing import TRAVEL, Figure, comparison_figures
from gis.evaluation.result import Evaluation

LABELS = {"headline": "headline", "counts": "count", "travel": "travel"}


@dataclass(frozen=True)
class Cell:
    """A figure of one scenario, its difference from the baseline and the colour token of that difference."""

    text: str
    change: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A figure across the scenarios; a row without cells is a heading."""

    label: str
    unit: str = ""
    cells: tuple[Cell, ...] = ()


def comparison_rows(evaluations: Mapping[str, Evaluation]) -> list[Row]:
    """Return the rows for scenarios in their order, the baseline first.

    Every figure is the scenario's own "after"; the baseline's column is the actual state.
    """
    rows = []
    figures = comparison_figures(list(evaluations.values()))
    for (group, band), of_group in groupby(figures, key=lambda figure: (figure.group, figure.band)):
        heading = labels.word("comparison", group)
        rows.append(Row(heading.format(band=labels.word("band", band)) if group == TRAVEL else heading))
        rows += [_row(figure) for figure in of_group]
    return rows


def _row(figure: Figure) -> Row:
    unit = "minutes" if figure.unit == "seconds" else figure.unit
    digits = 1 if unit in ("minutes", "pupil_km") else 0
    cells = tuple(_cell(figure, index, digits) for index in range(len(figure.values)))
    return Row(labels.word(LABELS[figure.group], figure.code), labels.word("unit", unit), cells)


def _cell(figure: Figure, index: int, digits: int) -> Cell:
    divisor = 60 if figure.unit == "seconds" else 1
    value, difference = figure.values[index], figure.differences[index]
    if value is None:
        return Cell(labels.word("verdict", "no_limit") if figure.needs_limit else labels.UNKNOWN)
    change = round(difference / divisor, digits) if difference else 0
    worse = figure.is_worse[index]
    tone = "" if worse is None or not change else "danger" if worse else "ok"
    return Cell(labels.number(value / divisor, digits), labels.change(change, digits) if change else "", tone)
