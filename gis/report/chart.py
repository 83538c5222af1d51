"""How long the journeys take, before and after, as bars that are legible in grey."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.evaluation.result import Evaluation
from gis.model import Band
from gis.report import svg
from gis.report.symbols import MM, colour, print_style
from gis.report.words import number, word

WIDTH = 156.0 * MM
TITLE_SIZE, TEXT_SIZE, VALUE_SIZE = 28.0, 23.0, 22.0
TOP, PANEL_GAP = 46.0, 30.0
BAR, BAR_GAP, CLASS_GAP = 22.0, 1.0, 14.0
NAME_ROOM, VALUE_ROOM = 96.0, 78.0  # left and right of the longest bar
LEGEND_ROOM = 58.0
SIDES = (("before", "维持现状"), ("after", "本方案"))


def pupils_by_minutes(flows: pd.DataFrame, band: Band, when: str) -> NDArray[np.int64]:
    """Return the day pupils of a band per class of minutes; those without a known way are left out.

    Parameters
    ----------
    flows
        ``Evaluation.flows``.
    when
        ``"before"`` or ``"after"``.

    Returns
    -------
    numpy.ndarray
        One count per class of ``histogram.breaks_min`` (style.toml), the last one open upwards; the lower
        bound belongs to a class, the upper one to the next.
    """
    daily = flows[
        (flows["band"] == band.value)
        & ~flows[f"boarding_{when}"].astype(bool)
        & flows[f"seconds_{when}"].notna()
    ]
    classes = np.digitize(daily[f"seconds_{when}"].to_numpy(dtype=float) / 60, _breaks())
    counts = np.bincount(classes, weights=daily["pupils"].to_numpy(dtype=float), minlength=len(_breaks()) + 1)
    return counts.astype(np.int64)


def _breaks() -> list[int]:
    return list(print_style()["histogram"]["breaks_min"])


def minutes_chart(evaluation: Evaluation) -> str:
    """Return three panels of bars, one per age band: pupils per class of minutes before and after."""
    bands = [b for b in Band if (evaluation.flows["band"] == b.value).any()] or list(Band)
    width = (WIDTH - PANEL_GAP * (len(bands) - 1)) / len(bands)
    height = TOP + len(_class_names()) * _class_height() + LEGEND_ROOM
    parts = []
    for k, band in enumerate(bands):
        panel = _panel(evaluation.flows, band, width)
        parts.append(svg.element("g", panel, transform=f"translate({k * (width + PANEL_GAP):.1f} 0)"))
    return svg.document(WIDTH, height, [*parts, _legend(height)])


def _class_height() -> float:
    return 2 * BAR + BAR_GAP + CLASS_GAP


def _panel(flows: pd.DataFrame, band: Band, width: float) -> str:
    counts = {when: pupils_by_minutes(flows, band, when) for when, _ in SIDES}
    highest = max(1, *(int(c.max()) for c in counts.values()))
    room, ink, names = width - NAME_ROOM - VALUE_ROOM, colour("ink"), _class_names()
    parts = [svg.text(word("band", band.value), 0, TITLE_SIZE, TITLE_SIZE, fill=ink, bold=True)]
    for k, name in enumerate(names):
        top = TOP + k * _class_height()
        middle = top + BAR + TEXT_SIZE * 0.36
        parts.append(svg.text(name, NAME_ROOM - 12, middle, TEXT_SIZE, fill=ink, anchor="end"))
        for row, (when, _) in enumerate(SIDES):
            y, count = top + row * (BAR + BAR_GAP), int(counts[when][k])
            parts.append(_bar(NAME_ROOM, y, room * count / highest, when))
            value = svg.text(
                number(count), NAME_ROOM + room * count / highest + 7, y + BAR * 0.85, VALUE_SIZE, fill=ink
            )
            parts.append(value if count else "")
    floor = TOP + len(names) * _class_height() - CLASS_GAP
    parts.append(svg.line(NAME_ROOM, TOP - 6, NAME_ROOM, floor + 6, stroke=ink, stroke_width=2.0))
    return "".join(parts)


def _bar(x: float, y: float, length: float, when: str) -> str:
    if length <= 0:
        return ""
    fill, ink = colour(f"chart_{when}"), colour("ink")
    return svg.element("rect", x=x, y=y, width=length, height=BAR, fill=fill, stroke=ink, stroke_width=1.0)


def _class_names() -> list[str]:
    breaks = _breaks()
    return [f"<{breaks[0]}", *(f"{a}—{b}" for a, b in pairwise(breaks)), f"≥{breaks[-1]}"]


def _legend(height: float) -> str:
    x, y, parts = 0.0, height - 14, []
    for when, words in SIDES:
        parts.append(_bar(x, y - BAR + 3, 36.0, when))
        parts.append(svg.text(words, x + 46, y, TEXT_SIZE, fill=colour("ink")))
        x += 46 + len(words) * TEXT_SIZE + 36
    words = "纵轴为单程分钟，柱长和柱端数字为走读学生人数（各图比例不同）"
    parts.append(svg.text(words, x, y, TEXT_SIZE, fill=colour("muted")))
    return "".join(parts)
