"""The ``crs`` argument of ``read_roads``."""

import pytest

from gis.errors import InputError
from gis.network.build import read_roads
from gis.resources import resource_path

ROADS = resource_path("samples", "heshan", "roads.osm")


def test_degrees_are_refused():
    with pytest.raises(InputError) as caught:
        read_roads(ROADS, crs="EPSG:4490")
    assert caught.value.code == "network_crs_not_projected"


def test_a_projected_crs_is_taken():
    assert read_roads(ROADS, crs="EPSG:4548").crs.to_epsg() == 4548
