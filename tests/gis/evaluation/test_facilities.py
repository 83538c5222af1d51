"""Floor, grounds and canteen of a pupil, on three schools of which the ledger says more or less."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.evaluation.facilities import facility_frame
from gis.evaluation.schools import Load

NAN = float("nan")


def facilities(before, after, **ledger):
    """Three schools on sites of their own."""
    county = SimpleNamespace(
        schools=pd.DataFrame(ledger, index=range(3)), school_ids=np.array(["a", "b", "c"], dtype=object),
        site=np.arange(3), type_code=np.array(["211"] * 3), is_primary=np.ones(3, dtype=bool),
    )  # fmt: skip
    sides = [SimpleNamespace(enrolment=np.array(pupils, dtype=float)) for pupils in (before, after)]
    none = np.zeros(3, dtype=int)
    return facility_frame(SimpleNamespace(county=county, rules={}), Load(*sides, none, none))


def test_each_figure_is_of_the_pupils_of_its_side():
    found = facilities(
        [10, 20, 1], [20, 10, 0], floor_area_m2=[100.0, 300.0, 7.0], sports_area_m2=[40.0, 10.0, 5.0],
        canteen_area_m2=[20.0, 20.0, NAN], canteen_seats=[5.0, 0.0, 1.0],
    )  # fmt: skip
    assert list(found.index) == ["a", "b", "c"]
    assert found.index.name == "school_id"
    told = {name: found[name].tolist() for name in found}
    assert told == {
        "floor_m2_per_pupil_before": [10, 15, 7],
        "floor_m2_per_pupil_after": pytest.approx([5, 30, NAN], nan_ok=True),
        "sports_m2_per_pupil_before": [4, 0.5, 5],
        "sports_m2_per_pupil_after": pytest.approx([2, 1, NAN], nan_ok=True),
        "canteen_m2_per_pupil_before": pytest.approx([2, 1, NAN], nan_ok=True),
        "canteen_m2_per_pupil_after": pytest.approx([1, 2, NAN], nan_ok=True),
        "canteen_seats_per_pupil_before": [0.5, 0, 1],
        "canteen_seats_per_pupil_after": pytest.approx([0.25, 0, NAN], nan_ok=True),
    }  # fmt: skip


def test_grounds_that_are_not_told_together_are_those_outdoors_and_indoors():
    found = facilities(
        [10] * 3, [10] * 3, sports_area_m2=[NAN, 50.0, NAN], sports_ground_area_m2=[30.0, 1.0, 30.0],
        indoor_sports_area_m2=[8.0, 1.0, NAN],
    )  # fmt: skip
    assert found["sports_m2_per_pupil_before"].tolist() == pytest.approx([3.8, 5, NAN], nan_ok=True)
    assert found["floor_m2_per_pupil_before"].isna().all()          # the ledger has no such column
