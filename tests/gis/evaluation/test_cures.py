"""A cure makes its finding go away: each is carried out on the county that can be worked out by hand."""

import copy
import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan, point, with_school, without_way

from gis.evaluation import evaluate
from gis.evaluation.cures import Physician
from gis.evaluation.evidence import MESSAGE
from gis.evaluation.failures import Failure
from gis.layout import Boarding, Decision, Expansion, Scenario
from gis.memory import Memory
from gis.messages import describe
from gis.rulebook import with_county_value, with_packs
from gis.standards import criteria

GROUND = {"document": "县教〔2022〕1号", "reason": "试算"}


def under(plan=None, year=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return evaluate(plan or miniature_plan(), Scenario("方案", named), year=year)


def found(evaluation, criterion_id, *, new=True):
    every = [f for f in evaluation.findings if f.criterion_id == criterion_id]
    return [f for f in every if f.in_baseline is not new]


def only(evaluation, criterion_id):
    (finding,) = found(evaluation, criterion_id)
    return finding


def cures(finding, kind):
    return [cure for cure in finding.cures if cure.kind == kind]


# v4's 5 pupils of grades 1-2 move from p3 (2000 s) to s1: 2800 s on foot, 420 + 2520 / 5 = 924 s by bus


def test_a_bus_with_the_seats_that_it_names_brings_them_in_time():
    for criterion in ("over_limit_g1_3", "gate_bj22"):
        (bus,) = cures(only(under(p3=merge("s1")), criterion), "bus")
        assert (bus.amount, bus.unit, bus.subject_id, bus.message_code) == (5, "座", "p3", "cure_bus")
        assert bus.values["minutes"] == "15"
    cured = under(p3=merge("s1", bus_seats=5))
    assert found(cured, "over_limit_g1_3") == found(cured, "gate_bj22") == []
    short = only(under(p3=merge("s1", bus_seats=4)), "gate_bj22")
    assert cures(short, "bus")[0].amount == 5            # all seats that the decision must name, not one more


def test_rooms_that_are_enough_cure_nothing():
    """134 pupils at s1 need 3 rooms of 45, which it has; its 120 approved places are 14 short."""
    full = only(under(with_school(miniature_plan(), "s1", classrooms=4.0), p3=merge("s1")), "places_short")
    assert [(cure.kind, cure.amount) for cure in full.cures] == [("places", 14), ("fewer", 14)]


def test_a_bus_that_is_too_slow_is_called_so():
    plan = with_county_value(miniature_plan(), "over_limit_g1_3", 15, **GROUND)   # 900 s; riding: 924 s
    (bus,) = cures(only(under(plan, p3=merge("s1")), "gate_bj22"), "bus")
    assert bus.message_code == "cure_bus_too_long"
    assert bus.values["cured"] == "0"
    just = with_county_value(miniature_plan(), "over_limit_g1_3", 924 / 60, **GROUND)
    (bus,) = cures(only(under(just, p3=merge("s1")), "gate_bj22"), "bus")
    assert bus.message_code == "cure_bus"


def test_the_youngest_get_no_bed_and_may_stay_at_a_teaching_point():
    """v2 walks 2200 s to s2-P, v4 4200 s; at p3 v2's 15 are in time, v4's 5 (2000 s) are not."""
    gate = only(under(p3=merge("s2-P")), "gate_bj22")
    assert cures(gate, "beds") == []
    (kept,) = cures(gate, "teaching_point")
    assert (kept.amount, kept.subject_id) == (15, "p3")


def test_beds_for_all_who_wait():
    """Grades 4-6 of v4 board at s1; when s1 closes they need 5 beds at s2-P."""
    short = only(under(s1=merge("s2-P"), s2_P=Decision(boarding=Boarding(4))), "gate_bj23")
    (beds,) = cures(short, "beds")
    assert (beds.amount, beds.unit, beds.subject_id) == (1, "张", "s2-P")
    cured = under(s1=merge("s2-P"), s2_P=Decision(boarding=Boarding(4 + int(beds.amount))))
    assert found(cured, "gate_bj23") == []


def test_a_nearer_school_is_named_with_its_room():
    """Sent to s2-P, v2's 15 pupils find s1 at 800 s, with 120 places for 114 pupils."""
    gate = only(under(p3=merge("s2-P")), "gate_bj22")
    (nearer,) = cures(gate, "receiver")
    assert (nearer.subject_id, nearer.amount, nearer.message_code) == ("s1", 15, "cure_school_full")
    assert [nearer.values[key] for key in ("settlements", "free", "minutes")] == ["西村", "6", "13"]
    cured = under(p3=merge("s2-P", settlement_receivers=(("v2", "s1"),)))
    assert [f.subject_id for f in found(cured, "over_limit_g1_3")] == ["v4"]


def test_places_short_as_rooms_and_as_approved_size():
    """s1 gets 20 + 114 = 134 pupils: 120 approved, 7 rooms x 45 = 315: rooms there are enough."""
    short = only(under(p3=merge("s1")), "places_short")
    assert [(c.kind, c.amount) for c in short.cures] == [("places", 14), ("fewer", 14)]
    cured = under(p3=merge("s1"), s1=Decision(expansion=Expansion(places=14)))
    assert found(cured, "places_short") == []
    plan = with_school(miniature_plan(), "s1", classrooms=3.0, approved_places=float("nan"))   # 2 rooms: 90
    short = only(under(plan, p3=merge("s1")), "places_short")
    assert [(c.kind, c.amount) for c in short.cures] == [("rooms", 1), ("fewer", 20)]
    assert found(under(plan, p3=merge("s1"), s1=Decision(expansion=Expansion(rooms=1))), "places_short") == []


def test_a_project_that_opens_later_names_its_year():
    built = Decision(expansion=Expansion(places=40, year=2025))
    short = only(under(year=2023, p3=merge("s1"), s1=built), "places_short")
    (later,) = cures(short, "year")
    assert (later.amount, later.subject_id) == (2025, "s1")
    assert found(under(year=2025, p3=merge("s1"), s1=built), "places_short") == []


@pytest.mark.parametrize(("pupils", "add"), [(46, 1), (90, 1), (91, 2)])
def test_a_class_too_large_needs_classes_rooms_and_posts(pupils, add):
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: pupils})])
    (size,) = [f for f in evaluate(plan).findings if f.message_code == "finding_class_size"]
    assert [(c.kind, c.amount) for c in size.cures] == [("classes", add), ("posts", add)]   # rooms are free
    none = with_school(plan, "s1", classrooms=2.0)       # one for the kindergarten, one in use
    (size,) = [f for f in evaluate(none).findings if f.message_code == "finding_class_size"]
    assert [(c.kind, c.amount) for c in size.cures] == [("classes", add), ("rooms", add), ("posts", add)]


