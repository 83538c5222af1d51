"""Field copies as files: what goes out, what stays in the office, and a whole round trip on the sample."""

import io
import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Point, box

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.io.field import apply, area_around, area_of_box, check_out, marker_of, merge_copy
from gis.io.field.checkout import field_copy
from gis.io.field.items import items_of
from gis.io.field.observing import (
    observe_blocked_road,
    observe_note,
    observe_photo,
    observe_position,
    observe_walk,
    with_observations,
)
from gis.io.field.photos import clean_photo
from gis.io.history import account, broken_links
from gis.io.project import open_plan, save_plan
from gis.io.sample import import_sample
from gis.layout import Decision, LayoutStatus, Scenario


@pytest.fixture(scope="module")
def office():
    """The sample with a scenario."""
    plan = import_sample()
    schools = plan.schools[plan.schools["type_code"] == "218"].index
    decisions = {name: Decision(LayoutStatus.MERGE, note="拟并入") for name in schools[:2]}
    return plan.with_scenario(Scenario("方案甲", decisions))


@pytest.fixture(scope="module")
def township(office):
    return office.settlements["township"].value_counts().index[-1]


def camera_photo(size=(1800, 1200)):
    image = Image.effect_noise(size, 90).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "SECRETCAM", "Model-77"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 54.0, 12.34), 3: "E", 4: (114.0, 9.0, 1.0)})
    exif[0x0112] = 6  # taken upright
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif, comment=b"SECRETCOMMENT")
    return stream.getvalue()


# ---- what goes out


def test_copy_holds_the_area_and_no_more(office, township, tmp_path):
    path = tmp_path / "副本.gpkg"
    check_out(office, path, area=[township], author="李")
    copy = open_plan(path)
    assert {township} <= set(copy.settlements["township"])
    assert 0 < len(copy.settlements) < len(office.settlements)
    assert 0 < len(copy.roads.edges) < len(office.roads.edges)
    assert set(office.settlements.index[office.settlements["township"] == township]) <= set(
        copy.settlements.index
    )
    assert set(copy.attendance["settlement_id"]) <= set(copy.settlements.index)
    assert set(copy.attendance["school_id"]) <= set(copy.schools.index), (
        "every school that is attended comes along"
    )
    own = office.attendance[office.attendance["settlement_id"].isin(copy.settlements.index)]
    assert copy.attendance["pupils"].sum() == own["pupils"].sum()
    assert len(copy.zones) == len(copy.feeders) == len(copy.reported_travel) == len(copy.sources) == 0
    marker = marker_of(copy)
    assert (marker.area, marker.author) == (township, "李")
    assert marker.base == items_of(copy)
    assert office.meta.mark in copy.meta.mark
    assert township in copy.meta.mark
    assert broken_links(copy.history) == []
    evaluation = evaluate(copy)
    assert np.isfinite(evaluation.headline["over_limit_g1_3_pupils"].before)
    assert marker_of(office) is None


def test_journeys_of_the_copy_are_those_of_the_whole_network(office, township):
    copy = field_copy(office, area=[township])
    for mode, times in copy.travel.items():
        whole = office.travel[mode]
        rows = [whole.origin_ids.index(name) for name in times.origin_ids]
        columns = [whole.destination_ids.index(name) for name in times.destination_ids]
        np.testing.assert_array_equal(times.seconds, whole.seconds[np.ix_(rows, columns)])


def test_layers_and_areas(office):
    bare = field_copy(office, layers=())
    assert marker_of(bare).author == account(), "nobody named: whose computer it is"
    assert len(bare.roads.edges) == len(bare.attendance) == len(bare.scenarios) == len(bare.issues) == 0
    assert len(bare.settlements) == len(office.settlements)
    place = office.settlements.geometry.dropna().iloc[0]
    part = field_copy(office, area=box(*place.buffer(0.001).bounds))
    assert office.settlements.geometry.dropna().index[0] in part.settlements.index
    assert len(part.settlements) < len(office.settlements)
    for area, code in (({"不存在乡"}, "field_area_unknown"), (box(0, 0, 1, 1), "field_area_empty")):
        with pytest.raises(InputError) as fault:
            field_copy(office, area=area)
        assert fault.value.code == code
    with pytest.raises(InputError) as fault:
        field_copy(bare)
    assert fault.value.code == "field_copy_of_copy"


def test_places_without_position_go_out_with_their_township(office, township):
    name = office.settlements.index[office.settlements["township"] == township][0]
    geometry = office.settlements.geometry.copy()
    geometry.loc[name] = None
    lost = replace(office, settlements=office.settlements.set_geometry(geometry))
    assert name in field_copy(lost, area=[township]).settlements.index


# ---- there and back


