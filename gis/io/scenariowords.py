"""Decisions and the other parts of a scenario in plain words, from their plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gis.io.scenarioparts import JOINED, PartKind
from gis.layout import BASELINE
from gis.messages import describe, message_codes

Names = Mapping[str, str]
_PARTS_OF_MEASURES = {
    "boarding": (), "trigger": (), "expansion": ("rooms", "places", "cost_yuan", "year"),
}  # fmt: skip
_REFERRING = ("receiver_id", "hand_over", "equipment_receiver")


def decision_words(
    decision: Mapping[str, Any] | None, language: str = "zh", names: Names | None = None
) -> str:
    """Return a decision as :func:`gis.io.digests.decision_values` gave it, in words.

    Parameters
    ----------
    decision
        The values, None = there is no decision.
    language
        ``"zh"`` or ``"en"``.
    names
        Names of schools and settlements by id; an id without a name is shown itself.
    """
    if decision is None:
        return _word("none", language)
    parts = [_word(str(decision["status"]), language)]
    for key, value in decision.items():
        if key != "status" and value is not None and value is not False:
            parts.append(_measure(key, value, language, names or {}))
    return _joined(parts, language)


def _measure(key: str, value: Any, language: str, names: Names) -> str:
    if key in _PARTS_OF_MEASURES:
        own = [
            _say(f"history_decision_{key}_{name}", {"value": _number(value[name])}, language)
            for name in _PARTS_OF_MEASURES[key]
            if value.get(name) is not None
        ]
        return _joined(
            [_say(f"history_decision_{key}", {"years": 2, "from_grade": 4, **value}, language), *own],
            language,
        )
    if key in _REFERRING:
        value = names.get(value, value)
    elif key == "settlement_receivers":
        value = "、".join(" → ".join(names.get(end, end) for end in pair) for pair in value)
    elif key == "teachers":
        placed = ((names.get(school, school), count) for school, count in value)
        value = "、".join(name if count is None else f"{name} {count}" for name, count in placed)
    elif isinstance(value, list):
        value = "、".join(map(str, value))
    return _say(f"history_decision_{key}", {"value": value}, language)


def part_words(kind: str, key: str, value: Any, language: str = "zh", names: Names | None = None) -> str:
    """Return the value of a part of a scenario (:func:`gis.io.scenarioparts.parts_of`) in words.

    Parameters
    ----------
    kind, key
        What the part is, a value of :class:`gis.io.scenarioparts.PartKind`, and its id.
    value
        The value, None = as by default.
    language, names
        As for :func:`decision_words`.
    """
    known = names or {}
    if kind == PartKind.SETTING:
        return _setting_words(key, value, language)
    if value is None:
        return _word("none", language)
    if kind == PartKind.SITE:
        place = {name: _number(value[name]) for name in ("lon", "lat") if name in value}
        return _say("scenario_site" if place else "scenario_site_unplaced", {**value, **place}, language)
    if kind == PartKind.SCHOOL_LOCK:
        return _word(f"lock_{value}", language)
    if kind == PartKind.EVIDENCE:
        return _joined([_word(f"gate_{value['state']}", language), value.get("document", "")], language)
    if kind == PartKind.CAP:
        return _say("scenario_cap", {"value": f"{value:,}"}, language)
    ids = value if kind == PartKind.TOGETHER else value["settlement_ids"]
    return _listed(ids, known)


def part_title(kind: str, key: str, language: str = "zh", names: Names | None = None) -> str:
    """Return what a part is about, in words."""
    code = f"scenario_part_{key if kind in (PartKind.SETTING, PartKind.CAP) else kind}"
    if code not in message_codes():  # of a later version
        return key
    subject, _, gate = key.partition(JOINED) if kind == PartKind.EVIDENCE else (key, "", "")
    return _say(code, {"name": (names or {}).get(subject, subject), "gate": gate}, language)


def _setting_words(key: str, value: Any, language: str) -> str:
    if key == "base":
        return _word("baseline", language) if value in (None, BASELINE) else f"“{value}”"
    if key == "policy":
        return _word(f"policy_{value or 'minimal'}", language)
    return _word("yes" if value else "no", language)


def _listed(ids: Iterable[str], names: Names) -> str:
    return "、".join(names.get(one, one) for one in ids)


def _number(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _joined(parts: Iterable[str], language: str) -> str:
    return (", " if language == "en" else "，").join(filter(None, parts))


def _word(code: str, language: str) -> str:
    known = f"history_word_{code}"
    return _say(known, {}, language) if known in message_codes() else code


def _say(code: str, values: Mapping[str, Any], language: str) -> str:
    return describe(code, values, language).what.strip()
