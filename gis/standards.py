"""Rules as data: what counts as too far, too full or too large is read here, never written in code."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from gis.resources import load_toml, resource_path

NATIONAL, TRAVEL, COUNTY = "national", "travel", "county"
CURRENT = "现行"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule that an indicator is held against.

    Attributes
    ----------
    indicator
        The quantity compared; criteria that share it are tiers of one question.
    operator
        How a value meets the criterion: ``"<="``, ``"<"`` or ``">="``.
    value
        The limit in ``unit``; None = 未设标准.
    force
        ``must``, ``should`` or ``info``.
    verified
        Whether the value may be quoted; otherwise it is printed with 待核.
    overridden
        Whether the county set its own value over the national one.
    """

    id: str
    name: str
    indicator: str
    applies_to: str
    operator: str
    value: float | None
    unit: str
    force: str
    document: str
    article: str
    rule: str
    verification: str
    verified: bool
    status: str
    issued: str
    reason: str
    valid_to: str = ""
    superseded_by: str = ""
    overridden: bool = False

    @property
    def in_force(self) -> bool:
        """Whether the rule may produce a finding (存疑 and 已废止 may not)."""
        return self.status == CURRENT

    def is_met(self, value: float) -> bool:
        """Return whether a value meets the limit; without a limit nothing fails."""
        if self.value is None or not self.in_force:
            return True
        if self.operator == "<=":
            return value <= self.value
        if self.operator == "<":
            return value < self.value
        return value >= self.value


_FIELDS = frozenset(field.name for field in fields(Criterion))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a computation uses, with where it comes from."""

    key: str
    name: str
    value: float
    unit: str
    verified: bool
    source: str


def load_rules() -> dict[str, Any]:
    """Return a snapshot of every shipped rule, one key per document: ``national``, ``travel``.

    The snapshot is stored in the plan, so an old plan still evaluates as it did. A ``county`` key added to
    it holds overrides of the same shape as ``national``.
    """
    paths = sorted(resource_path("standards").glob("*.toml"))
    return {path.stem: copy.deepcopy(load_toml("standards", path.name)) for path in paths}


def require_usable(rules: Mapping[str, Any]) -> None:
    """Refuse a snapshot whose parts are not of the kinds that the shipped rules are.

    Figures must not rest on a damaged cell. What a snapshot of an earlier version lacks is no damage; an
    empty one stands for the shipped rules.

    Raises
    ------
    ValueError
        Names the part.
    """
    if not rules:
        return
    for document in (NATIONAL, TRAVEL):
        _require_shape(load_rules()[document], rules.get(document), document)


def _require_shape(shipped: Any, found: Any, path: str) -> None:
    if isinstance(shipped, dict):
        if not isinstance(found, dict):
            raise ValueError(path)
        for key in shipped.keys() & found.keys():
            _require_shape(shipped[key], found[key], f"{path}.{key}")
        return
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    is_alike = is_number if type(shipped) in (int, float) else type(found) is type(shipped)
    if found is not None and not is_alike:
        raise ValueError(path)


def criterion(rules: Mapping[str, Any], criterion_id: str) -> Criterion:
    """Return one criterion of a rules snapshot, the county's override merged on top.

    Raises
    ------
    KeyError
        No such criterion: a programming error.
    """
    national = rules[NATIONAL]["criteria"][criterion_id]
    county = rules.get(COUNTY, {}).get("criteria", {}).get(criterion_id, {})
    merged = {"value": None, **national, **county}
    values = {key: value for key, value in merged.items() if key in _FIELDS}
    return Criterion(**{**values, "id": criterion_id, "overridden": bool(county)})


def criteria(rules: Mapping[str, Any]) -> dict[str, Criterion]:
    """Return every criterion of a rules snapshot by id."""
    return {key: criterion(rules, key) for key in rules[NATIONAL]["criteria"]}


def parameter(rules: Mapping[str, Any], key: str) -> Parameter:
    """Return one parameter of a rules snapshot, the county's override merged on top.

    Raises
    ------
    KeyError
        No such parameter: a programming error.
    """
    merged = {
        **rules[NATIONAL]["parameters"][key],
        **rules.get(COUNTY, {}).get("parameters", {}).get(key, {}),
    }
    return Parameter(
        key, merged["name"], merged["value"], merged["unit"], merged["verified"], merged["source"]
    )
