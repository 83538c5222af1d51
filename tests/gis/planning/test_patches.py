"""Scenarios as patches: which of two entries about the same thing counts, and what names may be."""

from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, point

from gis.errors import InputError
from gis.layout import (
    BASELINE,
    Decision,
    Evidence,
    Locks,
    NetworkEdit,
    NoCrossing,
    Policy,
    Scenario,
    SchoolLock,
    Site,
)
from gis.planning.patches import begun_on, copied, effective, removed, renamed

PLAN = miniature_plan()


def plan_of(*scenarios):
    return replace(PLAN, scenarios={scenario.name: scenario for scenario in scenarios})


def refused(make):
    with pytest.raises(InputError) as told:
        make()
    return told.value.code, told.value.values


def edit(key, name):
    return NetworkEdit(key, "close", name, "POINT (0 0)")


def site(key, name):
    return Site(key, name, "甲镇", "211", 114.0, 36.0)


def test_of_two_entries_about_the_same_thing_the_patch_wins_in_the_place_of_the_first():
    below = Scenario(
        "下", {"s1": merge("p3"), "p3": point(1)}, note="下",
        network_edits=(edit("e1", "旧"), edit("e2", "留")),
        sites=(site("n1", "旧校"), site("n2", "留校")), policy=Policy.NEAREST,
        evidence=(Evidence("s1", "BJ-20", "fail"), Evidence("s1", "BJ-21", "pass")),
        locks=Locks(
            together=(("v1", "v2"), ("v3", "v4")), no_crossing=(NoCrossing("河", "旧", ("v1",)),),
            schools={"s1": SchoolLock.MUST_STAY, "p3": SchoolLock.UNDECIDED},
        ),
    )  # fmt: skip
    patch = Scenario(
        "上", {"p3": Decision()}, base="下", network_edits=(edit("e1", "新"), edit("e3", "旧")),
        sites=(site("n1", "新校"),),
        evidence=(Evidence("s1", "BJ-20", "pass"), Evidence("p3", "BJ-20", "fail")),
        locks=Locks(
            together=(("v2", "v1"), ("v1", "v4")), schools={"s1": SchoolLock.MUST_CLOSE},
            no_crossing=(NoCrossing("河", "新", ("v2",)), NoCrossing("路", "旧", ())),
        ),
    )  # fmt: skip
    whole = effective(plan_of(below, patch), "上")
    assert (whole.name, whole.base, whole.note, whole.policy) == ("上", BASELINE, "", Policy.MINIMAL)
    assert list(whole.decisions.items()) == [("s1", merge("p3")), ("p3", Decision())]
    assert [(one.edit_id, one.name) for one in whole.network_edits] == [
        ("e1", "新"), ("e2", "留"), ("e3", "旧")
    ]  # fmt: skip
    assert [(one.school_id, one.name) for one in whole.sites] == [("n1", "新校"), ("n2", "留校")]
    assert [(one.school_id, one.gate, one.state) for one in whole.evidence] == [
        ("s1", "BJ-20", "pass"), ("s1", "BJ-21", "pass"), ("p3", "BJ-20", "fail")
    ]  # fmt: skip
    assert whole.locks.together == (("v2", "v1"), ("v3", "v4"), ("v1", "v4")), "the same two villages"
    assert [(one.name, one.wkt) for one in whole.locks.no_crossing] == [("河", "新"), ("路", "旧")]
    assert dict(whole.locks.schools) == {"s1": "must_close", "p3": "undecided"}


@pytest.mark.parametrize(
    ("below", "patch", "whole"), [(None, None, None), (7, None, 7), (7, 3, 3), (None, 3, 3), (7, 0, 0)]
)
def test_a_cap_holds_until_a_patch_names_another(below, patch, whole):
    for cap, other in (("most_moved", "most_moved_twice"), ("most_moved_twice", "most_moved")):
        plan = plan_of(
            Scenario("下", locks=Locks(**{cap: below})),
            Scenario("上", base="下", locks=Locks(**{cap: patch})),
        )
        locks = effective(plan, "上").locks
        assert (getattr(locks, cap), getattr(locks, other)) == (whole, None)


