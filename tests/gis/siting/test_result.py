"""What a search returns, and that its check finds every fault."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gis.planning.siting import InfeasibleResultError, SitingResult, check_feasibility

DISTANCE = np.array([[0.0, 3.0, 2.0], [1.0, 0.0, np.inf], [2.0, 5.0, 0.0], [4.0, 1.0, 3.0]])
DEMAND = np.array([2.0, 1.0, 3.0, 4.0])
OPTIONS = {
    "capacity": [5.0, 5.0, 0.0],
    "fixed_cost": [10.0, 20.0, 30.0],
    "p": 2,
    "min_load": [5.0, 5.0, 9.0],
    "adjacency": [[0, 2], [1, 3], [0, 1]],
    "required": [1],
    "forbidden": [2],
}


def good() -> SitingResult:
    """Rows 0 and 2 to site 0 (2 x 3), rows 1 and 3 to site 1 (4 x 1), sites 30."""
    return SitingResult(np.array([0, 1]), np.array([0, 1, 0, 1]), 40.0, 36.0, 0.1, 0, "rule")


def test_the_gap_is_a_share_of_the_objective() -> None:
    assert good().gap == pytest.approx(0.1)
    assert dataclasses.replace(good(), objective=0.0, lower_bound=0.0).gap == 0
    with pytest.raises(ValueError, match="read-only"):
        good().open_sites[0] = 5


def test_a_sound_result_passes() -> None:
    check_feasibility(good(), DISTANCE, DEMAND, **OPTIONS)


@pytest.mark.parametrize(
    ("what", "change", "options"),
    [
        ("ascending", {"open_sites": np.array([1, 0])}, {}),
        ("sites instead of", {}, {"p": 3}),
        ("required", {}, {"required": [2], "forbidden": []}),
        ("forbidden site", {}, {"forbidden": [0]}),
        ("closed site", {"assignment": np.array([0, 1, 2, 1])}, {}),
        ("forbidden pair", {"open_sites": np.array([1, 2]), "assignment": np.array([2, 2, 2, 1])},
         {"forbidden": []}),
        ("no site serves", {"assignment": np.array([0, 1, -1, 1])}, {}),
        ("above its capacity", {}, {"capacity": [4.0, 5.0, 0.0]}),
        ("below its least load", {}, {"min_load": [6.0, 0.0, 0.0]}),
        ("in pieces", {}, {"adjacency": [[0, 1], [1, 3]]}),
        ("in pieces", {}, {"site_rows": [1, 3, 0]}),
        ("the objective is", {"objective": 39.0}, {}),
        ("lower bound", {"lower_bound": 41.0}, {}),
        ("one site per row", {"assignment": np.array([0, 1, 0])}, {}),
        ("no solution, yet", {"objective": np.inf}, {}),
    ],
)  # fmt: skip
def test_every_fault_is_found(what, change, options) -> None:
    with pytest.raises(InfeasibleResultError, match=what):
        check_feasibility(dataclasses.replace(good(), **change), DISTANCE, DEMAND, **(OPTIONS | options))
