"""Sites of limited capacity beside published values.

    python tests/bench/siting_capacitated.py --shared ../shared/data                       # everything
    python tests/bench/siting_capacitated.py --shared ../shared/data --only single contiguous --names zya1
    python tests/bench/siting_capacitated.py --shared ../shared/data --only contiguous --save FOLDER

Prints per instance the objective, the published value (of ``contiguous`` the published lower bound, else the
best known), how far above it the objective is, the own bound and gap, seconds by the clock and of the
processors. Solutions better than any published are written to ``--save``. Exits with 1 where a limit is not
kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gis.planning.siting.facility import capacitated_facility_location
from gis.planning.siting.result import SitingResult, check_feasibility

LIMIT_S, MEDIAN_LIMIT_S, GROWTH_LIMIT_S = 120.0, 10.0, 300.0
SINGLE_MEAN, SINGLE_MOST, CONTIGUOUS_MEAN = 0.0005, 0.003, 0.0022
MEDIAN_MOST, MEDIAN_GAP, GROWTH_GAP = 0.001, 0.005, 0.02
LATE_S = 1.0
BETTER = 1e-6                       # relative; published values have two decimals

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Case:
    """An instance: what the search is given, what was published, and how long it may take."""

    name: str
    given: tuple[Floats, Floats, Floats, Floats]
    options: dict[str, Any]
    published: float | None
    best_known: float | None
    limit_s: float


def read_town(shared: Path, name: str) -> tuple[tuple[Floats, Floats, Floats, Floats], Ints, Ints]:
    """Return distance in km, pupils, capacity and fixed cost; the units that touch; each site's unit."""
    folder = shared / "siting" / "zy"
    header = (folder / f"{name}.txt").read_text().split("\n", 1)[0].lower().split()
    table = np.loadtxt(folder / f"{name}.txt", skiprows=1)
    columns = {
        kind: next(k for k, title in enumerate(header) if title.startswith(starts))
        for kind, starts in {
            "pupils": ("pop", "demand"), "x": ("pointx", "x"), "y": ("pointy", "y"),
            "fixed": "fcost", "capacity": ("fcap", "cap"),
        }.items()
    }  # fmt: skip
    place = table[:, [columns["x"], columns["y"]]]
    homes = np.flatnonzero(table[:, columns["capacity"]] > 0)
    distance = np.hypot(*(place[:, None] - place[homes]).transpose(2, 0, 1)) / 1000
    with (folder / "zy_connectivity.txt").open() as file:
        pairs = [(int(row["ID1"]), int(row["ID2"])) for row in csv.DictReader(file)]
    row_of = {int(number): row for row, number in enumerate(table[:, 0])}
    touching = np.array([(row_of[a], row_of[b]) for a, b in pairs])
    of_sites = (table[homes, columns[kind]] for kind in ("capacity", "fixed"))
    return (distance, table[:, columns["pupils"]], *of_sites), touching, homes


