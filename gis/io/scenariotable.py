"""A scenario as a workbook: its decisions, locks and evidence, as ``xiaotu scenario`` reads them."""

from __future__ import annotations

from pathlib import Path

from gis.errors import InputError
from gis.io.decisioncells import decision_rows
from gis.io.evidencetable import evidence_rows
from gis.io.locktable import lock_rows
from gis.io.templates import write_tables
from gis.layout import Scenario
from gis.model import Plan

LONGEST_CELL = 32_767  # characters


def write_scenario(plan: Plan, scenario: Scenario, path: Path) -> None:
    """Write what a scenario itself decides, locks and has evidence of, without what it builds on.

    Raises
    ------
    InputError
        export_not_xlsx; lock_shape_too_long: a shape does not fit into a cell; output_not_writable.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError("export_not_xlsx", file=path.name)
    locks = list(lock_rows(plan, scenario))
    long = next((row for row in locks if len(str(row.get("value", ""))) > LONGEST_CELL), None)
    if long is not None:
        raise InputError("lock_shape_too_long", name=str(long["group"]))
    tables = {"decisions": decision_rows(plan, scenario), "locks": locks}
    write_tables({**tables, "evidence": evidence_rows(plan, scenario)}, path)
