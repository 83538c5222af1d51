"""Field copies from the command line: exit codes, lists of choices, no change without being told to."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from miniature import miniature_plan
from shapely.geometry import Point

from app.cli import BAD_INPUT, BLOCKING_FINDINGS, DONE, run
from app.commands_line.field import AreaOptions
from gis.errors import InputError
from gis.io.field import Area
from gis.io.field.observing import observe_note, observe_position, with_observations
from gis.io.history import record_changes
from gis.io.project import open_plan, save_plan
from gis.model import Plan
from gis.network.storage import assemble


def elsewhere(plan: Plan, x: float, y: float) -> Plan:
    """Return the plan with 东村 at another place, as the office set it."""
    geometry = plan.settlements.geometry.copy()
    geometry.loc["v1"] = Point(x, y)
    moved = plan.settlements.set_geometry(geometry)
    return record_changes(plan, replace(plan, settlements=moved))


def test_there_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, away, listed = (tmp_path / name for name in ("计划.gpkg", "副本.gpkg", "清单.csv"))
    plan = miniature_plan()
    plan = replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))
    save_plan(plan, home)
    check_out = ["field", "check-out", str(home), "--out", str(away), "--townships", "甲镇"]
    assert run(check_out) == DONE
    assert run(check_out) == BAD_INPUT, "a copy is never overwritten"
    place = plan.settlements.geometry["v1"]
    seen = observe_position(plan, "v1", place.x - 0.002, place.y, author="李")
    save_plan(with_observations(open_plan(away), *seen, observe_note("桥窄", subject_id="v2")), away)
    save_plan(elsewhere(plan, place.x + 0.002, place.y), home)

    before = home.read_bytes()
    assert run(["field", "merge", str(home), str(away), "--list", str(listed)]) == BLOCKING_FINDINGS
    assert home.read_bytes() == before, "listing changes nothing"
    assert "东村 位置" in capsys.readouterr().out
    with listed.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[-1] for row in rows[1:]] == ["外业", ""]
    assert run(["field", "merge", str(home), str(away), "--choices", str(listed)]) == BLOCKING_FINDINGS
    assert "并入 1 项" in capsys.readouterr().out, "the note came in, the move did not"
    assert run(["field", "merge", str(home), str(away), "--take", "theirs"]) == DONE
    merged = open_plan(home)
    assert merged.settlements.geometry["v1"].x == pytest.approx(place.x - 0.002, abs=1e-8)
    assert sorted(seen.text for seen in merged.observations) == ["", "桥窄"]


def test_an_area_by_school_or_by_box(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, away = tmp_path / "计划.gpkg", tmp_path / "副本.gpkg"
    plan = miniature_plan()
    plan = replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))
    save_plan(plan, home)
    check_out = ["field", "check-out", str(home), "--out", str(away)]
    assert run([*check_out, "--radius-km", "3"]) == BAD_INPUT
    assert "哪所学校" in capsys.readouterr().err
    assert not away.exists()
    assert run([*check_out, "--school", "s1", "--radius-km", "0.5"]) == DONE
    assert "s1" in open_plan(away).schools.index
    place = plan.schools.geometry["s1"]
    box = f"{place.x - 0.01},{place.y - 0.01},{place.x + 0.01},{place.y + 0.01}"
    area = AreaOptions(box=box).read(plan)
    assert isinstance(area, Area)
    assert area.shape.contains(place)
    assert AreaOptions().read(plan) is None
    for options, code in (
        (AreaOptions(schools=["s1"], box=box), "field_areas_several"),
        (AreaOptions(schools=["没有"]), "field_school_unknown"),
        (AreaOptions(box="1,2,3"), "field_box_unreadable"),
        (AreaOptions(box="3,2,1,4"), "field_box_wrong"),
    ):
        with pytest.raises(InputError) as fault:
            options.read(plan)
        assert fault.value.code == code
