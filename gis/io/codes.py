"""Codes and names as they should be: digits that a spreadsheet took away, blanks and wide letters put in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date, time, timedelta

from gis.io.faults import CellFault, Remark
from gis.resources import load_toml

EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
_WHOLE_AS_FLOAT = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?e\+(\d+)|(\d)\.(\d+)e(\d+)")
_QUOTED_FORMULA = re.compile(r'\s*="([^"]*)"\s*')
_BLANK_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff\u3007])\s+(?=[\u3400-\u9fff\u3007])")
_WIDE = {code: code - 0xFEE0 for low, high in (("0", "9"), ("A", "Z"), ("a", "z"))
         for code in range(ord(low) + 0xFEE0, ord(high) + 0xFEE1)}  # fmt: skip
_INVISIBLE: dict[int, int | None] = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_NARROW = _WIDE | _INVISIBLE
_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")


def plain_name(text: str) -> str:
    """Return a name without blanks between Chinese characters, with narrow digits and letters.

    Brackets and other marks stay as they are; characters that only look like the usual ones (radicals, which
    come out of PDF files) become the usual ones.
    """
    if text.isascii():
        return text
    narrow = text.translate(_NARROW)
    usual = _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), narrow)
    return _BLANK_IN_CHINESE.sub("", usual)


def without_formula_quotes(cell: object) -> object:
    """Return the text of ="0101", which some programs write to keep leading zeros."""
    match = _QUOTED_FORMULA.fullmatch(cell) if isinstance(cell, str) else None
    return match[1] if match else cell


def as_code(cell: object, text: str) -> tuple[str, Remark | None]:
    """Return a code: digits kept as text, without decimals or blanks, with its leading zeros.

    Parameters
    ----------
    cell
        The cell.
    text
        The cell as a person would write it.

    Raises
    ------
    CellFault
        cell_not_code, cell_code_as_date; cell_code_rounded and cell_code_cut where digits are lost.
    """
    if isinstance(cell, str) and _is_digits(text):
        return text, None
    if isinstance(cell, date | time | timedelta):
        raise CellFault("cell_code_as_date", value=text)
    if isinstance(cell, float) and not cell.is_integer():
        raise CellFault("cell_not_code", value=text)
    if isinstance(cell, int | float) and abs(cell) >= 10**EXACT_DIGITS:
        raise CellFault("cell_code_cut", value=f"{cell:.0f}" if abs(cell) < 1e30 else text)
    code = "".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).split()).lstrip("'")
    scientific = _SCIENTIFIC.fullmatch(code.lower())
    if scientific:
        return _from_scientific(code, *filter(None, scientific.groups()))
    whole = _WHOLE_AS_FLOAT.fullmatch(code)
    return (whole[1] if whole else code), None


def _from_scientific(code: str, first: str, *more: str) -> tuple[str, Remark]:
    """Return the digits of 2.141000001E+09, which are all there; 2.14E+09 has lost some."""
    *decimals, exponent = more
    digits = first + "".join(decimals)
    if len(digits) != int(exponent) + 1:
        raise CellFault("cell_code_rounded", value=code)
    return digits, Remark("code_from_scientific", {"value": code, "used": digits})


def missing_zeros(typed: Mapping[int, str], numbers: Mapping[int, str]) -> dict[int, str]:
    """Return the codes of number cells that have lost leading zeros, put right.

    That is done only where every code typed as text in the same column has one length and one of them starts
    with a zero: then a number of fewer digits can be nothing else.

    Parameters
    ----------
    typed, numbers
        The distinct codes of a column by any key: those of text cells, and those of number cells.
    """
    lengths = {len(code) for code in typed.values()}
    has_zeros = any(code.startswith("0") for code in typed.values())
    if len(lengths) != 1 or not has_zeros or not all(map(_is_digits, typed.values())):
        return {}
    length = lengths.pop()
    if any(len(code) > length for code in numbers.values()):
        return {}
    short = {key: code for key, code in numbers.items() if len(code) < length and _is_digits(code)}
    return {key: code.zfill(length) for key, code in short.items()}


def doubtful_codes(codes: Mapping[int, str]) -> dict[int, Remark]:
    """Return the codes that a spreadsheet has probably spoilt, where nobody can say how they were.

    Too short: nearly all others of the column have one length, this one has fewer digits. Cut: 16 digits or
    more of which all after the fifteenth are zeros.

    Parameters
    ----------
    codes
        The distinct codes of a column by any key.
    """
    doubtful: dict[int, Remark] = {}
    rules = load_toml("schemas", "reading.toml")["codes"]
    digits = {key: code for key, code in codes.items() if _is_digits(code)}
    lengths = Counter(map(len, set(digits.values())))
    usual, count = lengths.most_common(1)[0] if lengths else (0, 0)
    is_usual = usual >= rules["usual_length_from"] and count >= rules["usual_share"] * lengths.total()
    for key, code in digits.items():
        if len(code) > EXACT_DIGITS and not code[EXACT_DIGITS:].strip("0"):
            doubtful[key] = Remark("code_tail_of_zeros", {"value": code})
        elif is_usual and usual - rules["zeros_lost_at_most"] <= len(code) < usual:
            doubtful[key] = Remark("code_too_short", {"value": code, "usual": str(usual)})
    return doubtful


def _is_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()
