"""Which entries a layout status has no use for: every entry with every status."""

import pytest

from gis.layout import Boarding, Decision, Expansion, LayoutStatus
from gis.planning.idlemeasures import idle_measures

RETAIN, MERGE, POINT, NEW, PHASE_OUT, SUSPEND, REOPEN = (
    LayoutStatus(name)
    for name in ("retain", "merge", "teaching_point", "new", "phase_out", "suspend", "reopen")
)
EVERY = {RETAIN, MERGE, POINT, NEW, PHASE_OUT, SUSPEND, REOPEN}


def idle(**entry):
    """Return the statuses with which the entry is idle, and what it is then called."""
    told = {status: list(idle_measures(Decision(status, **entry))) for status in EVERY}
    names = {name for found in told.values() for name in found}
    return {status for status, found in told.items() if found}, names


@pytest.mark.parametrize(
    ("entry", "name", "statuses"),
    [
        ({"receiver_id": "s1"}, "receiver", {RETAIN, NEW, REOPEN}),
        ({"settlement_receivers": (("v1", "s1"),)}, "receiver", {RETAIN, NEW, REOPEN}),
        ({"bus_seats": 1}, "bus_seats", {RETAIN, NEW, REOPEN}),
        ({"grades_kept": (1,)}, "grades_kept", EVERY - {POINT}),
        ({"boarding": Boarding(1)}, "beds", {MERGE, SUSPEND}),
        ({"grades_taught": (1,)}, "grades_taught", {MERGE, SUSPEND, PHASE_OUT, POINT}),
        ({"expansion": Expansion(rooms=1)}, "expansion", {MERGE, SUSPEND, PHASE_OUT}),
        ({"gradual": True}, "gradual", EVERY - {POINT}),
        ({"moves_year": 2025}, "moves_year", EVERY - {PHASE_OUT}),
        ({"teachers": (("s1", 2),)}, "teachers", {RETAIN, NEW, REOPEN, POINT}),
        ({"equipment_receiver": "s1"}, "equipment_receiver", {RETAIN, NEW, REOPEN, POINT}),
        ({"premises": "村委会"}, "premises", {RETAIN, NEW, REOPEN, POINT}),
        ({"new_code": "9"}, "new_code", {RETAIN, MERGE, SUSPEND, PHASE_OUT}),
    ],
)
def test_an_entry_is_idle_where_the_status_has_no_use_for_it(entry, name, statuses):
    found, names = idle(**entry)
    assert found == statuses
    assert names == {name}


def test_what_is_not_entered_is_never_idle():
    assert idle() == (set(), set())
    assert idle(boarding=Boarding(0), bus_seats=0) == (set(), set())


def test_a_retained_school_that_gives_up_grades_moves_pupils_and_changes_its_kind():
    fewer = {"grades_taught": (1, 2)}
    for entry in ({"receiver_id": "s1"}, {"bus_seats": 9}, {"new_code": "9"}):
        assert list(idle_measures(Decision(RETAIN, **fewer, **entry))) == []
    assert list(idle_measures(Decision(REOPEN, **fewer, receiver_id="s1"))) == ["receiver"]


def test_a_point_that_shrinks_year_by_year_may_say_when_all_move():
    gradual = Decision(POINT, grades_kept=(1,), gradual=True, moves_year=2025)
    assert list(idle_measures(gradual)) == []
    assert list(idle_measures(Decision(MERGE, gradual=True, moves_year=2025))) == ["gradual", "moves_year"]
