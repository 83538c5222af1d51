"""Comparing a plan, its field copy, and the state that the copy left the office in: by id, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shapely import from_wkt
from shapely.geometry import Point

from gis.errors import InputError
from gis.io.field.items import ItemKey, Items, Value, What, items_of
from gis.io.field.marker import MERGED, FieldMarker, local_time, marker_of
from gis.model import Issue, Observation, ObservationKind, Plan


class Gone:
    """Stands for a value whose school or village is no longer in the plan."""

    def __repr__(self) -> str:
        return "GONE"


GONE = Gone()
COMPARED = frozenset({What.POSITION, What.ATTRIBUTE})


class Take(StrEnum):
    """Whose value holds after the merge."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Change:
    """A value that only the field copy changed: proposed.

    Attributes
    ----------
    id
        The school, settlement, scenario or observation, or the id of a part of a scenario.
    what
        What kind of value it is.
    base, ours, theirs
        The value when the copy left, in the plan now, and in the copy; None = not there (position unknown,
        no decision, not recorded), :data:`GONE` = the school or village itself is gone.
    group, column
        The table or the scenario; the column of an attribute, the kind of a part.
    """

    id: str
    what: What
    base: Value
    ours: Value
    theirs: Value
    group: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """Names the value in :func:`gis.io.field.apply`'s choices and in lists."""
        return str(self.item)

    @property
    def item(self) -> ItemKey:
        """Where the value stands."""
        return ItemKey(self.what, self.group, self.id, self.column)


@dataclass(frozen=True)
class Conflict(Change):
    """A value that both sides changed, each in another way: somebody must choose."""


@dataclass(frozen=True)
class Merge:
    """What a field copy would bring to a plan. Nothing of it holds before :func:`gis.io.field.apply`.

    Attributes
    ----------
    ours, theirs
        The plan and the field copy.
    changes, conflicts
        What only the copy changed, and what both did.
    same
        Changes that both sides made alike: nothing to do.
    positions
        ``table/id`` → the observation that a proposed position rests on.
    issues
        What cannot be merged at all, and what the user should know before choosing.
    marker
        Where the copy comes from, None where it does not say.
    """

    ours: Plan
    theirs: Plan
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    same: tuple[Change, ...]
    positions: Mapping[ItemKey, Observation]
    issues: tuple[Issue, ...] = ()
    marker: FieldMarker | None = None

    def __iter__(self) -> Iterator[Change]:
        yield from self.changes
        yield from self.conflicts

    def proposed(self) -> dict[str, Take]:
        """Return the choices that take every one-sided change and leave every conflict open."""
        return {change.key: Take.THEIRS for change in self.changes}


def merge_copy(ours: Plan, theirs: Plan) -> Merge:
    """Compare a plan with a field copy of it by the base that the copy carries.

    Raises
    ------
    InputError
        not_a_field_copy, field_copy_damaged, field_other_plan.
    """
    marker = marker_of(theirs)
    if marker is None:
        raise InputError("not_a_field_copy")
    return merge_back(marker.base, ours, theirs, marker=marker)


def merge_back(base: Plan | Items, ours: Plan, theirs: Plan, *, marker: FieldMarker | None = None) -> Merge:
    """Compare three states of a plan by id; nothing is changed by it.

    Parameters
    ----------
    base
        The state that the copy left the office in: a plan, or its items.
    ours
        The plan as it is now.
    theirs
        The field copy as it came back. A position observed there counts as its position.

    Raises
    ------
    InputError
        field_other_plan: the copy is of another county.
    """
    if ours.meta.unit_name != theirs.meta.unit_name:
        raise InputError("field_other_plan", found=theirs.meta.unit_name, expected=ours.meta.unit_name)
    before = items_of(base) if isinstance(base, Plan) else base
    positions = _observed_positions(before, theirs)
    here, there = items_of(ours), _with_positions(items_of(theirs), positions)
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    same: list[Change] = []
    evidence = {ItemKey(What.OBSERVATION, "", s.observation_id) for s in _position_notes(before, theirs)}
    for key in {**before, **there}:
        was, now, found = before.get(key), _ours(here, key), there.get(key)
        if found == was or key in evidence or not _is_comparable(key, before, there):
            continue
        values = {"base": was, "ours": now, "theirs": found, "group": key.group, "column": key.column}
        if now == found:
            same.append(Change(key.id, key.what, **values))
        elif now == was:
            changes.append(Change(key.id, key.what, **values))
        else:
            conflicts.append(Conflict(key.id, key.what, **values))
    issues = (*_records(before, there), *_earlier_merges(ours, marker))
    return Merge(ours, theirs, tuple(changes), tuple(conflicts), tuple(same), positions, issues, marker)


def _ours(here: Items, key: ItemKey) -> Value:
    if key.what in COMPARED and ItemKey(What.RECORD, key.group, key.id) not in here:
        return GONE
    return here.get(key)


def _is_comparable(key: ItemKey, before: Items, there: Items) -> bool:
    """Whether a value is compared on its own.

    Left out are records themselves, what belongs to a record that the copy added or dropped, and columns of a
    later version of the program that still hold their default.
    """
    if key.what not in COMPARED:
        return key.what is not What.RECORD
    if key not in before and not there[key]:
        return False
    record = ItemKey(What.RECORD, key.group, key.id)
    return record in before and record in there


# ---- positions


def _observed_positions(before: Items, theirs: Plan) -> dict[ItemKey, Observation]:
    """Return the latest new position observed for each place of the copy."""
    ordered = sorted(_position_notes(before, theirs), key=lambda seen: seen.when)  # of equal times the last
    return {
        ItemKey(What.POSITION, _table_of(theirs, seen.subject_id), seen.subject_id): seen for seen in ordered
    }


def _position_notes(before: Items, theirs: Plan) -> list[Observation]:
    """Return the new observations that say where a place of the copy is; they come in as its position."""
    return [
        seen
        for seen in theirs.observations
        if seen.kind is ObservationKind.POSITION
        and _table_of(theirs, seen.subject_id)
        and _point_of(seen) is not None
        and ItemKey(What.OBSERVATION, "", seen.observation_id) not in before
    ]


def _table_of(plan: Plan, subject_id: str) -> str:
    if subject_id in plan.schools.index:
        return "schools"
    return "settlements" if subject_id in plan.settlements.index else ""


def _with_positions(items: Items, positions: Mapping[ItemKey, Observation]) -> Items:
    points = {key: _point_of(seen) for key, seen in positions.items()}
    return {**items, **{key: [point.x, point.y] for key, point in points.items() if point is not None}}


def _point_of(seen: Observation) -> Point | None:
    shape = from_wkt(seen.wkt, on_invalid="ignore") if seen.wkt else None
    return shape if isinstance(shape, Point) and not shape.is_empty else None


# ---- what the user should know


def _records(before: Items, there: Items) -> Iterator[Issue]:
    """Say which schools and villages the copy added or dropped: that is a matter of the office."""
    for key in before:
        if key.what is What.RECORD and key not in there:
            yield Issue("warning", "field_record_dropped", subject_id=key.id, values={"id": key.id})
    for key in there:
        if key.what is What.RECORD and key not in before:
            yield Issue("warning", "field_record_added", values={"id": key.id})


def _earlier_merges(ours: Plan, marker: FieldMarker | None) -> Iterator[Issue]:
    if marker is None:
        return
    for entry in ours.history:
        if entry.action == MERGED and entry.values.get("copy_id") == marker.copy_id:
            yield Issue("info", "field_merged_before", values={"when": local_time(entry.when)})
