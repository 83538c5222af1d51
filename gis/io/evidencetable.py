"""What people said as a table: one gate of one school a row; all of it is taken in, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from gis.errors import DecisionError, InputError
from gis.io.decisioncells import nameable_schools, schools_called
from gis.io.decisions import DecisionsRefused, row_problems
from gis.io.tables import read_table
from gis.layout import Evidence, GateState, Scenario
from gis.model import Plan
from gis.planning.evidence import said_by_counts, set_evidence
from gis.planning.patches import effective
from gis.schema import load_schema, normalise

STATES = {"通过": GateState.PASS, "不通过": GateState.FAIL, "待取证": GateState.PENDING}
WORDS = {state: word for word, state in STATES.items()}
COPIED = ("asked", "against", "document", "date", "office", "note", "decision")
DAY_PARTS = 3


def read_evidence(path: Path, plan: Plan, scenario: Scenario) -> tuple[Evidence, ...]:
    """Read a table of evidence (``resources/schemas/evidence.csv``).

    Evidence without a word of its decision is taken for the one that the scenario has now.

    Parameters
    ----------
    path
        .xlsx, .xls, .ods or .csv; schools by code or by name. Where only counts are given they decide.
    plan, scenario
        What may be named; evidence of the scenario that the table does not name stays.

    Raises
    ------
    InputError
        The file cannot be used as a whole.
    DecisionsRefused
        Some rows cannot be used; nothing is taken in.
    """
    table, _ = read_table(path, load_schema("evidence"), role="evidence")
    problems = row_problems(table)
    schools, whole = nameable_schools(plan, scenario), effective(plan, scenario)
    for row, entry in table.frame.iterrows():
        try:
            for one in _evidence(entry, schools):
                scenario = set_evidence(scenario, one, whole=whole)
        except (DecisionError, InputError) as fault:
            problems.append((int(str(row)), str(entry["name"] or entry["school_id"]), str(fault)))
    if problems:
        raise DecisionsRefused(path.name, problems)
    return scenario.evidence


def _evidence(entry: pd.Series[Any], schools: pd.DataFrame) -> Iterator[Evidence]:
    """Yield the evidence of a row; what was said of a whole school holds for each of its divisions."""
    code, name = str(entry["school_id"]), str(entry["name"])
    if not code and not name:
        raise DecisionError("decision_without_school")
    found = schools_called(code or name, schools)
    if found.empty:
        raise DecisionError("decision_name_unknown", name=code or name)
    if code and name and not found["name"].map(normalise).eq(normalise(name)).any():
        raise DecisionError("decision_name_differs", found=found["name"].iloc[0], name=name)
    if len(set(found["site_id"])) > 1:
        raise DecisionError("decision_name_ambiguous", name=code or name, count=len(found))
    asked, against = (None if pd.isna(entry[key]) else int(entry[key]) for key in ("asked", "against"))
    state = STATES.get(entry["state"]) or said_by_counts(asked, against) or GateState.PENDING
    gate, document, office, note, decision = (
        str(entry[key]) for key in ("gate", "document", "office", "note", "decision")
    )
    told = document, _day(str(entry["date"])), office, note, asked, against, decision
    for school_id in found.index:
        yield Evidence(str(school_id), gate, state, *told)


def _day(text: str) -> str:
    """Return a day as it is commonly written (2022年6月1日, 2022/6/1, 2022.06.01) in ISO 8601."""
    parts = re.findall(r"\d+", text.split(" ")[0])
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])]) if len(parts) == DAY_PARTS else text


def evidence_rows(plan: Plan, scenario: Scenario) -> Iterator[dict[str, object]]:
    """Yield a scenario's own evidence, column by column of ``resources/schemas/evidence.csv``."""
    names = {site.school_id: site.name for site in scenario.sites} | plan.schools["name"].to_dict()
    for one in scenario.evidence:
        told = {key: getattr(one, key) for key in COPIED}
        about = {"school_id": one.school_id, "name": names.get(one.school_id, ""), "gate": one.gate}
        yield {**about, "state": WORDS[one.state], **told}
