"""The tables of the workbook: columns and rows, figures as numbers and codes as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import Band, Plan
from gis.report.balancesheets import balance_sheets
from gis.report.dossier import way_words
from gis.report.fairness import fairness_sheets
from gis.report.fundingtables import funding_sheets
from gis.report.grounds import finding_row, sorted_findings
from gis.report.parametertable import parameter_row
from gis.report.promises import progress_words
from gis.report.roadchanges import edit_rows
from gis.report.rows import Row, records
from gis.report.schools import adjustment, frame_words, printed_plan, scenario_of, school_label
from gis.report.stafftables import staff_sheets
from gis.report.tables import (
    METRES_PER_KM,
    SECONDS_PER_MINUTE,
    SIDES,
    Column,
    Kind,
    Sheet,
    both_sides,
    divided,
    side_values,
)
from gis.report.words import NOT_REPORTED, UNKNOWN, full_width, place, sentence, word

CLASSIFICATION = "内部资料：含村、年级小人数，不得对外公开"


def workbook_sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    """Return the sheets of the workbook in their order."""
    plan = printed_plan(plan, evaluation)
    return [
        _reconciliation(evaluation),
        _ledger(plan, evaluation),
        _grades(plan, evaluation),
        _flows(plan, evaluation),
        _travel(evaluation),
        *road_sheets(edit_rows(plan, evaluation)),
        *balance_sheets(plan, evaluation),
        *staff_sheets(plan, evaluation),
        *funding_sheets(plan, evaluation),
        *fairness_sheets(plan, evaluation),
        _findings(evaluation),
        _parameters(evaluation),
        _about(plan, evaluation),
    ]


def _labels(plan: Plan) -> dict[str, str]:
    return {str(s): school_label(plan, str(s)) for s in (*plan.schools.index, "")}


def _reconciliation(evaluation: Evaluation) -> Sheet:
    columns = [
        Column("项目", 18),
        Column("对象", 30),
        Column("事业统计", 12, "count", NOT_REPORTED),
        Column("本计划", 12, "count"),
        Column("差异", 12, "count"),
    ]
    rows = [
        (word("reconciliation", r["item"]), r["subject"], r["ledger"], r["attendance"], r["difference"])
        for r in records(evaluation.reconciliation)
    ]
    return Sheet("对账", columns, rows)


LEDGER_COLUMNS: tuple[tuple[str, str, Kind], ...] = (
    ("专任教师", "full_time_teachers", "count"),
    ("教职工", "staff", "count"),
    ("教学及辅助用房（平方米）", "teaching_area_m2", "decimal"),
    ("校舍建筑面积（平方米）", "floor_area_m2", "decimal"),
    ("体育运动场馆（平方米）", "sports_area_m2", "decimal"),
)


def _ledger(plan: Plan, evaluation: Evaluation) -> Sheet:
    columns = [
        Column("标识码", 13),
        Column("学校", 26),
        Column("乡镇（街道）", 14),
        Column("办学类型", 14),
        Column("调整方式", 30),
        *both_sides("学生", 9, "count"),
        *both_sides("班数", 9, "count"),
        *both_sides("最大班额", 9, "count"),
        *both_sides("学位", 9, "count", NOT_REPORTED),
        *both_sides("学位缺口", 9, "count"),
        *both_sides("床位", 9, "count", NOT_REPORTED),
        *both_sides("寄宿生", 9, "count"),
        *both_sides("平均单程（分）", 10, "decimal"),
        *both_sides("最长单程（分）", 10, "decimal"),
        Column("空余教室 调整后", 10, "count", NOT_REPORTED),
        *(Column(f"{title} 现状", 12, kind, NOT_REPORTED) for title, _, kind in LEDGER_COLUMNS),
    ]
    counts = ("enrolment", "classes", "largest_class", "capacity", "places_short", "beds", "boarders")
    ledger = plan.schools.reindex(columns=[key for _, key, _ in LEDGER_COLUMNS]).astype(object)
    rows = [
        [
            school["school_id"],
            school_label(plan, str(school["school_id"])),
            school["township"],
            word("type", school["type_code"]),
            adjustment(plan, evaluation, str(school["school_id"])),
            *side_values(school, *counts),
            *side_values(school, "mean_s", "max_s", by=SECONDS_PER_MINUTE),
            school["rooms_free_after"],
            *ledger.loc[school["school_id"]],
        ]
        for school in records(evaluation.schools)
    ]
    return Sheet("学校台账(前后)", columns, rows)


def _grades(plan: Plan, evaluation: Evaluation) -> Sheet:
    columns = [
        Column("标识码", 13),
        Column("学校", 26),
        Column("年级", 10),
        *both_sides("学生", 10, "count"),
        *both_sides("班数", 10, "count"),
        *both_sides("最大班额", 10, "count"),
        *both_sides("复式班（合班年级）", 12),
    ]
    labels = _labels(plan)
    rows = [
        [
            row["school_id"],
            labels[str(row["school_id"])],
            word("grade", row["grade"]),
            *side_values(row, "pupils", "classes", "largest_class"),
            *(str(row[f"multigrade_{side}"]).replace(",", "、") for side in ("before", "after")),
        ]
        for row in records(evaluation.school_grades)
    ]
    return Sheet("分年级班额(前后)", columns, rows)


def _flows(plan: Plan, evaluation: Evaluation) -> Sheet:
    columns = [
        Column("居民点代码", 16),
        Column("居民点", 16),
        Column("乡镇（街道）", 14),
        Column("年级", 9),
        Column("人数", 8, "count"),
        Column("人数来源", 9),
        Column("现就读学校", 24),
        Column("调整后学校", 24),
        Column("是否换校", 9),
        Column("去向依据", 18),
        Column("跨乡镇", 8),
        *both_sides("方式", 10),
        *both_sides("单程（分）", 10, "decimal"),
        *both_sides("单程（km）", 10, "decimal"),
        *both_sides("判定", 14),
        Column("未落实原因", 30),
    ]
    labels = _labels(plan)
    rows = [_flow_row(row, labels) for row in records(evaluation.flows)]
    return Sheet("分流表", columns, rows)


def _flow_row(row: Row, labels: dict[str, str]) -> list[Any]:
    reason = str(row["unassigned_reason"])
    return [
        row["settlement_id"],
        place(row["settlement"]),
        row["township"],
        word("grade", row["grade"]),
        row["pupils"],
        "推算" if row["estimated"] else "就读表",
        labels[str(row["school_before"])],
        labels[str(row["school_after"])],
        "是" if row["moved"] else "否",
        word("rule", row["rule"]),
        "是" if row["cross_township"] else "否",
        *(
            way_words(row[f"mode_{side}"], row[f"boarding_{side}"], str(row[f"school_{side}"]))
            for side, _ in SIDES
        ),
        *side_values(row, "seconds", by=SECONDS_PER_MINUTE),
        *side_values(row, "metres", by=METRES_PER_KM),
        *(word("verdict", row[f"verdict_{side}"]) for side, _ in SIDES),
        sentence(describe(reason, {}).what) if reason else "",
    ]


TRAVEL_COLUMNS: tuple[tuple[str, str, Kind, float, str], ...] = (
    ("走读（人）", "pupils", "count", 1, UNKNOWN),
    ("平均（分）", "mean_s", "decimal", SECONDS_PER_MINUTE, UNKNOWN),
    ("中位数（分）", "median_s", "decimal", SECONDS_PER_MINUTE, UNKNOWN),
    ("P95（分）", "p95_s", "decimal", SECONDS_PER_MINUTE, UNKNOWN),
    ("最长（分）", "max_s", "decimal", SECONDS_PER_MINUTE, UNKNOWN),
    ("人·公里", "pupil_km", "decimal", 1, UNKNOWN),
    ("限值（分）", "limit_s", "count", SECONDS_PER_MINUTE, "未设标准"),
    ("超时（人）", "over_limit_pupils", "count", 1, "未设标准"),
    ("临界（人）", "borderline_pupils", "count", 1, "未设标准"),
    ("无路可达（人）", "unreachable_pupils", "count", 1, UNKNOWN),
    ("未知（人）", "unknown_pupils", "count", 1, UNKNOWN),
    ("寄宿（人）", "boarding_pupils", "count", 1, UNKNOWN),
)


def _travel(evaluation: Evaluation) -> Sheet:
    columns = [Column("年级", 12), Column("方案", 12)]
    columns += [Column(title, 12, kind, missing) for title, _, kind, _, missing in TRAVEL_COLUMNS]
    rows = [
        [
            word("band", str(band)),
            name,
            *(
                divided(getattr(evaluation.travel[band][side], key), by)
                for _, key, _, by, _ in TRAVEL_COLUMNS
            ),
        ]
        for band in (*Band, "all")
        if band in evaluation.travel
        for side, name in (("before", "维持现状"), ("after", "本方案"))
    ]
    return Sheet("路程指标", columns, rows)


ROAD_COLUMNS = {
    "name": Column("名称", 26),
    "what": Column("改动", 44),
    "season": Column("时节", 10),
    "length": Column("涉及道路", 14),
    "counted": Column("是否计入", 14),
    "note": Column("说明", 40),
}


def road_sheets(rows: Sequence[Row]) -> list[Sheet]:
    """Return the sheet of the changes to the roads; none where there are none."""
    if not rows:
        return []
    keys = [key for key in ROAD_COLUMNS if key in rows[0]]
    columns = [ROAD_COLUMNS[key] for key in keys]
    return [Sheet("道路改动", columns, [[row[key] for key in keys] for row in rows])]


def _findings(evaluation: Evaluation) -> Sheet:
    columns = [
        Column("力度", 8),
        Column("来源", 12),
        Column("对象", 20),
        Column("问题", 60),
        Column("怎么办", 50),
        Column("解决办法", 60),
        Column("依据", 40),
        Column("规则编号", 14),
        Column("规则层级", 9),
    ]
    rows = []
    for finding in sorted_findings(evaluation.findings):
        printed = finding_row(finding)
        advice = sentence(describe(finding.message_code, finding.values).fix)
        source = "现状已有" if finding.in_baseline else "本方案新增"
        force = word("force", finding.force)
        layer = word("layer", finding.layer) if finding.layer else ""
        rows.append([
            force, source, printed["subject"], printed["what"], advice, printed["cures"], printed["ground"],
            finding.rule, layer,
        ])  # fmt: skip
    return Sheet("问题与依据", columns, rows)


def _parameters(evaluation: Evaluation) -> Sheet:
    columns = [Column("参数", 44), Column("取值", 40), Column("来源", 60), Column("核实", 8)]
    return Sheet("参数", columns, [parameter_row(p) for p in evaluation.parameters])


def _about(plan: Plan, evaluation: Evaluation) -> Sheet:
    frame = frame_words(plan, evaluation)
    entries = [
        ("单位", frame["unit"]),
        ("学年", frame["year"]),
        ("方案", frame["scenario"]),
        ("编制状态", progress_words(plan, evaluation)),
        ("道路", frame["season"]),
        ("使用范围", CLASSIFICATION),
        ("标注", frame["mark"]),
        ("方案说明", full_width(scenario_of(plan, evaluation).note)),
        *(("说明", words) for words in frame["notes"]),
        *(
            ("数据来源", f"{word('role', s.role)}：{s.file}，{s.rows} 行，SHA-256 {s.sha256}")
            for s in plan.sources
        ),
        ("路网校验码", evaluation.network_digest),
        ("坐标", "WGS84 与 CGCS2000 视为相同（差异在 1 m 以内）；按 3 度带高斯—克吕格投影计算"),
        ("数据许可", frame["attribution"]),
    ]
    return Sheet("说明", [Column("项目", 16), Column("内容", 110)], [e for e in entries if e[1]])
