"""How evenly the way to school is spread, what townships bear, and which schools must stay."""

from __future__ import annotations

from typing import Any

from gis.evaluation.details import Details
from gis.evaluation.equity import GroupTravel, Spread
from gis.evaluation.muststay import COUNTS as NUMBERS
from gis.evaluation.result import Evaluation
from gis.model import Band, Plan
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.tables import SECONDS_PER_MINUTE, SIDES, Column, Kind, Sheet, both_sides, divided, side_values
from gis.report.words import NOTHING, UNKNOWN, changed, is_known, minutes, number, place, word

ALL = "all"
OUTSIDE = "县外或住址不明"
TOWN_STREETS = "街道"
LONGEST_LIST = 20
GROUP_FIGURES = (
    ("mean_s", "平均单程（分）"), ("over_limit_pupils", "超时（人）"), ("boarding_pupils", "寄宿（人）"),
    ("unreachable_pupils", "无路可达（人）"),
)  # fmt: skip
TOWNSHIP_FIGURES: tuple[tuple[str, str, Kind], ...] = (
    ("pupils", "学生（人）", "count"), ("day_pupils", "走读（人）", "count"),
    ("mean_s", "平均单程（分）", "decimal"), ("max_s", "最长单程（分）", "decimal"),
    ("pupil_km", "每日单程合计（人·公里）", "decimal"), ("over_limit_pupils", "超时（人）", "count"),
    ("borderline_pupils", "临界（人）", "count"), ("no_limit_pupils", "未设标准（人）", "count"),
    ("boarding_pupils", "寄宿（人）", "count"), ("unreachable_pupils", "无路可达（人）", "count"),
    ("unknown_pupils", "路程未知（人）", "count"),
)  # fmt: skip
MOVES = (
    ("moved_pupils", "换校（人）"), ("cross_township_pupils", "其中跨乡镇（人）"),
    ("needs_transport_pupils", "其中需要校车或床位（人）"), ("unassigned_pupils", "去向未落实（人）"),
)  # fmt: skip


def fairness_overview(plan: Plan, evaluation: Evaluation) -> Row | None:
    """Return spread, groups and townships in print."""
    details = evaluation.details
    if details is None:
        return None
    return {
        "spread": [
            [word("band", str(band)), name, *_spread_cells(sides[side])]
            for band, sides in details.spreads.items()
            for side, name in (("before", "维持现状"), ("after", "本方案"))
        ],
        "groups": [_group_row(one) for one in details.groups if one.is_told],
        "not_told": "、".join(word("group", one.group) for one in details.groups if not one.is_told),
        "townships": [_township_row(row) for row in records(details.townships.reset_index())],
        "links": _link_words(plan, details),
    }


def _spread_cells(one: Spread) -> list[str]:
    worst = f"{one.worst_township}（{minutes(one.worst_township_mean_s)}）" if one.worst_township else NOTHING
    return [
        number(one.pupils),
        number(one.gini_time_share, digits=3, unknown=NOTHING),
        minutes(one.deviation_s, unknown=NOTHING),
        worst,
    ]


def _group_row(one: GroupTravel) -> list[str]:
    digits = 1 if one.is_shared_out else 0

    def pair(key: str) -> str:
        return changed(*(number(getattr(one, f"{key}_{side}"), digits=digits) for side, _ in SIDES))

    means = [minutes(getattr(one, f"mean_s_{side}"), unknown=NOTHING) for side, _ in SIDES]
    return [
        word("group", one.group), number(one.pupils, digits=digits), number(one.pupils_not_told),
        number(one.moved_pupils, digits=digits), changed(*means),
        *(pair(key) for key in ("over_limit_pupils", "boarding_pupils", "unreachable_pupils")),
    ]  # fmt: skip


def township_name(name: Any) -> str:
    """Return a home's township; the 街道 of a town count as one."""
    return f"{name}（合并计算）" if name == TOWN_STREETS else str(name) or OUTSIDE


def _township_row(row: Row) -> list[str]:
    def pair(key: str) -> str:
        return changed(*(number(row[f"{key}_{side}"]) for side, _ in SIDES))

    def times(key: str) -> str:
        return changed(*(minutes(row[f"{key}_{side}"], unknown=NOTHING) for side, _ in SIDES))

    return [
        township_name(row["township"]), number(row["pupils_before"]),
        times("mean_s"), times("max_s"), pair("over_limit_pupils"), pair("boarding_pupils"),
        number(row["moved_pupils"]),
        number(row["cross_township_pupils"]), number(row["needs_transport_pupils"]),
    ]  # fmt: skip


def _link_words(plan: Plan, details: Details) -> str:
    """Return which villages the plan splits, and which 对口 links it breaks, in a sentence."""
    links = details.links
    parts = [
        f"{word('stage', stage)}新增 {number(len(villages))} 个居民点的学生分在不同学校"
        f"（{number(links.newly_split_pupils[stage])} 人）"
        for stage, villages in links.newly_split.items()
        if villages
    ]
    broken = "、".join(f"{school_label(plan, a)}—{school_label(plan, b)}" for a, b in links.broken_links)
    if broken:
        parts.append(f"中断的对口升学关系：{broken}")
    return "；".join(parts) + "。" if parts else ""


# ---- schools that must stay


