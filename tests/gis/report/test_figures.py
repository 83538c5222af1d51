"""Maps as SVG: what is on them, what is not, and that names are data."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import LineString

from gis.model import Band
from gis.report.chart import minutes_chart, pupils_by_minutes
from gis.report.figures import WIDTH, district_maps, school_maps
from gis.report.mapsource import map_source

CLOSING, SHRINKING = "3141000001", "3141000002"


def texts(drawing):
    return [node.text for node in ET.fromstring(drawing).iter() if node.text and node.text.strip()]


@pytest.fixture(scope="module")
def source(county):
    return map_source(county.plan, county.evaluation)


def test_school_map_names_school_villages_and_receiver(source):
    for drawing in school_maps(source, CLOSING).values():
        assert {"龙宫小学", "中山小学", "龙宫村", "西沟村", "石门村"} <= set(texts(drawing))


def test_map_is_clipped_to_the_surroundings(source, county):
    drawing = school_maps(source, CLOSING)["after"]
    assert "远山村" not in drawing
    height = float(ET.fromstring(drawing).get("viewBox").split()[3])
    for data in re.findall(r' d="([^"]+)"', drawing):
        xy = np.array(re.findall(r"-?[\d.]+", data), dtype=float).reshape(-1, 2)
        assert xy[:, 0].min() >= -1
        assert xy[:, 0].max() <= WIDTH + 1
        assert xy[:, 1].min() >= -1
        assert xy[:, 1].max() <= height + 1


def test_before_and_after_share_one_frame(source):
    maps = school_maps(source, CLOSING)
    roads = [re.findall(r'<path d="[^"]+"', drawing) for drawing in maps.values()]
    assert roads[0] == roads[1]


def test_every_map_carries_mark_scale_and_north(source, county):
    drawings = [*school_maps(source, SHRINKING).values(), *district_maps(source).values()]
    for drawing in drawings:
        words = texts(drawing)
        assert any(word.startswith("示例数据：") for word in words)
        assert "北" in words
        assert any(word.endswith((" km", " m")) for word in words)


def test_no_mark_without_sample_data(make_county):
    real = make_county(mark="")
    drawing = school_maps(map_source(real.plan, real.evaluation), CLOSING)["before"]
    assert "示例" not in drawing


def test_status_is_shown_after_and_not_before(source):
    maps = school_maps(source, SHRINKING)
    assert "变更为教学点" not in texts(maps["before"])
    assert "变更为教学点" in texts(maps["after"])
    assert "→ 接收学校" in texts(maps["after"])


@pytest.mark.parametrize("name", ["</svg><script>x</script>", '#panic("x")', "a&b\x00\x1b", "]]>"])
def test_names_are_text(make_county, name):
    county = make_county(龙宫小学=name)
    drawing = school_maps(map_source(county.plan, county.evaluation), CLOSING)["before"]
    clean = "".join(sign for sign in name if ord(sign) >= 32)
    assert clean in texts(drawing)
    assert "<script" not in drawing


def test_settlement_without_position_is_told(county):
    plan = county.plan
    settlements = plan.settlements.copy()
    settlements.loc["410602001002", "geometry"] = None
    drawing = school_maps(map_source(replace(plan, settlements=settlements), county.evaluation), CLOSING)[
        "before"
    ]
    assert "另有 1 处居民点位置未知或在县外，未标出。" in texts(drawing)
    assert "西沟村" not in texts(drawing)


def test_chart_counts_every_day_pupil_once(county):
    """Every day pupil with a known way is in exactly one bar."""
    flows = county.evaluation.flows
    for band in Band:
        for when in ("before", "after"):
            counts = pupils_by_minutes(flows, band, when)
            assert counts.sum() == county.evaluation.travel[band][when].pupils


def test_chart_bars_carry_their_figures(county):
    words = texts(minutes_chart(county.evaluation))
    for band in Band:
        for when in ("before", "after"):
            for count in pupils_by_minutes(county.evaluation.flows, band, when):
                assert count == 0 or f"{count:,}" in words


@pytest.mark.parametrize(("barrier_x_km", "named"), [(2.5, True), (30.0, False)])
def test_legend_names_only_what_is_in_sight(county, barrier_x_km, named):
    plan = county.plan
    x = 510_000 + 1000 * barrier_x_km
    barriers = plan.roads.barriers.assign(geometry=[LineString([(x, 3_980_000), (x, 3_990_000)])] * 2)
    moved = replace(plan, roads=replace(plan.roads, barriers=barriers.set_crs(plan.roads.crs)))
    for drawing in school_maps(map_source(moved, county.evaluation), CLOSING).values():
        assert ("河流" in texts(drawing)) == ("阻隔" in texts(drawing)) == named
