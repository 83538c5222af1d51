"""Groups of pupils in later years, and where those go who have no group now: codes of the county by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from miniature import METRES, miniature_plan

from gis.errors import InputError
from gis.model import Band
from gis.planning.county import Attendance, Journeys, county_of
from gis.planning.yearattendance import (
    attendance_pattern,
    forecast_enrolment,
    school_pupils,
    year_attendance,
)

S1, S2P, S2J, P3 = range(4)
V1, V2, V3, V4 = range(4)
OUTSIDE = NOBODY = -1


def attending(*rows, **more):
    """Return the attendance of (settlement, grade, school, pupils), and whether they board."""
    settlement, grade, school, pupils, boards = (
        np.array(column) for column in zip(*((*row, False)[:5] for row in rows), strict=True)
    )
    nobody = np.zeros(len(rows), dtype=bool)
    return Attendance(settlement, grade, school, boards, pupils, **{"estimated": nobody, **more})


def county(*rows, walk=None, **fields):
    """Return the county by hand with other pupils; ``walk``: seconds in every band."""
    seconds = METRES if walk is None else walk
    journeys = dict.fromkeys(Band, Journeys(seconds, METRES))
    return replace(COUNTY, attendance=attending(*rows), walk=journeys, **fields)


def forecast(cells=(), *, outside=(), years=(2023, 2024), last=6):
    """Return a forecast of {(variant, settlement, grade, year): pupils}."""
    pupils, others = np.zeros((3, 4, 9, len(years)), dtype=int), np.zeros((3, 9, len(years)), dtype=int)
    for (variant, settlement, grade, year), number in dict(cells).items():
        pupils[variant, settlement, grade - 1, years.index(year)] = number
    for (variant, grade, year), number in dict(outside).items():
        others[variant, grade - 1, years.index(year)] = number
    return SimpleNamespace(
        base_year=2022, years=years, last_primary_grade=last, pupils=pupils, outside=others
    )


COUNTY = county_of(miniature_plan())


def groups(made):
    """Return (home, grade, school, boards, weight, row) of each group of a pattern."""
    return [
        (int(cell) // 9, int(cell) % 9 + 1, int(school), bool(boards), float(weight), int(row))
        for cell, school, boards, weight, row in zip(
            made.cell, made.school, made.boards, made.weight, made.row, strict=True
        )
    ]


# ---- the groups


def test_empty_grades_of_the_stage_go_where_the_nearest_grade_goes():
    """东村's boarders of grade 3 at s1: who is older boards, who is younger does not."""
    found = groups(attendance_pattern(county((V1, 3, S1, 4, True)), forecast()))
    assert found == [
        (V1, 3, S1, True, 4.0, 0), (V1, 4, S1, True, 4.0, -1), (V1, 2, S1, False, 4.0, -1),
        (V1, 5, S1, True, 4.0, -1), (V1, 1, S1, False, 4.0, -1), (V1, 6, S1, True, 4.0, -1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "last", "others"),
    [
        (6, 6, {1, 2, 3, 4, 5}), (8, 6, {7, 9}), (7, 6, {8, 9}), (9, 6, {7, 8}), (5, 5, {1, 2, 3, 4}),
        (6, 5, {7, 8, 9}), (1, 6, {2, 3, 4, 5, 6}),
    ],
)  # fmt: skip
def test_no_grade_follows_one_of_the_other_stage(grade, last, others):
    """A school that teaches everything: only the stage decides."""
    everything = county((V2, grade, S1, 3), teaches=np.ones((4, 9), dtype=bool))
    found = groups(attendance_pattern(everything, forecast(last=last)))
    assert {one for _, one, *_ in found} == others | {grade}
    assert {home for home, *_ in found} == {V2}


def test_a_school_takes_only_the_grades_that_it_teaches():
    """p3 teaches 1-3 and its second grade has 5; those of outside are never made up."""
    found = groups(attendance_pattern(county((V2, 2, P3, 5), (OUTSIDE, 5, S1, 1)), forecast()))
    assert found == [
        (V2, 2, P3, False, 5.0, 0), (4, 5, S1, False, 1.0, 1),
        (V2, 3, P3, False, 5.0, -1), (V2, 1, P3, False, 5.0, -1),
    ]  # fmt: skip


