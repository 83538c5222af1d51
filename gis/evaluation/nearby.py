"""就近划片入学: the share of pupils of town schools who live in their school's zone (YZ-53).

Public primary and junior schools in 城区 and 镇区 without boarders count; teaching points, private and other
kinds of schools do not. What the plan does not say (zones, 城乡类型) is missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.evaluation.schools import Load
from gis.model import GRADES
from gis.planning.county import Bools, County, Ints
from gis.planning.ledger import SCHOOL_TYPES, numbers
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.receivers import NOBODY
from gis.planning.trips import Trips

TOWN = "1"                           # 城乡类型 1xx is 城区 or 镇区, 2xx 乡村 (GB/T 33782)
STAGES = ("primary", "junior")
NO_TOWN_SCHOOL, NO_ZONES, KIND_UNKNOWN = "nearby_no_school", "nearby_no_zones", "nearby_kind_unknown"


@dataclass(frozen=True, slots=True)
class NearbySide:
    """One side of the share.

    Attributes
    ----------
    schools
        Number of schools that count and have zones.
    pupils
        Their roll in the stage's grades; homes outside the county are in it, and in no zone.
    in_zone_pupils
        Those who live in their school's zone.
    redrawn_pupils
        Those of ``in_zone_pupils`` whose zoned schools the scenario closes: their zone goes with them to the
        school that takes them. 0 at baseline.
    share
        ``in_zone_pupils / pupils``; None without any.
    """

    schools: int
    pupils: int
    in_zone_pupils: int
    redrawn_pupils: int
    share: float | None


@dataclass(frozen=True, slots=True)
class NearbyShare:
    """The share of one stage (primary, junior) before and after.

    ``missing``: why there is no share, or what it leaves out, as message codes; ``schools_without_zone`` and
    ``schools_of_unknown_kind``: ids of the schools that it leaves out for that.
    """

    stage: str
    before: NearbySide
    after: NearbySide
    missing: tuple[str, ...]
    schools_without_zone: tuple[str, ...]
    schools_of_unknown_kind: tuple[str, ...]


def nearby_shares(outcome: Outcome, load: Load) -> tuple[NearbyShare, ...]:
    """Return the shares of the primary and the junior stage.

    Parameters
    ----------
    outcome, load
        The scenario worked out.
    """
    county = outcome.county
    last_primary = county.last_primary_grade
    return tuple(
        _share(outcome, load, stage, (np.array(GRADES) > last_primary) == (stage == STAGES[1]))
        for stage in STAGES
    )


def _share(outcome: Outcome, load: Load, stage: str, grades: Bools) -> NearbyShare:
    county, situation, memory = outcome.county, outcome.situation, outcome.memory
    kind = memory.once("town or not", lambda: county.urban_rural.astype("U1"))       # the first digit
    zoned = memory.once(("zoned", stage), lambda: np.isin(np.arange(len(kind)), county.zoned[:, grades]))
    ordinary = memory.once(
        "ordinary", lambda: ~county.is_private & np.isin(county.type_code, list(SCHOOL_TYPES))
    )
    is_boarding = outcome.own.once("boarding", lambda: _boarding(county, load))
    in_zones = zoned & (kind == TOWN)

    def side(name: str, teaches: Bools, is_point: Bools) -> tuple[Bools, NearbySide]:
        schools = ordinary & teaches[:, grades].any(axis=1) & ~is_point & ~is_boarding[name]
        return schools, _side(_counts(outcome)[name], schools & in_zones, grades)

    counted_before, before = memory.once(
        ("nearby", stage), lambda: side("before", county.teaches, county.is_point)
    )
    counted_after, after = side("after", situation.teaches, situation.is_point)
    counted = counted_before | counted_after
    without = counted & (kind == TOWN) & ~zoned
    unknown = counted & (kind == "")
    missing = [
        code
        for code, is_so in (
            (NO_TOWN_SCHOOL, not (counted & (kind != "2")).any()),
            (NO_ZONES, without.any()),
            (KIND_UNKNOWN, unknown.any()),
        )
        if is_so
    ]
    return NearbyShare(
        stage, before, after, tuple(missing), _ids(county, without), _ids(county, unknown)
    )


def _boarding(county: County, load: Load) -> dict[str, Bools]:
    """Whether a school boards pupils: somebody does, or its ledger says so."""
    told = numbers(county.schools, "boarders") > 0
    return {"before": told | (load.boarders_before > 0), "after": told | (load.boarders_after > 0)}


@dataclass(frozen=True)
class _Counts:
    """Pupils, those in their school's zone, and those whose zone went with them; schools × grades."""

    pupils: Ints
    in_zone: Ints
    redrawn: Ints


