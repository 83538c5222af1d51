"""The rules of a plan: which packs it takes, what the county sets for itself, what is doubtful."""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from gis.errors import InputError
from gis.evaluation.balancerules import DOCUMENT as BALANCE
from gis.evaluation.balancerules import balance_rules
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
    parameter,
    shipped_packs,
)

LIKE_IT = 3
CRITERIA, PARAMETERS, SHARE = "criteria", "parameters", "share"
BOOKS = ("", BALANCE)                # laws and notices; the quality-balance assessment
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
    plan: Plan, key: str, value: float | None, *, document: str, reason: str
) -> Plan:
    """Return the plan with the county's own value of a criterion or parameter.

    Parameters
    ----------
    key
        Of a criterion or parameter, those of the quality-balance assessment included.
    value
        In its unit; None = 未设标准, so that nothing is held against the criterion.
    document, reason
        The county's document (文号) and why it differs; both are printed with the value.

    Raises
    ------
    InputError
        rule_unknown, rule_without_ground, rule_value_wrong; rule_is_law: a verified ``must`` may be
        tightened, never loosened; parameter_is_law: a verified parameter stays; parameter_value_wrong.
    """
    rules = _own(plan)
    book, kind = _place_of(rules, key)
    if not (document.strip() and reason.strip()):
        raise InputError("rule_without_ground", rule=key)
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise InputError("rule_value_wrong", rule=key, value=f"{value:g}")
    number = int(value) if value is not None and float(value).is_integer() else value
    ground = {"value": number, "reason": reason.strip(), "verified": True, "verification": COUNTY_DOCUMENT}
    if kind == CRITERIA:
        _require_lawful(_snapshot(rules, book), key, value)
        ground |= {"document": document.strip(), "article": "", "status": CURRENT, "valid_to": "",
                   "superseded_by": "", "issued": ""}  # fmt: skip
    else:
        _require_allowed(_snapshot(rules, book), book, key, number)
        ground |= {"source": document.strip()}
    return _with_entry(plan, rules, book, kind, key, {**_entry(rules, book, kind, key), **ground})


def without_county_value(plan: Plan, key: str) -> Plan:
    """Return the plan without the county's own value of a criterion or parameter.

    Raises
    ------
    InputError
        rule_unknown.
    """
    rules = _own(plan)
    return _with_entry(plan, rules, *_place_of(rules, key), key, None)


def _require_lawful(snapshot: Mapping[str, Any], key: str, value: float | None) -> None:
    below = _below_county(snapshot, key)
    if below and below.force == "must" and below.verified and _is_looser(below, value):
        raise InputError("rule_is_law", rule=below.name, document=below.document)


def _require_allowed(snapshot: Mapping[str, Any], book: str, key: str, value: float | None) -> None:
    entry = {**_shipped(book)["parameters"].get(key, {}), **snapshot[NATIONAL]["parameters"].get(key, {})}
    if entry["verified"]:
        raise InputError("parameter_is_law", key=key, source=entry["source"])
    most = {SHARE: 1.0}.get(entry["unit"], math.inf)
    if value is None or value > most or value not in entry.get("allowed", [value]):
        allowed = "、".join(map(str, entry.get("allowed", ())))
        raise InputError(
            "parameter_value_wrong", key=key, name=entry["name"], value=value, unit=allowed or entry["unit"]
        )


def with_shipped_rules(plan: Plan) -> Plan:
    """Return the plan with the documents and packs of this version; the county's own values stay."""
    rules, shipped = _own(plan), load_rules()
    packs = [key for key in rules.get(PACKS, {}) if key in shipped_packs()]
    renewed = replace(plan, rules={**rules, NATIONAL: shipped[NATIONAL], BALANCE: shipped[BALANCE]})
    return with_packs(renewed, packs)


def _own(plan: Plan) -> dict[str, Any]:
    return dict(plan.rules) or load_rules()


