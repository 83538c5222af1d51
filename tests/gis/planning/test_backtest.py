"""Past forecasts against what came, on figures that are worked out by hand."""

import numpy as np
import pytest

from gis.planning.backtest import back_test

CAME = np.array([[100.0, 200.0, 400.0]])        # 2001, 2002, 2003
MADE = {
    2001: np.array([[150.0, 400.0, 999.0]]),    # of 2002 25 % too few, 2003 as it came; 2004 is not known yet
    2002: np.array([[500.0]]),                  # of 2003 25 % too many
}


def compared(made=None, came=CAME, least=3, historic=3):
    given = MADE if made is None else made
    return back_test(
        range(2001, 2001 + len(given)), least, historic, lambda year: {"county": given[year]},
        {"county": came}, 2001,
    )  # fmt: skip


def test_every_forecast_is_held_against_the_years_that_followed_it():
    errors = compared().errors
    assert errors["level"].tolist() == ["county", "county"]
    assert errors["horizon_years"].tolist() == [1, 2]
    assert errors["comparisons"].tolist() == [2, 1]
    assert errors["mape_share"].tolist() == pytest.approx([0.25, 0])


def test_the_error_never_shrinks_with_the_horizon_and_is_unknown_beyond_it():
    np.testing.assert_allclose(
        compared().error_share("county", np.array([2, 0, 1, 3])), [0.25, 0, 0.25, np.nan]
    )
    np.testing.assert_allclose(compared().error_share("unit", np.array([0, 1])), [0, np.nan])


def test_each_level_has_its_own_error():
    """The county's 200 were forecast as 150 (25 %), the unit's 100 as 150 (50 %)."""
    both = back_test(
        range(2001, 2002), 2, 2, lambda _: {"county": np.array([[150.0]]), "unit": np.array([[150.0]])},
        {"county": np.array([[1.0, 200.0]]), "unit": np.array([[1.0, 100.0]])}, 2001,
    )  # fmt: skip
    assert both.error_share("county", np.array([1])).tolist() == [0.25]
    assert both.error_share("unit", np.array([1])).tolist() == [0.5]


def test_values_that_are_unknown_or_nothing_are_not_compared():
    came = np.array([[9.0, np.nan], [9.0, 0.0], [9.0, 10.0], [9.0, 0.5], [9.0, 8.0]])
    made = {2001: np.array([[5.0], [5.0], [np.nan], [1.0], [10.0]])}
    errors = compared(made, came).errors
    assert errors["comparisons"].tolist() == [2]
    assert errors["mape_share"].tolist() == pytest.approx([(1.0 + 0.25) / 2])


def test_with_too_few_years_nothing_is_compared():
    assert compared(least=3, historic=3).possible
    few = compared(least=3, historic=2)
    assert not few.possible
    assert few.errors.empty
    assert list(few.errors.columns) == ["level", "horizon_years", "comparisons", "mape_share"]
