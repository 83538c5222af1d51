"""Tables of places: schools to keep, conditions of closing, fairness, townships and 中心校."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from gis.evaluation.details import Details
from gis.evaluation.equity import GroupTravel, Spread
from gis.evaluation.gates import GateState
from gis.evaluation.muststay import MustStay, reasons_of
from gis.evaluation.nearby import NearbyShare
from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import Band, Plan

translate = QCoreApplication.translate
GATE_TONES = {GateState.FAIL.value: "danger", GateState.PENDING.value: "warn", GateState.PASS.value: "ok"}
NAMES_SHOWN = 8
Pair = tuple[str, str]               # before, after


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
            "is_only": str(row["state"]) != GateState.PASS.value,
        }
        for row in evaluation.gates.to_dict("records")
    ]  # fmt: skip
    columns = (
        Column("name", translate("outcomes", "学校")),
        Column("title", translate("outcomes", "条件")),
        Column("state", translate("outcomes", "结论"), partial(outcome_word, "gate"), tone="tone",
               figure="gates.{school_id}.{gate}"),
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
    keys = ["kind", "id", "school_id", "gate", "name", "title", "state", "tone", "evidence", "missing",
            "is_only"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=keys)
    return OutcomeTable(frame, columns, summary, translate("outcomes", "只看没有通过的"))


def _evidence(evidence: Mapping[str, float | None]) -> str:
    unknown = outcome_word("verdict", "unknown")
    return "、".join(
        f"{describe(f'input_{name}', {}, labels.language()).what.strip()} "
        f"{unknown if value is None else labels.number(value)}"
        for name, value in evidence.items()
    )


# ---- fairness


def fairness(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return how evenly journeys are spread, the groups that need care, and who lives in a zone."""
    details = details_of(evaluation)
    rows = [*_spread_rows(details), *_nearby_rows(details.nearby, school_names(plan))]
    for group in details.groups:
        rows += _group_rows(group)
    rows += _link_rows(details)
    table = pd.DataFrame(rows)
    columns = (
        Column("item", translate("outcomes", "指标")),
        Column("band", translate("outcomes", "范围")),
        Column("before", translate("outcomes", "现状"), numeric=True, figure="{path_before}"),
        Column("after", translate("outcomes", "方案"), numeric=True, figure="{path_after}"),
        Column("unit", translate("outcomes", "单位")),
        Column("note", translate("outcomes", "说明"), tone="tone"),
    )
    summary = translate("outcomes", "只看走读、路程已知的学生；基尼系数 0 为人人一样远，越大越不均。")
    return OutcomeTable(table, columns, summary)


def _row(
    item: str, band: str, pair: Pair, unit: str, *, note: str = "", tone: str = "", township: str = "",
    figure: str = "",
) -> dict[str, Any]:  # fmt: skip
    paths = {f"path_{side}": figure.format(side=side) for side in ("before", "after")}
    kind = "township" if township else ""
    return {"kind": kind, "id": township, "item": item, "band": band, "before": pair[0], "after": pair[1],
            "unit": unit, "note": note, "tone": tone, **paths}  # fmt: skip


def _pair(before: float | None, after: float | None, digits: int = 0) -> Pair:
    return labels.number(before, digits), labels.number(after, digits)


def _spread_rows(details: Details) -> Iterator[dict[str, Any]]:
    minutes = labels.word("unit", "minutes")
    for band in (*Band, "all"):
        sides = details.spreads[band]
        before, after, name = sides["before"], sides["after"], labels.word("band", band)
        for title, key in (
            (translate("outcomes", "单程时间的基尼系数"), "gini_time_share"),
            (translate("outcomes", "单程距离的基尼系数"), "gini_metres_share"),
        ):
            both = _pair(getattr(before, key), getattr(after, key), 3)
            yield _row(title, name, both, "", figure=f"equity.{band}.{{side}}.{key}")
        deviation = _pair(_minutes(before.deviation_s), _minutes(after.deviation_s), 1)
        yield _row(
            translate("outcomes", "单程时间的标准差"), name, deviation, minutes,
            figure=f"equity.{band}.{{side}}.deviation_s",
        )  # fmt: skip
        pupils = translate("outcomes", "方案下 {count} 名学生").format(
            count=labels.number(after.worst_township_pupils)
        )
        yield _row(
            translate("outcomes", "平均最远的乡镇"), name, (_worst(before), _worst(after)), minutes,
            note=pupils, township=after.worst_township,
            figure=f"equity.{band}.{{side}}.worst_township_mean_s",
        )  # fmt: skip


