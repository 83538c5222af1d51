"""What surfaces, told speeds, dangerous stretches and age do to each mode, worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

import gis.evaluation
import gis.planning
from gis.model import Mode
from gis.network.costs import family_of, ride_of
from gis.network.parameters import WALK_MODES, travel_parameters
from gis.network.storage import assemble
from gis.network.travel import travel_matrix

LENGTH_M = 1000.0
RULES = travel_parameters()


def one_road(build, tags, **known):
    network = build({"A": (0, 0), "B": (1000, 0)}, [(["A", "B"], tags)])
    return assemble(network.nodes, network.edges.assign(**known), network.barriers)


def kph(network, mode):
    """The speed that a mode's cost of the only road amounts to."""
    cost = ride_of(network, Mode(mode), RULES).graph.forward[0]
    metres = network.edges["length_m"].iloc[0]
    return 0.0 if np.isinf(cost) else metres / cost * 3.6


@pytest.mark.parametrize(
    ("tags", "known", "mode", "expected"),
    [
        ({"highway": "tertiary"}, {}, "school_bus", 35),
        ({"highway": "tertiary", "surface": "gravel"}, {}, "school_bus", 35 * 0.7),
        ({"highway": "tertiary", "surface": "Gravel; dirt"}, {}, "school_bus", 35 * 0.7),
        ({"highway": "tertiary", "surface": "moon dust"}, {}, "school_bus", 35),
        ({"highway": "tertiary", "surface": "gravel", "maxspeed": "20"}, {}, "school_bus", 20),
        ({"highway": "tertiary", "surface": "mud", "maxspeed": "20"}, {}, "school_bus", 35 * 0.3),
        ({"highway": "tertiary", "surface": "mud"}, {"running_kph": 50.0}, "school_bus", 50),
        ({"highway": "tertiary", "maxspeed": "40"}, {"running_kph": 50.0}, "school_bus", 50),
        ({"highway": "tertiary"}, {"running_kph": 90.0}, "school_bus", 60),
        ({"highway": "motorway", "oneway": "no"}, {"running_kph": 90.0}, "school_bus", 80),
        ({"highway": "tertiary"}, {"running_kph": 12.0}, "school_bus", 12),
        ({"highway": "tertiary"}, {"danger": True}, "school_bus", 20),
        ({"highway": "tertiary"}, {"danger": True, "running_kph": 50.0}, "school_bus", 20),
        ({"highway": "tertiary"}, {"danger": True, "running_kph": 50.0}, "escort_car", 50),
        ({"highway": "tertiary"}, {"running_kph": 90.0}, "escort_car", 90),
        ({"highway": "tertiary"}, {}, "escort_car", 40),
        ({"highway": "tertiary"}, {"running_kph": 50.0}, "escort", 25),
        ({"highway": "tertiary"}, {"running_kph": 15.0}, "escort", 15),
        ({"highway": "tertiary"}, {"running_kph": 50.0}, "bicycle", 12),
        ({"highway": "tertiary"}, {"running_kph": 6.0}, "bicycle", 6),
        ({"highway": "path"}, {}, "bicycle", 8),
        ({"highway": "path"}, {}, "escort_car", 0),
        ({"highway": "path"}, {"running_kph": 20.0, "drive": True}, "school_bus", 20),
        ({"highway": "path"}, {"running_kph": 20.0, "drive": True}, "escort", 0),
        ({"highway": "path"}, {"running_kph": 20.0}, "school_bus", 0),
        ({"highway": "steps"}, {}, "bicycle", 0),
        ({"highway": "motorway", "oneway": "no"}, {"running_kph": 90.0}, "bicycle", 0),
        ({"highway": "motorway", "oneway": "no"}, {"running_kph": 90.0}, "escort", 0),
        ({"highway": "motorway", "oneway": "no"}, {}, "escort_car", 80),
    ],
)
def test_speed_of_a_vehicle(build, tags, known, mode, expected):
    assert kph(one_road(build, tags, **known), mode) == pytest.approx(expected)


