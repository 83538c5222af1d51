"""Siblings and 对口: what of them a plan keeps, as far as totals can tell.

Pupils are known as totals, not as families. A settlement whose grades of one 学段 go to more than one school
stands for siblings who may be parted: it is a proxy and is called so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.planning.county import Bools, Ints
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY

STAGES = ("primary", "junior")


@dataclass(frozen=True)
class KeptLinks:
    """What becomes of settlements that go to one school, and of 对口.

    Attributes
    ----------
    split_before, split_after
        By 学段 (primary, junior): settlements whose grades go to more than one school.
    newly_split
        By 学段: ids of the settlements that only the plan splits.
    newly_split_pupils
        By 学段: their pupils.
    feeder_links
        Links of the 对口 table between schools that are open at baseline.
    broken_links
        Those of them (from, to) where the plan ends the last primary grade of the one or the first junior
        grade of the other.
    """

    split_before: dict[str, int]
    split_after: dict[str, int]
    newly_split: dict[str, tuple[str, ...]]
    newly_split_pupils: dict[str, int]
    feeder_links: int
    broken_links: tuple[tuple[str, str], ...]


def kept_links(outcome: Outcome, feeders: Ints) -> KeptLinks:
    """Count what a plan keeps together.

    Parameters
    ----------
    feeders
        Pairs of school codes, of :func:`gis.planning.policies.feeder_codes`.
    """
    county, moves = outcome.county, outcome.movement
    junior = moves.grade > county.last_primary_grade
    before, after, new, pupils = {}, {}, {}, {}
    for name, rows in zip(STAGES, (~junior, junior), strict=True):
        was = _split(outcome, rows & (moves.settlement >= 0), moves.before)
        becomes = _split(outcome, rows & (moves.settlement >= 0), moves.after)
        only_now = np.flatnonzero(becomes & ~was)
        before[name], after[name] = int(was.sum()), int(becomes.sum())
        new[name] = tuple(map(str, county.settlement_ids[only_now]))
        pupils[name] = int(moves.pupils[rows & np.isin(moves.settlement, only_now)].sum())
    links, broken = _feeder_links(outcome, feeders)
    return KeptLinks(before, after, new, pupils, links, broken)


def _split(outcome: Outcome, rows: Bools, school: Ints) -> Bools:
    """Whether a settlement's pupils of some rows go to more than one school; without a school is none."""
    moves = outcome.movement
    rows = rows & (school != NOBODY)
    pairs = np.unique(np.column_stack([moves.settlement[rows], school[rows]]), axis=0)
    counts = np.bincount(pairs[:, 0], minlength=len(outcome.county.settlement_ids))
    split: Bools = counts > 1
    return split


def _feeder_links(outcome: Outcome, feeders: Ints) -> tuple[int, tuple[tuple[str, str], ...]]:
    county, teaches = outcome.county, outcome.situation.teaches
    last, first = county.last_primary_grade - 1, county.last_primary_grade
    from_, to = feeders.reshape(-1, 2).T
    stood = county.teaches[from_, last] & county.teaches[to, first]
    broken = stood & ~(teaches[from_, last] & teaches[to, first])
    ids = county.school_ids
    pairs = tuple((str(ids[a]), str(ids[b])) for a, b in feeders.reshape(-1, 2)[broken].tolist())
    return int(stood.sum()), pairs
