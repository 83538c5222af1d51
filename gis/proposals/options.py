"""What the user asks of a proposal: the aim, who may be touched, and what must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gis.errors import PlanningError
from gis.model import GRADES, Band

TIME_LIMIT_S = 60.0
MOST_RECEIVERS = 3                  # of a school's pupils, so that they are not scattered
RECEIVERS_EACH = 20                 # nearest receivers that a village may choose among; fewer is faster


class Objective(StrEnum):
    """What is made as small as it can be."""

    COST = "cost"                   # what funding costs more a year than today, yuan
    TRAVEL = "travel"               # pupils × kilometres, one way, a day
    OVER_LIMIT = "over_limit"       # pupils beyond the limit or without a way
    EQUITY = "equity"               # distance envy: pupils × (kilometres above today's mean of the stage)²
    MOVED = "moved"                 # pupils who change school


class Widening(StrEnum):
    """Schools that are no candidates by default and that the user lets in, knowingly."""

    ROOM_AND_WAY = "room_and_way"   # must stay only for journeys, places or beds: the search holds to these
    UNDECIDED = "undecided"         # nothing says must stay, but something is not known
    CENTRAL = "central"             # 中心校
    ONLY_ONE = "only_one"           # the township's only 初中 or 完小
    RECEIVES = "receives"           # receivers of the base scenario: their pupils would move twice


class Group(StrEnum):
    """Constraints that can be named, dropped together and told as a reason why nothing is possible."""

    TRAVEL = "travel"
    TOWNSHIP = "township"
    UNKNOWN_PLACES = "unknown_places"
    PLACES = "places"
    CLASSES = "classes"
    SCHOOL_SIZE = "school_size"
    BEDS = "beds"
    BUS_SEATS = "bus_seats"
    TOWNSHIP_SCHOOLS = "township_schools"
    LOCKS = "locks"
    TOGETHER = "together"
    CONNECTED = "connected"
    MOST_RECEIVERS = "most_receivers"
    MINIMUM_SIZE = "minimum_size"
    CLOSE_AT_LEAST = "close_at_least"
    CLOSE_AT_MOST = "close_at_most"
    MOST_MOVED = "most_moved"
    MOST_MOVED_TWICE = "most_moved_twice"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Extension:
    """An expansion that may be built if it helps; ``cost_yuan`` NaN = not known."""

    school_id: str
    rooms: int = 0
    places: int = 0
    cost_yuan: float = float("nan")


@dataclass(frozen=True)
class ProposalOptions:
    """What is asked of a proposal.

    Attributes
    ----------
    below_pupils
        Schools with fewer pupils are candidates (生源极少). There is no national number: None = the county's
        own, if it has entered one.
    also
        Further candidates by id; named ones are let in whatever speaks against them, except private schools.
    widen
        Kinds of schools under the threshold that are let in, too.
    may_close, may_convert
        Whether candidates may be merged, and turned into teaching points.
    point_grades
        What a new teaching point keeps, as far as the school teaches it.
    other_townships
        Whether pupils may be sent to a school outside the township of their home and of their old school.
    unknown_places
        Whether a school whose places nobody has reported may receive pupils.
    limits_min
        Own limits one way in minutes, per age band; the stricter one of this and the rule's holds.
    count_gains
        Whether shorter ways make up for longer ones in travel, evenness and pupils beyond the limit. Without,
        nothing is closed for the sake of ways that new zones or a bus would shorten as well.
    over_limit_price
        None: nobody may be brought beyond the limit. Else what one such pupil weighs, in the unit of the
        objective.
    bus
        Whether the decisions may provide seats of a school bus; ``most_bus_seats`` in all, None = no cap.
    beds
        Whether day pupils may be made boarders (from the grade that may board, in beds that are free).
    new_beds_each
        Beds that a receiver may be given besides.
    most_class_pupils
        Largest class that may come of it; None: the standard size of the stage (标准班额).
    minimum_pupils, minimum_point_pupils
        A candidate that stays a school, or a new teaching point, must have so many pupils.
    close_at_least, close_at_most
        Mergers.
    most_moved
        Pupils who may change school; the scenario's own cap holds, too.
    most_moved_twice
        Pupils whom the base scenario moves and who may be moved again; the scenario's own cap holds, too.
    most_one_off_yuan, most_yearly_yuan
        Budget for works and beds, and for what funding costs more a year than today.
    extensions
        What may be built.
    villages_together
        Whether all settlements of one village that leave a school go to the same one.
    most_receivers
        Schools at most that the pupils of one school and grade band go to; None = any number.
    connected
        Whether those who are sent to a school must live on land that is connected to it by others who go
        there; None = yes, if the county can be divided among its settlements (a boundary and roads).
    year, phases, gradual
        First school year of the decisions; years over which they are spread; whether schools are phased out
        (停止招生、逐年过渡) instead of moved at once.
    pupils_year
        Whose pupils (of the forecast) the proposal is made for; None = today's.
    time_limit_s, gap, seed
        When the search ends: by the clock, or where it is proven to be this share from best at most.
    """

    objective: Objective
    below_pupils: float | None = None
    also: tuple[str, ...] = ()
    widen: frozenset[Widening] = frozenset()
    may_close: bool = True
    may_convert: bool = True
    point_grades: tuple[int, ...] = Band.G1_3.grades
    other_townships: bool = False
    unknown_places: bool = False
    limits_min: Mapping[Band, float] = field(default_factory=dict)
    count_gains: bool = False
    over_limit_price: float | None = None
    bus: bool = False
    most_bus_seats: int | None = None
    beds: bool = False
    new_beds_each: int = 0
    most_class_pupils: int | None = None
    minimum_pupils: int | None = None
    minimum_point_pupils: int | None = None
    close_at_least: int | None = None
    close_at_most: int | None = None
    most_moved: int | None = None
    most_moved_twice: int | None = None
    most_one_off_yuan: float | None = None
    most_yearly_yuan: float | None = None
    extensions: tuple[Extension, ...] = ()
    villages_together: bool = False
    connected: bool | None = None
    most_receivers: int | None = MOST_RECEIVERS
    receivers_each: int = RECEIVERS_EACH
    year: int | None = None
    pupils_year: int | None = None
    phases: tuple[int, ...] = ()
    gradual: bool = False
    time_limit_s: float = TIME_LIMIT_S
    gap: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", Objective(self.objective))
        object.__setattr__(self, "widen", frozenset(map(Widening, self.widen)))


def first_year(options: ProposalOptions) -> int | None:
    """Return the first school year of the decisions; None = at once."""
    return min(options.phases) if options.phases else options.year


_COUNTS = (
    "below_pupils", "over_limit_price", "most_bus_seats", "new_beds_each", "most_class_pupils",
    "minimum_pupils", "minimum_point_pupils", "close_at_least", "close_at_most", "most_moved",
    "most_moved_twice", "most_receivers",
    "most_one_off_yuan", "time_limit_s", "gap",
)  # fmt: skip


def require_options(options: ProposalOptions) -> None:
    """Refuse what contradicts itself.

    Raises
    ------
    PlanningError
        proposal_option_negative, proposal_grades_unknown, proposal_limit_wrong, proposal_year_missing,
        proposal_receivers_each.
    """
    for name in _COUNTS:
        value = getattr(options, name)
        if value is not None and not value >= 0:
            raise PlanningError("proposal_option_negative", option=name, value=value)
    if not options.point_grades or not set(options.point_grades) <= set(GRADES):
        grades = "、".join(map(str, options.point_grades))
        raise PlanningError("proposal_grades_unknown", grades=grades)
    for band, minutes in options.limits_min.items():
        if not minutes > 0:
            raise PlanningError("proposal_limit_wrong", band=str(band), minutes=minutes)
    if options.gradual and options.year is None and not options.phases:
        raise PlanningError("proposal_year_missing")
    if options.receivers_each < 1 or options.most_receivers == 0:
        raise PlanningError("proposal_receivers_each")