def test_schools_that_must_stay_are_to_be_retained_and_lost_pupils_to_be_named_a_school():
    evaluation = under(s2_J=merge())
    assert [(c.kind, c.subject_id) for c in only(evaluation, "only_junior").cures] == [("retain", "s2-J")]
    lost = found(evaluation, "unassigned")
    assert lost
    assert all(c.kind == "receiver" and c.subject_id == "s2-J" for f in lost for c in f.cures)
    assert sum(c.amount for f in lost for c in f.cures) == 39


def test_who_stays_is_cured_outside_the_scenario():
    """v4's 5 pupils at p3 (2000 s) are over the limit today; a bus takes 420 + 1800 / 5 = 780 s."""
    (today,) = found(evaluate(miniature_plan()), "over_limit_g1_3", new=False)
    (bus,) = today.cures
    assert (bus.message_code, bus.amount, bus.subject_id) == ("cure_bus_stay", 5, "p3")


def test_every_cure_has_a_sentence_and_travels_as_a_plain_tuple():
    evaluations = [
        under(p3=merge("s2-P")), under(s1=merge("s2-P")), under(s2_J=merge()), under(s2_P=point(1, 2, 3)),
        under(p3=merge("s1", bus_seats=1)), under(s1=Decision(boarding=Boarding(20, from_grade=1))),
        under(without_way(miniature_plan(), ("v4", "s1")), p3=merge("s1")),
    ]  # fmt: skip
    kinds = set()
    for finding in (f for evaluation in evaluations for f in evaluation.findings):
        for cure in finding.cures:
            kinds.add(cure.kind)
            for language in ("zh", "en"):
                assert describe(cure.message_code, cure.values, language).what
        assert copy.deepcopy(finding.cures) == finding.cures
        assert type(pickle.loads(pickle.dumps(finding)).cures) is tuple
    assert {"bus", "receiver", "teaching_point", "places", "retain", "evidence", "grade"} <= kinds
    told = evaluations[0].to_dict()["findings"]
    assert any(cure["what"] for finding in told for cure in finding["cures"])


