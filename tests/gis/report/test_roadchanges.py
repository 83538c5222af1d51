"""Documents of a scenario that changes the roads say so: every change, the season, whose way is another.

In ``miniature``, 西桥断 cuts the road between 西村 (p3) and s1; only 河边小路 leads round.
"""

import re
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from miniature import CRS, ORIGIN, merge, miniature_plan
from python_calamine import CalamineWorkbook
from shapely.geometry import LineString, Point

from gis.crs import reproject
from gis.evaluation import evaluate
from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.model import STORAGE_CRS
from gis.network.editshapes import plain_wkt
from gis.network.storage import assemble
from gis.report.bundle import write_reports
from gis.report.dossier import school_dossier
from gis.report.figures import district_maps
from gis.report.mapsource import map_source
from gis.report.overview import longest_increases
from gis.report.roadchanges import edit_rows, season_line, what_changes
from gis.report.roadshapes import drawn_edits, web_edits
from gis.resources import load_toml


def at(*places):
    xy = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places]
    shape = Point(xy[0]) if len(xy) == 1 else LineString(xy)
    return plain_wkt(reproject(np.array([shape], dtype=object), CRS, STORAGE_CRS)[0])


KIND = NetworkEditKind
CUT = NetworkEdit("e1", KIND.CLOSE, "西桥断", at((1200, 0)), season="汛期", note="水毁，待修")
PATH = NetworkEdit("e2", KIND.ADD, "河边小路", at((0, 0), (0, 900), (1620, 900)), road_class="path")
ASTRAY = NetworkEdit("e3", KIND.CLOSE, "画错的封闭", at((-800, 2500)), drive=False)
ICE = NetworkEdit("e4", KIND.DANGER, "南坡结冰", at((2000, 0)), season="冰雪期")
WET = "数字按长期和汛期的道路改动计算（计入 2 处；1 处没有起作用；另 1 处只在冰雪期，未计入）"


@pytest.fixture(scope="module")
def plan():
    edits = (CUT, PATH, ASTRAY, ICE)
    bare = miniature_plan(
        scenarios=[
            Scenario("并校", {"p3": merge("s1")}, network_edits=edits),
            Scenario("只在汛期", {"p3": merge("s1")}, network_edits=(CUT,)),
            Scenario("路不变", {"p3": merge("s1")}),
        ]
    )
    return replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))


@pytest.fixture(scope="module")
def wet(plan):
    return evaluate(plan, "并校", season="汛期")


def flat(path):
    with pypdfium2.PdfDocument(path) as document:
        return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))


def test_the_season_that_the_figures_hold_in(plan, wet):
    assert season_line(plan, wet) == WET
    dry = season_line(plan, evaluate(plan, "并校"))
    assert dry == "数字按长期的道路改动计算（计入 1 处；1 处没有起作用；另 2 处只在汛期、冰雪期，未计入）"
    assert season_line(plan, evaluate(plan, "只在汛期")) == "数字没有计入道路改动（1 处只在汛期）"
    only_wet = evaluate(plan, "只在汛期", season="汛期")
    assert season_line(plan, only_wet) == "数字按汛期的道路改动计算（计入 1 处）"
    assert season_line(plan, evaluate(plan, "路不变")) == season_line(plan, evaluate(plan)) == ""


def test_every_change_is_a_row(plan, wet):
    rows = [[r[k] for k in ("name", "season", "length", "counted", "note")] for r in edit_rows(plan, wet)]
    assert rows == [
        ["西桥断", "汛期", "20 m", "计入", "水毁，待修"],
        ["河边小路", "长期", "2.5 km", "计入", "—"],
        ["画错的封闭", "长期", "没有对到路", "没有起作用", "—"],
        ["南坡结冰", "冰雪期", "—", "未计入", "—"],
    ]


def test_what_a_change_does_in_words():
    assert what_changes(CUT) == "封闭，行人、车辆都不能通行"
    assert what_changes(ASTRAY) == "封闭，车辆照常通行"
    assert what_changes(PATH) == "新增道路，道路等级 小路"
    slow = NetworkEdit("e5", KIND.SPEED, "慢", CUT.wkt, running_kph=20.0, season="汛期", note="不重复")
    assert what_changes(slow) == "改行车速度，行车 20 公里/小时"


