"""Sentences about decisions that cannot be carried out: both sides of every limit, and what they name."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.layout import Boarding, Decision, Expansion, LayoutStatus, Scenario, Site, Trigger
from gis.planning.county import county_of
from gis.planning.feasibility import DecisionCheck, _path_back
from gis.planning.scenario import check_scenario

PLAN = miniature_plan()
PHASE_OUT, SUSPEND, REOPEN, NEW = (
    LayoutStatus(name) for name in ("phase_out", "suspend", "reopen", "new")
)


def errors(plan=None, **decisions):
    made = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    return check_scenario(plan or PLAN, Scenario("方案", made))


def codes(plan=None, **decisions):
    return [error.code for error in errors(plan, **decisions)]


def values(plan=None, **decisions):
    (error,) = errors(plan, **decisions)
    return {key: value for key, value in error.values.items() if key not in ("school_id", "school")}


# ---- measures


@pytest.mark.parametrize(
    ("decision", "found"),
    [
        (Decision(boarding=Boarding(0)), []),
        (Decision(boarding=Boarding(-1)), ["beds_negative"]),
        (Decision(boarding=Boarding(1, from_grade=1)), []),
        (Decision(boarding=Boarding(1, from_grade=9)), []),
        (Decision(boarding=Boarding(1, from_grade=10)), ["boarding_grade_unknown"]),
        (Decision(bus_seats=-1), ["bus_seats_negative"]),
        (Decision(expansion=Expansion(rooms=0, places=1)), []),
        (Decision(expansion=Expansion(rooms=-1, places=5)), ["expansion_negative"]),
        (Decision(expansion=Expansion(rooms=5, places=-1)), ["expansion_negative"]),
        (merge("s2-P", trigger=Trigger(1, 1)), []),
        (merge("s2-P", trigger=Trigger(0, 2)), ["trigger_impossible"]),
        (merge("s2-P", trigger=Trigger(2, 0)), ["trigger_impossible"]),
        (Decision(hand_over="s1"), ["hand_over_to_itself"]),
        (Decision(hand_over="教育局"), []),
        (Decision(hand_over="s2-J"), []),
    ],
)
def test_a_measure_is_refused_beyond_its_limit_and_not_at_it(decision, found):
    assert codes(s1=decision) == found


def test_what_is_handed_over_to_a_school_that_closes_is_told_with_its_name():
    assert values(s1=Decision(hand_over="p3"), p3=merge("s1")) == {"manager": "西村教学点"}
    assert codes(s1=Decision(hand_over="p3"), p3=Decision(PHASE_OUT, "s1", year=2024)) == []
    assert codes(s1=Decision(hand_over="p3"), p3=point(1)) == []


@pytest.mark.parametrize(("year", "is_wrong"), [(1899, True), (1900, False), (2199, False), (2200, True)])
def test_years_that_nobody_can_mean(year, is_wrong):
    found = ["year_inconceivable"] * is_wrong
    assert codes(p3=merge("s1", year=year)) == found
    assert codes(s1=Decision(expansion=Expansion(rooms=1, places=1, year=year))) == found
    both = Decision(PHASE_OUT, "s1", year=year, moves_year=year)
    assert codes(p3=both) == found, "a year is told once"


def test_pupils_do_not_move_before_the_decision_holds():
    for moves_year, found in ((2023, ["moves_before_it_holds"]), (2024, []), (2025, [])):
        assert codes(p3=Decision(PHASE_OUT, "s1", year=2024, moves_year=moves_year)) == found
    early = errors(p3=Decision(PHASE_OUT, "s1", year=2024, moves_year=2023))[0]
    assert (early.values["year"], early.values["moves_year"]) == (2024, 2023)


# ---- status and grades


def test_a_site_is_new_or_nothing():
    site = Site("n1", "新校", "甲镇", "211", 114.17, 35.95)
    for decision, found in (
        (Decision(NEW, grades_taught=(1,)), []),
        (Decision(), []),
        (merge("s1"), ["site_not_new"]),
        (point(1), ["site_not_new"]),
    ):
        scenario = Scenario("方案", {"n1": decision}, sites=(site,))
        assert [error.code for error in check_scenario(PLAN, scenario)] == found


def test_of_a_private_school_grades_are_not_changed_and_beds_may_be():
    plan = with_school(PLAN, "s1", ownership="民办")
    assert codes(plan, s1=Decision(grades_taught=(1, 2))) == ["decision_private"]
    assert codes(plan, s1=Decision(boarding=Boarding(3))) == []


def test_what_a_point_keeps_must_be_taught_there():
    """p3 teaches 1-3 and is a point already; s1 teaches 1-6."""
    assert values(p3=point(2, 5, 4)) == {"grades": "4、5", "taught": "1、2、3"}
    assert values(p3=point(1, 2, 3)) == {"grades": "1、2、3"}
    assert codes(p3=point(1, 2)) == []
    short = with_school(PLAN, "s1", last_grade=3.0)
    assert codes(short, s1=point(1, 2)) == []
    assert codes(short, s1=point(1, 2, 3)) == [], "it becomes a point, though it keeps what it teaches"
    assert codes(s1=point(1, 2, 3, 4, 5, 6)) == ["point_keeps_all"]


@pytest.mark.parametrize(
    ("grades", "found"),
    [((1, 9), []), ((0, 1), ["grades_unknown"]), ((9, 10), ["grades_unknown"])],
)
def test_grades_to_be_taught_are_those_from_one_to_nine(grades, found):
    assert codes(s1=Decision(grades_taught=grades)) == found


def test_only_an_open_school_changes_its_grades():
    zeros = {f"{name}_g{grade}": 0.0 for name in ("pupils", "classes") for grade in range(1, 10)}
    rows = PLAN.attendance[PLAN.attendance["school_id"] != "p3"]
    shut = replace(with_school(PLAN, "p3", **zeros, enrolment=0.0), attendance=rows)
    assert codes(shut, p3=Decision(grades_taught=(1, 2))) == ["grades_of_closed"]
    assert codes(shut, p3=Decision(REOPEN, grades_taught=(1, 2))) == []
    assert codes(p3=Decision(REOPEN, grades_taught=(1, 2))) == ["reopen_is_open"]
    assert codes(p3=Decision(grades_taught=(1, 2))) == []


# ---- receivers


def test_a_village_named_twice_is_told_by_its_name_and_an_unknown_one_by_its_id():
    twice = merge("s1", settlement_receivers=(("v1", "s1"), ("v1", "s1")))
    assert values(p3=twice) == {"settlement": "东村"}
    unknown = merge("s1", settlement_receivers=(("v9", "s1"),))
    assert values(p3=unknown) == {"settlement_id": "v9"}
    both = merge("s1", settlement_receivers=(("v9", "s1"), ("v9", "s1")))
    assert [error.values.get("settlement") for error in errors(p3=both)] == [None, "v9", None]
    assert codes(p3=merge("s1", settlement_receivers=(("v1", "s1"),))) == []


def test_a_receiver_that_lacks_grades_is_held_against_those_who_come():
    """s2-P is 南村's alone: all of it goes to p3, or with its own receiver none does."""
    assert values(s2_P=merge("p3")) == {"receiver": "西村教学点", "receiver_id": "p3", "grades": "4、5、6"}
    assert codes(s2_P=merge("p3", settlement_receivers=(("v3", "s1"),))) == []
    assert codes(s2_P=merge("s1", settlement_receivers=(("v3", "p3"),))) == ["receiver_lacks_grades"]
    assert codes(s2_P=merge("s1", settlement_receivers=(("v1", "p3"),))) == [], "nobody of 东村 is there"
    # of s1's villages 西村 has grades 4-6 only, 东村 has all: the rest still needs them
    assert values(s1=merge("p3", settlement_receivers=(("v1", "s2-P"),)))["grades"] == "4、5、6"
    assert codes(s1=merge("p3", settlement_receivers=tuple((v, "s2-P") for v in ("v1", "v2", "v4")))) == []


