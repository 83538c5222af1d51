"""Travel times from many schools to all nodes: ours beside pandana, igraph, networkit, rustworkx and scipy.

    python tests/bench/travel_matrix.py --shared ../shared/data [--quick]

Needs the extra ``bench``. Every engine builds its own graph of the same roads and searches from the same
schools, walking, two hours at most where it can stop there; all take turns in one run. Prints medians of the
seconds by the clock and of all processors, the ratio of ours to each and to the fastest (median of the
turns), and the largest disagreement with networkx.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import multiprocessing
import os
import statistics
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork
from gis.network.blocks import estimate_memory_bytes
from gis.network.build import read_roads
from gis.network.costs import ride_of, timing_of
from gis.network.parameters import travel_parameters
from gis.network.search import CostGraph, build_arcs, node_costs
from gis.network.snap import Places
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.network.updating import prepare_network, update_travel
from gis.progress import ignore_progress

PROJECT = Path(__file__).resolve().parents[2]
CUTOFF_S = 2 * 3600
SCHOOLS = 200
LARGEST = "hebei_tianjin_drive_20241214.osm.pbf"
FILES = (
    "beatty.osm",
    "baixiang_130524_drive.osm.pbf",
    "north-bayreuth.osm.gz",
    "liechtenstein-2013-08-03.osm.pbf",
    "ningjin_130528_drive.osm.pbf",
    LARGEST,
)
PAIR_BY_PAIR_NODES = 2000           # pandana takes many seconds or minutes for more

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """Roads that can be walked both ways, and where to search from; lengths and the cut-off in metres.

    ``schools`` are nodes; ``places`` are the same as ours takes them, the way snapping would give them.
    """

    xy: Floats
    u: Ints
    v: Ints
    metres: Floats
    schools: Ints
    cutoff_m: float

    @cached_property
    def places(self) -> Places:
        return places_at(self, self.schools)


def task_of(network: RoadNetwork, schools: int, seed: int = 1) -> Task:
    """Take the walkable part of a network and draw schools among its nodes."""
    rules = travel_parameters()
    graph = ride_of(network, Mode.WALK_G1_3, rules).graph
    walk = np.isfinite(graph.forward)
    used = np.unique([graph.u[walk], graph.v[walk]])
    drawn = np.random.default_rng(seed).choice(used, min(schools, len(used)), replace=False)
    cutoff_m = CUTOFF_S / timing_of(Mode.WALK_G1_3, rules).s_per_cost
    xy = network.nodes.get_coordinates().to_numpy()
    return Task(xy, graph.u[walk], graph.v[walk], graph.length_m[walk], np.sort(drawn), cutoff_m)


def tiled(task: Task, nodes: int) -> Task:
    """Lay copies of the roads beside each other, each joined to the one before, up to a number of nodes."""
    count = len(task.xy)
    copies = -(-nodes // count)
    shift = np.arange(copies)
    step = np.ptp(task.xy[:, 0]) + 1000.0
    xy = np.concatenate([task.xy + np.array([k * step, 0.0]) for k in shift])
    u, v = (np.concatenate([end + k * count for k in shift]) for end in (task.u, task.v))
    east, west = int(task.xy[:, 0].argmax()), int(task.xy[:, 0].argmin())
    u, v = np.append(u, shift[:-1] * count + east), np.append(v, shift[1:] * count + west)
    metres = np.append(np.tile(task.metres, copies), np.full(copies - 1, 1000.0))
    schools = np.random.default_rng(1).choice(np.unique([u, v]), len(task.schools), replace=False)
    return Task(xy, u, v, metres, np.sort(schools), task.cutoff_m)


def places_at(task: Task, nodes: Ints) -> Places:
    """Return places that stand at nodes: at either end of any of its edges."""
    edge, share = np.full(len(task.xy), -1), np.zeros(len(task.xy))
    rows = np.arange(len(task.u))
    edge[task.v], share[task.v] = rows, 1.0
    edge[task.u], share[task.u] = rows, 0.0
    return Places(task.xy[nodes], edge[nodes], share[nodes], np.zeros(len(nodes)), (None,) * len(nodes))


def ours(task: Task) -> Floats:
    """The search behind travel_matrix; all threads; its limit."""
    metres = task.metres
    graph = CostGraph(len(task.xy), task.u, task.v, metres, metres, metres, is_metres=True)
    arcs = build_arcs(graph, task.places)
    columns, limit = np.arange(len(task.schools)), np.full(len(task.schools), task.cutoff_m)
    return node_costs(arcs, columns, progress=ignore_progress, limit=limit)


def with_scipy(task: Task) -> Floats:
    """Its limit; one thread."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    low, high = np.minimum(task.u, task.v), np.maximum(task.u, task.v)
    order = np.lexsort((task.metres, high, low))                  # parallel roads would be added up
    first = np.append(True, (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0))
    keep = order[first]
    shape = (len(task.xy), len(task.xy))
    matrix = coo_array((task.metres[keep], (low[keep], high[keep])), shape=shape).tocsr()
    return dijkstra(matrix, directed=False, indices=task.schools, limit=task.cutoff_m)


