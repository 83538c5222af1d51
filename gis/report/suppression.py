"""Counts that are published together: which must be withheld so that no small one can be worked out.

Whoever reads the tables knows every count that is shown, the rule, and how the counts add up. Each count is a
sum of unknown whole numbers; the smallest and largest value that a hidden count can have, given all that, is
found exactly (mixed-integer programme). More counts are hidden until no hidden one can be told closer than
the rule allows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
States = NDArray[np.int8]
MOST_TRIED = 8  # counts tried as company before the first of them is taken


class State(IntEnum):
    """What is printed of a count."""

    SHOWN = 0
    SMALL = 1  # "<5"
    WITHHELD = 2  # "不公开": not a small count
    UNSAID = 3  # "不公开", a small count whose class would give another small one away


@dataclass(frozen=True)
class Counts:
    """Counts and what the reader knows of them.

    Attributes
    ----------
    values
        The counts.
    sums
        Counts × unknown groups of pupils, 1 where a group belongs to a count.
    least
        What other printed statements prove at least (a village whose way is printed has a pupil).
    """

    values: Ints
    sums: csr_array
    least: Ints

    @classmethod
    def of(
        cls, values: Iterable[int], members: Iterable[Iterable[int]], groups: int, least: Iterable[int] = ()
    ) -> Counts:
        """Build from the groups that each count consists of."""
        listed = [list(of_count) for of_count in members]
        rows = np.repeat(np.arange(len(listed)), [len(m) for m in listed])
        columns = np.array([group for of_count in listed for group in of_count], dtype=np.int64)
        sums = csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(listed), groups))
        known = np.array(list(values), dtype=np.int64)
        proven = np.array(list(least), dtype=np.int64)
        return cls(known, sums, proven if len(proven) else np.zeros(len(known), dtype=np.int64))


def suppress(counts: Counts, smallest: int) -> States:
    """Return what to print of each count.

    Parameters
    ----------
    smallest
        Counts from 1 to ``smallest - 1`` become small; counts of 0 are shown.

    Returns
    -------
    numpy.ndarray
        :class:`State` per count. A small count may be anything from 1 to ``smallest - 1`` for the reader (or
        as far as other printed statements leave it open); a withheld one has as many possible values. Where
        no count is left to withhold, small counts that add up with each other lose their class: two schools
        under 5 whose sum is under 5 would have at most 3 each. A reader is taken to tell such a count from a
        withheld one, although both are printed alike.
    """
    state = np.where((counts.values > 0) & (counts.values < smallest), State.SMALL, State.SHOWN)
    state = state.astype(np.int8)
    reader = _Reader(counts, state, smallest)
    safe: set[Hashable] = set()
    waiting = np.flatnonzero(state).tolist()
    while waiting:
        # hiding more only widens what is possible, so a count that is safe once stays so
        cell, alike = waiting[-1], reader.alike(waiting[-1])
        if alike in safe or is_protected(counts, state, smallest, cell, reader.bounds(cell)):
            safe.add(alike)
            waiting.pop()
            continue
        hidden = _company(counts, state, smallest, cell)
        if hidden is not None:
            state[hidden] = State.WITHHELD
            waiting.insert(0, hidden)
        elif (unsaid := _classless(counts, state, smallest, cell)) is not None:
            state[unsaid] = State.UNSAID
        else:
            waiting.pop()
            continue
        reader = _Reader(counts, state, smallest)
    return state


def bounds(counts: Counts, state: States, smallest: int, cell: int) -> tuple[int, int | None]:
    """Return the least and largest value that a reader can prove a hidden count to have (None: no limit)."""
    return _Reader(counts, state, smallest).bounds(cell)


def is_protected(
    counts: Counts, state: States, smallest: int, cell: int, found: tuple[int, int | None]
) -> bool:
    """Whether bounds are as wide as the rule: a small count's class, as many values for another."""
    low, high = found
    if state[cell] == State.SMALL:
        return low <= max(1, int(counts.least[cell])) and (high is None or high >= smallest - 1)
    return high is None or high - low >= smallest - 2


def _company(counts: Counts, state: States, smallest: int, cell: int) -> int | None:
    """Return the count to hide so that another is not given away: the first that leaves it more room.

    The shortest sums that the count is part of come first, and within a sum the smallest count; a sum itself
    is hidden where nothing inside it is left.
    """
    width = _width(_Reader(counts, state, smallest).bounds(cell))
    candidates = list(dict.fromkeys(_by_closeness(counts, state, cell)))
    for candidate in candidates[:MOST_TRIED]:
        tried = state.copy()
        tried[candidate] = State.WITHHELD
        if _width(_Reader(counts, tried, smallest).bounds(cell)) > width:
            return candidate
    return candidates[0] if candidates else None


def _classless(counts: Counts, state: States, smallest: int, cell: int) -> int | None:
    """Return the small count to take the class from so that another has more room, None if none gives any.

    Sums of several groups come first, the count itself last among equals.
    """
    width = _width(_Reader(counts, state, smallest).bounds(cell))
    small = [row for row in _rows_with(counts, _groups(counts, cell)) if state[row] == State.SMALL]
    small.sort(key=lambda row: (-len(_groups(counts, row)), row == cell, row))
    for row in small:
        tried = state.copy()
        tried[row] = State.UNSAID
        if _width(_Reader(counts, tried, smallest).bounds(cell)) > width:
            return row
    return None


