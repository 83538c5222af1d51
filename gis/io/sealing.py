"""Sealed versions (封存版): a named copy of a plan that is never written again, and its published SHA-256.

The copy's own log ends with an entry that says so; every program that keeps to the rules of the log
refuses to save over it. A copy edited all the same no longer has the SHA-256 that stands in its side file, in
the log of the plan it was made from, and on the public notice.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gis.errors import InputError
from gis.io.files import source_of
from gis.io.history import SEALED_COPY, append_entry, is_sealed, record_changes
from gis.io.project import open_plan, save_plan
from gis.model import Issue, Plan

SIDE_SUFFIX = ".sha256"
_READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_WRITABLE = _READ_ONLY | stat.S_IWUSR
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """A sealed version as it lies on disk."""

    name: str
    path: Path
    size_bytes: int
    sha256: str


def seal_plan(plan_path: Path | str, name: str, folder: Path | str) -> Path:
    """Write a sealed version of a plan file and log it in the plan.

    Parameters
    ----------
    plan_path
        The plan; gets one entry in its log.
    name
        What the version is called, e.g. 公示稿.
    folder
        Where the copy and its side file go; made if it does not exist.

    Returns
    -------
    pathlib.Path
        The sealed copy; beside it lies a file of the same name and ``.sha256``, as ``sha256sum`` reads it.

    Raises
    ------
    PlanningError
        The plan cannot be opened or written, seal_name_empty, seal_of_sealed, seal_exists or
        output_not_writable. Nothing is left behind then.
    """
    plan_path = Path(plan_path)
    plan = open_plan(plan_path)
    if not is_sealed(plan.history):
        plan = record_changes(plan, plan)
    sealed = write_sealed_copy(plan, plan_path.stem, name, Path(folder))
    with taken_back_on_failure(sealed):
        save_plan(record_seal(plan, sealed), plan_path)
    return sealed.path


@contextmanager
def taken_back_on_failure(sealed: SealedCopy) -> Iterator[None]:
    """Remove a sealed copy again if it cannot be logged: no version without its plan knowing of it."""
    try:
        yield
    except Exception:
        _remove(sealed.path)
        raise


def write_sealed_copy(plan: Plan, stem: str, name: str, folder: Path) -> SealedCopy:
    """Write a plan as a read-only file with a side file that holds its SHA-256; the plan stays as it is.

    Parameters
    ----------
    plan
        A plan whose changes are logged.
    stem
        Name of the plan's file without ending.
    name, folder
        As for :func:`seal_plan`.
    """
    name = name.strip()
    if not name:
        raise InputError("seal_name_empty")
    if is_sealed(plan.history):
        raise InputError("seal_of_sealed", name=plan.history[-1].values.get("name", ""))
    target = folder / f"{stem}_{_NOT_IN_FILE_NAMES.sub('_', name).strip(' .')}.gpkg"
    _make_room(target)
    try:
        save_plan(append_entry(plan, SEALED_COPY, {"name": name}), target)
        source = source_of(target, role="", rows=0)
        side_file(target).write_text(f"{source.sha256}  {target.name}\n", encoding="utf-8", newline="\n")
        target.chmod(_READ_ONLY)
    except OSError as error:
        _remove(target)
        raise InputError("output_not_writable", path=str(target), reason=str(error.strerror)) from error
    return SealedCopy(name, target, source.size_bytes, source.sha256)


def _make_room(target: Path) -> None:
    """Refuse to replace an earlier version: a seal that can be exchanged is none."""
    if target.exists() or side_file(target).exists():
        raise InputError("seal_exists", file=target.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("output_not_writable", path=str(target), reason=str(error.strerror)) from error


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.chmod(_WRITABLE)
    for file in (path, side_file(path)):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def record_seal(plan: Plan, sealed: SealedCopy) -> Plan:
    """Log a sealed version in the plan that it was made from."""
    values = {
        "name": sealed.name,
        "file": sealed.path.name,
        "size_bytes": sealed.size_bytes,
        "sha256": sealed.sha256,
    }
    return append_entry(plan, "history_sealed", values)


def side_file(path: Path) -> Path:
    """Return the file that holds the SHA-256 of a sealed copy."""
    return path.with_name(path.name + SIDE_SUFFIX)


def seal_faults(path: Path, name: str) -> list[Issue]:
    """Return what is wrong with a sealed copy on disk: its SHA-256, its side file, its being read-only."""
    faults = []
    actual = source_of(path, role="", rows=0).sha256
    try:
        promised = side_file(path).read_text(encoding="utf-8").split()[0].lower()
    except (OSError, ValueError, IndexError):
        faults.append(Issue("warning", "check_seal_without_digest", path.name, values={"sha256": actual}))
    else:
        if promised != actual:
            values = {"name": name, "promised": promised, "actual": actual}
            faults.append(Issue("error", "check_seal_broken", path.name, values=values))
    if path.stat().st_mode & stat.S_IWUSR:
        faults.append(Issue("warning", "check_seal_writable", path.name))
    return faults
