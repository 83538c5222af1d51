"""Raw files to a plan: the good rows come in, every fault has its Issue, nobody is lost unseen."""

import numpy as np
import pytest
from rawcounty import (
    ATTENDANCE,
    PUPIL_HEADERS,
    PUPILS,
    SCHOOL_HEADERS,
    SCHOOLS,
    SETTLEMENT_HEADERS,
    SETTLEMENTS,
    codes,
    find,
    school_row,
    write_csv,
    write_xlsx,
)

from gis.errors import Cancelled, InputError
from gis.io.importer import import_plan
from gis.model import Mode
from gis.schema import load_schema


def replaced(rows, position, **cells):
    """The rows with some cells of one replaced, by column number."""
    changed = [list(row) for row in rows]
    for column, value in cells.items():
        changed[position][int(column[1:])] = value
    return changed


# ---- the ledger


def test_divisions_grades_and_managing_schools(county_plan):
    schools = county_plan.schools
    assert schools.index.tolist() == ["2141000001", "2141000002", "3141000003-P", "3141000003-J"]
    assert schools["site_id"].tolist() == ["2141000001", "2141000002", "3141000003", "3141000003"]
    assert schools["first_grade"].tolist() == [1, 1, 1, 7]
    assert schools["last_grade"].tolist() == [6, 3, 6, 9]
    assert schools["managing_school_id"].tolist() == ["", "2141000001", "", ""], "by default the 中心校"
    columns = [*load_schema("schools").names[1:], "site_id", "geometry"]
    assert schools.columns.tolist() == columns
    assert schools.crs.to_epsg() == 4490


def test_type_by_code_never_by_name(county_plan):
    """西沟小学 has code 218: a teaching point."""
    assert county_plan.schools["type_code"].loc["2141000002"] == "218"
    assert find(county_plan.issues, "point_named_school").subject_id == "2141000002"


def test_a_combined_school_in_one_row_is_divided_and_unknown_stays_unknown(county_files):
    row = school_row("3141000003", "东乡学校", 312, range(1, 10), 114.08, 35.99)
    plan = import_plan(**county_files(schools=[*SCHOOLS[:2], row]))
    divisions = plan.schools.loc[["3141000003-P", "3141000003-J"]]
    assert divisions["division"].tolist() == ["小学部", "初中部"]
    assert divisions["enrolment"].tolist() == [60, 30]
    assert divisions[["first_grade", "last_grade"]].to_numpy().tolist() == [[1, 6], [7, 9]]
    assert divisions[["classrooms", "full_time_teachers"]].isna().all(axis=None)
    assert divisions["floor_area_m2"].notna().tolist() == [True, False]
    assert divisions["resource_scope"].tolist() == ["全校", "全校"]
    assert divisions["site_id"].tolist() == ["3141000003"] * 2
    find(plan.issues, "combined_school_in_one_row")
    assert plan.attendance["school_id"].tolist().count("3141000003-J") == 2


def test_five_four_system_divides_after_grade_five(county_files):
    junior = school_row("3141000009", "东乡初中", 311, range(6, 10), 114.06, 35.99)
    combined = school_row("3141000003", "东乡学校", 312, range(1, 10), 114.08, 35.99)
    primary = school_row("2141000001", "东乡小学", 211, range(1, 6), 114.05, 35.99, central="是")
    plan = import_plan(**county_files(schools=[primary, SCHOOLS[1], combined, junior]))
    assert plan.schools["last_grade"].loc["3141000003-P"] == 5
    assert plan.schools["first_grade"].loc["3141000003-J"] == 6


def test_a_repeated_code_is_left_out(county_files):
    again = school_row("2141000001", "另一小学", 211, range(1, 7), 114.06, 35.99)
    plan = import_plan(**county_files(schools=[*SCHOOLS, again]))
    assert plan.schools["name"].loc["2141000001"] == "东乡中心小学"
    issue = find(plan.issues, "school_repeated")
    assert (issue.severity, issue.row, issue.values["first"]) == ("error", 7, "3")


