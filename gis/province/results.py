"""One table of results: GeoParquet, a row per county, failed ones included."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from gis.errors import InputError
from gis.model import STORAGE_CRS
from gis.province.work import CountyResult


def results_frame(results: Sequence[CountyResult]) -> gpd.GeoDataFrame:
    """Return the results as a table with the counties' areas in EPSG:4490.

    Columns ``county, status ("ok" | "failed"), error, seconds``, then the figures of
    :func:`gis.province.work.work_county`; what a failed county does not have is missing, never 0.
    """
    rows = [
        {
            "county": result.county,
            "status": "failed" if result.error else "ok",
            "error": result.error,
            "seconds": result.seconds,
            **result.figures,
        }
        for result in results
    ]
    areas = [shapely.from_wkb(result.outline_wkb) if result.outline_wkb else None for result in results]
    frame = pd.DataFrame(rows)
    numbers = [
        name for name in frame if name not in ("county", "status", "error") and _is_numeric(frame[name])
    ]
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name]).convert_dtypes()
    return gpd.GeoDataFrame(frame, geometry=areas, crs=STORAGE_CRS)


def _is_numeric(column: pd.Series) -> bool:
    """Whether a column holds nothing but numbers and gaps (a limit that no county sets is all gaps)."""
    return all(isinstance(value, int | float) for value in column.dropna())


def write_results(results: Sequence[CountyResult], path: Path) -> None:
    """Write the table as GeoParquet.

    Raises
    ------
    InputError
        output_not_writable, batch_extra_missing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        results_frame(results).to_parquet(path, index=False)
    except OSError as error:
        raise InputError(
            "output_not_writable", path=str(path), reason=str(error.strerror or error)
        ) from error
    except ImportError as error:
        raise InputError("batch_extra_missing") from error
