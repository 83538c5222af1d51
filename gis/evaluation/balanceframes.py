"""The frames of the assessment; :class:`gis.evaluation.indicators.Balance` names their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.evaluation.balancerules import STAGES, BalanceRules, Indicator
from gis.evaluation.combined import SCOPE_COLUMN, SENIOR_COLUMN, Sharing, row_shares, site_value
from gis.evaluation.counted import Excluded, stage_codes
from gis.evaluation.provision import Resources, State, States, parts_of, who_may_add
from gis.evaluation.spread import TOLERANCE, weighted_cv
from gis.memory import Memory
from gis.planning.county import Bools, County, Floats
from gis.planning.ledger import numbers

T = TypeVar("T")

OFFICIAL, SAME_SCHOOLS = "official", "same_schools"
SIDES = ("before", "after")
STATE_NAMES = np.array([state.name.lower() for state in State], dtype=object)
REASON_NAMES = np.array(["", *(one.name.lower() for one in list(Excluded)[1:])], dtype=object)
STAGE_NAMES = np.array([*STAGES, ""], dtype=object)


@dataclass(frozen=True)
class Side:
    """One side of the assessment: indicators × schools and schools."""

    resources: Resources
    excluded: NDArray[np.int8]
    of_indicators: States
    of_schools: States
    counted: Bools
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)


Sides = tuple[Side, Side]


def school_frame(county: County, sides: Sides, estimated: Bools) -> pd.DataFrame:
    """Return ``Balance.schools``."""
    columns: dict[str, Any] = {"stage": _texts(STAGE_NAMES[stage_codes(county)])}
    for name, side in zip(SIDES, sides, strict=True):
        met = (side.of_indicators == State.MET).sum(axis=0)
        state = np.where(side.counted, side.of_schools, State.EXCLUDED)
        columns[f"excluded_{name}"] = _texts(REASON_NAMES[side.excluded])
        columns[f"pupils_{name}"] = side.resources.pupils.astype(np.int64)
        columns[f"met_{name}"] = np.where(side.counted, met, 0)
        columns[f"state_{name}"] = _texts(STATE_NAMES[state])
    columns["estimated_after"] = estimated.any(axis=0) & sides[1].counted
    return pd.DataFrame(columns, index=pd.Index(_texts(county.school_ids), name="school_id"))


def indicator_frame(county: County, rules: BalanceRules, sides: Sides, estimated: Bools) -> pd.DataFrame:
    """Return ``Balance.indicators``."""
    schools = np.flatnonzero(sides[0].counted | sides[1].counted)
    stages, keys = stage_codes(county)[schools], [one.key for one in rules.indicators]
    standards = rules.standards[stages]

    def flat(values: NDArray[Any]) -> NDArray[Any]:
        return values[:, schools].T.reshape(-1)

    columns: dict[str, Any] = {
        "school_id": _texts(np.repeat(county.school_ids[schools], len(keys))),
        "stage": _texts(np.repeat(STAGE_NAMES[stages], len(keys))),
        "indicator": _texts(np.tile(np.array(keys, dtype=object), len(schools))),
        "standard": standards.reshape(-1),
        "floor": (standards * rules.number("floor_share")).reshape(-1),
    }
    for name, side in zip(SIDES, sides, strict=True):
        state = np.where(side.counted, side.of_indicators, State.EXCLUDED)
        columns[f"total_{name}"] = flat(side.resources.totals)
        columns[f"pupils_{name}"] = np.repeat(side.resources.pupils[schools].astype(np.int64), len(keys))
        columns[f"value_{name}"] = flat(side.resources.values)
        columns[f"state_{name}"] = _texts(STATE_NAMES[flat(state)])
        columns[f"at_least_{name}"] = flat(side.resources.least & side.counted)
    columns["estimated_after"] = flat(estimated & sides[1].counted)
    return pd.DataFrame(columns)


def spread_rows(
    county: County, rules: BalanceRules, sides: Sides, scopes: Sequence[str] = (OFFICIAL, SAME_SCHOOLS)
) -> list[dict[str, Any]]:
    """Return the rows of ``Balance.spread`` of some scopes."""
    rows: list[dict[str, Any]] = []
    stages, limits, members = stage_codes(county), rules.cv_limits.tolist(), _scopes(sides)
    for stage, name in enumerate(STAGES):
        for scope in scopes:
            asked = tuple(is_in & (stages == stage) for is_in in members[scope])
            kept = partial(sides[0].memory.once, name) if scope == OFFICIAL else _at_once
            found = [kept(partial(_spreads, sides[0], asked[0], limits[stage]))]
            found.append(found[0] if _is_same(sides, asked) else _spreads(sides[1], asked[1], limits[stage]))
            for row, one in enumerate(rules.indicators):
                rows.append({"stage": name, "scope": scope, "indicator": one.key, "limit": limits[stage]})
                for at, spreads in zip(SIDES, found, strict=True):
                    rows[-1] |= {f"{key}_{at}": value for key, value in spreads[row].items()}
    return rows


def _at_once(make: Callable[[], T]) -> T:
    return make()


def _is_same(sides: Sides, members: tuple[Bools, ...]) -> bool:
    """Whether the same schools have the same pupils and the same of everything on both sides."""
    before, after = (side.resources for side in sides)
    schools = np.flatnonzero(members[1])
    return (
        np.array_equal(members[0], members[1])
        and np.array_equal(before.pupils[schools], after.pupils[schools])
        and np.array_equal(before.totals[:, schools], after.totals[:, schools], equal_nan=True)
    )


def _spreads(side: Side, is_in: Bools, limit: float) -> list[dict[str, Any]]:
    """Return what is said of each indicator."""
    schools = np.flatnonzero(is_in)
    totals, pupils = side.resources.totals[:, schools], side.resources.pupils[schools]
    return [_spread(one, pupils, limit) for one in totals]


def _spread(totals: Floats, pupils: Floats, limit: float) -> dict[str, Any]:
    cv, dropped = weighted_cv(totals, pupils), int(np.isnan(totals).sum())
    state = State.MET if np.isnan(limit) or cv <= limit + TOLERANCE else State.UNMET
    return {
        "cv": cv,
        "state": STATE_NAMES[State.MISSING if np.isnan(cv) else state],
        "schools": len(totals) - dropped,
        "dropped": dropped,
    }


def stage_rows(county: County, sides: Sides, spread: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of ``Balance.stages``, with those of ``Balance.spread``."""
    rows: list[dict[str, Any]] = []
    for stage, name in enumerate(STAGES):
        in_stage = stage_codes(county) == stage
        for scope, members in _scopes(sides).items():
            rows.append({"stage": name, "scope": scope})
            chosen = [row for row in spread if (row["stage"], row["scope"]) == (name, scope)]
            for at, side in enumerate(sides):
                schools = side.of_schools[members[at] & in_stage]
                verdict = _stage(schools, chosen, SIDES[at])
                rows[-1] |= {f"{key}_{SIDES[at]}": value for key, value in verdict.items()}
    return rows


