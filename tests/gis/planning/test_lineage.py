"""Which codes end and begin under a scenario, by every kind of school and decision."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import miniature_plan

from gis.layout import Decision, LayoutStatus, Scenario, Site
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


def test_who_closes_loses_its_code_and_who_is_new_begins_one(monkeypatch):
    """Of the decisions only merging, converting, reopening and building end or begin a code."""
    plan = miniature_plan()
    county = county_of(plan)
    monkeypatch.setattr("gis.planning.newsites.with_sites", lambda plan, scenario: (plan, county))
    made = {
        "s1": Decision(LayoutStatus.MERGE, new_code="x"), "zz": Decision(LayoutStatus.MERGE),
        "s2-P": Decision(LayoutStatus.NEW, new_code="n2"), "s2-J": Decision(LayoutStatus.SUSPEND),
        "p3": Decision(LayoutStatus.REOPEN, new_code="n4"),
    }  # fmt: skip
    rows = lineage_of(plan, Scenario("a", made))
    assert list(rows) == ["school_id", "old_code", "new_code", "reason"]
    assert rows.to_numpy().tolist() == [
        ["s1", "s1", "", "merge"], ["s2-P", "", "n2", "new"], ["p3", "p3", "n4", "reopen"]
    ]  # fmt: skip
    plain = lineage_of(plan, Scenario("b", {"p3": Decision(LayoutStatus.REOPEN)}))
    assert plain.to_numpy().tolist() == [["p3", "p3", "p3", "reopen"]], "without a former code its own"
    grown = lineage_of(plan, Scenario("c", {"p3": Decision(grades_taught=PRIMARY)}))
    assert grown.to_numpy().tolist() == [["p3", "p3", "", "retain"]], "not given yet"
    assert list(lineage_of(plan, Scenario("d"))) == list(rows)


@pytest.mark.parametrize(
    ("type_code", "grades", "kind"),
    [
        ("312", PRIMARY, "211"), ("312", (7, 8, 9), "311"), ("312", (6, 7), "312"), ("345", WHOLE, "345"),
        ("345", (1, 2), "211"), ("311", (7,), "311"), ("311", (6, 7), "312"), ("311", (6,), "211"),
        ("211", (6,), "211"), ("211", (7,), "311"), ("218", (1, 2, 3, 4, 5, 6, 7), "312"),
        ("218", (2, 3, 4, 5, 6), "218"), ("341", PRIMARY, "341"), ("999", (7,), "999"),
    ],
)  # fmt: skip
def test_the_kind_that_grades_make_of_each_type(type_code, grades, kind):
    plan = miniature_plan()
    plan = replace(plan, schools=plan.schools.assign(type_code=[type_code, "211", "211", "211"]))
    made = kind_by_grades(county_of(plan), "s1", Decision(LayoutStatus.RETAIN, grades_taught=grades))
    assert made == kind
    new = Decision(LayoutStatus.NEW, grades_taught=grades)
    assert kind_by_grades(county_of(plan), "s1", new) == type_code


def test_codes_of_kindergartens_sites_and_former_schools_are_taken():
    """The kindergarten k1 of s1 is no school; o9 was p3's; n1 is built twice, once with a code of its own."""
    plan = miniature_plan()
    attached = plan.schools.loc[["s1"]].rename(index={"s1": "k1"}).assign(type_code="119", name="幼儿班")
    schools = pd.concat([plan.schools, attached]).assign(former_codes=["", "", "", "o9；o8", ""])
    county = county_of(replace(plan, schools=schools))
    made = {
        "s1": Decision(LayoutStatus.TEACHING_POINT, new_code="k1"),
        "s2-P": Decision(LayoutStatus.MERGE), "p3": Decision(LayoutStatus.REOPEN, new_code="o8"),
        "s2-J": Decision(new_code="fresh"), "n1": Decision(LayoutStatus.NEW, new_code="s2-P"),
    }  # fmt: skip
    sites = tuple(Site(one, one, "甲镇", "211", 114.0, 36.0) for one in ("o9", "s1", "n1", "k1"))

    def fault(code, other):
        return [("code_used_before", {"new_code": code, "other": other})]

    assert code_faults(county, Scenario("a", made, sites=sites)) == {
        "s1": fault("k1", "k1"), "n1": fault("s2-P", "乙镇学校"), "o9": fault("o9", "西村教学点"),
    }  # fmt: skip
    assert code_faults(county, Scenario("b", {"s1": Decision(new_code="s1")})) == {
        "s1": fault("s1", "甲镇中心小学")
    }, "only who reopens takes its own code up"
    mixed = {"s2-P": Decision(), "s1": Decision(new_code="s1")}
    assert list(code_faults(county, Scenario("c", mixed))) == ["s1"], "one of two has a code"
    assert code_faults(county, Scenario("c", sites=sites[2:3])) == {}
    gone = replace(county, exists=np.array([True, False, True, True]))
    assert code_faults(gone, Scenario("d", {"s1": Decision(new_code="s2-P")})) == {}
    assert code_faults(gone, Scenario("e", {"s1": Decision(new_code="s2-J")})) != {}
