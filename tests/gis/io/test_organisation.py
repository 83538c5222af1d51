"""划片 as tables and as areas, 对口升学, managing schools and code lineage."""

import geopandas as gpd
import pytest
import shapely
from rawcounty import SCHOOL_HEADERS, SCHOOLS, codes, find, school_row, write_csv, write_xlsx

from gis.errors import InputError
from gis.io.attendance import SchoolFinder
from gis.io.directory import Directory, split_codes
from gis.io.importer import import_plan
from gis.io.ledger import build_schools
from gis.io.organisation import build_feeders, build_zones, read_zone_areas, zones_of_areas
from gis.io.tables import read_table
from gis.schema import load_schema

WEST, MIDDLE, NORTH, TOP = (f"41000010000{k}" for k in (1, 2, 3, 4))
ZONE_HEADERS = ["居民点代码", "起始年级", "终止年级", "划片学校标识码"]


def table(path, headers, rows, role):
    return read_table(write_csv(path, [headers, *rows]), load_schema(role), role=role)[0]


def zones_of(plan, path, rows):
    return build_zones(table(path, ZONE_HEADERS, rows, "zones"), plan.schools, plan.settlements)


# ---- zones as a table


def test_several_schools_in_one_cell_and_in_several_rows(county_plan, tmp_path):
    rows = [
        [WEST, 1, 3, "2141000002、2141000001"],
        [MIDDLE, 1, 6, "2141000001"],
        [MIDDLE, 1, 6, "3141000003"],
    ]
    zones, log = zones_of(county_plan, tmp_path / "z.csv", rows)
    assert zones.to_numpy().tolist() == [
        [WEST, 1, 3, "2141000002"],
        [WEST, 1, 3, "2141000001"],
        [MIDDLE, 1, 6, "2141000001"],
        [MIDDLE, 1, 6, "3141000003-P"],
    ]
    assert find(log.issues, "zone_several_schools").values["places"] == "2"


def test_unknown_ends_are_told_and_the_rest_comes_in(county_plan, tmp_path):
    zones, log = zones_of(
        county_plan, tmp_path / "z.csv", [["999", 1, 6, "2141000001"], [WEST, 1, 6, "77;2141000001"]]
    )
    assert zones["school_id"].tolist() == ["2141000001"]
    assert codes(log.issues) == ["zone_settlement_unknown", "zone_school_unknown"]


def test_codes_of_a_cell():
    assert split_codes("1、2;3/４ ，5") == ["1", "2", "3", "4", "5"]
    assert split_codes(None) == split_codes(float("nan")) == []


# ---- zones as areas


def areas(tmp_path, *boxes, **fields):
    path = tmp_path / "学区.geojson"
    frame = gpd.GeoDataFrame(fields, geometry=[shapely.box(*box) for box in boxes], crs="EPSG:4490")
    path.write_text(frame.to_json(), encoding="utf-8")
    return path, frame


def test_settlements_take_the_zone_that_they_lie_in(county_plan, tmp_path):
    """West and north; the middle lies in both, the top in none."""
    path, frame = areas(
        tmp_path,
        (114.0, 35.98, 114.0502, 36.0),
        (114.049, 35.985, 114.06, 36.02),
        划片学校标识码=["2141000002", "3141000003"],
        起始年级=[1, 1],
        终止年级=[6, 9],
    )
    zones, log = zones_of_areas(read_zone_areas(path, frame), county_plan.schools, county_plan.settlements)
    assert zones.to_numpy().tolist() == [
        [WEST, 1, 6, "2141000002"],
        [MIDDLE, 1, 6, "2141000002"],
        [MIDDLE, 1, 6, "3141000003-P"],
        [MIDDLE, 7, 9, "3141000003-J"],
        [NORTH, 1, 6, "3141000003-P"],
        [NORTH, 7, 9, "3141000003-J"],
    ]
    assert find(log.issues, "zone_in_several").subject_id == MIDDLE
    assert find(log.issues, "zone_in_none").subject_id == TOP


def test_areas_of_different_grades_do_not_clash(county_plan, tmp_path):
    box = (114.0, 35.95, 114.1, 36.03)
    path, frame = areas(
        tmp_path, box, box, 学校标识码=["2141000001", "3141000003"], 起始年级=[1, 7], 终止年级=[6, 9]
    )
    zones, log = zones_of_areas(read_zone_areas(path, frame), county_plan.schools, county_plan.settlements)
    assert len(zones) == 8
    assert codes(log.issues) == []


def test_a_settlement_without_position_is_told(county_plan, tmp_path):
    settlements = county_plan.settlements.copy()
    settlements.loc[WEST, "geometry"] = None
    path, frame = areas(tmp_path, (114.0, 35.95, 114.1, 36.03), 学校代码=["2141000001"])
    zones, log = zones_of_areas(read_zone_areas(path, frame), county_plan.schools, settlements)
    assert WEST not in set(zones["settlement_id"])
    assert find(log.issues, "zone_settlement_unplaced").subject_id == WEST


def test_a_map_without_school_codes_is_refused(tmp_path):
    path, frame = areas(tmp_path, (114.0, 35.95, 114.1, 36.03), 颜色=["红"])
    with pytest.raises(InputError) as fault:
        read_zone_areas(path, frame)
    assert fault.value.code == "zone_map_without_schools"


