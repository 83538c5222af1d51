"""The import dialog: own road lines, roads as evidence, and what was made of issues before."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from pytestqt.qtbot import QtBot
from rasterio.transform import Affine
from shapely.geometry import LineString

sys.path.insert(0, str(Path(__file__).parents[1] / "gis" / "io"))
sys.path.insert(0, str(Path(__file__).parents[1] / "gis" / "network"))

from osmserver import serving, use
from rawcounty import SETTLEMENT_HEADERS, write_county, write_csv, write_xlsx

import app.importing as importing
import gis.io.importer as importer
from app.dialogs.download_roads import DownloadRoadsDialog
from app.dialogs.new_plan import NewPlanDialog
from app.main_window import MainWindow
from gis.io.issuelist import set_state
from gis.io.project import save_plan
from gis.io.systems import from_storage
from gis.model import Issue, IssueState, Plan
from gis.network.storage import assemble

Settle = Callable[[], None]
Read = list[dict[str, Any]]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_county(tmp_path / "raw")


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, files: dict[str, Path]) -> NewPlanDialog:
    """The dialog with the small county's files in it."""
    made = NewPlanDialog(window, window.document.runner, window.settings)
    qtbot.addWidget(made)
    for role, path in files.items():
        made.fill(role, path)
    return made


@pytest.fixture
def found(plan: Plan) -> Plan:
    """What the files hold: a county with an issue."""
    roads = assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers)
    issue = Issue("warning", "village_without_road", "villages.csv", row=3, values={"name": "甲"})
    return replace(plan, roads=roads, issues=(issue,))


@pytest.fixture
def read(found: Plan, monkeypatch: pytest.MonkeyPatch) -> Read:
    """What was asked of the importer, which gives back at once what the files hold."""
    asked: Read = []

    def import_plan(**given: Any) -> Plan:
        asked.append(given)
        return found

    monkeypatch.setattr(importer, "import_plan", import_plan)
    return asked


def own_roads(path: Path) -> Path:
    lines = [LineString([(114.005, 35.99), (114.095, 35.99)]), LineString([(114.05, 35.98), (114.05, 36.02)])]
    fields = {"甲": ["县道", "村道"], "乙": ["县道", "村道"], "限速": [40, 20]}
    gpd.GeoDataFrame(fields, geometry=lines, crs="EPSG:4490").to_file(path)
    return path


def go(dialog: NewPlanDialog, settle: Settle) -> None:
    dialog.go_button.click()
    settle()
    assert not dialog.fault.isVisibleTo(dialog), dialog.fault.text()


