"""From one cell as somebody typed it to a value, or to a :class:`CellFault` that says why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from gis.io.angles import parse_angle
from gis.io.codes import as_code, plain_name, without_formula_quotes
from gis.io.faults import CellFault, Remark, SpoiltCell
from gis.io.units import Unit, find_unit
from gis.model import GRADES
from gis.schema import Column, normalise, reading_words

__all__ = [
    "CHINESE_DIGITS", "CellFault", "Reading", "Remark",
    "is_blank", "parse_cell", "parse_grade", "read_cell", "shown",
]

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+|(?=\.\d))(\.\d*)?(e[+-]?\d+)?")
_GRADE = re.compile(r"(小学|初中|初|小)?([一二三四五六七八九1-9])(年级|年|级)?")
_YEAR = re.compile(r"((?:1[89]|20)\d\d)(?:年|学年|[-\u2010-\u2015~至./]|\s|\d\d$).*")
_MONTH_AFTER_YEAR = 0.13
CHINESE_DIGITS = "零一二三四五六七八九"
_EXACT_FLOAT = 2.0**53
_DAY_ZERO = date(1899, 12, 30)
_YEARS = range(1800, 2100)          # as in _YEAR
_DAYS_OF_SERIALS = range(10_000, 80_000)  # 1927 to 2119: no year has five digits


class Reading(NamedTuple):
    """A cell as understood, and what had to be done for it."""

    value: Any
    remark: Remark | None = None


def shown(cell: object) -> str:
    """Return a cell as a person would write it: whole numbers without ".0", no blanks around it."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None or cell != cell:  # nothing, or NaN
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_FLOAT:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, or a dash."""
    if isinstance(cell, str):
        key = normalise(cell)
        return not key or key in reading_words("blank")
    return cell is None or cell != cell


def parse_cell(cell: object, column: Column) -> Any:
    """Return the value of a cell that is not blank, as :func:`read_cell` does, without its remark."""
    return read_cell(cell, column).value


def read_cell(cell: object, column: Column, unit: Unit | None = None) -> Reading:
    """Understand a cell that is not blank.

    Parameters
    ----------
    cell
        Text, number, boolean or date as read from the file.
    column
        The column it stands in.
    unit
        What the column's header gives numbers in, where that is not the schema's unit.

    Returns
    -------
    Reading
        str, int, float, bool or tuple of int, by ``column.kind``, with a remark if it was converted.

    Raises
    ------
    CellFault
        The cell cannot be understood.
    """
    if isinstance(cell, SpoiltCell):
        raise CellFault("cell_error" if cell.error else "cell_formula_empty", value=str(cell))
    if column.kind in ("text", "code"):
        cell = without_formula_quotes(cell)
        if isinstance(cell, str) and "#" in cell.strip()[:1] and normalise(cell) in reading_words("errors"):
            raise CellFault("cell_error", value=shown(cell))
    if column.unit == "年":
        return _year(cell, column)
    if column.kind == "code":
        return Reading(*as_code(cell, shown(cell)))
    if column.kind == "number":
        return _measure(cell, column, unit)
    return Reading(_PARSERS[column.kind](cell, column))


def _text(cell: object, _: Column) -> str:
    return plain_name(shown(cell))


def _year(cell: object, column: Column) -> Reading:
    """Return a year, also where the file has a date, the serial number of a day, or year and month."""
    year = None
    if isinstance(cell, date):
        year = cell.year
    elif isinstance(cell, str):
        match = _YEAR.fullmatch(normalise(cell))
        year = int(match[1]) if match and normalise(cell) != f"{match[1]}年" else None
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < _EXACT_FLOAT:
        if int(cell) in _DAYS_OF_SERIALS:
            year = (_DAY_ZERO + timedelta(days=int(cell))).year
        elif int(cell) in _YEARS and int(cell) != cell and cell % 1 < _MONTH_AFTER_YEAR:
            year = int(cell)
    if year is None:
        return Reading(_integer(cell, column))
    return Reading(year, Remark("year_from_date", {"value": shown(cell), "used": str(year)}))


def _measure(cell: object, column: Column, unit: Unit | None) -> Reading:
    """Return a number in the schema's unit; its own unit (3.5万元) goes before the header's."""
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", shown(cell)).lower()
        if column.unit == "°" and (angle := parse_angle(shown(cell))) is not None:
            values = {"unit": column.unit, "value": shown(cell), "used": f"{angle:.6f}"}
            return Reading(angle, Remark("angles_in_cells", values))
        match = _NUMBER.match(text)
        own = find_unit(text[match.end() :], column.unit) if match else None
        if match and own:
            value = _checked(float(match[0].replace(",", "")), cell)
            if own.factor[0] == own.factor[1]:
                return Reading(value)
            remark = Remark("unit_in_cells", {"unit": own.word, "base": own.base, "value": shown(cell)})
            return Reading(own.to_base(value), remark)
    value = _number(cell, column)
    return Reading(unit.to_base(value) if unit else value)


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
    return _checked(_plain_number(cell, column), cell)


def _checked(value: float, cell: object) -> float:
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
    grade = parse_grade(shown(cell))
    if grade is None:
        raise CellFault("cell_not_grade", value=shown(cell))
    return grade


def parse_grade(text: str) -> int | None:
    """Return the grade that a text names (一年级, 1, 初一, 初中二年级), None if it names none."""
    match = _GRADE.fullmatch(normalise(text))
    if match is None:
        return None
    stage, digit, _ = match.groups()
    number = CHINESE_DIGITS.find(digit) if digit in CHINESE_DIGITS else int(digit)
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
        ends = [parse_grade(end) for end in re.split(r"[-\u2010-\u2015~至到]+", part)]
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
    "integer": _integer,
    "boolean": _boolean,
    "grade": _grade,
    "grades": _grades,
    "choice": _choice,
}
