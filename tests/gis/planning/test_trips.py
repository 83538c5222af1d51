"""The baseline's journeys, and how long what follows from them is kept."""

from dataclasses import replace

import numpy as np
from miniature import miniature_plan

from gis.planning.county import county_of
from gis.planning.journeys import Limits, Verdict, Way, limits_of
from gis.planning.trips import journeys_of, memory_of, same_numbers, trips_before
from gis.standards import Snapshot, load_rules

COUNTY = county_of(miniature_plan())
RULES = load_rules()
V1, V2, V3, V4 = range(4)
S1, S2P, S2J, P3 = range(4)
OUTSIDE = NOBODY = -1


def snapshot():
    return Snapshot(RULES, object())


def fresh():
    """Return the county with a baseline that nothing is kept of yet."""
    return replace(COUNTY, attendance=replace(COUNTY.attendance, memories=[]))


# ---- what is kept


def test_one_memory_for_a_county_under_the_same_rules():
    county, rules = fresh(), snapshot()
    memory = memory_of(county, rules)
    assert memory_of(county, rules) is memory
    assert memory_of(county, Snapshot(dict(RULES), rules.alike)) is memory
    assert memory_of(replace(county, beds=county.beds + 1), rules) is memory
    assert memory_of(county, snapshot()) is not memory
    for field in ("schools", "walk", "bus", "zoned"):
        value = getattr(county, field)
        other = dict(value) if field == "walk" else replace(value) if field == "bus" else value.copy()
        assert memory_of(replace(county, **{field: other}), rules) is not memory


def test_four_memories_are_kept_the_oldest_goes_first():
    county, rules = fresh(), [snapshot() for _ in range(5)]
    kept = [memory_of(county, one) for one in rules[:4]]
    assert [memory_of(county, one) for one in rules[:4]] == kept
    assert len({id(one) for one in kept}) == 4
    last = memory_of(county, rules[4])
    assert [memory_of(county, one) for one in rules[1:]] == [*kept[1:], last]
    assert memory_of(county, rules[0]) is not kept[0]
    assert len(county.attendance.memories) == 4


# ---- journeys


def test_the_baseline_walks_or_boards():
    """东村's 20 first-graders walk 900 m to s1: 1000 s; 北沟's 3 fourth-graders board there, 2520 m away."""
    county, rules = fresh(), snapshot()
    trips = trips_before(county, rules)
    assert trips_before(county, rules) is trips
    assert trips.pupils.sum() == 221
    groups = zip(trips.settlement.tolist(), trips.grade.tolist(), trips.school.tolist(), strict=True)
    rows = {group: row for row, group in enumerate(groups)}

    def told(row):
        return (
            int(trips.pupils[row]), bool(trips.boards[row]), int(trips.way[row]),
            float(trips.metres[row]), int(trips.verdict[row]),
        )  # fmt: skip

    first, boarder = rows[V1, 1, S1], rows[V4, 4, S1]
    assert told(first) == (20, False, Way.WALK_G1_3, 900.0, Verdict.WITHIN)
    assert round(float(trips.seconds[first]), 6) == 1000
    assert told(boarder) == (3, True, Way.BOARDING, 2520.0, Verdict.BOARDING)
    assert trips.way[rows[V3, 9, S2J]] == Way.WALK_G7_9
    assert trips.verdict[rows[OUTSIDE, 1, S1]] == Verdict.UNKNOWN
    some = trips.take(np.array([boarder, first]))
    assert (some.pupils.tolist(), some.settlement.tolist()) == ([3, 20], [V4, V1])
    assert some.grade.tolist() == [4, 1]
    assert (some.school.tolist(), some.boards.tolist()) == ([S1, S1], [True, False])
    assert some.way.tolist() == [Way.BOARDING, Way.WALK_G1_3]
    assert (some.metres.tolist(), some.verdict.tolist()) == ([2520, 900], [Verdict.BOARDING, Verdict.WITHIN])
    assert some.seconds.tolist() == [trips.seconds[boarder], trips.seconds[first]]


def test_without_a_school_there_is_no_way_and_without_a_home_nothing_is_known():
    """Homes 东村 (the first), 西村 without a position, outside; each without a school, and with s1."""
    county = replace(COUNTY, settlement_placed=np.array([True, False, True, True]))
    homes = np.array([V1, V2, OUTSIDE] * 2)
    schools = np.array([NOBODY] * 3 + [S1] * 3)
    way, grade = np.full(6, Way.WALK_G1_3), np.ones(6, dtype=int)
    seconds, metres, verdict = journeys_of(county, limits_of(RULES), homes, schools, way, grade)
    unknown = Verdict.UNKNOWN
    assert verdict.tolist() == [Verdict.UNREACHABLE, unknown, unknown, Verdict.WITHIN, unknown, unknown]
    assert np.isnan(seconds[:3]).all()
    assert np.isnan(metres[:3]).all()
    assert metres[3] == 900


def test_each_way_and_grade_has_its_own_journey_and_limit():
    """东村 to p3, 1620 m: 1800 s on foot is the limit of grade 1; by bus 420 + 1620 / 5 = 744 s."""
    limits = Limits(np.array([1800.0, 1000.0, 700.0, np.nan, *[np.nan] * 5]), 0.0)
    walk, bus = Way.WALK_G1_3, Way.SCHOOL_BUS
    way = np.array([walk, walk, bus, bus, Way.WALK_G4_6, Way.BOARDING])
    grade = np.array([1, 2, 3, 1, 4, 4])
    homes, schools = np.full(6, V1), np.full(6, P3)
    seconds, metres, verdict = journeys_of(COUNTY, limits, homes, schools, way, grade)
    np.testing.assert_allclose(seconds, [1800, 1800, 744, 744, 1620 / 1.1, 1620 / 1.1])
    assert metres.tolist() == [1620] * 6
    assert [Verdict(one).name for one in verdict[[1, 2, 3, 4, 5]]] == [
        "OVER", "OVER", "WITHIN", "NO_LIMIT", "BOARDING"
    ]  # fmt: skip


def test_unknown_is_the_same_as_unknown_and_as_nothing_else():
    these, those = np.array([1.0, 1.0, np.nan, np.nan, 2.0]), np.array([1.0, 2.0, np.nan, 1.0, np.nan])
    assert same_numbers(these, those).tolist() == [True, False, True, False, False]
