"""Rosters are counted at the door: the counts are right, and nothing about a person comes in."""

import io
import json
import re
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rawcounty import codes, find, write_csv, write_xlsx
from rawroster import HEADERS, NAMES, PARENTS, PERSONAL, ROSTER, pupil, write_roster

from gis.io.classnames import entry_year, grade_of, intake_of
from gis.io.importer import import_plan
from gis.io.project import open_plan, save_plan


@pytest.fixture(scope="module")
def roster_plan(tmp_path_factory):
    from rawcounty import write_county

    folder = tmp_path_factory.mktemp("roster")
    files = write_county(folder / "raw", attendance=None)
    return import_plan(**{**files, "pupils": write_roster(folder / "花名册.xlsx", ROSTER)})


def test_a_roster_becomes_counts(roster_plan):
    table = roster_plan.attendance.sort_values(["school_id", "grade", "settlement_id"])
    keys = ["settlement_id", "grade", "school_id", "boarding", "pupils", "left_behind", "migrant", "disabled"]
    assert table[keys].to_numpy().tolist() == [
        ["410000100002", 3, "2141000001", False, 4, 1, 1, 1],
        ["410000100001", 3, "2141000002", False, 1, 0, 0, 0],  # 入学 2020, class 2: the third grade in 2022
        ["outside", 7, "3141000003-J", False, 1, 0, 0, 0],
        ["410000100003", 8, "3141000003-J", True, 1, 0, 0, 0],
    ]
    assert find(roster_plan.issues, "roster_absent").values["pupils"] == "1"
    told = find(roster_plan.issues, "roster_counted")
    assert told.values["pupils"] == "8"
    assert "姓名" not in told.values["columns"]
    assert find(roster_plan.issues, "attendance_below_ledger").values["schools"] == "4", (
        "the 对账表 covers rosters"
    )


def test_what_the_roster_says_of_the_way(roster_plan):
    ways = roster_plan.reported_travel
    mine = ways[ways["settlement_id"] == "410000100002"]
    assert mine[["school_id", "mode", "pupils", "distance_m"]].to_numpy().tolist() == [
        ["2141000001", "escort", 1, 1000.0],
        ["2141000001", "walk", 3, 1000.0],
    ]
    assert "outside" not in set(ways["settlement_id"])


def test_counts_survive_saving(roster_plan, tmp_path):
    save_plan(roster_plan, tmp_path / "plan.gpkg")
    opened = open_plan(tmp_path / "plan.gpkg")
    pd.testing.assert_frame_equal(opened.attendance, roster_plan.attendance)
    pd.testing.assert_frame_equal(opened.reported_travel, roster_plan.reported_travel)


def test_villages_and_grades_alone(county_files, tmp_path):
    """A roster without schools is pupils by village and grade; attendance is then estimated and marked."""
    drop = [HEADERS.index(name) for name in ("学校标识码", "就读学校")]
    keep = [k for k in range(len(HEADERS)) if k not in drop]
    rows = [[row[k] for k in keep] for row in [HEADERS, *ROSTER[:4]]]
    path = write_csv(tmp_path / "花名册.csv", rows)
    plan = import_plan(**{**county_files(attendance=None), "pupils": path})
    assert plan.attendance["estimated"].all()
    assert plan.attendance.query("settlement_id == '410000100002'")["pupils"].sum() == 4
    assert plan.attendance["left_behind"].isna().all()


def test_two_sheets_are_both_counted(county_files, tmp_path):
    import xlsxwriter

    path = tmp_path / "两校.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("一校", ROSTER[:2]), ("二校", ROSTER[4:5]), ("说明", [])):
            page = book.add_worksheet(name)
            for number, row in enumerate([HEADERS, *rows] if rows else [["填表说明"]]):
                page.write_row(number, 0, row)
    plan = import_plan(**{**county_files(attendance=None), "pupils": path})
    assert plan.attendance["pupils"].sum() == 3


def test_distances_in_metres_and_far_beyond_the_county(county_files, tmp_path):
    headers = ["上下学距离(米)" if "距离" in header else header for header in HEADERS]
    far = HEADERS.index("上下学距离（公里）")
    rows = [list(row) for row in ROSTER[:3]]
    for row, metres in zip(rows, (800, 1200, 990_000), strict=True):
        row[far] = metres
    path = write_csv(tmp_path / "r.csv", [headers, *rows])
    plan = import_plan(**{**county_files(attendance=None), "pupils": path})
    assert plan.reported_travel["distance_m"].tolist() == [1000.0], "the median of the two believable ones"
    assert find(plan.issues, "roster_cells_unknown").values["cells"] == "1"


