"""The scenarios of a plan side by side: one row per figure, one column per scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import labels
from app.models.tables import FIGURES, TRAVEL_ORDER
from gis.evaluation.result import Evaluation
from gis.model import Band

MORE_IS_WORSE = frozenset(
    ("affected_pupils", "over_limit_g1_3_pupils", "largest_class_pupils", "places_short", "moved_pupils",
     "cross_township_pupils", "unassigned_pupils", "over_limit_pupils",
     "unreachable_pupils", "unknown_pupils", *FIGURES)
)  # fmt: skip


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
    made = list(evaluations.values())
    rows = [Row(labels.word("comparison", "headline"))]
    rows += [
        _row("headline", code, "places" if code == "places_short" else "pupils",
             [evaluation.headline[code].after for evaluation in made])
        for code in made[0].headline
    ]  # fmt: skip
    rows.append(Row(labels.word("comparison", "counts")))
    units = {"schools": "schools", "teaching_points": "points"}
    rows += [
        _row("count", code, units.get(code, "pupils"), [evaluation.counts[code].after for evaluation in made])
        for code in made[0].counts
    ]
    for band in Band:
        rows.append(Row(labels.word("comparison", "travel").format(band=labels.word("band", band))))
        rows += [_travel_row(figure, band, made) for figure in TRAVEL_ORDER]
    return rows


def _travel_row(figure: str, band: Band, made: list[Evaluation]) -> Row:
    values = [getattr(evaluation.travel[band]["after"], figure) for evaluation in made]
    if figure in FIGURES:
        values = [None if value is None else value / 60 for value in values]
    unit = "minutes" if figure in FIGURES else "pupil_km" if figure == "pupil_km" else "pupils"
    missing = "no_limit" if figure in ("over_limit_pupils", "borderline_pupils") else ""
    return _row("travel", figure, unit, values, missing)


def _row(group: str, code: str, unit: str, values: list[float | None], missing: str = "") -> Row:
    digits = 1 if unit in ("minutes", "pupil_km") else 0
    unknown = labels.word("verdict", missing) if missing else labels.UNKNOWN
    cells = []
    for value in values:
        if value is None:
            cells.append(Cell(unknown))
            continue
        difference = None if values[0] is None else round(value - values[0], digits)
        tone = ""
        if difference and code in MORE_IS_WORSE:
            tone = "danger" if difference > 0 else "ok"
        change = labels.change(difference, digits) if difference else ""
        cells.append(Cell(labels.number(value, digits), change, tone))
    return Row(labels.word(group, code), labels.word("unit", unit), tuple(cells))
