"""Quantiles, ways and the chart of daily journeys, on the county that can be worked out by hand."""

import numpy as np
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.evaluation.aggregation import by_settlement
from gis.evaluation.travel import time_histogram, way_frame
from gis.layout import Scenario
from gis.model import Band
from gis.planning.assignment import work_out

COUNTY = miniature_plan()


def outcome(**decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return work_out(COUNTY, Scenario("方案", named))


def rows(frame, *keys):
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in frame.itertuples(index=False)}


def test_the_90th_percentile_counts_pupils_as_the_95th_does():
    # grades 1-3 of 101 day pupils: 15 × 0 s, 54 × 1000 s, 27 × 1200 s, 5 × 2000 s; the 91st needs 1200 s
    made = evaluate(COUNTY)
    summaries = made.travel
    assert summaries[Band.G1_3]["before"].p90_s == pytest.approx(1200)
    # grades 7-9: v3 19 × 864 s, v2 6 × 1584 s, v1 12 × 2880 s; of 37 pupils the 34th (33.3)
    assert summaries[Band.G7_9]["before"].p90_s == pytest.approx(2880)
    assert made.to_dict()["travel"]["g1_3"]["before"]["p90_s"] == pytest.approx(1200)


def test_every_pupil_goes_one_way():
    table = rows(way_frame(outcome(p3=merge("s1", bus_seats=10))), "band", "way")
    # v4's 5 ride 2520 m instead of walking 1800 m; v2's 15 walk 720 m instead of 0
    assert table["g1_3", "walk"] == (101, 96, pytest.approx(86.76), pytest.approx(86.76 - 9 + 10.8))
    assert table["g1_3", "school_bus"] == (0, 5, 0, pytest.approx(12.6))
    assert table["g1_3", "unknown"] == (1, 1, 0, 0)
    assert table["g4_6", "boarding"] == (5, 5, 0, 0)
    assert ("g7_9", "unreachable") not in table
    assert sum(row[0] for row in table.values()) == sum(row[1] for row in table.values()) == 221


def test_a_bar_holds_journeys_up_to_and_with_its_end():
    table = rows(time_histogram(outcome(p3=merge("s1"))), "band", "from_s", "to_s")
    # 0 s: v2; 1000 s: v1; 1200 s is the end of its bar: v3; 2000 s: v4, after 2800 s; v2 after 800 s
    before = {key[1]: row[0] for key, row in table.items() if key[0] == "g1_3" and row[0]}
    after = {key[1]: row[1] for key, row in table.items() if key[0] == "g1_3" and row[1]}
    assert before == {0: 15, 900: 54 + 27, 1800: 5}
    assert after == {600: 15, 900: 54 + 27, 2700: 5}
    assert {key[2] - key[1] for key in table} == {300}


def test_one_child_is_a_village_too():
    rows = [("v1", "s1", False, {1: 1}), ("v4", "s1", True, {4: 1})]
    table = by_settlement(work_out(miniature_plan(attendance=rows), "baseline"))
    assert table.loc["v1", ["day_pupils_before", "mean_s_before", "max_s_before"]].tolist() == [1, 1000, 1000]
    assert table.loc["v4", ["day_pupils_before", "boarding_pupils_before"]].tolist() == [0, 1]
    assert np.isnan(table.loc["v4", "max_s_before"])