def test_only_the_grades_that_leave_count():
    """s1 keeps 1-3: 4-6 leave. Nobody in grades 1-3 needs the receiver."""
    assert values(s1=point(1, 2, 3, receiver_id="p3"))["grades"] == "4、5、6"
    assert codes(s1=point(4, 5, 6, receiver_id="p3")) == []


@pytest.mark.parametrize(
    ("closes", "comes", "found"),
    [
        (None, None, ["receiver_closed"]),
        (None, 2024, ["receiver_closed"]),
        (2024, 2024, ["receiver_closed"]),
        (2023, 2024, ["receiver_closed"]),
        (2025, 2024, []),
        (2024, None, []),
    ],
)
def test_a_receiver_that_closes_by_then_or_later(closes, comes, found):
    assert codes(p3=merge("s1", year=comes), s1=merge("s2-P", year=closes)) == found


@pytest.mark.parametrize(
    ("converted", "comes", "found"),
    [(2024, 2024, ["receiver_lacks_grades"]), (2025, 2024, []), (None, None, ["receiver_lacks_grades"])],
)
def test_a_receiver_that_gives_up_grades_by_then_or_later(converted, comes, found):
    assert codes(p3=merge("s1", year=comes), s1=point(1, 2, year=converted)) == found


def test_decisions_that_wait_for_a_school_to_shrink_come_together_only_with_the_same_trigger():
    def told(first, second):
        scenario = Scenario("方案", {"p3": merge("s1", trigger=first), "s1": merge("s2-P", trigger=second)})
        return [error.code for error in DecisionCheck(county_of(PLAN), scenario).errors()]

    when, other = Trigger(20, 2), Trigger(30, 2)
    assert told(when, when) == ["receiver_closed"]
    assert told(when, other) == told(when, None) == told(None, when) == []
    assert told(None, None) == ["receiver_closed"]