def test_a_school_outside_the_county_stays_without_a_position(county_files):
    """Its pupils stay in the record; journeys to it are unknown, which is not unreachable."""
    moved = replaced(SCHOOLS, 1, c8=115.5)
    plan = import_plan(**county_files(schools=moved))
    issue = find(plan.issues, "school_outside_county")
    assert (issue.severity, issue.file, issue.row, issue.sheet) == ("error", "schools.xlsx", 4, "台账")
    assert "西沟小学" in issue.describe().what
    assert plan.schools.geometry.loc["2141000002"] is None
    assert plan.attendance["pupils"].sum() == 20
    times = plan.travel[Mode.WALK_G1_3]
    assert np.isnan(times.seconds[:, times.destination_ids.index("2141000002")]).all()
    assert "school_without_road" not in codes(plan.issues), "the position is the fault, not the road"


@pytest.mark.parametrize(
    ("lon", "lat", "code", "located"),
    [
        (35.99, 114.05, "position_swapped", False),
        (516_000, 3_980_000, "position_not_degrees", False),
        (114.1001, 35.99, "position_on_boundary", True),
        (114.12, 35.99, "settlement_outside_county", False),
        ("", 35.99, "settlement_without_position", False),
    ],
)
def test_positions_of_settlements(county_files, lon, lat, code, located):
    plan = import_plan(**county_files(settlements=replaced(SETTLEMENTS, 0, c3=lon, c4=lat)))
    assert find(plan.issues, code).subject_id == "410000100001"
    assert (plan.settlements.geometry.loc["410000100001"] is not None) == located
    assert plan.attendance["pupils"].sum() == 20


def test_kindergartens_are_no_schools(county_files):
    plan = import_plan(
        **county_files(schools=[*SCHOOLS, school_row("1141", "幼儿园", 111, (), 114.05, 35.99)])
    )
    assert "1141" not in plan.schools.index
    find(plan.issues, "kindergarten_left_out")


def test_totals_that_are_not_the_sum_are_told(county_files):
    plan = import_plan(**county_files(schools=replaced(SCHOOLS, 0, c10=99)))
    assert find(plan.issues, "enrolment_not_sum").values["sum"] == "60"
    assert plan.schools["enrolment"].loc["2141000001"] == 99


# ---- places without a way


def test_a_village_without_a_road_is_told(county_plan):
    issue = find(county_plan.issues, "village_without_road")
    assert issue.subject_id == "410000100004"
    assert "山顶村" in issue.describe().what
    times = county_plan.travel[Mode.WALK_G1_3]
    assert np.isnan(times.seconds[3]).all()
    assert not np.isnan(times.seconds[0]).any()


def test_travel_of_all_modes_is_there(county_plan):
    assert set(county_plan.travel) == {mode.value for mode in Mode} - {Mode.PUBLIC_BUS.value}
    for times in county_plan.travel.values():
        assert times.origin_ids == tuple(county_plan.settlements.index)
        assert times.destination_ids == tuple(county_plan.schools.index)


def test_a_village_whose_road_leads_nowhere_is_told(county_files):
    roads = """<osm version="0.6"><node id="1" version="1" lat="35.99" lon="114.005"/>
 <node id="2" version="1" lat="35.99" lon="114.095"/>
 <node id="3" version="1" lat="36.01" lon="114.045"/><node id="4" version="1" lat="36.01" lon="114.055"/>
 <way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="tertiary"/></way>
 <way id="2" version="1"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way></osm>"""
    plan = import_plan(**county_files(roads=roads))
    assert find(plan.issues, "village_without_way_to_school").subject_id == "410000100003"


# ---- who goes where


def test_attendance_keeps_every_pupil_and_finds_the_division(county_plan):
    table = county_plan.attendance
    assert table.columns.tolist() == [
        "settlement_id",
        "grade",
        "school_id",
        "boarding",
        "pupils",
        "estimated",
        "left_behind",
        "migrant",
        "disabled",
    ]
    assert table["pupils"].sum() == 20
    by_school = table.groupby("school_id")["pupils"].sum().to_dict()
    assert by_school == {"2141000001": 5, "2141000002": 4, "3141000003-P": 2, "3141000003-J": 9}
    assert table.loc[table["boarding"], "pupils"].sum() == 9
    assert not table["estimated"].any()


def test_outside_and_unknown_settlements_keep_their_school(county_files):
    rows = [*ATTENDANCE, ["县外", 1, "2141000001", "走读", 7], ["999", 1, "2141000001", "走读", 8]]
    plan = import_plan(**county_files(attendance=rows))
    outside = plan.attendance[plan.attendance["settlement_id"] == "outside"]
    assert outside["pupils"].tolist() == [15]
    issue = find(plan.issues, "pupils_of_unknown_settlement")
    assert (issue.severity, issue.row, issue.values["pupils"]) == ("error", 8, "8")


