"""Seats and beds group by group: walks and rides are chosen so that every limit is met exactly."""

from dataclasses import replace

import numpy as np
from miniature import miniature_plan

from gis.model import Band
from gis.planning.county import Journeys, county_of
from gis.planning.journeys import Limits
from gis.planning.situation import situation_of
from gis.planning.transport import Moved, Unprovided, is_known, needs_transport, provide, unprovided

S1, S2P, S2J, P3 = range(4)
V1, V2, V3, V4 = range(4)
OUTSIDE = NOBODY = -1
COUNTY = county_of(miniature_plan())
NO_LIMIT = Limits(np.full(9, np.nan), 0.1)
HALF_HOUR = Limits(np.array([1800.0] * 3 + [np.nan] * 6), 0.1)
FAR = 2000.0


def moved(*rows):
    """Return groups of (settlement, grade, origin, receiver, boarded, pupils)."""
    kinds = int, int, int, int, bool, int
    columns = zip(*rows, strict=True)
    return Moved(*(np.array(column, dtype=kind) for kind, column in zip(kinds, columns, strict=True)))


def county(walks, rides=(), metres=None):
    """Return the county with walks and rides in seconds by (settlement, school), else none."""
    def table(given):
        made = np.full((4, 4), np.nan)
        for place, value in dict(given).items():
            made[place] = value
        return made

    walk = Journeys(table(walks), table(walks if metres is None else metres))
    bus = Journeys(table(rides), table(rides))
    return replace(COUNTY, walk=dict.fromkeys(Band, walk), bus=bus)


def situation(**fields):
    return replace(situation_of(COUNTY, {}, 4), **{name: np.array(value) for name, value in fields.items()})


NONE_STAY = np.zeros(4, dtype=int)


# ---- who cannot walk


def test_a_walk_of_the_limit_itself_is_walked_and_a_longer_one_not():
    """Grade 3: half an hour; grade 4 has no limit: 2000 m. Boarders need nothing."""
    rows = [(V1, grade, S1, S2P, boards, 1) for grade in (3, 4) for boards in (False, False, True)]
    walk_s = np.array([1800.0, 1801.0, 9999.0, 9999.0, 1.0, 9999.0])
    walk_m = np.array([9999.0, 1.0, 9999.0, 2000.0, 2001.0, 9999.0])
    needs = needs_transport(COUNTY, moved(*rows), walk_s, walk_m, HALF_HOUR, FAR)
    assert needs.tolist() == [False, True, False, False, True, False]


def test_no_way_needs_transport_only_where_both_ends_are_known():
    unplaced = replace(
        COUNTY, settlement_placed=np.array([True, False, True, True]),
        school_placed=np.array([True, True, False, True]),
    )  # fmt: skip
    homes, schools = np.array([V1, V1, V2, OUTSIDE, V1, V3]), np.array([S1, S2J, S1, S1, NOBODY, P3])
    known = [True, False, False, False, False, True]
    assert is_known(unplaced, homes, schools).tolist() == known
    groups = moved(*((home, 1, S2P, school, False, 1) for home, school in zip(homes, schools, strict=True)))
    nothing = np.full(6, np.nan)
    assert needs_transport(unplaced, groups, nothing, nothing, HALF_HOUR, FAR).tolist() == known


# ---- seats


def test_a_bus_takes_whom_it_takes_sooner_if_it_has_room_for_all_of_them():
    """Of s1: 东村 5 ride 900 s, 西村 3 ride as long as they walk, 南村 2 have no bus, 北沟 4 only a bus.

    The seats are for 东村 and 北沟: nine.
    """
    at = county({(V1, S2P): 2700, (V2, S2P): 2600, (V3, S2P): 2500},
                {(V1, S2P): 900, (V2, S2P): 2600, (V4, S2P): 3000})  # fmt: skip
    groups = moved(*((home, 1, S1, S2P, False, pupils) for home, pupils in zip(
        (V1, V2, V3, V4), (5, 3, 2, 4), strict=True
    )))  # fmt: skip
    for seats, by_bus in ((9, [True, False, False, True]), (8, [False] * 4), (0, [False] * 4)):
        given = situation(bus_seats=[seats, 99, 0, 0])
        made = provide(at, given, groups, NONE_STAY, HALF_HOUR, FAR)
        assert made.needs.tolist() == [True] * 4
        assert made.by_bus.tolist() == by_bus


