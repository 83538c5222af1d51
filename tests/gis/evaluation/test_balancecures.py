"""What would cure the assessment's findings: carried out, the finding is gone; with less it is not."""

from dataclasses import replace

from miniature import merge, miniature_plan, with_school

from gis.evaluation import evaluate
from gis.layout import Scenario
from gis.messages import describe

# per pupil above every standard; s1 has 114 pupils, s2-P 48, s2-J 39
RICH = {
    "higher_degree_teachers": 9.0, "backbone_teachers": 3.0, "sports_arts_teachers": 3.0,
    "teaching_area_m2": 900.0, "indoor_sports_area_m2": 0.0, "sports_area_m2": 1500.0,
    "equipment_yuan": 400_000.0, "multimedia_rooms": 6.0,
}  # fmt: skip
COLUMN = {"teachers": "backbone_teachers", "area": "teaching_area_m2", "rooms": "multimedia_rooms"}


def equipped(**schools):
    plan = miniature_plan()
    plan = replace(plan, schools=plan.schools.assign(**RICH))
    for school, cells in schools.items():
        plan = with_school(plan, school.replace("_", "-"), **cells)
    return plan


def findings(plan, criterion_id, **decisions):
    found = evaluate(plan, Scenario("方案", decisions)).findings
    return [one for one in found if one.criterion_id == criterion_id]


def carried_out(plan, steps, less=0):
    """The plan with what the steps add; ``less``: so much of the last one is left out."""
    for at, step in enumerate(steps, start=1):
        column = "equipment_yuan" if step.kind == "equipment" else COLUMN[step.kind]
        amount = step.amount - (less if at == len(steps) else 0)
        plan = with_school(plan, step.subject_id, **{column: plan.schools[column][step.subject_id] + amount})
    return plan


def test_a_school_is_told_what_it_lacks_and_what_may_stay():
    """134 pupils at s1: 603 m² (4.5 each) and 3.082 rooms (2.3 a hundred); grounds of 6.38 m² may stay."""
    plan = equipped(s1={"sports_area_m2": 855.0, "teaching_area_m2": 550.0, "multimedia_rooms": 3.0})
    (finding,) = findings(plan, "resource_school", p3=merge("s1"))
    together, fewer = finding.cures
    assert [(one.kind, one.amount, one.unit, one.subject_id) for one in together.steps] == [
        ("area", 53, "㎡", "s1"), ("rooms", 1, "间", "s1"),
    ]  # fmt: skip
    assert findings(carried_out(plan, together.steps), "resource_school", p3=merge("s1")) == []
    assert findings(carried_out(plan, together.steps, less=1), "resource_school", p3=merge("s1"))
    # 122 pupils: 550 / 4.5 = 122.2; grounds and rooms: one of them may be under the standard
    assert (fewer.kind, fewer.amount, fewer.values["came"]) == ("fewer", 12, "20")
    for cure in (together, *together.steps, fewer):
        assert "{" not in describe(cure.message_code, cure.values, "en").what


def test_one_indicator_alone_needs_only_its_least_share():
    """114 pupils: 0.85 × 2000 × 114 = 193,800 yuan; there are 20,000."""
    plan = equipped(s1={"equipment_yuan": 20_000.0})
    (finding,) = findings(plan, "resource_school")
    (together,) = finding.cures
    assert [one.amount for one in together.steps] == [173_800]
    assert findings(carried_out(plan, together.steps), "resource_school") == []
    assert findings(carried_out(plan, together.steps, less=1), "resource_school")


def test_what_a_division_lacks_is_told_for_its_site():
    """2 rooms in common of 48 and 39 pupils (weights 1 and 1.1): what comes is shared out, too."""
    common = {"resource_scope": "全校", "multimedia_rooms": 0.5, "senior_pupils": 0.0}
    plan = equipped(s2_P=common, s2_J=common)
    (finding,) = [one for one in findings(plan, "resource_school") if one.subject_id == "s2-P"]
    (step,) = finding.cures[0].steps
    share = 48 / (48 + 1.1 * 39)
    assert step.amount == -(-(0.85 * 2.3 * 48 / 100 - 0.5 * share) // share)
    both = with_school(carried_out(plan, [step]), "s2-J", multimedia_rooms=0.5 + step.amount)
    assert "s2-P" not in [one.subject_id for one in findings(both, "resource_school")]


def test_the_low_schools_are_raised_until_the_coefficient_is_on_the_line():
    """s1 114 pupils, s2-P 48 with 400,000: 342,475 more bring them to the line, a yuan less not."""
    plan = equipped(s1={"equipment_yuan": 20_000.0, "teaching_area_m2": 2000.0})
    (finding,) = findings(plan, "resource_cv_primary")
    (cure,) = finding.cures
    assert (cure.kind, cure.subject_id, [one.subject_id for one in cure.steps]) == ("equipment", "", ["s1"])
    assert findings(carried_out(plan, cure.steps), "resource_cv_primary") == []
    assert findings(carried_out(plan, cure.steps, less=1), "resource_cv_primary")


def test_whole_teachers_are_named_school_by_school():
    plan = equipped(s1={"backbone_teachers": 0.0})
    (finding,) = [one for one in findings(plan, "resource_cv_primary") if "骨干" in one.values["indicator"]]
    (cure,) = finding.cures
    assert cure.amount == sum(step.amount for step in cure.steps) == int(cure.amount)
    after = findings(carried_out(plan, cure.steps), "resource_cv_primary")
    assert not [one for one in after if "骨干" in one.values["indicator"]]


def test_the_least_share_may_decide_how_many_have_to_go_elsewhere():
    """134 pupils at s1: 0.85 × 7.5 m² each are 854.25 m²; 796.875 m² are just enough for 125."""
    plan = equipped(s1={"sports_area_m2": 796.875})
    assert findings(plan, "resource_school") == []                # 114 pupils: 6.99 m²
    (finding,) = findings(plan, "resource_school", p3=merge("s1"))
    together, fewer = finding.cures
    assert [(one.kind, one.amount, one.values["target"]) for one in together.steps] == [("area", 58, "6.375")]
    assert (fewer.kind, fewer.amount, fewer.unit, fewer.subject_id) == ("fewer", 9, "人", "s1")
