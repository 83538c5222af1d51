"""What the quality-balance assessment finds wrong: single schools, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.balanceframes import Side
from gis.evaluation.failures import Case, Failure
from gis.evaluation.indicators import Balance
from gis.evaluation.provision import State
from gis.planning.county import Floats

COUNTY = -1
NO_WORSE = 1e-6


def balance_failures(case: Case, balance: Balance, *, is_new: bool) -> Iterator[Failure]:
    """Return what the assessment after does not meet, in the official scope; what is 待补 fails nothing.

    Parameters
    ----------
    is_new
        Whether those are asked for that the plan causes: met before, or worse now. A school is worse off
        where the sum of what it lacks, as shares of the standards, grows; a coefficient where it grows.
    """
    yield from _schools(case, balance, is_new=is_new)
    yield from _spreads(balance, is_new=is_new)


def _schools(case: Case, balance: Balance, *, is_new: bool) -> Iterator[Failure]:
    rules, one = balance.rules, balance.sides[1]
    rule, floor = rules.criterion("resource_school"), rules.number("floor_share")
    standards = balance.standards
    lacks, lacked = (_lacks(side, standards) for side in balance.sides[::-1])
    met = (one.of_indicators == State.MET).sum(axis=0)
    failed_before = balance.sides[0].counted & (balance.sides[0].of_schools == State.UNMET)
    badness = lacks.sum(axis=0)
    worse = ~failed_before | (badness > lacked.sum(axis=0) + NO_WORSE)
    schools = np.flatnonzero(one.counted & (one.of_schools == State.UNMET) & (worse == is_new))
    found = (table[:, schools].T.tolist() for table in (lacks, one.resources.values, standards))
    names = [indicator.name for indicator in rules.indicators]
    for school, *columns in zip(schools.tolist(), *found, strict=True):
        named = [
            f"{name} {value:.4g}/{standard:g}"
            for name, lack, value, standard in zip(names, *columns, strict=True) if lack > 0
        ]  # fmt: skip
        values = {
            "school": case.school(school), "met": str(met[school]), "limit": f"{rule.value or 0:g}",
            "share": f"{floor:.0%}", "listed": "、".join(named), "document": rule.document,
        }
        yield Failure(
            rule, "school", school, "finding_resource_school", float(met[school]), values,
            badness=float(badness[school]), is_new=is_new,
        )  # fmt: skip


def _lacks(side: Side, standards: Floats) -> Floats:
    """Return what each school lacks of each standard, as a share of it; 0 where it is met or not known."""
    return np.where(side.of_indicators == State.UNMET, 1 - side.resources.values / standards, 0.0)


def _spreads(balance: Balance, *, is_new: bool) -> Iterator[Failure]:
    names = {one.key: one.name for one in balance.rules.indicators}
    unmet = State.UNMET.name.lower()
    for row in balance.official_spread:
        worse = row["state_before"] != unmet or row["cv_after"] > row["cv_before"] + NO_WORSE
        if row["state_after"] != unmet or worse != is_new:
            continue
        rule, cv = balance.rules.criterion(f"resource_cv_{row['stage']}"), float(row["cv_after"])
        values = {
            "indicator": names[row["indicator"]], "value": f"{cv:.3f}", "limit": f"{rule.value or 0:g}",
            "schools": str(row["schools_after"]), "document": rule.document,
        }
        yield Failure(
            rule, "school", COUNTY, f"finding_resource_cv_{row['stage']}", cv, values,
            part=row["indicator"], badness=cv, is_new=is_new,
        )  # fmt: skip
