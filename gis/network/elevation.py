"""Heights from an elevation raster (GeoTIFF), read window by window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gis.errors import InputError

TILE_CELLS = 512                            # read at once along either side: bounds the memory
CACHE_MB = 64
LOWEST_M, HIGHEST_M = -500.0, 9000.0        # no land is outside of this: such cells are voids
METRES_PER_DEGREE = 111_320.0               # rough: only for the spacing of samples

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@contextmanager
def open_elevations(path: Path, *, smoothing_m: float) -> Iterator[Elevations]:
    """Open an elevation raster for sampling.

    Parameters
    ----------
    smoothing_m
        Cells are averaged over a square of this side before they are sampled.

    Raises
    ------
    InputError
        dem_missing, dem_unreadable (no GeoTIFF, damaged), dem_no_crs.
    """
    import rasterio
    from rasterio.errors import RasterioError

    if not path.is_file():
        raise InputError("dem_missing", file=str(path))
    try:
        # GeoTIFF and nothing else: other drivers follow links to other files
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), rasterio.open(path, driver="GTiff") as raster:
            if raster.crs is None or raster.transform.is_identity:
                raise InputError("dem_no_crs", file=path.name)
            yield Elevations(raster, smoothing_m)
    except (RasterioError, OSError) as fault:
        raise InputError("dem_unreadable", file=path.name, detail=str(fault)) from fault


class Elevations:
    """An open raster.

    Attributes
    ----------
    crs
        Of the positions that :meth:`sample` takes.
    cell_m
        Side of a cell in metres, the shorter one.
    """

    def __init__(self, raster: Any, smoothing_m: float) -> None:
        self._raster = raster
        self.crs = CRS.from_wkt(raster.crs.to_wkt())
        sides_m = self._sides_m()
        self.cell_m = min(sides_m)
        # an odd number of cells, so that the mean stands in the middle one
        self._window = tuple(2 * round((smoothing_m / side - 1) / 2) + 1 for side in reversed(sides_m))
        self._window = tuple(max(1, cells) for cells in self._window)

    def sample(self, xy: Floats) -> Floats:
        """Return heights in metres, bilinear between the middles of cells; NaN outside and beside voids.

        Parameters
        ----------
        xy
            Positions in :attr:`crs`, x first; shape (points, 2).
        """
        heights = np.full(len(xy), np.nan)
        row, column = self._cells(xy)
        last_row, last_column = self._raster.height - 1, self._raster.width - 1
        is_inside = (np.abs(row - last_row / 2) <= last_row / 2 + 0.5) & (
            np.abs(column - last_column / 2) <= last_column / 2 + 0.5
        )
        known = np.flatnonzero(is_inside)
        row, column = np.clip(row[known], 0, last_row), np.clip(column[known], 0, last_column)
        tile = (row // TILE_CELLS) * (self._raster.width // TILE_CELLS + 1) + column // TILE_CELLS
        order = np.argsort(tile, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(tile[order])) + 1):
            if len(part):
                heights[known[part]] = self._in_one_tile(row[part], column[part])
        return heights

    def tiles(self, xy: Floats) -> Ints:
        """Return a number for the tile that each position lies in, to read neighbours together."""
        row, column = self._cells(np.nan_to_num(xy, posinf=0.0, neginf=0.0))
        across = self._raster.width // TILE_CELLS + 1
        numbers: Ints = (np.floor(row / TILE_CELLS) * across + np.floor(column / TILE_CELLS)).astype(np.int64)
        return numbers

    def _sides_m(self) -> tuple[float, float]:
        a, b, _, d, e, _ = tuple(self._raster.transform)[:6]
        width, height = float(np.hypot(a, d)), float(np.hypot(b, e))
        if self.crs.is_geographic:
            bounds = self._raster.bounds
            middle = np.radians((bounds.bottom + bounds.top) / 2)
            return width * METRES_PER_DEGREE * float(np.cos(middle)), height * METRES_PER_DEGREE
        unit_m = float(self.crs.axis_info[0].unit_conversion_factor)
        return width * unit_m, height * unit_m

    def _cells(self, xy: Floats) -> tuple[Floats, Floats]:
        """Return row and column of positions, whole numbers in the middles of cells."""
        a, b, c, d, e, f = tuple(~self._raster.transform)[:6]
        x, y = xy[:, 0], xy[:, 1]
        return d * x + e * y + f - 0.5, a * x + b * y + c - 0.5

    def _in_one_tile(self, row: Floats, column: Floats) -> Floats:
        top, left = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
        block, first_row, first_column = self._block(top.min(), top.max() + 1, left.min(), left.max() + 1)
        down, right = row - top, column - left
        height = np.zeros(len(row))
        for step_down in (0, 1):
            for step_right in (0, 1):
                share = np.abs(1 - step_down - down) * np.abs(1 - step_right - right)
                at_row = np.minimum(top + step_down, self._raster.height - 1) - first_row
                at_column = np.minimum(left + step_right, self._raster.width - 1) - first_column
                height += np.where(share > 0, share * block[at_row, at_column], 0.0)
        return height

    def _block(self, top: int, bottom: int, left: int, right: int) -> tuple[Floats, int, int]:
        """Read the cells between two rows and two columns, averaged; NaN in voids."""
        from rasterio.windows import Window

        halo_rows, halo_columns = (cells // 2 for cells in self._window)
        first_row, first_column = max(0, top - halo_rows), max(0, left - halo_columns)
        end_row = min(self._raster.height, bottom + halo_rows + 1)
        end_column = min(self._raster.width, right + halo_columns + 1)
        window = Window(first_column, first_row, end_column - first_column, end_row - first_row)
        read = self._raster.read(1, window=window, masked=True).astype(np.float64)
        heights = read.filled(np.nan) * self._raster.scales[0] + self._raster.offsets[0]
        heights[~((heights > LOWEST_M) & (heights < HIGHEST_M))] = np.nan
        return self._averaged(heights), int(first_row), int(first_column)

    def _averaged(self, heights: Floats) -> Floats:
        """Return the mean of the known cells around each known cell."""
        if self._window == (1, 1):
            return heights
        from scipy.ndimage import uniform_filter

        is_known = np.isfinite(heights)
        total = uniform_filter(np.where(is_known, heights, 0.0), self._window, mode="nearest")
        share = uniform_filter(is_known.astype(float), self._window, mode="nearest")
        mean: Floats = np.divide(total, share, out=np.full_like(heights, np.nan), where=is_known)
        return mean
