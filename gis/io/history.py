"""The log of a plan: only ever continued. Each entry carries the digest of the one before it.

An entry's ``values`` hold, beside what changed: ``previous`` (digest of the entry before, "" for the first),
``who`` (name of the account) and ``state`` (digests of the plan's parts after the change). The chain makes
an edited or missing entry noticeable; the state makes an edit of the plan by another program noticeable.
Somebody who writes the whole chain anew is not noticed by the chain: that is what sealed copies and their
published SHA-256 are for.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import PlanFileError
from gis.io.changes import changes_between
from gis.io.digests import canonical, evaluation_digest, figures_of, plan_digests, scenario_values
from gis.io.files import source_of
from gis.layout import Scenario
from gis.model import HistoryEntry, Plan
from gis.planning.ledger import without_kindergartens

if TYPE_CHECKING:
    from gis.evaluation.result import Evaluation
    from gis.io.choices import ImportChoices

HISTORY_TABLE = "history"
SEALED_COPY = "history_sealed_copy"
EVALUATION = "history_report"
History = Sequence[HistoryEntry]


# ---- the chain


def entry_digest(entry: HistoryEntry) -> str:
    """Return the SHA-256 of an entry, its link to the one before included."""
    parts = [entry.when, entry.program, entry.action, canonical(entry.values)]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def head_digest(history: History) -> str:
    """Return the digest of the last entry, which stands for the whole log; "" if there is none."""
    return entry_digest(history[-1]) if history else ""


def broken_links(history: History) -> list[int]:
    """Return the numbers (1-based) of entries that do not follow the entry before them."""
    previous = ["", *(entry_digest(entry) for entry in history)]
    return [
        number
        for number, (entry, link) in enumerate(zip(history, previous, strict=False), start=1)
        if entry.values.get("previous") != link
    ]


def append_entry(
    plan: Plan, action: str, values: Mapping[str, Any], *, state: Mapping[str, str] | None = None
) -> Plan:
    """Return the plan with one more entry in its log.

    Parameters
    ----------
    plan
        The plan after the change.
    action
        A code of ``resources/messages/history.toml``.
    values
        What changed, in JSON's own types; no personal data.
    state
        ``plan_digests(plan)`` where the caller has them already.
    """
    what = {**values, "who": account(), "state": dict(state or plan_digests(plan))}
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _chain(plan, [HistoryEntry(now, program_version(), action, what)])


def _chain(plan: Plan, entries: Iterable[HistoryEntry]) -> Plan:
    history = list(plan.history)
    for entry in entries:
        values = json.loads(json.dumps({**entry.values, "previous": head_digest(history)}, allow_nan=False))
        history.append(replace(entry, values=values))
    return replace(plan, history=tuple(history))


def account() -> str:
    """Return the name of who is logged in, "" where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account name on this system
        return ""


def program_version() -> str:
    """Return the version of this program, "" where it is not installed."""
    try:
        return version("xiaotu")
    except PackageNotFoundError:
        return ""


# ---- what is written


def record_import(plan: Plan, choices: ImportChoices | None = None) -> Plan:
    """Log from which files a plan was made, and what the user decided about them."""
    values: dict[str, Any] = {
        "files": [asdict(source) for source in plan.sources],
        "schools": len(without_kindergartens(plan.schools)),
        "settlements": len(plan.settlements),
        "pupils": int(plan.attendance["pupils"].sum()),
        "issues": len(plan.issues),
    }
    if choices is not None:
        values["choices"] = {
            "coordinates": dict(choices.coordinates),
            "columns": {role: len(columns) for role, columns in choices.columns.items()},
            "matches": {role: len(matches) for role, matches in choices.matches.items()},
            "positions": len(choices.positions),
            "roads": {
                "columns": dict(choices.road_columns),
                "tolerance_m": choices.road_tolerance_m,
                "join_crossings": choices.join_crossings,
            },
        }
    return append_entry(plan, "history_import", values)


def record_changes(before: Plan, after: Plan) -> Plan:
    """Log one change set: what the plan was when it was opened or last saved, and what it is now.

    Parameters
    ----------
    before
        The plan up to which everything is logged.
    after
        The plan about to be saved; its log starts with that of ``before``.

    Returns
    -------
    Plan
        ``after``, with an entry for every kind of change; itself if nothing changed.
    """
    state = plan_digests(after)
    plan = after
    if not plan.history:
        sources = [asdict(source) for source in plan.sources]
        plan = append_entry(plan, "history_begun", {"files": sources}, state=plan_digests(before))
    elif is_sealed(plan.history):
        plan = append_entry(plan, "history_unsealed", {"name": plan.history[-1].values["name"]}, state=state)
    for action, values in changes_between(before, after):
        plan = append_entry(plan, action, values, state=state)
    logged = plan.history[-1].values.get("state", {})
    parts = [name for name in state if logged.get(name) != state[name]]
    if parts:  # another program edited the file, or a part changed that is not listed one by one
        plan = append_entry(plan, "history_outside", {"parts": parts}, state=state)
    return plan