def test_a_school_that_opens_teaches_what_it_is_to_teach():
    site = Site("n1", "新校", "甲镇", "211", 114.17, 35.95)
    for grades, found in (((1, 2, 3), []), ((1, 2), ["receiver_lacks_grades"])):
        decisions = {"p3": merge("n1", year=2023), "n1": Decision(NEW, grades_taught=grades, year=2023)}
        checked = check_scenario(PLAN, Scenario("方案", decisions, sites=(site,)))
        assert [error.code for error in checked] == found


# ---- teachers and equipment: p3 has 3 full-time teachers


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"teachers": (("s1", 3),)}, []),
        ({"teachers": (("s1", 4),)}, ["teachers_beyond"]),
        ({"teachers": (("s1", 2), ("s2-P", 2))}, ["teachers_beyond"]),
        ({"teachers": (("s1", 3), ("s2-P", None))}, []),
        ({"teachers": (("s1", None), ("s2-P", None))}, ["teachers_miscounted"]),
        ({"teachers": (("s1", 1), ("s1", 1))}, ["teachers_miscounted"]),
        ({"teachers": (("s1", -1),)}, ["teachers_miscounted"]),
        ({"teachers": (("s1", 0),)}, []),
        ({"teachers": (("x9", 1),)}, ["placement_unknown"]),
        ({"teachers": (("p3", 1),)}, ["placement_unknown"]),
        ({"teachers": (("x9", 1),), "equipment_receiver": "x9"}, ["placement_unknown"]),
        ({"equipment_receiver": "s1"}, []),
        ({"equipment_receiver": "x9"}, ["placement_unknown"]),
        ({"equipment_receiver": "p3"}, ["placement_unknown"]),
    ],
)
def test_where_teachers_and_equipment_go(entry, found):
    assert codes(p3=merge("s1", **entry)) == found


def test_teachers_do_not_go_to_a_school_that_closes_by_then():
    going = merge("s2-P", year=2024, teachers=(("s1", 1),))
    assert codes(p3=going, s1=merge("s2-P", year=2024)) == ["placement_closed"]
    assert codes(p3=going, s1=merge("s2-P", year=2025)) == []


def test_too_many_teachers_are_told_with_both_numbers():
    assert values(p3=merge("s1", teachers=(("s1", 2), ("s2-P", 3)))) == {"going": 5, "teachers": "3"}
    unknown = with_school(PLAN, "p3", full_time_teachers=np.nan)
    assert codes(unknown, p3=merge("s1", teachers=(("s1", 99),))) == []


# ---- rings, and the order of what is told


def test_a_ring_of_two_is_told_once_and_instead_of_closed_receivers():
    found = errors(s1=merge("s2-P"), s2_P=merge("s1"))
    assert [(error.code, error.values["school_id"]) for error in found] == [("decision_ring", "s1")]
    assert found[0].values["members"] == "甲镇中心小学 → 乙镇学校 → 甲镇中心小学"


def test_a_school_beside_a_ring_is_not_in_it():
    """p3 → s1 → s2-P → s1: p3's own receiver is closed, the ring has two members."""
    found = errors(p3=merge("s1"), s1=merge("s2-P"), s2_P=merge("s1"))
    assert [error.code for error in found] == ["decision_ring", "receiver_closed"]
    assert found[1].values["school_id"] == "p3"


def test_the_shortest_way_back():
    assert _path_back("a", {"a": ["b", "c"], "b": ["c"], "c": ["a"]}) == ["a", "c"]
    assert _path_back("a", {"a": ["b"], "b": ["c"], "c": ["b"]}) == []
    assert _path_back("a", {"a": ["a", "b"], "b": ["a"]}) == []
    assert _path_back("a", {}) == []


def test_errors_stand_in_the_order_of_the_decisions():
    assert codes(x9=merge("s1"), p3=merge("x8"), s1=Decision(bus_seats=3)) == [
        "decision_school_unknown", "receiver_unknown", "idle_bus_seats"
    ]  # fmt: skip
