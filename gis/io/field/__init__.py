"""Field copies: a part of a plan goes to the villages on a laptop and comes back, compared by id."""

from gis.io.field.applying import apply
from gis.io.field.areas import Area, area_around, area_of_box, area_of_map
from gis.io.field.checkout import check_out
from gis.io.field.marker import FieldMarker, marker_of
from gis.io.field.merging import Change, Conflict, Merge, Take, merge_back, merge_copy

__all__ = [
    "Area",
    "Change",
    "Conflict",
    "FieldMarker",
    "Merge",
    "Take",
    "apply",
    "area_around",
    "area_of_box",
    "area_of_map",
    "check_out",
    "marker_of",
    "merge_back",
    "merge_copy",
]
