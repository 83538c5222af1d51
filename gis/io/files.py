"""Opening a file that may be missing, empty, locked or something else than its name says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import InputError
from gis.model import Source

CHUNK_BYTES = 1 << 20


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError("file_missing", file=path.name, path=str(path)) from error
    except PermissionError as error:
        raise InputError("file_locked", file=path.name, path=str(path)) from error
    except IsADirectoryError as error:
        raise InputError("file_is_folder", file=path.name, path=str(path)) from error
    except OSError as error:
        raise InputError("file_unreadable", file=path.name, reason=error.strerror or str(error)) from error


def require_file(path: Path) -> int:
    """Return the size in bytes of a file that exists, can be read and is not empty.

    Raises
    ------
    InputError
        file_missing, file_is_folder, file_locked, file_unreadable or file_empty.
    """
    with _faults_named(path):
        if path.is_dir():
            raise IsADirectoryError(path)
        size = path.stat().st_size
        with path.open("rb") as stream:
            stream.read(1)
    if size == 0:
        raise InputError("file_empty", file=path.name)
    return size


def read_bytes(path: Path) -> bytes:
    """Return the content of a whole file; faults as in :func:`require_file`."""
    require_file(path)
    with _faults_named(path):
        return path.read_bytes()


def source_of(path: Path, *, role: str, rows: int) -> Source:
    """Describe an imported file by name, size and SHA-256."""
    digest = hashlib.sha256()
    size = require_file(path)
    with _faults_named(path), path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return Source(role, path.name, size, digest.hexdigest(), rows)
