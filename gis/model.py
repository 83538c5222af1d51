"""The values that flow through the program. Nothing here computes; nothing here is edited in place.

Frames carry exactly the columns of their schema (``resources/schemas/*.csv``); geometry is stored in
EPSG:4490 (CGCS2000, x = longitude) and computed in the county's 3-degree Gauss-Kruger zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layout import ADDED_LATER, BASELINE, Scenario
from gis.messages import Message, describe

if TYPE_CHECKING:
    import geopandas as gpd

STORAGE_CRS = "EPSG:4490"
GRADES = tuple(range(1, 10))
MILLISECONDS = 3                    # decimals of a second; less is no difference between journeys

Severity = Literal["error", "warning", "info"]


class IssueState(StrEnum):
    """What the user made of an issue."""

    PROBLEM = "problem"
    ACCEPTED = "accepted"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something in the input that the user should look at; the good rows came in all the same.

    Attributes
    ----------
    row
        Row number as the spreadsheet shows it (1-based, header included), None for the whole table.
    subject_id
        The school or settlement concerned, for zooming the map; "" if none.
    values
        Values for the placeholders of the sentence.
    state, reason
        What the user made of it; an accepted issue carries the reason.
    """

    severity: Severity
    code: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    subject_id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    state: IssueState = IssueState.PROBLEM
    reason: str = ""

    def describe(self, language: str = "zh") -> Message:
        """Return what is wrong and what to do."""
        return describe(self.code, self.values, language)


class Mode(StrEnum):
    """How a journey is made (contracts: ``travel_times``)."""

    WALK_G1_3 = "walk_g1_3"
    WALK_G4_6 = "walk_g4_6"
    WALK_G7_9 = "walk_g7_9"
    SCHOOL_BUS = "school_bus"
    ESCORT = "escort"               # by electric bicycle; both kinds are reported and never decide anything
    ESCORT_CAR = "escort_car"
    BICYCLE = "bicycle"             # reported for the grades that may ride, never decides anything
    PUBLIC_BUS = "public_bus"       # by the table of lines and stops; reported, never decides anything


class Band(StrEnum):
    """Age bands; they choose walking speed and limit, nothing else."""

    G1_3 = "g1_3"
    G4_6 = "g4_6"
    G7_9 = "g7_9"

    @property
    def grades(self) -> tuple[int, int, int]:
        """The three grades of the band."""
        first = {"g1_3": 1, "g4_6": 4, "g7_9": 7}[self.value]
        return first, first + 1, first + 2

    @property
    def walk_mode(self) -> Mode:
        """The walking mode of the band."""
        return Mode(f"walk_{self.value}")