def test_round_trip_on_the_sample(office, township, tmp_path):
    home, away = tmp_path / "计划.gpkg", tmp_path / "副本.gpkg"
    check_out(office, away, area=[township], author="李")
    copy = open_plan(away)
    village = copy.settlements.index[copy.settlements["township"] == township][0]
    school = copy.attendance.loc[copy.attendance["settlement_id"] == village, "school_id"].iloc[0]
    place = copy.settlements.geometry[village]
    edge = copy.roads.edges.to_crs("EPSG:4490").geometry.iloc[0].interpolate(0.5, normalized=True)
    copy = with_observations(
        copy,
        *observe_position(copy, village, place.x + 0.001, place.y, author="李"),
        observe_note("桥面窄", subject_id=village, author="李"),
        observe_photo(camera_photo((300, 200)), subject_id=village, author="李"),
        observe_walk(copy, village, school, 5, author="李"),
        observe_blocked_road(copy, edge.x, edge.y, author="李"),
    )
    save_plan(copy, away)
    assert b"SECRETCAM" not in away.read_bytes()
    theirs = open_plan(away)
    merge = merge_copy(office, theirs)
    assert merge.conflicts == ()
    assert len(merge.changes) == 5
    plan = apply(merge, merge.proposed())
    save_plan(plan, home)
    back = open_plan(home)
    assert items_of(back) == items_of(plan)
    assert not any(issue.code == "plan_edited_outside" for issue in back.issues)
    assert back.settlements.geometry[village].distance(Point(place.x + 0.001, place.y)) < 1e-8
    assert len(back.observations) == 5
    assert len(back.settlements) == len(office.settlements)
    assert back.roads.digest != office.roads.digest
    assert broken_links(back.history) == []
    again = merge_copy(back, theirs)
    assert list(again) == []
    assert [issue.code for issue in again.issues] == ["field_merged_before"]


def test_base_that_was_tampered_with_is_refused(office, township):
    copy = field_copy(office, area=[township])
    entry = copy.history[-1]
    broken = replace(entry, values={**entry.values, "base": entry.values["base"][1:]})
    for history in ((*copy.history[:-1], broken), (replace(entry, values={}),)):
        with pytest.raises(InputError) as fault:
            merge_copy(office, replace(copy, history=history))
        assert fault.value.code == "field_copy_damaged"
    with pytest.raises(InputError) as fault:
        merge_copy(office, office)
    assert fault.value.code == "not_a_field_copy"


# ---- photos


def test_photo_keeps_pixels_only(tmp_path):
    raw = camera_photo()
    packed = clean_photo(raw)
    with Image.open(io.BytesIO(packed)) as image:
        assert image.size == (1067, 1600), "upright, and no longer than allowed"
        assert dict(image.getexif()) == {}
        assert "comment" not in image.info
    assert len(packed) <= 600 * 1024
    for secret in (b"SECRETCAM", b"SECRETCOMMENT", b"Exif", b"Model-77"):
        assert secret in raw
        assert secret not in packed


def test_photo_of_no_image_is_refused():
    for data in (b"", b"not a picture", camera_photo((400, 300))[:2000]):
        with pytest.raises(InputError) as fault:
            clean_photo(data, file="x.jpg")
        assert fault.value.code == "photo_unreadable"


def test_an_area_around_schools_or_a_box(office):
    village = office.settlements.geometry[office.settlements.geometry.notna()].iloc[0]
    tight = area_of_box(village.x - 1e-4, village.y - 1e-4, village.x + 1e-4, village.y + 1e-4)
    copy = field_copy(office, area=tight)
    assert 0 < len(copy.settlements) < len(office.settlements)
    assert village in list(copy.settlements.geometry)
    marker = marker_of(copy)
    assert marker is not None
    assert marker.area == tight.words
    assert tight.words.startswith(f"经度 {village.x - 1e-4:.3f}—")
    school_id = next(key for key, place in office.schools.geometry.items() if place is not None)
    near, far = (area_around(office, [school_id], km) for km in (1.0, 2.0))
    assert far.shape.contains(near.shape)
    metres = gpd.GeoSeries([near.shape], crs=4490).to_crs(office.roads.crs)
    assert metres.area.iloc[0] == pytest.approx(math.pi * 1000**2, rel=0.01)
    assert office.schools.loc[school_id, "name"] in near.words
    assert "1 公里" in near.words
    around = field_copy(office, area=near)
    assert school_id in around.schools.index
    many = area_around(office, list(office.schools.index), 1.0)
    assert f"等 {office.schools['name'].nunique()} 所学校" in many.words


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda plan: area_of_box(114.1, 35.9, 114.0, 36.0), "field_box_wrong"),
        (lambda plan: area_of_box(114.0, 35.9, float("nan"), 36.0), "field_box_wrong"),
        (lambda plan: area_around(plan, ["没有"], 1.0), "field_school_unknown"),
        (lambda plan: area_around(plan, [], 0.0), "field_radius_wrong"),
        (lambda plan: area_around(plan, [], float("nan")), "field_radius_wrong"),
        (lambda plan: area_around(plan, [], 1.0), "field_school_unplaced"),
    ],
)
def test_an_area_that_is_none_is_refused(office, make, code):
    with pytest.raises(InputError) as fault:
        make(office)
    assert fault.value.code == code
