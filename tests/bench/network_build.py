"""How long a road file takes to become a network: ours beside osmnx (which reads XML only).

Run: ``python tests/bench/network_build.py FILE.osm.pbf``
"""

import argparse
import tempfile
import time
from pathlib import Path

import osmium
import osmnx

from gis.network.build import read_roads


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
    start = time.perf_counter()
    network = read_roads(source)
    took_s = time.perf_counter() - start
    print(f"ours   {took_s:6.2f} s  {len(network.nodes)} nodes, {len(network.edges)} drawn edges")
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "roads.osm"
        write_roads_as_xml(source, xml)
        start = time.perf_counter()
        graph = osmnx.graph_from_xml(xml, retain_all=True)
        graph = osmnx.project_graph(graph)
        nodes, edges = osmnx.graph_to_gdfs(graph)
        took_s = time.perf_counter() - start
        print(f"osmnx  {took_s:6.2f} s  {len(nodes)} nodes, {len(edges)} directed edges, from XML")


if __name__ == "__main__":
    main()
