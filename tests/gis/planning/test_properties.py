"""What holds for any county and any scenario: totals are kept, nobody is lost, nobody else is moved."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from miniature import miniature_plan

from gis.evaluation import evaluate
from gis.model import Boarding, Decision, LayoutStatus, Mode, Scenario, TravelTimes
from gis.planning.assignment import assign
from gis.planning.scenario import check_scenario, clear_decision, set_decision

SETTLEMENTS = tuple(f"v{i}" for i in range(6))
SCHOOLS = tuple(f"s{i}" for i in range(7))
TYPES = {"211": (1, 6), "218": (1, 3), "311": (7, 9), "312": (1, 9)}
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
BASE = miniature_plan()
EXAMPLES = 30


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


decisions = st.builds(
    Decision,
    status=st.sampled_from([LayoutStatus.RETAIN, LayoutStatus.MERGE, LayoutStatus.TEACHING_POINT]),
    receiver_id=st.sampled_from([None, None, *SCHOOLS]),
    grades_kept=st.sampled_from([(), (1, 2), (1, 2, 3), (1,)]),
    boarding=st.sampled_from([None, Boarding(10), Boarding(200, from_grade=1)]),
    bus_seats=st.sampled_from([0, 0, 10, 500]),
    settlement_receivers=st.sampled_from([(), (("v1", "s0"),), (("v2", "s1"), ("v3", "s4"))]),
    year=st.sampled_from([None, 2022, 2024]),
)


@st.composite
def cases(draw):
    """A county and a scenario that is possible there: impossible decisions are struck out, one by one."""
    plan = draw(plans())
    scenario = Scenario(
        "方案", draw(st.dictionaries(st.sampled_from(SCHOOLS), decisions.map(_tidy), max_size=5))
    )
    while errors := check_scenario(plan, scenario):
        scenario = clear_decision(scenario, str(errors[0].values["school_id"]))
    return plan, scenario


def _tidy(decision):
    """Leave out what the status has no use for, so that fewer cases are refused."""
    if decision.status is LayoutStatus.RETAIN:
        return replace(decision, receiver_id=None, settlement_receivers=(), bus_seats=0, grades_kept=())
    if decision.status is LayoutStatus.MERGE:
        return replace(decision, grades_kept=(), boarding=None)
    return decision


def taught_after(plan, scenario):
    grades = zip(plan.schools.index, plan.schools["first_grade"], plan.schools["last_grade"], strict=True)
    taught = {(school, grade) for school, first, last in grades for grade in range(int(first), int(last) + 1)}
    for school, decision in scenario.decisions.items():
        if decision.status is not LayoutStatus.RETAIN:
            kept = decision.grades_kept if decision.status is LayoutStatus.TEACHING_POINT else ()
            taught = {(s, g) for s, g in taught if s != school or g in kept}
    return taught


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(cases(), st.randoms(use_true_random=False))
def test_what_holds_for_any_scenario(case, random):
    plan, scenario = case
    evaluation = evaluate(plan, scenario)
    everybody_is_somewhere_once_and_only_the_plans_pupils_move(plan, scenario, evaluation.flows)
    nobody_gets_a_bed_a_seat_or_a_receiver_that_is_not_provided(plan, scenario, evaluation)
    every_figure_adds_up(plan, evaluation)
    the_order_of_decisions_does_not_matter(plan, scenario, evaluation, random)


def everybody_is_somewhere_once_and_only_the_plans_pupils_move(plan, scenario, flows):
    keys = ["settlement_id", "grade", "school_before", "boarding_before"]
    attendance = plan.attendance.rename(columns={"school_id": "school_before", "boarding": "boarding_before"})
    before = attendance.groupby(keys)["pupils"].sum()
    pd.testing.assert_series_equal(
        flows.groupby(keys)["pupils"].sum(), before, check_index_type=False, check_dtype=False
    )
    assert (flows["pupils"] > 0).all()
    assert not flows.duplicated([*keys, "school_after", "boarding_after"]).any()

    taught = taught_after(plan, scenario)
    for row in flows.itertuples():
        must_go = (row.school_before, row.grade) not in taught
        assert row.moved == must_go
        if row.school_after:
            assert (row.school_after, row.grade) in taught
            assert (row.school_after == row.school_before) is not must_go
        assert bool(row.unassigned_reason) == (row.school_after == "")
    assert (
        flows.loc[~flows["moved"], "boarding_after"] == flows.loc[~flows["moved"], "boarding_before"]
    ).all()


def nobody_gets_a_bed_a_seat_or_a_receiver_that_is_not_provided(plan, scenario, evaluation):
    flows = evaluation.flows
    moved = flows[flows["moved"]]
    assert not moved.loc[moved["grade"] <= 3, "boarding_after"].any()
    for school, boarders in flows[flows["boarding_after"]].groupby("school_after"):
        stay = boarders.loc[~boarders["moved"], "pupils"].sum()
        beds = evaluation.schools.loc[school, "beds_after"]
        assert boarders["pupils"].sum() <= max(stay, 0 if np.isnan(beds) else beds)
    for school, riders in moved[moved["mode_after"] == "school_bus"].groupby("school_before"):
        assert riders["pupils"].sum() <= scenario.decision(school).bus_seats
    private = set(plan.schools.index[plan.schools["ownership"] == "民办"])
    by_default = moved[~moved["rule"].isin(["named", "none"])]
    assert not set(by_default["school_after"]) & private
    own = set(plan.schools.index[plan.schools["ownership"] == "民办"]) & set(moved["school_before"])
    assert not own


def every_figure_adds_up(plan, evaluation):
    flows, schools, grades = evaluation.flows, evaluation.schools, evaluation.school_grades
    total = plan.attendance["pupils"].sum()
    unassigned = flows.loc[flows["school_after"] == "", "pupils"].sum()
    assert schools["enrolment_before"].sum() == total
    assert schools["enrolment_after"].sum() == total - unassigned == grades["pupils_after"].sum()
    assert evaluation.counts["unassigned_pupils"].after == unassigned
    assert evaluation.headline["affected_pupils"].after == flows.loc[flows["moved"], "pupils"].sum()
    for side in ("before", "after"):
        summaries = {band: sides[side] for band, sides in evaluation.travel.items()}
        parts = {
            band: s.pupils + s.unreachable_pupils + s.unknown_pupils + s.boarding_pupils
            for band, s in summaries.items()
        }
        assert parts["all"] == total == sum(parts.values()) - parts["all"]
        counted = flows.groupby(f"verdict_{side}")["pupils"].sum()
        assert summaries["all"].unreachable_pupils == counted.get("unreachable", 0)
        assert (summaries["all"].over_limit_pupils or 0) == counted.get("over", 0)
    evaluation.to_dict()
    unassigned_found = sum(f.value for f in evaluation.findings if f.criterion_id == "unassigned")
    assert unassigned_found == unassigned


def the_order_of_decisions_does_not_matter(plan, scenario, evaluation, random):
    turned = list(scenario.decisions.items())
    random.shuffle(turned)
    pd.testing.assert_frame_equal(evaluation.flows, assign(plan, Scenario("方案", dict(turned))))


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(SCHOOLS), decisions, max_size=6),
    st.lists(st.tuples(st.sampled_from(SCHOOLS), st.none() | decisions), max_size=12),
)
def test_every_edit_can_be_undone_and_redone(start, edits):
    def edit(scenario, school, decision):
        return (
            clear_decision(scenario, school) if decision is None else set_decision(scenario, school, decision)
        )

    scenario = Scenario("方案", start)
    for school, decision in edits:
        after = edit(scenario, school, decision)
        undone = edit(after, school, scenario.decisions.get(school))
        assert dict(undone.decisions) == dict(scenario.decisions)
        assert edit(undone, school, decision) == after
        scenario = after
