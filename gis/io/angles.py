"""Degrees, minutes and seconds: as people write them, and packed into one number."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import ArrayLike, NDArray

_HEMISPHERE = r"(?P<{}>东经|北纬|[en])?"
_ANGLE = re.compile(
    _HEMISPHERE.format("before")
    + r"\s*(?P<degrees>\d{1,3})\s*(?:[°度d:-]|\s)\s*"
    + r"(?P<minutes>[0-5]?\d(?:\.\d+)?)\s*(?:['′分m:-]\s*|\s+|$)"
    + r"(?:(?P<seconds>[0-5]?\d(?:\.\d+)?)\s*(?:\"|''|′′|秒|s)?\s*)?"
    + _HEMISPHERE.format("after")
)
_DECIMAL = re.compile(
    _HEMISPHERE.format("before")
    + r"\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°度]?\s*"
    + _HEMISPHERE.format("after")
)
_QUOTES = str.maketrans("’‘`”“º˚", "\'\'\'\"\"°°")
_PACKED_DIGITS = 6                      # of D.MMSSss: beyond them a float no longer holds what was typed


def parse_angle(text: str) -> float | None:
    """Return the degrees that a text writes down, None if it writes none.

    Parameters
    ----------
    text
        114°12′30.5″E, 114 12 30.5, 114度12分30.5秒, 东经114°12.5′, 114:12:30, 114.2085°. A bare number is no
        angle in this sense: it may be metres or anything else.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).strip().lower()
    match = _ANGLE.fullmatch(plain)
    if match is None:
        match = _DECIMAL.fullmatch(plain)
        return float(match["degrees"]) if match and plain != match["degrees"] else None
    minutes, seconds = match["minutes"], match["seconds"]
    if seconds is not None and "." in minutes:
        return None
    return int(match["degrees"]) + float(minutes) / 60 + float(seconds or 0) / 3600


def from_packed(values: ArrayLike) -> NDArray[np.float64]:
    """Return the degrees of numbers written D.MMSSss: 114.1230 is 114°12′30″.

    Values whose minutes or seconds are 60 or more are no such numbers and become NaN.
    """
    scale = 10**_PACKED_DIGITS
    packed = np.asarray(values, dtype=np.float64)
    whole = np.trunc(packed)
    digits = np.rint((packed - whole) * scale)      # MMSSss
    minutes, rest = np.divmod(digits, scale / 100)
    seconds = rest / (scale / 10_000)
    degrees = whole + minutes / 60 + seconds / 3600
    return np.where((minutes < 60) & (seconds < 60), degrees, np.nan)


def to_packed(degrees: ArrayLike) -> NDArray[np.float64]:
    """Return degrees as D.MMSSss, seconds rounded to two places."""
    angles = np.asarray(degrees, dtype=np.float64)
    hundredths = np.rint(angles * 360_000)
    whole, rest = np.divmod(hundredths, 360_000)
    minutes, hundredths = np.divmod(rest, 6_000)
    packed: NDArray[np.float64] = whole + minutes / 100 + hundredths / 10**_PACKED_DIGITS
    return packed