def test_of_two_grades_as_near_the_lower_one_is_followed():
    found = groups(attendance_pattern(county((V2, 4, S1, 7), (V2, 2, P3, 5)), forecast()))
    assert [(grade, school) for _, grade, school, *_ in found if grade == 3] == [(3, P3)]
    assert len(found) == 6
    taken = groups(attendance_pattern(county((V2, 2, S1, 7), (V2, 2, P3, 5)), forecast()))
    assert [(grade, school) for _, grade, school, *_ in taken if grade == 3] == [(3, S1), (3, P3)]


def test_one_child_in_one_variant_of_one_year_needs_a_school():
    some = forecast({(2, V1, 1, 2024): 1, (0, V4, 2, 2023): 1})
    found = groups(attendance_pattern(county((V3, 9, S2J, 3)), some))
    assert found[3:] == [(V1, 1, S1, False, 1.0, -1), (V4, 2, P3, False, 1.0, -1)]
    assert [one[:3] for one in found[:3]] == [(V3, 9, S2J), (V3, 8, S2J), (V3, 7, S2J)]


# ---- who has no group in the stage


def school_of(settlement, grade, at):
    found = groups(attendance_pattern(at, forecast({(1, settlement, grade, 2023): 3})))
    return {school for home, one, school, *_, row in found if (home, one, row) == (settlement, grade, -1)}


ELSEWHERE = V4, 9, S2J, 2                       # somebody is somewhere


def test_the_own_township_comes_before_a_nearer_school():
    at = county(ELSEWHERE)
    assert school_of(V3, 1, at) == {S2P}                # 1080 m, p3 in 甲镇 900 m; s2-J at the same gate
    assert school_of(V2, 1, at) == {P3}
    assert school_of(V1, 1, at) == {S1}
    assert school_of(V2, 5, at) == {S1}                 # p3 teaches 1-3


def test_without_a_way_in_the_township_it_is_the_nearest_elsewhere():
    walk = METRES.copy()
    walk[V1, [S1, P3]] = np.nan
    assert school_of(V1, 1, county(ELSEWHERE, walk=walk)) == {S2P}
    apart = walk.copy()
    apart[V1, S2P] = np.nan
    assert school_of(V1, 1, county(ELSEWHERE, (V2, 1, S1, 3), (V2, 1, P3, 4), walk=apart)) == {P3}


def test_each_grade_walks_at_its_own_pace():
    walk = {**county(ELSEWHERE).walk, Band.G1_3: Journeys(5000 - METRES, METRES)}
    at = replace(county(ELSEWHERE, teaches=np.ones((4, 9), dtype=bool)), walk=walk)
    assert (school_of(V2, 3, at), school_of(V2, 4, at)) == ({S1}, {P3})


def test_the_zoned_school_comes_first_if_it_may_receive():
    zoned = np.full((5, 9, 2), NOBODY)
    zoned[V2, 0], zoned[V2, 1] = [S2J, S2P], [S1, P3]
    at = county(ELSEWHERE, zoned=zoned)
    assert school_of(V2, 1, at) == {S2P}                # s2-J does not teach grade 1
    assert school_of(V2, 2, at) == {S1}
    assert school_of(V2, 3, at) == {P3}
    assert school_of(V1, 1, at) == {S1}


def test_where_no_way_is_known_the_fullest_school_in_the_grade_is_taken():
    """Grade 1: s1 5 (and 30 in grade 2), p3 9, s2-P 50; grade 4: nobody anywhere."""
    blind = np.full((4, 4), np.nan)
    rows = (V1, 1, S1, 5), (V1, 2, S1, 30), (V4, 1, P3, 9), (V3, 1, S2P, 50), (V3, 8, S2J, 3)
    assert school_of(V2, 1, county(*rows, walk=blind)) == {P3}
    assert school_of(V2, 7, county(*rows, walk=blind)) == {S2J}     # none in the township
    assert school_of(V2, 4, county(*rows[3:], walk=blind)) == {S1}
    everywhere = county((V3, 1, S2P, 50), (V3, 8, S2J, 3), walk=blind)
    assert school_of(V2, 2, everywhere) == {S1}                      # the first of equal ones


def test_private_schools_are_for_grades_that_nobody_else_teaches():
    """s1 is private: 东村 goes to p3; the only one for grade 7 is s2-J, for grade 9 s2-P."""
    teaches = COUNTY.teaches.copy()
    teaches[S2J], teaches[S2P, 8] = [*[False] * 6, True, False, False], True
    at = county((V3, 1, S2P, 3), teaches=teaches, by_default=np.array([False, True, False, True]))
    assert school_of(V1, 1, at) == {P3}
    assert school_of(V1, 7, at) == {S2J}
    assert school_of(V1, 9, at) == {S2P}
    assert school_of(V1, 8, at) == {NOBODY}