def test_a_large_gap_is_told_with_both_numbers(county_files, tmp_path):
    far = [pupil(k, **{"村代码": "410000100001", "上下学距离（公里）": 12}) for k in range(3)]
    path = write_roster(tmp_path / "r.xlsx", far)
    plan = import_plan(**{**county_files(attendance=None), "pupils": path})
    gap = find(plan.issues, "reported_distance_differs")
    assert gap.subject_id == "410000100001"
    assert gap.values["reported_km"] == "12.0"
    assert 2.5 < float(gap.values["computed_km"]) < 3.2, "0.03° of longitude and the two approaches"
    assert "reported_distance_differs" not in codes(
        import_plan(
            **{**county_files(attendance=None), "pupils": write_roster(tmp_path / "s.xlsx", ROSTER)}
        ).issues
    )


def test_an_entry_year_in_a_combined_school_is_not_guessed(county_files, tmp_path):
    rows = [pupil(k, 年级="", 班级="", 学校标识码="3141000003", 入学年月="2021年9月") for k in range(2)]
    both = write_roster(tmp_path / "r.xlsx", [*rows, pupil(2)])
    plan = import_plan(**{**county_files(attendance=None), "pupils": both})
    assert plan.attendance["pupils"].sum() == 1
    assert find(plan.issues, "entry_year_ambiguous").values["pupils"] == "2"


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("三（2）班", 3), ("三2班", 3), ("301", 3), ("312班", 3), ("3.2", 3), ("3-2", 3), ("三年级二班", 3),
        ("初一3班", 7), ("初二(1)班", 8), ("七（1）班", 7), ("九年级1班", 9), ("2班", None), ("一班", None),
        ("10班", None), ("阳光班", None), ("小学六（1）", 6),
    ],
)  # fmt: skip
def test_grades_of_class_names(text, grade):
    assert grade_of(text, is_class=True) == grade


def test_entry_years():
    import datetime

    assert [entry_year(c) for c in (2020, "2020", "202009", "2020-09-01", "2020年9月", 202009.0)] == [
        2020
    ] * 6
    assert entry_year("2021-03") == 2020, "entered in spring: the intake of the autumn before"
    assert entry_year(datetime.date(2020, 9, 1)) == 2020
    assert entry_year("九月") is None
    assert intake_of("2020级3班") == 2020
    assert grade_of("初三") == 9
    assert grade_of("三") == 3


# ---- nothing about a person


def unpacked(path: Path) -> list[str]:
    """Every text that a file holds: as it stands, and inside of zips, databases, PDFs and base64."""
    data = path.read_bytes()
    texts = [
        data.decode("utf-8", "replace"),
        data.decode("gb18030", "replace"),
        data.decode("utf-16", "replace"),
    ]
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    if data.startswith(b"%PDF"):
        pypdfium2 = pytest.importorskip("pypdfium2")
        document = pypdfium2.PdfDocument(data)
        texts += [page.get_textpage().get_text_bounded() for page in document]
        texts = [text.replace("\r", "").replace("\n", "") for text in texts]
    return texts + [json.loads(f'"{t}"') for t in re.findall(r'"((?:\\u[0-9a-f]{4})+)"', texts[0])]


def leaks(folder: Path, values) -> list[tuple[str, str]]:
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        for text in unpacked(path):
            found += [(path.name, value) for value in values if str(value) in text]
    return found


