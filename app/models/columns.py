"""Which columns each table shows, under which title, and how a value is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.outcome_words import outcome_word
from gis.model import Band

translate = QCoreApplication.translate
SIDES = ("_before", "_after")


def school_columns() -> tuple[Column, ...]:
    """Columns of the table of schools; the figures of both sides can be opened."""
    return tuple(
        replace(one, figure=f"schools.{{id}}.{one.key}") if one.key.endswith(SIDES) else one
        for one in _school_columns()
    )


def _school_columns() -> tuple[Column, ...]:
    return (
        Column("name", translate("columns", "学校")),
        Column("township", translate("columns", "乡镇（街道）")),
        Column("type_code", translate("columns", "办学类型"), partial(labels.word, "type")),
        Column(
            "status", translate("columns", "布局决定"), partial(labels.word, "status"), tone="status_tone"
        ),
        Column("enrolment_before", translate("columns", "现有学生"), labels.number, True),
        Column("enrolment_after", translate("columns", "调整后学生"), labels.number, True),
        Column("enrolment_change", translate("columns", "增减"), labels.change, True),
        Column("classes_after", translate("columns", "班数"), labels.number, True),
        Column("largest_class_before", translate("columns", "现最大班额"), labels.number, True),
        Column(
            "largest_class_after",
            translate("columns", "调整后最大班额"),
            labels.number,
            True,
            tone="grown_tone",
        ),
        Column(
            "capacity_after",
            translate("columns", "学位"),
            labels.number,
            True,
            translate("columns", "学位 = 核定规模与可用普通教室折算的较小者；未知的不推算"),
        ),
        Column("utilisation_after", translate("columns", "学位利用率"), labels.percent, True),
        Column(
            "places_short_after", translate("columns", "学位缺口"), labels.number, True, tone="short_tone"
        ),
        Column("mean_s_after", translate("columns", "平均单程"), labels.minutes, True),
        Column("max_s_after", translate("columns", "最远单程"), labels.minutes, True),
    )


def settlement_columns(band: Band) -> tuple[Column, ...]:
    """Columns of the table of settlements, for the pupils of one age band."""
    pupils = translate("columns", "学生（{band}）").format(band=labels.word("band", band))
    return (
        Column("name", translate("columns", "居民点")),
        Column("township", translate("columns", "乡镇（街道）")),
        Column("pupils", pupils, labels.number, True),
        Column("moved", translate("columns", "分流"), labels.number, True),
        Column(
            "schools_before", translate("columns", "现就读学校"), hint=translate("columns", "人数最多的学校")
        ),
        Column(
            "schools_after", translate("columns", "调整后学校"), hint=translate("columns", "人数最多的学校")
        ),
        Column(
            "max_s_before",
            translate("columns", "现最远单程"),
            labels.minutes,
            True,
            translate("columns", "村点到校门"),
        ),
        Column(
            "max_s_after",
            translate("columns", "调整后最远单程"),
            labels.minutes,
            True,
            translate("columns", "村点到校门"),
        ),
        Column("change_s", translate("columns", "增减"), _minutes_change, True),
        Column("over_before", translate("columns", "现超时学生"), labels.number, True),
        Column("over_after", translate("columns", "调整后超时学生"), labels.number, True, tone="over_tone"),
    )


def flow_columns() -> tuple[Column, ...]:
    """Columns of the diversion table."""
    return (
        Column("settlement", translate("columns", "居民点")),
        Column("township", translate("columns", "乡镇（街道）")),
        Column("grade", translate("columns", "年级"), labels.grade),
        Column("pupils", translate("columns", "学生"), labels.number, True),
        Column("school_before", translate("columns", "现就读学校")),
        Column("school_after", translate("columns", "调整后学校")),
        Column("reason", translate("columns", "原因"), partial(labels.word, "reason")),
        Column("rule", translate("columns", "去向依据"), partial(labels.word, "rule")),
        Column("mode_after", translate("columns", "方式"), partial(labels.word, "mode")),
        Column(
            "seconds_before",
            translate("columns", "现单程"),
            labels.minutes,
            True,
            translate("columns", "村点到校门"),
        ),
        Column(
            "seconds_after",
            translate("columns", "调整后单程"),
            labels.minutes,
            True,
            translate("columns", "村点到校门"),
        ),
        Column("change_s", translate("columns", "增减"), _minutes_change, True),
        Column(
            "verdict_after",
            translate("columns", "判定"),
            partial(labels.word, "verdict"),
            tone="verdict_tone",
        ),
        Column("cross_township", translate("columns", "跨乡镇"), partial(labels.word, "yes_no")),
    )


def issue_columns() -> tuple[Column, ...]:
    """Columns of the table of issues and findings."""
    return (
        Column("severity", translate("columns", "程度"), partial(labels.word, "severity"), tone="tone"),
        Column("state", translate("columns", "处理"), partial(labels.word, "issue_state")),
        Column("origin", translate("columns", "来源"), partial(labels.word, "origin")),
        Column("place", translate("columns", "位置")),
        Column("what", translate("columns", "问题"), figure="{path}"),
        Column("value", translate("columns", "量得"), numeric=True, figure="{path}"),
        Column("limit", translate("columns", "界限"), numeric=True),
        Column("fix", translate("columns", "怎么办")),
        Column(
            "document", translate("columns", "依据"), hint=translate("columns", "没有核对过原文的标“待核”")
        ),
        Column("rule", translate("columns", "条目号")),
        Column("layer", translate("columns", "层级"), partial(outcome_word, "layer")),
    )


def indicator_columns() -> tuple[Column, ...]:
    """Columns of the table of indicators."""
    return (
        Column("item", translate("columns", "指标")),
        Column("band", translate("columns", "年级段")),
        Column("before", translate("columns", "现状"), numeric=True, figure="{path_before}"),
        Column("after", translate("columns", "方案"), numeric=True, figure="{path_after}"),
        Column("change", translate("columns", "变化"), numeric=True),
        Column("unit", translate("columns", "单位")),
    )


def _minutes_change(seconds: float) -> str:
    return labels.change(seconds / 60)


def columns_of(table: str, band: Band) -> tuple[Column, ...]:
    """Return the columns of a table by its name."""
    made: Mapping[str, tuple[Column, ...]] = {
        "schools": school_columns(),
        "settlements": settlement_columns(band),
        "flows": flow_columns(),
        "issues": issue_columns(),
        "indicators": indicator_columns(),
    }
    return made[table]
