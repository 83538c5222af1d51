"""``xiaotu roads``: changes to the roads of a scenario from a GeoJSON file, all or nothing."""

import json
from pathlib import Path

import pytest

from app.cli import run
from gis.io.project import open_plan

GOLDEN = Path(__file__).parents[1] / "gis" / "io" / "golden" / "plan_v2.gpkg"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "某县.gpkg"
    copy.write_bytes(GOLDEN.read_bytes())
    return copy


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def written(tmp_path: Path, *features: object) -> str:
    path = tmp_path / "改动.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(path)


def middle_of_first_road(path: Path) -> dict[str, object]:
    roads = open_plan(path).roads.edges
    used = roads[roads["walk"]].to_crs("EPSG:4490")
    at = used.geometry.iloc[0].interpolate(0.5, normalized=True)
    return {"type": "Point", "coordinates": [at.x, at.y]}


def test_changes_are_written_listed_replaced_evaluated_and_removed(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    point = middle_of_first_road(path)
    edits = written(tmp_path, feature(point, kind="封闭", name="桥断", season="汛期", note="每年六月"))
    roads = ["roads", str(path), "--scenario", "方案甲"]
    assert run([*roads, "--edits", edits]) == 0
    assert "封闭，只在汛期" in capsys.readouterr().out
    assert run([*roads, "--edits", edits]) == 0, "the same file again changes nothing"
    plan = open_plan(path)
    (edit,) = plan.scenarios["方案甲"].network_edits
    assert (edit.name, edit.season, edit.note, edit.walk) == ("桥断", "汛期", "每年六月", True)
    assert plan.scenarios["方案甲"].decisions
    assert plan.history[-1].values["changes"][0]["kind"] == "road_edit_added"
    capsys.readouterr()
    asked = ["evaluate", str(path), "--scenario", "方案甲", "--json", "-", "--season"]
    run([*asked, "汛期"])
    figures = json.loads(capsys.readouterr().out)
    assert (figures["season"], figures["network_edits"][0]["name"]) == ("汛期", "桥断")
    assert run([*asked, "旱季"]) == 2
    assert run([*roads, "--list"]) == 0
    assert edit.edit_id in capsys.readouterr().out
    assert run([*roads, "--remove", "没有"]) == 2
    assert run([*roads, "--remove", edit.edit_id]) == 0
    assert open_plan(path).scenarios["方案甲"].network_edits == ()


def test_one_bad_change_and_nothing_is_written(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, point = path.read_bytes(), middle_of_first_road(path)
    bad = [
        feature(point, kind="close", name="好的"),
        feature(point, kind="close"),
        feature(point, kind="爆破", name="乙"),
        feature(point, kind="speed", name="丙", running_kph="快"),
        feature(None, kind="close", name="丁"),
        feature({"type": "Point", "coordinates": [10, 50]}, kind="close", name="戊"),
        feature(point, kind="close", name="己", walk="也许"),
        7,
    ]
    assert run(["roads", str(path), "--scenario", "新的", "--edits", written(tmp_path, *bad)]) == 2
    told = capsys.readouterr().err
    assert [f"第 {row} 处" in told for row in range(1, 9)] == [False] + [True] * 7
    assert path.read_bytes() == before
    for content in ("", "{", "[]", '{"type": "FeatureCollection", "features": []}'):
        (tmp_path / "x.geojson").write_text(content, encoding="utf-8")
        given = ["--edits", str(tmp_path / "x.geojson")]
        assert run(["roads", str(path), "--scenario", "新的", *given]) == 2
    assert run(["roads", str(path), "--scenario", "没有", "--list"]) == 2
    assert run(["roads", str(path), "--scenario", "baseline", "--list"]) == 2
    assert "Traceback" not in capsys.readouterr().err
