"""Every figure opens to inputs that give it again."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.evaluation.derivation import Deriver, derivation_to_dict, derive, registered, rules_with
from gis.layout import Scenario
from gis.messages import describe
from gis.rulebook import with_county_value

PLAN = miniature_plan()
SCENARIO = Scenario("方案", {"p3": merge("s1"), "s2-P": point(1, 2, 3), "s2-J": merge()})
EVALUATION = evaluate(PLAN, SCENARIO)
DERIVER = Deriver(EVALUATION, PLAN)
OPENED_ELSEWHERE = {  # columns of a school that are no figures: read off the ledger or the decision
    "site_id", "name", "township", "type_code", "status", "open_before", "open_after", "is_point_before",
    "is_point_after", "lon", "lat",
}  # fmt: skip


def school_paths():
    frame = EVALUATION.schools
    return [f"schools.{key}.{name}" for key in frame.index for name in frame if name not in OPENED_ELSEWHERE]


def grade_paths():
    rows = EVALUATION.school_grades[["school_id", "grade"]].itertuples(index=False)
    kinds, sides = ("pupils", "classes", "largest_class"), ("before", "after")
    names = [f"{kind}_{side}" for kind in kinds for side in sides]
    return [f"school_grades.{school}.{grade}.{name}" for school, grade in rows for name in names]


def test_every_figure_of_the_county_opens_and_closes():
    opened = DERIVER.of_county()
    assert {"headline.places_short.after", "counts.schools.before", "travel.all.after.mean_s"} <= set(opened)
    assert [path for path, found in opened.items() if found.closes is False] == []
    assert sum(found.closes is True for found in opened.values()) > 50


def test_every_figure_of_schools_and_grades_opens_and_closes():
    paths = [*school_paths(), *grade_paths()]
    opened = [DERIVER.derive(path) for path in paths]
    assert [found.figure for found in opened if found.closes is False] == []
    assert sum(found.closes is True for found in opened) > 100


def test_a_figure_by_hand():
    """20 pupils move from p3, 16 in grades 4-6 from s2-P (8 + 7 + 6 = 21), 39 from s2-J."""
    found = derive(EVALUATION, "headline.affected_pupils.after")
    assert (found.value, found.unit, found.inputs[0].value) == (80, "人", 80)
    assert found.inputs[0].source == "sum(flows.pupils; moved=True)"
    mean = derive(EVALUATION, "travel.g1_3.before.mean_s")
    assert [one.value for one in mean.inputs] == pytest.approx([96_400, 101])
    assert mean.recomputed == pytest.approx(96_400 / 101)
    over = derive(EVALUATION, "travel.g1_3.before.over_limit_pupils")
    assert (over.value, over.rules) == (5, ("criteria.over_limit_g1_3", "parameters.borderline_share"))
    assert over.inputs[1].source == "criteria.over_limit_g1_3 国办发〔2018〕27号"
    assert over.inputs[1].value == 30


def test_indicators_staff_and_money():
    plan = with_school(PLAN, "s1", multimedia_rooms=3.0, equipment_yuan=228_000.0)
    told = Deriver(evaluate(plan, SCENARIO), plan)
    rooms, equipment = (told.derive(f"balance.indicators.s1.{key}.value_before") for key in ("L7", "L6"))
    assert ([one.value for one in rooms.inputs[:2]], rooms.closes) == ([3, 114], True)
    assert (equipment.value, equipment.closes) == (2000, True)
    posts = told.derive("staff.rows.county..posts_due_after")
    freed = told.derive("staff.rows.county..posts_freed")
    assert (posts.closes, freed.closes) == (True, True)
    assert [one.value for one in freed.inputs] == [freed.value + posts.value, posts.value]
    for path in ("township.甲镇.pupils_after", "township.甲镇.mean_s_before", "settlement.v4.pupils_before"):
        assert told.derive(f"by_{path}").closes
    details = [told.derive(path) for path in (
        "balance.spread.primary.official.L7.cv_before", "balance.schools.s1.met_before",
        "staff.rows.school.s1.posts_due_after", "funding.totals.county..one_off_yuan",
        "funding.totals.school.s1.yearly_yuan", "funding.items.s1.operating_primary.2022.yearly_yuan",
    )]  # fmt: skip
    for found in (rooms, equipment, posts, freed, *details):
        assert found.closes is not False
        told_plainly = derivation_to_dict(found)
        assert all(one["name"] for one in told_plainly["inputs"])


def test_what_rests_on_the_ledger():
    path = "schools.s1.capacity_after"
    with_it, without = DERIVER.derive(path), derive(EVALUATION, path)
    assert [one.value for one in with_it.inputs] == [120, 8, 1, 45, 50]
    assert [one.value for one in without.inputs] == [None, None, None, 45, 50]
    assert with_it.value == without.value == 120
    assert with_it.closes is None                        # more than these inputs decides it


def test_the_countys_own_rule_is_quoted():
    ground = {"document": "县教〔2022〕1号", "reason": "山区"}
    plan = with_county_value(PLAN, "over_limit_g4_6", 40, **ground)
    found = derive(evaluate(plan), "travel.g4_6.before.over_limit_pupils")
    assert found.inputs[1].value == 40
    assert "县教〔2022〕1号" in found.inputs[1].source
    assert found.closes


def test_findings_and_gates():
    number = next(n for n, f in enumerate(EVALUATION.findings) if f.criterion_id == "gate_bj22")
    found = derive(EVALUATION, f"findings.{number}")
    assert found.rules == ("criteria.gate_bj22",)
    assert [one.value for one in found.inputs] == [found.value, 0]
    gate = derive(EVALUATION, "gates.p3.BJ-22")
    assert (gate.value, gate.rules) == ("fail", ("criteria.gate_bj22",))
    assert {one.name: one.value for one in gate.inputs}["input_moved_pupils"] == 20


@pytest.mark.parametrize(
    "path",
    ["", "headline", "headline.nothing.after", "schools.nobody.enrolment_after", "findings.9999",
     "gates.s1.BJ-22", "gates.p3.BJ-99", "findings", "findings.0.value", "findings.first", "counts.pupils",
     "schools.s1.township", "by_township.丙镇.pupils_before", "rerouted.pupils",
     "school_grades.s1.9.pupils_after", "travel.g1_3.__class__", "to_dict"],
)  # fmt: skip
def test_unknown_figures_are_refused_by_a_sentence(path):
    with pytest.raises(InputError) as refused:
        derive(EVALUATION, path)
    assert refused.value.code == "figure_unknown"
    assert describe("figure_unknown", refused.value.values, "en").what


def test_in_json():
    told = EVALUATION.to_dict()["derivations"]["headline.places_short.after"]
    assert told["value"] == told["inputs"][0]["value"]
    assert (told["formula"][:4], told["closes"]) == ("各校学位", True)


def test_every_registered_figure_has_words_in_both_languages():
    opened = [DERIVER.derive(path) for path in (*school_paths(), *grade_paths(), "gates.p3.BJ-24")]
    codes = {one.name for found in opened for one in found.inputs} | {found.formula for found in opened}
    for found in DERIVER.of_county().values():
        codes |= {found.formula, *(one.name for one in found.inputs)}
        told = derivation_to_dict(found)
        assert told["formula"]
    for code in codes:
        assert describe(code, {}, "zh").what
        assert describe(code, {}, "en").what
    assert len(registered()) > 40


def inputs(path, deriver=DERIVER):
    return {one.name: (one.value, one.source) for one in deriver.derive(path).inputs}


def test_every_input_says_what_was_added_up():
    """Before: 54 x 1000 s, 27 x 1200 s, 5 x 2000 s of 101 pupils who walk 86.76 km in all."""
    daily = "verdict_before=within|borderline|over|no_limit"
    assert inputs("travel.g1_3.before.mean_s") == {
        "input_pupil_seconds": (96_400, f"sum(flows.pupils×seconds_before; band=g1_3, {daily})"),
        "input_day_pupils": (101, "travel.g1_3.before.pupils"),
    }
    assert inputs("travel.g1_3.before.pupil_km") == {
        "input_pupil_metres": (pytest.approx(86_760), f"sum(flows.pupils×metres_before; band=g1_3, {daily})")
    }
    assert inputs("travel.all.before.mean_s")["input_pupil_seconds"][1] == (
        f"sum(flows.pupils×seconds_before; {daily})"            # of every band
    )
    assert inputs("travel.g1_3.before.max_s") == {
        "input_longest": (2000, f"max(flows.seconds_before; band=g1_3, {daily})")
    }
    assert inputs("headline.largest_class_pupils.before") == {
        "input_classes_largest": (23, "max(schools.largest_class_before)")
    }
    assert inputs("schools.s2-P.largest_class_before") == {
        "input_classes_largest": (10, "max(school_grades.largest_class_before; school_id=s2-P)")
    }


def test_sums_are_of_the_rows_that_are_asked_for():
    """s1 has 108 day pupils with a way today; p3's 20 and s2-P's 21 of grades 4-6 come."""
    told = Deriver(EVALUATION, PLAN)
    before, after = (told.derive(f"schools.s1.mean_s_{side}").inputs for side in ("before", "after"))
    assert (before[1].value, after[1].value) == (108, 149)      # less 5 boarders and one from outside
    first = told.derive("travel.g1_3.before.over_limit_pupils").inputs[0]
    other = told.derive("travel.g7_9.before.mean_s").inputs
    assert (first.value, other[1].value) == (5, 37)     # 39 of grades 7-9, two of whom board


def test_what_is_not_known_is_no_zero():
    nothing = replace(PLAN, schools=PLAN.schools.assign(classrooms=np.nan, approved_places=np.nan))
    deriver = Deriver(evaluate(nothing), nothing)
    short = deriver.derive("headline.places_short.before")
    assert (short.value, short.inputs[0].value, short.closes) == (None, None, None)
    moved = deriver.derive("headline.affected_pupils.after")
    assert (moved.value, moved.inputs[0].value, moved.closes) == (0, 0, True)       # nobody moves
    empty = Deriver(evaluate(replace(nothing, attendance=nothing.attendance.iloc[:0])), nothing)
    assert inputs("headline.largest_class_pupils.before", empty)["input_classes_largest"][0] is None


def test_a_cell_of_the_ledger_is_named_by_its_title():
    path = "schools.s1.beds_before"
    assert inputs(path) == {"input_beds": (6, "schools.beds 床位数")}
    assert inputs(path, Deriver(EVALUATION)) == {"input_beds": (None, "schools.beds 床位数")}
    without = replace(PLAN, schools=PLAN.schools.drop(columns="beds"))
    assert inputs(path, Deriver(EVALUATION, without)) == {"input_beds": (None, "schools.beds 床位数")}
    gone = replace(PLAN, schools=PLAN.schools.drop(index="s1"))
    assert inputs(path, Deriver(EVALUATION, gone)) == {"input_beds": (None, "schools.beds 床位数")}
    unknown = with_school(PLAN, "s2-P", beds=pd.NA)
    assert inputs("schools.s2-P.beds_before", Deriver(EVALUATION, unknown))["input_beds"][0] is None


def test_the_homes_of_the_rules():
    """The evaluation's own rules, those of the assessment, those of the staff."""
    own = rules_with(EVALUATION, "criteria.over_limit_g1_3")
    assert own is EVALUATION.rules
    balance = rules_with(EVALUATION, "criteria.resource_l7_primary")
    assert "resource_l7_primary" in balance["national"]["criteria"]
    ground = {"document": "县教〔2022〕1号", "reason": "山区"}
    layered = evaluate(with_county_value(PLAN, "over_limit_g4_6", 40, **ground))
    assert rules_with(layered, "criteria.over_limit_g1_3") is layered.rules     # one layer is enough
    staff = rules_with(EVALUATION, "parameters.pupils_per_staff_primary")
    assert staff["national"]["parameters"]["pupils_per_staff_primary"]["value"] == 19
    for nowhere in ("criteria.pupils_per_staff_primary", "parameters.over_limit_g1_3", "criteria.", "x.y"):
        assert rules_with(EVALUATION, nowhere) is None
    assert rules_with(replace(EVALUATION, rules={}), "criteria.over_limit_g1_3") is None


