"""Ratios and cohorts that can be worked out by hand, every figure written out."""

from dataclasses import replace

import numpy as np
import pytest

from gis.planning.forecastparameters import forecast_parameters
from gis.planning.progression import Drift, retention_of, walk

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
