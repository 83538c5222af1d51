"""Unsaved work: a copy in the program's own folder, found again after a crash, and what it would bring back.

Each open plan has one copy with a lock of its own, so that the copies of windows that are still open are not
offered to others. The plan file itself is never written here.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from gis.errors import PlanFileError
from gis.io import planrecords as records
from gis.io.locking import Claim, PlanLock
from gis.io.project import connect, save_copy, sound_file
from gis.layout import Scenario
from gis.model import Issue, Plan

NAMES_SHOWN = 6
INPUT_TABLES = ("settlements", "schools", "roads", "attendance", "zones")


@dataclass(frozen=True, slots=True)
class About:
    """What a copy of unsaved work belongs to: the plan's name, its file ("" = never saved), when (UTC)."""

    unit_name: str
    plan_path: str
    when: str

    @property
    def when_here(self) -> str:
        """The time in this machine's time zone."""
        return f"{datetime.fromisoformat(self.when).astimezone():%Y-%m-%d %H:%M}"


class WorkingCopy:
    """The copy of one open plan."""

    def __init__(self, folder: Path, path: Path | None = None) -> None:
        """Choose a place; nothing is written before :meth:`write`. ``path`` takes an existing copy over."""
        self.path = path or folder / f"{secrets.token_hex(8)}.gpkg"
        self._lock: PlanLock | None = None

    def write(self, plan: Plan, plan_path: Path | None) -> None:
        """Write the plan as it is now.

        Raises
        ------
        PlanFileError
            As :func:`gis.io.replacing.replacement_of`.
        """
        self.claim()
        save_copy(plan, self.path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        about = About(plan.meta.unit_name, str(plan_path or ""), now)
        _about_path(self.path).write_text(json.dumps(asdict(about), ensure_ascii=False), encoding="utf-8")

    def claim(self) -> None:
        """Make sure that no other window offers this copy.

        Raises
        ------
        PlanFileError
            plan_held: another window has it.
        """
        if self._lock is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = Claim(self.path).take()

    def discard(self) -> None:
        """Remove the copy: its work is saved, or not wanted."""
        for file in (self.path, _about_path(self.path)):
            with suppress(OSError):
                file.unlink(missing_ok=True)
        self.leave()

    def leave(self) -> None:
        """Let the copy stand for the next start."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def find_copies(folder: Path) -> dict[Path, About]:
    """Return the copies of unsaved work that no running program has, newest first."""
    found = {}
    for path in folder.glob("*.gpkg"):
        try:
            about = About(**json.loads(_about_path(path).read_text(encoding="utf-8")))
            datetime.fromisoformat(about.when)
            Claim(path).take().release()
        except (OSError, ValueError, TypeError, PlanFileError):
            continue  # being written, held, or of another version
        found[path] = about
    return dict(sorted(found.items(), key=lambda item: item[1].when, reverse=True))


def _about_path(path: Path) -> Path:
    return path.with_suffix(".json")


# ---- what a copy would bring back


@dataclass(frozen=True)
class _Contents:
    scenarios: Mapping[str, Scenario]
    issues: tuple[Issue, ...]
    observation_ids: frozenset[str]
    names: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]  # table → column → digest of its values


def describe_copy(path: Path, about: About) -> tuple[Issue, ...]:
    """Say what differs between a copy of unsaved work and the plan file that it belongs to.

    Returns
    -------
    tuple of Issue
        Sentences with codes ``recovery_…``; the only one of ``error`` severity says that the copy is damaged.
    """
    try:
        copied = _read_contents(path)
    except PlanFileError:
        return (Issue("error", "recovery_copy_damaged"),)
    if not about.plan_path:
        return (_whole("recovery_never_saved", copied),)
    try:
        saved = _read_contents(Path(about.plan_path))
    except PlanFileError:
        return (_whole("recovery_file_unreadable", copied),)
    differences = (*_scenario_differences(saved, copied), *_other_differences(saved, copied))
    return differences or (Issue("info", "recovery_nothing"),)


def _read_contents(path: Path) -> _Contents:
    with sound_file(path) as current, closing(connect(current)) as connection:
        return _Contents(
            scenarios=records.read_scenarios(connection),
            issues=records.read_issues(connection),
            observation_ids=frozenset(seen.observation_id for seen in records.read_observations(connection)),
            names=_school_names(connection),
            columns={table: _column_digests(connection, table) for table in INPUT_TABLES},
        )


def _column_digests(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    rows = connection.execute(f'SELECT * FROM "{table}" ORDER BY fid')
    names = [described[0] for described in rows.description]
    digests = [sha256() for _ in names]
    for row in rows:
        for digest, value in zip(digests, row, strict=True):
            digest.update(repr(value).encode())
    return {name: digest.hexdigest() for name, digest in zip(names, digests, strict=True)}


def _inputs_differ(saved: _Contents, copied: _Contents) -> bool:
    """Whether inputs differ in the columns that both files have: a later version may write more of them."""
    return any(
        saved.columns[table][name] != copied.columns[table][name]
        for table in INPUT_TABLES
        for name in saved.columns[table].keys() & copied.columns[table].keys()
    )


def _school_names(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT school_id, name FROM schools").fetchall()
    return {str(school_id): str(name or school_id) for school_id, name in rows}


def _whole(code: str, copied: _Contents) -> Issue:
    decisions = sum(len(scenario.decisions) for scenario in copied.scenarios.values())
    values = {"schools": len(copied.names), "scenarios": len(copied.scenarios), "decisions": decisions}
    return Issue("info", code, values={name: f"{count:,}" for name, count in values.items()})


def _scenario_differences(saved: _Contents, copied: _Contents) -> tuple[Issue, ...]:
    differences = []
    for name, scenario in copied.scenarios.items():
        before = saved.scenarios.get(name)
        if before is None:
            values = {"name": name, "count": f"{len(scenario.decisions):,}"}
            differences.append(Issue("info", "recovery_scenario_new", values=values))
        elif before != scenario:
            values = {"name": name, "schools": _changed_schools(before, scenario, copied.names)}
            differences.append(Issue("info", "recovery_scenario_changed", values=values))
    gone = [name for name in saved.scenarios if name not in copied.scenarios]
    return (*differences, *(Issue("info", "recovery_scenario_gone", values={"name": name}) for name in gone))


def _changed_schools(before: Scenario, after: Scenario, names: Mapping[str, str]) -> str:
    ids = sorted(before.decisions.keys() | after.decisions.keys())
    changed = [names.get(key, key) for key in ids if before.decisions.get(key) != after.decisions.get(key)]
    more = f"……（{len(changed):,}）" if len(changed) > NAMES_SHOWN else ""
    return "、".join(changed[:NAMES_SHOWN]) + more if changed else "—"


def _other_differences(saved: _Contents, copied: _Contents) -> tuple[Issue, ...]:
    counts = {
        "recovery_issues": len(set(map(repr, copied.issues)) ^ set(map(repr, saved.issues))),
        "recovery_observations": len(copied.observation_ids ^ saved.observation_ids),
    }
    found = [Issue("info", code, values={"count": f"{n:,}"}) for code, n in counts.items() if n]
    if _inputs_differ(saved, copied):
        found.append(Issue("info", "recovery_inputs"))
    return tuple(found)
