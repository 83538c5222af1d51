"""The words and number formats of the printed outputs, looked up in ``resources/templates``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from gis.resources import load_toml

NOT_REPORTED = "未填报"
UNKNOWN = "未知"
NOTHING = "—"
FORBIDDEN_IN_FILE_NAMES = '\\/:*?"<>|'
RESERVED_FILE_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
LONGEST_FILE_STEM = 80
FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in ",:;?!"}
CHINESE = "\u2e80-\u9fff\u3000-\u303f\uff00-\uffef\u2018-\u201d\u2014\u2026"
HALF_WIDTH_MARK = re.compile(f"(?<=[{CHINESE}])[,:;?!]|[,:;?!](?=[{CHINESE}])")
HALF_WIDTH_BRACKETS = re.compile(f"(?<=[{CHINESE}])\\(([^()]*)\\)|\\(([^()]*[{CHINESE}][^()]*)\\)")


@cache
def word(table: str, code: object) -> str:
    """Return the printed word of a code; an unknown code is printed as it stands."""
    return full_width(str(_tables()[table].get(str(code), code)))


@cache
def _tables() -> dict[str, dict[str, str]]:
    return {**load_toml("templates", "words.toml"), **load_toml("templates", "detailwords.toml")}


def filled(table: str, code: object, **values: object) -> str:
    """Return the printed word of a code with its ``{names}`` filled in; values are printed as they stand."""
    return word(table, code).format(**values)


def full_width(sentence: str) -> str:
    """Return our own sentence with the punctuation of printed Chinese (GB/T 15834): ,:;() beside Chinese.

    Names that users gave are not sent through here on their own; they are printed as they stand.
    """
    previous = ""
    while previous != sentence:  # from the innermost brackets outwards
        previous = sentence
        sentence = HALF_WIDTH_BRACKETS.sub(lambda m: f"（{m[1] if m[1] is not None else m[2]}）", sentence)
    return HALF_WIDTH_MARK.sub(lambda m: m[0].translate(FULL_WIDTH), sentence)


def sentence(text: str) -> str:
    """Return a sentence as it is printed: formal terms, full-width punctuation."""
    for internal, formal in load_toml("templates", "words.toml")["formal"].items():
        text = text.replace(internal, formal)
    return full_width(text)


def is_known(value: Any) -> bool:
    """Whether a cell holds a value (not None, NaN or NA)."""
    return value is not None and not bool(pd.isna(value))


def place(name: Any) -> str:
    """Return a settlement's name; pupils from outside the county or without an address have none."""
    return str(name) if is_known(name) and str(name) else "县外或住址不明"


def number(value: Any, *, digits: int = 0, unknown: str = UNKNOWN) -> str:
    """Return a number with thousands separators, or the word for a missing one (never 0)."""
    return f"{float(value):,.{digits}f}" if is_known(value) else unknown


def ledger(value: Any, unit: str = "") -> str:
    """Return a ledger entry with its unit, fractions with one digit; a missing one is 未填报."""
    if not is_known(value) or value == "":
        return NOT_REPORTED
    if isinstance(value, str):
        return value
    digits = 0 if float(value).is_integer() else 1
    return f"{number(value, digits=digits)} {unit}".rstrip()


def minutes(seconds: Any, *, unknown: str = UNKNOWN) -> str:
    """Return whole minutes of a time in seconds, without the unit."""
    return f"{float(seconds) / 60:,.0f}" if is_known(seconds) else unknown


def kilometres(metres: Any, *, unknown: str = UNKNOWN) -> str:
    """Return kilometres with one digit of a length in metres, without the unit."""
    return f"{float(metres) / 1000:,.1f}" if is_known(metres) else unknown


def signed(before: Any, after: Any, *, digits: int = 0) -> str:
    """Return the change from before to after with its sign, or the dash where either is unknown."""
    if not (is_known(before) and is_known(after)):
        return NOTHING
    difference = float(after) - float(before)
    return "不变" if difference == 0 else f"{difference:+,.{digits}f}".replace("-", "−")


def changed(before: str, after: str) -> str:
    """Return two printed figures with an arrow, one where they are the same."""
    return before if before == after else f"{before}→{after}"


def grade_range(grades: Iterable[int], unit: str = "年级") -> str:
    """Return grades in the shortest form: 1—3、5年级; without the unit for a column headed 年级."""
    ordered = sorted(set(grades))
    if not ordered:
        return NOTHING
    runs: list[list[int]] = [[ordered[0]]]
    for grade in ordered[1:]:
        if grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs]
    return "、".join(parts) + unit


def school_year(year: Any) -> str:
    """Return the printed school year: 2022—2023学年."""
    return f"{int(year)}—{int(year) + 1}学年" if is_known(year) else NOT_REPORTED


def scope(unit_name: str) -> str:
    """Return 全区, 全县 or 全市 by the kind of unit."""
    words = load_toml("templates", "words.toml")["scope"]
    return str(words.get(unit_name[-1:], words["other"]))


def file_stem(text: str, taken: set[str], suffix: str = "") -> str:
    """Return a file name without extension that Windows accepts and that is not taken yet.

    Parameters
    ----------
    text
        The wished name.
    taken
        Names in use, lower case; the new one is added.
    suffix
        What tells two equal names apart (the school's code).
    """
    clean = "".join("_" if c in FORBIDDEN_IN_FILE_NAMES or ord(c) < 32 else c for c in text)
    clean = clean[:LONGEST_FILE_STEM].strip(" .") or "_"
    if clean.lower() in RESERVED_FILE_NAMES:
        clean += "_"
    stem, serial = clean, 1
    while stem.lower() in taken:
        stem = f"{clean}_{suffix}" if suffix and serial == 1 else f"{clean}_{serial + 1}"
        serial += 1
    taken.add(stem.lower())
    return stem
