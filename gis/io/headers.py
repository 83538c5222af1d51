"""Finding the header of a sheet by its texts: one row or several, under titles, with merged group titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import groupby

from gis.io.cells import CHINESE_DIGITS, parse_grade, shown
from gis.io.choices import NOT_USED
from gis.io.grids import Grid
from gis.io.parts import column_letters
from gis.io.units import is_unit, without_unit
from gis.schema import Schema, is_personal, match_headers, normalise, reading_words

HEADER_SEARCH_ROWS = 40
HEADER_ROWS_AT_MOST = 4
LEAST_HEADER_HITS = 2
HEADER_DIGITS_AT_MOST = 4
_TITLE_MARKS = (":", "学年", "年度")
_BRACKET = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")
_STAGE = re.compile(r"(小学|初中)(?:部|段|学段|阶段)?")

Paths = list[tuple[str, ...]]


@dataclass(frozen=True)
class Header:
    """Where the header of a grid is and what it says.

    Attributes
    ----------
    first_row, last_row
        Its rows, 0-based.
    paths
        Of each column the texts from the group title down to the column's own.
    columns
        Schema column → position.
    """

    grid: Grid
    first_row: int
    last_row: int
    paths: Paths
    columns: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def texts(self) -> list[str]:
        """The header of each column in one text, as it is told and shown."""
        return ["".join(path) for path in self.paths]

    @cached_property
    def labels(self) -> list[str]:
        """A name of each column that no other has: repeated headers are numbered, empty ones lettered."""
        seen: dict[str, int] = {}
        labels = []
        for position, text in enumerate(self.texts):
            key = normalise(text)
            seen[key] = seen.get(key, 0) + 1
            name = text if seen[key] == 1 else f"{text} ({seen[key]})"
            labels.append(name if text else f"第{column_letters(position + 1)}列")
        return labels

    @property
    def unit_cells(self) -> int:
        """How many columns end in a unit that has a row of its own."""
        return sum(len(path) > 1 and is_unit(path[-1]) for path in self.paths)


def find_headers(grid: Grid, schema: Schema, mapping: Mapping[str, str]) -> Iterator[Header]:
    """Yield every block of rows that may be a grid's header, with the columns that it gives.

    Parameters
    ----------
    grid
        The sheet.
    schema
        The table's columns, found by their aliases.
    mapping
        Schema column → header (a label of :class:`Header`) as the user decided; NOT_USED: in no column.
    """
    head = _Head(grid)
    for last in range(len(head.rows)):
        for first in head.starts_of(last):
            header = Header(grid, first, last, head.paths(first, last))
            yield _matched(header, head.groups_above(first), schema, mapping)


def densest_header(grid: Grid) -> Header | None:
    """Return the row that looks most like a header when none is known: the first with the most texts."""
    head = _Head(grid)
    counts = [len({text for text in row if text and not text.isdigit()}) for row in head.rows]
    if max(counts, default=0) < LEAST_HEADER_HITS:
        return None
    row = counts.index(max(counts))
    return Header(grid, row, row, head.paths(row, row))


class _Head:
    """The texts of the first rows of a grid, all of one width, with merged cells filled."""

    def __init__(self, grid: Grid) -> None:
        rows = grid.rows[:HEADER_SEARCH_ROWS]
        width = max(map(len, rows), default=0)
        self.rows = [[shown(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        self._leftmost = min((row.index(text) for row in self.rows for text in row if text), default=0)
        self._rows_with_merges: set[int] = set()
        for (top, left), (bottom, right) in grid.merged:
            if top < len(self.rows) and left < width and (left > self._leftmost or left == right):
                self._fill(top, left, bottom, right)
                if right > left:
                    self._rows_with_merges.update(range(top, bottom + 1))

    def _fill(self, top: int, left: int, bottom: int, right: int) -> None:
        """Give a merged cell's text to all of it; a title that starts in the first column stays there."""
        for row in self.rows[top : bottom + 1]:
            row[left : right + 1] = [self.rows[top][left]] * len(row[left : right + 1])

    def starts_of(self, last: int) -> Iterator[int]:
        """Yield where a header that ends in a row may start: the row itself, then the rows above it."""
        if any(self.rows[last]):
            yield last
        for first in range(last - 1, max(-1, last - HEADER_ROWS_AT_MOST), -1):
            if not any(self.rows[first]) or any(map(is_figure, (*self.rows[first], *self.rows[last]))):
                return
            yield first

    def paths(self, first: int, last: int) -> Paths:
        """Return the texts over each column from top to bottom, each once."""
        rows = [
            self._spread(number, self.rows[number + 1 : last + 1]) if number < last else self.rows[number]
            for number in range(first, last + 1)
        ]
        return [tuple(text for text, _ in groupby(filter(None, texts))) for texts in zip(*rows, strict=True)]

    def _spread(self, number: int, below: Sequence[Sequence[str]]) -> list[str]:
        """Carry group titles over the columns to their right, where the file does not say how far they go."""
        row = self.rows[number]
        if number in self._rows_with_merges:
            return row
        spread = list(row)
        has_text_below = [any(texts) for texts in zip(*below, strict=True)]
        for position in range(self._leftmost + 2, len(row)):
            if not row[position] and has_text_below[position] and has_text_below[position - 1]:
                spread[position] = spread[position - 1]
        return spread

    def groups_above(self, first: int) -> Mapping[int, str]:
        """Return position → title of a group of columns in the row above a header.

        A title of the table, which starts in the first column, and a line such as 单位:人 are no groups.
        """
        if first == 0:
            return {}
        above = self._spread(first - 1, [self.rows[first]])
        times = Counter(above)
        return {
            position: text
            for position, text in enumerate(above)
            if text and position > self._leftmost and times[text] > 1 and not _is_title(text)
        }


