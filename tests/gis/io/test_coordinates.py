"""Coordinate systems: published vectors, round trips, and what a survey of a column pair dares to say."""

import csv

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, box

from gis.errors import InputError
from gis.io.angles import from_packed, parse_angle, to_packed
from gis.io.coordinates import SYSTEMS, from_storage, survey_positions, system_of, to_storage
from gis.io.datums import bd09_from_wgs84, gcj02_from_wgs84, wgs84_from_bd09, wgs84_from_gcj02

GEOD = Geod(ellps="GRS80")
COUNTY = box(114.0, 35.95, 114.2, 36.1)
CHINA_LON, CHINA_LAT = st.floats(73.6, 135.0), st.floats(18.2, 53.5)


def metres(lon, lat, lon2, lat2):
    return GEOD.inv(np.asarray(lon), np.asarray(lat), np.asarray(lon2), np.asarray(lat2))[2]


# ---- angles


@pytest.mark.parametrize(
    "text",
    ["114°12′30.5″E", "114 12 30.5", "114度12分30.5秒", "东经114°12'30.5\"", "E114°12′30.5″", "114:12:30.5",
     "114-12-30.5", "１１４°１２′３０．５″", "114° 12′ 30.5″", "114°12’30.5”", "114d12m30.5s"],
)  # fmt: skip
def test_degrees_minutes_seconds(text):
    assert parse_angle(text) == pytest.approx(114 + 12 / 60 + 30.5 / 3600, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "degrees"), [("35°57.6′N", 35.96), ("114.2085°", 114.2085), ("35 57", 35.95)]
)
def test_shorter_angles(text, degrees):
    assert parse_angle(text) == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    ["114.2085", "114", "", "西沟", "114°60′00″", "114°12′60″", "39 402 792", "114,12,30", "W114°12′",
     "1°2.5′3″"],
)  # fmt: skip
def test_what_is_no_angle(text):
    assert parse_angle(text) is None


def test_packed_degrees():
    assert from_packed([114.1230, 35.57]) == pytest.approx([114 + 12.5 / 60, 35.95], abs=1e-9)
    assert np.isnan(from_packed([114.6, 35.9961, np.nan])).all(), "61 seconds, 60 minutes"


# ---- shifted degrees


@pytest.mark.parametrize(
    ("lon", "lat", "gcj_m", "bd_m"),
    [(114.16, 35.95, 554.2, 1315.7), (116.03, 25.89, 588.9, None), (112.68, 26.74, 659.2, None)],
)
def test_published_shifts(lon, lat, gcj_m, bd_m):
    assert metres(lon, lat, *gcj02_from_wgs84(lon, lat)) == pytest.approx(gcj_m, abs=0.05)
    if bd_m is not None:
        assert metres(lon, lat, *bd09_from_wgs84(lon, lat)) == pytest.approx(bd_m, abs=0.05)


