"""What forecasts rest on: counted children, enrolment of earlier years, new housing → frames of a plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from gis.io.attendance import SchoolFinder
from gis.io.decisioncells import is_given, schools_called
from gis.io.issuelog import IssueLog
from gis.io.names import plain_township
from gis.io.references import with_ids
from gis.io.tables import Table
from gis.model import GRADES
from gis.resources import load_toml
from gis.schema import load_schema, normalise

POPULATION = ("source", "place_kind", "place_id", "year", "age", "children")
HISTORY = ("school_id", "grade", "year", "pupils")
HOUSING = ("place_kind", "place_id", "note", "year", "dwellings", "pupils_per_dwelling")
SETTLEMENT, SCHOOL, TOWNSHIP, COUNTY = "settlement", "school", "township", "county"
BIRTHS = "births"
NAMED = 5                           # schools that an Issue names
_AGE = re.compile(r"(\d{1,2})(?:周?岁)?")
_YEAR = re.compile(r"(20\d\d)(?:[-\u2010-\u2015~至/](?:20)?\d\d)?(?:学年度?|年度?)?[秋]?季?")
_YEAR_IN_TITLE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")

Row = dict[str, Any]
Built = tuple[pd.DataFrame, IssueLog]


class Place(NamedTuple):
    """Where something is counted; ``written`` tells apart what only its township is known of."""

    kind: str
    id: str
    written: str = ""


@dataclass(frozen=True)
class Ground:
    """What the rows may name.

    Attributes
    ----------
    settlements, schools
        As in the plan, kindergartens included.
    settlement_table, ledger
        As read: what villages and schools that are only named are looked up in.
    school_year
        Of the plan.
    matches
        The user's word by role (``ImportChoices.matches``).
    """

    settlements: pd.DataFrame
    schools: pd.DataFrame
    settlement_table: pd.DataFrame
    ledger: pd.DataFrame
    school_year: int
    matches: Mapping[str, Mapping[str, str]]


def build_population(table: Table, ground: Ground) -> Built:
    """Turn a table of counted children as read into ``Plan.population``.

    One row per place and age, or one per place with a column for each age. A source or year that no column
    gives is taken from the title. Of two counts of the same the later row holds. Rows that cannot be used are
    left out, each with an Issue.
    """
    log = IssueLog(table.source.file, table.sheet)
    frame = table.frame
    places = _places(table, "population", ground, log)
    said = _source_in_words(table)
    if said == "" and (frame["source"] == "").any():
        log.note("error", "population_source_unknown", column="来源")
    year = _year_of(table, ground, log)
    rows: dict[tuple[Any, ...], Row] = {}
    for number, entry in frame.iterrows():
        source = _SOURCES.get(str(entry["source"] or said), "")
        place = places.get(number)
        if not source or place is None:
            continue
        when = year if pd.isna(entry["year"]) else int(entry["year"])
        for age, children in _ages(number, entry, source, log):
            row = dict(zip(POPULATION, (source, place.kind, place.id, when, age, children), strict=True))
            _keep(rows, (source, *place, when, age), row, number, log)
    return _frame(rows.values(), POPULATION, ("source", "place_kind", "place_id")), log


def build_enrolment_history(table: Table, ground: Ground) -> Built:
    """Turn a table of earlier enrolment as read into ``Plan.enrolment_history``.

    One row per school, year and grade, or one per school and year with a column for each grade. Pupils of a
    combined school belong to the division that teaches the grade. A school that the ledger does not have has
    closed since: its pupils come in under the code or name as written, for the county's own past.
    """
    log = IssueLog(table.source.file, table.sheet)
    schema, finder = load_schema("enrolment_history"), SchoolFinder(ground.schools)
    role = "enrolment_history"
    known = with_ids(table, schema, ground.settlement_table, ground.ledger, ground.matches.get(role, {}))
    gone: dict[str, Any] = {}
    rows: dict[tuple[Any, ...], Row] = {}
    for number, entry in known.frame.iterrows():
        match = _YEAR.fullmatch(normalise(entry["year"]))
        if match is None or int(match[1]) > ground.school_year:
            log.note("error", "history_year_impossible", row=number, column="学年", value=entry["year"])
            continue
        code, written = str(entry["school_id"]), str(entry["school"])
        for grade, pupils in _grades(number, entry, log):
            found = finder.find(code, grade, str(entry["division"]))
            if found is None:
                gone.setdefault(written or code, number)
            key = found or code or written, grade, int(match[1])
            _keep(rows, key, dict(zip(HISTORY, (*key, pupils), strict=True)), number, log)
    if gone:
        about: dict[str, Any] = {"count": len(gone), "names": "、".join(list(gone)[:NAMED])}
        log.note("warning", "history_schools_gone", row=next(iter(gone.values())), **about)
    return _frame(rows.values(), HISTORY, ("school_id",)), log


def build_housing(table: Table, ground: Ground) -> Built:
    """Turn a table of new housing as read into ``Plan.housing``; several projects of a place all count."""
    log = IssueLog(table.source.file, table.sheet)
    places = _places(table, "housing", ground, log)
    rows = [
        {"place_kind": places[number].kind, "place_id": places[number].id,
         **{name: entry[name] for name in ("note", "year", "dwellings", "pupils_per_dwelling")}}
        for number, entry in table.frame.iterrows()
        if number in places
    ]  # fmt: skip
    return _frame(rows, HOUSING, ("place_kind", "place_id", "note")), log


BUILDERS: Mapping[str, Callable[[Table, Ground], Built]] = {
    "population": build_population,
    "enrolment_history": build_enrolment_history,
    "housing": build_housing,
}


def _frame(rows: Iterable[Row], columns: tuple[str, ...], texts: tuple[str, ...]) -> pd.DataFrame:
    kinds = {name: "str" if name in texts else "int64" for name in columns}
    kinds |= {name: "float64" for name in columns if name == "pupils_per_dwelling"}
    return pd.DataFrame(list(rows), columns=list(columns)).astype(kinds)


def _keep(
    rows: dict[tuple[Any, ...], Row], key: tuple[Any, ...], row: Row, number: Any, log: IssueLog
) -> None:
    """Keep a row; one that says something else of the same thing takes the place of the earlier one."""
    earlier = rows.get(key)
    if earlier is not None and earlier != row:
        log.note("warning", "counted_row_replaced", row=number)
    rows[key] = row


# ---- where


def _places(table: Table, role: str, ground: Ground, log: IssueLog) -> dict[Any, Place]:
    """Return the place of each row that names one, or none: the whole county."""
    frame = table.frame
    villages = _villages(table, role, ground, log)
    townships = _Townships(ground)
    found: dict[Any, Place] = {}
    for number, entry in frame.iterrows():
        township = str(entry["township"])
        school = str(entry.get("school_id", "") or entry.get("school", ""))
        if number in villages:
            code = villages[number]
            place = Place(SETTLEMENT, code) if code in ground.settlements.index else None
            written = str(entry["name"] or entry["settlement_id"])
        elif school:
            place, written = _at_school(school, townships.find(township), ground), school
            if place is not None and place.kind == TOWNSHIP:
                log.note("warning", "counted_at_township", row=number, name=school, township=township)
        else:
            place, written = townships.find(township), township
        if place is None:
            log.note("error", "counted_place_unknown", row=number, name=written)
        else:
            found[number] = place
    return found


def _villages(table: Table, role: str, ground: Ground, log: IssueLog) -> dict[Any, str]:
    """Return the settlement of each row that names one, as far as it is known."""
    frame = table.frame
    named = frame[(frame["settlement_id"] != "") | (frame["name"] != "")]
    if named.empty:
        return {}
    rest = Table(named.drop(columns=["school_id", "school"], errors="ignore"), table.found, (), table.sheet,
                 table.source, ())  # fmt: skip
    told = with_ids(
        rest, load_schema(role), ground.settlement_table, ground.ledger, ground.matches.get(role, {})
    )
    log.issues += told.issues
    return {number: str(code) for number, code in told.frame["settlement_id"].items()}


def _at_school(text: str, township: Place | None, ground: Ground) -> Place | None:
    """Return the school or kindergarten that is called so; failing that its township, if that is said."""
    found = schools_called(text, ground.schools)
    if township is not None and township.kind == TOWNSHIP and len(set(found["site_id"])) > 1:
        found = found[found["township"].map(plain_township) == plain_township(township.id)]
    if len(set(found["site_id"])) == 1:
        return Place(SCHOOL, str(found.index[0]))
    return township._replace(written=text) if township is not None and township.kind == TOWNSHIP else None


class _Townships:
    """Finds townships by name; nothing, or a word for all of it, is the county."""

    def __init__(self, ground: Ground) -> None:
        names = [*ground.settlements["township"], *ground.schools["township"]]
        self._known = {normalise(name): str(name) for name in reversed(names) if name}
        plain: dict[str, set[str]] = {}
        for name in self._known.values():
            plain.setdefault(plain_township(name), set()).add(name)
        self._plain = {key: names.pop() for key, names in plain.items() if len(names) == 1}
        self._whole = {normalise(word) for word in load_toml("schemas", "reading.toml")["whole_county"]}

    def find(self, written: str) -> Place | None:
        if not written or normalise(written) in self._whole:
            return Place(COUNTY, "")
        name = self._known.get(normalise(written)) or self._plain.get(plain_township(written))
        return None if name is None else Place(TOWNSHIP, name)


# ---- what, when, how many

_SOURCES = {
    "摸底": "survey", "在园": "kindergarten", "户籍": "household", "预防接种": "vaccination", "出生": BIRTHS,
    "普查": "census",
}  # fmt: skip
_CLASSES = {"托班": 2, "小班": 3, "中班": 4, "大班": 5}
OLDEST = 17


def _source_in_words(table: Table) -> str:
    """Return the source that the title or the file's name says, "" if none or several."""
    text = normalise(" ".join((*table.preamble, table.sheet, table.source.file)))
    choices = load_schema("population")["source"].choices
    said = [
        value for value, others in choices.items()
        if any(normalise(word) in text for word in (value, *others) if not word.isascii())
    ]  # fmt: skip
    return said[0] if len(said) == 1 else ""


