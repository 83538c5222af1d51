"""Tables of nearest schools, unserved pupils and accessibility, with the words that a planner reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from gis.evaluation.accessibility import access_scores, nearest_schools, unserved_pupils
from gis.network.areaparameters import area_tables
from gis.planning.outcome import Outcome
from gis.report.servicelayers import BAND_WORDS

COUNTY = "全县"

Frame = pd.DataFrame


def accessibility_tables(outcome: Outcome, parameters: Mapping[str, Any] | None = None) -> dict[str, Frame]:
    """Return the tables of nearest schools, unserved pupils and accessibility, after the scenario.

    Parameters
    ----------
    parameters
        Dict shaped like ``areas.toml``; what it lacks is as shipped.
    """
    tables_of = area_tables(parameters)
    nearest = nearest_schools(outcome)
    limits = tables_of["unserved"]
    unserved = unserved_pupils(nearest, limits["minutes"]["value"], limits["km"]["value"])
    tables = {"nearest": nearest, "unserved": unserved}
    scores, towns = [], []
    for name in ("2sfca", "e2sfca"):
        by_settlement, by_township = access_scores(outcome, tables_of["access"][f"steps_{name}"]["value"])
        scores.append(by_settlement.assign(method=name))
        towns.append(by_township.assign(method=name))
    tables["access_scores"] = pd.concat(scores, ignore_index=True)
    tables["access_townships"] = pd.concat(towns, ignore_index=True)
    return {name: _worded(table) for name, table in tables.items()}


WORDS = {
    "settlement_id": "居民点编码", "settlement": "居民点", "township": "乡镇", "grade": "年级",
    "band": "年级段", "pupils": "学生数", "nearest_id": "最近学校标识码",
    "nearest_s": "最近_秒", "nearest_m": "最近_米",
    "second_id": "次近学校标识码", "second_s": "次近_秒", "second_m": "次近_米", "assigned_pupils": "已安置",
    "not_nearest_pupils": "未就近", "extra_s": "未就近平均多走_秒", "known": "路程已知",
    "unknown_pupils": "路程未知", "unreachable_pupils": "无路可达", "score": "每生可达学位",
    "is_lower_bound": "有学校学位未知", "scored_pupils": "已计分学生", "lower_bound_pupils": "偏低估学生",
    "method": "方法",
}  # fmt: skip


def _worded(table: Frame) -> Frame:
    """Return a table with column names that a planner reads."""
    over = re.compile(r"over_(\S+)_(min|km)")
    units = {"min": "分钟", "km": "公里"}
    names = {
        column: f"超过{found[1]}{units[found[2]]}" if (found := over.fullmatch(column)) else WORDS[column]
        for column in table.columns
    }
    words = {"": COUNTY, **{band.value: text for band, text in BAND_WORDS.items()}}
    changed = table.copy()
    for column in {"township", "band"} & set(table.columns):
        changed[column] = [words.get(str(one), str(one)) for one in table[column]]
    return changed.rename(columns=names)


