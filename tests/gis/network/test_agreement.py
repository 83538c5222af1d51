"""Agreement with osmnx and networkx, node to node on the same roads."""

import itertools
from collections import Counter

import networkx as nx
import numpy as np
import pytest

from gis.network.osmfile import read_ways
from gis.network.parameters import reading_rules
from gis.network.topology import merge_segments
from gis.network.travel import travel_matrix

NINGJIN, BAIXIANG = "ningjin_130528_drive.osm.pbf", "baixiang_130524_drive.osm.pbf"
BAYREUTH = "north-bayreuth.osm.gz"


def raw_graph(path):
    """Every segment of every way as an edge per direction, as osmnx builds its graphs before simplifying."""
    roads, _ = read_ways(path, reading_rules())
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for ref, (x, y) in zip(roads.refs, roads.degrees().tolist(), strict=True):
        graph.add_node(ref, x=x, y=y)
    bounds = [*roads.starts, len(roads.refs)]
    for k, attributes in enumerate(roads.attributes):
        run = roads.refs[bounds[k] : bounds[k + 1]]
        for a, b in itertools.pairwise(run):
            graph.add_edge(a, b, group=repr(attributes), oneway=attributes.oneway)
            if not attributes.oneway:
                graph.add_edge(b, a, group=repr(attributes), oneway=False)
    return graph


def directed(u, v, oneway):
    """Count directed edges of drawn ones, as osmnx has them."""
    both = ~oneway
    return Counter(zip([*u, *v[both]], [*v, *u[both]], strict=True))


@pytest.mark.parametrize("name", [BAIXIANG, BAYREUTH])
def test_edges_are_those_of_osmnx(real_roads, real_network, name):
    import osmnx

    path = real_roads(name)
    theirs = osmnx.simplify_graph(raw_graph(path), edge_attrs_differ=["group"], remove_rings=True)
    network = real_network(name)
    edges = network.edges
    ours = directed(edges["u"].to_numpy(), edges["v"].to_numpy(), (edges["oneway"] != "no").to_numpy())
    expected = Counter((u, v) for u, v, _ in theirs.edges(keys=True))
    loops_alone = Counter({pair: count for pair, count in (ours - expected).items() if pair[0] == pair[1]})
    assert ours - loops_alone == expected
    assert set(loops_alone) <= {(node, node) for node in set(network.nodes.index) - set(theirs.nodes)}


@pytest.mark.parametrize(("name", "nodes", "edges"), [(BAIXIANG, 1405, 3829), (NINGJIN, 7239, 20568)])
def test_merging_without_attributes_gives_osmnx_own_counts(real_roads, name, nodes, edges):
    """The plain simplification of the whole file, as osmnx reports it: nodes and directed edges."""
    roads, _ = read_ways(real_roads(name), reading_rules())
    refs = np.array(roads.refs)
    run = np.repeat(np.arange(len(roads.starts)), np.diff([*roads.starts, len(refs)]))
    start = np.flatnonzero(run[:-1] == run[1:])
    _, number = np.unique(refs, return_inverse=True)
    oneway = np.array([attributes.oneway for attributes in roads.attributes])[run[start]]
    paths = merge_segments(number[start], number[start + 1], oneway.astype(np.int64), oneway)
    u, v = paths.nodes[paths.starts], paths.nodes[paths.ends]
    merged_oneway = oneway[paths.first_segment]
    assert len(np.union1d(u, v)) == nodes
    assert len(u) + np.count_nonzero(~merged_oneway) == edges


@pytest.mark.parametrize("name", [BAIXIANG, BAYREUTH])
@pytest.mark.parametrize("mode", ["walk_g1_3", "escort", "school_bus"])
def test_times_between_nodes_are_those_of_networkx(real_network, name, mode):
    """Least cost over the same edges, with their seconds worked out here from the shipped parameters."""
    from gis.resources import load_toml

    raw = load_toml("standards", "travel.toml")
    network = real_network(name)
    graph = nx.MultiDiGraph()
    usable = set()
    for edge in network.edges.itertuples():
        if mode == "walk_g1_3":
            share = raw["surface"]["walk_share"]["value"].get(edge.surface, 1)
            seconds = edge.length_m / raw["walk"]["speed_g1_3_mps"]["value"] / share if edge.walk else None
        else:
            group = raw["bus" if mode == "school_bus" else "escort"]
            kph = group["speed_kph"]["value"].get(edge.highway, 0)
            kph *= raw["surface"]["vehicle_share"]["value"].get(edge.surface, 1)
            kph = min(kph, edge.maxspeed_kph) if edge.maxspeed_kph > 0 else kph
            seconds = edge.length_m / kph * 3.6 if kph and edge.drive else None
        if seconds is None:
            continue
        if edge.highway not in raw["access"]["no_stop_classes"]["value"]:
            usable |= {edge.u, edge.v}
        graph.add_edge(edge.u, edge.v, seconds=seconds)
        if mode == "walk_g1_3" or edge.oneway == "no":
            graph.add_edge(edge.v, edge.u, seconds=seconds)
    chosen = sorted(np.random.default_rng(3).choice(sorted(usable), 12, replace=False).tolist())
    places = network.nodes.loc[chosen]
    ours = travel_matrix(network, places, places, modes=[mode])[mode].seconds
    fixed, factor = 0.0, 1.0
    if mode == "school_bus":
        bus = {key: entry["value"] for key, entry in raw["bus"].items()}
        fixed = bus["wait_s"] + bus["dwell_s_per_stop"] * bus["stops_per_ride"]
        factor = bus["detour_factor"]
    theirs = np.full(ours.shape, np.nan)
    for i, source in enumerate(chosen):
        reached = nx.single_source_dijkstra_path_length(graph, source, weight="seconds")
        theirs[i] = [reached.get(target, np.nan) for target in chosen]
    np.testing.assert_allclose(ours, theirs * factor + fixed, atol=1e-6)
    assert np.isfinite(ours).mean() > 0.5


def test_lengths_agree_with_osmnx(real_roads, real_network):
    """osmnx measures on a sphere: the two agree to half a per cent."""
    import osmnx

    path = real_roads(BAIXIANG)
    theirs = osmnx.distance.add_edge_lengths(raw_graph(path))
    graph = osmnx.simplify_graph(theirs, edge_attrs_differ=["group"])
    spherical = {(u, v): m for u, v, m in graph.edges(data="length") if graph.number_of_edges(u, v) == 1}
    edges = real_network(BAIXIANG).edges
    pairs = [(edge.length_m, spherical.get((edge.u, edge.v))) for edge in edges.itertuples()]
    pairs = [pair for pair in pairs if pair[1] is not None]
    ours, expected = np.array(pairs).T
    assert len(pairs) > 1000
    np.testing.assert_allclose(ours, expected, rtol=5e-3)
