"""The quality-balance assessment's rules (``resources/standards/balance.toml``) as the figures use them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from gis.planning.county import Floats
from gis.resources import load_toml
from gis.standards import COUNTY, NATIONAL, Criterion, Parameter, criterion, parameter

DOCUMENT = "balance"
PRIMARY, JUNIOR = "primary", "junior"
STAGES = (PRIMARY, JUNIOR)


@dataclass(frozen=True, slots=True)
class Indicator:
    """How one of the seven resource indicators is worked out.

    Attributes
    ----------
    numerator, deducted
        Columns of the ledger that are added and deducted.
    or_numerator
        Columns that stand in where the numerator is unknown.
    small_rural
        Columns that only small rural schools may add.
    per_pupils
        The figure is for so many pupils.
    shared
        Whether combined schools may have it in common.
    stays
        Whether it stays where it stands when the school closes.
    """

    key: str
    name: str
    numerator: tuple[str, ...]
    per_pupils: float
    shared: bool
    stays: bool
    deducted: tuple[str, ...] = ()
    or_numerator: tuple[str, ...] = ()
    small_rural: tuple[str, ...] = ()


@dataclass(frozen=True)
class BalanceRules:
    """The document of a rules snapshot, or the shipped one where the snapshot is older than it."""

    snapshot: Mapping[str, Any]
    _criteria: dict[str, Criterion] = field(default_factory=dict, compare=False, repr=False)
    _parameters: dict[str, Parameter] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The seven, in the order L1…L7."""
        return tuple(
            Indicator(key, **{name: _fixed(value) for name, value in entry.items()})
            for key, entry in self.snapshot[NATIONAL]["indicators"].items()
        )

    def criterion(self, key: str) -> Criterion:
        """Return one criterion, the county's override merged on top."""
        if key not in self._criteria:
            self._criteria[key] = criterion(self.snapshot, key)
        return self._criteria[key]

    def parameter(self, key: str) -> Parameter:
        """Return one parameter, the county's override merged on top."""
        if key not in self._parameters:
            self._parameters[key] = parameter(self.snapshot, key)
        return self._parameters[key]

    def number(self, key: str) -> float:
        """Return the value of a parameter."""
        return self.parameter(key).value

    def is_on(self, key: str) -> bool:
        """Whether a switch is on."""
        return bool(self.number(key))

    def standard(self, indicator: str, stage: str) -> Criterion:
        """Return what a school of a stage has to reach."""
        return self.criterion(f"resource_{indicator.lower()}_{stage}")

    @cached_property
    def standards(self) -> Floats:
        """The standards as stages × indicators; NaN = none that holds."""
        found = [[self.standard(one.key, stage) for one in self.indicators] for stage in STAGES]
        return np.array([[_limit(one) for one in row] for row in found])

    @cached_property
    def cv_limits(self) -> Floats:
        """The largest coefficient of variation by stage; NaN = none that holds."""
        return np.array([_limit(self.criterion(f"resource_cv_{stage}")) for stage in STAGES])

    @property
    def least_met(self) -> float:
        """How many of the seven a school has to meet at least; 0 = the rule does not hold."""
        limit = _limit(self.criterion("resource_school"))
        return 0.0 if np.isnan(limit) else limit

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """What a primary, junior and senior pupil weighs when common resources are shared out."""
        return tuple(self.number(f"weight_{stage}") for stage in (*STAGES, "senior"))


_kept: list[BalanceRules] = []       # of the last snapshot: year after year asks for the same


def balance_rules(rules: Mapping[str, Any] | None = None) -> BalanceRules:
    """Return the assessment's rules.

    Parameters
    ----------
    rules
        A plan's snapshot; None, or one from before the document was there, stands for the shipped rules. The
        county's own values stand in its part of the snapshot under ``balance``.
    """
    given = rules or {}
    document = given.get(DOCUMENT) or load_toml("standards", f"{DOCUMENT}.toml")
    own = given.get(COUNTY, {}).get(DOCUMENT) or {}
    for kept in _kept:
        if kept.snapshot[NATIONAL] is document and kept.snapshot[COUNTY] == own:
            return kept
    made = BalanceRules({NATIONAL: document, COUNTY: copy.deepcopy(own)})
    _kept[:] = [made]
    return made


def _limit(rule: Criterion) -> float:
    return float(rule.value) if rule.value is not None and rule.in_force else float("nan")


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