def test_seats_belong_to_the_school_that_the_pupils_leave():
    """One seat of p3 for its one pupil; s1's two pupils have one seat only; who can walk takes none."""
    at = county({(V1, S2P): 2700, (V2, S2P): 100}, {(V1, S2P): 900, (V2, S2P): 50})
    groups = moved((V1, 1, S1, S2P, False, 2), (V1, 1, P3, S2P, False, 1), (V2, 1, P3, S2P, False, 7))
    made = provide(at, situation(bus_seats=[1, 99, 99, 1]), groups, NONE_STAY, HALF_HOUR, FAR)
    assert made.needs.tolist() == [True, True, False]
    assert made.by_bus.tolist() == [False, True, False]


# ---- beds


def beds(groups, free, *, staying=NONE_STAY, walks=None, seats=(0, 0, 0, 0), rides=(), **fields):
    walk = {(V1, school): 2700 for school in range(4)} if walks is None else walks
    given = situation(beds=np.array(free, dtype=float), bus_seats=seats, **fields)
    return provide(county(walk, rides), given, groups, np.array(staying), NO_LIMIT, 2000.0).beds.tolist()


def test_beds_are_what_those_who_stay_leave_over():
    group = moved((V1, 4, S1, S2P, False, 9))
    assert beds(group, [0, 7, 0, 0]) == [7]
    assert beds(group, [0, 7, 0, 0], staying=[0, 3, 0, 0]) == [4]
    assert beds(group, [0, 7, 0, 0], staying=[0, 7, 0, 0]) == [0]
    assert beds(group, [0, 7, 0, 0], staying=[0, 9, 0, 0]) == [0]
    assert beds(group, [99, 1, 99, 99]) == [1]
    assert beds(group, [0, 20, 0, 0]) == [9]
    assert beds(group, [0, np.nan, 0, 0]) == [0]


def test_a_bed_is_for_who_is_old_enough_and_needs_it_or_had_one():
    at_v3 = {(V1, S2P): 2700, (V3, S2P): 100}
    groups = moved((V1, 3, S1, S2P, True, 1), (V1, 4, S1, S2P, False, 1), (V3, 4, S1, S2P, False, 1),
                   (V3, 5, S1, S2P, True, 1))  # fmt: skip
    assert beds(groups, [0, 9, 0, 0], walks=at_v3) == [0, 1, 0, 1]
    assert beds(groups, [0, 9, 0, 0], walks=at_v3, boards_from=[4, 5, 4, 4]) == [0, 0, 0, 1]
    rides = {(V1, S2P): 100}
    assert beds(groups, [0, 9, 0, 0], walks=at_v3, seats=(9, 0, 0, 0), rides=rides) == [0, 0, 0, 1]


def test_boarders_come_first_then_no_way_then_the_longest_walk():
    """Five groups of 2: a boarder who walks least, one without a way, then 3000, 2800 and 2600 s."""
    walks = {(V1, S2P): 2600, (V2, S2P): 3000, (V3, S2P): 2800}
    groups = moved(
        (V1, 4, S1, S2P, False, 2), (V2, 4, S1, S2P, False, 2), (V3, 4, S1, S2P, False, 2),
        (V4, 4, S1, S2P, False, 2), (V1, 5, S1, S2P, True, 2),
    )  # fmt: skip
    expected = {
        1: [0, 0, 0, 0, 1], 3: [0, 0, 0, 1, 2], 5: [0, 1, 0, 2, 2], 7: [0, 2, 1, 2, 2], 9: [1, 2, 2, 2, 2]
    }  # fmt: skip
    for free, given in expected.items():
        assert beds(groups, [0, free, 0, 0], walks=walks) == given


