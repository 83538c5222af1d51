"""Random small counties and scenarios that are possible there: Hypothesis strategies for several tests."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import HealthCheck
from hypothesis import strategies as st
from miniature import miniature_plan

from gis.layout import Boarding, Decision, Expansion, LayoutStatus, Policy, Scenario, Site
from gis.model import Mode, TravelTimes
from gis.planning.county import keep_arrays
from gis.planning.scenario import check_scenario, clear_decision

SETTLEMENTS = tuple(f"v{i}" for i in range(6))
SCHOOLS = tuple(f"s{i}" for i in range(7))
TYPES = {"211": (1, 6), "218": (1, 3), "311": (7, 9), "312": (1, 9)}
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
BASE = miniature_plan()


@st.composite
def plans(draw):
    """A random county: types, townships, owners, beds, journeys with gaps, attendance with outsiders."""
    base = BASE
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    settlements = gpd.GeoDataFrame(
        {
            "settlement_id": SETTLEMENTS,
            "name": [f"村{i}" for i in range(6)],
            "township": rng.choice(["甲镇", "乙乡", "东街道", "西街道"], 6),
        },
        geometry=gpd.points_from_xy(114 + rng.random(6), 36 + rng.random(6)),
        crs=base.settlements.crs,
    ).set_index("settlement_id")
    types = ["211", "211", "218", "311", *rng.choice(list(TYPES), 3)]
    schools = gpd.GeoDataFrame(
        {
            "school_id": SCHOOLS,
            "name": [f"学校{i}" for i in range(7)],
            "township": rng.choice(["甲镇", "乙乡", "东街道", "西街道"], 7),
            "type_code": types,
            "division": "",
            "managing_school_id": rng.choice(["", *SCHOOLS], 7),
            "is_central": rng.random(7) < 0.3,
            "ownership": rng.choice(["公办", "公办", "民办"], 7),
            "urban_rural": "220",
            "first_grade": [float(TYPES[code][0]) for code in types],
            "last_grade": [float(TYPES[code][1]) for code in types],
            "classrooms": rng.choice([np.nan, 3.0, 9.0], 7),
            "approved_places": rng.choice([np.nan, 60.0, 400.0], 7),
            "kindergarten_rooms": 0.0,
            "beds": rng.choice([np.nan, 0.0, 5.0, 30.0], 7),
        },
        geometry=gpd.points_from_xy(114 + rng.random(7), 36 + rng.random(7)),
        crs=base.schools.crs,
    ).set_index("school_id")
    metres = np.round(rng.random((6, 7)) * 6000, -2)
    metres[rng.random((6, 7)) < 0.15] = np.nan
    speeds = dict(zip(list(Mode)[:5], (0.9, 1.1, 1.25, 6.0, 5.0), strict=True))
    travel = {
        m.value: TravelTimes(m, SETTLEMENTS, SCHOOLS, metres / v, metres, "x") for m, v in speeds.items()
    }
    rows = [
        (
            str(rng.choice([*SETTLEMENTS, "outside"])),
            int(grade),
            school,
            bool(rng.random() < 0.2),
            int(rng.integers(1, 40)),
            False,
        )
        for school, code in zip(SCHOOLS, types, strict=True)
        for grade in range(TYPES[code][0], TYPES[code][1] + 1)
        for _ in range(rng.integers(0, 4))
    ]
    columns = ["settlement_id", "grade", "school_id", "boarding", "pupils", "estimated"]
    attendance = pd.DataFrame(rows, columns=columns).drop_duplicates(columns[:4])
    counts = attendance.groupby(["school_id", "grade"])["pupils"].sum()
    for grade in range(1, 10):
        pupils = np.array([float(counts.get((school, grade), 0)) for school in SCHOOLS])
        schools[f"pupils_g{grade}"], schools[f"classes_g{grade}"] = pupils, np.ceil(pupils / 45)
    zoned = [
        (str(rng.choice(SETTLEMENTS)), 1, 6, str(rng.choice(SCHOOLS))) for _ in range(rng.integers(0, 4))
    ]
    zones = pd.DataFrame(zoned, columns=BASE.zones.columns).astype(BASE.zones.dtypes)
    return replace(
        base, settlements=settlements, schools=schools, attendance=attendance, travel=travel, zones=zones
    )


GRADE_SETS = [(), (1, 2), (1, 2, 3), (1, 2, 3, 4, 5, 6), (7, 8, 9)]
SITE = Site("n1", "新学校", "甲镇", "211", 114.01, 35.97)
decisions = st.builds(
    Decision,
    status=st.sampled_from(list(LayoutStatus)),
    receiver_id=st.sampled_from([None, None, *SCHOOLS]),
    grades_kept=st.sampled_from([(), (1, 2), (1, 2, 3), (1,)]),
    boarding=st.sampled_from([None, Boarding(10), Boarding(200, from_grade=1)]),
    bus_seats=st.sampled_from([0, 0, 10, 500]),
    settlement_receivers=st.sampled_from([(), (("v1", "s0"),), (("v2", "s1"), ("v3", "s4"))]),
    year=st.sampled_from([None, 2022, 2024]),
    grades_taught=st.sampled_from(GRADE_SETS),
    expansion=st.sampled_from([None, None, Expansion(rooms=2, places=90, year=2023)]),
    hand_over=st.sampled_from(["", "", "s1", "乡镇政府"]),
    moves_year=st.sampled_from([None, 2025]),
    gradual=st.booleans(),
)
years = st.sampled_from([None, None, 2021, 2022, 2024, 2026])
policies = st.sampled_from([Policy.MINIMAL] * 4 + list(Policy))


@st.composite
def cases(draw):
    """A county and a scenario that is possible there: what is impossible or unfinished is struck out."""
    plan = draw(plans())
    decided = draw(st.dictionaries(st.sampled_from(SCHOOLS), decisions.map(_tidy), max_size=5))
    scenario = Scenario("方案", decided, policy=draw(policies), whole_settlements=draw(st.booleans()))
    if draw(st.integers(0, 3)) == 0:
        built = Decision(LayoutStatus.NEW, grades_taught=(1, 2, 3), year=draw(st.sampled_from([None, 2024])))
        scenario = replace(scenario, decisions={**decided, "n1": built}, sites=(SITE,))
    keep_arrays(plan)
    while errors := check_scenario(plan, scenario):
        scenario = clear_decision(scenario, str(errors[0].values["school_id"]))
    return plan, scenario, draw(years)


def _tidy(decision):
    """Leave out what the status has no use for, so that fewer cases are refused."""
    status = decision.status
    nobody = {"receiver_id": None, "settlement_receivers": (), "bus_seats": 0}
    if status is not LayoutStatus.TEACHING_POINT:
        decision = replace(decision, grades_kept=(), gradual=False)
    if status is not LayoutStatus.PHASE_OUT and not decision.gradual:
        decision = replace(decision, moves_year=None)
    if status not in (LayoutStatus.NEW, LayoutStatus.REOPEN, LayoutStatus.RETAIN):
        decision = replace(decision, grades_taught=())
    if status in (LayoutStatus.NEW, LayoutStatus.REOPEN) or (
        status is LayoutStatus.RETAIN and not decision.grades_taught
    ):
        decision = replace(decision, **nobody)
    if status in (LayoutStatus.MERGE, LayoutStatus.SUSPEND, LayoutStatus.PHASE_OUT):
        decision = replace(decision, boarding=None, expansion=None)
    return decision