def test_rules_that_are_not_there_are_not_named():
    path = "headline.over_limit_g1_3_pupils.before"
    with_rules = DERIVER.derive(path)
    assert with_rules.rules == ("criteria.over_limit_g1_3", "parameters.borderline_share")
    assert inputs(path)["input_borderline"] == (0.1, "parameters.borderline_share 软件口径")
    assert inputs(path)["input_limit"] == (30, "criteria.over_limit_g1_3 国办发〔2018〕27号")
    bare = Deriver(replace(EVALUATION, rules={}))
    assert bare.derive(path).rules == ()
    assert inputs(path, bare)["input_limit"] == (None, "")
    assert bare.derive(path).value == with_rules.value == 5


def test_grades_that_sit_together_open_to_their_pupils_together():
    """p3's 9 first- and 7 second-graders share a class; the third grade has its own."""
    plan = with_school(PLAN, "p3", classes_g2=0.0, multigrade_grades="1-2")
    deriver = Deriver(evaluate(plan), plan)
    together = deriver.derive("school_grades.p3.2.largest_class_before")
    rows = "school_id=p3, multigrade_before=1,2"
    assert (together.formula, together.value) == ("derive_multigrade_largest", 16)
    assert [(one.value, one.source) for one in together.inputs] == [
        (16, f"sum(school_grades.pupils_before; {rows})"), (1, f"sum(school_grades.classes_before; {rows})"),
    ]  # fmt: skip
    classes = deriver.derive("school_grades.p3.2.classes_before")
    assert (classes.formula, classes.inputs[0].value) == ("derive_multigrade_classes", 16)
    alone = deriver.derive("school_grades.p3.3.classes_before")
    assert alone.formula == "derive_grade_classes"
    assert alone.inputs[0].source == "schools.classes_g3 三年级班数"


