"""Travel times on networks that can be worked out by hand."""

import math

import geopandas as gpd
import numpy as np
import pytest

from gis.errors import Cancelled, PlanningError
from gis.model import Mode
from gis.network.gaps import places_without_way
from gis.network.parameters import travel_parameters
from gis.network.travel import travel_matrix, travel_times
from gis.resources import load_toml

NAN = math.nan


def close(actual, expected, tolerance=0.1):
    np.testing.assert_allclose(actual, expected, atol=tolerance, rtol=0)


@pytest.fixture
def matrix(miniature, parameters, points, settlements, schools):
    return travel_matrix(miniature, points(settlements), points(schools), parameters=parameters)


def test_walking_metres_of_the_miniature(matrix):
    """Approach + way, metres:

    s1 → k1: 100 + 500 to B + 1000 against the one-way, on foot = 1600; → k2: 100 + 500 + 1000 + 500 = 2100.
    s2 is nearest to C–D (300 m) but over the river; next comes B–P straight south, 600 m:
    → k1: 600 + 700 + 1000 = 2300; → k2: 600 + 300 over the bridge + 500 = 1400.
    s3 → k1: 50 + 700 on the path = 750; → k2: 50 + 700 + 1000 + 1000 + 500 = 3250.
    s4 has no road within 1000 m.
    """
    metres = [[1600, 2100], [2300, 1400], [750, 3250], [NAN, NAN]]
    for mode, speed in ((Mode.WALK_G1_3, 1.0), (Mode.WALK_G4_6, 1.25), (Mode.WALK_G7_9, 2.0)):
        close(matrix[mode].metres, metres)
        close(matrix[mode].seconds, np.array(metres) / speed)
        assert matrix[mode].unplaced_origins == ("s4",)


def test_bus_seconds_of_the_miniature(matrix):
    """Walk at 1 m/s, wait 300 s, 4 stops of 30 s, ride × 1.5; tertiary 10 m/s, the others 5 m/s.

    s1 → k1: 100 + 420 + 1.5 (500/10 + 1000/5) = 895; → k2: 100 + 420 + 1.5 (1500/10 + 500/5) = 895.
    s2 → k1: 600 + 420 + 1.5 (700/10 + 1000/5) = 1425; → k2: 600 + 420 + 1.5 (300/10 + 500/5) = 1215.
    s3 walks to E, the end of the one-way (√(700² + 50²) = 701.78 m): k1 is there, k2 cannot be reached.
    """
    close(matrix["school_bus"].seconds, [[895, 895], [1425, 1215], [701.78 + 420, NAN], [NAN, NAN]])
    close(matrix["school_bus"].metres, [[1600, 2100], [2300, 1400], [701.78, NAN], [NAN, NAN]])


def test_escort_seconds_of_the_miniature(matrix):
    """No wait, no stops: s1 → k1: 100 + 500/5 + 1000/2.5 = 600; s1 → k2: 100 + 1500/5 + 500/5 = 500."""
    close(matrix["escort"].seconds[0], [600, 500])


def test_oneway_holds_for_vehicles_from_the_school_too(miniature, parameters, points, settlements, schools):
    """k1 stands at the end of the one-way: by car nobody leaves it, on foot everybody does."""
    back = travel_matrix(miniature, points(schools), points(settlements), parameters=parameters)
    assert np.isnan(back["escort"].seconds[0, 0])
    close(back["walk_g1_3"].metres[0, 0], 1600)


def test_one_mode_alone_equals_the_matrix(miniature, parameters, matrix, points, settlements, schools):
    assert set(matrix) == set(Mode) - {Mode.PUBLIC_BUS}, "no table of bus stops, no journeys by bus"
    for mode in matrix:
        alone = travel_times(
            miniature, points(settlements), points(schools), mode=mode.value, parameters=parameters
        )
        np.testing.assert_array_equal(alone.seconds, matrix[mode].seconds)
        np.testing.assert_array_equal(alone.metres, matrix[mode].metres)
        assert alone.mode == mode.value
        assert alone.network_digest == miniature.digest


