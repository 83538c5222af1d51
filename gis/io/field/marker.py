"""What makes a plan a field copy: an entry of its own log, with the state that it left the office in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from gis.errors import InputError
from gis.io.field.items import Items, from_rows, items_digest, items_of, to_rows
from gis.io.history import append_entry
from gis.model import Plan

CHECKED_OUT, MERGED = "history_field_copy", "history_field_merged"


@dataclass(frozen=True)
class FieldMarker:
    """Where a field copy comes from.

    Attributes
    ----------
    copy_id
        UUID of the copy.
    base_digest
        SHA-256 of the items that left the office.
    area
        Townships, or words for the area, as shown to people.
    author
        Who took it out.
    when
        UTC, ISO 8601.
    base
        The items as they left the office: the base of the three-way comparison.
    """

    copy_id: str
    base_digest: str
    area: str
    author: str
    when: str
    base: Items


def marker_of(plan: Plan) -> FieldMarker | None:
    """Return where a field copy comes from, None for any other plan.

    Raises
    ------
    InputError
        field_copy_damaged: the state that it left the office in was changed.
    """
    entry = next((entry for entry in reversed(plan.history) if entry.action == CHECKED_OUT), None)
    if entry is None:
        return None
    try:
        values = entry.values
        marker = FieldMarker(
            copy_id=values["copy_id"],
            base_digest=values["base_digest"],
            area=values["area"],
            author=values["author"],
            when=entry.when,
            base=from_rows(values["base"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("field_copy_damaged") from error
    if items_digest(marker.base) != marker.base_digest:
        raise InputError("field_copy_damaged")
    return marker


def is_field_copy(plan: Plan) -> bool:
    """Whether a plan is a field copy."""
    return any(entry.action == CHECKED_OUT for entry in plan.history)


def mark(plan: Plan, *, area: str, author: str, source_digest: str) -> Plan:
    """Return the plan as a field copy of itself.

    Parameters
    ----------
    area
        The area in words.
    author
        Who takes it out.
    source_digest
        SHA-256 of the whole office plan's items: names the plan that the copy was cut from.
    """
    base = items_of(plan)
    values = {
        "copy_id": str(uuid4()),
        "base_digest": items_digest(base),
        "source_digest": source_digest,
        "area": area,
        "author": author,
        "base": to_rows(base),
    }
    return append_entry(plan, CHECKED_OUT, values)


def now() -> str:
    """Return the time as observations write it: UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_time(when: str) -> str:
    """Return a time of a log or an observation as the clock on the wall shows it; anything else as it is."""
    try:
        return datetime.fromisoformat(when).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return when
