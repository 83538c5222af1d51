"""A scenario that closes before places exist, or breaks what it had promised, says so as a finding."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.evaluation.promises import lock_failures, phase_failures
from gis.layout import Decision, Expansion, Locks, Scenario, SchoolLock
from gis.planning.locks import LockFault
from gis.planning.phases import PhaseError


def found(scenario, prefix, **more):
    evaluation = evaluate(miniature_plan(scenarios=[scenario]), scenario.name, **more)
    return [f for f in evaluation.own_findings if f.message_code.startswith(f"finding_{prefix}")]


def test_a_closure_before_the_receivers_new_rooms_is_named_with_both_years():
    small = Decision(expansion=Expansion(rooms=1, places=40, year=2026))
    early = Scenario("先撤", {"p3": replace(merge("s1"), year=2023), "s1": small})
    (told,) = found(early, "phase")
    assert (told.criterion_id, told.subject_id, told.force) == ("places_first", "p3", "must")
    assert (told.values["closes"], told.values["ready"]) == ("2023", "2026")
    assert "BJ-15" in told.rule
    assert [(cure.kind, cure.amount, cure.subject_id) for cure in told.cures] == [("year", 2026, "p3")]
    later = Scenario("后撤", {**early.decisions, "p3": replace(merge("s1"), year=2026)})
    assert not found(later, "phase")


@pytest.mark.parametrize(
    ("decisions", "lock", "code"),
    [
        ({"p3": merge("s1")}, SchoolLock.MUST_STAY, "must_stay"),
        ({}, SchoolLock.MUST_CLOSE, "must_close"),
        ({"p3": merge("s1")}, SchoolLock.UNDECIDED, "undecided"),
    ],
)
def test_a_school_that_was_locked(decisions, lock, code):
    (told,) = found(Scenario("锁", decisions, locks=Locks({"p3": lock})), "lock")
    assert told.message_code == f"finding_lock_{code}"
    assert told.subject_id == "p3"
    assert told.force == ("should" if code == "undecided" else "must")
    kept = Scenario("守", {} if decisions else {"p3": merge("s1")}, locks=Locks({"p3": lock}))
    assert not found(kept, "lock")


def test_caps_and_groups():
    locks = Locks(together=(("v2", "v3"),), most_moved=19)
    told = {f.message_code: f for f in found(Scenario("多", {"p3": merge("s1")}, locks=locks), "lock")}
    assert told["finding_lock_most_moved"].values == {**told["finding_lock_most_moved"].values,
                                                      "pupils": "20", "limit": "19"}  # fmt: skip
    assert [(one.kind, one.amount) for one in told["finding_lock_most_moved"].cures] == [("fewer", 1)]
    assert "西村、南村" in told["finding_lock_together"].values["settlements"]
    assert not found(Scenario("少", {"p3": merge("s1")}, locks=Locks(most_moved=20)), "lock")


def test_who_moves_twice_is_held_against_the_cap():
    locks = Locks(most_moved_twice=0)
    chain = {"p3": replace(merge("s1"), year=2023), "s1": replace(merge("s2-P"), year=2024)}
    (told,) = found(Scenario("两次", chain, locks=locks), "lock_most_moved_twice")
    assert int(told.values["pupils"]) > 0
    assert not found(Scenario("一次", {"p3": chain["p3"]}, locks=locks), "lock_most_moved_twice")


def case(rules=None):
    """Two schools (a, b) and two settlements (u, w)."""
    county = SimpleNamespace(
        school_code={"a": 0, "b": 1}.get, settlement_code=lambda key: {"u": 0, "w": 1}.get(key, -1),
        settlement_names=["东村", "西村"],
    )  # fmt: skip
    return SimpleNamespace(county=county, rules=rules or {}, school=lambda code: ["甲校", "乙校"][code])


def test_each_broken_promise_names_what_it_is_about():
    faults = (
        LockFault("must_stay", "a", 1.0, 0.0), LockFault("undecided", "b", 1.0, 0.0),
        LockFault("together", "u、x、w", 3.0, 1.0, (4, 5)), LockFault("no_crossing", "铁路", 12.0, 0.0),
    )  # fmt: skip
    first, second, third, fourth = lock_failures(case(), faults)
    assert [one.rule.force for one in (first, second, third, fourth)] == ["must", "should", "must", "must"]
    assert [one.subject for one in (first, second, third, fourth)] == [0, 1, -1, -1]
    assert (first.values["school"], second.values["school"]) == ("甲校", "乙校")
    assert (third.values["settlements"], third.values["grades"]) == ("东村、西村", "4、5")
    assert (third.values["pupils"], third.values["limit"], third.value) == ("3", "1", 3)
    assert (fourth.values["school"], fourth.values["line"], fourth.values["pupils"]) == ("铁路", "铁路", "12")
    assert all(one.is_new for one in (first, second, third, fourth))
    assert third.part == "together/u、x、w"


def test_a_receiver_that_is_not_open_yet_is_another_sentence_than_too_few_places():
    known = PhaseError("a", "b", "甲校", "乙校", 2024, 2026, 7.4)
    closed = replace(known, places_short=float("nan"))
    short, waiting = phase_failures(case(), (known, closed))
    assert (short.message, short.values["short"]) == ("finding_phase_places_short", "7")
    assert waiting.message == "finding_phase_not_open"
    assert (short.value, short.part, short.is_new, short.subject) == (2026, "b", True, 0)
