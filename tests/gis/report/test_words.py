"""Words and numbers in print."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.report.words import (
    FORBIDDEN_IN_FILE_NAMES,
    LONGEST_FILE_STEM,
    file_stem,
    full_width,
    grade_range,
    ledger,
    minutes,
    number,
    scope,
    sentence,
    signed,
)


@pytest.mark.parametrize(
    ("grades", "printed"),
    [((1, 2, 3), "1—3年级"), ((4,), "4年级"), ((6, 1, 2, 4, 5, 1), "1—2、4—6年级"), ((), "—")],
)
def test_grades_in_the_shortest_form(grades, printed):
    assert grade_range(grades) == printed


def test_unknown_is_never_zero():
    assert ledger(None) == ledger(math.nan, "人") == ledger("") == "未填报"
    assert ledger(0, "人") == "0 人"
    assert minutes(math.nan) == "未知"
    assert number(None) == "未知"
    assert signed(None, 3) == "—"


def test_numbers():
    assert number(12345) == "12,345"
    assert ledger(1180.5, "平方米") == "1,180.5 平方米"
    assert minutes(27 * 60 + 20) == "27"
    assert signed(9, 6) == "−3"
    assert signed(6, 6) == "不变"


@pytest.mark.parametrize(
    ("unit", "printed"), [("鹤山区", "全区"), ("宁晋县", "全县"), ("瑞金市", "全市"), ("某地", "全域")]
)
def test_scope_by_the_kind_of_unit(unit, printed):
    assert scope(unit) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("超过 30 分钟(国办发〔2018〕27号),请改", "超过 30 分钟（国办发〔2018〕27号），请改"),
        ("超过 45 人(大班额,48号(重申))。", "超过 45 人（大班额，48号（重申））。"),
        ("12,345 人", "12,345 人"),
        ("示例数据:除区界外", "示例数据：除区界外"),
        ("CM 114E (EPSG:4547)", "CM 114E (EPSG:4547)"),
        ("比例 1:50000", "比例 1:50000"),
        ("2.5 km,走读", "2.5 km，走读"),
    ],
)
def test_punctuation_of_printed_chinese(typed, printed):
    assert full_width(typed) == printed


def test_internal_terms_do_not_reach_paper():
    assert "撤并" not in sentence("不得强行撤并")


@given(st.lists(st.text(min_size=0, max_size=120), max_size=8))
def test_file_names_are_accepted_by_windows_and_differ(names):
    taken: set[str] = set()
    stems = [file_stem(name, taken, "3141000001") for name in names]
    assert len({stem.lower() for stem in stems}) == len(stems)
    for stem in stems:
        assert stem.strip(" .") == stem != ""
        assert not set(stem) & set(FORBIDDEN_IN_FILE_NAMES)
        assert not any(ord(sign) < 32 for sign in stem)
        assert len(stem) <= LONGEST_FILE_STEM + 12


def test_reserved_names_and_equal_names():
    assert file_stem("CON", set()) == "CON_"
    taken: set[str] = set()
    assert [file_stem("中心小学", taken, "7") for _ in range(3)] == ["中心小学", "中心小学_7", "中心小学_3"]
