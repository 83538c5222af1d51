"""Which sheets of a file hold one row per pupil, and what their columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis.io.cells import shown
from gis.io.grids import Grid
from gis.schema import is_personal, load_schema, match_headers, normalise, reading_words

HEADER_SEARCH_ROWS = 40


@dataclass(frozen=True)
class Roster:
    """The header of a roster in one sheet."""

    grid: Grid
    row: int
    columns: dict[str, int]
    headers: list[str]


def find_roster(grids: Sequence[Grid]) -> list[Roster]:
    """Return the sheets that hold one row per pupil, none if the file holds counts.

    A file counts as a roster where a header names personal data (or sex, class …) and nothing in it is a
    number of pupils.
    """
    found = [roster for grid in grids if (roster := _best(grid))]
    if found and all(not roster.grid.sheet for roster in found):  # one text, split in several ways
        return [max(found, key=lambda roster: len(roster.columns))]
    return found


def _best(grid: Grid) -> Roster | None:
    schema, best = load_schema("roster"), None
    for number, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        headers = [shown(cell) for cell in row]
        columns = match_headers(headers, schema)
        if len(columns) > (len(best.columns) if best else 1):
            best = Roster(grid, number, columns, headers)
    return best if best and _is_roster(best) else None


def _is_roster(roster: Roster) -> bool:
    keys = [normalise(header) for header in roster.headers]
    by_grade = any(name.startswith("pupils_g") for name in match_headers(keys, load_schema("pupils")))
    counts = by_grade or any(sign in key for key in keys for sign in reading_words("count_signs"))
    signs = any(
        is_personal(key) or any(sign in key for sign in reading_words("roster_signs")) for key in keys
    )
    return signs and not counts


def personal_values(roster: Roster) -> frozenset[str]:
    """Return what stands in the personal columns, normalised; it lives as long as the reading."""
    used = set(roster.columns.values())
    at = [k for k, header in enumerate(roster.headers) if k not in used and is_personal(header)]
    rows = roster.grid.rows[roster.row + 1 :]
    cells = {shown(row[k]) for row in rows for k in at if k < len(row)}
    return frozenset(normalise(cell) for cell in cells) - {""}


def header_positions(columns: Mapping[str, str], roster: Roster) -> Roster:
    """Return the roster with the columns that the user named (schema column → header, "" = in none)."""
    keys = [normalise(header) for header in roster.headers]
    found = dict(roster.columns)
    for name, header in columns.items():
        found.pop(name, None)
        if header and normalise(header) in keys:
            found[name] = keys.index(normalise(header))
    return Roster(roster.grid, roster.row, found, roster.headers)
