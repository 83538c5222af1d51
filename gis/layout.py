"""The values of a scenario: what is decided about schools, roads and villages. Nothing here computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BASELINE = "baseline"
ADDED_LATER = "added_later"         # of a field: digests leave it out where it says nothing
_UNKNOWN = float("nan")             # NaN is unlike any other NaN: values share this one


class LayoutStatus(StrEnum):
    """What a scenario does with a school as a place."""

    RETAIN = "retain"
    MERGE = "merge"
    TEACHING_POINT = "teaching_point"
    PHASE_OUT = "phase_out"         # 停止招生、逐年过渡
    NEW = "new"                     # on a Site of the scenario
    SUSPEND = "suspend"             # closed like a merger, its code kept for reopening
    REOPEN = "reopen"               # takes its old code up again


@dataclass(frozen=True, slots=True)
class Boarding:
    """The measure 寄宿: beds that the school provides, and from which grade."""

    beds: int
    from_grade: int = 4


@dataclass(frozen=True, slots=True)
class Expansion:
    """The measure 改扩建: what it adds, from the school year in which it opens.

    ``rooms`` are 普通教室, ``places`` are added to 核定规模; ``cost_yuan`` NaN = not known; ``year`` None =
    the decision's own.
    """

    rooms: int = 0
    places: int = 0
    cost_yuan: float = _UNKNOWN
    year: int | None = None

    def __post_init__(self) -> None:
        if self.cost_yuan != self.cost_yuan:
            object.__setattr__(self, "cost_yuan", _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A decision that holds only once the school had fewer than ``pupils`` for ``years`` years running."""

    pupils: int
    years: int = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """One school's layout status plus measures.

    Attributes
    ----------
    receiver_id
        Named receiver of the pupils whose school or grade closes; None lets the receiver order decide.
    settlement_receivers
        Named receivers for single settlements, (settlement_id, school_id) pairs; they come before
        ``receiver_id``.
    grades_kept
        The grades that stay (teaching_point only).
    boarding
        Beds provided at this school under this decision; None changes nothing.
    bus_seats
        Seats of a school bus provided for the pupils that this decision moves; 0 = no bus.
    year
        First school year in which the decision holds (2022 = 2022—2023学年); None = at once.
    grades_taught
        What a new or reopened school teaches; of a retained one the measure 年级调整. () = as it is.
    expansion
        The measure 改扩建; None changes nothing.
    hand_over
        The measure 移交: the school that manages it from then on, or the body in words; "" = nobody else.
    moves_year
        The school year in which those who were finishing at a phased-out school (or in the upper grades of a
        converted one) move after all; None = they finish there.
    gradual
        The upper grades of a school turned into a teaching point finish year by year (逐年过渡) instead of
        moving at once.
    trigger
        Puts the decision off until the school has been small for so long; None = it holds from its year.
    new_code
        The code that the school gets by the decision (211 → 218); "" = not given yet or none.
    teachers
        Where the teachers of a closed school go: (school_id, 专任教师) pairs; None = all the others. The rest
        is 未安置.
    equipment_receiver
        The school that takes over a closed school's equipment; "" = nobody, it is 未安置.
    premises
        What a closed school's buildings and grounds are used for, in words; "" = not decided.
    """

    status: LayoutStatus = LayoutStatus.RETAIN
    receiver_id: str | None = None
    settlement_receivers: tuple[tuple[str, str], ...] = ()
    grades_kept: tuple[int, ...] = ()
    boarding: Boarding | None = None
    bus_seats: int = 0
    year: int | None = None
    note: str = ""
    grades_taught: tuple[int, ...] = field(default=(), metadata={ADDED_LATER: True})
    expansion: Expansion | None = field(default=None, metadata={ADDED_LATER: True})
    hand_over: str = field(default="", metadata={ADDED_LATER: True})
    moves_year: int | None = field(default=None, metadata={ADDED_LATER: True})
    gradual: bool = field(default=False, metadata={ADDED_LATER: True})
    trigger: Trigger | None = field(default=None, metadata={ADDED_LATER: True})
    new_code: str = field(default="", metadata={ADDED_LATER: True})
    teachers: tuple[tuple[str, int | None], ...] = field(default=(), metadata={ADDED_LATER: True})
    equipment_receiver: str = field(default="", metadata={ADDED_LATER: True})
    premises: str = field(default="", metadata={ADDED_LATER: True})

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", LayoutStatus(self.status))  # "merge" means the same


