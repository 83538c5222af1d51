"""The parameters that figures rest on, in print."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from gis.evaluation.result import Evaluation
from gis.report.words import NOTHING, full_width, word

INTERNAL = ("balance.", "staff.", "prices.")
RULE_NUMBER = re.compile(r"[(（][A-Z]{2}-\d+[)）]")  # of the collection of rules, not of a document


def public_parameters(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return the parameters that a public version rests on: it has no indicators, posts or funding."""
    return [one for one in evaluation.parameters if not one["key"].startswith(INTERNAL)]


def parameter_rows(parameters: Iterable[dict[str, Any]]) -> list[list[str]]:
    """Return parameters in print; a limit of nought is a rule, not a parameter."""
    return [parameter_row(one) for one in parameters if isinstance(one["value"], bool) or one["value"] != 0]


def parameter_row(parameter: dict[str, Any]) -> list[str]:
    """Return a parameter in print: name, value with unit, source, 待核 where it is not verified."""
    name = parameter.get("name") or word("parameter", parameter["key"])
    return [
        full_width(str(name)),
        _parameter_value(parameter["value"], str(parameter["unit"] or "")),
        full_width(RULE_NUMBER.sub("", str(parameter["source"] or NOTHING))),
        "、".join(
            mark
            for mark, applies in (
                ("本县修改", parameter.get("overridden")), ("待核", not parameter["verified"])
            )
            if applies
        ),
    ]


def _parameter_value(value: Any, unit: str) -> str:
    if isinstance(value, dict):
        classes = ((name, v) for name, v in value.items() if not name.endswith("_link"))
        return "、".join(f"{_class_name(name)} {v:g}" for name, v in classes) + f" {unit}"
    if value is None:
        return "未设标准"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "未填"
    if isinstance(value, str):
        return _parameter_words(value)
    if unit == "share":
        return f"{value:.0%}"
    return f"{value:,g} {word('unit', unit)}".strip()


def _parameter_words(value: str) -> str:
    """Return a word as a parameter's value: what the code means, or that it is left open."""
    return word("parameter_value", value) if value else "未填"


def _class_name(code: str) -> str:
    """Return a road class or a surface in print."""
    return next((found for table in ("highway", "surface") if (found := word(table, code)) != code), code)
