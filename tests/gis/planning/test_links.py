"""Villages whose grades of one stage go to several schools, and links of 对口, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
from miniature import ATTENDANCE, merge, miniature_plan, point

from gis.layout import Decision, LayoutStatus, Scenario
from gis.planning.assignment import work_out
from gis.planning.links import kept_links
from gis.planning.policies import feeder_codes

NONE = np.zeros((0, 2), dtype=np.int64)


def links(plan, feeders=(), **decisions):
    made = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    outcome = work_out(plan, Scenario("方案", made))
    table = pd.DataFrame(feeders, columns=["from_school_id", "to_school_id"])
    return kept_links(outcome, feeder_codes(outcome.county, table))


def test_villages_that_a_plan_splits_are_named_with_their_pupils_of_the_stage():
    """s1 keeps grades 1-3, 4-6 go to s2-P: only 东村's 96 pupils (v1) were all at s1; its junior 12 stay.

    西村 and 北沟 are at p3 and s1 before, at p3 and s2-P after: split all the time.
    """
    found = links(miniature_plan(), s1=point(1, 2, 3, receiver_id="s2-P"))
    assert found.split_before == {"primary": 2, "junior": 0}
    assert found.split_after == {"primary": 3, "junior": 0}
    assert found.newly_split == {"primary": ("v1",), "junior": ()}
    assert found.newly_split_pupils == {"primary": 96, "junior": 0}


def test_stages_are_told_apart():
    """南村 has primary pupils at s2-P and junior pupils at s2-J: neither stage is split."""
    found = links(miniature_plan())
    assert (found.split_before, found.split_after) == ({"primary": 2, "junior": 0},) * 2
    assert found.newly_split_pupils == {"primary": 0, "junior": 0}
    rows = [("v3", "s2-J", False, {7: 4}), ("v3", "s1", False, {8: 3}), ("v3", "s2-P", False, {6: 5})]
    assert links(miniature_plan(attendance=rows)).split_before == {"primary": 0, "junior": 1}


def test_two_grades_of_one_stage_at_two_schools_split_a_village():
    rows = [("v3", "s2-P", False, {5: 4}), ("v3", "s1", False, {6: 3})]
    found = links(miniature_plan(attendance=rows))
    assert found.split_before == {"primary": 1, "junior": 0}


def test_pupils_of_unknown_homes_are_no_village():
    """One first grader from outside at s1, one at s2-P; the last village (v4) is at s1 only."""
    rows = [
        ("outside", "s1", False, {1: 1}), ("outside", "s2-P", False, {2: 1}), ("v4", "s1", False, {4: 2}),
        ("v1", "s1", False, {1: 2}), ("v1", "s2-P", False, {2: 1}),
    ]  # fmt: skip
    assert links(miniature_plan(attendance=rows)).split_before == {"primary": 1, "junior": 0}


def test_who_is_left_without_a_school_is_at_none():
    """Grade 7 of 东村 finds no school when s2-J keeps 8 and 9 alone: no school is not a second one."""
    rows = [*ATTENDANCE, ("v1", "s2-J", False, {8: 3})]
    found = links(miniature_plan(attendance=rows), s2_J=Decision(grades_taught=(8, 9)))
    assert found.split_after["junior"] == 0
    assert found.newly_split["junior"] == ()


def test_a_link_breaks_where_either_of_its_two_grades_ends():
    """s1 (1-6) and s2-P (1-6) lead to s2-J (7-9); p3 ends with grade 3 and leads nowhere."""
    feeders = [("s1", "s2-J"), ("s2-P", "s2-J"), ("p3", "s2-J"), ("s1", "p3")]
    plan = miniature_plan()
    whole = links(plan, feeders)
    assert (whole.feeder_links, whole.broken_links) == (2, ())
    assert links(plan, feeders, s1=point(1, 2, 3)).broken_links == (("s1", "s2-J"),)
    assert links(plan, feeders, s1=point(1, 2, 3, 4, 5)).broken_links == (("s1", "s2-J"),)
    assert links(plan, feeders, s1=point(5, 6)).broken_links == ()
    assert links(plan, feeders, s2_P=merge("s1")).broken_links == (("s2-P", "s2-J"),)
    assert links(plan, feeders, s2_J=merge()).broken_links == (("s1", "s2-J"), ("s2-P", "s2-J"))
    assert links(plan, feeders, s2_J=Decision(grades_taught=(8, 9))).broken_links == (
        ("s1", "s2-J"), ("s2-P", "s2-J")
    )  # fmt: skip
    assert links(plan, feeders, s2_J=Decision(grades_taught=(7, 8))).broken_links == ()
    assert links(plan, feeders, p3=merge("s1")).broken_links == ()


def test_without_the_table_there_is_no_link():
    plan = replace(miniature_plan(), feeders=pd.DataFrame({"from_school_id": [], "to_school_id": []}))
    outcome = work_out(plan, Scenario("方案", {"s1": Decision(LayoutStatus.MERGE)}))
    found = kept_links(outcome, NONE)
    assert (found.feeder_links, found.broken_links) == (0, ())


def test_where_primary_school_ends_with_grade_five_links_and_stages_end_there_too():
    """s1 teaches 1-5, s2-J 6-9. 东村 has grade 5 at s1 and 6 at s2-J: one school in each stage."""
    plan = miniature_plan()
    schools = plan.schools.copy()
    schools.loc[["s1", "s2-P"], "last_grade"] = 5.0
    schools.loc["s2-J", "first_grade"] = 6.0
    primary, junior = dict.fromkeys(range(1, 6), 10), dict.fromkeys(range(6, 10), 7)
    rows = [("v1", "s1", False, primary), ("v1", "s2-J", False, junior)]
    for grade in range(1, 10):
        taught = {"s1": 10.0 * (grade < 6), "s2-P": 0.0, "p3": 0.0, "s2-J": 7.0 * (grade > 5)}
        schools[f"pupils_g{grade}"] = schools[f"classes_g{grade}"] = pd.Series(taught)
    shorter = miniature_plan(attendance=rows, schools=schools)
    found = links(shorter, [("s1", "s2-J")])
    assert found.split_before == {"primary": 0, "junior": 0}
    assert (found.feeder_links, found.broken_links) == (1, ())
    without_six = links(shorter, [("s1", "s2-J")], s2_J=Decision(grades_taught=(7, 8, 9)))
    assert without_six.broken_links == (("s1", "s2-J"),)
