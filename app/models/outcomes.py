"""The tables of what follows from a scenario, one by one, made in a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from app.models.frame_model import Column
from gis.evaluation.result import Evaluation
from gis.model import Plan


@dataclass(frozen=True)
class OutcomeTable:
    """One table of the page.

    Attributes
    ----------
    frame
        The rows; ``kind`` and ``id`` name the thing of a row, ``is_only`` (boolean) those that the switch
        leaves.
    columns
        What is shown.
    summary
        The sentences above the table: what it comes to, and what it lacks.
    only
        What the switch says, "" = no switch.
    notes
        What else has to be said, opened on demand.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    summary: str
    only: str = ""
    notes: tuple[str, ...] = ()


def build_outcome(name: str, plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Make one table (:data:`OUTCOMES`); what it needs of the evaluation is worked out here, so in a job."""
    return _makers()[name](plan, evaluation)


def _makers() -> Mapping[str, Callable[[Plan, Evaluation], OutcomeTable]]:
    from app.models import (
        outcome_balance,
        outcome_closed,
        outcome_fairness,
        outcome_people,
        outcome_places,
    )

    return {
        "balance": outcome_balance.seven_indicators,
        "spread": outcome_balance.coefficients,
        "county_items": outcome_balance.county_guarantee,
        "staff": outcome_people.staff_posts,
        "closed": outcome_closed.closed_schools,
        "funding": outcome_people.funding_items,
        "must_stay": outcome_places.schools_to_keep,
        "gates": outcome_places.closing_gates,
        "equity": outcome_fairness.fairness,
        "units": outcome_places.sums,
    }


OUTCOMES = (
    "balance", "spread", "county_items", "staff", "closed", "funding", "must_stay", "gates", "equity",
    "units",
)  # fmt: skip
