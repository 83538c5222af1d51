"""A few functions that write SVG text. Every text and attribute is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

FONT = "Noto Sans SC"
UNITS_PER_MM = 10.0


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def printable(text: str) -> str:
    """Return the text without the control characters that XML forbids."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and c not in "\ufffe\uffff"))


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """Return one element around ready SVG.

    ``stroke_width`` becomes ``stroke-width``; an attribute that is None is left out.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            text = _plain(value) if isinstance(value, int | float) else printable(value)
            parts.append(f"{key.rstrip('_').replace('_', '-')}={quoteattr(text)}")
    head = " ".join(parts)
    return f"<{head}>{content}</{name}>" if content else f"<{head}/>"


def text(
    words: str,
    x: float,
    y: float,
    size: float,
    *,
    fill: str,
    bold: bool = False,
    anchor: str = "start",
    halo: str | None = None,
) -> str:
    """Return a text at its baseline, with a halo of the given colour."""
    return element(
        "text",
        escape(printable(words)) or " ",
        x=x,
        y=y,
        font_family=FONT,
        font_size=size,
        font_weight="700" if bold else "400",
        text_anchor=anchor,
        fill=fill,
        stroke=halo,
        stroke_width=size * 0.22 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def polygon(points: Iterable[Sequence[float]], **attributes: str | float | None) -> str:
    """Return a closed shape."""
    return element("polygon", points=" ".join(f"{_plain(p[0])},{_plain(p[1])}" for p in points), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def path_data(geometry: BaseGeometry) -> str:
    """Return the ``d`` of a path for lines and areas (outer and inner rings) in drawing units."""
    pieces = []
    for part in shapely.get_parts(geometry):
        rings = (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)
        close = "Z" if part.geom_type == "Polygon" else ""
        for ring in rings:
            coordinates = shapely.get_coordinates(ring)
            if len(coordinates) > 1:
                pieces.append("M" + " ".join(f"{_plain(x)} {_plain(y)}" for x, y in coordinates) + close)
    return "".join(pieces)


def document(width: float, height: float, content: Iterable[str]) -> str:
    """Return a whole drawing; width and height in drawing units of 0.1 mm."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_plain(width)} {_plain(height)}" '
        f'width="{_plain(width / UNITS_PER_MM)}mm" height="{_plain(height / UNITS_PER_MM)}mm">'
        + "".join(content)
        + "</svg>"
    )