def _stage(schools: States, spread: list[dict[str, Any]], side: str) -> dict[str, Any]:
    """Return how many schools meet the seven, and whether all of them and every coefficient do."""
    counts = {state: int((schools == state).sum()) for state in (State.MET, State.UNMET, State.MISSING)}
    spreads = {row[f"state_{side}"] for row in spread}
    if counts[State.UNMET] or STATE_NAMES[State.UNMET] in spreads:
        verdict = State.UNMET
    elif not len(schools):
        verdict = State.EXCLUDED
    else:
        gaps = counts[State.MISSING] or any(row[f"dropped_{side}"] for row in spread)
        verdict = State.MISSING if gaps or STATE_NAMES[State.MISSING] in spreads else State.MET
    named = {STATE_NAMES[state]: count for state, count in counts.items()}
    return {"schools": len(schools), **named, "state": STATE_NAMES[verdict]}


def _scopes(sides: Sides) -> dict[str, tuple[Bools, Bools]]:
    """Return which schools each scope has, before and after."""
    before, after = sides
    same = before.counted & (after.resources.pupils > 0)
    return {OFFICIAL: (before.counted, after.counted), SAME_SCHOOLS: (same, same)}


def unplaced_frame(
    county: County, rules: BalanceRules, sharing: Sharing, before: Side, is_open: Bools, placed: Floats
) -> pd.DataFrame:
    """Return ``Balance.unplaced``: what a closed row leaves that no 部 of its site has and nobody placed."""
    site_open = (np.bincount(county.site, weights=is_open) > 0)[county.site]
    leaves = ~is_open & county.is_open
    amounts = before.resources.totals - placed
    waits = leaves & ((placed == 0) | (amounts != 0))
    rows = [
        {"school_id": str(county.school_ids[school]), "indicator": one.key,
         "amount": float(amounts[row, school])}
        for row, one in enumerate(rules.indicators)
        if not one.stays
        for school in np.flatnonzero(waits[row] & ~(one.shared & sharing.is_shared & site_open))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["school_id", "indicator", "amount"])


