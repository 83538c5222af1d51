"""The plan as arrays: settlements × schools × grades, ready for masks instead of loops.

Grade 1 stands in column 0. A code of -1 means "none": pupils from outside the county, no receiver.
"""

from __future__ import annotations

import operator
import weakref
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.errors import InputError
from gis.memory import Memory
from gis.model import GRADES, Band, Mode, Plan
from gis.network.measured import is_measured, walks_in_force, with_measured_walks
from gis.planning.zonetable import zone_table

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
PRIVATE, BOARDING = "民办", "住校"
PLANNED = "planned"                  # column of a site that only a scenario has; no table that is read has it
SPECIAL_GROUPS = ("left_behind", "migrant", "disabled")          # columns of the attendance, if it has them
SUBDISTRICT = ("街道", "街道办", "街道办事处")

YEARS_KEPT = 20                      # of a county with other pupils


@dataclass(frozen=True)
class Journeys:
    """One mode's times and distances, rows = the plan's settlements, columns = its schools; NaN = no way."""

    seconds: Floats
    metres: Floats


@dataclass(frozen=True)
class Attendance:
    """The baseline, one entry per group of pupils.

    ``settlement`` and ``school`` are codes into the plan's frames, ``grade`` is 1-9. ``special_shares``: the
    share of each group's pupils who are left behind, migrant or disabled, NaN = not told; a column that tells
    of nobody is left out. ``memories``: what is kept of it, see :func:`gis.planning.trips.memory_of`.
    """

    settlement: Ints
    grade: Ints
    school: Ints
    boards: Bools
    pupils: Ints
    estimated: Bools
    special_shares: Mapping[str, Floats] = field(default_factory=dict)
    memories: list[tuple[tuple[object, ...], Memory]] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def cell(self) -> Ints:
        """School and grade of each row as one number: its place in an array of schools × 9."""
        return self.school * len(GRADES) + self.grade - 1


