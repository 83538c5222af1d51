"""The text encoding of a Shapefile's attribute table (.dbf), told from its bytes.

Old Chinese files are in GBK and do not say so; others say something wrong. GDAL alone would turn names into
nonsense without a word.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

UTF8, GBK = "UTF-8", "GB18030"
_CODE_PAGE_BYTE, _CODE_PAGES = 29, {0x4D: GBK, 0x7A: GBK, 0x03: "cp1252", 0x57: "cp1252", 0x78: "big5"}
_DESCRIPTOR_BYTES, _NAME_BYTES, _WIDTH_AT, _END_OF_FIELDS = 32, 11, 16, 0x0D
_MOST_CELLS = 20_000
_FIRST_EAST_ASIAN = 0x2E80


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How the texts of a table are to be read, and what speaks for it.

    Attributes
    ----------
    name
        ``UTF-8``, ``GB18030`` or what the file says; "" where nothing fits.
    declared
        What the file itself says, "" if nothing.
    cells, as_utf8, as_gbk
        Cells with other than ASCII letters, and how many of them can be read each way.
    """

    name: str
    declared: str
    cells: int
    as_utf8: int
    as_gbk: int


def detect(table: Path, code_page_file: Path | None) -> TextEncoding:
    """Tell the encoding of a .dbf; a declared one (.cpg, code page byte) counts only if the bytes fit it."""
    data = table.read_bytes()
    declared = _declared(data, code_page_file)
    cells = [cell for _, _, cell in _foreign_cells(data)]
    utf8, gbk = (sum(_fits(cell, name) for cell in cells) for name in (UTF8, GBK))
    return TextEncoding(_decided(cells, utf8, gbk, declared), declared, len(cells), utf8, gbk)


def mended(table: Path, encoding: str) -> bytes | None:
    """Return the table with cut-off characters at the ends of its cells blanked; None if all are whole.

    Fields are as wide as their bytes, and programs cut in the middle of a character.
    """
    data = bytearray(table.read_bytes())
    is_changed = False
    for start, end, cell in list(_foreign_cells(bytes(data), most=len(data))):
        try:
            cell.decode(encoding)
        except UnicodeDecodeError:
            whole = cell.decode(encoding, errors="ignore").encode(encoding)
            filler = b"\x00" if start < _records_start(bytes(data)) else b" "
            data[start:end] = whole.ljust(end - start, filler)
            is_changed = True
    return bytes(data) if is_changed else None


def _declared(data: bytes, code_page_file: Path | None) -> str:
    if code_page_file is not None:
        text = code_page_file.read_text(encoding="ascii", errors="ignore").strip()
        named = {"936": GBK, "ansi 936": GBK, "oem": "", "65001": UTF8}.get(text.lower(), text)
        try:
            codec = codecs.lookup(named).name if named else ""
        except (LookupError, ValueError):       # ValueError: zero bytes in the name
            return text
        return {"utf-8": UTF8, "gbk": GBK, "gb2312": GBK, "gb18030": GBK}.get(codec, codec)
    return _CODE_PAGES.get(data[_CODE_PAGE_BYTE], "") if len(data) > _CODE_PAGE_BYTE else ""


def _decided(cells: list[bytes], utf8: int, gbk: int, declared: str) -> str:
    if not cells:
        return declared or UTF8
    if utf8 == len(cells) and (gbk < len(cells) or any(map(_is_east_asian, cells))):
        return UTF8
    if gbk == len(cells):
        return GBK
    if declared and declared not in (UTF8, GBK) and all(_fits(cell, declared) for cell in cells):
        return declared
    if utf8 == gbk:
        return ""
    return UTF8 if utf8 > gbk else GBK


def _is_east_asian(cell: bytes) -> bool:
    """Whether bytes are Chinese as UTF-8: some short words in GBK are valid UTF-8, but Greek or Arabic."""
    return any(ord(letter) >= _FIRST_EAST_ASIAN for letter in cell.decode(UTF8, errors="ignore"))


def _fits(cell: bytes, encoding: str) -> bool:
    """Whether bytes can be read; a character cut off at the end does not count against it."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(cell, final=False)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _records_start(data: bytes) -> int:
    return int.from_bytes(data[8:10], "little")


def _foreign_cells(data: bytes, most: int = _MOST_CELLS) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, bytes) of field names and text cells that are not plain ASCII."""
    fields = list(_fields(data))
    for at, _ in fields:
        name = data[at : at + _NAME_BYTES].split(b"\x00")[0]
        if not name.isascii():
            yield at, at + len(name), name
    start, width = _records_start(data), int.from_bytes(data[10:12], "little")
    count = (len(data) - start) // width if width else 0
    if count <= 0:
        return
    records = np.frombuffer(data, dtype=np.uint8, count=count * width, offset=start).reshape(count, width)
    found = 0
    for column, size in _text_columns(data, fields):
        for row in np.flatnonzero((records[:, column : column + size] >= 0x80).any(axis=1)).tolist():
            at = start + row * width + column
            cell = data[at : at + size].rstrip(b" \x00")
            yield at, at + len(cell), cell
            found += 1
            if found >= most:
                return


def _fields(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each field's descriptor starts, and the field's width."""
    end = min(_records_start(data), len(data))
    for at in range(_DESCRIPTOR_BYTES, end - _DESCRIPTOR_BYTES + 1, _DESCRIPTOR_BYTES):
        if data[at] == _END_OF_FIELDS:
            return
        yield at, data[at + _WIDTH_AT]


def _text_columns(data: bytes, fields: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield (column of the first byte, width) of the text fields; byte 0 of a record is its deletion mark."""
    column = 1
    for at, width in fields:
        if data[at + _NAME_BYTES : at + _NAME_BYTES + 1] == b"C":
            yield column, width
        column += width


