"""Which codes end and begin under a scenario, by every kind of school and decision."""

from dataclasses import replace

import pytest
from miniature import miniature_plan

from gis.layout import Decision, LayoutStatus, Scenario
from gis.planning.county import county_of
from gis.planning.lineage import code_faults, former_codes, kind_by_grades, lineage_of, needs_new_code

PRIMARY, WHOLE = tuple(range(1, 7)), tuple(range(1, 10))


@pytest.mark.parametrize(
    ("school", "status", "grades", "kind", "new"),
    [
        ("s1", LayoutStatus.RETAIN, (), "211", False),
        ("s1", LayoutStatus.RETAIN, (1, 2, 3), "211", False),
        ("s1", LayoutStatus.RETAIN, WHOLE, "312", True),
        ("s1", LayoutStatus.REOPEN, (7, 8, 9), "311", True),
        ("s1", LayoutStatus.TEACHING_POINT, (1, 2), "211", True),
        ("p3", LayoutStatus.RETAIN, (1, 2, 3, 4, 5), "218", False),
        ("p3", LayoutStatus.RETAIN, PRIMARY, "211", True),
        ("p3", LayoutStatus.TEACHING_POINT, (1,), "218", False),
        ("s2-P", LayoutStatus.RETAIN, PRIMARY, "312", False),       # one division says nothing of the whole
    ],
)
def test_the_grades_make_the_kind_and_another_kind_needs_a_code(school, status, grades, kind, new):
    county = county_of(miniature_plan())
    decision = Decision(status, grades_taught=grades)
    assert kind_by_grades(county, school, decision) == kind
    assert needs_new_code(county, school, decision) is new


def test_codes_that_are_or_were_anothers_are_refused():
    plan = miniature_plan()
    plan = replace(plan, schools=plan.schools.assign(former_codes=["o1, o2", None, "", "o3"]))
    county = county_of(plan)
    assert former_codes(county) == {"s1": ("o1", "o2"), "s2-P": (), "s2-J": (), "p3": ("o3",)}
    made = {
        "s1": Decision(LayoutStatus.REOPEN, new_code="o1"),             # its own again
        "p3": Decision(LayoutStatus.RETAIN, grades_taught=PRIMARY, new_code="o3"),   # not reopened
        "s2-J": Decision(LayoutStatus.RETAIN, new_code="o1"),
    }  # fmt: skip
    faults = code_faults(county, Scenario("a", made))
    assert faults == {
        "p3": [("code_used_before", {"new_code": "o3", "other": "西村教学点"})],
        "s2-J": [("code_used_before", {"new_code": "o1", "other": "甲镇中心小学"})],
    }
    twice = {one: Decision(LayoutStatus.TEACHING_POINT, new_code="n1") for one in ("s1", "s2-P")}
    assert code_faults(county, Scenario("b", twice)) == {
        "s2-P": [("code_used_before", {"new_code": "n1", "other": "甲镇中心小学"})]
    }
    assert code_faults(county, Scenario("c", {"s1": Decision(LayoutStatus.TEACHING_POINT)})) == {}


def test_what_becomes_of_each_code():
    plan = miniature_plan()
    plan = replace(plan, schools=plan.schools.assign(former_codes=["", "", "", "o1 o3"]))
    made = {
        "s1": Decision(LayoutStatus.TEACHING_POINT, grades_taught=(1, 2), new_code="n1"),
        "s2-P": Decision(LayoutStatus.RETAIN),
        "p3": Decision(LayoutStatus.REOPEN),
    }
    rows = lineage_of(plan, Scenario("a", made))
    reasons = LayoutStatus.TEACHING_POINT.value, LayoutStatus.REOPEN.value
    assert rows.to_numpy().tolist() == [["s1", "s1", "n1", reasons[0]], ["p3", "p3", "o3", reasons[1]]]
