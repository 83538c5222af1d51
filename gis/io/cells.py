"""From one cell as somebody typed it to a value, or to a :class:`CellFault` that says why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from gis.model import GRADES
from gis.schema import Column, normalise, reading_words

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+|(?=\.\d))(\.\d*)?(e[+-]?\d+)?")
_WHOLE_AS_FLOAT = re.compile(r"(\d+)\.0+")
_GRADE = re.compile(r"(小学|初中|初|小)?([一二三四五六七八九1-9])(年级|年|级)?")
_CHINESE_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_EXACT_FLOAT = 2.0**53


class CellFault(ValueError):
    """A cell that cannot be understood; ``code`` and ``values`` give the sentence."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def shown(cell: object) -> str:
    """Return a cell as a person would write it: whole numbers without ".0", no blanks around it."""
    if cell is None or cell != cell:  # nothing, or NaN
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_FLOAT:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, or a dash."""
    return not shown(cell) or (isinstance(cell, str) and normalise(cell) in reading_words("blank"))


def parse_cell(cell: object, column: Column) -> Any:
    """Return the value of a cell that is not blank.

    Parameters
    ----------
    cell
        Text, number, boolean or date as read from the file.
    column
        The column it stands in.

    Returns
    -------
    str, int, float, bool or tuple of int, by ``column.kind``.

    Raises
    ------
    CellFault
        The cell cannot be understood.
    """
    return _PARSERS[column.kind](cell, column)


def _text(cell: object, _: Column) -> str:
    return shown(cell)


def _code(cell: object, _: Column) -> str:
    """Codes are digits kept as text: no decimals, no blanks, leading zeros stay."""
    if isinstance(cell, float) and not cell.is_integer():
        raise CellFault("cell_not_code", value=shown(cell))
    text = "".join(unicodedata.normalize("NFKC", shown(cell)).split()).lstrip("'")
    if re.fullmatch(r"\d\.\d+e\+?\d+", text.lower()):
        raise CellFault("cell_code_rounded", value=text)
    whole = _WHOLE_AS_FLOAT.fullmatch(text)
    return whole[1] if whole else text


def _plain_number(cell: object, column: Column) -> float:
    if isinstance(cell, bool | date):
        raise CellFault("cell_not_number", value=shown(cell))
    if isinstance(cell, int | float):
        return float(cell)
    text = unicodedata.normalize("NFKC", shown(cell)).lower()
    match = _NUMBER.match(text)
    unit = normalise(column.unit)
    last = "" if unit[-1:].isascii() else unit[-1:]  # 2022年 under 学年, but no 2 of m2
    if match is None or text[match.end() :].strip() not in ("", unit, last):
        raise CellFault("cell_not_number", value=shown(cell))
    return float(match[0].replace(",", ""))


def _number(cell: object, column: Column) -> float:
    value = _plain_number(cell, column)
    if value < 0:
        raise CellFault("cell_negative", value=shown(cell))
    if value > _EXACT_FLOAT:
        raise CellFault("cell_not_number", value=shown(cell))
    return value


def _integer(cell: object, column: Column) -> int:
    value = _number(cell, column)
    if not value.is_integer():
        raise CellFault("cell_not_integer", value=shown(cell))
    return int(value)


def _boolean(cell: object, _: Column) -> bool:
    text = normalise(shown(cell))
    if text in reading_words("yes"):
        return True
    if text in reading_words("no"):
        return False
    raise CellFault("cell_not_boolean", value=shown(cell))


def _grade(cell: object, _: Column) -> int:
    """一年级, 1, 七年级, 初一, 初中二年级, 1.0 …"""
    grade = _grade_of(normalise(shown(cell)))
    if grade is None:
        raise CellFault("cell_not_grade", value=shown(cell))
    return grade


def _grade_of(text: str) -> int | None:
    match = _GRADE.fullmatch(text)
    if match is None:
        return None
    stage, digit, _ = match.groups()
    number = _CHINESE_DIGITS.get(digit) or int(digit)
    if stage is None:
        return number
    is_junior = stage.startswith("初")
    if number > (3 if is_junior else 6):
        return None
    return number + 6 if is_junior else number


def _grades(cell: object, _: Column) -> tuple[int, ...]:
    """1-3, 一至三年级, 1、2、3 …: the grades in order, each once."""
    if isinstance(cell, date):  # a spreadsheet turns 1-3 into the third of January
        raise CellFault("cell_grades_as_date", value=shown(cell))
    found: set[int] = set()
    for part in re.split(r"[、,;]|和|及", normalise(shown(cell))):
        ends = [_grade_of(end) for end in re.split(r"[-\u2010-\u2015~至到]+", part)]
        if any(end is None for end in ends) or len(ends) > 2 or ends[0] > ends[-1]:  # type: ignore[operator]
            raise CellFault("cell_not_grades", value=shown(cell))
        found.update(range(ends[0], ends[-1] + 1))  # type: ignore[arg-type, operator]
    return tuple(grade for grade in GRADES if grade in found)


def _choice(cell: object, column: Column) -> str:
    """One of the listed values or of its other spellings; "218 小学教学点" counts as 218."""
    text = normalise(shown(cell))
    for value, others in column.choices.items():
        if text == normalise(value) or text in {normalise(other) for other in others}:
            return value
        if value.isdigit() and re.fullmatch(rf"{value}\D.*", text):
            return value
    raise CellFault("cell_not_choice", value=shown(cell), choices="、".join(column.choices))


_PARSERS: dict[str, Callable[[object, Column], Any]] = {
    "text": _text,
    "code": _code,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "grade": _grade,
    "grades": _grades,
    "choice": _choice,
}
