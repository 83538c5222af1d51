"""What holds for any county and any scenario: totals are kept, nobody is lost, nobody else is moved."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from miniature import miniature_plan

from gis.evaluation import evaluate
from gis.model import Boarding, Decision, Expansion, LayoutStatus, Mode, Policy, Scenario, Site, TravelTimes
from gis.planning.assignment import assign
from gis.planning.county import keep_arrays
from gis.planning.scenario import check_scenario, clear_decision, set_decision
from gis.planning.states import decision_states

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


def taught_before(plan):
    """Return (school, grade) at baseline: schools that the ledger reports empty teach nothing."""
    grades = zip(plan.schools.index, plan.schools["first_grade"], plan.schools["last_grade"], strict=True)
    attended = set(plan.attendance["school_id"])
    return {
        (school, grade)
        for school, first, last in grades
        for grade in range(int(first), int(last) + 1)
        if school in attended
    }


def taught_after(plan, scenario, year):
    taught = taught_before(plan)
    for school, decision in scenario.decisions.items():
        if year is None or decision.year is None or decision.year <= year:
            own = {grade for one, grade in taught if one == school}
            taught = {(one, grade) for one, grade in taught if one != school}
            taught |= {(school, grade) for grade in taught_in(decision, own, year)}
    return taught


def taught_in(decision, own, year):
    """Return the grades that a school still teaches in a year, by the words of the definitions."""
    is_over = year is None or (decision.moves_year is not None and year >= decision.moves_year)
    intakes = 0 if is_over else year - (decision.year or 0) + 1
    match decision.status:
        case LayoutStatus.MERGE | LayoutStatus.SUSPEND:
            return set()
        case LayoutStatus.NEW | LayoutStatus.REOPEN:
            return set(decision.grades_taught)
        case LayoutStatus.RETAIN:
            return set(decision.grades_taught) or own
        case LayoutStatus.PHASE_OUT if own:
            return {g for g in own if not is_over and g >= min(own) + intakes}
        case LayoutStatus.TEACHING_POINT:
            upper = {g for g in own if not is_over and g > max(decision.grades_kept) + intakes}
            return own & set(decision.grades_kept) | (upper if decision.gradual else set())
    return set()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(cases(), st.randoms(use_true_random=False))
def test_what_holds_for_any_scenario(case, random):
    plan, scenario, year = case
    evaluation = evaluate(plan, scenario, year=year)
    unfinished = {key for key, one in decision_states(plan, scenario).items() if one.state == "draft"}
    finished = replace(
        scenario, decisions={k: d for k, d in scenario.decisions.items() if k not in unfinished}
    )
    everybody_is_somewhere_once_and_only_the_plans_pupils_move(plan, finished, year, evaluation.flows)
    nobody_gets_a_bed_a_seat_or_a_receiver_that_is_not_provided(plan, scenario, evaluation)
    every_figure_adds_up(plan, evaluation)
    the_order_of_decisions_does_not_matter(plan, scenario, year, evaluation, random)


def everybody_is_somewhere_once_and_only_the_plans_pupils_move(plan, scenario, year, flows):
    keys = ["settlement_id", "grade", "school_before", "boarding_before"]
    attendance = plan.attendance.rename(columns={"school_id": "school_before", "boarding": "boarding_before"})
    before = attendance.groupby(keys)["pupils"].sum()
    pd.testing.assert_series_equal(
        flows.groupby(keys)["pupils"].sum(), before, check_index_type=False, check_dtype=False
    )
    assert (flows["pupils"] > 0).all()
    assert not flows.duplicated([*keys, "school_after", "boarding_after"]).any()

    taught = taught_after(plan, scenario, year)
    for row in flows.itertuples():
        must_go = (row.school_before, row.grade) not in taught
        if scenario.policy is Policy.MINIMAL:
            assert row.moved == must_go
        assert row.moved or not must_go
        assert row.moved == (row.reason != "stay")
        assert (row.reason == "rezoned") == (row.moved and not must_go)
        if row.school_after:
            assert (row.school_after, row.grade) in taught
            assert (row.school_after == row.school_before) is not row.moved
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
    assert not private & set(moved["school_before"])


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
    if len(flows) % 5 == 0:         # every fifth county or so: all tables as plain values take their time
        evaluation.to_dict()
    unassigned_found = sum(f.value for f in evaluation.findings if f.criterion_id == "unassigned")
    assert unassigned_found == unassigned


def the_order_of_decisions_does_not_matter(plan, scenario, year, evaluation, random):
    turned = list(scenario.decisions.items())
    random.shuffle(turned)
    other = replace(scenario, decisions=dict(turned))
    pd.testing.assert_frame_equal(evaluation.flows, assign(plan, other, year=year))


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
