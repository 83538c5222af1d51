"""Columns of a small ledger as arrays: grades, who is dormant, who manages whom, whose township."""

import numpy as np
import pandas as pd

from gis.planning.ledger import (
    grades_at_baseline,
    is_dormant,
    managing_schools,
    texts,
    township_codes,
)

NAN = np.nan


def by_grade(schools, **pupils):
    table = np.full((len(schools), 9), NAN)
    for school, grades in pupils.items():
        for grade, count in grades.items():
            table[schools.index.get_loc(school), grade - 1] = count
    return table


def test_grades_are_those_of_the_ledger_then_those_with_pupils_then_those_of_the_type():
    schools = pd.DataFrame(
        {
            "type_code": ["211", "312", "311", "312", "345", "312", "341", "211"],
            "division": ["", "", "", "小学部", "", "初中部", "", ""],
            "first_grade": [1, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
            "last_grade": [4, NAN, NAN, NAN, NAN, NAN, NAN, 5],
        },
        index=list("abcdefgh"),
    )
    classes = by_grade(schools, b={2: 1, 3: 0}, a={6: 1})
    pupils = by_grade(schools, b={5: 9, 7: 0}, h={2: 3, 3: 3})
    kinds = texts(schools, "type_code"), texts(schools, "division")
    taught = grades_at_baseline(schools, *kinds, classes, pupils)
    ranges = [(int(row.argmax()) + 1, int(row.sum())) for row in taught]
    # first grade and how many: typed 1-4, seen 2-5, types 7-9, 1-6, 1-9, 7-9, 7-9, seen 2 and typed 5
    assert ranges == [(1, 4), (2, 4), (7, 3), (1, 6), (1, 9), (7, 3), (7, 3), (2, 4)]


def test_dormant_is_who_has_neither_pupils_nor_classes_and_is_attended_by_nobody():
    schools = pd.DataFrame({"enrolment": [0.0, 0.0, 0.0, NAN, 5.0, 0.0]}, index=list("abcdef"))
    classes = by_grade(schools, a={1: 0}, b={1: 0}, c={1: 0, 2: 1}, d={1: 0}, e={1: 0})
    pupils = by_grade(schools, a={1: 0, 2: 0})
    found = is_dormant(schools, np.array([1]), classes, pupils)
    # b is attended, c has a class, d says nothing of pupils, e has 5, f nothing of classes
    assert found.tolist() == [True, False, False, False, False, False]


def test_the_ledgers_manager_goes_before_the_central_school_of_the_township():
    schools = pd.DataFrame(
        {"managing_school_id": ["", "", "z", "x", None, "nobody"]}, index=["k2", "k1", "x", "y", "z", "w"]
    )
    teaches = np.zeros((6, 9), dtype=bool)
    teaches[0, :2], teaches[1, :1], teaches[2, 0], teaches[4, 2] = True, True, True, True
    township = np.array([0, 0, 0, 0, 1, 1])
    central = np.array([True, True, False, False, False, False])
    found = managing_schools(schools, teaches, township, central)[:, :3]
    # two centrals: the least code (k1, row 1) has grade 1, k2 grade 2;
    # x is under z in grade 3, y under x in grade 1
    assert found.tolist() == [
        [1, -1, -1], [0, 0, -1], [1, 0, 4], [2, 0, -1], [-1, -1, -1], [-1, -1, -1],
    ]  # fmt: skip


def test_subdistricts_of_one_town_are_one_township():
    homes = pd.DataFrame({"township": [" 甲镇", "东关街道", None]})
    schools = pd.DataFrame({"township": ["西关街道办事处", "乙镇", "甲镇 ", "北关街道办"]})
    of_homes, of_schools = township_codes(homes, schools)
    assert of_homes[1] == of_schools[0] == of_schools[3]
    assert of_homes[0] == of_schools[2]
    assert len({*of_homes.tolist(), *of_schools.tolist()}) == 4
