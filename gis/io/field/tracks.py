"""Lines surveyed with another device, from a vector file."""

from __future__ import annotations

from pathlib import Path

import shapely
from shapely.geometry import LineString


def read_tracks(path: Path) -> list[LineString]:
    """Return the lines of a file (KML, GeoJSON, GeoPackage, Shapefile …) in EPSG:4490, each in one piece.

    Raises
    ------
    InputError
        A fault of the whole file, no lines in it, or a coordinate system that nobody named.
    """
    from gis.vectors.degrees import in_degrees
    from gis.vectors.layers import Kind, read_layer

    read = in_degrees(read_layer(path, Kind.LINE), path.name, role="roads")
    parts = shapely.get_parts(shapely.force_2d(read.frame.geometry.to_numpy()))
    return [part for part in parts if isinstance(part, LineString) and part.length > 0]