def test_a_finding_quotes_its_rule():
    plan = with_county_value(miniature_plan(), "over_limit_g1_3", 28, **GROUND)
    over = only(under(plan, p3=merge("s1")), "over_limit_g1_3")
    assert (over.rule, over.layer, over.status, over.limit) == ("BJ-32, XC-15", "county", "现行", 28)
    assert (over.document, over.verification, over.force) == ("县教〔2022〕1号", "县级文件", "should")


# ---- distances that provinces set


def test_the_walk_of_a_primary_pupil_in_a_province_with_two_kilometres():
    """v4 walks 2520 m to s1 when p3 closes: beyond 2000 m + 10 %; today 1800 m to p3. Grades 4, 5 board."""
    plan = with_packs(miniature_plan(), ["henan"])
    assert found(evaluate(plan), "walk_distance_primary", new=False) == []
    far = only(under(plan, p3=merge("s1")), "walk_distance_primary")
    assert (far.subject_id, far.value, far.limit, far.unit, far.force) == ("v4", 2520, 2000, "m", "should")
    assert (far.layer, far.verified, far.values["pupils"]) == ("province", True, "5")
    assert [c.kind for c in far.cures] == ["bus"]
    assert found(under(plan, p3=merge("s1", bus_seats=5)), "walk_distance_primary") == []
    assert found(under(p3=merge("s1")), "walk_distance_primary") == []       # no pack, no limit


def test_grades_of_a_province_that_tells_them_apart():
    """Sichuan: 1500 m for grades 1-4, 5000 m for 5-6. v4 walks 1800 m to p3: beyond 1650 m."""
    plan = with_packs(miniature_plan(), ["sichuan"])
    (lower,) = found(evaluate(plan), "walk_distance_g1_4", new=False)
    assert (lower.subject_id, lower.value, lower.values["grades"]) == ("v4", 1800, "1、2")
    assert found(evaluate(plan), "walk_distance_g5_6", new=False) == []


def test_minutes_and_the_limits_of_the_older_in_a_province_that_has_them():
    """Xinjiang: 45 minutes for who has no national limit. v1 walks 3600 m / 1.25 = 48 min to s2-J: 临界."""
    plan = with_packs(miniature_plan(), ["xinjiang"])
    evaluation = evaluate(plan)
    assert found(evaluation, "over_limit_g7_9", new=False) == []
    assert evaluation.travel["g7_9"]["before"].borderline_pupils == 12
    long = {(f.subject_id, round(f.value)) for f in found(evaluation, "bus_needed_minutes", new=False)}
    assert long == {("v1", 48), ("v4", 33)}              # v2 to s2-J: 26 min


def test_what_ended_or_is_doubtful_finds_nothing():
    plan = with_packs(miniature_plan(), ["henan"])
    entry = plan.rules["packs"]["henan"]["criteria"]["walk_distance_primary"]
    for change in ({"status": "存疑"}, {"status": "已废止"}, {"valid_to": "2022-08-31"}):
        criteria = {"walk_distance_primary": entry | change}
        packs = {"henan": {**plan.rules["packs"]["henan"], "criteria": criteria}}
        other = replace(plan, rules={**plan.rules, "packs": packs})
        assert found(under(other, p3=merge("s1")), "walk_distance_primary") == []
    doubtful = with_county_value(plan, "walk_minutes_draft", 10, **GROUND)   # the county makes it its own
    assert found(under(doubtful, p3=merge("s1")), "walk_minutes_draft") != []


