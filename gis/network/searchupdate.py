"""New figures of the modes with one search after a change to the roads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork, TravelTimes
from gis.network.blocks import Journeys, cost_limit, fill_figures
from gis.network.costs import Ride, Timing
from gis.network.covers import least_cover
from gis.network.difference import Change, Difference, moved
from gis.network.search import search_columns
from gis.network.snap import Places
from gis.network.standing import Standing, mark_affected
from gis.network.travel import unplaced
from gis.progress import Progress, part_of

FULL_SHARE = 0.7                    # more than this share of the searches of a full run: run in full
CHEAP_STEPS = 50_000                # searches × nodes: below it they cost less than choosing the fewest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Figures = tuple[Floats, Floats]
Found = tuple[Ints, Floats, Floats]     # which were searched from; cost and metres, shapes (others, these)


@dataclass(frozen=True)
class SearchUpdate:
    """The update of modes with one search.

    Attributes
    ----------
    old
        What they saw before.
    places
        Where origins and destinations meet the network now.
    difference, own
        What has changed, and the costs of the changed edges.
    changes
        The arcs whose cost differs.
    timings
        By mode.
    """

    old: Standing
    places: tuple[Places, Places]
    difference: Difference
    own: Ride
    changes: tuple[Change, ...]
    timings: Mapping[Mode, Timing]

    @cached_property
    def new(self) -> Standing:
        """What they see now; worked out where something has to be searched."""
        return Standing(self.difference.ride(self.old.ride, self.own), *self.places, self.old.width)

    @property
    def is_repaired(self) -> bool:
        """Roads have only become worse, and the searches before are kept."""
        return self.old.kept is not None and all(change.is_worse for change in self.changes)

    def run(
        self,
        travel: Mapping[str, TravelTimes],
        after: RoadNetwork,
        cutoff_s: float | None,
        progress: Progress,
    ) -> dict[str, TravelTimes]:
        """Return the new figures of all modes of this search."""
        rows, columns = self._again(travel)
        repaired = self._repaired(columns)
        figures = {mode: (travel[mode].seconds, travel[mode].metres) for mode in self.timings}
        if len(rows) or len(columns) or len(repaired[0]):
            figures = {
                mode: (np.array(seconds, dtype=float, order="C"), np.array(metres, dtype=float, order="C"))
                for mode, (seconds, metres) in figures.items()
            }
        self._write(figures, repaired, self.places, cutoff_s)
        halves = part_of(progress, 0.0, 0.5), part_of(progress, 0.5, 1.0)
        for is_turned, chosen, half in zip((False, True), (columns, rows), halves, strict=True):
            if len(chosen):
                self._search_again(figures, chosen, is_turned=is_turned, cutoff_s=cutoff_s, progress=half)
        return {mode: self._times(travel[mode], figures[mode], after) for mode in figures}

    def _repaired(self, columns: Ints) -> Found:
        """Return what is found by repairing the searches from all destinations but some, where that does."""
        has_moved = self.places[0] is not self.old.origins
        if self.old.kept is None or not self.is_repaired or not (self.changes or has_moved):
            nothing = np.empty((len(self.places[0].edge), 0))
            return np.arange(0), nothing, nothing
        is_due = np.ones(len(self.places[1].edge), dtype=bool)
        is_due[columns] = False
        return self.old.kept.repaired(self.changes, self.places[0], is_due, has_moved=has_moved)

    def _times(self, before: TravelTimes, figures: Figures, after: RoadNetwork) -> TravelTimes:
        def without_place(known: tuple[str, ...], ids: tuple[str, ...], side: int) -> tuple[str, ...]:
            was, now = self.old.places[side], self.places[side]
            return known if now is was else unplaced(ids, now)

        ids = before.origin_ids, before.destination_ids
        return TravelTimes(
            before.mode,
            *ids,
            *figures,
            network_digest=after.digest,
            unplaced_origins=without_place(before.unplaced_origins, ids[0], 0),
            unplaced_destinations=without_place(before.unplaced_destinations, ids[1], 1),
        )

    def _search_again(
        self,
        figures: Mapping[Mode, Figures],
        chosen: Ints,
        *,
        is_turned: bool,
        cutoff_s: float | None,
        progress: Progress,
    ) -> None:
        """Search from some destinations, or from some origins over the turned graph; write the figures."""
        near, far = self.new.places[::-1] if is_turned else self.new.places
        arcs = self.new.turned if is_turned else self.new.arcs
        limit = cost_limit(Journeys(arcs, near, far, dict(self.timings)), cutoff_s)
        found = search_columns(arcs, near, chosen, progress=progress, limit=limit)
        self._write(figures, (chosen, *found), (near, far), cutoff_s, is_turned=is_turned)

    def _write(
        self,
        figures: Mapping[Mode, Figures],
        found: Found,
        ends: tuple[Places, Places],
        cutoff_s: float | None,
        *,
        is_turned: bool = False,
    ) -> None:
        """Write the figures of some destinations, or of some origins."""
        chosen, cost, metres = found
        for mode, whole in figures.items() if len(chosen) else ():
            fill_figures(
                whole, (cost, metres), ends, chosen, self.timings[mode], cutoff_s, is_turned=is_turned
            )

    def _again(self, travel: Mapping[str, TravelTimes]) -> tuple[Ints, Ints]:
        """Return origins and destinations to search from again, which together cover all pairs affected."""
        shape = len(self.places[0].edge), len(self.places[1].edge)
        everything = np.arange(0), np.arange(shape[1])
        if len(self.changes) > max(1, int(FULL_SHARE * min(shape))) and not self.is_repaired:
            return everything
        is_changed = np.zeros(self.difference.count + 1, dtype=bool)    # the last one: no edge
        is_changed[[change.edge for change in self.changes]] = True
        is_row, is_column = (
            moved(was, now, is_changed) for was, now in zip(self.old.places, self.places, strict=True)
        )
        if self.is_repaired:            # origins that meet another road are looked up from there
            edge = self.places[0].edge
            is_row = is_changed[edge] | (edge >= len(self.old.ride.joinable))
            found = is_row, is_column
        else:
            found = self._cover(self._affected(travel), is_row, is_column)
        rows, columns = (
            np.flatnonzero(one | other) for one, other in zip((is_row, is_column), found, strict=True)
        )
        return (rows, columns) if len(rows) + len(columns) <= FULL_SHARE * shape[1] else everything

    def _cover(self, pairs: Bools, is_row: Bools, is_column: Bools) -> tuple[Bools, Bools]:
        """Choose origins and destinations that cover all pairs not yet covered by some: few, or the fewest.

        ``pairs`` loses those that are covered.
        """
        from gis.network.coverkernel import cover_quickly

        rows, columns = np.zeros_like(is_row), np.zeros_like(is_column)
        count = cover_quickly(pairs, is_row, is_column, rows, columns)
        return least_cover(pairs) if count * self.new.ride.graph.node_count > CHEAP_STEPS else (rows, columns)

    def _affected(self, travel: Mapping[str, TravelTimes]) -> Bools:
        """Return the pairs that a changed arc can matter to; shape (origins, destinations)."""
        pairs = np.zeros([len(places.edge) for places in self.places], dtype=bool)
        if self.changes:
            quickest, timing = min(self.timings.items(), key=lambda each: each[1].s_per_cost)
            before = self.old, travel[quickest].seconds, timing
            for standing, is_worse in ((self.old, True), (self.new, False)):
                some = [change for change in self.changes if change.is_worse == is_worse]
                mark_affected(standing, some, before, pairs)
        return pairs
