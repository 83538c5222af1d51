"""Searches for sites beside published values and PySAL's spopt.

    python tests/bench/siting.py --shared ../shared/data                    # everything but the peer
    python tests/bench/siting.py --shared ../shared/data --only pmed zy-pmedian
    python tests/bench/siting.py --shared ../shared/data --only spopt       # needs spopt and pulp

Prints per instance the objective, the best known, the proven bound, the gap to that and to the best known,
seconds by the clock and of the processors, and how the search ended. ``spopt`` solves the same instances in
the same run with its default solver, CBC. Exits with 1 where a limit is not kept.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gis.planning.siting import SitingResult, lscp, mclp, p_center, p_median

PMED_AT_MOST_S, ZY_AT_MOST_S, GROWTH_AT_MOST_S = 600.0, 10.0, 300.0
ZY_AT_MOST_SHARE, ZY_BOUND_SHARE, GROWTH_SHARE = 0.001, 0.005, 0.02
FASTER_THAN_SPOPT = 10.0            # to the same objective
SPOPT_LIMIT_S = 120
SAME = 1e-6                         # relative: two objectives are one

Floats = NDArray[np.float64]
Instance = tuple[Floats, Floats]    # distance, demand


@dataclass(frozen=True)
class Row:
    """One instance solved; ``kept`` is False where a limit of its own is not kept."""

    instance: str
    result: SitingResult
    best_known: float | None
    processor_s: float
    kept: bool = True

    def __str__(self) -> str:
        known = "-" if self.best_known is None else f"{self.best_known:.6g}"
        above = "" if not self.best_known else f"{100 * (self.result.objective / self.best_known - 1):+.3f} %"
        result = self.result
        return (
            f"{self.instance:<22}{result.objective:>14.6f}{known:>12}{above:>10}{result.lower_bound:>14.6f}"
            f"{100 * result.gap:>9.4f} %{result.seconds:>8.2f} s{self.processor_s:>8.2f} s  {result.status}"
            f"{'' if self.kept else '  LIMIT NOT KEPT'}"
        )


def timed(search: Callable[[], SitingResult]) -> tuple[SitingResult, float]:
    """Return a result and the processors' seconds."""
    start = time.process_time()
    result = search()
    return result, time.process_time() - start


# ---- instances


def read_pmed(path: Path) -> tuple[Floats, int]:
    """Return all shortest ways of an OR-Library file, and p; of a repeated edge the last counts."""
    numbers = np.array(path.read_text().split(), dtype=float)
    count, _, p = (int(number) for number in numbers[:3])
    distance = np.full((count, count), np.inf)
    for tail, head, length in numbers[3:].reshape(-1, 3):
        distance[int(tail) - 1, int(head) - 1] = distance[int(head) - 1, int(tail) - 1] = length
    np.fill_diagonal(distance, 0.0)
    for middle in range(count):
        np.minimum(distance, distance[:, middle, None] + distance[None, middle], out=distance)
    return distance, p


def read_town(shared: Path) -> Instance:
    """Return distances in km and pupils of the town's units; candidates are those with a capacity."""
    table = np.loadtxt(shared / "siting" / "zy" / "geo_zy.txt", skiprows=1)
    sites = table[table[:, 6] > 0]
    return np.hypot(*(table[:, None, 2:4] - sites[None, :, 2:4]).transpose(2, 0, 1)) / 1000, table[:, 1]


def county(villages: int, schools: int, seed: int) -> Instance:
    """Return villages in clusters on a plane of 40 x 40 km, schools in some of them."""
    random = np.random.default_rng(seed)
    towns = random.uniform(0, 40, (20, 2))
    near = towns[random.integers(20, size=villages)] + random.normal(0, 3, (villages, 2))
    places = np.where(random.random(villages)[:, None] < 0.5, near, random.uniform(0, 40, (villages, 2)))
    sites = places[random.choice(villages, schools, replace=False)]
    distance = np.hypot(*(places[:, None] - sites).transpose(2, 0, 1))
    return distance, random.integers(1, 120, villages).astype(float)


# ---- groups of instances


def pmed(shared: Path) -> Iterator[Row]:
    """All forty of the OR-Library, proven."""
    lines = (shared / "siting" / "pmed" / "pmedopt.txt").read_text().splitlines()[1:]
    total = 0.0
    for name, optimum in (line.split() for line in lines if line.strip()):
        distance, p = read_pmed(shared / "siting" / "pmed" / f"{name}.txt")
        search = partial(p_median, distance, np.ones(len(distance)), p, time_limit_s=PMED_AT_MOST_S)
        result, processor_s = timed(search)
        total += result.seconds
        proven = result.status == "optimal" and result.objective == float(optimum)
        yield Row(f"{name} p={p}", result, float(optimum), processor_s, proven and total <= PMED_AT_MOST_S)
    print(f"{'together':<22}{total:.1f} s, at most {PMED_AT_MOST_S:.0f}")


def zy_pmedian(shared: Path) -> Iterator[Row]:
    """The town without capacities: within ten seconds."""
    distance, demand = read_town(shared)
    with (shared / "siting" / "zy" / "published_pmedian.csv").open() as file:
        published = [row for row in csv.DictReader(file) if row["problem"] == "pmp"]
    for row in published:
        p, optimum = int(row["p"]), float(row["optimum"])
        result, processor_s = timed(partial(p_median, distance, demand, p, time_limit_s=ZY_AT_MOST_S))
        good = result.objective <= optimum * (1 + ZY_AT_MOST_SHARE) and result.gap <= ZY_BOUND_SHARE
        yield Row(f"zy pmp p={p}", result, optimum, processor_s, good)


