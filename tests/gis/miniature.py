"""A county small enough to work out by hand: 4 settlements, 2 schools, 1 teaching point, 5 roads.

Map (metres; every point stands on its node, so no approach is walked)::

                            v4 北沟
                             |
                             | 1800
                             |
    v1 东村 --900-- s1 --720-- v2 西村/p3 --900-- v3 南村 --1080-- s2
    (0, 0)                                                        (3600, 0)

Schools: s1 甲镇中心小学 (211, grades 1-6, 中心校), s2 乙镇学校 (312: divisions s2-P grades 1-6 and s2-J
grades 7-9), p3 西村教学点 (218, grades 1-3, run by s1). 甲镇: v1, v2, v4, s1, p3. 乙镇: v3, s2.

====  ======  ======  ======     walking 0.9 m/s (grades 1-3), seconds
m     s1      s2      p3             s1     s2     p3
====  ======  ======  ======
v1    900     3600    1620       v1  1000   4000   1800
v2    720     1980    0          v2   800   2200      0
v3    1620    1080    900        v3  1800   1200   1000
v4    2520    3780    1800       v4  2800   4200   2000
====  ======  ======  ======

Grades 4-6 walk 1.1 m/s, 7-9 1.25 m/s, the bus takes 420 s + metres / 5, 家长接送 metres / 5.

Limit for grades 1-3: 1800 s; 临界 from 1620 to 1980 s; 超时 above. No limit for the other grades.

Attendance (pupils by grade; B = boards)::

    p3    v2: g1 6, g2 5, g3 4                          v4: g1 3, g2 2                      = 20
    s1    v1: g1 20, g2 18, g3 16, g4 15, g5 14, g6 13  v2: g4 5, g5 4, g6 3
          v4: g4 3 B, g5 2 B                            outside: g1 1                       = 114
    s2-P  v3: g1 10, g2 9, g3 8, g4 8, g5 7, g6 6                                           = 48
    s2-J  v1: g7 12   v2: g8 6   v3: g7 9, g9 10        v4: g9 2 B                          = 39
                                                                             all            = 221

One class per grade with pupils. Places: s1 min(120 approved, (8 rooms - 1 kindergarten) × 45 = 315) = 120;
s2-P unknown; s2-J min(150, 3 × 50) = 150; p3 min(3 rooms, 3 grades) × 45 = 135. Beds: s1 6, s2-J 10, p3 0,
s2-P not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box

from gis.layout import Decision, LayoutStatus, Scenario
from gis.model import STORAGE_CRS, Mode, Plan, PlanMeta, RoadNetwork, TravelTimes
from gis.standards import load_rules

CRS = "EPSG:4547"
ORIGIN = (514_000.0, 3_980_000.0)
NODES = {1: (0, 0), 2: (900, 0), 3: (1620, 0), 4: (2520, 0), 5: (3600, 0), 6: (1620, 1800)}
ROADS = ((1, 2), (2, 3), (3, 4), (4, 5), (3, 6))
SETTLEMENTS = {
    "v1": ("东村", "甲镇", 1),
    "v2": ("西村", "甲镇", 3),
    "v3": ("南村", "乙镇", 4),
    "v4": ("北沟", "甲镇", 6),
}
SCHOOL_NODES = {"s1": 2, "s2-P": 5, "s2-J": 5, "p3": 3}
METRES = np.array(
    # s1   s2-P  s2-J   p3
    [
        [900, 3600, 3600, 1620],
        [720, 1980, 1980, 0],
        [1620, 1080, 1080, 900],
        [2520, 3780, 3780, 1800],
    ],
    dtype=float,
)
WALK_MPS = {Mode.WALK_G1_3: 0.9, Mode.WALK_G4_6: 1.1, Mode.WALK_G7_9: 1.25}
BUS_FIXED_S, VEHICLE_MPS = 420.0, 5.0

ATTENDANCE = [
    # settlement, school, boards, {grade: pupils}
    ("v2", "p3", False, {1: 6, 2: 5, 3: 4}),
    ("v4", "p3", False, {1: 3, 2: 2}),
    ("v1", "s1", False, {1: 20, 2: 18, 3: 16, 4: 15, 5: 14, 6: 13}),
    ("v2", "s1", False, {4: 5, 5: 4, 6: 3}),
    ("v4", "s1", True, {4: 3, 5: 2}),
    ("outside", "s1", False, {1: 1}),
    ("v3", "s2-P", False, {1: 10, 2: 9, 3: 8, 4: 8, 5: 7, 6: 6}),
    ("v1", "s2-J", False, {7: 12}),
    ("v2", "s2-J", False, {8: 6}),
    ("v3", "s2-J", False, {7: 9, 9: 10}),
    ("v4", "s2-J", True, {9: 2}),
]


def miniature_plan(
    *,
    attendance: Iterable[tuple[str, str, bool, Mapping[int, int]]] = ATTENDANCE,
    zones: Iterable[tuple[str, int, int, str]] = (),
    scenarios: Iterable[Scenario] = (),
    schools: gpd.GeoDataFrame | None = None,
) -> Plan:
    """Build the plan of the module's docstring, with other attendance or zones where a test needs them."""
    return Plan(
        meta=PlanMeta("示例县", 2022, mark="示例数据:全部虚构"),
        boundary=_boundary().copy(),
        settlements=_settlements().copy(),
        schools=_schools().copy() if schools is None else schools,
        attendance=attendance_frame(attendance),
        roads=_roads(),
        zones=pd.DataFrame(
            list(zones), columns=["settlement_id", "grade_from", "grade_to", "school_id"]
        ).astype({"settlement_id": "str", "school_id": "str", "grade_from": "int64", "grade_to": "int64"}),
        travel=_travel(),
        scenarios={scenario.name: scenario for scenario in scenarios},
        rules=load_rules(),
    )


