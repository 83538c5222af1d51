"""From the two position columns of a table to points inside the county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.coordinates import (
    SYSTEMS,
    PositionSurvey,
    System,
    plausible_systems,
    survey_positions,
    survey_rules,
    system_of,
    to_storage,
)
from gis.io.county import County, Numbers, is_in_china
from gis.io.issuelog import IssueLog
from gis.io.placing import FROM_VILLAGE, KnownPlaces, place_unplaced
from gis.model import STORAGE_CRS

__all__ = ["FROM_VILLAGE", "PLACED_BY_HAND", "ROLES", "locate", "note_unknown_positions", "to_degrees"]

PLACED_BY_HAND = "手工放置"
ROLES = {"school": "schools", "settlement": "settlements"}
Kind = Literal["school", "settlement"]


def locate(
    frame: pd.DataFrame,
    boundary: BaseGeometry,
    log: IssueLog,
    *,
    kind: Kind,
    choices: ImportChoices = NO_CHOICES,
    roads: gpd.GeoDataFrame | None = None,
    known: KnownPlaces | None = None,
) -> gpd.GeoDataFrame:
    """Give every row its point; a row whose position cannot be right stays in the table without one.

    Parameters
    ----------
    frame
        Rows with ``<kind>_id``, ``name``, ``township``, ``lon``, ``lat``; the index is the spreadsheet's row
        number.
    boundary
        The county in degrees.
    log
        Receives an Issue for the system that was taken, and for each missing, impossible or outside position.
    kind
        What the rows are.
    choices
        The user's answers: ``coordinates`` and ``matches`` of the rows' role, ``positions`` placed by hand.
    roads
        Road lines, to tell shifted degrees from true ones.
    known
        Places whose points rows without a position may take.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with geometry in EPSG:4490, None where the position is unknown; ``lon`` and ``lat`` of
        the others are the point's, and ``position_source`` says where it came from if not as such from the
        table. Pupils of unknown places stay in the record: their journeys are then unknown, which is not the
        same as unreachable.
    """
    county = County.of(boundary)
    x, y = (frame[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    system = _system(_Columns(x, y, boundary, roads), log, ROLES[kind], choices)
    lon, lat = (axis.copy() for axis in to_storage(x, y, system))
    outside_m = county.metres_outside(lon, lat)
    source = frame["position_source"].to_numpy(dtype=object).copy()
    if system.code != "degrees":
        source[outside_m <= county.tolerance_m] = system.label
    rows = _Rows(frame, kind, log)
    for at, (hand_lon, hand_lat) in rows.placed_by_hand(county, choices.positions).items():
        lon[at], lat[at], outside_m[at], source[at] = hand_lon, hand_lat, 0.0, PLACED_BY_HAND
    is_inside = outside_m <= county.tolerance_m
    is_empty = ~is_inside & (np.isnan(x) | np.isnan(y))
    others = _other_systems(x, y, county, system, ~is_inside & ~is_empty)
    for row in map(int, np.flatnonzero(~is_empty & (outside_m > 0))):
        spot = _Spot(x[row], y[row], lon[row], lat[row], outside_m[row], system, others.get(row))
        rows.note_fault(row, spot, county.tolerance_m)
    points = np.where(is_inside, shapely.points(lon, lat), None)
    located = frame.assign(
        lon=np.where(is_inside, lon, x), lat=np.where(is_inside, lat, y), position_source=source.astype(str)
    )
    placed = gpd.GeoDataFrame(located, geometry=gpd.GeoSeries(points, index=frame.index), crs=STORAGE_CRS)
    return place_unplaced(placed, is_empty, log, kind, known, choices.matches.get(ROLES[kind], {}))


def note_unknown_positions(choices: ImportChoices, log: IssueLog, *tables: gpd.GeoDataFrame) -> None:
    """List places that were put on the map by hand and are in no table any more."""
    ids = {str(key) for table in tables for key in table.index}
    ids |= {str(site) for table in tables if "site_id" in table for site in table["site_id"]}
    for subject in sorted(set(choices.positions) - ids):
        log.note("warning", "position_by_hand_unknown", subject=subject)


def to_degrees(
    x: Numbers,
    y: Numbers,
    boundary: BaseGeometry,
    log: IssueLog,
    *,
    role: str,
    choices: ImportChoices = NO_CHOICES,
    roads: gpd.GeoDataFrame | None = None,
) -> tuple[Numbers, Numbers]:
    """Return positions of points that are neither schools nor villages in degrees, wherever they lie.

    Parameters
    ----------
    role
        The file's, by which the user may have named its system; the others as for :func:`locate`.
    """
    return to_storage(x, y, _system(_Columns(x, y, boundary, roads), log, role, choices))


# ---- which system


@dataclass(frozen=True)
class _Columns:
    """The two columns and what they are judged by."""

    x: Numbers
    y: Numbers
    boundary: BaseGeometry
    roads: gpd.GeoDataFrame | None

    @cached_property
    def survey(self) -> PositionSurvey:
        return survey_positions(self.x, self.y, self.boundary, self.roads)


def _system(columns: _Columns, log: IssueLog, role: str, choices: ImportChoices) -> System:
    """Return the system that the user decided on, else the one that the numbers cannot but be in."""
    decided = choices.coordinates.get(role)
    if not decided:
        return _assumed(columns, log, role)
    system = system_of(decided)
    if system.code != "degrees":
        lon, lat = to_storage(columns.x, columns.y, system)
        inside = int(County.of(columns.boundary).covers(lon, lat).sum())
        count = int(np.isfinite(columns.x + columns.y).sum())
        log.note("info", "coordinates_converted", system=system.label, count=count, inside=inside)
    return system


def _assumed(columns: _Columns, log: IssueLog, role: str) -> System:
    survey = columns.survey
    about = {"evidence": survey.evidence, "role": role}
    enough = survey.total >= survey_rules()["least_points"]
    if survey.unmistakable is None:
        if enough and _something_fits_better(survey):
            log.note("error", "coordinates_unclear", column="经度", total=survey.total, **about)
        elif survey.suspected:
            _note_suspicion(survey.suspected, log, about)
        return SYSTEMS["degrees"]
    system = SYSTEMS[survey.unmistakable]
    if system.code != "degrees":
        log.note("warning", "coordinates_assumed", column="经度", system=system.label, **about)
    if survey.recommended is None and columns.roads is not None and enough:
        log.note("info", "coordinates_undecided", column="经度", **about)
    elif survey.suspected:
        _note_suspicion(survey.suspected, log, about)
    return system


def _note_suspicion(code: str, log: IssueLog, about: Mapping[str, Any]) -> None:
    """Tell that positions lie much nearer to the roads in another system than in the one taken."""
    likely = {"system": SYSTEMS[code].label, "code": code}
    log.note("warning", "coordinates_maybe_shifted", column="经度", **{**about, **likely})


def _something_fits_better(survey: PositionSurvey) -> bool:
    """Whether plain degrees fit badly: not at all, or clearly worse than another system."""
    inside = {candidate.system.code: candidate.inside for candidate in survey.candidates}
    plain = inside.pop("degrees", 0)
    return plain == 0 or max(inside.values(), default=0) * survey_rules()["least_share_inside"] > plain


def _other_systems(
    x: Numbers, y: Numbers, county: County, system: System, is_faulty: Any
) -> Mapping[int, System]:
    """Return row → the one other system in which a faulty row would lie inside the county."""
    rows = np.flatnonzero(is_faulty)
    found: dict[int, list[System]] = {}
    for other in plausible_systems(x[rows], y[rows], county):
        if other.is_unmistakable and other != system:
            for row in rows[county.covers(*to_storage(x[rows], y[rows], other))]:
                found.setdefault(int(row), []).append(other)
    return {row: systems[0] for row, systems in found.items() if len(systems) == 1}


# ---- row by row


@dataclass(frozen=True)
class _Spot:
    """One position as written, as degrees, and how far outside the county it lies."""

    x: float
    y: float
    lon: float
    lat: float
    outside_m: float
    system: System
    other: System | None


class _Rows:
    """The rows of a table and what is said about each."""

    def __init__(self, frame: pd.DataFrame, kind: Kind, log: IssueLog) -> None:
        self._numbers = frame.index.to_numpy()
        self._ids = frame[f"{kind}_id"].to_numpy(dtype=object)
        self._sites = frame["site_id"].to_numpy(dtype=object) if "site_id" in frame else self._ids
        self._names = frame["name"].to_numpy(dtype=object)
        self._kind, self._log = kind, log

    def _about(self, row: int) -> dict[str, Any]:
        return {"row": self._numbers[row], "subject_id": self._ids[row], "name": self._names[row]}

    def placed_by_hand(
        self, county: County, positions: Mapping[str, tuple[float, float]]
    ) -> dict[int, tuple[float, float]]:
        """Return row → the place that the user gave it; a place outside the county is told and not used."""
        placed = {}
        for row, keys in enumerate(zip(self._ids, self._sites, strict=True)):
            spot = next((positions[str(key)] for key in keys if str(key) in positions), None)
            if spot is None:
                continue
            about = {**self._about(row), "lon": _shown(spot[0]), "lat": _shown(spot[1])}
            outside_m = float(county.metres_outside(np.array([spot[0]]), np.array([spot[1]]))[0])
            if outside_m <= county.tolerance_m:
                self._log.note("info", "position_by_hand", column="经度", **about)
                placed[row] = spot
            else:
                km = f"{outside_m / 1000:.1f}"
                self._log.note("error", "position_by_hand_outside", column="经度", km=km, **about)
        return placed

    def note_fault(self, row: int, spot: _Spot, tolerance_m: float) -> None:
        """Say what is wrong with a position that is not quite inside the county."""
        severity: Literal["error", "warning"] = "error"
        written = {"lon": _shown(spot.x), "lat": _shown(spot.y)}
        meant = {"lon": _shown(spot.lon), "lat": _shown(spot.lat)}
        if spot.outside_m <= tolerance_m:
            severity, code = "warning", "position_on_boundary"
            values = {**meant, "metres": f"{spot.outside_m:.0f}"}
        elif spot.other is not None and (spot.system.code, spot.other.code) != ("degrees", "degrees_swapped"):
            code, values = "position_other_system", {"x": written["lon"], "y": written["lat"]}
            values["system"] = spot.other.label
        elif np.isfinite(spot.outside_m):
            code, values = f"{self._kind}_outside_county", {**meant, "km": f"{spot.outside_m / 1000:.1f}"}
        elif spot.system.code == "degrees":
            is_swapped = is_in_china(np.array([spot.y]), np.array([spot.x]))[0]
            code, values = f"position_{'swapped' if is_swapped else 'not_degrees'}", written
        else:
            code, values = "position_not_in_system", {"x": written["lon"], "y": written["lat"]}
            values["system"] = spot.system.label
        self._log.note(severity, code, column="经度", **self._about(row), **values)


def _shown(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
