"""What the window computes of a scenario, as values that a job gives back."""

from __future__ import annotations

from dataclasses import dataclass

from gis.errors import DecisionError
from gis.evaluation.result import Evaluation
from gis.model import Band, Plan, Scenario
from gis.progress import Progress


@dataclass(frozen=True)
class Consequence:
    """What a scenario does: its evaluation; for the map, one age band's properties and the changed roads."""

    scenario: Scenario
    band: Band
    evaluation: Evaluation
    layers_json: str
    seconds: float
    edits_json: str = "[]"


@dataclass(frozen=True)
class Preview:
    """What a decision would do, before it is confirmed; ``refusals`` name what makes it impossible."""

    school_id: str
    evaluation: Evaluation | None
    refusals: tuple[DecisionError, ...]


def evaluate(plan: Plan, scenario: Scenario, season: str, progress: Progress) -> Evaluation:
    """Work out a scenario in a time of year."""
    from gis.evaluation import engine

    return engine.evaluate(plan, scenario, season=season, progress=progress)


def refusals_of(plan: Plan, scenario: Scenario) -> tuple[DecisionError, ...]:
    """Return why decisions of a scenario cannot be carried out."""
    from gis.planning.scenario import check_scenario

    return tuple(check_scenario(plan, scenario))
