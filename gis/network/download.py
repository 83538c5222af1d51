"""Roads of a place from OpenStreetMap, kept as an OSM file. Goes online: only when the user asks."""

from __future__ import annotations

import json
import socket
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from gis.crs import county_crs
from gis.errors import InputError
from gis.model import STORAGE_CRS
from gis.progress import Progress, ignore_progress
from gis.resources import load_toml

SUFFIX = ".osm.pbf"


def find_place(name: str) -> BaseGeometry:
    """Ask OpenStreetMap's Nominatim for the outline of a place.

    Parameters
    ----------
    name
        Like 河北省宁晋县. Nothing else is sent.

    Returns
    -------
    shapely geometry
        Polygon or multipolygon in degrees.

    Raises
    ------
    InputError
        download_place_unknown, download_offline.
    """
    import osmnx
    from osmnx._errors import InsufficientResponseError

    with _settings(), _faults_named():
        try:
            found = osmnx.geocode_to_gdf(name)
        except (InsufficientResponseError, TypeError) as error:  # nothing, or no area
            raise InputError("download_place_unknown", place=name) from error
    outline: BaseGeometry = found.geometry.iloc[0]
    return outline


def download_roads(outline: BaseGeometry, path: Path, *, progress: Progress = ignore_progress) -> int:
    """Download roads and barriers in and around an outline, and write them as an OSM file.

    Parameters
    ----------
    outline
        Degrees. The outline with a margin (``download.toml``) is sent to the Overpass server.
    path
        File to write (``.osm.pbf``); an existing one is replaced when everything has come.

    Returns
    -------
    int
        Number of ways.

    Raises
    ------
    InputError
        download_offline, download_nothing, output_not_writable.
    gis.progress.Cancelled
        By ``progress``; nothing is written then.
    """
    import osmnx
    from osmnx._errors import CacheOnlyInterruptError

    rules = load_toml("system", "download.toml")
    progress(0.0, "step_downloading_roads")
    with tempfile.TemporaryDirectory() as folder, _settings(cache_folder=folder), _faults_named():
        _require_server(rules)
        # osmnx then asks the server piece by piece, keeps the answers as they came and builds no graph
        try:
            osmnx.graph_from_polygon(
                _with_margin(outline, rules["buffer_m"]), custom_filter=rules["filters"], retain_all=True
            )
        except CacheOnlyInterruptError:
            progress(0.9, "step_downloading_roads")
        elements = list(_elements(Path(folder)))
    ways: int = sum(element["type"] == "way" for element in elements)
    if not ways:
        raise InputError("download_nothing")
    _write(elements, path)
    progress(1.0, "step_downloading_roads")
    return ways


def _require_server(rules: Mapping[str, Any]) -> None:
    """Fail at once where there is no net; osmnx would wait a minute first."""
    import requests

    requests.get(f"{rules['overpass_url']}/status", timeout=rules["connect_timeout_s"])


def _with_margin(outline: BaseGeometry, margin_m: float) -> BaseGeometry:
    area = gpd.GeoSeries([outline], crs=STORAGE_CRS).to_crs(county_crs(outline)).buffer(margin_m)
    wider: BaseGeometry = area.to_crs(STORAGE_CRS).iloc[0]
    return wider


def _elements(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield every node and way of the answers once: pieces of a large county overlap."""
    seen = set()
    for file in sorted(folder.glob("*.json")):
        answer = json.loads(file.read_text(encoding="utf-8"))
        for element in answer.get("elements", ()) if isinstance(answer, dict) else ():
            key = element["type"], element["id"]
            if key not in seen:
                seen.add(key)
                yield element


def _write(elements: Iterable[dict[str, Any]], path: Path) -> None:
    """Write nodes and ways, sorted as OSM files are; the old file stays until the new one is whole."""
    import osmium
    from osmium.osm.mutable import Node, Way

    ordered = sorted(elements, key=lambda element: (element["type"] != "node", element["id"]))
    draft = path.with_name(f".{path.name.removesuffix(SUFFIX)}.part{SUFFIX}")
    try:
        with osmium.SimpleWriter(str(draft), overwrite=True) as writer:
            for element in ordered:
                tags = element.get("tags", {})
                if element["type"] == "node":
                    writer.add_node(
                        Node(id=element["id"], location=(element["lon"], element["lat"]), tags=tags)
                    )
                elif element["type"] == "way":
                    writer.add_way(Way(id=element["id"], nodes=element["nodes"], tags=tags))
        draft.replace(path)
    except (OSError, RuntimeError) as error:
        draft.unlink(missing_ok=True)
        raise InputError("output_not_writable", path=str(path), reason=str(error)) from error


@contextmanager
def _settings(*, cache_folder: str | None = None) -> Iterator[None]:
    """Set osmnx up for one download and put its settings back; with a folder the answers are kept there."""
    from osmnx import settings

    rules = load_toml("system", "download.toml")
    wanted = {
        "use_cache": cache_folder is not None,
        "cache_only_mode": cache_folder is not None,
        "cache_folder": cache_folder or settings.cache_folder,
        "requests_timeout": rules["timeout_s"],
        "overpass_url": rules["overpass_url"],
        "nominatim_url": rules["nominatim_url"],
        "doh_url_template": None,  # no other server is asked
    }
    before = {name: getattr(settings, name) for name in wanted}
    resolve = socket.getaddrinfo  # osmnx exchanges it for one that remembers the server
    try:
        for name, value in wanted.items():
            setattr(settings, name, value)
        yield
    finally:
        socket.getaddrinfo = resolve
        for name, value in before.items():
            setattr(settings, name, value)


@contextmanager
def _faults_named() -> Iterator[None]:
    """Turn faults of the net into a sentence."""
    import requests
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    try:
        yield
    except (requests.RequestException, ResponseStatusCodeError, OSError) as error:
        raise InputError("download_offline", reason=type(error).__name__) from error
    except InsufficientResponseError as error:
        raise InputError("download_nothing") from error
