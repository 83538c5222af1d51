"""Cells as people type them."""

import math
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gis.io.cells import CellFault, is_blank, parse_cell, shown
from gis.messages import describe
from gis.schema import load_schema

SCHOOLS, ATTENDANCE, DECISIONS = (load_schema(name) for name in ("schools", "attendance", "decisions"))
CODE, COUNT, AREA = SCHOOLS["school_id"], SCHOOLS["pupils_g1"], SCHOOLS["floor_area_m2"]
TYPE, CENTRAL, GRADE, GRADES = (
    SCHOOLS["type_code"], SCHOOLS["is_central"], ATTENDANCE["grade"], DECISIONS["grades_kept"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "column", "value"),
    [
        ("2141000001.0", CODE, "2141000001"),
        (2141000001.0, CODE, "2141000001"),
        (2141000001, CODE, "2141000001"),
        ("0141000001", CODE, "0141000001"),
        (" 2141 000001 ", CODE, "2141000001"),
        ("'2141000001", CODE, "2141000001"),
        ("410602100001-01", CODE, "410602100001-01"),
        (45.0, COUNT, 45),
        ("45人", COUNT, 45),
        ("1,234", COUNT, 1234),
        ("\uff14\uff15", COUNT, 45),
        (0, COUNT, 0),
        ("1200.5㎡", AREA, 1200.5),
        ("1202", AREA, 1202.0),
        ("1202 m2", AREA, 1202.0),
        (".5", AREA, 0.5),
        ("2022年", DECISIONS["year"], 2022),
        ("是", CENTRAL, True),
        (0.0, CENTRAL, False),
        (True, CENTRAL, True),
        ("一年级", GRADE, 1),
        ("七年级", GRADE, 7),
        ("初一", GRADE, 7),
        ("初中三年级", GRADE, 9),
        ("小学六年级", GRADE, 6),
        ("7", GRADE, 7),
        (3.0, GRADE, 3),
        ("1-3", GRADES, (1, 2, 3)),
        ("一至三年级", GRADES, (1, 2, 3)),
        ("1、2、3", GRADES, (1, 2, 3)),
        ("3\uff0c1\uff5e2", GRADES, (1, 2, 3)),
        (2.0, GRADES, (2,)),
        ("218 小学教学点", TYPE, "218"),
        (218.0, TYPE, "218"),
        ("小学教学点", TYPE, "218"),
        ("寄宿", ATTENDANCE["boarding"], "住校"),
        ("否", ATTENDANCE["boarding"], "走读"),
        ("并入", DECISIONS["status"], "撤销并入"),
    ],
)
def test_understood(cell, column, value):
    result = parse_cell(cell, column)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("2.14E+09", CODE, "cell_code_rounded"),
        (2141000001.5, CODE, "cell_not_code"),
        ("四十五", COUNT, "cell_not_number"),
        ("12 34", COUNT, "cell_not_number"),
        ("1,5", COUNT, "cell_not_number"),
        ("#DIV/0!", COUNT, "cell_not_number"),
        (True, COUNT, "cell_not_number"),
        (date(2022, 9, 1), COUNT, "cell_not_number"),
        (float("inf"), AREA, "cell_not_number"),
        (-3, COUNT, "cell_negative"),
        (12.5, COUNT, "cell_not_integer"),
        ("也许", CENTRAL, "cell_not_boolean"),
        ("十年级", GRADE, "cell_not_grade"),
        ("初四", GRADE, "cell_not_grade"),
        ("小七", GRADE, "cell_not_grade"),
        (0, GRADE, "cell_not_grade"),
        ("3-1", GRADES, "cell_not_grades"),
        ("1.5", GRADES, "cell_not_grades"),
        (date(2022, 1, 3), GRADES, "cell_grades_as_date"),
        ("高中", TYPE, "cell_not_choice"),
        (2180, TYPE, "cell_not_choice"),
    ],
)
def test_refused_with_a_sentence(cell, column, code):
    with pytest.raises(CellFault) as caught:
        parse_cell(cell, column)
    assert caught.value.code == code
    for variant in (code, f"{code}_row"):
        assert caught.value.values["value"] in str(describe(variant, caught.value.values))


@pytest.mark.parametrize("cell", [None, "", "  ", "\n", "-", "——", "/", math.nan, "NaN"])
def test_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "无"])
def test_not_blank(cell):
    assert not is_blank(cell)


@given(st.integers(0, 10**9))
def test_whole_numbers_come_back_however_written(number):
    written = [str(number), f" {number} ", f"{number:,}", f"{number}人", f"{number}.0"]
    for cell in (number, float(number), *written):
        assert parse_cell(cell, COUNT) == number


@given(st.from_regex(r"[0-9]{4,15}", fullmatch=True))
def test_codes_keep_every_digit(code):
    assert parse_cell(code, CODE) == code
    assert parse_cell(f"{code}.0", CODE) == code
    if not code.startswith("0"):
        assert parse_cell(float(code), CODE) == code


@given(st.sets(st.integers(1, 9), min_size=1))
def test_lists_of_grades_come_back(grades):
    expected = tuple(sorted(grades))
    assert parse_cell("、".join(map(str, grades)), GRADES) == expected
    low, high = expected[0], expected[-1]
    assert parse_cell(f"{low}—{high}年级", GRADES) == tuple(range(low, high + 1))


@example(-1.875)          # in a column of years: not January of a year
@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.none()))
def test_any_cell_is_a_value_or_a_fault_with_a_sentence(cell):
    """Nothing else can come out of a cell: no other exception, no NaN, no number out of its range."""
    if is_blank(cell):
        return
    for schema in (SCHOOLS, ATTENDANCE, DECISIONS):
        for column in schema.columns:
            try:
                value = parse_cell(cell, column)
            except CellFault as fault:
                describe(fault.code, fault.values)
                continue
            if column.kind in ("integer", "number"):
                assert 0 <= value < 2**53 + 1
            if column.kind == "grade":
                assert 1 <= value <= 9


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_shown_is_what_a_person_writes(number):
    assert "e" in shown(number) or float(shown(number)) == number
