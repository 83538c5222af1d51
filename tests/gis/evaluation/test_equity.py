"""How evenly journeys are spread, and the sums by unit, on the county that can be worked out by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import ATTENDANCE, merge, miniature_plan, with_school

from gis.evaluation.aggregation import (
    aggregate,
    by_central,
    by_school,
    by_settlement,
    by_township,
    managing_roots,
    of_county,
)
from gis.evaluation.equity import gini_share, group_travel, spreads
from gis.layout import Scenario
from gis.model import Band
from gis.planning.assignment import work_out
from gis.planning.county import Attendance
from gis.planning.journeys import Verdict

COUNTY = miniature_plan()


def outcome(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return work_out(plan or COUNTY, Scenario("方案", named))


def told(plan, left_behind, migrant=None):
    return replace(plan, attendance=plan.attendance.assign(left_behind=left_behind, migrant=migrant))


# ---- Gini


def test_gini_by_hand():
    # two pupils, 0 and 1: |0 - 1| counted twice over 2 · 2² · 1/2
    assert gini_share(np.array([0.0, 1.0]), np.array([1, 1])) == pytest.approx(0.5)
    # 1, 2, 3, 4: 20 differences in all over 2 · 16 · 2.5
    assert gini_share(np.array([4.0, 1.0, 3.0, 2.0]), np.ones(4)) == pytest.approx(0.25)
    # a pupil at 2 km against three at 0: 6 · 2 over 2 · 16 · 0.5
    assert gini_share(np.array([0.0, 2.0]), np.array([3, 1])) == pytest.approx(0.75)
    assert gini_share(np.array([5.0, 5.0, 5.0]), np.array([1, 7, 3])) == 0
    assert gini_share(np.zeros(2), np.array([1, 1])) == 0
    assert gini_share(np.array([]), np.array([], dtype=int)) is None
    assert gini_share(np.array([3.0, 4.0]), np.array([0, 0])) is None


values = st.lists(st.tuples(st.floats(0, 1e4), st.integers(1, 300)), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(values, st.floats(1e-3, 1e3))
def test_gini_is_a_share_does_not_know_units_and_counts_pupils(pairs, factor):
    x, w = np.array([x for x, _ in pairs]), np.array([w for _, w in pairs])
    gini = gini_share(x, w)
    assert 0 <= gini < 1
    # the share of the longest is at most all: 1 - its pupils over all
    assert gini <= 1 - w[x.argmax()] / w.sum() + 1e-9
    assert gini_share(x * factor, w) == pytest.approx(gini, abs=1e-8)
    assert gini_share(np.repeat(x, w), np.ones(w.sum())) == pytest.approx(gini, abs=1e-8)


# ---- spread


def test_spread_of_the_youngest():
    # 15 × 0 s, 54 × 1000 s, 27 × 1200 s, 5 × 2000 s
    spread = spreads(outcome())[Band.G1_3]["before"]
    seconds = np.repeat([0, 1000, 1200, 2000], [15, 54, 27, 5])
    assert spread.pupils == 101
    assert spread.deviation_s == pytest.approx(seconds.std())
    differences = np.abs(seconds[:, None] - seconds).sum()
    assert spread.gini_time_share == pytest.approx(differences / (2 * 101**2 * seconds.mean()))
    assert spread.gini_metres_share == pytest.approx(spread.gini_time_share)  # one speed
    assert spread.deviation_m == pytest.approx(seconds.std() * 0.9)
    # 甲镇: 64 000 s of 74 pupils = 865 s; 乙镇: 1200 s of 27
    assert spread.worst_township == "乙镇"
    assert spread.worst_township_mean_s == pytest.approx(1200)
    assert spread.worst_township_pupils == 27


def test_spread_after_and_of_nobody():
    after = spreads(outcome(p3=merge("s1")))
    # 15 × 800 s, 54 × 1000 s, 5 × 2800 s in 甲镇 = 1081 s
    assert after[Band.G1_3]["after"].worst_township == "乙镇"
    assert after["all"]["after"].pupils == after["all"]["before"].pupils == 213
    lost = spreads(outcome(s2_J=merge()))[Band.G7_9]["after"]
    assert (lost.pupils, lost.gini_time_share, lost.deviation_m, lost.worst_township) == (0, None, None, "")


# ---- groups that need care


def test_who_is_not_in_the_data_is_not_zero():
    groups = {one.group: one for one in group_travel(outcome())}
    assert list(groups) == ["left_behind", "migrant", "disabled"]
    assert not any(one.is_told for one in groups.values())
    assert groups["left_behind"].pupils is None
    assert groups["disabled"].moved_pupils is None


def test_left_behind_pupils_are_counted_from_the_attendance():
    plan = miniature_plan()
    counts = np.where(plan.attendance["school_id"] == "p3", 1.0, np.nan)     # one in each of p3's five rows
    groups = {one.group: one for one in group_travel(outcome(told(plan, counts), p3=merge("s1")))}
    left = groups["left_behind"]
    assert (left.is_told, left.pupils, left.moved_pupils, left.pupils_not_told) == (True, 5, 5, 201)
    assert left.mean_s_before == pytest.approx((3 * 0 + 2 * 2000) / 5)
    assert left.mean_s_after == pytest.approx((3 * 800 + 2 * 2800) / 5)
    assert (left.over_limit_pupils_before, left.over_limit_pupils_after) == (2, 2)
    assert not left.is_shared_out
    assert not groups["migrant"].is_told


def test_disabled_pupils_are_followed_to_their_new_school():
    plan = miniature_plan()
    counts = np.where(plan.attendance["school_id"] == "p3", 1.0, 0.0)
    plan = replace(plan, attendance=plan.attendance.assign(disabled=counts))
    told_of = {one.group: one for one in group_travel(outcome(plan, p3=merge("s1")))}
    found = told_of["disabled"]
    assert (found.pupils, found.moved_pupils, found.pupils_not_told) == (5, 5, 0)
    assert found.mean_s_after == pytest.approx((3 * 800 + 2 * 2800) / 5)
    assert not told_of["left_behind"].is_told


def test_day_pupils_and_boarders_of_one_village_are_told_apart():
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v4", "s1", False, {4: 2})])
    at = (plan.attendance["school_id"] == "s1") & (plan.attendance["settlement_id"] == "v4")
    counts = np.where(at & plan.attendance["boarding"], 0.0, np.where(at, 2.0, np.nan))
    left = group_travel(outcome(told(plan, counts)))[0]
    assert (left.pupils, left.boarding_pupils_before, left.pupils_not_told) == (2, 0, 216)
    assert left.mean_s_before == pytest.approx(2520 / 1.1)


def test_a_group_that_goes_two_ways_is_shared_out():
    plan = with_school(miniature_plan(), "s1", last_grade=9.0)
    at = (plan.attendance["school_id"] == "s2-J") & (plan.attendance["settlement_id"] == "v4")
    made = outcome(told(plan, np.where(at, 1.0, 0.0)), s2_J=merge("s1"))
    left = group_travel(made)[0]
    # v4's two boarders find one free bed at s1: one of them boards on, the other walks 2520 m at 1.25 m/s
    assert (left.pupils, left.pupils_not_told, left.moved_pupils) == (1, 0, 1)
    assert (left.boarding_pupils_before, left.boarding_pupils_after) == (1, 0.5)
    assert (left.mean_s_before, left.mean_s_after) == (None, pytest.approx(2016))
    assert left.is_shared_out


# ---- sums by unit


def test_sums_by_unit():
    made = outcome(p3=merge("s1"))
    homes = by_settlement(made)
    assert homes.loc["v2", ["pupils_before", "moved_pupils", "mean_s_after"]].tolist()[:2] == [33, 15]
    assert homes.loc["v4", "over_limit_pupils_after"] == 5
    assert homes.loc["outside", ["pupils_before", "unknown_pupils_after"]].tolist() == [1, 1]
    towns = by_township(made)
    assert sorted(towns.index) == ["", "乙镇", "甲镇"]
    assert towns.loc["甲镇", "moved_pupils"] == 20
    schools = by_school(made)
    assert schools.loc["p3", ["pupils_before", "pupils_after", "moved_pupils"]].tolist() == [20, 0, 20]
    assert np.isnan(schools.loc["p3", "mean_s_after"])
    # p3 is run by s1: what leaves p3 stays under its 中心校
    centrals = by_central(made)
    assert centrals.index.tolist() == ["s1", "s2-P", "s2-J"]
    assert centrals.loc["s1", ["pupils_before", "pupils_after", "moved_pupils"]].tolist() == [134, 134, 20]
    lost = by_school(outcome(s2_J=merge()))
    assert lost.loc["", ["pupils_before", "pupils_after"]].tolist() == [0, 39]


def test_streets_of_one_town_are_one_and_rings_of_managers_end():
    plan = miniature_plan()
    settlements, schools = plan.settlements.copy(), plan.schools.copy()
    settlements.loc[["v1", "v2"], "township"] = "东街道", "西街道"
    schools["is_central"], schools.loc["s1", "managing_school_id"] = False, "p3"
    made = outcome(replace(plan, settlements=settlements, schools=schools))
    assert sorted(by_township(made).index) == ["", "乙镇", "甲镇", "街道"]
    assert len(set(managing_roots(made.county)[[0, 3]].tolist())) <= 2
    assert by_central(made)["pupils_before"].sum() == 221


SUMS = [
    f"{name}_pupils_{side}"
    for name in ("day", "over_limit", "borderline", "no_limit", "unreachable", "unknown", "boarding")
    for side in ("before", "after")
] + ["pupils_before", "pupils_after", "pupil_km_before", "pupil_km_after", "moved_pupils",
     "cross_township_pupils", "unassigned_pupils", "needs_transport_pupils"]  # fmt: skip
CASES = [
    outcome(), outcome(p3=merge("s1", bus_seats=20)), outcome(s2_J=merge()),
    outcome(s1=merge("s2-P"), p3=merge("s2-P")),
]  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(CASES), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_the_units_sum_up_to_the_county(made, units, seed):
    county, rng = of_county(made).loc[0], np.random.default_rng(seed)
    rows = len(made.movement.pupils)
    anyhow = aggregate(made, rng.integers(-1, units, rows), rng.integers(-1, units, rows), units)
    for table in (anyhow, by_settlement(made), by_township(made), by_school(made), by_central(made)):
        np.testing.assert_allclose(table[SUMS].sum().astype(float), county[SUMS].astype(float))
        for side in ("before", "after"):
            spent = (table[f"mean_s_{side}"] * table[f"day_pupils_{side}"]).sum()
            assert spent == pytest.approx(county[f"mean_s_{side}"] * county[f"day_pupils_{side}"])
            assert table[f"max_s_{side}"].max() == county[f"max_s_{side}"]


# ---- the township with the longest journeys


def all_of(spread):
    return spread.worst_township, spread.worst_township_mean_s, spread.worst_township_pupils


def test_the_township_of_the_longest_journeys_before_and_after():
    """甲镇: 150,282 s of 146 day pupils (1029 s), 20 of whom walk 800 s more after; 乙镇: 69,434 s of 67."""
    found = spreads(outcome(p3=merge("s1")))
    assert all_of(found["all"]["before"]) == ("乙镇", pytest.approx(69_434.18 / 67, abs=0.01), 67)
    assert all_of(found["all"]["after"]) == ("甲镇", pytest.approx(166_282.18 / 146, abs=0.01), 146)
    young = found[Band.G1_3]
    assert all_of(young["before"]) == all_of(young["after"]) == ("乙镇", 1200, 27)
    # v1's 12 and v2's 6 of 甲镇 walk 2880 and 1584 s, v3's 19 of 乙镇 864 s
    assert all_of(found[Band.G7_9]["after"]) == ("甲镇", pytest.approx((12 * 2880 + 6 * 1584) / 18), 18)


def test_a_township_without_day_pupils_is_not_the_worst():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 3}), ("v3", "s2-P", True, {1: 9})])
    assert all_of(spreads(outcome(plan))["all"]["before"]) == ("甲镇", 1000, 3)
    alone = miniature_plan(attendance=[("v1", "s1", False, {1: 3}), ("v3", "s2-P", False, {1: 1})])
    assert all_of(spreads(outcome(alone))["all"]["before"]) == ("乙镇", 1200, 1)
    nobody = spreads(outcome(plan))[Band.G4_6]["before"]
    assert (nobody.pupils, all_of(nobody)) == (0, ("", None, None))


@pytest.mark.parametrize(("far", "worst"), [(0, "乙镇"), (1, "甲镇")])
def test_of_equally_long_journeys_the_first_name_is_told(far, worst):
    """1000 s in both; one of 2000 pupils at 2000 s makes it half a second more in 甲镇."""
    rows = [("v1", "s1", False, {1: 1999}), ("v3", "p3", False, {1: 20})]
    plan = miniature_plan(attendance=[*rows, *[("v4", "p3", False, {1: 1})] * far])
    found = all_of(spreads(outcome(plan))[Band.G1_3]["before"])
    assert found == (worst, pytest.approx(1000.5 if far else 1000), 2000 if far else 20)


def test_spread_of_metres_and_of_seconds():
    """v1 to s1 and v3 to s2-P in grade 1: 900 and 1080 m, 1000 and 1200 s; as many pupils in both."""
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 5}), ("v3", "s2-P", False, {1: 5})])
    spread = spreads(outcome(plan))["all"]["before"]
    assert (spread.deviation_s, spread.deviation_m) == (pytest.approx(100), pytest.approx(90))
    assert spread.gini_time_share == pytest.approx(200 / 4 / 1100)
    mixed = miniature_plan(attendance=[("v1", "s1", False, {1: 5, 4: 5})])      # 900 m in 1000 and 818 s
    spread = spreads(outcome(mixed))["all"]["before"]
    assert (spread.gini_metres_share, spread.deviation_m) == (0, 0)
    assert spread.gini_time_share == pytest.approx((1000 - 900 / 1.1) / 2 / (1000 + 900 / 1.1))


# ---- groups that need care, on a movement written down by hand


def group(known, moving, *, name="left_behind"):
    """Rows of the attendance (…, pupils, share) and of the movement (…, pupils, and what else differs)."""
    columns = [np.array(column) for column in zip(*known, strict=True)]
    base = Attendance(*columns[:5], np.zeros(len(known), dtype=bool), {name: columns[5]})
    usual = {"moved": False, "seconds_before": 600.0, "seconds_after": 900.0,
             "verdict_before": Verdict.WITHIN, "verdict_after": Verdict.WITHIN}  # fmt: skip
    names = ("settlement", "grade", "before", "boarded", "pupils")
    rows = [dict(zip(names, row[:5], strict=True)) | usual | dict(*row[5:]) for row in moving]
    moves = SimpleNamespace(**{key: np.array([row[key] for row in rows]) for key in (*names, *usual)})
    made = SimpleNamespace(county=SimpleNamespace(attendance=base), movement=moves)
    return {one.group: one for one in group_travel(made)}[name]


def test_each_row_finds_its_own_share():
    """Rows that differ in village, grade, school or boarding alone; of the last nobody told anything."""
    rows = [
        (0, 1, 2, False), (1, 1, 2, False), (0, 2, 2, False), (0, 1, 3, False), (0, 1, 2, True),
        (-1, 1, 2, False), (9, 1, 2, False), (-1, 2, 2, False), (0, 9, 2, False), (0, 1, 0, True),
    ]  # fmt: skip
    weights = [2**number for number in range(len(rows))]
    known = [(*row, 1024, weight / 1024) for row, weight in zip(rows, weights, strict=True)]
    for row, weight in zip(rows, weights, strict=True):
        found = group(known, [(*row, 1024)])
        assert (found.pupils, found.pupils_not_told, found.is_shared_out) == (weight, 0, False)
    for stranger in ((5, 5, 5, False), (0, 0, 0, False), (99, 9, 9, True)):
        found = group(known, [(*stranger, 7)])
        assert (found.pupils, found.pupils_not_told) == (0, 7)


def test_rows_of_one_kind_share_what_is_told_of_them_all():
    """4 pupils with 3 left behind and 2 with none: half of 6."""
    found = group([(0, 1, 2, False, 4, 0.75), (0, 1, 2, False, 2, 0.0)], [(0, 1, 2, False, 6)])
    assert (found.pupils, found.is_shared_out, found.pupils_not_told) == (3, False, 0)
    split = group([(0, 1, 2, False, 4, 0.75)], [(0, 1, 2, False, 2), (0, 1, 2, False, 2)])
    assert (split.pupils, split.is_shared_out) == (3, True)
    open_end = group([(0, 1, 2, False, 4, 0.75), (0, 1, 2, False, 2, np.nan)], [(0, 1, 2, False, 6)])
    assert (open_end.pupils, open_end.pupils_not_told, open_end.is_shared_out) == (0, 6, False)


KNOWN = [(village, 1, 2, False, 10, share) for village, share in enumerate((1.0, 0.5, 0.0, 0.2, np.nan))]


def test_figures_of_a_group_are_those_of_its_pupils():
    """10, 5, 0 and 2 pupils of the group; of the last ten nobody knows."""
    over, lost, boards = (
        {"verdict_before": code, "verdict_after": code}
        for code in (Verdict.OVER, Verdict.UNREACHABLE, Verdict.BOARDING)
    )
    found = group(KNOWN, [
        (0, 1, 2, False, 10, {"seconds_before": 300.0, "seconds_after": 100.0, "moved": True}),
        (1, 1, 2, False, 10, {"seconds_before": 900.0, "seconds_after": 700.0} | over),
        (2, 1, 2, False, 10, {"seconds_before": 9e9, "moved": True} | over),
        (3, 1, 2, False, 10, {"seconds_before": np.nan, "seconds_after": 5000.0} | boards),
        (4, 1, 2, False, 10, {"moved": True} | over),
    ])  # fmt: skip
    assert (found.pupils, found.moved_pupils, found.pupils_not_told) == (17, 10, 10)
    assert found.mean_s_before == pytest.approx((10 * 300 + 5 * 900) / 15)
    assert found.mean_s_after == pytest.approx((10 * 100 + 5 * 700) / 15)
    assert (found.over_limit_pupils_before, found.over_limit_pupils_after) == (5, 5)
    assert (found.boarding_pupils_before, found.boarding_pupils_after) == (2, 2)
    assert (found.unreachable_pupils_before, found.unreachable_pupils_after) == (0, 0)
    cut_off = group(KNOWN[:1], [(0, 1, 2, False, 10, {**lost, "verdict_before": Verdict.UNKNOWN})])
    assert (cut_off.unreachable_pupils_before, cut_off.unreachable_pupils_after) == (0, 10)
    assert (cut_off.mean_s_before, cut_off.mean_s_after) == (None, None)
