"""Estimating who goes where: checked against every possible table of a tiny case."""

import threading
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import attendance_frame, miniature_plan

from gis.errors import Cancelled
from gis.planning.baseline import estimate_attendance, least_travel, pupils_without_school


def every_table(supply, demand):
    """All whole-number tables within both totals."""
    cells = [range(min(a, b) + 1) for a in supply for b in demand]
    for flat in product(*cells):
        table = np.array(flat).reshape(len(supply), len(demand))
        if (table.sum(axis=1) <= supply).all() and (table.sum(axis=0) <= demand).all():
            yield table


def best_by_enumeration(cost, supply, demand):
    """Return (pupils placed, cost): most placed first, then least cost."""
    possible = (t for t in every_table(supply, demand) if not t[np.isnan(cost)].any())
    return min((-t.sum(), float((np.nan_to_num(cost) * t).sum())) for t in possible)


@pytest.mark.parametrize(
    ("cost", "supply", "demand"),
    [
        ([[1, 5], [2, 3]], [2, 2], [2, 2]),  # closes
        ([[1, 5], [1, 2], [4, 4]], [2, 1, 2], [3, 2]),
        ([[1, 9], [1, 9]], [2, 2], [3, 0]),  # pupils left over
        ([[1, 9], [1, 9]], [1, 1], [3, 2]),  # places left over
        ([[np.nan, 5], [2, np.nan]], [2, 2], [2, 2]),  # no way in between
        ([[3, np.nan], [1, np.nan]], [1, 2], [2, 2]),  # one school out of reach
        ([[1, 2, 3], [3, 1, 2]], [2, 2], [1, 1, 2]),
    ],
)
def test_least_travel_equals_the_best_of_all_tables(cost, supply, demand):
    cost = np.array(cost, dtype=float)
    flow = least_travel(cost, np.array(supply), np.array(demand))
    assert not flow[np.isnan(cost)].any()
    found = (-flow.sum(), float((np.nan_to_num(cost) * flow).sum()))
    assert found == pytest.approx(best_by_enumeration(cost, np.array(supply), np.array(demand)))


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_columns_that_are_generated_do_not_change_the_optimum(data):
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(9, 14))
    cost = np.array(data.draw(st.lists(st.integers(1, 50), min_size=rows * columns, max_size=rows * columns)))
    supply = np.array(data.draw(st.lists(st.integers(0, 9), min_size=rows, max_size=rows)))
    demand = np.array(data.draw(st.lists(st.integers(0, 3), min_size=columns, max_size=columns)))
    cost = cost.reshape(rows, columns).astype(float)
    flow = least_travel(cost, supply, demand)
    assert (flow >= 0).all()
    assert (flow.sum(axis=1) <= supply).all()
    assert (flow.sum(axis=0) <= demand).all()
    assert flow.sum() == min(supply.sum(), demand.sum())
    # transposed there are at most 4 columns, so all pairs are in from the start
    mirrored = least_travel(cost.T.copy(), demand, supply)
    assert (flow * cost).sum() == pytest.approx((mirrored * cost.T).sum())


def test_a_county_without_attendance_keeps_both_totals():
    plan = miniature_plan()
    # Grade 1 by the hand map: p3 has 9 places, s1 21, s2-P 10. v3 (10 pupils) is nearest to p3 (1000 s), but
    # v2 (0 s) and v4 (2000 s) lose more if they give way, so everybody stays where the docstring puts them.
    homes = pd.DataFrame({"settlement_id": ["v1", "v2", "v3", "v4"], "grade": 1, "pupils": [20, 6, 10, 3]})
    schools = pd.DataFrame({"school_id": ["s1", "s2-P", "p3"], "grade": 1, "pupils": [21, 10, 9]})
    found = estimate_attendance(homes, schools, plan.travel)
    assert found["estimated"].all()
    assert not found["boarding"].any()
    rows = {(r.settlement_id, r.school_id): r.pupils for r in found.itertuples()}
    assert rows == {
        ("v1", "s1"): 20,
        ("v2", "p3"): 6,
        ("v4", "p3"): 3,
        ("v3", "s2-P"): 10,
        ("outside", "s1"): 1,
    }


def test_pupils_beyond_the_schools_totals_are_listed_not_lost():
    plan = miniature_plan()
    homes = pd.DataFrame({"settlement_id": ["v1", "v2"], "grade": [2, 2], "pupils": [10, 4]})
    schools = pd.DataFrame({"school_id": ["s1"], "grade": [2], "pupils": [11]})
    found = estimate_attendance(homes, schools, plan.travel)
    assert found["pupils"].sum() == 11
    # v1 walks 1000 s, v2 800 s: v2 goes first
    left = pupils_without_school(homes, found)
    assert left.to_dict("list") == {"settlement_id": ["v1"], "grade": [2], "pupils": [3]}


def test_a_settlement_without_a_position_fills_what_is_left():
    plan = miniature_plan()
    homes = pd.DataFrame({"settlement_id": ["outside", "v1"], "grade": [1, 1], "pupils": [4, 5]})
    schools = pd.DataFrame({"school_id": ["s1", "s2-P"], "grade": [1, 1], "pupils": [5, 4]})
    found = estimate_attendance(homes, schools, plan.travel)
    assert {(r.settlement_id, r.school_id): r.pupils for r in found.itertuples()} == {
        ("v1", "s1"): 5,
        ("outside", "s2-P"): 4,
    }


def test_the_whole_miniature_is_estimated_with_its_totals():
    plan = miniature_plan()
    homes = plan.attendance.groupby(["settlement_id", "grade"], as_index=False)["pupils"].sum()
    schools = plan.attendance.groupby(["school_id", "grade"], as_index=False)["pupils"].sum()
    found = estimate_attendance(homes, schools, plan.travel)
    by_home = found.groupby(["settlement_id", "grade"])["pupils"].sum()
    by_school = found.groupby(["school_id", "grade"])["pupils"].sum()
    pd.testing.assert_series_equal(
        by_home, homes.set_index(["settlement_id", "grade"])["pupils"], check_index_type=False
    )
    pd.testing.assert_series_equal(
        by_school, schools.set_index(["school_id", "grade"])["pupils"], check_index_type=False
    )


def test_nothing_to_estimate():
    empty = attendance_frame([])
    found = estimate_attendance(
        empty[["settlement_id", "grade", "pupils"]], empty[["school_id", "grade", "pupils"]], {}
    )
    assert found.empty


def test_a_cancel_does_not_wait_for_the_solver(monkeypatch):
    solving, go_on = threading.Event(), threading.Event()

    def solve(*problem):
        solving.set()
        go_on.wait(10)
        raise AssertionError("nobody asks for this any more")

    def stop(fraction, step=""):
        solving.wait(10)
        raise Cancelled

    monkeypatch.setattr("gis.planning.baseline.least_travel", solve)
    homes = pd.DataFrame({"settlement_id": ["v"], "grade": [1], "pupils": [3]})
    schools = pd.DataFrame({"school_id": ["s"], "grade": [1], "pupils": [3]})
    with pytest.raises(Cancelled):
        estimate_attendance(homes, schools, {}, progress=stop)
    go_on.set()