def _year_of(table: Table, ground: Ground, log: IssueLog) -> int:
    """Return the year of rows that give none: the title's, else the plan's, which is told."""
    if not table.frame["year"].isna().any():
        return ground.school_year
    years = {int(year) for title in table.preamble for year in _YEAR_IN_TITLE.findall(title)}
    if years:
        return min(years)  # 2022—2023学年 begins in 2022
    log.note("warning", "population_year_assumed", column="年份", year=ground.school_year)
    return ground.school_year


def _ages(number: Any, entry: pd.Series[Any], source: str, log: IssueLog) -> Iterator[tuple[int, int]]:
    """Yield age and children of a row, long or wide."""
    wide = [(name, entry[name]) for name in entry.index if str(name).startswith("age_")]
    counted = [(int(str(name)[4:]), int(cell)) for name, cell in wide if is_given(cell)]
    if pd.isna(entry["children"]):
        yield from counted
        if not counted:
            log.note("error", "population_row_empty", row=number)
        return
    if source == BIRTHS:
        yield 0, int(entry["children"])
        return
    text = normalise(entry["age"])
    match = _AGE.fullmatch(text)
    age = _CLASSES.get(text, int(match[1]) if match else -1)
    if 0 <= age <= OLDEST:
        yield age, int(entry["children"])
    elif not counted:
        log.note("error", "population_age_unknown", row=number, column="年龄", value=entry["age"])
    else:
        yield from counted


def _grades(number: Any, entry: pd.Series[Any], log: IssueLog) -> Iterator[tuple[int, int]]:
    """Yield grade and pupils of a row, long or wide."""
    if is_given(entry["grade"]) and is_given(entry["pupils"]):
        yield int(entry["grade"]), int(entry["pupils"])
        return
    wide = [(grade, entry[f"pupils_g{grade}"]) for grade in GRADES]
    counted = [(grade, int(pupils)) for grade, pupils in wide if is_given(pupils)]
    yield from counted
    if not counted:
        log.note("error", "history_row_empty", row=number)
