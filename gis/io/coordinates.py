"""What system a column pair is probably written in, and the evidence for it.

The county's boundary tells systems apart that differ by kilometres. GCJ-02 and BD-09 differ from true degrees
by 0.2 to 1.4 km only: what can be said is whether the points lie nearer to roads in one of them, point by
point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from gis.io.county import County, Numbers
from gis.io.systems import (
    SWAPPED,
    SYSTEMS,
    ZONE_WIDTH_DEGREES,
    System,
    from_storage,
    system_of,
    to_storage,
    zone_numbers,
)
from gis.messages import Message, describe
from gis.resources import load_toml

__all__ = [
    "SYSTEMS",
    "Candidate",
    "PositionSurvey",
    "System",
    "from_storage",
    "plausible_systems",
    "survey_positions",
    "survey_rules",
    "system_of",
    "to_storage",
]

Lines: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries
_LARGEST_DEGREES = 180.0
_DEGREE_CODES = ("degrees", "gcj02", "bd09", "dmmss")


@dataclass(frozen=True)
class Candidate:
    """A system, and how well the positions would fit the county in it.

    Attributes
    ----------
    inside, total
        Positions inside the county in this system, and positions given.
    road_m
        Median distance in metres from the positions inside to the nearest road, NaN without roads.
    """

    system: System
    inside: int
    total: int
    road_m: float = math.nan

    @property
    def share_inside(self) -> float:
        """Share of the positions that lie inside the county."""
        return self.inside / self.total

    @property
    def evidence(self) -> str:
        """The figures in short: label, positions inside, metres to the nearest road."""
        metres = "" if math.isnan(self.road_m) else f", {self.road_m:.0f} m"
        return f"{self.system.label} {self.inside}/{self.total}{metres}"

    def describe(self, language: str = "zh") -> Message:
        """Return the evidence in words."""
        code = "coordinates_candidate" if math.isnan(self.road_m) else "coordinates_candidate_with_roads"
        values = {"system": self.system.label, "inside": self.inside, "total": self.total}
        return describe(code, {**values, "metres": f"{self.road_m:.0f}"}, language)


@dataclass(frozen=True)
class PositionSurvey:
    """What a column pair may be.

    Attributes
    ----------
    candidates
        Systems in which at least one position lies inside the county, best first.
    unmistakable
        Code of the system that the numbers cannot but be in, apart from a shift of some hundred metres: plain
        degrees, swapped degrees or a projected system. None if no system, or more than one, fits.
    recommended
        Code of the system that the figures speak for clearly, shifts included; None: ask somebody who knows.
    """

    candidates: tuple[Candidate, ...]
    unmistakable: str | None
    recommended: str | None
    total: int

    @property
    def suspected(self) -> str | None:
        """Code of the system that the figures speak for, though it is not the one taken by the numbers."""
        taken = self.unmistakable or "degrees"
        return None if self.recommended == taken else self.recommended

    @property
    def evidence(self) -> str:
        """The figures of all candidates in short."""
        return "; ".join(candidate.evidence for candidate in self.candidates) or "—"

    def describe(self, language: str = "zh") -> Message:
        """Return what the columns probably are, in words."""
        values = {"total": self.total, "evidence": self.evidence}
        if self.recommended is None:
            code = "coordinates_survey_open" if self.candidates else "coordinates_survey_none"
            return describe(code, values, language)
        label = SYSTEMS[self.recommended].label
        return describe("coordinates_survey_clear", {**values, "system": label}, language)


def survey_positions(
    x: ArrayLike, y: ArrayLike, boundary: BaseGeometry, roads: Lines | None = None
) -> PositionSurvey:
    """Find out what system positions are probably written in.

    Parameters
    ----------
    x, y
        The numbers of the column taken for the longitude and of the other one; NaN = unknown.
    boundary
        The county in degrees.
    roads
        Road lines with their coordinate system; without them shifted degrees cannot be told apart.

    Returns
    -------
    PositionSurvey
        With the share inside the county and the median distance to the nearest road for every system that
        fits at all.
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    is_given = np.isfinite(first) & np.isfinite(second)
    first, second = first[is_given], second[is_given]
    fits = _fits(first, second, County.of(boundary), roads)
    unmistakable = _unmistakable(fits)
    clear = _clear(fits, unmistakable)
    return PositionSurvey(
        candidates=tuple(fit.candidate for fit in fits),
        unmistakable=unmistakable.code if unmistakable else None,
        recommended=clear.code if clear else None,
        total=len(first),
    )


