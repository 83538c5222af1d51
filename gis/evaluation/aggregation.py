"""Journeys and moved pupils by school, 中心校, village, township and county: one sum over codes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.planning.county import County, Floats, Ints
from gis.planning.journeys import IS_DAILY, Verdict
from gis.planning.ledger import township_key
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY

METRES_PER_KM = 1000
OUTSIDE = NOBODY                     # the code of pupils of no unit: homes outside, nobody's school


def aggregate(outcome: Outcome, code_before: Ints, code_after: Ints, units: int) -> pd.DataFrame:
    """Sum journeys and moves up by any unit.

    Parameters
    ----------
    code_before, code_after
        The unit of each row of the movement on either side, -1 = none: the same for homes, different for
        schools.
    units
        Number of units.

    Returns
    -------
    pandas.DataFrame
        Index 0 … units - 1, then -1 for the pupils of no unit. ``pupils_before/after`` (all),
        ``day_pupils_before/after`` (daily journeys of known length), ``mean_s_before/after`` and
        ``max_s_before/after`` (of those; NaN without any), ``pupil_km_before/after`` (a day, one way),
        ``over_limit_pupils_before/after``, ``borderline_pupils_before/after``,
        ``no_limit_pupils_before/after`` (no limit is set for them: they are in neither),
        ``unreachable_pupils_before/after``, ``unknown_pupils_before/after``,
        ``boarding_pupils_before/after``; ``moved_pupils, cross_township_pupils, unassigned_pupils`` and
        ``needs_transport_pupils`` (of those moved), by the unit before.
    """
    moves = outcome.movement
    columns: dict[str, Ints | Floats] = {}
    for side, code, seconds, metres, verdict in (
        ("before", code_before, moves.seconds_before, moves.metres_before, moves.verdict_before),
        ("after", code_after, moves.seconds_after, moves.metres_after, moves.verdict_after),
    ):
        columns |= {
            f"{name}_{side}": values
            for name, values in _side(moves.pupils, code, seconds, metres, verdict, units).items()
        }
    for name, rows in (
        ("moved_pupils", moves.moved),
        ("cross_township_pupils", outcome.cross_township),
        ("unassigned_pupils", moves.after == NOBODY),
        ("needs_transport_pupils", moves.needs_transport),
    ):
        columns[name] = _count(code_before, moves.pupils * rows, units)
    return pd.DataFrame(columns, index=pd.Index([*range(units), OUTSIDE], name="unit"))


def by_settlement(outcome: Outcome) -> pd.DataFrame:
    """Return :func:`aggregate` by home: index ``settlement_id``, ``outside`` for homes outside the county."""
    county, home = outcome.county, outcome.movement.settlement
    table = aggregate(outcome, home, home, len(county.settlement_ids))
    names = township_names(county)
    table.insert(0, "settlement", [*county.settlement_names, ""])
    table.insert(1, "township", [*(names[code] for code in county.settlement_township), ""])
    return _named(table, [*county.settlement_ids, "outside"], "settlement_id")


def by_township(outcome: Outcome) -> pd.DataFrame:
    """Return :func:`aggregate` by the home's township: index ``township``, "" for homes outside."""
    names, home = township_names(outcome.county), home_townships(outcome)
    return _named(aggregate(outcome, home, home, len(names)), [*names, ""], "township")


def by_school(outcome: Outcome) -> pd.DataFrame:
    """Return :func:`aggregate` by school: index ``school_id``, "" for pupils whom no school receives."""
    county, moves = outcome.county, outcome.movement
    table = aggregate(outcome, moves.before, moves.after, len(county.school_ids))
    table.insert(0, "school", [*county.school_names, ""])
    return _named(table, [*county.school_ids, ""], "school_id")


def by_central(outcome: Outcome) -> pd.DataFrame:
    """Return :func:`aggregate` by 中心校 (or 联合学校) with all that it manages.

    Index ``school_id`` of the managing school; one that nobody manages stands for itself. "" is for pupils
    whom no school receives.
    """
    county, moves = outcome.county, outcome.movement
    root = managing_roots(county)
    before, after = (np.where(code < 0, OUTSIDE, root[code]) for code in (moves.before, moves.after))
    table = aggregate(outcome, before, after, len(county.school_ids))
    table.insert(0, "school", [*county.school_names, ""])
    table = _named(table, [*county.school_ids, ""], "school_id")
    return table[table.index.isin(["", *county.school_ids[np.unique(root)]])]


