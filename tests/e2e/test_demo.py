"""The main job on the built-in sample, through the commands a user types."""

import json
import sqlite3
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from app.__main__ import main
from gis.io.project import open_plan
from gis.io.sample import SAMPLE_SCENARIO

MARK = "示例数据"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(folder)]) == 0
    return folder


def figures(folder: Path, stem: str) -> dict:
    return json.loads((folder / f"{stem}.json").read_text(encoding="utf-8"))


def plan_path(folder: Path) -> Path:
    return next(folder.glob("*.gpkg"))


def pdf_text(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_published_structure_before_and_after(demo):
    """鹤山: 学校 19 所、教学点 4 个 → 学校 12 所、教学点 5 个."""
    counts = figures(demo, "方案")["counts"]
    assert (counts["schools"]["before"], counts["teaching_points"]["before"]) == (19, 4)
    assert (counts["schools"]["after"], counts["teaching_points"]["after"]) == (12, 5)


def test_no_child_is_lost(demo):
    result = figures(demo, "方案")
    pupils = sum(flow["pupils"] for flow in result["flows"])
    on_file = open_plan(plan_path(demo)).attendance["pupils"].sum()
    assert pupils == result["counts"]["pupils"]["before"] == on_file
    assert result["counts"]["unassigned_pupils"]["before"] == 0


def test_one_plan_per_changed_school_and_every_page_carries_the_mark(demo):
    plan = open_plan(plan_path(demo))
    changed = [
        plan.schools.loc[school_id, "name"]
        for school_id, decision in plan.scenario(SAMPLE_SCENARIO).decisions.items()
        if decision.status != "retain"
    ]
    assert len(changed) == 11
    for name in changed:
        (path,) = demo.rglob(f"一校一案_{name}*.pdf")
        pages = pdf_text(path)
        assert any(name in page for page in pages)
        assert all(MARK in page for page in pages)
        for word in ("撤并", "最优", "节约"):
            assert not any(word in page for page in pages)


def test_summary_begins_with_the_reconciliation(demo):
    (summary,) = demo.rglob("*汇总*.pdf")
    pages = pdf_text(summary)
    assert "对账" in pages[0]
    assert all(MARK in page for page in pages)


def test_workbook_and_web_map_open(demo):
    (workbook,) = demo.rglob("*.xlsx")
    assert len(CalamineWorkbook.from_path(workbook).sheet_names) >= 4
    (web_map,) = demo.rglob("*.html")
    page = web_map.read_text(encoding="utf-8")
    assert MARK in page
    assert 'src="http' not in page
    assert 'href="http' not in page.replace('href="https://leafletjs.com"', "")


def test_qgis_sees_valid_layers(demo):
    with sqlite3.connect(plan_path(demo)) as connection:
        layers = dict(connection.execute("select table_name, data_type from gpkg_contents"))
    connection.close()
    spatial = {name for name, kind in layers.items() if kind == "features"}
    assert spatial >= {"schools", "settlements", "roads", "boundary"}


def test_json_of_the_command_equals_the_demo(demo, tmp_path):
    target = tmp_path / "figures.json"
    code = main(["evaluate", str(plan_path(demo)), "--scenario", SAMPLE_SCENARIO, "--json", str(target)])
    assert code in (0, 1)
    assert json.loads(target.read_text(encoding="utf-8")) == figures(demo, "方案")
    assert main(["evaluate", str(plan_path(demo))]) == 0, "the baseline never blocks itself"


def test_refused_scenario_leaves_the_plan_as_it_was(demo, capsys):
    path = plan_path(demo)
    before = path.read_bytes()
    decisions = Path(__file__).parents[2] / "resources/samples/heshan/decisions_refused.csv"
    assert main(["scenario", str(path), "--name", "应被拒绝", "--decisions", str(decisions)]) == 2
    assert path.read_bytes() == before
    message = capsys.readouterr().err
    assert "Traceback" not in message
    assert "示例" in message


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "没有.gpkg"],
        ["evaluate", "{plan}", "--scenario", "没有这个方案"],
        ["report", "{plan}"],
        ["frobnicate"],
    ],
)
def test_bad_commands_end_with_two_and_a_sentence(demo, capsys, arguments):
    path = plan_path(demo)
    before = path.read_bytes()
    assert main([a.format(plan=path) for a in arguments]) == 2
    assert path.read_bytes() == before
    captured = capsys.readouterr()
    assert captured.err.strip()
    assert "Traceback" not in captured.err
