"""Replacing a plan file in one step, and only when nobody else holds it.

SQLite may keep committed changes in a ``-wal`` file beside the main one. Replacing the main file under it
would bring the old content back and lose the new one, so such a file is merged first - or, if another program
is using it, the plan is left alone.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from gis.errors import PlanFileError

SIDE_FILES = ("-wal", "-shm", "-journal")
LOCK_WAIT_S = 1.0
REPLACE_ATTEMPTS, REPLACE_PAUSE_S = 5, 0.1


@contextmanager
def replacement_of(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on leaving it takes the file's place, on an error it vanishes.

    Raises
    ------
    PlanFileError
        plan_in_use: another program holds the file. plan_not_written: the system refused.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.saving.gpkg")
    try:
        require_unused(path)
        _remove(temporary)
        yield temporary
        _flush(temporary)
        require_unused(path)
        if path.exists():
            shutil.copymode(path, temporary)
        _replace(temporary, path)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PlanFileError("plan_not_written", file=path.name, reason=reason) from error
    finally:
        _remove(temporary)


def require_unused(path: Path) -> None:
    """Make sure that no other program holds a plan file and that nothing of it stands in side files.

    Raises
    ------
    PlanFileError
        plan_in_use.
    """
    if not path.exists():
        _remove(path, only_side_files=True)  # of a file that is gone; they would spoil the new one
        return
    if _opened_by_another_process(path) or not _can_be_locked(path):
        raise PlanFileError("plan_in_use", file=path.name)
    if any(_beside(path, suffix).exists() for suffix in SIDE_FILES):
        raise PlanFileError("plan_in_use", file=path.name)


def _can_be_locked(path: Path) -> bool:
    """Merge a left-over log and take the file for a moment; both fail while another connection uses it."""
    try:
        uri = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, timeout=LOCK_WAIT_S, isolation_level=None, uri=True)) as connection:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return False
        raise
    except sqlite3.DatabaseError:
        return True  # not a database (any more): nothing there to protect
    return bool(mode == "delete")


def _opened_by_another_process(path: Path) -> bool:
    """Whether another process has the file open (Linux; Windows itself refuses to replace such a file)."""
    if not sys.platform.startswith("linux"):
        return False
    wanted = str(path.resolve())
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):  # gone meanwhile, or somebody else's
            for handle in (process / "fd").iterdir():
                with suppress(OSError):
                    if str(handle.readlink()) == wanted:
                        return True
    return False


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remove(path: Path, *, only_side_files: bool = False) -> None:
    side_files = [_beside(path, suffix) for suffix in SIDE_FILES]
    for file in side_files if only_side_files else [path, *side_files]:
        file.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _replace(temporary: Path, path: Path) -> None:
    for attempt in range(REPLACE_ATTEMPTS):
        try:
            temporary.replace(path)
            break
        except PermissionError as error:  # Windows: somebody (a virus scanner) has it open
            if attempt == REPLACE_ATTEMPTS - 1:
                raise PlanFileError("plan_in_use", file=path.name) from error
            time.sleep(REPLACE_PAUSE_S)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