def test_own_road_lines_have_choices_and_these_are_remembered(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(dialog, settle)
    assert dialog.roads is None, "an OpenStreetMap file leaves nothing to choose"
    box = dialog.columns["schools"]._coordinates
    assert box is not None
    assert "已与道路比对" in box._evidence()
    assert "道路一半在" in box._evidence()
    dialog.back_button.click()
    dialog.fill("roads", own_roads(tmp_path / "roads.gpkg"))
    go(dialog, settle)
    page = dialog.roads
    assert page is not None
    assert page.mapping() == {"speed": "限速"}
    assert dialog._choices().road_columns == {}
    assert dialog._choices().road_tolerance_m is None
    page.use("甲", "class")
    page.use("乙", "class")
    assert "道路等级" in "".join(page.problems())
    assert not dialog.go_button.isEnabled(), "two fields for one thing"
    page.use("乙", "")
    page.use("限速", "")
    page.tolerance.setValue(5.0)
    page.crossings.setChecked(True)
    choices = dialog._choices()
    assert choices.road_columns == {"class": "甲", "speed": ""}
    assert (choices.road_tolerance_m, choices.join_crossings) == (5.0, True)
    go(dialog, settle)
    assert read[-1]["choices"] == choices
    dialog._turn(dialog.files)
    monkeypatch.setattr(importing, "survey_roads", lambda *a, **k: pytest.fail("the file is the same"))
    go(dialog, settle)
    assert dialog.roads is not None
    assert dialog.roads.mapping() == {"class": "甲"}
    assert dialog._choices().road_columns == {"class": "甲", "speed": ""}


def test_positions_that_look_shifted_have_to_be_decided_before_anything_is_read(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, read: Read
) -> None:
    """Villages in GCJ-02, in truth on the roads: the schools' tab stands before theirs and is in order."""
    lon = np.append(np.linspace(114.01, 114.04, 15), np.full(15, 114.05))
    lat = np.append(np.full(15, 35.99), np.linspace(35.995, 36.015, 15))
    x, y = from_storage(lon, lat, "gcj02")
    rows = [[f"4100001000{k:02}", f"第{k}村", "东乡", float(x[k]), float(y[k])] for k in range(30)]
    dialog.fill("settlements", write_csv(tmp_path / "villages.csv", [SETTLEMENT_HEADERS, *rows]))
    go(dialog, settle)
    page = dialog.columns["settlements"]
    assert dialog._tabs.currentWidget() is page
    assert dialog._tabs.tabText(dialog._tabs.indexOf(page)).endswith("（待定）")
    assert not dialog.go_button.isEnabled()
    (question,) = page.problems()
    assert "很可能是 GCJ-02" in question
    box = page._coordinates
    assert box is not None
    assert box._systems.currentText() == "请选定", "neither of the two is preset"
    for code in ("gcj02", "degrees"):
        box.choose(code)
        assert dialog.go_button.isEnabled()
        assert not dialog._tabs.tabText(dialog._tabs.indexOf(page)).endswith("（待定）")
        assert dialog._choices().coordinates == {"settlements": code}
    assert box._systems.currentText().startswith("就按 CGCS2000"), "the one taken by the numbers, confirmed"
    go(dialog, settle)
    assert read[-1]["choices"].coordinates == {"settlements": "degrees"}


def test_a_shift_seen_only_while_reading_stands_above_the_issues(
    dialog: NewPlanDialog, found: Plan
) -> None:
    values = {"system": "GCJ-02", "code": "gcj02", "role": "settlements", "evidence": "—"}
    shifted = Issue("warning", "coordinates_maybe_shifted", "villages.csv", values=values)
    dialog.found.show_plan(replace(found, issues=(shifted,)))
    assert "villages.csv" in dialog.found.doubt.text()
    assert "很可能是 GCJ-02" in dialog.found.doubt.text()
    dialog.found.show_plan(found)
    assert not dialog.found.doubt.isVisibleTo(dialog.found)


def test_what_was_made_of_issues_is_taken_over_from_an_earlier_plan(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, found: Plan, read: Read
) -> None:
    saved = tmp_path / "以前.gpkg"
    accepted = set_state(found, found.issues[0], IssueState.ACCEPTED, "学生寄宿")
    save_plan(accepted, saved)
    dialog.fill("earlier", saved)
    go(dialog, settle)
    go(dialog, settle)
    assert "earlier" not in read[-1], "it is no file of the import"
    assert dialog.drawn is not None
    assert dialog.drawn.plan.issues == accepted.issues
    assert "1 项沿用" in dialog.found._advice.text()
    dialog.found.show_plan(found, "他县")
    assert "沿用以前" not in dialog.found._advice.text()
    assert "他县" in dialog.found._advice.text()
    dialog.back_button.click()
    dialog.fill("earlier", tmp_path / "没有.gpkg")
    dialog.go_button.click()
    settle()
    assert "没有.gpkg" in dialog.fault.text()
    assert len(read) == 1, "told before the files are read"


def test_nothing_is_taken_over_from_another_county(found: Plan) -> None:
    accepted = set_state(found, found.issues[0], IssueState.ACCEPTED, "学生寄宿")
    other = replace(accepted, meta=replace(found.meta, unit_name="他县"))
    assert importing._carried(found, accepted) == (accepted, "")
    assert importing._carried(found, other) == (found, "他县")


# ---- several road files, heights, bus stops


def test_roads_of_two_kinds_heights_and_bus_stops_come_in(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, files: dict[str, Path]
) -> None:
    """The hilltop village gets a track of its own on rising ground, and a line runs to the school."""
    dialog.files.show_roads([own_track(tmp_path / "own.gpkg"), files["roads"]])
    dialog.fill("dem", slope(tmp_path / "dem.tif"))
    dialog.fill("bus_stops", write_xlsx(tmp_path / "bus.xlsx", [BUS_HEADERS, *BUS], titles=(), sheet="线路"))
    dialog.fill("population", write_xlsx(tmp_path / "children.xlsx", CHILDREN, titles=(), sheet="摸底"))
    dialog.fill("enrolment_history", write_xlsx(tmp_path / "past.xlsx", PAST, titles=(), sheet="历年"))
    dialog.fill("housing", write_xlsx(tmp_path / "homes.xlsx", HOMES, titles=(), sheet="住房"))
    go(dialog, settle)
    assert dialog.roads is not None, "own lines have choices, also beside a file of OpenStreetMap"
    assert dialog.roads.survey.file == "own.gpkg"
    assert {"bus_stops", "population", "enrolment_history", "housing"} <= set(dialog.columns)
    go(dialog, settle)
    assert dialog.drawn is not None
    plan = dialog.drawn.plan
    assert {"tertiary", "residential", "track"} == set(plan.roads.edges["highway"])
    assert (plan.roads.edges["climb_forward"] != 1).any()
    assert plan.bus_stops["stop"].tolist() == ["西沟口", "中村", "东乡学校"]
    assert np.isfinite(plan.travel["public_bus"].seconds).any()
    assert plan.population["children"].tolist() == [7]
    assert plan.enrolment_history["pupils"].tolist() == [9]
    assert plan.housing["dwellings"].tolist() == [40]
    assert [source.role for source in plan.sources[:3]] == ["roads", "roads", "dem"]


@pytest.mark.parametrize(
    ("role", "name", "said"),
    [("dem", "dem.tif", "dem.tif"), ("bus_stops", "bus.csv", "站序"), ("roads", "own.gpkg", "own.gpkg")],
)
def test_faults_of_these_files_are_sentences(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, files: dict[str, Path],
    role: str, name: str, said: str,
) -> None:  # fmt: skip
    (tmp_path / name).write_bytes(b"a,b\n1,2\n")
    if role == "roads":
        dialog.files.show_roads([files["roads"], tmp_path / name])
    else:
        dialog.fill(role, tmp_path / name)
    for _ in range(2):
        if dialog.go_button.isEnabled():
            dialog.go_button.click()
            settle()
    lacking = [text for page in dialog.columns.values() for text in page.problems()]
    assert said in dialog.fault.text() + "".join(lacking)
    assert dialog.drawn is None


def test_two_files_of_openstreetmap_are_refused(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, files: dict[str, Path]
) -> None:
    second = tmp_path / "second.osm"
    second.write_bytes(files["roads"].read_bytes())
    dialog.files.show_roads([files["roads"], second])
    for _ in range(2):
        dialog.go_button.click()
        settle()
    assert "second.osm" in dialog.fault.text()
    assert dialog.drawn is None


# ---- over the net


@pytest.fixture
def download(window: MainWindow, qtbot: QtBot) -> Callable[..., DownloadRoadsDialog]:
    def make(unit: str, boundary: Path | None = None) -> DownloadRoadsDialog:
        made = DownloadRoadsDialog(window, window.document.runner, window.settings, unit, boundary)
        qtbot.addWidget(made)
        return made

    return make


def test_roads_are_downloaded_by_name_and_by_boundary(
    download: Callable[..., DownloadRoadsDialog], settle: Settle, tmp_path: Path,
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with serving(monkeypatch) as served:
        named = download("示例县")
        assert not named.by_boundary.isEnabled()
        assert "“示例县”" in named._sent.text()
        assert Path(named.path.text()) == tmp_path / "示例县道路.osm.pbf"
        named.go_button.click()
        assert served.asked == [], "nothing is sent before"
        settle()
        assert named.written == tmp_path / "示例县道路.osm.pbf"
        assert "114" in served.asked[0]
        inside = download("示例县", files["boundary"])
        assert inside.path.text().endswith("示例县道路2.osm.pbf"), "the first one stays"
        assert "地名" not in inside._sent.text()
        inside.path.setText(str(named.written))
        inside.go_button.click()
        assert "已经有了" in inside.fault.text()
        inside.path.setText(str(tmp_path / "县"))
        inside.go_button.click()
        settle()
        assert inside.written == tmp_path / "县.osm.pbf"
        assert inside.written.stat().st_size > 0
        stopped = download("示例县")
        stopped.go_button.click()
        stopped.reject()
        settle()
        assert stopped.written is None
        assert stopped.go_button.isEnabled(), "it can be tried again"
        unknown = download("乌有县")
        unknown.go_button.click()
        settle()
        assert "没有找到名为“乌有县”" in unknown.fault.text()
        assert unknown.written is None
    use(monkeypatch, "http://127.0.0.1:9")
    offline = download("示例县")
    offline.go_button.click()
    settle()
    assert "连不上" in offline.fault.text()
    assert offline.go_button.isEnabled()


def test_a_downloaded_file_takes_the_place_of_another_and_own_lines_stay(
    dialog: NewPlanDialog, tmp_path: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    got, own = tmp_path / "下载.osm.pbf", own_roads(tmp_path / "own.gpkg")
    monkeypatch.setattr(DownloadRoadsDialog, "ask", lambda *given: got)
    dialog.files.show_roads([files["roads"], own, own])
    assert dialog.files.roads == (files["roads"], own)
    dialog.files.download_wanted.emit()
    assert dialog.files.roads == (got, own)
    assert dialog.files.files["roads"] == got


CHILDREN = [["来源", "居民点代码", "年份", "年龄", "儿童数"], ["摸底", "410000100001", 2022, 5, 7]]
PAST = [["学校标识码", "学年", "年级", "学生数"], ["2141000001", "2021", 1, 9]]
HOMES = [["居民点代码", "交付年份", "套数"], ["410000100001", 2024, 40]]
BUS_HEADERS = ["线路", "站序", "站名", "经度", "纬度", "自起点分钟", "发车间隔(分钟)"]
BUS = [
    ["1路", 1, "西沟口", 114.02, 35.99, 0, 20],
    ["1路", 2, "中村", 114.05, 35.99, 6, ""],
    ["1路", 3, "东乡学校", 114.08, 35.99, 12, ""],
]


def own_track(path: Path) -> Path:
    track = LineString([(114.01, 36.028), (114.01, 35.99)])
    gpd.GeoDataFrame({"道路等级": ["机耕路"]}, geometry=[track], crs="EPSG:4490").to_file(path)
    return path


def slope(path: Path) -> Path:
    """Write land that rises by 5 % to the north."""
    size, rows, columns = 1 / 3600, 360, 460
    latitude = 36.04 - (np.arange(rows) + 0.5) * size
    heights = np.repeat((latitude - 35.9)[:, None] * 111_000 * 0.05, columns, axis=1).astype("float32")
    about = {"driver": "GTiff", "crs": "EPSG:4326", "dtype": "float32", "count": 1}
    with rasterio.open(
        path, "w", height=rows, width=columns, transform=Affine(size, 0, 113.99, 0, -size, 36.04), **about
    ) as raster:
        raster.write(heights, 1)
    return path
