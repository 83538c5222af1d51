"""Simulate the built-in sample 鹤山区: real boundary and village names, everything else invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from heshan_places import ATTRIBUTION, MARK, UNIT_NAME
from heshan_roads import make_land, make_roads, place_settlements
from heshan_schools import DECISION_HEADER, DECISIONS, OUTSIDE_PUPILS, REFUSED, SCHOOLS, SETTLEMENT_RECEIVERS
from sample_files import (
    write_attendance,
    write_boundary,
    write_csv,
    write_ledger,
    write_osm,
    write_pupils,
    write_settlements,
)
from sample_land import Land, stream
from sample_places import Frontage, Place
from sample_pupils import (
    School,
    attend,
    attendance_rows,
    board,
    fill_rolls,
    ledger_row,
    walking_distance,
)
from sample_resources import FULL_HEADER, with_resources
from shapely.geometry import shape

SEED = 410602
TITLE = "鹤山区义务教育学校台账 2022—2023学年(模拟)"
# pupils of one settlement, grades 1-9 together: least, most; and how grade 1 compares with grade 6
POPULATION = {
    "town": (210, 330, 0.97),
    "market": (120, 190, 0.90),
    "plain": (26, 88, 0.74),
    "hill": (16, 50, 0.58),
    "hamlet": (4, 10, 0.60),
}
FAR_M = 3000.0


def simulate_heshan(geometry: dict, official: list[dict], out_dir: Path, seed: int = SEED) -> dict[str, Path]:
    """Write all raw files of the sample.

    Parameters
    ----------
    geometry
        GeoJSON geometry of the district.
    official
        Rows with code (12 digits), name (official), township (name).
    """
    boundary = max(shapely.get_parts(shape(geometry)), key=lambda part: part.area)
    land = make_land(boundary, seed)
    places = place_settlements(land, official, seed)
    ways, river, places = make_roads(land, places, seed)
    places.sort(key=lambda p: p.code)
    pupils = np.array([_pupils(p, seed) for p in places])
    schools, keys = make_schools(land, places, ways, seed)
    metres = walking_distance(ways, [p.xy for p in places], [s.xy for s in schools])
    flow = attend(pupils, metres, schools)
    boarding = board(flow, metres, schools, FAR_M)
    outside = [(keys[key], grade, count) for key, grade, count in OUTSIDE_PUPILS]
    rows = attendance_rows(places, schools, flow, boarding, outside)
    fill_rolls(schools, rows)
    return _write(out_dir, geometry, land, places, ways + river, pupils, schools, keys, rows, seed)


def _pupils(place: Place, seed: int) -> list[int]:
    """Invent a settlement's pupils by grade: fewer in the low grades, the more so the remoter."""
    rng = stream(seed, f"pupils {place.code}")
    least, most, young = POPULATION[place.kind]
    per_grade = (least + (most - least) * rng.random()) / 9
    trend = [young + (1 - young) * (g - 1) / 5 if g <= 6 else 1.0 for g in range(1, 10)]
    return [max(0, int(per_grade * t * (0.75 + 0.5 * rng.random()) + rng.random())) for t in trend]


def make_schools(land: Land, places, ways, seed) -> tuple[list[School], dict[str, int]]:
    """Put every school at a road near its settlement and give it an invented 10-digit code."""
    rng = stream(seed, "schools")
    streets = [
        w.points
        for w in ways
        if w.tags["highway"] not in ("trunk", "track", "path") and "bridge" not in w.tags
    ]
    frontage = Frontage(
        np.concatenate([np.stack([p[:-1], p[1:]], axis=1) for p in streets]), land.boundary.buffer(-150.0)
    )
    by_name = {p.name: p.xy for p in places}
    codes: dict[str, str] = {}
    sites: dict[str, tuple[float, float]] = {}
    schools, keys = [], {}
    for key, name, kind, township, where, grades, size, extras in SCHOOLS:
        codes.setdefault(name, f"{'21' if kind in ('211', '218') else '31'}41{990001 + len(codes)}")
        if name not in sites:
            anchor = _anchor(land, by_name, where)
            sites[name] = frontage.plot(anchor, rng, 60.0 if isinstance(where, str) else 0.0)
        keys[key] = len(schools)
        schools.append(School(codes[name], name, kind, township, sites[name], grades, size, **extras))
    for school in schools:
        if school.managing:
            school.managing = schools[keys[school.managing]].code
    return schools, keys


def _anchor(land, by_name, where):
    if isinstance(where, tuple):
        return tuple(float(v) for v in land.frame.to_xy(*where))
    if where == "中山路":
        return tuple(float(v) for v in land.frame.to_xy(114.1553, 35.9375))
    return by_name[where]


def _write(out, geometry, land, places, ways, pupils, schools, keys, rows, seed) -> dict[str, Path]:
    out.mkdir(parents=True, exist_ok=True)

    def lonlat(xy):
        lon, lat = land.frame.to_lonlat(*xy)
        return round(float(lon), 6), round(float(lat), 6)

    rng = stream(seed, "ledger")
    ledger = with_resources([ledger_row(s, lonlat, rng) for s in schools], schools, seed)
    properties = {"name": UNIT_NAME, "code": "410602", "mark": MARK, "attribution": ATTRIBUTION}
    return {
        "roads": write_osm(out / "roads.osm", ways, land.frame, MARK),
        "boundary": write_boundary(out / "boundary.geojson", geometry, properties),
        "schools": write_ledger(out / "schools.xlsx", TITLE, MARK, FULL_HEADER, ledger),
        "settlements": write_settlements(out / "settlements.csv", places, lonlat),
        "pupils": write_pupils(out / "pupils.csv", places, pupils, lonlat),
        "attendance": write_attendance(out / "attendance.csv", rows),
        "decisions": write_csv(
            out / "decisions_2022.csv", DECISION_HEADER, _decisions(schools, keys, places)
        ),
        "refused": write_csv(out / "decisions_refused.csv", DECISION_HEADER, _refused(schools, keys)),
    }


def _decisions(schools, keys, places):
    rows = []
    for key, decision, receiver, grades, beds, note in DECISIONS:
        school = schools[keys[key]]
        receiving = schools[keys[receiver]].name if receiver else ""
        from_grade = "" if not beds else 7 if school.grades[-1] > 6 else 4
        rows.append(
            [
                school.code,
                school.name,
                school.division,
                decision,
                receiving,
                "",
                grades,
                2022,
                beds or "",
                from_grade,
                "",
                note,
            ]
        )
        rows += [
            [
                school.code,
                school.name,
                "",
                decision,
                schools[keys[other]].name,
                place.code,
                "",
                2022,
                "",
                "",
                "",
                f"{village}学生的去向,示例",
            ]
            for home, other, village in SETTLEMENT_RECEIVERS
            if home == key
            for place in places
            if place.name == village
        ]
    return rows


def _refused(schools, keys):
    rows = []
    for key, decision, receiver, grades, why in REFUSED:
        school = schools[keys[key]]
        receiving = schools[keys[receiver]].name if receiver in keys else receiver
        rows.append(
            [
                school.code,
                school.name,
                school.division,
                decision,
                receiving,
                "",
                grades,
                2022,
                "",
                "",
                "",
                why,
            ]
        )
    return rows