# ---- cures of failures that are written down by hand: three schools, and who is sent where


NAN = float("nan")
RULES = miniature_plan().rules


def patient(rule_id, *, school=1, asked=None, waiting=(), moves=None, standards=None, **told):
    """Return what would cure a failure of a rule: (kind, amount, unit, school, message) of each cure."""
    given = {
        "enrolment": [50.0, 100.0, 60.0], "classrooms": [9.0, 3.0, 2.0], "rooms_added": [0.0, 0.0, 0.0],
        "approved": [90.0, 90.0, 90.0], "places_added": [0.0, 0.0, 0.0], "is_point": [False] * 3,
        "teaches": [(1, 9), (1, 6), (7, 9)], "last_primary": 6, "decisions": {}, "rooms_free": [0.0] * 3,
        "in_classes": np.ones((3, 9)), "classes": np.ones((3, 9)),
    } | {name: told.pop(name) for name in list(told) if name in ROOM}  # fmt: skip
    ledger = pd.DataFrame({"classrooms": given["classrooms"], "approved_places": given["approved"]})
    grades = np.arange(1, 10)
    rules = dict(criteria(RULES))
    for name, cells in (standards or {}).items():
        rules[name] = replace(rules[name], **cells)
    case = SimpleNamespace(
        school=lambda code: f"校{code}", moves=moves or moved(), rules=rules,
        county=SimpleNamespace(
            school_ids=np.array(["a", "b", "c"], dtype=object), schools=ledger, memory=Memory(),
            last_primary_grade=given["last_primary"],
        ),
        after=SimpleNamespace(rooms=SimpleNamespace(
            enrolment=np.array(given["enrolment"]), rooms_free=np.array(given["rooms_free"]),
            in_classes=given["in_classes"], classes=given["classes"],
        )),
        outcome=SimpleNamespace(
            rules=RULES, year=asked, scenario=SimpleNamespace(decisions=given["decisions"]),
            situation=SimpleNamespace(
                rooms_added=np.array(given["rooms_added"]), places_added=np.array(given["places_added"]),
                is_point=np.array(given["is_point"]),
                teaches=np.array([(grades >= low) & (grades <= high) for low, high in given["teaches"]]),
            ),
        ),
    )  # fmt: skip
    physician = Physician(case, balance=None)
    physician.__dict__["remedies"] = SimpleNamespace(waiting=np.array(waiting))
    failure = Failure(rules[rule_id], "school", school, told.pop("message", ""), **told)
    return physician.cures(failure)


ROOM = frozenset({"enrolment", "classrooms", "rooms_added", "approved", "places_added", "is_point", "teaches",
                  "last_primary", "decisions", "rooms_free", "in_classes", "classes"})  # fmt: skip


def moved(before=(), after=(), pupils=(), is_moved=(), boarded=()):
    kinds = {"before": int, "after": int, "pupils": int, "moved": bool, "boarded": bool}
    values = (before, after, pupils, is_moved, boarded)
    return SimpleNamespace(**{
        name: np.array(row, dtype=kind) for (name, kind), row in zip(kinds.items(), values, strict=True)
    })  # fmt: skip


def told_of(found):
    return [(one.kind, one.amount, one.unit, one.subject_id, one.message_code) for one in found]


def amounts(found):
    return {one.kind: one.amount for one in found}


SENT = moved(
    before=[0, 2, 0, 1], after=[1, 1, 2, 1], pupils=[3, 4, 50, 70], is_moved=[True, True, True, False]
)  # fmt: skip


def test_places_short_by_room_and_by_size_and_by_whom_the_plan_sends():
    """100 pupils of grades 1-6 in 3 rooms of 45 have rooms enough; 90 places are approved, 7 pupils came."""
    found = patient("places_short", value=10.0, moves=SENT)
    assert told_of(found) == [("places", 10, "个", "b", "cure_places"), ("fewer", 7, "人", "b", "cure_fewer")]
    places, fewer = found
    assert places.values == {"school": "校1", "places": "10", "pupils": "100"}
    assert fewer.values == {"school": "校1", "pupils": "7", "came": "7"}
    assert amounts(patient("places_short", value=2.0, moves=SENT))["fewer"] == 2
    assert "fewer" not in amounts(patient("places_short", value=None, moves=SENT))
    assert "fewer" not in amounts(patient("places_short", value=10.0))          # nobody came
    assert amounts(patient("places_short", value=1.0, moves=SENT))["fewer"] == 1
    one = moved(before=[0], after=[1], pupils=[1], is_moved=[True], boarded=[False])
    assert amounts(patient("places_short", value=10.0, moves=one))["fewer"] == 1


