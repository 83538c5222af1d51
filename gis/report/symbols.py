"""Map symbols: shape says what a school is, fill what happens to it, size how many pupils it has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import shapely

from gis.report import svg
from gis.resources import load_toml

MM = svg.UNITS_PER_MM
DASHES = "9 6"
HALF_REACH = 9.0  # larger than any symbol radius, in symbol radii
Points = list[tuple[float, float]]

# unit shapes of equal visual weight, y downwards
CIRCLE: Points = [(math.cos(a * math.pi / 18), math.sin(a * math.pi / 18)) for a in range(36)]
TRIANGLE: Points = [(0.0, -1.2), (1.08, 0.75), (-1.08, 0.75)]
SQUARE: Points = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
DIAMOND: Points = [(0.0, -1.22), (1.22, 0.0), (0.0, 1.22), (-1.22, 0.0)]
HOUSE: Points = [(0.0, -1.2), (1.05, -0.25), (1.05, 0.9), (-1.05, 0.9), (-1.05, -0.25)]
SHAPES: dict[str, Points] = {
    "circle": CIRCLE,
    "triangle": TRIANGLE,
    "square": SQUARE,
    "diamond": DIAMOND,
    "house": HOUSE,
}


def map_style() -> dict[str, Any]:
    """Return the classes and colours that the window, the web map and the printed maps share."""
    return load_toml("web", "map.toml")


def print_style() -> dict[str, Any]:
    """Return the colours and widths that only printed maps and charts have."""
    return load_toml("templates", "style.toml")


@cache
def colour(name: str) -> str:
    """Return a colour of the printed maps by name."""
    tables = (print_style()["colour"], map_style()["status"], map_style()["mark"])
    return str(next(table[name] for table in tables if name in table))


def shape_of(type_code: str, *, is_point: bool) -> str:
    """Return the key of :data:`SHAPES` for a type of school."""
    shapes = map_style()["shape"]
    return "triangle" if is_point else str(shapes.get(type_code, shapes["other"]))


@dataclass(frozen=True, slots=True)
class SchoolSymbol:
    """A school on a map: ``status`` a LayoutStatus value or bystander (not concerned)."""

    x: float
    y: float
    radius: float
    shape: str
    status: str = "retain"
    private: bool = False
    boarding: bool = False


def school_radius(pupils: float) -> float:
    """Return the radius of a school's symbol, drawing units; its area grows with the pupils."""
    return MM * min(2.9, max(1.5, 1.1 + 0.06 * math.sqrt(max(pupils, 0.0))))


def settlement_radius(pupils: float) -> float:
    """Return the radius of a settlement's dot, drawing units; its area grows with the pupils."""
    return MM * min(2.0, max(0.65, 0.5 + 0.12 * math.sqrt(max(pupils, 0.0))))


def draw_school(symbol: SchoolSymbol) -> str:
    """Return the symbol as SVG."""
    points = [
        (symbol.x + symbol.radius * px, symbol.y + symbol.radius * py) for px, py in SHAPES[symbol.shape]
    ]
    fill = colour(symbol.status)
    ring = ""
    if symbol.boarding:
        ring = svg.element(
            "circle",
            cx=symbol.x,
            cy=symbol.y,
            r=symbol.radius * 1.5,
            fill="none",
            stroke=colour("boarding"),
            stroke_width=3.5,
        )
    if symbol.status == "teaching_point":
        body = svg.polygon(points, fill=colour("paper"), stroke="none") + _left_half(symbol, points, fill)
        return ring + body + svg.polygon(points, fill="none", stroke=colour("ink"), stroke_width=2.2)
    sign, dash = SIGNS.get(symbol.status), DASHES if symbol.status == "phase_out" else None
    if symbol.private:
        paper = colour("paper")
        body = svg.polygon(points, fill=paper, stroke=fill, stroke_width=4.0, stroke_dasharray=dash)
        return ring + body + (sign(symbol, fill) if sign else "")
    edge = colour("ink") if symbol.status != "bystander" else colour("paper")
    width = 2.0 if dash is None else 4.0
    body = svg.polygon(points, fill=fill, stroke=edge, stroke_width=width, stroke_dasharray=dash)
    return ring + body + (sign(symbol, colour("paper")) if sign else "")


def _left_half(symbol: SchoolSymbol, points: Points, fill: str) -> str:
    reach = HALF_REACH * symbol.radius
    window = shapely.box(symbol.x - reach, symbol.y - reach, symbol.x, symbol.y + reach)
    half = shapely.intersection(shapely.Polygon(points), window)
    return svg.element("path", d=svg.path_data(half), fill=fill)


def _cross(symbol: SchoolSymbol, _tone: str) -> str:
    strokes = ((colour("paper"), 6.5), (colour("ink"), 3.0))
    return "".join(_x(symbol.x, symbol.y, symbol.radius * 1.25, tone, width) for tone, width in strokes)


def _bars(symbol: SchoolSymbol, tone: str) -> str:
    """Two upright bars: closed, and may be taken up again."""
    reach, apart = symbol.radius * 0.45, symbol.radius * 0.28
    ends = [(x, symbol.y - reach, x, symbol.y + reach) for x in (symbol.x - apart, symbol.x + apart)]
    return _strokes(symbol, tone, ends)


def _plus(symbol: SchoolSymbol, tone: str) -> str:
    x, y, reach = symbol.x, symbol.y, symbol.radius * 0.55
    return _strokes(symbol, tone, [(x - reach, y, x + reach, y), (x, y - reach, x, y + reach)])


