"""What the quality-balance assessment finds wrong: single schools, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.failures import Case, Failure
from gis.evaluation.indicators import Balance
from gis.evaluation.provision import State

COUNTY = -1


def balance_failures(case: Case, balance: Balance, side: int) -> Iterator[Failure]:
    """Return what one side of the assessment (0 before, 1 after) does not meet, in the official scope.

    What is 待补 fails nothing. A school counts as worse off than before where the sum of what it lacks, as
    shares of the standards, grows.
    """
    yield from _schools(case, balance, side)
    yield from _spreads(balance, side)


def _schools(case: Case, balance: Balance, side: int) -> Iterator[Failure]:
    rules, one = balance.rules, balance.sides[side]
    rule, floor = rules.criterion("resource_school"), rules.number("floor_share")
    standards = balance.standards
    lacks = np.where(one.of_indicators == State.UNMET, 1 - one.resources.values / standards, 0.0)
    met = (one.of_indicators == State.MET).sum(axis=0)
    for school in np.flatnonzero(one.counted & (one.of_schools == State.UNMET)):
        short = np.flatnonzero(lacks[:, school] > 0)
        named = [
            f"{rules.indicators[row].name} {one.resources.values[row, school]:.4g}"
            f"/{standards[row, school]:g}"
            for row in short
        ]
        values = {
            "school": case.school(school), "met": str(met[school]), "limit": f"{rule.value or 0:g}",
            "share": f"{floor:.0%}", "listed": "、".join(named), "document": rule.document,
        }
        yield Failure(
            rule, "school", int(school), "finding_resource_school", float(met[school]), values,
            badness=float(lacks[:, school].sum()),
        )


def _spreads(balance: Balance, side: int) -> Iterator[Failure]:
    names = {one.key: one.name for one in balance.rules.indicators}
    side_name = ("before", "after")[side]
    for row in balance.official_spread:
        if row[f"state_{side_name}"] != State.UNMET.name.lower():
            continue
        rule, cv = balance.rules.criterion(f"resource_cv_{row['stage']}"), float(row[f"cv_{side_name}"])
        values = {
            "indicator": names[row["indicator"]], "value": f"{cv:.3f}", "limit": f"{rule.value or 0:g}",
            "schools": str(row[f"schools_{side_name}"]), "document": rule.document,
        }
        yield Failure(
            rule, "school", COUNTY, f"finding_resource_cv_{row['stage']}", cv, values,
            part=row["indicator"], badness=cv,
        )
