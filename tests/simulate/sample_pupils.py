"""Who lives where, who attends where, and what a school of that size has: sums that close everywhere."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, field

import numpy as np
from sample_roads import Way
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

OUTSIDE = "县外"
POINT_M = 1700.0  # nobody walks farther to a teaching point


@dataclass
class School:
    """One row of the ledger (one 部 of a combined school)."""

    code: str
    name: str
    type_code: str
    township: str
    xy: tuple[float, float]
    grades: tuple[int, ...]
    size: int  # roll aimed at; the simulated roll comes near it
    division: str = ""
    central: bool = False
    managing: str = ""
    urban_rural: str = "220"
    beds: int = 0
    class_limit: int = 45  # a class is split above this many pupils
    spare_rooms: int = 0
    reach_m: float = 1500.0  # how far its pull reaches
    ownership: str = "公办"
    note: str = ""
    pupils: list[int] = field(default_factory=lambda: [0] * 9)
    boarders: int = 0


def walking_distance(ways: list[Way], origins, destinations) -> np.ndarray:
    """Return metres along all roads from every origin to every destination (straight to the nearest node)."""
    number: dict[tuple[float, float], int] = {}
    pairs = []
    for way in ways:
        ids = [number.setdefault((float(x), float(y)), len(number)) for x, y in way.points]
        pairs += list(itertools.pairwise(ids))
    nodes = np.array(list(number))
    pairs = np.array(pairs)
    length = np.linalg.norm(nodes[pairs[:, 0]] - nodes[pairs[:, 1]], axis=1)
    return graph_distance(nodes, pairs, length, origins, destinations)


def graph_distance(nodes, pairs, length, origins, destinations) -> np.ndarray:
    """Return metres from origins to destinations over an undirected graph."""
    tree = cKDTree(nodes)
    from_gap, start = tree.query(np.asarray(origins))
    to_gap, end = tree.query(np.asarray(destinations))
    graph = coo_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(len(nodes), len(nodes))).tocsr()
    metres = dijkstra(graph, directed=False, indices=end)[:, start].T
    return metres + from_gap[:, None] + to_gap[None, :]


def largest_remainder(shares: np.ndarray, total: int) -> np.ndarray:
    """Round shares to whole pupils that sum to ``total`` (ties: first comes first)."""
    shares = np.asarray(shares, float)
    if total == 0 or shares.sum() == 0:
        return np.zeros(len(shares), int)
    exact = shares / shares.sum() * total
    whole = np.floor(exact).astype(int)
    order = np.argsort(-(np.round(exact - whole, 9)), kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


def attend(pupils: np.ndarray, metres: np.ndarray, schools: list[School], rounds: int = 12) -> np.ndarray:
    """Share each settlement's pupils of each grade among schools: near ones first, rolls near their aim.

    Returns
    -------
    ndarray of int, shape (settlements, schools, 9)
        Sums over schools equal ``pupils``.
    """
    result = np.zeros((*metres.shape, 9), int)
    reach = np.array([s.reach_m for s in schools])
    near_enough = metres <= np.array([POINT_M if s.type_code == "218" else np.inf for s in schools])
    for grade in range(1, 10):
        teaches = np.array([grade in s.grades for s in schools])
        band = (0.5, 0.7, 1.2)[(grade - 1) // 3]
        pull = np.exp(-np.where(np.isfinite(metres), metres, 1e6) / (reach * band)) * teaches
        nearest = np.where(teaches, metres, np.inf).min(axis=1)
        pull *= near_enough & (
            metres <= (1.7 * nearest + (1500.0, 2600.0, 6000.0)[(grade - 1) // 3])[:, None]
        )
        supply = pupils[:, grade - 1]
        aim = np.array([s.size / len(s.grades) if t else 0.0 for s, t in zip(schools, teaches, strict=True)])
        aim *= supply.sum() / aim.sum()
        wanted = aim.copy()
        for _ in range(4):  # rounding favours the large schools: aim higher where it fell short
            result[:, :, grade - 1] = _share(pull, supply, wanted, rounds)
            rolls = result[:, :, grade - 1].sum(axis=0)
            wanted = np.where(teaches, wanted * np.clip(aim / np.maximum(rolls, 0.5), 0.7, 1.5), 0.0)
    return result


def _share(pull, supply, aim, rounds) -> np.ndarray:
    """Balance the flows to both totals (Furness), then round each settlement to whole pupils."""
    weight = np.ones(pull.shape[1])
    for _ in range(rounds):
        flow = pull * weight
        flow *= (supply / flow.sum(axis=1))[:, None]
        weight *= np.where(aim > 0, aim / np.maximum(flow.sum(axis=0), 1e-9), 1.0)
    whole = np.zeros(flow.shape, int)
    for s, row in enumerate(flow):
        kept = np.where(row >= max(0.035 * row.sum(), 0.45), row, 0.0)
        kept = kept if kept.sum() > 0 else np.where(row == row.max(), row, 0.0)
        whole[s] = largest_remainder(kept, int(supply[s]))
    return whole


def board(flow: np.ndarray, metres: np.ndarray, schools: list[School], far_m: float) -> np.ndarray:
    """Return who of ``flow`` boards: grades 4+ at schools with beds, the farthest first, while beds last."""
    boarding = np.zeros_like(flow)
    for code in dict.fromkeys(s.code for s in schools):
        parts = [k for k, s in enumerate(schools) if s.code == code and s.beds]
        beds = sum(schools[k].beds for k in parts)
        rows = sorted(
            ((k, i, g) for k in parts for i in range(len(flow)) for g in range(3, 9) if flow[i, k, g]),
            key=lambda r: (-round(metres[r[1], r[0]], 1), -r[2], r[1]),
        )
        for k, i, g in rows:
            share = 0.9 if metres[i, k] > 2 * far_m else 0.6
            count = min(beds, math.floor(flow[i, k, g] * share + 0.5)) if metres[i, k] > far_m else 0
            boarding[i, k, g] = count
            beds -= count
    return boarding


def attendance_rows(places, schools: list[School], flow, boarding, outside) -> list[list]:
    """List settlement × grade × school × 就读方式.

    ``outside``: (school index, grade, pupils) that live beyond the county.
    """
    rows = []
    for i, place in enumerate(places):
        for g in range(9):
            for k, school in enumerate(schools):
                for how, count in (("走读", flow[i, k, g] - boarding[i, k, g]), ("住校", boarding[i, k, g])):
                    if count:
                        rows.append(
                            [place.code, place.name, g + 1, school.code, school.division, how, int(count)]
                        )
    rows += [[OUTSIDE, OUTSIDE, g, schools[k].code, schools[k].division, "走读", n] for k, g, n in outside]
    return rows


def fill_rolls(schools: list[School], rows: list[list]) -> None:
    """Sum the attendance into the ledger's rolls."""
    place = {(s.code, s.division): s for s in schools}
    for _, _, grade, code, division, how, count in rows:
        school = place[code, division]
        school.pupils[grade - 1] += count
        school.boarders += count if how == "住校" else 0