def record_report(
    plan: Plan,
    scenario: str | Scenario,
    evaluation: Evaluation,
    files: Iterable[Path] = (),
    *,
    year: int | None = None,
    season: str = "",
) -> Plan:
    """Log an evaluation whose figures leave the program, so that they can be worked out again.

    Parameters
    ----------
    plan
        The plan that was evaluated.
    scenario
        The scenario of the figures.
    evaluation
        The figures.
    files
        What was printed; name, size and SHA-256 of each are kept.
    year
        The school year that the evaluation was asked for; None = all decisions hold.
    season
        The time of year that it was asked for; "" = none.
    """
    made = plan.scenario(scenario) if isinstance(scenario, str) else scenario
    printed = [asdict(source_of(path, role="", rows=0)) for path in files]
    values = {
        "scenario": made.name,
        "year": year,
        "content": scenario_values(made),
        "digests": evaluation_digest(plan, made),
        "figures": figures_of(evaluation),
        "files": [{key: file[key] for key in ("file", "size_bytes", "sha256")} for file in printed],
        **({"season": season} if season else {}),
    }
    return append_entry(plan, EVALUATION, values)


# ---- continuing what is on disk


def is_sealed(history: History) -> bool:
    """Whether a log is that of a sealed copy, which is never written again."""
    return bool(history) and history[-1].action == SEALED_COPY


def history_on_disk(path: Path) -> tuple[HistoryEntry, ...]:
    """Return the log of a plan file; empty if there is no file, no log in it, or it cannot be read."""
    if not path.is_file():
        return ()
    uri = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            rows = connection.execute(
                f'SELECT "when", program, action, "values" FROM {HISTORY_TABLE} ORDER BY fid'
            ).fetchall()
        return tuple(HistoryEntry(when, made, action, json.loads(text)) for when, made, action, text in rows)
    except (sqlite3.Error, ValueError, TypeError):
        return ()


def require_continuation(plan: Plan, path: Path) -> None:
    """Make sure that saving a plan loses nothing of the log in the file that it replaces.

    Raises
    ------
    PlanFileError
        plan_sealed: the file is a sealed copy. plan_history_lost: its log holds entries that the plan's
        does not: somebody else has saved it meanwhile, or it is another plan.
    """
    saved = history_on_disk(path)
    if is_sealed(saved):
        raise PlanFileError("plan_sealed", file=path.name, name=saved[-1].values.get("name", ""))
    if not _continues(plan.history, saved):
        raise PlanFileError("plan_history_lost", file=path.name, when=saved[-1].when)


def _continues(history: History, saved: History) -> bool:
    return len(history) >= len(saved) and head_digest(history[: len(saved)]) == head_digest(saved)


def take_place_of(plan: Plan, path: Path) -> Plan:
    """Return a plan that may replace the file of another one: its log continues the log of that file.

    For a file that the user wants replaced. A later state of the same plan is not such a file.
    """
    saved = history_on_disk(path)
    if not saved or _continues(plan.history, saved) or _same_start(plan.history, saved):
        return plan
    replaced = append_entry(replace(plan, history=saved), "history_replaced", {"file": path.name})
    return _chain(replaced, plan.history)


def _same_start(one: History, other: History) -> bool:
    return bool(one) and bool(other) and entry_digest(one[0]) == entry_digest(other[0])


def continued(plan: Plan, history: History) -> Plan:
    """Return a plan whose log is ``history``, followed by those entries of its own that are not in it.

    For a plan whose changes were taken back after they had been logged: entries are never taken back.
    """
    known = {_content_digest(entry) for entry in history}
    own = [entry for entry in plan.history if _content_digest(entry) not in known]
    if not own and plan.history == tuple(history):
        return plan
    return _chain(replace(plan, history=tuple(history)), own)


def _content_digest(entry: HistoryEntry) -> str:
    """Return the digest of an entry without its link: the same wherever in a log it stands."""
    return entry_digest(replace(entry, values={**entry.values, "previous": ""}))
