"""How a figure came about, in words: made in a job, for what it rests on may have to be worked out first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.tables import cure_words, school_names
from app.outcome_words import outcome_word, unverified
from gis.evaluation.derivation import Derivation, Input, derive, rules_with
from gis.evaluation.formulas import entries
from gis.evaluation.result import Evaluation, Finding
from gis.messages import describe
from gis.model import Plan
from gis.standards import criterion, parameter

translate = QCoreApplication.translate
LARGE = 1000
CODES = ("state", "gate", "verdict")  # groups of words that values may come from


@dataclass(frozen=True)
class WhyInput:
    """One thing that a figure was made from; ``figure`` is its own path if it can be opened in turn."""

    name: str
    value: str
    source: str
    figure: str = ""


@dataclass(frozen=True)
class WhyRule:
    """A rule or parameter that a figure rests on."""

    title: str
    limit: str
    document: str
    about: str
    verified: bool


@dataclass(frozen=True)
class Why:
    """What the window says about a figure.

    Attributes
    ----------
    title, value, formula
        What it is about, how much, and the sentence that says how it follows from the inputs.
    check
        Whether the inputs give the value: True, False, or None where that cannot be told.
    finding, cures
        Of a finding: its sentence, and what would make it go away.
    """

    title: str
    value: str
    formula: str
    inputs: tuple[WhyInput, ...]
    rules: tuple[WhyRule, ...]
    check: bool | None
    finding: str = ""
    cures: tuple[str, ...] = ()


def is_figure(path: str) -> bool:
    """Whether a figure can be opened."""
    kind, *rest = path.split(".")
    if kind in ("findings", "gates"):
        return len(rest) == (1 if kind == "findings" else 2)
    return any(pattern.fullmatch(path) for _, pattern, _ in entries())


def explain_figure(plan: Plan, evaluation: Evaluation, path: str, title: str) -> Why:
    """Open a figure; call it in a job.

    Raises
    ------
    gis.errors.InputError
        figure_unknown.
    """
    made = derive(evaluation, path, plan)
    names = school_names(plan)
    finding = evaluation.findings[int(path.partition(".")[2])] if path.startswith("findings.") else None
    return Why(
        title=title,
        value=_value(made.value, made.unit),
        formula=_said(made.formula),
        inputs=tuple(_input(one, names) for one in made.inputs),
        rules=_rules(made, evaluation),
        check=made.closes,
        finding=_sentence(finding) if finding else "",
        cures=tuple(cure_words(finding)) if finding else (),
    )


def _sentence(finding: Finding) -> str:
    return "".join(describe(finding.message_code, finding.values, labels.language())).strip()


def _said(code: str) -> str:
    return "".join(describe(code, {}, labels.language())).strip()


def _value(value: Any, unit: str) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return translate("why", "未知")
    if isinstance(value, str):
        return next((outcome_word(group, value) for group in CODES if _is_word(group, value)), value)
    if isinstance(value, bool):
        return labels.word("yes_no", value) or translate("why", "否")
    if unit == "s":
        exact = translate("why", "{minutes} 分（{seconds} 秒）")
        return exact.format(minutes=labels.number(value / 60, 1), seconds=labels.number(value))
    if unit == "share":
        return labels.percent(value)
    digits = 1 if abs(value) >= LARGE else 3
    text = labels.number(value, digits).rstrip("0").rstrip(".")
    return f"{text} {outcome_word('unit', unit)}".rstrip()


def _is_word(group: str, value: str) -> bool:
    return outcome_word(group, value) != value


def _input(one: Input, names: dict[str, str]) -> WhyInput:
    figure = one.source if is_figure(one.source) else ""
    if one.source == "gates.missing":
        return WhyInput(_said(one.name), outcome_word("gate", "pending"), "")
    return WhyInput(_said(one.name), _value(one.value, one.unit), _source(one.source, names), figure)


def _source(source: str, names: dict[str, str]) -> str:
    """Return where a value stands, in the words of the window."""
    head, _, rest = source.partition(" ")
    if head.startswith(("criteria.", "parameters.")):
        return rest or head.partition(".")[2]
    if head.startswith(("sum(", "max(")):
        table = outcome_word("table", head.partition("(")[2].partition(".")[0])
        how = translate("why", "{table}逐行相加") if head[0] == "s" else translate("why", "{table}中最大的")
        return how.format(table=table)
    if head.startswith("schools.") and rest:
        return translate("why", "学校台账：{column}").format(column=rest)
    if source in names:
        return names[source]
    kind = head.partition(".")[0]
    return outcome_word("table", kind) if kind else translate("why", "本次测算")


def _rules(made: Derivation, evaluation: Evaluation) -> tuple[WhyRule, ...]:
    found = []
    for rule in made.rules:
        kind, _, key = rule.partition(".")
        rules = rules_with(evaluation, rule)
        if rules is not None:
            found.append(_criterion(rules, key) if kind == "criteria" else _parameter(rules, key))
    return tuple(found)


def _criterion(rules: Mapping[str, Any], key: str) -> WhyRule:
    rule = criterion(rules, key)
    limit = labels.word("verdict", "no_limit")
    if rule.value is not None:
        sign = {"<=": "≤", ">=": "≥"}.get(rule.operator, rule.operator)
        limit = f"{sign} {_value(rule.value, rule.unit)}"
    about = " · ".join(
        part
        for part in (rule.rule, labels.word("severity", rule.force), outcome_word("layer", rule.layer),
                     _verification(rule.verification), rule.status)
        if part
    )  # fmt: skip
    document = unverified(f"{rule.document}{rule.article}", verified=rule.verified)
    return WhyRule(rule.name, limit, document, about, rule.verified)


def _verification(grade: str) -> str:
    return translate("why", "核验等级 {grade}").format(grade=grade) if grade else ""


def _parameter(rules: Mapping[str, Any], key: str) -> WhyRule:
    number = parameter(rules, key)
    document = unverified(number.source, verified=number.verified)
    return WhyRule(number.name, _value(number.value, number.unit), document,
                   translate("why", "参数"), number.verified)  # fmt: skip
