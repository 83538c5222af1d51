"""复式班: as the ledger reports them; formed by a plan only where the county allows it, as few as can be."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import merge, miniature_plan, point, with_school

from gis.evaluation import evaluate
from gis.evaluation.derivation import Deriver
from gis.layout import Scenario
from gis.memory import Memory
from gis.planning.multigrade import (
    ALONE,
    grade_groups,
    grades_together,
    joined,
    most_together,
    reported_groups,
    with_formed,
)
from gis.report.dossier import school_dossier
from gis.rulebook import with_county_value
from gis.standards import load_rules

GROUND = {"document": "县教〔2022〕9号", "reason": "教学点人数少"}


def allowed(plan, most=None):
    plan = with_county_value(plan, "multigrade_points", 1, **GROUND)
    return plan if most is None else with_county_value(plan, "multigrade_most_pupils", most, **GROUND)


def grades(evaluation, school, side="after"):
    """Classes, largest class and grades together, by grade."""
    rows = evaluation.school_grades
    own = rows[rows["school_id"] == school].set_index("grade")
    return own[[f"{name}_{side}" for name in ("classes", "largest_class", "multigrade")]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", ()), ("1-2、3-4", ((1, 2), (3, 4))), ("一二年级；三—五年级", ((1, 2), (3, 4, 5))),
        ("1+2", ((1, 2),)),
        ("1-3", ((1, 2, 3),)), ("1、2", None), ("1-2、2-3", None), ("1+3", None), ("有", None), ("2-1", None),
    ],
)  # fmt: skip
def test_a_cell_names_adjacent_grades(text, groups):
    assert grade_groups(text) == groups


def test_a_reported_class_of_two_grades_counts_once():
    """p3 has 9, 7 and 4 pupils in grades 1-3; grades 1 and 2 sit together: 2 classes, the largest of 16."""
    plan = with_school(miniature_plan(), "p3", classes_g2=0.0, multigrade_grades="1-2")
    now = evaluate(plan)
    assert grades(now, "p3") == grades(now, "p3", "before") == [[1, 16, "1,2"], [0, 16, "1,2"], [1, 4, ""]]
    figures = now.schools.loc["p3", ["classes_before", "largest_class_before", "rooms_free_after"]]
    assert figures.tolist() == [2, 16, 1]
    unexplained = evaluate(with_school(plan, "p3", multigrade_grades="")).schools.loc["p3"]
    assert np.isnan(unexplained["classes_before"]), "pupils without a class: not known"
    each_its_own = with_school(miniature_plan(), "p3", multigrade_grades="1-2")
    assert grades(evaluate(each_its_own), "p3") == [[1, 9, ""], [1, 7, ""], [1, 4, ""]]
    for side in ("before", "after"):
        for grade in (1, 2):
            of = Deriver(now).derive(f"school_grades.p3.{grade}.largest_class_{side}")
            assert (of.value, of.recomputed, [one.value for one in of.inputs]) == (16, 16, [16, 1])
    assert Deriver(now).derive("school_grades.p3.2.classes_after").formula == "derive_multigrade_classes"
    table = school_dossier(plan, now, "p3")["grades"]
    assert table[2] == ["班数（个）", "复式（1—2）", "复式（1—2）", "1"]


def test_a_plan_forms_them_only_where_the_county_allows_it_and_the_plan_changes_a_point():
    """s1 with grades 1-3 kept: 21, 18, 16; p3 takes nobody and stays as it is."""
    shrinks = Scenario("点", {"s1": point(1, 2, 3)})
    plain = [[1, 21, ""], [1, 18, ""], [1, 16, ""]]
    assert grades(evaluate(miniature_plan(), shrinks), "s1")[:3] == plain
    assert grades(evaluate(allowed(miniature_plan()), shrinks), "s1")[:3] == plain, "39 are beyond 30"
    made = evaluate(allowed(miniature_plan(), 39), shrinks)
    assert grades(made, "s1")[:3] == [[1, 39, "1,2"], [0, 39, "1,2"], [1, 16, ""]]
    assert grades(made, "s1", "before")[:3] == plain
    assert grades(made, "p3") == grades(evaluate(miniature_plan()), "p3"), "nobody changes the other point"
    assert made.schools.loc["s1", "classes_after"] == 2
    posts = [row for row in made.details.staff.rows.reset_index().to_dict("records") if "s1" in row.values()]
    assert {row["classes_after"] for row in posts if row["kind"] == "school"} == {2}
    baseline = evaluate(allowed(miniature_plan(), 39))
    assert (baseline.schools["classes_before"] == baseline.schools["classes_after"])[["s1", "p3"]].all()
    assert not [one for one in made.own_findings if one.criterion_id == "class_opened"]


def test_a_receiving_school_that_is_no_point_forms_none():
    made = evaluate(allowed(miniature_plan(), 60), Scenario("并", {"p3": merge("s1")}))
    assert [one[2] for one in grades(made, "s1")] == [""] * 6


def test_an_overload_is_told_of_all_who_sit_there():
    """Grades 1 and 2 of p3 sit together: with s1's 21 and 18 they are 16 + 39 = 55, ten beyond one class."""
    plan = with_school(miniature_plan(), "p3", classes_g2=0.0, multigrade_grades="1-2")
    made = evaluate(plan, Scenario("点", {"s1": point(3, 4, 5, 6, receiver_id="p3")}))
    found = [one for one in made.own_findings if one.criterion_id == "class_size_primary"]
    (both,) = [one for one in found if one.subject_id == "p3" and one.values["grade"] == "1"]
    assert (both.value, both.values["total"], both.values["classes"]) == (55, "55", "1")
    assert not [one for one in found if one.values["grade"] == "2"], "one class is one finding"


