"""How long the journeys take, before and after, as bars that are legible in grey."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.evaluation.result import Evaluation
from gis.model import Band
from gis.report import svg
from gis.report.symbols import MM, colour, print_style
from gis.report.words import number, word

WIDTH, HEIGHT = 156.0 * MM, 62.0 * MM
TITLE_SIZE, TEXT_SIZE, VALUE_SIZE = 28.0, 23.0, 20.0
TOP, BOTTOM, PANEL_GAP = 62.0, 92.0, 36.0


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
    panels = [
        svg.element(
            "g",
            _panel(evaluation.flows, band, width),
            transform=f"translate({k * (width + PANEL_GAP):.1f} 0)",
        )
        for k, band in enumerate(bands)
    ]
    return svg.document(WIDTH, HEIGHT, [*panels, _legend()])


def _panel(flows: pd.DataFrame, band: Band, width: float) -> str:
    counts = {when: pupils_by_minutes(flows, band, when) for when in ("before", "after")}
    highest = max(1, *(int(c.max()) for c in counts.values()))
    step = width / len(counts["before"])
    bar, floor, room = step * 0.38, HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP - VALUE_SIZE
    ink = colour("ink")
    parts = [svg.text(word("band", band.value), 0, TITLE_SIZE, TITLE_SIZE, fill=ink, bold=True)]
    for side, when in enumerate(("before", "after")):
        for k, count in enumerate(counts[when]):
            x, height = k * step + step * 0.1 + side * (bar + step * 0.04), room * count / highest
            parts.append(
                svg.element(
                    "rect",
                    x=x,
                    y=floor - height,
                    width=bar,
                    height=height,
                    fill=colour(f"chart_{when}"),
                    stroke=ink,
                    stroke_width=1.0 if count else 0.0,
                )
            )
            if count:
                parts.append(
                    svg.text(
                        number(count), x + bar / 2, floor - height - 5, VALUE_SIZE, fill=ink, anchor="middle"
                    )
                )
    names = _class_names()
    parts += [
        svg.text(name, (k + 0.5) * step, floor + 26, TEXT_SIZE * 0.86, fill=ink, anchor="middle")
        for k, name in enumerate(names)
    ]
    parts.append(svg.line(0, floor, width, floor, stroke=ink, stroke_width=2.0))
    return "".join(parts)


def _class_names() -> list[str]:
    breaks = _breaks()
    between = [f"{a}—{b}" for a, b in pairwise(breaks)]
    return [f"<{breaks[0]}", *between, f"≥{breaks[-1]}"]


def _legend() -> str:
    y = HEIGHT - 22
    parts = []
    x = 0.0
    for when, words in (("before", "维持现状"), ("after", "本方案")):
        parts.append(
            svg.element(
                "rect",
                x=x,
                y=y - 17,
                width=34,
                height=20,
                fill=colour(f"chart_{when}"),
                stroke=colour("ink"),
                stroke_width=1.0,
            )
        )
        parts.append(svg.text(words, x + 44, y, TEXT_SIZE, fill=colour("ink")))
        x += 44 + math.ceil(len(words) * TEXT_SIZE) + 40
    parts.append(
        svg.text(
            "横轴为单程分钟，柱高和柱顶数字为走读学生人数（各图比例不同）",
            x,
            y,
            TEXT_SIZE,
            fill=colour("muted"),
        )
    )
    return "".join(parts)