def _strokes(symbol: SchoolSymbol, tone: str, ends: Sequence[tuple[float, float, float, float]]) -> str:
    width = symbol.radius * 0.26
    return "".join(svg.line(*end, stroke=tone, stroke_width=width) for end in ends)


SIGNS: dict[str, Callable[[SchoolSymbol, str], str]] = {
    "merge": _cross, "suspend": _bars, "new": _plus, "reopen": _plus,
}  # fmt: skip


def _x(x: float, y: float, reach: float, tone: str, width: float) -> str:
    return "".join(
        svg.line(
            x - reach,
            y - sign * reach,
            x + reach,
            y + sign * reach,
            stroke=tone,
            stroke_width=width,
            stroke_linecap="round",
        )
        for sign in (1, -1)
    )


def time_class(seconds: float) -> int:
    """Return the class 0…4 of a journey's time."""
    return sum(seconds / 60 >= limit for limit in map_style()["time"]["breaks_min"])


def time_class_names() -> list[str]:
    """Return the legend texts of the time classes, minutes."""
    breaks: Sequence[int] = map_style()["time"]["breaks_min"]
    between = [f"{low}—{high}" for low, high in pairwise(breaks)]
    return [f"{breaks[0]}以内", *between, f"{breaks[-1]}以上"]


def draw_settlement(x: float, y: float, radius: float, verdict: str, seconds: float | None) -> str:
    """Return a settlement's dot, filled by travel time and marked by verdict.

    Parameters
    ----------
    verdict
        A verdict of ``Evaluation.flows``.
    seconds
        The longest journey shown, None where there is none.
    """
    if verdict == "over":
        dots = [(0.0, 0.0), (0.5, 0.5), (-0.5, 0.5), (0.5, -0.5), (-0.5, -0.5)]
        body = _dot(x, y, radius, fill=colour("over"), stroke=colour("ink"), stroke_width=1.5)
        return body + "".join(
            _dot(x + radius * dx, y + radius * dy, radius * 0.17, fill=colour("paper")) for dx, dy in dots
        )
    if verdict == "unreachable":
        return _dot(x, y, radius, fill=colour("unreachable")) + _x(x, y, radius * 0.5, colour("paper"), 2.2)
    if verdict == "boarding":
        return _dot(x, y, radius, fill=colour("paper"), stroke=colour("boarding"), stroke_width=3.5)
    if seconds is None:
        return _dot(x, y, radius, fill=colour("paper"), stroke=colour("muted"), stroke_width=2.0)
    fill = str(map_style()["time"]["colours"][time_class(seconds)])
    if verdict == "borderline":
        return _dot(x, y, radius, fill=fill, stroke=colour("over"), stroke_width=4.0)
    return _dot(x, y, radius, fill=fill, stroke=colour("ink"), stroke_width=1.3)


def _dot(
    x: float,
    y: float,
    radius: float,
    *,
    fill: str,
    stroke: str | None = None,
    stroke_width: float | None = None,
) -> str:
    return svg.element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=stroke_width)


def arrow_ends(start: SchoolSymbol, end: SchoolSymbol) -> tuple[float, float, float, float]:
    """Return where an arrow between two schools begins and ends: x1, y1, x2, y2, clear of the symbols."""
    length = math.hypot(end.x - start.x, end.y - start.y) or 1.0
    ux, uy = (end.x - start.x) / length, (end.y - start.y) / length
    leave, arrive = start.radius * 1.5, end.radius * 1.6
    return start.x + ux * leave, start.y + uy * leave, end.x - ux * arrive, end.y - uy * arrive


def draw_arrow(start: SchoolSymbol, end: SchoolSymbol) -> str:
    """Return the arrow from a closed or converted school to a receiver; "" where they nearly touch."""
    distance = math.hypot(end.x - start.x, end.y - start.y)
    if distance <= start.radius * 1.5 + end.radius * 1.6 + 1.5 * MM:
        return ""
    x1, y1, x2, y2 = arrow_ends(start, end)
    ux, uy = (end.x - start.x) / distance, (end.y - start.y) / distance
    head, half = min(2.4 * MM, math.hypot(x2 - x1, y2 - y1)), 1.0 * MM
    bx, by = x2 - ux * head, y2 - uy * head
    tip = [(x2, y2), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half)]
    ink, paper = colour("ink"), colour("paper")
    return (
        svg.line(x1, y1, bx, by, stroke=paper, stroke_width=9.0)
        + svg.polygon(tip, fill=ink, stroke=paper, stroke_width=2.0)
        + svg.line(x1, y1, bx, by, stroke=ink, stroke_width=4.5)
    )


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A legend entry: ``draw(x, y)`` gives the sign centred there, ``width`` is the sign's room."""

    draw: Callable[[float, float], str]
    words: str
    width: float = 40.0


def settlement_item(verdict: str, seconds: float | None, words: str) -> LegendItem:
    """Return the legend entry of a settlement's dot."""
    return LegendItem(lambda x, y: draw_settlement(x, y, 11.0, verdict, seconds), words, 26.0)


def school_item(words: str, shape: str = "circle", status: str = "retain", **flags: bool) -> LegendItem:
    """Return the legend entry of a school."""
    return LegendItem(lambda x, y: draw_school(SchoolSymbol(x, y, 13.0, shape, status, **flags)), words, 36.0)


def line_item(words: str, **attributes: str | float | None) -> LegendItem:
    """Return the legend entry of a line."""
    return LegendItem(lambda x, y: svg.line(x - 22, y, x + 22, y, **attributes), words, 48.0)
