"""Villages and schools by code, former code and name: whom a pupil table may mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from gis.io.personal import is_place_like
from gis.schema import normalise

CODE_SEPARATORS = "、,;/|"


class Directory:
    """Finds villages and schools; a name that several have, or that only resembles one, finds nothing.

    Parameters
    ----------
    settlements
        Columns ``settlement_id``, ``name``, ``township`` and, if there, ``village``.
    schools
        Columns ``school_id``, ``name`` and, if there, ``former_codes``.
    matches
        What the user said that a name or code means.
    """

    def __init__(
        self, settlements: pd.DataFrame, schools: pd.DataFrame, matches: Mapping[str, str] | None = None
    ) -> None:
        self._matches = {normalise(written): meant for written, meant in (matches or {}).items()}
        self._settlement_ids = {str(code) for code in settlements["settlement_id"]}
        self._school_ids = {str(code) for code in schools["school_id"]}
        self._former = former_codes(schools)
        names = zip(settlements["settlement_id"], settlements["name"], settlements["township"], strict=True)
        self._in_township = _unique(
            (f"{normalise(town)}/{normalise(name)}", str(code)) for code, name, town in names
        )
        self._by_name = _unique(
            (normalise(name), str(code))
            for code, name in zip(settlements["settlement_id"], settlements["name"], strict=True)
        )
        self._school_names = _unique(
            (normalise(name), str(code))
            for code, name in zip(schools["school_id"], schools["name"], strict=True)
        )

    def settlement(self, code: str, name: str = "", township: str = "") -> str | None:
        """Return the id of a village, None if it is not known for sure."""
        for written in (code, name):
            if self._matches.get(normalise(written)) in self._settlement_ids:
                return self._matches[normalise(written)]
            if plain_code(written) in self._settlement_ids:
                return plain_code(written)
        for written in filter(None, (name, code)):
            key = normalise(written)
            found = self._in_township.get(f"{normalise(township)}/{key}") or self._by_name.get(key)
            if found:
                return found
        return None

    def school(self, code: str, name: str = "") -> str | None:
        """Return the code of a school by its code, its former code or its full name."""
        for written in (code, name):
            key = plain_code(written)
            meant = self._matches.get(normalise(written), key)
            if meant in self._school_ids:
                return meant
            if key in self._former:
                return self._former[key]
        return next((c for c in (self._school_names.get(normalise(w)) for w in (name, code) if w) if c), None)

    def may_quote(self, text: str, personal: Collection[str]) -> bool:
        """Whether a message may show what was written for an unknown place."""
        return bool(text) and is_place_like(text, personal)


def plain_code(text: str) -> str:
    """Return a code without blanks, apostrophe and ``.0``."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'").removesuffix(".0")


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return key → value for the keys with one value only."""
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1 and key}


def former_codes(schools: pd.DataFrame) -> dict[str, str]:
    """Return former code → code today; a code that is in use, or that two schools claim, is left out."""
    if "former_codes" not in schools:
        return {}
    current = {str(code) for code in schools["school_id"]}
    pairs = [
        (old, str(code))
        for code, written in zip(schools["school_id"], schools["former_codes"], strict=True)
        for old in split_codes(written)
        if old not in current
    ]
    return _unique(pairs)


def split_codes(written: object) -> list[str]:
    """Return the codes of a cell that may hold several: 2141000001、2141000002."""
    text = unicodedata.normalize("NFKC", "" if written is None or written != written else str(written))
    for mark in CODE_SEPARATORS[1:]:
        text = text.replace(mark, CODE_SEPARATORS[0])
    return [code for part in text.split(CODE_SEPARATORS[0]) if (code := plain_code(part))]
