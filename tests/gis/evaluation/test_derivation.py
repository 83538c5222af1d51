"""Every figure opens to inputs that give it again."""

import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.evaluation.derivation import Deriver, derivation_to_dict, derive, registered
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
     "gates.s1.BJ-22", "school_grades.s1.9.pupils_after", "travel.g1_3.__class__", "to_dict"],
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