@pytest.fixture
def fenced(tmp_path, monkeypatch):
    """A home, settings and temporary folder of its own: whatever the program writes lands in it."""
    room = tmp_path / "room"
    for name in ("home", "config", "cache", "data", "tmp", "out"):
        (room / name).mkdir(parents=True)
    for variable, name in (
        ("HOME", "home"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"),
        ("XDG_DATA_HOME", "data"),
        ("TMPDIR", "tmp"), ("TEMP", "tmp"), ("APPDATA", "config"), ("LOCALAPPDATA", "cache"),
    ):  # fmt: skip
        monkeypatch.setenv(variable, str(room / name))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(room / "out")
    yield room
    tempfile.tempdir = None


def arguments(files, plan):
    return ["import", str(plan), *[part for role, path in files.items() for part in (f"--{role}", str(path))]]


def test_the_search_finds_what_is_there(tmp_path):
    write_roster(tmp_path / "r.xlsx", ROSTER)
    assert {value for _, value in leaks(tmp_path, PERSONAL)} == set(map(str, PERSONAL))


def test_no_planted_value_leaves_a_roster(county_files, fenced, tmp_path, capfd, caplog):
    """Personal values in their own columns, in wrong columns, in titles and in the name of a sheet."""
    from app.cli import run

    astray = [
        pupil(0, 村代码=PERSONAL[17], 所在村=""),
        pupil(1, 村代码="", 所在村=NAMES[1]),
        pupil(2, 村代码="", 所在村=f"{NAMES[2]}村"),
        pupil(3, 学校标识码=f"1383920517{3}"),
        pupil(4, 学校标识码="", 就读学校=PARENTS[4]),
        pupil(5, 年级=NAMES[5], 班级=NAMES[5], 入学年月=NAMES[5]),
        pupil(6, 就读方式=NAMES[6], 是否留守儿童=PARENTS[6], 上下学交通方式=NAMES[6], 在校状态=NAMES[6]),
        pupil(7, **{"上下学距离（公里）": NAMES[7], "是否随迁子女": PARENTS[7], "所属乡镇": NAMES[7]}),
    ]
    path = tmp_path / "花名册.xlsx"
    titles = ("示例数据 某县学生花名册(2022—2023学年)", f"班主任:{NAMES[0]} 电话 {PERSONAL[-1]}", NAMES[3])
    write_xlsx(path, [HEADERS, *ROSTER, *astray, ["审核人", NAMES[4]]], titles=titles, sheet=NAMES[2])
    plan = fenced / "out" / "plan.gpkg"
    files = {**county_files(attendance=None), "pupils": path}
    assert run(arguments(files, plan)) in (0, 1)
    assert run(["evaluate", str(plan), "--json", str(fenced / "out" / "figures.json")]) in (0, 1)
    for version in ("internal", "public"):
        target = str(fenced / "out" / version)
        assert run(["report", str(plan), "--out", target, "--version", version]) in (0, 1)
    captured = capfd.readouterr()
    (fenced / "out" / "screen.txt").write_text(captured.out + captured.err + caplog.text, encoding="utf-8")
    kinds = {p.suffix for p in fenced.rglob("*") if p.is_file()}
    assert {".gpkg", ".json", ".pdf", ".xlsx", ".html", ".txt"} <= kinds
    assert leaks(fenced, PERSONAL) == []
    total = open_plan(plan).attendance["pupils"].sum()
    assert total == 7 + 6, "one has no known school, one no grade; one school is known by its name"


@pytest.mark.parametrize("broken", ["no grade", "no header", "no rows", "no schools known", "inside"])
def test_a_roster_that_fails_tells_nothing(broken, county_files, fenced, tmp_path, capfd, monkeypatch):
    from app.cli import run

    headers, rows = list(HEADERS), [list(row) for row in ROSTER]
    if broken == "no grade":
        for name in ("年级", "班级", "入学年月"):
            headers[headers.index(name)] = NAMES[0]
    if broken == "no header":
        headers = ["", *["?"] * (len(HEADERS) - 1)]
    if broken == "no rows":
        rows = [["", NAMES[0], *[""] * (len(HEADERS) - 2)]]
    if broken == "no schools known":
        for row in rows:
            row[HEADERS.index("学校标识码")] = row[HEADERS.index("身份证号")]
            row[HEADERS.index("就读学校")] = row[HEADERS.index("姓名")]
    if broken == "inside":
        from gis.io import rosterdoor

        def fails(cell):
            raise RuntimeError(f"{NAMES[0]}: {PERSONAL[17]}")

        monkeypatch.setattr(rosterdoor, "entry_year", fails)
    path = write_xlsx(tmp_path / "花名册.xlsx", [headers, *rows], titles=())
    plan = fenced / "out" / "plan.gpkg"
    code = run(arguments({**county_files(attendance=None), "pupils": path}, plan))
    assert code in (1, 2)
    captured = capfd.readouterr()
    (fenced / "out" / "screen.txt").write_text(captured.out + captured.err, encoding="utf-8")
    assert captured.err or captured.out
    assert leaks(fenced, PERSONAL) == []


def test_identity_and_telephone_numbers_are_hidden_in_any_issue(county_files):
    """Also where a table of counts has one in the wrong column."""
    rows = [
        ["410602201501011230", "一年级", "13839205170", "走读", 4],
        ["410000100001", "一年级", "2141000002", "走读", 4],
    ]
    plan = import_plan(**county_files(attendance=rows))
    told = " ".join(str(issue.describe()) + repr(issue) for issue in plan.issues)
    assert "410602201501011230" not in told
    assert "13839205170" not in told
    assert "pupils_of_unknown_school" in codes(plan.issues, "error")


def test_twenty_thousand_pupils_are_counted(tmp_path):
    from gis.io.directory import Directory
    from gis.io.grids import Grid
    from gis.io.roster import count_roster
    from gis.io.rosterheaders import find_roster

    path = tmp_path / "r.csv"
    path.write_text("x", encoding="utf-8")
    places = pd.DataFrame({"settlement_id": ["1", "2"], "name": ["甲村", "乙村"], "township": ["丙", "丙"]})
    schools = pd.DataFrame({"school_id": ["9"], "name": ["丁小学"]})
    rng = np.random.default_rng(1)
    homes, grades = rng.choice(["甲村", "乙村"], 20_000), rng.integers(1, 7, 20_000)
    rows = [["姓名", "所在村", "学校", "班级"]]
    rows += [[f"某{k}", home, "丁小学", f"{grades[k]}(1)班"] for k, home in enumerate(homes)]
    found = find_roster([Grid("", rows)])
    counted = count_roster(path, found, Directory(places, schools), role="pupils")
    assert counted.table.frame["pupils"].sum() == 20_000
    assert len(counted.table.frame) == 12
