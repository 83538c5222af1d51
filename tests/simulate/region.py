"""Simulate the tables of every county that one road file covers; roads and boundaries are read in place.

    python tests/simulate/region.py --shared ../shared/data --out FOLDER

Writes a folder of tables per county and ``counties.csv``, the list that ``xiaotu batch`` takes. Villages
stand on junctions of the real roads; every name says that it is invented.
"""

from __future__ import annotations

import argparse
import csv
import json
import zlib
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape

SEED = 2022
COVERED_SHARE = 0.95
VILLAGES, PUPILS_PER_GRADE = 120, (4, 22)
PRIMARY, JUNIOR = range(1, 7), range(7, 10)
MARK = "示例数据：道路与县界为真实数据（© OpenStreetMap contributors），村位、学校、学生均为模拟"
HEADER = ("县名", "道路文件", "边界文件", "学校台账", "居民点表", "学生表", "学年")


def simulate_region(shared: Path, out: Path, *, villages: int = VILLAGES) -> Path:
    """Write the tables of all covered counties and return the list of them."""
    counties = json.loads((shared / "counties" / "counties_selected_EPSG4490.geojson").read_text("utf-8"))
    roads = shared / "roads" / "hebei_tianjin_drive_20241214.osm.pbf"
    covered, junctions = _coverage(shared), _junctions(roads)
    rows = []
    for county in counties["features"]:
        area = shape(county["geometry"])
        if area.intersection(covered).area < COVERED_SHARE * area.area:
            continue
        name = county["properties"]["name"]
        inside = junctions[shapely.contains_xy(area, junctions[:, 0], junctions[:, 1])]
        rows.append((name, str(roads), *_write_county(out / name, name, county, inside, villages), 2022))
    return _write(out / "counties.csv", HEADER, rows)


def _write_county(
    folder: Path, name: str, county: dict, junctions: np.ndarray, villages: int
) -> tuple[str, ...]:
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    folder.mkdir(parents=True, exist_ok=True)
    spots = junctions[rng.choice(len(junctions), villages, replace=False)]
    code = str(county["properties"]["gb"])[-6:]
    ids = [f"{code}{100 + k // 10:03d}{200 + k % 10:03d}" for k in range(villages)]
    names = [f"示例{k:03d}村" for k in range(villages)]
    pupils = rng.integers(*PUPILS_PER_GRADE, size=(villages, 9))
    grades = [f"{number}年级" for number in "一二三四五六七八九"]
    places = [
        (i, n, f"示例{k // 20:02d}镇", *map(float, xy))
        for k, (i, n, xy) in enumerate(zip(ids, names, spots, strict=True))
    ]
    boundary = folder / "boundary.geojson"
    feature = {**county, "properties": {"name": name, "code": code, "mark": MARK}}
    boundary.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False), "utf-8"
    )
    schools = _schools(spots, pupils, rng)
    return (
        str(boundary),
        str(
            _write(
                folder / "schools.csv",
                (
                    "学校标识码",
                    "学校名称",
                    "办学类型码",
                    "所属乡镇",
                    "经度",
                    "纬度",
                    *(f"{g}人数" for g in grades),
                ),
                schools,
            )
        ),
        str(_write(folder / "settlements.csv", ("代码", "名称", "所属乡镇", "经度", "纬度"), places)),
        str(
            _write(
                folder / "pupils.csv",
                ("代码", "名称", *grades),
                [(i, n, *map(int, row)) for i, n, row in zip(ids, names, pupils, strict=True)],
            )
        ),
    )


def _schools(spots: np.ndarray, pupils: np.ndarray, rng: np.random.Generator) -> list[tuple]:
    """Put a primary school into every fifth village, a junior one into every twentieth; rolls by nearness."""
    hosts = [(k, "211", PRIMARY) for k in range(0, len(spots), 5)] + [
        (k, "311", JUNIOR) for k in range(0, len(spots), 20)
    ]
    rolls = np.zeros((len(hosts), 9), dtype=int)
    for grades, kind in ((PRIMARY, "211"), (JUNIOR, "311")):
        which = [n for n, host in enumerate(hosts) if host[1] == kind]
        at = spots[[hosts[n][0] for n in which]]
        nearest = np.linalg.norm(spots[:, None] - at[None], axis=2).argmin(axis=1)
        for grade in grades:
            rolls[which, grade - 1] = np.bincount(nearest, pupils[:, grade - 1], minlength=len(which)).astype(
                int
            )
    rows = []
    for n, (k, kind, _) in enumerate(hosts):
        x, y = spots[k] + rng.uniform(-0.001, 0.001, 2)
        ending = "小学" if kind == "211" else "初级中学"
        code = f"{kind[0]}113{900000 + n}"
        rows.append(
            (
                code,
                f"示例{n:03d}{ending}",
                kind,
                f"示例{k // 20:02d}镇",
                round(x, 6),
                round(y, 6),
                *map(int, rolls[n]),
            )
        )
    return rows


def _coverage(shared: Path) -> shapely.Geometry:
    import geopandas as gpd

    return gpd.read_file(shared / "roads" / "hebei_tianjin_coverage.gpkg").union_all()


def _junctions(roads: Path) -> np.ndarray:
    """Return degrees of the nodes that three or more segments of small roads meet at; shape (nodes, 2)."""
    import osmium

    degree: dict[int, int] = {}
    place: dict[int, tuple[float, float]] = {}
    for way in (
        osmium.FileProcessor(str(roads)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    ):
        if not way.is_way() or way.tags["highway"] not in {"residential", "unclassified", "tertiary"}:
            continue
        nodes = [node for node in way.nodes if node.location.valid()]
        for k, node in enumerate(nodes):
            degree[node.ref] = degree.get(node.ref, 0) + (1 if k in (0, len(nodes) - 1) else 2)
            place[node.ref] = (node.lon, node.lat)
    return np.array([place[ref] for ref, count in degree.items() if count > 2])


def _write(path: Path, header: tuple, rows: list[tuple]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def main() -> None:
    """Write everything into a folder."""
    parser = argparse.ArgumentParser(description="Tables of every county that the road file covers.")
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--villages", type=int, default=VILLAGES)
    options = parser.parse_args()
    print(simulate_region(options.shared.resolve(), options.out.resolve(), villages=options.villages))


if __name__ == "__main__":
    main()
