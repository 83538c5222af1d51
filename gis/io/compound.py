"""The old binary container of .xls: chains of sectors that, once spoilt, may have no end."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_SECTOR_SHIFTS = (9, 12)  # 512 and 4096 bytes: the format has no other
_SHIFT_AT, _MINI_TABLE_AT, _LIST_AT, _TABLES_AT = 30, 60, 68, 76
_TABLES_IN_HEADER = 109
_HEADER_BYTES = 512

Chain = NDArray[np.uint32]


def has_endless_chain(data: bytes) -> bool:
    """Whether a chain of sectors of a compound file leads back into itself.

    Parameters
    ----------
    data
        The file. What is no compound file has no chain.

    Notes
    -----
    Follows [MS-CFB]: each entry of the allocation table names the sector that follows. A reader that does
    not look out goes round in such a circle until the memory is full, and the program ends.
    """
    if len(data) < _HEADER_BYTES:
        return False
    (shift,) = struct.unpack_from("<H", data, _SHIFT_AT)
    if shift not in _SECTOR_SHIFTS:
        return False
    size = 1 << shift
    tables = list(struct.unpack_from(f"<{_TABLES_IN_HEADER}I", data, _TABLES_AT))
    (sector,) = struct.unpack_from("<I", data, _LIST_AT)
    seen: set[int] = set()
    while (part := _sectors(data, [sector], size)).size:
        if sector in seen:
            return True
        seen.add(sector)
        tables += part[:-1].tolist()
        sector = int(part[-1])
    table = _sectors(data, tables, size)
    if _has_circle(table):
        return True
    (sector,) = struct.unpack_from("<I", data, _MINI_TABLE_AT)
    mini: list[int] = []
    while sector < len(table):
        mini.append(sector)
        sector = int(table[sector])
    return _has_circle(_sectors(data, mini, size))


def _sectors(data: bytes, numbers: Iterable[int], size: int) -> Chain:
    """Return the numbers in some sectors; those that the file does not have are passed over."""
    starts = ((number + 1) * size for number in numbers)
    parts = [data[start : start + size] for start in starts if start + size <= len(data)]
    return np.frombuffer(b"".join(parts), dtype="<u4").astype(np.uint32)


def _has_circle(following: Chain) -> bool:
    """Whether following the entries never ends from somewhere: after as many steps as there are entries."""
    count = len(following)
    place = np.append(np.minimum(following, count), count).astype(np.int64)
    for _ in range(count.bit_length()):
        place = place[place]
    return bool((place != count).any())
