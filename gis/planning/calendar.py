"""What a decision means in a school year: from when it holds, which grades it leaves, when a project opens.

Without a year every decision is carried through to its end: the last pupils of a phased-out school have left,
what is to be built stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gis.layout import Decision, LayoutStatus, Trigger
from gis.model import GRADES
from gis.planning.county import Bools

CLOSING = frozenset({LayoutStatus.MERGE, LayoutStatus.SUSPEND})
OPENING = frozenset({LayoutStatus.NEW, LayoutStatus.REOPEN})
ENDING = CLOSING | {LayoutStatus.PHASE_OUT}

Enrolment = Mapping[str, Mapping[int, float]]        # school id → school year → pupils


def holds(decision: Decision, year: int | None) -> bool:
    """Whether a decision holds in a school year (2022 = 2022—2023学年); None = carried through to its end."""
    return year is None or decision.year is None or decision.year <= year


def in_force_of(decisions: Mapping[str, Decision], year: int | None) -> dict[str, Decision]:
    """Return the decisions that hold in a school year."""
    return {key: decision for key, decision in decisions.items() if holds(decision, year)}


def opening_year(decision: Decision) -> int | None:
    """Return the year in which the expansion of a decision opens; None = at once, or without expansion."""
    if decision.expansion is None:
        return None
    return decision.year if decision.expansion.year is None else decision.expansion.year


def is_expanded(decision: Decision, year: int | None) -> bool:
    """Whether what a decision builds on to the school counts in a school year."""
    opens = opening_year(decision)
    return decision.expansion is not None and (year is None or opens is None or opens <= year)


def grades_taught(decision: Decision, taught: Bools, year: int | None) -> Bools:
    """Return which of the 9 grades a school teaches in a year under a decision that holds then.

    Parameters
    ----------
    decision
        It holds in the year.
    taught
        What the school taught before; shape 9.
    year
        School year; None = the end of it all.

    Notes
    -----
    phase_out from year T: in year Y the lowest Y - T + 1 grades are empty; from ``moves_year`` on all are. A
    gradual teaching point loses the grades above those it keeps in the same way.
    """
    status = decision.status
    if status in CLOSING:
        return np.zeros_like(taught)
    if status in OPENING or (status is LayoutStatus.RETAIN and decision.grades_taught):
        return _flags(decision.grades_taught)
    if status is LayoutStatus.PHASE_OUT:
        return _finishing(decision, taught, int(taught.argmax()), year)
    if status is LayoutStatus.TEACHING_POINT:
        kept = _flags(decision.grades_kept)
        if not decision.gradual:
            return taught & kept
        return taught & (kept | _finishing(decision, taught, max(decision.grades_kept), year))
    return taught.copy()


def _finishing(decision: Decision, taught: Bools, first: int, year: int | None) -> Bools:
    """Return the grades from column ``first`` on whose pupils are still finishing."""
    left = np.zeros_like(taught)
    over = year is None or (decision.moves_year is not None and year >= decision.moves_year)
    if not over and year is not None and decision.year is not None:
        left[first + year - decision.year + 1 :] = True
    still: Bools = taught & left
    return still


def _flags(grades: Sequence[int]) -> Bools:
    flags = np.zeros(len(GRADES), dtype=bool)
    flags[np.array(grades, dtype=np.int64) - 1] = True
    return flags


# ---- triggers


def trigger_year(trigger: Trigger, pupils: Mapping[int, float]) -> int | None:
    """Return the first school year in which a trigger holds: the one after it was met.

    Parameters
    ----------
    pupils
        The school's pupils by school year, as far as they are known.

    Returns
    -------
    int or None
        None = not met in the years that are known.
    """
    small = {year for year, count in pupils.items() if count < trigger.pupils}
    met = [
        year + trigger.years
        for year in sorted(small)
        if all(year + k in small for k in range(trigger.years))
    ]
    return min(met, default=None)


def is_foreseeable(trigger: Trigger, pupils: Mapping[int, float]) -> bool:
    """Whether enough years running are known to say whether a trigger was met."""
    return any(all(one in pupils for one in range(year, year + trigger.years)) for year in pupils)
