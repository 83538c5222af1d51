"""Scenarios side by side as tables: for the workbook and for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gis.evaluation.comparing import COUNTS, HEADLINE, Comparison, Figure
from gis.evaluation.winners import Winners
from gis.layout import BASELINE
from gis.model import Plan
from gis.report.tables import Column, Sheet
from gis.report.words import UNKNOWN, place, word
from gis.report.workbook import write_workbook
from gis.resources import load_toml

SECONDS_PER_MINUTE = 60.0
NO_LIMIT = "未设标准"
VILLAGES = "各村得失"
DECIMALS = ("seconds", "pupil_km")
VILLAGE_FIGURES = (
    "pupils", "longer_pupils", "shorter_pupils", "moved_pupils", "over_new_pupils", "over_cured_pupils",
    "unassigned_new_pupils", "boarding_new_pupils", "boarding_ended_pupils", "mean_change_s",
    "most_longer_s",
)  # fmt: skip
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def words_of(table: str, code: str) -> str:
    """Return the printed word of a code of ``resources/templates/comparison.toml``."""
    return str(load_toml("templates", "comparison.toml")[table].get(code, code))


def scenario_words(name: str) -> str:
    """Return a scenario's name as the user wrote it; the baseline is 维持现状."""
    return "维持现状" if name == BASELINE else name


def figure_words(figure: Figure) -> str:
    """Return what a figure is."""
    if figure.group == HEADLINE:
        return word("headline", figure.code)
    if figure.group == COUNTS:
        return word("counts", figure.code)
    return f"{word('band', figure.band)} {words_of('travel', figure.code)}"


def shown(figure: Figure, value: float | None) -> float | None:
    """Return a value in the unit that is printed: minutes for seconds."""
    return value / SECONDS_PER_MINUTE if value is not None and figure.unit == "seconds" else value


def cell_text(figure: Figure, index: int) -> str:
    """Return a scenario's figure with its difference from the first, as text."""
    value, change = shown(figure, figure.values[index]), shown(figure, figure.differences[index])
    if value is None:
        return NO_LIMIT if figure.needs_limit else UNKNOWN
    digits = 1 if figure.unit in DECIMALS else 0
    text = f"{value:,.{digits}f}"
    return f"{text}（{change:+,.{digits}f}）" if change and round(change, digits) else text


def comparison_sheets(comparison: Comparison) -> list[Sheet]:
    """Return the workbook's tables: all figures, then every scenario's villages, losers first."""
    sheets = [_figures(comparison)]
    for name, found in comparison.winners.items():
        sheets.append(_villages(_sheet_name(name, sheets), found))
    return sheets


def _sheet_name(name: str, sheets: Sequence[Sheet]) -> str:
    """Return a name that a workbook takes: short, without its forbidden signs, not twice."""
    wanted = f"{VILLAGES} {name.translate(FORBIDDEN_IN_SHEET_NAMES)}"[:LONGEST_SHEET_NAME].strip()
    taken = {sheet.name.casefold() for sheet in sheets}
    return f"{VILLAGES} {len(sheets)}" if wanted.casefold() in taken else wanted


def write_comparison(plan: Plan, comparison: Comparison, path: Path) -> None:
    """Write the comparison as a workbook.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    first = next(iter(comparison.evaluations.values()))
    names = "、".join(scenario_words(name) for name in comparison.evaluations)
    write_workbook(plan, first, path, sheets=comparison_sheets(comparison), about=names)


def _figures(comparison: Comparison) -> Sheet:
    names = [scenario_words(name) for name in comparison.evaluations]
    columns = [Column("指标", 30), Column("单位", 10), *(Column(name, 16, "decimal") for name in names)]
    columns += [Column(f"{name}：与{names[0]}相差", 18, "decimal", "") for name in names[1:]]
    rows = [
        [
            figure_words(figure),
            words_of("unit", figure.unit),
            *(shown(figure, value) for value in figure.values),
            *(shown(figure, change) for change in figure.differences[1:]),
        ]
        for figure in comparison.figures
    ]
    return Sheet("方案比选", columns, rows)


def _villages(title: str, found: Winners) -> Sheet:
    columns = [Column("乡镇", 14), Column("村", 16), Column("得失", 18)]
    columns += [
        Column(words_of("village", code), 14, "decimal" if code.endswith("_s") else "count")
        for code in VILLAGE_FIGURES
    ]
    table = found.villages.sort_values(["over_new_pupils", "longer_pupils"], ascending=False, kind="stable")
    rows = [
        [
            row["township"], place(row["settlement"]), words_of("class", row["class"]),
            *(row[code] / (SECONDS_PER_MINUTE if code.endswith("_s") else 1) for code in VILLAGE_FIGURES),
        ]
        for row in table.to_dict("records")
    ]  # fmt: skip
    return Sheet(title, columns, rows)
