"""Villages and schools that a table names: every name becomes the code of the one place that it means.

The user's word counts first, then the code, then the name: of a village within its township (without one
where a single village of the county has it), of a school in the whole county. What only resembles a name, or
may mean several places, is offered and never taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from gis.io.directory import CODE_SEPARATORS, former_codes, split_codes
from gis.io.issuelog import IssueLog
from gis.io.kindergartens import KINDERGARTEN_TYPES
from gis.io.ledger import SUFFIX
from gis.io.matching import NO_ANSWERS, Match, note_match, resolve
from gis.io.tables import Table
from gis.schema import Schema, is_outside

OUTSIDE = "outside"
NAMED = 3
_VILLAGE = ("settlement_id", "name", "township")
_SCHOOLS = (("school_id", "school"), ("from_school_id", "from_school"), ("to_school_id", "to_school"))
_SEVERAL = frozenset({"zones", "feeders"})  # tables whose cells may hold several schools


class Asked(NamedTuple):
    """What a row says of a place."""

    code: str
    name: str
    township: str = ""

    @property
    def written(self) -> str:
        """How it is told and answered: 东乡西沟村 where the township is said and not in the name."""
        is_said = not self.name or self.name.startswith(self.township)
        return self.name if is_said else self.township + self.name


def with_ids(
    table: Table,
    schema: Schema,
    settlements: pd.DataFrame,
    schools: pd.DataFrame,
    answers: Mapping[str, str] = NO_ANSWERS,
) -> Table:
    """Give the rows that name a village or school its code.

    Parameters
    ----------
    table
        A table as read.
    schema
        What it was read by.
    settlements, schools
        The settlement table and the ledger as read.
    answers
        The user's word (``ImportChoices.matches`` of the table's role).

    Returns
    -------
    Table
        With the Issues. What is found nowhere keeps its code, or stands with its name in the code's place:
        who uses the row says what that means.
    """
    log = IssueLog(table.source.file, table.sheet)
    frame = table.frame
    if "settlement_id" in frame:
        ids = _villages(frame, schema, _known_villages(settlements), answers, log)
        frame = frame.assign(settlement_id=ids)
    ledger = _known_schools(schools)
    codes = {*ledger.index, *former_codes(schools), *(c + s for c in ledger.index for s in SUFFIX.values())}
    for code, name in _SCHOOLS:
        if code in frame and name in frame:
            several = schema.table in _SEVERAL
            found = _schools(frame[code], frame[name], several=several, known=ledger, codes=codes,
                             answers=answers, log=log, title=schema[name].title)  # fmt: skip
            frame = frame.assign(**{code: found})
    return replace(table, frame=frame, issues=(*table.issues, *log.issues))


def _known_villages(settlements: pd.DataFrame) -> pd.DataFrame:
    known = settlements.drop_duplicates("settlement_id").set_index("settlement_id")[["name", "township"]]
    return known[[not is_outside(code) for code in known.index]]


def _known_schools(schools: pd.DataFrame) -> pd.DataFrame:
    """Return one row per school; kindergartens have no grade that a pupil could be in."""
    plain = schools[~schools["type_code"].isin(KINDERGARTEN_TYPES)]
    return plain.drop_duplicates("school_id").set_index("school_id")[["name", "township"]]


def _villages(
    frame: pd.DataFrame, schema: Schema, known: pd.DataFrame, answers: Mapping[str, str], log: IssueLog
) -> pd.Series[Any]:
    ids = frame["settlement_id"]
    parts = [frame[name] if name in frame else pd.Series("", index=frame.index) for name in _VILLAGE]
    is_open = ~ids.isin(known.index)
    asked = [Asked(*row) for row in zip(*(part[is_open].astype(str).tolist() for part in parts), strict=True)]
    inside = [one for one in dict.fromkeys(asked) if not _is_away(one)]
    found = _look_up(inside, list(frame.index[is_open]), asked, known, answers, log, schema["name"].title)
    meant = [found.get(one, OUTSIDE) for one in asked]
    told = ids.astype("object")
    told[is_open] = meant
    return told.astype("str")


def _is_away(asked: Asked) -> bool:
    return is_outside(asked.code) or (not asked.code and is_outside(asked.name))


def _schools(
    codes_told: pd.Series[Any], names: pd.Series[Any], *, several: bool, known: pd.DataFrame,
    codes: Collection[str], answers: Mapping[str, str], log: IssueLog, title: str,
) -> pd.Series[Any]:  # fmt: skip
    """Return the codes of a column of schools; a cell that holds several keeps them apart by 、."""
    is_open = ~codes_told.isin([] if several else list(codes))
    cells = [
        list(_pairs(str(code), str(name)) if several else [Asked(str(code), str(name))])
        for code, name in zip(codes_told[is_open], names[is_open], strict=True)
    ]
    due = [(row, one) for row, cell in zip(codes_told.index[is_open], cells, strict=True) for one in cell
           if one.code not in codes]  # fmt: skip
    asked = [one for _, one in due]
    found = _look_up(asked, [row for row, _ in due], asked, known, answers, log, title)
    written = [CODE_SEPARATORS[0].join(found.get(one, one.code) for one in cell) for cell in cells]
    told = codes_told.astype("object")
    told[is_open] = written
    return told.astype("str")


def _pairs(codes: str, names: str) -> Iterator[Asked]:
    """Yield the schools of a cell, each with its code and name where the two cells have as many."""
    apart, named = split_codes(codes), _split_names(names)
    if len(apart) == len(named):
        yield from (Asked(code, name) for code, name in zip(apart, named, strict=True))
    else:
        yield from (Asked(code, "") for code in apart) if apart else (Asked("", name) for name in named)


def _split_names(written: str) -> list[str]:
    text = unicodedata.normalize("NFKC", written)
    for mark in CODE_SEPARATORS[1:]:
        text = text.replace(mark, CODE_SEPARATORS[0])
    return [part.strip() for part in text.split(CODE_SEPARATORS[0]) if part.strip()]


# ---- looking up


def _look_up(
    wanted: Iterable[Asked], rows: Sequence[Any], asked: Sequence[Asked], known: pd.DataFrame,
    answers: Mapping[str, str], log: IssueLog, title: str,
) -> dict[Asked, str]:  # fmt: skip
    """Return the id of each place, or what stands for it; tell in the row where each is asked first."""
    places = list(dict.fromkeys(wanted))
    first = dict(zip(reversed(asked), reversed(rows), strict=True))
    by_code = resolve([one.code for one in places], None, known, answers)
    by_name = resolve([one.name for one in places], [one.township for one in places], known, answers)
    found: dict[Asked, str] = {}
    plainly: list[tuple[Asked, Match]] = []
    for one, code, name in zip(places, by_code, by_name, strict=True):
        match = _better(code, name)
        found[one] = match.subject_id if match.subject_id in known.index else one.code or one.written
        if not one.code and match.how in ("name", "variant"):
            plainly.append((one, match))
        else:
            shown = match if match is code else replace(match, given=one.written)
            note_match(shown, log, known, row=first[one], column=title)
    _note_named(plainly, log, known, first, title)
    return found


def _better(by_code: Match, by_name: Match) -> Match:
    """Return the user's word or the code's place, else the name's, else what the code may mean."""
    if by_code.how in ("choice", "code"):
        return by_code
    if by_name.is_likely or not by_code.candidates:
        return by_name if by_name.how or by_name.candidates or not by_code.given else by_code
    return by_code


def _note_named(
    plainly: Sequence[tuple[Asked, Match]], log: IssueLog, known: pd.DataFrame, first: Mapping[Asked, Any],
    title: str,
) -> None:  # fmt: skip
    """Tell in one Issue how many places a table without codes names, and which are written otherwise."""
    if not plainly:
        return
    variants = [(one, match) for one, match in plainly if match.how == "variant"]
    shown = "、".join(f"{one.written}＝{known['name'].loc[m.subject_id]}" for one, m in variants[:NAMED])
    places = {match.subject_id for _, match in plainly}
    about: dict[str, Any] = {"count": len(places)}
    where: dict[str, Any] = {"row": first[plainly[0][0]], "column": title, "column_title": title}
    if variants:
        log.note("info", "places_by_name", **where, **about, variants=len(variants), shown=shown)
    else:
        log.note("info", "places_by_exact_name", **where, **about)
