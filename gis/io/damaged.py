"""The rows of a damaged plan file that can still be read. The damaged file itself is never touched.

A copy is patched so that SQLite opens it at all; then every table is read row by row around damaged pages.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gis.errors import PlanFileError
from gis.io.replacing import SIDE_FILES

SQLITE_MAGIC = b"SQLite format 3\x00"
PAGE_BYTES = 4096  # of every file that the program writes
TREE_PAGES = (5, 13)  # first byte of the first page after the header: inner page or leaf of a table
Row = tuple[Any, ...]


@dataclass
class Rescued:
    """The rows of one table that could be read; ``lost`` is None where nothing says how many there were."""

    table: str
    columns: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    lost: int | None = 0

    def keep(self, is_sound: Callable[[Row], bool]) -> None:
        """Drop rows that cannot be right."""
        kept = [row for row in self.rows if is_sound(row)]
        if self.lost is not None:
            self.lost += len(self.rows) - len(kept)
        self.rows = kept

    def column(self, name: str) -> int | None:
        """Return the place of a column in a row."""
        return self.place(name) if name in self.columns else None

    def place(self, name: str) -> int:
        """Return the place of a column that is there."""
        return list(self.columns).index(name)


def read_damaged(path: Path) -> dict[str, Rescued]:
    """Return what can be read of a damaged file, by table.

    Raises
    ------
    PlanFileError
        plan_beyond_repair: not even the list of its tables can be read.
    """
    with TemporaryDirectory(prefix="xiaotu-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "damaged.gpkg"
        shutil.copyfile(path, copy)
        for suffix in SIDE_FILES:
            with suppress(OSError):
                shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
        _patch(copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            connection.execute("PRAGMA writable_schema=ON")  # SQLite then tolerates a damaged list of tables
            with suppress(sqlite3.DatabaseError):
                connection.execute("SELECT 1")  # fails if the list is damaged; then SQLite has the rest
            names = _table_names(connection)
            if not names:
                raise PlanFileError("plan_beyond_repair", file=path.name)
            expected = _expected_rows(connection)
            return {name: _rescue(connection, name, expected.get(name)) for name in names}


def _patch(copy: Path) -> None:
    """Give a copy a header and its full length, so that only what really is damaged cannot be read."""
    with copy.open("r+b") as stream:
        first = stream.read(PAGE_BYTES)
        size = copy.stat().st_size
        if not first.startswith(SQLITE_MAGIC):
            if len(first) < PAGE_BYTES or first[100] not in TREE_PAGES:
                return
            stream.seek(0)
            stream.write(_fresh_header(-(-size // PAGE_BYTES)))
        stream.seek(16)
        page_bytes = int.from_bytes(stream.read(2), "big")
        page_bytes = 1 << 16 if page_bytes == 1 else page_bytes or PAGE_BYTES
        stream.seek(28)
        pages = int.from_bytes(stream.read(4), "big")
        stream.truncate(max(size, pages * page_bytes, -(-size // page_bytes) * page_bytes))


def _fresh_header(pages: int) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA page_size={PAGE_BYTES}")
        connection.execute("CREATE TABLE a (b)")
        header = bytearray(connection.serialize()[:100])
    header[28:32] = pages.to_bytes(4, "big")
    header[92:96] = header[24:28]
    return bytes(header)


def _table_names(connection: sqlite3.Connection) -> list[str]:
    found: dict[int, Row] = {}
    for order in ("ASC", "DESC"):
        query = "SELECT rowid, name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'rtree_%'"
        if _read_until_damage(connection, f"{query} ORDER BY rowid {order}", found):
            break
    return [str(name) for _, name in found.values()]


def _expected_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table had; layers count theirs, tables number them from 1."""
    expected: dict[str, int] = {}
    for query in (
        "SELECT name, seq FROM sqlite_sequence",
        "SELECT table_name, feature_count FROM gpkg_ogr_contents",
    ):
        with suppress(sqlite3.DatabaseError):
            expected.update({str(name): int(count) for name, count in connection.execute(query)})
    return expected


# ---- rows around damaged pages


def _rescue(connection: sqlite3.Connection, table: str, expected: int | None) -> Rescued:
    try:
        columns = {row[1]: row[2] for row in connection.execute(f'PRAGMA table_info("{table}")')}
    except sqlite3.DatabaseError:
        columns = {}
    rescued = Rescued(table, columns)
    if "fid" not in columns:
        with suppress(sqlite3.DatabaseError):
            rescued.rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
        return rescued
    found, whole = _readable_rows(connection, table, expected)
    rescued.rows = [found[key] for key in sorted(found)]
    rescued.lost = 0 if whole else None if expected is None else max(0, expected - len(found))
    return rescued


def _readable_rows(
    connection: sqlite3.Connection, table: str, expected: int | None
) -> tuple[dict[int, Row], bool]:
    """Return the readable rows by number, and whether they are all: from both ends, then in halved ranges."""
    found: dict[int, Row] = {}
    if _read_until_damage(connection, f'SELECT * FROM "{table}" ORDER BY fid', found):
        return found, True
    low = max(found, default=0)
    downwards: dict[int, Row] = {}
    _read_until_damage(connection, f'SELECT * FROM "{table}" WHERE fid > {low} ORDER BY fid DESC', downwards)
    high = min(downwards, default=(expected or low) + 1)
    found.update(downwards)
    _read_range(connection, table, low + 1, high - 1, found)
    return found, False


def _read_range(
    connection: sqlite3.Connection, table: str, first: int, last: int, found: dict[int, Row]
) -> None:
    ranges = [(first, last)]
    while ranges:
        low, high = ranges.pop()
        # a single row by itself: the row before a damaged page is lost to whoever asks for the next one too
        where = f"= {low}" if low == high else f"BETWEEN {low} AND {high}"
        query = f'SELECT * FROM "{table}" WHERE fid {where}'
        if low > high or _read_until_damage(connection, query, found) or low == high:
            continue
        middle = (low + high) // 2
        ranges += [(low, middle), (middle + 1, high)]


def _read_until_damage(connection: sqlite3.Connection, query: str, found: dict[int, Row]) -> bool:
    try:
        for row in connection.execute(query):
            if isinstance(row[0], int):
                found[row[0]] = tuple(row)
    except sqlite3.DatabaseError:
        return False
    return True
