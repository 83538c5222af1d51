"""What the district's summary says, as plain values for the template."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gis.evaluation.result import Evaluation, Finding, TravelSummary
from gis.messages import describe
from gis.model import Band, Plan
from gis.report.dossier import adjustment, changed_schools, finding_row, load_row, school_label, sorted_findings
from gis.report.words import (
    NOTHING,
    full_width,
    grade_range,
    is_known,
    kilometres,
    minutes,
    number,
    sentence,
    signed,
    word,
)

LONGEST_LISTS = 20                      # rows; the workbook holds them all


def district_overview(plan: Plan, evaluation: Evaluation) -> dict[str, Any]:
    """Return everything that the summary prints, except its maps and chart."""
    changed = changed_schools(evaluation)
    losers = longest_increases(evaluation)
    blocking = [f for f in sorted_findings(evaluation.findings) if f.force == "must" and not f.in_baseline]
    return {
        "reconciliation": reconciliation_rows(evaluation),
        "counts": [_count_row(code, evaluation) for code in evaluation.counts],
        "headline": [_headline_row(code, evaluation) for code in evaluation.headline],
        "scenario_note": full_width(plan.scenario(evaluation.scenario).note),
        "travel": travel_rows(evaluation),
        "losers": [_loser_row(plan, row) for row in losers.head(LONGEST_LISTS).to_dict("records")],
        "losers_total": len(losers),
        "new_boarders": number(_new_boarders(evaluation)),
        "unassigned": unassigned_rows(plan, evaluation),
        "changed": [_changed_row(plan, evaluation, school_id) for school_id in changed],
        "load": [load_row(plan, evaluation, school_id) for school_id in receiving_schools(evaluation)],
        "blocking": [finding_row(f) for f in blocking],
        "other_findings": _counted([f for f in evaluation.findings if f not in blocking]),
        "parameters": [parameter_row(p) for p in evaluation.parameters],
        "sources": [
            [word("role", s.role), s.file, number(s.rows), s.sha256[:12]] for s in plan.sources
        ],
        "network_digest": evaluation.network_digest,
        "crs": f"{plan.roads.crs.name} (EPSG:{plan.roads.crs.to_epsg()})",
    }


def reconciliation_rows(evaluation: Evaluation) -> list[dict[str, str]]:
    """Return the 对账表 in print."""
    return [
        {
            "item": reconciliation_item(row["item"]),
            "subject": str(row["subject"]),
            "ledger": number(row["ledger"], unknown="未填报"),
            "attendance": number(row["attendance"], unknown=NOTHING),
            "difference": _difference(row["difference"]),
            "alarm": "1" if is_known(row["difference"]) and row["difference"] != 0 else "",
        }
        for row in evaluation.reconciliation.to_dict("records")
    ]


def reconciliation_item(code: Any) -> str:
    """Return the printed name of an item of the 对账表."""
    return word("reconciliation", code)


def _difference(value: Any) -> str:
    if not is_known(value):
        return NOTHING
    return "相符" if value == 0 else f"{value:+,.0f}".replace("-", "−")


def _count_row(code: str, evaluation: Evaluation) -> list[str]:
    change = evaluation.counts[code]
    unit = word("counts_unit", code)
    return [f"{word('counts', code)}\uff08{unit}\uff09", number(change.before), number(change.after),
            signed(change.before, change.after)]


def _headline_row(code: str, evaluation: Evaluation) -> dict[str, str]:
    change = evaluation.headline[code]
    return {"name": word("headline", code), "value": number(change.after),
            "unit": word("headline_unit", code) if is_known(change.after) else "",
            "change": full_width(f"现状 {number(change.before)},") + _change_words(change.before, change.after)}


def _change_words(before: float | None, after: float | None) -> str:
    change = signed(before, after)
    return "变化未知" if change == NOTHING else change


def travel_rows(evaluation: Evaluation) -> list[tuple[str, list[dict[str, str]]]]:
    """Return the travel figures of each band, 维持现状 above the plan."""
    names = (("before", "维持现状"), ("after", "本方案"))
    return [
        (word("band", str(band)), [{"side": name, **_travel_row(evaluation.travel[band][side])} for side, name in names])
        for band in (*Band, "all") if band in evaluation.travel
    ]


def _travel_row(t: TravelSummary) -> dict[str, str]:
    def judged(count: int | None) -> str:
        return number(count, unknown="未设标准")

    return {
        "pupils": number(t.pupils), "mean": minutes(t.mean_s, unknown=NOTHING),
        "median": minutes(t.median_s, unknown=NOTHING), "p95": minutes(t.p95_s, unknown=NOTHING),
        "max": minutes(t.max_s, unknown=NOTHING), "limit": minutes(t.limit_s, unknown=NOTHING),
        "over": judged(t.over_limit_pupils), "borderline": judged(t.borderline_pupils),
        "boarding": number(t.boarding_pupils), "unreachable": number(t.unreachable_pupils),
        "unknown": number(t.unknown_pupils), "pupil_km": number(t.pupil_km),
    }


def longest_increases(evaluation: Evaluation) -> pd.DataFrame:
    """Return the losers: day journeys that get longer, one row per settlement and pair of schools.

    Returns
    -------
    pandas.DataFrame
        ``settlement_id, settlement, township, school_before, school_after, grades`` (list), ``pupils,
        seconds_before, seconds_after, metres_before, metres_after, mode_after, verdict_after,
        increase_s``; the greatest increase first.
    """
    flows = evaluation.flows
    daily = ~flows["boarding_before"].astype(bool) & ~flows["boarding_after"].astype(bool)
    longer = flows[daily & (flows["seconds_after"] - flows["seconds_before"] > 0)]
    keys = ["settlement_id", "settlement", "township", "school_before", "school_after", "mode_after", "verdict_after",
            "seconds_before", "seconds_after", "metres_before", "metres_after"]
    grouped = longer.groupby(keys, dropna=False, sort=True).agg(
        grades=("grade", lambda g: sorted({int(x) for x in g})), pupils=("pupils", "sum")
    ).reset_index()
    grouped["increase_s"] = grouped["seconds_after"] - grouped["seconds_before"]
    return grouped.sort_values(["increase_s", "pupils"], ascending=False, kind="stable").reset_index(drop=True)


def _loser_row(plan: Plan, row: dict[str, Any]) -> dict[str, str]:
    return {
        "settlement": str(row["settlement"]), "township": str(row["township"]),
        "grades": grade_range(row["grades"], unit=""), "pupils": number(row["pupils"]),
        "schools": f"{school_label(plan, row['school_before'])} → {school_label(plan, row['school_after'])}",
        "minutes": f"{minutes(row['seconds_before'])}→{minutes(row['seconds_after'])}",
        "km": f"{kilometres(row['metres_before'])}→{kilometres(row['metres_after'])}",
        "increase": f"+{minutes(row['increase_s'])}",
        "mode": word("mode", row["mode_after"]), "verdict": word("verdict", row["verdict_after"]),
        "alarm": "1" if row["verdict_after"] in ("over", "unreachable") else "",
    }


def _new_boarders(evaluation: Evaluation) -> int:
    flows = evaluation.flows
    rows = flows["boarding_after"].astype(bool) & ~flows["boarding_before"].astype(bool)
    return int(flows.loc[rows, "pupils"].sum())


def unassigned_rows(plan: Plan, evaluation: Evaluation) -> list[list[str]]:
    """Return the pupils without a school, with the reason."""
    lost = evaluation.flows[evaluation.flows["school_after"] == ""]
    keys = ["settlement", "school_before", "unassigned_reason"]
    rows = []
    for (settlement, school, reason), group in lost.groupby(keys, sort=True):
        why = sentence(describe(str(reason), {}).what) if reason else NOTHING
        rows.append([str(settlement), school_label(plan, str(school)), grade_range(group["grade"].astype(int), unit=""),
                     number(group["pupils"].sum()), why])
    return rows


def receiving_schools(evaluation: Evaluation) -> list[str]:
    """Return the schools that pupils move to, by township and name."""
    flows = evaluation.flows
    receivers = set(flows.loc[flows["moved"].astype(bool), "school_after"]) - {""}
    table = evaluation.schools[evaluation.schools.index.isin(receivers)]
    return [str(i) for i in table.sort_values(["township", "name"], kind="stable").index]


def _changed_row(plan: Plan, evaluation: Evaluation, school_id: str) -> list[str]:
    row = evaluation.schools.loc[school_id]
    own = evaluation.flows[evaluation.flows["school_before"] == school_id]
    moved = own[own["moved"].astype(bool)]
    longest = moved.loc[~moved["boarding_after"].astype(bool), "seconds_after"].max()
    return [school_label(plan, school_id), str(row["township"]), number(row["enrolment_before"]),
            adjustment(plan, evaluation, school_id), number(moved["pupils"].sum()),
            minutes(longest, unknown=NOTHING)]


def _counted(findings: list[Finding]) -> list[list[str]]:
    """Return the remaining findings counted by kind, with an example each."""
    groups: dict[tuple[str, str, bool], list[Finding]] = {}
    for finding in sorted_findings(tuple(findings)):
        groups.setdefault((finding.force, finding.criterion_id, finding.in_baseline), []).append(finding)
    return [
        [word("force", force), "现状已有" if old else "本方案新增", number(len(group)), finding_row(group[0])["what"],
         finding_row(group[0])["ground"]]
        for (force, _, old), group in groups.items()
    ]


def parameter_row(parameter: dict[str, Any]) -> list[str]:
    """Return a parameter in print: name, value with unit, source, 待核 where it is not verified."""
    name = parameter.get("name") or word("parameter", parameter["key"])
    return [full_width(str(name)), _parameter_value(parameter["value"], str(parameter["unit"] or "")),
            full_width(str(parameter["source"] or NOTHING)), "" if parameter["verified"] else "待核"]


def _parameter_value(value: Any, unit: str) -> str:
    if isinstance(value, dict):
        return "、".join(f"{word('highway', k)} {v:g}" for k, v in value.items() if not k.endswith("_link")) + f" {unit}"
    if value is None:
        return "未设标准"
    if unit == "share":
        return f"{value:.0%}"
    return f"{value:g} {unit}".strip()
