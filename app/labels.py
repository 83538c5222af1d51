"""Codes and values into words and figures with their units: what ``gis`` returns, as people say it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from app.noop import QT_TRANSLATE_NOOP
from gis.layout import BASELINE, Decision, LayoutStatus
from gis.messages import describe, message_codes

UNKNOWN = "—"
translate = QCoreApplication.translate

_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {
        "retain": QT_TRANSLATE_NOOP("labels", "保留"),
        "merge": QT_TRANSLATE_NOOP("labels", "撤销并入"),
        "teaching_point": QT_TRANSLATE_NOOP("labels", "变更为教学点"),
        "phase_out": QT_TRANSLATE_NOOP("labels", "逐年过渡"),
        "new": QT_TRANSLATE_NOOP("labels", "新建"),
        "suspend": QT_TRANSLATE_NOOP("labels", "停办"),
        "reopen": QT_TRANSLATE_NOOP("labels", "恢复办学"),
    },
    "decision_state": {
        "draft": QT_TRANSLATE_NOOP("labels", "草稿"),
        "complete": QT_TRANSLATE_NOOP("labels", "完整"),
        "blocked": QT_TRANSLATE_NOOP("labels", "不能成立"),
    },
    "scenario_state": {
        "in_progress": QT_TRANSLATE_NOOP("labels", "进行中"),
        "complete": QT_TRANSLATE_NOOP("labels", "完整"),
        "blocked": QT_TRANSLATE_NOOP("labels", "有不能成立的决定"),
    },
    "lock": {
        "must_stay": QT_TRANSLATE_NOOP("labels", "必须保留"),
        "must_close": QT_TRANSLATE_NOOP("labels", "必须撤销"),
        "undecided": QT_TRANSLATE_NOOP("labels", "暂不决定"),
    },
    "policy": {
        "minimal": QT_TRANSLATE_NOOP("labels", "只调整方案涉及的学生"),
        "zones": QT_TRANSLATE_NOOP("labels", "重新划片"),
        "nearest": QT_TRANSLATE_NOOP("labels", "就近"),
        "least_time": QT_TRANSLATE_NOOP("labels", "总时间最少（不超学位）"),
    },
    "type": {
        "111": QT_TRANSLATE_NOOP("labels", "幼儿园"),
        "119": QT_TRANSLATE_NOOP("labels", "附设幼儿班"),
        "211": QT_TRANSLATE_NOOP("labels", "小学"),
        "218": QT_TRANSLATE_NOOP("labels", "教学点"),
        "219": QT_TRANSLATE_NOOP("labels", "附设小学班"),
        "311": QT_TRANSLATE_NOOP("labels", "初级中学"),
        "312": QT_TRANSLATE_NOOP("labels", "九年一贯制学校"),
        "319": QT_TRANSLATE_NOOP("labels", "附设初中班"),
        "341": QT_TRANSLATE_NOOP("labels", "完全中学"),
        "345": QT_TRANSLATE_NOOP("labels", "十二年一贯制学校"),
    },
    "verdict": {
        "within": QT_TRANSLATE_NOOP("labels", "未超时"),
        "borderline": QT_TRANSLATE_NOOP("labels", "临界"),
        "over": QT_TRANSLATE_NOOP("labels", "超时"),
        "no_limit": QT_TRANSLATE_NOOP("labels", "未设标准"),
        "boarding": QT_TRANSLATE_NOOP("labels", "寄宿"),
        "unreachable": QT_TRANSLATE_NOOP("labels", "无路可达"),
        "unknown": QT_TRANSLATE_NOOP("labels", "未知"),
    },
    "reason": {
        "stay": QT_TRANSLATE_NOOP("labels", "不变"),
        "school_closed": QT_TRANSLATE_NOOP("labels", "学校撤销"),
        "grade_closed": QT_TRANSLATE_NOOP("labels", "年级停办"),
        "rezoned": QT_TRANSLATE_NOOP("labels", "重新划片"),
    },
    "rule": {
        "stay": QT_TRANSLATE_NOOP("labels", "原校"),
        "named": QT_TRANSLATE_NOOP("labels", "方案指定"),
        "zone": QT_TRANSLATE_NOOP("labels", "划片对口"),
        "managing_school": QT_TRANSLATE_NOOP("labels", "中心校"),
        "same_township": QT_TRANSLATE_NOOP("labels", "本乡镇就近"),
        "other_township": QT_TRANSLATE_NOOP("labels", "跨乡镇就近"),
        "nearest": QT_TRANSLATE_NOOP("labels", "就近"),
        "least_time": QT_TRANSLATE_NOOP("labels", "总用时最少"),
        "feeder": QT_TRANSLATE_NOOP("labels", "对口升学"),
        "none": QT_TRANSLATE_NOOP("labels", "未能安排"),
    },
    "mode": {
        "walk_g1_3": QT_TRANSLATE_NOOP("labels", "步行"),
        "walk_g4_6": QT_TRANSLATE_NOOP("labels", "步行"),
        "walk_g7_9": QT_TRANSLATE_NOOP("labels", "步行"),
        "school_bus": QT_TRANSLATE_NOOP("labels", "校车"),
        "escort": QT_TRANSLATE_NOOP("labels", "家长接送（电动自行车）"),
        "escort_car": QT_TRANSLATE_NOOP("labels", "家长接送（小汽车）"),
        "bicycle": QT_TRANSLATE_NOOP("labels", "自行车"),
        "public_bus": QT_TRANSLATE_NOOP("labels", "公交"),
        "boarding": QT_TRANSLATE_NOOP("labels", "寄宿"),
    },
    "band": {
        "g1_3": QT_TRANSLATE_NOOP("labels", "1—3年级"),
        "g4_6": QT_TRANSLATE_NOOP("labels", "4—6年级"),
        "g7_9": QT_TRANSLATE_NOOP("labels", "7—9年级"),
        "all": QT_TRANSLATE_NOOP("labels", "全部年级"),
    },
    "severity": {
        "error": QT_TRANSLATE_NOOP("labels", "错误"),
        "warning": QT_TRANSLATE_NOOP("labels", "提醒"),
        "info": QT_TRANSLATE_NOOP("labels", "说明"),
        "must": QT_TRANSLATE_NOOP("labels", "必须"),
        "should": QT_TRANSLATE_NOOP("labels", "应当"),
    },
    "origin": {
        "data": QT_TRANSLATE_NOOP("labels", "数据"),
        "scenario": QT_TRANSLATE_NOOP("labels", "方案"),
        "baseline": QT_TRANSLATE_NOOP("labels", "现状"),
    },
    "issue_state": {
        "": "",
        "problem": QT_TRANSLATE_NOOP("labels", "待处理"),
        "accepted": QT_TRANSLATE_NOOP("labels", "已认可"),
        "fixed": QT_TRANSLATE_NOOP("labels", "已改正"),
    },
    "headline": {
        "affected_pupils": QT_TRANSLATE_NOOP("labels", "受影响学生"),
        "over_limit_g1_3_pupils": QT_TRANSLATE_NOOP("labels", "超时学生（1—3年级）"),
        "largest_class_pupils": QT_TRANSLATE_NOOP("labels", "最大班额"),
        "places_short": QT_TRANSLATE_NOOP("labels", "学位缺口"),
    },
    "count": {
        "schools": QT_TRANSLATE_NOOP("labels", "学校"),
        "teaching_points": QT_TRANSLATE_NOOP("labels", "教学点"),
        "pupils": QT_TRANSLATE_NOOP("labels", "学生"),
        "moved_pupils": QT_TRANSLATE_NOOP("labels", "分流学生"),
        "rezoned_pupils": QT_TRANSLATE_NOOP("labels", "其中重新划片的学生"),
        "cross_township_pupils": QT_TRANSLATE_NOOP("labels", "跨乡镇分流学生"),
        "unassigned_pupils": QT_TRANSLATE_NOOP("labels", "未能安排的学生"),
    },
    "travel": {
        "pupils": QT_TRANSLATE_NOOP("labels", "走读且路程已知的学生"),
        "mean_s": QT_TRANSLATE_NOOP("labels", "平均单程"),
        "median_s": QT_TRANSLATE_NOOP("labels", "单程中位数"),
        "p90_s": QT_TRANSLATE_NOOP("labels", "单程第90百分位"),
        "p95_s": QT_TRANSLATE_NOOP("labels", "单程第95百分位"),
        "max_s": QT_TRANSLATE_NOOP("labels", "最远单程"),
        "over_limit_pupils": QT_TRANSLATE_NOOP("labels", "超时学生"),
        "borderline_pupils": QT_TRANSLATE_NOOP("labels", "临界学生"),
        "unreachable_pupils": QT_TRANSLATE_NOOP("labels", "无路可达的学生"),
        "unknown_pupils": QT_TRANSLATE_NOOP("labels", "路程未知的学生"),
        "boarding_pupils": QT_TRANSLATE_NOOP("labels", "寄宿学生"),
        "pupil_km": QT_TRANSLATE_NOOP("labels", "每日单程合计"),
    },
    "unit": {
        "pupils": QT_TRANSLATE_NOOP("labels", "人"),
        "schools": QT_TRANSLATE_NOOP("labels", "所"),
        "points": QT_TRANSLATE_NOOP("labels", "个"),
        "minutes": QT_TRANSLATE_NOOP("labels", "分"),
        "pupil_km": QT_TRANSLATE_NOOP("labels", "人·公里"),
        "places": QT_TRANSLATE_NOOP("labels", "个"),
    },
    "role": {
        "roads": QT_TRANSLATE_NOOP("labels", "道路"),
        "dem": QT_TRANSLATE_NOOP("labels", "高程"),
        "boundary": QT_TRANSLATE_NOOP("labels", "边界"),
        "schools": QT_TRANSLATE_NOOP("labels", "学校台账"),
        "settlements": QT_TRANSLATE_NOOP("labels", "居民点"),
        "pupils": QT_TRANSLATE_NOOP("labels", "学生"),
        "attendance": QT_TRANSLATE_NOOP("labels", "就读情况"),
        "zones": QT_TRANSLATE_NOOP("labels", "划片"),
        "feeders": QT_TRANSLATE_NOOP("labels", "对口升学"),
        "bus_stops": QT_TRANSLATE_NOOP("labels", "公交站点"),
        "population": QT_TRANSLATE_NOOP("labels", "各年龄儿童数"),
        "enrolment_history": QT_TRANSLATE_NOOP("labels", "历年在校生"),
        "housing": QT_TRANSLATE_NOOP("labels", "新建住房"),
    },
    "comparison": {
        "headline": QT_TRANSLATE_NOOP("labels", "四项要数"),
        "counts": QT_TRANSLATE_NOOP("labels", "学校与学生"),
        "travel": QT_TRANSLATE_NOOP("labels", "路程（{band}，走读，单程）"),
    },
    "road": {
        "motorway": QT_TRANSLATE_NOOP("labels", "高速公路"),
        "trunk": QT_TRANSLATE_NOOP("labels", "国省干线"),
        "primary": QT_TRANSLATE_NOOP("labels", "主要公路"),
        "secondary": QT_TRANSLATE_NOOP("labels", "次要公路"),
        "tertiary": QT_TRANSLATE_NOOP("labels", "县乡道"),
        "unclassified": QT_TRANSLATE_NOOP("labels", "村道"),
        "residential": QT_TRANSLATE_NOOP("labels", "村内街道"),
        "service": QT_TRANSLATE_NOOP("labels", "内部道路"),
        "track": QT_TRANSLATE_NOOP("labels", "机耕路"),
        "path": QT_TRANSLATE_NOOP("labels", "小路"),
        "footway": QT_TRANSLATE_NOOP("labels", "步行道"),
    },
    "mark": {
        "sample_data": QT_TRANSLATE_NOOP("labels", "示例数据"),
        "drive_only_network": QT_TRANSLATE_NOOP("labels", "仅车行路网，步行时间偏长"),
        "walks_measured": QT_TRANSLATE_NOOP("labels", "部分步行时间为现场实测"),
        "bus_estimated": QT_TRANSLATE_NOOP("labels", "校车未排线路，时间为估算"),
        "roads_edited": QT_TRANSLATE_NOOP("labels", "方案改动了道路"),
        "pupils_forecast": QT_TRANSLATE_NOOP("labels", "学生数为预测"),
        "pupils_not_forecast": QT_TRANSLATE_NOOP("labels", "没有预测，按现有学生数"),
        "assignment_not_proven": QT_TRANSLATE_NOOP("labels", "总用时未证明最少"),
        "baseline_estimated": QT_TRANSLATE_NOOP("labels", "现状就读由学校和居民点的总数推算"),
        "parameters_unverified": QT_TRANSLATE_NOOP("labels", "部分参数待核"),
    },
    "yes_no": {
        "True": QT_TRANSLATE_NOOP("labels", "是"),
        "False": "",
    },
}


def language() -> str:
    """Return the window's language, ``zh`` or ``en``, as :func:`gis.messages.describe` takes it."""
    return "en" if QLocale().language() == QLocale.Language.English else "zh"