def test_pupils_of_an_unknown_school_are_counted_in_an_issue(county_files):
    plan = import_plan(**county_files(attendance=[*ATTENDANCE, ["410000100001", 1, "888", "走读", 7]]))
    assert plan.attendance["pupils"].sum() == 20
    assert find(plan.issues, "pupils_of_unknown_school").values == {"code": "888", "pupils": "7"}


def test_a_grade_that_the_ledger_does_not_have(county_files):
    plan = import_plan(**county_files(attendance=[*ATTENDANCE, ["410000100001", 5, "2141000002", "走读", 7]]))
    assert plan.attendance["pupils"].sum() == 27
    assert find(plan.issues, "attendance_in_grade_not_taught").values["grade"] == "5"


def test_repeated_rows_are_added_up_and_told(county_files):
    plan = import_plan(**county_files(attendance=[*ATTENDANCE, ATTENDANCE[0]]))
    assert plan.attendance["pupils"].sum() == 24
    assert find(plan.issues, "attendance_rows_added_up").row == 7
    assert find(plan.issues, "pupils_and_attendance_differ").values["attending"] == "8"


def test_attendance_as_the_pupil_file(county_files):
    files = county_files()
    files["pupils"] = files.pop("attendance")
    plan = import_plan(**files)
    assert plan.attendance["pupils"].sum() == 20
    assert not plan.attendance["estimated"].any()


def test_only_the_totals_are_known(county_files):
    """Both totals kept: 4 + 5 pupils of grade 1 from the villages, the ledger's others from elsewhere."""
    plan = import_plan(**county_files(attendance=None))
    assert plan.attendance["estimated"].all()
    villages = plan.attendance[plan.attendance["settlement_id"] != "outside"]
    assert villages.groupby("grade")["pupils"].sum().to_dict() == {1: 9, 4: 2, 7: 6, 8: 3}
    assert plan.attendance["pupils"].sum() == 60 + 30 + 60 + 30
    find(plan.issues, "attendance_estimated")


def test_more_pupils_than_the_ledger_has_are_told(county_files):
    plan = import_plan(**county_files(attendance=None, pupils=replaced(PUPILS, 0, c2=400)))
    assert sum(int(i.values["pupils"]) for i in plan.issues if i.code == "pupils_beyond_ledger") == 405 - 30


def test_long_pupil_file_without_schools(county_files, tmp_path):
    rows = [["居民点代码", "年级", "学生数"], *([row[0], row[1], row[4]] for row in ATTENDANCE)]
    files = county_files(attendance=None)
    files["pupils"] = write_csv(tmp_path / "long.csv", rows)
    villages = import_plan(**files).attendance.query("settlement_id != 'outside'")
    assert villages.groupby("grade")["pupils"].sum().to_dict() == {1: 9, 4: 2, 7: 6, 8: 3}


def test_one_wide_file_for_settlements_and_pupils(county_files, tmp_path):
    headers = [*SETTLEMENT_HEADERS, *PUPIL_HEADERS[2:], "家长电话"]
    rows = [[*place, *pupils[2:], "138"] for place, pupils in zip(SETTLEMENTS, PUPILS, strict=True)]
    path = write_csv(tmp_path / "wide.csv", [headers, *rows])
    plan = import_plan(**{**county_files(), "settlements": path, "pupils": path})
    assert len(plan.settlements) == 4
    find(plan.issues, "personal_columns_dropped")


def test_zones_reach_the_divisions(county_files, tmp_path):
    rows = [
        ["居民点代码", "学校标识码", "起始年级", "终止年级"],
        ["410000100001", "3141000003", 1, 9],
        ["410000100002", "2141000001", 1, 6],
        ["999", "2141000001", 1, 6],
        ["410000100002", "888", 1, 6],
    ]
    plan = import_plan(**county_files(), zones=write_csv(tmp_path / "zones.csv", rows))
    assert plan.zones.to_numpy().tolist() == [
        ["410000100001", 1, 6, "3141000003-P"],
        ["410000100001", 7, 9, "3141000003-J"],
        ["410000100002", 1, 6, "2141000001"],
    ]
    assert find(plan.issues, "zone_settlement_unknown").row == 4
    assert find(plan.issues, "zone_school_unknown").row == 5


