"""What may be asked of a proposal besides: why it is so, what else there is, what other forecasts say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gis.layout import BASELINE
from gis.messages import describe
from gis.model import Plan
from gis.planning.siting.watch import Watch
from gis.progress import Progress, ignore_progress
from gis.proposals.alternatives import Alternative, front, near_best
from gis.proposals.conflict import Conflict, Relaxed, conflict_words, find_conflict
from gis.proposals.forecasts import models_by_forecast
from gis.proposals.problem import KIND_WORDS
from gis.proposals.programme import stage_of
from gis.proposals.proposal import Proposal
from gis.proposals.robust import FRONT, NEAR, PROPOSED, Robust, least_regret
from gis.proposals.robustwords import decided, robust_to_dict, robust_words
from gis.proposals.scenario import chosen_of
from gis.proposals.why import STEP, Why, binding_words, explain, opposite_words
from gis.proposals.words import measure_words, number_words, unit_of_measure, unit_words

LANGUAGES = ("zh", "en")
CONFLICT_S = 60.0


@dataclass(frozen=True)
class Further:
    """What was asked; None = not asked, or there is nothing to ask it of."""

    conflict: Conflict | None = None
    why: Why | None = None
    near: tuple[Alternative, ...] | None = None
    front: tuple[Alternative, ...] | None = None
    robust: Robust | None = None


def further(
    plan: Plan, proposal: Proposal, *, base: str = BASELINE, why: bool = False, alternatives: bool = False,
    robust_year: int | None = None, progress: Progress = ignore_progress,
) -> Further:  # fmt: skip
    """Work out what is asked; where nothing was possible, which conditions are in conflict.

    Raises
    ------
    PlanningError
        proposal_no_forecast.
    """
    if proposal.status == "infeasible":
        watch = Watch(CONFLICT_S, stage_of(progress, 0.0, STEP))
        return Further(find_conflict(Relaxed(proposal.model), watch))
    if proposal.scenario is None:
        return Further()
    needed = alternatives or robust_year is not None
    near = near_best(proposal, progress=progress) if needed else None
    trade_offs = front(proposal, progress=progress) if needed else None
    robust = None
    if robust_year is not None:
        robust = compare_forecasts(
            plan, proposal, robust_year, base=base, near=near or (), trade_offs=trade_offs or (),
            progress=progress,
        )  # fmt: skip
    return Further(
        None,
        explain(proposal, progress=progress) if why else None,
        near if alternatives else None,
        trade_offs if alternatives else None,
        robust,
    )


def compare_forecasts(
    plan: Plan, proposal: Proposal, year: int, *, base: str = BASELINE, near: Iterable[Alternative] = (),
    trade_offs: Iterable[Alternative] = (), progress: Progress = ignore_progress,
) -> Robust:  # fmt: skip
    """Compare the proposal and its alternatives under the low, middle and high forecast of a year.

    Raises
    ------
    PlanningError
        proposal_no_forecast.
    """
    models = models_by_forecast(plan, proposal, year, base=base)
    at_hand = [(PROPOSED, proposal.found), *((NEAR, one.found) for one in near)]
    at_hand += [(FRONT, one.found) for one in trade_offs]
    others = [
        (source, {one.code: one.kind for one in chosen_of(proposal.model, found.columns)})
        for source, found in at_hand
        if found.columns is not None
    ]
    return least_regret(models, others=others, progress=progress)


# ---- in words


def further_words(proposal: Proposal, asked: Further, language: str = "zh") -> list[str]:
    """Return what was asked in sentences."""
    words = []
    if asked.conflict is not None:
        words += conflict_words(asked.conflict, language, problem=proposal.problem)
    if asked.why is not None:
        words += [opposite_words(proposal, one, language) for one in asked.why.opposites]
        words += binding_words(proposal, asked.why, language)
    words += [_alternative_words(proposal, one, "near", language) for one in asked.near or ()]
    words += [_alternative_words(proposal, one, "front", language) for one in asked.front or ()]
    return words if asked.robust is None else [*words, robust_words(proposal, asked.robust, language)]


def _alternative_words(proposal: Proposal, one: Alternative, kind: str, language: str) -> str:
    names, mark = proposal.problem.outcome.county.school_names, "，" if language == "zh" else ", "
    different = mark.join(
        f"{names[code]} {describe(f'proposal_decision_{KIND_WORDS[become]}', {}, language).what}"
        for code, become in one.different.items()
    )
    measures = mark.join(
        f"{measure_words(name, language)} {number_words(value)} "
        f"{unit_words(unit_of_measure(name, proposal.cost_unit), language)}"
        for name, value in one.measures.items()
    )
    same = describe("proposal_alternative_same", {}, language).what
    values = {"different": different or same, "measures": measures}
    return str(describe(f"proposal_alternative_{kind}", values, language))


# ---- as JSON


def further_to_dict(proposal: Proposal, asked: Further) -> dict[str, Any]:
    """Return what was asked as JSON values.

    Returns
    -------
    dict
        Only what was asked. ``conflict``: ``groups, reached``; ``opposites``: ``school_id, name, decision,
        status, price, price_least, change, blocked_by``; ``binding``: ``group, gain``; ``near_best`` and
        ``front``: ``objective, measures, different`` (school_id → decision), ``is_proven``; ``robust``: see
        :func:`gis.proposals.robustwords.robust_to_dict`; ``further_words`` (``zh``, ``en``).
    """
    found: dict[str, Any] = {}
    if asked.conflict is not None:
        reached = {group.value: amount for group, amount in asked.conflict.reached.items()}
        found["conflict"] = {"groups": [one.value for one in asked.conflict.groups], "reached": reached}
    if asked.why is not None:
        found |= _why_to_dict(proposal, asked.why)
    for name, some in (("near_best", asked.near), ("front", asked.front)):
        if some is not None:
            found[name] = [_alternative_to_dict(proposal, one) for one in some]
    if asked.robust is not None:
        found["robust"] = robust_to_dict(proposal, asked.robust)
    if found:
        words = {language: further_words(proposal, asked, language) for language in LANGUAGES}
        found["further_words"] = words
    return found


def _why_to_dict(proposal: Proposal, why: Why) -> dict[str, Any]:
    county = proposal.problem.outcome.county
    opposites = [
        {
            "school_id": str(county.school_ids[one.school]),
            "name": str(county.school_names[one.school]),
            "decision": KIND_WORDS[one.kind],
            "status": one.status,
            "price": one.price,
            "price_least": one.price_least,
            "change": dict(one.change),
            "blocked_by": [group.value for group in one.blocked_by],
        }
        for one in why.opposites
    ]
    return {
        "opposites": opposites,
        "binding": [{"group": one.group.value, "gain": one.gain} for one in why.binding],
    }


def _alternative_to_dict(proposal: Proposal, one: Alternative) -> dict[str, Any]:
    return {
        "objective": _known(one.found.objective), "measures": dict(one.measures),
        "different": decided(proposal, one.different), "is_proven": one.is_proven,
    }  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
