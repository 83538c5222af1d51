"""``xiaotu propose``: a 测算方案 on the screen, as JSON, and in the plan where that is asked for."""

import json
import shutil
from pathlib import Path

import pytest

from app.cli import run
from gis.evaluation import evaluate
from gis.io.project import open_plan

GOLDEN = Path(__file__).parents[1] / "gis" / "io" / "golden" / "plan_v2.gpkg"


@pytest.fixture
def path(tmp_path):
    return Path(shutil.copy(GOLDEN, tmp_path / "计划.gpkg"))


def test_a_threshold_is_asked_for(path, capsys):
    assert run(["propose", str(path), "--objective", "cost"]) == 2
    assert "国家没有规定人数" in capsys.readouterr().err
    assert run(["propose", str(path), "--objective", "best", "--below", "50"]) == 2
    assert "over_limit" in capsys.readouterr().err


def test_what_is_found_is_written_and_saved(path, tmp_path, capsys):
    target = tmp_path / "测算.json"
    arguments = ["--objective", "travel", "--below", "5000", "--widen", "room_and_way", "--bus", "--save"]
    code = run(["propose", str(path), *arguments, "--json", str(target), "--name", "测算一"])
    told = json.loads(target.read_text(encoding="utf-8"))
    assert told["status"] == "optimal"
    assert told["objective"]["gap_share"] == 0
    assert told["differences"] == []
    plan = open_plan(path)
    evaluation = evaluate(plan, "测算一")
    assert code == int(evaluation.blocks)
    assert told["measures"]["moved"]["after"] == evaluation.counts["moved_pupils"].after
    assert run(["propose", str(path), *arguments, "--name", "测算一"]) == 2          # it is there already
    assert "最优" not in capsys.readouterr().out + target.read_text(encoding="utf-8")


def test_conditions_in_conflict_leave_the_plan_alone(path, tmp_path, capsys):
    before = path.read_bytes()
    asked = ["--below", "5000", "--close-at-least", "99", "--save", "--json", str(tmp_path / "a.json")]
    assert run(["propose", str(path), "--objective", "moved", *asked]) == 2
    assert path.read_bytes() == before
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told["status"] == "infeasible"
    assert told["conflict"]["groups"] == ["close_at_least"]
    assert "至少撤并" in capsys.readouterr().out