def test_three_layers_are_laid_on_each_other_in_their_order():
    plan = plan_of(
        Scenario("三", {"p3": merge("s1")}, base="二"), Scenario("一", {"p3": point(1), "s1": merge()}),
        Scenario("二", {"p3": point(1, 2)}, base="一"),
    )  # fmt: skip
    assert dict(effective(plan, "三").decisions) == {"p3": merge("s1"), "s1": merge()}
    assert dict(effective(plan, "二").decisions) == {"p3": point(1, 2), "s1": merge()}
    unsaved = Scenario("三", {"s1": Decision()}, base="二")
    assert dict(effective(plan, unsaved).decisions) == {"p3": point(1, 2), "s1": Decision()}
    assert effective(plan, "一") is plan.scenarios["一"]
    assert effective(plan, BASELINE) == Scenario(BASELINE)


def test_who_rests_on_himself_or_on_nothing_is_told_by_name():
    ring = plan_of(Scenario("一", base="二"), Scenario("二", base="三"), Scenario("三", base="二"))
    code, values = refused(lambda: effective(ring, "一"))
    assert (code, values["name"], values["members"]) == ("scenario_base_ring", "一", "二 → 三 → 二")
    lost = plan_of(Scenario("一", base="二"), Scenario("二", base="零"))
    code, values = refused(lambda: effective(lost, "一"))
    assert (code, values["name"], values["base"]) == ("scenario_base_missing", "二", "零")
    assert refused(lambda: effective(lost, "九"))[0] == "scenario_unknown"


def test_a_patch_begins_empty_with_the_policy_of_what_it_rests_on():
    below = Scenario("一", {"p3": merge("s1")}, policy=Policy.LEAST_TIME, whole_settlements=True)
    begun = begun_on(plan_of(below), "一", "二")
    assert begun == Scenario("二", base="一", policy=Policy.LEAST_TIME, whole_settlements=True)
    assert begun_on(PLAN, BASELINE, "二") == Scenario("二")


def test_a_copy_keeps_all_but_the_name_and_the_first_stays():
    first = Scenario("一", {"p3": merge("s1")}, note="注")
    made = copied(plan_of(first, Scenario("二", base="一")), "二", "三")
    assert list(made.scenarios) == ["一", "二", "三"]
    assert made.scenarios["三"] == Scenario("三", base="一")
    assert made.scenarios["一"] == first


def test_a_new_name_keeps_the_place_and_the_others_follow():
    plan = plan_of(
        Scenario("零"), Scenario("一", {"p3": merge("s1")}, base="零"), Scenario("二", base="一"),
        Scenario("三", base="零"),
    )  # fmt: skip
    made = renamed(plan, "一", "甲")
    assert {key: (one.name, one.base) for key, one in made.scenarios.items()} == {
        "零": ("零", BASELINE), "甲": ("甲", "零"), "二": ("二", "甲"), "三": ("三", "零"),
    }  # fmt: skip
    assert list(made.scenarios) == ["零", "甲", "二", "三"]
    assert made.scenarios["甲"].decisions == {"p3": merge("s1")}
    assert list(plan.scenarios) == ["零", "一", "二", "三"]


def test_only_what_carries_nobody_is_removed():
    resting = (("一", BASELINE), ("二", "一"), ("三", "一"), ("四", "二"))
    plan = plan_of(*(Scenario(name, base=base) for name, base in resting))
    assert list(removed(plan, "三").scenarios) == ["一", "二", "四"]
    assert list(removed(plan, "四").scenarios) == ["一", "二", "三"]
    assert refused(lambda: removed(plan, "一")) == (
        "scenario_carries_others", {"name": "一", "others": "二、三"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "scenario_unnamed"), ("  ", "scenario_unnamed"), (BASELINE, "scenario_is_baseline"),
     ("一", "scenario_name_taken"), ("二", "scenario_name_taken")],
)  # fmt: skip
def test_names_that_nothing_may_get(name, code):
    plan = plan_of(Scenario("一"), Scenario("二"))
    for make in (begun_on, copied):
        assert refused(lambda make=make: make(plan, "一", name))[0] == code
    assert refused(lambda: renamed(plan, "一", name))[0] == code


def test_the_baseline_and_the_unknown_are_neither_renamed_nor_removed():
    for make in (lambda name: renamed(PLAN, name, "新"), lambda name: removed(PLAN, name)):
        assert refused(lambda make=make: make(BASELINE))[0] == "scenario_is_baseline"
        assert refused(lambda make=make: make("九"))[0] == "scenario_unknown"
    assert refused(lambda: copied(PLAN, "九", "新"))[0] == "scenario_unknown"
    assert refused(lambda: begun_on(PLAN, "九", "新"))[0] == "scenario_unknown"
