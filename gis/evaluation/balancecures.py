"""What would cure the findings of the quality-balance assessment: how much of what, and at which school."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gis.evaluation.balancerules import PRIMARY, STAGES
from gis.evaluation.combined import row_shares
from gis.evaluation.counted import stage_codes
from gis.evaluation.failures import Case, Failure
from gis.evaluation.indicators import Balance
from gis.evaluation.provision import State, who_may_add
from gis.evaluation.result import Cure
from gis.evaluation.spread import TOLERANCE, weighted_cv
from gis.planning.county import Floats, Ints

KINDS = {"人": "teachers", "㎡": "area", "元": "equipment", "间": "rooms"}     # by unit of the standard
HALVINGS, STEPS = 48, 480
STEP = 1.005                         # whole teachers and rooms are tried at levels so far apart


def school_cures(case: Case, balance: Balance, failure: Failure) -> Iterator[Cure]:
    """Return what brings a school up to the assessment, and how many pupils fewer would.

    So many indicators may stay below the standard as the rule allows, less those that are not known: the
    ones that lack most, as shares of their standards, are raised to the least share alone.
    """
    school, one = failure.subject, balance.sides[1]
    floor = balance.rules.number("floor_share")
    values, standards = one.resources.values[:, school], balance.standards[:, school]
    states = one.of_indicators[:, school]
    short = np.flatnonzero(states == State.UNMET)
    may_stay = len(standards) - balance.rules.least_met - int((states == State.MISSING).sum())
    hardest = short[np.argsort(values[short] / standards[short], kind="stable")][: max(int(may_stay), 0)]
    targets = np.where(np.isin(np.arange(len(standards)), hardest), standards * floor, standards)
    short = short[values[short] < targets[short] - TOLERANCE]
    lacks = _lacking(balance, targets, failure.subject)
    steps = tuple(_step(case, balance, int(row), school, lacks[row], targets[row]) for row in short)
    yield _together(case, failure, steps, balance, floor)
    yield from _fewer(case, balance, failure, floor)


def _lacking(balance: Balance, targets: Floats, school: int) -> Floats:
    """Return what a school's site lacks of each indicator, in whole units."""
    found, pupils = balance.sides[1].resources, balance.sides[1].resources.pupils
    per = np.array([one.per_pupils for one in balance.rules.indicators])
    lack = targets * pupils[school] / per - found.totals[:, school]
    units: Floats = np.ceil(lack / _of_site(balance)[:, school] - TOLERANCE)
    return units


def _of_site(balance: Balance) -> Floats:
    """Return which share of what its site gets goes to each school (indicators × schools)."""
    county, sharing, rules = balance.county, balance.sharing, balance.rules
    shares = row_shares(county, sharing, balance.sides[1].resources.pupils, rules.weights)
    own = np.where(sharing.is_shared, shares, 1.0)
    return np.array([own if one.shared else np.ones_like(own) for one in rules.indicators])


def _step(case: Case, balance: Balance, row: int, school: int, amount: float, target: float) -> Cure:
    one = balance.rules.indicators[row]
    unit = balance.rules.standard(one.key, PRIMARY).unit
    values = {
        "school": case.school(school), "indicator": one.name, "amount": f"{amount:,.0f}", "unit": unit,
        "target": f"{target:.4g}",
    }  # fmt: skip
    school_id = str(case.county.school_ids[school])
    return Cure(KINDS.get(unit, "resources"), float(amount), unit, school_id, "cure_resource", values)


def _together(case: Case, failure: Failure, steps: tuple[Cure, ...], balance: Balance, floor: float) -> Cure:
    listed = "、".join("{indicator} +{amount} {unit}".format(**step.values) for step in steps)
    values = {
        "school": case.school(failure.subject), "listed": listed, "share": f"{floor:.0%}",
        "limit": f"{balance.rules.least_met:g}",
    }  # fmt: skip
    school_id = str(case.county.school_ids[failure.subject])
    return Cure("resources", float(len(steps)), "项", school_id, "cure_resources", values, steps)


