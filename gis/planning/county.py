"""The plan as arrays: settlements × schools × grades, ready for masks instead of loops.

Grade 1 stands in column 0. A code of -1 means "none": pupils from outside the county, no receiver.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.errors import InputError
from gis.memory import Memory
from gis.model import GRADES, Band, Mode, Plan
from gis.network.measured import is_measured, walks_in_force, with_measured_walks
from gis.planning.ledger import (
    PLANNED,
    POINT,
    PRIMARY_DIVISION,
    PRIMARY_TYPES,
    PRIVATE,
    RECEIVING_TYPES,
    flags,
    grade_numbers,
    grades_at_baseline,
    is_dormant,
    kindergartens_of,
    managing_schools,
    numbers,
    read_once,
    site_codes,
    texts,
    township_codes,
    without_kindergartens,
)
from gis.planning.zonetable import zone_table

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BOARDING = "住校"
SPECIAL_GROUPS = ("left_behind", "migrant", "disabled")          # columns of the attendance, if it has them

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
    def has_measured_walks(self) -> bool:
        """Whether any journey rests on a walk in the field."""
        return bool(self.walk_measured.any())

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
        return texts(self.schools, "urban_rural")

    @cached_property
    def in_order(self) -> Ints:
        """The schools in the order of their ids."""
        return np.argsort(self.school_ids)

    @cached_property
    def township_schools(self) -> Ints:
        """The schools of each township in the order of their ids, -1 = no more; townships × schools."""
        townships = self.school_township[self.in_order]
        codes = np.concatenate([self.settlement_township, townships]).max(initial=-1) + 1
        schools = np.full((codes, np.bincount(townships).max(initial=0)), -1, dtype=np.int64)
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


def _build(plan: Plan) -> County:
    kindergartens = kindergartens_of(plan.schools)
    plan = replace(plan, schools=without_kindergartens(plan.schools)) if kindergartens else plan
    schools, settlements = pd.DataFrame(plan.schools), pd.DataFrame(plan.settlements)
    read_once(schools)
    attendance = _attendance(plan)
    classes, pupils = grade_numbers(schools, "classes"), grade_numbers(schools, "pupils")
    homes, gates = _positions(plan.settlements), _positions(plan.schools)
    type_code, division = texts(schools, "type_code"), texts(schools, "division")
    teaches = grades_at_baseline(schools, type_code, division, classes, pupils)
    teaches[attendance.school, attendance.grade - 1] = True
    exists = ~flags(schools, PLANNED)
    is_open = exists & ~is_dormant(schools, attendance.school, classes, pupils)
    teaches &= is_open[:, None]
    townships = township_codes(settlements, schools)
    site, site_ids = site_codes(schools)
    is_private = texts(schools, "ownership") == PRIVATE
    is_central = flags(schools, "is_central")
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
        manager=managing_schools(schools, teaches, townships[1], is_central),
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
        estimated=flags(frame, "estimated"),
        special_shares={
            name: numbers(frame, name) / frame["pupils"].to_numpy(dtype=float)
            for name in SPECIAL_GROUPS
            if name in frame and frame[name].notna().any()
        },
    )


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
