"""Locks of a scenario as a table: what it has promised, one school or settlement a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from gis.errors import DecisionError
from gis.io.decisioncells import nameable_schools, schools_called
from gis.io.decisions import DecisionsRefused, row_problems
from gis.io.references import with_ids
from gis.io.scenarioparts import crossings_of
from gis.io.scenariorecords import MOST_MOVED, MOST_MOVED_TWICE, TOGETHER
from gis.io.tables import read_table
from gis.layout import Locks, NoCrossing, Scenario, SchoolLock
from gis.model import Plan
from gis.network.editshapes import plain_wkt
from gis.schema import load_schema

NO_CROSSING = "no_crossing"
KINDS = {
    "必须保留": SchoolLock.MUST_STAY.value,
    "必须撤并": SchoolLock.MUST_CLOSE.value,
    "暂不决定": SchoolLock.UNDECIDED.value,
    "同校": TOGETHER,
    "不得跨越": NO_CROSSING,
    "最多调整人数": MOST_MOVED,
    "最多再次调整人数": MOST_MOVED_TWICE,
}
WORDS = {kind: word for word, kind in KINDS.items()}
_CROSSED = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")


@dataclass
class _Reading:
    """The locks gathered so far."""

    schools: pd.DataFrame
    places: set[str]
    locked: dict[str, SchoolLock] = field(default_factory=dict)
    together: dict[str, list[str]] = field(default_factory=dict)
    crossed: dict[str, list[str]] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)


def read_locks(path: Path, plan: Plan, scenario: Scenario) -> Locks:
    """Read a table of locks (``resources/schemas/locks.csv``).

    Parameters
    ----------
    path
        .xlsx, .xls, .ods or .csv; schools and settlements by code or by name.
    plan, scenario
        What may be locked; of the scenario's locks those of kinds that the table does not name stay.

    Raises
    ------
    InputError
        The file cannot be used as a whole.
    DecisionsRefused
        Some rows cannot be used; nothing is taken in.
    """
    schema = load_schema("locks")
    table, _ = read_table(path, schema, role="locks")
    problems = row_problems(table)
    frame = _with_places(table.frame, plan, schema, table)
    reading = _Reading(nameable_schools(plan, scenario), set(map(str, plan.settlements.index)))
    for row, entry in frame.iterrows():
        try:
            _add_row(entry, reading)
        except DecisionError as fault:
            problems.append((int(str(row)), _label(entry), str(fault)))
    for name in reading.crossed.keys() - reading.shapes.keys():
        row = int(str(frame.index[frame["group"] == name][0]))
        problems.append((row, name, str(DecisionError("lock_without_shape"))))
    if problems:
        raise DecisionsRefused(path.name, problems)
    return _merged(scenario.locks, reading, {KINDS[word] for word in frame["kind"]})


def _with_places(frame: pd.DataFrame, plan: Plan, schema: Any, table: Any) -> pd.DataFrame:
    """Give the rows that name a village its code; a row about a school names none."""
    about_places = frame["kind"].isin([WORDS[TOGETHER], WORDS[NO_CROSSING]])
    settlements, schools = (pd.DataFrame(one.reset_index()) for one in (plan.settlements, plan.schools))
    villages = replace(table, frame=frame[about_places].drop(columns=["school_id", "school"]))
    found = with_ids(villages, schema, settlements, schools).frame["settlement_id"]
    ids = frame["settlement_id"].astype("object")
    ids.loc[found.index] = found
    return frame.assign(settlement_id=ids)


def _label(entry: pd.Series[Any]) -> str:
    names = ("school", "school_id", "name", "settlement_id", "group", "kind")
    return next(str(entry[name]) for name in names if entry[name])


def _add_row(entry: pd.Series[Any], reading: _Reading) -> None:
    kind = KINDS[entry["kind"]]
    if kind in (MOST_MOVED, MOST_MOVED_TWICE):
        reading.most[kind] = _pupils(str(entry["value"]))
    elif kind in (TOGETHER, NO_CROSSING):
        _add_place(kind, entry, reading)
    else:
        for school_id in _schools(entry, reading.schools):
            if reading.locked.setdefault(school_id, SchoolLock(kind)) != kind:
                raise DecisionError("lock_contradicts")


def _pupils(text: str) -> int:
    try:
        pupils = int(float(text.replace(",", "").removesuffix("人")))
    except ValueError:
        pupils = -1
    if pupils < 0:
        raise DecisionError("lock_without_pupils", value=text)
    return pupils


def _schools(entry: pd.Series[Any], schools: pd.DataFrame) -> list[str]:
    text = str(entry["school_id"] or entry["school"])
    found = schools_called(text, schools)
    if not text:
        raise DecisionError("decision_without_school")
    if found.empty:
        raise DecisionError("decision_name_unknown", name=text)
    if len(set(found["site_id"])) > 1:
        raise DecisionError("decision_name_ambiguous", name=text, count=len(found))
    return [str(school_id) for school_id in found.index]


def _add_place(kind: str, entry: pd.Series[Any], reading: _Reading) -> None:
    group, settlement_id = str(entry["group"]), str(entry["settlement_id"])
    if not group:
        raise DecisionError("lock_without_group")
    groups = reading.together if kind == TOGETHER else reading.crossed
    members = groups.setdefault(group, [])
    if kind == NO_CROSSING and entry["value"]:
        reading.shapes[group] = _shape(str(entry["value"]))
        if not (settlement_id or entry["name"]):
            return
    if settlement_id not in reading.places:
        raise DecisionError("lock_place_unknown", name=str(entry["name"] or settlement_id))
    if settlement_id not in members:
        members.append(settlement_id)


def _shape(text: str) -> str:
    shape = shapely.from_wkt(text, on_invalid="ignore")
    if shape is None or shape.is_empty or shape.geom_type not in _CROSSED:
        raise DecisionError("lock_shape_damaged")
    return plain_wkt(shape)


def _merged(earlier: Locks, reading: _Reading, named: set[str]) -> Locks:
    """Return the locks of the table, and of the kinds that it does not name those that there were."""
    kept = {key: lock for key, lock in earlier.schools.items() if lock not in named}
    crossings = tuple(
        NoCrossing(name, reading.shapes[name], tuple(ids)) for name, ids in reading.crossed.items()
    )
    return Locks(
        {**kept, **reading.locked},
        tuple(map(tuple, reading.together.values())) if TOGETHER in named else earlier.together,
        crossings if NO_CROSSING in named else earlier.no_crossing,
        reading.most.get(MOST_MOVED, earlier.most_moved),
        reading.most.get(MOST_MOVED_TWICE, earlier.most_moved_twice),
    )


# ---- writing


def lock_rows(plan: Plan, scenario: Scenario) -> Iterator[dict[str, object]]:
    """Yield the rows of a scenario's own locks, column by column of ``resources/schemas/locks.csv``."""
    locks = scenario.locks
    schools = plan.schools["name"].to_dict() | {site.school_id: site.name for site in scenario.sites}
    places = plan.settlements["name"].to_dict()
    for school_id, lock in locks.schools.items():
        kind = WORDS[SchoolLock(lock).value]
        yield {"kind": kind, "school_id": school_id, "school": schools.get(school_id, "")}
    for number, group in enumerate(locks.together, start=1):
        for place in group:
            yield {"kind": WORDS[TOGETHER], "settlement_id": place, "name": places.get(place, ""),
                   "group": str(number)}  # fmt: skip
    for name, crossing in crossings_of(locks).items():
        yield {"kind": WORDS[NO_CROSSING], "group": name, "value": crossing["wkt"]}
        for place in crossing["settlement_ids"]:
            yield {"kind": WORDS[NO_CROSSING], "group": name, "settlement_id": place,
                   "name": places.get(place, "")}  # fmt: skip
    for kind, most in ((MOST_MOVED, locks.most_moved), (MOST_MOVED_TWICE, locks.most_moved_twice)):
        if most is not None:
            yield {"kind": WORDS[kind], "value": str(most)}
