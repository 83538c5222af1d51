"""Pieces and one-way traps on networks that can be looked at with the eye."""

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.components import TrapKind, components, oneway_traps
from gis.network.storage import assemble

PLANE = "EPSG:4547"
X, Y = 500_000.0, 4_000_000.0


def network(nodes, roads):
    """Nodes (metres) and roads (u, v, oneway, highway) → network of straight edges."""
    import geopandas as gpd

    point = {name: shapely.Point(X + x, Y + y) for name, (x, y) in nodes.items()}
    lines = [shapely.LineString([point[u], point[v]]) for u, v, *_ in roads]
    more = [(*rest, "tertiary")[:2] if rest else ("no", "tertiary") for _, _, *rest in roads]
    edges = gpd.GeoDataFrame(
        {
            "u": [road[0] for road in roads], "v": [road[1] for road in roads],
            "length_m": [line.length for line in lines], "highway": [kind for _, kind in more],
            "name": [f"{road[0]}-{road[1]}" for road in roads], "maxspeed_kph": np.nan,
            "oneway": [way for way, _ in more], "walk": True,
            "drive": [kind != "path" for _, kind in more], "bridge": False,
        },
        geometry=lines, crs=PLANE,
    )  # fmt: skip
    frame = gpd.GeoDataFrame(geometry=list(point.values()), index=list(point), crs=PLANE)
    return assemble(frame, edges, gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=PLANE))


# ---- pieces

ISLAND = network(
    {1: (0, 0), 2: (1000, 0), 3: (1000, 900), 4: (1300, 500), 5: (1300, 700), 6: (5000, 0), 7: (5000, 30)},
    [(1, 2), (2, 3), (4, 5), (6, 7, "no", "path")],
)


def test_an_island_and_a_path():
    """1-2-3 is 1,900 m long; 4-5 (200 m) runs 300 m beside 2-3; 6-7 is a path of 30 m, 4 km away."""
    found = components(ISLAND)
    assert found.label.tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert found.length_m == pytest.approx([1900, 200, 30])
    assert found.gap_m == pytest.approx([0, 300, 4000])
    assert np.isnan(found.xy[0]).all()
    assert found.xy[1, 0] == X + 1300
    assert Y + 500 <= found.xy[1, 1] <= Y + 700
    assert found.xy[2].tolist() == [X + 5000, Y]


def test_what_cannot_be_driven_on_is_no_piece_for_vehicles():
    assert components(ISLAND, use="drive").label.tolist() == [0, 0, 0, 1, 1, -1, -1]


def test_a_whole_network_is_one_piece():
    whole = components(network({1: (0, 0), 2: (9, 0)}, [(1, 2, "forward")]))
    assert len(whole) == 1
    assert whole.gap_m.tolist() == [0]


# ---- traps

SQUARE = {1: (0, 0), 2: (1000, 0), 3: (1000, 1000), 4: (0, 1000)}
RING = [(1, 2), (2, 3), (3, 4), (4, 1)]


def traps(extra_nodes, extra_roads):
    found = oneway_traps(network({**SQUARE, **extra_nodes}, [*RING, *extra_roads]))
    return [(trap.kind, trap.edges.tolist(), round(trap.length_m)) for trap in found]


def test_a_pocket_that_is_entered_but_not_left():
    """2 → 5 → 6: two one-way edges of 100 m are one stretch."""
    found = traps({5: (1100, 0), 6: (1200, 0)}, [(2, 5, "forward"), (5, 6, "forward")])
    assert found == [(TrapKind.NO_WAY_OUT, [4, 5], 200)]


def test_a_stretch_that_is_left_but_not_entered_drawn_backwards():
    assert traps({5: (1100, 0)}, [(2, 5, "backward")]) == [(TrapKind.NO_WAY_IN, [4], 100)]


def test_a_pocket_with_a_two_way_street_inside():
    """2 → 5, and 5 - 6 both ways: whoever is on 5 - 6 cannot come back."""
    found = traps({5: (1100, 0), 6: (1400, 0)}, [(2, 5, "forward"), (5, 6)])
    assert found == [(TrapKind.NO_WAY_OUT, [4, 5], 400)]


def test_neither_in_nor_out():
    """5 → 2 leads in, 5 → 6 leads on: from the ring nobody comes to 6, and nobody comes back from it."""
    found = traps({5: (1100, 0), 6: (1350, 0)}, [(5, 2, "forward"), (5, 6, "forward")])
    assert found == [(TrapKind.NEITHER, [5], 250), (TrapKind.NO_WAY_IN, [4], 100)]


def test_pockets_at_one_sound_crossing_are_two():
    found = traps({5: (1100, 0), 6: (1000, -300)}, [(2, 5, "forward"), (2, 6, "forward")])
    assert found == [(TrapKind.NO_WAY_OUT, [5], 300), (TrapKind.NO_WAY_OUT, [4], 100)]


def test_a_one_way_ring_and_a_path_are_no_traps():
    assert traps({5: (1100, 0)}, [(2, 5, "no", "path")]) == []
    ring = [(u, v, "forward") for u, v, *_ in RING]
    assert oneway_traps(network(SQUARE, ring)) == ()


def test_the_position_is_on_the_road():
    (trap,) = oneway_traps(network({**SQUARE, 5: (1100, 0)}, [*RING, (2, 5, "forward")]))
    assert trap.xy == (X + 1050, Y)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["no", "forward", "backward"])),
        min_size=1, max_size=14,
    ).map(lambda roads: [road for road in roads if road[0] != road[1]]).filter(bool)
)  # fmt: skip
def test_edges_outside_traps_join_places_that_reach_one_another(roads):
    """By networkx: within a piece, both ends of every other edge lie in one strongly connected part."""
    places = {k: (k * 100.0, (k * k % 5) * 70.0) for k in range(8)}
    net = network(places, roads)
    graph = nx.DiGraph()
    for u, v, way in roads:
        if way != "backward":
            graph.add_edge(u, v)
        if way != "forward":
            graph.add_edge(v, u)
    part = {node: k for k, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    trapped = [edge for trap in oneway_traps(net) for edge in trap.edges.tolist()]
    assert len(trapped) == len(set(trapped)), "an edge belongs to one stretch"
    sound = [road for k, road in enumerate(roads) if k not in trapped]
    assert all(part[u] == part[v] for u, v, _ in sound)
    for piece in nx.weakly_connected_components(graph):
        assert len({part[node] for u, v, _ in sound for node in (u, v) if node in piece}) <= 1
