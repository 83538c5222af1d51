"""Values and rows as JSON can hold them."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.evaluation.serialdetails import issues_of, rows_of
from gis.evaluation.serialise import evaluation_to_dict, plain
from gis.layout import Scenario
from gis.messages import describe
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


# ---- p3's 20 pupils go to s1: v4's 5 walk 2800 s, s1 has 134 pupils for 120 places


@pytest.fixture(scope="module")
def merged():
    return evaluate(miniature_plan(), Scenario("方案", {"p3": merge("s1")}))


@pytest.fixture(scope="module")
def told(merged):
    return evaluation_to_dict(merged)


def test_who_and_what_was_evaluated(merged, told):
    issue = Issue("warning", "staff_due_above_total", values={"posts": "12", "total": "10", "over": "2"})
    edits = ({"edit_id": "e1", "length_m": np.float64("nan")},)
    made = evaluation_to_dict(replace(
        merged, season="flood", network_edits=edits, road_issues=(issue,), rerouted={"longer_pupils": 3},
        marks=("sample_data", "bus_estimated"),
    ))  # fmt: skip
    names = ["unit_name", "scenario", "school_year", "network_digest", "season", "rerouted", "marks"]
    assert [made[name] for name in names] == [
        "示例县", "方案", 2022, "miniature", "flood", {"longer_pupils": 3}, ["sample_data", "bus_estimated"]
    ]  # fmt: skip
    assert made["network_edits"] == [{"edit_id": "e1", "length_m": None}]
    assert [one["code"] for one in made["road_issues"]] == ["staff_due_above_total"]
    assert (told["season"], told["network_edits"], told["road_issues"], told["rerouted"]) == ("", [], [], {})


def test_figures_of_the_county(merged, told):
    assert told["headline"]["affected_pupils"] == {"before": 0, "after": 20}
    assert told["headline"]["places_short"] == {"before": 0, "after": 14}
    assert told["counts"]["teaching_points"] == {"before": 1, "after": 0}
    assert list(told["travel"]) == ["g1_3", "g4_6", "g7_9", "all"]
    young = told["travel"]["g1_3"]
    assert [young[side]["max_s"] for side in ("before", "after")] == [2000, 2800]
    assert young["after"]["limit_s"] == 1800
    assert told["travel"]["g4_6"]["after"]["over_limit_pupils"] is None
    assert told["blocks"] is True
    assert len(told["parameters"]) == len(merged.parameters)
    derived = told["derivations"]["headline.affected_pupils.after"]
    assert (derived["value"], derived["unit"]) == (20, "人")


def test_rows_of_schools_pupils_and_gates(told):
    assert [row["school_id"] for row in told["schools"]] == ["s1", "s2-P", "s2-J", "p3"]
    s1, s2 = told["schools"][:2]
    assert (s1["enrolment_after"], s1["capacity_after"], s2["capacity_after"]) == (134, 120, None)
    assert len(told["school_grades"]) == 6 + 6 + 3 + 3
    assert {"school_id", "grade", "multigrade_after"} <= set(told["school_grades"][0])
    assert sum(row["pupils"] for row in told["flows"]) == 221
    assert sum(row["pupils"] for row in told["flows"] if row["moved"]) == 20
    [schools] = [row for row in told["reconciliation"] if row["item"] == "schools"]
    assert (schools["ledger"], schools["difference"]) == (2, 0)
    assert [row["gate"] for row in told["gates"]] == ["BJ-20", "BJ-21", "BJ-22", "BJ-23", "BJ-24"]


def test_findings_with_their_sentences_and_cures(merged, told):
    [gate] = [row for row in told["findings"] if row["criterion_id"] == "gate_bj22"]
    assert (gate["subject_id"], gate["value"], gate["in_baseline"]) == ("p3", 5, False)
    what, fix = describe(gate["message_code"], gate["values"])
    assert (gate["what"], gate["fix"]) == (what, fix)
    assert what != fix
    bus = gate["cures"][0]
    assert (bus["kind"], bus["amount"], bus["subject_id"], bus["steps"]) == ("bus", 5, "p3", [])
    assert bus["what"] == describe("cure_bus", bus["values"]).what
    assert len(told["findings"]) == len(merged.findings)


def test_figures_without_their_details_are_told_without_them(merged, told):
    """As of figures that were put together by hand."""
    alone = replace(merged, details=None).to_dict()
    assert {"ways", "balance", "staff", "funding", "drafts"}.isdisjoint(alone)
    assert set(told) - set(alone) == {
        "drafts", "ways", "histogram", "equity", "groups", "nearby", "by_township", "by_settlement",
        "by_central", "links", "facilities", "balance", "county_items", "must_stay", "lineage", "staff",
        "closed_schools", "funding", "phase_errors", "lock_faults",
    }  # fmt: skip
    assert alone == {key: told[key] for key in alone}
    assert {row["way"] for row in told["ways"]} == {"walk", "boarding", "unknown"}
