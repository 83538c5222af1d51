"""Reading a table of decisions as a scenario: all of it, or nothing with every refused row named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from gis.errors import DecisionError
from gis.io.tables import read_table
from gis.messages import describe
from gis.model import Boarding, Decision, LayoutStatus, Plan, Scenario
from gis.planning.county import without_kindergartens
from gis.planning.scenario import check_scenario
from gis.schema import load_schema, normalise

STATUS = {
    "保留": LayoutStatus.RETAIN,
    "撤销并入": LayoutStatus.MERGE,
    "变更为教学点": LayoutStatus.TEACHING_POINT,
}
Problem = tuple[int, str, str]


class DecisionsRefused(DecisionError):
    """A table of decisions was not taken in because some rows cannot be carried out.

    Attributes
    ----------
    problems
        ``(row, school name, sentence)`` per refused row, by row.
    """

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        rows = (
            describe("decision_row_refused", {"row": row, "school": school, "sentence": sentence}).what
            for row, school, sentence in self.problems
        )
        super().__init__("decisions_refused", file=file, count=len(problems), listed="".join(rows))


class _RowFault(DecisionError):
    """One row that names no school, or not one school."""


@dataclass
class _Reading:
    """The decisions gathered so far, the row each school was first named in, and the problems."""

    schools: pd.DataFrame
    decisions: dict[str, Decision] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    whole_school: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, row: int, school: str, fault: DecisionError) -> None:
        self.problems.append((row, school, str(fault)))


def read_decisions(path: Path | str, plan: Plan, name: str) -> Scenario:
    """Read a table of decisions (``resources/schemas/decisions.csv``) as a scenario.

    Parameters
    ----------
    path
        .xlsx, .xls, .ods or .csv: one row per school, in print terms (保留, 撤销并入, 变更为教学点).
        Schools and receivers by code or by name. Rows with 居民点代码 name the receiver of that settlement
        alone.
    plan
        Its schools are decided on.
    name
        The scenario's name.

    Raises
    ------
    InputError
        The file cannot be used as a whole.
    DecisionsRefused
        Some rows cannot be carried out; nothing is taken in.
    """
    path = Path(path)
    table, _ = read_table(path, load_schema("decisions"), role="decisions")
    columns = ["name", "site_id", "division", "first_grade", "last_grade"]
    reading = _Reading(pd.DataFrame(without_kindergartens(plan.schools)[columns]))
    for issue in table.issues:
        if issue.severity != "info" and issue.row is not None:
            label = _label(table.frame, issue.row) or issue.column
            reading.problems.append((issue.row, label, str(issue.describe())))
    for row, entry in table.frame.iterrows():
        _add_row(int(str(row)), entry, reading)
    scenario = Scenario(name, reading.decisions)
    for error in check_scenario(plan, scenario):
        school_id = str(error.values["school_id"])
        reading.refuse(reading.rows[school_id], _name_of(school_id, reading), error)
    if reading.problems:
        raise DecisionsRefused(path.name, reading.problems)
    return scenario


def _label(frame: pd.DataFrame, row: int) -> str:
    return str(frame["name"].loc[row] or frame["school_id"].loc[row]) if row in frame.index else ""


def _add_row(row: int, entry: pd.Series[Any], reading: _Reading) -> None:
    label = entry["name"] or entry["school_id"]
    try:
        school_ids = _schools_of(entry, reading.schools)
    except _RowFault as fault:
        reading.refuse(row, label, fault)
        return
    for school_id in school_ids:
        try:
            receiver_id = _receiver(entry, school_id, reading.schools)
        except _RowFault as fault:
            reading.refuse(row, label, fault)
            receiver_id = None
        try:
            _add_decision(row, entry, school_id, receiver_id, reading)
        except _RowFault as fault:
            reading.refuse(row, label, fault)


def _add_decision(
    row: int, entry: pd.Series[Any], school_id: str, receiver_id: str | None, reading: _Reading
) -> None:
    """Add a row to the decision of its school: its measures, or the receiver of one settlement."""
    settlement_id = entry["settlement_id"]
    known = reading.decisions.get(school_id)
    first = reading.rows.setdefault(school_id, row)
    decision = _decision(entry, None if settlement_id else receiver_id)
    if known is not None and known.status is not decision.status:
        raise _RowFault("decision_status_differs", first=first)
    if settlement_id:
        if not entry["receiver"]:
            raise _RowFault("decision_receiver_missing", settlement=settlement_id)
        pairs = () if receiver_id is None else ((settlement_id, receiver_id),)
        base = known or Decision(status=decision.status)
        decision = replace(base, settlement_receivers=(*base.settlement_receivers, *pairs))
    elif school_id in reading.whole_school:
        raise _RowFault("decision_repeated", first=first)
    else:
        reading.whole_school.add(school_id)
        decision = replace(decision, settlement_receivers=known.settlement_receivers if known else ())
    reading.decisions[school_id] = decision


def _decision(entry: pd.Series[Any], receiver_id: str | None) -> Decision:
    beds, bus_seats, year = (
        None if pd.isna(entry[column]) else int(entry[column]) for column in ("beds", "bus_seats", "year")
    )
    return Decision(
        status=STATUS[entry["status"]],
        receiver_id=receiver_id,
        grades_kept=entry["grades_kept"],
        boarding=None if beds is None else Boarding(beds, int(entry["boarding_from_grade"])),
        bus_seats=bus_seats or 0,
        year=year,
        note=entry["note"],
    )


# ---- names and codes


def _schools_of(entry: pd.Series[Any], schools: pd.DataFrame) -> list[str]:
    """Return the school (or division) of a row; a plain 保留 may mean every division of a school."""
    code, name, division = entry["school_id"], entry["name"], entry["division"]
    if not code and not name:
        raise _RowFault("decision_without_school")
    found = _by_code_or_name(code or name, schools)
    if code and name and not found["name"].map(normalise).eq(normalise(name)).any():
        raise _RowFault("decision_name_differs", found=found["name"].iloc[0], name=name)
    if division:
        found = found[found["division"] == division]
    if found.empty:
        raise _RowFault("decision_name_unknown", name=f"{name or code}{division}")
    if len(found) > 1 and not (len(set(found["site_id"])) == 1 and _is_plain_retain(entry)):
        raise _RowFault("decision_name_ambiguous", name=name or code, count=len(found))
    return [str(school_id) for school_id in found.index]


def _is_plain_retain(entry: pd.Series[Any]) -> bool:
    return bool(STATUS[entry["status"]] is LayoutStatus.RETAIN and pd.isna(entry["beds"]))


def _by_code_or_name(text: str, schools: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger's rows with a code (school or division) or, failing that, a name."""
    by_code = schools[(schools.index == text) | (schools["site_id"] == text)]
    found = by_code if not by_code.empty else schools[schools["name"].map(normalise) == normalise(text)]
    if found.empty:
        raise _RowFault("decision_name_unknown", name=text)
    return found


def _receiver(entry: pd.Series[Any], school_id: str, schools: pd.DataFrame) -> str | None:
    """Return the receiver that a row names; of a combined school the division with the closing grades."""
    if not entry["receiver"]:
        return None
    found = _by_code_or_name(entry["receiver"], schools)
    if len(found) > 1:
        closing = schools.loc[school_id]
        begins_before_end = found["first_grade"] <= closing["last_grade"]
        overlaps = begins_before_end & (found["last_grade"] >= closing["first_grade"])
        found = found[overlaps] if overlaps.any() else found
    if len(found) > 1:
        raise _RowFault("decision_name_ambiguous", name=entry["receiver"], count=len(found))
    return str(found.index[0])


def _name_of(school_id: str, reading: _Reading) -> str:
    names: Mapping[Any, str] = reading.schools["name"].to_dict()
    return names.get(school_id, school_id)
