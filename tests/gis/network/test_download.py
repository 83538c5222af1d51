"""Roads over the net: a server of our own stands in for OpenStreetMap's and answers as it does."""

import socket

import pytest
from osmserver import AREA, serving, use

from gis.errors import Cancelled, InputError
from gis.network.build import read_roads
from gis.network.download import download_roads, find_place


@pytest.fixture
def server(monkeypatch):
    with serving(monkeypatch) as served:
        yield served


def test_what_comes_is_an_osm_file_like_any_other(server, tmp_path):
    path = tmp_path / "roads.osm.pbf"
    assert download_roads(AREA, path) == 3
    network = read_roads(path, boundary=AREA)
    assert sorted(network.edges["highway"]) == ["path", "tertiary"]
    assert set(network.edges["name"]) == {"", "示例路"}
    assert network.barriers["kind"].tolist() == ["water"]
    assert network.has_footpaths
    assert [file.name for file in tmp_path.iterdir()] == ["roads.osm.pbf"]


def test_the_server_is_asked_for_roads_and_barriers_around_the_county(server, tmp_path):
    download_roads(AREA, tmp_path / "roads.osm.pbf")
    asked = " ".join(server.asked)
    for wanted in ('["highway"]', '["natural"="water"]', '["railway"="rail"]'):
        assert wanted in asked
    numbers = [float(part) for part in asked.split("poly:'")[1].split("'")[0].split()]
    assert min(numbers[::2]) < 35.0 - 0.02  # 3 km beyond the outline
    assert max(numbers[1::2]) > 114.02 + 0.02


def test_settings_of_osmnx_are_put_back(server, tmp_path):
    from osmnx import settings

    before = {name: getattr(settings, name) for name in dir(settings) if not name.startswith("_")}
    resolve = socket.getaddrinfo
    download_roads(AREA, tmp_path / "roads.osm.pbf")
    assert {name: getattr(settings, name) for name in before} == before
    assert socket.getaddrinfo is resolve


def test_a_place_is_found_by_name(server):
    assert find_place("示例县").equals(AREA)


def test_a_place_that_nobody_knows_is_said(server):
    with pytest.raises(InputError, match="没有找到名为“乌有县”的行政区"):
        find_place("乌有县")


def test_an_area_without_roads_is_said_and_nothing_is_written(server, tmp_path):
    server.is_empty = True
    with pytest.raises(InputError, match="没有道路"):
        download_roads(AREA, tmp_path / "roads.osm.pbf")
    assert not list(tmp_path.iterdir())


def test_offline_is_said_at_once(monkeypatch, tmp_path):
    use(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(InputError, match="连不上"):
        download_roads(AREA, tmp_path / "roads.osm.pbf")
    with pytest.raises(InputError, match="连不上"):
        find_place("示例县")


def test_a_cancelled_download_keeps_the_old_file(server, tmp_path):
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(b"old")

    def stop(fraction, step=""):
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        download_roads(AREA, path, progress=stop)
    assert path.read_bytes() == b"old"
