"""The forecast as a workbook and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.serialise import plain
from gis.messages import describe
from gis.model import Plan
from gis.planning.forecast import COUNTY, Forecast
from gis.planning.forecastvalues import forecast_values
from gis.planning.outlook import Outlook
from gis.report.tables import Column, Sheet
from gis.report.words import NOTHING
from gis.report.workbook import Cover, write_sheets

STAGES = {"primary": "小学", "junior": "初中"}
LEVELS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "unknown": "学位未知", "": NOTHING}
SOURCES = {
    "survey": "适龄儿童摸底", "kindergarten": "在园幼儿", "household": "户籍", "vaccination": "预防接种",
    "births": "出生", "census": "普查", "enrolled": "在校", "projected": "未出生推测（未数到）",
    "county": "随县",
}  # fmt: skip
PERCENT = 100.0
NO_INTERVAL = "无法回测"
Row = dict[str, Any]


def source_words(sources: str) -> str:
    """Return the words of sources joined by +."""
    return "、".join(SOURCES.get(one, one) for one in sources.split("+"))


def forecast_figures(plan: Plan, forecast: Forecast, outlook: Outlook) -> dict[str, Any]:
    """Return the forecast as values that ``json.dumps(..., allow_nan=False)`` accepts.

    Keys: ``unit_name, base_year, years, unit_kind, stages``; the tables ``totals`` (unit × stage × year),
    ``units`` (unit × grade × year), ``settlements``, ``peaks``, ``place_gaps, township_gaps, falls_under,
    places_run_short``; ``retention``, ``back_test``, ``notes``. Unknown figures are null.
    """
    tables = {
        "totals": forecast.stage_totals, "units": forecast.units, "settlements": forecast.settlements,
        "peaks": outlook.peaks, "place_gaps": outlook.gaps, "township_gaps": outlook.townships,
        "falls_under": outlook.sizes.falls_under, "places_run_short": outlook.sizes.places_run_short,
    }  # fmt: skip
    retention, tested = forecast.retention, forecast.back_test
    result: dict[str, Any] = plain(
        {
            "unit_name": plan.meta.unit_name,
            "mark": plan.meta.mark,
            "base_year": forecast.base_year,
            "years": list(forecast.years),
            "unit_kind": forecast.unit_kind,
            "stages": {stage: list(grades) for stage, grades in forecast.stages.items()},
            **{name: list(_records(frame)) for name, frame in tables.items()},
            "retention": {"ratios": retention.ratios.tolist(), "years_used": retention.years_used},
            "back_test": {
                "possible": tested.possible, "historic_years": tested.historic_years,
                "least_years": tested.least_years, "errors": list(_records(tested.errors)),
            },
            "parameters": asdict(forecast.parameters),
            "notes": [
                {"code": note.code, "severity": note.severity, **note.describe()._asdict()}
                for note in forecast.notes
            ],
        }
    )  # fmt: skip
    return result


def _records(frame: pd.DataFrame) -> Iterator[Row]:
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def write_forecast_book(plan: Plan, forecast: Forecast, outlook: Outlook, path: Path) -> None:
    """Write the forecast's workbook.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    years = f"{forecast.base_year}—{forecast.years[-1]}年"
    cover = Cover(plan.meta.unit_name, "学龄人口预测", (years,), forecast.base_year, plan.meta.mark)
    write_sheets(path, forecast_sheets(plan, forecast, outlook), cover)


def forecast_sheets(plan: Plan, forecast: Forecast, outlook: Outlook) -> list[Sheet]:
    """Return the workbook's sheets in their order."""
    return [
        _totals(plan, forecast),
        _grades(plan, forecast),
        _peaks(plan, forecast, outlook),
        _townships(outlook),
        _schools(plan, outlook),
        _sizes(plan, outlook),
        _back_test(forecast),
        _villages(plan, forecast),
        _parameters(plan),
        Sheet("说明", [Column("说明", 100)], [["".join(note.describe())] for note in forecast.notes]),
    ]


def unit_name(plan: Plan, forecast: Forecast, unit: str) -> str:
    """Return the name of a unit: the county's, a township's, or the school's of a catchment."""
    if unit == COUNTY:
        return plan.meta.unit_name
    if forecast.unit_kind == "catchment" and unit in plan.schools.index:
        return str(plan.schools.loc[unit, "name"])
    return unit


def _born(is_born: bool) -> str:
    return "已出生" if is_born else "未出生推测"


def _counts(*titles: str) -> list[Column]:
    return [Column(title, 10, "count") for title in titles]


def _totals(plan: Plan, forecast: Forecast) -> Sheet:
    columns = [
        Column("乡镇（片区）", 18), Column("学段", 8), Column("学年", 8), *_counts("低", "中", "高"),
        *_counts("中：已数到的"), Column("依据", 12),
        *(Column(title, 12, "decimal", NO_INTERVAL) for title in ("误差下限", "误差上限")),
    ]  # fmt: skip
    rows = [
        (
            unit_name(plan, forecast, r["unit"]), STAGES[r["stage"]], str(r["year"]), r["low"], r["middle"],
            r["high"], r["born_pupils"], _born(r["born"]), r["interval_low"], r["interval_high"],
        )
        for r in _records(forecast.stage_totals)
    ]  # fmt: skip
    return Sheet("乡镇学段", columns, rows)


def _grades(plan: Plan, forecast: Forecast) -> Sheet:
    columns = [Column("乡镇（片区）", 18), *_grade_columns()]
    rows = [(unit_name(plan, forecast, r["unit"]), *_grade_row(r)) for r in _records(forecast.units)]
    return Sheet("乡镇年级", columns, rows)


