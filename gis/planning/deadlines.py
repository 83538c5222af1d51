"""The clocks of the procedure: days that a hearing and a public consultation need (rules BJ-93, BJ-94).

The day on which something begins is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gis.errors import InputError
from gis.standards import NATIONAL, load_rules

CONSULTATION, HEARING = "public_consultation", "hearing_notice"


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of days that a document asks for: ``days``, with its rule, document and article."""

    days: int
    rule: str
    document: str
    article: str


def clock_of(name: str, rules: Mapping[str, Any] | None = None) -> Clock:
    """Return a clock of the rules: ``public_consultation`` or ``hearing_notice``."""
    shipped = load_rules()[NATIONAL]["references"]
    entry = {**shipped, **(rules or {}).get(NATIONAL, {}).get("references", {})}[name]
    return Clock(int(entry["value"]), entry["rule"], entry["document"], entry["article"])


def latest_delivery(hearing: date, rules: Mapping[str, Any] | None = None) -> date:
    """Return the last day on which the papers of a hearing may be delivered."""
    return hearing - timedelta(days=clock_of(HEARING, rules).days)


def earliest_end(begun: date, rules: Mapping[str, Any] | None = None) -> date:
    """Return the first day on which a consultation that begins on a day has run for long enough."""
    return begun + timedelta(days=clock_of(CONSULTATION, rules).days)


def days_open(begun: date, ended: date) -> int:
    """Return for how many days a consultation ran.

    Raises
    ------
    InputError
        deadline_backwards: it ended before it began.
    """
    if ended < begun:
        raise InputError("deadline_backwards", begun=begun.isoformat(), ended=ended.isoformat())
    return (ended - begun).days