def _fewer(case: Case, balance: Balance, failure: Failure, floor: float) -> Iterator[Cure]:
    """Return how many of those whom the plan sends there would have to go elsewhere, if that is enough."""
    school, found, moves = failure.subject, balance.sides[1].resources, case.moves
    came = float(moves.pupils[moves.moved & (moves.after == school)].sum())
    totals, standards = found.totals[:, school], balance.standards[:, school]
    if balance.sharing.is_shared[school] or np.isnan(totals).any() or np.isnan(standards).any() or not came:
        return
    per = np.array([one.per_pupils for one in balance.rules.indicators])
    at_standard = np.sort(totals * per / standards)[::-1]
    enough = at_standard[max(int(balance.rules.least_met) - 1, 0)]
    most = math.floor(min(enough, float((totals * per / (standards * floor)).min())) + TOLERANCE)
    fewer = float(found.pupils[school]) - most
    then = np.where(np.arange(len(found.pupils)) == school, most, found.pupils)
    adds, would = (who_may_add(case.county, balance.rules, one).may[school] for one in (found.pupils, then))
    if 0 < fewer <= came and would >= adds:
        values = {"school": case.school(school), "pupils": f"{fewer:.0f}", "came": f"{came:.0f}"}
        school_id = str(case.county.school_ids[school])
        yield Cure("fewer", fewer, "人", school_id, "cure_fewer", values)


# ---- how far schools lie apart


def spread_cures(case: Case, balance: Balance, failure: Failure) -> Iterator[Cure]:
    """Return to which level the low schools have to be raised, school by school in whole units.

    All schools under one level are raised to it: with it the coefficient falls, so the lowest that is enough
    can be searched.
    """
    rules, one = balance.rules, balance.sides[1]
    stage = failure.rule.id.removeprefix("resource_cv_")
    row = [indicator.key for indicator in rules.indicators].index(failure.part)
    counted = one.counted & (stage_codes(case.county) == STAGES.index(stage))
    schools = np.flatnonzero(counted & ~np.isnan(one.resources.totals[row]))
    limit, per = failure.rule.value, rules.indicators[row].per_pupils
    if limit is None or not len(schools):
        return
    totals, pupils = one.resources.totals[row, schools], one.resources.pupils[schools]
    given = _of_site(balance)[row, schools]
    added = _raised(totals, pupils, given, limit)
    raised: Ints = np.flatnonzero(added)
    order = raised[np.argsort(totals[raised] / pupils[raised], kind="stable")]
    steps = tuple(
        _step(
            case, balance, row, int(schools[at]), added[at],
            (totals[at] + added[at] * given[at]) / pupils[at] * per,
        )
        for at in order.tolist()
    )  # fmt: skip
    if not steps:
        return
    cv, unit = weighted_cv(totals + added * given, pupils), steps[0].unit
    listed = "、".join("{school} +{amount}".format(**step.values) for step in steps)
    values = {
        "indicator": rules.indicators[row].name, "schools": str(len(steps)), "listed": listed, "unit": unit,
        "amount": f"{added.sum():,.0f}", "value": f"{cv:.3f}",
    }  # fmt: skip
    yield Cure(KINDS.get(unit, "resources"), float(added.sum()), unit, "", "cure_spread", values, steps)


def _raised(totals: Floats, pupils: Floats, given: Floats, limit: float) -> Floats:
    """Return the whole units to add, all schools under one level raised to it, so that the limit is kept."""

    def added(level: float, *, whole: bool) -> Floats:
        lack = np.maximum(level * pupils - totals, 0.0) / given
        return np.ceil(lack - TOLERANCE) if whole else lack

    def is_enough(level: float, *, whole: bool) -> bool:
        return weighted_cv(totals + added(level, whole=whole) * given, pupils) <= limit + TOLERANCE

    low, high = 0.0, float((totals / pupils).max())
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle, whole=False) else (middle, high)
    for _ in range(STEPS):               # whole units overshoot: more of them may be needed
        if is_enough(high, whole=True):
            break
        high *= STEP
    return added(high, whole=True)
