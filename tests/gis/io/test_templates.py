"""What is filled into a blank template comes in without an Issue; its example does not."""

import openpyxl
import pytest
from rawcounty import ATTENDANCE, PUPILS, SCHOOL_HEADERS, SCHOOLS, SETTLEMENTS, write_county

from gis.errors import InputError
from gis.io.cells import parse_cell
from gis.io.choices import ImportChoices
from gis.io.importer import import_plan
from gis.io.tables import read_table
from gis.io.templates import HEADER_ROW, allowed_values, write_template, write_templates
from gis.schema import TABLES, load_schema, match_headers


@pytest.fixture(scope="module")
def templates(tmp_path_factory):
    return dict(zip(TABLES, write_templates(tmp_path_factory.mktemp("blank")), strict=True))


def headers_of(page):
    return [cell.value or "" for cell in page[HEADER_ROW + 1]]


def fill(path, target, table, rows):
    """Type rows into a template as a person would, by its header texts, and the year into its title."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    if table == "schools":
        page["A1"] = "学校台账（2022—2023学年）"
    places = match_headers(headers_of(page), load_schema(table))
    for line, row in enumerate(rows, start=HEADER_ROW + 2):
        for name, value in row.items():
            page.cell(line, places[name] + 1, value)
    book.save(target)
    return target


@pytest.mark.parametrize("table", TABLES)
def test_the_example_fits_its_own_column(table):
    for column in load_schema(table).columns:
        if column.example:
            parse_cell(column.example, column)
        for value in allowed_values(column):
            parse_cell(value, column)
    assert any(column.example for column in load_schema(table).columns)


@pytest.mark.parametrize("table", TABLES)
def test_a_blank_template_has_every_column_and_no_row(table, templates):
    page = openpyxl.load_workbook(templates[table]).worksheets[0]
    assert set(match_headers(headers_of(page), load_schema(table))) == set(load_schema(table).names)
    assert page.max_row == HEADER_ROW + 1
    assert page.protection.sheet
    assert not page["A1"].protection.locked
    assert page.cell(HEADER_ROW, 1).protection.locked, "nobody types over the example, where it would be lost"
    if table != "roster":
        with pytest.raises(InputError) as fault:
            read_table(templates[table], load_schema(table), role=table)
        assert fault.value.code == "no_rows"


def test_choices_are_lists_and_codes_stay_text(templates):
    page = openpyxl.load_workbook(templates["schools"]).worksheets[0]
    places = match_headers(headers_of(page), load_schema("schools"))
    lists = {
        next(iter(rule.sqref.ranges)).min_col: rule.formula1
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }
    assert lists[places["ownership"] + 1] == '"公办,民办"'
    assert lists[places["is_central"] + 1] == '"是,否"'
    assert "211,218" in lists[places["type_code"] + 1]
    letter = openpyxl.utils.get_column_letter(places["school_id"] + 1)
    assert page.column_dimensions[letter].width > 5
    assert openpyxl.load_workbook(templates["schools"]).worksheets[1]["A1"].value == "列名"


def test_a_filled_template_imports_without_an_issue(templates, tmp_path):
    names = list(match_headers(SCHOOL_HEADERS, load_schema("schools")))
    positions = match_headers(SCHOOL_HEADERS, load_schema("schools"))
    schools = [
        {name: row[positions[name]] for name in names if row[positions[name]] != ""} for row in SCHOOLS
    ]
    for row, name in zip(schools, ("东乡中心小学", "西沟教学点", "东乡学校", "东乡学校"), strict=True):
        row["name"] = name
    roads = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" version="1" lat="35.99" lon="114.005"/><node id="2" version="1" lat="35.99" lon="114.05"/>
 <node id="3" version="1" lat="35.99" lon="114.095"/><node id="4" version="1" lat="36.02" lon="114.05"/>
 <node id="5" version="1" lat="36.028" lon="114.0101"/>
 <way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="tertiary"/></way>
 <way id="11" version="1"><nd ref="2"/><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/></way>
</osm>
"""
    raw = write_county(tmp_path / "raw", roads=roads)
    grades = [f"pupils_g{grade}" for grade in range(1, 10)]
    settlements = [
        dict(zip(("settlement_id", "name", "township", "lon", "lat"), row, strict=True))
        for row in SETTLEMENTS
    ]
    pupils = [dict(zip(("settlement_id", "name", *grades), row, strict=True)) for row in PUPILS]
    keys = ("settlement_id", "grade", "school_id", "boarding", "pupils")
    attendance = [dict(zip(keys, row, strict=True)) for row in ATTENDANCE]
    schools[1]["managing_school_id"] = "2141000001"
    for row in schools:  # the ledger says what the attendance table says
        for grade in range(1, 10):
            row[f"pupils_g{grade}"] = sum(
                a["pupils"]
                for a in attendance
                if a["school_id"] == row["school_id"]
                and "一二三四五六七八九"[grade - 1] == a["grade"][0]
                and row[f"classes_g{grade}"]
            )
            row[f"classes_g{grade}"] = int(row[f"pupils_g{grade}"] > 0)
        row["enrolment"] = sum(row[f"pupils_g{grade}"] for grade in range(1, 10))
        row["first_grade"], row["last_grade"] = {"211": (1, 6), "218": (1, 3)}.get(
            str(row["type_code"]), (7, 9) if row.get("division") == "初中部" else (1, 6)
        )
    filled = {
        table: fill(templates[table], tmp_path / f"{table}.xlsx", table, rows)
        for table, rows in {
            "schools": schools,
            "settlements": settlements,
            "pupils": pupils,
            "attendance": attendance,
        }.items()
    }
    choices = ImportChoices(coordinates=dict.fromkeys(("schools", "settlements"), "degrees"))
    plan = import_plan(roads=raw["roads"], boundary=raw["boundary"], **filled, choices=choices)
    assert [str(issue.describe()) for issue in plan.issues] == []
    assert plan.meta.school_year == 2022
    assert plan.attendance["pupils"].sum() == 20
    assert list(plan.schools.index) == ["2141000001", "2141000002", "3141000003-P", "3141000003-J"]


def test_a_template_that_may_be_filled_in_is_never_replaced(tmp_path):
    (tmp_path / "学校台账.xlsx").write_bytes(b"filled in")
    with pytest.raises(InputError) as fault:
        write_templates(tmp_path)
    assert fault.value.code == "template_exists"
    assert [path.name for path in tmp_path.iterdir()] == ["学校台账.xlsx"]


def test_rows_are_written_under_the_header(tmp_path):
    rows = [
        {
            "settlement_id": "041060210020",
            "name": "=1+1",
            "township": "东乡",
            "lon": 114.05,
            "lat": float("nan"),
        }
    ]
    write_template("settlements", tmp_path / "a.xlsx", rows)
    table, _ = read_table(tmp_path / "a.xlsx", load_schema("settlements"), role="settlements")
    (row,) = table.frame.to_dict("records")
    assert (row["settlement_id"], row["name"], row["lon"]) == ("041060210020", "=1+1", 114.05)
    assert table.frame.index[0] == HEADER_ROW + 2
