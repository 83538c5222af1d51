"""The rows of the window's tables, made from the plan and the evaluation; no Qt widget in sight.

Every frame has ``kind`` ("school", "settlement" or "") and ``id`` of the thing a row is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.outcome_words import outcome_word, unverified
from gis.evaluation.result import Change, Evaluation, Finding, TravelSummary
from gis.messages import describe
from gis.model import Band, Issue, IssueState, Plan

translate = QCoreApplication.translate
SEVERITY_ORDER = {"error": 0, "must": 0, "warning": 1, "should": 2, "info": 3}
PENDING = ("error", "must", "warning")
SETTLED = (IssueState.ACCEPTED, IssueState.FIXED)
OF_FINDINGS = ("value", "limit", "document", "rule", "layer", "path")
NO_ISSUE = -1  # a row that is a finding: what to do about it is a decision, not a state
SEVERITY_TONE = {"error": "danger", "must": "danger", "warning": "warn", "should": "warn", "info": ""}
VERDICT_TONE = {"over": "danger", "unreachable": "danger", "borderline": "warn"}
STATUS_TONE = {
    "merge": "danger", "suspend": "danger", "teaching_point": "warn", "phase_out": "warn", "new": "ok",
    "reopen": "ok", "retain": "",
}  # fmt: skip
FIGURES = ("mean_s", "median_s", "p95_s", "max_s")
TRAVEL_ORDER = (
    "pupils", *FIGURES, "over_limit_pupils", "borderline_pupils", "boarding_pupils", "unreachable_pupils",
    "unknown_pupils", "pupil_km",
)  # fmt: skip


def build_tables(plan: Plan, evaluation: Evaluation, band: Band) -> Mapping[str, pd.DataFrame]:
    """Return the rows of all tables of the window."""
    return {
        "schools": schools_table(plan, evaluation),
        "settlements": settlements_table(plan, evaluation, band),
        "flows": flows_table(plan, evaluation),
        "issues": issues_table(plan, evaluation),
        "indicators": indicators_table(evaluation),
    }


def school_name(plan: Plan, school_id: str) -> str:
    """Return a school's name with its division, "" for no school."""
    if school_id not in plan.schools.index:
        return school_id
    name, division = (plan.schools[column].at[school_id] for column in ("name", "division"))
    return _with_division(name, division)


def school_names(plan: Plan) -> dict[str, str]:
    """Return the names of all schools by id."""
    schools = plan.schools
    return {
        str(key): _with_division(name, division)
        for key, name, division in zip(schools.index, schools["name"], schools["division"], strict=True)
    }


def _with_division(name: object, division: object) -> str:
    return f"{name}（{division}）" if isinstance(division, str) and division else str(name)


def schools_table(plan: Plan, evaluation: Evaluation) -> pd.DataFrame:
    """One row per school (per division): what becomes of it, pupils, classes, places, ways."""
    schools = evaluation.schools
    names = school_names(plan)
    table = schools.drop(columns=["name"]).copy()
    table.insert(0, "kind", "school")
    table.insert(1, "id", schools.index.astype(str))
    table.insert(2, "name", [names.get(str(key), name) for key, name in schools["name"].items()])
    table["status_tone"] = table["status"].map(STATUS_TONE).fillna("")
    table["enrolment_change"] = table["enrolment_after"] - table["enrolment_before"]
    table["short_tone"] = np.where(table["places_short_after"].fillna(0) > 0, "danger", "")
    table["grown_tone"] = np.where(table["largest_class_after"] > table["largest_class_before"], "warn", "")
    table["is_changed"] = (table["status"] != "retain") | (table["enrolment_change"] != 0)
    table["is_short"] = table["places_short_after"].fillna(0) > 0
    return table.reset_index(drop=True)