@pytest.mark.parametrize(
    ("cells", "rooms"),
    [
        ({"enrolment": [0, 135.0, 0]}, None),
        ({"enrolment": [0, 136.0, 0]}, 1),
        ({"enrolment": [0, 181.0, 0]}, 2),
        ({"enrolment": [0, 181.0, 0], "rooms_added": [5, 1.0, 5]}, 1),
        ({"enrolment": [0, 181.0, 0], "rooms_added": [5, NAN, 5]}, 2),
        ({"enrolment": [0, 181.0, 0], "classrooms": [9, NAN, 9]}, None),             # nobody knows
        ({"enrolment": [0, 150.0, 0], "teaches": [(1, 6), (7, 9), (1, 6)]}, None),   # 50 to a junior room
        ({"enrolment": [0, 150.0, 0], "teaches": [(1, 6), (6, 9), (1, 6)]}, 1),
        ({"enrolment": [0, 150.0, 0], "teaches": [(1, 6), (6, 9), (1, 6)], "last_primary": 5}, None),
        ({"enrolment": [0, 50.0, 0], "teaches": [(1, 6), (9, 0), (1, 6)]}, None),
        ({"enrolment": [0, 150.0, 0], "teaches": [(1, 6), (9, 9), (1, 6)]}, None),
        ({"enrolment": [0, 100.0, 0], "teaches": [(1, 6), (1, 2), (1, 6)]}, None),
        ({"enrolment": [0, 100.0, 0], "teaches": [(1, 6), (1, 2), (1, 6)], "is_point": [0, 1, 0]}, 1),
        ({"enrolment": [0, 181.0, 0], "teaches": [(1, 6), (1, 6), (1, 6)], "is_point": [0, 1, 0]}, 2),
    ],
)
def test_rooms_that_are_missing(cells, rooms):
    """3 rooms at school 1; a point uses one for a grade."""
    found = patient("places_short", value=10.0, approved=[NAN] * 3, **cells)
    assert amounts(found) == ({} if rooms is None else {"rooms": rooms})
    for one in found:
        assert (one.unit, one.subject_id, one.message_code) == ("间", "b", "cure_rooms")
        assert one.values == {"school": "校1", "rooms": str(rooms), "per_room": "45"}


@pytest.mark.parametrize(
    ("approved", "added", "places"), [(100.0, 0.0, None), (99.0, 0.0, 1), (80.0, 20.0, None), (80.0, 5.0, 15)]
)
def test_places_that_are_missing(approved, added, places):
    found = patient("places_short", approved=[1, approved, 1], places_added=[99, added, 99])
    assert amounts(found) == ({} if places is None else {"places": places})


@pytest.mark.parametrize(
    ("asked", "decision", "year"),
    [
        (2023, Decision(expansion=Expansion(places=40, year=2024)), 2024),
        (2024, Decision(expansion=Expansion(places=40, year=2024)), None),
        (None, Decision(expansion=Expansion(places=40, year=2024)), None),
        (2023, Decision(expansion=Expansion(places=40)), None),
        (2023, Decision(), None),
    ],
)
def test_a_later_year_helps_if_the_own_project_opens_then(asked, decision, year):
    found = patient("places_short", approved=[NAN] * 3, asked=asked, decisions={"b": decision})
    assert told_of(found) == ([] if year is None else [("year", year, "学年", "b", "cure_year")])
    assert [one.values for one in found] == [{"school": "校1", "year": "2024"}] * (year is not None)
    assert patient("places_short", approved=[NAN] * 3, asked=asked, decisions={"a": decision}) == ()


