"""Who stays at a school and has another way, and what closed roads are told to do, by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.evaluation.rerouting import edit_rows, rerouted, road_issues
from gis.layout import NetworkEditKind
from gis.model import Issue

SAID = Issue("warning", "edit_nothing_near")


def roads(*kinds, touched=()):
    edits = [
        SimpleNamespace(edit_id=f"e{number}", kind=kind, name=f"第{number}处", season="all")
        for number, kind in enumerate(kinds)
    ]
    frame = pd.DataFrame(list(touched), columns=["edit_id", "edge", "length_m"])
    return SimpleNamespace(edits=edits, made=SimpleNamespace(touched=frame, issues=(SAID,)))


def counted(before, after, pupils, moved=None, boarded=None, boards=None):
    def flags(rows):
        return np.isin(np.arange(len(pupils)), rows or [])

    moves = SimpleNamespace(
        seconds_before=np.array(before, dtype=float), seconds_after=np.array(after, dtype=float),
        pupils=np.array(pupils), moved=flags(moved), boarded=flags(boarded), boards=flags(boards),
    )  # fmt: skip
    return rerouted(SimpleNamespace(roads=roads(), movement=moves))


def test_each_change_has_the_length_of_the_roads_it_touched():
    """e0 touches 120 m and 30 m; an edge that is none (-1) has no length; e1 touches nothing."""
    touched = [("e0", 0, 120.0), ("e0", 7, 30.0), ("e0", -1, 500.0)]
    first, second = edit_rows(roads(NetworkEditKind.CLOSE, NetworkEditKind.DANGER, touched=touched))
    assert (first["edit_id"], first["length_m"]) == ("e0", 150)
    assert (first["kind"], first["name"], first["season"]) == (NetworkEditKind.CLOSE.value, "第0处", "all")
    assert (second["edit_id"], second["length_m"]) == ("e1", 0)
    assert edit_rows(None) == ()


def test_only_more_than_a_second_is_another_way():
    same = counted([100, 100], [101, 99], [3, 4])
    assert same == dict.fromkeys(("longer_pupils", "shorter_pupils", "cut_off_pupils", "reached_pupils"), 0)
    other = counted([100, 100, 100], [101.5, 98.5, 160], [3, 4, 5])
    assert (other["longer_pupils"], other["shorter_pupils"]) == (8, 4)


def test_who_loses_every_way_and_who_gets_one():
    nan = float("nan")
    found = counted([100, nan, nan], [nan, 100, nan], [3, 4, 5])
    assert found == {"longer_pupils": 0, "shorter_pupils": 0, "cut_off_pupils": 3, "reached_pupils": 4}


def test_who_moves_or_boards_on_either_side_is_not_counted():
    found = counted([10] * 4, [90] * 4, [1, 2, 4, 8], moved=[0], boarded=[1], boards=[2])
    assert found["longer_pupils"] == 8
    assert rerouted(SimpleNamespace(roads=None)) == {}


@pytest.mark.parametrize(
    ("kinds", "shorter", "reached", "pupils"),
    [
        ((NetworkEditKind.CLOSE, NetworkEditKind.BARRIER, NetworkEditKind.DANGER), 3, 4, "7"),
        ((NetworkEditKind.CLOSE,), 0, 4, "4"),
        ((NetworkEditKind.CLOSE,), 0, 0, None),
        ((NetworkEditKind.CLOSE, NetworkEditKind.ADD), 3, 4, None),
    ],
)
def test_closing_that_helps_somebody_is_said(kinds, shorter, reached, pupils):
    issues = road_issues(roads(*kinds), {"shorter_pupils": shorter, "reached_pupils": reached})
    assert issues[0] is SAID
    told = [(one.severity, one.code, dict(one.values)) for one in issues[1:]]
    assert told == ([] if pupils is None else [("warning", "edit_closing_shortens", {"pupils": pupils})])
    assert road_issues(None, {}) == ()
