"""The share of pupils who go to school in their zone, by hand."""

import pytest
from miniature import ATTENDANCE, merge, miniature_plan, with_school

from gis.evaluation.nearby import KIND_UNKNOWN, NO_TOWN_SCHOOL, NO_ZONES, nearby_frame, nearby_shares
from gis.evaluation.schools import load_of
from gis.layout import Scenario
from gis.messages import describe
from gis.planning.assignment import work_out

DAY = [row for row in ATTENDANCE if not row[2]]
ZONES = [("v1", 1, 6, "s1"), ("v2", 4, 6, "s1"), ("v2", 1, 3, "p3"), ("v4", 1, 3, "p3"), ("v3", 1, 6, "s2-P")]


def town(zones=ZONES, attendance=DAY, **kinds):
    """s1 in the town, s2 in the village, nobody boards."""
    plan = with_school(miniature_plan(attendance=attendance, zones=zones), "s1", urban_rural="121")
    for school, kind in kinds.items():
        plan = with_school(plan, school.replace("_", "-"), urban_rural=kind)
    for school in ("s1", "s2-J"):
        plan = with_school(plan, school, boarders=0.0)
    return plan


def shares(plan, **decisions):
    made = work_out(plan, Scenario("方案", decisions))
    return nearby_shares(made, load_of(made))


def test_who_lives_in_the_zone_of_a_town_school():
    # s1: v1's 96 and v2's 12 of grades 4-6 in their zone, one from outside not
    primary, junior = shares(town())
    assert (primary.before.schools, primary.before.pupils, primary.before.in_zone_pupils) == (1, 109, 108)
    assert primary.before == primary.after
    assert primary.before.share == pytest.approx(108 / 109)
    assert (primary.missing, junior.missing) == ((), (NO_TOWN_SCHOOL,))
    assert (junior.before.pupils, junior.before.share) == (0, None)


def test_the_zone_of_a_closed_school_goes_with_its_pupils():
    primary, _ = shares(town(), p3=merge("s1"))
    after = primary.after
    assert (after.pupils, after.in_zone_pupils, after.redrawn_pupils) == (129, 128, 20)
    assert (primary.before.pupils, primary.before.redrawn_pupils) == (109, 0)
    table = nearby_frame((primary,)).loc[0]
    assert (table["share_after"], table["redrawn_pupils_after"]) == (pytest.approx(128 / 129), 20)


def test_who_had_no_zone_has_none_that_goes_along():
    # of the 20 pupils of p3, the 5 of v4
    primary, _ = shares(town([zone for zone in ZONES if zone[0] != "v4"]), p3=merge("s1"))
    after = primary.after
    assert (after.pupils, after.in_zone_pupils, after.redrawn_pupils) == (129, 123, 15)


def test_own_choice_counts_against_it():
    primary, _ = shares(town(attendance=[*DAY, ("v2", "s1", False, {1: 4})]))
    assert (primary.before.pupils, primary.before.in_zone_pupils) == (113, 108)


def test_boarding_schools_points_and_villages_do_not_count():
    assert shares(with_school(town(), "s1", boarders=3.0))[0].missing == (NO_TOWN_SCHOOL,)
    assert shares(town(attendance=ATTENDANCE))[0].missing == (NO_TOWN_SCHOOL,)
    assert shares(town(p3="111"))[0].before.schools == 1
    assert shares(with_school(town(), "s1", ownership="民办"))[0].before.share is None


def test_what_is_not_told_is_missing_and_never_zero():
    primary, junior = shares(town(zones=[], s2_J="121"))
    assert (primary.missing, primary.before.share) == ((NO_ZONES,), None)
    assert primary.schools_without_zone == ("s1",)
    assert junior.missing == (NO_ZONES,)
    unknown, _ = shares(town(s2_P=""))
    assert unknown.schools_of_unknown_kind == ("s2-P",)
    assert unknown.before.pupils == 109
    for code in (*primary.missing, *unknown.missing, NO_TOWN_SCHOOL):
        for language in ("zh", "en"):
            assert describe(code, {"schools": "甲、乙"}, language).what


def test_one_boarder_makes_a_boarding_school():
    assert shares(with_school(town(), "s1", boarders=1.0))[0].missing == (NO_TOWN_SCHOOL,)
    boards = [*DAY, ("v1", "s1", True, {5: 1})]
    assert shares(town(attendance=boards))[0].missing == (NO_TOWN_SCHOOL,)


def test_a_school_of_unknown_kind_is_told_beside_the_share_of_the_others():
    primary, junior = shares(town(s2_P=""))
    assert (primary.missing, primary.schools_without_zone) == ((KIND_UNKNOWN,), ())
    assert primary.before.share == pytest.approx(108 / 109)
    assert junior.missing == (NO_TOWN_SCHOOL,)
    # that nothing is known of the only school is not that there is no town school
    only, _ = shares(town(s1="", s2_P=""))
    assert (only.missing, only.before.share) == ((KIND_UNKNOWN,), None)


def test_a_zone_with_a_second_school_that_stays_open_is_not_redrawn():
    """v2's grades 1-3 may go to p3 or to s2-P; p3 closed, the 15 who go to s1 had another school left."""
    zones = [*ZONES, ("v2", 1, 3, "s2-P")]
    after = shares(town(zones), p3=merge("s1"))[0].after
    assert (after.pupils, after.in_zone_pupils, after.redrawn_pupils) == (129, 108 + 5, 5)


def test_each_stage_has_its_own_grades_and_schools():
    """s2-J in the town, with the zone of v1 only: 12 of its 37 day pupils live in it."""
    zones = [*ZONES, ("v1", 7, 9, "s2-J")]
    primary, junior = shares(town(zones, s2_J="111"))
    assert [primary.stage, junior.stage] == ["primary", "junior"]
    assert (junior.before.schools, junior.before.pupils, junior.before.in_zone_pupils) == (1, 37, 12)
    assert junior.before.share == pytest.approx(12 / 37)
    assert (primary.before.pupils, junior.missing) == (109, ())
    row = nearby_frame((primary, junior)).set_index("stage").loc["junior"]
    assert row[["schools_before", "pupils_before", "in_zone_pupils_after"]].tolist() == [1, 37, 12]