def _place_of(rules: Mapping[str, Any], key: str) -> tuple[str, str]:
    """Return in which book a key stands, "" = laws and notices, and whether under criteria or parameters."""
    known = []
    for book in BOOKS:
        for kind in (CRITERIA, PARAMETERS):
            listed = [*_snapshot(rules, book)[NATIONAL].get(kind, {}), *_shipped(book)[kind]]
            listed += _county_part(rules, book).get(kind, {})
            if not book and kind == CRITERIA:
                listed += criteria(rules)
            if key in listed:
                return book, kind
            known += listed
    like = difflib.get_close_matches(key, dict.fromkeys(known), n=LIKE_IT, cutoff=0.0)
    raise InputError("rule_unknown", rule=key, like="、".join(like))


def _snapshot(rules: Mapping[str, Any], book: str) -> Mapping[str, Any]:
    return balance_rules(rules).snapshot if book else rules


def _shipped(book: str) -> dict[str, Any]:
    shipped: dict[str, Any] = load_rules()[book or NATIONAL]
    return shipped


def _county_part(rules: Mapping[str, Any], book: str) -> dict[str, Any]:
    county = rules.get(COUNTY) or {}
    return dict(county.get(book, {}) if book else county)


def _with_entry(
    plan: Plan, rules: Mapping[str, Any], book: str, kind: str, key: str, entry: Mapping[str, Any] | None
) -> Plan:
    part = _county_part(rules, book)
    entries = {name: value for name, value in part.get(kind, {}).items() if name != key}
    part[kind] = {**entries, key: dict(entry)} if entry is not None else entries
    county = {**rules.get(COUNTY, {}), book: part} if book else part
    return replace(plan, rules={**rules, COUNTY: county})


def _entry(rules: Mapping[str, Any], book: str, kind: str, key: str) -> dict[str, Any]:
    """Return what the county's entry must hold besides its own value: nothing, or a whole later entry.

    What came after the plan's snapshot was taken is taken over whole.
    """
    snapshot = _snapshot(rules, book)
    known = criteria(snapshot) if kind == CRITERIA else snapshot[NATIONAL].get(kind, {})
    if key in known:
        return dict(_county_part(rules, book).get(kind, {}).get(key, {}))
    return dict(_shipped(book)[kind][key])


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
    found = _every(rules or load_rules(), school_year).values()
    return [{**asdict(rule), "grades": list(rule.grades), "in_force": rule.in_force} for rule in found]


def _every(rules: Mapping[str, Any], school_year: int) -> dict[str, Criterion]:
    """Return the criteria of every book, asked about a school year."""
    balance = criteria(_snapshot(rules, BALANCE)).items()
    of_year = {key: replace(rule, school_year=school_year) for key, rule in balance}
    return {**criteria(in_year(rules, school_year)), **of_year}


def parameter_rows(rules: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every parameter as plain values: ``key, name, value, unit, verified, source, overridden``."""
    own = rules or load_rules()
    return [
        {**asdict(parameter(snapshot, key)), "overridden": key in _county_part(own, book).get(PARAMETERS, {})}
        for book in BOOKS
        for snapshot in (_snapshot(own, book),)
        for key in snapshot[NATIONAL][PARAMETERS]
    ]


def rule_issues(rules: Mapping[str, Any], school_year: int) -> tuple[Issue, ...]:
    """Return what a person should know of a plan's rules before quoting them."""
    own = in_year(rules or load_rules(), school_year)
    found = _every(own, school_year)
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
        snapshot = _snapshot(rules, _place_of(rules, key)[0]) if rule.layer == COUNTY else None
        below = _below_county(snapshot, key) if snapshot else None
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
    shipped = {**{book: load_rules()[book] for book in (NATIONAL, BALANCE)}, **shipped_packs()}
    own = {NATIONAL: rules[NATIONAL], BALANCE: rules.get(BALANCE) or shipped[BALANCE], **rules.get(PACKS, {})}
    changed = [
        f"{name}.{key}"
        for name, table in own.items()
        for key in dict.fromkeys([*table["criteria"], *shipped.get(name, table)["criteria"]])
        if table["criteria"].get(key) != shipped.get(name, table)["criteria"].get(key)
    ]
    if changed:
        yield Issue("info", "rules_of_other_version", values={"rules": "、".join(changed)})
