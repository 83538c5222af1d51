"""What a scenario breaks of its own: places before closures (先建后撤), and what it had promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gis.evaluation.details import Details
from gis.evaluation.failures import Case, Failure
from gis.planning.locks import LockFault
from gis.planning.phases import PhaseError
from gis.standards import Criterion, criterion, load_rules

COUNTY = -1
SEPARATOR = "、"
OF_SCHOOLS = ("must_stay", "must_close", "undecided")


def promise_failures(case: Case, details: Details) -> Iterator[Failure]:
    """Return both kinds."""
    yield from phase_failures(case, details.phase_errors)
    yield from lock_failures(case, details.lock_faults)


def phase_failures(case: Case, errors: Iterable[PhaseError]) -> Iterator[Failure]:
    """Return the closures that come before the places that they need."""
    rule = _rule(case, "places_first")
    for error in errors:
        school = case.county.school_code(error.sender_id)
        values = {
            "school": error.sender, "receiver": error.receiver, "closes": str(error.closes_year),
            "ready": str(error.ready_year), "short": f"{error.places_short:.0f}", "document": rule.document,
        }
        code = "phase_not_open" if error.places_short != error.places_short else "phase_places_short"
        yield Failure(
            rule, "school", school, f"finding_{code}", float(error.ready_year), values,
            part=error.receiver_id, is_new=True,
        )


def lock_failures(case: Case, faults: Iterable[LockFault]) -> Iterator[Failure]:
    """Return the promises that the scenario breaks."""
    county = case.county
    for fault in faults:
        rule = _rule(case, "undecided_decided" if fault.lock == "undecided" else "promise_kept")
        of_school = fault.lock in OF_SCHOOLS
        code = county.school_code(fault.subject) if of_school else COUNTY
        names = [str(county.settlement_names[county.settlement_code(key)])
                 for key in fault.subject.split(SEPARATOR) if county.settlement_code(key) >= 0]  # fmt: skip
        values = {
            "school": case.school(code) if code >= 0 else fault.subject,
            "settlements": SEPARATOR.join(names), "line": fault.subject,
            "grades": SEPARATOR.join(map(str, fault.grades)),
            "pupils": f"{fault.value:.0f}", "limit": f"{fault.limit:.0f}",
        }  # fmt: skip
        yield Failure(
            rule, "school", code, f"finding_lock_{fault.lock}", fault.value, values,
            part=f"{fault.lock}/{fault.subject}", is_new=True,
        )


def _rule(case: Case, name: str) -> Criterion:
    return case.rules.get(name) or criterion(load_rules(), name)     # rules of before it was there