def _worst(spread: Spread) -> str:
    if not spread.worst_township:
        return labels.UNKNOWN
    return f"{spread.worst_township} {labels.number(_minutes(spread.worst_township_mean_s), 1)}"


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def _nearby_rows(shares: tuple[NearbyShare, ...], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for one in shares:
        lacking = (*one.schools_without_zone, *one.schools_of_unknown_kind)
        listed = "、".join(names.get(key, key) for key in lacking[:NAMES_SHOWN])
        if len(lacking) > NAMES_SHOWN:
            listed += translate("outcomes", "等 {count} 所").format(count=len(lacking))
        note = "".join(describe(code, {"schools": listed}, labels.language()).what for code in one.missing)
        yield _row(
            translate("outcomes", "就近划片入学比例"), outcome_word("stage", one.stage),
            (labels.percent(one.before.share), labels.percent(one.after.share)), "", note=note,
            tone="warn" if one.missing else "",
        )  # fmt: skip


def _group_rows(group: GroupTravel) -> Iterator[dict[str, Any]]:
    name = outcome_word("group", group.group)
    everybody, people = labels.word("band", "all"), labels.word("unit", "pupils")
    if not group.is_told:
        note = translate("outcomes", "数据里没有，不计算")
        yield _row(name, everybody, (labels.UNKNOWN, labels.UNKNOWN), people, note=note, tone="warn")
        return
    notes = []
    if group.pupils_not_told:
        text = translate("outcomes", "另有 {count} 名学生没有填报是不是")
        notes.append(text.format(count=labels.number(group.pupils_not_told)))
    if group.is_shared_out:
        notes.append(translate("outcomes", "按比例分到各条路，可能不是整数"))
    total = labels.number(group.pupils)
    yield _row(name, everybody, (total, total), people, note="；".join(notes))
    moved = "0", labels.number(group.moved_pupils)
    yield _row(f"{name} · {labels.word('count', 'moved_pupils')}", everybody, moved, people)
    mean = _pair(_minutes(group.mean_s_before), _minutes(group.mean_s_after), 1)
    minutes = labels.word("unit", "minutes")
    yield _row(f"{name} · {labels.word('travel', 'mean_s')}", everybody, mean, minutes)
    for key in ("over_limit_pupils", "boarding_pupils", "unreachable_pupils"):
        both = _pair(getattr(group, f"{key}_before"), getattr(group, f"{key}_after"))
        yield _row(f"{name} · {labels.word('travel', key)}", everybody, both, people)


def _link_rows(details: Details) -> Iterator[dict[str, Any]]:
    links = details.links
    for stage in links.split_before:
        note = translate("outcomes", "方案新分开 {pupils} 名学生的村；同胞可能分在两校（按总数推算）")
        pupils = links.newly_split_pupils.get(stage, 0)
        yield _row(
            translate("outcomes", "一村分去几校的村"), outcome_word("stage", stage),
            _pair(links.split_before[stage], links.split_after.get(stage)),
            translate("outcomes", "个"), note=note.format(pupils=labels.number(pupils)) if pupils else "",
        )  # fmt: skip
    if links.feeder_links:
        kept = links.feeder_links - len(links.broken_links)
        both = _pair(links.feeder_links, kept)
        yield _row(translate("outcomes", "对口升学关系"), "", both, translate("outcomes", "对"))


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
