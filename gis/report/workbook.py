"""The workbook: the ledger before and after, who goes where, and every figure behind the documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import Band, Plan
from gis.report.dossier import (
    adjustment,
    finding_row,
    frame_words,
    school_label,
    sorted_findings,
)
from gis.report.overview import parameter_row, reconciliation_item
from gis.report.words import NOT_REPORTED, UNKNOWN, full_width, is_known, sentence, word

Kind = Literal["text", "count", "decimal"]
FONT, FONT_SIZE = "微软雅黑", 10
LONGEST_HEADER = 200                    # Excel refuses page headers beyond 255 signs
WORKBOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LABEL = "内部资料:含村、年级小人数,不得对外公开"
SECONDS_PER_MINUTE, METRES_PER_KM = 60.0, 1000.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: header, width in characters, kind of its cells, and the word for a missing value."""

    title: str
    width: float
    kind: Kind = "text"
    missing: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of one table."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def write_workbook(plan: Plan, evaluation: Evaluation, path: Path) -> None:
    """Write the workbook of one evaluation.

    Cells that start like a formula stay text; codes stay text; missing numbers are words, never 0.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(str(path), WORKBOOK_OPTIONS) as book:
            _fill(book, plan, evaluation)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _fill(book: Any, plan: Plan, evaluation: Evaluation) -> None:
    book.set_properties({
        "title": f"{evaluation.unit_name}学校台账与分流表", "author": evaluation.unit_name, "comments": LABEL,
        "created": datetime(evaluation.school_year, 9, 1),
    })
    formats = _formats(book)
    for sheet in _sheets(plan, evaluation):
        _write_sheet(book, sheet, formats, plan, evaluation)


def _sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    return [
        _reconciliation(evaluation), _ledger(plan, evaluation), _grades(plan, evaluation),
        _flows(plan, evaluation), _travel(evaluation), _findings(evaluation), _parameters(evaluation),
        _about(plan, evaluation),
    ]


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "vcenter", "border": 1, "border_color": "#C3C8D0"}
    return {
        "text": book.add_format({**base, "num_format": "@", "text_wrap": True}),
        "count": book.add_format({**base, "num_format": "#,##0"}),
        "decimal": book.add_format({**base, "num_format": "#,##0.0"}),
        "missing": book.add_format({**base, "font_color": "#566273", "align": "right"}),
        "head": book.add_format({**base, "bold": True, "bg_color": "#E9ECF1", "text_wrap": True, "align": "center"}),
        "title": book.add_format({"font_name": FONT, "font_size": 13, "bold": True}),
    }


def _write_sheet(book: Any, sheet: Sheet, formats: dict[str, Any], plan: Plan, evaluation: Evaluation) -> None:
    page = book.add_worksheet(sheet.name)
    mark = full_width(plan.meta.mark)
    title = " · ".join(p for p in (f"{evaluation.unit_name} {sheet.name}", evaluation.scenario, LABEL, mark) if p)
    page.write_string(0, 0, title, formats["title"])
    for k, column in enumerate(sheet.columns):
        page.set_column(k, k, column.width)
        page.write_string(1, k, column.title, formats["head"])
    last = 1
    for last, row in enumerate(sheet.rows, start=2):
        for k, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, last, k, column, value, formats)
    page.freeze_panes(2, 2 if len(sheet.columns) > 6 else 0)
    if last > 1:
        page.autofilter(1, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)                   # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    header = (mark or LABEL)[:LONGEST_HEADER].replace("&", "&&")
    page.set_header(f"&C&8{header}")
    page.set_footer(f"&L&8{LABEL}&R&8第 &P 页,共 &N 页")


def _write_cell(page: Any, row: int, column: int, kind: Column, value: Any, formats: dict[str, Any]) -> None:
    if kind.kind == "text":
        page.write_string(row, column, "" if not is_known(value) else str(value), formats["text"])
    elif is_known(value):
        page.write_number(row, column, float(value), formats[kind.kind])
    else:
        page.write_string(row, column, kind.missing, formats["missing"])


def _reconciliation(evaluation: Evaluation) -> Sheet:
    columns = [Column("项目", 18), Column("对象", 30), Column("事业统计", 12, "count", NOT_REPORTED),
               Column("本计划", 12, "count"), Column("差异", 12, "count")]
    rows = [
        (reconciliation_item(r["item"]), r["subject"], r["ledger"], r["attendance"], r["difference"])
        for r in evaluation.reconciliation.to_dict("records")
    ]
    return Sheet("对账", columns, rows)


def _ledger(plan: Plan, evaluation: Evaluation) -> Sheet:
    pairs = (
        ("学生", "enrolment", UNKNOWN), ("班数", "classes", UNKNOWN), ("最大班额", "largest_class", UNKNOWN),
        ("学位", "capacity", NOT_REPORTED), ("学位缺口", "places_short", UNKNOWN), ("床位", "beds", NOT_REPORTED),
        ("寄宿生", "boarders", UNKNOWN),
    )
    staff = (("专任教师", "full_time_teachers", "count"), ("教职工", "staff", "count"),
             ("教学及辅助用房(平方米)", "teaching_area_m2", "decimal"),
             ("校舍建筑面积(平方米)", "floor_area_m2", "decimal"),
             ("体育运动场馆(平方米)", "sports_area_m2", "decimal"))
    columns = [Column("标识码", 13), Column("学校", 26), Column("乡镇(街道)", 14), Column("办学类型", 12),
               Column("调整方式", 30)]
    for name, _, missing in pairs:
        columns += [Column(f"{name} {when}", 9, "count", missing) for when in ("现状", "调整后")]
    for name in ("平均单程(分)", "最长单程(分)"):
        columns += [Column(f"{name} {when}", 10, "decimal") for when in ("现状", "调整后")]
    columns += [Column("空余教室 调整后", 10, "count", NOT_REPORTED)]
    columns += [Column(f"{name} 现状", 12, kind, NOT_REPORTED) for name, _, kind in staff]  # type: ignore[arg-type]
    rows = []
    for school_id, row in evaluation.schools.iterrows():
        line: list[Any] = [school_id, school_label(plan, str(school_id)), row["township"],
                           word("type", row["type_code"]), full_width(adjustment(plan, evaluation, str(school_id)))]
        line += [row[f"{key}_{side}"] for _, key, _ in pairs for side in ("before", "after")]
        line += [_divided(row[f"{key}_{side}"], SECONDS_PER_MINUTE) for key in ("mean_s", "max_s")
                 for side in ("before", "after")]
        line.append(row["rooms_free_after"])
        line += [plan.schools.loc[school_id].get(key) for _, key, _ in staff]
        rows.append(line)
    return Sheet("学校台账(前后)", columns, rows)


def _grades(plan: Plan, evaluation: Evaluation) -> Sheet:
    columns = [Column("标识码", 13), Column("学校", 26), Column("年级", 10)]
    for name in ("学生", "班数", "最大班额"):
        columns += [Column(f"{name} {when}", 10, "count") for when in ("现状", "调整后")]
    rows = [
        [r["school_id"], school_label(plan, str(r["school_id"])), word("grade", r["grade"]),
         *(r[f"{key}_{side}"] for key in ("pupils", "classes", "largest_class") for side in ("before", "after"))]
        for r in evaluation.school_grades.to_dict("records")
    ]
    return Sheet("分年级班额(前后)", columns, rows)


def _flows(plan: Plan, evaluation: Evaluation) -> Sheet:
    columns = [
        Column("居民点代码", 16), Column("居民点", 16), Column("乡镇(街道)", 14), Column("年级", 9),
        Column("人数", 8, "count"), Column("人数来源", 9), Column("现就读学校", 24), Column("调整后学校", 24),
        Column("是否换校", 9), Column("去向依据", 16), Column("跨乡镇", 8), Column("方式 现状", 10),
        Column("方式 调整后", 10), Column("单程分 现状", 10, "decimal"), Column("单程分 调整后", 10, "decimal"),
        Column("单程km 现状", 10, "decimal"), Column("单程km 调整后", 10, "decimal"), Column("判定 现状", 14),
        Column("判定 调整后", 14), Column("未落实原因", 30),
    ]
    rows = []
    for r in evaluation.flows.to_dict("records"):
        rows.append([
            r["settlement_id"], r["settlement"], r["township"], word("grade", r["grade"]), r["pupils"],
            "推算" if r["estimated"] else "就读表", school_label(plan, str(r["school_before"])),
            school_label(plan, str(r["school_after"])), "是" if r["moved"] else "否", word("rule", r["rule"]),
            "是" if r["cross_township"] else "否",
            *(_way(r, side) for side in ("before", "after")),
            *(_divided(r[f"seconds_{side}"], SECONDS_PER_MINUTE) for side in ("before", "after")),
            *(_divided(r[f"metres_{side}"], METRES_PER_KM) for side in ("before", "after")),
            *(full_width(word("verdict", r[f"verdict_{side}"])) for side in ("before", "after")),
            sentence(describe(str(r["unassigned_reason"]), {}).what) if r["unassigned_reason"] else "",
        ])
    return Sheet("分流表", columns, rows)


def _way(row: dict[str, Any], side: str) -> str:
    if not row[f"school_{side}"]:
        return ""
    return "寄宿" if row[f"boarding_{side}"] else word("mode", row[f"mode_{side}"])


def _divided(value: Any, by: float) -> float | None:
    return float(value) / by if is_known(value) else None


def _travel(evaluation: Evaluation) -> Sheet:
    figures: tuple[tuple[str, str, Kind, float], ...] = (
        ("走读(人)", "pupils", "count", 1), ("平均(分)", "mean_s", "decimal", 60), ("中位数(分)", "median_s", "decimal", 60),
        ("P95(分)", "p95_s", "decimal", 60), ("最长(分)", "max_s", "decimal", 60), ("人·公里", "pupil_km", "decimal", 1),
        ("限值(分)", "limit_s", "count", 60), ("超时(人)", "over_limit_pupils", "count", 1),
        ("临界(人)", "borderline_pupils", "count", 1), ("无路可达(人)", "unreachable_pupils", "count", 1),
        ("未知(人)", "unknown_pupils", "count", 1), ("寄宿(人)", "boarding_pupils", "count", 1),
    )
    unset = {"limit_s", "over_limit_pupils", "borderline_pupils"}
    columns = [Column("年级", 12), Column("方案", 12)]
    columns += [Column(t, 12, kind, "未设标准" if key in unset else UNKNOWN) for t, key, kind, _ in figures]
    rows = []
    for band in (*Band, "all"):
        for side, name in (("before", "维持现状"), ("after", "本方案")):
            if band in evaluation.travel:
                summary = evaluation.travel[band][side]
                rows.append([word("band", str(band)), name,
                             *(_divided(getattr(summary, key), by) for _, key, _, by in figures)])
    return Sheet("路程指标", columns, rows)


def _findings(evaluation: Evaluation) -> Sheet:
    columns = [Column("力度", 8), Column("对象", 20), Column("问题", 60), Column("怎么办", 50), Column("依据", 40),
               Column("核实", 8), Column("来源", 12)]
    rows = []
    for finding in sorted_findings(evaluation.findings):
        printed = finding_row(finding)
        advice = sentence(describe(finding.message_code, finding.values).fix)
        rows.append([word("force", finding.force), printed["subject"], printed["what"], advice, printed["ground"],
                     "" if finding.verified else "待核", "现状已有" if finding.in_baseline else "本方案新增"])
    return Sheet("问题与依据", columns, rows)


def _parameters(evaluation: Evaluation) -> Sheet:
    columns = [Column("参数", 44), Column("取值", 16), Column("来源", 60), Column("核实", 8)]
    return Sheet("参数", columns, [parameter_row(p) for p in evaluation.parameters])


def _about(plan: Plan, evaluation: Evaluation) -> Sheet:
    frame = frame_words(plan, evaluation)
    note = plan.scenario(evaluation.scenario).note
    rows = [
        ["单位", frame["unit"]], ["学年", frame["year"]], ["方案", frame["scenario"]], ["密级提示", LABEL],
        *([["标注", frame["mark"]]] if frame["mark"] else []),
        *([["方案说明", full_width(note)]] if note else []),
        *(["说明", words] for words in frame["notes"]),
        *(["数据来源", f"{word('role', s.role)}:{s.file},{s.rows} 行,SHA-256 {s.sha256}"] for s in plan.sources),
        ["路网校验码", evaluation.network_digest],
        ["坐标", "WGS84 与 CGCS2000 视为相同(差异在 1 m 以内);按 3 度带高斯—克吕格投影计算"],
        *([["数据许可", frame["attribution"]]] if frame["attribution"] else []),
    ]
    return Sheet("说明", [Column("项目", 16), Column("内容", 110)], rows)
