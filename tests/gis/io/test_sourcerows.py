"""The rows around an issue: what is shown of them, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rawcounty import SCHOOL_HEADERS, SCHOOLS, write_csv, write_xlsx

from gis.errors import InputError
from gis.io.files import source_of
from gis.io.sourcerows import ROWS_AROUND, read_source_rows
from gis.model import Issue

PEOPLE = ("王小明", "410602201501011234", "13812345678", "赵大壮", "李校长", "孙班主任")


def issue_of(path, row, *, sheet="", column=""):
    return Issue("error", "cell_not_number", path.name, sheet, row, column)


@pytest.fixture
def ledger(tmp_path):
    """A ledger of 24 rows under a title, its header in row 2, with a head's name and telephone."""
    rows = [[*SCHOOLS[0], "李校长", "13812345678", "说明", f"备注{k}，电话13812345678"] for k in range(24)]
    for k, row in enumerate(rows):
        row[1] = f"第{k}小学"
    headers = [*SCHOOL_HEADERS, "校长姓名", "电话", "", "其他说明"]
    path = write_xlsx(tmp_path / "台账.xlsx", [headers, *rows])
    return path, source_of(path, role="schools", rows=24)


def test_the_row_stands_among_its_neighbours_without_personal_columns(ledger):
    path, source = ledger
    seen = read_source_rows(path, issue_of(path, 15, sheet="台账", column="经度"), [source])
    assert list(seen.rows) == list(range(15 - ROWS_AROUND, 15 + ROWS_AROUND + 1))
    name = seen.headers.index("学校名称")
    assert seen.rows[15][name] == "第12小学"
    assert seen.column is not None
    assert seen.headers[seen.column] == "经度"
    assert seen.rows[15][seen.column] == "114.05"
    assert not {"校长姓名", "电话"} & set(seen.headers)
    assert seen.hidden == 4, "the head, the telephone, a column without header, and remarks with a number"
    assert not [person for person in PEOPLE if person in repr(seen)]
    assert seen.is_changed is False
    at_top = read_source_rows(path, issue_of(path, 3, sheet="台账"), [source])
    assert list(at_top.rows) == [3, 4, 5, 6, 7, 8], "the header is not among the rows"
    assert at_top.column is None
    at_end = read_source_rows(path, issue_of(path, 26, sheet="台账"), [source])
    assert list(at_end.rows) == [21, 22, 23, 24, 25, 26]


def test_a_changed_file_is_told(ledger):
    path, source = ledger
    issue = issue_of(path, 15, sheet="台账")
    assert read_source_rows(path, issue, []).is_changed is None, "a plan that knows nothing of the file"
    assert read_source_rows(path, issue, [replace(source, sha256="0" * 64)]).is_changed is True
    for other, code in (
        (issue_of(path, 99, sheet="台账"), "source_rows_beyond"),
        (issue_of(path, 5, sheet="旧表"), "source_rows_sheet_gone"),
    ):
        with pytest.raises(InputError) as fault:
            read_source_rows(path, other, [source])
        assert fault.value.code == code
    path.unlink()
    with pytest.raises(InputError) as fault:
        read_source_rows(path, issue, [source])
    assert fault.value.code == "file_missing"


ROSTER_HEADERS = ["姓名", "身份证号", "现住村代码", "村名", "年级", "班级", "是否留守", "联系电话", "甲栏"]


@pytest.mark.parametrize("role", ["pupils", None])
def test_of_a_roster_nothing_about_a_person_is_shown(tmp_path, role):
    pupils = [
        [
            "王小明",
            "410602201501011234",
            "410000100001",
            "西沟村",
            "三年级",
            "三（2）班",
            "是",
            "13812345678",
            "x",
        ],
        ["赵大壮", "", "410000100002", "王小明", "王小明三年级", "三年级赵大壮", "赵大壮", "", "赵大壮"],
        ["李小红", "", "13812345678", "中村", "2020级", "", "否", "", ""],
    ]
    titles = [["三年级学生名册", *[""] * 8], ["班主任：孙班主任", *[""] * 8]]
    path = write_csv(tmp_path / "名册.csv", [*titles, ROSTER_HEADERS, *pupils])
    sources = [source_of(path, role=role, rows=3)] if role else []
    seen = read_source_rows(path, issue_of(path, 5, column="年级"), sources)
    assert seen.headers == ("现住村代码", "村名", "年级", "班级", "是否留守")
    assert seen.rows[4] == ("410000100001", "西沟村", "3年级", "3年级", "是")
    assert seen.rows[5] == ("410000100002", "***", "***", "3年级", "***")
    assert seen.rows[6] == ("***", "中村", "2020级", "", "否")
    assert seen.hidden == 4
    assert seen.column == 2
    assert not [person for person in (*PEOPLE, "李小红") if person in repr(seen)]


def test_of_counts_of_pupils_only_known_columns_are_shown(tmp_path):
    rows = [["居民点代码", "村名", "一年级", "二年级", "乙栏"], ["410000100001", "西沟村", 4, "四", "赵大壮"]]
    path = write_csv(tmp_path / "学生.csv", rows)
    seen = read_source_rows(path, issue_of(path, 2), [source_of(path, role="pupils", rows=1)])
    assert "410000100001" in seen.rows[2]
    assert "四" in seen.rows[2], "the fault itself"
    assert "赵大壮" not in repr(seen)


def test_several_rosters_and_files_that_are_no_tables_say_so(tmp_path, county_files):
    files = county_files()
    for role, path in (("boundary", files["boundary"]), ("roads", files["roads"])):
        for sources in ([source_of(path, role=role, rows=1)], []):
            with pytest.raises(InputError) as fault:
                read_source_rows(path, issue_of(path, 1), sources)
            assert fault.value.code == "source_rows_no_table"
    blank = write_csv(tmp_path / "空.csv", [["说明"], ["张三", "李四"]])
    with pytest.raises(InputError) as fault:
        read_source_rows(blank, issue_of(blank, 1), [source_of(blank, role="schools", rows=1)])
    assert fault.value.code == "source_rows_no_header"
    assert "张三" not in str(fault.value)