def test_rules_of_before_it_was_there_allow_none():
    old = load_rules()
    del old["national"]["parameters"]["multigrade_points"]
    assert (most_together(old), most_together(load_rules())) == (0, 0)
    plan = allowed(replace(miniature_plan(), rules=old))
    assert most_together(plan.rules) == 30


def fewest(pupils, classes, most):
    """Try every way to cut the grades into runs: the fewest classes, of equal ones the longest runs first."""
    best = None
    for cuts in (c for n in range(len(pupils)) for c in combinations(range(1, len(pupils)), n)):
        runs = np.split(np.arange(len(pupils)), cuts)
        several = [run for run in runs if len(run) > 1]
        if any(pupils[run].sum() > most or (classes[run] != 1).any() for run in several):
            continue
        count = sum(1 if len(run) > 1 else classes[run[0]] if pupils[run[0]] else 0 for run in runs)
        sizes = [len(run) for run in runs]
        if best is None or (count, [-size for size in sizes]) < best[:2]:
            best = count, [-size for size in sizes]
    return best[0], [-size for size in best[1]]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from([1, 1, 1, 2])), min_size=6, max_size=6),
    st.sampled_from([5, 15, 30]),
)
def test_as_few_classes_as_can_be_the_lowest_grades_first(rows, most):
    pupils = np.array([[n for n, _ in rows] + [7, 7, 7]], dtype=float)
    classes = np.where(pupils > 0, [[c for _, c in rows] + [1, 1, 1]], 0.0)
    formed = with_formed(None, pupils, classes, np.array([0]), float(most), 6)
    groups = np.tile(ALONE, (1, 1)) if formed is None else formed
    made, inside, _, at = joined(groups, pupils, classes, np.zeros_like(pupils, dtype=bool))
    count, sizes = fewest(pupils[0, :6], classes[0, :6], most)
    assert made[0, :6].sum() == count
    starts = np.flatnonzero(at[0, :6] == ALONE[:6])
    assert np.diff([*starts, 6]).tolist() == sizes
    assert (at[0, 6:] == ALONE[6:]).all(), "never across primary and junior"
    assert inside[0, starts].sum() == pupils[0, :6].sum(), "every child sits in one class"


def test_a_grade_without_pupils_keeps_its_neighbours_apart():
    """Grades 2 and 3 are one group, but nobody is in grade 2: 1 and 3 are not next to each other."""
    pupils, classes = np.array([[3.0, 0, 4, 2, 0, 0, 0, 0, 0]]), np.array([[1.0, 0, 1, 1, 0, 0, 0, 0, 0]])
    there = np.array([[0, 1, 1, *range(3, 9)]])
    assert with_formed(there, pupils, classes, np.array([0]), 30.0, 6)[0, :4].tolist() == [0, 1, 1, 1]


