"""The coordinate systems that a column pair may be written in, and the way to the stored one.

``x`` always means the numbers of the column that was taken for the longitude, ``y`` those of the other one.
A system with ``is_swapped`` has them the other way round: latitude first, or northing first, as Chinese
surveyors write (their X is north).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from gis.crs import FIRST_UNNUMBERED_EPSG, FIRST_ZONE, LAST_ZONE
from gis.errors import InputError
from gis.io.angles import from_packed, to_packed
from gis.io.datums import bd09_from_wgs84, gcj02_from_wgs84, wgs84_from_bd09, wgs84_from_gcj02
from gis.messages import describe
from gis.model import STORAGE_CRS

FIRST_NUMBERED_EPSG = 4513              # CGCS2000 / 3-degree Gauss-Kruger zone 25
ZONE_WIDTH_DEGREES = 3
ZONE_UNIT_M = 1_000_000.0               # a numbered easting is zone number x this + easting
SWAPPED = "_swapped"
Degrees = NDArray[np.float64]
LonLat = tuple[Degrees, Degrees]
Kind = Literal["degrees", "packed", "gcj02", "bd09", "numbered", "unnumbered"]

_TO_DEGREES: Mapping[str, Callable[[Degrees, Degrees], LonLat]] = {
    "degrees": lambda x, y: (x, y),
    "packed": lambda x, y: (from_packed(x), from_packed(y)),
    "gcj02": wgs84_from_gcj02,
    "bd09": wgs84_from_bd09,
}
_FROM_DEGREES: Mapping[str, Callable[[Degrees, Degrees], LonLat]] = {
    "degrees": lambda x, y: (x, y),
    "packed": lambda x, y: (to_packed(x), to_packed(y)),
    "gcj02": gcj02_from_wgs84,
    "bd09": bd09_from_wgs84,
}
_OTHER_NAMES = {"wgs84": "degrees", "cgcs2000": "degrees"}
_LABELS = {"degrees": "CGCS2000", "packed": "D.MMSS", "gcj02": "GCJ-02", "bd09": "BD-09"}


@dataclass(frozen=True, slots=True)
class System:
    """A way to write positions.

    Attributes
    ----------
    code
        What the user names it by (:data:`SYSTEMS`).
    zone
        Number of the 3-degree zone of an unnumbered system, 0 otherwise; a numbered easting says it itself,
        row by row.
    is_swapped
        The column taken for the longitude holds the latitude or northing.
    """

    code: str
    kind: Kind
    zone: int = 0
    is_swapped: bool = False

    @property
    def is_projected(self) -> bool:
        """Whether the numbers are metres."""
        return self.kind in ("numbered", "unnumbered")

    @property
    def is_unmistakable(self) -> bool:
        """Whether positions of this system inside the county can be taken for nothing else.

        GCJ-02 and BD-09 lie some hundred metres beside the truth, and D.MMSS looks like decimal degrees.
        """
        return self.is_projected or self.kind == "degrees"

    @property
    def label(self) -> str:
        """A short name that reads the same in every language."""
        if self.kind == "numbered":
            name = f"EPSG:{FIRST_NUMBERED_EPSG}–{FIRST_NUMBERED_EPSG + LAST_ZONE - FIRST_ZONE}"
        elif self.kind == "unnumbered":
            name = f"EPSG:{_epsg(FIRST_UNNUMBERED_EPSG, self.zone)}"
        else:
            name = _LABELS[self.kind]
        first = " (N, E)" if self.is_projected else " (lat, lon)"
        return name + (first if self.is_swapped else "")

    def describe(self, language: str = "zh") -> str:
        """Return what the system is, for somebody who chooses one."""
        meridian = self.zone * ZONE_WIDTH_DEGREES
        plain = replace(self, is_swapped=False).label
        words = describe(f"system_{self.kind}", {"meridian": meridian, "label": plain}, language).what
        return describe("system_swapped", {"system": words}, language).what if self.is_swapped else words


def _epsg(first: int, zone: int) -> int:
    return first + zone - FIRST_ZONE


def _systems() -> dict[str, System]:
    plain = [System(code, code) for code in ("degrees", "gcj02", "bd09")]
    plain += [System("dmmss", "packed"), System("gk_zone", "numbered")]
    zones = range(FIRST_ZONE, LAST_ZONE + 1)
    plain += [System(f"gk_{zone * ZONE_WIDTH_DEGREES}", "unnumbered", zone) for zone in zones]
    swapped = [System(s.code + SWAPPED, s.kind, s.zone, is_swapped=True) for s in plain]
    return {system.code: system for system in (*plain, *swapped)}


SYSTEMS: Mapping[str, System] = _systems()
"""Code → system: ``degrees``, ``dmmss``, ``gcj02``, ``bd09``, ``gk_zone`` (3-degree Gauss-Kruger with zone
number), ``gk_75`` … ``gk_135`` (without, by central meridian), and each with ``_swapped``."""


def system_of(code: str) -> System:
    """Return a system by its code, or a Gauss-Kruger system by its EPSG number.

    Raises
    ------
    InputError
        coordinate_system_unknown.
    """
    key = code.strip().lower().replace("-", "")
    key = _OTHER_NAMES.get(key, key)
    match = re.fullmatch(rf"(?:epsg:?)?(\d{{4}})({SWAPPED})?", key)
    if match is not None:
        key = _code_of_epsg(int(match[1])) + (match[2] or "")
    if key not in SYSTEMS:
        raise InputError("coordinate_system_unknown", given=code)
    return SYSTEMS[key]


def _code_of_epsg(number: int) -> str:
    zones = LAST_ZONE - FIRST_ZONE
    if number in (4490, 4326):
        return "degrees"
    if FIRST_NUMBERED_EPSG <= number <= FIRST_NUMBERED_EPSG + zones:
        return "gk_zone"
    if FIRST_UNNUMBERED_EPSG <= number <= FIRST_UNNUMBERED_EPSG + zones:
        return f"gk_{(number - FIRST_UNNUMBERED_EPSG + FIRST_ZONE) * ZONE_WIDTH_DEGREES}"
    return ""


def to_storage(x: ArrayLike, y: ArrayLike, system: System | str) -> LonLat:
    """Turn positions into degrees of EPSG:4490.

    Parameters
    ----------
    x, y
        The numbers of the column taken for the longitude and of the other one, of one shape; NaN = unknown.
    system
        A system or its code.

    Returns
    -------
    tuple of numpy.ndarray
        Longitudes and latitudes; NaN where the numbers mean nothing in this system.
    """
    known = system_of(system) if isinstance(system, str) else system
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if known.is_swapped:
        first, second = second, first
    if known.kind == "numbered":
        return _from_numbered(first, second)
    if known.kind == "unnumbered":
        return _projected(FIRST_UNNUMBERED_EPSG, known.zone, first, second)
    return _TO_DEGREES[known.kind](first, second)


def from_storage(lon: ArrayLike, lat: ArrayLike, system: System | str) -> LonLat:
    """Write degrees of EPSG:4490 in another system: the inverse of :func:`to_storage`.

    Returns
    -------
    tuple of numpy.ndarray
        The numbers for the first and the second column.
    """
    known = system_of(system) if isinstance(system, str) else system
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if known.kind == "numbered":
        x, y = _to_numbered(lon, lat)
    elif known.kind == "unnumbered":
        x, y = _projected(FIRST_UNNUMBERED_EPSG, known.zone, lon, lat, inverse=True)
    else:
        x, y = _FROM_DEGREES[known.kind](lon, lat)
    return (y, x) if known.is_swapped else (x, y)


def zone_numbers(easting: ArrayLike) -> NDArray[np.int64]:
    """Return the zone number that leads each numbered easting, 0 where there is none of a 3-degree zone."""
    zones = np.floor(np.asarray(easting, dtype=np.float64) / ZONE_UNIT_M)
    return np.where((zones >= FIRST_ZONE) & (zones <= LAST_ZONE), zones, 0).astype(np.int64)


def _from_numbered(easting: Degrees, northing: Degrees) -> LonLat:
    """Convert row by row in the zone that leads the easting: a county may lie in two zones."""
    zones = zone_numbers(easting)
    lon, lat = np.full(easting.shape, np.nan), np.full(easting.shape, np.nan)
    for zone in np.unique(zones[zones > 0]):
        rows = zones == zone
        lon[rows], lat[rows] = _projected(FIRST_NUMBERED_EPSG, int(zone), easting[rows], northing[rows])
    return lon, lat


def _to_numbered(lon: Degrees, lat: Degrees) -> LonLat:
    zones = np.rint(lon / ZONE_WIDTH_DEGREES)
    easting, northing = np.full(lon.shape, np.nan), np.full(lon.shape, np.nan)
    for zone in np.unique(zones[(zones >= FIRST_ZONE) & (zones <= LAST_ZONE)]):
        rows = zones == zone
        easting[rows], northing[rows] = _projected(
            FIRST_NUMBERED_EPSG, int(zone), lon[rows], lat[rows], inverse=True
        )
    return easting, northing


def _projected(first_epsg: int, zone: int, x: Degrees, y: Degrees, *, inverse: bool = False) -> LonLat:
    out = _transformer(_epsg(first_epsg, zone)).transform(x, y, direction="INVERSE" if inverse else "FORWARD")
    lon, lat = (np.asarray(values, dtype=np.float64) for values in out)
    is_known = np.isfinite(lon) & np.isfinite(lat)
    return np.where(is_known, lon, np.nan), np.where(is_known, lat, np.nan)


@cache
def _transformer(epsg: int) -> Transformer:
    """Return the way from a projected system (easting first) to degrees (longitude first)."""
    return Transformer.from_crs(epsg, STORAGE_CRS, always_xy=True)
