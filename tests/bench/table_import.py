"""How long a large .xlsx takes to become a table: ours beside the reader of cells alone, turn by turn.

Run: ``python tests/bench/table_import.py [--rows 100000] [--wide]``
Exits with 1 if the import takes more than three times the reader's time, or a gigabyte of memory.

``--plan attendance`` or ``--plan pupils`` imports a whole plan with such a file, each time in a process of
its own, and beside it the same county with ten rows: the difference is what the file costs, the rest are
roads, positions and journeys.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from python_calamine import load_workbook

from gis.errors import Cancelled
from gis.io.tables import read_table
from gis.schema import Schema, load_schema

RATIO_AT_MOST = 3.0
MEMORY_AT_MOST_MB = 1000.0
CANCELLED_WITHIN_S = 0.5
SEED = 20240901
VILLAGES = {"attendance": 2000, "pupils": 2000}
SCHOOLS = 150
GRADES = "一二三四五六七八九"


def write_attendance(path: Path, rows: int) -> Schema:
    """Write an attendance table of made-up villages and schools."""
    dice = random.Random(SEED)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("就读")
        page.write_row(0, 0, ["某县就读表（2022—2023学年）"])
        page.write_row(1, 0, ["居民点代码", "村名", "年级", "学校标识码", "就读方式", "学生数"])
        for number in range(rows):
            village = dice.randrange(2000)
            page.write_row(number + 2, 0, [
                f"4100001{village:05d}", f"某村{village}", dice.choice("一二三四五六七八九") + "年级",
                f"21410{dice.randrange(150):05d}", dice.choice(["走读", "住校"]), dice.randrange(1, 30),
            ])  # fmt: skip
    return load_schema("attendance")


def write_ledger(path: Path, rows: int) -> Schema:
    """Write a school ledger with every column of the schema; each school has its own code and name."""
    dice = random.Random(SEED)
    schema = load_schema("schools")
    fixed = {"type_code": 211, "is_central": "否", "ownership": "公办", "township": "东乡", "division": ""}
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, [column.title for column in schema.columns])
        for number in range(rows):
            own = {"school_id": f"21{number:08d}", "name": f"第{number}小学", "lon": 114 + number / 1e6,
                   "lat": 35 + number / 1e6, "built_year": dice.randrange(1900, 2020)}  # fmt: skip
            page.write_row(number + 1, 0, [
                own.get(column.name, fixed.get(column.name, dice.randrange(1, 9) if column.kind in
                        ("integer", "number") else ""))
                for column in schema.columns
            ])  # fmt: skip
    return schema


# ---- a whole plan


def write_plan_files(folder: Path, kind: str, rows: int) -> None:
    """Write a made-up county on the sample's roads, with one large table and the same table of ten rows."""
    import geopandas as gpd

    from gis.resources import resource_path

    dice = random.Random(SEED)
    box = gpd.read_file(resource_path("samples", "heshan", "boundary.geojson")).total_bounds

    def place() -> str:
        return f"{dice.uniform(box[0], box[2]):.6f},{dice.uniform(box[1], box[3]):.6f}"

    villages = [(f"410602{k // 1000 + 1:03d}{k % 1000:03d}", f"某村{k}") for k in range(VILLAGES[kind])]
    lines = [f"{code},{name},第{code[6:9]}乡,{place()}" for code, name in villages]
    _write_text(folder / "settlements.csv", ["居民点代码,村名,所属乡镇,经度,纬度", *lines])
    schools = [(f"{'31' if k % 3 else '21'}41{k:06d}", range(7, 10) if k % 3 else range(1, 7))
               for k in range(SCHOOLS)]  # fmt: skip
    heads = "学校标识码,学校名称,办学类型,所属乡镇,是否中心校,举办者,经度,纬度,"
    lines = [
        f"{code},第{k}学校,{code[0]}11,第00{k % 2 + 1}乡,否,公办,{place()},"
        + ",".join("200" if grade in grades else "0" for grade in range(1, 10))
        for k, (code, grades) in enumerate(schools)
    ]
    lines = [heads + ",".join(f"{digit}年级在校生" for digit in GRADES), *lines]
    _write_text(folder / "schools.csv", lines)
    for count in (rows, 10):
        attending = _attending(dice, villages, schools, count if kind == "attendance" else 10)
        _write_rows(folder / f"attendance{count}.xlsx", attending)
        living = _living(dice, villages, count if kind == "pupils" else 10)
        _write_rows(folder / f"pupils{count}.xlsx", living)


