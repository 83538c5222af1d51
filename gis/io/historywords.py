"""The log of a plan in plain words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.io.history import entry_digest
from gis.io.roadedits import edit_words
from gis.io.scenariowords import decision_words, part_title, part_words
from gis.messages import describe, message_codes
from gis.model import HistoryEntry
from gis.resources import load_toml
from gis.schema import load_schema

COLUMNS = ("number", "when", "program", "who", "what", "change", "digest", "previous")
DIGEST_SHOWN = 12  # characters of a SHA-256 that a person compares by eye


def entry_sentence(entry: HistoryEntry, language: str = "zh") -> str:
    """Return what an entry says in one sentence; an action of a later version as it is."""
    if entry.action not in message_codes():
        return entry.action
    values = {key: _headline_value(key, value, language) for key, value in entry.values.items()}
    values["count"] = entry.values.get("count", len(entry.values.get("changes", ())))
    try:
        return describe(entry.action, values, language).what.strip()
    except KeyError:  # an entry of another version lacks a value
        return entry.action


def _headline_value(key: str, value: Any, language: str) -> Any:
    if key == "parts":
        return parts_in_words(value, language)
    if isinstance(value, list | dict):
        return len(value)
    return f"{value:,}" if isinstance(value, int) else value


def parts_in_words(parts: Iterable[str], language: str = "zh") -> str:
    """Return the names of parts of a plan (:func:`gis.io.digests.plan_digests`) as a list in words."""
    return (", " if language == "en" else "、").join(_word(str(part), language) for part in parts)


def entry_lines(entry: HistoryEntry, language: str = "zh") -> list[str]:
    """Return every single change of an entry as one line."""
    values = entry.values
    lines = [_line(change, language) for change in values.get("changes", ())]
    if "figures" in values:
        after = {name: _shown(pair[1], language) for name, pair in values["figures"]["headline"].items()}
        lines.append(_say("history_line_figures", after, language))
    if "digests" in values:
        short = {name: digest[:DIGEST_SHOWN] for name, digest in values["digests"].items()}
        lines.append(_say("history_line_digests", short, language))
    lines += [_file_line(file, language) for file in values.get("files", ())]
    lines += list(_choice_lines(values.get("choices", {}), language))
    return lines


def _say(code: str, values: Mapping[str, Any], language: str) -> str:
    return describe(code, values, language).what


def _word(code: str, language: str) -> str:
    known = f"history_word_{code}"
    return _say(known, {}, language) if known in message_codes() else code


def _shown(value: Any, language: str) -> str:
    if value is None or value == "":
        return _word("none", language)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _file_line(file: Mapping[str, Any], language: str) -> str:
    code = "history_line_file" if "rows" in file else "history_line_printed"
    numbers = {key: f"{file[key]:,}" for key in ("size_bytes", "rows") if key in file}
    return _say(code, {**file, **numbers}, language)


def _choice_lines(choices: Mapping[str, Any], language: str) -> Iterator[str]:
    for role, system in choices.get("coordinates", {}).items():
        yield _say("history_line_coordinates", {"role": _table(role), "system": system}, language)
    roads = choices.get("roads", {})
    if roads.get("tolerance_m") is not None:
        yield _say("history_line_road_tolerance", {"metres": f"{roads['tolerance_m']:g}"}, language)
    if roads.get("join_crossings"):
        yield _say("history_line_join_crossings", {}, language)
    counts = {key: sum(choices.get(key, {}).values()) for key in ("columns", "matches")}
    counts["columns"] += len(roads.get("columns", {}))
    counts["positions"] = choices.get("positions", 0)
    if any(counts.values()):
        yield _say("history_line_choices", counts, language)


def _line(change: Mapping[str, Any], language: str) -> str:
    kind = str(change["kind"])
    values = {key: _shown(value, language) for key, value in change.items() if key in ("before", "after")}
    if kind == "decision":
        names = change.get("names", {})
        values = {side: decision_words(change[side], language, names) for side in ("before", "after")}
        values["school"] = change["school"] or change["school_id"]
    elif kind == "scenario_part":
        part, names = (str(change["part"]), str(change["id"])), change.get("names", {})
        values = {side: part_words(*part, change[side], language, names) for side in ("before", "after")}
        values["title"] = part_title(*part, language, names)
    elif kind == "issue":
        return _issue_line(change, language)
    elif kind == "cell":
        values["column"] = _column(str(change["table"]), str(change["column"]))
    elif kind == "meta":
        values["key"] = _word(str(change["key"]), language)
    elif kind == "network":
        values = {key: f"{change[key]:,}" for key in ("metres_before", "metres_after")}
    elif kind.startswith("road_edit"):
        values = {side: edit_words(change[side], language) for side in ("before", "after")}
    elif kind.startswith("observation"):
        values["about"] = _word(str(change["about"]), language)
    if "table" in change:
        values["table"] = _table(str(change["table"]))
    return _say(f"history_line_{kind}", {**change, **values}, language)


def _issue_line(change: Mapping[str, Any], language: str) -> str:
    code, values = str(change["code"]), change.get("values", {})
    what = describe(code, values, language).what if code in message_codes() else code
    sides = {side: _word(str(change[side] or "none"), language) for side in ("before", "after")}
    text = _say("history_line_issue", {"what": what.strip(), **sides}, language)
    reason = change.get("reason")
    return text + (_say("history_line_reason", {"reason": reason}, language) if reason else "")


def _table(name: str) -> str:
    titles: dict[str, str] = load_toml("schemas", "plan.toml")["titles"]
    return titles.get(name, name)


def _column(table: str, name: str) -> str:
    found = [column.title for column in load_schema(table).columns if column.name == name]
    own: dict[str, str] = load_toml("schemas", "plan.toml")["columns"]
    return found[0] if found else own.get(name, name)


def write_history(history: Iterable[HistoryEntry], path: Path, language: str = "zh") -> None:
    """Write a log as a table (.csv, UTF-8 with the mark that spreadsheets look for): one row per change.

    Parameters
    ----------
    history
        The entries.
    path
        The file to write.
    language
        ``"zh"`` or ``"en"``.

    Raises
    ------
    InputError
        output_not_writable.
    """
    headers = [_say(f"history_column_{name}", {}, language) for name in COLUMNS]
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream)
            table.writerow(headers)
            for number, entry in enumerate(history, start=1):
                about = [number, entry.when, entry.program, entry.values.get("who", "")]
                link = [entry_digest(entry), entry.values.get("previous", "")]
                for line in entry_lines(entry, language) or [""]:
                    table.writerow([*about, entry_sentence(entry, language), _harmless(line), *link])
    except OSError as error:
        raise InputError("output_not_writable", path=str(path), reason=str(error.strerror)) from error


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