def test_mud_slows_walkers_and_metres_stay_metres(build, points, parameters):
    """1,000 m of mud at 1 m/s and a share of 0.6: 1,667 s, and still 1,000 m."""
    network = one_road(build, {"highway": "path", "surface": "mud"})
    assert not ride_of(network, Mode.WALK_G1_3, RULES).graph.is_metres
    ends = points({"a": (0, 0), "b": (1000, 0)})
    times = travel_matrix(network, ends, ends, modes=["walk_g1_3"], parameters=parameters)["walk_g1_3"]
    assert times.seconds[0, 1] == pytest.approx(LENGTH_M / 0.6, abs=0.5)
    assert times.metres[0, 1] == pytest.approx(LENGTH_M, abs=0.5)


def test_a_dangerous_stretch_is_closed_to_the_youngest_only(build, points, parameters):
    """200 m straight on or 600 m round: grades 1-3 go round, the others straight on."""
    grid = {"A": (0, 0), "B": (200, 0), "C": (0, 200), "D": (200, 200)}
    roads = build(
        grid,
        [(["A", "B"], {"highway": "tertiary", "name": "急弯"}), (["A", "C", "D", "B"], {"highway": "path"})],
    )
    marked = roads.edges.assign(danger=roads.edges["name"] == "急弯")
    network = assemble(roads.nodes, marked, roads.barriers)
    ends = points({"a": (0, 0), "b": (200, 0)})
    found = travel_matrix(network, ends, ends, modes=WALK_MODES, parameters=parameters)
    metres = [found[mode].metres[0, 1] for mode in WALK_MODES]
    np.testing.assert_allclose(metres, [600, 200, 200], atol=0.5)
    np.testing.assert_allclose(
        [found[mode].seconds[0, 1] for mode in WALK_MODES], [600, 200 / 1.25, 200 / 2], atol=0.5
    )
    assert [family_of(mode, network) for mode in WALK_MODES] == ["walk_g1_3", "walk_g4_6", "walk_g4_6"]
    assert {family_of(mode, roads) for mode in WALK_MODES} == {"walk_g1_3"}
    alone = travel_matrix(network, ends, ends, modes=["walk_g7_9"], parameters=parameters)["walk_g7_9"]
    np.testing.assert_array_equal(alone.seconds, found[Mode.WALK_G7_9].seconds)


def test_the_youngest_do_not_even_begin_on_a_dangerous_stretch(build, points, parameters):
    network = one_road(build, {"highway": "tertiary"}, danger=True)
    village, school = points({"v": (500, 50)}), points({"s": (1000, 0)})
    found = travel_matrix(network, village, school, modes=["walk_g1_3", "walk_g4_6"], parameters=parameters)
    assert found[Mode.WALK_G1_3].unplaced_origins == ("v",)
    assert found[Mode.WALK_G4_6].seconds[0, 0] == pytest.approx(550 / 1.25, abs=0.5)


def test_cyclists_keep_to_one_way_streets_and_are_twelve(build, points, parameters):
    network = one_road(build, {"highway": "tertiary", "oneway": "yes"})
    ends = points({"a": (0, 0), "b": (1000, 0)})
    seconds = travel_matrix(network, ends, ends, modes=["bicycle"], parameters=parameters)["bicycle"].seconds
    assert seconds[0, 1] == pytest.approx(300, abs=0.5)
    assert np.isnan(seconds[1, 0])
    assert RULES.grades_of(Mode.BICYCLE) == (7, 8, 9)
    assert RULES.grades_of(Mode.WALK_G4_6) == (4, 5, 6)
    assert RULES.grades_of(Mode.SCHOOL_BUS) == tuple(range(1, 10))


def test_only_walking_bus_and_beds_decide():
    """Neither bicycle nor escort is asked for where pupils are assigned or judged."""
    for package in (gis.planning, gis.evaluation):
        for path in Path(package.__path__[0]).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "ESCORT" not in text, path.name
            assert "BICYCLE" not in text, path.name
