"""Walk, wait, ride, change, walk: journeys by public bus that can be worked out by hand."""

import copy

import numpy as np
import pandas as pd
import pytest
import shapely

from gis.network.parameters import travel_parameters
from gis.network.publicbus import COLUMNS, Part, bus_graph, bus_parameters, minutes_of_day
from gis.network.search import search
from gis.network.snap import project_points, snap
from gis.progress import ignore_progress

GRID = {"A": (0, 0), "B": (10_000, 0), "C": (10_000, 5000), "X": (20_000, 0), "Y": (21_000, 0)}
WAYS = [
    (["A", "B"], {"highway": "tertiary"}),
    (["B", "C"], {"highway": "unclassified"}),
    (["X", "Y"], {"highway": "unclassified"}),
]
# stops stand on the road unless a test says otherwise; walking 1 m/s, waiting half the headway
EAST = [("1路", 1, 1000, 0, 0, 20), ("1路", 2, 5000, 0, 8, 20), ("1路", 3, 9000, 0, 15, 20)]
NORTH = [("2路", 1, 10_000, 100, 0, 30), ("2路", 2, 10_000, 4600, 9, 30)]


@pytest.fixture
def minutes(build, points, parameters):
    """Calls of lines (line, sequence, x, y, minutes, headway) and places → minutes and metres by bus."""
    raw = copy.deepcopy(parameters)
    network, rules = build(GRID, WAYS), travel_parameters(raw)
    using = bus_parameters(raw, rules)

    def work_out(calls, origins, destinations, **columns):
        graph = bus_graph(network, stops_of(points, calls, **columns), rules, using)
        ends = [
            snap(
                project_points(points(dict(enumerate(places))), network), network,
                graph.joinable, limit_m=1000,
            )
            for places in (origins, destinations)
        ]  # fmt: skip
        from_, to = graph.board(ends[0]), graph.alight(ends[1])
        cost, metres = search(graph.graph, from_, to, progress=ignore_progress)
        approach = ends[0].approach_m[:, None] + ends[1].approach_m[None, :]
        work_out.graph, work_out.network = graph, network
        return (cost + approach) / 60, metres + approach

    return work_out


def stops_of(points, calls, **columns):
    where = points({k: (x, y) for k, (_, _, x, y, _, _) in enumerate(calls)}).geometry
    frame = pd.DataFrame(
        {
            "line_id": [call[0] for call in calls], "sequence": [call[1] for call in calls],
            "stop": [f"站{k}" for k in range(len(calls))],
            "lon": where.x.to_numpy(), "lat": where.y.to_numpy(),
            "minutes_from_start": [float(call[4]) for call in calls],
            "headway_min": [float(call[5]) for call in calls],
            "first_departure": "", "last_departure": "", "both_directions": False,
        }
    )  # fmt: skip
    return frame.assign(**columns)[list(COLUMNS)]


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, atol=0.002, rtol=0)


def test_walk_wait_ride_walk(minutes):
    """From 400 m west of the first stop and 60 m off the road to 300 m past the third.

    (60 + 400) s + 10 min + 15 min + 300 s = 12:40 + 25 = 37.667 min; 460 + 8000 + 300 m.
    To the second stop: 460 s + 10 + 8 min.
    """
    found, metres = minutes(EAST, [(600, 60)], [(9300, 0), (5000, 0)])
    close(found, [[(460 + 300) / 60 + 25, 460 / 60 + 18]])
    np.testing.assert_allclose(metres, [[8760, 4460]], atol=0.1)


def test_on_the_way_to_the_stop_nobody_walks_round(minutes):
    """Village and stop on one and the same edge, on either side of the stop."""
    found, _ = minutes(EAST, [(4700, 0), (5300, 0)], [(9000, 0)])
    close(found, [[300 / 60 + 10 + 7], [300 / 60 + 10 + 7]])


def test_a_change_waits_once_more(minutes):
    """Line 1 to its end (15 min after 10), 1100 m on foot, 15 min of waiting, 9 min, 400 m on foot."""
    found, _ = minutes([*EAST, *NORTH], [(1000, 0)], [(10_000, 5000)])
    close(found, [[10 + 15 + 1100 / 60 + 15 + 9 + 400 / 60]])


