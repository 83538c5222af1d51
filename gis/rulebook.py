"""The rules of a plan: which packs it takes, what the county sets for itself, what is doubtful."""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from gis.errors import InputError
from gis.model import Issue, Plan
from gis.standards import (
    COUNTY,
    CURRENT,
    DOUBTFUL,
    LAYERS,
    NATIONAL,
    PACKS,
    Criterion,
    criteria,
    criterion,
    in_year,
    load_rules,
    shipped_packs,
)

LIKE_IT = 3
COUNTY_DOCUMENT = "县级文件"         # how a county's own value is verified: by its own document


def with_packs(plan: Plan, pack_ids: Sequence[str]) -> Plan:
    """Return the plan with exactly these packs of provincial and city rules, as shipped today.

    Raises
    ------
    InputError
        pack_unknown; packs_of_one_level: two provinces, or two cities.
    """
    known = shipped_packs()
    for key in pack_ids:
        if key not in known:
            names = "、".join(f"{one}（{pack['pack']['name']}）" for one, pack in known.items())
            raise InputError("pack_unknown", pack=key, known=names)
    chosen = {key: copy.deepcopy(known[key]) for key in dict.fromkeys(pack_ids)}
    for level in LAYERS:
        same = [pack["pack"]["name"] for pack in chosen.values() if pack["pack"]["level"] == level]
        if len(same) > 1:
            raise InputError("packs_of_one_level", packs="、".join(same))
    others = {key: value for key, value in _own(plan).items() if key != PACKS}
    return replace(plan, rules={**others, PACKS: chosen} if chosen else others)


def with_county_value(
    plan: Plan, criterion_id: str, value: float | None, *, document: str, reason: str
) -> Plan:
    """Return the plan with the county's own value of a criterion.

    Parameters
    ----------
    value
        In the criterion's unit; None = 未设标准, so that nothing is held against it.
    document, reason
        The county's document (文号) and why it differs; both are printed with the value.

    Raises
    ------
    InputError
        rule_unknown, rule_without_ground, rule_value_wrong; rule_is_law: a verified ``must`` may be
        tightened, never loosened.
    """
    rules = _own(plan)
    entry = _entry(rules, criterion_id)
    if not (document.strip() and reason.strip()):
        raise InputError("rule_without_ground", rule=criterion_id)
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise InputError("rule_value_wrong", rule=criterion_id, value=f"{value:g}")
    below = _below_county(rules, criterion_id)
    if below and below.force == "must" and below.verified and _is_looser(below, value):
        raise InputError("rule_is_law", rule=below.name, document=below.document)
    number = int(value) if value is not None and float(value).is_integer() else value
    own = {
        "value": number, "document": document.strip(), "article": "", "reason": reason.strip(),
        "status": CURRENT, "valid_to": "", "superseded_by": "", "issued": "",
        "verification": COUNTY_DOCUMENT, "verified": True,
    }  # fmt: skip
    county = rules.get(COUNTY, {})
    values = {**county.get("criteria", {}), criterion_id: {**entry, **own}}
    return replace(plan, rules={**rules, COUNTY: {**county, "criteria": values}})


def without_county_value(plan: Plan, criterion_id: str) -> Plan:
    """Return the plan without the county's own value of a criterion.

    Raises
    ------
    InputError
        rule_unknown.
    """
    rules = _own(plan)
    _entry(rules, criterion_id)
    county = rules.get(COUNTY, {})
    values = {key: entry for key, entry in county.get("criteria", {}).items() if key != criterion_id}
    return replace(plan, rules={**rules, COUNTY: {**county, "criteria": values}})


def with_shipped_rules(plan: Plan) -> Plan:
    """Return the plan with the documents and packs of this version; the county's own values stay."""
    rules = _own(plan)
    packs = [key for key in rules.get(PACKS, {}) if key in shipped_packs()]
    renewed = replace(plan, rules={**rules, NATIONAL: load_rules()[NATIONAL]})
    return with_packs(renewed, packs)


def _own(plan: Plan) -> dict[str, Any]:
    return dict(plan.rules) or load_rules()


