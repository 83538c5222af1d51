"""What a merge would change, in words: for the window, the terminal and lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyproj import Geod

from gis.io.digests import canonical
from gis.io.field.items import Value, What, point_frames
from gis.io.field.marker import local_time
from gis.io.field.merging import GONE, Change, Merge
from gis.io.scenarioparts import PartKind
from gis.io.scenariowords import decision_words, part_title, part_words
from gis.messages import describe
from gis.model import Observation, ObservationKind, Plan, Walker
from gis.schema import load_schema

POSITION_DECIMALS = 6


def subject_words(merge: Merge, change: Change) -> str:
    """Return the name of the school, settlement or scenario that a change is about."""
    if change.what is What.SCENARIO or (change.what is What.PART and change.column != PartKind.SCHOOL_LOCK):
        return change.group
    subject_id = change.id
    if change.what is What.OBSERVATION:
        subject_id = _any_value(change).get("subject_id") or ""
    return place_name(merge.ours, subject_id) or place_name(merge.theirs, subject_id) or subject_id


def subject_of(change: Change) -> tuple[str, str]:
    """Return ("school" or "settlement", id) of the place that a change is about; ("", "") if none."""
    if change.what in (What.POSITION, What.ATTRIBUTE):
        return ("school" if change.group == "schools" else "settlement"), change.id
    if change.what is What.DECISION or change.column == PartKind.SCHOOL_LOCK:
        return "school", change.id
    return "", ""


def place_name(plan: Plan, subject_id: str) -> str:
    """Return the name of a school (with its division) or settlement, "" if the plan has none of that id."""
    for frame in point_frames(plan).values():
        if subject_id in frame.index:
            division = str(frame["division"].loc[subject_id]) if "division" in frame else ""
            return f"{frame['name'].loc[subject_id]}{division}"
    return ""


def what_words(change: Change, language: str = "zh") -> str:
    """Return what of the subject changed."""
    if change.what is What.ATTRIBUTE:
        column = load_schema(change.group)[change.column]
        return column.title if language == "zh" else column.description_en
    if change.what is What.PART:
        return _part_title(change, language)
    if change.what is What.OBSERVATION:
        return _say(f"field_what_{_any_value(change)['kind']}", language)
    return _say(f"field_what_{change.what}", language, scenario=change.group)


def _part_title(change: Change, language: str) -> str:
    if change.column == PartKind.SCHOOL_LOCK:
        return _say("field_what_lock", language, scenario=change.group)
    names = {change.id: _any_value(change)["name"]} if change.column == PartKind.SITE else {}
    return part_title(change.column, change.id, language, names)


def _part_value_words(merge: Merge, change: Change, value: Value, language: str) -> str:
    ids = value.get("settlement_ids", ()) if isinstance(value, dict) else value
    listed = ids if isinstance(ids, list) else []
    names = {one: place_name(merge.ours, one) or place_name(merge.theirs, one) or one for one in listed}
    return part_words(change.column, change.id, value, language, names)


def _any_value(change: Change) -> dict[str, Any]:
    sides = (change.theirs, change.ours, change.base)
    return next(value for value in sides if isinstance(value, dict))


def value_words(merge: Merge, change: Change, value: Value, language: str = "zh") -> str:
    """Return one side's value in words."""
    if value is GONE:
        return _say("field_value_gone", language)
    if change.what is What.PART:
        return _part_value_words(merge, change, value, language)
    if value is None or value == "":
        return _say("field_value_none", language)
    if change.what is What.POSITION:
        return _position_words(change.base, value, language)
    if change.what is What.DECISION:
        return decision_words(value, language)
    if change.what is What.OBSERVATION:
        return _observation_words(merge.theirs, value, language)
    if isinstance(value, bool):
        return _say("field_value_yes" if value else "field_value_no", language)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _position_words(base: Value, value: Value, language: str) -> str:
    text = ", ".join(f"{degrees:.{POSITION_DECIMALS}f}" for degrees in value)
    if base is None or base == value:
        return text
    _, _, metres = Geod(ellps="GRS80").inv(*base, *value)
    return _say("field_value_moved", language, position=text, metres=f"{metres:,.0f}")


def observation_text(plan: Plan, seen: Observation, language: str = "zh") -> str:
    """Return what an observation says, who wrote it and when."""
    return _observation_words(plan, canonical(seen), language)


def _observation_words(plan: Plan, value: Mapping[str, Any], language: str) -> str:
    kind = ObservationKind(value["kind"])
    text = str(value["text"] or "")
    if kind is ObservationKind.WALKING_TIME:
        school = place_name(plan, value["receiver_id"] or "")
        minutes = f"{value['minutes']:g}"
        walker = Walker(value.get("walker") or "")
        who = _say(f"field_walker_{walker}", language) if walker else ""
        code = "field_value_walk_by" if who else "field_value_walk"
        text = f"{_say(code, language, school=school, minutes=minutes, who=who)} {text}"
    elif kind is ObservationKind.PHOTO:
        text = text or _say("field_value_photo", language)
    elif kind is ObservationKind.ROAD:
        text = _road_words(text, language)
    by = " ".join(filter(None, (value["author"], local_time(value["when"] or ""))))
    return _say("field_value_seen", language, value=text.strip(), by=by) if by else text.strip()


def _road_words(text: str, language: str) -> str:
    try:
        said = json.loads(text)
        details = " ".join(str(said[key]) for key in ("class", "speed_kph", "name", "note") if key in said)
        return _say(f"field_value_road_{said['change']}", language, details=details)
    except (KeyError, TypeError, ValueError):
        return text


def _say(code: str, language: str, **values: object) -> str:
    return describe(code, values, language).what.strip()
