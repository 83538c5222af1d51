"""The legend under a map: only what the map shows, in rows that wrap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from gis.report import svg
from gis.report.placement import text_width
from gis.report.rows import Row
from gis.report.symbols import (
    LegendItem,
    colour,
    line_item,
    map_style,
    school_item,
    settlement_item,
    shape_of,
    time_class_names,
)
from gis.report.words import word

TEXT_SIZE, NOTE_SIZE = 24.0, 21.5
ROW_HEIGHT, NOTE_HEIGHT, GAP, PADDING = 37.0, 28.0, 22.0, 12.0
CHANGES, OPENED = ("merge", "suspend", "phase_out", "teaching_point"), ("new", "reopen")
SHAPE_NAMES = {"circle": "小学", "triangle": "教学点", "square": "初中", "diamond": "一贯制、完全中学"}


def legend_items(
    sites: Sequence[Row],
    verdicts: set[str],
    *,
    has_water: bool,
    has_barriers: bool,
    has_arrows: bool,
    pupils: str,
) -> list[LegendItem]:
    """Return the entries for what is on the map.

    Parameters
    ----------
    sites
        The schools the map is about: ``type_code, is_point, status, private, boarding``.
    verdicts
        The verdicts of the settlements' dots.
    pupils
        Whose pupils the dots count, in words.
    """
    plain = [s for s in sites if s["status"] in ("retain", "bystander")]
    shapes = {shape_of(str(s["type_code"]), is_point=bool(s["is_point"])) for s in plain}
    statuses = {s["status"] for s in sites}
    items = [school_item(name, shape) for shape, name in SHAPE_NAMES.items() if shape in shapes]
    items += [
        school_item(words, "triangle" if status == "teaching_point" else "circle", status)
        for status, words in _status_names(statuses)
    ]
    if any(s["private"] for s in sites):
        items.append(school_item("民办", private=True))
    if any(s["boarding"] for s in sites):
        items.append(school_item("寄宿", boarding=True))
    if has_arrows:
        items.append(line_item("→ 接收学校", stroke=colour("ink"), stroke_width=4.5))
    return [*items, *_line_items(has_water, has_barriers), *_dot_items(verdicts, pupils)]


def _status_names(statuses: set[str]) -> Iterable[tuple[str, str]]:
    """Return the statuses on the map in words; new and reopened schools look alike and share an entry."""
    for status in CHANGES:
        if status in statuses:
            yield status, word("status", status)
    opened = [status for status in OPENED if status in statuses]
    if opened:
        yield opened[0], "、".join(word("status", status) for status in opened)


def _line_items(has_water: bool, has_barriers: bool) -> Iterable[LegendItem]:
    yield line_item("村—校", stroke=colour("link"), stroke_width=2.0)
    yield line_item("道路", stroke=colour("road_heavy"), stroke_width=7.0)
    if has_water:
        yield line_item("河流", stroke=colour("water"), stroke_width=6.0)
    if has_barriers:
        yield line_item("阻隔", stroke=colour("barrier"), stroke_width=4.0, stroke_dasharray="12 8")


def _dot_items(verdicts: set[str], pupils: str) -> Iterable[LegendItem]:
    breaks = map_style()["time"]["breaks_min"]
    middles = [
        breaks[0] / 2,
        *((a + b) / 2 for a, b in pairwise(breaks)),
        breaks[-1] * 2,
    ]
    first = f"居民点（{pupils}学生，面积为人数），最长单程分钟："
    yield LegendItem(lambda x, y: "", first, 0.0)
    for minutes, words in zip(middles, time_class_names(), strict=True):
        yield settlement_item("no_limit", minutes * 60, words)
    extra = {
        "over": "超时",
        "borderline": "临界",
        "boarding": "寄宿",
        "unreachable": "无路可达、去向未落实",
        "unknown": "未知",
    }
    for verdict, words in extra.items():
        if verdict in verdicts:
            yield settlement_item(verdict, None if verdict != "borderline" else breaks[2] * 60, words)


def draw_legend(
    items: Sequence[LegendItem], notes: Sequence[str], width: float, right_room: float
) -> tuple[str, float]:
    """Return the legend as SVG from y = 0 downwards, and its height, in drawing units.

    ``right_room``: what stays free at the right of the first rows.
    """
    parts = []
    x, row = PADDING, 0
    for item in items:
        length = item.width + 6 + text_width(item.words, TEXT_SIZE)
        if x + length > width - PADDING - right_room:
            x, row = PADDING, row + 1
        middle = PADDING + ROW_HEIGHT * (row + 0.5)
        parts.append(item.draw(x + item.width / 2, middle))
        parts.append(
            svg.text(item.words, x + item.width + 6, middle + TEXT_SIZE * 0.36, TEXT_SIZE, fill=colour("ink"))
        )
        x += length + GAP
    y = PADDING + ROW_HEIGHT * max(row + 1, 2)
    for note in notes:
        for piece in _wrapped(note, NOTE_SIZE, width - 2 * PADDING):
            y += NOTE_HEIGHT
            parts.append(svg.text(piece, PADDING, y - 8, NOTE_SIZE, fill=colour("muted")))
    return "".join(parts), y + 4


def _wrapped(words: str, size: float, width: float) -> list[str]:
    lines, current = [], ""
    for sign in words:
        if current and text_width(current + sign, size) > width:
            lines.append(current)
            current = ""
        current += sign
    return [*lines, current]
