"""A small county written out by hand: one school closes, one becomes a teaching point, one receives.

龙宫小学 (grades 1-6) closes into 中山小学; 杨邑小学 keeps grades 1-3 and sends 4-6 to 中山小学, where the
pupils of 远山村 board. Travel figures are given, not computed: these tests are about printing them.
"""

from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from gis.evaluation.result import Change, Evaluation, Finding, TravelSummary
from gis.layout import Boarding, Decision, LayoutStatus, Scenario
from gis.model import Band, Plan, PlanMeta, RoadNetwork, Source, band_of
from gis.standards import load_rules

CRS = "EPSG:4547"  # CGCS2000 / 3-degree Gauss-Kruger CM 114E
MARK = "示例数据:除区界、村名外,道路、村位、学校位置、学生均为模拟"
NAME = "调整方案"
X0, Y0 = 510_000.0, 3_980_000.0

CLOSING, SHRINKING, CENTRAL, JUNIOR = "3141000001", "3141000002", "3141000003", "3141000004"
SCHOOLS = {  # name, type, township, x km, y km, beds
    CLOSING: ("龙宫小学", "211", "姬家山乡", 2.0, 6.0, np.nan),
    SHRINKING: ("杨邑小学", "211", "鹤壁集镇", 8.0, 7.5, np.nan),
    CENTRAL: ("中山小学", "211", "鹤壁集镇", 6.0, 4.0, 0.0),
    JUNIOR: ("实验中学", "311", "鹤壁集镇", 6.4, 3.7, 120.0),
}
SETTLEMENTS = {  # name, township, x km, y km, school, pupils per grade
    "410602001001": ("龙宫村", "姬家山乡", 2.2, 6.2, CLOSING, 4),
    "410602001002": ("西沟村", "姬家山乡", 0.8, 7.4, CLOSING, 2),
    "410602001003": ("石门村", "姬家山乡", 2.9, 7.9, CLOSING, 3),
    "410602002001": ("中杨邑村", "鹤壁集镇", 8.1, 7.2, SHRINKING, 6),
    "410602002002": ("远山村", "鹤壁集镇", 9.6, 8.6, SHRINKING, 3),
    "410602002003": ("中山村", "鹤壁集镇", 6.2, 4.3, CENTRAL, 30),
    "410602002004": ("河口村", "鹤壁集镇", 4.6, 3.2, CENTRAL, 8),
}


def _km(x, y):
    return Point(X0 + 1000 * x, Y0 + 1000 * y)


def _metres(a, b):
    return 1.3 * 1000 * float(np.hypot(a[0] - b[0], a[1] - b[1]))


def _points(rows, index_name, xy):
    frame = pd.DataFrame(rows).set_index(index_name)
    points = gpd.GeoSeries([_km(*p) for p in xy], crs=CRS).to_crs("EPSG:4490")
    return gpd.GeoDataFrame(frame, geometry=points.to_numpy(), crs="EPSG:4490")


def _settlements():
    rows = [
        {"settlement_id": key, "name": s[0], "village": s[0], "township": s[1]}
        for key, s in SETTLEMENTS.items()
    ]
    return _points(rows, "settlement_id", [s[2:4] for s in SETTLEMENTS.values()])


def _schools(attendance):
    rolls = attendance.groupby("school_id")["pupils"].sum()
    rows = []
    for key, (name, kind, township, _, _, beds) in SCHOOLS.items():
        rows.append(
            {
                "school_id": key,
                "name": name,
                "division": pd.NA,
                "type_code": kind,
                "township": township,
                "managing_school_id": pd.NA,
                "ownership": "公办",
                "enrolment": rolls.get(key, 0),
                "beds": beds,
                "built_year": 1987 if key == CLOSING else pd.NA,
                "boarders": pd.NA,
                "full_time_teachers": 9 if key != SHRINKING else pd.NA,
                "staff": 11,
                "approved_places": pd.NA,
                "classrooms": 8,
                "kindergarten_rooms": 0,
                "teaching_area_m2": 640.0,
                "floor_area_m2": 1180.5,
                "sports_area_m2": pd.NA,
                "equipment_yuan": 86_000.0,
                "multimedia_rooms": 6,
            }
        )
    return _points(rows, "school_id", [s[3:5] for s in SCHOOLS.values()])