# ---- the arrays, school by school


def ledger(*rows):
    """Return a county of schools that report (grades together, classes of grades 1-9)."""
    return SimpleNamespace(
        schools=pd.DataFrame({"multigrade_grades": [text for text, _ in rows]}),
        reported_classes=np.array([classes for _, classes in rows], dtype=float),
        memory=Memory(),
    )


def nine(*values, rest=0.0):
    return [*values, *[rest] * (9 - len(values))]


def test_a_group_stands_as_long_as_one_class_is_reported_for_it():
    unknown = np.nan
    county = ledger(
        ("", nine(1, 1, 1)),
        ("2-3、5-6", nine(1, 1, 0, 1, 1, 1)),               # a class each in 5 and 6
        ("1-2", nine(unknown, 1, 1)),                       # of one grade nothing is reported
        ("3-4-5", nine(1, 1, 0, 0, 0)),
        ("1-2", nine(0, 2)),
        ("1、2", nine(1, 0)),                               # says nothing that can be read
    )
    found = reported_groups(county)
    assert found[:, :6].tolist() == [
        [0, 1, 2, 3, 4, 5], [0, 1, 1, 3, 4, 5], [0, 0, 2, 3, 4, 5], [0, 1, 2, 2, 2, 5], [0, 1, 2, 3, 4, 5],
        [0, 1, 2, 3, 4, 5],
    ]  # fmt: skip
    assert (found[:, 6:] == ALONE[6:]).all()
    assert reported_groups(county) is found, "read once"


def test_no_groups_are_told_apart_from_groups():
    assert reported_groups(ledger(("", nine(1, 1)), ("1-2", nine(1, 1)))) is None
    pupils, classes = np.array([nine(5.0, 6.0)]), np.array([nine(1.0, 1.0)])
    assert with_formed(None, pupils, classes, np.array([0]), 10.0, 6) is None, "11 are beyond 10"
    assert with_formed(None, pupils, classes, np.array([0]), 11.0, 6)[0, :3].tolist() == [0, 0, 2]
    assert with_formed(None, pupils, classes, np.array([], dtype=int), 11.0, 6) is None


def test_only_the_schools_asked_for_form_classes_and_what_is_there_is_left_as_it_is():
    pupils, classes = np.array([nine(5.0, 6.0, 7.0)] * 3), np.array([nine(1.0, 1.0, 1.0)] * 3)
    there = np.tile(ALONE, (3, 1))
    there[0, 2] = 1
    made = with_formed(there, pupils, classes, np.array([2]), 30.0, 6)
    assert made[:, :3].tolist() == [[0, 1, 1], [0, 1, 2], [0, 0, 0]]
    assert there[2].tolist() == ALONE.tolist()


@pytest.mark.parametrize(
    ("pupils", "classes", "most", "formed"),
    [
        # together while they fit; who does not fit begins the next class, and the next grade joins that one
        ((4, 4, 4, 4, 4, 4), (1,) * 6, 8, [0, 0, 2, 2, 4, 4]),
        ((4, 4, 4, 4, 4, 4), (1,) * 6, 12, [0, 0, 0, 3, 3, 3]),
        ((4, 9, 1, 4, 4, 1), (1,) * 6, 9, [0, 1, 2, 2, 2, 5]),
        # two classes, or an unknown number: neither joins nor is joined
        ((4, 4, 4, 4, 4, 4), (1, 2, 1, 1, 1, 1), 8, [0, 1, 2, 2, 4, 4]),
        ((4, 4, 4, 4, 4, 4), (1, np.nan, 1, 1, 0, 1), 30, [0, 1, 2, 2, 4, 5]),
        # nobody in grade 3: 2 and 4 are not next to each other
        ((4, 4, 0, 4, 4, 0), (1, 1, 0, 1, 1, 0), 30, [0, 0, 2, 3, 3, 5]),
        ((0, 1, 1, 0, 0, 0), (0, 1, 1, 0, 0, 0), 30, [0, 1, 1, 3, 4, 5]),
    ],
)
def test_which_grades_a_point_puts_together(pupils, classes, most, formed):
    row = np.array([nine(*pupils, rest=3.0)]), np.array([nine(*classes, rest=1.0)])
    made = with_formed(None, *row, np.array([0]), float(most), 6)
    assert made[0].tolist() == [*formed, 6, 7, 8], "junior grades never"


