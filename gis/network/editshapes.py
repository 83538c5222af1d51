"""The shapes of changes to the roads."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from gis.model import NetworkEdit


def shape_of(edit: NetworkEdit) -> BaseGeometry:
    """Return where a change is, in EPSG:4490.

    Raises
    ------
    shapely.errors.ShapelyError
        Its text is no shape.
    """
    shape: BaseGeometry = shapely.from_wkt(edit.wkt)
    return shape


def plain_wkt(shape: BaseGeometry) -> str:
    """Return the one text that stands for a shape: equal shapes have equal texts, no digit is lost."""
    text: str = shapely.to_wkt(shapely.force_2d(shape), rounding_precision=-1, trim=True)
    return text