def test_other_crs_gives_the_same_times(miniature, matrix, parameters, points, settlements, schools):
    origins, gates = points(settlements).to_crs("EPSG:32649"), points(schools).to_crs("EPSG:4326")
    again = travel_times(miniature, origins, gates, mode="walk_g1_3", parameters=parameters)
    close(again.seconds, matrix["walk_g1_3"].seconds)


def test_ids_come_from_the_columns_else_the_index(miniature, parameters, points, settlements, schools):
    by_column = travel_times(
        miniature,
        points(settlements, "settlement_id"),
        points(schools, "school_id"),
        mode="escort",
        parameters=parameters,
    )
    assert by_column.origin_ids == tuple(settlements)
    assert by_column.destination_ids == tuple(schools)
    by_index = travel_times(miniature, points(settlements), points(schools), mode="escort")
    assert by_index.origin_ids == tuple(settlements)


def test_cutoff_turns_longer_journeys_into_nan(miniature, parameters, points, settlements, schools):
    """Walking at 1 m/s: 1600 and 2100 s, 2300 and 1400 s, 750 and 3250 s; cut off at 1600.05."""
    times = travel_times(
        miniature,
        points(settlements),
        points(schools),
        mode="walk_g1_3",
        cutoff_s=1600.05,
        parameters=parameters,
    )
    close(times.seconds, [[1600, NAN], [NAN, 1400], [750, NAN], [NAN, NAN]])
    assert np.isnan(times.metres[0, 1])
    assert times.unplaced_origins == ("s4",)


def test_points_without_crs_or_position_and_unknown_modes(miniature, points, settlements, schools):
    bare = gpd.GeoDataFrame(geometry=points(settlements).geometry.to_numpy())
    with pytest.raises(PlanningError) as no_crs:
        travel_times(miniature, bare, points(schools), mode="escort")
    assert no_crs.value.code == "points_without_crs"
    assert str(no_crs.value)
    with pytest.raises(PlanningError) as no_mode:
        travel_times(miniature, points(settlements), points(schools), mode="helicopter")
    assert "helicopter" in str(no_mode.value)


def test_missing_positions_are_nan_and_listed(miniature, parameters, points, settlements, schools):
    origins = points({"lost": None, "s1": settlements["s1"]})
    gates = points({"k1": schools["k1"], "new": None})
    times = travel_times(miniature, origins, gates, mode="walk_g1_3", parameters=parameters)
    close(times.seconds, [[NAN, NAN], [1600, NAN]])
    assert times.unplaced_origins == ("lost",)
    assert times.unplaced_destinations == ("new",)


def test_no_points_at_all(miniature, points, settlements, schools):
    times = travel_times(miniature, points({}), points(schools), mode="escort")
    assert times.seconds.shape == (0, 2)
    assert travel_times(miniature, points(settlements), points({}), mode="escort").seconds.shape == (4, 0)


def test_places_without_way_name_the_reason(build, parameters, points):
    """near: by the school's road; lone: on a road of its own; far: 5 km off; isle: in a ring of water."""
    grid = {
        "A": (0, 0), "B": (1000, 0), "C": (3000, 0), "D": (3000, 900),
        "w1": (300, 200), "w2": (700, 200), "w3": (700, 600), "w4": (300, 600),
    }
    ways = [
        (["A", "B"], {"highway": "residential"}),
        (["C", "D"], {"highway": "residential"}),
        (["w1", "w2", "w3", "w4", "w1"], {"waterway": "canal"}),
    ]
    network = build(grid, ways)
    origins = points(
        {"near": (200, 50), "lone": (3010, 400), "far": (0, 5000), "isle": (500, 400), "lost": None}
    )
    times = travel_times(network, origins, points({"k": (900, 0)}), mode="walk_g1_3", parameters=parameters)
    gaps = places_without_way(network, times, origins, parameters=parameters)
    assert [(gap.place_id, gap.reason) for gap in gaps] == [
        ("lone", "other_component"),
        ("far", "too_far_from_road"),
        ("isle", "behind_barrier"),
        ("lost", "no_position"),
    ]
    close(times.metres[:, 0], [750, NAN, NAN, NAN, NAN])


