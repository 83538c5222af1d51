"""What people said of closing or converting a school: which gates take it, and what it may not claim.

Parents (BJ-20) and a hearing (BJ-21) can only be asked. Of the gates that are computed, whether the way is
safe (BJ-22) and meals are provided (BJ-23) can be looked at too: that only makes them worse, never better.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gis.errors import InputError
from gis.layout import Evidence, GateState, Scenario

PARENTS, HEARING, WAY, BEDS = "BJ-20", "BJ-21", "BJ-22", "BJ-23"
OF_PEOPLE = (PARENTS, HEARING)
TAKING = (*OF_PEOPLE, WAY, BEDS)


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


def set_evidence(scenario: Scenario, evidence: Evidence) -> Scenario:
    """Return the scenario with the evidence of one gate of one school added, or replaced in its place.

    Raises
    ------
    InputError
        See :func:`require_sound`.
    """
    require_sound(evidence)
    known = {(one.school_id, one.gate): one for one in scenario.evidence}
    known[evidence.school_id, evidence.gate] = evidence
    return replace(scenario, evidence=tuple(known.values()))


def clear_evidence(scenario: Scenario, school_id: str, gate: str) -> Scenario:
    """Return the scenario without the evidence of one gate of one school."""
    kept = tuple(one for one in scenario.evidence if (one.school_id, one.gate) != (school_id, gate))
    return replace(scenario, evidence=kept)
