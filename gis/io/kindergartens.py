"""附设幼儿班: rows of their own, joined to the school that keeps them and in none of its figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gis.io.issuelog import IssueLog
from gis.model import GRADES
from gis.planning.ledger import KINDERGARTEN_CLASS, PRIMARY_DIVISION, PRIMARY_TYPES
from gis.resources import load_toml
from gis.schema import normalise

KINDERGARTEN = "111"
KINDERGARTEN_TYPES = frozenset({KINDERGARTEN, KINDERGARTEN_CLASS})
SUFFIX = "-K"
_BY_GRADE = [f"{kind}_g{grade}" for kind in ("pupils", "classes") for grade in GRADES]


def split_off(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the schools of a ledger and its 附设幼儿班."""
    is_attached = frame["type_code"] == KINDERGARTEN_CLASS
    return frame[~is_attached], frame[is_attached]


def join_hosts(schools: pd.DataFrame, attached: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the ledger with its 附设幼儿班, each at the site of the school that keeps it.

    Parameters
    ----------
    schools
        The ledger's schools, divided, with ``site_id`` and ``school_id``.
    attached
        The rows of 附设幼儿班 as read.
    log
        Receives what is doubtful.

    Returns
    -------
    pandas.DataFrame
        In the order of the ledger. A 附设幼儿班 has no grade 1-9; ``managing_school_id`` is its host, "" if
        unknown; under its host's code its id ends in ``-K``. A host whose 附设幼儿班用房 are fewer than the
        row of its 附设幼儿班 says has that many: rooms are not counted twice as places of a school.
    """
    if attached.empty:
        return schools
    rows = [_row(int(str(row)), entry, schools, log) for row, entry in attached.iterrows()]
    found = pd.DataFrame(rows, index=attached.index).astype(schools.dtypes.to_dict())
    schools = schools.assign(kindergarten_rooms=_rooms(schools, _rooms_told(found), log))
    joined: pd.DataFrame = pd.concat([schools, found]).sort_index(kind="stable")
    return joined


def _row(row: int, entry: pd.Series[Any], schools: pd.DataFrame, log: IssueLog) -> pd.Series[Any]:
    host = _host(entry, schools)
    own, name = str(entry["school_id"]), str(entry["name"])
    shares_code = bool((schools["site_id"] == own).any())
    told = {column: entry[column] for column in _BY_GRADE if entry[column] > 0}
    about: dict[str, Any] = {"row": row, "subject_id": f"{own}{SUFFIX}" if shares_code else own, "name": name}
    if host is None:
        log.note("error", "kindergarten_host_unknown", column="管理学校标识码", **about)
    if told:
        log.note("warning", "kindergarten_with_grades", cells=len(told), **about)
    entry = entry.copy()
    entry[_BY_GRADE] = np.nan
    entry[["first_grade", "last_grade"]] = np.nan
    entry["division"], entry["is_central"] = "", False
    entry["school_id"] = about["subject_id"]
    entry["site_id"] = own if host is None else str(host["site_id"])
    entry["managing_school_id"] = "" if host is None else str(host["school_id"])
    return entry


def _host(entry: pd.Series[Any], schools: pd.DataFrame) -> pd.Series[Any] | None:
    """Return the school that keeps a 附设幼儿班: of the same code, else the one named, else by its name."""
    for code in filter(None, (str(entry["school_id"]), str(entry["managing_school_id"]))):
        of_code = schools[(schools["site_id"] == code) | (schools["school_id"] == code)]
        if not of_code.empty:
            return _primary(of_code)
    name = normalise(entry["name"])
    endings = load_toml("schemas", "checks.toml")["kindergarten"]["endings"]
    ending = next((one for one in endings if name.endswith(one)), "")
    stem = name.removesuffix(ending).rstrip("()-—·")
    named = schools[schools["name"].map(normalise) == stem] if ending else schools.iloc[:0]
    return _primary(named) if len(set(named["site_id"])) == 1 else None


def _primary(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the primary school or division among the rows of one site, else the first."""
    is_primary = rows["type_code"].isin(PRIMARY_TYPES) | (rows["division"] == PRIMARY_DIVISION)
    return (rows[is_primary] if is_primary.any() else rows).iloc[0]


def _rooms_told(attached: pd.DataFrame) -> pd.Series[Any]:
    """Return, per host, the rooms that its 附设幼儿班 say they use; 0 = they do not say."""
    own = attached["kindergarten_rooms"].where(attached["kindergarten_rooms"] > 0, attached["classrooms"])
    total: pd.Series[Any] = own.fillna(0).groupby(attached["managing_school_id"]).sum()
    return total.drop("", errors="ignore")


def _rooms(schools: pd.DataFrame, told: pd.Series[Any], log: IssueLog) -> Any:
    """Return 附设幼儿班用房 of every school: where the two rows differ the larger one, and an Issue."""
    rooms = schools["kindergarten_rooms"].to_numpy(dtype=float, copy=True)
    for host, by_row in told.items():
        at = int(np.flatnonzero(schools["school_id"] == host)[0])
        row, school = schools.index[at], schools.iloc[at]
        known = rooms[at]
        if school["classrooms"] != school["classrooms"]:
            continue
        about = {"row": row, "column": "附设幼儿班用房", "subject_id": host, "name": school["name"]}
        if by_row > known:
            log.note("warning", "kindergarten_rooms_differ", told=f"{by_row:g}", ledger=f"{known:g}", **about)
            rooms[at] = by_row
        elif known == 0:
            log.note("warning", "kindergarten_rooms_unknown", **about)
    return rooms