def _entry(rules: Mapping[str, Any], criterion_id: str) -> dict[str, Any]:
    """Return what the county's entry must hold besides its own value: nothing, or a whole later criterion.

    A criterion that came after the plan's snapshot was taken is taken over whole.
    """
    if criterion_id in criteria(rules):
        entry: dict[str, Any] = rules.get(COUNTY, {}).get("criteria", {}).get(criterion_id, {})
        return entry
    shipped = load_rules()[NATIONAL]["criteria"]
    if criterion_id not in shipped:
        like = difflib.get_close_matches(criterion_id, [*criteria(rules), *shipped], n=LIKE_IT, cutoff=0.0)
        raise InputError("rule_unknown", rule=criterion_id, like="、".join(dict.fromkeys(like)))
    return dict(shipped[criterion_id])


def _below_county(rules: Mapping[str, Any], criterion_id: str) -> Criterion | None:
    """Return a criterion as it stands without the county's own value, None if only the county has it."""
    without = {key: value for key, value in rules.items() if key != COUNTY}
    return criterion(without, criterion_id) if criterion_id in criteria(without) else None


def _is_looser(rule: Criterion, value: float | None) -> bool:
    if rule.value is None or not rule.in_force:
        return False
    if value is None:
        return True
    return value < rule.value if rule.operator == ">=" else value > rule.value


# ---- looking through them


def rule_rows(rules: Mapping[str, Any], school_year: int) -> list[dict[str, Any]]:
    """Return every criterion as plain values, with ``in_force`` for a school year."""
    found = criteria(in_year(rules or load_rules(), school_year)).values()
    return [{**asdict(rule), "grades": list(rule.grades), "in_force": rule.in_force} for rule in found]


def rule_issues(rules: Mapping[str, Any], school_year: int) -> tuple[Issue, ...]:
    """Return what a person should know of a plan's rules before quoting them."""
    own = in_year(rules or load_rules(), school_year)
    found = criteria(own)
    issues = [*_off(found.values()), *_loosened(own, found), *_outdated(own)]
    unverified = [rule.name for rule in found.values() if rule.in_force and _waits(rule)]
    if unverified:
        values = {"count": str(len(unverified)), "names": "、".join(unverified)}
        issues.append(Issue("info", "rules_unverified", values=values))
    return tuple(issues)


def _waits(rule: Criterion) -> bool:
    return rule.value is not None and not rule.verified


def _off(found: Any) -> Iterator[Issue]:
    for rule in found:
        if rule.in_force:
            continue
        values = {"rule": rule.name, "document": rule.document, "valid_to": rule.valid_to or "—",
                  "next": rule.superseded_by or "—"}  # fmt: skip
        is_doubtful = rule.status == DOUBTFUL
        code = "rule_doubtful" if is_doubtful else "rule_ended"
        yield Issue("info" if is_doubtful else "warning", code, subject_id=rule.id, values=values)


def _loosened(rules: Mapping[str, Any], found: Mapping[str, Criterion]) -> Iterator[Issue]:
    for key, rule in found.items():
        below = _below_county(rules, key) if rule.layer == COUNTY else None
        if below and _is_looser(below, rule.value):
            yield Issue(
                "warning", "rule_loosened", subject_id=key,
                values={
                    "rule": rule.name, "value": _shown(rule), "document": rule.document,
                    "below": _shown(below), "source": below.document,
                },
            )  # fmt: skip


def _shown(rule: Criterion) -> str:
    return "未设标准" if rule.value is None else f"{rule.value:g} {rule.unit}"


def _outdated(rules: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield a note where the plan's snapshot differs from what this version ships."""
    shipped = {NATIONAL: load_rules()[NATIONAL], **shipped_packs()}
    own = {NATIONAL: rules[NATIONAL], **rules.get(PACKS, {})}
    changed = [
        f"{name}.{key}"
        for name, table in own.items()
        for key in dict.fromkeys([*table["criteria"], *shipped.get(name, table)["criteria"]])
        if table["criteria"].get(key) != shipped.get(name, table)["criteria"].get(key)
    ]
    if changed:
        yield Issue("info", "rules_of_other_version", values={"rules": "、".join(changed)})
