"""Nearest schools only, block by block, and going on after a cancel."""

import numpy as np
import pytest

from gis.errors import Cancelled
from gis.network import blocks
from gis.network.blocks import PartialMatrix
from gis.network.filed import FiledMatrix
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


def test_what_is_finished_survives_the_program(
    miniature, points, settlements, schools, parameters, monkeypatch, tmp_path
):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1)
    searched = []
    search = blocks.search_columns
    monkeypatch.setattr(
        blocks, "search_columns", lambda *a, **k: (searched.append(len(a[2])), search(*a, **k))[1]
    )
    ends, options = (points(settlements), points(schools)), {"modes": MODES, "parameters": parameters}
    whole, all_searches = travel_matrix(miniature, *ends, **options), len(searched)

    def stop(fraction, step=""):
        if fraction > 0.6:
            raise Cancelled

    def filed():
        return FiledMatrix(folder=tmp_path / "kept", worth_s=0.0)

    searched.clear()
    with pytest.raises(Cancelled):
        travel_matrix(miniature, *ends, resume=filed(), progress=stop, **options)
    before = len(searched)
    travel_matrix(miniature, *ends, resume=filed(), cutoff_s=900, **options)    # another task: all its own
    assert len(searched) == before + all_searches
    (kept,) = (tmp_path / "kept").iterdir()
    searched.clear()
    again = travel_matrix(miniature, *ends, resume=filed(), **options)
    assert 0 < len(searched) < all_searches
    for mode, times in whole.items():
        np.testing.assert_array_equal(again[mode].seconds, times.seconds)
        np.testing.assert_array_equal(again[mode].metres, times.metres)
    assert not kept.exists()
    kept.write_bytes(b"PK damaged")
    searched.clear()
    travel_matrix(miniature, *ends, resume=filed(), **options)
    assert len(searched) == all_searches


def test_short_work_and_a_folder_that_cannot_be_made_leave_no_file(
    miniature, points, settlements, schools, parameters, tmp_path
):
    ends, options = (points(settlements), points(schools)), {"modes": MODES, "parameters": parameters}
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "file").write_text("")

    def stop(fraction, step=""):
        if fraction > 0.6:
            raise Cancelled

    for partial in (FiledMatrix(folder=folder / "a"), FiledMatrix(folder=folder / "file", worth_s=0.0)):
        with pytest.raises(Cancelled):
            travel_matrix(miniature, *ends, resume=partial, progress=stop, **options)
    assert [path.name for path in folder.iterdir()] == ["file"]
