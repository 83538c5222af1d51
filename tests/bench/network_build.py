"""How long a road file takes to become a network: ours beside osmnx (which reads XML only).

Run: ``python tests/bench/network_build.py FILE.osm.pbf``
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import osmium
import osmnx

from gis.network.build import read_roads

Value = TypeVar("Value")


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of all processors."""

    clock_s: float
    processor_s: float

    def __str__(self) -> str:
        """Return both."""
        return f"{self.clock_s:6.2f} s ({self.processor_s:.2f} s of processors)"


def timed(work: Callable[[], Value]) -> tuple[Value, Took]:
    """Do something and say how long it took."""
    clock, processor = time.perf_counter(), time.process_time()
    value = work()
    return value, Took(time.perf_counter() - clock, time.process_time() - processor)


def read_with_osmnx(xml: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return nodes and edges, projected."""
    graph = osmnx.project_graph(osmnx.graph_from_xml(xml, retain_all=True))
    return osmnx.graph_to_gdfs(graph)


def write_roads_as_xml(source: Path, target: Path) -> None:
    """Write the roads of a PBF file, with the nodes they use, as XML."""
    roads = osmium.FileProcessor(str(source), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))
    with osmium.BackReferenceWriter(str(target), str(source), overwrite=True) as writer:
        for way in roads:
            writer.add(way)


def main() -> None:
    """Print both times and what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    source = parser.parse_args().file
    network, ours = timed(lambda: read_roads(source))
    print(f"ours   {ours}  {len(network.nodes)} nodes, {len(network.edges)} drawn edges", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "roads.osm"
        write_roads_as_xml(source, xml)
        (nodes, edges), theirs = timed(lambda: read_with_osmnx(xml))
    print(f"osmnx  {theirs}  {len(nodes)} nodes, {len(edges)} directed edges, from XML")
    share = ours.clock_s / theirs.clock_s, ours.processor_s / theirs.processor_s
    print(f"ratio  {share[0]:6.2f}   ({share[1]:.2f} of processors)")


if __name__ == "__main__":
    main()
