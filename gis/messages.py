"""The one mouth: turns message codes and values into sentences a planner understands.

The sentences are data (``resources/messages/*.toml``, one table per code with ``zh`` and ``en``, each a
``what`` and a ``fix``), so the command line, the window, the plan file and the reports all say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gis.resources import load_toml, resource_path


class Message(NamedTuple):
    """A sentence that says what is wrong and one that says what to do."""

    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what}{self.fix}"


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    merged: dict[str, dict[str, dict[str, str]]] = {}
    for path in sorted(resource_path("messages").glob("*.toml")):
        for code, texts in load_toml("messages", path.name).items():
            if code in merged:
                raise KeyError(f"message code {code} is defined twice")
            merged[code] = texts
    return merged


def message_codes() -> frozenset[str]:
    """Return every known message code."""
    return frozenset(_catalogue())


def describe(code: str, values: Mapping[str, object], language: str = "zh") -> Message:
    """Put a message code and its values into words.

    Parameters
    ----------
    code
        A key of ``resources/messages/*.toml``.
    values
        The values for the placeholders of the sentences.
    language
        ``"zh"`` or ``"en"``.

    Raises
    ------
    KeyError
        Unknown code, or a placeholder without a value: a programming error, caught by a test.
    """
    texts = _catalogue()[code][language]
    return Message(texts["what"].format_map(values), texts["fix"].format_map(values))