def test_a_school_tells_whose_way_the_changes_made_another(plan, wet):
    """All 20 pupils of p3 would walk 720 m and 2520 m to s1; round by the path it is 4140 m and more."""
    told = school_dossier(plan, wet, "p3")["roads"]
    assert told == (
        "调整后的去向和路程按改动后的道路计算：“西桥断”、“河边小路”。"
        "本校走读学生到调整后所在学校的路程，因道路改动，20 人变远。"
    )
    dry = school_dossier(plan, evaluate(plan, "并校"), "p3")["roads"]
    assert dry.endswith("“河边小路”。本校走读学生到调整后所在学校的路程，没有因道路改动而不同。")
    cut_off = school_dossier(plan, evaluate(plan, "只在汛期", season="汛期"), "p3")["roads"]
    assert cut_off.endswith("因道路改动，20 人变为无路可达。")
    assert school_dossier(plan, evaluate(plan, "路不变"), "p3")["roads"] == ""


def test_a_way_added_up_anew_is_not_a_longer_one(plan, wet):
    listed = longest_increases(wet)
    assert "东村" in set(wet.flows.query("not moved")["settlement"])
    assert (listed["increase_s"] > 1).all()


@pytest.mark.parametrize("version", ["internal", "public"])
def test_every_document_names_changes_and_season(plan, wet, tmp_path, version):
    paths = write_reports(plan, wet, tmp_path, version=version)
    line = WET.replace(" ", "")
    for path in paths:
        if path.suffix == ".pdf":
            words = flat(path)
            assert line in words
            assert "“西桥断”" in words or "西桥断封闭，行人、车辆都不能通行汛期20m计入" in words
            told = "水毁，待修" in words
            assert told == (version == "internal" and "汇总" in path.name)
        elif path.suffix == ".html":
            assert f"{WET}：“西桥断”、“河边小路”。" in path.read_text(encoding="utf-8")
    book = CalamineWorkbook.from_path(next(p for p in paths if p.suffix == ".xlsx"))
    sheet = book.get_sheet_by_name("道路改动").to_python()
    assert sheet[1] == ["名称", "改动", "时节", "涉及道路", "是否计入", *(["说明"] * (version == "internal"))]
    assert [row[0] for row in sheet[2:]] == ["西桥断", "河边小路", "画错的封闭", "南坡结冰"]
    assert all(WET in book.get_sheet_by_name(name).to_python()[0][0] for name in book.sheet_names)


def test_without_changes_no_document_speaks_of_them(plan, tmp_path):
    for path in write_reports(plan, evaluate(plan, "路不变"), tmp_path):
        if path.suffix == ".pdf":
            assert "道路改动" not in flat(path)
        elif path.suffix == ".xlsx":
            assert "道路改动" not in CalamineWorkbook.from_path(path).sheet_names


def test_maps_of_the_plan_draw_the_changes_that_are_in_the_figures(plan, wet):
    drawn = drawn_edits(plan, wet)
    assert [(edit.kind, edit.is_footpath) for edit in drawn] == [(KIND.CLOSE, False), (KIND.ADD, True)]
    assert drawn[0].shape.length == pytest.approx(20, abs=0.5)
    before, after = (district_maps(map_source(plan, wet))[side] for side in ("before", "after"))
    red, green = (load_toml("web", "map.toml")["edit"][kind] for kind in ("close", "add"))
    assert all(sign in after for sign in (red, green, "道路封闭", "新增小路"))
    assert not any(sign in before for sign in (red, "道路封闭"))
    assert not map_source(plan, evaluate(plan, "路不变")).edits


def test_the_web_map_draws_every_change_without_notes_for_the_office(plan, wet):
    told = web_edits(plan, wet)
    assert [(e["name"], e["active"], e["idle"], e["label"]) for e in told] == [
        ("西桥断", True, False, ""), ("河边小路", True, False, ""),
        ("画错的封闭", True, True, "没有起作用"), ("南坡结冰", False, False, "未计入"),
    ]  # fmt: skip
    assert [e["touched"] is None for e in told] == [False, False, True, True]
    assert "水毁" not in str(told)
    assert told[0]["lines"][1].endswith("汛期 · 20 m")
