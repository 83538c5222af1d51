"""What a plan does to the pupils it moves and the schools it closes, on movements written down by hand.

Row n of a movement lives in village n and has 10ⁿ pupils, so that a sum tells who is in it. Unless a test
says otherwise it moves from school 0 to school 1, walks ten minutes before and after, and all is well.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from miniature import miniature_plan

from gis.evaluation.consequences import consequence_failures, standing_failures
from gis.evaluation.failures import Case
from gis.layout import Boarding, Decision, LayoutStatus
from gis.planning.journeys import Verdict, Way
from gis.planning.placing import Reason
from gis.planning.receivers import NOBODY, Unassigned
from gis.standards import criteria

RULES = miniature_plan().rules
NAN = float("nan")
WITHIN, OVER, LOST = Verdict.WITHIN, Verdict.OVER, Verdict.UNREACHABLE
UNCHANGED = {
    "grade": 1, "before": 0, "after": 1, "boarded": False, "reason": Reason.SCHOOL_CLOSED,
    "unassigned": Unassigned.ASSIGNED, "needs_transport": False, "way_after": Way.WALK_G1_3,
    "seconds_before": 600.0, "seconds_after": 600.0, "metres_after": 500.0, "verdict_before": WITHIN,
    "verdict_after": WITHIN,
}  # fmt: skip
OVER_NOW = {"verdict_after": OVER, "seconds_after": 2400.0}
OVER_AS_BEFORE = {**OVER_NOW, "verdict_before": OVER, "seconds_before": 2400.0}


def county(*rows, changed=None, limits=None, teaches=None, teaches_after=None, townships=(0, 0, 1), **other):
    """Three schools, all of them with grades 1-9 before and after, and the rows of a movement."""
    told = [{**UNCHANGED, "settlement": at, "pupils": 10**at} | row for at, row in enumerate(rows)]
    names = ["settlement", "pupils", *UNCHANGED]
    moves = SimpleNamespace(**{name: np.array([row[name] for row in told]) for name in names})
    if not told:
        moves = SimpleNamespace(**{name: np.array([], dtype=int) for name in names})
    moves.changed = np.arange(len(told)) if changed is None else np.array(changed, dtype=int)
    everything = np.ones((3, 9), dtype=bool)
    given = {
        "beds": np.full(3, NAN), "seats": np.zeros(3, dtype=int), "boards_from": np.full(3, 4),
        "status": [LayoutStatus.RETAIN] * 3, "decisions": {}, "by_default": np.ones(3, dtype=bool),
        "is_central": np.zeros(3, dtype=bool), "kindergartens": {}, "kindergarten_rooms": [0.0, 0.0, 0.0],
        "is_open": np.ones(3, dtype=bool), "opened": np.zeros((3, 9), dtype=bool), "last_primary": 6,
    } | other  # fmt: skip
    rules = dict(criteria(RULES))
    for name, value in (limits or {}).items():
        rules[name] = replace(rules[name], value=value)
    ledger = pd.DataFrame({"kindergarten_rooms": given["kindergarten_rooms"]})
    case = SimpleNamespace(
        moves=moves, rules=rules,
        settlement=lambda code: "" if code < 0 else f"村{code}", school=lambda code: f"校{code}",
        township=lambda code: f"镇{townships[code]}",
        outcome=SimpleNamespace(situation=SimpleNamespace(
            beds=np.array(given["beds"], dtype=float), bus_seats=np.array(given["seats"]),
            boards_from=np.array(given["boards_from"]), status=tuple(given["status"]),
            decisions=given["decisions"],
        )),
        county=SimpleNamespace(
            school_ids=np.array(["s0", "s1", "s2"], dtype=object), last_primary_grade=given["last_primary"],
            teaches=everything if teaches is None else teaches, by_default=np.array(given["by_default"]),
            school_township=np.array(townships), is_central=np.array(given["is_central"]),
            kindergartens=given["kindergartens"], schools=ledger,
        ),
        after=SimpleNamespace(
            teaches=everything if teaches_after is None else teaches_after,
            is_open=np.array(given["is_open"]),
            rooms=SimpleNamespace(
                opened=given["opened"], in_classes=np.arange(27.0).reshape(3, 9), classes=np.full((3, 9), 2.0)
            ),
        ),
    )  # fmt: skip
    case.on_foot = Case.on_foot.func(case)
    return case


def found(case, message, make=consequence_failures):
    return [one for one in make(case) if one.message == f"finding_{message}"]


def by_subject(case, message, make=consequence_failures):
    return {one.subject: one for one in found(case, message, make)}


def test_where_nothing_is_amiss_nothing_is_found():
    assert list(consequence_failures(county({}, {}))) == []
    assert list(consequence_failures(county())) == []
    assert list(standing_failures(county({}, {}))) == []


# ---- journeys


def test_a_journey_beyond_the_limit_only_now_is_the_plans_doing():
    case = county({}, OVER_NOW, {**OVER_NOW, "grade": 3, "settlement": 1, "seconds_after": 2700.0})
    (one,) = found(case, "over_limit")
    assert (one.rule.id, one.kind, one.subject, one.is_new) == ("over_limit_g1_3", "settlement", 1, True)
    assert one.value == 45
    assert dict(one.values) == {
        "settlement": "村1", "school": "校1", "grades": "1、3", "pupils": "110", "minutes": "45",
        "limit": "30", "document": "国办发〔2018〕27号",
    }  # fmt: skip
    assert (one.part, one.rows.tolist()) == ("1/0", [1, 2])
    assert found(case, "over_limit", standing_failures) == []


def test_each_band_and_each_school_is_a_failure_of_its_own():
    home = {"settlement": 4, **OVER_NOW}
    case = county(
        {**home, "grade": 3}, {**home, "grade": 4}, {**home, "grade": 7}, {**home, "grade": 1, "after": 2},
        limits={"over_limit_g4_6": 37.5},
    )  # fmt: skip
    told = {(one.part, one.rule.id, one.values["pupils"], one.values["limit"])
            for one in found(case, "over_limit")}  # fmt: skip
    assert told == {
        ("1/0", "over_limit_g1_3", "1", "30"), ("1/1", "over_limit_g4_6", "10", "37.5"),
        ("1/2", "over_limit_g7_9", "100", ""), ("2/0", "over_limit_g1_3", "1000", "30"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "is_new"),
    [
        ({"verdict_before": OVER, "seconds_before": 2400.0}, False),
        ({"verdict_before": OVER, "seconds_before": 3000.0}, False),
        ({"verdict_before": OVER, "seconds_before": 2399.0}, False),        # a second more is no worsening
        ({"verdict_before": OVER, "seconds_before": 2398.9}, True),
        ({"verdict_before": LOST, "seconds_before": NAN}, False),           # no way at all before
        ({"verdict_before": WITHIN, "seconds_before": 3000.0}, True),
        ({"verdict_before": Verdict.BOARDING, "seconds_before": 2400.0}, True),     # who boarded has to walk
        ({"verdict_before": Verdict.BORDERLINE, "seconds_before": 2400.0}, True),
    ],
)
def test_a_journey_is_the_baselines_only_if_it_failed_and_grew_no_longer(before, is_new):
    case = county({**OVER_NOW, **before})
    assert [one.is_new for one in found(case, "over_limit")] == [True] * is_new
    standing = found(case, "over_limit", standing_failures)
    assert [one.is_new for one in standing] == [False] * (not is_new)


def test_journeys_of_those_whom_nothing_changes_are_the_baselines_alone():
    case = county(OVER_AS_BEFORE, OVER_NOW, OVER_AS_BEFORE, changed=[1])
    assert [one.subject for one in found(case, "over_limit")] == [1]
    assert [one.subject for one in found(case, "over_limit", standing_failures)] == [0, 2]


# ---- ways lost


STAYS = {"reason": Reason.STAY, "verdict_after": LOST, "seconds_after": NAN, "after": 0}


def test_who_stays_and_loses_the_way_is_cut_off():
    case = county(STAYS, {**STAYS, "settlement": 0, "grade": 5}, {**STAYS, "after": 2}, {**STAYS, "grade": 2})
    first, second, third = found(case, "cut_off")
    assert (first.rule.id, first.kind, first.subject, first.value) == ("cut_off", "settlement", 0, 11)
    assert dict(first.values) == {"settlement": "村0", "school": "校0", "grades": "1、5", "pupils": "11"}
    assert (first.part, first.is_new, first.rows.tolist()) == ("0", True, [0, 1])
    assert (second.subject, second.part, second.value) == (2, "2", 100)
    assert (third.subject, third.value) == (3, 1000)


def test_who_moves_or_never_had_a_way_or_is_not_changed_is_not_cut_off():
    moved = {**STAYS, "reason": Reason.SCHOOL_CLOSED}
    case = county(moved, {**STAYS, "verdict_before": LOST}, STAYS, STAYS, changed=[0, 1, 3])
    assert [one.subject for one in found(case, "cut_off")] == [3]


def test_rules_of_before_the_criterion_was_there_have_it_from_the_shipped_ones():
    case = county(STAYS)
    del case.rules["cut_off"]
    assert [one.rule.id for one in found(case, "cut_off")] == ["cut_off"]
    case.rules["cut_off"] = replace(criteria(RULES)["cut_off"], document="县教〔2022〕1号")
    assert [one.rule.document for one in found(case, "cut_off")] == ["县教〔2022〕1号"]


def test_who_has_nobody_is_named_by_village_school_and_reason():
    lost = {"after": NOBODY, "unassigned": Unassigned.UNASSIGNED_NO_SCHOOL, "way_after": Way.NONE}
    no_way = {**lost, "unassigned": Unassigned.UNASSIGNED_NO_WAY}
    case = county(lost, {**lost, "settlement": 0, "grade": 6}, {**no_way, "settlement": 0},
                  {**lost, "settlement": 0, "before": 2}, {**lost, "settlement": 0}, {},
                  changed=[0, 1, 2, 3, 5])  # fmt: skip
    told = [(one.message, one.value, one.part) for one in consequence_failures(case)]
    assert told == [
        ("finding_unassigned_no_school", 11, "0/1"), ("finding_unassigned_no_way", 100, "0/2"),
        ("finding_unassigned_no_school", 1000, "2/1"),
    ]  # fmt: skip
    first = next(consequence_failures(case))
    assert dict(first.values) == {"settlement": "村0", "school": "校0", "grades": "1、6", "pupils": "11"}
    assert (first.kind, first.is_new, first.rows.tolist()) == ("settlement", True, [0, 1])
    assert first.rule.id == "unassigned"


# ---- the gate of the way


def test_the_gate_names_all_whom_no_bus_takes_and_no_bed_awaits():
    lost = {"verdict_after": LOST, "seconds_after": NAN}
    case = county(
        OVER_NOW, {**lost, "grade": 8}, {**OVER_NOW, "settlement": -1}, {},
        {**OVER_NOW, "way_after": Way.SCHOOL_BUS}, {**OVER_NOW, "way_after": Way.BOARDING},
        {**OVER_NOW, "reason": Reason.STAY}, {**OVER_NOW, "before": 2},
    )  # fmt: skip
    first, second = found(case, "gate_bj22")
    assert (first.rule.id, first.kind, first.subject, first.value) == ("gate_bj22", "school", 0, 111)
    assert dict(first.values) == {
        "school": "校0", "pupils": "111", "grades": "1、8", "settlements": "村0、村1",
        "document": case.rules["gate_bj22"].document,
    }  # fmt: skip
    assert (first.is_new, first.rows.tolist()) == (True, [0, 1, 2])
    assert (second.subject, second.value) == (2, 10**7)


def test_at_the_gate_who_is_no_worse_off_stands_apart():
    """Nobody had a way in row 1, and has none now; the others lose it, or the way grows."""
    lost = {"verdict_after": LOST, "seconds_after": NAN}
    case = county(
        OVER_AS_BEFORE, {**lost, "verdict_before": LOST, "seconds_before": NAN},
        {**lost, "verdict_before": OVER, "seconds_before": 2400.0},
        {**OVER_AS_BEFORE, "seconds_after": 2401.5},
    )  # fmt: skip
    assert {one.is_new: one.value for one in found(case, "gate_bj22")} == {False: 11, True: 1100}


def test_far_walks_where_no_limit_is_set():
    far = {"needs_transport": True, "verdict_after": Verdict.NO_LIMIT, "metres_after": 3600.4, "grade": 5}
    case = county(
        far, {**far, "metres_after": 3500.0, "grade": 4}, {**far, "needs_transport": False},
        {**far, "verdict_after": WITHIN}, {**far, "way_after": Way.SCHOOL_BUS}, {**far, "before": 2},
    )  # fmt: skip
    first, second = found(case, "far_walk")
    assert (first.rule.id, first.kind, first.subject, first.value) == ("far_walk", "school", 0, 11)
    assert dict(first.values) == {
        "school": "校0", "pupils": "11", "grades": "4、5", "metres": "3600",
        "document": case.rules["far_walk"].document,
    }  # fmt: skip
    assert (first.is_new, first.rows.tolist(), second.subject) == (True, [0, 1], 2)


# ---- beds and seats


def test_boarders_for_whom_there_is_no_bed():
    """From grade 4 on at school 1, from grade 7 on at school 2; who boarded walks now."""
    boarder = {"boarded": True, "grade": 4}
    case = county(
        boarder, {**boarder, "grade": 3}, {**boarder, "boarded": False}, {**boarder, "after": 2, "grade": 6},
        {**boarder, "after": 2, "grade": 7}, {**boarder, "way_after": Way.BOARDING},
        boards_from=[4, 4, 7], beds=[NAN, 6, 0],
    )  # fmt: skip
    first, second = found(case, "gate_bj23")
    assert (first.rule.id, first.kind, first.subject, first.value) == ("gate_bj23", "school", 1, 1)
    assert dict(first.values) == {
        "school": "校1", "pupils": "1", "beds": "6", "document": case.rules["gate_bj23"].document
    }  # fmt: skip
    assert (first.is_new, first.rows.tolist()) == (True, [0])
    assert (second.subject, second.value, second.values["beds"]) == (2, 10_000, "0")


def test_far_pupils_sent_to_a_boarding_school_are_meant_to_board():
    """School 1 has one bed, school 2 none, of school 0 nobody says."""
    far = {**OVER_NOW, "grade": 8}
    lost = {**far, "verdict_after": LOST}
    case = county(far, lost, {**far, "after": 2}, {**far, "after": 0, "before": 2}, {"grade": 8},
                  {**far, "grade": 2}, beds=[NAN, 1, 0])  # fmt: skip
    assert {one.subject: one.value for one in found(case, "gate_bj23")} == {1: 11}
    assert found(case, "beds_unknown") == []


def test_boarders_at_a_school_that_does_not_report_its_beds():
    case = county({"boarded": True, "grade": 5, "after": 2}, beds=[0, 0, NAN])
    (one,) = found(case, "beds_unknown")
    assert (one.rule.id, one.subject, one.value) == ("beds_unknown", 2, 1)
    assert found(case, "gate_bj23") == []


def test_seats_that_are_too_few_for_anybody():
    """Ten and a hundred pupils need transport; school 0 names 109 or 110 seats."""
    need = {"needs_transport": True}
    rows = ({}, need, need)
    (one,) = found(county(*rows, seats=[109, 0, 0]), "bus_seats")
    assert (one.rule.id, one.kind, one.subject, one.value) == ("bus_seats", "school", 0, 1)
    assert dict(one.values) == {
        "school": "校0", "seats": "109", "needed": "110",
        "document": one.rule.document,
    }  # fmt: skip
    assert one.is_new is True
    assert found(county(*rows, seats=[110, 0, 0]), "bus_seats") == []
    assert found(county(*rows, seats=[0, 0, 0]), "bus_seats") == []
    assert found(county(*rows, seats=[0, 109, 0]), "bus_seats") == []          # not the school they go to
    riding = {"way_after": Way.SCHOOL_BUS}
    assert found(county({**riding, "grade": 2}, *rows[1:], seats=[109, 0, 0]), "bus_seats") == []
    assert found(county(*rows, seats=[9, 0, 0], changed=[0]), "bus_seats") == []
    assert found(county(*rows, seats=[1, 0, 0], changed=[0, 1]), "bus_seats")[0].value == 9


def test_ways_of_unknown_length_are_to_be_found_out():
    unknown = {"verdict_after": Verdict.UNKNOWN, "way_after": Way.NONE}
    case = county(unknown, unknown, {**unknown, "before": 2}, {**unknown, "reason": Reason.STAY},
                  {**unknown, "after": NOBODY}, {}, unknown, changed=[0, 1, 2, 3, 4, 5])  # fmt: skip
    told = by_subject(case, "way_unknown")
    assert {school: one.value for school, one in told.items()} == {0: 11, 2: 100}
    assert (told[0].rule.id, told[0].kind, told[0].is_new) == ("way_unknown", "school", True)
    assert dict(told[0].values) == {"school": "校0", "pupils": "11"}


# ---- schools that must stay


def taught(*schools):
    """Return the grades taught by three schools, each given by its first and its last."""
    grades = np.arange(1, 10)
    return np.array([(grades >= first) & (grades <= last) for first, last in schools])


def test_the_only_junior_school_of_a_township_must_stay():
    """Schools 0 and 1 stand in one township, school 2 in another."""
    junior = {"teaches": taught((7, 9), (1, 6), (7, 9))}
    closed = county(**junior, teaches_after=taught((9, 0), (1, 6), (7, 9)))
    (one,) = consequence_failures(closed)
    assert (one.message, one.rule.id, one.subject) == ("finding_only_junior", "only_junior", 0)
    assert (one.kind, one.value, one.is_new) == ("school", 0, True)
    assert dict(one.values) == {"school": "校0", "township": "镇0", "document": one.rule.document}
    shorter = county(**junior, teaches_after=taught((7, 8), (1, 6), (7, 9)))
    assert [one.subject for one in found(shorter, "only_junior")] == [0]
    other = county(**junior, teaches_after=taught((9, 0), (1, 9), (7, 9)))
    assert found(other, "only_junior") == []
    private = county(**junior, teaches_after=taught((9, 0), (1, 9), (7, 9)), by_default=[True, False, True])
    assert [one.subject for one in found(private, "only_junior")] == [0]
    own = county(**junior, teaches_after=taught((9, 0), (1, 6), (7, 9)), by_default=[False, True, True])
    assert found(own, "only_junior") == []


def test_the_only_complete_primary_school_of_a_township_must_stay():
    """School 0 has grades 1-6, school 1 grades 1-5: a teaching point is no 完小."""
    primary = {"teaches": taught((1, 6), (1, 5), (1, 6))}
    (one,) = consequence_failures(county(**primary, teaches_after=taught((1, 5), (1, 5), (1, 6))))
    assert (one.message, one.rule.id, one.subject) == (
        "finding_only_complete_primary", "only_complete_primary", 0
    )  # fmt: skip
    upper = county(**primary, teaches_after=taught((2, 6), (1, 5), (1, 6)))
    assert [one.subject for one in consequence_failures(upper)] == [0]
    grown = county(**primary, teaches_after=taught((1, 5), (1, 6), (1, 6)))
    assert list(consequence_failures(grown)) == []
    elsewhere = county(**primary, teaches_after=taught((1, 5), (1, 5), (1, 6)), townships=(0, 1, 1))
    assert [one.subject for one in consequence_failures(elsewhere)] == [0]
    here = county(**primary, teaches_after=taught((1, 5), (1, 5), (1, 6)), townships=(1, 0, 1))
    assert list(consequence_failures(here)) == []


def test_where_primary_school_ends_with_grade_five_its_sixth_grade_is_junior():
    closed = {"teaches": taught((1, 5), (6, 9), (1, 9)), "teaches_after": taught((1, 5), (7, 9), (1, 9))}
    assert [one.subject for one in consequence_failures(county(**closed, last_primary=5))] == [1]
    assert list(consequence_failures(county(**closed, last_primary=6))) == []


def test_a_central_school_that_does_not_stay_as_it_is():
    status = [LayoutStatus.RETAIN, LayoutStatus.TEACHING_POINT, LayoutStatus.MERGE]
    case = county(status=status, is_central=[True, True, True])
    told = by_subject(case, "central_school")
    assert list(told) == [1, 2]
    assert (told[2].rule.id, told[2].kind, told[2].value, told[2].is_new) == (
        "central_school", "school", 1, True
    )  # fmt: skip
    assert dict(told[2].values) == {"school": "校2", "township": "镇1", "document": told[2].rule.document}
    assert found(county(status=status, is_central=[True, False, False]), "central_school") == []


def test_classes_that_are_opened():
    """School 2's fourth grade: 2 · 9 + 3 = 21 pupils in 2 classes."""
    opened = np.zeros((3, 9), dtype=bool)
    opened[2, 3] = opened[0, 0] = True
    first, second = found(county(opened=opened), "class_opened")
    assert (first.subject, first.part) == (0, "1")
    assert (second.rule.id, second.kind, second.subject, second.value) == ("class_opened", "school", 2, 2)
    assert dict(second.values) == {"school": "校2", "grade": "4", "pupils": "21", "classes": "2"}
    assert (second.part, second.is_new) == ("4", True)