def plausible_systems(x: Numbers, y: Numbers, county: County) -> tuple[System, ...]:
    """Return the systems that numbers of such a size can be in, the plain ones first.

    Unnumbered eastings may belong to the county's zone or to one beside it.
    """
    codes: list[str] = []
    largest = np.fmax(np.abs(x), np.abs(y))
    if (largest <= _LARGEST_DEGREES).any():
        codes += _DEGREE_CODES
    if (zone_numbers(np.fmax(x, y)) > 0).any():
        codes.append("gk_zone")
    if ((largest > _LARGEST_DEGREES) & (zone_numbers(np.fmax(x, y)) == 0)).any():
        middle = round(county.degrees.centroid.x / ZONE_WIDTH_DEGREES)
        codes += [f"gk_{zone * ZONE_WIDTH_DEGREES}" for zone in (middle, middle - 1, middle + 1)]
    both = [*codes, *(code + SWAPPED for code in codes)]
    return tuple(SYSTEMS[code] for code in both if code in SYSTEMS)


@dataclass(frozen=True)
class _Fit:
    """A candidate with the misfit of every sampled position: metres outside plus metres to a road."""

    candidate: Candidate
    misfit_m: Numbers

    @property
    def system(self) -> System:
        return self.candidate.system


def _fits(x: Numbers, y: Numbers, county: County, roads: Lines | None) -> list[_Fit]:
    tree = county.tree_of(roads) if roads is not None and len(roads) else None
    sample = _sample(len(x))
    fits = []
    for system in plausible_systems(x, y, county):
        lon, lat = to_storage(x, y, system)
        if system.kind == "packed" and np.isnan(lon + lat).any():
            continue
        outside_m = county.metres_outside(lon, lat)
        is_inside = outside_m <= county.tolerance_m
        if not is_inside.any():
            continue
        misfit_m, is_near = outside_m[sample].copy(), is_inside[sample]
        road_m = math.nan
        if tree is not None and not system.is_projected:
            misfit_m[is_near] += _metres_to_lines(lon[sample][is_near], lat[sample][is_near], county, tree)
            road_m = float(np.median(misfit_m[is_near])) if is_near.any() else math.nan
        fits.append(_Fit(Candidate(system, int(is_inside.sum()), len(x), road_m), misfit_m))
    return sorted(fits, key=lambda fit: -fit.candidate.inside)


def _sample(count: int) -> NDArray[np.int64]:
    most = int(survey_rules()["most_points"])
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64)) if count else np.arange(0)


def _metres_to_lines(lon: Numbers, lat: Numbers, county: County, tree: shapely.STRtree) -> Numbers:
    points = county.points_in_metres(lon, lat)
    (asked, _), metres = tree.query_nearest(points, return_distance=True, all_matches=False)
    found = np.full(len(points), np.inf)
    found[asked] = metres
    return found


def _unmistakable(fits: Iterable[_Fit]) -> System | None:
    """Return the one system that holds nearly all positions while no other one holds more than a few."""
    least = survey_rules()["least_share_inside"]
    candidates = [fit.candidate for fit in fits if fit.system.is_unmistakable]
    leading = [c.system for c in candidates if c.share_inside >= least]
    rivals = [c.system for c in candidates if c.share_inside > 1 - least]
    return leading[0] if len(leading) == 1 and rivals == leading else None


def _clear(fits: list[_Fit], unmistakable: System | None) -> System | None:
    """Return the system that fits clearly better than every other one it could be mistaken for."""
    if unmistakable is not None and unmistakable.is_projected:
        return unmistakable
    if unmistakable is not None:
        fits = [fit for fit in fits if fit.system.is_swapped == unmistakable.is_swapped]
    for fit in fits:
        others = [other for other in fits if other is not fit]
        if fit.candidate.share_inside >= survey_rules()["least_share_inside"] and all(
            _is_clearly_better(fit.misfit_m, other.misfit_m) for other in others
        ):
            return fit.system
    return None


def _is_clearly_better(misfit_m: Numbers, other_m: Numbers) -> bool:
    """Whether one system brings the positions nearer than another, by a sign test over the positions."""
    rules = survey_rules()
    is_somewhere = ~(np.isinf(misfit_m) & np.isinf(other_m))
    gain_m = other_m[is_somewhere] - misfit_m[is_somewhere]
    nearer = int((gain_m > rules["least_difference_m"]).sum())
    farther = int((gain_m < -rules["least_difference_m"]).sum())
    compared = nearer + farther
    if compared == 0 or nearer / compared < rules["least_nearer_share"]:
        return False
    return _chance(nearer, compared) <= float(rules["largest_chance"])


def _chance(successes: int, tries: int) -> float:
    """Return the probability of at least so many heads in fair tosses."""
    ways = sum(math.comb(tries, count) for count in range(successes, tries + 1))
    return float(ways / 2**tries)


def survey_rules() -> dict[str, Any]:
    """Return the limits of the survey (``resources/schemas/coordinates.toml``)."""
    survey: dict[str, Any] = load_toml("schemas", "coordinates.toml")["survey"]
    return survey
