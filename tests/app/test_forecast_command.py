"""The command that forecasts pupils, on the county that can be worked out by hand."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from miniature import miniature_plan
from python_calamine import CalamineWorkbook

from app.cli import BAD_INPUT, DONE, run
from gis.evaluation import evaluate
from gis.io.project import open_plan, save_plan

BORN = {2016: 120, 2017: 90, 2018: 60}
BIRTHS = pd.DataFrame(
    [("births", "county", "", year, 0, children) for year, children in BORN.items()],
    columns=["source", "place_kind", "place_id", "year", "age", "children"],
)


@pytest.fixture(scope="module")
def plan_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("forecast") / "示例县.gpkg"
    save_plan(replace(miniature_plan(), population=BIRTHS), path)
    return path


def test_it_says_what_is_born_and_writes_workbook_and_figures(plan_path, tmp_path, capsys):
    book, figures = tmp_path / "预测.xlsx", tmp_path / "预测.json"
    asked = ["--years", "4", "--out", str(book), "--json", str(figures)]
    assert run(["forecast", str(plan_path), *asked]) == DONE
    words = capsys.readouterr().out
    assert "无法回测" in words
    assert "2025年 9 月起入学的孩子没有全部数到" in words
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["years"] == [2023, 2024, 2025, 2026]
    entering = [row for row in found["units"] if row["grade"] == 1 and row["year"] in (2023, 2024)]
    assert sum(row["middle"] for row in entering if row["year"] == 2023) == 100
    assert sum(row["middle"] for row in entering if row["year"] == 2024) == 70
    assert {row["source"] for row in entering} == {"births"}
    assert [row["interval_low"] for row in found["totals"] if row["year"] == 2023] == [None] * 6
    sheets = CalamineWorkbook.from_path(book)
    assert sheets.sheet_names == [
        "乡镇学段", "乡镇年级", "峰值", "乡镇学位", "学校学位", "学校规模", "回测", "村年级", "参数", "说明",
    ]  # fmt: skip
    totals = sheets.get_sheet_by_name("乡镇学段").to_python()
    assert totals[1][:6] == ["乡镇（片区）", "学段", "学年", "低", "中", "高"]
    assert totals[2][:6] == ["示例县", "小学", "2022", 182, 182, 182]
    assert totals[3][7:] == ["已出生", "无法回测", "无法回测"]
    assert totals[5][7] == "未出生推测"


def test_a_cut_off_that_is_no_date_is_a_sentence(plan_path, capsys):
    assert run(["forecast", str(plan_path), "--cut-off", "31-08"]) == BAD_INPUT
    assert "截止日" in capsys.readouterr().err


def test_the_countys_parameters_are_kept_in_the_plan(plan_path, tmp_path, capsys):
    copied = tmp_path / "副本.gpkg"
    copied.write_bytes(plan_path.read_bytes())
    asked = ["--set", "births.trend.low=-0.05", "--set", "horizon.years=3", "--document", "县教〔2022〕3号"]
    assert run(["forecast", str(copied), *asked, "--json", "-"]) == DONE
    assert json.loads(capsys.readouterr().out)["years"] == [2023, 2024, 2025]
    plan = open_plan(copied)
    assert plan.history[-1].action == "history_rules"
    assert run(["forecast", str(copied), "--parameters"]) == DONE
    printed = capsys.readouterr().out
    assert "births.trend.low" in printed
    assert "本县" in printed
    listed = {one["key"]: one for one in evaluate(plan, year=2024).parameters}
    assert listed["forecast.births.trend.low"]["overridden"]
    assert "forecast.births.trend.low" not in {one["key"] for one in evaluate(plan).parameters}
    assert run(["forecast", str(copied), "--set", "births.trend.low"]) == BAD_INPUT
    assert "births.trend.low=-0.05" in capsys.readouterr().err
