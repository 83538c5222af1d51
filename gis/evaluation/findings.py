"""Findings of a scenario, those of the baseline marked.

A finding counts as the baseline's only if the baseline fails the same question for the same subject and is
not better: what the plan makes worse is the plan's doing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from gis.evaluation.conditions import condition_failures
from gis.evaluation.consequences import consequence_failures, standing_failures
from gis.evaluation.cures import Physician
from gis.evaluation.deferred import Deferred
from gis.evaluation.distances import distance_failures
from gis.evaluation.failures import Case, Failure
from gis.evaluation.result import Finding

NO_WORSE = 1e-6
ORDER = ("must", "should", "info")


def find(case: Case, more: Iterable[Failure] = ()) -> Deferred[Finding]:
    """Return the findings, the plan's own first, each group by force.

    A criterion that is not in force (已废止, 存疑) produces none. Those of the baseline are put into words
    when somebody looks: there may be thousands, and no scenario changes them.

    Parameters
    ----------
    more
        Failures of other parts of the evaluation (the scenario's own promises).
    """
    before: dict[tuple[str, str, int, str], float] = {}
    for failure in condition_failures(case, case.before):
        before[failure.key] = max(failure.badness, before.get(failure.key, failure.badness))
    own, old = list[Failure](), list[Failure]()
    found = (
        *consequence_failures(case),
        *distance_failures(case, is_new=True),
        *condition_failures(case, case.after),
        *more,
    )
    for failure in found:
        (own if _is_new(failure, before) else old).append(failure)
    physician = Physician(case)
    return Deferred(_worded(physician, own, in_baseline=False), partial(_standing, physician, old))


def _standing(physician: Physician, others: list[Failure]) -> tuple[Finding, ...]:
    """Return the findings of the baseline."""
    case = physician.case
    failures = (*standing_failures(case), *distance_failures(case, is_new=False), *others)
    return _worded(physician, failures, in_baseline=True)


def _worded(physician: Physician, failures: Iterable[Failure], *, in_baseline: bool) -> tuple[Finding, ...]:
    found = [
        _finding(physician, failure, in_baseline=in_baseline)
        for failure in failures
        if failure.rule.in_force
    ]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.force)))


def _is_new(failure: Failure, before: dict[tuple[str, str, int, str], float]) -> bool:
    if failure.is_new is not None:
        return failure.is_new
    return failure.key not in before or failure.badness > before[failure.key] + NO_WORSE


def _finding(physician: Physician, failure: Failure, *, in_baseline: bool) -> Finding:
    rule, case = failure.rule, physician.case
    subject_id, subject_name = case.subject(failure.kind, failure.subject)
    return Finding(
        criterion_id=rule.id,
        force=rule.force,
        subject_kind=failure.kind,
        subject_id=subject_id,
        subject_name=subject_name,
        value=failure.value,
        limit=rule.value,
        unit=rule.unit,
        document=rule.document,
        article=rule.article,
        verified=rule.verified,
        in_baseline=in_baseline,
        message_code=failure.message,
        values=dict(failure.values),
        rule=rule.rule,
        verification=rule.verification,
        status=rule.status,
        layer=rule.layer,
        cures=Deferred((), partial(physician.cures, failure)),
    )