# ---- what decisions leave open


def test_kindergarten_rooms_of_what_closes_or_shrinks_are_undecided():
    decisions = {
        2: Decision(LayoutStatus.TEACHING_POINT), 0: Decision(LayoutStatus.MERGE), 1: Decision(),
    }  # fmt: skip
    case = county(decisions=decisions, kindergarten_rooms=[3.0, 2.0, 1.0], is_open=[False, True, True])
    closed, point = (one for one in consequence_failures(case))
    assert (closed.message, closed.rule.id, closed.subject, closed.value) == (
        "finding_kindergarten", "kindergarten_undecided", 0, 3
    )  # fmt: skip
    assert (closed.kind, closed.is_new) == ("school", True)
    assert dict(closed.values) == {
        "school": "校0", "rooms": "3", "document": closed.rule.document, "named": "",
    }  # fmt: skip
    assert (point.message, point.subject, point.value) == ("finding_kindergarten_point", 2, 1)


def test_kindergartens_with_a_name_are_named_though_the_ledger_has_no_rooms():
    """Two at school 0 (of which the ledger has no rooms), one at school 2, where one room is."""
    merged = {code: Decision(LayoutStatus.MERGE) for code in (0, 1, 2)}
    case = county(
        decisions=merged, kindergarten_rooms=[0.0, NAN, 1.0], is_open=[False, False, True],
        kindergartens={"k1": ("甲园", "s0"), "k2": ("乙园", "s0"), "k3": ("丙园", "s2")},
    )  # fmt: skip
    first, second = (one for one in consequence_failures(case))
    assert (first.message, first.subject, first.value) == ("finding_kindergarten_named", 0, None)
    assert (first.values["named"], first.values["rooms"]) == ("甲园、乙园", "0")
    assert (second.message, second.subject, second.value) == ("finding_kindergarten_point_named", 2, 1)