def test_a_zone_map_and_feeders_are_imported(county_files, tmp_path):
    path, _ = areas(tmp_path, (114.0, 35.95, 114.1, 36.03), 划片学校标识码=["2141000001"])
    feeders = write_csv(
        tmp_path / "对口.csv", [["小学标识码", "对口初中标识码"], ["2141000001", "3141000003"]]
    )
    plan = import_plan(**county_files(), zones=path, feeders=feeders)
    assert plan.zones["school_id"].tolist() == ["2141000001"] * 4
    assert plan.feeders.to_numpy().tolist() == [["2141000001", "3141000003-J"]]
    assert {"zones", "feeders"} <= {source.role for source in plan.sources}


# ---- 对口升学


def test_feeders_that_cannot_be_are_told(county_plan, tmp_path):
    rows = [
        ["2141000001", "3141000003"], ["2141000001", "3141000003"], ["2141000002", "3141000003"],
        ["3141000003", "2141000001"], ["2141000001", "2141000001"], ["2141000001", "99"],
    ]  # fmt: skip
    headers = ["毕业学校标识码", "升入学校标识码"]
    feeders, log = build_feeders(table(tmp_path / "f.csv", headers, rows, "feeders"), county_plan.schools)
    assert feeders.to_numpy().tolist() == [["2141000001", "3141000003-J"]]
    assert codes(log.issues) == [
        "feeder_wrong_stage",  # the teaching point ends with grade 3, the junior division begins with 7
        "feeder_wrong_stage",
        "feeder_to_itself",
        "feeder_school_unknown",
    ]


# ---- the management tree and former codes


def with_former(rows, *former):
    return [[*row, old] for row, old in zip(rows, former, strict=True)]


def former_plan(county_files, tmp_path, rows):
    files = county_files()
    headers = [*SCHOOL_HEADERS, "原标识码"]
    ledger = write_xlsx(tmp_path / "ledger.xlsx", [headers, *rows])
    return import_plan(**{**files, "schools": ledger})


def test_a_teaching_points_default_manager_is_told(county_plan):
    told = find(county_plan.issues, "managing_school_by_default")
    assert told.subject_id == "2141000002"
    assert told.values["central"] == "东乡中心小学"


@pytest.mark.parametrize(
    ("central", "told"), [("是", "managing_school_not_in_ledger"), ("否", "managing_school_unknown")]
)
def test_a_wrong_manager_is_told_once_and_not_as_a_missing_one(tmp_path, central, told):
    """A wrong code at a teaching point, with and without a 中心校 in its place, and at a school."""
    wrong = {"管理学校标识码": "2141999999"}
    rows = [
        school_row("2141000001", "东乡中心小学", 211, range(1, 7), 114.05, 35.99, central=central, **wrong),
        school_row("2141000002", "西沟小学", 218, range(1, 4), 114.02, 35.99, **wrong),
    ]
    ledger = table(tmp_path / "ledger.csv", SCHOOL_HEADERS, rows, "schools")
    schools, log = build_schools(ledger, shapely.box(114.0, 35.95, 114.1, 36.03))
    words = ("managing_school", "central_school")
    said = {one.subject_id: one.code for one in log.issues if any(word in one.code for word in words)}
    assert said == {"2141000001": "managing_school_unknown", "2141000002": told}
    assert len([issue for issue in log.issues if issue.code in said.values()]) == 2
    assert schools["managing_school_id"].tolist() == ["", "2141000001" if central == "是" else ""]


def test_pupils_follow_a_school_to_its_new_code(county_files, tmp_path):
    """西沟小学 became a teaching point and got a new code; the attendance table has the old one."""
    row = school_row("2141000009", "西沟小学", 218, range(1, 4), 114.02, 35.99)
    rows = with_former([SCHOOLS[0], row, *SCHOOLS[2:]], "", "2141000002", "", "")
    plan = former_plan(county_files, tmp_path, rows)
    assert plan.attendance.query("school_id == '2141000009'")["pupils"].sum() == 4
    assert plan.schools["former_codes"].loc["2141000009"] == "2141000002"
    assert "pupils_of_unknown_school" not in codes(plan.issues)


def test_a_former_code_is_never_used_again(county_files, tmp_path):
    rows = with_former(SCHOOLS, "2141000002", "2141000077", "2141000077", "2141000077")
    plan = former_plan(county_files, tmp_path, rows)
    assert find(plan.issues, "former_code_in_use").values["other"] == "西沟小学"
    assert find(plan.issues, "former_code_claimed_twice").values["count"] == "2"
    assert SchoolFinder(plan.schools).find("2141000002", 1) == "2141000002", "today's holder counts"
    assert SchoolFinder(plan.schools).find("2141000077", 1) is None


def test_a_school_that_reopens_takes_its_old_code_up(county_files, tmp_path):
    plan = former_plan(county_files, tmp_path, with_former(SCHOOLS, "2141000001", "", "", ""))
    assert "former_code_in_use" not in codes(plan.issues)


def test_places_are_found_by_one_name_only(county_plan):
    schools = county_plan.schools.reset_index().assign(school_id=lambda f: f["site_id"])
    twice = county_plan.settlements.reset_index()
    twice.loc[3, "name"] = "中村"
    twice.loc[3, "township"] = "西乡"
    directory = Directory(twice, schools, {"中屯": MIDDLE})
    assert directory.settlement("", "中村") is None, "two of one name"
    assert directory.settlement("", "中村", "西乡") == TOP
    assert directory.settlement(" 410000100001 ") == WEST
    assert directory.settlement("", "中屯") == MIDDLE, "the user said so"
    assert directory.school("", "东乡中心小学") == "2141000001"
    assert directory.school("", "东乡小学") is None
