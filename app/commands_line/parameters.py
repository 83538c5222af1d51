"""The command about a plan's travel parameters: list them, set them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gis.errors import InputError
from gis.network.overrides import TravelNumber
from gis.progress import Progress


def set_parameters(plan_path: Path, settings: Sequence[str], progress: Progress) -> tuple[TravelNumber, ...]:
    """Set travel parameters of a plan (``key=number``), work its journeys out anew, and return them all.

    Raises
    ------
    InputError
        parameter_option_wrong, and those of :func:`gis.network.overrides.with_travel_parameters`.
    """
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan, with_new_travel
    from gis.network.overrides import travel_numbers, with_travel_parameters

    plan = open_plan(plan_path)
    changed = with_travel_parameters(plan, dict(map(_setting, settings)))
    if changed is not plan:
        progress(0.0, "step_travel_times")
        changed = with_new_travel(changed)
        save_plan(record_changes(plan, changed), plan_path)
    return travel_numbers(changed.rules)


def _setting(given: str) -> tuple[str, float]:
    key, _, text = given.partition("=")
    try:
        return key.strip(), float(text)
    except ValueError as error:
        raise InputError("parameter_option_wrong", given=given) from error


def print_parameters(numbers: Sequence[TravelNumber], out: Console) -> None:
    """Print a line for every number: value, unit, source, whether it is 待核 or the county's own."""
    table = Table("参数", "数值", "单位", "核对", "来源")
    for number in numbers:
        was = "不走" if number.shipped is None else f"{number.shipped:g}"
        marks = (f"本县修改，原为 {was}" if number.overridden else "", "" if number.verified else "待核")
        table.add_row(
            number.key, f"{number.value:g}", number.unit, "；".join(filter(None, marks)), number.source
        )
    out.print(table)
