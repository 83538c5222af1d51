"""Road files written on a metre grid, so that every expected figure can be worked out by hand."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import pytest
from pyproj import Transformer
from shapely.geometry import Point

sys.path.insert(0, str(Path(__file__).parent))

from gis.model import RoadNetwork
from gis.network.build import read_roads
from gis.resources import load_toml

ROADS = Path(__file__).resolve().parents[3].parent / "shared/data/roads"
PLANE = "EPSG:4547"                       # central meridian 114°E, where the projection keeps lengths
ORIGIN = (500_000.0, 4_000_000.0)
TO_DEGREES = Transformer.from_crs(PLANE, "EPSG:4490", always_xy=True)

Grid = Mapping[str, tuple[float, float]]
Way = tuple[Sequence[str], Mapping[str, str]]


def degrees(x: float, y: float) -> tuple[float, float]:
    """Metres on the grid → longitude and latitude."""
    return TO_DEGREES.transform(ORIGIN[0] + x, ORIGIN[1] + y)


def make_points(
    places: Mapping[str, tuple[float, float] | None], column: str | None = None
) -> gpd.GeoDataFrame:
    """Places on the grid → points in degrees, ids in the index or in a column."""
    geometry = [None if xy is None else Point(degrees(*xy)) for xy in places.values()]
    if column is None:
        return gpd.GeoDataFrame(index=list(places), geometry=geometry, crs="EPSG:4490")
    return gpd.GeoDataFrame({column: list(places)}, geometry=geometry, crs="EPSG:4490")


def write_osm(
    grid: Grid, ways: Sequence[Way], relations: Sequence[tuple[Sequence[int], Mapping[str, str]]] = ()
) -> str:
    """Write an OSM file; nodes named by ways but missing from the grid are left out of the file."""
    names = list(dict.fromkeys([*grid, *(name for way, _ in ways for name in way)]))
    number = {name: k + 1 for k, name in enumerate(names)}
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='test'>"]
    for name, xy in grid.items():
        lon, lat = degrees(*xy)
        lines.append(f"<node id='{number[name]}' version='1' lon='{lon:.7f}' lat='{lat:.7f}'/>")
    for k, (way, tags) in enumerate(ways):
        lines.append(f"<way id='{k + 1}' version='1'>")
        lines += [f"<nd ref='{number[name]}'/>" for name in way]
        lines += [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]
        lines.append("</way>")
    for k, (members, tags) in enumerate(relations):
        lines.append(f"<relation id='{k + 1}' version='1'>")
        lines += [f"<member type='way' ref='{member}' role='outer'/>" for member in members]
        lines += [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]
        lines.append("</relation>")
    return "\n".join([*lines, "</osm>"])


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Any]:
    """Grid and ways → network."""

    def make(grid: Grid, ways: Sequence[Way], **options: Any) -> Any:
        path = tmp_path / "roads.osm"
        path.write_text(write_osm(grid, ways, options.pop("relations", ())), encoding="utf-8")
        return read_roads(path, crs=PLANE, **options)

    return make


@pytest.fixture(scope="session")
def real_roads() -> Callable[[str], Path]:
    """Name → real road file, or the test is skipped; in CI a missing file fails."""

    def find(name: str) -> Path:
        path = ROADS / name
        if not path.exists():
            if os.environ.get("CI") == "true":
                pytest.fail(f"real data missing: {name}")
            pytest.skip(f"real data not here: {name}")
        return path

    return find


@pytest.fixture(scope="session")
def real_network(real_roads: Callable[[str], Path]) -> Callable[[str], RoadNetwork]:
    """Name → network of a real road file, read once."""
    return cache(lambda name: read_roads(real_roads(name)))


@pytest.fixture
def points() -> Callable[..., gpd.GeoDataFrame]:
    """``make_points``."""
    return make_points


@pytest.fixture
def osm_xml() -> Callable[..., str]:
    """``write_osm``."""
    return write_osm


@pytest.fixture
def settlements() -> dict[str, tuple[float, float]]:
    """The miniature's four settlements."""
    return {"s1": (500, 100), "s2": (1700, 600), "s3": (300, 1050), "s4": (5000, 5000)}


@pytest.fixture
def schools() -> dict[str, tuple[float, float]]:
    """The miniature's two schools."""
    return {"k1": (1000, 1000), "k2": (2000, 500)}


@pytest.fixture
def parameters() -> dict[str, Any]:
    """Round numbers, so that a county's other parameters do not change the sums in the docstrings."""
    changed = copy.deepcopy(load_toml("standards", "travel.toml"))
    changed["walk"]["speed_g1_3_mps"]["value"] = 1.0
    changed["walk"]["speed_g4_6_mps"]["value"] = 1.25
    changed["walk"]["speed_g7_9_mps"]["value"] = 2.0
    changed["approach"]["limit_m"]["value"] = 1000
    changed["bus"] |= {
        "walk_speed_mps": {"value": 1.0},
        "wait_s": {"value": 300},
        "dwell_s_per_stop": {"value": 30},
        "stops_per_ride": {"value": 4},
        "detour_factor": {"value": 1.5},
        "speed_kph": {"value": {"tertiary": 36, "unclassified": 18, "residential": 18}},
    }
    changed["escort"] |= {
        "walk_speed_mps": {"value": 1.0},
        "speed_kph": {"value": {"tertiary": 18, "unclassified": 18, "residential": 9}},
    }
    return changed


MINIATURE_GRID = {
    "A": (0, 0), "B": (1000, 0), "P": (1750, 0), "Q": (1850, 0), "C": (2000, 0), "D": (2000, 1000),
    "E": (1000, 1000), "G": (0, 1000), "r1": (1800, -3000), "r2": (1800, 3000),
}
MINIATURE_WAYS = [
    (["A", "B"], {"highway": "tertiary", "name": "甲路"}),
    (["B", "P"], {"highway": "tertiary"}),
    (["P", "Q"], {"highway": "tertiary", "bridge": "yes"}),
    (["Q", "C"], {"highway": "tertiary"}),
    (["C", "D"], {"highway": "unclassified"}),
    (["B", "E"], {"highway": "residential", "oneway": "yes"}),
    (["E", "G", "A"], {"highway": "path"}),
    (["r1", "r2"], {"waterway": "river", "name": "淇河"}),
]

@pytest.fixture
def miniature(build: Callable[..., Any]) -> Any:
    """A county of 5 roads, 4 settlements, 2 schools, a river with one bridge (metres).

    ::

        y=1050   s3                        river x=1800
        y=1000 G ======path====== E,k1      |      D
                 |                ^         |      |
        y=600    | path           | one-way | s2*  |        * s2 (1700, 600) stands west of the river
        y=500    |                |         |      + k2
        y=100    |   s1           |         |      |
        y=0    A ---------------- B ----P=bridge=Q-C
               x=0    500      1000   1750 1800 1850 2000
    """
    return build(MINIATURE_GRID, MINIATURE_WAYS)