def _counts(outcome: Outcome) -> dict[str, _Counts]:
    county, changes = outcome.county, outcome.changes
    before = outcome.memory.once("zones", lambda: _counts_of(county, changes.before))
    return outcome.own.once("zones", lambda: {"before": before, "after": _counts_after(outcome, before)})


def _counts_of(county: County, trips: Trips) -> _Counts:
    rows = np.flatnonzero(trips.school != NOBODY)
    zones = county.zoned[trips.settlement[rows], trips.grade[rows] - 1]
    in_zone = rows[(zones == trips.school[rows][:, None]).any(axis=1)]
    return _Counts(
        _by_grade(county, trips, rows), _by_grade(county, trips, in_zone), _by_grade(county, trips, rows[:0])
    )


def _counts_after(outcome: Outcome, before: _Counts) -> _Counts:
    county, changes, moves = outcome.county, outcome.changes, outcome.movement
    gone, come = _counts_of(county, changes.gone), _counts_of(county, changes.come)
    at, teaches, grade = moves.changed, outcome.situation.teaches, changes.come.grade - 1
    zones = county.zoned[changes.come.settlement, grade]
    in_zone = (zones == changes.come.school[:, None]).any(axis=1)
    open_zone = ((zones != NOBODY) & teaches[zones, grade[:, None]]).any(axis=1)
    closed_zone = (zones == moves.before[at][:, None]).any(axis=1) & ~open_zone
    moved = moves.reason[at] != Reason.STAY
    redrawn = np.flatnonzero(closed_zone & ~in_zone & moved & (changes.come.school != NOBODY))
    return _Counts(
        before.pupils - gone.pupils + come.pupils,
        before.in_zone - gone.in_zone + come.in_zone,
        _by_grade(county, changes.come, redrawn),
    )


def _by_grade(county: County, trips: Trips, rows: Ints) -> Ints:
    shape = len(county.school_ids), len(GRADES)
    key = trips.school[rows] * len(GRADES) + trips.grade[rows] - 1
    counts = np.bincount(key, weights=trips.pupils[rows], minlength=shape[0] * shape[1])
    return counts.astype(np.int64).reshape(shape)


def _side(counts: _Counts, schools: Bools, grades: Bools) -> NearbySide:
    here = np.ix_(schools, grades)
    pupils = int(counts.pupils[here].sum())
    inside, taken_along = int(counts.in_zone[here].sum()), int(counts.redrawn[here].sum())
    total = inside + taken_along
    return NearbySide(int(schools.sum()), pupils, total, taken_along, total / pupils if pupils else None)


def _ids(county: County, chosen: Bools) -> tuple[str, ...]:
    return tuple(str(one) for one in county.school_ids[chosen])


def nearby_frame(shares: tuple[NearbyShare, ...]) -> pd.DataFrame:
    """Return the shares as a table: ``stage``, then every figure of both sides."""
    names = ("schools", "pupils", "in_zone_pupils", "redrawn_pupils", "share")
    return pd.DataFrame(
        [
            {"stage": one.stage}
            | {f"{name}_before": getattr(one.before, name) for name in names}
            | {f"{name}_after": getattr(one.after, name) for name in names}
            for one in shares
        ]
    )
