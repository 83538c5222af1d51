"""Editing a scenario, and the decisions that are refused, each with its own sentence."""

from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.errors import DecisionError
from gis.layout import Boarding, Decision, LayoutStatus, Scenario, Site
from gis.messages import describe
from gis.planning.assignment import assign
from gis.planning.scenario import (
    check_scenario,
    clear_decision,
    clear_site,
    in_force,
    set_decision,
    set_site,
)

EMPTY = Scenario("方案")
RETAIN = LayoutStatus.RETAIN


def refused(*decisions, plan=None, **more):
    """Return the errors of a scenario given as (school, decision) pairs."""
    scenario = Scenario("方案", {**dict(decisions), **more})
    return check_scenario(plan or miniature_plan(), scenario)


def codes(*decisions, **more):
    return [error.code for error in refused(*decisions, **more)]


def test_an_edit_gives_a_new_scenario_and_leaves_the_old_one():
    first = set_decision(EMPTY, "p3", merge("s1"))
    second = set_decision(first, "s2-P", point(1, 2))
    assert dict(EMPTY.decisions) == {}
    assert list(first.decisions) == ["p3"]
    assert list(second.decisions) == ["p3", "s2-P"]
    assert clear_decision(second, "s2-P") == first
    assert clear_decision(first, "p3") == EMPTY
    assert clear_decision(EMPTY, "p3") == EMPTY


def test_a_site_goes_with_its_decision():
    site, other = (Site(key, key, "甲镇", "211", 114.0, 36.0) for key in ("n1", "n2"))
    placed = set_site(set_site(set_decision(EMPTY, "p3", merge("n1")), site), other)
    decided = set_decision(placed, "n1", Decision(LayoutStatus.NEW, grades_taught=(1, 2, 3)))
    cleared = clear_site(decided, "n1")
    assert (cleared.sites, list(cleared.decisions)) == ((other,), ["p3"])
    assert clear_site(cleared, "n1") == cleared


def test_decisions_hold_from_their_year():
    scenario = Scenario("方案", {"p3": merge("s1", year=2024), "s1": Decision(RETAIN)})
    assert list(in_force(scenario, 2023)) == ["s1"]
    assert list(in_force(scenario, 2024)) == ["p3", "s1"]
    assert list(in_force(scenario, None)) == ["p3", "s1"]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ({"x9": merge("s1")}, "decision_school_unknown"),
        ({"p3": merge("x9")}, "receiver_unknown"),
        ({"p3": merge("p3")}, "receiver_itself"),
        ({"p3": merge("s1"), "s1": merge("s2-P")}, "receiver_closed"),
        ({"s2-P": merge("p3")}, "receiver_lacks_grades"),
        ({"s2-J": merge("s1")}, "receiver_lacks_grades"),
        ({"p3": merge("s1"), "s1": point(1)}, "receiver_lacks_grades"),
        ({"p3": point(1, 4)}, "point_grades_not_taught"),
        ({"s2-J": point(7)}, "point_not_primary"),
        ({"p3": point(1, 2, 3)}, "point_keeps_all"),
        ({"s1": point(1, 2, 3, 4, 5, 6)}, "point_keeps_all"),
        ({"s1": Decision(boarding=Boarding(-1))}, "beds_negative"),
        ({"s1": Decision(boarding=Boarding(10, from_grade=0))}, "boarding_grade_unknown"),
        ({"p3": merge("s1", bus_seats=-1)}, "bus_seats_negative"),
        ({"p3": merge("s1", settlement_receivers=(("v9", "s1"),))}, "decision_settlement_unknown"),
        ({"p3": merge("s1", settlement_receivers=(("v2", "s1"), ("v2", "s2-P")))}, "settlement_named_twice"),
        ({"p3": Decision(receiver_id="s1")}, "idle_receiver"),
        ({"p3": Decision(bus_seats=20)}, "idle_bus_seats"),
        ({"p3": merge("s1", grades_kept=(1,))}, "idle_grades_kept"),
        ({"p3": merge("s1", boarding=Boarding(8))}, "idle_beds"),
    ],
)
def test_impossible_decisions_are_refused(decisions, expected):
    errors = refused(*decisions.items())
    assert [error.code for error in errors] == [expected]
    assert "school_id" in errors[0].values
    assert str(errors[0])
    assert describe(errors[0].code, errors[0].values, "en").what


def test_a_refused_scenario_is_not_worked_out():
    with pytest.raises(DecisionError, match="不能并入它自己"):
        assign(miniature_plan(), Scenario("方案", {"p3": merge("p3")}))


@pytest.mark.parametrize(
    "decision",
    [
        merge("s1"),
        merge(),
        merge("s2-P", bus_seats=40),
        point(1, 2),
        point(1, 2, receiver_id="s1"),
        merge("s1", settlement_receivers=(("v4", "s2-P"),)),
        Decision(boarding=Boarding(20)),
        Decision(),
    ],
)
def test_possible_decisions_are_accepted(decision):
    assert refused(("p3", decision)) == ()


def test_a_ring_names_every_member_once():
    plan = with_school(with_school(miniature_plan(), "p3", last_grade=6.0), "s2-P", name="乙镇小学")
    errors = refused(("p3", merge("s1")), ("s1", merge("s2-P")), ("s2-P", merge("p3")), plan=plan)
    assert [error.code for error in errors] == ["decision_ring"]
    assert errors[0].values["members"] == "西村教学点 → 甲镇中心小学 → 乙镇小学 → 西村教学点"


def test_a_ring_through_a_settlements_receiver_is_found():
    errors = refused(("p3", merge("s1")), ("s1", merge("s2-P", settlement_receivers=(("v2", "p3"),))))
    assert "decision_ring" in [error.code for error in errors]


def test_an_error_names_the_grades_and_both_schools():
    (error,) = refused(("s2-P", merge("p3")))
    assert str(error).startswith("乙镇学校有 4、5、6 年级学生要转入西村教学点")


def test_only_grades_with_pupils_who_need_the_receiver_count():
    # s2-P's grades 4-6 are pupils of v3, for whom another receiver is named
    assert codes(("s2-P", merge("p3"))) == ["receiver_lacks_grades"]
    assert codes(("s2-P", merge("p3", settlement_receivers=(("v3", "s1"),)))) == []


def test_a_merge_without_any_receiver_is_listed_not_refused():
    assert codes(("s2-J", merge())) == []


def test_private_schools_are_neither_merged_nor_converted_but_may_be_named_as_receivers():
    plan = with_school(miniature_plan(), "s1", ownership="民办")
    assert codes(("s1", merge("s2-P")), plan=plan) == ["decision_private"]
    assert codes(("s1", point(1, 2)), plan=plan) == ["decision_private"]
    assert codes(("p3", merge("s1")), plan=plan) == []


def test_a_school_that_never_led_to_the_last_grade_may_become_a_point_with_all_its_grades():
    plan = miniature_plan()
    incomplete = with_school(plan, "p3", type_code="211")
    assert codes(("p3", point(1, 2, 3)), plan=incomplete) == []


def test_every_decision_error_has_its_sentences():
    every = {
        "p3": merge("s1", grades_kept=(1,), bus_seats=-3, boarding=Boarding(-2)),
        "s1": merge("s1"),
        "s2-J": replace(point(7), bus_seats=-1),
        "x": Decision(),
    }
    for error in refused(*every.items()):
        for language in ("zh", "en"):
            assert describe(error.code, error.values, language).fix
