"""Whether a plan file is whole, says what its log says, and still gives the figures that were printed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from gis.errors import PlanningError
from gis.io.digests import evaluation_digest, figures_of, plan_digests, scenario_from
from gis.io.geopackage import geopackage_faults
from gis.io.history import EVALUATION, broken_links, head_digest, is_sealed, program_version
from gis.io.historywords import parts_in_words
from gis.io.migrations import META_TABLE, SCHEMA_VERSION
from gis.io.project import open_plan
from gis.io.references import OUTSIDE
from gis.io.sealing import seal_faults
from gis.layout import BASELINE
from gis.model import HistoryEntry, Issue, Plan, Severity
from gis.progress import Progress, ignore_progress

CONTENT_LISTED = 5  # ids of one kind that are named


@dataclass(frozen=True)
class PlanCheck:
    """What was looked at: ``passed`` in order, and ``findings`` that somebody has to look at."""

    path: Path
    passed: tuple[Issue, ...]
    findings: tuple[Issue, ...]


@dataclass(frozen=True)
class _OnDisk:
    """What the file says without being read as a plan."""

    meta: Mapping[str, str]
    issues: int
    faults: tuple[Issue, ...]


def check_plan(path: Path | str, *, progress: Progress = ignore_progress) -> PlanCheck:
    """Verify a plan file; nothing in it is changed.

    Parameters
    ----------
    path
        The plan, or a sealed copy.
    progress
        Told the share done; may cancel.

    Returns
    -------
    PlanCheck
        An Issue for every step that passed and for everything found.

    Raises
    ------
    PlanFileError
        The file cannot be used at all.
    """
    path = Path(path)
    progress(0.0, "step_checking_file")
    plan = open_plan(path)
    disk = _on_disk(path)
    progress(0.3, "step_checking_file")
    found = [*disk.faults, *_id_faults(plan), *_travel_faults(plan, disk), *_log_issues(plan, disk)]
    if is_sealed(plan.history):
        name = str(plan.history[-1].values.get("name", ""))
        found += seal_faults(path, name) or [Issue("info", "check_seal_whole", values={"name": name})]
    progress(0.5, "step_checking_figures")
    found += _figure_issues(plan, progress)
    progress(1.0, "step_checking_figures")
    named = [replace(issue, file=path.name) for issue in found]
    return PlanCheck(
        path,
        tuple(issue for issue in named if issue.severity == "info"),
        tuple(issue for issue in named if issue.severity != "info"),
    )


def _issue(severity: Severity, code: str, /, **values: object) -> Issue:
    return Issue(severity, code, values={name: str(value) for name, value in values.items()})


# ---- the file


def _on_disk(path: Path) -> _OnDisk:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        meta = dict(connection.execute(f"SELECT key, value FROM {META_TABLE}").fetchall())
        issues = connection.execute("SELECT count(*) FROM issues").fetchone()[0]
        faults = list(_database_issues(connection, meta))
    return _OnDisk(meta, issues, tuple(faults))


def _database_issues(connection: sqlite3.Connection, meta: Mapping[str, str]) -> Iterator[Issue]:
    problems = [row[0] for row in connection.execute("PRAGMA integrity_check(10)")]
    if problems == ["ok"]:
        yield _issue("info", "check_database_whole")
    else:
        yield _issue("error", "check_database_damaged", count=len(problems), reason="; ".join(problems))
    faults = list(geopackage_faults(connection))
    yield from (_issue("error", "check_geopackage", rule=rule, detail=detail) for rule, detail in faults)
    if not faults:
        layers = connection.execute("SELECT count(*) FROM gpkg_contents").fetchone()[0]
        yield _issue("info", "check_geopackage_valid", layers=layers)
    found = int(meta["schema_version"])
    code = "check_schema_current" if found == SCHEMA_VERSION else "check_schema_older"
    yield _issue("info", code, found=found, supported=SCHEMA_VERSION)


# ---- ids


def _id_faults(plan: Plan) -> list[Issue]:
    faults = []
    for table, column, keys, known in _references(plan):
        unknown = sorted({str(key) for key in keys} - known - {""})
        if unknown:
            ids = "、".join(unknown[:CONTENT_LISTED])
            faults.append(
                _issue("error", "check_unknown_id", table=table, column=column, ids=ids, count=len(unknown))
            )
    counts = {"schools": len(plan.schools), "places": len(plan.settlements)}
    return faults or [_issue("info", "check_ids_known", **counts)]


def _references(plan: Plan) -> Iterator[tuple[str, str, Iterable[object], set[str]]]:
    """Yield every column that holds ids, with its values and the ids that exist."""
    schools, places = set(plan.schools.index), {*plan.settlements.index, OUTSIDE}
    built = {site.school_id for scenario in plan.scenarios.values() for site in scenario.sites}
    sites = {*schools, *plan.schools.get("site_id", ())}
    yield "schools", "managing_school_id", plan.schools.get("managing_school_id", ()), sites
    subjects = [seen.subject_id for seen in plan.observations]
    yield "observations", "subject_id", subjects, {*sites, *places}
    for table in ("attendance", "zones", "reported_travel"):
        frame: pd.DataFrame = getattr(plan, table)
        yield table, "settlement_id", frame["settlement_id"], places
        yield table, "school_id", frame["school_id"], sites
    for column in ("from_school_id", "to_school_id"):
        yield "feeders", column, plan.feeders[column], sites
    for column, ids, known in _decision_ids(plan, sites | built, places):
        yield "decisions", column, ids, known
    for column, ids, known in _lock_ids(plan, sites | built, places):
        yield "locks", column, ids, known
    yield "scenarios", "base", {one.base for one in plan.scenarios.values()}, {BASELINE, *plan.scenarios}
    yield from _forecast_ids(plan, places)


def _decision_ids(
    plan: Plan, schools: set[str], places: set[str]
) -> Iterator[tuple[str, set[str], set[str]]]:
    for scenario in plan.scenarios.values():
        decisions = scenario.decisions.values()
        pairs = [pair for decision in decisions for pair in decision.settlement_receivers]
        yield "school_id", set(scenario.decisions), schools
        yield "receiver_id", {d.receiver_id for d in decisions if d.receiver_id}, schools
        yield "settlement_receivers", {place for place, _ in pairs}, places
        yield "settlement_receivers", {school for _, school in pairs}, schools


def _lock_ids(
    plan: Plan, schools: set[str], places: set[str]
) -> Iterator[tuple[str, set[str], set[str]]]:
    for scenario in plan.scenarios.values():
        locks = scenario.locks
        groups = [*locks.together, *(one.settlement_ids for one in locks.no_crossing)]
        yield "schools", set(locks.schools), schools
        yield "settlements", {place for group in groups for place in group}, places


def _forecast_ids(plan: Plan, places: set[str]) -> Iterator[tuple[str, str, Iterable[object], set[str]]]:
    """Yield the places of counted children and new housing; a school of earlier years may be gone."""
    townships = {*plan.schools.get("township", ()), *plan.settlements.get("township", ())}
    known = {"settlement": places, "school": set(plan.schools.index), "township": townships}
    for table in ("population", "housing"):
        frame: pd.DataFrame = getattr(plan, table)
        for kind, ids in known.items():
            yield table, "place_id", frame.loc[frame["place_kind"] == kind, "place_id"], ids


def _travel_faults(plan: Plan, disk: _OnDisk) -> list[Issue]:
    """Say whether the stored journeys fit; opening has worked them out anew and said so if not."""
    is_new = any(issue.code == "plan_edited_outside" for issue in plan.issues[disk.issues :])
    if is_new:
        return [_issue("error", "check_travel_stale")]
    return [_issue("info", "check_travel_fits", modes=len(plan.travel))]


# ---- the log


def _log_issues(plan: Plan, disk: _OnDisk) -> list[Issue]:
    history = plan.history
    if not history:
        return [_issue("info", "check_log_empty")]
    faults = [
        _issue("error", "check_log_broken", number=number, when=history[number - 1].when)
        for number in broken_links(history)
    ]
    head = disk.meta.get("history_head")
    if head is not None and head != head_digest(history):
        faults.append(_issue("error", "check_log_cut", number=len(history), when=history[-1].when))
    stored = replace(plan, issues=plan.issues[: disk.issues])
    logged, now = history[-1].values.get("state", {}), plan_digests(stored)
    parts = [name for name in now if name in logged and logged[name] != now[name]]
    if parts:
        words = parts_in_words(parts)
        faults.append(_issue("error", "check_content_not_logged", parts=words, when=history[-1].when))
    if faults:
        return faults
    return [_issue("info", "check_log_whole", count=len(history), head=head_digest(history))]


# ---- the figures


def _figure_issues(plan: Plan, progress: Progress) -> list[Issue]:
    printed = {_run(entry): entry for entry in plan.history if entry.action == EVALUATION}
    found = []
    for number, entry in enumerate(printed.values()):
        progress(0.5 + 0.4 * number / len(printed), "step_checking_figures")
        found.append(_rerun(plan, entry))
    return found + [issue for name in (BASELINE, *plan.scenarios) for issue in _evaluable(plan, name)]


def _run(entry: HistoryEntry) -> str:
    """Name a run by what it rests on: the last of equal runs is worked out again, once."""
    values = entry.values
    asked = values.get("scenario"), values.get("year"), values.get("season", "")
    return repr((*asked, values.get("digests")))


def _rerun(plan: Plan, entry: HistoryEntry) -> Issue:
    from gis.evaluation import evaluate

    about = {"scenario": entry.values.get("scenario", ""), "when": entry.when}
    try:
        scenario = scenario_from(str(entry.values["scenario"]), entry.values["content"])
        recorded, digests = entry.values["figures"], entry.values["digests"]
        if evaluation_digest(plan, scenario) != digests:
            now = evaluation_digest(plan, scenario)
            parts = [name for name in now if digests.get(name) != now[name]]
            return _issue("info", "check_figures_earlier", parts=parts_in_words(parts), **about)
        season = str(entry.values.get("season", ""))
        figures = figures_of(evaluate(plan, scenario, year=entry.values["year"], season=season))
    except PlanningError as error:
        return _issue("error", "check_figures_refused", reason=str(error), **about)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return _issue("error", "check_figures_unreadable", reason=repr(error), **about)
    return _compared(recorded, figures, entry.program, about)


def _compared(
    recorded: Mapping[str, Any], now: Mapping[str, Any], program: str, about: Mapping[str, object]
) -> Issue:
    if recorded == now:
        return _issue("info", "check_figures_same", **about)
    for part in ("headline", "counts", "findings"):
        for name, value in now[part].items():
            old = recorded.get(part, {}).get(name)
            if old != value:
                return _issue(
                    "error", "check_figures_differ", figure=name, before=old, after=value, **about
                )
    # a later version may list more than the one that wrote the entry
    severity: Severity = "warning" if program == program_version() else "info"
    return _issue(severity, "check_details_differ", program=program, **about)


def _evaluable(plan: Plan, name: str) -> list[Issue]:
    from gis.evaluation import evaluate

    try:
        evaluate(plan, name)
    except PlanningError as error:
        return [_issue("error", "check_scenario_refused", scenario=name, reason=error)]
    return []
