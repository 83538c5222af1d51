"""Policies, locks, phases and patches, by hand on the miniature county."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import CRS, ORIGIN, merge, miniature_plan, point, with_school
from shapely.geometry import LineString

from gis.crs import reproject
from gis.errors import InputError
from gis.layout import (
    BASELINE,
    Decision,
    Expansion,
    LayoutStatus,
    Locks,
    NoCrossing,
    Policy,
    Scenario,
    SchoolLock,
    Site,
)
from gis.model import STORAGE_CRS
from gis.network.editshapes import plain_wkt
from gis.network.storage import assemble
from gis.planning import singlesource
from gis.planning.assignment import assign, work_out
from gis.planning.county import keep_arrays
from gis.planning.links import kept_links
from gis.planning.locks import lock_faults
from gis.planning.patches import begun_on, copied, effective, removed, renamed
from gis.planning.phases import _Cohorts, _whole, moved_twice, phase_errors
from gis.planning.policies import feeder_codes
from gis.planning.scenario import check_scenario
from gis.planning.singlesource import single_source

PLAN = miniature_plan()


@pytest.fixture(autouse=True, scope="module")
def _arrays():
    keep_arrays(PLAN)


def moves(plan, scenario, **more):
    """Return {(settlement, school before, school after): pupils} of those who move."""
    flows = assign(plan, scenario, **more).query("moved")
    sums = flows.groupby(["settlement_id", "school_before", "school_after"])["pupils"].sum()
    return {key: int(pupils) for key, pupils in sums.items()}


# ---- policies


def test_nearest_sends_everybody_to_the_nearest_school_that_teaches_the_grade():
    """v2 grades 1-3 are at p3 (0 m) already; v3's grades 1-3 are nearer to p3 (900 m) than to s2 (1080 m)."""
    found = moves(PLAN, Scenario("就近", policy=Policy.NEAREST))
    assert found == {("v3", "s2-P", "p3"): 10 + 9 + 8}
    flows = assign(PLAN, Scenario("就近", policy=Policy.NEAREST))
    assert set(flows.loc[flows["moved"], "reason"]) == {"rezoned"}
    assert set(flows.loc[flows["moved"], "rule"]) == {"nearest"}


def test_a_named_receiver_comes_before_the_policy_and_others_are_told_apart():
    scenario = Scenario("就近", {"p3": merge("s2-P")}, policy=Policy.NEAREST)
    flows = assign(PLAN, scenario)
    moved = flows[flows["moved"]].groupby("reason")["pupils"].sum()
    assert moved.to_dict() == {"school_closed": 20}, "v3 is nearer to s2 than to s1 now"
    assert set(flows.loc[flows["moved"], "school_after"]) == {"s2-P"}


def test_zones_move_those_whose_zone_is_another_school_and_feeders_the_junior_grades():
    plan = miniature_plan(zones=[("v3", 1, 6, "s1"), ("v2", 1, 3, "p3")])
    scenario = Scenario("划片", policy=Policy.ZONES)
    assert moves(plan, scenario) == {("v3", "s2-P", "s1"): 48}
    assert moves(plan, replace(scenario, policy=Policy.MINIMAL)) == {}


def test_who_is_at_one_of_several_zoned_schools_stays_there():
    """v3's zone names p3 (900 m) and s2-P (1080 m): its pupils at s2-P are in their zone."""
    plan = miniature_plan(zones=[("v3", 1, 3, "p3"), ("v3", 1, 6, "s2-P")])
    assert moves(plan, Scenario("划片", policy=Policy.ZONES)) == {}


