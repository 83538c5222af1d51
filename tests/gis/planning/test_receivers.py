"""Who receives whom, group by group: codes of homes and schools as they stand in the county by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from miniature import merge, miniature_plan, point, with_school

from gis.layout import Decision
from gis.model import Band
from gis.planning.county import Journeys, county_of
from gis.planning.receivers import (
    Leaving,
    Rule,
    Unassigned,
    _alike,
    find_receivers,
    least_time,
    named_receivers,
    zoned_walks,
)
from gis.planning.situation import situation_of

COUNTY = county_of(miniature_plan())
S1, S2P, S2J, P3 = range(4)
V1, V2, V3, V4 = range(4)
OUTSIDE = NOBODY = -1


def groups(*rows):
    """Return groups that leave from (settlement, grade, school)."""
    return Leaving(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))


def received(*rows, county=COUNTY, decisions=None, preferred=None):
    """Return (school, rule, reason) of each group."""
    situation = situation_of(county, decisions or {}, 4)
    found = find_receivers(county, situation, groups(*rows), preferred)
    return [
        (school, Rule(rule).name, Unassigned(reason).name)
        for school, rule, reason in zip(found.school, found.rule, found.reason, strict=True)
    ]


def with_walks(county, seconds, metres=None, bands=tuple(Band)):
    """Return the county with other walks in some bands."""
    seconds = np.array(seconds, dtype=float)
    made = Journeys(seconds, seconds if metres is None else np.array(metres, dtype=float))
    return replace(county, walk={**county.walk, **dict.fromkeys(bands, made)})


def test_codes_are_the_places_of_their_names():
    assert [int(rule) for rule in Rule] == list(range(10))
    assert [int(reason) for reason in Unassigned] == list(range(5))
    assert (Rule(7).name, Rule(8).name, Rule(9).name) == ("NEAREST", "LEAST_TIME", "FEEDER")
    assert Unassigned(4).name == "UNASSIGNED_NO_PLACE"


# ---- named receivers


def named(decisions, *rows, teaches=None):
    taught = np.ones((4, 9), dtype=bool) if teaches is None else teaches
    situation = SimpleNamespace(
        decisions={COUNTY.school_code(key): decision for key, decision in decisions.items()}, teaches=taught
    )
    return named_receivers(COUNTY, situation, groups(*rows)).tolist()


def test_each_settlement_has_its_own_named_receiver_or_the_schools():
    """p3 names s1 for 东村, s2-P for 北沟, else s2-J; s2-J names p3 for 北沟, not for who is from outside."""
    decisions = {
        "s2-J": merge("s1", settlement_receivers=(("v4", "p3"),)),
        "p3": merge("s2-J", settlement_receivers=(("v1", "s1"), ("v9", "s2-P"), ("v4", "s2-P"))),
    }
    homes = (V1, V2, V3, V4, OUTSIDE)
    assert named(decisions, *((home, 1, P3) for home in homes)) == [S1, S2J, S2J, S2P, S2J]
    assert named(decisions, *((home, 1, S2J) for home in homes)) == [S1, S1, S1, P3, S1]
    assert named(decisions, (V1, 1, S1), (V4, 1, S2P)) == [NOBODY, NOBODY]
    only = {"s1": merge("s2-P", settlement_receivers=(("v1", "p3"),))}
    assert named(only, (V1, 1, S1), (V2, 1, S1), (V1, 1, P3)) == [P3, S2P, NOBODY]


def test_one_group_goes_on_to_the_next_named_school_while_others_stay():
    teaches = np.ones((4, 9), dtype=bool)
    teaches[S1] = False
    decisions = {"p3": merge("s1"), "s1": merge("s2-P")}
    assert named(decisions, (V1, 1, P3), (V1, 1, S1), (V1, 2, P3), teaches=teaches) == [S2P, S2P, S2P]


def test_beside_schools_that_name_each_other_a_receiver_counts_that_teaches_the_grade():
    """p3 and s1 name each other and are closed; s2-J names s2-P, which teaches grade 4 alone."""
    teaches = np.zeros((4, 9), dtype=bool)
    teaches[S2P, 3] = True
    decisions = {"p3": merge("s1"), "s1": merge("p3"), "s2-J": merge("s2-P")}
    rows = (V1, 1, P3), (V1, 4, S2J), (V1, 3, S2J), (V1, 5, S2J)
    assert named(decisions, *rows, teaches=teaches) == [NOBODY, S2P, NOBODY, NOBODY]


# ---- the managing school


def test_only_pupils_whose_home_is_unknown_go_from_a_closed_school_to_its_manager():
    unplaced = replace(COUNTY, settlement_placed=np.array([True, True, False, True]))
    rows = (V1, 1, P3), (V2, 1, P3), (OUTSIDE, 1, P3), (V3, 1, P3)
    assert received(*rows, county=unplaced, decisions={"p3": merge()}) == [
        (S1, "SAME_TOWNSHIP", "ASSIGNED"), (S1, "SAME_TOWNSHIP", "ASSIGNED"),
        (S1, "MANAGING_SCHOOL", "ASSIGNED"), (S1, "MANAGING_SCHOOL", "ASSIGNED"),
    ]  # fmt: skip


def test_upper_grades_go_to_the_manager_of_their_own_grade():
    """p3 keeps grade 1; its second-graders belong to s1, its third-graders to s2-P."""
    manager = COUNTY.manager.copy()
    manager[P3] = [NOBODY, S1, S2P, *[NOBODY] * 6]
    county = replace(COUNTY, manager=manager)
    assert received((V3, 2, P3), (V2, 3, P3), county=county, decisions={"p3": point(1)}) == [
        (S1, "MANAGING_SCHOOL", "ASSIGNED"), (S2P, "MANAGING_SCHOOL", "ASSIGNED")
    ]  # fmt: skip


def test_who_leaves_the_lowest_grade_looks_for_the_nearest_school():
    assert received((V1, 1, P3), (V1, 2, P3)) == [
        (S1, "SAME_TOWNSHIP", "ASSIGNED"), (S1, "MANAGING_SCHOOL", "ASSIGNED")
    ]  # fmt: skip
    later = {"p3": Decision(grades_taught=(2, 3))}
    assert received((V1, 1, P3), decisions=later) == [(S1, "SAME_TOWNSHIP", "ASSIGNED")]


# ---- nobody


def test_each_group_that_nobody_receives_has_its_reason():
    """No walk is known; s1 and s2-J close: 东村 has no way, its juniors no school, the others no home."""
    county = with_walks(COUNTY, np.full((4, 4), np.nan))
    county = replace(county, settlement_placed=np.array([True, True, False, True]))
    closed = {"s1": merge(), "s2-J": merge()}
    rows = (V1, 1, S1), (V2, 1, S1), (OUTSIDE, 1, S1), (V3, 1, S1), (V1, 7, S2J), (OUTSIDE, 7, S2J)
    assert received(*rows, county=county, decisions=closed) == [
        (NOBODY, "NONE", "UNASSIGNED_NO_WAY"),
        (NOBODY, "NONE", "UNASSIGNED_NO_WAY"),
        (NOBODY, "NONE", "UNASSIGNED_HOME_UNKNOWN"),
        (NOBODY, "NONE", "UNASSIGNED_HOME_UNKNOWN"),
        (NOBODY, "NONE", "UNASSIGNED_NO_SCHOOL"),
        (NOBODY, "NONE", "UNASSIGNED_NO_SCHOOL"),
    ]


# ---- what comes right after the named ones


def test_what_is_preferred_comes_after_the_named_and_before_the_zone():
    zoned = np.full((5, 9, 1), NOBODY)
    zoned[V1] = zoned[V3] = S2P
    county = replace(COUNTY, zoned=zoned)
    decisions = {"p3": merge(settlement_receivers=(("v4", "s1"),))}
    preferred = Rule.FEEDER, np.array([NOBODY, P3, NOBODY, S2P, S2P])
    rows = [(home, 1, P3) for home in (V1, V2, V3, V4, OUTSIDE)]
    found = received(*rows, county=county, decisions=decisions, preferred=preferred)
    assert [(school, rule) for school, rule, _ in found] == [
        (S2P, "ZONE"), (P3, "FEEDER"), (S2P, "ZONE"), (S1, "NAMED"), (S2P, "FEEDER")
    ]  # fmt: skip


# ---- the nearest


def two_schools_of_a_township():
    """s1 and p3 both teach grades 1-6 in 甲镇."""
    return county_of(with_school(miniature_plan(), "p3", type_code="211", last_grade=6.0))


def test_each_age_band_looks_for_its_own_nearest_school():
    """东村 walks 1000 s to s1 and 1800 s to p3; in grades 4-6 1000 s and 500 s: two answers of one home."""
    county = two_schools_of_a_township()
    seconds = county.walk[Band.G1_3].seconds.copy()
    seconds[V1, P3] = 500.0
    county = with_walks(county, seconds, bands=[Band.G4_6])
    found = received((V1, 1, S2P), (V1, 4, S2P), (V1, 3, S2P), (V1, 6, S2P), county=county)
    assert [school for school, *_ in found] == [S1, P3, S1, P3]


def test_schools_of_the_same_time_go_by_metres_and_a_thousandth_is_the_same():
    """p3 is before s1. 东村: 10 s both, s1 nearer; 西村: 0 s and 1 ms, p3 nearer; 南村: 2 ms are more."""
    county = two_schools_of_a_township()
    county = replace(county, settlement_township=np.full(4, county.settlement_township[V1]))
    seconds, metres = np.full((4, 4), 90.0), np.full((4, 4), 90.0)
    seconds[[V1, V2, V3]] = [[10, 90, 90, 10], [0, 90, 90, 0.001], [0, 90, 90, 0.002]]
    metres[[V1, V2, V3]] = [[7, 90, 90, 8], [8, 90, 90, 7], [8, 90, 90, 7]]
    county = with_walks(county, seconds, metres)
    found = received((V1, 1, S2P), (V2, 1, S2P), (V3, 1, S2P), (V4, 1, S2P), county=county)
    assert [school for school, *_ in found] == [S1, P3, S1, P3]


def test_a_thousandth_of_a_second_or_metre_is_no_difference():
    everything = np.ones((4, 2), dtype=bool)
    seconds = np.array([[0.0, 0.001], [0.0, 0.002], [5.0, 5.0], [5.0, 5.0]])
    metres = np.array([[9.0, 1.0], [9.0, 1.0], [0.001, 0.0], [0.002, 0.0]])
    assert least_time(seconds, metres, everything, np.arange(2)).tolist() == [1, 0, 0, 1]


def test_of_equal_schools_the_preferred_comes_first_where_there_is_one():
    """Row by row: the second is preferred; none; only a longer way; only a farther one."""
    seconds = np.array([[5.0, 5.0, 5.0], [5.0, 5.0, 5.0], [5.0, 5.0, 5.0], [5.0, 5.0, 6.0]])
    metres = np.array([[1.0, 1.0, 2.0], [1.0, 1.0, 2.0], [1.0, 1.0, 2.0], [1.0, 1.0, 1.0]])
    preferred = np.array([[0, 1, 1], [0, 0, 0], [0, 0, 1], [0, 0, 1]], dtype=bool)
    everything, codes = np.ones((4, 3), dtype=bool), np.arange(3)
    assert least_time(seconds, metres, everything, codes, preferred).tolist() == [1, 0, 0, 0]
    turned = np.array([2, 1, 0])                        # the third school's code comes first
    assert least_time(seconds, metres, everything, turned, preferred).tolist() == [1, 1, 1, 1]


def test_homes_and_kinds_of_grades_are_kept_apart():
    """Every school teaches all grades: those of one age band and home look alike, and no others."""
    every = SimpleNamespace(teaches=np.ones((2, 9), dtype=bool))
    rows = [(0, 4, 0), (27, 1, 0), (0, 6, 1), (0, 1, 0), (1, 1, 0), (0, 9, 0), (27, 3, 1)]
    first, back = _alike(every, groups(*rows))
    assert len(first) == 5
    same = [back.tolist().index(one) for one in back.tolist()]
    assert same == [0, 1, 0, 3, 4, 5, 1]
    assert sorted(first.tolist()) == [0, 1, 3, 4, 5]
    some = SimpleNamespace(teaches=np.array([[1, 0, 1, 1, 1, 1, 1, 1, 1]] * 2, dtype=bool))
    _, back = _alike(some, groups((0, 1, 0), (0, 2, 0), (0, 3, 0)))
    assert (back[0] == back[2], back[0] == back[1]) == (True, False)


# ---- the walk to the zoned schools


def test_the_walk_to_the_nearest_zoned_school_that_counts():
    """东村 is zoned to s2-P and s1, which alone counts in grade 4; 西村 to p3, which does not."""
    zoned = np.full((5, 9, 2), NOBODY)
    zoned[V1, 3], zoned[V1, 4], zoned[V2, 3, 0] = [S2P, S1], [P3, S2P], P3
    county = replace(COUNTY, zoned=zoned)
    county = with_walks(county, COUNTY.walk[Band.G1_3].seconds + 5, bands=[Band.G4_6])
    may = np.array([True, False, True, False])
    np.testing.assert_array_equal(zoned_walks(county, may, 4, np.array([V2, V1, V3])), [np.nan, 1005, np.nan])
    everybody = np.ones(4, dtype=bool)
    found = zoned_walks(county, everybody, 4, np.array([V1, V2, V4]))
    np.testing.assert_array_equal(found, [1005, 5, np.nan])       # 北沟 would walk 2005 s to p3
    np.testing.assert_array_equal(zoned_walks(county, everybody, 5, np.array([V1])), [1805])
    np.testing.assert_array_equal(zoned_walks(county, everybody, 1, np.array([V1])), [np.nan])
