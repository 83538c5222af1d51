"""Where the data files that ship with the program are."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped data file or folder.

    Parameters
    ----------
    *parts
        Path segments below ``resources/``.

    Raises
    ------
    FileNotFoundError
        The installation is damaged: the file is not there.
    """
    path = ROOT.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path


@cache
def load_toml(*parts: str) -> dict[str, Any]:
    """Read a shipped TOML file once; treat the result as read-only."""
    return tomllib.loads(resource_path(*parts).read_text(encoding="utf-8"))
