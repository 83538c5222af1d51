"""What people said of closing or converting a school: which gates take it, and what it may not claim.

Parents (BJ-20) and a hearing (BJ-21) can only be asked. Of the gates that are computed, whether the way is
safe (BJ-22) and meals are provided (BJ-23) can be looked at too: that only makes them worse, never better.

What was said holds for the decision that it was said of. Evidence keeps that decision with it, and once
another one stands in its place (or nobody noted which one it was) it waits to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, is_dataclass, replace
from datetime import date
from enum import Enum

from gis.errors import InputError
from gis.layout import Decision, Evidence, GateState, Scenario

PARENTS, HEARING, WAY, BEDS = "BJ-20", "BJ-21", "BJ-22", "BJ-23"
OF_PEOPLE = (PARENTS, HEARING)
TAKING = (*OF_PEOPLE, WAY, BEDS)
# what of a decision people were asked about: what becomes of the school and the children, where and when
ASKED_ABOUT = (
    "status", "receiver_id", "settlement_receivers", "grades_kept", "year", "moves_year", "gradual",
    "bus_seats", "trigger",
)  # fmt: skip


def taken_for(decision: Decision) -> str:
    """Return what people are asked about in a decision, as a short text: ``status=merge; receiver_id=…``."""
    told = ((name, getattr(decision, name)) for name in ASKED_ABOUT)
    return "; ".join(f"{name}={_plain(value)}" for name, value in told if value)


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    parts = astuple(value) if is_dataclass(value) and not isinstance(value, type) else value
    return ",".join(map(_plain, parts)) if isinstance(parts, tuple) else str(parts)


def unconfirmed(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield school and gate of the evidence that was taken for another decision than stands now.

    Parameters
    ----------
    scenario
        The effective one: its decisions are those that stand.
    """
    for one in scenario.evidence:
        if one.decision != taken_for(scenario.decision(one.school_id)):
            yield one.school_id, one.gate


def said_by_counts(asked: int | None, against: int | None) -> GateState | None:
    """Return what the counts say: more than half against, or not; None where they are not told."""
    if not asked or against is None:
        return None
    return GateState.FAIL if against + against > asked else GateState.PASS


def require_sound(evidence: Evidence) -> None:
    """Refuse evidence that cannot be, or that claims more than it shows.

    Raises
    ------
    InputError
        evidence_gate_unknown, evidence_date_wrong, evidence_counts_wrong, evidence_contradicts,
        evidence_without_document.
    """
    about = {"gate": evidence.gate, "school_id": evidence.school_id}
    if evidence.gate not in TAKING:
        raise InputError("evidence_gate_unknown", known="、".join(TAKING), **about)
    if evidence.date:
        try:
            date.fromisoformat(evidence.date)
        except ValueError as error:
            raise InputError("evidence_date_wrong", date=evidence.date, **about) from error
    asked, against = evidence.asked, evidence.against
    if min(asked or 0, against or 0) < 0 or (against is not None and (asked is None or against > asked)):
        raise InputError("evidence_counts_wrong", asked=asked, against=against, **about)
    is_pass = evidence.state is GateState.PASS
    if is_pass and said_by_counts(asked, against) is GateState.FAIL:
        raise InputError("evidence_contradicts", asked=asked, against=against, **about)
    if is_pass and not evidence.document.strip():
        raise InputError("evidence_without_document", **about)


def set_evidence(scenario: Scenario, evidence: Evidence, *, whole: Scenario | None = None) -> Scenario:
    """Return the scenario with the evidence of one gate of one school added, or replaced in its place.

    Parameters
    ----------
    evidence
        Taken for the decision that stands now, unless it names one.
    whole
        The effective scenario, where it is not the scenario itself.

    Raises
    ------
    InputError
        See :func:`require_sound`.
    """
    require_sound(evidence)
    if not evidence.decision:
        stands = (whole or scenario).decision(evidence.school_id)
        evidence = replace(evidence, decision=taken_for(stands))
    known = {(one.school_id, one.gate): one for one in scenario.evidence}
    known[evidence.school_id, evidence.gate] = evidence
    return replace(scenario, evidence=tuple(known.values()))


def clear_evidence(scenario: Scenario, school_id: str, gate: str) -> Scenario:
    """Return the scenario without the evidence of one gate of one school."""
    kept = tuple(one for one in scenario.evidence if (one.school_id, one.gate) != (school_id, gate))
    return replace(scenario, evidence=kept)