def test_a_finding_names_its_subject_and_its_rule():
    number = next(n for n, one in enumerate(EVALUATION.findings) if one.criterion_id == "places_short")
    opened = DERIVER.derive(f"findings.{number}")
    value, limit = opened.inputs
    assert (opened.value, opened.unit, opened.formula, opened.op) == (35, "人", "derive_finding", "")
    assert (value.name, value.value, value.source) == ("input_value", 35, "s1")     # 155 pupils, 120 places
    finding = EVALUATION.findings[number]
    assert (limit.name, limit.value) == ("input_rule_limit", finding.limit)
    assert limit.source == f"criteria.places_short {finding.document}{finding.article}".strip()


def test_a_gate_opens_to_its_evidence_and_to_what_is_missing():
    gate = DERIVER.derive("gates.p3.BJ-22")
    told = {one.name: (one.value, one.source) for one in gate.inputs}
    assert told["input_over_limit_pupils"] == (5, "gates")
    assert told["gate_missing_hazards"] == (None, "gates.missing")
    assert not {"input_asked", "input_against"} & set(told)         # nobody was asked
    parents = DERIVER.derive("gates.s2-P.BJ-20")
    assert (parents.value, parents.rules) == ("pending", ())
    assert [one.name for one in parents.inputs] == ["gate_missing_parents"]
    assert DERIVER.derive("gates.p3.BJ-24").value == "pass"