def settlements_table(plan: Plan, evaluation: Evaluation, band: Band) -> pd.DataFrame:
    """One row per settlement: the pupils of an age band, their schools and ways before and after."""
    flows = evaluation.flows
    flows = flows[flows["band"].astype(str) == str(band)]
    names = school_names(plan)
    key = flows["settlement_id"]
    table = pd.DataFrame({"pupils": flows.groupby(key)["pupils"].sum()})
    table["moved"] = flows["pupils"].where(flows["moved"], 0).groupby(key).sum()
    for when in ("before", "after"):
        table[f"schools_{when}"] = _main_school(flows, f"school_{when}").map(names).fillna("")
        table[f"max_s_{when}"] = flows.groupby(key)[f"seconds_{when}"].max()
        over = flows["pupils"].where(flows[f"verdict_{when}"] == "over", 0)
        table[f"over_{when}"] = over.groupby(key).sum()
    table = plan.settlements[["name", "township"]].join(table, how="left")
    table[["pupils", "moved", "over_before", "over_after"]] = (
        table[["pupils", "moved", "over_before", "over_after"]].fillna(0).astype(int)
    )
    table[["schools_before", "schools_after"]] = table[["schools_before", "schools_after"]].fillna("")
    table["change_s"] = table["max_s_after"] - table["max_s_before"]
    table["over_tone"] = np.where(table["over_after"] > 0, "danger", "")
    table["is_changed"] = table["moved"] > 0
    table["is_over"] = table["over_after"] > 0
    table.insert(0, "kind", "settlement")
    table.insert(1, "id", table.index.astype(str))
    return pd.DataFrame(table.drop(columns=[c for c in ("geometry",) if c in table])).reset_index(drop=True)


def _main_school(flows: pd.DataFrame, column: str) -> pd.Series:
    """Return, per settlement, the school that most of its pupils go to."""
    totals = pd.DataFrame(flows.groupby(["settlement_id", column])["pupils"].sum()).reset_index()
    most = totals.sort_values(["settlement_id", "pupils", column], ascending=[True, False, True])
    main: pd.Series = most.drop_duplicates("settlement_id").set_index("settlement_id")[column]
    return main


def flows_table(plan: Plan, evaluation: Evaluation) -> pd.DataFrame:
    """One row per group of pupils with the same way: from where, grade, school before and after."""
    names = school_names(plan)
    flows = evaluation.flows
    table = flows.copy()
    table["school_before"] = flows["school_before"].map(names).fillna("")
    table["school_after"] = flows["school_after"].map(names).fillna("")
    table["change_s"] = flows["seconds_after"] - flows["seconds_before"]
    table["verdict_tone"] = flows["verdict_after"].map(VERDICT_TONE).fillna("")
    table["is_changed"] = flows["moved"].astype(bool)
    table["is_over"] = (flows["verdict_after"] == "over") & (flows["band"].astype(str) == str(Band.G1_3))
    table["is_unassigned"] = flows["school_after"] == ""
    table.insert(0, "kind", "settlement")
    table.insert(1, "id", flows["settlement_id"].astype(str))
    return table.reset_index(drop=True)


def issues_table(plan: Plan, evaluation: Evaluation | None) -> pd.DataFrame:
    """Everything that wants attention: faults of the input files, and criteria that are not met."""
    rows = [_issue_row(plan, position, issue) for position, issue in enumerate(plan.issues)]
    findings = evaluation.findings if evaluation else ()
    rows += [_finding_row(number, finding) for number, finding in enumerate(findings)]
    columns = ["issue", "kind", "id", "origin", "severity", "state", "place", "what", "fix", *OF_FINDINGS]
    table = pd.DataFrame(rows, columns=columns)
    is_open = ~table["state"].isin(SETTLED)
    table["order"] = table["severity"].map(SEVERITY_ORDER) + np.where(is_open, 0, len(SEVERITY_ORDER))
    table["tone"] = table["severity"].map(SEVERITY_TONE)
    table["is_pending"] = table["severity"].isin(PENDING) & (table["origin"] != "baseline") & is_open
    table = table.sort_values("order", kind="stable").reset_index(drop=True)
    table["is_data"] = table["origin"] == "data"
    return table


def _issue_row(plan: Plan, position: int, issue: Issue) -> tuple[object, ...]:
    kind = "school" if issue.subject_id in plan.schools.index else "settlement" if issue.subject_id else ""
    row = "" if issue.row is None else str(issue.row)
    place = " · ".join(part for part in (issue.file, issue.sheet, row, issue.column) if part)
    what, fix = issue.describe(labels.language())
    fix = issue.reason if issue.state == IssueState.ACCEPTED else fix
    nothing_to_do = issue.severity == "info" and issue.state == IssueState.PROBLEM
    state = "" if nothing_to_do else str(issue.state)
    about = position, kind, issue.subject_id, "data", issue.severity, state, place, what.strip(), fix.strip()
    return *about, *[""] * len(OF_FINDINGS)


