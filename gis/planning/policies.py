"""Whom a scenario assigns to which school.

- minimal: only those whose school or grade closes move, by the receiver order.
- zones (重新划片): everybody by the 划片 table; junior grades without a zone by 对口, from the primary school
  where most of the settlement's last primary grade goes.
- nearest: everybody to the school of least walking time; ties by metres, then the same township, then code.
- least_time: least total walking time within the places of each school and 学段.

A receiver that a decision names comes before every policy. Pupils at schools that do not receive by default
(民办, special), and those whose home is unknown, stay where they are unless it closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gis.layout import Policy, Scenario
from gis.model import GRADES, band_of
from gis.planning.county import Bools, County, Ints
from gis.planning.leasttime import place_within_capacity
from gis.planning.placing import Placing, everybody_stays, groups_of, leaving_rows, put
from gis.planning.receivers import NOBODY, Received, Rule, Unassigned, find_receivers, least_time
from gis.planning.situation import Situation


def feeder_codes(county: County, feeders: pd.DataFrame) -> Ints:
    """Return the 对口 table as pairs of school codes; shape (links, 2). Unknown schools are left out."""
    if feeders.empty:
        return np.zeros((0, 2), dtype=np.int64)
    ids = pd.Index(county.school_ids)
    sides = ("from_school_id", "to_school_id")
    pairs = np.column_stack([ids.get_indexer(pd.Index(feeders[side], dtype=object)) for side in sides])
    known: Ints = pairs[(pairs >= 0).all(axis=1)].astype(np.int64)
    return known


def place(
    county: County, situation: Situation, scenario: Scenario, rules: Mapping[str, Any], feeders: Ints
) -> tuple[Placing, bool]:
    """Place everybody by the policy of a scenario.

    Parameters
    ----------
    county
        With the journeys on the scenario's roads; its attendance is the baseline.
    feeders
        Of :func:`feeder_codes`.

    Returns
    -------
    tuple
        The placing, and whether it is proven to be what the policy asks for (False: a search for whole
        settlements ended before it was).
    """
    if scenario.policy is Policy.LEAST_TIME:
        start = _place_leaving(county, situation)
        return place_within_capacity(county, situation, rules, start, whole=scenario.whole_settlements)
    if scenario.policy is Policy.NEAREST:
        near, start = _nearest(county, situation), everybody_stays(county.attendance)
        return _place_all(county, situation, Rule.NEAREST, near, np.full(len(near), True), start), True
    if scenario.policy is Policy.ZONES:
        return _place_zoned(county, situation, feeders), True
    return _place_leaving(county, situation), True


def _place_leaving(county: County, situation: Situation) -> Placing:
    """Leave everybody where they are, except those whose school or grade closes."""
    placing, rows = everybody_stays(county.attendance), leaving_rows(county.attendance, situation)
    if not len(rows):
        return placing
    found = find_receivers(county, situation, groups_of(county.attendance, rows))
    return put(placing, rows, found, county, situation)


def is_free(county: County) -> Bools:
    """Whether a policy may move a row of the baseline whose school stays: not out of a school by choice."""
    base = county.attendance
    free: Bools = county.by_default[base.school] & (base.settlement >= 0)
    return free & county.settlement_placed[base.settlement]


def _place_all(
    county: County,
    situation: Situation,
    rule: Rule,
    school: Ints,
    chosen: Bools,
    placing: Placing,
) -> Placing:
    """Give those chosen who may move the school of a policy (-1 = none: who can stay stays)."""
    base = county.attendance
    leaving = ~situation.teaches[base.school, base.grade - 1]
    rows = np.flatnonzero(leaving & chosen)
    if len(rows):
        preferred = np.where(is_free(county)[rows], school[rows], NOBODY)
        groups = groups_of(base, rows)
        found = find_receivers(county, situation, groups, (rule, preferred))
        placing = put(placing, rows, found, county, situation)
    rows = np.flatnonzero(~leaving & chosen & is_free(county) & (school != NOBODY))
    assigned = np.full(len(rows), Unassigned.ASSIGNED, dtype=np.int64)
    found = Received(school[rows], np.full(len(rows), rule, dtype=np.int64), assigned)
    return put(placing, rows, found, county, situation)


def _nearest(county: County, situation: Situation) -> Ints:
    """Return the nearest open school of each row of the baseline."""
    base, codes = county.attendance, np.argsort(county.school_ids)
    same = county.settlement_township[:, None] == county.school_township
    school = np.full(len(base.school), NOBODY, dtype=np.int64)
    for grade in GRADES:
        rows = np.flatnonzero((base.grade == grade) & (base.settlement >= 0))
        homes, back = np.unique(base.settlement[rows], return_inverse=True)
        walk = county.walk[band_of(grade)]
        allowed = np.broadcast_to(
            county.by_default & situation.teaches[:, grade - 1], (len(homes), len(codes))
        )
        found = least_time(walk.seconds[homes], walk.metres[homes], allowed, codes, same[homes])
        school[rows] = found[back]
    return school


def _place_zoned(county: County, situation: Situation, feeders: Ints) -> Placing:
    """Place by zones, then the junior grades without one: 对口 starts from where the primary grades go."""
    base = county.attendance
    junior = base.grade > county.last_primary_grade
    zoned = _zoned(county, situation)
    follows = junior & (zoned == NOBODY)
    placing = _place_all(county, situation, Rule.ZONE, zoned, ~follows, everybody_stays(base))
    fed = _fed(county, situation, placing, feeders)
    return _place_all(county, situation, Rule.FEEDER, fed, follows, placing)


def _zoned(county: County, situation: Situation) -> Ints:
    """Return the zoned school of each row of the baseline, -1 = none; homes outside the county have none.

    Its own where that is one of several (多校划片), else the nearest that is open.
    """
    base = county.attendance
    choices = county.zoned[base.settlement, base.grade - 1].T
    own = (choices == base.school).any(axis=0) & situation.teaches[base.school, base.grade - 1]
    school = np.where(own, base.school, NOBODY)
    for zoned in choices:
        may = (zoned != NOBODY) & county.by_default[zoned] & situation.teaches[zoned, base.grade - 1]
        school = np.where((school == NOBODY) & may, zoned, school)
    return school


def _fed(county: County, situation: Situation, placing: Placing, feeders: Ints) -> Ints:
    """Return the 对口 school of each row of the baseline by its settlement's primary school; -1 = none.

    Of homes outside the county it says nothing: no policy moves them.
    """
    base = county.attendance
    last = (base.grade == county.last_primary_grade) & (base.settlement >= 0) & (placing.after >= 0)
    pupils = np.zeros((len(county.settlement_ids), len(county.school_ids)), dtype=np.int64)
    np.add.at(pupils, (base.settlement[last], placing.after[last]), base.pupils[last])
    primary = np.where(pupils.any(axis=1), pupils.argmax(axis=1), NOBODY)
    school = np.full(len(base.school), NOBODY, dtype=np.int64)
    for before, after in feeders.tolist():
        may = (primary[base.settlement] == before) & (school == NOBODY) & county.by_default[after]
        school = np.where(may & situation.teaches[after, base.grade - 1], after, school)
    return school
