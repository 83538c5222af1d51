"""Schools as the documents speak of them: which change, how they are called, what happens to them."""

from __future__ import annotations

from typing import Any

from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import BASELINE, LayoutStatus, Plan
from gis.report.roadchanges import season_line
from gis.report.words import full_width, is_known, school_year, scope, sentence, word

CHANGED = (LayoutStatus.MERGE.value, LayoutStatus.TEACHING_POINT.value)
NO_SCHOOL = "未落实"


def changed_schools(evaluation: Evaluation) -> list[str]:
    """Return the schools that a 一校一案 is due for: first the closed, then the converted, by township."""
    changed = evaluation.schools[evaluation.schools["status"].isin(CHANGED)]
    return [str(i) for i in changed.sort_values(["status", "township", "name"], kind="stable").index]


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
    status = str(evaluation.schools.loc[school_id, "status"])
    if status != LayoutStatus.MERGE:
        return word("status", status)
    named = plan.scenario(evaluation.scenario).decision(school_id).receiver_id
    going = receivers_of(evaluation, school_id) or ([named] if named else [])
    names = "、".join(school_label(plan, receiver) for receiver in going)
    return f"撤销、并入{names}" if names else "撤销（学生去向未落实）"


def scenario_name(evaluation: Evaluation) -> str:
    """Return the scenario's name as the user wrote it; the baseline is 现状."""
    return "现状" if evaluation.scenario == BASELINE else evaluation.scenario


def frame_words(plan: Plan, evaluation: Evaluation) -> dict[str, Any]:
    """Return what every document carries: unit, scenario, year, season, the mark, notes on the figures."""
    codes = [code for code in evaluation.marks if code != "sample_data"]
    return {
        "unit": evaluation.unit_name,
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