def towns(shared: Path, names: list[str], problem: str) -> Iterator[Case]:
    """The fifteen instances of a county town, with catchments in one piece or without."""
    with (shared / "siting" / "zy" / "published.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["problem"] == problem]
    for row in rows:
        if names and row["instance"] not in names:
            continue
        given, touching, homes = read_town(shared, row["instance"])
        options: dict[str, Any] = {"p": int(row["p"])} if row["p"] else {}
        if problem.startswith("contiguous"):
            options |= {"adjacency": touching, "site_rows": homes}
        best = min(float(row["cplex_ub"]), float(row["mh_objective"]))
        published = float(row["cplex_lb"]) if problem.startswith("contiguous") else best
        name = f"{row['instance']} {problem}" + (f" p={row['p']}" if row["p"] else "")
        yield Case(name, given, options, published, best, LIMIT_S)


def medians(shared: Path, names: list[str]) -> Iterator[Case]:
    """The town's p-median with capacities."""
    (distance, pupils, capacity, _), _, _ = read_town(shared, "geo_zy")
    with (shared / "siting" / "zy" / "published_pmedian.csv").open() as file:
        for row in csv.DictReader(file):
            if row["problem"] == "cpmp":
                given = (distance, pupils, capacity, np.zeros(len(capacity)))
                best = float(row["optimum"])
                yield Case(f"cpmp p={row['p']}", given, {"p": int(row["p"])}, best, best, MEDIAN_LIMIT_S)


def counties(shared: Path, names: list[str]) -> Iterator[Case]:
    """Made-up counties: villages in clusters, schools of very different size, little room to spare."""
    for villages, schools in ((300, 40), (1000, 100), (3000, 300)):
        random = np.random.default_rng(villages)
        side = np.sqrt(villages / 300) * 20
        towns_at = random.uniform(0, side, (max(4, villages // 60), 2))
        near = towns_at[random.integers(len(towns_at), size=villages)]
        places = np.where(
            random.random((villages, 1)) < 0.7,
            near + random.normal(0, side / np.sqrt(len(towns_at)) / 4, (villages, 2)),
            random.uniform(0, side, (villages, 2)),
        )
        pupils = np.maximum(1, np.round(random.lognormal(2.2, 0.9, villages)))
        homes = random.choice(villages, schools, replace=False)
        distance = np.hypot(*(places[:, None] - places[homes]).transpose(2, 0, 1))
        capacity = np.round(pupils.sum() / schools / 0.6 * random.choice([0.5, 0.75, 1, 1.5, 2], schools))
        fixed = 50 + capacity * random.uniform(0.8, 1.2, schools) * 3 * distance.min(axis=1).mean()
        yield Case(
            f"county {villages} x {schools}", (distance, pupils, capacity, fixed), {}, None, None,
            GROWTH_LIMIT_S,
        )  # fmt: skip


def single(shared: Path, names: list[str]) -> Iterator[Case]:
    """Catchments may be in pieces."""
    yield from towns(shared, names, "single_source")


def contiguous(shared: Path, names: list[str]) -> Iterator[Case]:
    """Catchments in one piece."""
    yield from towns(shared, names, "contiguous")


def counted(shared: Path, names: list[str]) -> Iterator[Case]:
    """With a given number of sites, both ways."""
    yield from towns(shared, names, "single_source_p")
    yield from towns(shared, names, "contiguous_p")


GROUPS: dict[str, Callable[[Path, list[str]], Iterator[Case]]] = {
    "single": single,
    "contiguous": contiguous,
    "median": medians,
    "growth": counties,
    "counted": counted,
}


def run(case: Case, save: Path | None) -> SitingResult:
    """Solve, check and print one; save what is better than any published."""
    start = time.process_time()
    result = capacitated_facility_location(*case.given, **case.options, time_limit_s=case.limit_s)
    processor_s = time.process_time() - start
    distance, demand, capacity, fixed = case.given
    check_feasibility(result, distance, demand, capacity=capacity, fixed_cost=fixed, **case.options)
    published = "-" if case.published is None else f"{case.published:.6g}"
    above = "" if case.published is None else f"{100 * (result.objective / case.published - 1):+.3f} %"
    is_better = case.best_known is not None and result.objective < case.best_known * (1 - BETTER) - 0.005
    print(
        f"{case.name:<24}{result.objective:>12.3f}{published:>10}{above:>10}{result.lower_bound:>12.3f}"
        f"{100 * result.gap:>8.3f} %{result.seconds:>8.1f} s{processor_s:>8.1f} s  {result.status}"
        f"{'  BETTER THAN PUBLISHED' if is_better else ''}",
        flush=True,
    )
    if save is not None and is_better:
        save.mkdir(parents=True, exist_ok=True)
        solution = {
            "instance": case.name, "objective": result.objective, "published": case.best_known,
            "sites": result.open_sites.tolist(), "site_of_each_row": result.assignment.tolist(),
        }  # fmt: skip
        (save / f"{case.name.replace(' ', '_')}.json").write_text(json.dumps(solution))
    return result


def is_kept(group: str, cases: list[Case], results: list[SitingResult]) -> bool:
    """Say how good a group was as a whole, and whether that is good enough."""
    pairs = list(zip(cases, results, strict=True))
    on_time = all(result.seconds <= case.limit_s + LATE_S for case, result in pairs)
    gaps = np.array([result.gap for result in results])
    if group == "growth":
        return on_time and bool((gaps <= GROWTH_GAP).all())
    above = np.array([result.objective / (case.published or np.inf) - 1 for case, result in pairs])
    print(f"{group:<24}mean {100 * above.mean():.3f} %, most {100 * above.max():.3f} %")
    if group == "single":
        return on_time and bool(above.mean() <= SINGLE_MEAN and above.max() <= SINGLE_MOST)
    if group == "contiguous":
        return on_time and bool(above.mean() <= CONTIGUOUS_MEAN)
    if group == "median":
        return on_time and bool(above.max() <= MEDIAN_MOST and gaps.max() <= MEDIAN_GAP)
    return on_time


def main() -> int:
    """Run the groups that are asked for."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(GROUPS), default=list(GROUPS))
    parser.add_argument("--names", nargs="+", default=[], help="instances of the town")
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    random = np.random.default_rng(0)
    capacitated_facility_location(             # compiled now, if it has to be
        random.random((60, 12)), np.ones(60), np.full(12, 20.0), random.random(12), time_limit_s=20
    )
    print(f"{'instance':<24}{'objective':>12}{'published':>10}{'above':>10}{'bound':>12}{'gap':>10}"
          f"{'clock':>10}{'processor':>10}")  # fmt: skip
    kept = True
    for group in options.only:
        cases = list(GROUPS[group](options.shared, options.names))
        results = [run(case, options.save) for case in cases]
        if results and not is_kept(group, cases, results):
            print(f"{group}: LIMIT NOT KEPT")
            kept = False
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
