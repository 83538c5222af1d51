"""A travel matrix being worked out whose finished part is kept in a file: closing the program loses little.

The file holds seconds and metres alone, no names; it stands in the user's own cache folder, is found again by
the digest of everything that decides the matrix, and goes away when the matrix is finished.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gis.model import Mode
from gis.network.blocks import PartialMatrix

KEEP_EVERY_S = 20.0                 # also when nobody stops the run: it may be ended by force
WORTH_KEEPING_S = 2.0               # what took less is worked out again as quickly
STALE_S = 3600.0                    # a file half written for so long is not being written
FILES_KEPT = 4                      # of runs that were given up for good
FORM = "1"                          # another one with another way of working journeys out: old files are left
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def unfinished_folder() -> Path:
    """Return where unfinished matrices are kept: in the user's own cache folder."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "xiaotu" / "travel"


@dataclass
class FiledMatrix(PartialMatrix):
    """A partial matrix that finds in a folder what an earlier run of the program has finished.

    A folder that cannot be read or written is done without.

    Attributes
    ----------
    worth_s
        Work of fewer seconds is not kept.
    """

    folder: Path = field(default_factory=unfinished_folder)
    worth_s: float = WORTH_KEEPING_S
    _last_kept_s: float = field(default_factory=time.monotonic)
    _fresh: bool = False

    @property
    def path(self) -> Path:
        """The file of this matrix."""
        return self.folder / f"{self.key}-{FORM}.npz"

    def begin(self, key: str, modes: Sequence[Mode], shape: tuple[int, int]) -> None:
        """Make room, and fill in what the file of the same matrix holds."""
        if key == self.key:
            return
        super().begin(key, modes, shape)
        self._last_kept_s = time.monotonic()
        with contextlib.suppress(*UNREADABLE), np.load(self.path, allow_pickle=False) as kept:
            for mode in modes:
                columns, *figures = (kept[f"{mode}_{part}"] for part in ("columns", "seconds", "metres"))
                self.seconds[mode][:, columns], self.metres[mode][:, columns] = figures
                self.done[mode][columns] = True

    def keep(self, *, is_last: bool = False) -> None:
        """Write what is finished, if the last time is long enough ago."""
        self._fresh = self._fresh or not is_last
        since_s = time.monotonic() - self._last_kept_s
        if self._fresh and since_s >= (self.worth_s if is_last else max(KEEP_EVERY_S, self.worth_s)):
            with contextlib.suppress(OSError):
                self._write()
            self._last_kept_s, self._fresh = time.monotonic(), False

    def end(self) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        parts: dict[str, Any] = {}
        for mode, done in self.done.items():
            columns = np.flatnonzero(done)
            parts[f"{mode}_columns"] = columns
            parts[f"{mode}_seconds"] = self.seconds[mode][:, columns]
            parts[f"{mode}_metres"] = self.metres[mode][:, columns]
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(f".{os.getpid()}.tmp")
        try:
            with half.open("wb") as file:
                np.savez(file, **parts)
            half.replace(self.path)
        finally:
            half.unlink(missing_ok=True)
        for half in self.folder.glob("*.tmp"):      # of a run that was ended while it wrote
            if time.time() - half.stat().st_mtime > STALE_S:
                half.unlink(missing_ok=True)
        others = sorted(self.folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[FILES_KEPT:]:
            path.unlink(missing_ok=True)
