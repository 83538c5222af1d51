"""Which column of a file is what: guessed by its header, shown with samples, corrected once, remembered."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gis.errors import InputError
from gis.io.cells import is_blank, shown
from gis.io.datarows import DistinctCells, data_rows
from gis.io.grids import Grid, read_grids
from gis.io.headers import Header, densest_header
from gis.io.tables import best_header
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml
from gis.schema import Schema, is_personal, missing_columns, normalise

MAPPINGS_FILE = "column_mappings.json"
SAMPLES_KEPT = 5
ROWS_LOOKED_AT = 200


@dataclass(frozen=True)
class ColumnGuess:
    """A column of a file.

    Attributes
    ----------
    header
        The name to call it by in a mapping; no other column of the table has it.
    samples
        The first different values; none of a column with personal data.
    schema_column
        The schema's column that it is taken for, "" if none.
    is_personal
        It holds data about persons by its header or by its content, and is never read.
    """

    header: str
    samples: tuple[str, ...]
    schema_column: str
    is_personal: bool


@dataclass(frozen=True)
class TableSurvey:
    """What a file seems to hold, for the user to confirm or correct.

    Attributes
    ----------
    header_row
        Last row of the header as the spreadsheet numbers it.
    missing
        Required columns of the schema that were not found.
    shape
        Fingerprint of the headers: files of one shape have the same columns.
    schema
        Name of the schema that the file follows.
    """

    file: str
    sheet: str
    header_row: int
    columns: tuple[ColumnGuess, ...]
    missing: tuple[str, ...]
    shape: str
    schema: str


def survey_table(
    path: Path,
    schemas: Schema | Sequence[Schema],
    *,
    columns: Mapping[str, str] | None = None,
    progress: Progress = ignore_progress,
) -> TableSurvey:
    """Guess the columns of a table without reading it into a plan.

    Parameters
    ----------
    path
        Spreadsheet or text table.
    schemas
        The schema, or several of which the file follows one.
    columns
        Schema column → header as the user has decided so far; "" = in no column of the file.
    progress
        Told the share done; may cancel.

    Raises
    ------
    InputError
        A fault of the whole file; no_header_found if no row of it can be a header at all.
    """
    choices = (schemas,) if isinstance(schemas, Schema) else tuple(schemas)
    grids = read_grids(path, progress)
    header, schema = best_header(grids, choices, columns or {}) or (_likely_header(grids), choices[0])
    if header is None:
        wanted = "、".join(column.title for column in schema.columns if column.required)
        raise InputError("no_header_found", file=path.name, wanted=wanted)
    names = {position: name for name, position in header.columns.items()}
    return TableSurvey(
        file=path.name,
        sheet=header.grid.sheet,
        header_row=header.last_row + 1,
        columns=tuple(_guesses(header, names, _first_data(header, schema))),
        missing=tuple(column.name for column in missing_columns(header.columns, schema)),
        shape=_shape(header),
        schema=schema.table,
    )


def _likely_header(grids: Sequence[Grid]) -> Header | None:
    """Return the row with the most texts of all sheets that are shown."""
    found = [header for grid in grids if not grid.is_hidden and (header := densest_header(grid))]
    return max(found, key=lambda header: sum(map(bool, header.texts)), default=None)


def _first_data(header: Header, schema: Schema) -> list[list[Any]]:
    """Return the first rows that are data: no totals, and no signatures below the table."""
    rows = header.grid.rows[header.last_row + 1 :][:ROWS_LOOKED_AT]
    required = [header.columns[c.name] for c in schema.columns if c.required and c.name in header.columns]
    is_lacking = np.array([any(_is_blank_at(row, at) for at in required) for row in rows], dtype=bool)
    if not rows or not header.columns:
        return rows
    width = range(len(header.paths))
    columns = [DistinctCells.of([row[at] if at < len(row) else None for row in rows]) for at in width]
    is_data = data_rows(header, columns, schema, is_lacking).is_data
    complete = is_data & ~is_lacking
    return [rows[k] for k in np.flatnonzero(complete if complete.any() else is_data)]


def _is_blank_at(row: Sequence[Any], position: int) -> bool:
    return position >= len(row) or is_blank(row[position])


def _guesses(
    header: Header, names: Mapping[int, str], rows: Sequence[Sequence[Any]]
) -> Iterator[ColumnGuess]:
    for position, label in enumerate(header.labels):
        cells = [row[position] for row in rows if not _is_blank_at(row, position)]
        if not header.paths[position] and not cells:
            continue
        name = names.get(position, "")
        personal = any(map(is_personal, header.paths[position])) or (not name and _look_personal(cells))
        samples = () if personal else tuple(dict.fromkeys(map(shown, cells)))[:SAMPLES_KEPT]
        yield ColumnGuess(label, samples, "" if personal else name, personal)


@cache
def _personal_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, load_toml("schemas", "reading.toml")["personal_patterns"]))


def _look_personal(cells: Sequence[Any]) -> bool:
    """Whether any cell looks like an identity or telephone number."""
    texts = ["".join(shown(cell).split()) for cell in cells]
    return any(pattern.match(text) for text in texts for pattern in _personal_patterns())


def _shape(header: Header) -> str:
    """Return the fingerprint of a header's texts, whatever their order."""
    texts = sorted(normalise(label) for label in header.labels)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


# ---- what the user decided, by shape


def remember(shape: str, mapping: Mapping[str, str], folder: Path) -> None:
    """Keep the user's mapping for files of a shape; an empty mapping forgets it.

    Parameters
    ----------
    shape
        :attr:`TableSurvey.shape`.
    mapping
        Schema column → header text; "" = in no column. No value of a table.
    folder
        The program's settings folder; made if it is not there.

    Raises
    ------
    OSError
        The folder cannot be written to.
    """
    known = {key: value for key, value in _known(folder).items() if key != shape}
    if mapping:
        known[shape] = dict(mapping)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=MAPPINGS_FILE, text=True)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(known, stream, ensure_ascii=False, indent=1)
        Path(name).replace(folder / MAPPINGS_FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def recall(shape: str, folder: Path) -> dict[str, str]:
    """Return the mapping remembered for files of a shape, empty if there is none."""
    return _known(folder).get(shape, {})


def _known(folder: Path) -> dict[str, dict[str, str]]:
    """Return every remembered mapping; what is no mapping in the file is passed over."""
    try:
        known = json.loads((folder / MAPPINGS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {
        shape: mapping
        for shape, mapping in known.items()
        if isinstance(mapping, dict) and all(isinstance(text, str) for text in mapping.values())
    }
