"""Why a file could not be written: full, not allowed, or gone. Each has another way out for the user."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import PlanFileError

# not every system knows every name
_NAMES = {
    "plan_disk_full": ("ENOSPC", "EDQUOT", "EFBIG"),
    "plan_folder_read_only": ("EACCES", "EPERM", "EROFS"),
    "plan_place_gone": (
        "ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "EIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH",
        "ENETDOWN", "ENETUNREACH", "ETIMEDOUT", "ECONNRESET", "ECONNABORTED",
    ),
}  # fmt: skip
_CODES = {
    getattr(errno, name): code for code, names in _NAMES.items() for name in names if hasattr(errno, name)
}
_UNSUPPORTED = ("EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EBADF", "EACCES", "EPERM", "EISDIR")
# Windows: path not found, bad drive, device not ready, network path, name, device or adapter gone, timeout
_WINDOWS_GONE = {3, 15, 21, 53, 55, 57, 59, 64, 67, 121, 1167, 1231, 1232, 1236}
_WINDOWS_FULL = {39, 112}


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turn the failures of writing a plan file into sentences.

    Raises
    ------
    PlanFileError
        plan_disk_full, plan_folder_read_only, plan_place_gone or plan_not_written.
    """
    try:
        yield
    except Exception as error:
        # GDAL's errors have no common base, and loading the library to name them would hold up the start
        if isinstance(error, OSError | sqlite3.Error) or type(error).__module__.startswith("pyogrio"):
            raise PlanFileError(failure_code(error), file=path.name, reason=reason_of(error)) from error
        raise


def failure_code(error: Exception) -> str:
    """Return the message code for a failure to write a plan file."""
    if isinstance(error, OSError):
        system = getattr(error, "winerror", None)
        if system in _WINDOWS_GONE:
            return "plan_place_gone"
        if system in _WINDOWS_FULL:
            return "plan_disk_full"
        return _CODES.get(error.errno or 0, "plan_not_written")
    is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or "full" in str(error)
    return "plan_disk_full" if is_full else "plan_not_written"


def reason_of(error: Exception) -> str:
    """Return what the system says about a failure."""
    return getattr(error, "strerror", None) or str(error)


def is_unsupported(error: OSError) -> bool:
    """Whether a file system merely does not know an operation (flushing a folder)."""
    return errno.errorcode.get(error.errno or 0, "") in _UNSUPPORTED