def test_equal_walks_go_by_settlement_then_grade_then_school():
    walks = dict.fromkeys([(V1, S2P), (V2, S2P)], 2700)
    groups = moved(
        (V2, 4, S1, S2P, False, 2), (V1, 5, S1, S2P, False, 2), (V1, 4, P3, S2P, False, 2),
        (V1, 4, S1, S2P, False, 2),
    )  # fmt: skip
    for free, given in {1: [0, 0, 0, 1], 3: [0, 0, 1, 2], 5: [0, 1, 2, 2], 7: [1, 2, 2, 2]}.items():
        assert beds(groups, [0, free, 0, 0], walks=walks) == given


def test_each_receiver_hands_out_its_own_beds():
    groups = moved(
        (V1, 4, S1, P3, False, 3), (V1, 5, S1, S1, False, 4), (V1, 6, S1, S2P, False, 5),
        (V1, 5, S1, P3, False, 2), (V1, 6, S1, S1, False, 1),
    )  # fmt: skip
    assert beds(groups, [4, 0, 9, 4]) == [3, 4, 0, 1, 0]


# ---- who is left over, and what would cure it


def test_who_is_left_over_is_told_by_school_and_receiver():
    """s1 → s2-P: 东村 2 walk 2700 s and would ride 1800 s, 西村 4 ride 1801 s, 南村 8 have no bus;
    北沟 16 ride already; 1 can walk. p3 → s1: 3 of grade 4 without a bus. s1 → p3: 5 have beds."""
    walks = dict.fromkeys([*((home, S2P) for home in range(4)), (V1, S1), (V1, P3)], 2700)
    rides = {(V1, S2P): 1800, (V2, S2P): 1801, (V4, S2P): 900, (V3, S2P): 2700}
    groups = moved(
        (V1, 1, S1, S2P, False, 2), (V2, 1, S1, S2P, False, 4), (V3, 1, S1, S2P, False, 8),
        (V4, 1, S1, S2P, False, 16), (V1, 2, S1, S2P, False, 1), (V1, 4, P3, S1, False, 3),
        (V1, 4, S1, P3, False, 5), (V3, 4, S1, S2P, False, 32), (V1, 5, S1, S2P, False, 64),
    )  # fmt: skip
    needs = np.array([True] * 4 + [False] + [True] * 4)
    provided = np.array([False, False, False, True, False, False, True, False, False])
    found = unprovided(county(walks, rides), situation(), groups, needs, provided, HALF_HOUR)
    assert found == (
        # left: 2 + 4 + 8 + 32 + 64; seats for 2 + 4 + 16 + 64; in time 2, and 64 without a limit
        Unprovided(S1, S2P, 110, 86, 66, 96, 8),
        Unprovided(P3, S1, 3, 0, 0, 3, 0),
    )


def test_seats_that_cure_nobody_are_not_asked_for():
    """南村's 8 have no bus: that 北沟's 16 ride already is no cure; from grade 4 on a bed would be."""
    walks, rides = {(V3, S2P): 2700, (V4, S2P): 2700}, {(V4, S2P): 900}
    groups = moved((V4, 1, S1, S2P, False, 16), (V3, 4, S1, S2P, False, 8), (V3, 3, S1, S2P, False, 2))
    needs, provided = np.array([True] * 3), np.array([True, False, False])
    found = unprovided(county(walks, rides), situation(), groups, needs, provided, HALF_HOUR)
    assert found == (Unprovided(S1, S2P, 10, 0, 0, 8, 2),)
    assert unprovided(county(walks, rides), situation(), groups, needs, needs, HALF_HOUR) == ()
    older = situation(boards_from=[4, 5, 4, 4])
    found = unprovided(county(walks, rides), older, groups, needs, provided, HALF_HOUR)
    assert found == (Unprovided(S1, S2P, 10, 0, 0, 0, 10),)


def test_only_a_bus_where_there_is_no_way_on_foot_is_a_cure():
    groups = moved((V1, 1, S2J, P3, False, 7))
    at, needs = county({}, {(V1, P3): 5000}), np.array([True])
    found = unprovided(at, situation(), groups, needs, ~needs, HALF_HOUR)
    assert found == (Unprovided(S2J, P3, 7, 7, 0, 0, 0),)
