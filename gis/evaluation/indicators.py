"""The seven resource indicators of the quality-balance assessment, school by school and for the county.

Before and after, in the order L1…L7. What is not in the ledger stays unknown: it is listed, dropped from the
coefficient of variation and never taken as zero (YZ-24).

A closed school's buildings, grounds and multimedia rooms stay where they stand and count for no school. Its
equipment and teachers are 未安置: they count for no school either until a decision places them, so what the
receivers have of those is 推算 until then. What a 改扩建 adds in floor and grounds is not known either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.balanceframes import (
    OFFICIAL,
    Side,
    indicator_frame,
    input_frame,
    missing_frame,
    school_frame,
    spread_rows,
    stage_rows,
    unplaced_frame,
)
from gis.evaluation.balancerules import BalanceRules, balance_rules
from gis.evaluation.combined import Sharing, sharing_of
from gis.evaluation.counted import Excluded, excluded, stage_codes
from gis.evaluation.placedresources import Placed, placed_resources
from gis.evaluation.provision import resources_of, school_states, states
from gis.evaluation.schools import Load
from gis.evaluation.spread import TOLERANCE
from gis.evaluation.spread import weighted_cv as weighted_cv
from gis.people.placement import placement_of
from gis.planning.county import Bools, County, Floats
from gis.planning.outcome import Outcome


@dataclass(frozen=True)
class Balance:
    """The assessment of one scenario, before and after. Its frames are made when they are asked for.

    A ``state`` is met, unmet, missing (待补) or excluded.
    """

    county: County
    rules: BalanceRules
    sharing: Sharing
    sides: tuple[Side, Side]
    estimated: Bools
    is_open: Bools
    placed: Placed

    @cached_property
    def schools(self) -> pd.DataFrame:
        """One row per school (部), index ``school_id``.

        ``stage`` (primary, junior, ""), ``excluded_before/after`` (why the row is in no indicator, "" = it
        is), ``pupils_before/after``, ``met_before/after`` (how many of the seven), ``state_before/after`` (6
        of 7 and 85 %), ``estimated_after`` (some figure is 推算).
        """
        return school_frame(self.county, self.sides, self.estimated)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per indicator and school that counts on either side.

        ``school_id, stage, indicator`` (L1…L7), ``standard, floor`` (85 %), ``total_before/after`` (the
        numerator), ``pupils_before/after, value_before/after, state_before/after, at_least_before/after`` (a
        small rural school of which it is not known how many teachers come from elsewhere),
        ``estimated_after``.
        """
        return indicator_frame(self.county, self.rules, self.sides, self.estimated)

    @cached_property
    def inputs(self) -> pd.DataFrame:
        """One row per school that counts, indicator and column of the ledger in its numerator.

        ``school_id, indicator, column, sign`` (1 added, -1 deducted), ``value_before/after`` as it counts for
        the school: shared out in a combined school, 0 where it does not count, NaN unknown.
        """
        return input_frame((self.county, self.placed.ledger), self.rules, self.sharing, self.sides)

    @cached_property
    def spread(self) -> pd.DataFrame:
        """One row per stage, scope and indicator: the coefficient of variation.

        ``cv_before/after`` (NaN: nothing known), ``limit, state_before/after, schools_before/after`` (in the
        figure), ``dropped_before/after`` (unknown there). Scope ``official`` is what the assessment counts on
        each side; ``same_schools`` those that it counts before and that still teach after, whatever they
        have become, on both sides.
        """
        return pd.DataFrame(self._spread)

    @cached_property
    def standards(self) -> Floats:
        """What each school has to reach, indicators × schools."""
        return self.rules.standards[stage_codes(self.county)].T

    @cached_property
    def official_spread(self) -> list[dict[str, Any]]:
        """The rows of ``spread`` in the official scope."""
        return spread_rows(self.county, self.rules, self.sides, (OFFICIAL,))

    @cached_property
    def _spread(self) -> list[dict[str, Any]]:
        return spread_rows(self.county, self.rules, self.sides)

    @cached_property
    def stages(self) -> pd.DataFrame:
        """One row per stage and scope: every school and every coefficient (YZ-04).

        ``schools_before/after``, how many of them are ``met_…, unmet_…, missing_…`` (they add up), and
        ``state_before/after``.
        """
        return pd.DataFrame(stage_rows(self.county, self.sides, self._spread))

    @cached_property
    def unplaced(self) -> pd.DataFrame:
        """``school_id, indicator, amount``: what closed schools leave to be placed; NaN = not known."""
        return unplaced_frame(
            self.county, self.rules, self.sharing, self.sides[0], self.is_open, self.placed.left
        )

    @cached_property
    def missing(self) -> pd.DataFrame:
        """``school_id, indicator, column``: what the ledger would have to say."""
        return missing_frame(self.county, self.rules, self.sharing, self.sides)


