"""The list of what a merge would change, as a table that a person fills in: one choice a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from gis.errors import InputError
from gis.io.cells import shown
from gis.io.field.merging import Conflict, Merge, Take
from gis.io.field.wording import subject_words, value_words, what_words
from gis.io.grids import read_grids
from gis.messages import describe
from gis.schema import normalise

COLUMNS = ("key", "state", "subject", "what", "base", "ours", "theirs", "take")
EXCEL_READS_AS_FORMULA = ("=", "+", "-", "@")
ROWS_NAMED = 5


def write_list(merge: Merge, path: Path) -> None:
    """Write everything that a merge would change as CSV (UTF-8 with BOM: Excel, WPS).

    Rows that only the field copy changed propose its value; conflicts are left blank for somebody to choose.

    Raises
    ------
    InputError
        output_not_writable.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_header())
    for change in merge:
        is_conflict = isinstance(change, Conflict)
        state = describe("field_state_conflict" if is_conflict else "field_state_change", {}).what
        values = [value_words(merge, change, value) for value in (change.base, change.ours, change.theirs)]
        texts = [change.key, state, subject_words(merge, change), what_words(change), *values]
        writer.writerow([*map(_no_formula, texts), "" if is_conflict else _take_words(Take.THEIRS)])
    try:
        path.write_text(stream.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError("output_not_writable", path=str(path), reason=str(error.strerror)) from error


def _header() -> list[str]:
    return [describe(f"field_list_{name}", {}).what for name in COLUMNS]


def _take_words(take: Take) -> str:
    return describe(f"field_list_{take}", {}).what


def _no_formula(text: str) -> str:
    """Keep a spreadsheet from computing a text that somebody wrote in the field."""
    return f"'{text}" if text.startswith(EXCEL_READS_AS_FORMULA) else text


def read_choices(merge: Merge, path: Path) -> dict[str, Take]:
    """Return the choices of a list that :func:`write_list` wrote and somebody filled in.

    Parameters
    ----------
    merge
        The merge that the list is about.
    path
        The list, as CSV or saved as a workbook; blank choices stay open.

    Raises
    ------
    InputError
        A file that cannot be read; field_choice_unknown: a row that names nothing of the merge, or a choice
        other than 本机 / ours and 外业 / theirs.
    """
    grids = [grid.rows for grid in read_grids(path) if grid.rows and len(grid.rows[0]) == len(COLUMNS)]
    if not grids:
        raise InputError("field_choice_unknown", file=path.name, rows="1")
    rows = grids[0]
    words = _known_words()
    known = {change.key for change in merge}
    settled = {change.key for change in merge.same}
    choices: dict[str, Take] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [shown(cell) for cell in row]
        if not any(cells):
            continue
        key, take = cells[0].removeprefix("'"), normalise(cells[-1])
        if len(cells) != len(COLUMNS) or key not in known | settled or (take and take not in words):
            wrong.append(str(number))
        elif take and key in known:
            choices[key] = words[take]
    if wrong:
        raise InputError("field_choice_unknown", file=path.name, rows="、".join(wrong[:ROWS_NAMED]))
    return choices


def _known_words() -> Mapping[str, Take]:
    words = {normalise(take): take for take in Take}
    for take in Take:
        for language in ("zh", "en"):
            words[normalise(describe(f"field_list_{take}", {}, language).what)] = take
    return words