def _by_closeness(counts: Counts, state: States, cell: int) -> Iterator[int]:
    own = _groups(counts, cell)
    may_hide = (state == State.SHOWN) & (counts.values > 0)
    sums = [row for row in _rows_with(counts, own) if row != cell and may_hide[row]]
    sums.sort(key=lambda row: (len(_groups(counts, row)), row))
    for row in sums:
        inside = _groups(counts, row)
        parts = [
            part
            for part in _rows_with(counts, inside)
            if part not in (row, cell) and may_hide[part] and _groups(counts, part) <= inside
        ]
        yield from sorted(parts, key=lambda part: (int(counts.values[part]), part))[:MOST_TRIED]
        if not parts:
            yield row
    yield from sums


def _width(found: tuple[int, int | None]) -> float:
    return float("inf") if found[1] is None else float(found[1] - found[0])


def _groups(counts: Counts, cell: int) -> frozenset[int]:
    return frozenset(counts.sums.indices[counts.sums.indptr[cell] : counts.sums.indptr[cell + 1]].tolist())


def _rows_with(counts: Counts, groups: frozenset[int]) -> list[int]:
    """Return the counts that any of the groups belongs to."""
    chosen = np.zeros(counts.sums.shape[1])
    chosen[list(groups)] = 1.0
    return [int(row) for row in np.flatnonzero(counts.sums @ chosen > 0)]


class _Reader:
    """What a reader of the tables can work out. Groups that a shown count gives away by itself are put in."""

    def __init__(self, counts: Counts, state: States, smallest: int) -> None:
        self._sums, self._state = counts.sums, state
        self._open = np.ones(counts.sums.shape[1], dtype=bool)
        lengths = np.diff(counts.sums.indptr)
        single = np.flatnonzero((lengths == 1) & (state == State.SHOWN))
        given = np.zeros(counts.sums.shape[1])
        at = counts.sums.indices[counts.sums.indptr[single]]
        given[at], self._open[at] = counts.values[single], False
        self._given = counts.sums @ given
        self._low = np.select([state == State.SHOWN, state == State.WITHHELD], [counts.values, smallest], 1)
        self._low = np.maximum(self._low, np.where(state == State.SHOWN, 0, counts.least)).astype(float)
        self._high = np.select(
            [state == State.SHOWN, state == State.SMALL], [counts.values, smallest - 1], np.inf
        )
        self._columns = counts.sums.tocsc()

    def alike(self, cell: int) -> Hashable:
        """Return what makes the bounds of two counts the same: state, proof, and their sums."""
        own = self._sums.indices[self._sums.indptr[cell] : self._sums.indptr[cell + 1]]
        if len(own) != 1 or not self._open[own[0]]:
            return cell
        rows = self._columns.indices[self._columns.indptr[own[0]] : self._columns.indptr[own[0] + 1]]
        return int(self._state[cell]), float(self._low[cell]), tuple(sorted(set(rows.tolist()) - {cell}))

    def bounds(self, cell: int) -> tuple[int, int | None]:
        """Return the least and largest value of a count (None: no limit)."""
        rows, groups = self._component(cell)
        if not len(groups):
            fixed = int(self._given[cell])
            return fixed, fixed
        goal = self._sums[[cell]][:, groups].toarray().ravel()
        low = self._solve(rows, groups, goal)
        high = self._solve(rows, groups, -goal)
        base = self._given[cell]
        return round((low or 0.0) + base), None if high is None else round(base - high)

    def _component(self, cell: int) -> tuple[Ints, Ints]:
        """Return the counts and the open groups that hang together with a count."""
        groups = np.zeros(self._sums.shape[1], dtype=bool)
        groups[self._sums.indices[self._sums.indptr[cell] : self._sums.indptr[cell + 1]]] = True
        groups &= self._open
        while True:
            rows = np.flatnonzero(self._sums @ groups.astype(float) > 0)
            grown = (self._sums[rows].sum(axis=0) > 0).ravel() & self._open
            if (grown == groups).all():
                return rows.astype(np.int64), np.flatnonzero(groups).astype(np.int64)
            groups = grown

    def _solve(self, rows: Ints, groups: Ints, goal: NDArray[np.float64]) -> float | None:
        """Return the least value of ``goal`` over all whole numbers that fit the tables, None = no limit."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        inside = self._sums[rows][:, groups]
        limits = LinearConstraint(
            inside, self._low[rows] - self._given[rows], self._high[rows] - self._given[rows]
        )
        found = milp(
            goal,
            integrality=np.ones(len(groups), dtype=np.int64),
            bounds=Bounds(0, np.inf),
            constraints=limits,
        )
        if found.status == 0:
            return float(found.fun)
        if found.status in (3, 4):  # unbounded, or infeasible-or-unbounded: the true counts are feasible
            return None
        raise RuntimeError(found.message)
