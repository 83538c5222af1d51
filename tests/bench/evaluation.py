"""One decision changed → everything that follows: time of an evaluation, and how it grows.

    python tests/bench/evaluation.py                          # 300 schools × 5,000 settlements × 9 grades
    python tests/bench/evaluation.py --growth                 # up to 1,000 × 20,000
    python tests/bench/evaluation.py --profile                # where the time goes

A made-up county without roads: villages and schools on a plane, journeys straight, every village with pupils
in every grade. One decision after the other is added, changed or taken back, as a planner does. Each time
every figure of both sides is worked out (see :func:`work_out_figures`); the tables for reading and printing
are made when somebody opens them and are measured apart. A fresh evaluation of the last scenario gives the
same figures to the last digit. Wall clock and processor time stand side by side: other work on the machine
lengthens the first most. The plan and what is kept of it are frozen, as the window freezes a plan that it has
opened; the garbage of the evaluations themselves is collected while they run, and is in their times. Exits
with 1 if the limits are not kept.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point, box

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT)]

from gis.evaluation import evaluate  # noqa: E402
from gis.evaluation.result import Evaluation  # noqa: E402
from gis.evaluation.schools import school_times  # noqa: E402
from gis.evaluation.travel import bars_of, way_sums  # noqa: E402
from gis.layout import Boarding, Decision, LayoutStatus, Scenario  # noqa: E402
from gis.model import GRADES, STORAGE_CRS, Mode, Plan, PlanMeta, RoadNetwork, TravelTimes  # noqa: E402
from gis.planning.county import keep_arrays  # noqa: E402
from gis.planning.scenario import check_scenario, clear_decision, set_decision  # noqa: E402
from gis.standards import load_rules  # noqa: E402

SEED = 20260901
CRS = "EPSG:4547"
SIDE_M = 60_000.0
MEDIAN_AT_MOST_S, WORST_AT_MOST_S = 0.05, 0.1
YEARS, YEARS_AT_MOST_S = 16, 1.0
WALK_MPS = {Mode.WALK_G1_3: 0.9, Mode.WALK_G4_6: 1.1, Mode.WALK_G7_9: 1.25, Mode.SCHOOL_BUS: 7.0}
JUNIOR_SHARE = 0.25
EDITS, GROWTH_EDITS, TABLES_EVERY = 40, 8, 8


def county(schools: int, settlements: int, *, scattered: bool = True) -> Plan:
    """Return a made-up county in which every settlement has pupils in every grade at its nearest schools.

    Half of them send some pupils to the second nearest, too, unless they are not scattered.
    """
    rng = np.random.default_rng(SEED)
    homes, gates = rng.uniform(0, SIDE_M, (settlements, 2)), rng.uniform(0, SIDE_M, (schools, 2))
    junior = np.arange(schools) < max(1, int(schools * JUNIOR_SHARE))
    towns = max(4, schools // 12)
    metres = 1.3 * np.hypot(*(homes[:, None, :] - gates[None, :, :]).transpose(2, 0, 1))
    home_ids = np.array([f"41060200{k:07d}" for k in range(settlements)])
    school_ids = np.array([f"{'31' if j else '21'}41{k:06d}" for k, j in enumerate(junior)])
    attendance = _attendance(rng, metres, junior, home_ids, school_ids)
    if not scattered:
        attendance = attendance[~attendance.duplicated(["settlement_id", "grade"])]
    ledger = _ledger(rng, gates, junior, school_ids, towns, attendance)
    travel = {
        mode.value: TravelTimes(
            mode.value, tuple(home_ids), tuple(school_ids), metres / speed, metres, "made-up"
        )
        for mode, speed in WALK_MPS.items()
    }
    places = gpd.GeoDataFrame(
        {"name": [f"村{k}" for k in range(settlements)], "township": _townships(homes, towns)},
        geometry=_points(homes), index=pd.Index(home_ids, name="settlement_id"), crs=CRS,
    ).to_crs(STORAGE_CRS)  # fmt: skip
    outline = gpd.GeoDataFrame(geometry=[box(400_000, 4_000_000, 460_000, 4_060_000)], crs=CRS)
    zones = pd.DataFrame({"settlement_id": pd.Series(dtype="str"), "grade_from": pd.Series(dtype="int64"),
                          "grade_to": pd.Series(dtype="int64"),
                          "school_id": pd.Series(dtype="str")})  # fmt: skip
    return Plan(
        PlanMeta("虚构县", 2025), outline.to_crs(STORAGE_CRS), places, ledger, attendance, _no_roads(), zones,
        travel=travel, rules=load_rules(),
    )  # fmt: skip


def _attendance(
    rng: np.random.Generator, metres: np.ndarray, junior: np.ndarray, homes: np.ndarray, schools: np.ndarray
) -> pd.DataFrame:
    parts = []
    for grade in GRADES:
        stage = np.flatnonzero(junior == (grade > 6))
        nearest = stage[np.argsort(metres[:, stage], axis=1)[:, :2]]
        first = rng.integers(1, 12, len(homes))
        second = rng.integers(0, 2, len(homes)) * rng.integers(0, 4, len(homes))
        for rank, pupils in enumerate((first, second)):
            if rank < nearest.shape[1]:
                found = {"settlement_id": homes, "grade": grade}
                chosen = schools[nearest[:, rank]]
                parts.append(pd.DataFrame({**found, "school_id": chosen, "pupils": pupils}))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["pupils"] > 0].assign(boarding=False, estimated=False)
    return frame.astype({"settlement_id": "str", "school_id": "str", "grade": "int64", "pupils": "int64"})


def _ledger(
    rng: np.random.Generator, gates: np.ndarray, junior: np.ndarray, ids: np.ndarray, towns: int,
    attendance: pd.DataFrame,
) -> gpd.GeoDataFrame:  # fmt: skip
    roll = attendance.pivot_table(index="school_id", columns="grade", values="pupils", aggfunc="sum")
    roll = roll.reindex(index=ids, columns=list(GRADES)).fillna(0).to_numpy()
    classes = np.ceil(roll / 45)
    frame = {
        "name": [f"第{k}学校" for k in range(len(ids))],
        "type_code": np.where(junior, "311", "211"),
        "township": _townships(gates, towns),
        "division": "", "site_id": ids, "ownership": "公办", "managing_school_id": "", "former_codes": "",
        "urban_rural": "220", "village_code": "", "position_source": "", "note": "",
        "is_central": np.arange(len(ids)) % 12 == 11,
        "first_grade": np.where(junior, 7.0, 1.0), "last_grade": np.where(junior, 9.0, 6.0),
        "enrolment": roll.sum(axis=1),
        **{f"pupils_g{g}": roll[:, g - 1] for g in GRADES},
        **{f"classes_g{g}": classes[:, g - 1] for g in GRADES},
        "approved_places": np.ceil(roll.sum(axis=1) * 1.2), "classrooms": classes.sum(axis=1) + 3,
        "kindergarten_rooms": 0.0, "beds": np.where(junior, 200.0, 0.0), "boarders": 0.0,
        "full_time_teachers": np.ceil(roll.sum(axis=1) / 15), "staff": np.ceil(roll.sum(axis=1) / 14),
        "teaching_area_m2": roll.sum(axis=1) * rng.uniform(3, 8, len(ids)),
        "floor_area_m2": roll.sum(axis=1) * 10,
        "sports_area_m2": roll.sum(axis=1) * rng.uniform(5, 14, len(ids)),
        "equipment_yuan": roll.sum(axis=1) * rng.uniform(1500, 3500, len(ids)),
        "multimedia_rooms": np.ceil(roll.sum(axis=1) / 40), "built_year": 1998.0,
    }  # fmt: skip
    made = gpd.GeoDataFrame(frame, geometry=_points(gates), index=pd.Index(ids, name="school_id"), crs=CRS)
    return made.to_crs(STORAGE_CRS)


def _townships(spots: np.ndarray, towns: int) -> list[str]:
    side = int(np.ceil(np.sqrt(towns)))
    cell = np.minimum((spots / SIDE_M * side).astype(int), side - 1)
    return [f"第{x * side + y}乡" for x, y in cell]


def _points(spots: np.ndarray) -> list[Point]:
    return [Point(400_000 + x, 4_000_000 + y) for x, y in spots]


def _no_roads() -> RoadNetwork:
    nodes = gpd.GeoDataFrame(geometry=[Point(400_000, 4_000_000)], index=pd.Index([1], name="osmid"), crs=CRS)
    columns = ("u", "v", "length_m", "highway", "name", "maxspeed_kph", "oneway", "walk", "drive", "bridge")
    edges = gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=CRS)
    barriers = gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=CRS)
    return RoadNetwork(nodes, edges, barriers, True, "made-up")


def edited(plan: Plan) -> Iterator[Scenario]:
    """Yield the scenario after each edit: mergers, points, beds, buses, and some taken back."""
    rng = np.random.default_rng(SEED + 1)
    scenario, ids = Scenario("方案"), plan.schools.index.to_numpy()
    primary = ids[plan.schools["type_code"].to_numpy() == "211"]
    while True:
        school = str(rng.choice(primary))
        kinds = (
            Decision(LayoutStatus.MERGE, bus_seats=int(rng.integers(0, 200))),
            Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1, 2, 3)),
            Decision(boarding=Boarding(int(rng.integers(10, 200)))),
        )
        taken_back = school in scenario.decisions
        wanted = (
            clear_decision(scenario, school)
            if taken_back
            else set_decision(scenario, school, kinds[rng.integers(len(kinds))])
        )
        if not check_scenario(plan, wanted):
            scenario = wanted
            yield scenario


def work_out_figures(plan: Plan, scenario: Scenario, year: int | None = None) -> Evaluation:
    """Evaluate, and touch every figure that has to be there when a decision has changed.

    Headline, counts, journeys and own findings come with the evaluation. Sentences, JSON, tables
    in words, the must-stay test of all schools and derivations are made on demand.
    """
    evaluation = evaluate(plan, scenario, year=year)
    details = evaluation.details
    assert evaluation.headline
    assert evaluation.counts
    assert evaluation.travel
    assert details is not None
    assert all(finding.message_code for finding in evaluation.own_findings)
    school_times(details.outcome)                       # schools: the rest is in the load
    assert details.load.after.places_short is not None
    assert details.load.after.largest_class is not None
    way_sums(details.outcome), bars_of(details.outcome)
    assert details.spreads
    assert details.groups
    assert details.nearby
    assert details.balance.official_spread
    assert details.county_items
    assert details.staff.sums
    assert details.staff.columns
    details.funding.sum_yuan("yearly"), details.funding.sum_yuan("one_off")
    assert evaluation.gate_rows is not None
    return evaluation


def make_tables(evaluation: Evaluation) -> None:
    """Make every table and the findings of the baseline, as the window does when all is opened."""
    details = evaluation.details
    assert details is not None
    for frame in (evaluation.schools, evaluation.school_grades, evaluation.flows, evaluation.reconciliation):
        assert frame is not None
    for name in ("ways", "histogram", "townships", "settlements", "centrals", "facilities", "lineage"):
        assert getattr(details, name) is not None
    for balance in ("schools", "indicators", "spread", "stages", "unplaced", "missing"):
        assert getattr(details.balance, balance) is not None
    assert evaluation.gates is not None
    assert details.staff.rows is not None
    assert details.funding.totals is not None
    assert len(evaluation.findings) >= 0


class Times:
    """Wall clock and processor seconds of several runs."""

    def __init__(self) -> None:
        self.wall_s: list[float] = []
        self.processor_s: list[float] = []

    def run(self, work: Callable[[], Any]) -> Any:
        """Do some work and note its times."""
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        self.processor_s.append(time.process_time() - processor)
        self.wall_s.append(time.perf_counter() - wall)
        return found

    def __str__(self) -> str:
        told = (
            f"{name} least {min(found) * 1e3:.0f}, median {statistics.median(found) * 1e3:.0f}, "
            f"worst {max(found) * 1e3:.0f} ms"
            for name, found in (("wall clock:", self.wall_s), ("processor:", self.processor_s))
        )
        return "; ".join(told)


def make_ready(plan: Plan) -> None:
    """Keep the plan's arrays and evaluate the baseline, as the window does when it opens a plan."""
    keep_arrays(plan)
    work_out_figures(plan, Scenario("方案"))
    freeze()


