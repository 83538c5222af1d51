"""Names of places as they are compared: 西沟村委会 and 西沟自然村 are one name, 王庄 and 王家庄 are two."""

from __future__ import annotations

from functools import cache
from typing import Any

from gis.resources import load_toml
from gis.schema import normalise

_SHORTEST = 2


@cache
def matching_rules() -> dict[str, Any]:
    """Return the words and limits of matching (``resources/schemas/coordinates.toml``)."""
    rules: dict[str, Any] = load_toml("schemas", "coordinates.toml")["matching"]
    return rules


def plain_name(name: object, township: str = "") -> str:
    """Return a name of a village or school as it is compared with others.

    Parameters
    ----------
    name
        As written.
    township
        Where it is written to be: 东乡镇西沟村 in 东乡镇 is 西沟村.
    """
    text = _without_township(normalise(name), township)
    for ending, same in matching_rules()["endings"]:
        if text.endswith(ending) and len(text) - len(ending) + len(same) >= _SHORTEST:
            text = text.removesuffix(ending) + same
    return _without_marks(text, matching_rules()["village_marks"])


def plain_township(name: object) -> str:
    """Return a township's name as it is compared: 东山镇 is 东山, 东乡 stays 东乡."""
    return _without_marks(normalise(name), matching_rules()["township_marks"])


def village_of_school(name: object, township: str = "") -> str:
    """Return what may be the name of a school's village: 西沟完全小学 → 西沟; "" if nothing is left."""
    text = plain_name(name, township)
    stem = _without_marks(text, matching_rules()["school_marks"])
    return "" if stem == text else _without_marks(stem, matching_rules()["village_marks"])


def _without_township(text: str, township: str) -> str:
    """Take a leading township off, whatever stands before it, where a name is left."""
    full = normalise(township)
    if not full:
        return text
    leads = {full, *(plain_township(full) + mark for mark in matching_rules()["township_marks"])}
    for lead in sorted(leads, key=len, reverse=True):
        _, found, rest = text.partition(lead)
        if found and len(rest) >= _SHORTEST and plain_name(rest) not in _bare_marks():
            return rest
    return text


@cache
def _bare_marks() -> frozenset[str]:
    """Return what is no name by itself: 东乡小学 of 东乡 stays 东乡小学."""
    rules = matching_rules()
    return frozenset((*rules["school_marks"], *(word for pair in rules["endings"] for word in pair)))


def _without_marks(text: str, marks: list[str]) -> str:
    for mark in sorted(marks, key=len, reverse=True):
        if text.endswith(mark) and len(text) - len(mark) >= _SHORTEST:
            return text.removesuffix(mark)
    return text