def is_figure(text: str) -> bool:
    """Say whether a text is a number of more digits than a header has: a code, a coordinate."""
    digits = text.replace(".", "")
    return len(digits) > HEADER_DIGITS_AT_MOST and digits.isdigit()


def _is_title(text: str) -> bool:
    return any(mark in normalise(text) for mark in _TITLE_MARKS)


def _matched(
    header: Header, groups: Mapping[int, str], schema: Schema, mapping: Mapping[str, str]
) -> Header:
    """Return a header with its columns: those that the user named, then those that aliases find."""
    labels = {normalise(label): position for position, label in enumerate(header.labels)}
    readable = [not any(map(is_personal, path)) for path in header.paths]
    named = {name: labels.get(normalise(label)) for name, label in mapping.items() if label != NOT_USED}
    columns = {
        name: position for name, position in named.items()
        if position is not None and readable[position] and name in schema.names
    }  # fmt: skip
    variants = [
        _variants(path, groups.get(position, "")) if readable[position] else ()
        for position, path in enumerate(header.paths)
    ]
    for level in range(max(map(len, variants), default=0)):
        texts = [
            wordings[level] if level < len(wordings) and position not in columns.values() else ""
            for position, wordings in enumerate(variants)
        ]
        for name, position in match_headers(texts, schema).items():
            if name not in columns and name not in mapping:
                columns[name] = position
    return replace(header, columns=columns)


@lru_cache(maxsize=4096)
def _variants(path: tuple[str, ...], group: str) -> tuple[str, ...]:
    """Return the wordings under which a column may be known, the most literal first.

    The title of a group is left out only where that does not change the meaning: 一年级 under 教师数 is not
    the number of pupils. A title above the header (``group``) that may not be left out leaves no wording.
    """
    words = path[:-1] if len(path) > 1 and is_unit(path[-1]) else path
    if group and group not in path and not _may_be_left_out(group, words):
        return ()
    kept = [word for word in words if not _may_be_left_out(word, words)] or list(words[-1:])
    plain = _with_grades(kept)
    wordings = [_join(words), _join(words[::-1]), _join(plain), _join(plain[::-1])]
    wordings += [without_unit(wording) for wording in wordings]
    return tuple(dict.fromkeys(filter(None, wordings)))


def _join(words: Sequence[str]) -> str:
    return "".join(words)


def _may_be_left_out(word: str, words: Sequence[str]) -> bool:
    key = _BRACKET.sub("", normalise(word))
    if key in reading_words("pupil_titles"):
        return True
    is_of_grades = any(len(other) > 1 and parse_grade(other) for other in words)
    return key in reading_words("group_titles") and not is_of_grades


def _with_grades(words: Sequence[str]) -> list[str]:
    """Write grades as the schema does: 初中 over 一年级, and 初一, are 七年级."""
    plain: list[str] = []
    for word in words:
        stage = _STAGE.fullmatch(normalise(plain[-1])) if plain else None
        grade = parse_grade((stage[1] if stage else "") + word) if len(word) > 1 else None
        if stage and grade:
            plain.pop()
        plain.append(f"{CHINESE_DIGITS[grade]}年级" if grade else word)
    return plain
