"""Tables about how near the schools are: by township, and the villages whose school is not the nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.tables import school_names
from gis.model import Band, Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.planning.outcome import Outcome

TOWNSHIPS, VILLAGES = "townships", "villages"
METHODS = ("2sfca", "e2sfca")
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Access:
    """The rows of both tables for one age band and one side."""

    band: Band
    side: str
    frames: Mapping[str, pd.DataFrame]


def work_out_access(plan: Plan, outcome: Outcome, band: Band, side: str, progress: Progress) -> Access:
    """Work out both tables; call it in a job."""
    from gis.evaluation.accessibility import access_scores, nearest_schools, unserved_pupils
    from gis.network.areaparameters import area_tables

    parameters = area_tables(plan.rules.get("areas"))
    before = side == "before"
    nearest = nearest_schools(outcome, before=before)
    progress(0.4, "evaluating")
    unserved = unserved_pupils(nearest, parameters["unserved"]["minutes"]["value"], ())
    scores = {}
    for method in METHODS:
        steps = parameters["access"][f"steps_{method}"]["value"]
        scores[method] = access_scores(outcome, steps, before=before)[1].set_index("township")
    whole = labels.whole_unit(plan.meta.unit_name)
    frames = {
        TOWNSHIPS: _townships(plan, unserved[unserved["band"] == band.value], scores, whole),
        VILLAGES: _villages(plan, nearest[nearest["band"] == band.value]),
    }
    return Access(band, side, frames)


def _townships(
    plan: Plan, unserved: pd.DataFrame, scores: Mapping[str, pd.DataFrame], whole: str
) -> pd.DataFrame:
    """Return one row per township with its pupils of the band, the county first.

    The 街道 of one town are one row, whose ``id`` names all of them, one a line.
    """
    table = unserved.drop(columns="band").reset_index(drop=True)
    for method in METHODS:
        table[f"score_{method}"] = table["township"].map(scores[method]["score"])
    known = scores[METHODS[0]]
    table["lower_bound_pupils"] = table["township"].map(known["lower_bound_pupils"])
    members = _members(plan)
    table["id"] = ["\n".join(members.get(one, (one,))) for one in table["township"]]
    table["kind"] = np.where(table["township"] == "", "", "township")
    table["name"] = [_title(one, members.get(one, ())) if one else whole for one in table["township"]]
    over = [column for column in table.columns if column.startswith("over_")]
    table["tone"] = np.where(table["unreachable_pupils"] > 0, "danger", "")
    return table[["kind", "id", "name", "pupils", *over, "unreachable_pupils", "unknown_pupils",
                  *(f"score_{method}" for method in METHODS), "lower_bound_pupils", "tone"]]  # fmt: skip


def _members(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the names of the townships that are counted as one, by what they are counted as."""
    from gis.planning.ledger import township_key

    found: dict[str, list[str]] = {}
    for name in plan.settlements["township"].astype(str).unique():
        found.setdefault(township_key(name), []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def _title(name: str, members: tuple[str, ...]) -> str:
    if len(members) < 2:
        return members[0] if members else name
    return translate("access", "{name}（{count} 个合计）").format(name=name, count=len(members))


def _villages(plan: Plan, nearest: pd.DataFrame) -> pd.DataFrame:
    """Return the villages with pupils whose school is farther than the nearest, the farthest first."""
    names = school_names(plan)
    far = nearest[nearest["not_nearest_pupils"] > 0]
    extra = far["extra_s"].fillna(0.0) * far["not_nearest_pupils"]
    grouped = far.assign(extra=extra).groupby("settlement_id", as_index=False)
    sums = grouped[["not_nearest_pupils", "extra"]].sum()
    all_pupils = nearest.groupby("settlement_id")["pupils"].sum()
    # the nearest school may differ between grades: that of most of these pupils is named
    main = far.sort_values("not_nearest_pupils", ascending=False, kind="stable")
    main = main.drop_duplicates("settlement_id").set_index("settlement_id")
    table = sums.assign(
        kind="settlement",
        id=sums["settlement_id"].astype(str),
        name=sums["settlement_id"].map(main["settlement"]),
        township=sums["settlement_id"].map(main["township"]),
        pupils=sums["settlement_id"].map(all_pupils),
        nearest=sums["settlement_id"].map(main["nearest_id"]).map(names),
        nearest_s=sums["settlement_id"].map(main["nearest_s"]),
        extra_s=sums["extra"] / sums["not_nearest_pupils"],
    )
    return table.sort_values("extra_s", ascending=False, kind="stable").reset_index(drop=True)


# ---- columns


def access_columns(table: str, frame: pd.DataFrame, band: Band) -> tuple[Column, ...]:
    """Return the columns of one of the tables."""
    return _township_columns(frame, band) if table == TOWNSHIPS else _village_columns(band)


def _pupils_title(band: Band) -> str:
    return translate("access", "学生（{band}）").format(band=labels.word("band", band))


def _township_columns(frame: pd.DataFrame, band: Band) -> tuple[Column, ...]:
    hint = translate("access", "步行到最近的公办学校超过这么久的学生；统计分档，不是标准")
    over = []
    for column in frame.columns:
        if column.startswith("over_"):
            minutes = column.removeprefix("over_").removesuffix("_min")
            title = translate("access", "超过 {minutes} 分").format(minutes=minutes)
            over.append(Column(column, title, labels.number, True, hint))
    score = translate("access", "每名学生在 30 分钟步行范围内分到的学位，1—9年级合计；{method}。参数待核")
    unknown_places = translate("access", "够得着的学校中有学位未知的，得分因此偏低")
    return (
        Column("name", translate("access", "乡镇（街道）")),
        Column("pupils", _pupils_title(band), labels.number, True),
        *over,
        Column("score_2sfca", translate("access", "可达学位 2SFCA"), _score, True,
               score.format(method="2SFCA")),
        Column("score_e2sfca", translate("access", "可达学位 E2SFCA"), _score, True,
               score.format(method=translate("access", "E2SFCA，越远权重越小"))),
        Column("lower_bound_pupils", translate("access", "得分偏低的学生"), labels.number, True,
               unknown_places),
        Column("unreachable_pupils", translate("access", "无路可达"), labels.number, True, tone="tone"),
        Column("unknown_pupils", translate("access", "路程未知"), labels.number, True),
    )  # fmt: skip


def _village_columns(band: Band) -> tuple[Column, ...]:
    return (
        Column("name", translate("access", "居民点")),
        Column("township", translate("access", "乡镇（街道）")),
        Column("pupils", _pupils_title(band), labels.number, True),
        Column("not_nearest_pupils", translate("access", "未就近"), labels.number, True,
               translate("access", "就读的学校比最近的公办学校远的学生")),
        Column("nearest", translate("access", "最近的学校")),
        Column("nearest_s", translate("access", "最近单程"), labels.minutes, True),
        Column("extra_s", translate("access", "平均多走"), labels.minutes, True),
    )  # fmt: skip


def _score(value: float) -> str:
    return labels.number(value, 2)
