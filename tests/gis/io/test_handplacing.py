"""A place put on the map by hand: its journeys only, its issue fixed, nothing outside the county."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from miniature import miniature_plan

from gis.errors import InputError
from gis.io.handplacing import place_by_hand
from gis.model import Issue, IssueState, Plan


@pytest.fixture
def plan() -> Plan:
    """The county, one settlement of which has lost its position."""
    whole = miniature_plan()
    lost = str(whole.settlements.index[0])
    settlements = whole.settlements.copy()
    settlements.loc[lost, "geometry"] = None
    issue = Issue("error", "settlement_without_position", "villages.csv", row=2, subject_id=lost,
                  values={"name": str(settlements["name"].loc[lost])})  # fmt: skip
    return replace(whole, settlements=settlements, issues=(issue,))


def test_a_settlement_is_placed_and_only_its_journeys_are_new(plan: Plan) -> None:
    lost = str(plan.settlements.index[0])
    there = miniature_plan().settlements.geometry.loc[lost]
    placed = place_by_hand(plan, lost, there.x, there.y)
    point = placed.settlements.geometry.loc[lost]
    assert (point.x, point.y) == (there.x, there.y)
    assert placed.issues[0].state is IssueState.FIXED
    for mode, times in placed.travel.items():
        rows = [i for i, name in enumerate(times.origin_ids) if name != lost]
        before = plan.travel[mode]
        np.testing.assert_array_equal(times.seconds[rows], before.seconds[rows])
    assert plan.settlements.geometry.loc[lost] is None, "the plan given is left alone"


def test_a_click_outside_the_county_places_nothing(plan: Plan) -> None:
    with pytest.raises(InputError, match="km"):
        place_by_hand(plan, str(plan.settlements.index[0]), 100.0, 30.0)