def with_school(plan: Plan, school_id: str, **cells: object) -> Plan:
    """Return the plan with some cells of one school changed."""
    schools = plan.schools.copy()
    for column, value in cells.items():
        schools.loc[school_id, column] = value
    return replace(plan, schools=schools)


def without_way(plan: Plan, *pairs: tuple[str, str]) -> Plan:
    """Return the plan with no way from some settlements to some schools, in any mode."""
    travel = {}
    for mode, times in plan.travel.items():
        seconds, metres = times.seconds.copy(), times.metres.copy()
        for settlement, school in pairs:
            at = times.origin_ids.index(settlement), times.destination_ids.index(school)
            seconds[at] = metres[at] = np.nan
        travel[mode] = replace(times, seconds=seconds, metres=metres)
    return replace(plan, travel=travel)


def merge(receiver_id: str | None = None, **values: object) -> Decision:
    """Return a decision to merge."""
    return Decision(LayoutStatus.MERGE, receiver_id=receiver_id, **values)  # type: ignore[arg-type]


def point(*grades: int, **values: object) -> Decision:
    """Return a decision to turn a school into a teaching point."""
    return Decision(LayoutStatus.TEACHING_POINT, grades_kept=grades, **values)  # type: ignore[arg-type]


def attendance_frame(rows: Iterable[tuple[str, str, bool, Mapping[int, int]]]) -> pd.DataFrame:
    """Return an attendance table from (settlement, school, boards, {grade: pupils})."""
    flat = [
        (settlement, grade, school, boards, pupils, False)
        for settlement, school, boards, by_grade in rows
        for grade, pupils in by_grade.items()
    ]
    columns = ["settlement_id", "grade", "school_id", "boarding", "pupils", "estimated"]
    return pd.DataFrame(flat, columns=columns)


def _place(node: int) -> Point:
    x, y = NODES[node]
    return Point(ORIGIN[0] + x, ORIGIN[1] + y)


@cache
def _boundary() -> gpd.GeoDataFrame:
    square = box(ORIGIN[0] - 1000, ORIGIN[1] - 1000, ORIGIN[0] + 4600, ORIGIN[1] + 2800)
    return gpd.GeoDataFrame({"name": ["示例县"]}, geometry=[square], crs=CRS).to_crs(STORAGE_CRS)


