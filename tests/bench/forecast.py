"""The forecast and sixteen years of a scenario, on counties that grow: time per settlement must stay level.

    python tests/bench/forecast.py

Prints seconds of processor time for the forecast to +15 years (back-test included), for the attendance of 16
years, and for a scenario of ten mergers worked out in each of them; 300 schools, 9 grades.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gis"))

import geopandas as gpd
import numpy as np
import pandas as pd
from miniature import merge, miniature_plan
from shapely.geometry import Point

from gis.layout import Scenario
from gis.model import Mode, Plan, TravelTimes
from gis.planning.assignment import work_out
from gis.planning.county import keep_arrays
from gis.planning.yearpupils import year_pupils_of

SCHOOLS, PRIMARY, TOWNSHIPS, BASE = 300, 240, 20, 2022
SIZES = (2500, 5000, 10_000)


def main() -> None:
    """Time counties of growing size."""
    for settlements in SIZES:
        plan = county_at_random(settlements)
        keep_arrays(plan)
        mergers = {f"s{k}": merge(f"s{k + TOWNSHIPS}", year=BASE + 1 + k % 5) for k in range(10)}
        scenario = Scenario("ten", mergers)
        work_out(plan, scenario)
        start = time.process_time()
        pupils = year_pupils_of(plan)
        assert pupils is not None
        made = time.process_time()
        years = range(BASE, BASE + 16)
        for year in years:
            pupils.attendance(year)
        attended = time.process_time()
        for year in years:
            work_out(plan, scenario, year=year, pupils=pupils.attendance(year), enrolment=pupils.enrolment)
        done = time.process_time()
        times = made - start, attended - made, done - attended
        words = "forecast {:.2f} s, 16 attendances {:.2f} s, 16 years of a scenario {:.2f} s"
        print(f"{settlements} settlements: {words.format(*times)}")


def county_at_random(settlements: int) -> Plan:
    """Return a county with pupils in every village, seven past years and a survey."""
    random, plan = np.random.default_rng(1), miniature_plan()
    spot = Point(114, 36)
    homes = pd.DataFrame(
        {"name": "村", "village": "村", "township": [f"{k % TOWNSHIPS}镇" for k in range(settlements)]},
        index=pd.Index([f"v{k}" for k in range(settlements)], name="settlement_id"),
    )
    is_primary = np.arange(SCHOOLS) < PRIMARY
    schools = pd.DataFrame(
        {
            "site_id": [f"s{k}" for k in range(SCHOOLS)], "name": "校", "division": "",
            "type_code": np.where(is_primary, "211", "311"), "managing_school_id": "", "is_central": False,
            "township": [f"{k % TOWNSHIPS}镇" for k in range(SCHOOLS)], "ownership": "公办",
            "first_grade": np.where(is_primary, 1.0, 7.0), "last_grade": np.where(is_primary, 6.0, 9.0),
            "approved_places": 500.0, "classrooms": 12.0, "kindergarten_rooms": 0.0, "beds": 0.0,
        },
        index=pd.Index([f"s{k}" for k in range(SCHOOLS)], name="school_id"),
    )  # fmt: skip
    seconds = random.uniform(100, 9000, (settlements, SCHOOLS))
    modes = (*(mode for mode in Mode if mode.value.startswith("walk")), Mode.SCHOOL_BUS)
    ids = tuple(homes.index), tuple(schools.index)
    crs = plan.settlements.crs
    return replace(
        plan,
        settlements=gpd.GeoDataFrame(homes, geometry=[spot] * settlements, crs=crs),
        schools=gpd.GeoDataFrame(schools, geometry=[spot] * SCHOOLS, crs=crs),
        attendance=_attendance(random, homes, schools),
        travel={mode: TravelTimes(mode, *ids, seconds, seconds, "random") for mode in modes},
        enrolment_history=_history(),
        population=_survey(random, homes),
    )


def _attendance(random: np.random.Generator, homes: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for grade in range(1, 10):
        ends = (0, PRIMARY) if grade < 7 else (PRIMARY, SCHOOLS)
        school = schools.index.to_numpy()[random.integers(*ends, len(homes))]
        pupils = random.poisson(6, len(homes))
        parts.append(pd.DataFrame({"settlement_id": homes.index, "grade": grade, "school_id": school,
                                   "boarding": False, "pupils": pupils, "estimated": False}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _history() -> pd.DataFrame:
    rows = [
        (f"s{k}", grade, year, 60)
        for k in range(SCHOOLS)
        for year in range(BASE - 7, BASE)
        for grade in (range(1, 7) if k < PRIMARY else range(7, 10))
    ]
    return pd.DataFrame(rows, columns=["school_id", "grade", "year", "pupils"])


def _survey(random: np.random.Generator, homes: pd.DataFrame) -> pd.DataFrame:
    ages = range(6)
    return pd.DataFrame(
        {
            "source": "survey", "place_kind": "settlement", "place_id": np.repeat(homes.index, len(ages)),
            "year": BASE, "age": np.tile(list(ages), len(homes)),
            "children": random.poisson(5, len(homes) * len(ages)),
        }
    )  # fmt: skip


if __name__ == "__main__":
    main()