def too_large(part, rule_id="large_class", school=1, **cells):
    """School 1: 91 pupils in the one class of grade 6, 140 in the two of grade 7."""
    in_classes, classes = np.ones((3, 9)), np.ones((3, 9))
    in_classes[1, 5:7], classes[1, 5:7] = (91, 140), (1, 2)
    free = cells.pop("rooms_free", [0.0, 9.0, 0.0])
    return patient(
        rule_id, school=school, part=part, in_classes=in_classes, classes=classes, rooms_free=free, **cells
    )


def test_classes_more_by_the_limit_of_the_stage():
    """91 in classes of 45 are three, 140 in classes of 50 three, in classes of 45 four."""
    primary, junior = too_large("6"), too_large("7")
    assert told_of(primary) == [
        ("classes", 2, "班", "b", "cure_classes"), ("posts", 2, "人", "b", "cure_posts")
    ]  # fmt: skip
    assert primary[0].values == {"school": "校1", "grade": "6", "classes": "2", "limit": "45"}
    assert amounts(junior) == {"classes": 1, "posts": 1}
    assert junior[0].values["limit"] == "50"
    early = too_large("6", last_primary=5)                      # grade 6 is junior there: 91 in two of 50
    assert (amounts(early), early[0].values["limit"]) == ({"classes": 1, "posts": 1}, "50")
    assert amounts(too_large("7", last_primary=7))["classes"] == 2
    assert too_large("1") == ()                                 # one pupil in one class
    below = too_large("6", standards={"class_size_primary": {"operator": "<", "value": 46.0}})
    assert (amounts(below)["classes"], below[0].values["limit"]) == (2, "45")


@pytest.mark.parametrize(
    ("free", "rooms"), [(2.0, "none"), (3.0, "none"), (1.0, 1), (0.0, 2), (NAN, None)]
)
def test_rooms_for_classes_more(free, rooms):
    found = too_large("6", rooms_free=[9.0, free, 9.0])
    assert amounts(found).get("rooms", "none") == rooms
    codes = {one.kind: one.message_code for one in found}
    if rooms is None:
        assert codes["rooms"] == "cure_rooms_unknown"
    if rooms == 1:
        room = found[1]
        assert (room.unit, room.subject_id, room.message_code) == ("间", "b", "cure_class_rooms")
        assert (room.values["rooms"], room.values["free"], room.values["classes"]) == ("1", "1", "2")


def test_without_a_standard_of_the_stage_the_failed_rule_is_the_limit():
    open_end = {"class_size_primary": {"value": None}}
    doubtful = {"class_size_primary": {"status": "存疑"}}
    for standards in (open_end, doubtful):
        own = {**standards, "large_class": {"operator": "<=", "value": 30.0}}
        found = too_large("6", standards=own)                   # 91 in classes of 30: four
        assert (found[0].amount, found[0].values["limit"]) == (3, "30")
        neither = {**standards, "large_class": {"value": None}}
        assert too_large("6", standards=neither) == ()


@pytest.mark.parametrize(
    ("cells", "excess"),
    [({"operator": "<=", "value": 2000.0}, 10), ({"operator": "<", "value": 2000.0}, 11),
     ({"value": None}, None), ({"status": "已废止"}, None)],
)  # fmt: skip
def test_how_many_fewer_a_school_may_have(cells, excess):
    found = patient("school_size", value=2010.0, standards={"school_size": cells})
    assert told_of(found) == ([] if excess is None else [("fewer", excess, "人", "b", "cure_smaller")])
    assert [one.values["pupils"] for one in found] == [str(excess)] * (excess is not None)
    assert patient("school_size", value=None) == ()


def test_beds_for_boarders_or_for_all_who_wait():
    moves = moved(before=[0] * 3, after=[1] * 3, pupils=[1, 2, 3], is_moved=[True] * 3,
                  boarded=[True, True, False])  # fmt: skip
    given = {"moves": moves, "waiting": [7, 8, 9], "value": 3.0}
    (boarders,) = patient("gate_bj23", rows=np.array([0, 1]), **given)
    assert told_of([boarders]) == [("beds", 3, "张", "b", "cure_beds")]
    assert boarders.values == {"school": "校1", "beds": "3"}
    assert amounts(patient("gate_bj23", rows=np.array([1, 2]), **given)) == {"beds": 8}
    assert amounts(patient("gate_bj23", rows=None, **given)) == {"beds": 8}
    assert amounts(patient("gate_bj23", rows=np.array([0]), **{**given, "value": None})) == {"beds": 0}


