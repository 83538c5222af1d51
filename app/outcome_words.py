"""The words of what follows from a scenario: states, stages, reasons, units, items."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.noop import QT_TRANSLATE_NOOP

_WORDS: Mapping[str, Mapping[str, str]] = {
    "state": {
        "met": QT_TRANSLATE_NOOP("outcomes", "达标"),
        "unmet": QT_TRANSLATE_NOOP("outcomes", "不达标"),
        "missing": QT_TRANSLATE_NOOP("outcomes", "待补"),
        "excluded": QT_TRANSLATE_NOOP("outcomes", "不参评"),
        "": "",
    },
    "stage": {
        "primary": QT_TRANSLATE_NOOP("outcomes", "小学"),
        "junior": QT_TRANSLATE_NOOP("outcomes", "初中"),
        "combined": QT_TRANSLATE_NOOP("outcomes", "一贯制学校"),
        "": QT_TRANSLATE_NOOP("outcomes", "全部学段"),
    },
    "scope": {
        "official": QT_TRANSLATE_NOOP("outcomes", "评估口径"),
        "same_schools": QT_TRANSLATE_NOOP("outcomes", "同一批学校"),
    },
    "excluded": {
        "no_pupils": QT_TRANSLATE_NOOP("outcomes", "没有学生"),
        "other_kind": QT_TRANSLATE_NOOP("outcomes", "不属义务教育阶段评估的学校"),
        "not_divided": QT_TRANSLATE_NOOP("outcomes", "一贯制学校没有分学部填报"),
        "small_point": QT_TRANSLATE_NOOP("outcomes", "不足 50 人的教学点"),
        "point": QT_TRANSLATE_NOOP("outcomes", "教学点（旧口径）"),
        "private": QT_TRANSLATE_NOOP("outcomes", "民办学校"),
        "": "",
    },
    "indicator": {
        "L1": QT_TRANSLATE_NOOP("outcomes", "高学历教师"),
        "L2": QT_TRANSLATE_NOOP("outcomes", "骨干教师"),
        "L3": QT_TRANSLATE_NOOP("outcomes", "体艺教师"),
        "L4": QT_TRANSLATE_NOOP("outcomes", "教学用房"),
        "L5": QT_TRANSLATE_NOOP("outcomes", "运动场馆"),
        "L6": QT_TRANSLATE_NOOP("outcomes", "设备值"),
        "L7": QT_TRANSLATE_NOOP("outcomes", "多媒体教室"),
    },
    "kind": {
        "county": QT_TRANSLATE_NOOP("outcomes", "全域"),
        "township": QT_TRANSLATE_NOOP("outcomes", "乡镇"),
        "central": QT_TRANSLATE_NOOP("outcomes", "中心校"),
        "school": QT_TRANSLATE_NOOP("outcomes", "学校"),
        "year": QT_TRANSLATE_NOOP("outcomes", "年度"),
    },
    "basis": {
        "none": QT_TRANSLATE_NOOP("outcomes", "没有学生"),
        "ratio": QT_TRANSLATE_NOOP("outcomes", "生师比"),
        "classes": QT_TRANSLATE_NOOP("outcomes", "班师比"),
        "least": QT_TRANSLATE_NOOP("outcomes", "最少人数"),
        "unknown": QT_TRANSLATE_NOOP("outcomes", "班数未知"),
        "private": QT_TRANSLATE_NOOP("outcomes", "民办，不核编"),
        "": "",
    },
    "verdict": {
        "met": QT_TRANSLATE_NOOP("outcomes", "够"),
        "short": QT_TRANSLATE_NOOP("outcomes", "缺"),
        "undocumented": QT_TRANSLATE_NOOP("outcomes", "够（班师比待核）"),
        "unknown": QT_TRANSLATE_NOOP("outcomes", "未知"),
        "": "",
    },
    "recurs": {
        "yearly": QT_TRANSLATE_NOOP("outcomes", "每年"),
        "one_off": QT_TRANSLATE_NOOP("outcomes", "一次性"),
    },
    "group": {
        "left_behind": QT_TRANSLATE_NOOP("outcomes", "留守儿童"),
        "migrant": QT_TRANSLATE_NOOP("outcomes", "随迁子女"),
        "disabled": QT_TRANSLATE_NOOP("outcomes", "残疾学生"),
    },
    "gate": {
        "pass": QT_TRANSLATE_NOOP("outcomes", "通过"),
        "fail": QT_TRANSLATE_NOOP("outcomes", "不通过"),
        "pending": QT_TRANSLATE_NOOP("outcomes", "待取证"),
        "BJ-20": QT_TRANSLATE_NOOP("outcomes", "多数家长同意"),
        "BJ-21": QT_TRANSLATE_NOOP("outcomes", "公示、听证"),
        "BJ-22": QT_TRANSLATE_NOOP("outcomes", "上学的路与交通"),
        "BJ-23": QT_TRANSLATE_NOOP("outcomes", "寄宿与供餐"),
        "BJ-24": QT_TRANSLATE_NOOP("outcomes", "接收学校的班额与规模"),
    },
    "layer": {
        "national": QT_TRANSLATE_NOOP("outcomes", "国家"),
        "province": QT_TRANSLATE_NOOP("outcomes", "省"),
        "city": QT_TRANSLATE_NOOP("outcomes", "市"),
        "county": QT_TRANSLATE_NOOP("outcomes", "本县"),
        "": "",
    },
    "level": {
        "red": QT_TRANSLATE_NOOP("outcomes", "红色预警"),
        "orange": QT_TRANSLATE_NOOP("outcomes", "橙色预警"),
        "yellow": QT_TRANSLATE_NOOP("outcomes", "黄色预警"),
        "unknown": QT_TRANSLATE_NOOP("outcomes", "学位未知"),
        "": "",
    },
    "class": {
        "over_new": QT_TRANSLATE_NOOP("outcomes", "有人新超时"),
        "mixed": QT_TRANSLATE_NOOP("outcomes", "有得有失"),
        "longer": QT_TRANSLATE_NOOP("outcomes", "更远"),
        "over_cured": QT_TRANSLATE_NOOP("outcomes", "有人不再超时"),
        "shorter": QT_TRANSLATE_NOOP("outcomes", "更近"),
        "moved": QT_TRANSLATE_NOOP("outcomes", "换校，路程相当"),
        "same": QT_TRANSLATE_NOOP("outcomes", "不变"),
        "unknown": QT_TRANSLATE_NOOP("outcomes", "路程未知"),
    },
    "unit": {
        "min": QT_TRANSLATE_NOOP("outcomes", "分"),
        "s": QT_TRANSLATE_NOOP("outcomes", "秒"),
        "share": "",
    },
    "table": {
        "flows": QT_TRANSLATE_NOOP("outcomes", "分流表"),
        "schools": QT_TRANSLATE_NOOP("outcomes", "学校表"),
        "school_grades": QT_TRANSLATE_NOOP("outcomes", "各校年级表"),
        "balance": QT_TRANSLATE_NOOP("outcomes", "七项指标"),
        "staff": QT_TRANSLATE_NOOP("outcomes", "教职工"),
        "funding": QT_TRANSLATE_NOOP("outcomes", "经费影响"),
        "by_settlement": QT_TRANSLATE_NOOP("outcomes", "居民点汇总"),
        "by_township": QT_TRANSLATE_NOOP("outcomes", "乡镇汇总"),
        "by_central": QT_TRANSLATE_NOOP("outcomes", "中心校汇总"),
        "travel": QT_TRANSLATE_NOOP("outcomes", "路程指标"),
        "headline": QT_TRANSLATE_NOOP("outcomes", "四项要数"),
        "counts": QT_TRANSLATE_NOOP("outcomes", "学校与学生"),
        "gates": QT_TRANSLATE_NOOP("outcomes", "撤并条件"),
        "equity": QT_TRANSLATE_NOOP("outcomes", "公平性"),
        "must_stay": QT_TRANSLATE_NOOP("outcomes", "必须保留"),
        "county_items": QT_TRANSLATE_NOOP("outcomes", "保障程度"),
    },
}

STATE_TONES = {"unmet": "danger", "missing": "warn", "excluded": "muted"}
UNVERIFIED = QT_TRANSLATE_NOOP("outcomes", "待核")


def outcome_word(group: str, code: object) -> str:
    """Return the word for a code; a code without a word is shown as it is."""
    text = _WORDS[group].get(str(code))
    return str(code) if text is None else QCoreApplication.translate("outcomes", text) if text else ""


def has_outcome_word(group: str, code: object) -> bool:
    """Whether a code has a word."""
    return str(code) in _WORDS[group]


def unverified(text: str, *, verified: bool) -> str:
    """Return a value or document with 待核 behind it unless it is verified."""
    mark = QCoreApplication.translate("outcomes", UNVERIFIED)
    return text if verified else f"{text}（{mark}）" if text else mark


def arrow(before: str, after: str) -> str:
    """Return a value before and after, once if it stays."""
    return after if before == after else f"{before} → {after}"