# ---- a later year


def base():
    """东村 6 + 2 in grade 1 at s1 and p3, 3 from outside in grade 5 at s1, 西村 4 in grade 9."""
    rows = (V1, 1, S1, 6), (V1, 1, P3, 2), (OUTSIDE, 5, S1, 3), (V2, 9, S2J, 4, True)
    told = {"migrant": np.array([0.5, 0.25, np.nan, 0.0])}
    made = attending(*rows, estimated=np.array([False, True, False, True]), special_shares=told)
    return replace(COUNTY, attendance=made)


def later(year, variant="middle", **more):
    cells = {
        (0, V1, 1, 2023): 4, (1, V1, 1, 2023): 8, (2, V1, 1, 2023): 12, (1, V1, 1, 2024): 5,
        (1, V1, 2, 2023): 3, (1, V2, 8, 2023): 2, (1, V2, 9, 2023): 1,
    }  # fmt: skip
    outside = {(1, 5, 2023): 7, (2, 5, 2023): 9}
    made = year_attendance(base(), forecast(cells, outside=outside), year, variant=variant, **more)
    names = "settlement", "grade", "school", "pupils", "boards", "estimated"
    return made, sorted(zip(*(getattr(made, name).tolist() for name in names), strict=True))


def test_pupils_of_a_later_year_are_shared_out_among_the_groups():
    made, rows = later(2023)
    assert rows == [
        (OUTSIDE, 5, S1, 7, False, False),
        (V1, 1, S1, 6, False, False), (V1, 1, P3, 2, False, True),
        (V1, 2, S1, 2, False, True), (V1, 2, P3, 1, False, True),
        (V2, 8, S2J, 2, False, True), (V2, 9, S2J, 1, True, True),
    ]  # fmt: skip
    shares = {
        (int(grade), int(school)): float(share)
        for grade, school, share in zip(made.grade, made.school, made.special_shares["migrant"], strict=True)
        if not np.isnan(share)
    }
    assert shares == {(1, S1): 0.5, (1, P3): 0.25, (9, S2J): 0.0}


def test_each_variant_and_year_has_its_own_numbers():
    assert later(2023, "low")[1] == [(V1, 1, S1, 3, False, False), (V1, 1, P3, 1, False, True)]
    high = [(OUTSIDE, 5, S1, 9, False, False), (V1, 1, S1, 9, False, False), (V1, 1, P3, 3, False, True)]
    assert later(2023, "high")[1] == high
    of_2024 = [(V1, 1, S1, 4, False, False), (V1, 1, P3, 1, False, True)]
    assert later(2024)[1] == of_2024
    pattern = attendance_pattern(base(), forecast({(1, V1, 1, 2024): 5}))
    assert later(2024, pattern=pattern)[1] == of_2024


def test_a_year_that_is_not_forecast_is_refused_with_the_years_that_are():
    for year in (2021, 2025):
        with pytest.raises(InputError, match="2022—2024"):
            later(year)
    given = base()
    assert year_attendance(given, forecast(), 2022) is given.attendance


# ---- by school


def test_pupils_by_school_and_grade():
    table = school_pupils(attending((V1, 1, S1, 6), (V2, 1, S1, 2), (V3, 9, S2J, 4)), 4)
    assert table.shape == (4, 9)
    assert table[S1].tolist() == [8, *[0] * 8]
    assert table[S2J].tolist() == [*[0] * 8, 4]
    assert table.sum() == 12


def test_known_years_go_before_forecast_ones():
    some = forecast({(1, V1, 1, 2023): 8, (1, V1, 1, 2024): 4, (2, V1, 1, 2023): 20})
    found = forecast_enrolment(base(), some)
    assert found == {
        "s1": {2023: 6.0, 2024: 3.0}, "p3": {2023: 2.0, 2024: 1.0},
        "s2-P": {2023: 0.0, 2024: 0.0}, "s2-J": {2023: 0.0, 2024: 0.0},
    }  # fmt: skip
    known = forecast_enrolment(base(), some, {"s1": {2022: 114.0, 2023: 5.0}, "x": {2020: 9.0}})
    assert known["s1"] == {2022: 114.0, 2023: 5.0, 2024: 3.0}
    assert (known["x"], known["p3"]) == ({2020: 9.0}, found["p3"])
