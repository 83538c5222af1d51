"""A proposal as plain JSON values."""

from __future__ import annotations

import math
from dataclasses import fields
from enum import Enum
from typing import Any

import numpy as np

from gis.messages import describe
from gis.proposals.cost import price_year
from gis.proposals.options import ProposalOptions
from gis.proposals.problem import KIND_WORDS, Kind
from gis.proposals.proposal import Proposal
from gis.proposals.scenario import Chosen
from gis.proposals.words import bound_words, measure_words, notes_of, unit_of_measure

LANGUAGES = ("zh", "en")


def proposal_to_dict(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON values, equal to ``xiaotu propose --json``.

    Returns
    -------
    dict
        ``kind`` ("proposal"), ``name`` (of the scenario), ``unit_name``, ``school_year``, ``options`` (as
        they were given), ``status`` (optimal, rule, time_limit, cancelled, infeasible), ``objective``:
        ``name, unit, value, lower_bound, gap_share, gap_amount`` (None where there is no solution or no
        bound), ``seconds``, ``seed``; ``words`` (``zh``, ``en``: how far from best at most); ``measures``:
        ``{name: {unit, before, after}}`` as the evaluation counts them (``cost`` a year, ``travel`` pupil-km
        one way a day, ``total_km``, ``hours``, ``over_limit``, ``equity``, ``moved``); ``differences``:
        ``measure, search, evaluation``; ``schools``: every school that was decided about with ``decision``
        (retain, teaching_point, merge, phase_out, new, not_open) and ``receivers`` (``settlement_id`` "" =
        from outside the county, ``receiver_id, pupils, bus_seats``); ``fixed``: every other one with
        ``reason``;
        ``notes``: ``code, zh, en``; ``must_findings``: number of findings that block.
    """
    problem = proposal.problem
    found = math.isfinite(proposal.objective)
    name = proposal.options.objective.value
    evaluation = proposal.evaluation
    return {
        "kind": "proposal",
        "name": proposal.name,
        "unit_name": problem.state.plan.meta.unit_name,
        "school_year": price_year(problem.state),
        "options": options_to_dict(proposal.options),
        "status": proposal.status,
        "objective": {
            "name": name,
            "unit": unit_of_measure(name, proposal.cost_unit),
            "value": _known(proposal.objective),
            "lower_bound": _known(proposal.lower_bound),
            "gap_share": _known(proposal.gap),
            "gap_amount": _known(proposal.objective - proposal.lower_bound) if found else None,
        },
        "seconds": round(proposal.seconds, 3),
        "seed": proposal.options.seed,
        "words": {language: str(bound_words(proposal, language)) for language in LANGUAGES},
        "measures": {
            key: {
                "unit": unit_of_measure(key, proposal.cost_unit),
                "before": proposal.before[key],
                "after": proposal.after.get(key),
            }
            for key in sorted(proposal.before)
        },
        "differences": [
            {"measure": one.measure, "search": one.search, "evaluation": one.evaluation}
            for one in proposal.differences
        ],
        "schools": [_school(proposal, one) for one in proposal.schools],
        "fixed": [_fixed(proposal, code, why.value) for code, why in problem.candidates.fixed.items()],
        "notes": _notes(proposal),
        "must_findings": None
        if evaluation is None
        else sum(finding.force == "must" for finding in evaluation.own_findings),
    }


def options_to_dict(options: ProposalOptions) -> dict[str, Any]:
    """Return the options as JSON values."""
    return {one.name: _plain(getattr(options, one.name)) for one in fields(options)}


def decision_word(proposal: Proposal, one: Chosen) -> str:
    """Return what becomes of a school, as ``LayoutStatus`` writes it; not_open = a site is not built."""
    if one.kind is Kind.CLOSE and proposal.options.gradual:
        return "phase_out"
    return KIND_WORDS[one.kind]


def _school(proposal: Proposal, one: Chosen) -> dict[str, Any]:
    county, problem = proposal.problem.outcome.county, proposal.problem
    ids, homes = county.school_ids, np.append(county.settlement_ids, "")
    names, villages = county.school_names, np.append(county.settlement_names, "")
    return {
        "school_id": str(ids[one.code]),
        "name": str(names[one.code]),
        "township": str(county.schools["township"].iloc[one.code]),
        "pupils": int(problem.staying[one.code].sum()),
        "decision": decision_word(proposal, one),
        "moved_pupils": one.pupils,
        "receivers": [
            {
                "settlement_id": str(homes[sending.home]),
                "settlement": str(villages[sending.home]),
                "receiver_id": str(ids[sending.receiver]),
                "receiver": str(names[sending.receiver]),
                "pupils": sending.pupils,
                "bus_seats": sending.seats,
            }
            for sending in one.sendings
        ],
    }


def _fixed(proposal: Proposal, code: int, reason: str) -> dict[str, Any]:
    county = proposal.problem.outcome.county
    words = {key: describe(f"proposal_fixed_{reason}", {}, key).what for key in LANGUAGES}
    about = {"school_id": str(county.school_ids[code]), "name": str(county.school_names[code])}
    return {**about, "reason": reason, **words}


def _notes(proposal: Proposal) -> list[dict[str, str]]:
    both = (notes_of(proposal, language) for language in LANGUAGES)
    return [
        {"code": code, "zh": str(describe(code, zh)), "en": str(describe(code, en, "en"))}
        for (code, zh), (_, en) in zip(*both, strict=True)
    ]


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | tuple):
        return [_plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return _known(value) if isinstance(value, float) else value


__all__ = ["decision_word", "measure_words", "options_to_dict", "proposal_to_dict"]
