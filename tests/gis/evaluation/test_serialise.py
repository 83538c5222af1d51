"""Values and rows as JSON can hold them."""

import json

import numpy as np
import pandas as pd

from gis.evaluation.serialdetails import issues_of, rows_of
from gis.evaluation.serialise import plain
from gis.model import Issue


def test_values_become_jsons_own_and_what_is_unknown_null():
    given = {
        1: np.int64(3), "b": (np.float64(0.5), np.nan, np.inf, -np.inf, float("nan")),
        "c": [pd.NA, None, True, "文", np.bool_(False)], "d": {"e": np.float64("nan"), "f": 0.0},
    }  # fmt: skip
    made = plain(given)
    assert made == {
        "1": 3, "b": [0.5, None, None, None, None], "c": [None, None, True, "文", False],
        "d": {"e": None, "f": 0.0},
    }  # fmt: skip
    json.dumps(made, allow_nan=False)


def test_rows_without_their_index_in_the_order_of_the_columns():
    frame = pd.DataFrame({"b": [1, 2], "a": ["x", "y"]}, index=["p", "q"])
    assert rows_of(frame) == [{"b": 1, "a": "x"}, {"b": 2, "a": "y"}]
    assert list(rows_of(frame)[0]) == ["b", "a"]
    assert rows_of(frame.iloc[:0]) == []


def test_issues_are_told_with_their_sentences():
    values = {"posts": "12", "total": "10", "over": "2"}
    issue = Issue("warning", "staff_due_above_total", values=values)
    [told] = issues_of([issue])
    what, fix = issue.describe()
    assert told == {
        "severity": "warning", "code": "staff_due_above_total", "values": values, "what": what, "fix": fix
    }
    assert what != fix