def band_of(grade: int) -> Band:
    """Return the age band of a grade 1-9."""
    return (Band.G1_3, Band.G4_6, Band.G7_9)[(grade - 1) // 3]


# columns of a network's edges that a source may leave out, with the value that says "nothing known"
OPTIONAL_EDGE_VALUES: dict[str, str | bool | float] = {
    "tunnel": False, "surface": "", "danger": False, "running_kph": float("nan"),
    "climb_forward": 1.0, "climb_backward": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class RoadNetwork:
    """A directed road network in osmnx's conventions, all components kept.

    Attributes
    ----------
    nodes
        GeoDataFrame of points, index ``osmid``, in the projected CRS.
    edges
        GeoDataFrame of lines in the projected CRS, one row per *drawn* edge, columns ``u``, ``v``
        (node ids), ``length_m``, ``highway`` (class), ``name``, ``maxspeed_kph`` (NaN unknown),
        ``oneway`` ("no", "forward", "backward"; vehicles only), ``walk`` and ``drive`` (booleans: usable),
        ``bridge`` (boolean); further ``tunnel`` (boolean), ``surface`` ("" unknown), ``danger`` (boolean: no
        way for grades 1-3 on foot), ``running_kph`` (what vehicles run there whatever the class says,
        NaN = by class),
        ``climb_forward`` and ``climb_backward`` (walking effort over length, 1 = as on the flat).
    barriers
        GeoDataFrame of lines or areas in the projected CRS that an approach must not cross, columns
        ``kind`` and ``name``.
    has_footpaths
        False where the source holds drivable ways only (walking times are then 仅车行路网,偏长).
    digest
        SHA-256 over everything that decides travel times.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    has_footpaths: bool
    digest: str

    def __post_init__(self) -> None:
        missing = {name: value for name, value in OPTIONAL_EDGE_VALUES.items() if name not in self.edges}
        if missing:
            object.__setattr__(self, "edges", self.edges.assign(**missing))

    @property
    def crs(self) -> Any:
        """The projected CRS that lengths are measured in."""
        return self.edges.crs


@dataclass(frozen=True)
class TravelTimes:
    """Journey from every origin to every destination in one mode, approaches included.

    ``seconds`` and ``metres`` have shape (origins, destinations); NaN = no way (or beyond the cut-off).
    ``unplaced_origins`` / ``unplaced_destinations``: ids without a usable edge within the approach limit.
    """

    mode: str
    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    network_digest: str
    unplaced_origins: tuple[str, ...] = ()
    unplaced_destinations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An imported file, so that every figure can name where it came from."""

    role: str
    file: str
    size_bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a plan's append-only log.

    Attributes
    ----------
    when
        UTC, ISO 8601 to the second with ``Z``.
    program
        Version of the program that wrote it.
    action
        A code of ``resources/messages`` (``history_…``).
    values
        What changed: files with size, SHA-256 and rows; decisions before and after; digests behind figures.
    """

    when: str
    program: str
    action: str
    values: Mapping[str, Any] = field(default_factory=dict)


class ObservationKind(StrEnum):
    """What can be brought back from the villages."""

    NOTE = "note"
    PHOTO = "photo"
    POSITION = "position"
    ROAD = "road"
    BLOCKED_ROAD = "blocked_road"
    WALKING_TIME = "walking_time"


class Walker(StrEnum):
    """Who made a measured walk: a child of an age band, an adult, or nobody has said."""

    UNKNOWN = ""
    G1_3 = "g1_3"
    G4_6 = "g4_6"
    G7_9 = "g7_9"
    ADULT = "adult"


@dataclass(frozen=True, slots=True)
class Observation:
    """Something seen or measured in the field. It never changes a figure before it is merged by a person.

    Attributes
    ----------
    observation_id
        UUID: the same observation is recognised in two copies of a plan.
    subject_id
        The school or settlement concerned, "" if none.
    wkt
        Point or line in EPSG:4490, "" if none.
    minutes, receiver_id
        A measured walk from the settlement ``subject_id`` to a school; NaN otherwise.
    photo
        JPEG or PNG, without position or camera data; empty if none.
    walker
        Who made the measured walk.
    """

    observation_id: str
    kind: ObservationKind
    subject_id: str = ""
    receiver_id: str = ""
    wkt: str = ""
    text: str = ""
    minutes: float = float("nan")
    photo: bytes = b""
    author: str = ""
    when: str = ""
    walker: Walker = field(default=Walker.UNKNOWN, metadata={ADDED_LATER: True})


@dataclass(frozen=True)
class PlanMeta:
    """What the plan is about.

    ``unit_name`` is the county, district or city (鹤山区); ``mark`` a text that every map and page made from
    the plan must carry (sample data), "" if none.
    """

    unit_name: str
    school_year: int
    mark: str = ""
    attribution: str = ""


def _empty(*texts: str, **others: str) -> pd.DataFrame:
    """Return a frame without rows: text columns, then columns of other types."""
    dtypes = {**dict.fromkeys(texts, "str"), **others}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})


@dataclass(frozen=True)
class Plan:
    """One plan: inputs, scenarios and travel times. ``gis.io.project`` keeps it in one GeoPackage.

    Frames (columns: ``resources/schemas``): ``settlements`` and ``schools`` are GeoDataFrames of points
    (missing geometry = position unknown) indexed by ``settlement_id`` / ``school_id``; ``attendance`` has
    ``settlement_id, grade, school_id, boarding, pupils, estimated`` and is the baseline. ``feeders``
    (对口升学) has ``from_school_id, to_school_id``; ``reported_travel`` what 学籍 says of the way to school:
    ``settlement_id, school_id, mode, pupils, distance_m``. ``bus_stops`` are the calls of public bus lines:
    ``line_id, sequence, stop, lon, lat`` (EPSG:4490), ``minutes_from_start, headway_min, first_departure,
    last_departure`` (``06:30``, "" unknown) and ``both_directions``.

    What forecasts rest on: ``population`` counts children ``source, place_kind, place_id, year, age,
    children`` (``source``: survey, kindergarten, household, vaccination, births, census; ``place_kind``:
    county, township, settlement, school; ``year`` and ``age`` as on 1 September, of births the calendar year
    and 0); ``enrolment_history`` has ``school_id, grade, year, pupils``; ``housing`` has ``place_kind,
    place_id, year, dwellings, pupils_per_dwelling, note``.
    """

    meta: PlanMeta
    boundary: gpd.GeoDataFrame
    settlements: gpd.GeoDataFrame
    schools: gpd.GeoDataFrame
    attendance: pd.DataFrame
    roads: RoadNetwork
    zones: pd.DataFrame
    travel: Mapping[str, TravelTimes] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    sources: tuple[Source, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)
    feeders: pd.DataFrame = field(default_factory=lambda: _empty("from_school_id", "to_school_id"))
    reported_travel: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "settlement_id", "school_id", "mode", pupils="int64", distance_m="float64"
        )
    )
    bus_stops: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "line_id", "stop", "first_departure", "last_departure",
            sequence="float64", lon="float64", lat="float64", minutes_from_start="float64",
            headway_min="float64", both_directions="bool",
        )
    )  # fmt: skip
    history: tuple[HistoryEntry, ...] = ()
    observations: tuple[Observation, ...] = ()
    population: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "source", "place_kind", "place_id", year="int64", age="int64", children="int64"
        )
    )
    enrolment_history: pd.DataFrame = field(
        default_factory=lambda: _empty("school_id", grade="int64", year="int64", pupils="int64")
    )
    housing: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "place_kind", "place_id", "note", year="int64", dwellings="int64",
            pupils_per_dwelling="float64",
        )
    )  # fmt: skip

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by name; ``baseline`` always exists.

        Raises
        ------
        gis.errors.InputError
            The plan has no scenario of that name.
        """
        from gis.errors import InputError

        if name == BASELINE:
            return Scenario(BASELINE)
        if name not in self.scenarios:
            raise InputError("scenario_unknown", name=name, known="、".join((BASELINE, *self.scenarios)))
        return self.scenarios[name]

    def with_scenario(self, scenario: Scenario) -> Plan:
        """Return the plan with the scenario added or replaced."""
        return replace(self, scenarios={**self.scenarios, scenario.name: scenario})

    def with_issues(self, issues: Iterable[Issue]) -> Plan:
        """Return the plan with more issues."""
        return replace(self, issues=(*self.issues, *issues))
