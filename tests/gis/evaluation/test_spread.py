"""The assessment's coefficient of variation, worked out by hand."""

import numpy as np
import pytest

from gis.evaluation.spread import weighted_cv


def test_pupils_weigh_the_schools():
    """1 and 3 per pupil: as many pupils each give 1 / 2. 30 and 10 pupils: mean 1.5, √0.75 / 1.5."""
    assert weighted_cv([10, 30], [10, 10]) == pytest.approx(0.5)
    assert weighted_cv([30, 30], [30, 10]) == pytest.approx(0.57735, abs=1e-5)
    assert weighted_cv([30, 10], [30, 10]) == 0
    assert weighted_cv([0.3, 0.9], [0.3, 0.3]) == pytest.approx(0.5)


def test_schools_whose_figures_are_unknown_are_dropped():
    assert weighted_cv([10, np.nan, 30], [10, 500, 10]) == pytest.approx(0.5)
    assert weighted_cv([10, 99, 30], [10, np.nan, 10]) == pytest.approx(0.5)


@pytest.mark.parametrize(("totals", "pupils"), [([], []), ([np.nan], [5]), ([0, 0], [5, 6])])
def test_without_schools_or_resources_there_is_none(totals, pupils):
    assert np.isnan(weighted_cv(totals, pupils))


def test_a_little_of_something_is_no_nothing():
    assert weighted_cv([0.0, 0.5], [1, 1]) == pytest.approx(1)


@pytest.mark.parametrize("pupils", [[5, 0], [5, -1]])
def test_a_school_without_pupils_has_no_figure(pupils):
    with pytest.raises(ValueError, match="without pupils"):
        weighted_cv([1, 1], pupils)


@pytest.mark.parametrize(("totals", "pupils"), [([1, 2], [1]), ([[1, 2]], [[1, 2]]), (3, 3)])
def test_two_lists_of_one_length_are_asked_for(totals, pupils):
    with pytest.raises(ValueError, match="same length"):
        weighted_cv(totals, pupils)
