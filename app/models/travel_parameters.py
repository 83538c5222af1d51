"""The travel parameters of a plan as rows to read and to change, by what they are about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app import labels
from app.noop import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

SECTIONS = {
    "walk": QT_TRANSLATE_NOOP("travel", "步行"),
    "bus": QT_TRANSLATE_NOOP("travel", "校车"),
    "public_bus": QT_TRANSLATE_NOOP("travel", "公交"),
    "escort": QT_TRANSLATE_NOOP("travel", "接送：电动自行车"),
    "escort_car": QT_TRANSLATE_NOOP("travel", "接送：小汽车"),
    "bicycle": QT_TRANSLATE_NOOP("travel", "自行车"),
    "surface": QT_TRANSLATE_NOOP("travel", "路面"),
    "measured_walk": QT_TRANSLATE_NOOP("travel", "实测步行"),
}
ABOUT = {
    "walk": QT_TRANSLATE_NOOP(
        "travel",
        "从村点、校门到最近道路的直线段也按步行速度走；超过接入距离，或要穿过河流等阻隔，即为无路可接。",
    ),
    "bus": QT_TRANSLATE_NOOP(
        "travel",
        "校车时间 = 步行到上车点 + 候车 + 行驶 × 绕行系数 + 停站 × 站数 + 下车步行。"
        "行驶速度不得高于法定限速；没有列出的道路等级，校车不走。",
    ),
    "public_bus": QT_TRANSLATE_NOOP(
        "travel", "公交时间 = 步行到站 + 候车 + 按时刻表乘车 + 步行到校；步行速度与校车相同。"
    ),
    "escort": QT_TRANSLATE_NOOP("travel", "只列出，不算作上学的办法。"),
    "escort_car": QT_TRANSLATE_NOOP("travel", "只列出，不算作上学的办法。"),
    "bicycle": QT_TRANSLATE_NOOP("travel", "走能步行的路，遵守单行。只列出，不算作上学的办法。"),
    "surface": QT_TRANSLATE_NOOP("travel", "速度 = 该等级道路的速度 × 此比例；没有写路面的，不折减。"),
    "measured_walk": QT_TRANSLATE_NOOP(
        "travel", "现场实测的步行时间按走的人的步速换算到各学段；只用于没有人行路的路网。"
    ),
}
NAMES = {
    "walk.speed_g1_3_mps": QT_TRANSLATE_NOOP("travel", "步行速度，1—3年级"),
    "walk.speed_g4_6_mps": QT_TRANSLATE_NOOP("travel", "步行速度，4—6年级"),
    "walk.speed_g7_9_mps": QT_TRANSLATE_NOOP("travel", "步行速度，7—9年级"),
    "approach.limit_m": QT_TRANSLATE_NOOP("travel", "接入距离"),
    "walk_speed_mps": QT_TRANSLATE_NOOP("travel", "两端的步行速度"),
    "wait_s": QT_TRANSLATE_NOOP("travel", "候车"),
    "dwell_s_per_stop": QT_TRANSLATE_NOOP("travel", "每站停靠"),
    "stops_per_ride": QT_TRANSLATE_NOOP("travel", "沿途停靠"),
    "detour_factor": QT_TRANSLATE_NOOP("travel", "绕行系数"),
    "speed_kph": QT_TRANSLATE_NOOP("travel", "行驶速度"),
    "legal_cap_kph": QT_TRANSLATE_NOOP("travel", "法定限速"),
    "danger_cap_kph": QT_TRANSLATE_NOOP("travel", "危险路段限速"),
    "from_grade": QT_TRANSLATE_NOOP("travel", "最低年级"),
    "vehicle_share": QT_TRANSLATE_NOOP("travel", "行车"),
    "walk_share": QT_TRANSLATE_NOOP("travel", "步行"),
    "wait_share_of_headway": QT_TRANSLATE_NOOP("travel", "候车占发车间隔"),
    "measured_walk.speed_mps": QT_TRANSLATE_NOOP("travel", "没有注明由谁走时的步速"),
    "measured_walk.adult_speed_mps": QT_TRANSLATE_NOOP("travel", "成人的步速"),
}
ROADS = {
    "motorway_link": QT_TRANSLATE_NOOP("travel", "高速公路匝道"),
    "trunk_link": QT_TRANSLATE_NOOP("travel", "国省干线匝道"),
    "primary_link": QT_TRANSLATE_NOOP("travel", "主要公路匝道"),
    "secondary_link": QT_TRANSLATE_NOOP("travel", "次要公路匝道"),
    "tertiary_link": QT_TRANSLATE_NOOP("travel", "县乡道匝道"),
    "living_street": QT_TRANSLATE_NOOP("travel", "生活街区道路"),
    "road": QT_TRANSLATE_NOOP("travel", "未分等级的路"),
    "cycleway": QT_TRANSLATE_NOOP("travel", "自行车道"),
    "pedestrian": QT_TRANSLATE_NOOP("travel", "步行街"),
    "bridleway": QT_TRANSLATE_NOOP("travel", "马道"),
    "steps": QT_TRANSLATE_NOOP("travel", "台阶"),
    "other": QT_TRANSLATE_NOOP("travel", "其他道路"),
}
SURFACES = {
    "asphalt": QT_TRANSLATE_NOOP("travel", "沥青"),
    "concrete": QT_TRANSLATE_NOOP("travel", "水泥"),
    "paved": QT_TRANSLATE_NOOP("travel", "已硬化"),
    "chipseal": QT_TRANSLATE_NOOP("travel", "碎石封层"),
    "concrete:plates": QT_TRANSLATE_NOOP("travel", "水泥板"),
    "concrete:lanes": QT_TRANSLATE_NOOP("travel", "水泥车辙带"),
    "paving_stones": QT_TRANSLATE_NOOP("travel", "铺路砖"),
    "bricks": QT_TRANSLATE_NOOP("travel", "砖"),
    "sett": QT_TRANSLATE_NOOP("travel", "块石"),
    "cobblestone": QT_TRANSLATE_NOOP("travel", "铺石"),
    "unhewn_cobblestone": QT_TRANSLATE_NOOP("travel", "毛石"),
    "metal": QT_TRANSLATE_NOOP("travel", "钢板"),
    "wood": QT_TRANSLATE_NOOP("travel", "木板"),
    "compacted": QT_TRANSLATE_NOOP("travel", "压实土石"),
    "fine_gravel": QT_TRANSLATE_NOOP("travel", "细砂石"),
    "gravel": QT_TRANSLATE_NOOP("travel", "砂石"),
    "pebblestone": QT_TRANSLATE_NOOP("travel", "卵石"),
    "unpaved": QT_TRANSLATE_NOOP("travel", "未硬化"),
    "dirt": QT_TRANSLATE_NOOP("travel", "土路"),
    "earth": QT_TRANSLATE_NOOP("travel", "泥土"),
    "ground": QT_TRANSLATE_NOOP("travel", "天然地面"),
    "clay": QT_TRANSLATE_NOOP("travel", "黏土"),
    "grass_paver": QT_TRANSLATE_NOOP("travel", "植草砖"),
    "grass": QT_TRANSLATE_NOOP("travel", "草地"),
    "rock": QT_TRANSLATE_NOOP("travel", "岩石"),
    "stone": QT_TRANSLATE_NOOP("travel", "石块"),
    "mud": QT_TRANSLATE_NOOP("travel", "泥泞"),
    "sand": QT_TRANSLATE_NOOP("travel", "沙"),
}
UNITS = {
    "s": QT_TRANSLATE_NOOP("travel", "秒"),
    "站": QT_TRANSLATE_NOOP("travel", "站"),
    "倍": QT_TRANSLATE_NOOP("travel", "倍"),
    "年级": QT_TRANSLATE_NOOP("travel", "年级"),
    "比例": QT_TRANSLATE_NOOP("travel", "比例"),
}
IN_SECTION = {"approach": "walk"}


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One number; ``value``, ``shipped`` None: the road class is not used, the surface makes no difference.

    Attributes
    ----------
    cap_kph
        The most that the law allows, inf = any.
    """

    key: str
    section: str
    title: str
    value: float | None
    unit: str
    source: str
    is_verified: bool
    shipped: float | None
    cap_kph: float = math.inf