@dataclass(frozen=True)
class County:
    """Everything that no decision changes. 附设幼儿班 are none of its schools.

    Attributes
    ----------
    kindergartens
        Id of each 附设幼儿班 → its name and the school that keeps it ("" = unknown).
    exists
        Whether the ledger has the school; a site of a scenario stands at the end and is nothing at baseline.
    is_open
        Whether it is a school at baseline: in the ledger, and not reported without any pupil or class.
    teaches
        Schools × 9 grades: taught at baseline; nothing where it is not open.
    settlement_township, school_township
        Codes; the 街道 of one town are one township.
    manager
        The school that runs a teaching point or takes its upper grades, by school and grade; -1 = none.
    by_default
        Schools that may receive pupils without being named: public, of an ordinary type.
    zoned
        The zoned schools by settlement and grade, the nearest on foot first, -1 = none; the last row is for
        homes outside the county. 多校划片 has several; at least one column is there.
    reported_pupils, reported_classes
        The ledger's, schools × 9; NaN = not reported.
    walk
        Walking journeys per age band, measured ones in the place of computed ones where they are in force.
    walk_measured
        Which of them rest on a walk in the field; settlements × schools.
    school_lon, school_lat
        Degrees; NaN = position unknown.
    settlement_placed, school_placed
        Whose position is known and whose journeys were computed: NaN then means "no way", else "unknown".
    memory
        What follows from this county alone.
    """

    schools: pd.DataFrame
    kindergartens: Mapping[str, tuple[str, str]]
    settlements: pd.DataFrame
    school_ids: NDArray[np.object_]
    school_names: NDArray[np.object_]
    settlement_ids: NDArray[np.object_]
    settlement_names: NDArray[np.object_]
    type_code: NDArray[np.str_]
    division: NDArray[np.str_]
    site: Ints
    site_ids: NDArray[np.object_]
    exists: Bools
    is_open: Bools
    teaches: Bools
    settlement_township: Ints
    school_township: Ints
    manager: Ints
    is_central: Bools
    is_private: Bools
    by_default: Bools
    zoned: Ints
    reported_pupils: Floats
    reported_classes: Floats
    beds: Floats
    attendance: Attendance
    walk: Mapping[Band, Journeys]
    walk_measured: Bools
    bus: Journeys
    settlement_placed: Bools
    school_placed: Bools
    school_lon: Floats
    school_lat: Floats
    memory: Memory = field(init=False, default_factory=Memory, compare=False, repr=False)
    _years: list[County] = field(init=False, default_factory=list, compare=False, repr=False)

    @cached_property
    def is_point(self) -> Bools:
        """Whether a school is a teaching point at baseline."""
        point: Bools = self.type_code == POINT
        return point

    @cached_property
    def is_primary(self) -> Bools:
        """Whether a row is a primary school, a primary division or a teaching point."""
        primary: Bools = np.isin(self.type_code, list(PRIMARY_TYPES)) | (self.division == PRIMARY_DIVISION)
        return primary

    @cached_property
    def last_primary_grade(self) -> int:
        """The grade that most primary schools end with here: 6 (六三) or 5 (五四 system).

        Most, because one stray pupil in a ninth grade must not make every school an incomplete one.
        """
        full = self.teaches[(self.type_code == "211") | (self.division == PRIMARY_DIVISION)]
        last = len(GRADES) - full[:, ::-1].argmax(axis=1)
        *_, five, six = Band.G4_6.grades
        return five if (last == five).sum() > (last == six).sum() else six

    @cached_property
    def urban_rural(self) -> NDArray[np.str_]:
        """城乡类型 of each school as the ledger writes it, "" = not told."""
        if "urban_rural" not in self.schools:
            return np.full(len(self.schools), "", dtype=np.str_)
        codes = self.schools["urban_rural"].fillna("").tolist()
        return np.array([str(code) for code in codes], dtype=np.str_)

    @cached_property
    def in_order(self) -> Ints:
        """The schools in the order of their ids."""
        return np.argsort(self.school_ids)

    @cached_property
    def township_schools(self) -> Ints:
        """The schools of each township in the order of their ids, -1 = no more; townships × schools."""
        townships = self.school_township[self.in_order]
        codes = max(self.settlement_township.max(initial=-1), townships.max(initial=-1)) + 1
        schools = np.full((codes, np.bincount(townships, minlength=1).max()), -1, dtype=np.int64)
        for township in range(codes):
            mine = self.in_order[townships == township]
            schools[township, : len(mine)] = mine
        return schools

    def with_pupils(self, attendance: Attendance) -> County:
        """Return the county with another baseline: for each the same one, as long as it is kept."""
        for known in self._years:
            if known.attendance is attendance:
                return known
        made = replace(self, attendance=attendance)
        self._years[:] = [*self._years[1 - YEARS_KEPT :], made]
        return made

    def school_code(self, school_id: str | None) -> int:
        """Return the position of a school id, -1 if there is none."""
        return self._school_codes.get(school_id, -1)

    @cached_property
    def _school_codes(self) -> dict[object, int]:
        ids = list(enumerate(self.school_ids.tolist()))
        return {school_id: code for code, school_id in reversed(ids)}       # the first of equal ones

    def settlement_code(self, settlement_id: str) -> int:
        """Return the position of a settlement id, -1 for pupils from outside the county."""
        found = np.flatnonzero(self.settlement_ids == settlement_id)
        return int(found[0]) if len(found) else -1


PLANS_KEPT = 3                       # made from the one that is kept
_kept: list[tuple[tuple[object, ...], County]] = []


def _tables(plan: Plan) -> tuple[object, ...]:
    tables = plan.schools, plan.settlements, plan.attendance, plan.zones, plan.travel
    return *tables, plan.observations, plan.roads


def keep_arrays(plan: Plan) -> None:
    """Keep a plan's arrays for all later calls with the same tables, until another plan's are kept.

    For a caller that never edits the tables in place (a scenario's edits leave them alone). Without this
    call every evaluation reads the tables afresh.
    """
    _kept[:] = [(_tables(plan), _build(plan))]


