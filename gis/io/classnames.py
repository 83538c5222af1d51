"""Grades as rosters write them: 三年级, 2020级, and class names such as 三（2）班 or 301."""

from __future__ import annotations

import re
from datetime import date

from gis.model import GRADES
from gis.schema import normalise, reading_words

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_STAGE = r"(?P<stage>小学|初中|初|小)?"
_GRADE_WORD = re.compile(_STAGE + r"(?P<grade>[一二三四五六七八九1-9])(?:年级|年|级)")
_JUNIOR = re.compile(r"(?P<stage>初中?)(?P<grade>[一二三])")
_CLASS_IN_BRACKETS = re.compile(_STAGE + r"(?P<grade>[一二三四五六七八九1-9])[(\[.·\-_]0?\d{1,2}[)\]]?班?")
_CLASS_DIGITS = re.compile(_STAGE + r"(?P<grade>[1-9])[012]\d班?")
_CLASS_AFTER_CHINESE = re.compile(_STAGE + r"(?P<grade>[一二三四五六七八九])\d{1,2}班?")
_BARE = re.compile(_STAGE + r"(?P<grade>[一二三四五六七八九1-9])")
_INTAKE = re.compile(r"(20\d\d)级")
_YEAR = re.compile(r"(20\d\d)(?:学?年度?|[-./]?(\d{1,2}).*)?")
_SCHOOL_YEAR_STARTS = 7  # a school year's intake is registered in July at the earliest


def is_beyond_compulsory(text: str) -> bool:
    """Whether a grade or class is 学前 or 高中."""
    key = normalise(text)
    return any(word in key for word in reading_words("beyond_compulsory"))


def grade_of(text: str, *, is_class: bool = False) -> int | None:
    """Return the grade 1-9 that a grade or class name says, None if it says none.

    Parameters
    ----------
    text
        三年级, 初一, 七; with ``is_class`` 三（2）班, 3.2班, 301, 初一3班. A class number alone is no grade.
    is_class
        Whether the text is a class name: then a bare digit is the number of the class.
    """
    key = normalise(text)
    if is_class:
        for form in (_CLASS_IN_BRACKETS, _CLASS_DIGITS, _CLASS_AFTER_CHINESE):
            if match := form.fullmatch(key):
                return _counted(match)
    elif match := _BARE.fullmatch(key):
        return _counted(match)
    match = _GRADE_WORD.match(key) or _JUNIOR.match(key)
    return _counted(match) if match else None


def _counted(match: re.Match[str]) -> int | None:
    stage, digit = match["stage"] or "", match["grade"]
    number = _DIGITS.get(digit) or int(digit)
    if stage.startswith("初") and number < GRADES[6]:
        return number + GRADES[5] if number <= GRADES[2] else None
    return number


def intake_of(text: str) -> int | None:
    """Return the year of entry that a grade or class name says (2020级, 2020级2班), None if it says none."""
    match = _INTAKE.search(normalise(text))
    return int(match[1]) if match else None


def entry_year(cell: object) -> int | None:
    """Return the school year of entry of 2020, 2020年9月, 202009 or a date (before July: the last one)."""
    if isinstance(cell, date):
        return cell.year - (cell.month < _SCHOOL_YEAR_STARTS)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    key = normalise(cell).replace("年", "-", 1).rstrip("-").removesuffix("级")
    match = _YEAR.fullmatch(key)
    if match is None:
        return None
    month = int(match[2][:2]) if match[2] else _SCHOOL_YEAR_STARTS
    return int(match[1]) - (month < _SCHOOL_YEAR_STARTS)
