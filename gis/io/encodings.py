"""From the bytes of a text table to text: UTF-8, GB18030 or UTF-16, with or without a mark."""

from __future__ import annotations

from gis.errors import InputError

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAMPLE_BYTES = 4096
_LONGEST_CHARACTER_BYTES = 4


def decode(data: bytes, file: str) -> str:
    """Return text in UTF-8 (with or without mark), UTF-16 or GB18030.

    Raises
    ------
    InputError
        text_cut_off: it ends inside a character; encoding_unknown: it is none of these.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if _is_cut_off(data, error):
                raise InputError("text_cut_off", file=file) from error
            continue
        if "\x00" not in text:
            return text
    raise InputError("encoding_unknown", file=file)


def _candidates(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return (encoding,)
    sample = data[:_SAMPLE_BYTES]
    if b"\x00" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return ("utf-16-le" if odd >= even else "utf-16-be",)
    return ("utf-8", "gb18030")


def _is_cut_off(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether all but the last character is in an encoding, which then is the right one.

    A single Chinese character at the very end of a text in Latin letters does not prove UTF-8.
    """
    is_at_end = error.end == len(error.object) and error.end - error.start < _LONGEST_CHARACTER_BYTES
    return is_at_end and (error.encoding != "utf-8" or not data[: error.start].isascii())
