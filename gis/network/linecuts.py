"""Parts of lines between shares of their lengths."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cut_lines(lines: NDArray[np.object_], start: Floats, end: Floats) -> NDArray[np.object_]:
    """Return the parts of lines between two shares of their lengths.

    Parameters
    ----------
    lines
        One line per part; shape (parts,).
    start, end
        0 ≤ start < end ≤ 1.
    """
    result = lines.copy()
    cut = np.flatnonzero((start > 0) | (end < 1))
    if not len(cut):
        return result
    pieces, low, high = lines[cut], start[cut], end[cut]
    xy, owner = shapely.get_coordinates(pieces, return_index=True)
    step = np.append(0.0, np.hypot(*np.diff(xy, axis=0).T))
    step[np.append(True, np.diff(owner) > 0)] = 0.0
    along = np.cumsum(step)
    first = np.searchsorted(owner, np.arange(len(cut)))
    along -= along[first][owner]
    length = shapely.length(pieces)
    inside = (along > (low * length)[owner]) & (along < (high * length)[owner])
    ends = [shapely.line_interpolate_point(pieces, share, normalized=True) for share in (low, high)]
    every = np.concatenate([shapely.get_coordinates(ends[0]), xy[inside], shapely.get_coordinates(ends[1])])
    whose = np.concatenate([np.arange(len(cut)), owner[inside], np.arange(len(cut))])
    where = np.concatenate([np.full(len(cut), -1.0), along[inside], np.full(len(cut), np.inf)])
    order = np.lexsort((where, whose))
    result[cut] = shapely.linestrings(every[order], indices=whose[order])
    return result