def _attendance():
    rows = [
        {
            "settlement_id": key,
            "grade": grade,
            "school_id": s[4] if grade < 7 else JUNIOR,
            "boarding": False,
            "pupils": s[5],
            "estimated": False,
        }
        for key, s in SETTLEMENTS.items()
        for grade in range(1, 10)
    ]
    return pd.DataFrame(rows)


def _roads():
    spots = {key: s[2:4] for key, s in SETTLEMENTS.items()} | {key: s[3:5] for key, s in SCHOOLS.items()}
    lines, classes = [], []
    for x in range(1, 11, 2):
        lines.append(LineString([_km(x, 0), _km(x + 0.3, 5), _km(x, 10)]))
        classes.append("secondary" if x == 5 else "unclassified")
    for y in range(1, 10, 2):
        lines.append(LineString([_km(0, y), _km(5, y + 0.2), _km(11, y)]))
        classes.append("primary" if y == 5 else "tertiary")
    for spot in spots.values():
        lines.append(LineString([_km(*spot), _km(round(spot[0]), round(spot[1]))]))
        classes.append("residential")
    edges = gpd.GeoDataFrame(
        {
            "u": 0,
            "v": 1,
            "length_m": [line.length for line in lines],
            "highway": classes,
            "name": "",
            "maxspeed_kph": np.nan,
            "oneway": "no",
            "walk": True,
            "drive": True,
            "bridge": False,
        },
        geometry=lines,
        crs=CRS,
    )
    nodes = gpd.GeoDataFrame(geometry=[_km(0, 0), _km(1, 1)], crs=CRS)
    barriers = gpd.GeoDataFrame(
        {"kind": ["river", "rail"], "name": ["淇河", ""]},
        geometry=[LineString([_km(0, 2), _km(4, 4.5), _km(5.2, 10)]), LineString([_km(7, 0), _km(7.2, 10)])],
        crs=CRS,
    )
    return RoadNetwork(nodes, edges, barriers, has_footpaths=False, digest="ab" * 32)


def _plan(mark):
    attendance = _attendance()
    decisions = {
        CLOSING: Decision(LayoutStatus.MERGE, receiver_id=CENTRAL, bus_seats=45, year=2022),
        SHRINKING: Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1, 2, 3)),
        CENTRAL: Decision(boarding=Boarding(40, 4)),
    }
    outline = gpd.GeoSeries([box(X0 - 500, Y0 - 500, X0 + 11_500, Y0 + 10_500)], crs=CRS).to_crs("EPSG:4490")
    return Plan(
        meta=PlanMeta("鹤山区", 2022, mark, "道路与村位为模拟"),
        boundary=gpd.GeoDataFrame({"name": ["鹤山区"]}, geometry=outline.to_numpy(), crs="EPSG:4490"),
        settlements=_settlements(),
        schools=_schools(attendance),
        attendance=attendance,
        roads=_roads(),
        zones=pd.DataFrame(columns=["settlement_id", "grade_from", "grade_to", "school_id"]),
        scenarios={NAME: Scenario(NAME, decisions, note="学校 3 所为报道可推出的下限。")},
        sources=(Source("schools", "学校台账.xlsx", 12_345, "cd" * 32, 4),),
        rules=load_rules(),
    )


def _flows():
    rows = []
    for key, (name, township, x, y, primary, pupils) in SETTLEMENTS.items():
        for grade in range(1, 10):
            before = primary if grade < 7 else JUNIOR
            closed = before == CLOSING
            converted = before == SHRINKING and grade > 3
            after = CENTRAL if closed or converted else before
            boards = converted and name == "远山村"
            metres = [_metres((x, y), SCHOOLS[s][3:5]) for s in (before, after)]
            speeds = [1.0, 5.0 if closed else 1.0]
            seconds = [m / v for m, v in zip(metres, speeds, strict=True)]
            limit = 1800.0 if grade < 4 else None
            rows.append(
                {
                    "settlement_id": key,
                    "settlement": name,
                    "township": township,
                    "grade": grade,
                    "band": band_of(grade).value,
                    "school_before": before,
                    "school_after": after,
                    "pupils": pupils,
                    "boarding_before": False,
                    "boarding_after": boards,
                    "estimated": name == "石门村",
                    "moved": closed or converted,
                    "reason": "school_closed" if closed else "grade_closed" if converted else "stay",
                    "rule": "named" if closed else "managing_school" if converted else "stay",
                    "unassigned_reason": "",
                    "cross_township": closed,
                    "mode_before": band_of(grade).walk_mode.value,
                    "mode_after": "school_bus" if closed else band_of(grade).walk_mode.value,
                    "seconds_before": seconds[0],
                    "seconds_after": seconds[1],
                    "metres_before": metres[0],
                    "metres_after": metres[1],
                    "verdict_before": _verdict(seconds[0], limit, False),
                    "verdict_after": _verdict(seconds[1], limit, boards),
                }
            )
    return pd.DataFrame(rows)