def test_thirty_cities_of_an_independent_library(shared_data):
    with (shared_data / "coordinates" / "china_cities_30.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "name"}
    true = column["wgs84_lon"], column["wgs84_lat"]
    for name, forward, inverse in (
        ("gcj02", gcj02_from_wgs84, wgs84_from_gcj02),
        ("bd09", bd09_from_wgs84, wgs84_from_bd09),
    ):
        shifted = column[f"{name}_lon"], column[f"{name}_lat"]
        assert np.abs(np.subtract(forward(*true), shifted)).max() < 1e-5
        assert np.abs(np.subtract(inverse(*shifted), true)).max() < 1e-5


@pytest.mark.parametrize("code", ["gcj02", "bd09"])
@given(lon=CHINA_LON, lat=CHINA_LAT)
@settings(max_examples=60, deadline=None)
def test_the_inverse_is_exact_over_china(code, lon, lat):
    """Both ways round, to a millimetre where a tenth of a metre is asked for."""
    there = from_storage(lon, lat, code)
    assert metres(lon, lat, *there) < 2000
    assert metres(lon, lat, *to_storage(*there, code)) < 0.001
    assert metres(lon, lat, *from_storage(*to_storage(lon, lat, code), code)) < 0.001


def test_points_outside_china_are_untouched():
    lon, lat = np.array([2.35, -74.0, 139.7, np.nan, 500.0]), np.array([48.85, 40.7, 35.7, 30.0, 20.0])
    for shift in (gcj02_from_wgs84, wgs84_from_gcj02, bd09_from_wgs84, wgs84_from_bd09):
        np.testing.assert_array_equal(shift(lon, lat), (lon, lat))


# ---- systems


@pytest.mark.parametrize(
    ("code", "x", "y", "lon", "lat"),
    [
        ("EPSG:4526", 38514435.30, 3980006.58, 114.16, 35.95),
        ("epsg4547", 514435.30, 3980006.58, 114.16, 35.95),
        ("4547_swapped", 3980006.58, 514435.30, 114.16, 35.95),
        ("gk_zone", 39402792.66, 2865007.30, 116.03, 25.89),
        ("gk_zone_swapped", 2959502.63, 38368676.61, 112.68, 26.74),
        ("degrees_swapped", 35.95, 114.16, 114.16, 35.95),
        ("GCJ-02", *map(float, gcj02_from_wgs84(114.16, 35.95)), 114.16, 35.95),
    ],
)
def test_published_positions(code, x, y, lon, lat):
    assert metres(lon, lat, *to_storage(x, y, code)) < 0.01


@given(lon=st.floats(73.6, 135.0), lat=CHINA_LAT)
@settings(max_examples=30, deadline=None)
def test_every_system_goes_there_and_back(lon, lat):
    zone = 3 * round(lon / 3)
    for code in ("degrees", "gcj02", "bd09", "dmmss", "gk_zone", f"gk_{zone}", f"gk_{min(zone + 3, 135)}"):
        for system in (SYSTEMS[code], SYSTEMS[code + "_swapped"]):
            back = to_storage(*from_storage(lon, lat, system), system)
            assert metres(lon, lat, *back) < (0.25 if code == "dmmss" else 0.01), system.code


def test_packed_numbers_go_there_and_back_to_a_hundredth_of_a_second():
    degrees = np.random.default_rng(5).uniform(18, 135, 500)
    assert np.abs(from_packed(to_packed(degrees)) - degrees).max() <= 0.0051 / 3600


def test_a_county_in_two_zones_is_read_row_by_row():
    lon, lat = np.array([115.3, 115.7]), np.array([36.0, 36.0])
    x, y = from_storage(lon, lat, "gk_zone")
    assert (x // 1e6).tolist() == [38, 39]
    np.testing.assert_allclose(to_storage(x, y, "gk_zone"), (lon, lat), atol=1e-9)


def test_what_means_nothing_is_unknown():
    for code in ("gk_zone", "gk_114", "gk_zone_swapped"):
        assert np.isnan(to_storage([np.nan, 1e30], [35.0, 1e30], code)).all(), code


@pytest.mark.parametrize("code", ["", "gcj", "EPSG:4555", "EPSG:4512", "9999", "gk_113", "wgs84"])
def test_an_unknown_system_is_refused_with_the_list(code):
    if code == "wgs84":
        assert system_of(code).code == "degrees"
        return
    with pytest.raises(InputError) as caught:
        system_of(code)
    assert "gk_zone" in str(caught.value)


# ---- the survey


def roads():
    """A road every 3 km in each direction, across the county and beyond."""
    east = [LineString([(113.9, lat), (114.3, lat)]) for lat in np.arange(35.9, 36.15, 0.027)]
    north = [LineString([(lon, 35.85), (lon, 36.2)]) for lon in np.arange(113.9, 114.3, 0.033)]
    return gpd.GeoDataFrame(geometry=[*east, *north], crs=4490)


def places(count, *, beside_road_m=60.0, seed=7):
    """Places scattered along the roads."""
    random = np.random.default_rng(seed)
    lines = roads().geometry.to_numpy()
    inside = shapely.intersection(lines, COUNTY.buffer(-0.01))
    inside = inside[~shapely.is_empty(inside)]
    chosen, along = random.choice(inside, count), random.uniform(0, 1, count)
    on_road = shapely.line_interpolate_point(chosen, along, normalized=True)
    degrees = beside_road_m / 1e5
    return tuple(axis(on_road) + random.normal(0, degrees, count) for axis in (shapely.get_x, shapely.get_y))


@pytest.mark.parametrize("code", ["gk_zone", "gk_114", "gk_117", "gk_111_swapped", "gk_zone_swapped"])
def test_projected_columns_are_unmistakable(code):
    survey = survey_positions(*from_storage(*places(20), code), COUNTY)
    assert (survey.unmistakable, survey.recommended) == (code, code)
    assert [c.share_inside for c in survey.candidates] == [1.0]


@pytest.mark.parametrize("code", ["degrees", "gcj02", "bd09", "gcj02_swapped", "degrees_swapped"])
def test_roads_tell_shifted_degrees_apart(code):
    survey = survey_positions(*from_storage(*places(60), code), COUNTY, roads())
    assert survey.recommended == code
    assert survey.unmistakable == ("degrees_swapped" if code.endswith("swapped") else "degrees")
    assert survey.candidates[0].system.code != code or "60/60" in survey.evidence
    for language in ("zh", "en"):
        assert SYSTEMS[code].label in survey.describe(language).what
        assert all(str(c.inside) in c.describe(language).what for c in survey.candidates)


def test_without_roads_or_with_few_places_nothing_is_recommended():
    x, y = from_storage(*places(60), "gcj02")
    assert survey_positions(x, y, COUNTY).recommended is None
    few = survey_positions(x[:6], y[:6], COUNTY, roads())
    assert (few.recommended, few.unmistakable) == (None, "degrees")
    assert "CGCS2000" in few.describe().fix


def test_places_that_keep_away_from_roads_recommend_nothing():
    random = np.random.default_rng(11)
    survey = survey_positions(
        random.uniform(114.02, 114.18, 80), random.uniform(35.97, 36.08, 80), COUNTY, roads()
    )
    assert survey.recommended is None


def test_packed_degrees_are_never_certain():
    survey = survey_positions(*from_storage(*places(40), "dmmss"), COUNTY, roads())
    assert survey.unmistakable in (None, "degrees")
    assert "dmmss" in [c.system.code for c in survey.candidates]


def test_a_few_slips_do_not_hide_the_system_of_the_others():
    x, y = (axis.copy() for axis in from_storage(*places(40), "gk_114"))
    x[3], y[8] = 1.0, np.nan
    survey = survey_positions(x, y, COUNTY)
    assert survey.unmistakable == "gk_114"
    assert (survey.candidates[0].inside, survey.total) == (38, 39)


def test_halves_in_two_systems_are_not_decided():
    lon, lat = places(40)
    x, y = from_storage(lon, lat, "gk_114")
    survey = survey_positions(np.r_[lon[:20], x[20:]], np.r_[lat[:20], y[20:]], COUNTY)
    assert (survey.unmistakable, survey.recommended) == (None, None)


def test_nothing_fits_and_nothing_given():
    assert survey_positions([120.0], [30.0], COUNTY).candidates == ()
    empty = survey_positions([], [], COUNTY, roads())
    assert (empty.candidates, empty.recommended, empty.total) == ((), None, 0)
    assert empty.describe().what


def test_real_places_as_published_are_recognised(shared_data):
    """31 published places of a county: shifted as published, true after conversion."""
    import pandas as pd

    from gis.network.build import read_roads

    county = gpd.read_file(shared_data / "counties" / "ningjin_130528_boundary.geojson").geometry.iloc[0]
    network = read_roads(shared_data / "roads" / "ningjin_130528_drive.osm.pbf", boundary=county)
    found = pd.read_csv(shared_data / "counties" / "ningjin_points.csv")
    for code, column in (("gcj02", "gcj02"), ("degrees", "wgs84")):
        survey = survey_positions(found[f"lon_{column}"], found[f"lat_{column}"], county, network.edges)
        assert survey.recommended == code, survey.evidence
