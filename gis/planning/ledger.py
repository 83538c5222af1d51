"""What the ledger of schools says, column by column, as arrays; grade 1 stands in column 0."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.memory import Memory
from gis.model import GRADES, Band

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
T = TypeVar("T")

POINT = "218"
PRIMARY_TYPES = frozenset({"211", POINT, "219"})
JUNIOR_TYPES = frozenset({"311", "319"})
COMBINED_TYPES = frozenset({"312", "345"})
SCHOOL_TYPES = frozenset({"211", "311", "312", "341", "345"})
RECEIVING_TYPES = SCHOOL_TYPES | {POINT}
KINDERGARTEN_CLASS = "119"           # 附设幼儿班: a row of the ledger, in no figure of a school
PRIMARY_DIVISION, JUNIOR_DIVISION = "小学部", "初中部"
PRIVATE = "民办"
PLANNED = "planned"                  # column of a site that only a scenario has; no table that is read has it
SUBDISTRICT = ("街道", "街道办", "街道办事处")


def without_kindergartens(schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a plan's schools without its 附设幼儿班: 学前 is never added to school figures."""
    is_attached = texts(schools, "type_code") == KINDERGARTEN_CLASS
    return schools[~is_attached] if is_attached.any() else schools


def kindergartens_of(schools: gpd.GeoDataFrame) -> dict[str, tuple[str, str]]:
    """Return the id of each 附设幼儿班 → its name and the id of the school that keeps it, "" = unknown."""
    attached = schools[texts(schools, "type_code") == KINDERGARTEN_CLASS]
    names, hosts = texts(attached, "name"), texts(attached, "managing_school_id")
    told = zip(attached.index, names, hosts, strict=True)
    return {str(key): (str(name), str(host)) for key, name, host in told}


def read_once(frame: pd.DataFrame) -> None:
    """Let the columns of a table that nobody else has, and so nobody edits, be read once."""
    key = id(frame)
    _ledgers[key] = weakref.ref(frame, lambda _: _ledgers.pop(key, None)), Memory()


_ledgers: dict[int, tuple[weakref.ref[pd.DataFrame], Memory]] = {}


def read_with(frame: pd.DataFrame, key: Hashable, make: Callable[[], T]) -> T:
    """Return what follows from a ledger alone; of one that nobody edits once."""
    known = _ledgers.get(id(frame))
    return make() if known is None or known[0]() is not frame else known[1].once(key, make)


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as floats, NaN where it is unknown or the column is missing."""
    return read_with(frame, column, lambda: _fixed(_numbers(frame, column)))


def grade_numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return the columns ``name_g1`` … ``name_g9`` as schools × 9."""
    return np.column_stack([numbers(frame, f"{name}_g{grade}") for grade in GRADES])


def texts(frame: pd.DataFrame, column: str) -> NDArray[np.str_]:
    """Return a column as texts without blanks around, "" where it is unknown or the column is missing."""
    if column not in frame:
        return np.full(len(frame), "", dtype=np.str_)
    values = frame[column].fillna("").tolist()
    return np.array([str(value).strip() for value in values], dtype=np.str_)


def flags(frame: pd.DataFrame, column: str) -> Bools:
    """Return a column as claims, False where it is unknown or the column is missing."""
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].fillna(False).to_numpy(dtype=bool)


def _numbers(frame: pd.DataFrame, column: str) -> Floats:
    if column not in frame:
        return np.full(len(frame), np.nan)
    return frame[column].to_numpy(dtype=float, na_value=np.nan)


def _fixed(values: Floats) -> Floats:
    values = values.view()
    values.flags.writeable = False
    return values


def site_codes(schools: pd.DataFrame) -> tuple[Ints, NDArray[np.object_]]:
    """Return the site of each ledger row and the sites' ids: the divisions of one school share a site."""
    codes, names = pd.factorize(schools.get("site_id", schools.index.to_series()))
    return codes.astype(np.int64), np.asarray(names, dtype=object)


