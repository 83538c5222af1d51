"""The forecast in the window: what the curve, the tables and the sentences say, and what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from miniature import merge, miniature_plan

from app.drawing import draw
from app.main_window import MainWindow
from app.models.forecast import (
    GAPS,
    SIZES,
    YEARS,
    ForecastView,
    back_test_words,
    curve_of,
    forecast_table,
    peak_words,
    work_out_forecast,
)
from app.models.forecast_tables import COUNTY
from app.panels.forecast_chart import round_top
from gis.layout import Scenario
from gis.model import Plan
from gis.progress import ignore_progress

MERGED = Scenario("并校", decisions={"p3": merge("s1")})
COLUMNS = ["source", "place_kind", "place_id", "year", "age", "children"]
BIRTHS = {2016: 120, 2017: 90, 2018: 60}      # 4/12 × 120 + 8/12 × 90 enter in 2023, 30 + 40 in 2024


@pytest.fixture(scope="module")
def county() -> Plan:
    rows = [("births", "county", "", year, 0, count) for year, count in BIRTHS.items()]
    past = [("s1", 1, year, 10 + year - 2019) for year in (2020, 2021)]
    return replace(
        miniature_plan(scenarios=[MERGED]),
        population=pd.DataFrame(rows, columns=COLUMNS),
        enrolment_history=pd.DataFrame(past, columns=["school_id", "grade", "year", "pupils"]),
    )


@pytest.fixture(scope="module")
def view(county: Plan) -> ForecastView:
    return work_out_forecast(county, MERGED, "township", None, ignore_progress)


def test_curve_has_past_band_and_what_is_born(county: Plan, view: ForecastView) -> None:
    curve = curve_of(county, view, COUNTY, "primary")
    assert curve.history == ((2020, 11.0), (2021, 12.0))
    assert (curve.years[0], curve.born[0]) == (2022, True)
    assert curve.born[:4] == (True, True, True, False)        # nobody has counted who enters in 2025
    assert all(low <= mid <= high for low, mid, high in zip(curve.low, curve.middle, curve.high, strict=True))
    town = curve_of(county, view, "甲镇", "primary")
    assert town.history == ()


def test_words_of_peak_and_back_test(view: ForecastView) -> None:
    assert "无法回测" in back_test_words(view)
    assert "人" in peak_words(view, COUNTY, "primary")


def test_tables_add_up(view: ForecastView) -> None:
    years, _ = forecast_table(view, YEARS, COUNTY, "primary")
    assert (years["born_pupils"] + years["unborn"] == years["middle"]).all()
    assert years["interval"].iloc[1] == "无法回测"
    gaps, _ = forecast_table(view, GAPS, COUNTY, "primary")
    assert set(gaps["level"]) == {"township", "school"}
    assert gaps["order"].is_monotonic_increasing
    sizes, columns = forecast_table(view, SIZES, COUNTY, "primary")
    assert "p3" not in set(sizes["id"])                       # closed by the scenario
    assert [column.title for column in columns if column.key.startswith("under")] == [
        "少于 100 人", "少于 50 人", "少于 30 人",
    ]  # fmt: skip
    falls = view.sizes.falls_under.set_index(["school_id", "under"])
    for row in sizes.to_dict("records"):
        assert (row["under_100_text"] == "—") is ((row["id"], 100) not in falls.index)


def test_forecast_is_kept_while_its_data_are_the_same(county: Plan, view: ForecastView) -> None:
    again = work_out_forecast(county, county.scenario("baseline"), "township", view, ignore_progress)
    assert again.forecast is view.forecast
    assert again.sizes is view.outlook.sizes
    other = replace(county, population=county.population.iloc[:2])
    assert work_out_forecast(other, MERGED, "township", view, ignore_progress).forecast is not view.forecast


@pytest.mark.parametrize(("most", "top"), [(5210, 8000), (100, 100), (7.2, 8), (0, 1)])
def test_axis_ends_at_a_round_number(most: float, top: float) -> None:
    assert round_top(most) == pytest.approx(top)


def test_panel_asks_for_children_and_shows_the_curve(
    opened: MainWindow, county: Plan, settle: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    book = "gis.report.forecastbook.write_forecast_book"      # has tests of its own
    monkeypatch.setattr(book, lambda plan, forecast, outlook, path: path.touch())
    opened.actions_by_name["forecast"].trigger()
    panel = opened.forecast
    assert panel.currentWidget() is panel.state
    panel.state._act()                                        # from the pupils at school alone
    settle()
    assert panel.currentWidget() is panel.content
    opened.document.show(draw(county), None)
    settle()
    opened.steps.show_forecast()
    settle()
    assert panel.currentWidget() is panel.content
    assert panel.units.count() == 3
    panel.tables.buttons[SIZES].click()
    assert panel.page.model.rowCount() > 0
    assert "并校" in panel.about.text()
    panel.write(tmp_path / "预测.xlsx")
    settle()
    assert (tmp_path / "预测.xlsx").exists()
    opened.steps.go_to("diagnosis")
    assert opened.workspace.currentWidget() is opened.stage