def covering(shared: Path) -> Iterator[Row]:
    """Covering and the p-centre on the town."""
    distance, demand = read_town(shared)
    searches = {f"zy mclp p={p} 0.8 km": partial(mclp, distance, demand, p, 0.8) for p in (5, 10, 15)}
    searches |= {f"zy lscp {radius} km": partial(lscp, distance, radius) for radius in (2.0, 1.5)}
    searches |= {f"zy p-centre p={p}": partial(p_center, distance, p) for p in (5, 10, 15)}
    for name, search in searches.items():
        result, processor_s = timed(search)
        yield Row(name, result, None, processor_s)


def growth(shared: Path) -> Iterator[Row]:
    """Made-up counties up to 3,000 villages and 300 schools."""
    for villages, schools, p in ((500, 50, 20), (1000, 100, 40), (3000, 300, 40), (3000, 300, 120)):
        distance, demand = county(villages, schools, villages)
        search = partial(p_median, distance, demand, p, time_limit_s=GROWTH_AT_MOST_S)
        result, processor_s = timed(search)
        good = result.gap <= GROWTH_SHARE and result.seconds <= GROWTH_AT_MOST_S + 1
        yield Row(f"{villages} x {schools} p={p}", result, None, processor_s, good)


GROUPS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "pmed": pmed,
    "zy-pmedian": zy_pmedian,
    "covering": covering,
    "growth": growth,
}


# ---- the peer


class Listener:
    """Takes down when the search found what."""

    def __init__(self) -> None:
        self.found_s: list[tuple[float, float]] = []

    def __call__(self, fraction: float, step: str = "") -> None:
        """Hear how far the search is."""

    def found(self, objective: float, lower_bound: float, seconds: float) -> None:
        """Hear of the best found so far."""
        self.found_s.append((objective, seconds))


def beside_spopt(shared: Path) -> bool:
    """Solve the same instances by both; returns whether ours is as good and fast enough on all."""
    try:
        from spopt.locate import LSCP, MCLP, PCenter, PMedian
    except ImportError:
        print("spopt is not installed: python -m pip install spopt pulp")
        return False
    town, pupils = read_town(shared)
    kept = True
    for k in (1, 4, 7):
        distance, p = read_pmed(shared / "siting" / "pmed" / f"pmed{k}.txt")
        ones = np.ones(len(distance))
        kept &= _beside(
            f"pmed{k}", partial(p_median, distance, ones, p),
            partial(PMedian.from_cost_matrix, distance, ones, p_facilities=p),
        )  # fmt: skip
    pairs: dict[str, tuple[Callable[..., SitingResult], Callable[[], Any], float]] = {
        "zy pmp p=10": (partial(p_median, town, pupils, 10),
                        partial(PMedian.from_cost_matrix, town, pupils, p_facilities=10), 0.0),
        "zy lscp 1.5 km": (partial(lscp, town, 1.5), partial(LSCP.from_cost_matrix, town, 1.5), 0.0),
        "zy p-centre p=5": (partial(p_center, town, 5),
                            partial(PCenter.from_cost_matrix, town, p_facilities=5), 0.0),
    }  # fmt: skip
    covering = {
        "zy mclp": ((town, pupils), ((5, 0.8), (8, 0.7), (10, 0.6), (10, 0.8), (15, 0.6))),
        "county mclp": (county(1000, 100, 1), ((20, 3.0), (30, 2.5))),
    }
    for title, ((distance, demand), asked) in covering.items():
        total = float(demand.sum())
        for p, km in asked:
            peer = partial(MCLP.from_cost_matrix, distance, demand, km, p_facilities=p)
            pairs[f"{title} p={p} {km} km"] = partial(mclp, distance, demand, p, km), peer, total
    for name, pair in pairs.items():
        kept &= _beside(name, *pair)
    return kept


def _beside(
    name: str, ours: Callable[..., SitingResult], theirs: Callable[[], Any], total: float = 0.0
) -> bool:
    """Print both; a positive ``total`` says that the peer makes what is covered largest."""
    import pulp

    listener = Listener()
    start = time.perf_counter()
    result = ours(progress=listener)
    between = time.perf_counter()
    try:
        model = theirs().solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=SPOPT_LIMIT_S))
        value = float(model.problem.objective.value())
    except RuntimeError:            # nothing found within the limit
        value = float("inf")
    peer_s, ours_s = time.perf_counter() - between, between - start
    value = total - value if total else value
    enough = value * (1 + SAME) + SAME
    reached_s = min([seconds for found, seconds in listener.found_s if found <= enough] + [ours_s])
    kept = result.objective <= enough and peer_s >= FASTER_THAN_SPOPT * reached_s
    print(f"{name:<22}{result.objective:>14.6f} found {reached_s:7.3f} s, proven {ours_s:7.3f} s; spopt "
          f"{value:>14.6f} in {peer_s:8.3f} s: {peer_s / reached_s:.0f} times, proven {peer_s / ours_s:.0f}"
          f"{'' if kept else '  LIMIT NOT KEPT'}", flush=True)  # fmt: skip
    return kept


def main() -> int:
    """Run the groups that are asked for."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=[*GROUPS, "spopt"], default=list(GROUPS))
    options = parser.parse_args()
    p_median(np.random.default_rng(0).random((9, 5)), np.ones(9), 2)      # compiled now, if it has to be
    kept = True
    print(f"{'instance':<22}{'objective':>14}{'best known':>12}{'above':>10}{'bound':>14}{'gap':>11}"
          f"{'clock':>10}{'processor':>10}")  # fmt: skip
    for name in options.only:
        if name == "spopt":
            kept &= beside_spopt(options.shared)
            continue
        for row in GROUPS[name](options.shared):
            kept &= row.kept
            print(row, flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
