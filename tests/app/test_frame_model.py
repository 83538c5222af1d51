"""The one table model: order, filter, words."""

from __future__ import annotations

import pandas as pd
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester

from app import labels
from app.models.frame_model import Column, FrameModel

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model() -> FrameModel:
    made = FrameModel(
        (Column("name", "名"), Column("pupils", "人", labels.number, True, tone="tone")), QColor
    )
    made.set_frame(
        pd.DataFrame(
            {
                "kind": "school",
                "id": ["a", "b", "c", "d"],
                "name": ["甲小学", "乙小学", "丙中学", "丁教学点"],
                "pupils": [9.0, 1200.0, float("nan"), 30.0],
                "tone": ["", "#ff0000", "", ""],
                "is_big": [False, True, False, True],
            }
        )
    )
    return made


def names(model: FrameModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_numbers_sort_as_numbers_and_unknown_stays_last(model: FrameModel) -> None:
    model.sort(1, UP)
    assert names(model) == ["甲小学", "丁教学点", "乙小学", "丙中学"]
    model.sort(1, DOWN)
    assert names(model) == ["乙小学", "丁教学点", "甲小学", "丙中学"]


def test_filter_and_switch_work_together_and_keep_the_order(model: FrameModel) -> None:
    model.sort(1, DOWN)
    model.set_filter("学")
    assert names(model) == ["乙小学", "丁教学点", "甲小学", "丙中学"]
    model.set_filter("小学", "is_big")
    assert names(model) == ["乙小学"]
    assert model.total_rows() == 4


def test_things_are_found_in_the_order_shown(model: FrameModel) -> None:
    model.sort(1, DOWN)
    assert model.thing_at(0) == ("school", "b")
    assert model.row_of("a") == 2
    assert model.row_of("nobody") == -1


def test_values_are_written_for_people(model: FrameModel) -> None:
    assert model.index(1, 1).data() == "1,200"
    assert model.index(2, 1).data() == labels.UNKNOWN
    assert model.index(1, 1).data(Qt.ItemDataRole.ForegroundRole) == QColor("#ff0000")
    assert model.headerData(0, Qt.Orientation.Horizontal) == "名"


def test_qt_finds_nothing_wrong_with_the_model(model: FrameModel) -> None:
    assert isinstance(model, QAbstractItemModel)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    model.sort(1, DOWN)
    model.set_filter("小学")
    assert tester.model() is model


def test_a_column_may_be_sorted_by_another_and_open_a_figure() -> None:
    columns = (
        Column("name", "名"),
        Column("text", "前后", order="after", figure="schools.{id}.after"),
    )
    made = FrameModel(columns, QColor)
    frame = {"id": ["a", "b"], "name": ["甲", "乙"], "text": ["9 → 10", "8"], "after": [10, 8]}
    made.set_frame(pd.DataFrame(frame).assign(kind="school"))
    made.sort(1, UP)
    assert names(made) == ["乙", "甲"]
    assert (made.figure_at(0, 1), made.figure_at(0, 0)) == ("schools.b.after", "")
    assert made.title_at(0, 1) == "乙 · 前后"
    assert made.text([0, 1]) == "名\t前后\n乙\t8\n甲\t9 → 10"