def must_stay_overview(plan: Plan, evaluation: Evaluation) -> Row | None:
    """Return the schools that must stay in print, and how many are open to a decision."""
    if evaluation.details is None:
        return None
    table = evaluation.details.must_stay.schools
    kept = table[table["must_stay"].astype(bool)]
    ordered = kept.sort_values(["township", "name"], kind="stable")
    return {
        "rows": [
            [
                school_label(plan, str(school_id)), str(row["township"]), number(row["pupils"]),
                reason_words(str(row["reasons"])), number(row["kept_within_pupils"]),
            ]
            for school_id, row in zip(ordered.index, records(ordered), strict=True)
        ],
        "tested": number(len(table)),
        "undecided": number(int(table["is_undecided"].astype(bool).sum())),
        "free": number(int((~table["must_stay"].astype(bool) & ~table["is_undecided"].astype(bool)).sum())),
        "no_bus": [
            [
                school_label(plan, str(row["school_id"])), place(row["settlement"]), number(row["pupils"]),
                number(row["ride_min"], unknown="无路"), number(row["limit_min"]),
            ]
            for row in records(evaluation.details.must_stay.no_bus)
        ],
    }  # fmt: skip


def reason_words(reasons: str) -> str:
    """Return why a school must stay, in short words."""
    return "、".join(word("must_stay", code) for code in reasons.split("、") if code) or NOTHING


# ---- sheets


def fairness_sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    """Return 必须保留, 公平性 and 乡镇汇总."""
    if evaluation.details is None:
        return []
    details = evaluation.details
    return [_must_stay(plan, details), _equity(details), _townships(details)]


def _must_stay(plan: Plan, details: Details) -> Sheet:
    numbers = {
        "unassigned_pupils": "无处可去（人）", "beyond_limit_pupils": "将超时且无校车床位（人）",
        "far_pupils": "远路且无校车床位（人）", "places_short": "周边缺学位（个）",
        "beds_short_pupils": "周边缺床位（人）",
    }  # fmt: skip
    columns = [
        Column("标识码", 13), Column("学校", 26), Column("乡镇（街道）", 14),
        Column("学生（人）", 9, "count"), Column("应当保留", 10), Column("原因", 44),
        Column("保住不超时（人）", 10, "count"),
        *(Column(numbers[key], 12, "count") for key in NUMBERS),
        Column("路程未知（人）", 10, "count"), Column("学位未知（人）", 10, "count"),
        Column("床位未知（人）", 10, "count"),
        Column("校车不能按时送达（人）", 12, "count", NOTHING),
    ]  # fmt: skip
    table = details.must_stay.schools.sort_values(["township", "name"], kind="stable")
    rows = [
        [
            school_id, school_label(plan, str(school_id)), row["township"], row["pupils"],
            "是" if row["must_stay"] else "待定" if row["is_undecided"] else "否",
            reason_words(str(row["reasons"])), row["kept_within_pupils"], *(row[key] for key in NUMBERS),
            row["way_unknown_pupils"], row["places_unknown_pupils"], row["beds_unknown_pupils"],
            row["no_bus_pupils"],
        ]
        for school_id, row in zip(table.index, records(table), strict=True)
    ]  # fmt: skip
    return Sheet("必须保留", columns, rows)


def _equity(details: Details) -> Sheet:
    columns = [
        Column("对象", 14), Column("方案", 10), Column("学生（人）", 10, "count"),
        Column("基尼系数（时间）", 10, "figure", NOTHING), Column("基尼系数（路程）", 10, "figure", NOTHING),
        Column("标准差（分）", 10, "decimal", NOTHING), Column("标准差（km）", 10, "decimal", NOTHING),
        Column("最远乡镇", 16), Column("最远乡镇平均（分）", 10, "decimal", NOTHING),
        Column("换校（人）", 9, "decimal", NOTHING), Column("平均单程（分）", 10, "decimal", NOTHING),
        Column("超时（人）", 9, "decimal", NOTHING), Column("寄宿（人）", 9, "decimal", NOTHING),
        Column("无路可达（人）", 9, "decimal", NOTHING), Column("未注明身份（人）", 10, "count", NOTHING),
    ]  # fmt: skip
    names = (("before", "维持现状"), ("after", "本方案"))
    rows: list[list[Any]] = [
        [
            word("band", str(band)) if band in (*Band, ALL) else str(band), name, one.pupils,
            one.gini_time_share, one.gini_metres_share, divided(one.deviation_s, SECONDS_PER_MINUTE),
            divided(one.deviation_m, 1000.0), one.worst_township,
            divided(one.worst_township_mean_s, SECONDS_PER_MINUTE), *[None] * 6,
        ]
        for band, sides in details.spreads.items()
        for side, name in names
        for one in (sides[side],)
    ]  # fmt: skip
    rows += [
        [
            word("group", one.group), name if one.is_told else "数据中没有", one.pupils, *[None] * 4, "",
            None, one.moved_pupils if side == "after" else None,
            divided(getattr(one, f"mean_s_{side}"), SECONDS_PER_MINUTE),
            *(getattr(one, f"{key}_{side}") for key, _ in GROUP_FIGURES[1:]), one.pupils_not_told,
        ]
        for one in details.groups
        for side, name in (names if one.is_told else names[:1])
    ]  # fmt: skip
    return Sheet("公平性", columns, rows)


def _townships(details: Details) -> Sheet:
    columns = [Column("乡镇（街道）", 18)]
    for _, title, kind in TOWNSHIP_FIGURES:
        columns += both_sides(title, 11, kind, NOTHING if "单程" in title else UNKNOWN)
    columns += [Column(title, 11, "count") for _, title in MOVES]
    rows = []
    for row in records(details.townships.reset_index()):
        cells: list[Any] = [township_name(row["township"])]
        for key, _, _ in TOWNSHIP_FIGURES:
            cells += side_values(row, key, by=SECONDS_PER_MINUTE if key.endswith("_s") else 1.0)
        rows.append([*cells, *(row[key] if is_known(row[key]) else None for key, _ in MOVES)])
    return Sheet("乡镇汇总", columns, rows)
