"""From when a decision holds, which grades it leaves in a year, and when a trigger is met."""

import numpy as np
import pytest

from gis.layout import Decision, Expansion, LayoutStatus, Trigger
from gis.planning.calendar import (
    grades_taught,
    holds,
    in_force_of,
    is_expanded,
    is_foreseeable,
    opening_year,
    trigger_year,
)

PRIMARY = np.array([True] * 6 + [False] * 3)


def taught(decision, year, before=PRIMARY):
    """The grades that are taught, as numbers."""
    return [grade + 1 for grade in np.flatnonzero(grades_taught(decision, before, year)).tolist()]


def test_a_decision_holds_from_its_year_on():
    dated = Decision("merge", year=2024)
    assert [holds(dated, year) for year in (2023, 2024, 2025, None)] == [False, True, True, True]
    assert holds(Decision("merge"), 1990)
    both = {"a": dated, "b": Decision("merge", year=2025)}
    assert in_force_of(both, 2024) == {"a": dated}
    assert in_force_of(both, None) == both


def test_an_expansion_opens_in_its_own_year_else_with_its_decision():
    own = Decision(year=2024, expansion=Expansion(rooms=2, year=2026))
    theirs = Decision(year=2024, expansion=Expansion(rooms=2))
    at_once = Decision(expansion=Expansion(rooms=2))
    nothing = Decision(year=2024)
    assert [opening_year(one) for one in (own, theirs, at_once, nothing)] == [2026, 2024, None, None]
    assert [is_expanded(own, year) for year in (2025, 2026, 2027, None)] == [False, True, True, True]
    assert [is_expanded(theirs, year) for year in (2023, 2024)] == [False, True]
    assert is_expanded(at_once, 1990)
    assert [is_expanded(nothing, year) for year in (2024, None)] == [False, False]


@pytest.mark.parametrize("status", [LayoutStatus.MERGE, LayoutStatus.SUSPEND])
@pytest.mark.parametrize("year", [2024, None])
def test_a_closing_school_teaches_nothing_whatever_else_is_written(status, year):
    assert taught(Decision(status, grades_taught=(1, 2), grades_kept=(1, 2)), year) == []


def test_a_school_that_opens_or_changes_its_grades_teaches_what_is_decided():
    for status in (LayoutStatus.NEW, LayoutStatus.REOPEN, LayoutStatus.RETAIN):
        assert taught(Decision(status, grades_taught=(1, 7, 9)), 2024) == [1, 7, 9]
    assert taught(Decision(), 2024) == [1, 2, 3, 4, 5, 6]
    assert taught(Decision("new"), 2024) == []


def test_what_is_returned_is_no_view_of_what_was_taught():
    before = PRIMARY.copy()
    grades_taught(Decision(), before, None)[0] = False
    assert before[0]


def test_a_school_that_is_phased_out_loses_its_lowest_grades_year_by_year():
    """From 2024: grade 1 is empty in the first year, grades 1-2 in the second, all in the sixth."""
    out = Decision("phase_out", year=2024)
    assert taught(out, 2024) == [2, 3, 4, 5, 6]
    assert taught(out, 2025) == [3, 4, 5, 6]
    assert taught(out, 2028) == [6]
    assert taught(out, 2029) == taught(out, None) == []
    moves = Decision("phase_out", year=2024, moves_year=2026)
    assert [taught(moves, year) for year in (2025, 2026, 2027)] == [[3, 4, 5, 6], [], []]
    assert taught(Decision("phase_out"), 2024) == []
    junior = np.array([False] * 6 + [True] * 3)
    assert taught(out, 2024, junior) == [8, 9]


def test_a_teaching_point_keeps_its_grades_and_loses_the_others_at_once_or_year_by_year():
    """Grades 1-3 of 1-6 stay. Gradually from 2024: no new grade 4 that year, none in 4-5 the next."""
    at_once = Decision("teaching_point", grades_kept=(1, 2, 3), year=2024)
    assert taught(at_once, 2024) == [1, 2, 3]
    assert taught(at_once, 2024, np.arange(9) > 1) == [3]
    gradual = Decision("teaching_point", grades_kept=(1, 2, 3), year=2024, gradual=True)
    assert taught(gradual, 2024) == [1, 2, 3, 5, 6]
    assert taught(gradual, 2025) == [1, 2, 3, 6]
    assert taught(gradual, 2026) == taught(gradual, None) == [1, 2, 3]
    moved = Decision("teaching_point", grades_kept=(1, 2, 3), year=2024, gradual=True, moves_year=2025)
    assert taught(moved, 2024) == [1, 2, 3, 5, 6]
    assert taught(moved, 2025) == [1, 2, 3]


@pytest.mark.parametrize(
    ("pupils", "years", "expected"),
    [
        ({2022: 20, 2023: 19, 2024: 19}, 2, 2025),          # 20 is not fewer than 20
        ({2024: 5, 2023: 5, 2022: 5, 2021: 30}, 2, 2024),   # the first time counts, in whatever order
        ({2022: 19, 2023: 20, 2024: 19}, 2, None),          # not running
        ({2022: 19, 2024: 19}, 2, None),                    # nobody knows of 2023
        ({2022: 19, 2023: 20}, 1, 2023),
        ({2022: 19, 2023: 19}, 3, None),
        ({}, 2, None),
    ],
)
def test_a_trigger_holds_the_year_after_the_school_was_small_for_long_enough(pupils, years, expected):
    assert trigger_year(Trigger(20, years), pupils) == expected


def test_a_trigger_is_foreseeable_with_enough_years_running():
    two = Trigger(20, 2)
    assert is_foreseeable(two, {2022: 99, 2023: 99, 2025: 99})
    assert is_foreseeable(two, {2021: 99, 2023: 99, 2024: 99})
    assert not is_foreseeable(two, {2022: 1, 2024: 1})
    assert not is_foreseeable(two, {})
    assert is_foreseeable(Trigger(20, 1), {2022: 99})
