"""What a search for a proposal has found, in words: while it lasts, and in the end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.consequence import Line
from gis.messages import describe

if TYPE_CHECKING:
    from gis.proposals.alternatives import Alternative
    from gis.proposals.conflict import Conflict
    from gis.proposals.proposal import Proposal
    from gis.proposals.robust import Robust
    from gis.proposals.scenario import Chosen
    from gis.proposals.why import Opposite, Why

translate = QCoreApplication.translate
WORSE_IF_MORE = ("over_limit", "equity", "moved")


@dataclass(frozen=True)
class SchoolRow:
    """What a proposal makes of a school: in a line, and where its pupils go."""

    school_id: str
    text: str
    about: str
    changes: bool


def measure_word(code: str) -> str:
    """Return what an objective is called."""
    return describe(f"proposal_measure_{code}", {}, labels.language()).what.strip()


def capital(words: str) -> str:
    """Return what stands alone with a capital at its beginning, where the script has any."""
    return words[:1].upper() + words[1:]


def found_words(code: str, objective: float, bound: float) -> str:
    """Return how far a search has come, in plain words."""
    if not math.isfinite(objective):
        return translate("proposal", "还没有找到可行的安排。")
    found = translate("proposal", "已找到：{measure} {value}").format(
        measure=measure_word(code), value=labels.number(objective, _digits(objective))
    )
    if not math.isfinite(bound):
        return found + translate("proposal", "；还不知道离最好有多远。")
    gap = max(0.0, objective - bound)
    share = gap / abs(objective) if objective else 0.0
    return found + translate("proposal", "；离理论最好至多差 {percent}（约 {amount}）。").format(
        percent=labels.percent(share), amount=labels.number(gap, _digits(gap))
    )


def bound_text(made: Proposal) -> str:
    """Return how far from best the proposal can be at most."""
    from gis.proposals.words import bound_words

    if made.status == "cancelled" and made.scenario is None:
        return translate("proposal", "停止时还没有找到可行的安排。")
    ended = {
        "cancelled": translate("proposal", "已停止，下面是停止前找到的。"),
        "time_limit": translate("proposal", "时间到，下面是到时为止找到的。"),
    }.get(made.status, "")
    told = str(bound_words(made, labels.language()))
    return f"{ended}{told}" if made.scenario is not None else told


def measure_lines(made: Proposal) -> list[Line]:
    """Return the measures before and after, as the evaluation counts them."""
    from gis.proposals.words import short_measure_words, unit_of_measure, unit_words

    lines = []
    for code, before in made.before.items():
        after = made.after.get(code)
        unit = unit_words(unit_of_measure(code, made.cost_unit), labels.language()).strip()
        pair = " → ".join(labels.number(value, _digits(value)).replace("-", "−") for value in (before, after))
        tone = "danger" if code in WORSE_IF_MORE and after is not None and after > before else ""
        lines.append(Line(capital(short_measure_words(code, labels.language())), f"{pair} {unit}", tone))
    return lines


def notes_text(made: Proposal) -> list[str]:
    """Return what has to be said beside it: conditions, what is not known, what the evaluation found."""
    from gis.proposals.words import notes_of

    language = labels.language()
    told = [str(describe(code, values, language)).strip() for code, values in notes_of(made, language)]
    return [*told, *_left_alone(made)]


def _left_alone(made: Proposal) -> list[str]:
    """Return how many schools were no candidates, and why."""
    reasons = Counter(why.value for why in made.problem.candidates.fixed.values())
    told = (
        translate("proposal", "{why} {count} 所").format(
            why=describe(f"proposal_fixed_{reason}", {}, labels.language()).what.strip(), count=count
        )
        for reason, count in reasons.most_common()
    )
    text = translate("proposal", "不在候选之内：{reasons}。")
    return [text.format(reasons=translate("proposal", "；").join(told))] if reasons else []


def conflict_text(made: Proposal, conflict: Conflict) -> str:
    """Return which conditions cannot hold together, what to loosen, and who may not be closed."""
    from gis.proposals.conflict import conflict_words

    words = conflict_words(conflict, labels.language(), problem=made.problem)
    return "\n".join(sentence.strip() for sentence in words)


def binding_lines(made: Proposal, why: Why) -> list[str]:
    """Return which conditions matter."""
    from gis.proposals.why import binding_words

    return [capital(sentence.strip()) for sentence in binding_words(made, why, labels.language())]


def alternative_text(made: Proposal, one: Alternative) -> tuple[str, str]:
    """Return what another plan does otherwise, and how much more or less comes of it."""
    from gis.proposals.robustwords import changed_words
    from gis.proposals.why import changes_words

    language = labels.language()
    changes = {name: value - made.after[name] for name, value in one.measures.items() if name in made.after}
    more = translate("proposal", "；").join(changes_words(changes, made.cost_unit, language))
    told = changed_words(made, one.different, language, all_kinds=True)
    if not more:
        return told, translate("proposal", "各项都一样。")
    return told, translate("proposal", "与测算方案比：{changes}。").format(changes=more)


def robust_text(made: Proposal, robust: Robust) -> tuple[str, list[tuple[str, str]]]:
    """Return which decisions lose least, and of each plan compared what it loses under each forecast."""
    from gis.proposals.robustwords import forecast_words, robust_rows, robust_words

    language, mark = labels.language(), translate("proposal", "；")
    names = [capital(forecast_words(one, language).strip()) for one in robust.names]
    rows = [
        (told, mark.join(f"{name} {value}" for name, value in zip(names, regret, strict=True)))
        for told, regret in robust_rows(made, robust, language)
    ]
    return robust_words(made, robust, language).strip(), rows


def school_rows(made: Proposal, why: Why | None = None) -> list[SchoolRow]:
    """Return the schools that were decided about, those that change first; ``why``: with the opposites."""
    opposites: dict[int, list[str]] = {}
    for one in why.opposites if why is not None else ():
        opposites.setdefault(one.school, []).append(_opposite(made, one))
    rows = [_row(made, one, opposites.get(one.code, [])) for one in made.schools]
    return sorted(rows, key=lambda row: not row.changes)


def _opposite(made: Proposal, one: Opposite) -> str:
    from gis.proposals.why import opposite_words

    return opposite_words(made, one, labels.language()).strip()


def _row(made: Proposal, one: Chosen, opposites: list[str]) -> SchoolRow:
    from gis.proposals.serialise import decision_word

    county = made.problem.outcome.county
    code = f"proposal_decision_{decision_word(made, one)}"
    word = describe(code, {}, labels.language()).what.strip()
    name = str(county.school_names[one.code])
    text = translate("proposal", "{school}：{decision}").format(school=name, decision=word)
    receivers: dict[int, int] = {}
    for sending in one.sendings:
        receivers[sending.receiver] = receivers.get(sending.receiver, 0) + sending.pupils
    to = (f"{county.school_names[code]} {labels.pupils(pupils)}" for code, pupils in receivers.items())
    about = "\n".join(filter(None, [_joined(to), *opposites]))
    return SchoolRow(str(county.school_ids[one.code]), text, about, one.changes)


def _joined(parts: Iterable[str]) -> str:
    told = translate("proposal", "、").join(parts)
    return translate("proposal", "去 {schools}").format(schools=told) if told else ""


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return a name that no scenario has: 测算方案, 测算方案 2 …"""
    known = set(taken)
    number, made = 1, name
    while made in known:
        number += 1
        made = f"{name} {number}"
    return made


def _digits(value: float | None) -> int:
    return 1 if value is not None and abs(value) < 10 and value != round(value) else 0
