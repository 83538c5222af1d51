"""The first look at the road file: its fields, its lines as evidence of what coordinates are, its limits."""

from __future__ import annotations

from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pytest
from rawcounty import SETTLEMENT_HEADERS, write_csv
from shapely.geometry import LineString

import gis.io.roadsurvey as roadsurvey
from gis.errors import Cancelled, InputError
from gis.io.choices import ImportChoices
from gis.io.coordinates import from_storage
from gis.io.importer import import_plan
from gis.io.roadsurvey import survey_roads
from gis.io.survey import survey_files
from gis.network.build import load_roads


def own_roads(path, **fields):
    """Two lines that cross without a common vertex, the second 4 m short of a third."""
    lines = [
        LineString([(114.005, 35.99), (114.095, 35.99)]),
        LineString([(114.05, 35.96), (114.05, 36.01)]),
        LineString([(114.05, 36.010036), (114.05, 36.02)]),
    ]
    gpd.GeoDataFrame(fields, geometry=lines, crs="EPSG:4490").to_file(path)
    return path


@pytest.fixture
def shifted(county_files, tmp_path):
    """The county's files, its villages in GCJ-02: in truth on the roads."""
    files = county_files()
    lon = np.append(np.linspace(114.01, 114.04, 15), np.full(15, 114.05))
    lat = np.append(np.full(15, 35.99), np.linspace(35.995, 36.015, 15))
    x, y = from_storage(lon, lat, "gcj02")
    rows = [
        [f"4100001000{k:02}", f"第{k}村", "东乡", round(float(x[k]), 6), round(float(y[k]), 6)]
        for k in range(30)
    ]
    files["settlements"] = write_csv(tmp_path / "villages.csv", [SETTLEMENT_HEADERS, *rows])
    return files


def villages(files, roads):
    return next(one for one in survey_files(files, roads=roads) if one.role == "settlements")


def test_roads_tell_shifted_positions_and_without_roads_nobody_does(shifted):
    plain = villages(shifted, None)
    assert plain.positions.recommended is None
    assert plain.roads == "missing"
    looked = villages(shifted, survey_roads(shifted["roads"]))
    assert looked.positions.recommended == "gcj02"
    assert looked.roads == "read"
    best = next(one for one in looked.positions.candidates if one.system.code == "gcj02")
    assert best.road_m < 1.0
    assert looked.positions.unmistakable == "degrees", "what is taken without the user's word stays the same"


def test_own_lines_are_evidence_too_and_show_their_fields(shifted, tmp_path):
    path = own_roads(
        tmp_path / "roads.gpkg",
        甲=["县道", "县道", "村道"],
        限速=[40, 40, 20],
        联系人=["张三", "李四", "王五"],
    )
    looked = survey_roads(path)
    assert looked.is_own
    known = {field.name: (field.used_as, field.samples) for field in looked.fields}
    assert known["甲"] == ("", ("县道", "村道"))
    assert known["限速"] == ("speed", ("40", "20"))
    assert known["联系人"] == ("", ())
    assert "张三" not in repr(looked)
    assert villages(shifted, looked).positions.recommended == "gcj02"
    renamed = survey_roads(own_roads(tmp_path / "other.gpkg", 乙=["县道", "县道", "村道"]))
    again = survey_roads(
        own_roads(tmp_path / "third.gpkg", 限速=[1, 2, 3], 联系人=["", "", ""], 甲=["", "", ""])
    )
    assert looked.shape == again.shape != renamed.shape


def test_an_openstreetmap_file_leaves_nothing_to_choose(shifted):
    looked = survey_roads(shifted["roads"])
    assert not looked.is_own
    assert looked.fields == ()
    assert len(looked.lines) == 2


def test_what_a_road_file_does_not_say_is_asked_at_the_first_look(tmp_path):
    path = own_roads(tmp_path / "roads.shp", kind=["县道", "县道", "村道"])
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError) as fault:
        survey_roads(path)
    assert fault.value.code == "vector_no_crs"
    assert len(survey_roads(path, choices=ImportChoices(coordinates={"roads": "degrees"})).lines) == 3


def test_a_large_file_is_not_waited_for(shifted, monkeypatch):
    for limits in (
        {"roads_at_most_s": -1, "roads_at_most_mb": 9},
        {"roads_at_most_s": 9, "roads_at_most_mb": 0},
    ):
        monkeypatch.setattr(
            roadsurvey, "load_toml", lambda *_, known=limits: MappingProxyType({"evidence": known})
        )
        looked = survey_roads(shifted["roads"])
        assert looked.evidence == "skipped"
        seen = villages(shifted, looked)
        assert seen.roads == "skipped"
        assert seen.positions.recommended is None


def test_looking_at_roads_can_be_cancelled(shifted):
    calls = []

    def stop(fraction, step=""):
        calls.append(step)
        if len(calls) > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        survey_roads(shifted["roads"], progress=stop)
    assert calls == ["step_reading_roads"] * 2


def test_what_is_said_about_own_roads_reaches_the_network_and_the_log(county_files, tmp_path):
    files = county_files()
    files["roads"] = own_roads(tmp_path / "roads.gpkg", 甲=["县道", "县道", "村道"])
    plain = load_roads(files["roads"])
    choices = ImportChoices(road_columns={"class": "甲"}, road_tolerance_m=6.0, join_crossings=True)
    chosen = import_plan(**files, choices=choices)
    assert set(plain.network.edges["highway"]) == {"unclassified"}
    assert set(chosen.roads.edges["highway"]) == {"secondary", "unclassified"}
    assert {"lines_cross", "road_class_field_missing"} & {issue.code for issue in plain.issues}
    there = gpd.GeoSeries.from_xy([114.05] * 2, [35.99, 36.010018], crs="EPSG:4490").to_crs(chosen.roads.crs)
    for network, at_crossing, at_gap in ((plain.network, 0, 2), (chosen.roads, 1, 1)):
        counts = [int((network.nodes.distance(place) < 5).sum()) for place in there]
        assert counts == [at_crossing, at_gap]
    roads = chosen.history[-1].values["choices"]["roads"]
    assert roads == {"columns": {"class": "甲"}, "tolerance_m": 6.0, "join_crossings": True}
