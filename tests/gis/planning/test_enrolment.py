"""Pupils that triggers are held against, and the year in which a decision with a trigger begins."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from miniature import merge, miniature_plan

from gis.layout import Decision, Trigger
from gis.planning.enrolment import enrolment_of, released

FEW = Trigger(pupils=25, years=2)


def plan_with(*history):
    """Return the miniature (2022; p3 has 20 pupils) with rows of (school, grade, year, pupils)."""
    frame = pd.DataFrame(list(history), columns=["school_id", "grade", "year", "pupils"])
    return replace(miniature_plan(), enrolment_history=frame)


def test_the_grades_of_a_year_are_added_up_and_the_plans_own_year_is_its_attendance():
    known = enrolment_of(plan_with(
        ("p3", 1, 2020, 14), ("p3", 2, 2020, 9), ("p3", 1, 2021, 21), ("p3", 1, 2022, 99),
        ("旧校", 1, 2020, 8),
    ))  # fmt: skip
    assert known == {
        "p3": {2020: 23.0, 2021: 21.0, 2022: 20.0},
        "旧校": {2020: 8.0},
        "s1": {2022: 114.0},
        "s2-P": {2022: 48.0},
        "s2-J": {2022: 39.0},
    }


def test_decisions_without_triggers_stay_as_they_are():
    decisions = {"p3": merge("s1", year=2024), "s1": Decision()}
    assert released(miniature_plan(), decisions) is decisions


@pytest.mark.parametrize(("year", "first"), [(None, 2023), (2021, 2023), (2030, 2030)])
def test_a_trigger_that_is_met_becomes_the_year_after_and_not_before_the_decisions_own(year, first):
    """p3 has 21 pupils in 2021 and 20 in 2022: fewer than 25 for two years, so from 2023 on."""
    other = merge("s2-P", year=2026)
    found = released(plan_with(("p3", 1, 2021, 21)), {
        "p3": merge("s1", year=year, trigger=FEW), "s1": other,
    })  # fmt: skip
    assert found == {"p3": merge("s1", year=first), "s1": other}


def test_a_trigger_that_is_never_met_takes_its_decision_away():
    """s2-P has 48 pupils; of p3 a single small year is known; nothing at all is known of the third."""
    decisions = {name: merge("s1", trigger=FEW) for name in ("s2-P", "p3", "不在")}
    assert released(miniature_plan(), decisions) == {}


def test_pupils_that_are_given_stand_in_the_place_of_the_plans_own():
    decisions = {"p3": merge("s1", trigger=FEW), "s2-P": merge("s1", trigger=FEW)}
    given = {"s2-P": {2024: 24.0, 2025: 3.0}, "p3": {2021: 24.0, 2022: 25.0}}
    assert released(plan_with(("p3", 1, 2021, 21)), decisions, given) == {"s2-P": merge("s1", year=2026)}
    assert released(plan_with(("p3", 1, 2021, 21)), decisions, {}) == {}
