"""A travel matrix worked out block by block: bounded memory; a cancelled run goes on where it stopped."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis.model import Mode
from gis.network.costs import Timing
from gis.network.search import Arcs, search_columns
from gis.network.snap import Places
from gis.progress import Progress, part_of

BLOCK_BYTES = 32 * 2**20            # of cost and metres at once, before they become seconds
BLOCK_STEPS = 50_000_000            # searches × nodes at once: a second or two, which a cancel may lose
CELL_BYTES = 16                     # cost and metres, or seconds and metres, of one pair
NODE_BYTES, ARC_BYTES = 24, 28      # of a running search, and of the graph

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass
class PartialMatrix:
    """What a run has finished so far. A new one is empty; after a cancelled run, give it to the next one.

    Attributes
    ----------
    key
        Digest of everything that decides the matrix; a run with another key begins anew.
    seconds, metres
        By mode, NaN where not finished; shape (origins, destinations).
    done
        By mode, which destinations are finished; shape (destinations,).
    """

    key: str = ""
    seconds: dict[Mode, Floats] = field(default_factory=dict)
    metres: dict[Mode, Floats] = field(default_factory=dict)
    done: dict[Mode, Bools] = field(default_factory=dict)

    def begin(self, key: str, modes: Sequence[Mode], shape: tuple[int, int]) -> None:
        """Keep what belongs to the key, else make room for all of it."""
        if key != self.key:
            self.key = key
            self.seconds, self.metres = ({mode: np.full(shape, np.nan) for mode in modes} for _ in range(2))
            self.done = {mode: np.zeros(shape[1], dtype=bool) for mode in modes}

    def keep(self, *, is_last: bool = False) -> None:
        """Take note that a block is finished, or the run given up; here all of it stays in memory alone."""

    def end(self) -> None:
        """Take note that everything is finished."""


@dataclass(frozen=True)
class Journeys:
    """Where the journeys of modes with one search begin and end, and the graph between.

    Attributes
    ----------
    arcs
        Made ready for searches towards ``destinations``.
    timings
        How each mode turns cost into seconds.
    """

    arcs: Arcs
    origins: Places
    destinations: Places
    timings: dict[Mode, Timing]


def estimate_memory_bytes(
    origins: int, destinations: int, modes: int, *, nodes: int = 0, edges: int = 0
) -> int:
    """Return how much memory a travel matrix takes at its peak, beyond what the network itself takes.

    Parameters
    ----------
    origins, destinations, modes
        How many.
    nodes, edges
        Of the network.
    """
    result = origins * destinations * modes * CELL_BYTES
    block = 4 * min(BLOCK_BYTES, origins * destinations * CELL_BYTES)
    searches = nodes * NODE_BYTES * (os.cpu_count() or 1) + 2 * edges * ARC_BYTES
    return result + block + searches


def fill_blocks(
    journeys: Journeys, partial: PartialMatrix, *, cutoff_s: float | None, progress: Progress
) -> None:
    """Work out what is not done yet of the modes of one search.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``; the blocks finished stay in ``partial``.
    """
    modes = list(journeys.timings)
    limit = cost_limit(journeys, cutoff_s)
    missing = np.flatnonzero(~partial.done[modes[0]])
    done = len(partial.done[modes[0]]) - len(missing)
    for columns in _blocks(missing, len(journeys.origins.edge), journeys.arcs.graph.node_count):
        share = (done / len(partial.done[modes[0]]), (done + len(columns)) / len(partial.done[modes[0]]))
        cost, metres = search_columns(
            journeys.arcs, journeys.origins, columns, progress=part_of(progress, *share), limit=limit
        )
        for mode, timing in journeys.timings.items():
            figures = partial.seconds[mode], partial.metres[mode]
            ends = journeys.origins, journeys.destinations
            fill_figures(figures, (cost, metres), ends, columns, timing, cutoff_s)
        for mode in modes:
            partial.done[mode][columns] = True
        done += len(columns)
        partial.keep()


def _blocks(columns: NDArray[np.int64], origins: int, nodes: int) -> Iterator[NDArray[np.int64]]:
    size = min(BLOCK_BYTES // max(1, origins * CELL_BYTES), BLOCK_STEPS // max(1, nodes))
    size = max(1, size)
    for start in range(0, len(columns), size):
        yield columns[start : start + size]


def cost_limit(journeys: Journeys, cutoff_s: float | None) -> Floats | None:
    """Return the cost beyond which no journey is within the cut-off; shape (destinations,)."""
    if cutoff_s is None or not journeys.origins.placed.any():
        return None
    approach_m = np.nan_to_num(journeys.destinations.approach_m) + np.nanmin(journeys.origins.approach_m)
    limits = [
        (cutoff_s - timing.wait_s - timing.stops_s - approach_m / timing.approach_mps) / timing.s_per_cost
        for timing in journeys.timings.values()
    ]
    greatest: Floats = np.max(limits, axis=0)
    return greatest + 1e-6 * np.abs(greatest)           # rounding must not lose a journey


def fill_figures(
    figures: tuple[Floats, Floats],
    found: tuple[Floats, Floats],
    ends: tuple[Places, Places],
    chosen: NDArray[np.int64],
    timing: Timing,
    cutoff_s: float | None,
    *,
    is_turned: bool = False,
) -> None:
    """Write seconds and metres from point to point where they were searched for, NaN = no way.

    Parameters
    ----------
    figures
        Seconds and metres, which are written; shape (origins, destinations).
    found
        Cost and metres on the network, see :func:`gis.network.search.search_columns`.
    ends
        Where the searches went, and the places some of which they began at.
    chosen
        Which of the latter.
    is_turned
        They began at origins.
    """
    from gis.network.placekernel import write_figures

    near, far = ends
    numbers = timing.as_numbers(cutoff_s)
    write_figures(
        found[0].T, found[1].T, near.approach_m, far.approach_m, chosen, is_turned, numbers, *figures
    )


def keep_nearest(seconds: Floats, metres: Floats, nearest: int) -> tuple[Floats, Floats]:
    """Return figures of the destinations of least seconds of every origin, of equals the first; else NaN."""
    seconds, metres = seconds.copy(), metres.copy()
    rows = max(1, BLOCK_BYTES // max(1, seconds.shape[1] * CELL_BYTES))
    for start in range(0, len(seconds), rows):
        part = slice(start, start + rows)
        others = np.argsort(seconds[part], axis=1, kind="stable")[:, nearest:]
        np.put_along_axis(seconds[part], others, np.nan, axis=1)
        np.put_along_axis(metres[part], others, np.nan, axis=1)
    return seconds, metres
