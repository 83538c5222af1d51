"""How printed maps draw a scenario's changes to the roads: each kind by its own pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.layout import NetworkEditKind
from gis.report import svg
from gis.report.mapsource import Frame
from gis.report.roadshapes import DrawnEdit
from gis.report.symbols import MM, LegendItem, line_item, map_style

CROSS_MM, CROSS_EVERY_MM = 1.0, 3.2
AREA_OPACITY = "0.12"



def draw_edits(edits: Iterable[DrawnEdit], frame: Frame) -> Iterator[str]:
    """Yield the changes as SVG; each kind is known by its pattern without colour too."""
    for edit in edits:
        shown = frame.clip(np.array([edit.shape], dtype=object))
        yield from _strokes(edit.kind, shown, footpath=edit.is_footpath)


def edit_items(edits: Iterable[DrawnEdit]) -> list[LegendItem]:
    """Return the legend entries of the kinds that are there."""
    names = {
        (NetworkEditKind.CLOSE, False): "道路封闭",
        (NetworkEditKind.ADD, False): "新增道路",
        (NetworkEditKind.ADD, True): "新增小路",
        (NetworkEditKind.SPEED, False): "改车速路段",
        (NetworkEditKind.DANGER, False): "危险路段",
        (NetworkEditKind.BARRIER, False): "画定的阻隔",
    }
    kinds = {(edit.kind, edit.is_footpath) for edit in edits}
    return [_item(*key, words) for key, words in names.items() if key in kinds]


def _item(kind: NetworkEditKind, footpath: bool, words: str) -> LegendItem:
    def draw(x: float, y: float) -> str:
        line = shapely.LineString([(x - 22, y), (x + 22, y)])
        return "".join(_strokes(kind, line, footpath=footpath))

    return LegendItem(draw, words, line_item("").width)


def _strokes(kind: NetworkEditKind, shape: BaseGeometry, *, footpath: bool) -> Iterator[str]:
    style = map_style()["edit"]
    tone, paper = str(style[kind.value]), str(style["paper"])
    data = svg.path_data(shape)
    if not data:
        return

    def stroke(colour: str, width_mm: float, dash: str | None = None) -> str:
        return svg.element(
            "path", d=data, fill="none", stroke=colour, stroke_width=width_mm * MM, stroke_dasharray=dash,
            stroke_linecap="butt", stroke_linejoin="round",
        )  # fmt: skip

    if kind is NetworkEditKind.BARRIER:
        if any(part.geom_type == "Polygon" for part in shapely.get_parts(shape)):
            yield svg.element("path", d=data, fill=tone, fill_rule="evenodd", fill_opacity=AREA_OPACITY)
        yield stroke(paper, 0.9)
        yield stroke(tone, 0.5, "16 9")
        return
    yield stroke(paper, 1.3)
    if kind is NetworkEditKind.DANGER:
        yield stroke(str(style["ink"]), 1.0)
        yield stroke(tone, 1.0, "10 10")
    elif kind is NetworkEditKind.CLOSE:
        yield stroke(tone, 0.55)
        yield from _crosses(shape, tone)
    else:
        yield stroke(tone, 0.7, "14 7" if footpath else None)


def _crosses(shape: BaseGeometry, tone: str) -> Iterator[str]:
    reach, step = CROSS_MM * MM, CROSS_EVERY_MM * MM
    for line in _merged(shape):
        count = max(1, int(line.length // step))
        for k in range(count):
            spot = line.interpolate((k + 0.5) / count, normalized=True)
            for sign in (1, -1):
                yield svg.line(
                    spot.x - reach, spot.y - sign * reach, spot.x + reach, spot.y + sign * reach,
                    stroke=tone, stroke_width=0.35 * MM, stroke_linecap="round",
                )  # fmt: skip


def _merged(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    """Return the lines of a drawing, pieces that meet joined."""
    lines = [part for part in _leaves(shape) if part.geom_type == "LineString" and part.length > 0]
    merged = shapely.line_merge(shapely.MultiLineString(lines)) if lines else shapely.MultiLineString()
    return [part for part in shapely.get_parts(merged) if part.length > 0]


def _leaves(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if part.geom_type in ("GeometryCollection", "MultiLineString"):
            yield from _leaves(part)
        else:
            yield part
