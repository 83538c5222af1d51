"""What scenarios have drawn, as layers of a plan file that QGIS shows: roads, sites, what is not crossed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gis.io.roadedits import EDIT_COLUMNS, edit_layer, edits_of
from gis.layout import NoCrossing, Scenario, Site
from gis.model import STORAGE_CRS
from gis.network.editshapes import plain_wkt

SITE_COLUMNS = ("scenario", "school_id", "name", "township", "type_code")
CROSSING_COLUMNS = ("scenario", "name", "settlement_ids")

Scenarios = Iterable[Scenario]


def site_layer(scenarios: Scenarios) -> gpd.GeoDataFrame:
    """Return the sites of all scenarios as points in EPSG:4490, in their order."""
    pairs = [(scenario.name, site) for scenario in scenarios for site in scenario.sites]
    rows = [[name, *(getattr(site, column) for column in SITE_COLUMNS[1:])] for name, site in pairs]
    return _layer(rows, SITE_COLUMNS, [_point(site) for _, site in pairs])


def _point(site: Site) -> shapely.Point | None:
    is_placed = math.isfinite(site.lon) and math.isfinite(site.lat)
    return shapely.Point(site.lon, site.lat) if is_placed else None


def crossing_layer(scenarios: Scenarios) -> gpd.GeoDataFrame:
    """Return the roads and rivers that some settlements must not cross, in EPSG:4490, in their order."""
    pairs = [(scenario.name, one) for scenario in scenarios for one in scenario.locks.no_crossing]
    rows = [[name, one.name, json.dumps(one.settlement_ids, ensure_ascii=False)] for name, one in pairs]
    return _layer(rows, CROSSING_COLUMNS, [shapely.from_wkt(one.wkt) for _, one in pairs])


def _layer(rows: list[list[Any]], columns: tuple[str, ...], shapes: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=list(columns), dtype="object"), geometry=shapes, crs=STORAGE_CRS
    )


def sites_of(layer: gpd.GeoDataFrame) -> dict[str, tuple[Site, ...]]:
    """Return the sites by name of scenario, from the frame of :func:`site_layer`.

    Raises
    ------
    ValueError
        A site has no code.
    """
    found: dict[str, list[Site]] = {}
    for row, shape in _rows(layer, SITE_COLUMNS):
        if not row["school_id"]:
            raise ValueError(f"sites: {row['name']}")
        texts = {name: str(row[name] or "") for name in SITE_COLUMNS[1:]}
        lon, lat = (math.nan, math.nan) if shape is None else (shape.x, shape.y)
        found.setdefault(str(row["scenario"]), []).append(Site(**texts, lon=lon, lat=lat))
    return {name: tuple(sites) for name, sites in found.items()}


def crossings_of(layer: gpd.GeoDataFrame) -> dict[str, tuple[NoCrossing, ...]]:
    """Return what must not be crossed by name of scenario, from the frame of :func:`crossing_layer`.

    Raises
    ------
    ValueError
        A row has no shape, or its settlements are damaged.
    """
    found: dict[str, list[NoCrossing]] = {}
    for row, shape in _rows(layer, CROSSING_COLUMNS):
        if shape is None:
            raise ValueError(f"no_crossing: {row['name']}")
        ids = tuple(str(one) for one in json.loads(row["settlement_ids"]))
        one = NoCrossing(str(row["name"] or ""), plain_wkt(shape), ids)
        found.setdefault(str(row["scenario"]), []).append(one)
    return {name: tuple(crossings) for name, crossings in found.items()}


def _rows(layer: gpd.GeoDataFrame, columns: tuple[str, ...]) -> Iterable[tuple[dict[str, Any], Any]]:
    cells = zip(*(layer[name].tolist() for name in columns), strict=True)
    for shape, row in zip(layer.geometry.tolist(), cells, strict=True):
        values = {name: None if pd.isna(cell) else cell for name, cell in zip(columns, row, strict=True)}
        yield values, None if shape is None or shape.is_empty else shape


# layer → its frame, its parts by scenario, its columns
SCENARIO_LAYERS: Mapping[
    str,
    tuple[
        Callable[[Scenarios], gpd.GeoDataFrame],
        Callable[[gpd.GeoDataFrame], Mapping[str, Any]],
        tuple[str, ...],
    ],
] = {
    "network_edits": (edit_layer, edits_of, EDIT_COLUMNS),
    "sites": (site_layer, sites_of, SITE_COLUMNS),
    "no_crossing": (crossing_layer, crossings_of, CROSSING_COLUMNS),
}


def layers_of(scenarios: Scenarios) -> dict[str, gpd.GeoDataFrame]:
    """Return every layer of the scenarios."""
    every = tuple(scenarios)
    return {name: made(every) for name, (made, _, _) in SCENARIO_LAYERS.items()}


def with_layers(
    scenarios: Mapping[str, Scenario], read: Callable[[str], gpd.GeoDataFrame]
) -> dict[str, Scenario]:
    """Return scenarios with what their layers hold; ``read`` gives a layer by name."""
    parts = {name: parts_of(read(name)) for name, (_, parts_of, _) in SCENARIO_LAYERS.items()}
    return {
        name: replace(
            one,
            network_edits=parts["network_edits"].get(name, ()),
            sites=parts["sites"].get(name, ()),
            locks=replace(one.locks, no_crossing=parts["no_crossing"].get(name, ())),
        )
        for name, one in scenarios.items()
    }


def sound_rows(layer: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows of a damaged layer that can still be read."""
    _, parts_of, _ = SCENARIO_LAYERS[layer]
    kept = [_is_sound(frame.iloc[[row]], parts_of) for row in range(len(frame))]
    return frame[pd.Series(kept, index=frame.index, dtype=bool)]


def _is_sound(row: gpd.GeoDataFrame, parts_of: Callable[[gpd.GeoDataFrame], Any]) -> bool:
    try:
        parts_of(row)
    except (ValueError, TypeError, AttributeError):
        return False
    return True