def word(group: str, code: object) -> str:
    """Return the word for a code; a code without a word is shown as it is (and a test looks for those)."""
    text = _WORDS[group].get(str(code))
    return str(code) if text is None else translate("labels", text) if text else ""


def has_word(group: str, code: object) -> bool:
    """Whether a code has a word."""
    return str(code) in _WORDS[group]


def scenario_name(name: str) -> str:
    """Return a scenario's name as it is shown: the baseline is 现状."""
    return word("origin", "baseline") if name == BASELINE else name


def is_unknown(value: object) -> bool:
    """Whether a value says that it is not known."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def number(value: object, digits: int = 0) -> str:
    """Return a number with thousands separated, or a dash."""
    return UNKNOWN if is_unknown(value) else f"{float(str(value)):,.{digits}f}"


def change(value: object, digits: int = 0) -> str:
    """Return a difference with its sign; no difference is ±0."""
    if is_unknown(value):
        return UNKNOWN
    amount = round(float(str(value)), digits)
    return f"{amount:+,.{digits}f}".replace("-", "−") if amount else "±0"


def with_change(amount: str, change_text: str) -> str:
    """Return an amount with how it changed in brackets, if it did."""
    told = translate("labels", "{amount}（{change}）")
    return told.format(amount=amount, change=change_text) if change_text else amount


def minutes(seconds: object) -> str:
    """Return seconds as minutes with the unit."""
    if is_unknown(seconds):
        return UNKNOWN
    return translate("labels", "{minutes} 分").format(minutes=f"{float(str(seconds)) / 60:,.0f}")


def pupils(count: object) -> str:
    """Return a number of pupils with the unit."""
    if is_unknown(count):
        return UNKNOWN
    return translate("labels", "{count} 人").format(count=number(count))


def kilometres(metres: object) -> str:
    """Return metres as kilometres with the unit."""
    return UNKNOWN if is_unknown(metres) else f"{float(str(metres)) / 1000:,.1f} km"


def percent(share: object) -> str:
    """Return a share as percent with one digit."""
    return UNKNOWN if is_unknown(share) else f"{float(str(share)) * 100:,.1f} %"


def grade(number_of_grade: int) -> str:
    """Return a grade's name."""
    names = translate("labels", "一年级 二年级 三年级 四年级 五年级 六年级 七年级 八年级 九年级")
    return names.split(" ")[int(number_of_grade) - 1]


def whole_unit(unit_name: str) -> str:
    """Return how the whole unit is spoken of: 全区, 全县 or 全市, by its type."""
    return {
        "区": translate("labels", "全区"),
        "县": translate("labels", "全县"),
        "市": translate("labels", "全市"),
    }.get(unit_name[-1:], unit_name)


def school_year(year: int) -> str:
    """Return a school year as it is printed."""
    return translate("labels", "{first}—{last}学年").format(first=year, last=year + 1)


def decision(made: Decision, receiver_name: str) -> str:
    """Return a decision in the formal terms."""
    if made.status is LayoutStatus.MERGE and receiver_name:
        return translate("labels", "撤销、并入{receiver}").format(receiver=receiver_name)
    return word("status", made.status.value)


def step(code: str) -> str:
    """Return what a job is doing, "" if the step has no words."""
    return describe(code, {}, language()).what if code in message_codes() else ""
