"""Whose finding a failure is, the plan's or the baseline's, on failures written down by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from miniature import miniature_plan

from gis.evaluation import findings
from gis.evaluation.failures import Failure
from gis.evaluation.findings import find
from gis.memory import Memory
from gis.standards import criterion

BEFORE, AFTER = SimpleNamespace(), SimpleNamespace()
RULE = replace(
    criterion(miniature_plan().rules, "places_short"), id="r", indicator="i", force="should", value=7.0
)
MUST, INFO = replace(RULE, id="m", force="must"), replace(RULE, id="n", force="info")


def failure(subject, badness=0.0, *, rule=RULE, is_new=None, part="", **told):
    return Failure(rule, "school", subject, "finding_x", part=part, badness=badness, is_new=is_new, **told)


@pytest.fixture
def told(monkeypatch):
    """Return what is found: subjects of the plan's own findings, then those of the baseline's."""

    def made(before=(), after=(), first=(), more=(), standing=(), walks=((), ()), balance=((), ()), other=()):
        conditions = {(id(BEFORE), None): before, (id(AFTER), "other"): [*after, *other],
                      (id(AFTER), None): after}  # fmt: skip
        canned = {
            "condition_failures": lambda case, side, schools=None: conditions[id(side), schools],
            "consequence_failures": lambda case: first, "standing_failures": lambda case: standing,
            "distance_failures": lambda case, is_new: walks[not is_new],
            "balance_failures": lambda case, balance_of, is_new: balance[not is_new],
            "Physician": lambda case, _: SimpleNamespace(case=case, cures=lambda one: (one.subject,)),
        }  # fmt: skip
        for name, make in canned.items():
            monkeypatch.setattr(findings, name, make)
        case = SimpleNamespace(
            outcome=SimpleNamespace(memory=Memory()), before=BEFORE, after=AFTER, other_schools="other",
            subject=lambda kind, code: (f"s{code}", f"校{code}"),
        )  # fmt: skip
        return find(case, None, more)

    return made


def subjects(found):
    own = [one.subject_id for one in found.at_hand]
    return own, [one.subject_id for one in found][len(own):]


def test_a_failure_that_is_no_worse_than_before_is_the_baselines(told):
    """Tiers of one indicator are one question; a grade is another one."""
    before = [failure(1, 5.0), failure(2, 5.0), failure(3, 5.0), failure(4, 5.0, part="2")]
    after = [
        failure(0, 1.0), failure(1, 5.0), failure(2, 5.1), failure(3, 4.9, rule=MUST),
        failure(4, 5.0, part="3"),
    ]  # fmt: skip
    assert subjects(told(before, after)) == (["s0", "s2", "s4"], ["s3", "s1"])


@pytest.mark.parametrize(("badness", "is_own"), [(5.0 + 5e-7, False), (5.0 + 2e-6, True)])
def test_a_last_digit_makes_nothing_worse(told, badness, is_own):
    own, old = subjects(told([failure(1, 5.0)], [failure(1, badness)]))
    assert (own, old) == ((["s1"], []) if is_own else ([], ["s1"]))


def test_of_several_failures_before_the_worst_counts(told):
    before = [failure(1, 2.0), failure(1, 5.0), failure(1, 3.0), failure(2, -4.0), failure(2, -7.0)]
    after = [failure(1, 4.0), failure(2, -3.0), failure(2, -5.0, rule=INFO)]
    assert subjects(told(before, after)) == (["s2"], ["s1", "s2"])


def test_what_says_itself_whose_it_is_is_not_compared(told):
    before = [failure(1, 5.0)]
    found = told(before, first=[failure(1, 5.0, is_new=True), failure(2, is_new=False)],
                 more=[failure(3, is_new=True), failure(4, is_new=False)])  # fmt: skip
    assert subjects(found) == (["s1", "s3"], ["s2", "s4"])


def test_all_parts_are_asked_about_the_plan_and_about_the_baseline(told):
    new, old = ([failure(one, is_new=is_new)] for one, is_new in ((1, True), (2, False)))
    walks, balance = (new, old), ([failure(3, is_new=True)], [failure(4, is_new=False)])
    found = told(walks=walks, balance=balance, standing=[failure(5, is_new=False)])
    assert subjects(found) == (["s1", "s3"], ["s5", "s2", "s4"])


def test_only_schools_that_are_others_than_before_may_fail_anew(told):
    """Of all schools after, the baseline's; of the plan's only those that it changes."""
    found = told([failure(1, 5.0)], [failure(1, 5.0)], other=[failure(2, 1.0)])
    assert subjects(found) == (["s2"], ["s1"])


def test_the_order_is_that_of_the_force(told):
    first = [failure(number, rule=rule, is_new=True) for number, rule in enumerate((INFO, RULE, MUST, RULE))]
    assert subjects(told(first=first))[0] == ["s2", "s1", "s3", "s0"]


def test_a_rule_that_is_not_in_force_finds_nothing(told):
    doubtful = replace(RULE, status="存疑")
    found = told(first=[failure(1, rule=doubtful, is_new=True), failure(2, rule=MUST, is_new=True)])
    assert subjects(found) == (["s2"], [])


def test_the_baselines_findings_are_worded_when_somebody_looks(told):
    found = told([failure(1, 5.0)], [failure(1, 5.0)])
    assert not found.is_whole
    assert [one.in_baseline for one in found] == [True]


def test_a_finding_says_what_its_failure_and_its_rule_say(told):
    plain, full = told(first=[
        failure(1, is_new=True), failure(2, is_new=True, value=3.5, values={"school": "校2"})
    ])  # fmt: skip
    assert (full.criterion_id, full.force, full.limit, full.unit) == ("r", "should", 7.0, RULE.unit)
    assert (full.document, full.article, full.rule) == (RULE.document, RULE.article, RULE.rule)
    assert (full.verified, full.verification, full.status, full.layer) == (
        RULE.verified, RULE.verification, "现行", "national"
    )  # fmt: skip
    assert (full.subject_kind, full.subject_id, full.subject_name) == ("school", "s2", "校2")
    assert (full.value, full.message_code, dict(full.values)) == (3.5, "finding_x", {"school": "校2"})
    assert (full.in_baseline, tuple(full.cures)) == (False, (2,))
    assert (plain.value, dict(plain.values), tuple(plain.cures)) == (None, {}, (1,))
