"""Walk, wait, ride, change, walk: journeys by public bus that can be worked out by hand."""

import copy

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString

from gis.network.checking import check_routes
from gis.network.parameters import travel_parameters
from gis.network.publicbus import COLUMNS, Part, bus_graph, bus_parameters, minutes_of_day
from gis.network.route import route
from gis.network.search import search
from gis.network.snap import project_points, snap
from gis.network.travel import travel_times
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


# ---- the drawn journey


def test_the_way_behind_a_journey_names_lines_and_stops(minutes, build, points, parameters):
    """Line 1 to its end, 1100 m on foot, line 2, 400 m on foot; parts add up to the matrix."""
    network, calls = build(GRID, WAYS), [*EAST, *NORTH]
    stops = stops_of(points, calls)
    ends = points({"home": (600, 60), "school": (10_000, 5000)})
    way = route(network, *ends.geometry, mode="public_bus", parameters=parameters, bus_stops=stops)
    kinds = [part.kind for part in way.parts]
    assert kinds == ["approach", "walk", "wait", "ride", "walk", "wait", "ride", "walk", "approach"]
    seconds = [60, 400, 600, 900, 1100, 900, 540, 400, 0]
    close([part.seconds / 60 for part in way.parts], np.array(seconds) / 60)
    rides = [(part.line, part.from_stop, part.to_stop) for part in way.parts if part.kind == "ride"]
    assert rides == [("1路", "站0", "站2"), ("2路", "站3", "站4")]
    assert [part.line for part in way.parts if part.kind == "wait"] == ["1路", "2路"]
    found, metres = minutes(calls, [(600, 60)], [(10_000, 5000)])
    assert way.seconds / 60 == pytest.approx(found.item(), abs=1e-8)
    assert way.metres == pytest.approx(metres.item(), abs=1e-6)
    for part in way.parts:
        drawn = gpd.GeoSeries([part.geometry or LineString()], crs="EPSG:4490").to_crs(network.crs)
        assert drawn.length.item() == pytest.approx(part.metres, abs=0.05)


def test_a_change_at_the_same_stop_is_no_walk(build, points, parameters):
    onward = [("4路", 1, 9000, 0, 0, 10), ("4路", 2, 10_000, 0, 3, 10)]
    stops = stops_of(points, [*EAST, *onward])
    ends = points({"home": (1000, 0), "school": (10_000, 0)}).geometry
    way = route(build(GRID, WAYS), *ends, mode="public_bus", parameters=parameters, bus_stops=stops)
    kinds = [part.kind for part in way.parts if part.seconds > 0.1]     # positions are rounded to 1 cm
    assert kinds == ["wait", "ride", "wait", "ride"]
    assert way.seconds == pytest.approx((10 + 15 + 5 + 3) * 60, abs=0.1)


def test_no_stops_no_way_and_drawn_journeys_equal_the_matrix(build, points, parameters):
    network, stops = build(GRID, WAYS), stops_of(points, [*EAST, *NORTH], both_directions=True)
    places = points(dict(enumerate([(600, 60), (10_000, 4000), (5200, 30), (20_500, 0)])))
    options = {"parameters": parameters, "bus_stops": stops}
    travel = travel_times(network, places, places, mode="public_bus", **options)
    for i in range(4):
        for j in range(4):
            way = route(network, places.geometry[i], places.geometry[j], mode="public_bus", **options)
            figures = (np.nan, np.nan) if way is None else (way.seconds, way.metres)
            drawn = travel.seconds[i, j], travel.metres[i, j]
            np.testing.assert_allclose(figures, drawn, rtol=0, atol=1e-6)
    assert np.isfinite(travel.seconds).sum() == 9
    assert route(network, *places.geometry[:2], mode="public_bus", parameters=parameters) is None
    assert check_routes(network, {"public_bus": travel}, places, places, **options) == ()