# ---- what the plan is about


def test_meta_from_the_files(county_files):
    plan = import_plan(**county_files(boundary={"mark": "示例数据:都是编的", "attribution": "天地图"}))
    assert plan.meta.unit_name == "某县"
    assert plan.meta.school_year == 2022
    assert plan.meta.mark == "示例数据:都是编的"
    assert plan.meta.attribution == "天地图"
    assert [source.role for source in plan.sources] == [
        "roads", "boundary", "schools", "settlements", "pupils", "attendance",
    ]  # fmt: skip


def test_real_osm_roads_are_named(county_plan, county_files):
    assert county_plan.meta.attribution == "© OpenStreetMap contributors"
    assert import_plan(**county_files(boundary={"attribution": "天地图"})).meta.attribution.endswith(
        "© OpenStreetMap contributors"
    )


def test_the_mark_of_a_title_row_travels(county_files, tmp_path):
    files = county_files()
    files["schools"] = write_xlsx(
        tmp_path / "s.xlsx", [SCHOOL_HEADERS, *SCHOOLS], titles=("示例数据:模拟", "2022—2023学年")
    )
    assert import_plan(**files).meta.mark == "示例数据:模拟"


@pytest.mark.parametrize("title", ["2022—2023学年", "2022-2023 学年", "2022学年", "2022\uff5e2023学年"])
def test_school_year_of_a_title(county_files, tmp_path, title):
    files = county_files()
    files["schools"] = write_xlsx(tmp_path / "s.xlsx", [SCHOOL_HEADERS, *SCHOOLS], titles=(title,))
    assert import_plan(**files).meta.school_year == 2022


@pytest.mark.parametrize("title", ["台账", "2022年", "2022—2024学年"])
def test_no_school_year_no_plan(county_files, tmp_path, title):
    files = county_files()
    files["schools"] = write_xlsx(tmp_path / "s.xlsx", [SCHOOL_HEADERS, *SCHOOLS], titles=(title,))
    with pytest.raises(InputError, match="学年"):
        import_plan(**files)
    assert import_plan(**files, school_year=2023).meta.school_year == 2023


def test_a_year_that_differs_from_the_title_is_told(county_files):
    plan = import_plan(**county_files(), school_year=2024)
    assert plan.meta.school_year == 2024
    assert find(plan.issues, "school_year_differs").values["found"] == "2022—2023"


def test_tables_of_different_years_are_refused(county_files, tmp_path):
    files = county_files()
    rows = [["2021—2022学年"], SETTLEMENT_HEADERS, *SETTLEMENTS]
    files["settlements"] = write_csv(tmp_path / "s.csv", rows)
    with pytest.raises(InputError, match="不一致"):
        import_plan(**files)


def test_a_county_without_a_name_is_refused(county_files):
    files = county_files(boundary={"name": ""})
    with pytest.raises(InputError, match="名称"):
        import_plan(**files)
    assert import_plan(**files, unit_name="乙县").meta.unit_name == "乙县"


def test_pupils_without_grades_are_refused(county_files, tmp_path):
    path = write_csv(tmp_path / "p.csv", [["居民点代码", "村名"], ["1", "甲"]])
    with pytest.raises(InputError, match="分年级"):
        import_plan(**{**county_files(), "pupils": path})
    with pytest.raises(InputError, match="学校标识码"):
        import_plan(**{**county_files(), "attendance": county_files()["pupils"]})


@pytest.mark.parametrize("role", ["roads", "boundary", "schools", "settlements", "pupils", "attendance"])
@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "nonsense"])
def test_each_file_damaged_in_each_way(county_files, role, damage):
    files = county_files()
    path = files[role]
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "truncated":
        path.write_bytes(whole[: len(whole) // 3] if path.suffix != ".csv" else whole[:9])
    else:
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)) * 9)
    with pytest.raises(InputError) as caught:
        import_plan(**files)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence


def test_progress_rises_and_can_cancel(county_files):
    seen = []

    def watch(fraction, step=""):
        seen.append((fraction, step))

    files = county_files()
    import_plan(**files, progress=watch)
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    steps = {step for _, step in seen if step}
    assert {"step_reading_tables", "step_reading_roads", "step_travel_times"} <= steps

    def stop(fraction, step=""):
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_plan(**files, progress=stop)
