"""Quantiles, ways and the chart of daily journeys, on the county that can be worked out by hand."""

import numpy as np
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.evaluation.aggregation import by_settlement
from gis.evaluation.travel import bars_of, time_histogram, travel_summaries, way_frame
from gis.layout import Scenario
from gis.model import Band
from gis.planning.assignment import work_out
from gis.rulebook import with_county_value

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


def summary(*rows, key=Band.G1_3, side="before", limits=(), **decisions):
    """``rows``: (village, school, pupils by grade); ``limits``: (criterion, minutes) that the county sets."""
    plan = miniature_plan(attendance=[(home, school, False, pupils) for home, school, pupils in rows])
    for criterion, minutes in limits:
        plan = with_county_value(plan, criterion, minutes, document="县教〔2022〕1号", reason="试算")
    made = work_out(plan, Scenario("方案", decisions)) if decisions else work_out(plan, "baseline")
    return travel_summaries(made)[key][side]


def over(found):
    return found.over_limit_pupils, found.borderline_pupils, found.over_limit_by_choice_pupils


@pytest.mark.parametrize("pupils", [1, 2])
def test_where_no_way_is_known_nobody_knows_who_is_over_the_limit(pupils):
    found = summary(("outside", "s1", {1: pupils}))
    assert (found.pupils, found.unknown_pupils, over(found)) == (0, pupils, (None, None, None))
    assert (found.mean_s, found.median_s, found.max_s, found.pupil_km) == (None, None, None, 0)
    one = summary(("outside", "s1", {1: pupils}), ("v1", "s1", {2: 1}))
    assert (one.pupils, one.unknown_pupils, over(one)) == (1, pupils, (0, 0, 0))


def test_a_limit_of_grades_that_nobody_is_in_is_none():
    found = summary(("v1", "s1", {1: 0, 4: 7}))
    assert (found.pupils, found.limit_s, over(found)) == (0, None, (None, None, None))


def test_one_limit_is_told_only_where_it_is_that_of_all():
    """Grades 1-3: 30 minutes; the older have none unless the county sets one."""
    young, both = ("v1", "s1", {1: 3}), ("v1", "s1", {1: 3, 4: 5})
    assert summary(young, key="all").limit_s == 1800
    assert summary(both, key="all").limit_s is None
    assert over(summary(both, key="all")) == (0, 0, 0)                  # those of grades 1-3
    assert summary(both, key="all", limits=[("over_limit_g4_6", 30)]).limit_s == 1800
    assert summary(both, key="all", limits=[("over_limit_g4_6", 40)]).limit_s is None
    assert summary(("v1", "s1", {4: 5}), key="all").limit_s is None
    assert over(summary(("v1", "s1", {4: 5}), key="all")) == (None, None, None)


def test_pupils_over_the_limit_on_both_sides():
    """v4's 5 walk 2000 s to p3, 2800 s to s1; v3's 11 the 1800 s of the limit itself to s1."""
    rows = ("v4", "p3", {1: 5}), ("v3", "s1", {1: 11}), ("v2", "p3", {1: 3})
    before = summary(*rows, p3=merge("s1"))
    after = summary(*rows, side="after", p3=merge("s1"))
    assert (over(before), over(after)) == ((5, 11, 0), (5, 11, 0))
    assert (before.pupils, before.mean_s, before.max_s) == (19, pytest.approx(29800 / 19), 2000)
    assert (after.pupils, after.mean_s, after.max_s) == (19, pytest.approx((14000 + 19800 + 2400) / 19), 2800)
    # 5 x 1800 + 11 x 1620 m; then 5 x 2520 + 11 x 1620 + 3 x 720 m
    assert (before.pupil_km, after.pupil_km) == (pytest.approx(26.82), pytest.approx(32.58))
    lost = summary(*rows, side="after", p3=merge("s1", settlement_receivers=(("v4", "s2-P"),)))
    assert (over(lost), lost.max_s) == ((5, 11, 0), 4200)


def test_a_way_that_a_single_pupil_goes_is_told_and_one_that_nobody_goes_is_not():
    """v4's one pupil is taken by the only seat of the bus; nobody walks any more."""
    plan = miniature_plan(attendance=[("v4", "p3", False, {1: 1})])
    table = rows(way_frame(work_out(plan, Scenario("方案", {"p3": merge("s1", bus_seats=1)}))), "band", "way")
    assert table == {
        ("g1_3", "walk"): (1, 0, pytest.approx(1.8), 0),
        ("g1_3", "school_bus"): (0, 1, 0, pytest.approx(2.52)),
    }


def test_who_has_no_school_is_unreachable_and_walks_nowhere():
    table = rows(way_frame(outcome(s2_J=merge())), "band", "way")
    # grades 7-9: v1 12 x 3600 m, v2 6 x 1980 m, v3 19 x 1080 m, and 2 boarders
    assert table["g7_9", "walk"] == (37, 0, pytest.approx(75.6), 0)
    assert table["g7_9", "boarding"] == (2, 0, 0, 0)
    assert table["g7_9", "unreachable"] == (0, 39, 0, 0)


@pytest.mark.parametrize(
    ("home", "school", "receiver", "bars"), [("v4", "p3", "s1", 10), ("v4", "s1", "p3", 10)]
)
def test_the_chart_has_as_many_bars_as_the_longer_side_needs(home, school, receiver, bars):
    """2000 s are in the seventh bar, 2800 s in the tenth, of five minutes each."""
    plan = miniature_plan(attendance=[(home, school, False, {1: 5}), ("v2", "p3", False, {2: 1})])
    made = work_out(plan, Scenario("方案", {school: merge(receiver)}))
    sides = {name: counts.shape for name, counts in bars_of(made).items()}
    longer, shorter = ("after", "before") if receiver == "s1" else ("before", "after")
    assert (sides[longer], sides[shorter]) == ((3, 10), (3, 7))
    table = time_histogram(made)
    assert len(table) == 3 * bars
    assert table[table["band"] == "g1_3"]["to_s"].tolist() == [300 * at for at in range(1, bars + 1)]
    told = {name: table.loc[table[f"pupils_{name}"] == 5, "from_s"].tolist() for name in (longer, shorter)}
    assert told == {longer: [2700], shorter: [1800]}


def test_a_county_without_day_pupils_has_no_bars():
    plan = miniature_plan(attendance=[("v4", "s1", True, {4: 3}), ("outside", "s1", False, {1: 1})])
    made = work_out(plan, "baseline")
    assert [counts.shape for counts in bars_of(made).values()] == [(3, 0), (3, 0)]
    table = time_histogram(made)
    assert list(table) == ["band", "from_s", "to_s", "pupils_before", "pupils_after"]
    assert table.empty
    # the last day pupils of all lose their school
    plan = miniature_plan(attendance=[("v3", "s2-J", False, {7: 9})])
    last = work_out(plan, Scenario("方案", {"s2-J": merge()}))
    assert [counts.shape for counts in bars_of(last).values()] == [(3, 3), (3, 0)]
    assert time_histogram(last)["pupils_before"].tolist()[-3:] == [0, 0, 9]
    assert time_histogram(last)["pupils_after"].sum() == 0
