"""Columns guessed, corrected by the user and remembered."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rawcounty import ATTENDANCE, ATTENDANCE_HEADERS, SETTLEMENTS, find, write_csv, write_xlsx

from gis.errors import InputError
from gis.io.choices import NOT_USED, ImportChoices
from gis.io.importer import import_plan
from gis.io.mapping import MAPPINGS_FILE, recall, remember, survey_table
from gis.io.tables import read_table
from gis.schema import load_schema

PLACES, ATTENDANCE_SCHEMA, PUPILS = (load_schema(name) for name in ("settlements", "attendance", "pupils"))
HEADERS = ["编号", "居住地", "乡", "经度", "纬度", "村支书姓名", ""]
ROWS = [[*row, "张三", "13812345678"] for row in SETTLEMENTS]
MAPPING = {"settlement_id": "编号", "name": "居住地", "township": "乡"}


@pytest.fixture
def unknown_headers(tmp_path):
    """A table whose headers no alias knows."""
    return write_xlsx(tmp_path / "a.xlsx", [HEADERS, *ROWS])


def test_a_survey_shows_columns_with_samples(unknown_headers):
    survey = survey_table(unknown_headers, PLACES)
    assert (survey.file, survey.sheet, survey.header_row) == ("a.xlsx", "台账", 2)
    guesses = {guess.header: guess for guess in survey.columns}
    assert guesses["经度"].schema_column == "lon"
    assert guesses["居住地"].samples == ("西沟村", "中村", "北村", "山顶村")
    assert survey.missing == ("settlement_id", "name", "township")


def test_a_survey_shows_nothing_about_persons(unknown_headers):
    """Neither by header nor, where there is none, by content."""
    survey = survey_table(unknown_headers, PLACES)
    personal = {guess.header for guess in survey.columns if guess.is_personal}
    assert personal == {"村支书姓名", "第G列"}
    assert "张三" not in repr(survey)
    assert "13812345678" not in repr(survey)


def test_the_mapping_is_honoured(unknown_headers):
    with pytest.raises(InputError):
        read_table(unknown_headers, PLACES, role="settlements")
    survey = survey_table(unknown_headers, PLACES, columns=MAPPING)
    assert survey.missing == ()
    table, _ = read_table(unknown_headers, PLACES, role="settlements", columns=MAPPING)
    assert table.frame["settlement_id"].tolist() == [row[0] for row in SETTLEMENTS]
    assert table.frame["lon"].tolist() == [row[3] for row in SETTLEMENTS], "found by its header as always"


def test_a_header_may_be_taken_for_nothing_or_for_something_else(tmp_path):
    headers = ["居民点代码", "村名", "所属乡镇", "经度", "纬度", "东经"]
    rows = [[*row, 114.5] for row in SETTLEMENTS]
    path = write_csv(tmp_path / "a.csv", [headers, *rows])
    table, _ = read_table(path, PLACES, role="settlements", columns={"lon": "东经", "lat": NOT_USED})
    assert table.frame["lon"].tolist() == [114.5] * 4
    assert table.frame["lat"].isna().all()
    assert "lat" not in table.found


def test_the_second_of_equal_headers_can_be_meant(tmp_path):
    headers = ["居民点代码", "村名", "村名", "所属乡镇"]
    path = write_csv(tmp_path / "a.csv", [headers, ["1001", "旧名", "新名", "东乡"]])
    labels = [guess.header for guess in survey_table(path, PLACES).columns]
    assert labels == ["居民点代码", "村名", "村名 (2)", "所属乡镇"]
    table, _ = read_table(path, PLACES, role="settlements", columns={"name": "村名 (2)"})
    assert table.frame["name"].tolist() == ["新名"]


def test_a_personal_column_cannot_be_mapped(unknown_headers):
    mapping = {**MAPPING, "name": "村支书姓名"}
    with pytest.raises(InputError) as caught:
        read_table(unknown_headers, PLACES, role="settlements", columns=mapping)
    assert caught.value.code == "required_column_missing"


def test_a_mapped_header_that_is_gone_is_told(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["居民点代码", "村名", "所属乡镇"], ["1001", "甲村", "东乡"]])
    table, _ = read_table(path, PLACES, role="settlements", columns={"lon": "X坐标"})
    assert find(table.issues, "mapped_headers_missing").values["columns"] == "X坐标"


def test_no_header_at_all(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["1", "2"], ["3", "4"]])
    with pytest.raises(InputError) as caught:
        survey_table(path, PLACES)
    assert caught.value.code == "no_header_found"


def test_of_several_schemas_the_fitting_one_is_surveyed(tmp_path):
    path = write_csv(tmp_path / "a.csv", [ATTENDANCE_HEADERS, *ATTENDANCE])
    assert survey_table(path, (ATTENDANCE_SCHEMA, PUPILS)).schema == "attendance"


def test_the_import_honours_the_choices(county_files):
    files = county_files()
    headers = ["居住地编号", "就读年级", "学校编号", "就读方式", "多少人"]
    write_csv(files["attendance"], [headers, *ATTENDANCE])
    columns = {"settlement_id": "居住地编号", "school_id": "学校编号", "pupils": "多少人"}
    plan = import_plan(**files, choices=ImportChoices(columns={"attendance": columns}))
    assert plan.attendance["pupils"].sum() == sum(row[-1] for row in ATTENDANCE)
    assert plan.attendance["boarding"].any()


def test_a_real_list_of_schools(shared_data):
    survey = survey_table(shared_data / "messy" / "小学_gbk.csv", load_schema("schools"))
    assert {g.schema_column for g in survey.columns} >= {"name", "lon", "lat"}
    assert survey.missing == ("school_id", "type_code", "township")


def test_the_import_tells_its_progress_while_it_reads(county_files):
    told = []
    import_plan(**county_files(), progress=lambda fraction, step="": told.append((fraction, step)))
    shares = [fraction for fraction, _ in told]
    assert shares == sorted(shares)
    assert sum(step == "step_reading_tables" and 0 < share <= 0.1 for share, step in told) > 4


# ---- remembering


def test_shapes_are_of_headers_not_of_values(tmp_path):
    def shape(name, headers, rows):
        return survey_table(write_csv(tmp_path / name, [headers, *rows]), PLACES).shape

    headers = ["居民点代码", "村名", "所属乡镇"]
    first = shape("a.csv", headers, [["1001", "甲村", "东乡"]])
    assert first == shape("b.csv", headers, [["1002", "乙村", "西乡"]])
    assert first == shape("c.csv", headers[::-1], [["西乡", "乙村", "1002"]])
    assert first != shape("d.csv", [*headers, "备注"], [["1001", "甲村", "东乡", ""]])


@settings(max_examples=20, deadline=None)
@given(
    mappings=st.dictionaries(
        st.text("0123456789abcdef", min_size=4, max_size=8),
        st.dictionaries(st.sampled_from(PLACES.names), st.text(max_size=10), min_size=1, max_size=4),
        max_size=4,
    )
)
def test_what_is_remembered_is_recalled(tmp_path_factory, mappings):
    folder = tmp_path_factory.mktemp("settings") / "new"
    for shape, mapping in mappings.items():
        remember(shape, mapping, folder)
    for shape, mapping in mappings.items():
        assert recall(shape, folder) == mapping
    for shape in mappings:
        remember(shape, {}, folder)
        assert recall(shape, folder) == {}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": {"name": 1}}', "\x00"])
def test_a_spoilt_memory_is_no_memory(tmp_path, content):
    (tmp_path / MAPPINGS_FILE).write_text(content, encoding="utf-8")
    assert recall("a", tmp_path) == {}
    remember("a", {"name": "村名"}, tmp_path)
    assert recall("a", tmp_path) == {"name": "村名"}
    assert [path.name for path in tmp_path.iterdir()] == [MAPPINGS_FILE]
    assert json.loads((tmp_path / MAPPINGS_FILE).read_text(encoding="utf-8"))
