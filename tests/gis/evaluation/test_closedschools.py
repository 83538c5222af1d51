"""What becomes of the buildings and equipment of schools that close, on the county worked out by hand."""

from dataclasses import replace

import numpy as np
from miniature import ATTENDANCE, merge, miniature_plan, with_school

from gis.evaluation.closedschools import ASSETS, closed_frame
from gis.layout import Scenario
from gis.planning.assignment import work_out


def closed(plan=None, **decisions):
    named = {school.replace("_", "-"): one for school, one in decisions.items()}
    return work_out(plan or miniature_plan(), Scenario("方案", named))


def test_the_schools_that_close_and_what_is_decided_of_them():
    plan = with_school(miniature_plan(), "p3", floor_area_m2=350.0, equipment_yuan=7000.0)
    made = closed(
        plan, p3=merge("s1", premises="养老服务", equipment_receiver="s1"), s2_P=merge("s1")
    )
    frame = closed_frame(made).set_index("school_id")
    assert list(frame.index) == ["s2-P", "p3"]
    assert frame["premises"].to_dict() == {"s2-P": "", "p3": "养老服务"}
    assert frame["equipment_receiver"].to_dict() == {"s2-P": "", "p3": "s1"}
    assert frame.loc["p3", ["name", "township"]].tolist() == ["西村教学点", "甲镇"]
    assert frame.loc["p3", ["floor_area_m2", "classrooms", "beds", "equipment_yuan"]].tolist() == [
        350, 3, 0, 7000
    ]
    assert np.isnan(frame.loc["s2-P", "floor_area_m2"])
    assert [name for name in ASSETS if name not in frame] == []


def test_a_school_without_pupils_before_does_not_close():
    """p3 has neither pupils nor classes in the ledger."""
    rows = [row for row in ATTENDANCE if row[1] != "p3"]
    empty = {f"{name}_g{grade}": 0.0 for name in ("pupils", "classes") for grade in range(1, 10)}
    plan = with_school(miniature_plan(attendance=rows), "p3", enrolment=0.0, **empty)
    made = closed(plan, s2_J=merge())
    assert not made.county.is_open[3]
    assert closed_frame(made)["school_id"].tolist() == ["s2-J"]
    assert closed_frame(closed()).empty


def test_a_school_that_closes_by_nobodys_decision_has_none():
    made = closed(p3=merge("s1", premises="养老服务"))
    undecided = replace(made, situation=replace(made.situation, decisions={}))
    assert closed_frame(undecided)["premises"].tolist() == [""]