def _villages(plan: Plan, forecast: Forecast) -> Sheet:
    columns = [Column("居民点代码", 16), Column("居民点（分摊，不代表精度）", 26), *_grade_columns()]
    names = dict(plan.settlements["name"])
    rows = [
        (r["settlement_id"], names.get(r["settlement_id"], "县外"), *_grade_row(r))
        for r in _records(forecast.settlements)
    ]
    return Sheet("村年级", columns, rows)


def _grade_columns() -> list[Column]:
    return [
        Column("年级", 6), Column("学年", 8), *_counts("低", "中", "高"),
        Column("依据", 12), Column("来源", 24),
    ]  # fmt: skip


def _grade_row(r: Row) -> Sequence[Any]:
    words = _born(r["born"]), source_words(r["source"])
    return str(r["grade"]), str(r["year"]), r["low"], r["middle"], r["high"], *words


def _peaks(plan: Plan, forecast: Forecast, outlook: Outlook) -> Sheet:
    columns = [Column("乡镇（片区）", 18), Column("学段", 8), Column("最多的学年", 12), *_counts("人数")]
    columns += [Column("依据", 12), Column("说明", 40)]
    rows = [
        (
            unit_name(plan, forecast, r["unit"]), STAGES[r["stage"]], str(r["year"]), r["pupils"],
            _born(r["born"]), peak_remark(r),
        )
        for r in _records(outlook.peaks)
    ]  # fmt: skip
    return Sheet("峰值", columns, rows)


def peak_remark(peak: Mapping[Any, Any]) -> str:
    """Return what must be said where the most pupils stand at an end of the years looked at."""
    if peak["first_year"]:
        return "峰值可能已过"
    return "峰值可能更晚" if peak["last_year"] else ""


def _gap_columns() -> list[Column]:
    return [
        *_counts("学生", "学位", "缺口"), Column("使用率（%）", 12, "decimal"), *_counts("新生"),
        Column("招生计划（推算）", 14, "decimal"), Column("新生占计划（%）", 14, "decimal"),
        Column("预警", 10),
    ]  # fmt: skip


def _gap_row(r: Row) -> Sequence[Any]:
    return (
        r["pupils"], r["places"], r["places_short"], r["utilisation"] * PERCENT, r["entry_pupils"],
        r["intake_places"], r["entry_share"] * PERCENT, LEVELS[r["level"]],
    )  # fmt: skip


def _townships(outlook: Outlook) -> Sheet:
    columns = [Column("乡镇", 18), Column("学段", 8), Column("学年", 8), *_gap_columns()]
    columns += _counts("各校缺口合计", "学位未知的学校")
    rows = [
        (
            r["township"], STAGES[r["stage"]], str(r["year"]), *_gap_row(r), r["places_short_at_schools"],
            r["schools_unknown"],
        )
        for r in _records(outlook.townships)
    ]  # fmt: skip
    return Sheet("乡镇学位", columns, rows)


def _schools(plan: Plan, outlook: Outlook) -> Sheet:
    names = dict(plan.schools["name"])
    columns = [Column("学校标识码", 14), Column("学校", 28), Column("学段", 8), Column("学年", 8)]
    rows = [
        (r["school_id"], names[r["school_id"]], STAGES[r["stage"]], str(r["year"]), *_gap_row(r))
        for r in _records(outlook.gaps)
    ]
    return Sheet("学校学位", [*columns, *_gap_columns()], rows)


def _sizes(plan: Plan, outlook: Outlook) -> Sheet:
    names = dict(plan.schools["name"])
    columns = [Column("学校标识码", 14), Column("学校", 28), *_counts("少于（人）"), Column("首次的学年", 12)]
    columns += [*_counts("当年人数"), Column("说明", 30)]
    rows = [
        (r["school_id"], names[r["school_id"]], r["under"], str(r["year"]), r["pupils"], size_remark(r))
        for r in _records(outlook.sizes.falls_under)
    ]
    return Sheet("学校规模", columns, rows)


def size_remark(row: Row) -> str:
    """Return whether a school is small already, and whether it stays so."""
    parts = "现在已少于" if row["from_the_start"] else "", "" if row["for_good"] else "以后又回升"
    return "；".join(filter(None, parts))


def _back_test(forecast: Forecast) -> Sheet:
    levels = {"county": "县（分年级）", "unit": "乡镇（小学，按学校所在）"}
    columns = [Column("层次", 24), *_counts("提前年数", "比较次数")]
    columns.append(Column("平均绝对百分误差（%）", 20, "decimal"))
    rows = [
        (levels[r["level"]], r["horizon_years"], r["comparisons"], r["mape_share"] * PERCENT)
        for r in _records(forecast.back_test.errors)
    ]
    tested = forecast.back_test
    if not tested.possible:
        values = {"years": tested.historic_years, "least": tested.least_years}
        rows = [("".join(describe("forecast_no_back_test", values)), np.nan, np.nan, np.nan)]
    return Sheet("回测", columns, rows)


def _parameters(plan: Plan) -> Sheet:
    columns = [Column("参数", 34), Column("代号", 24), Column("数值", 24), Column("单位", 12)]
    columns += [Column("核对", 16), Column("来源", 60)]
    rows = [
        (
            one["name"], one["key"], _written(one["value"]), one["unit"],
            "、".join(
                mark for mark, applies in (("本县修改", one["overridden"]), ("待核", not one["verified"]))
                if applies
            ),
            one["source"],
        )
        for one in forecast_values(plan.rules)
    ]  # fmt: skip
    return Sheet("参数", columns, rows)


def _written(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