def test_where_primary_ends_with_grade_5_the_sixth_stays_out():
    row = np.array([nine(rest=2.0)]), np.array([nine(rest=1.0)])
    assert with_formed(None, *row, np.array([0]), 30.0, 5)[0].tolist() == [0, 0, 0, 0, 0, 5, 6, 7, 8]


def test_what_sits_together_already_takes_more_and_is_never_divided():
    """Grades 2 and 3 are one class of 20 by the ledger, more than a plan may form; 1, 4 and 5 stand alone."""
    there = np.array([[0, 1, 1, *range(3, 9)]])
    pupils, classes = np.array([nine(2.0, 12, 8, 3, 1)]), np.array([nine(1.0, 1, 0, 1, 1)])
    schools = np.array([0])
    assert with_formed(there, pupils, classes, schools, 19.0, 6)[0, :5].tolist() == [0, 1, 1, 3, 3]
    assert with_formed(there, pupils, classes, schools, 22.0, 6)[0, :5].tolist() == [0, 0, 0, 3, 3]
    assert with_formed(there, pupils, classes, schools, 25.0, 6)[0, :5].tolist() == [0, 0, 0, 0, 4]
    assert with_formed(there, pupils, classes, schools, 26.0, 6)[0, :5].tolist() == [0] * 5


def test_the_class_stands_at_the_lowest_grade_with_pupils():
    """A: 1-3 with nobody in grade 1; B: 1-2 where grade 2 is opened and 1 is not, 4-5; C: none; D: nobody."""
    groups = np.tile(ALONE, (4, 1))
    groups[0, :3], groups[1, :2], groups[1, 3:5], groups[3, :2] = 0, 0, 3, 0
    pupils = np.array([nine(0.0, 1, 7, 9), nine(5.0, 6, 7, 2, 1), nine(8.0, 9), nine(0.0, 0, 4)])
    classes = np.array([nine(0.0, 1, 1, 1), nine(1.0, 1, 2, 1, 1), nine(1.0, 2), nine(0.0, 0, 1)])
    opened = np.zeros((4, 9), dtype=bool)
    opened[0, 2], opened[1, 1], opened[1, 3:5], opened[2, 1] = True, True, True, True
    made, inside, new, at = joined(groups, pupils, classes, opened)
    assert made[:, :5].tolist() == [[0, 1, 0, 1, 0], [1, 0, 2, 1, 0], [1, 2, 0, 0, 0], [0, 0, 1, 0, 0]]
    assert inside[:, :5].tolist() == [[0, 8, 8, 9, 0], [11, 11, 7, 3, 3], [8, 9, 0, 0, 0], [0, 0, 4, 0, 0]]
    assert at[:, :5].tolist() == [[0, 1, 1, 3, 4], [0, 0, 2, 3, 3], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]
    assert np.argwhere(new).tolist() == [[1, 3], [2, 1]], "a class is new where all of its grades are"
    assert (classes[0, 2], opened[0, 2], pupils[0, 1]) == (1, True, 1), "what is handed in stays"
    empty = grades_together(np.array([[0, 0, 0, *range(3, 9)]]), np.array([nine(0.0, 1, 7)]))
    assert empty[0][:4] == ["", "2,3", "2,3", ""], "nobody in grade 1"
    told = grades_together(at, pupils)
    assert [row[:5] for row in told] == [
        ["", "2,3", "2,3", "", ""], ["1,2", "1,2", "", "4,5", "4,5"], [""] * 5, [""] * 5
    ]  # fmt: skip


def test_a_plan_forms_none_unless_both_parameters_are_known_and_it_is_allowed():
    assert most_together(allowed(miniature_plan(), 25).rules) == 25
    forbidden = with_county_value(allowed(miniature_plan(), 25), "multigrade_points", 0, **GROUND)
    assert most_together(forbidden.rules) == 0
    rules = load_rules()
    rules["national"]["parameters"]["multigrade_points"]["value"] = 1
    del rules["national"]["parameters"]["multigrade_most_pupils"]
    assert most_together(rules) == 0
