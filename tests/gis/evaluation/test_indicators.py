"""The seven resource indicators and the coefficient of variation, by published and hand-worked figures."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import merge, miniature_plan, with_school

from gis.evaluation.balancerules import balance_rules
from gis.evaluation.combined import stage_shares
from gis.evaluation.indicators import _estimated, balance_of, school_meets, weighted_cv
from gis.evaluation.schools import load_of
from gis.layout import Scenario
from gis.planning.assignment import work_out

RULES = balance_rules()
PRIMARY, JUNIOR = RULES.standards.tolist()
PUPILS, BOOKS = [45, 37, 89, 76, 55], [279, 137, 935, 160, 402]


# ---- the coefficient of variation


def test_the_published_example_of_the_weighted_coefficient():
    """T-01: weighted it is beyond 0.50, unweighted it is not."""
    assert sum(PUPILS) == 302
    assert sum(BOOKS) == 1913
    cv = weighted_cv(BOOKS, PUPILS)
    assert cv == pytest.approx(0.5153, abs=5e-5)
    assert cv * 6.3344 == pytest.approx(3.2639, abs=1e-3)
    each = np.array(BOOKS) / PUPILS
    assert each.std() / each.mean() == pytest.approx(0.4888, abs=5e-5)
    assert each.std(ddof=1) / each.mean() == pytest.approx(0.5465, abs=5e-5)
    assert RULES.cv_limits.tolist() == [0.5, 0.45]
    assert each.std() / each.mean() < RULES.cv_limits[0] < cv


def test_an_unknown_total_drops_that_school():
    assert weighted_cv([*BOOKS, math.nan], [*PUPILS, 500]) == weighted_cv(BOOKS, PUPILS)
    assert math.isnan(weighted_cv([math.nan], [5]))
    assert math.isnan(weighted_cv([0, 0], [5, 6]))
    assert math.isnan(weighted_cv([], []))


@pytest.mark.parametrize("pupils", [0, -1])
def test_a_school_without_pupils_is_refused(pupils):
    with pytest.raises(ValueError, match="without pupils"):
        weighted_cv([1, 2], [10, pupils])


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        weighted_cv([1, 2], [10])
    with pytest.raises(ValueError, match="same length"):
        school_meets([1] * 6, PRIMARY)


SCHOOLS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 3000)), min_size=1, max_size=9).filter(
    lambda rows: sum(total for total, _ in rows) > 0
)


@settings(max_examples=40)
@given(SCHOOLS, st.floats(0.01, 1000), st.integers(1, 50))
def test_units_and_the_size_of_the_county_do_not_change_the_coefficient(rows, factor, times):
    totals, pupils = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    cv = weighted_cv(totals, pupils)
    assert weighted_cv(totals * factor, pupils) == pytest.approx(cv, abs=1e-9)
    assert weighted_cv(totals * times, pupils * times) == pytest.approx(cv, abs=1e-9)
    assert weighted_cv(np.tile(totals, 2), np.tile(pupils, 2)) == pytest.approx(cv, abs=1e-9)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=9), st.floats(0.01, 100))
def test_equal_shares_have_no_spread(pupils, each):
    assert weighted_cv(np.array(pupils) * each, pupils) == pytest.approx(0, abs=1e-7)


@settings(max_examples=40)
@given(SCHOOLS, st.data())
def test_dropping_a_school_is_leaving_it_out(rows, data):
    totals, pupils = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    dropped = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    left = weighted_cv(totals[~dropped], pupils[~dropped])
    assert weighted_cv(np.where(dropped, np.nan, totals), pupils) == pytest.approx(left, nan_ok=True)


# ---- 6 of 7, the rest at 85 %


@pytest.mark.parametrize(("sports", "expected"), [(6.40, True), (6.37, False), (6.375, True), (7.5, True)])
def test_one_indicator_may_be_at_eighty_five_percent(sports, expected):
    """T-04."""
    values = [*PRIMARY]
    values[4] = sports
    assert school_meets(values, PRIMARY) is expected


def test_two_indicators_below_are_one_too_many():
    values = [*PRIMARY]
    values[4], values[5] = 0.9 * values[4], 0.9 * values[5]
    assert school_meets(values, PRIMARY) is False


@pytest.mark.parametrize("standards", [PRIMARY, JUNIOR])
def test_figures_on_the_line_meet_it(standards):
    """S4: 2.3 and 2.4 rooms per hundred pupils, however they were divided."""
    assert school_meets(standards, standards) is True
    on_the_line = [*standards[:6], standards[6] * 3 / 100 / 3 * 100]
    assert school_meets([*[0.9 * v for v in standards[:1]], *on_the_line[1:]], standards) is True
    assert RULES.standards[:, 6].tolist() == [2.3, 2.4]


def test_an_unknown_figure_cannot_be_judged():
    with pytest.raises(ValueError, match="unknown"):
        school_meets([*PRIMARY[:6], math.nan], PRIMARY)
    with pytest.raises(ValueError, match="unknown"):
        school_meets(PRIMARY, [*PRIMARY[:6], math.nan])


def test_a_figure_at_the_end_of_the_tolerance_meets_it():
    """Standards of 1: one figure 1e-9 below it, another 1e-9 below 85 % of it; below that it is too low."""
    met, floor = 1.0 - 1e-9, 1.0 * 0.85 - 1e-9
    assert school_meets([1.0] * 5 + [met, floor], [1.0] * 7) is True
    assert school_meets([1.0] * 5 + [met - 1e-9, floor], [1.0] * 7) is False
    assert school_meets([1.0] * 5 + [met, floor - 1e-9], [1.0] * 7) is False


def test_lists_of_lists_are_refused():
    with pytest.raises(ValueError, match="same length"):
        school_meets([PRIMARY], [PRIMARY])


def test_the_floors_are_those_published():
    floors = RULES.standards * RULES.number("floor_share")
    assert floors[0] == pytest.approx([3.57, 0.85, 0.765, 3.825, 6.375, 1700, 1.955])
    assert floors[1] == pytest.approx([4.505, 0.85, 0.765, 4.93, 8.67, 2125, 2.04])


# ---- combined schools


def test_a_nine_year_school_shares_its_books():
    """T-02."""
    shares = stage_shares([166, 210, 0], RULES.weights)
    books = 23226 * shares
    assert books[:2] == pytest.approx([9711.6, 13514.4], abs=0.05)
    assert books[0] / 166 == pytest.approx(58.504, abs=5e-4)
    assert books[1] / 210 == pytest.approx(64.354, abs=5e-4)
    assert books[1] / 210 == pytest.approx(books[0] / 166 * 1.1)


def test_a_twelve_year_school_and_a_complete_secondary_school():
    """T-03."""
    assert stage_shares([600, 450, 300], RULES.weights) == pytest.approx([0.4024, 0.3320, 0.2656], abs=5e-5)
    assert stage_shares([0, 450, 600], RULES.weights)[1] == pytest.approx(0.3846, abs=5e-5)


# ---- what is estimated after, and what waits


def estimated(groups, closed, settled, shared_out=(), built=()):
    """Indicators: rooms (stay), teachers, equipment; ``groups``: pairs of schools before and after, of five.

    ``settled``: pairs of indicator and closed school with nothing left to place.
    """
    before, after = (np.array(part) for part in zip(*groups, strict=True))
    is_open = np.array([code not in closed for code in range(5)])
    decisions = {code: SimpleNamespace(expansion=object() if code in built else None) for code in range(4)}
    done, shares = np.zeros((3, 5), dtype=bool), np.zeros((3, 5), dtype=bool)
    for marks, places in ((done, settled), (shares, shared_out)):
        for place in places:
            marks[place] = True
    outcome = SimpleNamespace(
        movement=SimpleNamespace(before=before, after=after, leaving=np.arange(len(before) - 1)),
        situation=SimpleNamespace(is_open=is_open, decisions=decisions),
    )
    rules = SimpleNamespace(indicators=[SimpleNamespace(stays=stays) for stays in (True, False, False)])
    found = _estimated(outcome, rules, SimpleNamespace(settled=done, shared_out=shares))
    return [np.flatnonzero(row).tolist() for row in found]


def test_receivers_of_what_is_not_settled_are_estimated():
    """0 and 4 are closed; 0's teachers are settled and 4's equipment. The last group is not leaving."""
    groups = [(0, 1), (4, 2), (1, 3), (0, 3)]
    assert estimated(groups, {0, 4}, [(1, 0), (2, 4)]) == [[], [2], [1]]
    assert estimated(groups, {0, 4}, [(1, 0), (1, 4), (2, 0), (2, 4)]) == [[], [], []]
    assert estimated([(4, 0), (1, 2), (3, 3)], {4}, []) == [[], [0], [0]]


def test_who_comes_from_nowhere_or_goes_nowhere_makes_no_figure_estimated():
    """-1: no school before or none after; the last school is closed and leaves something unsettled."""
    assert estimated([(-1, 1), (0, -1), (0, 2), (0, 2)], {0, 4}, []) == [[], [2], [2]]


def test_shares_and_new_buildings_are_estimated():
    """What stays follows the building, what moves the shares."""
    found = estimated([(0, 1), (0, 1)], {0}, [(1, 0), (2, 0)], shared_out=[(1, 2), (0, 3)], built={1, 3})
    assert found == [[1, 3], [2], []]


def test_a_site_that_closes_leaves_what_each_division_had_before():
    """400000 in common of 48 primary and 39 junior pupils, weighed 1 : 1.1, so 48 : 42.9."""
    plan = miniature_plan()
    cells = {"ownership": "公办", "resource_scope": "全校", "equipment_yuan": 400_000.0}
    plan = replace(plan, schools=plan.schools.assign(**cells))
    plan = with_school(plan, "s1", resource_scope="本部")
    made = work_out(plan, Scenario("方案", {"s2-P": merge("s1"), "s2-J": merge()}))
    left = balance_of(made, load_of(made)).unplaced
    amounts = left[left["indicator"] == "L6"].set_index("school_id")["amount"]
    assert amounts.to_dict() == pytest.approx({"s2-P": 211_221.12, "s2-J": 188_778.88}, abs=0.01)
