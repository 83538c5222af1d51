"""A closed bridge: new travel times beside a run over all of the changed roads, in turns.

    python tests/bench/closed_bridge.py                     # the built-in sample, every bridge
    python tests/bench/closed_bridge.py PLAN.gpkg [--most 30] [--others 10]

Closes one bridge after the other (and some other roads) as the window does, works the journeys out again in
all modes both ways, and prints both times and their ratio, of the clock and of the processor. What a session
keeps of the roads without changes is made before. The figures must be the same to the last bit.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from gis.crs import reproject
from gis.io.project import open_plan
from gis.io.sample import import_sample
from gis.layout import NetworkEdit, NetworkEditKind
from gis.model import STORAGE_CRS, Plan
from gis.network.editdraft import edit_ground
from gis.network.edits import apply_edits
from gis.network.editshapes import plain_wkt
from gis.network.travel import all_modes, travel_matrix
from gis.network.updating import prepare_network, update_travel

Value = TypeVar("Value")
SEED = 20260101


@dataclass(frozen=True)
class Clock:
    """Seconds of the clock and of the processor."""

    wall_s: float
    cpu_s: float


def timed(work: Callable[[], Value]) -> tuple[Value, Clock]:
    """Do something and say how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    value = work()
    return value, Clock(time.perf_counter() - wall, time.process_time() - cpu)


def roads_of(plan: Plan, most: int, others: int) -> list[int]:
    """Return the bridges, or as many as asked for from all over the county, and some other roads."""
    is_bridge = plan.roads.edges["bridge"].to_numpy(dtype=bool)
    rng = np.random.default_rng(SEED)
    bridges = np.flatnonzero(is_bridge)
    if len(bridges) > most:
        bridges = np.sort(rng.choice(bridges, most, replace=False))
    rest = np.flatnonzero(~is_bridge)
    return [*bridges.tolist(), *np.sort(rng.choice(rest, min(others, len(rest)), replace=False)).tolist()]


def close_each(plan: Plan, rows: Sequence[int]) -> list[tuple[Clock, Clock]]:
    """Close one road after the other; print and return the times of the update and of the full run."""
    network, points = plan.roads, (plan.settlements, plan.schools)
    modes = all_modes(None)
    travel = travel_matrix(network, *points, modes=modes)
    (ground, prepared), making = timed(
        lambda: (edit_ground(network), prepare_network(network, *points, modes=modes))
    )
    size = f"{len(plan.settlements)} × {len(plan.schools)}, {len(network.edges)} edges, {len(modes)} modes"
    print(f"{plan.meta.unit_name}: {size}; prepared once in {making.cpu_s * 1e3:.0f} ms")
    print(f"{'edge':>8} {'edit ms':>8} {'update ms':>10} {'full ms':>9} {'clock':>7} {'cpu':>7}  changed")
    lines = reproject(network.edges.geometry.to_numpy()[list(rows)], network.crs, STORAGE_CRS)
    found = []
    for turn, (row, line) in enumerate(zip(rows, lines, strict=True)):
        where = plain_wkt(line.interpolate(0.5, normalized=True))
        edit = NetworkEdit("closed", NetworkEditKind.CLOSE, "closed", where)
        made, drawing = timed(lambda edit=edit: apply_edits(network, [edit], ground=ground))

        def update(made=made):
            return update_travel(
                travel, network, made.network, *points, prepared=prepared, changed=made.changed
            )

        def full(made=made):
            return travel_matrix(made.network, *points, modes=modes)

        both = (update, full) if turn % 2 else (full, update)
        outcome = {work: timed(work) for work in both}
        (ours, own), (whole, all_) = outcome[update], outcome[full]
        for mode, times in whole.items():
            np.testing.assert_array_equal(ours[mode].seconds, times.seconds)
            np.testing.assert_array_equal(ours[mode].metres, times.metres)
        changed = sum(
            not np.array_equal(times.seconds, travel[mode].seconds, equal_nan=True)
            for mode, times in whole.items()
        )
        print(
            f"{row:>8} {drawing.wall_s * 1e3:8.0f} {own.wall_s * 1e3:10.1f} {all_.wall_s * 1e3:9.0f}"
            f" {own.wall_s / all_.wall_s:7.1%} {own.cpu_s / all_.cpu_s:7.1%}  {changed}",
            flush=True,
        )
        found.append((own, all_))
    return found


def main() -> None:
    """Print the table and the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("plan", type=Path, nargs="?", help="a plan file; default: the built-in sample")
    parser.add_argument("--most", type=int, default=30, help="bridges at most")
    parser.add_argument("--others", type=int, default=10, help="other roads")
    options = parser.parse_args()
    plan = open_plan(options.plan) if options.plan else import_sample()
    found = close_each(plan, roads_of(plan, options.most, options.others))
    for name in ("wall_s", "cpu_s"):
        ratios = [getattr(own, name) / getattr(whole, name) for own, whole in found]
        ninth = sorted(ratios)[int(0.9 * (len(ratios) - 1))]
        middle = statistics.median(ratios)
        print(f"{name}: median {middle:.1%}, nine of ten under {ninth:.1%}, worst {max(ratios):.1%}")


if __name__ == "__main__":
    main()