def parameter_rows(rules: Mapping[str, Any]) -> list[ParameterRow]:
    """Return every number of a plan's travel parameters, and the classes and surfaces that may be added."""
    from gis.network.overrides import SPEED, cap_kph, known_parts, travel_numbers
    from gis.network.parameters import travel_tables

    tables = travel_tables(rules.get("travel"))
    listed, rows = set(), []
    for number in travel_numbers(rules):
        table, name, part = _split(number.key)
        listed.add(number.key)
        rows.append(
            ParameterRow(
                number.key, IN_SECTION.get(table, table), title_of(number.key), number.value,
                unit_words(number.unit), number.source, number.verified, number.shipped,
                cap_kph(tables[table], part) if name == SPEED else math.inf,
            )
        )  # fmt: skip
    for table, name, entry in _by_class(tables):
        for part in sorted(known_parts(name)):
            key = f"{table}.{name}.{part}"
            if key not in listed:
                cap = cap_kph(tables[table], part) if name == SPEED else math.inf
                unit, source = unit_words(str(entry["unit"])), str(entry["source"])
                shipped = entry.get("shipped", entry["value"]).get(part)
                rows.append(ParameterRow(key, table, title_of(key), None, unit, source, False, shipped, cap))
    return sorted(rows, key=lambda row: (list(SECTIONS).index(row.section), row.key.count(".") > 1))


def _by_class(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the tables by road class or surface that may be changed."""
    for table in SECTIONS:
        for name, entry in tables[table].items():
            if isinstance(entry["value"], dict) and not entry["verified"] and name != "legal_cap_kph":
                yield table, name, entry


def _split(key: str) -> tuple[str, str, str]:
    table, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    return table, name, part


def title_of(key: str) -> str:
    """Return what a number is, in words."""
    table, name, part = _split(key)
    text = translate("travel", NAMES.get(f"{table}.{name}") or NAMES[name])
    if not part:
        return text
    words = SURFACES if table == "surface" else ROADS
    about = translate("travel", words[part]) if part in words else labels.word("road", part)
    return translate("travel", "{what}：{where}").format(what=text, where=about)


def unit_words(unit: str) -> str:
    """Return a unit as it is written in the window's language."""
    return translate("travel", UNITS[unit]) if unit in UNITS else unit


def bus_window(rules: Mapping[str, Any]) -> str:
    """Return the time of day in which public buses count."""
    from gis.network.parameters import travel_tables

    first, last = travel_tables(rules.get("travel"))["public_bus"]["window"]["value"]
    return f"{first}—{last}"
