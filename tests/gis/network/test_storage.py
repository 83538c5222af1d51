"""A network goes into a plan file and comes back with the same digest and the same times."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.network.storage import assemble, network_digest, network_from_storage, network_to_storage
from gis.network.travel import travel_matrix


def through_a_file(network, path):
    for name, frame in zip(("nodes", "edges", "barriers"), network_to_storage(network), strict=True):
        assert frame.crs.to_epsg() == 4490
        frame.to_file(path, layer=name, driver="GPKG")
    frames = [gpd.read_file(path, layer=name) for name in ("nodes", "edges", "barriers")]
    return network_from_storage(*frames, crs=network.crs)


def test_round_trip_through_a_geopackage(miniature, tmp_path, points, settlements, schools):
    again = through_a_file(miniature, tmp_path / "plan.gpkg")
    assert again.digest == miniature.digest
    assert again.has_footpaths == miniature.has_footpaths
    assert again.edges.dtypes.astype(str).to_dict() == miniature.edges.dtypes.astype(str).to_dict()
    before = travel_matrix(miniature, points(settlements), points(schools))
    after = travel_matrix(again, points(settlements), points(schools))
    for mode in before:
        np.testing.assert_array_equal(after[mode].seconds, before[mode].seconds)
        np.testing.assert_array_equal(after[mode].metres, before[mode].metres)


def test_round_trip_of_a_real_county(real_network, tmp_path):
    network = real_network("baixiang_130524_drive.osm.pbf")
    again = through_a_file(network, tmp_path / "plan.gpkg")
    assert again.digest == network.digest
    for name in ("nodes", "edges", "barriers"):
        one, other = getattr(network, name), getattr(again, name)
        before, after = (shapely.get_coordinates(frame.geometry.to_numpy()) for frame in (one, other))
        np.testing.assert_array_equal(after, before)
    np.testing.assert_array_equal(again.edges["length_m"], network.edges["length_m"])


def test_positions_off_the_storage_grid_settle_at_once(miniature, points, settlements, schools):
    """A network drawn in metres moves by less than 0.1 mm when first stored, and never again."""
    nodes, edges = miniature.nodes.copy(), miniature.edges.copy()
    shift = np.array([0.123456789, 0.987654321])
    nodes.geometry = nodes.geometry.translate(*shift)
    edges.geometry = edges.geometry.translate(*shift)
    drawn = assemble(nodes, edges, miniature.barriers)
    once = network_from_storage(*network_to_storage(drawn), crs=drawn.crs)
    twice = network_from_storage(*network_to_storage(once), crs=drawn.crs)
    assert drawn.digest == once.digest == twice.digest
    before = travel_matrix(drawn, points(settlements), points(schools), modes=["walk_g1_3"])["walk_g1_3"]
    after = travel_matrix(once, points(settlements), points(schools), modes=["walk_g1_3"])["walk_g1_3"]
    np.testing.assert_allclose(after.seconds, before.seconds, atol=0.01)


def test_network_without_barriers(build):
    network = build({"A": (0, 0), "B": (100, 0)}, [(["A", "B"], {"highway": "residential"})])
    nodes, edges, barriers = network_to_storage(network)
    assert barriers.empty
    assert network_from_storage(nodes, edges, None, crs=network.crs).digest == network.digest
    assert network_from_storage(nodes, edges, barriers, crs=network.crs).digest == network.digest
    assert not network.has_footpaths


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("length_m", 1.0),
        ("highway", "trunk"),
        ("maxspeed_kph", 30.0),
        ("oneway", "backward"),
        ("walk", False),
        ("drive", False),
        ("u", 3),
    ],
)
def test_digest_changes_with_everything_that_decides_times(miniature, column, value):
    edges = miniature.edges.copy()
    edges.loc[0, column] = value
    assert network_digest(miniature.nodes, edges, miniature.barriers) != miniature.digest


def test_digest_knows_barriers_and_forgets_names(miniature):
    edges = miniature.edges.assign(name="x")
    assert network_digest(miniature.nodes, edges, miniature.barriers) == miniature.digest
    assert network_digest(miniature.nodes, edges, miniature.barriers[:0]) != miniature.digest


def test_networks_are_values(miniature):
    with pytest.raises(dataclasses.FrozenInstanceError):
        miniature.digest = "x"


def test_what_only_some_networks_know_comes_back_from_a_file(miniature, tmp_path):
    count = len(miniature.edges)
    edges = miniature.edges.assign(
        surface=["gravel"] + [""] * (count - 1),
        danger=[True] + [False] * (count - 1),
        running_kph=[20.5] + [np.nan] * (count - 1),
        climb_forward=[1.25] + [1.0] * (count - 1),
        climb_backward=[0.9] + [1.0] * (count - 1),
    )
    known = assemble(miniature.nodes, edges, miniature.barriers)
    again = through_a_file(known, tmp_path / "plan.gpkg")
    assert again.digest == known.digest != miniature.digest
    columns = ["surface", "danger", "running_kph", "climb_forward", "climb_backward"]
    assert again.edges[columns].equals(known.edges[columns])


def test_a_plan_file_without_the_optional_columns_opens(miniature):
    nodes, edges, barriers = network_to_storage(miniature)
    older = edges.drop(columns=["surface", "danger", "running_kph", "climb_forward", "climb_backward"])
    again = network_from_storage(nodes, older, barriers, crs=miniature.crs)
    assert again.digest == miniature.digest
    assert again.edges[miniature.edges.columns].equals(miniature.edges)


@pytest.mark.parametrize(
    ("column", "value"), [("climb_forward", -1.0), ("climb_backward", 0.0), ("running_kph", np.inf)]
)
def test_numbers_that_no_road_has_are_damage(miniature, column, value):
    nodes, edges, barriers = network_to_storage(miniature)
    edges.loc[0, column] = value
    with pytest.raises(ValueError, match=column):
        network_from_storage(nodes, edges, barriers, crs=miniature.crs)


@pytest.mark.parametrize("spoil", ["edge to nowhere", "node twice"])
def test_edges_without_their_nodes_are_damage(miniature, spoil):
    nodes, edges, barriers = network_to_storage(miniature)
    if spoil == "node twice":
        nodes.loc[1, "osmid"] = nodes.loc[0, "osmid"]
    else:
        edges.loc[0, "v"] = -7
    with pytest.raises(ValueError, match="osmid"):
        network_from_storage(nodes, edges, barriers, crs=miniature.crs)