def freeze() -> None:
    """Let the collector pass over everything that is there now."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def measure(plan: Plan, edits: int) -> tuple[Times, Times]:
    """Return the times of the figures, and of the tables on top, after each edit.

    The evaluation before the first edit (nothing kept yet) is left out.
    """
    make_ready(plan)
    figures, tables = Times(), Times()
    for number, (scenario, _) in enumerate(zip(edited(plan), range(edits), strict=False)):
        kept = figures.run(lambda scenario=scenario: work_out_figures(plan, scenario))
        if number % TABLES_EVERY == 0:
            tables.run(lambda kept=kept: make_tables(kept))
    keep_arrays(county(2, 2))                   # forget: the next evaluation reads every table afresh
    fresh = evaluate(plan, scenario)
    if not same(figures_of(kept), figures_of(fresh)) or not kept.flows.equals(fresh.flows):
        raise SystemExit("a fresh evaluation gives other figures")
    return figures, tables


def figures_of(evaluation: Evaluation) -> list[Any]:
    """Return figures of many kinds."""
    details = evaluation.details
    assert details is not None
    return [
        evaluation.headline, evaluation.counts, evaluation.travel, evaluation.findings, details.spreads,
        details.nearby, details.county_items, details.staff.sums, details.funding.totals.to_dict("records"),
        details.balance.official_spread, evaluation.gates.to_dict("records"),
        evaluation.schools.to_dict("records"), evaluation.school_grades.to_dict("records"),
        details.settlements.to_dict("records"), details.ways.to_dict("records"),
    ]  # fmt: skip


def same(these: object, those: object) -> bool:
    """Whether figures are equal to the last digit; unknown ones are alike."""
    return repr(these) == repr(those)


def over_years(plan: Plan) -> tuple[Times, Times]:
    """Return the times of 16 years of one scenario: the first time, and again after an edit."""
    keep_arrays(plan)
    freeze()
    scenarios = list(zip(edited(plan), range(EDITS), strict=False))
    first, again = Times(), Times()
    for times, (scenario, _) in ((first, scenarios[0]), *((again, one) for one in scenarios[1::9])):
        times.run(
            lambda scenario=scenario: [
                work_out_figures(plan, scenario, year) for year in range(2025, 2025 + YEARS)
            ]
        )
    return first, again


def main() -> None:
    """Print the times."""
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--settlements", type=int, default=5000)
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--profile", action="store_true")
    wanted = parser.parse_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    if wanted.growth:
        cells = None
        for schools, settlements in ((75, 1250), (150, 2500), (300, 5000), (600, 10_000), (1000, 20_000)):
            figures, _ = measure(county(schools, settlements), GROWTH_EDITS)
            least = min(figures.processor_s)
            cells = cells or (schools * settlements, least)
            more, longer = schools * settlements / cells[0], least / cells[1]
            print(f"{schools:5d} schools × {settlements:6d} settlements: {figures}; "
                  f"{more:.0f} times the cells, {longer:.1f} times the time")  # fmt: skip
        return
    plan = county(wanted.schools, wanted.settlements)
    if wanted.profile:
        make_ready(plan)
        scenarios = [scenario for scenario, _ in zip(edited(plan), range(EDITS), strict=False)][::4]
        with cProfile.Profile(time.process_time) as profile:
            for scenario in scenarios:
                work_out_figures(plan, scenario)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return
    figures, tables = measure(plan, wanted.edits)
    first, again = over_years(plan)
    size = f"{wanted.schools} schools × {wanted.settlements} settlements"
    print(f"{size} × 9 grades, {len(plan.attendance)} groups")
    print(f"one decision changed, all figures: {figures}")
    most = f"{MEDIAN_AT_MOST_S * 1e3:.0f} ms median, {WORST_AT_MOST_S * 1e3:.0f} ms worst"
    print(f"    (wall clock at most {most})")
    print(f"    every table on top of it: {tables}")
    print(f"{YEARS} years: {again} (at most {YEARS_AT_MOST_S * 1e3:.0f} ms); the first time: {first}")
    median, worst = statistics.median(figures.wall_s), max(figures.wall_s)
    is_kept = median <= MEDIAN_AT_MOST_S and worst <= WORST_AT_MOST_S
    sys.exit(0 if is_kept and statistics.median(again.wall_s) <= YEARS_AT_MOST_S else 1)


if __name__ == "__main__":
    main()