LEDGER_HEADER = [
    "学校标识码",
    "学校名称",
    "学部",
    "办学类型代码",
    "所属乡镇",
    "管理学校标识码",
    "是否中心校",
    "举办者",
    "驻地城乡类型代码",
    "最低年级",
    "最高年级",
    "经度",
    "纬度",
    "在校生数",
    *[f"{w}年级在校生" for w in "一二三四五六七八九"],
    *[f"{w}年级班数" for w in "一二三四五六七八九"],
    "核定规模",
    "普通教室间数",
    "附设幼儿班用房",
    "床位数",
    "寄宿生数",
    "专任教师数",
    "教职工数",
    "教学及辅助用房面积",
    "校舍建筑面积",
    "体育运动场馆面积",
    "教学仪器设备值",
    "网络多媒体教室数",
    "建校年份",
    "备注",
]


def classes_of(school: School) -> list[int]:
    """Return classes per grade: a class is split above the school's own limit."""
    return [math.ceil(n / school.class_limit) for n in school.pupils]


def ledger_row(school: School, lonlat, rng: random.Random) -> list:
    """Invent what a school of that size and kind has: around the national values, some below them."""
    roll = sum(school.pupils)
    junior = school.grades[-1] > 6
    small = roll < 100
    classes = classes_of(school)
    rooms = sum(classes) + school.spare_rooms + (rng.choice((1, 2, 2)) if small else 0)
    rooms = max(rooms, 6 if len(school.grades) == 6 else len(school.grades))
    kindergarten = rng.choice((0, 1, 2)) if small and len(school.grades) <= 6 and not junior else 0
    rooms += kindergarten
    per_class = {218: 1.2}.get(int(school.type_code), 2.75 if junior else (1.6 if small else 2.1))
    teachers = max(1 if school.type_code == "218" else 4, round(sum(classes) * per_class + rng.random()))
    places = round((rooms - kindergarten) * (50 if junior else 45) * (0.9 if small else 1.0) / 10) * 10
    quality = 0.75 + 0.55 * rng.random()
    teaching = rooms * (64.0 if junior else 58.0) * (1.35 + 0.5 * rng.random())
    floor = teaching * 1.3 + teachers * 9 + school.beds * 6.5
    sports = max(180.0, (roll * (9.6 if junior else 7.4) if not small else 900.0 + 6 * roll) * quality)
    equipment = roll * (2100 if junior else 1650) * quality + 9000
    media = max(1, round((roll * 0.0235 if not small else sum(classes) * 0.7) * (0.8 + 0.45 * rng.random())))
    return [
        school.code,
        school.name,
        school.division,
        school.type_code,
        school.township,
        school.managing,
        "是" if school.central else "否",
        school.ownership,
        school.urban_rural,
        school.grades[0],
        school.grades[-1],
        *lonlat(school.xy),
        roll,
        *school.pupils,
        *classes,
        places,
        rooms,
        kindergarten,
        school.beds or None,
        school.boarders or None,
        teachers,
        round(teachers * (1.04 + 0.1 * rng.random())) + (school.beds > 0) * 3,
        round(teaching),
        round(floor),
        round(sports),
        int(round(equipment, -2)),
        media,
        rng.choice(range(1958, 2016)),
        school.note,
    ]
