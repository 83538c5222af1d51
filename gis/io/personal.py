"""What must never leave a file: values that point at one person, wherever in the table they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from gis.schema import is_personal, normalise, reading_words

HIDDEN = "***"
# 18 digits with a date of birth inside: 居民身份证, and 学籍号 (G before it); telephones below
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?[ -]?1[3-9](?:[ -]?\d){9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_VILLAGE_CODE = re.compile(r"[1-8]\d{11}(?:[-_]\w{1,4})?")
_SCHOOL_CODE = re.compile(r"[1-9]\d{9}")
_SHORT_CODE = re.compile(r"[A-Za-z]{1,3}\d{1,4}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LONGEST_PLACE_NAME = 14


def scrub(text: str) -> str:
    """Return a text with identity and telephone numbers replaced by ``***``."""
    plain = unicodedata.normalize("NFKC", text)
    hidden = _PHONE.sub(HIDDEN, _IDENTITY.sub(HIDDEN, plain))
    return text if hidden == plain else hidden


def is_person_like(text: str) -> bool:
    """Whether a text holds an identity or telephone number."""
    return scrub(text) != text


def is_place_like(text: str, personal: Collection[str]) -> bool:
    """Whether a text is so clearly a place or its code that a message may quote it.

    Parameters
    ----------
    text
        A value of a village or school column that matches none that is known.
    personal
        Values of the file's personal columns, normalised: a text that holds one of them is not quoted.
    """
    key = normalise(text)
    if is_person_like(key) or any(name in key for name in personal if len(name) > 1):
        return False
    if _VILLAGE_CODE.fullmatch(key) or _SCHOOL_CODE.fullmatch(key) or _SHORT_CODE.fullmatch(key):
        return True
    endings = tuple(reading_words("place_endings"))
    return bool(_CHINESE.fullmatch(key)) and len(key) <= LONGEST_PLACE_NAME and key.endswith(endings)


def public_title(line: str, personal: Collection[str]) -> str:
    """Return a title line of a roster, "" if it may name a person (班主任, 填表人, a telephone number)."""
    key = normalise(line)
    named = is_personal(line) or is_person_like(key) or any(name in key for name in personal if len(name) > 1)
    has_signer = any(word in key for word in reading_words("signers"))
    return "" if named or has_signer else line
