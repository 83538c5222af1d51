"""Positions of the import: any known system, by hand, by village; whatever was assumed is told."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from rawcounty import PUPIL_HEADERS, PUPILS, SCHOOLS, SETTLEMENTS, codes, find, write_csv
from shapely.geometry import LineString, Point, box

from gis.errors import InputError
from gis.io.choices import ImportChoices
from gis.io.coordinates import SYSTEMS, from_storage
from gis.io.importer import import_plan
from gis.io.issuelog import IssueLog
from gis.io.placing import KnownPlaces
from gis.io.positions import PLACED_BY_HAND, locate, note_unknown_positions

COUNTY = box(114.0, 35.95, 114.1, 36.03)


def villages(lon, lat, **columns):
    """Rows of a settlement table as read."""
    count = len(lon)
    frame = pd.DataFrame({
        "settlement_id": [f"4100001{number:05d}" for number in range(count)],
        "name": [f"第{number}村" for number in range(count)],
        "township": "东乡",
        "lon": np.asarray(lon, dtype=float),
        "lat": np.asarray(lat, dtype=float),
        "position_source": "",
    }).assign(**columns)  # fmt: skip
    return frame.set_index(pd.RangeIndex(2, count + 2))


def scattered(count=30, seed=3):
    """Points within some 50 m of the road along 35.99 °N or the one along 114.05 °E."""
    random = np.random.default_rng(seed)
    along, beside = random.uniform(0.01, 0.07, count), random.normal(0, 0.0005, count)
    on_first = np.arange(count) % 2 == 0
    return (
        np.where(on_first, 114.0 + along, 114.05 + beside),
        np.where(on_first, 35.99 + beside, 35.95 + along),
    )


ROADS = gpd.GeoDataFrame(
    geometry=[LineString([(113.9, 35.99), (114.2, 35.99)]), LineString([(114.05, 35.9), (114.05, 36.1)])],
    crs=4490,
)


def placed(frame, *, roads=None, known=None, **choices):
    log = IssueLog("settlements.csv", "表1")
    answers = ImportChoices(**choices)
    located = locate(frame, COUNTY, log, kind="settlement", choices=answers, roads=roads, known=known)
    return located, log.issues


def metres(located, lon, lat):
    x, y = located.geometry.x.to_numpy() - lon, located.geometry.y.to_numpy() - lat
    return np.hypot(x * 90_000, y * 111_000)


# ---- systems


@pytest.mark.parametrize("code", ["gk_zone", "gk_114", "gk_114_swapped", "gk_117", "degrees_swapped"])
def test_an_unmistakable_system_is_converted_and_told(code):
    lon, lat = scattered()
    located, issues = placed(villages(*from_storage(lon, lat, code)))
    assert metres(located, lon, lat).max() < 0.01
    np.testing.assert_allclose(located["lon"], lon, atol=1e-7)
    assert set(located["position_source"]) == {SYSTEMS[code].label}
    issue = find(issues, "coordinates_assumed")
    assert issue.severity == "warning"
    assert SYSTEMS[code].label in issue.describe().what
    assert "30/30" in issue.describe().what


def test_plain_degrees_say_nothing_of_themselves():
    lon, lat = scattered()
    located, issues = placed(villages(lon, lat), roads=ROADS)
    assert issues == []
    assert (located["position_source"] == "").all()


@pytest.mark.parametrize("code", ["gcj02", "bd09"])
def test_a_shift_is_suspected_and_applied_only_when_chosen(code):
    lon, lat = scattered(60)
    x, y = from_storage(lon, lat, code)
    located, issues = placed(villages(x, y), roads=ROADS)
    assert metres(located, lon, lat).min() > 300, "used as written"
    issue = find(issues, "coordinates_maybe_shifted")
    assert (issue.severity, issue.values["code"]) == ("warning", code)
    assert f"--coordinates settlements={code}" in issue.describe().fix
    _, confirmed = placed(villages(x, y), roads=ROADS, coordinates={"settlements": "degrees"})
    assert confirmed == [], "the user's word that they are not shifted"
    located, issues = placed(villages(x, y), roads=ROADS, coordinates={"settlements": code})
    assert metres(located, lon, lat).max() < 0.1
    assert codes(issues) == ["coordinates_converted"]
    assert set(located["position_source"]) == {SYSTEMS[code].label}


def test_the_answer_for_another_file_changes_nothing():
    located, _ = placed(villages([114.05], [35.99]), coordinates={"schools": "gcj02"})
    assert located.geometry.iloc[0] == Point(114.05, 35.99)


def test_too_few_places_to_tell_are_asked_about():
    lon, lat = scattered(5)
    _, issues = placed(villages(lon, lat), roads=ROADS)
    issue = find(issues, "coordinates_undecided")
    assert issue.severity == "info"
    assert "settlements=gcj02" in issue.describe().fix


def test_packed_degrees_only_when_said():
    lon, lat = np.array([114 + 1 / 60, 114.05]), np.array([35.96, 36.0])
    x, y = from_storage(lon, lat, "dmmss")
    located, _ = placed(villages(x, y), coordinates={"settlements": "dmmss"})
    assert metres(located, lon, lat).max() < 0.5
    as_degrees, _ = placed(villages(x, y))
    assert not np.allclose(as_degrees["lon"], lon)


def test_two_systems_in_one_column():
    """The odd rows are named with the system that they seem to be in, and are not used."""
    lon, lat = scattered(40)
    x, y = lon.copy(), lat.copy()
    x[:2], y[:2] = from_storage(lon[:2], lat[:2], "gk_114")
    x[2], y[2] = lat[2], lon[2]
    located, issues = placed(villages(x, y))
    assert located.geometry.isna().sum() == 3
    assert codes(issues) == ["position_other_system"] * 2 + ["position_swapped"]
    assert [issue.row for issue in issues] == [2, 3, 4]
    assert "EPSG:4547" in issues[0].describe().what
    x, y = from_storage(lon, lat, "gk_114")
    x[5], y[5] = lon[5], lat[5]
    x[6], y[6] = 1.0, 2.0
    located, issues = placed(villages(x, y))
    assert located.geometry.isna().sum() == 2
    assert codes(issues) == ["coordinates_assumed", "position_other_system", "position_not_in_system"]
    assert "CGCS2000" in issues[1].describe().what


def test_a_column_that_cannot_be_understood_is_a_question():
    located, issues = placed(villages([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]))
    assert located.geometry.isna().all()
    assert codes(issues) == ["coordinates_unclear", *["position_not_degrees"] * 3]
    assert "settlements" in issues[0].describe().fix


def test_an_unknown_system_is_refused():
    with pytest.raises(InputError, match="gk_zone"):
        placed(villages([114.05], [35.99]), coordinates={"settlements": "mars"})


def test_no_rows():
    assert placed(villages([], []), roads=ROADS)[0].empty


# ---- by hand


def test_a_place_put_on_the_map_goes_before_the_table():
    frame = villages([np.nan, 115.0, 114.02], [np.nan, 36.0, 36.0])
    hand = {"410000100000": (114.03, 36.0), "410000100001": (114.04, 36.0)}
    located, issues = placed(frame, positions=hand)
    assert located.geometry.tolist() == [Point(114.03, 36.0), Point(114.04, 36.0), Point(114.02, 36.0)]
    assert located["position_source"].tolist() == [PLACED_BY_HAND, PLACED_BY_HAND, ""]
    assert codes(issues) == ["position_by_hand"] * 2, "their own faults no longer matter"


def test_a_place_put_outside_the_county_is_not_used():
    located, issues = placed(villages([114.02], [36.0]), positions={"410000100000": (114.5, 36.0)})
    assert located.geometry.iloc[0] == Point(114.02, 36.0)
    assert find(issues, "position_by_hand_outside").severity == "error"


def test_a_place_of_nobody_is_told():
    log = IssueLog("a")
    located, _ = placed(villages([114.02], [36.0]))
    choices = ImportChoices(positions={"410000100000": (114, 36), "9": (114, 36)})
    note_unknown_positions(choices, log, located.set_index("settlement_id"))
    assert find(log.issues, "position_by_hand_unknown").values["subject"] == "9"


# ---- by village


def known(*rows):
    frame = pd.DataFrame(rows, columns=["id", "name", "township", "lon", "lat"]).set_index("id")
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return KnownPlaces.of(gpd.GeoDataFrame(frame, geometry=points, crs=4490), "pupils.csv")


def test_villages_take_the_position_of_another_table_by_code_and_name():
    frame = villages([np.nan] * 4, [np.nan] * 4, name=["甲村", "西沟村", "王庄", "独村"])
    table = known(
        ("410000100000", "另写的名", "东乡", 114.01, 36.0),
        ("x", "西沟村委会", "东乡", 114.02, 36.0),
        ("y", "王家庄", "东乡", 114.03, 36.0),
    )
    located, issues = placed(frame, known=table)
    assert located.geometry.tolist()[:2] == [Point(114.01, 36.0), Point(114.02, 36.0)]
    assert located["position_source"].tolist() == ["pupils.csv", "pupils.csv", "", ""]
    assert codes(issues) == [
        "position_from_other_table", "position_from_other_table", "position_candidates",
        "settlement_without_position",
    ]  # fmt: skip
    assert "王家庄" in issues[2].describe().what
    located, issues = placed(frame, known=table, matches={"settlements": {"王庄": "y", "独村": "z"}})
    assert located.geometry.iloc[2] == Point(114.03, 36.0)
    assert codes(issues)[-2:] == ["match_unknown", "settlement_without_position"]


def test_a_village_never_takes_the_place_of_its_namesake():
    frame = villages([114.05, np.nan], [35.99, np.nan], name="李庄")
    located, issues = placed(frame)
    assert located.geometry.iloc[1] is None
    assert codes(issues) == ["settlement_without_position"]


def test_a_hamlet_is_offered_its_village_and_takes_it_only_when_told():
    frame = villages([114.05, np.nan], [35.99, np.nan], settlement_id=["410000100001", "410000100001-02"])
    located, issues = placed(frame)
    assert located.geometry.iloc[1] is None
    assert "410000100001" in find(issues, "position_candidates").values["candidates"]
    answers = {"settlements": {"410000100001-02": "410000100001"}}
    located, _ = placed(frame, matches=answers)
    assert located.geometry.iloc[1] == Point(114.05, 35.99)


# ---- the whole import


def changed(rows, lon_column, lat_column, convert):
    """The rows with their positions written in another way."""
    out = [list(row) for row in rows]
    for row in out:
        row[lon_column], row[lat_column] = convert(row[lon_column], row[lat_column])
    return out


def test_import_of_projected_villages_and_sexagesimal_schools(county_files, county_plan):
    def projected(lon, lat):
        return [float(value) for value in from_storage(lon, lat, "gk_zone_swapped")]

    def sexagesimal(lon, lat):
        seconds = [round(degrees * 3600) for degrees in (lon, lat)]
        return [f"{s // 3600}°{s // 60 % 60:02d}′{s % 60:02d}″" for s in seconds]

    plan = import_plan(
        **county_files(
            settlements=changed(SETTLEMENTS, 3, 4, projected), schools=changed(SCHOOLS, 8, 9, sexagesimal)
        )
    )
    assert find(plan.issues, "coordinates_assumed").file == "settlements.csv"
    told = [issue for issue in plan.issues if issue.code == "angles_in_cells"]
    assert [(issue.file, issue.column, issue.values["count"]) for issue in told] == [
        ("schools.xlsx", "经度", "4"), ("schools.xlsx", "纬度", "4"),
    ]  # fmt: skip
    for table in ("schools", "settlements"):
        was, now = getattr(county_plan, table), getattr(plan, table)
        np.testing.assert_allclose(now.geometry.x, was.geometry.x, atol=1e-6)
        np.testing.assert_allclose(now.geometry.y, was.geometry.y, atol=1e-6)
        np.testing.assert_allclose(now[["lon", "lat"]], was[["lon", "lat"]], atol=1e-6)


def test_import_with_answers(county_files, tmp_path):
    """A shifted ledger as the user said; a school by its village, villages by the pupil table and by hand."""
    schools = changed(SCHOOLS, 8, 9, lambda lon, lat: [float(v) for v in from_storage(lon, lat, "bd09")])
    schools[1][8:10], schools[3][8:10] = ("", ""), ("", "")
    settlements = changed(SETTLEMENTS, 3, 4, lambda lon, lat: (lon, lat))
    settlements[1][3:5], settlements[3][3:5] = ("", ""), ("", "")
    pupil_rows = [[*row, "东乡", *(SETTLEMENTS[at][3:5])] for at, row in enumerate(PUPILS)]
    files = county_files(schools=schools, settlements=settlements)
    write_csv(files["pupils"], [[*PUPIL_HEADERS, "乡镇", "经度", "纬度"], *pupil_rows])
    choices = ImportChoices(
        coordinates={"schools": "bd09"}, positions={"410000100004": (114.05, 36.0)}
    )
    plan = import_plan(**files, choices=choices)
    assert plan.schools.geometry.loc["2141000001"].distance(Point(114.05, 35.99)) < 1e-6
    assert plan.schools.geometry.loc["2141000002"] == Point(114.02, 35.9905), "西沟小学 at 西沟村"
    junior, primary = (plan.schools.geometry.loc[f"3141000003-{part}"] for part in "JP")
    assert junior == primary, "one site, one gate"
    assert "school_without_position" not in codes(plan.issues)
    assert plan.schools["position_source"].tolist() == ["BD-09", "村点", "BD-09", "BD-09"]
    assert plan.settlements.geometry.loc["410000100002"] == Point(114.05, 35.9905)
    assert plan.settlements["position_source"].tolist() == ["", "pupils.csv", "", PLACED_BY_HAND]
    told = {"coordinates_converted", "position_from_village", "position_from_other_table", "position_by_hand"}
    assert told <= set(codes(plan.issues))
