"""``xiaotu network``: what it prints and what it writes, on a county whose roads have faults."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "gis"))

from miniature import METRES, miniature_plan

from app import cli
from gis.io.project import save_plan
from gis.model import Mode
from gis.network.approaches import approach_metres, approach_share, approach_shares
from gis.network.storage import assemble


def north_by(points, metres):
    """The points, moved north."""
    moved = points.to_crs("EPSG:4547").translate(yoff=metres).to_crs("EPSG:4490")
    return points.set_geometry(moved)


@pytest.fixture
def plan():
    plan = miniature_plan()
    return replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))


def test_places_on_the_road_walk_no_approach(plan):
    shares = approach_shares(plan)
    assert shares["school_id"].tolist() == ["s1", "p3", "p3", "p3"]
    assert shares["share"].max() < 1e-6
    assert shares["seconds"].tolist() == pytest.approx([1000, 0, 1000, 2000])


def test_the_share_of_the_approach(plan):
    """90 m from the road to be walked at 0.9 m/s are 100 s of 1,000."""
    north = north_by(plan.settlements.iloc[:1], 90)
    assert approach_metres(plan.roads, north) == pytest.approx([90], abs=0.01)
    times = plan.travel[Mode.WALK_G1_3]
    share = approach_share(times, np.array([90.0, 0, 0, 0]), np.zeros(4), 0.9)
    assert share[0] == pytest.approx(100 / (METRES[0] / 0.9))
    assert share[1, 3] == 0, "a journey of no length"


def test_the_command_prints_and_writes(plan, tmp_path, capsys):
    path, target = tmp_path / "p.gpkg", tmp_path / "n.json"
    save_plan(plan, path)
    assert cli.run(["network", str(path), "--json", str(target)]) == cli.DONE
    told = json.loads(target.read_text(encoding="utf-8"))
    assert told["pieces_km"] == [pytest.approx(5.4, abs=0.01)]
    assert [row["school_id"] for row in told["approach"]] == ["s1", "p3", "p3", "p3"]
    assert told["issues"] == []
    printed = capsys.readouterr().out
    assert "1 片" in printed
    assert "路外接入平均占 0%" in printed
