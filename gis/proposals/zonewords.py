"""New zones in words and as JSON."""

from __future__ import annotations

import math
from typing import Any

from gis.messages import describe
from gis.planning.outcome import Outcome
from gis.proposals.words import number_words
from gis.proposals.zoneproblem import NOBODY, ZoningOptions
from gis.proposals.zoning import ZoneProposal

PROVEN = 1e-6


def zone_words(made: ZoneProposal, options: ZoningOptions, language: str = "zh") -> list[str]:
    """Return what the zones change, and how far from best they can be at most."""
    result = made.result
    if not result.has_solution:
        code = "zoning_impossible" if result.status == "infeasible" else "proposal_nothing_found"
        return [str(describe(code, {}, language))]
    apart = [int((pieces - 1).clip(min=0).sum()) for pieces in (made.pieces_before, made.pieces_after)]
    values = {
        "pupils": f"{made.changed_pupils:,}", "villages": str(len(changed_homes(made))),
        "before": str(apart[0]), "after": str(apart[1]),
    }  # fmt: skip
    words = [str(describe("zoning_changes", values, language))]
    if result.gap <= PROVEN:
        return [*words, str(describe("zoning_proven", {}, language))]
    unit = "pupils" if options.change_km is None else "pupil_km"
    amount = {
        "percent": f"{100 * result.gap:.2g}", "amount": number_words(result.objective - result.lower_bound),
        "unit": describe(f"proposal_unit_{unit}", {}, language).what,
    }  # fmt: skip
    return [*words, str(describe("zoning_gap", amount, language))]


def changed_homes(made: ZoneProposal) -> list[int]:
    """Return the positions of the homes whose zone is another than today's."""
    today = made.problem.today
    return [
        at for at, school in enumerate(made.school.tolist())
        if school != NOBODY and today[at] not in (NOBODY, school)
    ]  # fmt: skip


def zones_to_dict(made: ZoneProposal, outcome: Outcome, options: ZoningOptions) -> dict[str, Any]:
    """Return new zones as JSON values.

    Returns
    -------
    dict
        ``kind`` ("zones"), ``stage``, ``status``, ``objective``, ``lower_bound``, ``gap_share`` (None where
        there is none), ``seconds``, ``seed``, ``changed_pupils``, ``words`` (``zh``, ``en``); ``schools``:
        ``school_id, name, places, pupils_before, pupils_after, pieces_before, pieces_after`` (parts of the
        catchment; 1 = connected, 0 = no village); ``changes``: ``settlement_id, settlement, pupils,
        from_school_id, to_school_id``.
    """
    county, problem, result = outcome.county, made.problem, made.result
    ids, names = county.school_ids, county.school_names
    return {
        "kind": "zones",
        "stage": options.stage,
        "status": result.status,
        "objective": _known(result.objective),
        "lower_bound": _known(result.lower_bound),
        "gap_share": _known(result.gap),
        "seconds": round(result.seconds, 3),
        "seed": options.seed,
        "changed_pupils": made.changed_pupils,
        "words": {language: zone_words(made, options, language) for language in ("zh", "en")},
        "schools": [
            {
                "school_id": str(ids[code]),
                "name": str(names[code]),
                "places": _known(float(problem.places[at])),
                "pupils_before": int(problem.present[at]),
                "pupils_after": int(made.load[at]),
                "pieces_before": int(made.pieces_before[at]),
                "pieces_after": int(made.pieces_after[at]),
            }
            for at, code in enumerate(problem.schools.tolist())
        ],
        "changes": [
            {
                "settlement_id": str(county.settlement_ids[problem.homes[at]]),
                "settlement": str(county.settlement_names[problem.homes[at]]),
                "pupils": int(problem.pupils[at]),
                "from_school_id": str(ids[problem.schools[problem.today[at]]]),
                "to_school_id": str(ids[problem.schools[made.school[at]]]),
            }
            for at in changed_homes(made)
        ],
    }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
