"""Bringing what was seen of the roads into the network: blocked places, other classes, surveyed lines."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis.errors import InputError
from gis.io.field.observing import NEW_LINE, RoadCorrection, correction_of
from gis.model import STORAGE_CRS, Issue, Observation, ObservationKind, RoadNetwork
from gis.network.storage import NODE_ID, assemble
from gis.resources import load_toml

ROAD_KINDS = frozenset({ObservationKind.ROAD, ObservationKind.BLOCKED_ROAD})


def with_road_observations(
    network: RoadNetwork, observations: Iterable[Observation]
) -> tuple[RoadNetwork, dict[str, Issue], list[Issue]]:
    """Return the network as it was seen, and an Issue for each observation that could not be taken over.

    A road that cannot be passed at a place is cut there: both parts stay usable as dead ends. Observations
    come in by time, so that the order in which they are given does not matter.

    Returns
    -------
    tuple
        The network, those Issues by the id of their observation, and what else was noticed on the way.
    """
    failed: dict[str, Issue] = {}
    noticed: list[Issue] = []
    for seen in sorted(observations, key=lambda seen: (seen.when, seen.observation_id)):
        try:
            network, issues = _with_observation(network, seen)
            noticed += issues
        except InputError as fault:
            values = {"when": seen.when, "reason": str(fault)}
            failed[seen.observation_id] = Issue("warning", "field_road_not_merged", values=values)
    return network, failed, noticed


def _with_observation(network: RoadNetwork, seen: Observation) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    shape = _shape(seen, network)
    if seen.kind is ObservationKind.BLOCKED_ROAD:
        return _cut_at(network, shape), ()
    correction = correction_of(seen)
    if correction.change == NEW_LINE:
        return _with_line(network, shape, correction)
    return _with_attributes(network, shape, correction), ()


def _shape(seen: Observation, network: RoadNetwork) -> BaseGeometry:
    try:
        shape = shapely.from_wkt(seen.wkt)
    except shapely.errors.ShapelyError as error:
        raise InputError("field_road_impossible") from error
    if shape is None or shape.is_empty:
        raise InputError("field_road_impossible")
    return gpd.GeoSeries([shape], crs=STORAGE_CRS).to_crs(network.crs).iloc[0]


# ---- a place that cannot be passed


def _cut_at(network: RoadNetwork, place: BaseGeometry) -> RoadNetwork:
    """Return the network with the road nearest to a place cut in two there."""
    reach_m = _limit("reach_m")
    lines = network.edges.geometry.to_numpy()
    found = shapely.STRtree(lines).query_nearest(place, max_distance=reach_m, all_matches=False)
    if not len(found):
        raise InputError("field_no_road_here", metres=f"{reach_m:g}")
    row = int(found[0])
    line, edge = lines[row], network.edges.iloc[[row]]
    along = float(np.clip(line.project(place), 0.0, line.length))
    first = int(network.nodes.index.max()) + 1
    parts = [
        _part(edge, substring(line, 0.0, along), v=first),
        _part(edge, substring(line, along, line.length), u=first + 1),
    ]
    # at the very end of a road nothing is left beyond
    kept = [number for number, part in enumerate(parts) if part.geometry.iloc[0].length > _limit("ends_m")]
    ends = gpd.GeoDataFrame(
        index=pd.Index([first + number for number in kept], name=NODE_ID),
        geometry=[line.interpolate(along)] * len(kept),
        crs=network.crs,
    )
    rest = network.edges.drop(network.edges.index[row])
    edges = pd.concat([rest, *(parts[number] for number in kept)], ignore_index=True)
    return assemble(pd.concat([network.nodes[["geometry"]], ends]), edges, network.barriers)


def _part(edge: gpd.GeoDataFrame, line: BaseGeometry, **ends: int) -> gpd.GeoDataFrame:
    share = line.length / edge.geometry.iloc[0].length
    part: gpd.GeoDataFrame = edge.assign(length_m=edge["length_m"] * share, **ends)
    return part.set_geometry([line], crs=edge.crs)


# ---- another class or speed


def _with_attributes(network: RoadNetwork, line: BaseGeometry, said: RoadCorrection) -> RoadNetwork:
    """Return the network with the class, speed or name of one road changed."""
    from gis.network.parameters import reading_rules

    row = _row_of(network, line)
    edges, label = network.edges.copy(), network.edges.index[row]
    if said.road_class and said.road_class != edges.at[label, "highway"]:
        rules = reading_rules()
        edges.loc[label, "highway"] = said.road_class
        edges.loc[label, "walk"] = said.road_class in rules.walkable_classes
        edges.loc[label, "drive"] = said.road_class in rules.drivable_classes
    if said.speed_kph is not None:
        edges.loc[label, "maxspeed_kph"] = said.speed_kph
    if said.name:
        edges.loc[label, "name"] = said.name
    return assemble(network.nodes, edges, network.barriers)


def _row_of(network: RoadNetwork, line: BaseGeometry) -> int:
    """Return the row of the road that has the same line, in either direction."""
    lines = network.edges.geometry.to_numpy()
    near = shapely.STRtree(lines).query(line, predicate="dwithin", distance=_limit("same_line_m"))
    distance = shapely.hausdorff_distance(lines[near], line)
    if not len(near) or distance.min() > _limit("same_line_m"):
        raise InputError("field_road_gone")
    return int(near[int(np.argmin(distance))])


# ---- a surveyed line


def _with_line(
    network: RoadNetwork, line: BaseGeometry, said: RoadCorrection
) -> tuple[RoadNetwork, tuple[Issue, ...]]:
    """Return the network with a surveyed line joined to it, and what did not connect."""
    from gis.network.lines import merge_lines

    fields = {"class": said.road_class, "speed": said.speed_kph or float("nan"), "name": said.name}
    lines = gpd.GeoDataFrame([fields], geometry=[line], crs=network.crs)
    return merge_lines(network, lines, columns={name: name for name in fields})


def _limit(name: str) -> float:
    return float(load_toml("schemas", "field.toml")["road"][name])
