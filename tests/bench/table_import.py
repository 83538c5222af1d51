"""How long a large .xlsx takes to become a table: ours beside the reader of cells alone, turn by turn.

Run: ``python tests/bench/table_import.py [--rows 100000] [--wide]``
Exits with 1 if the import takes more than three times the reader's time, or a gigabyte of memory.
"""

import argparse
import random
import resource
import statistics
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


def write_attendance(path: Path, rows: int) -> Schema:
    """Write an attendance table of made-up villages and schools."""
    dice = random.Random(SEED)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("就读")
        page.write_row(0, 0, ["某县就读表(2022—2023学年)"])
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
    wanted = parser.parse_args()
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
