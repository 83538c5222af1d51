"""A movement as a table: one row for every group of pupils, in words."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from gis.planning.county import Bools, County, Ints
from gis.planning.journeys import BANDS, Verdict, Way, band_codes
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.receivers import Rule, Unassigned


def flows_frame(outcome: Outcome) -> pd.DataFrame:
    """Return a movement as the frame ``Evaluation.flows``."""
    county, moves = outcome.county, outcome.movement
    settlements = _with_unknown(county.settlement_ids, "outside")
    names = _with_unknown(county.settlement_names, "")
    townships = _with_unknown(county.settlements["township"].tolist(), "")
    schools = _with_unknown(county.school_ids, "")
    return pd.DataFrame(
        {
            "settlement_id": settlements.take(moves.settlement),
            "settlement": names.take(moves.settlement),
            "township": townships.take(moves.settlement),
            "grade": moves.grade,
            "band": _words(band.value for band in BANDS).take(band_codes(moves.grade)),
            "school_before": schools.take(moves.before),
            "school_after": schools.take(moves.after),
            "pupils": moves.pupils,
            "boarding_before": moves.boarded,
            "boarding_after": moves.boards,
            "estimated": moves.estimated,
            "moved": moves.moved,
            "reason": _enum_words(Reason).take(moves.reason),
            "rule": _enum_words(Rule).take(moves.rule),
            "unassigned_reason": _words(
                "" if one is Unassigned.ASSIGNED else one.name.lower() for one in Unassigned
            ).take(moves.unassigned),
            "cross_township": outcome.cross_township,
            "mode_before": _way_words().take(moves.way_before),
            "mode_after": _way_words().take(moves.way_after),
            "seconds_before": moves.seconds_before,
            "seconds_after": moves.seconds_after,
            "metres_before": moves.metres_before,
            "metres_after": moves.metres_after,
            **dict(zip(("measured_before", "measured_after"), walks_measured(outcome), strict=True)),
            "verdict_before": _enum_words(Verdict).take(moves.verdict_before),
            "verdict_after": _enum_words(Verdict).take(moves.verdict_after),
        }
    )


def walks_measured(outcome: Outcome) -> tuple[Bools, Bools]:
    """Return whose walk was measured in the field, before and after."""
    moves = outcome.movement
    return (
        _measured(outcome.county, moves.settlement, moves.before, moves.way_before),
        _measured(outcome.county_after, moves.settlement, moves.after, moves.way_after),
    )


def _measured(county: County, settlement: Ints, school: Ints, way: Ints) -> Bools:
    if not county.has_measured_walks:
        return np.zeros(len(way), dtype=bool)
    on_foot = (way != Way.SCHOOL_BUS) & (way != Way.NONE) & (settlement >= 0) & (school >= 0)
    measured: Bools = on_foot & county.walk_measured[settlement, school]
    return measured


def _with_unknown(values: Any, unknown: str) -> Any:
    """Return texts to take from by code; -1 takes the last one, which stands for "none"."""
    return pd.array([*values, unknown], dtype="str")


def _words(words: Any) -> Any:
    return pd.array(list(words), dtype="str")


def _enum_words(codes: type[IntEnum]) -> Any:
    return _words(one.name.lower() for one in codes)


def _way_words() -> Any:
    return _words("" if way is Way.NONE else way.name.lower() for way in Way)
