"""The shifted coordinates of Chinese web maps: GCJ-02 (AMap, Tencent) and BD-09 (Baidu).

Neither has an official public definition. The formulas are those that became public in 2013 as
"EvilTransform" (GCJ-02, on the Krassovsky 1940 ellipsoid) and with Baidu's first map interface (BD-09); every
open library uses them. They are meant for putting a user's own data right, once and on this machine. All
functions work on arrays of degrees; points outside the rectangle that the formula covers, and NaN, come back
as they are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
LonLat = tuple[Degrees, Degrees]

_KRASSOVSKY_AXIS_M = 6378245.0
_KRASSOVSKY_E2 = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_ORIGIN_LON, _ORIGIN_LAT = 105.0, 35.0
_BAIDU_WAVE = np.pi * 3000.0 / 180.0
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006
_EXACT_DEGREES = 1e-10                  # 0.01 mm
_ROUNDS = 30                            # four are usual


def gcj02_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Shift true degrees (WGS84, CGCS2000) to GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees, of one shape.

    Returns
    -------
    tuple of numpy.ndarray
        Longitudes and latitudes; 200 to 700 m away inside China.
    """
    lon, lat = _degrees(lon), _degrees(lat)
    east, north = _gcj02_shift(lon, lat)
    is_covered = _is_covered(lon, lat)
    return np.where(is_covered, lon + east, lon), np.where(is_covered, lat + north, lat)


def wgs84_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Take the shift of GCJ-02 away, to less than a millimetre of its formula.

    The formula cannot be turned round; it changes by some 2 m in a kilometre, so correcting the guess by what
    is still missing gains three digits a round.
    """
    return _inverse(_shifted_gcj02, _degrees(lon), _degrees(lat))


def bd09_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Shift true degrees to BD-09, which is GCJ-02 shifted once more; 1 to 1.4 km away inside China."""
    lon, lat = _degrees(lon), _degrees(lat)
    shifted = _bd09_from_gcj02(*gcj02_from_wgs84(lon, lat))
    is_covered = _is_covered(lon, lat)
    return np.where(is_covered, shifted[0], lon), np.where(is_covered, shifted[1], lat)


def wgs84_from_bd09(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Take the shift of BD-09 away, to less than a millimetre of its formulas."""
    lon, lat = _degrees(lon), _degrees(lat)
    return _inverse(lambda x, y: _bd09_from_gcj02(*_shifted_gcj02(x, y)), lon, lat)


def _degrees(values: ArrayLike) -> Degrees:
    return np.asarray(values, dtype=np.float64)


def _is_covered(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    covered: NDArray[np.bool_] = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return covered


def _inverse(shift: Callable[[Degrees, Degrees], LonLat], lon: Degrees, lat: Degrees) -> LonLat:
    is_covered = _is_covered(lon, lat)
    aim_lon, aim_lat = np.where(is_covered, lon, _ORIGIN_LON), np.where(is_covered, lat, _ORIGIN_LAT)
    found_lon, found_lat = aim_lon, aim_lat
    for _ in range(_ROUNDS):
        seen_lon, seen_lat = shift(found_lon, found_lat)
        missing_lon, missing_lat = aim_lon - seen_lon, aim_lat - seen_lat
        found_lon, found_lat = found_lon + missing_lon, found_lat + missing_lat
        if max(np.abs(missing_lon).max(initial=0), np.abs(missing_lat).max(initial=0)) < _EXACT_DEGREES:
            break
    return np.where(is_covered, found_lon, lon), np.where(is_covered, found_lat, lat)


def _shifted_gcj02(lon: Degrees, lat: Degrees) -> LonLat:
    east, north = _gcj02_shift(lon, lat)
    return lon + east, lat + north


def _gcj02_shift(lon: Degrees, lat: Degrees) -> LonLat:
    """Return the shift in degrees east and north: metres by polynomial and waves, turned into degrees."""
    x, y = lon - _ORIGIN_LON, lat - _ORIGIN_LAT
    common = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    root = np.sqrt(np.abs(x))
    east_waves = (
        common + _waves(x, (20.0, 1.0), (40.0, 1.0 / 3.0), (150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0))
    ) * (2.0 / 3.0)
    north_waves = (
        common + _waves(y, (20.0, 1.0), (40.0, 1.0 / 3.0), (160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0))
    ) * (2.0 / 3.0)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + east_waves
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + north_waves
    latitude = np.radians(lat)
    w2 = 1.0 - _KRASSOVSKY_E2 * np.sin(latitude) ** 2
    prime_vertical_m = _KRASSOVSKY_AXIS_M / np.sqrt(w2)
    meridian_m = _KRASSOVSKY_AXIS_M * (1.0 - _KRASSOVSKY_E2) / w2**1.5
    return np.degrees(east_m / (prime_vertical_m * np.cos(latitude))), np.degrees(north_m / meridian_m)


def _waves(at: Degrees, *waves: tuple[float, float]) -> Degrees:
    """Return the sum of sines; ``waves`` are (metres, half turns per degree)."""
    return np.sum([metres * np.sin(np.pi * turns * at) for metres, turns in waves], axis=0)  # type: ignore[no-any-return]


def _bd09_from_gcj02(lon: Degrees, lat: Degrees) -> LonLat:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_WAVE)
    return radius * np.cos(angle) + _BAIDU_EAST, radius * np.sin(angle) + _BAIDU_NORTH
