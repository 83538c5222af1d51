"""Tables of places: schools to keep, conditions of closing, townships and 中心校."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.outcome_balance import details_of
from app.models.outcomes import OutcomeTable
from app.models.tables import school_names
from app.outcome_words import outcome_word
from gis.evaluation.evidence import record_words
from gis.evaluation.gates import GateState
from gis.evaluation.muststay import MustStay, reasons_of
from gis.evaluation.result import Evaluation
from gis.layout import Evidence
from gis.messages import describe
from gis.model import Plan

translate = QCoreApplication.translate
GATE_TONES = {GateState.FAIL.value: "danger", GateState.PENDING.value: "warn", GateState.PASS.value: "ok"}


# ---- must stay


def schools_to_keep(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return the open public schools, those that must stay first, with the reasons in words."""
    found, names = details_of(evaluation).must_stay, school_names(plan)
    table = found.schools.reset_index()
    table["kind"], table["id"] = "school", table["school_id"].astype(str)
    table["name"] = table["school_id"].map(names).fillna(table["name"])
    table["verdict"] = [_stay_words(row) for row in table.to_dict("records")]
    both = zip(table["must_stay"], table["is_undecided"], strict=True)
    table["tone"] = ["danger" if must else "warn" if unsure else "" for must, unsure in both]
    table["why"] = [_stay_reasons(row) for _, row in table.iterrows()]
    table["receivers"] = table["school_id"].map(_receivers(found, names)).fillna("")
    table["unknown"] = [_not_known(row) for row in table.to_dict("records")]
    table["is_only"] = table["must_stay"]
    table = table.sort_values(
        ["must_stay", "kept_within_pupils"], ascending=False, kind="stable"
    ).reset_index(drop=True)
    columns = (
        Column("name", translate("outcomes", "学校")),
        Column("township", translate("outcomes", "乡镇（街道）")),
        Column("pupils", translate("outcomes", "学生"), labels.number, True),
        Column("verdict", translate("outcomes", "结论"), tone="tone"),
        Column("kept_within_pupils", translate("outcomes", "靠它不超时"), labels.number, True,
               translate("outcomes", "现在不超时（含临界）、没有这所学校就超时或无路可达的学生"),
               figure="must_stay.schools.{school_id}.kept_within_pupils"),
        Column("why", translate("outcomes", "理由")),
        Column("no_bus_pupils", translate("outcomes", "校车来不及"), labels.number, True,
               translate("outcomes", "教学点的走读生中，没有校车能在时限内送到别的学校的")),
        Column("receivers", translate("outcomes", "若不办，学生去")),
        Column("unknown", translate("outcomes", "还不知道")),
    )  # fmt: skip
    text = translate(
        "outcomes", "逐所设想它停办：{stay} 所应当保留，{open} 所因数据不全不能定，共 {all} 所。"
    )
    summary = text.format(
        stay=int(table["must_stay"].sum()), open=int(table["is_undecided"].sum()), all=len(table)
    )
    only = translate("outcomes", "只看应当保留的")
    return OutcomeTable(table, columns, summary, only, notes=_bus_notes(found, names))


def _stay_words(row: Mapping[Any, Any]) -> str:
    if row["must_stay"]:
        return translate("outcomes", "应当保留")
    if row["is_undecided"]:
        return translate("outcomes", "数据不全，不能定")
    return translate("outcomes", "可以研究")


def _stay_reasons(row: pd.Series) -> str:
    return "".join(describe(code, values, labels.language()).what for code, values in reasons_of(row))


def _not_known(row: Mapping[Any, Any]) -> str:
    words = {
        "way_unknown_pupils": translate("outcomes", "{count} 人的路程"),
        "places_unknown_pupils": translate("outcomes", "{count} 人去处的学位"),
        "beds_unknown_pupils": translate("outcomes", "{count} 人去处的床位"),
    }
    return "、".join(text.format(count=int(row[name])) for name, text in words.items() if row[name] > 0)


