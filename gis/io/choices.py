"""What the user decided about files; the importer never guesses these silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_USED = ""


@dataclass(frozen=True)
class ImportChoices:
    """Answers to the importer's questions, by role of the file (``schools``, ``settlements``, ``pupils`` …).

    Attributes
    ----------
    columns
        Role → schema column → the header text that holds it; :data:`NOT_USED` = in no column of the file.
        Columns that are not named are found by header text as always.
    coordinates
        Role → code of the coordinate system that the positions of this file are in
        (``gis.io.coordinates.SYSTEMS``), decided by the user.
    layers
        Role → layer of a vector file that holds several; ``*`` = all of them together.
    matches
        Role → name or code as written in the file → id of the settlement or school that is meant.
    positions
        Id of a school or settlement → (longitude, latitude) in EPSG:4490, placed by hand.
    road_columns
        ``class``, ``speed``, ``name``, ``oneway``, ``bridge`` … → the field of an own road file that
        holds it; :data:`NOT_USED` = no field.
    road_tolerance_m
        How near the end of an own road line must come to another one to meet it, None: as in ``roads.toml``.
    join_crossings
        Whether own road lines that cross on one level without a common vertex meet there.
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    coordinates: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    road_columns: Mapping[str, str] = field(default_factory=dict)
    road_tolerance_m: float | None = None
    join_crossings: bool = False


NO_CHOICES = ImportChoices()
