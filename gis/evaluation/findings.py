"""Findings of a scenario, those of the baseline marked.

A finding counts as the baseline's only if the baseline fails the same question for the same subject and is
not better: what the plan makes worse is the plan's doing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from gis.evaluation.balancefindings import balance_failures
from gis.evaluation.conditions import condition_failures
from gis.evaluation.consequences import consequence_failures, standing_failures
from gis.evaluation.cures import Physician
from gis.evaluation.deferred import Deferred
from gis.evaluation.distances import distance_failures
from gis.evaluation.failures import Case, Failure
from gis.evaluation.indicators import Balance
from gis.evaluation.result import Finding
from gis.standards import Criterion

NO_WORSE = 1e-6
ORDER = ("must", "should", "info")
Badness = dict[tuple[str, str, int, str], float]       # by what was failed


def find(case: Case, balance: Balance, more: Sequence[Failure] = ()) -> Deferred[Finding]:
    """Return the findings, the plan's own first, each group by force.

    A criterion that is not in force (已废止, 存疑) produces none. Those of the baseline are put into words
    when somebody looks: there may be thousands, and no scenario changes them.

    Parameters
    ----------
    balance
        The assessment of the resources on both sides.
    more
        Failures of other parts of the evaluation (the scenario's own promises).
    """
    before = case.outcome.memory.once("failed", lambda: _worst(condition_failures(case, case.before)))
    first = (
        *consequence_failures(case),
        *distance_failures(case, is_new=True),
        *balance_failures(case, balance, is_new=True),
    )
    found = (*first, *condition_failures(case, case.after, case.other_schools), *more)
    own = [failure for failure in found if _is_new(failure, before)]
    physician = Physician(case, balance)
    return Deferred(
        _worded(physician, own, in_baseline=False),
        lambda: _worded(physician, _old(case, balance, before, (*first, *more)), in_baseline=True),
    )


def _worst(failures: Iterable[Failure]) -> Badness:
    worst: Badness = {}
    for failure in failures:
        worst[failure.key] = max(failure.badness, worst.get(failure.key, failure.badness))
    return worst


def _old(case: Case, balance: Balance, before: Badness, found: Iterable[Failure]) -> Iterator[Failure]:
    """Return the failures of the baseline."""
    yield from standing_failures(case)
    yield from distance_failures(case, is_new=False)
    yield from balance_failures(case, balance, is_new=False)
    for failure in (*found, *condition_failures(case, case.after)):
        if not _is_new(failure, before):
            yield failure


def _worded(physician: Physician, failures: Iterable[Failure], *, in_baseline: bool) -> tuple[Finding, ...]:
    told: dict[str, dict[str, Any]] = {}                # what all findings of a rule have in common
    found: list[Finding] = []
    for failure in failures:
        rule = failure.rule
        if rule.id not in told:
            told[rule.id] = {**_quoted(rule), "in_baseline": in_baseline} if rule.in_force else {}
        if told[rule.id]:
            found.append(_finding(physician, failure, told[rule.id]))
    return tuple(finding for force in ORDER for finding in found if finding.force == force)


def _is_new(failure: Failure, before: Badness) -> bool:
    if failure.is_new is not None:
        return failure.is_new
    return failure.key not in before or failure.badness > before[failure.key] + NO_WORSE


def _quoted(rule: Criterion) -> dict[str, Any]:
    return {
        "criterion_id": rule.id,
        "force": rule.force,
        "limit": rule.value,
        "unit": rule.unit,
        "document": rule.document,
        "article": rule.article,
        "verified": rule.verified,
        "rule": rule.rule,
        "verification": rule.verification,
        "status": rule.status,
        "layer": rule.layer,
    }


def _finding(physician: Physician, failure: Failure, told: Mapping[str, Any]) -> Finding:
    """Return ``Finding(**told, …)`` in a tenth of the time: after every edit there are hundreds."""
    subject_id, subject_name = physician.case.subject(failure.kind, failure.subject)
    finding = object.__new__(Finding)
    finding.__dict__.update(
        told,
        subject_kind=failure.kind,
        subject_id=subject_id,
        subject_name=subject_name,
        value=failure.value,
        message_code=failure.message,
        values=failure.values or {},
        cures=Deferred((), partial(physician.cures, failure)),
    )
    return finding
