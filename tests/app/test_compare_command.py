"""``xiaotu compare``: scenarios beside the state as it is, on the screen, as JSON and as a workbook."""

import json
from pathlib import Path

import openpyxl
import pytest

from app.cli import run
from app.commands_line.compare import scenario_names
from gis.io.project import open_plan, save_plan
from gis.layout import Decision, LayoutStatus, Scenario
from gis.model import Plan

GOLDEN = Path(__file__).parents[1] / "gis" / "io" / "golden" / "plan_v2.gpkg"
NAMES = ("乙", "甲,又一个")


@pytest.fixture(scope="module")
def plan() -> Plan:
    read = open_plan(GOLDEN)
    point = str(read.schools.index[read.schools["type_code"] == "218"][0])
    return (
        read.with_scenario(Scenario(NAMES[0]))
        .with_scenario(Scenario(NAMES[1], {point: Decision(LayoutStatus.MERGE)}))
    )  # fmt: skip


@pytest.fixture
def path(plan: Plan, tmp_path: Path) -> Path:
    save_plan(plan, tmp_path / "某县.gpkg")
    return tmp_path / "某县.gpkg"


def test_screen_json_and_workbook_say_the_same(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["--out", str(tmp_path / "比选.xlsx"), "--json", str(tmp_path / "比选.json")]
    chosen = [word for name in NAMES for word in ("--scenarios", name)]
    assert run(["compare", str(path), *chosen, *files]) == 0
    shown = capsys.readouterr().out
    told = json.loads((tmp_path / "比选.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in told["scenarios"]] == ["baseline", *NAMES]
    moved = next(one for one in told["figures"] if one["code"] == "moved_pupils")
    assert moved["values"][0] == moved["values"][1] == 0 < moved["values"][2]
    totals = told["winners"][NAMES[1]]["totals"]
    assert totals["moved_pupils"] == moved["values"][2]
    assert f"换校 {totals['moved_pupils']} 人" in shown

    book = openpyxl.load_workbook(tmp_path / "比选.xlsx")
    assert book.sheetnames == ["方案比选", *(f"各村得失 {name}" for name in NAMES)]
    cells = {row[0]: row[2:5] for row in book["方案比选"].iter_rows(min_row=3, values_only=True)}
    assert cells["调整后换校的学生"] == tuple(moved["values"])
    villages = list(book[f"各村得失 {NAMES[1]}"].iter_rows(min_row=3, values_only=True))
    assert sum(row[6] for row in villages) == totals["moved_pupils"]


def test_json_alone_on_the_screen(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(path), "--scenarios", NAMES[0], "--json", "-", "--minutes", "10"]) == 0
    assert json.loads(capsys.readouterr().out)["winners"][NAMES[0]]["same_s"] == 600


@pytest.mark.parametrize("names", [["baseline"], ["丙"], ["乙", "--season", "汛期"]])
def test_what_cannot_be_compared_is_said(
    path: Path, names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(path), "--scenarios", *names]) == 2
    assert capsys.readouterr().err.startswith("错误：")


def test_names_are_cut_at_commas_unless_a_scenario_is_called_so(plan: Plan) -> None:
    assert scenario_names(["甲,又一个", "乙，baseline, 丙"], plan) == ["甲,又一个", "乙", "baseline", "丙"]


def test_a_year_before_the_plans_own_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["compare", str(path), "--scenarios", NAMES[0]], ["evaluate", str(path)]):
        assert run([*words, "--year", "1990"]) == 2
        assert "不能按更早的 1990 学年测算" in capsys.readouterr().err
