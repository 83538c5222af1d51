"""Units of money and area as headers, titles and cells name them, and what they are in the schema's unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from gis.resources import load_toml
from gis.schema import normalise

_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_STATEMENT = re.compile(r"(?:计量|金额|面积)?单位:(.+?)[)\]】〕]?$")
_BETWEEN_UNITS = re.compile(r"[、,;/和及\s]+")
_DECIMALS_KEPT = 6


@dataclass(frozen=True)
class Unit:
    """A unit that a value may be given in.

    Attributes
    ----------
    word
        As it is printed, e.g. 万元.
    base
        The schema's unit, e.g. 元.
    factor
        Base units in one of these, as numerator and denominator: 亩 = 10000/15 ㎡.
    """

    word: str
    base: str
    factor: tuple[int, int]

    def to_base(self, value: float) -> float:
        """Return a value in the base unit, to six decimals."""
        numerator, denominator = self.factor
        return value if numerator == denominator else round(value * numerator / denominator, _DECIMALS_KEPT)


@cache
def _units() -> dict[str, dict[str, Unit]]:
    """Return base unit (normalised) → spelling → unit."""
    return {
        normalise(base): {
            normalise(spelling): Unit(spellings[0], base, (factor[0], factor[1]))
            for factor, spellings in ((tuple(entry["factor"]), entry["words"]) for entry in entries)
            for spelling in spellings
        }
        for base, entries in load_toml("schemas", "reading.toml")["units"].items()
    }


def find_unit(text: str, base: str) -> Unit | None:
    """Return the unit that a text names, None if it names none of this base.

    Parameters
    ----------
    text
        A unit alone: 万元, m², 亩.
    base
        Unit of the schema's column.
    """
    return _units().get(normalise(base), {}).get(normalise(text))


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else, as in a row of units under the header."""
    word = normalise(text).strip("()[]【】〔〕")
    return word in _counting_units() or any(word in units for units in _units().values())


@cache
def _counting_units() -> frozenset[str]:
    return frozenset(normalise(word) for word in load_toml("schemas", "reading.toml")["counting_units"])


def unit_in_header(parts: Sequence[str], base: str) -> Unit | None:
    """Return the unit of a column: in brackets, after a slash, or in a row of units of its own.

    Parameters
    ----------
    parts
        The header's texts from top to bottom; the lowest that names a unit counts.
    base
        Unit of the schema's column.
    """
    for part in reversed(parts):
        text = normalise(part)
        words = [*_BRACKETED.findall(text), text.rpartition("/")[2], text]
        for word in words:
            unit = find_unit(word.removeprefix("计量").removeprefix("单位").removeprefix(":"), base)
            if unit is not None:
                return unit
    return None


def without_unit(header: str) -> str:
    """Return a header without a unit of money or area at its end: 设备值万元 → 设备值."""
    text = normalise(header)
    words = sorted((word for units in _units().values() for word in units), key=len, reverse=True)
    ending = next((word for word in words if len(word) > 1 and text.endswith(word)), "")
    return text.removesuffix(ending).rstrip("/") if ending != text else text


def units_in_titles(titles: Iterable[str]) -> dict[str, Unit]:
    """Return the units that lines above a table state for all of it (单位:人、万元), by base unit.

    A base that is named with two units says nothing.
    """
    found: dict[str, set[Unit]] = {}
    for title in titles:
        match = _STATEMENT.search(normalise(title))
        words = _BETWEEN_UNITS.split(match[1]) if match else []
        if not words or not all(is_unit(word) for word in words):
            continue
        for units in _units().values():
            for word in words:
                if unit := units.get(word):
                    found.setdefault(unit.base, set()).add(unit)
    return {base: units.pop() for base, units in found.items() if len(units) == 1}
