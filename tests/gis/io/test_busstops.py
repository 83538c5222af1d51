"""Public bus lines from a messy table to journeys that are kept in a plan file."""

from dataclasses import replace

import numpy as np
import pytest
from rawcounty import codes, find, write_csv, write_xlsx

from gis.errors import InputError
from gis.io.busstops import build_bus_stops, bus_frame
from gis.io.choices import ImportChoices
from gis.io.coordinates import from_storage, system_of
from gis.io.importer import import_plan
from gis.io.project import open_plan, save_plan
from gis.io.tables import read_table
from gis.io.templates import write_template
from gis.model import Mode
from gis.schema import load_schema

HEADERS = ["线路", "站序", "站名", "经度", "纬度", "自起点分钟", "发车间隔(分钟)", "首班车", "末班车", "往返"]
LINE = [
    ["1路", 1, "西沟口", 114.02, 35.99, 0, 20, "6:30", "18:00", "是"],
    ["1路", 2, "中村", 114.05, 35.99, 6, "", "", "", ""],
    ["1路", 3, "东乡学校", 114.08, 35.99, "12分钟", "", "", "", ""],
]


def read(path, boundary, choices=None):
    table, _ = read_table(path, load_schema("bus_stops"), role="bus_stops")
    return build_bus_stops(table, boundary, choices=choices or ImportChoices())


@pytest.fixture
def boundary(county_plan):
    return county_plan.boundary.geometry.iloc[0]


def test_a_line_as_offices_write_it(boundary, tmp_path):
    path = write_xlsx(tmp_path / "公交.xlsx", [HEADERS, *LINE], titles=("某县公交线路站点表",), sheet="线路")
    stops, log = read(path, boundary)
    assert stops["minutes_from_start"].tolist() == [0, 6, 12]
    assert set(stops["headway_min"]) == {20.0}, "written once, meant for the line"
    assert set(stops["first_departure"]) == {"06:30"}
    assert set(stops["last_departure"]) == {"18:00"}
    assert stops["both_directions"].all()
    assert codes(log.issues) == []


def test_the_blank_template_reads_back(boundary, tmp_path):
    named = [dict(zip(load_schema("bus_stops").names, row, strict=True)) for row in LINE]
    write_template("bus_stops", tmp_path / "t.xlsx", named)
    stops, log = read(tmp_path / "t.xlsx", boundary)
    assert (len(stops), codes(log.issues)) == (3, [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["1路", 3, "又一个", 114.08, 35.99, 13, "", "", "", ""], "bus_stop_repeated"),
        (["1路", 4, "倒着走", 114.09, 35.99, 11, "", "", "", ""], "bus_stop_minutes"),
        (["1路", 4, "没坐标", 11.4, 35.99, 15, "", "", "", ""], "bus_stop_position"),
        (["1路", 4, "另一间隔", 114.09, 35.99, 15, 40, "", "", ""], "bus_line_headways"),
        (["2路", 1, "孤站", 114.09, 35.99, 0, 20, "", "", ""], "bus_line_short"),
    ],
)
def test_what_is_wrong_is_told_by_row(boundary, tmp_path, row, code):
    path = write_csv(tmp_path / "b.csv", [HEADERS, *LINE, row])
    stops, log = read(path, boundary)
    issue = find(log.issues, code)
    assert issue.row in (2, 5)
    assert len(stops) == (4 if code == "bus_line_headways" else 3)
    assert set(stops["headway_min"]) == {40.0 if code == "bus_line_headways" else 20.0}


def test_a_line_without_headway_is_not_used(boundary, tmp_path):
    rows = [[*row[:6], "", *row[7:]] for row in LINE]
    stops, log = read(write_csv(tmp_path / "b.csv", [HEADERS, *rows]), boundary)
    assert stops.empty
    assert codes(log.issues) == ["bus_line_without_headway"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("06:30", "06:30"), ("6：30", "06:30"), ("6点", "06:00"), ("7时5分", "07:05"), ("06:30:00", "06:30"),
     ("0.25", "06:00"), ("早上", ""), ("25:00", ""), ("", "")],
)  # fmt: skip
def test_times_of_day(boundary, tmp_path, written, meant):
    rows = [[*row[:7], written, *row[8:]] for row in LINE]
    stops, log = read(write_csv(tmp_path / "b.csv", [HEADERS, *rows], encoding="utf-8"), boundary)
    assert set(stops["first_departure"]) == {meant}
    assert ("bus_time_unclear" in codes(log.issues)) == bool(written and not meant)


def test_shifted_positions_by_the_users_word(boundary, tmp_path):
    x, y = from_storage(np.array([114.02, 114.05]), np.array([35.99, 35.99]), system_of("gcj02"))
    rows = [[*row[:3], round(a, 7), round(b, 7), *row[5:]] for row, a, b in zip(LINE[:2], x, y, strict=True)]
    path = write_csv(tmp_path / "b.csv", [HEADERS, *rows])
    stops, _ = read(path, boundary, ImportChoices(coordinates={"bus_stops": "gcj02"}))
    np.testing.assert_allclose(stops["lon"], [114.02, 114.05], atol=1e-6)


def test_missing_columns_are_named(tmp_path):
    with pytest.raises(InputError) as caught:
        read(write_csv(tmp_path / "b.csv", [["线路", "站序", "经度"], ["1路", 1, 114.0]]), None)
    assert caught.value.code == "required_column_missing"


def test_journeys_by_bus_are_imported_and_kept(county_files, county_plan, tmp_path):
    """西沟村 stands beside the first stop, 东乡学校 at the third: 10 min of waiting, 12 of riding, the walk.

    北村 is 2.2 km north of the second stop; nobody gets to the school on the mountain village's behalf.
    """
    path = write_csv(tmp_path / "公交.csv", [HEADERS, *LINE])
    plan = import_plan(**county_files(), bus_stops=path)
    assert codes(plan.issues, "error") == codes(county_plan.issues, "error")
    assert "bus_stops" in {source.role for source in plan.sources}
    times = plan.travel[Mode.PUBLIC_BUS]
    row, column = times.origin_ids.index("410000100001"), times.destination_ids.index("3141000003-J")
    approach_s = 55.5 / 0.9                                # 0.0005° north of the road
    assert times.seconds[row, column] == pytest.approx(22 * 60 + approach_s, abs=2)
    for mode, before in county_plan.travel.items():
        np.testing.assert_array_equal(plan.travel[mode].seconds, before.seconds)
    save_plan(plan, tmp_path / "p.gpkg")
    again = open_plan(tmp_path / "p.gpkg")
    assert again.bus_stops.equals(plan.bus_stops)
    np.testing.assert_array_equal(again.travel[Mode.PUBLIC_BUS].seconds, times.seconds)
    assert not any("stale" in issue.code for issue in again.issues)


def test_another_table_makes_the_kept_journeys_stale(county_plan):
    from gis.io.planrecords import travel_inputs_digest

    with_line = replace(county_plan, bus_stops=bus_frame([dict.fromkeys(county_plan.bus_stops.columns, 0)]))
    assert travel_inputs_digest(with_line) != travel_inputs_digest(county_plan)
