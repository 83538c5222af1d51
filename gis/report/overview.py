"""What the district's summary says, as plain values for the template."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.rerouting import OTHER_S
from gis.evaluation.result import Evaluation, Finding, TravelSummary
from gis.messages import describe
from gis.model import Band, Plan
from gis.report.balancetables import balance_overview
from gis.report.fairness import fairness_overview, must_stay_overview
from gis.report.fundingtables import funding_overview
from gis.report.grounds import finding_row, sorted_findings
from gis.report.load import load_row, receiving_schools
from gis.report.parametertable import parameter_rows
from gis.report.promises import draft_rows, lock_rows, phase_rows, progress_words
from gis.report.roadchanges import road_changes
from gis.report.rows import Row, records
from gis.report.schools import adjustment, changed_schools, scenario_of, school_label
from gis.report.stafftables import staff_overview
from gis.report.words import (
    NOT_REPORTED,
    NOTHING,
    full_width,
    grade_range,
    is_known,
    kilometres,
    minutes,
    number,
    place,
    sentence,
    signed,
    word,
)

COUNTS = (
    "schools",
    "teaching_points",
    "pupils",
    "moved_pupils",
    "rezoned_pupils",
    "cross_township_pupils",
    "unassigned_pupils",
)
JOURNEY_KEYS = [
    "settlement_id",
    "settlement",
    "school_before",
    "school_after",
    "mode_after",
    "verdict_after",
    "seconds_before",
    "seconds_after",
    "metres_before",
    "metres_after",
]
LONGEST_LISTS = 20  # rows; the workbook holds them all


def district_overview(plan: Plan, evaluation: Evaluation) -> dict[str, Any]:
    """Return everything that the summary prints, except its maps and chart."""
    changed = changed_schools(evaluation)
    losers = longest_increases(evaluation)
    blocking = [f for f in sorted_findings(evaluation.findings) if f.force == "must" and not f.in_baseline]
    return {
        "reconciliation": reconciliation_rows(evaluation),
        "counts": [_count_row(code, evaluation) for code in COUNTS if code in evaluation.counts],
        "headline": [_headline_row(code, evaluation) for code in evaluation.headline],
        "progress": progress_words(plan, evaluation),
        "scenario_note": full_width(scenario_of(plan, evaluation).note),
        "travel": travel_rows(evaluation),
        "roads": road_changes(plan, evaluation),
        "losers": [_loser_row(plan, row) for row in records(losers.head(LONGEST_LISTS))],
        "losers_total": number(len(losers)),
        "new_boarders": number(_new_boarders(evaluation)),
        "unassigned": unassigned_rows(plan, evaluation),
        "changed": [_changed_row(plan, evaluation, school_id) for school_id in changed],
        "load": [load_row(plan, evaluation, school_id) for school_id in receiving_schools(evaluation)],
        "balance": balance_overview(plan, evaluation),
        "staff": staff_overview(evaluation),
        "funding": funding_overview(plan, evaluation),
        "fairness": fairness_overview(plan, evaluation),
        "must_stay": must_stay_overview(plan, evaluation),
        "drafts": draft_rows(plan, evaluation),
        "phases": phase_rows(evaluation),
        "locks": lock_rows(plan, evaluation),
        "blocking": [finding_row(f) for f in blocking],
        "other_findings": _counted([f for f in evaluation.findings if f not in blocking]),
        "parameters": parameter_rows(evaluation.parameters),
        "sources": [[word("role", s.role), s.file, number(s.rows), s.sha256[:12]] for s in plan.sources],
        "network_digest": evaluation.network_digest,
        "crs": f"{plan.roads.crs.name} (EPSG:{plan.roads.crs.to_epsg()})",
    }


def reconciliation_rows(evaluation: Evaluation) -> list[Row]:
    """Return the 对账表 in print."""
    return [
        {
            "item": word("reconciliation", row["item"]),
            "subject": str(row["subject"]),
            "ledger": number(row["ledger"], unknown=NOT_REPORTED),
            "attendance": number(row["attendance"], unknown=NOTHING),
            "difference": _difference(row["difference"]),
            "alarm": is_known(row["difference"]) and bool(row["difference"] != 0),
        }
        for row in records(evaluation.reconciliation)
    ]


def _difference(value: Any) -> str:
    if not is_known(value):
        return NOTHING
    return "相符" if value == 0 else f"{value:+,.0f}".replace("-", "−")


def _count_row(code: str, evaluation: Evaluation) -> list[str]:
    change = evaluation.counts[code]
    unit = word("counts_unit", code)
    return [
        f"{word('counts', code)}（{unit}）",
        number(change.before),
        number(change.after),
        signed(change.before, change.after),
    ]


def _headline_row(code: str, evaluation: Evaluation) -> Row:
    change = evaluation.headline[code]
    return {
        "name": word("headline", code),
        "value": number(change.after),
        "unit": word("headline_unit", code) if is_known(change.after) else "",
        "change": f"现状 {number(change.before)}，" + _change_words(change.before, change.after),
    }


def _change_words(before: float | None, after: float | None) -> str:
    change = signed(before, after)
    return "变化未知" if change == NOTHING else change


def travel_rows(evaluation: Evaluation) -> list[tuple[str, list[Row]]]:
    """Return the travel figures of each band, 维持现状 above the plan."""
    names = (("before", "维持现状"), ("after", "本方案"))
    return [
        (
            word("band", str(band)),
            [{"side": name, **_travel_row(evaluation.travel[band][side])} for side, name in names],
        )
        for band in (*Band, "all")
        if band in evaluation.travel
    ]


def _travel_row(t: TravelSummary) -> Row:
    def judged(count: int | None) -> str:
        return number(count, unknown="未设标准")

    return {
        "pupils": number(t.pupils),
        "mean": minutes(t.mean_s, unknown=NOTHING),
        "median": minutes(t.median_s, unknown=NOTHING),
        "p95": minutes(t.p95_s, unknown=NOTHING),
        "max": minutes(t.max_s, unknown=NOTHING),
        "limit": minutes(t.limit_s, unknown=NOTHING),
        "over": judged(t.over_limit_pupils),
        "borderline": judged(t.borderline_pupils),
        "boarding": number(t.boarding_pupils),
        "unreachable": number(t.unreachable_pupils),
        "unknown": number(t.unknown_pupils),
        "pupil_km": number(t.pupil_km),
    }


def longest_increases(evaluation: Evaluation) -> pd.DataFrame:
    """Return the losers: day journeys that get longer or lose their way, one row per journey.

    Returns
    -------
    pandas.DataFrame
        The columns of ``JOURNEY_KEYS``, ``grades`` (list), ``pupils`` and ``increase_s`` (infinite where
        the way is lost); the greatest increase first.
    """
    flows = evaluation.flows
    daily = ~flows["boarding_before"].astype(bool) & ~flows["boarding_after"].astype(bool)
    increase_s = flows["seconds_after"] - flows["seconds_before"]
    way_lost = flows["seconds_before"].notna() & (flows["verdict_after"] == "unreachable")
    way_lost &= flows["school_after"] != ""  # those without a school stand in a list of their own
    # On changed roads even an unchanged way is added up anew, so a second more is no longer way.
    longer = increase_s > np.where(flows["moved"].astype(bool), 0.0, OTHER_S)
    worse = flows.assign(increase_s=increase_s.mask(way_lost, np.inf))[daily & (longer | way_lost)]
    grouped = worse.groupby([*JOURNEY_KEYS, "increase_s"], dropna=False, sort=True)
    rows = grouped.agg(grades=("grade", lambda g: sorted({int(x) for x in g})), pupils=("pupils", "sum"))
    ordered = rows.reset_index().sort_values(["increase_s", "pupils"], ascending=False, kind="stable")
    return ordered.reset_index(drop=True)


def _loser_row(plan: Plan, row: Row) -> Row:
    before, after = (
        school_label(plan, str(row["school_before"])),
        school_label(plan, str(row["school_after"])),
    )
    way_lost = math.isinf(row["increase_s"])
    return {
        "settlement": place(row["settlement"]),
        "grades": grade_range(row["grades"], unit=""),
        "pupils": number(row["pupils"]),
        "schools": f"{before}→{after}",
        "minutes": f"{minutes(row['seconds_before'])}→{minutes(row['seconds_after'], unknown=NOTHING)}",
        "km": f"{kilometres(row['metres_before'])}→{kilometres(row['metres_after'], unknown=NOTHING)}",
        "increase": NOTHING if way_lost else f"+{minutes(row['increase_s'])}",
        "mode": NOTHING if way_lost else word("mode", row["mode_after"]),
        "verdict": word("verdict", row["verdict_after"]),
        "alarm": row["verdict_after"] in ("over", "unreachable"),
    }


def _new_boarders(evaluation: Evaluation) -> int:
    flows = evaluation.flows
    rows = flows["boarding_after"].astype(bool) & ~flows["boarding_before"].astype(bool)
    return int(flows.loc[rows, "pupils"].sum())


def unassigned_rows(plan: Plan, evaluation: Evaluation) -> list[list[str]]:
    """Return the pupils without a school, with the reason."""
    lost = evaluation.flows[evaluation.flows["school_after"] == ""]
    grouped = lost.groupby(["settlement_id", "settlement", "school_before", "unassigned_reason"], sort=True)
    rows = grouped.agg(grades=("grade", lambda g: [int(x) for x in g]), pupils=("pupils", "sum"))
    return [
        [
            place(row["settlement"]),
            school_label(plan, str(row["school_before"])),
            grade_range(row["grades"], unit=""),
            number(row["pupils"]),
            sentence(describe(str(row["unassigned_reason"]), {}).what),
        ]
        for row in records(rows.reset_index())
    ]


def _changed_row(plan: Plan, evaluation: Evaluation, school_id: str) -> list[str]:
    row = evaluation.schools.loc[school_id]
    own = evaluation.flows[evaluation.flows["school_before"] == school_id]
    moved = own[own["moved"].astype(bool)]
    longest = moved.loc[~moved["boarding_after"].astype(bool), "seconds_after"].max()
    return [
        school_label(plan, school_id),
        str(row["township"]),
        number(row["enrolment_before"]),
        adjustment(plan, evaluation, school_id),
        number(moved["pupils"].sum()),
        minutes(longest, unknown=NOTHING),
    ]


def _counted(findings: list[Finding]) -> list[list[str]]:
    """Return the remaining findings counted by kind, with an example each."""
    groups: dict[tuple[str, bool], list[Finding]] = {}
    for finding in sorted_findings(findings):
        groups.setdefault((finding.criterion_id, finding.in_baseline), []).append(finding)
    return [
        [
            word("force", group[0].force),
            "现状已有" if in_baseline else "本方案新增",
            number(len(group)),
            finding_row(group[0])["what"],
            finding_row(group[0])["ground"],
        ]
        for (_, in_baseline), group in groups.items()
    ]