def with_igraph(task: Task) -> Floats:
    """No limit; one thread."""
    import igraph

    graph = igraph.Graph(len(task.xy), np.column_stack([task.u, task.v]))
    return np.array(graph.distances(task.schools.tolist(), weights=task.metres.tolist()))


def with_networkit(task: Task) -> Floats:
    """No limit; all threads."""
    import networkit

    graph = networkit.GraphFromCoo(
        (task.metres, (task.u.astype(np.uint64), task.v.astype(np.uint64))),
        n=len(task.xy), weighted=True, directed=False,
    )  # fmt: skip
    run = networkit.distance.SPSP(graph, task.schools.tolist())
    run.run()
    return np.array(run.getDistances(asarray=True))


def with_rustworkx(task: Task) -> Floats:
    """No limit; one thread."""
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(len(task.xy)))
    graph.add_edges_from(list(zip(task.u.tolist(), task.v.tolist(), task.metres.tolist(), strict=True)))
    result = np.full((len(task.schools), len(task.xy)), np.inf)
    for row, school in enumerate(task.schools.tolist()):
        found = rustworkx.dijkstra_shortest_path_lengths(graph, school, float)
        result[row, list(found.keys())] = list(found.values())
        result[row, school] = 0.0
    return result


def _pandana(task: Task) -> Any:
    import pandana
    import pandas as pd

    x, y = pd.Series(task.xy[:, 0]), pd.Series(task.xy[:, 1])
    weights = pd.DataFrame({"m": task.metres})
    return pandana.Network(x, y, pd.Series(task.u), pd.Series(task.v), weights, twoway=True)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Let nothing be printed, not even by compiled code."""
    sys.stdout.flush()
    kept = [os.dup(stream) for stream in (1, 2)]
    with Path(os.devnull).open("w") as nowhere, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
        try:
            yield
        finally:
            for stream, old in zip((1, 2), kept, strict=True):
                os.dup2(old, stream)
                os.close(old)


def with_pandana(task: Task) -> Floats:
    """Its contraction hierarchy, pair by pair; all threads; no limit."""
    net = _pandana(task)
    count = len(task.xy)
    everywhere = np.tile(np.arange(count), len(task.schools))
    found = net.shortest_path_lengths(np.repeat(task.schools, count), everywhere)
    return np.array(found).reshape(len(task.schools), count)


def with_pandana_range(task: Task) -> Floats:
    """Its search within a radius; all threads."""
    net = _pandana(task)
    found = net.nodes_in_range(task.schools, task.cutoff_m)
    result = np.full((len(task.schools), len(task.xy)), np.inf)
    row = np.searchsorted(task.schools, found["source"])
    result[row, found["destination"]] = found["m"]
    return result


ENGINES: dict[str, Callable[[Task], Floats]] = {
    "ours": ours,
    "scipy": with_scipy,
    "igraph": with_igraph,
    "networkit": with_networkit,
    "rustworkx": with_rustworkx,
    "pandana": with_pandana,
    "pandana in range": with_pandana_range,
}


def disagreement(task: Task, found: Floats) -> float:
    """Return the largest difference to networkx, of five schools; s; inf = only one finds a way."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(task.xy)))
    for u, v, metres in zip(task.u.tolist(), task.v.tolist(), task.metres.tolist(), strict=True):
        if not graph.has_edge(u, v) or graph[u][v]["m"] > metres:
            graph.add_edge(u, v, m=metres)
    worst = 0.0
    for row in range(0, len(task.schools), max(1, len(task.schools) // 5)):
        reached = networkx.single_source_dijkstra_path_length(
            graph, int(task.schools[row]), cutoff=task.cutoff_m, weight="m"
        )
        expected = np.full(len(task.xy), np.inf)
        expected[list(reached)] = list(reached.values())
        close = found[row] <= task.cutoff_m
        off = np.abs(found[row][close] - expected[close])
        worst = max(worst, off.max(initial=0.0), 0.0 if close.sum() == len(reached) else np.inf)
    return worst * CUTOFF_S / task.cutoff_m


def compare(task: Task, turns: int, engines: Sequence[str]) -> dict[str, Floats]:
    """Let the engines take turns; returns seconds by engine: by the clock, of all processors; (turns, 2)."""
    left_out = {"pandana"} if len(task.xy) > PAIR_BY_PAIR_NODES else set()
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in engines if name not in left_out}
    for _ in range(turns):
        for name in took:
            gc.collect()
            with _quiet():
                start, start_cpu = time.perf_counter(), time.process_time()
                ENGINES[name](task)
                took[name].append((time.perf_counter() - start, time.process_time() - start_cpu))
    return {name: np.array(times) for name, times in took.items()}


def print_table(rows: dict[str, Task], turns: int, engines: Sequence[str]) -> None:
    """Print one line per task: seconds by the clock / of all processors, × ours over theirs by the clock."""
    print(f"{'':<26}{'nodes':>9}{'schools':>8}" + "".join(f"{name:>24}" for name in engines))
    for label, task in rows.items():
        found = compare(task, turns, engines)
        cells = {name: np.median(times, axis=0) for name, times in found.items()}
        ratios = {name: np.median(found["ours"] / times, axis=0) for name, times in found.items()}
        fastest = min((name for name in cells if name != "ours"), key=lambda name: cells[name][0])
        text = "".join(
            f"{cells[name][0]:9.3f}/{cells[name][1]:6.3f} {ratios[name][0]:6.2f}×"
            if name in cells
            else f"{'too slow':>24}"
            for name in engines
        )
        print(
            f"{label[:25]:<26}{len(task.xy):>9}{len(task.schools):>8}{text}   "
            f"{ratios[fastest][0]:.2f} of {fastest} (processors {ratios[fastest][1]:.2f}), "
            f"off networkx by {disagreement(task, ours(task)):.1e} s",
            flush=True,
        )


def memory_mb(networks: dict[str, RoadNetwork]) -> None:
    """Print the peak of 5,000 settlements × 500 schools × 3 modes in a process of its own (Linux)."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[tuple[float, float, int]] = context.Queue()
    process = context.Process(target=_peak, args=(networks[FILES[4]], queue))
    process.start()
    before, peak, estimate = queue.get()
    process.join()
    print(
        f"5000 × 500 × 3 modes: {peak - before:.0f} MB above the process before ({before:.0f} MB), "
        f"estimated {estimate / 2**20:.0f} MB"
    )


def _points(network: RoadNetwork, count: int, seed: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    xy = network.nodes.get_coordinates().to_numpy()
    xy = xy[rng.choice(len(xy), count)] + rng.uniform(-60, 60, (count, 2))
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=network.crs)


def _held_mb() -> float:
    """Return what this process holds in memory now; the peak told by the system counts its parent, too."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _peak(network: RoadNetwork, queue: multiprocessing.Queue[tuple[float, float, int]]) -> None:
    modes = ("walk_g1_3", "school_bus", "escort")
    travel_matrix(network, _points(network, 20, 1), _points(network, 5, 2), modes=modes)
    before, held, is_over = _held_mb(), [_held_mb()], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.002):
            held.append(_held_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    travel_matrix(network, _points(network, 5000, 1), _points(network, 500, 2), modes=modes)
    is_over.set()
    watcher.join()
    size = estimate_memory_bytes(5000, 500, 3, nodes=len(network.nodes), edges=len(network.edges))
    queue.put((before, max(held), size))


def closed_bridges(network: RoadNetwork, bridges: int) -> None:
    """Print how long the matrix after closing a bridge takes, over the full run on the same roads."""
    origins, gates = _points(network, 166, 1), _points(network, 60, 2)
    travel = travel_matrix(network, origins, gates)
    prepared = prepare_network(network, origins, gates)
    ratios, changed = [], 0
    for bridge in np.flatnonzero(network.edges["bridge"])[:bridges]:
        edges = network.edges.copy()
        edges.loc[edges.index[bridge], ["walk", "drive"]] = False
        after = assemble(network.nodes, edges, network.barriers)
        start = time.perf_counter()
        full = travel_matrix(after, origins, gates)
        middle = time.perf_counter()
        found = update_travel(travel, network, after, origins, gates, prepared=prepared)
        ratios.append((time.perf_counter() - middle) / (middle - start))
        for mode, times in full.items():
            np.testing.assert_array_equal(found[mode].seconds, times.seconds)
            np.testing.assert_array_equal(found[mode].metres, times.metres)
            changed += not np.array_equal(times.seconds, travel[mode].seconds, equal_nan=True)
    print(
        f"closed bridge, 166 × 60, {len(travel)} modes: median {statistics.median(ratios):.1%} of a full run "
        f"(worst {max(ratios):.1%}, {len(ratios)} bridges, {changed} matrices changed), same figures"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared" / "data")
    parser.add_argument("--quick", action="store_true", help="small networks and fewer turns")
    parser.add_argument("--turns", type=int, help="how often each engine has its turn; default: 7, quick: 3")
    options = parser.parse_args()
    turns, files = (3, FILES[:5]) if options.quick else (7, FILES)
    turns = options.turns or turns
    networks = {name: read_roads(options.shared / "roads" / name) for name in files}
    tasks = {name: task_of(network, SCHOOLS) for name, network in networks.items()}
    compare(tasks[FILES[0]], 1, list(ENGINES))             # load everything before the first turn
    print_table(tasks, turns, list(ENGINES))
    print("\nGrowth")
    largest, few = networks[files[-1]], ["ours", "scipy"]
    schools = (50, 100, 200, 500)
    print_table({f"{n} schools": task_of(largest, n) for n in schools}, min(turns, 3), few)
    sizes = (20_000, 50_000) if options.quick else (100_000, 200_000, 500_000, 1_000_000)
    print_table({f"{n} nodes": tiled(tasks[files[-1]], n) for n in sizes}, min(turns, 3), few)
    print()
    memory_mb(networks)
    closed_bridges(networks[FILES[4]], 3 if options.quick else 15)


if __name__ == "__main__":
    main()
