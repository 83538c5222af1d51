"""自主择校: who is over the limit though the zoned or nearest school is not, before and after, by hand.

The limit is 1800 s, over it is more than 1980 s; grades 4-9 have none unless a test gives them one.
"""

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan, point, with_school, without_way

from gis.evaluation.choice import by_choice
from gis.evaluation.ordered import ALL
from gis.layout import Scenario
from gis.model import Band, Mode
from gis.planning.assignment import work_out
from gis.planning.placing import Reason
from gis.rulebook import with_county_value

S1, S2P, S2J, P3 = range(4)
VILLAGES, SCHOOLS = ("v1", "v2", "v3", "v4"), ("s1", "s2-P", "s2-J", "p3")


def plan_of(*rows, walks=(), **cells):
    """The county with these pupils; ``walks`` of grades 1-3: (village, school, seconds)."""
    attendance = [(home, school, False, pupils) for home, school, pupils in rows]
    plan = miniature_plan(attendance=attendance, **cells)
    times = plan.travel[Mode.WALK_G1_3.value]
    seconds = times.seconds.copy()
    for home, school, value in walks:
        seconds[VILLAGES.index(home), SCHOOLS.index(school)] = value
    return replace(plan, travel={**plan.travel, times.mode: replace(times, seconds=seconds)})


def worked(plan, **decisions):
    named = {school.replace("_", "-"): one for school, one in decisions.items()}
    return work_out(plan, Scenario("方案", named))


def opened(outcome, *cells):
    """The outcome in a state where schools teach more grades than at baseline."""
    teaches = outcome.situation.teaches.copy()
    for school, grade in cells:
        teaches[school, grade - 1] = True
    return replace(outcome, situation=replace(outcome.situation, teaches=teaches))


def both(outcome):
    found = by_choice(outcome)
    return found["before"][ALL], found["after"][ALL]


def with_limit(plan, key, minutes):
    return with_county_value(plan, key, minutes, document="县发〔2024〕1号", reason="路远")


FAR = ("v1", "s2-P", {1: 3, 2: 4})           # 4000 s; s1 is 1000 s away


# ---- before


def test_who_passes_a_school_in_time_is_counted_by_band():
    """v2 has p3 in the village and walks 2200 s; v3's 1800 s to s1 are not over; v4 has no nearer school."""
    plan = plan_of(FAR, ("v2", "s2-P", {3: 8}), ("v3", "s1", {1: 16}), ("v4", "p3", {1: 32}),
                   ("v1", "s2-P", {5: 64}))  # fmt: skip
    found = by_choice(worked(plan))
    expected = {Band.G1_3: 15, Band.G4_6: 0, Band.G7_9: 0, ALL: 15}
    assert found == {"before": expected, "after": expected}
    limited = by_choice(worked(with_limit(plan, "over_limit_g4_6", 30)))["before"]      # 3273 s, 818 s to s1
    assert limited == {Band.G1_3: 15, Band.G4_6: 64, Band.G7_9: 0, ALL: 79}
    high = by_choice(worked(with_limit(plan, "over_limit_g4_6", 60)))["before"]
    assert high == {Band.G1_3: 15, Band.G4_6: 0, Band.G7_9: 0, ALL: 15}


@pytest.mark.parametrize(("seconds", "pupils"), [(1979.0, 2), (1980.0, 2), (1981.0, 0)])
def test_in_time_is_what_the_limit_and_its_margin_allow(seconds, pupils):
    plan = plan_of(("v4", "s1", {1: 2}), walks=[("v4", "p3", seconds)])
    assert both(worked(plan)) == (pupils, pupils)


def test_a_school_of_the_own_township_comes_before_a_nearer_one_of_another():
    """v3: p3 is 1000 s away in the other township, its own s2-P 3000 s; without a way there p3 counts."""
    plan = plan_of(("v3", "s1", {1: 5}), walks=[("v3", "s2-P", 3000.0), ("v3", "s1", 2500.0)])
    assert both(worked(plan)) == (0, 0)
    assert both(worked(without_way(plan, ("v3", "s2-P")))) == (5, 5)
    assert both(worked(without_way(plan, ("v3", "s2-P"), ("v3", "p3")))) == (0, 0)


def test_the_first_school_of_the_ledger_is_one_like_the_others():
    """s1 alone is in v1's reach."""
    assert both(worked(without_way(plan_of(FAR), ("v1", "p3")))) == (7, 7)


def test_the_zoned_school_counts_and_not_the_nearest_grade_by_grade():
    """v1's third grade is zoned to s2-P, 4000 s; where no way leads to it, s1 is the one that counts."""
    rows = ("v1", "s2-P", {1: 3, 2: 4, 3: 8})
    plan = plan_of(rows, zones=[("v1", 3, 3, "s2-P")])
    assert both(worked(plan)) == (7, 7)
    plan = plan_of(("v1", "s2-P", {3: 8}), ("v4", "s1", {1: 2}), zones=[("v1", 3, 3, "p3"),
                                                                        ("v4", 1, 1, "p3")])  # fmt: skip
    assert both(worked(plan)) == (8, 8)
    assert both(worked(without_way(plan, ("v1", "p3")))) == (8, 8)


def test_private_schools_are_no_alternative():
    plan = with_school(plan_of(FAR, walks=[("v1", "p3", 5000.0)]), "s1", ownership="民办")
    assert both(worked(plan)) == (0, 0)


