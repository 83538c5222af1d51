"""Schools as the documents speak of them: which change, how they are called, what happens to them."""

from __future__ import annotations

from typing import Any

import numpy as np

from gis.evaluation.result import Evaluation
from gis.layout import BASELINE, Decision, LayoutStatus, Scenario
from gis.messages import describe
from gis.model import Plan
from gis.planning.calendar import ENDING, OPENING
from gis.planning.newsites import with_sites
from gis.planning.patches import effective
from gis.report.roadchanges import season_line
from gis.report.stage import Stage, stage_words
from gis.report.words import full_width, grade_range, is_known, school_year, scope, sentence, word

ORDER = (
    LayoutStatus.MERGE, LayoutStatus.SUSPEND, LayoutStatus.PHASE_OUT, LayoutStatus.TEACHING_POINT,
    LayoutStatus.NEW, LayoutStatus.REOPEN, LayoutStatus.RETAIN,
)  # fmt: skip
LEAVING = ENDING | {LayoutStatus.TEACHING_POINT}
NO_SCHOOL = "未落实"


def scenario_of(plan: Plan, evaluation: Evaluation) -> Scenario:
    """Return the evaluated scenario with all that its bases hold."""
    if evaluation.details is not None:
        return evaluation.details.outcome.scenario
    return effective(plan, evaluation.scenario)


def printed_plan(plan: Plan, evaluation: Evaluation) -> Plan:
    """Return the plan with the scenario's new schools, so that every school of the evaluation has a row."""
    return with_sites(plan, scenario_of(plan, evaluation))[0]


def measures(decision: Decision) -> list[str]:
    """Return what a decision does beside the layout status, in words."""
    taken = (
        ("grades", decision.status is LayoutStatus.RETAIN and bool(decision.grades_taught)),
        ("expansion", decision.expansion is not None),
        ("boarding", decision.boarding is not None),
        ("bus", decision.bus_seats > 0),
        ("hand_over", bool(decision.hand_over)),
    )
    return [word("measure", code) for code, applies in taken if applies]


def changed_schools(evaluation: Evaluation) -> list[str]:
    """Return the schools that a 一校一案 is due for: all whose decision changes anything.

    The closed ones first, then those that are converted, opened, and kept with measures; by township.
    """
    table = evaluation.schools
    changes = table["status"].astype(str) != LayoutStatus.RETAIN
    if evaluation.details is not None:
        situation = evaluation.details.outcome.situation
        ids = evaluation.details.outcome.county.school_ids
        measured = {str(ids[code]): measures(one) for code, one in situation.decisions.items()}
        taken = [measured.get(str(key), []) for key in table.index]
        only_beds = np.array([one == [word("measure", "boarding")] for one in taken])
        same_beds = only_beds & (table["beds_after"] == table["beds_before"]).to_numpy(dtype=bool)
        changes |= np.array([bool(one) for one in taken]) & ~same_beds
    changed = table[changes]
    rank = changed["status"].astype(str).map({status.value: k for k, status in enumerate(ORDER)})
    ordered = changed.assign(rank=rank).sort_values(["rank", "township", "name"], kind="stable")
    return [str(i) for i in ordered.index]


def receivers_of(evaluation: Evaluation, school_id: str) -> list[str]:
    """Return the schools that the moved pupils of a school go to."""
    flows = evaluation.flows
    moved = flows[(flows["school_before"] == school_id) & flows["moved"].astype(bool)]
    return sorted({str(s) for s in moved["school_after"]} - {"", school_id})


def school_label(plan: Plan, school_id: str) -> str:
    """Return the name of a school, with its division where a combined school has several."""
    if school_id not in plan.schools.index:
        return school_id or NO_SCHOOL
    name, division = plan.schools.at[school_id, "name"], plan.schools.at[school_id, "division"]
    return f"{name}（{division}）" if is_known(division) and str(division) else str(name)


def adjustment(plan: Plan, evaluation: Evaluation, school_id: str) -> str:
    """Return the formal words for what happens to a school: 撤销、并入××学校 / 变更为教学点."""
    status = LayoutStatus(str(evaluation.schools.loc[school_id, "status"]))
    decision = scenario_of(plan, evaluation).decision(school_id)
    named = [decision.receiver_id] if decision.receiver_id else []
    going = receivers_of(evaluation, school_id) or named
    names = "、".join(school_label(plan, receiver) for receiver in going)
    if status is LayoutStatus.MERGE:
        return f"撤销、并入{names}" if names else "撤销（学生去向未落实）"
    words = word("status", status.value)
    if status in ENDING:
        return f"{words}，学生转入{names}" if names else words
    if status in OPENING:
        return f"{words}（{grade_range(decision.grades_taught)}）"
    if status is LayoutStatus.TEACHING_POINT:
        return f"{words}（高年级逐年过渡）" if decision.gradual else words
    taken = measures(decision)
    return f"{words}（{'、'.join(taken)}）" if taken else words


def scenario_name(evaluation: Evaluation) -> str:
    """Return the scenario's name as the user wrote it; the baseline is 现状."""
    return "现状" if evaluation.scenario == BASELINE else evaluation.scenario


def frame_words(plan: Plan, evaluation: Evaluation, stage: Stage = Stage.DRAFT) -> dict[str, Any]:
    """Return what every document carries: unit, scenario, year, season, stage, mark, notes on the figures."""
    codes = [code for code in evaluation.marks if code != "sample_data"]
    return {
        "unit": evaluation.unit_name,
        "stage": stage_words(stage),
        "scope": scope(evaluation.unit_name),
        "scenario": scenario_name(evaluation),
        "year": school_year(evaluation.school_year),
        "season": season_line(plan, evaluation),
        "first_year": evaluation.school_year,
        "mark": full_width(plan.meta.mark),
        "attribution": full_width(plan.meta.attribution),
        "notes": [sentence(describe(code, {}).what) for code in codes],
        "tags": {code: word("mark_tag", code) for code in codes},
    }
