"""Settlements and plots: what both samples put on their land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely


@dataclass
class Place:
    """A settlement before it has pupils."""

    code: str
    name: str
    village: str
    township: str
    xy: tuple[float, float]
    kind: str  # town, market, plain, hill, hamlet
    note: str = "位置为模拟"


def short_name(official: str) -> str:
    """西顶村民委员会 → 西顶村; 北街社区居民委员会 → 北街社区."""
    for ending, short in (
        ("社区居民委员会", "社区"),
        ("居民委员会", "社区"),
        ("村村民委员会", "村"),
        ("村民委员会", "村"),
        ("社区居委会", "社区"),
        ("居委会", "社区"),
        ("村委会", "村"),
    ):
        if official.endswith(ending):
            return official.removesuffix(ending) + short
    return official


class Frontage:
    """Plots beside small roads, for schools.

    Parameters
    ----------
    segments
        Road segments in local metres, shape (n, 2, 2).
    area
        Polygon that a plot must lie in.
    """

    def __init__(self, segments, area):
        segments = _shorten(segments, 60.0)
        self.middle = segments.mean(axis=1)
        along = segments[:, 1] - segments[:, 0]
        self.length = np.linalg.norm(along, axis=1)
        usable = (self.length > 15) & shapely.contains_xy(area, self.middle[:, 0], self.middle[:, 1])
        self.middle, self.length, along = self.middle[usable], self.length[usable], along[usable]
        self.normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / self.length[:, None]

    def plot(self, anchor, rng, least_m: float = 60.0) -> tuple[float, float]:
        """Choose one of the four nearest plots at least ``least_m`` from a place, 14-22 m off the road."""
        distance = np.linalg.norm(self.middle - np.asarray(anchor), axis=1).round(1)
        distance[distance < least_m] = np.inf
        chosen = int(np.argsort(distance, kind="stable")[:4][rng.randrange(4)])
        x, y = self.middle[chosen] + self.normal[chosen] * (14 + 8 * rng.random()) * rng.choice((-1, 1))
        return float(x), float(y)


def _shorten(segments, longest_m):
    """Split segments into equal pieces no longer than ``longest_m``."""
    length = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    pieces = np.maximum(np.ceil(length / longest_m), 1).astype(int)
    which = np.repeat(np.arange(len(segments)), pieces)
    step = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start, along = segments[which, 0], segments[which, 1] - segments[which, 0]
    share = (step / pieces[which])[:, None], ((step + 1) / pieces[which])[:, None]
    return np.stack([start + along * share[0], start + along * share[1]], axis=1)