def _write_text(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_rows(path: Path, rows: list[list[object]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("学生")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


def _attending(dice: random.Random, villages: list, schools: list, rows: int) -> list[list[object]]:
    """Return settlement × grade × school × 就读方式, every key once."""
    keys: dict[tuple[object, ...], None] = {}
    while len(keys) < rows:
        (village, name), (school, grades) = dice.choice(villages), dice.choice(schools)
        grade = f"{GRADES[dice.choice(grades) - 1]}年级"
        keys[village, name, grade, school, dice.choice(("走读", "住校"))] = None
    return [["居民点代码", "村名", "年级", "学校标识码", "就读方式", "学生数"],
            *([*key, dice.randrange(1, 30)] for key in keys)]  # fmt: skip


def _living(dice: random.Random, villages: list, rows: int) -> list[list[object]]:
    """Return settlement × grade, of larger villages in several rows (one per class)."""
    made: list[list[object]] = [["居民点代码", "村名", "年级", "学生数"]]
    while len(made) <= rows:
        for code, name in villages:
            made += [[code, name, f"{digit}年级", dice.randrange(1, 5)] for digit in GRADES]
    return made[: rows + 1]


def work_alone(folder: Path, kind: str, count: int, way: str) -> None:
    """Read the cells of the large file, or import the plan; print seconds and memory."""
    from gis.io.importer import import_plan
    from gis.resources import resource_path

    sample = {role: resource_path("samples", "heshan", name)
              for role, name in (("roads", "roads.osm"), ("boundary", "boundary.geojson"))}  # fmt: skip
    tables = {role: folder / f"{role}.csv" for role in ("settlements", "schools")}
    tables |= {role: folder / f"{role}{count}.xlsx" for role in ("attendance", "pupils")}
    if way == "cells":
        seconds = took_s(lambda: read_cells(folder / f"{kind}{count}.xlsx"))
    else:
        seconds = took_s(lambda: import_plan(**sample, **tables, school_year=2022))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure_plan(kind: str, rows: int, rounds: int) -> bool:
    """Print what a whole import takes; return whether it is within the limits."""
    ratios, whole, memory = [], [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        write_plan_files(Path(folder), kind, rows)

        def run(way: str, count: int) -> tuple[float, float]:
            command = [sys.executable, __file__, "--plan", kind, "--alone", folder, way, str(count)]
            seconds, used_mb = subprocess.check_output(command, text=True).split()
            return float(seconds), float(used_mb)

        run("import", 10)  # what is compiled once is compiled now
        for _ in range(rounds):
            (cells, _), (without, _) = run("cells", rows), run("import", 10)
            ours, used_mb = run("import", rows)
            ratios.append((ours - without) / cells)
            whole.append(ours / cells)
            memory = max(memory, used_mb)
            print(f"cells alone {cells:6.2f} s   plan {ours:6.2f} s, with ten rows {without:6.2f} s   "
                  f"ratio of the file {ratios[-1]:.2f}, of all {whole[-1]:.2f}", flush=True)  # fmt: skip
    print(f"median ratio of the file {statistics.median(ratios):.2f} (at most {RATIO_AT_MOST}), "
          f"of roads and journeys as well {statistics.median(whole):.2f}")  # fmt: skip
    print(f"memory at most {memory:.0f} MB (at most {MEMORY_AT_MOST_MB:.0f})")
    return statistics.median(ratios) <= RATIO_AT_MOST and memory <= MEMORY_AT_MOST_MB


# ---- one table


def read_cells(path: Path) -> None:
    """Read the cells as the library gives them, and nothing else."""
    workbook = load_workbook(path)
    workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)


def took_s(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cancelled_after_s(path: Path, schema: Schema) -> float:
    """Return the longest time between two chances to cancel, which is what a click has to wait."""
    last = time.perf_counter()
    longest = 0.0

    def watch(fraction: float, step: str = "") -> None:
        nonlocal last, longest
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    read_table(path, schema, role="bench", progress=watch)

    def refuse(fraction: float, step: str = "") -> None:
        if fraction > 0:
            raise Cancelled

    try:
        read_table(path, schema, role="bench", progress=refuse)
    except Cancelled:
        return longest
    raise SystemExit("the import could not be cancelled")


def main() -> None:
    """Print times, their ratio, memory and the wait for a cancel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--wide", action="store_true", help="a ledger with all columns")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plan", choices=("attendance", "pupils"), help="a whole plan with such a file")
    parser.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.alone:
        folder, way, count = wanted.alone
        work_alone(Path(folder), wanted.plan, int(count), way)
        return
    if wanted.plan:
        sys.exit(0 if measure_plan(wanted.plan, wanted.rows, wanted.rounds) else 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        schema = (write_ledger if wanted.wide else write_attendance)(path, wanted.rows)
        pairs = [
            (took_s(lambda: read_cells(path)), took_s(lambda: read_table(path, schema, role="bench")))
            for _ in range(wanted.rounds)
        ]
        wait_s = cancelled_after_s(path, schema)
    ratios = [ours / cells for cells, ours in pairs]
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for cells, ours in pairs:
        print(f"cells alone {cells:6.2f} s   import {ours:6.2f} s   ratio {ours / cells:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} (at most {RATIO_AT_MOST})")
    print(f"memory at most {memory_mb:.0f} MB (at most {MEMORY_AT_MOST_MB:.0f}), writing the file included")
    print(f"longest wait for a cancel {wait_s:.2f} s (at most {CANCELLED_WITHIN_S})")
    is_good = statistics.median(ratios) <= RATIO_AT_MOST and memory_mb <= MEMORY_AT_MOST_MB
    sys.exit(0 if is_good and wait_s <= CANCELLED_WITHIN_S else 1)


if __name__ == "__main__":
    main()