def keep_also(plan: Plan) -> County:
    """Keep the arrays of a plan made from the one that is kept, as long as that one is."""
    county = _build(plan)
    if _kept:
        _kept.append((_tables(plan), county))
        del _kept[1:-PLANS_KEPT]
    return county


def is_kept(plan: Plan) -> bool:
    """Whether the arrays of a plan are kept."""
    return any(all(map(operator.is_, tables, _tables(plan))) for tables, _ in _kept)


def county_of(plan: Plan) -> County:
    """Turn a plan into arrays.

    Raises
    ------
    InputError
        Attendance names a school that is not in the ledger.
    """
    for tables, county in _kept:
        if all(kept is given for kept, given in zip(tables, _tables(plan), strict=True)):
            return county
    return _build(plan)


def without_kindergartens(schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a plan's schools without its 附设幼儿班: 学前 is never added to school figures."""
    is_attached = _texts(schools, "type_code") == KINDERGARTEN_CLASS
    return schools[~is_attached] if is_attached.any() else schools


def kindergartens_of(schools: gpd.GeoDataFrame) -> dict[str, tuple[str, str]]:
    """Return the id of each 附设幼儿班 → its name and the id of the school that keeps it, "" = unknown."""
    attached = schools[_texts(schools, "type_code") == KINDERGARTEN_CLASS]
    names, hosts = _texts(attached, "name"), _texts(attached, "managing_school_id")
    told = zip(attached.index, names, hosts, strict=True)
    return {str(key): (str(name), str(host)) for key, name, host in told}


def _build(plan: Plan) -> County:
    kindergartens = kindergartens_of(plan.schools)
    plan = replace(plan, schools=without_kindergartens(plan.schools)) if kindergartens else plan
    schools, settlements = pd.DataFrame(plan.schools), pd.DataFrame(plan.settlements)
    _read_once(schools)
    attendance = _attendance(plan)
    classes, pupils = grade_numbers(schools, "classes"), grade_numbers(schools, "pupils")
    homes, gates = _positions(plan.settlements), _positions(plan.schools)
    type_code, division = _texts(schools, "type_code"), _texts(schools, "division")
    teaches = _grades_taught(schools, _usual_range(type_code, division), classes, pupils)
    teaches[attendance.school, attendance.grade - 1] = True
    exists = ~_flags(schools, PLANNED)
    is_open = exists & ~_is_dormant(schools, attendance, classes, pupils)
    teaches &= is_open[:, None]
    townships = _township_codes(settlements, schools)
    site, site_ids = site_codes(schools)
    is_private = _texts(schools, "ownership") == PRIVATE
    is_central = _flags(schools, "is_central")
    walk = {band: _journeys(plan, band.walk_mode) for band in Band}
    return County(
        schools=schools,
        kindergartens=kindergartens,
        settlements=settlements,
        school_ids=schools.index.to_numpy(dtype=object),
        school_names=schools["name"].to_numpy(dtype=object),
        settlement_ids=settlements.index.to_numpy(dtype=object),
        settlement_names=settlements["name"].to_numpy(dtype=object),
        type_code=type_code,
        division=division,
        site=site,
        site_ids=site_ids,
        exists=exists,
        is_open=is_open,
        teaches=teaches,
        settlement_township=townships[0],
        school_township=townships[1],
        manager=_managers(schools, teaches, townships[1], is_central),
        is_central=is_central,
        is_private=is_private,
        by_default=~is_private & np.isin(type_code, list(RECEIVING_TYPES)),
        zoned=zone_table(plan, walk),
        reported_pupils=pupils,
        reported_classes=classes,
        beds=np.where(exists, numbers(schools, "beds"), 0.0),
        attendance=attendance,
        walk=walk,
        walk_measured=is_measured(plan),
        bus=_journeys(plan, Mode.SCHOOL_BUS),
        settlement_placed=~np.isnan(homes[:, 0]) & _in_travel(plan, settlements.index, "origin_ids"),
        school_placed=~np.isnan(gates[:, 0]) & _in_travel(plan, schools.index, "destination_ids"),
        school_lon=gates[:, 0],
        school_lat=gates[:, 1],
    )


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as floats, NaN where it is unknown or the column is missing."""
    return read_with(frame, column, lambda: _fixed(_numbers(frame, column)))


def read_with(frame: pd.DataFrame, key: Hashable, make: Callable[[], T]) -> T:
    """Return what follows from a ledger alone; of one that nobody edits once."""
    known = _ledgers.get(id(frame))
    return make() if known is None or known[0]() is not frame else known[1].once(key, make)


def _numbers(frame: pd.DataFrame, column: str) -> Floats:
    if column not in frame:
        return np.full(len(frame), np.nan)
    return frame[column].to_numpy(dtype=float, na_value=np.nan)


def _fixed(values: Floats) -> Floats:
    values = values.view()
    values.flags.writeable = False
    return values


_ledgers: dict[int, tuple[weakref.ref[pd.DataFrame], Memory]] = {}


def _read_once(frame: pd.DataFrame) -> None:
    """Let the columns of a table that nobody else has, and so nobody edits, be read once."""
    key = id(frame)
    _ledgers[key] = weakref.ref(frame, lambda _: _ledgers.pop(key, None)), Memory()


def grade_numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return the columns ``name_g1`` … ``name_g9`` as schools × 9."""
    return np.column_stack([numbers(frame, f"{name}_g{grade}") for grade in GRADES])


def site_codes(schools: pd.DataFrame) -> tuple[Ints, NDArray[np.object_]]:
    """Return the site of each ledger row and the sites' ids: the divisions of one school share a site."""
    codes, names = pd.factorize(schools.get("site_id", schools.index.to_series()))
    return codes.astype(np.int64), np.asarray(names, dtype=object)


def _texts(frame: pd.DataFrame, column: str) -> NDArray[np.str_]:
    if column not in frame:
        return np.full(len(frame), "", dtype=np.str_)
    values = frame[column].fillna("").tolist()
    return np.array([str(value).strip() for value in values], dtype=np.str_)


def _flags(frame: pd.DataFrame, column: str) -> Bools:
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[column].fillna(False).to_numpy(dtype=bool)


def _positions(frame: gpd.GeoDataFrame) -> Floats:
    """Return x and y of points, NaN where there is none."""
    points = np.asarray(frame.geometry, dtype=object)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _attendance(plan: Plan) -> Attendance:
    frame = plan.attendance
    frame = frame[frame["pupils"].to_numpy() > 0]
    school = plan.schools.index.get_indexer(pd.Index(frame["school_id"]))
    if (school < 0).any():
        unknown = frame["school_id"].to_numpy(dtype=object)[school < 0]
        raise InputError("attendance_school_unknown", school_id=str(unknown[0]))
    boards = frame["boarding"].to_numpy()
    if boards.dtype != bool:
        boards = np.array([value is True or value == BOARDING for value in boards.tolist()], dtype=bool)
    return Attendance(
        settlement=plan.settlements.index.get_indexer(pd.Index(frame["settlement_id"])).astype(np.int64),
        grade=frame["grade"].to_numpy(dtype=np.int64),
        school=school.astype(np.int64),
        boards=boards,
        pupils=frame["pupils"].to_numpy(dtype=np.int64),
        estimated=_flags(frame, "estimated"),
        special_shares={
            name: numbers(frame, name) / frame["pupils"].to_numpy(dtype=float)
            for name in SPECIAL_GROUPS
            if name in frame and frame[name].notna().any()
        },
    )


def _grades_taught(
    schools: pd.DataFrame, usual: tuple[Floats, Floats], classes: Floats, pupils: Floats
) -> Bools:
    """Return the ledger's grade range, else the range with classes or pupils, else what the type says."""
    grades = np.array(GRADES)
    active = (np.nan_to_num(classes) > 0) | (np.nan_to_num(pupils) > 0)
    seen_first = np.where(active.any(axis=1), active.argmax(axis=1) + 1, np.nan)
    seen_last = np.where(active.any(axis=1), len(GRADES) - active[:, ::-1].argmax(axis=1), np.nan)
    first = _first_known(numbers(schools, "first_grade"), seen_first, usual[0])
    last = _first_known(numbers(schools, "last_grade"), seen_last, usual[1])
    taught: Bools = (grades >= first[:, None]) & (grades <= last[:, None])
    return taught


def _is_dormant(schools: pd.DataFrame, attendance: Attendance, classes: Floats, pupils: Floats) -> Bools:
    """Whether the ledger says that a school has neither pupils nor classes, and nobody goes there.

    A ledger that says nothing of them does not make a school dormant.
    """
    dormant = ~np.isin(np.arange(len(schools)), attendance.school)
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


def township_key(name: str) -> str:
    """Return what makes two townships the same: the 街道 of one town count as one."""
    name = name.strip()
    return SUBDISTRICT[0] if name.endswith(SUBDISTRICT) else name


def _township_codes(settlements: pd.DataFrame, schools: pd.DataFrame) -> tuple[Ints, Ints]:
    names = np.concatenate([_texts(settlements, "township"), _texts(schools, "township")])
    written, position = np.unique(names, return_inverse=True)
    keys = np.array([township_key(str(name)) for name in written], dtype=object)
    codes = np.asarray(pd.factorize(keys)[0], dtype=np.int64)[position]
    return codes[: len(settlements)], codes[len(settlements) :]


def _managers(schools: pd.DataFrame, teaches: Bools, township: Ints, is_central: Bools) -> Ints:
    """Return the ledger's managing school, else the township's 中心校 with the grade (least code)."""
    manager = np.full(teaches.shape, -1, dtype=np.int64)
    centrals = np.flatnonzero(is_central)
    for central in centrals[np.argsort(schools.index.to_numpy(dtype=object)[centrals])][::-1]:
        served = (township == township[central]) & (np.arange(len(schools)) != central)
        manager[np.ix_(served, teaches[central])] = central
    named = schools.index.get_indexer(pd.Index(_texts(schools, "managing_school_id").astype(object)))
    rows = np.flatnonzero((named >= 0) & (named != np.arange(len(schools))))
    for row in rows:
        manager[row, teaches[named[row]]] = named[row]
    return manager


def _in_travel(plan: Plan, ids: pd.Index, side: str) -> Bools:
    """Whether walking times were computed for an id in every band; without them the way is unknown."""
    known = np.ones(len(ids), dtype=bool)
    for band in Band:
        travel = plan.travel.get(band.walk_mode)
        known &= ids.isin(getattr(travel, side)) if travel else False
    return known


def _journeys(plan: Plan, mode: Mode) -> Journeys:
    """Align a travel matrix with the plan's frames; what was never computed is NaN."""
    shape = len(plan.settlements), len(plan.schools)
    travel = plan.travel.get(mode)
    if travel is None:
        return Journeys(np.full(shape, np.nan), np.full(shape, np.nan))
    travel = with_measured_walks(travel, walks_in_force(plan), plan.rules.get("travel"))
    rows = pd.Index(travel.origin_ids).get_indexer(plan.settlements.index)
    columns = pd.Index(travel.destination_ids).get_indexer(plan.schools.index)
    return Journeys(_aligned(travel.seconds, rows, columns), _aligned(travel.metres, rows, columns))


def _aligned(matrix: Floats, rows: NDArray[Any], columns: NDArray[Any]) -> Floats:
    in_order = matrix.shape == (len(rows), len(columns)) and all(
        np.array_equal(positions, np.arange(len(positions))) for positions in (rows, columns)
    )
    if in_order:
        return matrix
    if matrix.size == 0:
        return np.full((len(rows), len(columns)), np.nan)
    result: Floats = matrix[np.ix_(rows, columns)].astype(float)
    result[rows < 0] = np.nan
    result[:, columns < 0] = np.nan
    return result