@cache
def _settlements() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "settlement_id": list(SETTLEMENTS),
            "name": [name for name, _, _ in SETTLEMENTS.values()],
            "village": [name for name, _, _ in SETTLEMENTS.values()],
            "township": [township for _, township, _ in SETTLEMENTS.values()],
            "note": "",
        },
        geometry=[_place(node) for _, _, node in SETTLEMENTS.values()],
        crs=CRS,
    ).to_crs(STORAGE_CRS)
    frame["lon"], frame["lat"] = frame.geometry.x, frame.geometry.y
    return frame.set_index("settlement_id")


@cache
def _schools() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "school_id": ["s1", "s2-P", "s2-J", "p3"],
            "site_id": ["s1", "s2", "s2", "p3"],
            "name": ["甲镇中心小学", "乙镇学校", "乙镇学校", "西村教学点"],
            "division": ["", "小学部", "初中部", ""],
            "type_code": ["211", "312", "312", "218"],
            "township": ["甲镇", "乙镇", "乙镇", "甲镇"],
            "managing_school_id": ["", "", "", "s1"],
            "is_central": [True, False, False, False],
            "ownership": "公办",
            "urban_rural": ["210", "210", "210", "220"],
            "first_grade": [1.0, 1.0, 7.0, 1.0],
            "last_grade": [6.0, 6.0, 9.0, 3.0],
            "approved_places": [120.0, np.nan, 150.0, np.nan],
            "classrooms": [8.0, np.nan, 3.0, 3.0],
            "kindergarten_rooms": [1.0, 0.0, 0.0, 0.0],
            "beds": [6.0, np.nan, 10.0, 0.0],
            "boarders": [5.0, 0.0, 2.0, 0.0],
            "full_time_teachers": [12.0, 9.0, 10.0, 3.0],
        }
    )
    pupils = attendance_frame(ATTENDANCE).groupby(["school_id", "grade"])["pupils"].sum()
    for grade in range(1, 10):
        counts = [float(pupils.get((school, grade), 0)) for school in frame["school_id"]]
        frame[f"pupils_g{grade}"] = counts
        frame[f"classes_g{grade}"] = [1.0 if count else 0.0 for count in counts]
    frame["enrolment"] = frame[[f"pupils_g{grade}" for grade in range(1, 10)]].sum(axis=1)
    places = [_place(SCHOOL_NODES[school]) for school in frame["school_id"]]
    schools = gpd.GeoDataFrame(frame, geometry=places, crs=CRS).to_crs(STORAGE_CRS)
    schools["lon"], schools["lat"] = schools.geometry.x, schools.geometry.y
    return schools.set_index("school_id")


def _roads() -> RoadNetwork:
    nodes, edges, barriers = (frame.copy() for frame in _road_frames())
    return RoadNetwork(nodes, edges, barriers, has_footpaths=True, digest="miniature")


@cache
def _road_frames() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    lines = [LineString([_place(u), _place(v)]) for u, v in ROADS]
    edges = gpd.GeoDataFrame(
        {
            "u": [u for u, _ in ROADS],
            "v": [v for _, v in ROADS],
            "length_m": [line.length for line in lines],
            "highway": "unclassified",
            "name": "",
            "maxspeed_kph": np.nan,
            "oneway": "no",
            "walk": True,
            "drive": True,
            "bridge": False,
        },
        geometry=lines,
        crs=CRS,
    )
    nodes = gpd.GeoDataFrame(
        {"osmid": list(NODES)}, geometry=[_place(node) for node in NODES], crs=CRS
    ).set_index("osmid")
    barriers = gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=CRS)
    return nodes, edges, barriers


def _travel() -> dict[str, TravelTimes]:
    seconds = {mode.value: METRES / speed for mode, speed in WALK_MPS.items()}
    seconds[Mode.SCHOOL_BUS.value] = BUS_FIXED_S + METRES / VEHICLE_MPS
    seconds[Mode.ESCORT.value] = METRES / VEHICLE_MPS
    return {
        mode: TravelTimes(mode, tuple(SETTLEMENTS), tuple(SCHOOL_NODES), times, METRES, "miniature")
        for mode, times in seconds.items()
    }