def test_approach_takes_the_nearest_edge_not_the_nearest_node(build, parameters, points):
    """o is 10 m from the middle of the 4 km A–B and 300 m from the node C: it joins A–B."""
    grid = {"A": (0, 0), "B": (4000, 0), "C": (2000, 310), "D": (2000, 900)}
    network = build(grid, [(["A", "B"], {"highway": "road"}), (["C", "D"], {"highway": "road"})])
    times = travel_times(
        network, points({"o": (2000, 10)}), points({"k": (4000, 0)}), mode="walk_g1_3", parameters=parameters
    )
    close(times.metres, [[2010]])


def test_vehicles_do_not_join_a_motorway(build, points):
    """The motorway runs 20 m past the village; cars must be joined to the road 200 m away."""
    grid = {"A": (0, 20), "B": (1000, 20), "C": (0, -200), "D": (1000, -200)}
    network = build(grid, [(["A", "B"], {"highway": "motorway"}), (["C", "D"], {"highway": "tertiary"})])
    times = travel_times(network, points({"o": (100, 0)}), points({"k": (900, -200)}), mode="school_bus")
    close(times.metres, [[200 + 800]])


class TestSameEdge:
    """Both ends in the middle of one road of 1000 m."""

    def times(self, points, network, mode, parameters):
        both = points({"at200": (200, 0), "at700": (700, 0)})
        return travel_times(network, both, both, mode=mode, parameters=parameters).metres

    def test_straight_along_a_two_way_road(self, build, parameters, points):
        network = build({"A": (0, 0), "B": (1000, 0)}, [(["A", "B"], {"highway": "residential"})])
        for mode in ("walk_g1_3", "escort"):
            close(self.times(points, network, mode, parameters), [[0, 500], [500, 0]])

    def test_against_a_oneway_only_on_foot(self, build, parameters, points):
        oneway = {"highway": "residential", "oneway": "yes"}
        network = build({"A": (0, 0), "B": (1000, 0)}, [(["A", "B"], oneway)])
        close(self.times(points, network, "walk_g1_3", parameters), [[0, 500], [500, 0]])
        close(self.times(points, network, "escort", parameters), [[0, 500], [NAN, 0]])

    def test_against_a_oneway_by_the_way_round(self, build, parameters, points):
        """Back from 700 to 200: on to B (300), B–C–A (400 + 1000 + 400), on to 200: 2300."""
        grid = {"A": (0, 0), "B": (1000, 0), "C": (1000, 400), "D": (0, 400)}
        ways = [
            (["A", "B"], {"highway": "residential", "oneway": "yes"}),
            (["B", "C", "D", "A"], {"highway": "residential"}),
        ]
        close(self.times(points, build(grid, ways), "escort", parameters), [[0, 500], [2300, 0]])

    def test_oneway_written_against_its_nodes(self, build, parameters, points):
        network = build(
            {"A": (0, 0), "B": (1000, 0)}, [(["A", "B"], {"highway": "residential", "oneway": "-1"})]
        )
        close(self.times(points, network, "escort", parameters), [[0, NAN], [500, 0]])

    def test_ring_goes_the_shorter_way_round(self, build, parameters, points):
        """A ring of 4 × 300 m joined at A: from (150, 0) to (0, 150) over A 300, not 900."""
        grid = {"A": (0, 0), "B": (300, 0), "C": (300, 300), "D": (0, 300), "Z": (-500, 0)}
        ways = [
            (["A", "B", "C", "D", "A"], {"highway": "residential"}),
            (["A", "Z"], {"highway": "residential"}),
        ]
        network = build(grid, ways)
        assert (network.edges["u"] == network.edges["v"]).any()
        both = points({"east": (150, 0), "north": (0, 150), "out": (-500, 0)})
        for mode in ("walk_g1_3", "escort"):
            metres = travel_times(network, both, both, mode=mode, parameters=parameters).metres
            close(metres, [[0, 300, 650], [300, 0, 650], [650, 650, 0]])

    def test_ring_alone_is_kept_and_used(self, build, parameters, points):
        grid = {"A": (0, 0), "B": (300, 0), "C": (300, 300), "D": (0, 300)}
        network = build(grid, [(["A", "B", "C", "D", "A"], {"highway": "residential"})])
        both = points({"south": (150, 0), "west": (0, 150), "north": (150, 300)})
        metres = travel_times(network, both, both, mode="walk_g1_3", parameters=parameters).metres
        close(metres, [[0, 300, 600], [300, 0, 300], [600, 300, 0]])

    def test_roundabout_is_driven_one_way(self, build, parameters, points):
        """From 150 m before A backwards is forbidden: (0, 150) → (150, 0) 300 over A, back 900."""
        grid = {"A": (0, 0), "B": (300, 0), "C": (300, 300), "D": (0, 300)}
        network = build(
            grid, [(["A", "B", "C", "D", "A"], {"highway": "residential", "junction": "roundabout"})]
        )
        both = points({"west": (0, 150), "south": (150, 0)})
        metres = travel_times(network, both, both, mode="escort", parameters=parameters).metres
        close(metres, [[0, 300], [900, 0]])


