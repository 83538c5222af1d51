"""The columns of each table are data: one CSV per table drives reading, checking and describing it.

A real header is matched to a column by its aliases after normalising (full width, blanks, line breaks, case);
a bracketed unit at its end, as in "建筑面积(㎡)", is ignored where the whole header is not an alias itself.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from gis.resources import load_toml, resource_path

TABLES = (
    "schools", "settlements", "pupils", "attendance", "roster", "zones", "feeders", "bus_stops", "decisions",
    "locks", "evidence", "counties", "population", "enrolment_history", "housing",
)  # fmt: skip

_TRAILING_BRACKET = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")
_HEADER_MARKS = re.compile(r"[*:]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    kind
        text, code, integer, number, boolean, grade, grades or choice.
    instead
        For a required column: the column that may stand in its place (a name for a code), "" if none may.
    choices
        For ``choice``: each accepted value, with the other ways to write it.
    default
        Text that stands for an empty cell, "" if an empty cell is simply unknown.
    example
        How a cell is filled in, shown in the blank templates; "" for a cell that is usually left empty.
    """

    name: str
    kind: str
    unit: str
    required: bool
    default: str
    aliases: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    description_zh: str
    description_en: str
    example: str = ""
    instead: str = ""

    @property
    def title(self) -> str:
        """The header to print: the first alias."""
        return self.aliases[0]

    @property
    def dtype(self) -> str:
        """The dtype of the column in a frame: unknown numbers are NaN, unknown texts are empty."""
        if self.kind in ("integer", "grade"):
            return "int64" if self.required else "float64"
        return {"number": "float64", "boolean": "bool", "grades": "object"}.get(self.kind, "str")


@dataclass(frozen=True)
class Schema:
    """The columns of one table, in order."""

    table: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def title_of(self, column: Column) -> str:
        """Return the title of a column, with that of the column that may stand in its place."""
        return f"{column.title}（或{self[column.instead].title}）" if column.instead else column.title

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def with_optional(self, *names: str) -> Schema:
        """Return the schema with some columns no longer required."""
        columns = tuple(
            replace(column, required=column.required and column.name not in names) for column in self.columns
        )
        return Schema(self.table, columns)

    def restore(self, frame: pd.DataFrame, *, extra: Sequence[str] = ()) -> pd.DataFrame:
        """Return the schema's columns (and ``extra``) of a frame with their dtypes, as after reading.

        Raises
        ------
        KeyError
            A required column is missing; another missing column is unknown in every row.
        """
        unknown = pd.Series(None, index=frame.index, dtype="object")
        optional = {column.name: unknown for column in self.columns if not column.required}
        given = {**optional, **{name: frame[name] for name in frame.columns}}
        data = {column.name: _as_dtype(given[column.name], column.dtype) for column in self.columns}
        data.update({name: frame[name] for name in extra})
        return pd.DataFrame(data, index=frame.index)


def _as_dtype(values: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    if dtype == "str":
        return values.astype("object").where(values.notna(), "").astype("str")
    if dtype == "bool":
        return values.astype("boolean").fillna(False).astype("bool")
    return values.astype(dtype)  # type: ignore[call-overload, no-any-return]


@cache
def load_schema(table: str) -> Schema:
    """Load the schema of a table.

    Parameters
    ----------
    table
        One of :data:`TABLES`.
    """
    text = resource_path("schemas", f"{table}.csv").read_text(encoding="utf-8")
    return Schema(table, tuple(_column(row) for row in csv.DictReader(text.splitlines())))


def _column(row: Mapping[str, str]) -> Column:
    kind, _, choices = row["type"].partition(":")
    required, _, instead = row["required"].partition(" or ")
    return Column(
        name=row["column"],
        kind=kind,
        unit=row["unit"],
        required=required == "yes",
        default=row["default"],
        aliases=tuple(row["aliases"].split("|")),
        choices=_choices(choices),
        description_zh=row["description_zh"],
        description_en=row["description_en"],
        example=row.get("example") or "",
        instead=instead,
    )


def _choices(text: str) -> dict[str, tuple[str, ...]]:
    """``a=b=c|d`` accepts a (also written b or c) and d."""
    spellings = [choice.split("=") for choice in text.split("|") if choice]
    return {value: tuple(others) for value, *others in spellings}


def normalise(text: object) -> str:
    """Return a text as it is compared: half width, no blanks or line breaks, lower case."""
    plain = str(text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    return "".join(plain.split()).lower()


def _header_keys(header: object) -> tuple[str, str]:
    whole = _HEADER_MARKS.sub("", normalise(header))
    return whole, _TRAILING_BRACKET.sub("", whole)


@cache
def _columns_by_alias(table: str) -> dict[str, tuple[int, str]]:
    """Return alias → its rank among the aliases of its column, and that column."""
    known: dict[str, tuple[int, str]] = {}
    for column in load_schema(table).columns:
        for rank, alias in enumerate((column.name, *column.aliases)):
            known.setdefault(normalise(alias), (rank, column.name))
    return known


def match_headers(headers: Sequence[object], schema: Schema) -> dict[str, int]:
    """Find the schema's columns among the headers of a real table.

    Parameters
    ----------
    headers
        The cells of the header row.
    schema
        The table's schema.

    Returns
    -------
    dict
        Column name → position of its header. A header serves one column, the first of equal headers counts,
        a whole header goes before one without its bracketed unit, and of several headers for one column the
        alias that the schema names first (自然村 before 行政村).
    """
    known = _columns_by_alias(schema.table)
    found: dict[str, int] = {}
    keys = [_header_keys(header) for header in headers]
    for variant in (0, 1):
        meant = [
            (known[key[variant]], position) for position, key in enumerate(keys) if key[variant] in known
        ]
        for (_, name), position in sorted(meant, key=lambda pair: (pair[0][0], pair[1])):
            if name not in found and position not in found.values():
                found[name] = position
    return found


@cache
def reading_words(kind: str) -> frozenset[str]:
    """Return a word list of ``resources/schemas/reading.toml``, normalised."""
    return frozenset(normalise(word) for word in load_toml("schemas", "reading.toml")[kind])


def is_personal(header: object) -> bool:
    """Whether a header announces data about a person, which is never read."""
    key = normalise(header)
    return any(word in key for word in reading_words("personal"))


def is_outside(code: str) -> bool:
    """Whether a settlement code says that the pupils live outside the county."""
    return normalise(code) in reading_words("outside")


def missing_columns(found: Iterable[str], schema: Schema) -> tuple[Column, ...]:
    """Return the required columns of which neither they nor what may stand in their place was found."""
    present = set(found)
    return tuple(c for c in schema.columns if c.required and not {c.name, c.instead} & present)
