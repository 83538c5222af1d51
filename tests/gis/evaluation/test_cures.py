"""A cure makes its finding go away: each is carried out on the county that can be worked out by hand."""

import copy
import pickle
from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, point, with_school, without_way

from gis.evaluation import evaluate
from gis.layout import Boarding, Decision, Expansion, Scenario
from gis.messages import describe
from gis.rulebook import with_county_value, with_packs

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