# ---- after


def test_whose_nearest_school_closes_does_not_pass_it_by_choice_any_more():
    plan = plan_of(("v4", "s1", {1: 2}), ("v2", "p3", {2: 9}), walks=[("v4", "p3", 1900.0)])
    assert both(worked(plan, p3=merge("s1"))) == (2, 0)


def test_the_nearest_of_all_that_closes_counts_where_the_own_township_has_none():
    """v3 has a way to p3 (1000 s) and s1 (2500 s) alone."""
    plan = plan_of(("v3", "s1", {1: 5}), ("v2", "p3", {2: 9}), walks=[("v3", "s1", 2500.0)])
    plan = without_way(plan, ("v3", "s2-P"), ("v3", "s2-J"))
    assert both(worked(plan, p3=merge("s1"))) == (5, 0)


def test_a_far_school_of_the_own_township_that_closes_leaves_the_near_one_of_another():
    """v3: its own s2-P is 3000 s away, p3 1000 s."""
    walks = [("v3", "s2-P", 3000.0), ("v3", "s1", 2500.0)]
    plan = plan_of(("v3", "s1", {1: 5}), ("v2", "s2-P", {4: 9}), walks=walks)
    assert both(worked(plan, s2_P=merge("s1"))) == (0, 5)


def test_a_grade_that_closes_is_passed_by_nobody_any_more():
    """p3 keeps grades 1 and 2; for the third v4's nearest is s1, 2800 s."""
    plan = plan_of(("v4", "s1", {1: 2, 3: 4}), walks=[("v4", "p3", 1900.0)])
    assert both(worked(plan, p3=point(1, 2))) == (6, 2)


def test_who_loses_the_zoned_school_has_the_nearest():
    """v4's third grade is zoned to s1 (2800 s), p3 is 1900 s away: with s1 closed it counts."""
    plan = plan_of(("v4", "s2-P", {3: 2, 2: 4}), ("v1", "s1", {4: 9}), walks=[("v4", "p3", 1900.0)],
                   zones=[("v4", 3, 3, "s1")])  # fmt: skip
    assert both(worked(plan)) == (4, 4)
    assert both(worked(plan, s1=merge("s2-P"))) == (4, 6)


def test_a_school_that_opens_near_is_passed_by_choice():
    """s1 has grades 4-6 before; v1's p3 is 2500 s away, s1 would be 1000 s. s2-J opens too far from v1."""
    plan = plan_of(("v1", "p3", {1: 3, 2: 4}), ("v1", "s1", {4: 9}), walks=[("v1", "p3", 2500.0)])
    plan = with_school(plan, "s1", first_grade=4.0)
    assert both(worked(plan)) == (0, 0)
    assert both(opened(worked(plan), (S1, 1), (S2J, 1))) == (0, 3)
    assert both(opened(worked(plan), (S1, 1), (S1, 2))) == (0, 7)


def test_a_school_that_opens_in_the_own_township_may_be_farther_than_the_nearest_of_all():
    """v3: p3 1000 s elsewhere, s2-P 3000 s; s2-J takes grade 1, 1500 s."""
    walks = [("v3", "s2-P", 3000.0), ("v3", "s2-J", 1500.0), ("v3", "s1", 2500.0)]
    made = worked(plan_of(("v3", "s1", {1: 5}), walks=walks))
    assert both(made) == (0, 0)
    assert both(opened(made, (S2J, 1))) == (0, 5)


def test_the_first_school_that_teaches_a_grade():
    """v1's 4 of grade 7 are at a private school, 2880 s; s1 with grade 7 would be 720 s away."""
    plan = with_school(plan_of(("v1", "s2-P", {7: 4})), "s2-P", ownership="民办")
    plan = with_limit(with_school(plan, "s2-J", ownership="民办"), "over_limit_g7_9", 30)
    made = worked(plan)
    assert both(made) == (0, 0)
    assert by_choice(opened(made, (S1, 7)))["after"] == {Band.G1_3: 0, Band.G4_6: 0, Band.G7_9: 4, ALL: 4}


def test_whom_the_plan_moves_is_never_among_them():
    """s1's 20 of v1 go 4000 s to s2-P, p3 is 1800 s away; v3's 5 of s1 go 1200 s."""
    plan = plan_of(("v1", "s1", {1: 20}), ("v3", "s1", {1: 5}))
    made = worked(plan, s1=merge("s2-P"))
    assert both(made) == (0, 0)
    moves = made.movement
    stay = replace(moves, reason=np.full_like(moves.reason, Reason.STAY))
    assert both(replace(made, movement=stay)) == (0, 20)
    assert both(worked(plan_of(FAR), s2_P=merge("s1"))) == (7, 0)


def test_on_other_roads_their_journeys_count():
    """A new road brings p3 to 1900 s from v4; a ruined one takes it 2500 s away."""
    made = worked(plan_of(("v4", "s1", {1: 2})))
    assert both(made) == (0, 0)
    walk = dict(made.county.walk)
    seconds = walk[Band.G1_3].seconds.copy()
    seconds[3, P3] = 1900.0
    walk[Band.G1_3] = replace(walk[Band.G1_3], seconds=seconds)
    assert both(replace(made, county_after=replace(made.county, walk=walk))) == (0, 2)
