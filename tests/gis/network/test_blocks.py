"""Nearest schools only, block by block, and going on after a cancel."""

import numpy as np
import pytest

from gis.errors import Cancelled
from gis.network import blocks
from gis.network.blocks import PartialMatrix
from gis.network.travel import travel_matrix

MODES = ("walk_g1_3", "walk_g7_9", "escort")


def test_nearest_keeps_the_least_seconds_of_every_settlement(
    miniature, points, settlements, schools, parameters
):
    ends, options = (points(settlements), points(schools)), {"modes": MODES, "parameters": parameters}
    whole = travel_matrix(miniature, *ends, **options)
    for mode, times in travel_matrix(miniature, *ends, nearest=1, **options).items():
        least = np.fmin.reduce(whole[mode].seconds, axis=1)[:, None]
        expected = np.where(whole[mode].seconds == least, 1, np.nan)
        np.testing.assert_array_equal(times.seconds, whole[mode].seconds * expected)
        np.testing.assert_array_equal(times.metres, whole[mode].metres * expected)


def test_a_cancelled_run_goes_on_where_it_stopped(
    miniature, points, settlements, schools, parameters, monkeypatch
):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1)           # one school at a time
    ends, options = (points(settlements), points(schools)), {"modes": MODES, "parameters": parameters}
    whole, partial = travel_matrix(miniature, *ends, **options), PartialMatrix()

    def stop(fraction, step=""):
        if fraction > 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        travel_matrix(miniature, *ends, resume=partial, progress=stop, **options)
    finished = {mode: done.copy() for mode, done in partial.done.items()}
    assert finished["walk_g1_3"].all()
    assert not finished["escort"].all()
    partial.seconds["walk_g1_3"][0, 0] = 12345.0            # what is finished is not worked out again
    again = travel_matrix(miniature, *ends, resume=partial, **options)
    assert again["walk_g1_3"].seconds[0, 0] == 12345.0
    np.testing.assert_array_equal(again["escort"].seconds, whole["escort"].seconds)
    other = travel_matrix(miniature, *ends, resume=partial, cutoff_s=900, **options)
    assert other["walk_g1_3"].seconds[0, 0] != 12345.0      # another task begins anew
