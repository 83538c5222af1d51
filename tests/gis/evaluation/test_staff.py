"""Posts and staff before and after: who is short, who has too many, who stands unplaced."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from miniature import merge, miniature_plan, point, with_school

from gis.evaluation.schools import load_of
from gis.evaluation.staff import staff_of
from gis.layout import Decision, Scenario
from gis.planning.assignment import work_out
from gis.planning.scenario import check_scenario
from gis.standards import load_rules

RULES = load_rules()
STAFF = {"s1": 14.0, "s2-P": 8.0, "s2-J": 12.0, "p3": 3.0}
COUNTS = ("staff", "full_time_teachers", "established_staff", "contract_staff", "approved_posts")


def with_staff(plan, **counts):
    """Give each school staff; other counts as told."""
    for column, values in {"staff": STAFF, **counts}.items():
        for school, number in values.items():
            plan = with_school(plan, school, **{column: number})
    return plan


MINIATURE = with_staff(miniature_plan())


def report(decisions, plan=MINIATURE, **parameters):
    plan = replace(plan, rules={**RULES, "county": {"parameters": parameters}})
    outcome = work_out(plan, Scenario("调整", decisions))
    return staff_of(outcome.county, outcome.situation, load_of(outcome), outcome.rules, unit_name="示例县")


def row(made, kind, subject_id=""):
    rows = made.rows[(made.rows["kind"] == kind) & (made.rows["subject_id"] == subject_id)]
    assert len(rows) == 1
    return rows.iloc[0]


def codes(made):
    return [issue.code for issue in made.issues]


def test_posts_of_every_school_before_anything_is_decided():
    made = report({})
    schools = made.rows[made.rows["kind"] == "school"].set_index("subject_id")
    # s1: 114 / 19 = 6. s2: 87 pupils in all, so 6 classes × 1.7 = 10.2 and 3 × 1.7 = 5.1. p3: 3 × 1.7 = 5.1
    assert schools["posts_due_before"].to_dict() == {"s1": 6, "s2-P": 11, "s2-J": 6, "p3": 6}
    assert schools["ratio_posts_before"].to_dict() == {"s1": 6, "s2-P": 3, "s2-J": 3, "p3": 2}
    assert schools["basis_before"].to_dict() == {
        "s1": "ratio", "s2-P": "classes", "s2-J": "classes", "p3": "classes"
    }
    assert np.isnan(schools["class_posts_before"]["s1"])
    assert schools["surplus_before"].to_dict() == {"s1": 8, "s2-P": 0, "s2-J": 6, "p3": 0}
    assert schools["shortage_before"].to_dict() == {"s1": 0, "s2-P": 3, "s2-J": 0, "p3": 3}
    assert schools["verdict_before"].to_dict() == {
        "s1": "met", "s2-P": "undocumented", "s2-J": "undocumented", "p3": "undocumented"
    }
    county = row(made, "county")
    assert (county["subject"], county["posts_due_before"], county["staff_before"]) == ("示例县", 29, 37)
    assert (county["surplus_before"], county["shortage_before"]) == (14, 6)   # one's does not fill another's
    assert county["pupils_per_staff_before"] == pytest.approx(221 / 37)
    assert county["teachers_per_class_before"] == pytest.approx(34 / 18)


def test_teachers_of_a_closed_school_are_unplaced_and_count_for_nobody():
    made = report({"p3": merge("s1")})
    closed, receiver = row(made, "school", "p3"), row(made, "school", "s1")
    assert (closed["staff_before"], closed["staff_after"], closed["staff_unplaced"]) == (3, 0, 3)
    assert (closed["posts_due_after"], closed["surplus_after"], closed["shortage_after"]) == (0, 0, 0)
    assert closed["posts_freed"] == 6
    assert (receiver["staff_after"], receiver["posts_due_after"]) == (14, 8)      # 134 / 19 = 7.05
    assert made.unplaced["school_id"].tolist() == ["p3"]
    assert made.unplaced.loc[0, ["staff", "full_time_teachers"]].tolist() == [3, 3]
    county = row(made, "county")
    assert (county["posts_freed"], county["staff_after"], county["staff_unplaced"]) == (4, 34, 3)
    assert (made.classes.closed, made.classes.opened, made.classes.net) == (3, 0, 3)
    [told] = [issue for issue in made.issues if issue.code == "staff_unplaced"]
    assert "3 人未安置" in str(told.describe())
    assert not any("yuan" in name for name in made.rows.columns)
    assert "-0.0" not in {str(value) for value in made.rows["class_posts_after"]}


def test_what_a_central_school_manages_stands_under_it():
    made = report({"p3": merge("s1")})
    central = row(made, "central", "s1")
    assert (central["staff_before"], central["staff_after"], central["staff_unplaced"]) == (17, 14, 3)
    assert (central["posts_due_before"], central["posts_due_after"]) == (12, 8)
    assert made.rows["kind"].tolist() == ["county", "township", "township", "central", *["school"] * 4]
    handed = report({"p3": Decision(hand_over="s2-P")})
    assert row(handed, "central", "s1")["staff_after"] == 14
    assert row(handed, "central", "s2-P")["staff_after"] == 11


def test_a_document_for_k_and_m_lets_a_point_be_judged():
    decided = {"value": 1.0, "document": "×编〔2022〕1号"}
    made = report({}, staff_per_class_small=decided, least_staff_small={"document": "×编〔2022〕1号"})
    point_row = row(made, "school", "p3")
    assert (point_row["posts_due_before"], point_row["verdict_before"]) == (3, "met")
    assert "staff_ratio_undocumented" not in codes(made)
    [told] = [issue for issue in report({}).issues if issue.code == "staff_ratio_undocumented"]
    assert (told.values["schools"], told.values["names"]) == ("2", "乙镇学校、西村教学点")  # divisions once
    short = report({}, with_school(MINIATURE, "p3", staff=1.0))     # the ratio alone wants 2
    assert row(short, "school", "p3")["verdict_before"] == "short"


def test_counts_stand_apart_and_are_compared_one_at_a_time():
    plan = with_staff(
        miniature_plan(), established_staff={"s1": 5.0, "s2-P": 8.0, "s2-J": 9.0, "p3": 1.0},
        contract_staff={"s1": 9.0, "s2-P": 0.0, "s2-J": 3.0, "p3": 2.0},
        approved_posts={"s1": 7.0, "s2-P": 10.0, "s2-J": 9.0, "p3": 2.0},
    )
    made = report({}, plan, posts_compared_with={"value": "established_staff"})
    assert row(made, "county")[[f"{name}_before" for name in COUNTS]].tolist() == [37, 34, 23, 14, 28]
    assert row(made, "school", "s1")[["surplus_before", "shortage_before"]].tolist() == [0, 1]
    assert set(made.rows["compared_with"]) == {"established_staff"}


def test_what_the_ledger_lacks_is_named_and_no_zero():
    made = report({}, with_school(MINIATURE, "s2-J", staff=np.nan))
    school, county = row(made, "school", "s2-J"), row(made, "county")
    assert np.isnan(school["surplus_before"])
    assert school["verdict_before"] == "unknown"
    assert np.isnan(county["staff_before"])
    assert (county["surplus_before"], county["unknown_schools_before"]) == (8, 1)
    assert ("s2-J", "staff") in made.missing[["school_id", "column"]].itertuples(index=False, name=None)
    assert ("", "approved_posts") in made.missing[["school_id", "column"]].itertuples(index=False, name=None)
    assert "staff_count_missing" in codes(made)
    classes = report({}, with_school(MINIATURE, "p3", classes_g1=np.nan))
    assert np.isnan(row(classes, "school", "p3")["posts_due_before"])
    assert row(classes, "county")["unknown_schools_before"] == 1
    assert "staff_classes_missing" in codes(classes)
    nobody = report({"p3": merge("s1")}, with_school(MINIATURE, "p3", staff=np.nan))
    assert "staff_unplaced_unknown" in codes(nobody)


@pytest.mark.parametrize(("total", "over"), [(25, None), (24, "1"), ("", None)])
def test_the_posts_of_all_schools_are_held_against_the_countys_total(total, over):
    """B5: 29 posts are due before, 25 after (p3's 6 go, s1's 6 become 8)."""
    made = report({"p3": merge("s1")}, county_posts={"value": total})
    assert row(made, "county")["posts_due_after"] == 25
    found = [one for one in made.issues if one.code == "staff_due_above_total"]
    assert [one.values["over"] for one in found] == ([over] if over else [])
    given = with_school(MINIATURE, "s1", approved_posts=26.0)
    codes_of = codes(report({}, given, county_posts={"value": 25}))
    assert "staff_approved_above_total" in codes_of


def test_private_schools_have_no_posts_unless_the_county_counts_them():
    plan = with_school(MINIATURE, "s2-J", ownership="民办")
    made = report({}, plan)
    assert row(made, "school", "s2-J")["basis_before"] == "private"
    assert np.isnan(row(made, "school", "s2-J")["posts_due_before"])
    assert row(made, "county")["staff_before"] == 25
    assert "staff_private_left_out" in codes(made)
    counted = report({}, plan, posts_for_private_schools={"value": True})
    assert row(counted, "county")["staff_before"] == 37


def test_staff_that_no_ratio_explains_are_asked_about():
    sound = with_school(MINIATURE, "s1", staff=9.0)             # 114 / 13.5 = 9, and 23 posts by classes
    assert "staff_above_posts" not in codes(report({}, sound))
    made = report({}, with_school(MINIATURE, "s1", staff=10.0))
    [told] = [issue for issue in made.issues if issue.code == "staff_above_posts"]
    assert all(word in str(told.describe()) for word in ("高中部", "非编", "超编", "口径"))
    few = with_staff(MINIATURE, staff=dict.fromkeys(STAFF, 2.0))
    assert "staff_below_posts" in codes(report({}, few))
    senior = with_school(with_school(MINIATURE, "s2-J", type_code="341"), "s2-J", staff=40.0)
    assert "staff_above_posts_school" in codes(report({}, senior))
    assert "staff_above_posts_school" not in codes(report({}))      # 14 at s1, but no senior division


DECISIONS = {
    "p3": st.sampled_from([None, merge(), merge("s1"), point(1, 2), Decision(hand_over="s2-P")]),
    "s1": st.sampled_from([None, point(1, 2, 3), Decision(hand_over="乙镇人民政府")]),
    "s2-P": st.sampled_from([None, merge(), point(1, 2)]),
}


@settings(max_examples=8, deadline=None)
@given(st.fixed_dictionaries(DECISIONS))
def test_sums_agree_and_nothing_is_lost(decisions):
    decided = {key: one for key, one in decisions.items() if one is not None}
    assume(not check_scenario(MINIATURE, Scenario("调整", decided)))
    made = report(decided)
    rows = made.rows[made.rows["kind"] != "central"]        # which may have been given schools, and lost some
    for name in ("staff", "full_time_teachers"):
        before, after, gone = (rows[f"{name}_{side}"] for side in ("before", "after", "unplaced"))
        assert (before == after + gone).all()
    for name in ("posts_due", "surplus", "shortage", "staff", "pupils", "classes", "ratio_posts"):
        for side in ("before", "after"):
            sums = [rows.loc[rows["kind"] == kind, f"{name}_{side}"].sum() for kind in
                    ("county", "township", "school")]  # fmt: skip
            assert sums == [sums[0]] * 3
    balance = rows["staff_after"] - rows["posts_due_after"]
    assert (balance == rows["surplus_after"] - rows["shortage_after"]).all()
    assert (rows["posts_freed"] == rows["posts_due_before"] - rows["posts_due_after"]).all()
    assert made.unplaced["staff"].sum() == rows.loc[0, "staff_unplaced"]


def test_each_township_has_its_own_sums_under_its_own_name():
    """甲镇: s1 (114 pupils, 14 staff, 6 posts) and p3 (20, 3, 6). 乙镇: 87, 8 + 12, 11 + 6."""
    made = report({})
    names = ["pupils_before", "staff_before", "posts_due_before", "surplus_before", "shortage_before"]
    assert row(made, "township", "甲镇")[names].tolist() == [134, 17, 12, 8, 3]
    assert row(made, "township", "乙镇")[names].tolist() == [87, 20, 17, 6, 3]
    assert row(made, "township", "甲镇")[["subject", "township"]].tolist() == ["甲镇", "甲镇"]
    assert row(made, "central", "s1")[["subject", "township"]].tolist() == ["甲镇中心小学", "甲镇"]
    assert row(made, "county")["township"] == ""


def test_rows_go_by_township_and_name():
    made = report({})
    assert made.rows["subject_id"].tolist() == ["", "乙镇", "甲镇", "s1", "s2-J", "s2-P", "s1", "p3"]
    assert made.rows["subject"].tolist()[-2:] == ["甲镇中心小学", "西村教学点"]


def test_a_school_without_posts_is_in_no_sum_and_no_township_of_its_own():
    plan = with_school(MINIATURE, "s2-J", ownership="民办", township="丙镇")
    made = report({}, plan)
    assert made.rows.loc[made.rows["kind"] == "township", "subject"].tolist() == ["乙镇", "甲镇"]
    assert row(made, "county")["staff_before"] == 25
    counted = report({}, plan, posts_for_private_schools={"value": True})
    assert row(counted, "township", "丙镇")["staff_before"] == 12


def test_who_is_given_another_site_manages_it_and_has_a_row():
    made = report({"p3": Decision(hand_over="s2-P")})
    centrals = made.rows[made.rows["kind"] == "central"]
    assert sorted(centrals["subject_id"]) == ["s1", "s2-P"]
    given = row(made, "central", "s2-P")
    assert (given["staff_before"], given["staff_after"]) == (8, 11)
    assert (row(made, "central", "s1")["staff_before"], row(made, "central", "s1")["staff_after"]) == (17, 14)


def test_a_private_central_school_has_a_row_for_the_public_point_that_it_manages_alone():
    private = with_school(MINIATURE, "s1", ownership="民办")
    assert row(report({}, private), "central", "s1")["staff_before"] == 3
    made = report({}, with_school(private, "p3", ownership="民办"))
    assert "s1" not in set(made.rows.loc[made.rows["kind"] == "central", "subject_id"])


def test_what_nobody_told_is_unknown_in_every_row():
    made = report({}, miniature_plan())
    assert made.rows["approved_posts_before"].isna().all()
    assert set(made.missing.loc[made.missing["column"] == "approved_posts", "school_id"]) == {""}


DOCUMENTED = {
    "staff_per_class_small": {"value": 1.0, "document": "×编〔2022〕1号"},
    "least_staff_small": {"document": "×编〔2022〕1号"},
}


def verdict(school, staff, **parameters):
    made = report({}, with_school(MINIATURE, school, staff=staff), **parameters)
    return row(made, "school", school)["verdict_before"]


def test_verdicts_at_their_lines():
    """s1 is due 6 by its ratio. p3 is due 2 by the ratio alone, 3 by classes where k = 1 is told."""
    assert [verdict("s1", staff) for staff in (5.0, 6.0, 7.0, np.nan)] == ["short", "met", "met", "unknown"]
    assert [verdict("p3", staff) for staff in (1.0, 2.0, 99.0)] == ["short", *["undocumented"] * 2]
    assert [verdict("p3", staff, **DOCUMENTED) for staff in (1.0, 2.0, 3.0)] == ["short", "short", "met"]


def test_without_classes_the_posts_of_a_small_school_are_unknown():
    plan = with_school(MINIATURE, "p3", classes_g1=np.nan)
    assert row(report({}, plan, **DOCUMENTED), "school", "p3")["verdict_before"] == "unknown"


@pytest.mark.parametrize("staff", [1.0, 12.0, np.nan])
def test_a_private_school_is_not_judged_whatever_its_staff(staff):
    made = report({}, with_school(with_school(MINIATURE, "s2-J", ownership="民办"), "s2-J", staff=staff))
    private = row(made, "school", "s2-J")
    assert private[["verdict_before", "verdict_after"]].tolist() == ["", ""]
    assert private[["basis_before", "basis_after"]].tolist() == ["private", "private"]
    assert private[["class_posts_before", "ratio_posts_before", "unknown_schools_before"]].isna().all()


@pytest.mark.parametrize("parameters", [{}, DOCUMENTED])
def test_a_closed_school_is_not_judged_any_more(parameters):
    closed = row(report({"p3": merge("s1")}, **parameters), "school", "p3")
    assert closed[["basis_after", "verdict_after"]].tolist() == ["none", ""]
    assert closed["verdict_before"] == ("met" if parameters else "undocumented")


def test_rows_of_units_have_neither_basis_nor_verdict():
    rows = report({}).rows
    units = rows[rows["kind"] != "school"]
    texts = ["basis_before", "basis_after", "verdict_before", "verdict_after"]
    assert set(units[texts].to_numpy().ravel()) == {""}
    assert units["class_posts_before"].isna().all()


def test_teachers_who_are_placed_are_told_with_their_receiver():
    made = report({"p3": replace(merge("s1"), teachers=(("s1", 2),))})
    [placed] = made.placed.to_dict("records")
    names = ["school_id", "name", "receiver_id", "receiver"]
    assert [placed[name] for name in names] == ["p3", "西村教学点", "s1", "甲镇中心小学"]
    assert placed["full_time_teachers"] == 2
    assert row(made, "school", "s1")["full_time_teachers_arrived"] == 2
    assert row(made, "school", "p3")["full_time_teachers_unplaced"] == 1
    assert made.unplaced["full_time_teachers"].tolist() == [1]
    assert made.unplaced.loc[0, ["name", "township"]].tolist() == ["西村教学点", "甲镇"]


def test_what_is_lacking_of_one_school_is_told_of_it_and_private_schools_lack_nothing():
    plan = with_school(with_school(MINIATURE, "s2-J", ownership="民办"), "s2-J", staff=np.nan)
    missing = report({}, plan).missing
    assert "staff" not in set(missing["column"])
    one = report({}, with_school(MINIATURE, "p3", staff=np.nan)).missing
    assert one[one["column"] == "staff"].to_numpy().tolist() == [["p3", "西村教学点", "staff"]]


def test_closed_schools_stand_by_township_then_name():
    made = report({"p3": merge("s1"), "s2-P": merge("s1")})
    assert made.unplaced["school_id"].tolist() == ["s2-P", "p3"]
    assert made.unplaced["staff"].tolist() == [8, 3]
