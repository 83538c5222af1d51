"""What the quality-balance assessment asks of a school beyond its ledger: invented, some of it short."""

from __future__ import annotations

import math
import random

from sample_land import stream
from sample_pupils import LEDGER_HEADER, School, classes_of

RESOURCE_HEADER = [
    "高于规定学历教师数",
    "县级以上骨干教师数",
    "体育艺术专任教师数",
    "走教(交流、兼职)体育艺术教师数",
    "符合交流条件教师数",
    "交流轮岗教师数",
    "交流轮岗骨干教师数",
    "室内体育用房面积",
    "音乐专用教室间数",
    "音乐专用教室面积",
    "美术专用教室间数",
    "美术专用教室面积",
    "图书册数",
    "食堂面积",
    "食堂餐位",
    "随迁子女数",
    "资源口径",
]
FULL_HEADER = [*LEDGER_HEADER[:-1], *RESOURCE_HEADER, LEDGER_HEADER[-1]]     # the note stays last
CLASSES_PER_ROOM = 12


def with_resources(ledger: list[list], schools: list[School], seed: int) -> list[list]:
    """Return ledger rows with these columns before the note; what the rows had is left as it was."""
    teachers, teaching = LEDGER_HEADER.index("专任教师数"), LEDGER_HEADER.index("教学及辅助用房面积")
    rng = stream(seed, "resources")
    return [
        [*row[:-1], *resource_row(school, row[teachers], row[teaching], rng), row[-1]]
        for row, school in zip(ledger, schools, strict=True)
    ]


def resource_row(school: School, teachers: int, teaching_m2: float, rng: random.Random) -> list:
    """Invent the teachers, special rooms, books and canteen of a school of that size and kind."""
    roll, classes = sum(school.pupils), sum(classes_of(school))
    small, point = roll < 100, school.type_code == "218"
    eligible = round(teachers * (0.35 + 0.25 * rng.random()))
    exchanged = round(eligible * (0.05 + 0.13 * rng.random()))
    indoor = rng.choice((0, 0, 420, 640)) if roll >= 700 else 0
    music = _rooms(classes, (84, 118), rng, small=small, point=point)
    art = _rooms(classes, (74, 112), rng, small=small, point=point)
    canteen = round(roll * (0.7 + 0.5 * rng.random())) if _has_canteen(school, roll) else 0
    few = rng.choice((0, 1, 1))
    migrant = 0.06 + 0.16 * rng.random() if school.urban_rural.startswith("1") else 0.03 * rng.random()
    return [
        min(teachers, round(teachers * (0.78 + 0.24 * rng.random()))),
        rng.choice((0, 1, 1)) if small else round(roll * 0.0115 * (0.75 + 0.6 * rng.random())),
        few * (not point) if small else round(roll * 0.0105 * (0.75 + 0.6 * rng.random())),
        rng.choice((0, 1, 1)) if small else 0,
        eligible,
        exchanged,
        sum(rng.random() < 0.24 for _ in range(exchanged)),
        min(indoor, round(teaching_m2 * 0.25)),
        *music,
        *art,
        round(roll * (14 + 16 * rng.random())),
        canteen,
        round(canteen / 1.3),
        round(roll * migrant),
        "本部" if school.division else None,
    ]


def _rooms(classes: int, area: tuple[int, int], rng: random.Random, *, small: bool, point: bool) -> tuple:
    """Return a subject's rooms and their area; points have none, some schools too few."""
    needed = math.ceil(classes / CLASSES_PER_ROOM)
    rooms = 0 if point else rng.choice((0, 1, 1)) if small else max(1, needed - rng.choice((0, 0, 0, 1)))
    return rooms, sum(rng.randrange(*area) for _ in range(rooms))


def _has_canteen(school: School, roll: int) -> bool:
    return school.beds > 0 or (roll >= 150 and not school.urban_rural.startswith("11"))