def test_figures_beyond_the_evaluations_own_need_its_details():
    path = "by_township.甲镇.mean_s_before"
    assert inputs(path)["input_day_pupils"] == (146, "by_township.甲镇.day_pupils_before")
    assert inputs("equity.g1_3.before.gini_time_share")["input_day_pupils"][0] == 101
    bare = Deriver(replace(EVALUATION, details=None), PLAN)
    for unknown in (path, "equity.g1_3.before.gini_time_share"):
        with pytest.raises(InputError):
            bare.derive(unknown)
    assert bare.derive("counts.pupils.after").value == 221


def test_journeys_that_edited_roads_change_are_figures_of_the_county():
    told = Deriver(replace(EVALUATION, rerouted={"pupils": 12})).of_county()
    assert (told["rerouted.pupils"].value, "rerouted.pupils" in DERIVER.of_county()) == (12, False)


def test_in_plain_values():
    told = derivation_to_dict(DERIVER.derive("headline.affected_pupils.after"))
    assert (told["figure"], told["value"], told["closes"]) == ("headline.affected_pupils.after", 80, True)
    assert told["formula"] == describe("derive_moved", {}).what
    assert [one["name"] for one in told["inputs"]] == [describe("input_moved", {}).what]
    assert derivation_to_dict(DERIVER.derive("counts.schools.after"))["closes"] is None
