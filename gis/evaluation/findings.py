"""Findings of a scenario, those of the baseline marked.

A finding counts as the baseline's only if the baseline fails the same question for the same subject and is
not better: what the plan makes worse is the plan's doing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from gis.evaluation.balancefindings import balance_failures
from gis.evaluation.conditions import condition_failures
from gis.evaluation.consequences import consequence_failures, standing_failures
from gis.evaluation.cures import Physician
from gis.evaluation.deferred import Deferred
from gis.evaluation.distances import distance_failures
from gis.evaluation.failures import Case, Failure
from gis.evaluation.indicators import Balance
from gis.evaluation.result import Finding

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
    found = [
        _finding(physician, failure, in_baseline=in_baseline)
        for failure in failures
        if failure.rule.in_force
    ]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.force)))


def _is_new(failure: Failure, before: Badness) -> bool:
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
