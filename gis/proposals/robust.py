"""Which decisions lose least, whichever forecast comes true: every plan at hand under each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from gis.planning.county import Floats
from gis.planning.siting.watch import Watch
from gis.progress import Progress, ignore_progress
from gis.proposals.alternatives import EACH_S
from gis.proposals.model import Model
from gis.proposals.problem import Kind
from gis.proposals.programme import stage_of
from gis.proposals.scenario import chosen_of
from gis.proposals.search import search, solve_model

STEP = "step_proposal_robust"
PROPOSED, NEAR, FRONT, BEST = "proposed", "near", "front", "best"


@dataclass(frozen=True)
class Robust:
    """How decisions fare under several forecasts.

    Attributes
    ----------
    names
        The forecasts (low, middle, high).
    plans
        Sets of decisions: school → what it becomes.
    sources
        Where each comes from: ``proposed``, ``near`` (hardly worse), ``front`` (a trade-off), or ``best:``
        and the forecast that it is best for.
    regret
        Plans × forecasts: what the objective loses against the best for that forecast; inf = the plan breaks
        a condition there, NaN = not found in time.
    chosen
        The plan whose greatest regret is least, -1 = each one breaks a condition somewhere.
    """

    names: tuple[str, ...]
    plans: tuple[Mapping[int, Kind], ...]
    sources: tuple[str, ...]
    regret: Floats
    chosen: int


def least_regret(
    models: Mapping[str, Model], *, others: Iterable[tuple[str, Mapping[int, Kind]]] = (),
    each_s: float = EACH_S, progress: Progress = ignore_progress,
) -> Robust:  # fmt: skip
    """Compare decisions under all forecasts: the best ones for each, and others at hand.

    Parameters
    ----------
    models
        By forecast, about the same schools (:func:`gis.proposals.forecasts.models_by_forecast`).
    others
        Where they come from, and what each school becomes; of equal ones the first counts.

    Notes
    -----
    What each school becomes is held; which village goes where may differ, as it is decided when it comes to
    it. Only the plans that are compared can be chosen.
    """
    names, given = tuple(models), list(others)
    steps = len(names) * (1 + len(given) + len(names))
    best, at_hand = {}, dict[tuple[tuple[int, Kind], ...], str]()
    for source, decisions in given:
        at_hand.setdefault(tuple(sorted(decisions.items())), source)
    for number, (name, model) in enumerate(models.items()):
        best[name] = found = search(model, Watch(each_s, stage_of(progress, number / steps, STEP)))
        if found.columns is not None:
            decided = sorted((one.code, one.kind) for one in chosen_of(model, found.columns))
            at_hand.setdefault(tuple(decided), f"{BEST}:{name}")
    plans = tuple(dict(one) for one in at_hand)
    regret = np.full((len(plans), len(names)), np.nan)
    for row, column in np.ndindex(regret.shape):
        name = names[column]
        stage = stage_of(progress, (len(names) * (row + 1) + column) / steps, STEP)
        model = models[name]
        held = solve_model(_held(model, plans[row]), model.objective, Watch(each_s, stage))
        if held.status == "infeasible":
            regret[row, column] = np.inf
        elif held.columns is not None and best[name].columns is not None:
            regret[row, column] = max(0.0, held.objective - best[name].objective)
    progress(1.0, STEP)
    return Robust(names, plans, tuple(at_hand.values()), regret, _least(regret))


def _least(regret: Floats) -> int:
    worst = np.where(np.isnan(regret), np.inf, regret).max(axis=1, initial=-np.inf)
    return int(worst.argmin()) if np.isfinite(worst).any() else -1


def _held(model: Model, decisions: Mapping[int, Kind]) -> Model:
    """Return the model in which every school becomes what a plan says."""
    problem = model.problem
    others = [
        at for at, (school, kind) in enumerate(
            zip(problem.choice_school.tolist(), problem.choice_kind.tolist(), strict=True)
        )
        if school in decisions and decisions[school] != kind
    ]  # fmt: skip
    return model.without_choices(np.array(others, dtype=np.int64))


