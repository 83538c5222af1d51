"""Journeys of groups and what the limit says about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.codes import Code, first_of
from gis.model import GRADES, Band, band_of
from gis.planning.county import Bools, County, Floats, Ints, Journeys
from gis.standards import criterion, parameter, read_once

SECONDS_PER_MINUTE = 60
BANDS = tuple(Band)
BAND_OF_GRADE = np.array([BANDS.index(band_of(grade)) for grade in GRADES])


class Way(Code):
    """How a group gets to school; the names are ``flows.mode_*``."""

    NONE = 0
    WALK_G1_3 = 1
    WALK_G4_6 = 2
    WALK_G7_9 = 3
    SCHOOL_BUS = 4
    BOARDING = 5


class Verdict(Code):
    """What the limit says about a group's journey; the names are ``flows.verdict_*``."""

    WITHIN = 0
    BORDERLINE = 1
    OVER = 2
    NO_LIMIT = 3
    BOARDING = 4
    UNREACHABLE = 5
    UNKNOWN = 6


# Daily journeys of known length: those that the travel figures are about.
IS_DAILY = np.isin(list(Verdict), [Verdict.WITHIN, Verdict.BORDERLINE, Verdict.OVER, Verdict.NO_LIMIT])


@dataclass(frozen=True)
class Limits:
    """The daily one-way limit per grade (shape 9, NaN = 未设标准) and the borderline around it."""

    seconds: Floats
    borderline_share: float

    def of(self, grade: Ints) -> Floats:
        """Return the limit of each grade 1-9."""
        limits: Floats = self.seconds[grade - 1]
        return limits


def limits_of(rules: Mapping[str, Any]) -> Limits:
    """Read the travel limits of a rules snapshot."""
    return read_once(rules, "limits", lambda: _limits_of(rules))


def _limits_of(rules: Mapping[str, Any]) -> Limits:
    seconds = np.full(len(GRADES), np.nan)
    for band in Band:
        rule = criterion(rules, f"over_limit_{band}")
        if rule.value is not None and rule.in_force:
            seconds[np.array(band.grades) - 1] = rule.value * SECONDS_PER_MINUTE
    return Limits(seconds, parameter(rules, "borderline_share").value)


def band_codes(grade: Ints) -> Ints:
    """Return the position of each grade's band in :data:`BANDS`."""
    codes: Ints = BAND_OF_GRADE[grade - 1]
    return codes


def walking(grade: Ints) -> Ints:
    """Return the walking :class:`Way` of each grade."""
    return band_codes(grade) + Way.WALK_G1_3


def lookup(journeys: Journeys, settlement: Ints, school: Ints) -> tuple[Floats, Floats]:
    """Return seconds and metres of each pair; NaN where either side is -1."""
    known = (settlement >= 0) & (school >= 0)
    seconds = np.where(known, journeys.seconds[settlement, school], np.nan)
    metres = np.where(known, journeys.metres[settlement, school], np.nan)
    return seconds, metres


def travel(county: County, settlement: Ints, school: Ints, way: Ints, grade: Ints) -> tuple[Floats, Floats]:
    """Return one-way seconds and metres of each group in its way; boarders walk on their weekly journey."""
    seconds, metres = np.full(len(way), np.nan), np.full(len(way), np.nan)
    by_bus = way == Way.SCHOOL_BUS
    band = band_codes(grade)
    parts = [(county.walk[one], ~by_bus & (band == code)) for code, one in enumerate(BANDS)]
    for journeys, rows in (*parts, (county.bus, by_bus)):
        if rows.any():
            seconds[rows], metres[rows] = lookup(journeys, settlement[rows], school[rows])
    return seconds, metres


def judge(seconds: Floats, limit: Floats, share: float, *, boards: Bools, unknown: Bools) -> Ints:
    """Hold journeys against the limit.

    Parameters
    ----------
    seconds
        One-way times, NaN = no way.
    limit
        Limits in seconds, NaN = 未设标准.
    share
        Within ± this share of the limit (bounds included) a journey is 临界, counted apart from 超时.
    boards
        Boarders leave the daily figures.
    unknown
        No position or no travel times: not the same as no way.

    Returns
    -------
    numpy.ndarray
        :class:`Verdict` codes.
    """
    return first_of(
        [
            boards,
            unknown,
            np.isnan(seconds),
            np.isnan(limit),
            seconds > limit * (1 + share),
            seconds >= limit * (1 - share),
        ],
        [
            Verdict.BOARDING,
            Verdict.UNKNOWN,
            Verdict.UNREACHABLE,
            Verdict.NO_LIMIT,
            Verdict.OVER,
            Verdict.BORDERLINE,
        ],
        Verdict.WITHIN,
    ).astype(np.int64)