class GateState(StrEnum):
    """What is known of one of the cases in which no merger may be forced."""

    PASS = "pass"
    FAIL = "fail"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What people said of closing or converting a school: the evidence of one gate, never a pupil's name.

    Attributes
    ----------
    gate
        BJ-20 (parents), BJ-21 (hearing), or one of those that are computed and that it can only make worse.
    document
        The record that it rests on, by number or name.
    date
        ISO 8601, "" = not told.
    office
        Who took it down.
    asked, against
        Households or representatives; None = not told.
    decision
        The decision that it was taken for (:func:`gis.planning.evidence.taken_for`); "" = not told.
    """

    school_id: str
    gate: str
    state: GateState
    document: str = ""
    date: str = ""
    office: str = ""
    note: str = ""
    asked: int | None = None
    against: int | None = None
    decision: str = field(default="", metadata={ADDED_LATER: True})

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", GateState(self.state))


class NetworkEditKind(StrEnum):
    """What a scenario does to the roads."""

    CLOSE = "close"
    ADD = "add"
    SPEED = "speed"
    DANGER = "danger"
    BARRIER = "barrier"


@dataclass(frozen=True, slots=True)
class NetworkEdit:
    """One named change to the roads of a scenario.

    Attributes
    ----------
    edit_id
        UUID; names need not be unique.
    wkt
        EPSG:4490. A point on the road, a line along it or an area around the stretch (close, speed, danger);
        the new way's line (add); a line or an area (barrier).
    road_class
        Class of an added way, a value of OpenStreetMap's ``highway``.
    running_kph
        What vehicles run there (speed, add); NaN = by class.
    walk, drive
        Who is shut out (close), or who may use an added way.
    season
        The time of year in which it holds (汛期); "" = for good.
    """

    edit_id: str
    kind: NetworkEditKind
    name: str
    wkt: str
    road_class: str = ""
    running_kph: float = float("nan")
    walk: bool = True
    drive: bool = True
    season: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a scenario builds a school that is not in the ledger; its decision (new) says what it teaches.

    ``school_id`` is its code, or one that the program made up until there is one. ``lon`` and ``lat`` in
    EPSG:4490, NaN = not placed yet.
    """

    school_id: str
    name: str
    township: str
    type_code: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        for name in ("lon", "lat"):
            if getattr(self, name) != getattr(self, name):
                object.__setattr__(self, name, _UNKNOWN)


class Policy(StrEnum):
    """Whom a scenario assigns to which school."""

    MINIMAL = "minimal"             # moves only whom the plan moves
    ZONES = "zones"                 # 重新划片: everybody by 划片 and 对口
    NEAREST = "nearest"
    LEAST_TIME = "least_time"       # least total time within capacity


class SchoolLock(StrEnum):
    """What may not be decided about a school."""

    MUST_STAY = "must_stay"
    MUST_CLOSE = "must_close"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class NoCrossing:
    """Settlements whose pupils must not cross a road or river, drawn as a line or area (EPSG:4490)."""

    name: str
    wkt: str
    settlement_ids: tuple[str, ...]


@dataclass(frozen=True)
class Locks:
    """What a scenario has promised before anything is decided.

    ``together``: groups of settlements that must get the same school, by grade. ``most_moved`` and
    ``most_moved_twice``: pupils; None = no cap.
    """

    schools: Mapping[str, SchoolLock] = field(default_factory=dict)
    together: tuple[tuple[str, ...], ...] = ()
    no_crossing: tuple[NoCrossing, ...] = ()
    most_moved: int | None = None
    most_moved_twice: int | None = None


@dataclass(frozen=True)
class Scenario:
    """A named, immutable patch: what is different from the baseline, or from the scenario ``base``.

    ``whole_settlements``: under the policy least_time a settlement's grade is not split. ``evidence``: one
    entry for each gate of each school at most.
    """

    name: str
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    note: str = ""
    network_edits: tuple[NetworkEdit, ...] = ()
    base: str = field(default=BASELINE, metadata={ADDED_LATER: True})
    sites: tuple[Site, ...] = field(default=(), metadata={ADDED_LATER: True})
    policy: Policy = field(default=Policy.MINIMAL, metadata={ADDED_LATER: True})
    whole_settlements: bool = field(default=False, metadata={ADDED_LATER: True})
    locks: Locks = field(default_factory=Locks, metadata={ADDED_LATER: True})
    evidence: tuple[Evidence, ...] = field(default=(), metadata={ADDED_LATER: True})

    def decision(self, school_id: str) -> Decision:
        """Return the decision for a school; without one it is retained."""
        return self.decisions.get(school_id, Decision())