def of_county(outcome: Outcome) -> pd.DataFrame:
    """Return :func:`aggregate` of everybody: one row."""
    everybody = np.zeros(len(outcome.movement.pupils), dtype=np.int64)
    return aggregate(outcome, everybody, everybody, 1).iloc[:1].reset_index(drop=True)


def _named(table: pd.DataFrame, names: list[str], title: str) -> pd.DataFrame:
    """Give the units their names; the row of no unit is left out where nobody is in it."""
    table.index = pd.Index([str(name) for name in names], name=title, dtype="str")
    nobody = not table["pupils_before"].iloc[-1] and not table["pupils_after"].iloc[-1]
    return table.iloc[:-1] if nobody else table


def home_townships(outcome: Outcome) -> Ints:
    """Return the township of each row's home, -1 outside the county."""
    home = outcome.movement.settlement
    return np.where(home >= 0, outcome.county.settlement_township[home], OUTSIDE).astype(np.int64)


def township_names(county: County) -> list[str]:
    """Return the names of the townships by code; 街道 of one town that count as one are called that."""
    codes = np.concatenate([county.settlement_township, county.school_township])
    frames = county.settlements, county.schools
    written = [name for frame in frames for name in frame["township"].fillna("").tolist()]
    names: dict[int, str] = {}
    for code, name in dict.fromkeys(zip(codes.tolist(), map(str.strip, written), strict=True)):
        names[code] = name if names.setdefault(code, name) == name else township_key(name)
    return [names.get(code, "") for code in range(max(names, default=-1) + 1)]


def managing_roots(county: County) -> Ints:
    """Return the school at the top of each school's management, itself where nobody manages it."""
    return county.memory.once("roots", lambda: _managing_roots(county))


def _managing_roots(county: County) -> Ints:
    own = np.arange(len(county.school_ids))
    managers = np.where(county.teaches, county.manager, NOBODY)
    manager = managers[own, (managers >= 0).argmax(axis=1)]
    parent = np.where((manager < 0) | county.is_central, own, manager)
    root: Ints = parent
    for _ in own:                    # rings in a ledger end here, wherever
        higher = parent[root]
        if (higher == root).all():
            break
        root = higher
    return root.astype(np.int64)


def _count(code: Ints, pupils: Ints, units: int) -> Ints:
    at = np.where(code < 0, units, code)
    return np.bincount(at, weights=pupils, minlength=units + 1).astype(np.int64)


def _side(
    pupils: Ints, code: Ints, seconds: Floats, metres: Floats, verdict: Ints, units: int
) -> dict[str, Ints | Floats]:
    at = np.where(code < 0, units, code)
    table = np.bincount(
        at * len(Verdict) + verdict, weights=pupils, minlength=(units + 1) * len(Verdict)
    ).reshape(units + 1, len(Verdict))
    rows = np.flatnonzero(IS_DAILY[verdict])
    day = table[:, IS_DAILY].sum(axis=1)
    spent = np.bincount(at[rows], weights=pupils[rows] * seconds[rows], minlength=units + 1)
    walked = np.bincount(at[rows], weights=pupils[rows] * metres[rows], minlength=units + 1)
    longest = np.full(units + 1, -np.inf)
    np.maximum.at(longest, at[rows], seconds[rows])
    counts = {
        "over_limit": Verdict.OVER, "borderline": Verdict.BORDERLINE, "no_limit": Verdict.NO_LIMIT,
        "unreachable": Verdict.UNREACHABLE, "unknown": Verdict.UNKNOWN, "boarding": Verdict.BOARDING,
    }  # fmt: skip
    return {
        "pupils": table.sum(axis=1).astype(np.int64),
        "day_pupils": day.astype(np.int64),
        "mean_s": np.divide(spent, day, out=np.full(units + 1, np.nan), where=day > 0),
        "max_s": np.where(day > 0, longest, np.nan),
        "pupil_km": walked / METRES_PER_KM,
        **{f"{name}_pupils": table[:, one].astype(np.int64) for name, one in counts.items()},
    }
