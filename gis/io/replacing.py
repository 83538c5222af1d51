"""Replacing a plan file in one step, durably, and only when nobody else holds it or has changed it.

The new plan is made in a folder of its own on this machine, because SQLite on a network share is slow and
locks badly. Its bytes are then written beside the old file, flushed to the disk, and take the old file's
place. Until that last step the old plan is there whole, after it the new one.

SQLite may keep committed changes in a ``-wal`` file beside the main one. Replacing the main file under it
would bring the old content back and lose the new one, so such a file is merged first - or, if another program
is using it, the plan is left alone.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from gis.errors import PlanFileError
from gis.io.diskfaults import is_unsupported, reason_of, told_in_words
from gis.progress import give_way

SIDE_FILES = ("-wal", "-shm", "-journal")
LOCK_WAIT_S = 1.0
REPLACE_ATTEMPTS, REPLACE_PAUSE_S = 5, 0.1
PIECE_BYTES = 1 << 20
SCRATCH_PREFIX = "xiaotu-saving-"
SCRATCH_KEPT_S = 3600.0  # older ones are of a program that was ended while it saved
# SQLite writes these bytes of the first page when a program only looks at a file (switching its journal)
HEADER_STATE = ((18, 20), (24, 28), (92, 100))


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a plan file was like when it was read or written, to notice that somebody else changed it."""

    size_bytes: int
    digest: str


def mark_of(path: Path) -> FileMark:
    """Return the mark of a file; merely looking at it with another program does not change its mark."""
    digest, size = sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            if not size:
                piece = _without_state(piece)
            digest.update(piece)
            size += len(piece)
    return FileMark(size, digest.hexdigest())


def _without_state(start: bytes) -> bytes:
    masked = bytearray(start)
    for first, end in HEADER_STATE:
        masked[first:end] = bytes(len(masked[first:end]))
    return bytes(masked)


@contextmanager
def replacement_of(path: Path, expected: FileMark | None = None) -> Iterator[Path]:
    """Yield a path to make the new plan at; on leaving it takes the file's place, on an error nothing does.

    Parameters
    ----------
    path
        The plan file to replace or to make.
    expected
        The mark of the file that was opened; None if another file (or none) was.

    Raises
    ------
    PlanFileError
        Nothing was replaced: plan_in_use, plan_changed_outside, plan_damaged_kept, plan_disk_full,
        plan_folder_read_only, plan_place_gone, plan_not_written. Replaced, but the disk did not confirm it:
        plan_not_confirmed.
    """
    with told_in_words(path):
        require_replaceable(path, expected)
        _sweep_scratch()
        with TemporaryDirectory(prefix=SCRATCH_PREFIX, ignore_cleanup_errors=True) as folder:
            scratch = Path(folder) / "plan.gpkg"
            yield scratch
            _sweep(path)
            waiting = path.with_name(f"{_waiting_prefix(path)}{os.getpid()}-{secrets.token_hex(4)}.saving")
            try:
                _write_durably(scratch, waiting)
                require_replaceable(path, expected)
                if path.exists():
                    shutil.copymode(path, waiting)
                _replace(waiting, path)
            finally:
                with suppress(OSError):
                    waiting.unlink(missing_ok=True)
        _flush_folder(path)


# ---- what may be replaced


def require_replaceable(path: Path, expected: FileMark | None = None) -> None:
    """Make sure that replacing a file loses nothing.

    Raises
    ------
    PlanFileError
        plan_in_use, plan_changed_outside or plan_damaged_kept.
    """
    require_unused(path)
    if not path.exists():
        return
    if expected is not None:
        if mark_of(path) != expected:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(path.stat().st_mtime))
            raise PlanFileError("plan_changed_outside", file=path.name, when=when)
    elif not is_whole_database(path):
        raise PlanFileError("plan_damaged_kept", file=path.name)


def require_unused(path: Path) -> None:
    """Make sure that no other program holds a plan file and that nothing of it stands in side files.

    Raises
    ------
    PlanFileError
        plan_in_use.
    """
    if not path.exists():
        _remove_side_files(path)  # of a file that is gone; they would spoil the new one
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
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return False
        raise
    except sqlite3.DatabaseError:
        return True  # not a database (any more): nobody can hold it as one
    return bool(mode == "delete")


def is_whole_database(path: Path) -> bool:
    """Whether a file is a database without damage; anything else might be a plan that can be rescued."""
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, timeout=LOCK_WAIT_S, uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


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


# ---- the step itself


def _write_durably(source: Path, target: Path) -> None:
    """Write the bytes of a file beside the plan and wait until they are on the disk."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with source.open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                _write_all(handle, piece)
                give_way()
        os.fsync(handle)  # FlushFileBuffers on Windows
    finally:
        os.close(handle)


def _write_all(handle: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _replace(waiting: Path, path: Path) -> None:
    for attempt in range(REPLACE_ATTEMPTS):
        try:
            os.replace(waiting, path)  # noqa: PTH105  (one seam for every step that a test lets fail)
            return
        except PermissionError as error:  # Windows: somebody (a virus scanner) has it open
            if attempt == REPLACE_ATTEMPTS - 1:
                raise PlanFileError("plan_in_use", file=path.name) from error
            time.sleep(REPLACE_PAUSE_S)


def _flush_folder(path: Path) -> None:
    """Wait until the folder's entry is on the disk too; Windows and some shares know no such thing."""
    if os.name != "posix":
        return
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if not is_unsupported(error):
            raise PlanFileError("plan_not_confirmed", file=path.name, reason=reason_of(error)) from error


# ---- left-overs


def _waiting_prefix(path: Path) -> str:
    return f".{path.name}."


def _sweep(path: Path) -> None:
    """Remove what a program left that was ended while it saved this plan; the lock keeps others away."""
    for left in path.parent.glob(f"{escape(_waiting_prefix(path))}*.saving"):
        with suppress(OSError):
            left.unlink()


def _sweep_scratch() -> None:
    limit = time.time() - SCRATCH_KEPT_S
    for left in Path(gettempdir()).glob(f"{SCRATCH_PREFIX}*"):
        with suppress(OSError):
            if left.stat().st_mtime < limit:
                shutil.rmtree(left, ignore_errors=True)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remove_side_files(path: Path) -> None:
    for suffix in SIDE_FILES:
        _beside(path, suffix).unlink(missing_ok=True)