def township_key(name: str) -> str:
    """Return what makes two townships the same: the 街道 of one town count as one."""
    name = name.strip()
    return SUBDISTRICT[0] if name.endswith(SUBDISTRICT) else name


def township_codes(settlements: pd.DataFrame, schools: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the township of each settlement and of each school as codes of one list."""
    names = np.concatenate([texts(settlements, "township"), texts(schools, "township")])
    written, position = np.unique(names, return_inverse=True)
    keys = np.array([township_key(str(name)) for name in written], dtype=object)
    codes = np.asarray(pd.factorize(keys)[0], dtype=np.int64)[position]
    return codes[: len(settlements)], codes[len(settlements) :]


def grades_at_baseline(
    schools: pd.DataFrame, type_code: NDArray[np.str_], division: NDArray[np.str_], classes: Floats,
    pupils: Floats,
) -> Bools:  # fmt: skip
    """Return the ledger's grade range, else the range with classes or pupils, else what the type says."""
    grades = np.array(GRADES)
    active = (np.nan_to_num(classes) > 0) | (np.nan_to_num(pupils) > 0)
    seen_first = np.where(active.any(axis=1), active.argmax(axis=1) + 1, np.nan)
    seen_last = np.where(active.any(axis=1), len(GRADES) - active[:, ::-1].argmax(axis=1), np.nan)
    usual = _usual_range(type_code, division)
    first = _first_known(numbers(schools, "first_grade"), seen_first, usual[0])
    last = _first_known(numbers(schools, "last_grade"), seen_last, usual[1])
    taught: Bools = (grades >= first[:, None]) & (grades <= last[:, None])
    return taught


def is_dormant(schools: pd.DataFrame, attended: Ints, classes: Floats, pupils: Floats) -> Bools:
    """Whether the ledger says that a school has neither pupils nor classes, and nobody goes there.

    A ledger that says nothing of them does not make a school dormant.
    """
    dormant = ~np.isin(np.arange(len(schools)), attended)
    for reported in (classes, np.column_stack([pupils, numbers(schools, "enrolment")])):
        dormant &= (reported == 0).any(axis=1) & ~(reported > 0).any(axis=1)
    return dormant


def _usual_range(type_code: NDArray[np.str_], division: NDArray[np.str_]) -> tuple[Floats, Floats]:
    primary = np.isin(type_code, list(PRIMARY_TYPES)) | (division == PRIMARY_DIVISION)
    junior = np.isin(type_code, [*JUNIOR_TYPES, "341"]) | (division == JUNIOR_DIVISION)
    combined = np.isin(type_code, list(COMBINED_TYPES)) & (division == "")
    first = np.select([primary | combined, junior], [GRADES[0], Band.G7_9.grades[0]], np.nan)
    last = np.select([primary, junior | combined], [Band.G4_6.grades[-1], GRADES[-1]], np.nan)
    return first, last


def _first_known(*candidates: Floats) -> Floats:
    result = candidates[0]
    for candidate in candidates[1:]:
        result = np.where(np.isnan(result), candidate, result)
    return result


def managing_schools(schools: pd.DataFrame, teaches: Bools, township: Ints, is_central: Bools) -> Ints:
    """Return the ledger's managing school, else the township's 中心校 with the grade (least code)."""
    manager = np.full(teaches.shape, -1, dtype=np.int64)
    centrals = np.flatnonzero(is_central)
    for central in centrals[np.argsort(schools.index.to_numpy(dtype=object)[centrals])][::-1]:
        served = (township == township[central]) & (np.arange(len(schools)) != central)
        manager[np.ix_(served, teaches[central])] = central
    named = schools.index.get_indexer(pd.Index(texts(schools, "managing_school_id").astype(object)))
    rows = np.flatnonzero((named >= 0) & (named != np.arange(len(schools))))
    for row in rows:
        manager[row, teaches[named[row]]] = named[row]
    return manager
