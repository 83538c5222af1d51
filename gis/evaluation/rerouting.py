"""What a scenario's changes to the roads do to the pupils who stay at their school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gis.layout import NetworkEditKind
from gis.model import Issue
from gis.planning.editedroads import EditedRoads
from gis.planning.outcome import Outcome

ONLY_WORSE = (NetworkEditKind.CLOSE, NetworkEditKind.DANGER, NetworkEditKind.BARRIER)
OTHER_S = 1.0                       # a second more or less is the same way


def edit_rows(roads: EditedRoads | None) -> tuple[dict[str, Any], ...]:
    """Return the changes in force, with the length of the roads that each made different."""
    if roads is None:
        return ()
    touched = roads.made.touched
    metres = touched[touched["edge"] >= 0].groupby("edit_id")["length_m"].sum()
    return tuple(
        {
            "edit_id": edit.edit_id,
            "kind": edit.kind.value,
            "name": edit.name,
            "season": edit.season,
            "length_m": float(metres.get(edit.edit_id, 0.0)),
        }
        for edit in roads.edits
    )


def road_issues(roads: EditedRoads | None, counts: Mapping[str, int]) -> tuple[Issue, ...]:
    """Return what of the changes could not be done, and say so where closing roads seems to help somebody.

    Whose nearest road is closed is taken straight to another one; that may even be the shorter way.
    """
    if roads is None:
        return ()
    better = counts["shorter_pupils"] + counts["reached_pupils"]
    if not better or any(edit.kind not in ONLY_WORSE for edit in roads.edits):
        return roads.made.issues
    return (*roads.made.issues, Issue("warning", "edit_closing_shortens", values={"pupils": str(better)}))


def rerouted(outcome: Outcome) -> dict[str, int]:
    """Return the pupils of ``Evaluation.rerouted``."""
    if outcome.roads is None:
        return {}
    moves = outcome.movement
    stays = ~moves.moved & ~moves.boarded & ~moves.boards
    before, after = moves.seconds_before, moves.seconds_after
    groups = {
        "longer_pupils": after > before + OTHER_S,
        "shorter_pupils": after < before - OTHER_S,
        "cut_off_pupils": np.isnan(after) & ~np.isnan(before),
        "reached_pupils": np.isnan(before) & ~np.isnan(after),
    }
    return {name: int(moves.pupils[stays & found].sum()) for name, found in groups.items()}