@pytest.mark.parametrize(
    ("boarding", "told"),
    [(Boarding(20, from_grade=3), True), (Boarding(20, from_grade=4), False),
     (Boarding(1, from_grade=1), True), (Boarding(0, from_grade=1), False), (None, False)],
)  # fmt: skip
def test_beds_for_the_youngest_are_told(boarding, told):
    case = county(decisions={2: Decision(boarding=boarding)})
    failures = list(consequence_failures(case))
    assert [one.subject for one in failures] == [2] * told
    for one in failures:
        assert (one.message, one.rule.id) == ("finding_boarding_from_grade", "boarding_from_grade")
        assert (one.value, one.kind, one.is_new) == (boarding.from_grade, "school", True)
        assert dict(one.values) == {
            "school": "校2", "grade": str(boarding.from_grade), "limit": "4", "document": one.rule.document,
        }  # fmt: skip


def test_every_school_with_beds_for_the_youngest_is_told():
    """The first has none to tell, and the others are told all the same."""
    beds = {0: Decision(), 1: Decision(boarding=Boarding(5, 2)), 2: Decision(boarding=Boarding(5, 1))}
    told = found(county(decisions=beds), "boarding_from_grade")
    assert [(one.subject, one.value) for one in told] == [(1, 2), (2, 1)]