def _verdict(seconds, limit, boards):
    if boards:
        return "boarding"
    if limit is None:
        return "no_limit"
    if abs(seconds - limit) <= 0.1 * limit:
        return "borderline"
    return "over" if seconds > limit else "within"


def _school_grades(flows):
    before = flows.groupby(["school_before", "grade"])["pupils"].sum()
    after = flows.groupby(["school_after", "grade"])["pupils"].sum()
    table = pd.DataFrame(
        {"pupils_before": before, "pupils_after": after.rename_axis(["school_before", "grade"])}
    )
    table = table.fillna(0).astype(int).rename_axis(["school_id", "grade"]).reset_index()
    for when in ("before", "after"):
        pupils = table[f"pupils_{when}"]
        table[f"classes_{when}"] = np.where(pupils > 0, 1, 0)
        table[f"largest_class_{when}"] = pupils
        table[f"multigrade_{when}"] = ""
    return table.assign(taught_after=table["pupils_after"] > 0)


def _evaluated_schools(grades):
    rows = []
    status = {CLOSING: "merge", SHRINKING: "teaching_point"}
    for key, (name, kind, township, _, _, beds) in SCHOOLS.items():
        own = grades[grades["school_id"] == key]
        row = {
            "school_id": key,
            "site_id": key,
            "name": name,
            "township": township,
            "type_code": kind,
            "status": status.get(key, "retain"),
            "open_before": True,
            "open_after": key != CLOSING,
            "is_point_before": False,
            "is_point_after": key == SHRINKING,
            "lon": 114.1,
            "lat": 35.9,
            "beds_before": beds,
            "beds_after": 40.0 if key == CENTRAL else beds,
            "boarders_before": 0,
            "boarders_after": 9 if key == CENTRAL else 0,
            "rooms_free_after": 2.0,
        }
        for when in ("before", "after"):
            pupils = int(own[f"pupils_{when}"].sum())
            row |= {
                f"enrolment_{when}": pupils,
                f"classes_{when}": int(own[f"classes_{when}"].sum()),
                f"largest_class_{when}": int(own[f"largest_class_{when}"].max()),
                f"capacity_{when}": 270.0 if kind == "211" else np.nan,
                f"utilisation_{when}": pupils / 270.0,
                f"places_short_{when}": max(0.0, pupils - 270.0) if kind == "211" else np.nan,
                f"mean_s_{when}": 1200.0,
                f"max_s_{when}": 2400.0,
            }
        rows.append(row)
    return pd.DataFrame(rows).set_index("school_id")


def _summary(flows, when, limit):
    day = flows[~flows[f"boarding_{when}"]]
    seconds = np.repeat(day[f"seconds_{when}"].to_numpy(), day["pupils"])
    verdict = day[f"verdict_{when}"]
    return TravelSummary(
        pupils=len(seconds),
        mean_s=float(seconds.mean()),
        median_s=float(np.median(seconds)),
        p95_s=float(np.quantile(seconds, 0.95)),
        max_s=float(seconds.max()),
        pupil_km=123.4,
        limit_s=limit,
        over_limit_pupils=None if limit is None else int(day.loc[verdict == "over", "pupils"].sum()),
        borderline_pupils=None if limit is None else int(day.loc[verdict == "borderline", "pupils"].sum()),
        unreachable_pupils=0,
        unknown_pupils=0,
        boarding_pupils=int(flows.loc[flows[f"boarding_{when}"], "pupils"].sum()),
    )


