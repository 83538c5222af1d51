"""Where labels go on a map: by priority, never over each other, never over a symbol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]

# the preferred sides first: right, left, above, below, then the corners; then the same further out
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
DISTANCES = (0.15, 0.7, 1.4)  # gap to the symbol, in text heights
LINE_HEIGHT = 1.25


@dataclass(frozen=True, slots=True)
class Label:
    """A text that wants to stand beside a point; lengths in drawing units, y downwards."""

    text: str
    x: float
    y: float
    symbol_radius: float
    size: float
    priority: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with the place that was found for it: the text's left end and baseline."""

    label: Label
    left: float
    baseline: float


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Return the width of a text: full-width signs count one size, others 0.56."""
    return size * sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in text)


def place_labels(labels: Sequence[Label], *, frame: Box, obstacles: Sequence[Box] = ()) -> list[PlacedLabel]:
    """Place labels greedily by falling priority; those without a free place are left out.

    Parameters
    ----------
    labels
        The wishes; ties of priority keep their order.
    frame
        left, top, right, bottom of the drawing.
    obstacles
        Boxes that no label may cover: the symbols.

    Returns
    -------
    list of PlacedLabel
        In order of priority.
    """
    taken = np.empty((len(obstacles) + len(labels), 4))
    taken[: len(obstacles)] = np.asarray(obstacles, dtype=float).reshape(-1, 4)
    used = len(obstacles)
    placed = []
    for label in sorted(labels, key=lambda item: -item.priority):
        box = _free_box(label, frame, taken[:used])
        if box is None:
            continue
        taken[used] = box
        used += 1
        baseline = box[1] + label.size * (LINE_HEIGHT + 0.76) / 2
        placed.append(PlacedLabel(label, box[0], baseline))
    return placed


def _free_box(label: Label, frame: Box, taken: NDArray[np.float64]) -> Box | None:
    width, height = text_width(label.text, label.size), label.size * LINE_HEIGHT
    for distance in DISTANCES:
        reach = label.symbol_radius + distance * label.size
        for side_x, side_y in SIDES:
            centre_x = label.x + side_x * (reach + width / 2)
            centre_y = label.y + side_y * (reach + height / 2)
            if side_x and side_y:
                centre_x -= side_x * 0.3 * reach
                centre_y -= side_y * 0.3 * reach
            box = (centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2)
            if _inside(box, frame) and not _overlaps(box, taken):
                return box
    return None


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _overlaps(box: Box, taken: NDArray[np.float64]) -> bool:
    apart = (
        (taken[:, 0] >= box[2]) | (taken[:, 2] <= box[0]) | (taken[:, 1] >= box[3]) | (taken[:, 3] <= box[1])
    )
    return bool((~apart).any())
