"""Reading a table of decisions as a scenario: all of it, or nothing with every refused row named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from gis.errors import DecisionError
from gis.io.decisioncells import (
    OF_ONE_DIVISION,
    STATUS,
    WORDS,
    decision_of,
    is_given,
    schools_called,
)
from gis.io.newschools import NewSchools
from gis.io.tables import Table, read_table
from gis.layout import Decision, LayoutStatus, Scenario
from gis.messages import describe
from gis.model import Plan
from gis.planning.ledger import without_kindergartens
from gis.planning.patches import effective
from gis.planning.scenario import check_scenario
from gis.schema import load_schema, normalise

_SCHOOL = ["name", "site_id", "division", "first_grade", "last_grade"]
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


def row_problems(table: Table) -> list[Problem]:
    """Return what is wrong with single rows of a table as read."""
    return [
        (issue.row, issue.column, str(issue.describe()))
        for issue in table.issues
        if issue.severity != "info" and issue.row is not None
    ]


class _RowFault(DecisionError):
    """One row that names no school, or not one school."""


@dataclass
class _Reading:
    """The decisions gathered so far, the row each school was first named in, and the problems."""

    plan: Plan
    schools: pd.DataFrame
    decisions: dict[str, Decision] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    whole_school: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, row: int, school: str, fault: DecisionError) -> None:
        self.problems.append((row, school, str(fault)))


def read_decisions(path: Path | str, plan: Plan, name: str, *, base: str | None = None) -> Scenario:
    """Read a table of decisions (``resources/schemas/decisions.csv``) as a scenario.

    Parameters
    ----------
    path
        .xlsx, .xls, .ods or .csv: one row per school, in print terms (保留, 撤销并入, 变更为教学点, 新建 …).
        Schools and receivers by code or by name. Rows with 居民点代码 name the receiver of that settlement
        alone; rows with 新建 say what is built where.
    plan
        Its schools are decided on.
    name
        The scenario's name. Of one that the plan has already the base stays, and the codes of its sites.
    base
        What the scenario builds on; None = as it does already, or the baseline.

    Returns
    -------
    Scenario
        Decisions and sites alone. Decisions that lack something (drafts) are among them.

    Raises
    ------
    InputError
        The file cannot be used as a whole, or there is no such base.
    DecisionsRefused
        Some rows cannot be carried out; nothing is taken in.
    """
    path = Path(path)
    earlier = plan.scenarios.get(name, Scenario(name))
    below = effective(plan, Scenario(name, base=earlier.base if base is None else base))
    table, _ = read_table(path, load_schema("decisions"), role="decisions")
    reading = _Reading(plan, pd.DataFrame(without_kindergartens(plan.schools)[_SCHOOL]))
    for issue in table.issues:
        if issue.severity != "info" and issue.row is not None:
            label = _label(table.frame, issue.row) or issue.column
            reading.problems.append((issue.row, label, str(issue.describe())))
    new = NewSchools(plan, below.sites, earlier.sites)
    _add_new_schools(table.frame, new, reading)
    for row, entry in table.frame.iterrows():
        _add_row(int(str(row)), entry, reading)
    scenario = Scenario(
        name, reading.decisions, base=earlier.base if base is None else base, sites=tuple(new.sites.values())
    )
    _check(scenario, below, reading)
    if reading.problems:
        raise DecisionsRefused(path.name, reading.problems)
    return scenario


def _check(scenario: Scenario, below: Scenario, reading: _Reading) -> None:
    """Refuse what cannot be carried out; what the base itself cannot is not the table's fault."""
    known = {str(error) for error in check_scenario(reading.plan, below)}
    for error in check_scenario(reading.plan, scenario):
        if str(error) not in known:
            school_id = str(error.values["school_id"])
            row = reading.rows.get(school_id, min(reading.rows.values(), default=1))
            reading.refuse(row, _name_of(school_id, reading), error)


def _add_new_schools(frame: pd.DataFrame, new: NewSchools, reading: _Reading) -> None:
    """Make a site of every row that builds a school, and let all rows name it."""
    grades: dict[str, tuple[int, ...]] = {}
    for number, entry in frame[frame["status"] == WORDS[LayoutStatus.NEW]].iterrows():
        row = int(str(number))
        try:
            new.add(row, entry)
        except DecisionError as fault:
            reading.refuse(row, str(entry["name"] or entry["school_id"]), fault)
        if row in new.codes:
            frame.at[number, "school_id"] = new.codes[row]
            grades[new.codes[row]] = entry["grades_taught"]
    for site in new.known():
        taught = grades.get(site.school_id, ())
        span = (min(taught), max(taught)) if taught else (float("nan"), float("nan"))
        reading.schools.loc[site.school_id, _SCHOOL] = [site.name, site.school_id, "", *span]


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
        except DecisionError as fault:
            reading.refuse(row, label, fault)


def _add_decision(
    row: int, entry: pd.Series[Any], school_id: str, receiver_id: str | None, reading: _Reading
) -> None:
    """Add a row to the decision of its school: its measures, or the receiver of one settlement."""
    settlement_id = entry["settlement_id"]
    known = reading.decisions.get(school_id)
    first = reading.rows.setdefault(school_id, row)
    find = partial(_school_named, school_id=school_id, schools=reading.schools)
    decision = decision_of(entry, None if settlement_id else receiver_id, reading.schools, find)
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
    is_empty = not any(is_given(entry[name]) for name in OF_ONE_DIVISION)
    return STATUS[entry["status"]] is LayoutStatus.RETAIN and is_empty


def _by_code_or_name(text: str, schools: pd.DataFrame) -> pd.DataFrame:
    found = schools_called(text, schools)
    if found.empty:
        raise _RowFault("decision_name_unknown", name=text)
    return found


def _receiver(entry: pd.Series[Any], school_id: str, schools: pd.DataFrame) -> str | None:
    """Return the receiver that a row names, None if it names none."""
    return _school_named(entry["receiver"], school_id, schools) if entry["receiver"] else None


def _school_named(text: str, school_id: str, schools: pd.DataFrame) -> str:
    """Return the school called so; of a combined one the division with grades that another school closes."""
    found = _by_code_or_name(text, schools)
    if len(found) > 1:
        closing = schools.loc[school_id]
        begins_before_end = found["first_grade"] <= closing["last_grade"]
        overlaps = begins_before_end & (found["last_grade"] >= closing["first_grade"])
        found = found[overlaps] if overlaps.any() else found
    if len(found) > 1:
        raise _RowFault("decision_name_ambiguous", name=text, count=len(found))
    return str(found.index[0])


def _name_of(school_id: str, reading: _Reading) -> str:
    names: Mapping[Any, str] = reading.schools["name"].to_dict()
    return names.get(school_id, school_id)
