"""鹤山区: six past years of enrolment, children aged 0-5 by village and births, all invented from the sample.

    python tests/simulate/heshan_history.py --from resources/samples/heshan --out resources/samples/heshan

Cohorts are grown backwards from the sample's present pupils: 1-3 of 100 leave a school from one grade to the
next, fewer children are born every year. Fixed seed; the same files every time.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))


from sample_files import GRADE_WORDS, write_csv
from sample_land import stream

SEED = 410602
YEAR, PAST_YEARS = 2022, 6
AGES = range(6)
STAY, STAY_SPREAD = 0.98, 0.01      # from a grade to the next
FEWER = 0.95                        # each cohort against the one before
BIRTH_YEARS = range(2008, 2022)
HISTORY_HEADER = ["学校标识码", "学部", "学年", *GRADE_WORDS]
POPULATION_HEADER = ["来源", "居民点代码", "居民点名称", "所属乡镇", "年份", "年龄", "儿童数"]


def simulate_history(sample: Path, out_dir: Path, seed: int = SEED) -> dict[str, Path]:
    """Write ``population.csv`` and ``history.csv`` beside or apart from the sample they continue.

    Parameters
    ----------
    sample
        Folder with ``attendance.csv`` and ``pupils.csv``.
    out_dir
        Where to write.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    attendance, villages = read_rows(sample / "attendance.csv"), read_rows(sample / "pupils.csv")
    return {
        "enrolment_history": write_csv(out_dir / "history.csv", HISTORY_HEADER, _history(attendance, seed)),
        "population": write_csv(out_dir / "population.csv", POPULATION_HEADER, _population(villages, seed)),
    }


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one of the sample's tables."""
    with path.open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def _history(attendance: list[dict[str, str]], seed: int) -> list[list]:
    rolls: dict[tuple[str, str], np.ndarray] = {}
    for row in attendance:
        roll = rolls.setdefault((row["学校标识码"], row["学部"]), np.zeros(9))
        roll[GRADE_WORDS.index(row["年级"])] += int(row["学生数"])
    rows = []
    for (code, division), now in sorted(rolls.items()):
        rng = stream(seed, f"history {code} {division}")
        taught = np.flatnonzero(now)
        past = now
        for year in range(YEAR - 1, YEAR - 1 - PAST_YEARS, -1):
            before = np.zeros(9)
            for grade in range(taught[0], taught[-1]):
                before[grade] = round(past[grade + 1] / rng.gauss(STAY, STAY_SPREAD))
            before[taught[-1]] = round(past[taught[-1]] / rng.gauss(FEWER, 4 * STAY_SPREAD))
            past = before
            cells = [int(n) if taught[0] <= g <= taught[-1] else "" for g, n in enumerate(past)]
            rows.append([code, division, f"{year}—{year + 1}学年", *cells])
    return rows


def _population(villages: list[dict[str, str]], seed: int) -> list[list]:
    rows = []
    cohorts: dict[str, dict[int, float]] = {}           # township → September of entry → children
    for row in villages:
        pupils = np.array([int(row[grade]) for grade in GRADE_WORDS])
        level = pupils[:3].mean() * FEWER
        rng = stream(seed, f"children {row['代码']}")
        town = cohorts.setdefault(row["所属乡镇"], {})
        for grade, count in enumerate(pupils.tolist()):
            town[YEAR - grade] = town.get(YEAR - grade, 0.0) + count / STAY**grade
        for age in reversed(AGES):
            mean = level * FEWER ** (max(AGES) - age)
            children = max(0, round(rng.gauss(mean, mean**0.5)))
            entry = YEAR + 6 - age
            town[entry] = town.get(entry, 0.0) + children
            rows.append(["摸底", row["代码"], row["名称"], row["所属乡镇"], YEAR, age, children])
    for township, children in cohorts.items():
        for year in BIRTH_YEARS:                        # two thirds enter in the sixth year, a third later
            count = round((2 * children[year + 6] + children[year + 7]) / 3)
            rows.append(["出生", "", "", township, year, 0, count])
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="sample", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for path in simulate_history(options.sample, options.out, options.seed).values():
        print(path)