def input_frame(
    ledgers: tuple[County, County], rules: BalanceRules, sharing: Sharing, sides: Sides
) -> pd.DataFrame:
    """Return ``Balance.inputs``, of the ledger as it counts on each side."""
    schools = np.flatnonzero(sides[0].counted | sides[1].counted)
    parts = []
    for county, side in zip(ledgers, sides, strict=True):
        pupils = side.resources.pupils
        shares = row_shares(county, sharing, pupils, rules.weights)
        may_add = who_may_add(county, rules, pupils)
        parts.append([
            (one.key, part)
            for one in rules.indicators
            for part in parts_of(county, sharing, one, shares, may_add)
        ])  # fmt: skip
    before, after = parts
    columns = {
        "school_id": _texts(np.tile(county.school_ids[schools], len(before))),
        "indicator": _texts(np.repeat([key for key, _ in before], len(schools))),
        "column": _texts(np.repeat([part.column for _, part in before], len(schools))),
        "sign": np.repeat([part.sign for _, part in before], len(schools)),
        "value_before": np.concatenate([part.values[schools] for _, part in before]),
        "value_after": np.concatenate([part.values[schools] for _, part in after]),
    }
    return pd.DataFrame(columns)


def missing_frame(county: County, rules: BalanceRules, sharing: Sharing, sides: Sides) -> pd.DataFrame:
    """Return ``Balance.missing``, of the schools that count on either side."""
    found: list[tuple[str, str, NDArray[np.object_]]] = []
    for row, one in enumerate(rules.indicators):
        unknown = [side.counted & np.isnan(side.resources.totals[row]) for side in sides]
        at_least = [side.counted & side.resources.least[row] for side in sides]
        gaps = dict(_gaps(county, sharing, one, unknown[0] | unknown[1]))
        if one.small_rural:
            open_ended, told = at_least[0] | at_least[1], county.urban_rural != ""
            gaps |= dict.fromkeys(one.small_rural, open_ended & told) | {"urban_rural": open_ended & ~told}
        found += [(one.key, column, county.school_ids[lacks]) for column, lacks in gaps.items()]
    columns = {
        "school_id": [str(school_id) for *_, ids in found for school_id in ids],
        "indicator": [key for key, _, ids in found for _ in ids],
        "column": [column for _, column, ids in found for _ in ids],
    }
    return pd.DataFrame({name: _texts(values) for name, values in columns.items()})


def _gaps(
    county: County, sharing: Sharing, indicator: Indicator, unknown: Bools
) -> Iterator[tuple[str, Bools]]:
    """Return the columns of the ledger that keep figures from being known, and for which rows."""
    if indicator.shared:
        yield SCOPE_COLUMN, unknown & sharing.is_unclear
        yield SENIOR_COLUMN, unknown & sharing.is_shared & np.isnan(sharing.senior_pupils)
        unknown = unknown & ~sharing.is_unclear
    columns = (*indicator.numerator, *indicator.deducted)
    lacks = {column: unknown & np.isnan(_given(county, sharing, indicator, column)) for column in columns}
    contradicts = unknown & ~np.logical_or.reduce(list(lacks.values()))
    if indicator.shared:
        contradicts &= ~(sharing.is_shared & np.isnan(sharing.senior_pupils))
    yield from ((column, rows | contradicts) for column, rows in lacks.items())


def _given(county: County, sharing: Sharing, indicator: Indicator, column: str) -> Floats:
    own = numbers(county.schools, column)
    return site_value(county.site, own, sharing.is_shared) if indicator.shared else own


def _texts(values: Any) -> Any:
    return pd.array(list(values), dtype="str")