def _finding_row(number: int, finding: Finding) -> tuple[object, ...]:
    """Return a finding with what would cure it; of the baseline's only the advice: there may be thousands."""
    what, fix = describe(finding.message_code, finding.values, labels.language())
    kind = finding.subject_kind if finding.subject_kind in ("school", "settlement") else ""
    origin = "baseline" if finding.in_baseline else "scenario"
    place = finding.subject_name
    cures = [] if finding.in_baseline else cure_words(finding)
    fix = translate("tables", "；或").join(one.rstrip("。. ") for one in cures) if cures else fix
    about = NO_ISSUE, kind, finding.subject_id, origin, finding.force, "", place, what.strip(), fix.strip()
    value, limit = (_measured(one, finding.unit) for one in (finding.value, finding.limit))
    document = unverified(f"{finding.document}{finding.article}", verified=finding.verified)
    return *about, value, limit, document, finding.rule, finding.layer, f"findings.{number}"


def _measured(value: float | None, unit: str) -> str:
    if labels.is_unknown(value):
        return labels.UNKNOWN
    if unit == "share":
        return labels.percent(value)
    digits = 0 if float(str(value)).is_integer() else 1
    return f"{labels.number(value, digits)} {outcome_word('unit', unit)}".rstrip()


def cure_words(finding: Finding) -> list[str]:
    """Return what would cure a finding, as sentences."""
    told = (describe(cure.message_code, cure.values, labels.language()) for cure in finding.cures)
    return [f"{what}{fix}".strip() for what, fix in told]


def indicators_table(evaluation: Evaluation) -> pd.DataFrame:
    """Return every figure of the summary, before and after, in words."""
    rows = [
        _figure_row(
            "", labels.word("headline", code), change, "places" if code == "places_short" else "pupils",
            f"headline.{code}.{{side}}",
        )
        for code, change in evaluation.headline.items()
    ]
    units = {"schools": "schools", "teaching_points": "points"}
    rows += [
        _figure_row(
            "", labels.word("count", code), change, units.get(code, "pupils"), f"counts.{code}.{{side}}"
        )
        for code, change in evaluation.counts.items()
    ]
    for band in ("all", *Band):
        summary = evaluation.travel.get(band)
        if summary is not None:
            rows += _travel_rows(str(band), summary)
    return pd.DataFrame(rows).assign(kind="", id="")


def _travel_rows(band: str, summary: Mapping[str, TravelSummary]) -> Iterable[dict[str, Any]]:
    for figure in TRAVEL_ORDER:
        before, after = getattr(summary["before"], figure), getattr(summary["after"], figure)
        if band == "all" and figure in ("over_limit_pupils", "borderline_pupils"):
            continue
        unit = "minutes" if figure in FIGURES else "pupil_km" if figure == "pupil_km" else "pupils"
        scale = 60 if figure in FIGURES else 1
        pair = Change(*(None if value is None else value / scale for value in (before, after)))
        no_limit = figure in ("over_limit_pupils", "borderline_pupils") and after is None
        yield _figure_row(
            labels.word("band", band), labels.word("travel", figure), pair, unit,
            f"travel.{band}.{{side}}.{figure}", no_limit=no_limit,
        )  # fmt: skip


def _figure_row(
    band: str, item: str, pair: Change, unit: str, path: str, *, no_limit: bool = False
) -> dict[str, Any]:
    digits = 1 if unit in ("minutes", "pupil_km") else 0
    missing = labels.word("verdict", "no_limit") if no_limit else labels.UNKNOWN
    known = pair.before is not None and pair.after is not None
    return {
        "band": band,
        "item": item,
        "before": missing if pair.before is None else labels.number(pair.before, digits),
        "after": missing if pair.after is None else labels.number(pair.after, digits),
        "change": labels.change((pair.after or 0) - (pair.before or 0), digits) if known else labels.UNKNOWN,
        "unit": labels.word("unit", unit),
        "is_changed": pair.before != pair.after,
        **{f"path_{side}": path.format(side=side) for side in ("before", "after")},
    }
