"""System libraries that Qt's wheels expect on Linux, checked before Qt is loaded.

Without this a missing one shows as an ImportError naming a file, or as a silent abort of the web engine.
The list (``resources/system/linux_libraries.csv``) is what the Qt libraries in use link to and do not bring.
"""

from __future__ import annotations

import csv
import ctypes
import os
import sys
from typing import NamedTuple

from gis.errors import PlanningError
from gis.resources import resource_path


class SystemLibrary(NamedTuple):
    """A shared library, the Debian package that has it, and whether only a real screen needs it."""

    library: str
    package: str
    for_screen: bool


def list_libraries() -> list[SystemLibrary]:
    """Return every system library that the window needs on Linux."""
    path = resource_path("system", "linux_libraries.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            SystemLibrary(row["library"], row["debian_package"], row["needed_for"] == "screen")
            for row in csv.DictReader(stream)
        ]


def find_missing_libraries(*, with_screen: bool) -> list[SystemLibrary]:
    """Return the libraries that cannot be loaded here; nothing on systems other than Linux.

    Parameters
    ----------
    with_screen
        Also look for those that only a window on a real screen needs.
    """
    if not sys.platform.startswith("linux"):
        return []
    wanted = [library for library in list_libraries() if with_screen or not library.for_screen]
    return [library for library in wanted if not _can_load(library.library)]


def _can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def require_libraries() -> None:
    """Check that Qt can be loaded here.

    Raises
    ------
    PlanningError
        System libraries are missing; the sentence names them and the command that installs them.
    """
    on_screen = os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb")
    missing = find_missing_libraries(with_screen=on_screen)
    if missing:
        raise PlanningError(
            "system_libraries_missing",
            libraries="、".join(library.library for library in missing),
            packages=" ".join(dict.fromkeys(library.package for library in missing)),
        )