def test_junior_grades_go_where_their_primary_school_feeds():
    """A junior school s3 that s1 feeds: 东村 (v1) has its sixth grade at s1, its grade 7 goes to s3."""
    third = PLAN.schools.loc[["s2-J"]].rename(index={"s2-J": "s3"})
    third = third.assign(name="三中", division="", type_code="311")
    travel = {
        mode: replace(
            times, destination_ids=(*times.destination_ids, "s3"),
            seconds=np.column_stack([times.seconds, times.seconds[:, 2]]),
            metres=np.column_stack([times.metres, times.metres[:, 2]]),
        )
        for mode, times in PLAN.travel.items()
    }  # fmt: skip
    feeders = pd.DataFrame({"from_school_id": ["s1"], "to_school_id": ["s3"]})
    plan = replace(PLAN, schools=pd.concat([PLAN.schools, third]), travel=travel, feeders=feeders)
    flows = assign(plan, Scenario("对口", policy=Policy.ZONES)).query("moved")
    assert set(zip(flows["settlement_id"], flows["grade"], flows["school_after"], strict=True)) == {
        ("v1", 7, "s3"), ("v2", 8, "s3")
    }  # fmt: skip
    assert set(flows["rule"]) == {"feeder"}


def test_least_time_keeps_grades_apart_that_are_not_taught_at_the_same_schools():
    flows = assign(PLAN, Scenario("最省时", {"p3": point(1, 2)}, policy=Policy.LEAST_TIME))
    mine = flows[flows["settlement_id"] == "v2"].set_index("grade")["school_after"]
    assert mine[[1, 2, 3]].tolist() == ["p3", "p3", "s1"]


def test_least_time_fills_the_nearest_places_and_sends_on_as_few_as_it_must():
    """p3 has 30 places: of 20 + 27 pupils of v2, v4, v3 who are nearest to it, 17 must go elsewhere.

    Saved by p3 instead of the next nearest school, per pupil in seconds (grades 1-3): v2 800 (s1), v4 800,
    v3 200 (s2): all of v2 and v4 stay, 10 of v3's 27 come.
    """
    plan = with_school(PLAN, "p3", classrooms=np.nan, approved_places=30.0)
    plan = with_school(plan, "s2-P", approved_places=200.0)
    flows = assign(plan, Scenario("最省时", policy=Policy.LEAST_TIME))
    at_point = flows[flows["school_after"] == "p3"].groupby("settlement_id")["pupils"].sum()
    assert at_point.to_dict() == {"v2": 15, "v4": 5, "v3": 10}
    assert moves(plan, Scenario("最省时", policy=Policy.LEAST_TIME)) == {("v3", "s2-P", "p3"): 10}


def test_whole_settlements_are_not_split():
    """Grades of v3 have 10, 9 and 8 pupils: one of them fits into the 10 places left at p3."""
    plan = with_school(PLAN, "p3", classrooms=np.nan, approved_places=30.0)
    plan = with_school(plan, "s2-P", approved_places=200.0)
    outcome = work_out(plan, Scenario("整村", policy=Policy.LEAST_TIME, whole_settlements=True))
    flows = assign(plan, Scenario("整村", policy=Policy.LEAST_TIME, whole_settlements=True))
    assert outcome.is_proven
    assert moves(plan, outcome.scenario) == {("v3", "s2-P", "p3"): 10}
    homes = flows[(flows["settlement_id"] != "outside") & (flows["grade"] <= 6)]
    assert not homes.drop_duplicates(["settlement_id", "grade", "school_after"]).duplicated(
        ["settlement_id", "grade"]
    ).any()


def test_who_finds_no_place_is_told():
    plan = with_school(with_school(PLAN, "s1", approved_places=60.0), "s2-P", approved_places=48.0)
    plan = with_school(plan, "p3", approved_places=20.0)
    flows = assign(plan, Scenario("最省时", policy=Policy.LEAST_TIME))
    primary = 20 + 114 + 48
    lost = flows[flows["school_after"] == ""]
    assert lost["pupils"].sum() == primary - 60 - 48 - 20
    assert set(lost["unassigned_reason"]) == {"unassigned_no_place"}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, singlesource.FIRST_PAIRS]))
