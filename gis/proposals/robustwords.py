"""Decisions under several forecasts, in words and as JSON: a table, and which ones lose least."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from gis.messages import describe
from gis.proposals.problem import KIND_WORDS, Kind
from gis.proposals.proposal import Proposal
from gis.proposals.robust import Robust
from gis.proposals.words import measure_words, number_words, unit_of_measure, unit_words


def robust_words(proposal: Proposal, robust: Robust, language: str = "zh") -> str:
    """Return which decisions lose least whatever the forecast."""
    if robust.chosen < 0:
        return str(describe("proposal_robust_none", {}, language))
    name = proposal.options.objective.value
    regret = float(robust.regret[robust.chosen].max())
    values = {
        "decisions": changed_words(proposal, robust.plans[robust.chosen], language),
        "amount": number_words(regret),
        "unit": unit_words(unit_of_measure(name, proposal.cost_unit), language),
        "objective": measure_words(name, language), "count": str(len(robust.plans)),
    }  # fmt: skip
    return str(describe("proposal_robust", values, language))


def forecast_words(name: str, language: str = "zh") -> str:
    """Return what a forecast is called."""
    return describe(f"proposal_forecast_{name}", {}, language).what


def robust_rows(proposal: Proposal, robust: Robust, language: str = "zh") -> list[tuple[str, list[str]]]:
    """Return the table of regrets: what is decided, and per forecast how much more of the objective."""
    rows = []
    for decisions, source, regret in zip(robust.plans, robust.sources, robust.regret.tolist(), strict=True):
        kind, _, forecast = source.partition(":")
        values = {
            "decisions": changed_words(proposal, decisions, language),
            "forecast": forecast_words(forecast, language) if forecast else "",
        }  # fmt: skip
        told = describe(f"proposal_source_{kind}", values, language).what
        rows.append((told, [_regret_words(value, language) for value in regret]))
    return rows


def _regret_words(value: float, language: str) -> str:
    if math.isnan(value):
        return describe("proposal_regret_unknown", {}, language).what
    broken = describe("proposal_regret_broken", {}, language).what
    return number_words(value) if math.isfinite(value) else broken


def changed_words(
    proposal: Proposal, decisions: Mapping[int, Kind], language: str = "zh", *, all_kinds: bool = False
) -> str:
    """Return decisions in one line; ``all_kinds``: also which schools are kept."""
    names, mark = proposal.problem.outcome.county.school_names, "，" if language == "zh" else ", "
    changed = [
        f"{names[code]} {describe(f'proposal_decision_{KIND_WORDS[kind]}', {}, language).what}"
        for code, kind in decisions.items()
        if all_kinds or kind is not Kind.RETAIN
    ]
    code = "proposal_alternative_same" if all_kinds else "proposal_nothing_changed"
    return mark.join(changed) or describe(code, {}, language).what


def robust_to_dict(proposal: Proposal, robust: Robust) -> dict[str, Any]:
    """Return the comparison as JSON values.

    Returns
    -------
    dict
        ``forecasts``; ``plans`` (school_id → decision) and ``sources`` (proposed, near, front, best:forecast)
        in the same order; ``regret`` (plans × forecasts, None = breaks a condition or not found); ``broken``
        (plans × forecasts: whether it breaks a condition); ``chosen`` (-1 = none).
    """
    return {
        "forecasts": list(robust.names),
        "plans": [decided(proposal, one) for one in robust.plans],
        "sources": list(robust.sources),
        "regret": [
            [value if math.isfinite(value) else None for value in row] for row in robust.regret.tolist()
        ],
        "broken": np.isposinf(robust.regret).tolist(),
        "chosen": robust.chosen,
    }


def decided(proposal: Proposal, kinds: Mapping[int, Kind]) -> dict[str, str]:
    """Return decisions by school id."""
    ids = proposal.problem.outcome.county.school_ids
    return {str(ids[code]): KIND_WORDS[kind] for code, kind in kinds.items()}
