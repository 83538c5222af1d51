"""A journey explained: worked out in a job, and drawn for the map."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from app.models.journey_words import metres, precise_minutes
from gis.layout import Scenario
from gis.model import Band, Mode, Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.evaluation.result import Evaluation
    from gis.planning.explanation import Explanation, Roads, SchoolInReach

DECIMALS = 6


@dataclass(frozen=True)
class JourneyQuestion:
    """Which journey; "" = the assigned school, None = the mode in which it is judged."""

    settlement_id: str
    school_id: str
    mode: Mode | None
    band: Band
    side: str


@dataclass(frozen=True)
class JourneyAnswer:
    """What is known of a journey.

    Attributes
    ----------
    schools
        Open schools with grades of the band, nearest first in the mode.
    modes
        Each mode that the pupils may use, with the table's seconds to the school.
    assigned
        School ids to which the settlement's pupils of the band go, most pupils first.
    boards
        Whether most of them board: the journey is then a weekly one.
    verdict, limit_s
        What the limit says of the journey, "" where nobody makes it; None = no limit.
    """

    question: JourneyQuestion
    school_id: str
    explanation: Explanation | None
    schools: tuple[SchoolInReach, ...]
    modes: tuple[tuple[Mode, float], ...]
    assigned: tuple[str, ...]
    boards: bool
    verdict: str
    limit_s: float | None
    scenario_name: str
    drawing: str


def answer_journey(
    plan: Plan, scenario: Scenario, evaluation: Evaluation, asked: JourneyQuestion, progress: Progress
) -> JourneyAnswer:
    """Explain a journey; call it in a job."""
    from gis.planning.explanation import explain, roads_of, schools_in_reach

    roads = roads_of(plan, scenario, asked.side, season=evaluation.season, progress=progress)
    flows = _flows_of(evaluation, asked)
    assigned = _assigned(flows, asked.side)
    mode = asked.mode or _judged_mode(flows, asked)
    possible = list(dict.fromkeys((*_open_schools(roads, evaluation, asked), *assigned)))
    schools = schools_in_reach(roads, asked.settlement_id, mode, possible)
    school_id = asked.school_id or next(iter(assigned), schools[0].school_id if schools else "")
    explanation = None
    if school_id:
        explanation = explain(roads, asked.settlement_id, school_id, mode)
    boards = bool(len(flows)) and bool((flows[f"mode_{asked.side}"] == "boarding").iloc[0])
    return JourneyAnswer(
        question=JourneyQuestion(asked.settlement_id, school_id, mode, asked.band, asked.side),
        school_id=school_id,
        explanation=explanation,
        schools=schools,
        modes=tuple(_modes(roads, asked, school_id)),
        assigned=assigned,
        boards=boards,
        verdict=_verdict(flows, asked.side, school_id, mode),
        limit_s=evaluation.travel[asked.band][asked.side].limit_s,
        scenario_name=scenario.name,
        drawing=drawing_json(explanation),
    )


def _flows_of(evaluation: Evaluation, asked: JourneyQuestion) -> pd.DataFrame:
    flows = evaluation.flows
    own = (flows["settlement_id"] == asked.settlement_id) & (flows["band"].astype(str) == asked.band.value)
    return flows[own].sort_values("pupils", ascending=False, kind="stable")


def _assigned(flows: pd.DataFrame, side: str) -> tuple[str, ...]:
    totals = flows.groupby(f"school_{side}")["pupils"].sum().sort_values(ascending=False, kind="stable")
    return tuple(str(school_id) for school_id in totals.index if school_id)


def _judged_mode(flows: pd.DataFrame, asked: JourneyQuestion) -> Mode:
    """Return how most of the pupils come to the school in question; else they walk."""
    column = f"school_{asked.side}"
    own = flows[flows[column] == asked.school_id] if asked.school_id else flows
    name = str(own[f"mode_{asked.side}"].iloc[0]) if len(own) else ""
    return Mode(name) if name in set(Mode) else asked.band.walk_mode


def _verdict(flows: pd.DataFrame, side: str, school_id: str, mode: Mode) -> str:
    own = flows[(flows[f"school_{side}"] == school_id) & (flows[f"mode_{side}"].astype(str) == mode.value)]
    return str(own[f"verdict_{side}"].iloc[0]) if len(own) else ""


def _open_schools(roads: Roads, evaluation: Evaluation, asked: JourneyQuestion) -> list[str]:
    county, grades = roads.county, np.array(asked.band.grades)
    if asked.side == "before":
        taught = county.teaches[:, grades - 1].any(axis=1)
    else:
        rows = evaluation.school_grades
        open_ = rows["school_id"][rows["taught_after"] & rows["grade"].isin(grades)]
        taught = np.isin(county.school_ids.astype(str), open_.to_numpy(dtype=str))
    return [str(school_id) for school_id in county.school_ids[taught & county.by_default]]


def _modes(roads: Roads, asked: JourneyQuestion, school_id: str) -> Iterator[tuple[Mode, float]]:
    from gis.network.parameters import travel_parameters

    rules = travel_parameters(roads.plan.rules.get("travel"))
    home, school = roads.county.settlement_code(asked.settlement_id), roads.county.school_code(school_id)
    for mode in (asked.band.walk_mode, Mode.SCHOOL_BUS, Mode.BICYCLE, Mode.ESCORT, Mode.ESCORT_CAR,
                 Mode.PUBLIC_BUS):  # fmt: skip
        if mode == Mode.BICYCLE and not set(rules.grades_of(mode)) & set(asked.band.grades):
            continue
        if mode == Mode.PUBLIC_BUS and roads.plan.bus_stops.empty:
            continue
        journeys = roads.journeys(mode)
        known = journeys is not None and home >= 0 and school >= 0
        yield mode, float(journeys.seconds[home, school]) if journeys and known else math.nan


# ---- the map


def drawing_json(explanation: Explanation | None) -> str:
    """Return the drawing of a way as the map page takes it; "null" without one."""
    if explanation is None or not explanation.stretches:
        return "null"
    parts = [{"kind": one.kind, "geometry": _rounded(one.line)} for one in explanation.stretches]
    ways = [one.line for one in explanation.stretches if one.kind not in ("danger", "steep")]
    middle = max(ways, key=lambda line: line.length).interpolate(0.5, normalized=True)
    return json.dumps(
        {
            "parts": parts,
            "label": f"{precise_minutes(explanation.seconds)} · {metres(explanation.way_metres)}",
            "at": [round(middle.x, DECIMALS), round(middle.y, DECIMALS)],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _rounded(line: Any) -> dict[str, Any]:
    """Return a line as GeoJSON in degrees with six decimals."""
    import shapely

    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.set_precision(line, 10**-DECIMALS)))
    if geometry["coordinates"]:
        return geometry
    return dict(json.loads(shapely.to_geojson(line)))