def test_single_source_is_the_best_of_all_choices(seed, first_pairs):
    """Against every choice there is: three origins, three destinations, or left out."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(1, 50, (3, 3)).astype(float)
    cost[rng.random((3, 3)) < 0.2] = np.nan
    supply, demand = rng.integers(1, 9, 3), rng.integers(0, 14, 3)
    with pytest.MonkeyPatch.context() as patch:             # 1: hardly any pairs to choose from at first
        patch.setattr(singlesource, "FIRST_PAIRS", first_pairs)
        flow, proven = single_source(cost, supply, demand)
    assert proven
    assert (flow.sum(axis=0) <= demand).all()
    assert ((flow > 0).sum(axis=1) <= 1).all()
    best = min(_score(choice, cost, supply, demand) for choice in np.ndindex(4, 4, 4))
    chosen = tuple(int(row.argmax()) if row.any() else 3 for row in flow)
    assert _score(chosen, cost, supply, demand) == pytest.approx(best)


def _score(choice, cost, supply, demand):
    used = np.zeros(3)
    total, lost = 0.0, 0
    for origin, destination in enumerate(choice):
        if destination == 3:
            lost += supply[origin]
            continue
        used[destination] += supply[origin]
        total += cost[origin, destination] * supply[origin]
    return (lost, total) if (used <= demand).all() and not np.isnan(total) else (np.inf, np.inf)


# ---- locks


def lines(*places):
    xy = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places]
    return plain_wkt(reproject(np.array([LineString(xy)], dtype=object), CRS, STORAGE_CRS)[0])


@pytest.fixture(scope="module")
def real_roads():
    return replace(PLAN, roads=assemble(PLAN.roads.nodes, PLAN.roads.edges, PLAN.roads.barriers))


def locked(decisions=None, **locks):
    return Scenario("方案", decisions or {}, locks=Locks(**locks))


def faults(plan, scenario, **more):
    return [(f.lock, f.subject, f.value, f.limit) for f in lock_faults(work_out(plan, scenario), **more)]


def test_what_is_promised_of_schools():
    schools = {"p3": SchoolLock.MUST_STAY, "s1": SchoolLock.MUST_CLOSE, "s2-P": SchoolLock.UNDECIDED}
    kept = locked({"p3": merge("s1"), "s2-P": Decision(grades_taught=(1, 2, 3, 4, 5, 6))}, schools=schools)
    assert [fault[:2] for fault in faults(PLAN, kept)] == [
        ("must_stay", "p3"), ("must_close", "s1"), ("undecided", "s2-P")
    ]  # fmt: skip
    assert faults(PLAN, locked({"s1": merge()}, schools={"s1": SchoolLock.MUST_CLOSE})) == []


def test_a_group_that_must_stay_together_is_not_split():
    """p3 closes: v2 goes to s1; with v4 named for s2-P the two are parted in grades 1 and 2."""
    parted = merge(settlement_receivers=(("v4", "s2-P"),))
    together = (("v2", "v4"),)
    (fault,) = lock_faults(work_out(PLAN, locked({"p3": parted}, together=together)))
    assert (fault.lock, fault.subject, fault.value, fault.grades) == ("together", "v2、v4", 2, (1, 2))


def test_caps_on_pupils_moved():
    scenario = locked({"p3": merge("s1")}, most_moved=19, most_moved_twice=3)
    assert faults(PLAN, scenario) == [("most_moved", "", 20, 19)]
    assert faults(PLAN, scenario, moved_twice=4)[1:] == [("most_moved_twice", "", 4, 3)]
    assert faults(PLAN, locked({"p3": merge("s1")}, most_moved=20)) == []


def test_a_village_that_must_not_cross_goes_to_the_other_side(real_roads):
    """A river between s1 and 西村 (v2): its pupils of p3 go to s2-P (1980 m) instead of s1 (720 m)."""
    river = NoCrossing("河", lines((1300, -500), (1300, 500)), ("v2",))
    scenario = locked({"p3": merge()}, no_crossing=(river,))
    assert moves(real_roads, scenario) == {("v2", "p3", "s2-P"): 15, ("v4", "p3", "s1"): 5}
    # grades 4-6 of v2 cross it to s1 already, and its grade 8 does not
    assert faults(real_roads, scenario) == [("no_crossing", "河", 5 + 4 + 3, 0)]
    named = locked({"p3": merge("s1")}, no_crossing=(river,))
    assert faults(real_roads, named) == [("no_crossing", "河", 12 + 15, 0)]


# ---- phases


def test_a_school_does_not_close_before_its_receivers_places_are_there():
    """s1 has 120 places and 114 + 20 pupils from 2023; its project of 2025 brings 210."""
    built = Decision(expansion=Expansion(rooms=2, places=90, year=2025))
    scenario = Scenario("先撤", {"p3": merge("s1", year=2023), "s1": built})
    (error,) = phase_errors(PLAN, scenario)
    assert (error.sender_id, error.receiver_id, error.closes_year, error.ready_year, error.places_short) == (
        "p3", "s1", 2023, 2025, 14
    )  # fmt: skip
    assert "2025" in str(error.describe())
    later = Scenario("先建", {"p3": merge("s1", year=2025), "s1": built})
    assert phase_errors(PLAN, later) == ()
    few = Decision(expansion=Expansion(rooms=0, places=5, year=2023))
    assert phase_errors(PLAN, Scenario("同年", {"p3": merge("s1", year=2023), "s1": few})) == (), (
        "9 places are short, but nothing is built later than the school closes"
    )
    roomy = with_school(PLAN, "s1", approved_places=200.0)
    assert phase_errors(roomy, scenario) == (), "the places are there without the project"


def test_a_school_does_not_close_before_the_new_one_opens(real_roads):
    spot = real_roads.settlements.geometry["v4"]
    site = Site("n1", "北沟小学", "甲镇", "211", spot.x, spot.y)
    decisions = {
        "p3": merge("n1", year=2023),
        "n1": Decision(LayoutStatus.NEW, grades_taught=(1, 2, 3), year=2024),
    }
    (error,) = phase_errors(real_roads, Scenario("方案", decisions, sites=(site,)))
    assert (error.receiver_id, error.ready_year, np.isnan(error.places_short)) == ("n1", 2024, True)
    assert "开办" in str(error.describe())


def test_who_is_moved_twice():
    """p3 goes to s1 in 2023, s1 to s2-P in 2024.

    Who entered p3 in 2022 is in grade 2 in 2023 and moves (v2 5, v4 2), and in grade 3 in 2024 (v2 4 by
    today's numbers) and moves on. Who enters in 2023 starts at s1 and has moved once only.
    """
    decisions = {"p3": merge("s1", year=2023), "s1": merge("s2-P", year=2024)}
    found = moved_twice(PLAN, Scenario("方案", decisions), [2022, 2023, 2024])
    assert found.pupils == 4
    assert found.groups.to_numpy().tolist() == [["v2", 2022, "p3", 2, 4]]
    once = moved_twice(PLAN, Scenario("方案", {"p3": merge("s1", year=2023)}), range(2022, 2027))
    assert once.pupils == 0


def test_half_a_pupil_of_a_cohort_counts_as_one():
    """Of 2 one was at each school; of the 5 of the next year 2.5 should be at each, and all are at one."""
    nowhere, one = np.array([False]), np.array([0])
    split = _Cohorts(np.array([10, 11]), np.array([1.0, 1.0]), np.array([0, 0]), one, nowhere, nowhere)
    now = _Cohorts(np.array([10]), np.array([5.0]), one, one, nowhere, nowhere)
    assert now.changed_since(split).tolist() == [2.5]
    assert _whole(np.array([0.5, 1.5, 2.5, 2.4999999999])).tolist() == [1, 2, 3, 3]
    thirds = _Cohorts(np.array([10, 11]), np.array([2.0, 4.0]), np.array([0, 0]), one, nowhere, nowhere)
    before = _Cohorts(np.array([10, 11]), np.array([1.0, 2.0]), np.array([0, 0]), one, nowhere, nowhere)
    assert thirds.changed_since(before).tolist() == [0]


# ---- links


def test_siblings_and_feeders_are_counted():
    """Today v2 and v4 have grades 1-3 at p3 and 4-6 at s1; merged into s1 nobody is parted any more."""
    feeders = pd.DataFrame({"from_school_id": ["s1", "s2-P"], "to_school_id": ["s2-J"] * 2})
    plan = replace(PLAN, feeders=feeders)
    outcome = work_out(plan, Scenario("方案", {"p3": merge("s1")}))
    links = kept_links(outcome, feeder_codes(outcome.county, plan.feeders))
    assert links.split_before == {"primary": 2, "junior": 0}
    assert links.split_after == {"primary": 0, "junior": 0}
    assert (links.feeder_links, links.broken_links) == (2, ())
    outcome = work_out(plan, Scenario("方案", {"s1": merge(), "p3": merge()}))
    links = kept_links(outcome, feeder_codes(outcome.county, plan.feeders))
    assert links.broken_links == (("s1", "s2-J"),)


# ---- patches


def with_scenarios(*scenarios):
    return replace(PLAN, scenarios={scenario.name: scenario for scenario in scenarios})


def test_a_patch_holds_what_its_bases_hold_and_wins():
    promised = Locks(most_moved=5, schools={"s1": SchoolLock.MUST_STAY})
    first = Scenario("一", {"p3": merge("s1"), "s2-P": merge()}, locks=promised)
    undecided = Locks(schools={"p3": SchoolLock.UNDECIDED})
    second = Scenario("二", {"s2-P": Decision()}, base="一", locks=undecided)
    plan = with_scenarios(first, second)
    whole = effective(plan, "二")
    assert dict(whole.decisions) == {"p3": merge("s1"), "s2-P": Decision()}
    assert (whole.name, whole.base, whole.locks.most_moved) == ("二", BASELINE, 5)
    assert dict(whole.locks.schools) == {"s1": "must_stay", "p3": "undecided"}
    assert effective(plan, whole) == whole
    assert moves(plan, "二") == moves(plan, Scenario("平", {"p3": merge("s1")}))


def test_a_patch_on_nothing_or_on_itself_is_refused():
    ring = with_scenarios(Scenario("一", base="二"), Scenario("二", base="一"))
    for plan, code in ((ring, "scenario_base_ring"), (PLAN, "scenario_base_missing")):
        with pytest.raises(InputError) as told:
            effective(plan, Scenario("三", base="二") if code == "scenario_base_missing" else "一")
        assert told.value.code == code
        assert str(told.value)
    with pytest.raises(InputError):
        check_scenario(PLAN, Scenario("三", {"p3": merge("s1")}, base="二"))


def test_copies_and_names():
    first = Scenario("一", {"p3": merge("s1")}, policy=Policy.NEAREST)
    plan = with_scenarios(first, Scenario("二", base="一"))
    assert copied(plan, "一", "三").scenarios["三"].decisions == {"p3": merge("s1")}
    assert copied(plan, BASELINE, "三").scenarios["三"] == Scenario("三")
    again = renamed(plan, "一", "甲")
    assert list(again.scenarios) == ["甲", "二"]
    assert again.scenarios["二"].base == "甲"
    assert begun_on(plan, "一", "三") == Scenario("三", base="一", policy=Policy.NEAREST)
    assert list(removed(plan, "二").scenarios) == ["一"]
    for made, code in (
        (lambda: copied(plan, "一", "二"), "scenario_name_taken"),
        (lambda: copied(plan, "一", " "), "scenario_unnamed"),
        (lambda: renamed(plan, "一", BASELINE), "scenario_is_baseline"),
        (lambda: removed(plan, BASELINE), "scenario_is_baseline"),
        (lambda: removed(plan, "一"), "scenario_carries_others"),
        (lambda: renamed(plan, "零", "三"), "scenario_unknown"),
    ):
        with pytest.raises(InputError) as told:
            made()
        assert told.value.code == code
        assert str(told.value)