class Values(dict):
    """Values for a sentence; what a test does not care about is printed as a dash."""

    def __missing__(self, key):
        return "—"


def _findings():
    base = {"document": "国办发〔2018〕27号", "article": "", "verified": True, "in_baseline": False}
    school = {"school": "中山小学", "document": "国办发〔2018〕27号"}
    way = {
        "settlement": "远山村",
        "grades": "4、5、6",
        "pupils": "9",
        "school": "中山小学",
        "minutes": "41",
        "limit": "30",
        "document": "国办发〔2018〕27号",
    }
    return (
        Finding(
            "over_limit_g1_3",
            "should",
            "settlement",
            "410602002002",
            "远山村",
            41.0,
            30.0,
            "min",
            message_code="finding_over_limit",
            values=Values(way),
            **base,
        ),
        Finding(
            "places_short",
            "must",
            "school",
            CENTRAL,
            "中山小学",
            66.0,
            0.0,
            "人",
            message_code="finding_places_short",
            values=Values(school | {"pupils": "336", "places": "270", "short": "66"}),
            **base,
        ),
        Finding(
            "large_class",
            "must",
            "school",
            CENTRAL,
            "中山小学",
            56.0,
            56.0,
            "人",
            message_code="finding_class_size",
            values=Values(
                school
                | {
                    "grade": "4",
                    "pupils": "56",
                    "total": "56",
                    "classes": "1",
                    "kind": "大班额",
                    "limit": "45",
                }
            ),
            **(base | {"verified": False}),
        ),
    )


def _evaluation(plan, flows):
    grades = _school_grades(flows)
    total = float(flows["pupils"].sum())
    moved = float(flows.loc[flows["moved"], "pupils"].sum())
    travel = {
        band: {
            w: _summary(flows[flows["band"] == band.value], w, 1800.0 if band is Band.G1_3 else None)
            for w in ("before", "after")
        }
        for band in Band
    }
    reconciliation = pd.DataFrame(
        [
            ("schools", "", "全区", 4, 4, 0),
            ("teaching_points", "", "全区", 0, 0, 0),
            ("pupils", "", "全区", total, total, 0),
            ("classes", "", "全区", np.nan, 21, np.nan),
            ("pupils", CENTRAL, "中山小学三年级", 39, 38, -1),
        ],
        columns=["item", "subject_id", "subject", "ledger", "attendance", "difference"],
    )
    return Evaluation(
        unit_name="鹤山区",
        scenario=NAME,
        school_year=2022,
        headline={
            "affected_pupils": Change(0.0, moved),
            "over_limit_g1_3_pupils": Change(9.0, 0.0),
            "largest_class_pupils": Change(38.0, 56.0),
            "places_short": Change(None, 66.0),
        },
        counts={
            "schools": Change(4.0, 2.0),
            "teaching_points": Change(0.0, 1.0),
            "pupils": Change(total, total),
            "moved_pupils": Change(0.0, moved),
            "cross_township_pupils": Change(0.0, 54.0),
            "unassigned_pupils": Change(0.0, 0.0),
        },
        schools=_evaluated_schools(grades),
        school_grades=grades,
        flows=flows,
        travel=travel,
        reconciliation=reconciliation,
        findings=_findings(),
        marks=(),
        parameters=(
            {
                "key": "walk.speed_g1_3_mps",
                "value": 0.9,
                "unit": "m/s",
                "verified": False,
                "source": "建议值",
            },
        ),
        network_digest=plan.roads.digest,
    )


def build_county(mark=MARK, **renamed):
    """Return plan, evaluation; ``renamed`` gives schools or settlements other names by their old one."""
    plan, flows = _plan(mark), _flows()
    schools, settlements = plan.schools.copy(), plan.settlements.copy()
    schools["name"] = schools["name"].replace(renamed)
    settlements["name"] = settlements["name"].replace(renamed)
    flows["settlement"] = flows["settlement"].replace(renamed)
    plan = replace(plan, schools=schools, settlements=settlements)
    evaluation = _evaluation(plan, flows)
    table = evaluation.schools.assign(name=schools["name"])
    return SimpleNamespace(plan=plan, evaluation=replace(evaluation, schools=table))


@pytest.fixture(scope="session")
def county():
    return build_county()


@pytest.fixture(scope="session")
def make_county():
    return build_county
