"""``xiaotu download``: roads from OpenStreetMap, because the user asked for them."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.progress import Progress


def run_download(
    place: str, boundary: Path | None, path: Path, *, progress: Progress, out: Console
) -> None:
    """Download the roads of a place or inside a boundary.

    Raises
    ------
    InputError
        Neither or both are named; the boundary cannot be read; whatever the net says.
    """
    from gis.network.download import SUFFIX, download_roads, find_place

    if bool(place) == (boundary is not None):
        raise InputError("download_where")
    if not path.name.endswith(SUFFIX):
        raise InputError("download_suffix", path=str(path), suffix=SUFFIX)
    out.print("向 OpenStreetMap 的服务器查询，发出的只有" + ("地名。" if place else "县界范围。"))
    outline = find_place(place) if boundary is None else _outline(boundary)
    ways = download_roads(outline, path, progress=progress)
    out.print(f"道路和水系 {ways:,} 条：{path}（© OpenStreetMap contributors，ODbL 1.0）")


def _outline(path: Path) -> BaseGeometry:
    from gis.io.vector import read_boundary

    outline: BaseGeometry = read_boundary(path).frame.geometry.union_all()
    return outline
