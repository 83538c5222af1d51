"""The seven resource indicators and the coefficient of variation, by published and hand-worked figures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.evaluation.balancerules import balance_rules
from gis.evaluation.combined import stage_shares
from gis.evaluation.indicators import school_meets, weighted_cv

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
