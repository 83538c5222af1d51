"""What may be written down as said by people, and for which decision it was said."""

from dataclasses import replace

import pytest

from gis.errors import InputError
from gis.layout import Decision, Evidence, GateState, Scenario, Trigger
from gis.planning.evidence import (
    clear_evidence,
    require_sound,
    said_by_counts,
    set_evidence,
    taken_for,
    unconfirmed,
)

PASS, FAIL, PENDING = GateState.PASS, GateState.FAIL, GateState.PENDING
HEARD = Evidence("p3", "BJ-21", PASS, "报告", "2022-06-01", asked=10, against=5)


def refused(**changes):
    """Return the error of evidence that differs from ``HEARD``, None where it is taken."""
    try:
        require_sound(replace(HEARD, **changes))
    except InputError as error:
        return error
    return None


def test_a_decision_is_told_by_what_people_were_asked_about_in_it():
    assert taken_for(Decision()) == "status=retain"
    whole = Decision(
        "teaching_point", "s1", (("v1", "s1"), ("v2", "s2-P")), (1, 2, 3), bus_seats=20, year=2024,
        note="另", moves_year=2026, gradual=True, trigger=Trigger(20, 3), new_code="218",
        equipment_receiver="s1", hand_over="s1", premises="幼儿园",
    )  # fmt: skip
    assert taken_for(whole) == (
        "status=teaching_point; receiver_id=s1; settlement_receivers=v1,s1,v2,s2-P; grades_kept=1,2,3; "
        "year=2024; moves_year=2026; gradual=True; bus_seats=20; trigger=20,3"
    )


@pytest.mark.parametrize(
    ("asked", "against", "said"),
    [
        (10, 5, PASS), (10, 6, FAIL), (11, 5, PASS), (11, 6, FAIL), (1, 0, PASS), (1, 1, FAIL),
        (0, 0, None), (None, None, None), (None, 0, None), (10, None, None),
    ],
)  # fmt: skip
def test_more_than_half_against_is_a_no(asked, against, said):
    assert said_by_counts(asked, against) is said


@pytest.mark.parametrize("gate", ["BJ-20", "BJ-21", "BJ-22", "BJ-23"])
def test_these_gates_take_what_people_said(gate):
    assert refused(gate=gate) is None


def test_other_gates_are_refused_and_the_known_ones_told():
    error = refused(gate="BJ-24")
    assert error.code == "evidence_gate_unknown"
    assert error.values["known"] == "BJ-20、BJ-21、BJ-22、BJ-23"
    assert (error.values["gate"], error.values["school_id"]) == ("BJ-24", "p3")


def test_a_day_is_one_of_the_calendar_or_not_told():
    assert refused(date="") is None
    assert refused(date="2024-02-29") is None
    error = refused(date="2023-02-29")
    assert (error.code, error.values["date"]) == ("evidence_date_wrong", "2023-02-29")
    assert error.values["gate"] == "BJ-21"


@pytest.mark.parametrize(
    ("asked", "against"), [(-1, None), (10, -1), (10, 11), (None, 0), (None, 3), (0, 1), (-2, -3)]
)
def test_counts_that_cannot_be_are_refused(asked, against):
    error = refused(asked=asked, against=against, state=FAIL)
    assert error.code == "evidence_counts_wrong"
    assert (error.values["asked"], error.values["against"]) == (asked, against)


@pytest.mark.parametrize(
    ("asked", "against"), [(10, 10), (10, 0), (0, 0), (10, None), (0, None), (None, None)]
)
def test_counts_that_can_be_are_taken(asked, against):
    assert refused(asked=asked, against=against, state=FAIL) is None


def test_a_pass_needs_a_document_and_no_majority_against_it():
    assert refused(against=5) is None
    assert refused(against=6).code == "evidence_contradicts"
    assert (refused(against=6).values["asked"], refused(against=6).values["against"]) == (10, 6)
    assert refused(document="").code == refused(document=" ").code == "evidence_without_document"
    assert refused(document="", asked=None, against=None).code == "evidence_without_document"
    assert refused(document="", asked=None, against=None).values == {"gate": "BJ-21", "school_id": "p3"}
    for state in (FAIL, PENDING):
        assert refused(state=state, against=6, document="") is None
        assert refused(state=state, against=0, document="") is None


CLOSES = Scenario("并", {"p3": Decision("merge", "s1")})


def test_evidence_is_taken_for_the_decision_that_stands_unless_it_names_one():
    (own,) = set_evidence(CLOSES, HEARD).evidence
    assert own == replace(HEARD, decision="status=merge; receiver_id=s1")
    (named,) = set_evidence(CLOSES, replace(HEARD, decision="status=suspend")).evidence
    assert named.decision == "status=suspend"
    whole = Scenario("全", {"p3": Decision("suspend")})
    assert set_evidence(CLOSES, HEARD, whole=whole).evidence[0].decision == "status=suspend"
    (nothing,) = set_evidence(CLOSES, replace(HEARD, school_id="s1")).evidence
    assert nothing.decision == "status=retain"
    assert CLOSES.evidence == ()
    with pytest.raises(InputError):
        set_evidence(CLOSES, replace(HEARD, document=""))


def test_evidence_is_replaced_in_its_place_and_cleared_by_school_and_gate():
    made = CLOSES
    for school_id, gate in (("p3", "BJ-21"), ("p3", "BJ-20"), ("s1", "BJ-21")):
        made = set_evidence(made, replace(HEARD, school_id=school_id, gate=gate))
    changed = set_evidence(made, replace(HEARD, against=2))
    assert [(one.school_id, one.gate, one.against) for one in changed.evidence] == [
        ("p3", "BJ-21", 2), ("p3", "BJ-20", 5), ("s1", "BJ-21", 5)
    ]  # fmt: skip
    assert changed.decisions == CLOSES.decisions
    left = clear_evidence(changed, "p3", "BJ-21")
    assert [(one.school_id, one.gate) for one in left.evidence] == [("p3", "BJ-20"), ("s1", "BJ-21")]
    assert clear_evidence(left, "s1", "BJ-20") == left


def test_what_was_said_of_another_decision_is_told_by_school_and_gate():
    made = CLOSES
    for school_id, gate in (("p3", "BJ-21"), ("p3", "BJ-20"), ("s1", "BJ-21")):
        made = set_evidence(made, replace(HEARD, school_id=school_id, gate=gate))
    assert list(unconfirmed(made)) == []
    moved = replace(made, decisions={"p3": Decision("merge", "s2-P")})
    assert list(unconfirmed(moved)) == [("p3", "BJ-21"), ("p3", "BJ-20")]
    noted = replace(made, decisions={"p3": Decision("merge", "s1", note="另")})
    assert list(unconfirmed(noted)) == []
    untold = replace(made, evidence=(HEARD, replace(HEARD, gate="BJ-20", decision=taken_for(Decision()))))
    assert list(unconfirmed(untold)) == [("p3", "BJ-21"), ("p3", "BJ-20")]