@pytest.mark.parametrize(
    ("rule_id", "cure", "values"),
    [
        ("beds_unknown", ("evidence", 5, "张", "b", "cure_enter_beds"), {"school": "校1", "beds": "5"}),
        ("way_unknown", ("evidence", 5, "人", "b", "cure_place"), {"pupils": "5"}),
        ("bus_seats", ("bus", 5, "座", "b", "cure_more_seats"), {"school": "校1", "seats": "5"}),
        ("only_junior", ("retain", 1, "所", "b", "cure_retain"), {"school": "校1"}),
        ("central_school", ("retain", 1, "所", "b", "cure_retain"), {"school": "校1"}),
        ("boarding_g1_3", ("day", 5, "人", "b", "cure_day"), {"school": "校1", "pupils": "5"}),
        ("boarding_from_grade", ("grade", 4, "年级", "b", "cure_grade"), {"school": "校1", "grade": "4"}),
        ("class_opened", ("rooms", 5, "间", "b", "cure_opened"),
         {"school": "校1", "grade": "3", "classes": "5"}),
        ("places_first", ("year", 5, "学年", "b", "cure_close_later"), {"school": "校1", "year": "2027"}),
    ],
)  # fmt: skip
def test_what_is_to_be_done_about_it(rule_id, cure, values):
    (found,) = patient(rule_id, value=5.0, part="3", values={"ready": "2027"})
    assert told_of([found]) == [cure]
    assert found.values == values


def test_what_has_no_number_has_no_cure_by_number():
    assert amounts(patient("class_opened", value=None, part="3")) == {"rooms": 0}
    no_grade = {"boarding_from_grade": {"value": None}}
    assert patient("boarding_from_grade", value=1.0, standards=no_grade) == ()
    assert patient("kindergarten_undecided", value=1.0) == ()           # only a person can say


def test_people_who_are_against_keep_their_school_whatever_the_rule():
    (found,) = patient("gate_bj22", message=MESSAGE)
    assert told_of([found]) == [("retain", 1, "所", "b", "cure_retain")]


@pytest.mark.parametrize(
    ("part", "school", "cure"),
    [
        ("must_stay/b", 1, ("retain", 1, "所", "b", "cure_retain")),
        ("must_stay/b", 0, ("retain", 1, "所", "a", "cure_retain")),
        ("must_stay/b", -1, None),
        ("most_moved/", -1, ("fewer", 5, "人", "", "cure_most_moved")),
        ("most_moved_twice/", -1, ("fewer", 5, "人", "", "cure_most_moved_twice")),
        ("must_close/b", 1, None),
    ],
)
def test_what_keeps_a_promise(part, school, cure):
    found = patient("promise_kept", school=school, part=part, values={"pupils": "105", "limit": "100"})
    assert told_of(found) == ([] if cure is None else [cure])
    if cure and cure[0] == "fewer":
        assert found[0].values == {"pupils": "5"}


def test_each_school_whose_pupils_have_nobody_may_name_a_receiver():
    """Of five rows four are meant: 3 + 50 pupils of school 0, 4 of school 2, 70 of school 1."""
    moves = moved(before=[2, 0, 0, 1, 2], after=[-1] * 5, pupils=[4, 3, 50, 70, 600], is_moved=[True] * 5)
    found = patient("unassigned", rows=np.array([0, 1, 2, 3]), moves=moves)
    assert told_of(found) == [
        ("receiver", 4, "人", "c", "cure_name_receiver"), ("receiver", 53, "人", "a", "cure_name_receiver"),
        ("receiver", 70, "人", "b", "cure_name_receiver"),
    ]  # fmt: skip
    assert found[1].values == {"school": "校0", "pupils": "53"}
    assert patient("unassigned", rows=None, moves=moves) == ()