def test_parallel_roads_each_keep_their_own_cost(build, parameters, points):
    """A–B twice: straight 1000 m, and round by the north 400 + 1000 + 400; o stands on the long one."""
    grid = {"A": (0, 0), "B": (1000, 0), "C": (0, 400), "D": (1000, 400), "Z": (1500, 0)}
    ways = [
        (["A", "B"], {"highway": "residential"}),
        (["A", "C", "D", "B"], {"highway": "residential"}),
        (["B", "Z"], {"highway": "residential"}),
    ]
    network = build(grid, ways)
    origins = points({"long": (250, 400), "west": (0, 0)})
    metres = travel_times(network, origins, points({"k": (1500, 0)}), mode="walk_g1_3", parameters=parameters)
    close(metres.metres[:, 0], [750 + 400 + 500, 1500])


def test_a_quick_long_way_beats_a_slow_short_one_and_metres_follow(build, parameters, points):
    """Escort: 900 m at 2.5 m/s = 360 s, or 1500 m at 5 m/s = 300 s: least seconds decide, metres are 1500."""
    grid = {"A": (0, 0), "B": (900, 0), "C": (0, 300), "D": (900, 300)}
    ways = [(["A", "B"], {"highway": "residential"}), (["A", "C", "D", "B"], {"highway": "tertiary"})]
    ends = points({"o": (0, 0)}), points({"k": (900, 0)})
    times = travel_times(build(grid, ways), *ends, mode="escort", parameters=parameters)
    close(times.seconds, [[300]])
    close(times.metres, [[1500]])


def test_signed_and_legal_limits_slow_the_bus(build, parameters, points):
    """1000 m: 36 km/h → 100 s; signed 18 → 200 s; a county's 120 km/h is held to the legal 60 → 60 s."""
    roads = {}
    for signed in ("", "18"):
        tags = {"highway": "tertiary"} | ({"maxspeed": signed} if signed else {})
        roads[signed] = build({"A": (0, 0), "B": (1000, 0)}, [(["A", "B"], tags)])
    ends = points({"a": (0, 0)}), points({"b": (1000, 0)})

    def ride_s(network):
        times = travel_times(network, *ends, mode="school_bus", parameters=parameters)
        return (times.seconds[0, 0] - 420) / 1.5

    close([ride_s(roads[""]), ride_s(roads["18"])], [100, 200])
    parameters["bus"]["speed_kph"]["value"]["tertiary"] = 120
    close(ride_s(roads[""]), 60)


def test_cancelling_stops_the_search(miniature, points, settlements, schools):
    def stop(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        travel_times(miniature, points(settlements), points(schools), mode="escort", progress=stop)


def test_progress_rises_from_nothing_to_one(miniature, points, settlements, schools):
    seen = []

    def watch(fraction, step=""):
        seen.append(fraction)

    travel_matrix(miniature, points(settlements), points(schools), progress=watch)
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 1


def test_shipped_parameters_are_complete_and_sourced():
    raw = load_toml("standards", "travel.toml")
    for group in raw.values():
        for name, entry in group.items():
            assert set(entry) == {"value", "unit", "source", "verified"}, name
    rules = travel_parameters()
    assert set(rules.walk_speed_mps) == {"walk_g1_3", "walk_g4_6", "walk_g7_9"}
    for vehicle in rules.vehicles.values():
        for name, speed in vehicle.speed_kph.items():
            assert speed <= vehicle.cap_kph.get(name, vehicle.cap_kph.get("other", np.inf))
