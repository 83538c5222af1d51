"""``xiaotu rezone``: connected zones, as JSON and in the plan."""

import json
import shutil
from pathlib import Path

from app.cli import run
from gis.io.project import open_plan

GOLDEN = Path(__file__).parents[1] / "gis" / "io" / "golden" / "plan_v2.gpkg"


def test_zones_are_told_and_saved(tmp_path, capsys):
    path = Path(shutil.copy(GOLDEN, tmp_path / "计划.gpkg"))
    target = tmp_path / "划片.json"
    assert run(["rezone", str(path), "--json", str(target), "--save", "--time-limit", "20"]) == 0
    told = json.loads(target.read_text(encoding="utf-8"))
    assert told["status"] == "optimal"
    assert all(one["pieces_after"] <= 1 for one in told["schools"])
    zones = open_plan(path).zones
    schools = {one["school_id"] for one in told["schools"]}
    assert set(zones.loc[zones["grade_from"] == 1, "school_id"]) <= schools
    moved = {one["settlement_id"]: one["to_school_id"] for one in told["changes"]}
    saved = dict(zones.loc[zones["grade_from"] == 1, ["settlement_id", "school_id"]].itertuples(index=False))
    assert moved.items() <= saved.items()
    assert sum(one["pupils"] for one in told["changes"]) == told["changed_pupils"]
