"""What has to be said beside a proposal, as message codes with values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from gis.messages import Message, describe
from gis.planning.journeys import Way
from gis.proposals.cost import FUNDED_PUPILS, item_name
from gis.proposals.options import Objective
from gis.proposals.programme import SAME

if TYPE_CHECKING:
    from gis.proposals.proposal import Proposal

Note = tuple[str, Mapping[str, str]]
LISTED = 6                          # names in one sentence
UNITS = {
    "travel": "pupil_km", "total_km": "pupil_km", "hours": "pupil_hours", "over_limit": "pupils",
    "equity": "pupil_km2", "moved": "pupils", "close": "schools", "bus_seats": "seats",
}  # fmt: skip
SMALL = 10                          # below it an amount is told with a decimal


def unit_of_measure(measure: str, cost_unit: str) -> str:
    """Return the unit of a measure: the end of its message code."""
    return cost_unit if measure == Objective.COST else UNITS[measure]


def measure_words(measure: str, language: str = "zh") -> str:
    """Return what a measure is called."""
    return describe(f"proposal_measure_{measure}", {}, language).what


def short_measure_words(measure: str, language: str = "zh") -> str:
    """Return what a measure is called, without what is said of it besides."""
    words = measure_words(measure, language)
    for mark in ("（", " (", ",", " or "):
        words = words.partition(mark)[0]
    return words.strip()


def unit_words(unit: str, language: str = "zh") -> str:
    """Return what a unit is called."""
    return describe(f"proposal_unit_{unit}", {}, language).what


def bound_words(proposal: Proposal, language: str = "zh") -> Message:
    """Return how far from best the proposal can be at most."""
    if not math.isfinite(proposal.objective):
        code = "proposal_infeasible" if proposal.status == "infeasible" else "proposal_nothing_found"
        return describe(code, {}, language)
    name = proposal.options.objective.value
    values = {"objective": measure_words(name, language)}
    if not math.isfinite(proposal.lower_bound):
        return describe("proposal_bound_none", {}, language)
    if proposal.gap <= SAME:
        return describe("proposal_bound_proven", values, language)
    amount = proposal.objective - proposal.lower_bound
    values |= {
        "percent": f"{100 * proposal.gap:.2g}", "amount": number_words(amount),
        "unit": unit_words(unit_of_measure(name, proposal.cost_unit), language),
    }  # fmt: skip
    return describe("proposal_bound_gap", values, language)


def number_words(value: float) -> str:
    """Return an amount as it is told: whole numbers and large ones without decimals."""
    whole = round(value)
    is_whole = abs(value - whole) < SAME * max(1.0, abs(value))
    return f"{whole:,}" if is_whole or abs(value) >= SMALL else f"{value:,.1f}"


def notes_of(proposal: Proposal, language: str = "zh") -> list[Note]:
    """Return what has to be said: conditions, what is not known, and what the evaluation found."""
    return [
        *_conditions(proposal, language), *_unknown(proposal, language), *_found(proposal, language),
    ]  # fmt: skip


def _conditions(proposal: Proposal, language: str) -> Iterator[Note]:
    problem, options = proposal.problem, proposal.options
    count = str(len(problem.candidates.schools))
    below = problem.candidates.below_pupils
    if below is None:
        yield "proposal_note_named", {"count": count}
    else:
        yield "proposal_note_threshold", {"pupils": f"{below:g}", "count": count}
    asks = options.close_at_least or options.minimum_pupils or any(
        one.must_close for one in problem.candidates.schools
    )
    if not asks and options.objective is not Objective.COST:
        yield "proposal_note_nothing_asked", {}
    if options.widen:
        kinds = [describe(f"proposal_widening_{one}", {}, language).what for one in sorted(options.widen)]
        yield "proposal_note_widened", {"kinds": _listed(kinds, language)}
    if options.connected is None and problem.land is None:
        yield "proposal_note_no_land", {}
    if problem.narrowed:
        each = str(options.receivers_each)
        yield "proposal_note_narrowed", {"count": str(problem.narrowed), "each": each}


def _unknown(proposal: Proposal, language: str) -> Iterator[Note]:
    problem, basis = proposal.problem, proposal.model.basis
    if proposal.options.objective is Objective.COST:
        if basis.unit == FUNDED_PUPILS:
            yield "proposal_note_funded_pupils", {}
        else:
            names = [item_name(problem.outcome.rules, item) for item in basis.missing]
            if names:
                yield "proposal_note_unpriced", {"items": _listed(names, language)}
    receives = np.unique([sending.receiver for one in proposal.schools for sending in one.sendings])
    for code, flags in (
        ("proposal_note_classes_unknown", problem.room.unknown_classes),
        ("proposal_note_places_unknown", problem.room.unknown_places),
    ):
        chosen = [int(one) for one in receives if flags[int(one)]]
        if chosen:
            names = [str(problem.outcome.county.school_names[one]) for one in chosen]
            yield code, {"schools": _listed(names, language)}


def _found(proposal: Proposal, language: str) -> Iterator[Note]:
    from gis.proposals.proposal import details_of

    if proposal.evaluation is None or proposal.found.columns is None:
        return
    price = proposal.options.over_limit_price
    if price is not None:
        model = proposal.model
        pairs = model.columns.pair(np.arange(model.columns.pairs))
        pupils = float(proposal.found.columns[pairs] @ proposal.problem.pairs.fails)
        yield "proposal_note_soft", {"pupils": f"{pupils:.0f}", "price": f"{price:g}"}
    moves = details_of(proposal.evaluation).outcome.movement
    nearer = int(moves.pupils[moves.moved & (moves.metres_after < moves.metres_before)].sum())
    if nearer:
        yield "proposal_note_nearer", {"pupils": f"{nearer:,}"}
    riding = int(moves.pupils[moves.moved & (moves.way_after == Way.SCHOOL_BUS)].sum())
    if riding:
        yield "proposal_note_riding", {"pupils": f"{riding:,}"}
    for one in proposal.differences:
        yield "proposal_difference", {
            "measure": measure_words(one.measure, language), "search": number_words(one.search),
            "evaluation": number_words(one.evaluation),
        }  # fmt: skip
    must = sum(finding.force == "must" for finding in proposal.evaluation.own_findings)
    if must:
        yield "proposal_note_must", {"count": str(must)}


def _listed(names: list[str], language: str) -> str:
    """Return names in one sentence; of many the first ones and how many there are."""
    mark = "、" if language == "zh" else ", "
    shown = mark.join(names[:LISTED])
    return shown if len(names) <= LISTED else f"{shown}…({len(names)})"
