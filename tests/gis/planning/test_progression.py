"""Ratios and cohorts that can be worked out by hand, every figure written out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gis.planning.forecastparameters import forecast_parameters
from gis.planning.progression import Drift, Retention, county_history, retention_of, walk

NAN = np.nan


def years(first, *grade_1_and_2):
    """Return counts of years in which all grades but the first two are unknown."""
    return {first + k: np.array([*pair, *[NAN] * 7]) for k, pair in enumerate(grade_1_and_2)}


def test_ratios_rest_on_the_latest_pairs_of_years_alone():
    parameters = replace(forecast_parameters(), retention_years=2, retention_without_history=0.97)
    # 2018→19: 10/100, too long ago; 2019→20: 180/200 = 0.9; 2020→21: 40/50 = 0.8; 2021→22 comes later
    counted = years(2018, (100, 5), (200, 10), (50, 180), (7, 40), (9, 1))
    found = retention_of(counted, 2021, parameters)
    assert found.ratios[:, 0].tolist() == pytest.approx([0.8, 220 / 250, 0.9])
    assert found.ratios[:, 1:].tolist() == [[0.97] * 7] * 3
    assert (found.years_used, found.assumed) == ((2, 0, 0, 0, 0, 0, 0, 0), True)
    empty = retention_of(years(2020, (0, 3), (5, 4)), 2021, parameters)      # nothing is divided by nobody
    assert (empty.ratios[:, 0].tolist(), empty.years_used[0]) == ([0.97] * 3, 0)
    one = retention_of(years(2020, (1, 3), (5, 2)), 2021, parameters)        # one child is a history
    assert (one.ratios[:, 0].tolist(), one.years_used[0]) == ([2.0] * 3, 1)


def test_one_grade_up_then_migration_then_dwellings_then_the_pull_of_the_town():
    present = np.zeros((2, 9))
    present[0, 0] = 100.0
    entries = np.array([[[40.0, 20.0], [0.0, 0.0]]])
    retention = np.full((1, 8), 0.5)
    is_town, dwellings = np.array([False, True]), np.array([[0.0, 0.0], [18.0, 9.0]])
    drift = Drift(0.8, 0.25, is_town, np.array([0.0, 1.0]), dwellings)
    made = walk(present, entries, retention, drift)
    assert made.shape == (1, 2, 9, 2)
    # village: 40 × 0.8 = 32 and 100 × 0.5 × 0.8 = 40, a quarter leaves: 24, 30
    assert made[0, 0, :, 0].tolist() == pytest.approx([24, 30, 0, 0, 0, 0, 0, 0, 0])
    # town: 18 / 9 = 2 in every grade, and 8 and 10 who come from the village
    assert made[0, 1, :, 0].tolist() == pytest.approx([10, 12, 2, 2, 2, 2, 2, 2, 2])
    # village: 20 × 0.8 = 16; 24 × 0.5 × 0.8 = 9.6; 30 × 0.4 = 12; three quarters of them stay
    assert made[0, 0, :, 1].tolist() == pytest.approx([12, 7.2, 9, 0, 0, 0, 0, 0, 0])
    # town: 9 / 9 = 1 each, 18 / 9 = 2 of the first dwellings enter; × 0.4 who were there; 4, 2.4 and 3 come
    assert made[0, 1, :, 1].tolist() == pytest.approx([7, 7.4, 8.8, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8])


def test_the_county_adds_its_schools_up_and_leaves_later_years_out():
    rows = [
        ("a", 1, 2020, 10), ("b", 1, 2020, 5), ("a", 9, 2020, 7), ("a", 2, 2018, 4), ("b", 2, 2018, 0),
        ("a", 1, 2021, 99),
    ]  # fmt: skip
    history = pd.DataFrame(rows, columns=["school_id", "grade", "year", "pupils"])
    found = county_history(history, 2020)
    assert list(found) == [2018, 2020]
    assert found[2020].tolist() == pytest.approx([15, *[NAN] * 7, 7], nan_ok=True)
    assert found[2018].tolist() == pytest.approx([NAN, 4, *[NAN] * 7], nan_ok=True)
    assert list(county_history(history, 2021)) == [2018, 2020, 2021]
    assert county_history(history, 2017) == {}


def test_each_grade_has_a_ratio_of_its_own_and_gaps_have_none():
    """2019→20: grades 1 and 2 of 100 and 50; 2021 is missing, so neither 2020→21 nor 2021→22 is a pair."""
    parameters = replace(forecast_parameters(), retention_years=3, retention_without_history=0.5)
    grades = np.array([100.0, 50, 40, 30, 20, 10, 10, 10, 8])
    by_year = {
        2018: grades, 2019: grades, 2020: np.array([NAN, 90, 60, NAN, 30, 20, 10, 5, 1]), 2022: grades
    }  # fmt: skip
    found = retention_of(by_year, 2022, parameters)
    assert found.years_used == (1, 1, 0, 1, 1, 1, 1, 1)
    assert found.ratios[1].tolist() == pytest.approx([0.9, 1.2, 0.5, 1, 1, 1, 0.5, 0.1])
    assert found.assumed
    assert not Retention(found.ratios, (1,) * 8).assumed
    for years_looked_at in (4, 5):
        longer = retention_of(by_year, 2022, replace(parameters, retention_years=years_looked_at))
        assert longer.years_used == (2, 2, 1, 2, 2, 2, 2, 2), "2017 is not told"
    before = retention_of(by_year, 2020, parameters)
    # 2018→19: 50/100, and 90/100 after it; of 200 pupils 140 went on
    assert (before.years_used[0], before.ratios[:, 0].tolist()) == (2, [0.5, 0.7, 0.9])


@pytest.mark.parametrize("pull", [0.0, 0.5])
def test_variants_and_villages_are_walked_side_by_side(pull):
    """Two villages and two towns; low, middle and high have entries and ratios of their own."""
    present = np.zeros((4, 9))
    present[0, 7], present[1, 8], present[2, 7] = 10, 10, 20
    entries = np.zeros((3, 4, 1))
    entries[:, 0, 0], entries[:, 3, 0] = (4, 8, 12), (2, 2, 2)
    retention = np.ones((3, 8))
    retention[:, 7] = 0.4, 0.6, 0.8
    towns = np.array([False, False, True, True])
    drift = Drift(1.0, pull, towns, np.array([0, 0, 0.75, 0.25]), np.zeros((4, 1)))
    made = walk(present, entries, retention, drift)[..., 0]
    first, last = made[:, :, 0], made[:, :, 8]
    assert made[:, :, 1:8].sum() == 0
    if pull:
        # half of the village's 4, 8, 12 leave: three quarters of them to the first town
        assert first.tolist() == pytest.approx(np.array([[2, 0, 1.5, 2.5], [4, 0, 3, 3], [6, 0, 4.5, 3.5]]))
        assert last.tolist() == pytest.approx(
            np.array([[2, 0, 9.5, 0.5], [3, 0, 14.25, 0.75], [4, 0, 19, 1]])
        )
    else:
        assert first.tolist() == [[4, 0, 0, 2], [8, 0, 0, 2], [12, 0, 0, 2]]
        assert last.tolist() == pytest.approx(np.array([[4, 0, 8, 0], [6, 0, 12, 0], [8, 0, 16, 0]]))


def test_dwellings_keep_their_pupils_year_after_year():
    """9 pupils in 2023 and 18 in 2025, one and two a grade; later ones enter grade 1."""
    dwellings = np.array([[9.0, 0, 18, 0]])
    drift = Drift(1.0, 0.0, np.array([True]), np.array([1.0]), dwellings)
    made = walk(np.zeros((1, 9)), np.zeros((1, 1, 4)), np.ones((1, 8)), drift)[0, 0]
    assert made.sum(axis=0).tolist() == pytest.approx([9, 9, 27, 27])
    assert made[0].tolist() == pytest.approx([1, 1, 3, 3])
    assert made[8].tolist() == pytest.approx([1, 1, 3, 3])
