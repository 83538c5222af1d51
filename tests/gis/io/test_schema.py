"""Columns are data; headers are found however they are written."""

import itertools

import pytest

from gis.io.cells import parse_cell
from gis.schema import TABLES, is_personal, load_schema, match_headers, normalise

KINDS = {"text", "code", "integer", "number", "boolean", "grade", "grades", "choice"}


@pytest.mark.parametrize("table", TABLES)
def test_a_schema_is_sound(table):
    schema = load_schema(table)
    aliases = [normalise(alias) for column in schema.columns for alias in {column.name, *column.aliases}]
    doubled = {alias for alias in aliases if aliases.count(alias) > 1}
    assert doubled <= {column.name for column in schema.columns}, "one header would fit two columns"
    for column in schema.columns:
        assert column.kind in KINDS
        assert column.description_zh
        assert column.description_en
        assert bool(column.choices) == (column.kind == "choice")
        assert not any(map(is_personal, column.aliases)), "the column would be thrown away at the door"
        if column.default:
            parse_cell(column.default, column)


def test_choices_are_written_in_one_way_each():
    columns = itertools.chain.from_iterable(load_schema(table).columns for table in TABLES)
    for column in columns:
        written = [normalise(w) for value, others in column.choices.items() for w in (value, *others)]
        assert len(written) == len(set(written))


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("学校(机构)标识码", "school_id"),
        ("学校\uff08机构\uff09标识码\uff1a", "school_id"),
        (" 学校\n标识码 ", "school_id"),
        ("*学校名称", "name"),
        ("建筑面积(㎡)", "floor_area_m2"),
        ("建筑面积(平方米)", "floor_area_m2"),
        ("建筑面积[m2]", "floor_area_m2"),
        ("1年级班数", "classes_g1"),
        ("LON", "lon"),
        ("school_id", "school_id"),
    ],
)
def test_header_is_found(header, column):
    assert match_headers(["其他", header], load_schema("schools")) == {column: 1}


def test_a_header_serves_once_and_the_first_counts():
    found = match_headers(["学校名称", "校名", "学校名称"], load_schema("schools"))
    assert found == {"name": 0}


def test_a_whole_header_goes_before_one_without_its_bracket():
    headers = ["建筑面积(其中:危房)", "建筑面积"]
    assert match_headers(headers, load_schema("schools")) == {"floor_area_m2": 1}


@pytest.mark.parametrize("header", ["学生姓名", "身份证号", "家长电话", "监护人", "家庭住址", "联系 电话"])
def test_personal_headers_are_known(header):
    assert is_personal(header)
