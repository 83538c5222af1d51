"""What would bring pupils to school in time, by hand: three villages, four schools, each row as a test says.

Limit of grades 1-3: 1800 s; the older have none, for them 2000 m of a walk are far. A row is, unless told
otherwise, one first grader of village 0 who moves from school 0 to school 1 and walks there in 3000 s.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from miniature import miniature_plan

from gis.evaluation.ways import Remedies, way_cures
from gis.model import Band
from gis.planning.county import Journeys
from gis.planning.journeys import Verdict, Way

RULES = miniature_plan().rules
NAN = float("nan")
WALK, BUS, BED = Way.WALK_G1_3, Way.SCHOOL_BUS, Way.BOARDING
USUAL = {
    "settlement": 0, "grade": 1, "before": 0, "after": 1, "pupils": 1, "moved": True, "boarded": False,
    "needs_transport": False, "way_after": WALK, "seconds_after": 3000.0, "verdict_before": Verdict.WITHIN,
}  # fmt: skip


def journeys(given):
    """{(village, school): (seconds, metres)}; all others have no way."""
    seconds, metres = np.full((3, 4), NAN), np.full((3, 4), NAN)
    for pair, (time, length) in given.items():
        seconds[pair], metres[pair] = time, length
    return Journeys(seconds, metres)


def remedies(*rows, ride=None, walk=None, older=None, boards_from=(1, 1, 1, 1), **cells):
    """``ride``: seconds by (village, school); ``walk``, ``older``: journeys of grades 1-3 and of the rest."""
    given = {
        "teaches": np.ones((4, 9), dtype=bool), "by_default": [True] * 4, "is_primary": [True] * 4,
        "places": [NAN] * 4, "enrolment": [NAN] * 4, "ids": ["a", "b", "c", "d"],
        "villages": ["东村", "西村", ""],
    } | cells  # fmt: skip
    every = [USUAL | row for row in rows]
    moves = SimpleNamespace(**{name: np.array([row[name] for row in every]) for name in USUAL})
    ids = np.array(given["ids"], dtype=object)
    young, rest = journeys(walk or {}), journeys(older or {})
    case = SimpleNamespace(
        moves=moves, school=lambda code: f"校{code}", settlement=lambda code: given["villages"][code],
        county=SimpleNamespace(school_ids=ids, is_primary=np.array(given["is_primary"])),
        after=SimpleNamespace(rooms=SimpleNamespace(
            places=np.array(given["places"]), enrolment=np.array(given["enrolment"]),
        )),
        outcome=SimpleNamespace(
            rules=RULES,
            situation=SimpleNamespace(
                beds=np.zeros(4), boards_from=np.array(boards_from), teaches=given["teaches"]
            ),
            county_after=SimpleNamespace(
                bus=journeys({pair: (seconds, 1.0) for pair, seconds in (ride or {}).items()})
            ),
            county_held=SimpleNamespace(
                by_default=np.array(given["by_default"]), school_ids=ids,
                walk={Band.G1_3: young, Band.G4_6: rest, Band.G7_9: rest},
            ),
        ),
    )  # fmt: skip
    return Remedies(case)


def all_rows(made):
    return np.arange(len(made.case.moves.pupils))


def cures(made, kind, rows=None):
    """(amount, school, message, values) of each cure of one kind."""
    found = way_cures(made, all_rows(made) if rows is None else np.array(rows))
    return [(c.amount, c.subject_id, c.message_code, c.values) for c in found if c.kind == kind]


# ---- what a bus, a bed would do


def test_a_bus_counts_where_it_can_be_reached_and_is_quicker_than_the_walk():
    made = remedies(
        {"seconds_after": 901.0}, {"seconds_after": 900.0}, {"seconds_after": NAN},
        {"after": 2}, {"settlement": -1}, {"after": -1},
        ride={(0, 1): 900.0, (2, 1): 60.0, (0, 3): 60.0},
    )  # fmt: skip
    assert made.takes.tolist() == [True, False, True, False, False, False]
    assert made.in_time.tolist() == made.takes.tolist()


def test_the_limit_itself_is_in_time_and_without_a_limit_every_ride_is():
    """1800 s for grade 3, none for grade 4; a ride longer than the walk is none, however short."""
    rows = [{"grade": 3}, {"grade": 3, "settlement": 1}, {"grade": 4, "settlement": 1},
            {"grade": 3, "seconds_after": 1700.0}]  # fmt: skip
    made = remedies(*rows, ride={(0, 1): 1800.0, (1, 1): 1801.0})
    assert made.in_time.tolist() == [True, False, True, False]


def test_seats_are_for_those_who_need_transport_and_would_ride():
    rows = [{"pupils": 3, "needs_transport": True}, {"pupils": 4, "needs_transport": True},
            {"pupils": 10, "needs_transport": True, "settlement": 1}, {"pupils": 100},
            {"pupils": 1000, "needs_transport": True, "before": 2}]  # fmt: skip
    assert remedies(*rows, ride={(0, 1): 900.0}).needed_seats.tolist() == [7, 0, 1000, 0]


def test_who_waits_for_a_bed():
    """School 1 takes boarders from grade 4, the last one from grade 1."""
    boarder = {"grade": 4, "boarded": True}
    rows = [
        boarder | {"pupils": 1},
        {"grade": 5, "needs_transport": True, "pupils": 2},
        {"grade": 6, "needs_transport": True, "boarded": True, "pupils": 4},
        {"grade": 4, "pupils": 8},                                  # lives near enough
        boarder | {"grade": 3, "pupils": 16},                       # too young
        boarder | {"moved": False, "pupils": 32},
        boarder | {"way_after": BED, "pupils": 64},
        boarder | {"way_after": BUS, "pupils": 128},
        boarder | {"after": -1, "pupils": 256},                     # has no school
        boarder | {"after": 3, "grade": 1, "pupils": 512},
        boarder | {"way_after": Way.NONE, "pupils": 1024},          # no way at all
    ]
    made = remedies(*rows, boards_from=(1, 4, 1, 1))
    assert made.waiting.tolist() == [0, 1 + 2 + 4 + 1024, 0, 512]
    assert made.old_enough.tolist() == [True] * 4 + [False] + [True] * 3 + [False, True, True]


# ---- nearer schools


def nearer(made, rows=None):
    school, seconds = made.nearer(all_rows(made) if rows is None else np.array(rows))
    return [(one, None if np.isnan(time) else time) for one, time in zip(school, seconds, strict=True)]


WALKS = {
    (0, 0): (1500.0, 1350.0), (0, 1): (100.0, 90.0), (0, 2): (1200.0, 1080.0),
    (1, 3): (1800.0, 1620.0), (1, 1): (50.0, 45.0),
    (2, 0): (1801.0, 100.0), (2, 1): (60.0, 54.0),
}  # fmt: skip


def test_the_nearest_other_school_within_the_limit():
    """All go to school 1, which is the nearest to everybody: it is no other."""
    rows = [{}, {"settlement": 1}, {"settlement": 2}, {"settlement": -1}]
    made = remedies(*rows, walk=WALKS)
    assert nearer(made) == [(2, 1200), (3, 1800), (-1, None), (-1, None)]
    assert nearer(made, [1, 0]) == [(3, 1800), (2, 1200)]


def test_who_has_no_school_may_go_to_the_last_of_the_list_too_if_it_teaches_the_grade():
    teaches = np.ones((4, 9), dtype=bool)
    teaches[3, 1] = teaches[1, 1] = False                            # grade 2
    lost = {"settlement": 1, "after": -1}
    made = remedies(lost | {"grade": 3}, lost | {"grade": 2}, lost, walk=WALKS | {(1, 1): (1900.0, 1.0)},
                    teaches=teaches)  # fmt: skip
    assert nearer(made) == [(3, 1800), (-1, None), (3, 1800)]


def test_only_public_schools_that_teach_the_grade_take_them():
    teaches = np.ones((4, 9), dtype=bool)
    teaches[2, 0] = False                                            # school 2 begins with grade 2
    made = remedies({}, {"grade": 2}, walk=WALKS, teaches=teaches)
    assert nearer(made) == [(0, 1500), (2, 1200)]
    private = remedies({}, {"grade": 2}, walk=WALKS, by_default=[True, True, False, True])
    assert nearer(private) == [(0, 1500), (0, 1500)]


def test_without_a_limit_two_kilometres_are_near_enough():
    older = {(0, 0): (9000.0, 2000.0), (1, 0): (60.0, 2001.0), (1, 2): (9600.0, 1999.0)}
    rows = [{"grade": 4}, {"grade": 9}, {"grade": 4, "settlement": 1}, {"grade": 4, "settlement": -1}, {}]
    made = remedies(*rows, older=older, walk={(0, 2): (1000.0, 5000.0)})
    assert nearer(made) == [(0, 9000), (0, 9000), (2, 9600), (-1, None), (2, 1000)]


def test_equal_times_go_by_metres_and_then_by_the_code():
    same = {(0, 0): (600.0, 540.0), (0, 2): (600.0, 540.0), (1, 0): (600.0, 540.0), (1, 2): (600.0, 539.0)}
    made = remedies({}, {"settlement": 1}, walk=same)
    assert [school for school, _ in nearer(made)] == [0, 2]
    renamed = remedies({}, walk=same, ids=["d", "b", "c", "a"])
    assert [school for school, _ in nearer(renamed)] == [2]


# ---- who had a way in time


@pytest.mark.parametrize(
    ("cells", "is_kept"),
    [
        ({}, True),
        ({"verdict_before": Verdict.BORDERLINE}, True),
        ({"verdict_before": Verdict.OVER}, False),
        ({"verdict_before": Verdict.NO_LIMIT}, False),
        ({"grade": 3}, True),
        ({"grade": 4}, False),
        ({"moved": False}, False),
        ({"before": 2}, False),
    ],
)
def test_who_of_the_youngest_could_stay_at_a_teaching_point(cells, is_kept):
    made = remedies({"grade": 9}, cells, is_primary=[True, True, False, True])
    assert made.kept(np.array([1])).tolist() == [is_kept]


# ---- the cures


def test_a_bus_for_each_school_that_pupils_leave():
    """Rides of 900, 1800 and 2400 s; from village 2 there is none. Seats are for those who need them."""
    need = {"needs_transport": True}
    rows = [
        need | {"pupils": 3}, need | {"pupils": 4, "settlement": 1, "after": 2}, {"pupils": 50},
        need | {"before": 2, "pupils": 5, "after": 3},
        need | {"before": 3, "pupils": 6, "settlement": 1, "after": 2},
        need | {"before": 1, "settlement": 2, "pupils": 7},
    ]  # fmt: skip
    made = remedies(*rows, ride={(0, 1): 900.0, (1, 2): 2400.0, (0, 3): 1800.0})
    assert cures(made, "bus") == [
        (7, "a", "cure_bus_partly",
         {"school": "校0", "seats": "7", "pupils": "57", "cured": "53", "minutes": "40"}),
        (5, "c", "cure_bus", {"school": "校2", "seats": "5", "pupils": "5", "cured": "5", "minutes": "30"}),
        (6, "d", "cure_bus_too_long",
         {"school": "校3", "seats": "6", "pupils": "6", "cured": "0", "minutes": "40"}),
    ]  # fmt: skip
    # of some rows: the seats are all that the decision must name
    assert cures(made, "bus", [0]) == [
        (7, "a", "cure_bus", {"school": "校0", "seats": "7", "pupils": "3", "cured": "3", "minutes": "15"})
    ]
    assert cures(made, "bus", [5]) == []
    units = {c.kind: c.unit for c in way_cures(made, all_rows(made))}
    assert (units["bus"], units["teaching_point"]) == ("座", "人")


def test_a_bus_for_those_who_stay_is_counted_by_their_school():
    stays = {"moved": False}
    rows = [
        stays | {"pupils": 3}, stays | {"pupils": 4, "settlement": 1}, stays | {"pupils": 5, "after": 2},
        stays | {"pupils": 6, "after": 3, "settlement": 1}, stays | {"pupils": 7, "settlement": 2},
    ]  # fmt: skip
    made = remedies(*rows, ride={(0, 1): 900.0, (1, 1): 2400.0, (0, 2): 600.0, (1, 3): 1860.0})
    assert cures(made, "bus") == [
        (7, "b", "cure_bus_stay_partly",
         {"school": "校1", "seats": "7", "pupils": "7", "cured": "3", "minutes": "40"}),
        (5, "c", "cure_bus_stay",
         {"school": "校2", "seats": "5", "pupils": "5", "cured": "5", "minutes": "10"}),
        (6, "d", "cure_bus_stay_too_long",
         {"school": "校3", "seats": "6", "pupils": "6", "cured": "0", "minutes": "31"}),
    ]  # fmt: skip
    assert {c.unit for c in way_cures(made, all_rows(made))} == {"座"}


def test_beds_at_each_receiver_for_all_who_wait_there():
    rows = [
        {"grade": 4, "needs_transport": True, "pupils": 3}, {"grade": 5, "boarded": True, "pupils": 4},
        {"grade": 3, "needs_transport": True, "pupils": 10},            # too young for a bed
        {"grade": 4, "after": 2, "pupils": 20},                         # waits for none
        {"grade": 4, "after": 3, "needs_transport": True, "pupils": 1}, {"grade": 6, "pupils": 5},
    ]  # fmt: skip
    made = remedies(*rows, boards_from=(9, 4, 1, 3))
    (first, last) = cures(made, "beds")
    assert first == (7, "b", "cure_beds_for", {"school": "校1", "beds": "7", "pupils": "12", "grade": "4"})
    assert last == (1, "d", "cure_beds_for", {"school": "校3", "beds": "1", "pupils": "1", "grade": "3"})
    assert cures(made, "beds", [0])[0][0] == 7
    assert cures(made, "beds", [0])[0][3]["pupils"] == "3"
    assert cures(made, "beds", [2, 3]) == []
    assert {c.unit for c in way_cures(made, np.array([0])) if c.kind == "beds"} == {"张"}


def test_the_nearer_schools_with_the_pupils_and_the_room_that_they_have():
    """Village 0 finds school 2 at 1200 s, village 1 at 1500 s, the nameless village 2 school 3 at 600 s."""
    walk = {(0, 2): (1200.0, 1.0), (1, 2): (1500.0, 1.0), (2, 3): (600.0, 1.0), (0, 0): (1700.0, 1.0)}
    rows = [{"pupils": 3}, {"pupils": 4, "settlement": 1}, {"pupils": 5, "settlement": 2},
            {"pupils": 9, "settlement": 1, "grade": 4}, {"pupils": 2, "moved": False}]  # fmt: skip

    def receivers(places):
        made = remedies(*rows, walk=walk, places=places, enrolment=[0.0, 0.0, 100.0, 50.0])
        return cures(made, "receiver")

    enough, full = receivers([NAN, NAN, 109.0, 54.0])                # 9 places for 3 + 4 + 2, 4 for 5
    assert enough == (9, "c", "cure_school", {"school": "校2", "pupils": "9", "free": "9", "minutes": "25",
                                              "settlements": "东村、西村"})  # fmt: skip
    assert full == (5, "d", "cure_school_full",
                    {"school": "校3", "pupils": "5", "free": "4", "minutes": "10",
                     "settlements": ""})  # fmt: skip
    overfull, unknown = receivers([NAN, NAN, 97.0, NAN])
    assert (overfull[2], overfull[3]["free"]) == ("cure_school_full", "0")
    assert unknown[2] == "cure_school_unknown"
    made = remedies(*rows, walk=walk)
    assert {c.unit for c in way_cures(made, all_rows(made)) if c.kind == "receiver"} == {"人"}


def test_a_teaching_point_at_each_school_that_the_youngest_leave():
    rows = [{"pupils": 3}, {"pupils": 4, "settlement": 1}, {"before": 2, "pupils": 5},
            {"pupils": 10, "grade": 4}, {"pupils": 20, "moved": False},
            {"pupils": 40, "verdict_before": Verdict.OVER}]  # fmt: skip
    made = remedies(*rows)
    assert cures(made, "teaching_point") == [
        (7, "a", "cure_point", {"school": "校0", "pupils": "7"}),
        (5, "c", "cure_point", {"school": "校2", "pupils": "5"}),
    ]


def test_a_bus_comes_before_a_bed_a_nearer_school_and_a_point():
    moving, staying = {"needs_transport": True}, {"moved": False, "after": 2}
    made = remedies(moving, staying, ride={(0, 1): 900.0, (0, 2): 900.0}, walk=WALKS)
    kinds = [(c.kind, c.message_code) for c in way_cures(made, all_rows(made))]
    assert kinds == [
        ("bus", "cure_bus"), ("bus", "cure_bus_stay"), ("beds", "cure_beds_for"),
        ("receiver", "cure_school_unknown"), ("receiver", "cure_school_unknown"),
        ("teaching_point", "cure_point"),
    ]  # fmt: skip
    assert way_cures(made, np.array([], dtype=int)) == ()