def _receivers(found: MustStay, names: Mapping[str, str]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    nowhere = translate("outcomes", "无校接收")
    for row in found.receivers.to_dict("records"):
        name = names.get(row["receiver_id"], row["receiver_id"]) or nowhere
        texts.setdefault(row["school_id"], []).append(f"{name} {labels.pupils(row['pupils'])}")
    return {school: "、".join(parts) for school, parts in texts.items()}


def _bus_notes(found: MustStay, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the villages of teaching points that no bus serves in time."""
    told = translate("outcomes", "{school}：{village} {pupils} 人，乘车 {ride}，时限 {limit}。")
    no_way = translate("outcomes", "无路可达")
    return tuple(
        told.format(
            school=names.get(row["school_id"], row["school_id"]), village=row["settlement"],
            pupils=labels.number(row["pupils"]), limit=labels.minutes(row["limit_min"] * 60),
            ride=no_way if labels.is_unknown(row["ride_min"]) else labels.minutes(row["ride_min"] * 60),
        )
        for row in found.no_bus.to_dict("records")
    )  # fmt: skip


# ---- gates


def closing_gates(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return the five conditions of every school that is closed or changed."""
    names = school_names(plan)
    rows = [
        {
            "kind": "school", "id": row["school_id"], "school_id": row["school_id"], "gate": row["gate"],
            "name": names.get(row["school_id"], row["school_id"]),
            "title": f"{row['gate']} {outcome_word('gate', row['gate'])}",
            "state": str(row["state"]), "tone": GATE_TONES.get(str(row["state"]), ""),
            "evidence": _evidence(row["evidence"]),
            "missing": "".join(describe(code, {}, labels.language()).what for code in row["missing"]),
            "record": _record(row),
            "is_only": str(row["state"]) != GateState.PASS.value,
        }
        for row in evaluation.gates.to_dict("records")
    ]  # fmt: skip
    columns = (
        Column("name", translate("outcomes", "学校")),
        Column("title", translate("outcomes", "条件")),
        Column("state", translate("outcomes", "结论"), partial(outcome_word, "gate"), tone="tone",
               figure="gates.{school_id}.{gate}"),
        Column("record", translate("outcomes", "登记的取证")),
        Column("evidence", translate("outcomes", "量得的数")),
        Column("missing", translate("outcomes", "还要取证")),
    )  # fmt: skip
    states = [row["state"] for row in rows]
    text = translate(
        "outcomes", "{schools} 所学校、每所五条：通过 {passed}，不通过 {failed}，待取证 {pending}。"
    )
    summary = text.format(
        schools=len({row["id"] for row in rows}), passed=states.count("pass"), failed=states.count("fail"),
        pending=states.count("pending"),
    ) if rows else translate("outcomes", "这个方案没有撤销或改变办学类型的学校。")  # fmt: skip
    keys = ["kind", "id", "school_id", "gate", "name", "title", "state", "tone", "evidence", "record",
            "missing", "is_only"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=keys)
    return OutcomeTable(frame, columns, summary, translate("outcomes", "只看没有通过的"))


def _record(row: Mapping[Any, Any]) -> str:
    """Return what was taken down, in words; "" if nothing was."""
    told = row["record"]
    return record_words(Evidence(row["school_id"], row["gate"], **told), labels.language()) if told else ""


def _evidence(evidence: Mapping[str, float | None]) -> str:
    unknown = outcome_word("verdict", "unknown")
    return "、".join(
        f"{describe(f'input_{name}', {}, labels.language()).what.strip()} "
        f"{unknown if value is None else labels.number(value)}"
        for name, value in evidence.items()
    )


# ---- sums


def sums(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return journeys and moves by township of the home and by 中心校."""
    details, names = details_of(evaluation), school_names(plan)
    townships = details.townships.reset_index().rename(columns={"township": "unit_id"})
    townships = townships.assign(level="township", kind="township", name=townships["unit_id"])
    centrals = details.centrals.reset_index().rename(columns={"school_id": "unit_id"})
    centrals = centrals.assign(level="central", kind="school", name=centrals["unit_id"].map(names))
    outside = translate("outcomes", "县外或未安排")
    table = pd.concat([townships, centrals], ignore_index=True)
    table["name"] = table["name"].fillna("").replace("", outside)
    table["id"] = table["unit_id"].astype(str)
    table.loc[table["id"] == "", "kind"] = ""
    table["over_tone"] = ["danger" if value > 0 else "" for value in table["over_limit_pupils_after"]]
    table["is_only"] = table["moved_pupils"] > 0
    path = "by_{level}.{unit_id}."
    columns = (
        Column("level", translate("outcomes", "层级"), partial(outcome_word, "kind")),
        Column("name", translate("outcomes", "名称")),
        *_both(translate("outcomes", "学生"), "pupils", labels.number, path),
        *_both(translate("outcomes", "平均单程"), "mean_s", labels.minutes, path),
        *_both(translate("outcomes", "最远单程"), "max_s", labels.minutes, path),
        *_both(translate("outcomes", "超时"), "over_limit_pupils", labels.number, path, "over_tone"),
        *_both(translate("outcomes", "寄宿"), "boarding_pupils", labels.number, path),
        Column("moved_pupils", translate("outcomes", "分流"), labels.number, True),
        Column("cross_township_pupils", translate("outcomes", "跨乡镇"), labels.number, True),
        Column("needs_transport_pupils", translate("outcomes", "要安排交通"), labels.number, True),
    )  # fmt: skip
    summary = translate("outcomes", "乡镇按学生的家计；中心校按就读学校计，含它管理的学校和教学点。")
    return OutcomeTable(table, columns, summary, translate("outcomes", "只看有分流的"))


def _both(title: str, key: str, write: Any, path: str, tone: str = "") -> tuple[Column, ...]:
    """Return the columns of a figure before and after."""
    before = translate("outcomes", "现{title}").format(title=title)
    after = translate("outcomes", "方案{title}").format(title=title)
    return (
        Column(f"{key}_before", before, write, True, figure=f"{path}{key}_before"),
        Column(f"{key}_after", after, write, True, tone=tone, figure=f"{path}{key}_after"),
    )
