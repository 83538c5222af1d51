"""A township small enough to try every plan: 4 villages, a 中心校, two small schools and a teaching point.

Distances, pupils, rooms and beds are drawn by a seed. Nothing stands on a road: journeys are given.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from miniature import attendance_frame, miniature_plan

from gis.model import Mode, Plan, TravelTimes
from gis.planning.county import keep_arrays

VILLAGES = ("v0", "v1", "v2", "v3")
SCHOOLS = ("c0", "a1", "b2", "p3")
SPEEDS = {
    Mode.WALK_G1_3: 0.9, Mode.WALK_G4_6: 1.1, Mode.WALK_G7_9: 1.25, Mode.SCHOOL_BUS: 6.0, Mode.ESCORT: 5.0,
}  # fmt: skip
HOMES = {"c0": ("v0", "v1"), "a1": ("v1", "v2"), "b2": ("v2", "v3"), "p3": ("v3",)}
LAST = {"c0": 6, "a1": 6, "b2": 6, "p3": 3}


def hamlets(seed: int, *, reach_m: float = 2600.0, rooms: float = 8.0) -> Plan:
    """Return the township; ``rooms`` are those of the 中心校."""
    rng = np.random.default_rng(seed)
    base = miniature_plan()
    metres = np.round(rng.random((len(VILLAGES), len(SCHOOLS))) * reach_m, -1)
    attendance = attendance_frame(
        (home, school, False, {grade: int(rng.integers(1, 6)) for grade in range(1, LAST[school] + 1)})
        for school, homes in HOMES.items()
        for home in homes
    )
    travel = {
        mode.value: TravelTimes(mode, VILLAGES, SCHOOLS, metres / speed, metres, "hamlets")
        for mode, speed in SPEEDS.items()
    }
    plan = replace(
        base, settlements=_settlements(base), schools=_schools(base, attendance, rooms),
        attendance=attendance, travel=travel,
    )  # fmt: skip
    keep_arrays(plan)
    return plan


def _settlements(base: Plan) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "settlement_id": VILLAGES, "name": [f"村{one}" for one in VILLAGES], "township": "甲镇",
            "village": ["东村", "西村", "西村", "南村"],
        },
        geometry=gpd.points_from_xy([114.0, 114.01, 114.02, 114.03], [36.0] * 4), crs=base.settlements.crs,
    )  # fmt: skip
    return frame.set_index("settlement_id")


def _schools(base: Plan, attendance: pd.DataFrame, rooms: float) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "school_id": SCHOOLS,
            "name": ["中心小学", "甲小学", "乙小学", "丙教学点"],
            "township": "甲镇",
            "type_code": ["211", "211", "211", "218"],
            "division": "",
            "managing_school_id": ["", "", "", "c0"],
            "is_central": [True, False, False, False],
            "ownership": "公办",
            "urban_rural": "220",
            "first_grade": 1.0,
            "last_grade": [float(LAST[one]) for one in SCHOOLS],
            "classrooms": [rooms, 6.0, 6.0, 3.0],
            "approved_places": [rooms * 45, 60.0, 60.0, 60.0],
            "kindergarten_rooms": 0.0,
            "beds": 0.0,
        }
    )
    pupils = attendance.groupby(["school_id", "grade"])["pupils"].sum()
    for grade in range(1, 10):
        counts = [float(pupils.get((school, grade), 0)) for school in SCHOOLS]
        frame[f"pupils_g{grade}"], frame[f"classes_g{grade}"] = counts, [float(n > 0) for n in counts]
    places = gpd.points_from_xy([114.0, 114.01, 114.02, 114.03], [36.01] * len(SCHOOLS))
    return gpd.GeoDataFrame(frame, geometry=places, crs=base.schools.crs).set_index("school_id")