def test_a_walk_alone_is_no_bus_journey(minutes):
    """No lines, no way; beside the school the bus has to be taken all the same: one stop and back on foot."""
    assert np.isinf(minutes([], [(1000, 0)], [(1000, 0)])[0]).all()
    found, _ = minutes(EAST, [(1000, 0)], [(1000, 0)])
    close(found, [[10 + 8 + 4000 / 60]])


def test_the_way_back_only_where_the_line_runs_it(minutes):
    there = ([(9000, 0)], [(1000, 0)])
    alone, _ = minutes(EAST, *there)
    close(alone, [[4000 / 60 + 10 + 7 + 8000 / 60]])     # on foot to the second stop, and all the way back
    both, _ = minutes(EAST, *there, both_directions=True)
    close(both, [[10 + 15]])
    close(minutes(EAST, [(5000, 0)], [(1000, 0)], both_directions=True)[0], [[10 + 8]])


def test_hours_decide_where_one_may_board(minutes):
    """The window is 6:00–8:30. First bus 8:25: it calls at the second stop at 8:33, too late."""
    late = {"first_departure": "08:25", "last_departure": "18:00"}
    close(minutes(EAST, [(1000, 0)], [(9000, 0)], **late)[0], [[25]])
    found, _ = minutes(EAST, [(5000, 0)], [(9000, 0)], **late)
    close(found, [[4000 / 60 + 25]])            # back to the first stop on foot
    assert np.isinf(minutes(EAST, [(1000, 0)], [(9000, 0)], first_departure="09:00")[0]).all()
    early = {"first_departure": "04:00", "last_departure": "05:50"}
    assert np.isinf(minutes(EAST, [(5000, 0)], [(9000, 0)], **early)[0]).all()
    early["last_departure"] = "05:53"           # at the second stop at 6:01
    close(minutes(EAST, [(5000, 0)], [(9000, 0)], **early)[0], [[10 + 7]])


def test_a_stop_off_the_road_is_walked_to(minutes):
    """100 m to the stop and, at the other one, 50 m from it; an island is joined by bus alone."""
    calls = [("3路", 1, 3000, 100, 0, 10), ("3路", 2, 20_500, 50, 25, 10)]
    found, metres = minutes(calls, [(3000, 0)], [(20_500, 0)])
    close(found, [[(100 + 50) / 60 + 5 + 25]])
    straight = np.hypot(17_500, 50)
    np.testing.assert_allclose(metres, [[150 + straight]], atol=0.1)


def test_a_stop_far_from_any_road_is_left_out_and_told(minutes):
    calls = [EAST[0], ("1路", 2, 5000, 3000, 8, 20), EAST[2]]
    found, _ = minutes(calls, [(1000, 0)], [(9000, 0)])
    close(found, [[10 + 15]])
    assert minutes.graph.unplaced == (1,)


def test_drawn_lines_have_the_metres_of_the_graph(minutes):
    west = [("3路", 1, 3000, 100, 0, 10), ("3路", 2, 5000, 0, 9, 10)]
    minutes([*EAST, *NORTH, *west], [(1000, 0)], [(9000, 0)])
    found, network = minutes.graph, minutes.network
    drawn = shapely.length(found.lines(network))
    np.testing.assert_allclose(drawn, found.graph.length_m, atol=0.01)
    is_board = found.part == Part.BOARD
    assert set(found.wait_s[is_board]) == {600, 900, 300}
    assert (found.wait_s[~is_board] == 0).all()
    assert set(found.line[found.part == Part.RIDE]) == {"1路", "2路", "3路"}


def test_more_lines_never_lengthen(minutes):
    origins, schools = [(x, 0) for x in range(0, 10_001, 1250)], [(0, 0), (10_000, 2500), (9000, 0)]
    few, _ = minutes(EAST, origins, schools)
    more, _ = minutes([*EAST, *NORTH], origins, schools)
    assert (more <= few + 1e-9).all()


def test_times_of_day():
    assert minutes_of_day("06:30") == 390
    assert np.isnan(minutes_of_day(""))
