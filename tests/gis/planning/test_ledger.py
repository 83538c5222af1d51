"""Columns of a small ledger as arrays: grades, who is dormant, who manages whom, whose township."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gis.planning.ledger import (
    RECEIVING_TYPES,
    flags,
    grade_numbers,
    grades_at_baseline,
    is_dormant,
    kindergartens_of,
    managing_schools,
    numbers,
    read_once,
    read_with,
    site_codes,
    texts,
    township_codes,
    township_key,
    without_kindergartens,
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


# ---- columns


def test_kindergarten_classes_are_rows_of_their_own_and_no_schools():
    schools = gpd.GeoDataFrame(
        {
            "type_code": ["211", " 119 ", "119", "311"], "name": ["甲小", "甲小幼儿班", None, "乙中"],
            "managing_school_id": ["", "a", None, "x"],
        },
        index=list("abcd"),
    )  # fmt: skip
    assert without_kindergartens(schools).index.tolist() == ["a", "d"]
    assert kindergartens_of(schools) == {"b": ("甲小幼儿班", "a"), "c": ("", "")}
    alone = schools.loc[["a", "d"]]
    assert without_kindergartens(alone) is alone
    assert kindergartens_of(alone) == {}


def test_a_column_that_is_missing_or_empty_is_unknown():
    frame = pd.DataFrame(
        {
            "places": pd.array([3, None, 0], dtype="Int64"), "words": [" 甲 ", None, 7],
            "claims": [True, None, False],
        }
    )  # fmt: skip
    assert numbers(frame, "places").tolist() == pytest.approx([3, NAN, 0], nan_ok=True)
    assert np.isnan(numbers(frame, "rooms")).tolist() == [True] * 3
    assert texts(frame, "words").tolist() == ["甲", "", "7"]
    assert texts(frame, "rooms").tolist() == [""] * 3
    assert flags(frame, "claims").tolist() == [True, False, False]
    assert flags(frame, "rooms").tolist() == [False] * 3
    with pytest.raises(ValueError, match="read-only"):
        numbers(frame, "places")[0] = 1


def test_the_columns_of_grades_stand_side_by_side():
    frame = pd.DataFrame({"classes_g1": [1.0, 2.0], "classes_g9": [3.0, 4.0], "classes": [8.0, 8.0]})
    table = grade_numbers(frame, "classes")
    assert table.shape == (2, 9)
    assert table[:, 0].tolist() == [1, 2]
    assert table[:, 8].tolist() == [3, 4]
    assert np.isnan(table[:, 1:8]).all()


def test_what_nobody_edits_is_read_once_and_the_rest_every_time():
    asked = []

    def make():
        asked.append(1)
        return len(asked)

    kept, edited = pd.DataFrame({"places": [1.0]}), pd.DataFrame({"places": [1.0]})
    read_once(kept)
    assert [read_with(kept, "a", make), read_with(kept, "a", make), read_with(kept, "b", make)] == [1, 1, 2]
    assert [read_with(edited, "a", make), read_with(edited, "a", make)] == [3, 4]
    assert numbers(kept, "places") is numbers(kept, "places")
    edited.loc[0, "places"] = 5.0
    assert numbers(edited, "places").tolist() == [5]


def test_the_divisions_of_a_school_share_a_site_and_without_a_column_each_has_its_own():
    schools = pd.DataFrame({"site_id": ["t", "s", "t"]}, index=["a", "b", "c"])
    codes, names = site_codes(schools)
    assert (codes.tolist(), names.tolist()) == ([0, 1, 0], ["t", "s"])
    codes, names = site_codes(schools.drop(columns="site_id"))
    assert (codes.tolist(), names.tolist()) == ([0, 1, 2], ["a", "b", "c"])


@pytest.mark.parametrize(
    ("name", "key"),
    [("东关街道", "街道"), (" 西关街道办 ", "街道"), ("北关街道办事处", "街道"), (" 甲镇 ", "甲镇"),
     ("街道镇", "街道镇"), ("", "")],
)  # fmt: skip
def test_the_name_of_a_township_without_what_does_not_matter(name, key):
    assert township_key(name) == key


@pytest.mark.parametrize(
    ("kind", "division", "usual"),
    [
        ("211", "", (1, 6)), ("218", "", (1, 6)), ("219", "", (1, 6)), ("311", "", (7, 9)),
        ("319", "", (7, 9)),
        ("341", "", (7, 9)), ("312", "", (1, 9)), ("345", "", (1, 9)), ("345", "小学部", (1, 6)),
        ("312", "初中部", (7, 9)), ("345", "高中部", None), ("999", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_what_a_type_usually_teaches(kind, division, usual):
    schools = pd.DataFrame(index=["a"])
    none = np.full((1, 9), NAN)
    (taught,) = grades_at_baseline(schools, np.array([kind]), np.array([division]), none, none)
    expected = range(usual[0], usual[1] + 1) if usual else ()
    assert (np.flatnonzero(taught) + 1).tolist() == list(expected)


def test_one_known_end_of_the_range_is_kept_and_pupils_tell_the_other():
    """a: from 2 by the ledger, last seen in 5; b: seen in 3, by a class; c: nothing but zeros, by type."""
    schools = pd.DataFrame({"first_grade": [2.0, NAN, NAN]}, index=list("abc"))
    classes = by_grade(schools, b={3: 1}, c={1: 0, 9: 0})
    pupils = by_grade(schools, a={1: 4, 5: 1, 6: 0})
    kinds = np.array(["211", "311", "311"]), np.array(["", "", ""])
    taught = grades_at_baseline(schools, *kinds, classes, pupils)
    assert [(np.flatnonzero(row) + 1).tolist() for row in taught] == [[2, 3, 4, 5], [3], [7, 8, 9]]


def test_one_pupil_by_grade_keeps_a_school_awake_though_the_sum_says_none():
    schools = pd.DataFrame({"enrolment": [0.0, NAN, 0.0]}, index=list("abc"))
    classes = by_grade(schools, a={1: 0}, b={2: 0}, c={3: 0, 4: 0})
    pupils = by_grade(schools, a={6: 1}, b={9: 0}, c={1: 0})
    assert is_dormant(schools, np.array([], dtype=int), classes, pupils).tolist() == [False, True, True]
    assert is_dormant(schools, np.array([2, 2]), classes, pupils).tolist() == [False, True, False]


def test_a_central_school_manages_its_own_township_in_its_own_grades():
    """k teaches 1-6 in township 0, m 7-9 there; n is the 中心校 of township 1. None manages itself."""
    schools = pd.DataFrame({"managing_school_id": ["", "m", "", "", "p"]}, index=list("kpmnq"))
    teaches = np.zeros((5, 9), dtype=bool)
    teaches[0, :6], teaches[1, :3], teaches[2, 6:], teaches[3, :6], teaches[4, :2] = [True] * 5
    township = np.array([0, 0, 0, 1, 1])
    central = np.array([True, False, True, True, False])
    found = managing_schools(schools, teaches, township, central)
    assert found[:, [0, 2, 5, 6, 8]].tolist() == [
        [-1, -1, -1, 2, 2], [0, 0, 0, 2, 2], [0, 0, 0, -1, -1], [-1] * 5, [1, 1, 3, -1, -1],
    ]  # fmt: skip
    own = schools.assign(managing_school_id=["k", "", "", "", ""])
    assert (managing_schools(own, teaches, township, np.zeros(5, dtype=bool)) == -1).all()
    first = schools.assign(managing_school_id=["", "k", "", "", ""])
    assert managing_schools(first, teaches, township, np.zeros(5, dtype=bool)).tolist() == [
        [-1] * 9, [0] * 6 + [-1] * 3, [-1] * 9, [-1] * 9, [-1] * 9
    ]  # fmt: skip


def test_ordinary_public_schools_and_points_receive_and_attached_classes_do_not():
    kinds = ("211", "218", "312", "345", "219", "319", "119", "999")
    assert [kind in RECEIVING_TYPES for kind in kinds] == [True] * 4 + [False] * 4