def school_meets(values: Sequence[float], thresholds: Sequence[float]) -> bool:
    """Return whether a school meets the seven indicators: enough of them, and none of the others too low.

    Parameters
    ----------
    values, thresholds
        The school's figures and the standards, in the order L1…L7.

    Returns
    -------
    bool
        At least 6 of 7 met and the rest at 85 % (numbers: ``balance.toml``); a figure on the line meets it,
        with a tolerance of 1e-9.

    Raises
    ------
    ValueError
        A figure is unknown (NaN): such a school is 待补, neither met nor not; or the lengths differ.
    """
    figures, standards = np.asarray(values, dtype=float), np.asarray(thresholds, dtype=float)
    if figures.ndim != 1 or figures.shape != standards.shape:
        raise ValueError("values and thresholds must be two lists of the same length")
    if np.isnan(figures).any() or np.isnan(standards).any():
        raise ValueError("an unknown figure cannot be judged")
    rules = balance_rules()
    met = figures >= standards - TOLERANCE
    enough = met | (figures >= standards * rules.number("floor_share") - TOLERANCE)
    return bool(met.sum() >= rules.least_met and enough.all())


def balance_of(outcome: Outcome, load: Load) -> Balance:
    """Work out the assessment before and after.

    Parameters
    ----------
    outcome
        The scenario as it was worked out; its snapshot of the rules holds.
    load
        Pupils of the schools on both sides.
    """
    county, situation = outcome.county, outcome.situation
    rules, memory = balance_rules(outcome.rules), outcome.memory
    sharing = sharing_of(county)
    before = memory.once(
        "balance", lambda: _side(county, rules, sharing, load.before.enrolment, county.is_point)
    )
    placed = placed_resources(
        county, rules, sharing, before.resources, placement_of(county, situation), situation.is_open
    )
    after = _side(placed.ledger, rules, sharing, load.after.enrolment, situation.is_point)
    estimated = _estimated(outcome, rules, placed)
    return Balance(county, rules, sharing, (before, after), estimated, situation.is_open, placed)


def _side(county: County, rules: BalanceRules, sharing: Sharing, pupils: Floats, is_point: Bools) -> Side:
    resources = resources_of(county, rules, sharing, pupils)
    reasons = excluded(county, rules, pupils, is_point)
    standards = rules.standards[stage_codes(county)].T
    return Side(
        resources=resources,
        excluded=reasons,
        of_indicators=states(resources, standards),
        of_schools=school_states(resources, standards, rules.least_met, rules.number("floor_share")),
        counted=reasons == Excluded.IN,
    )


def _estimated(outcome: Outcome, rules: BalanceRules, placed: Placed) -> Bools:
    """Return which figures after (indicators × schools) rest on something that nobody has decided yet."""
    moves, is_open = outcome.movement, outcome.situation.is_open
    rows = moves.leaving
    before, after = moves.before[rows], moves.after[rows]
    from_closed = (before >= 0) & (after >= 0) & ~is_open[before]
    before, after = before[from_closed], after[from_closed]
    grows = np.zeros_like(is_open)
    for school, decision in outcome.situation.decisions.items():
        grows[school] = decision.expansion is not None
    waits = placed.shared_out.copy()
    for row in range(len(waits)):
        waits[row, after[~placed.settled[row, before]]] = True
    return np.array([grows if one.stays else waits[row] for row, one in enumerate(rules.indicators)])
