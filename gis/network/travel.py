"""Travel times and distances from every settlement to every school, in every mode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork, TravelTimes
from gis.network.costs import Timing, family_of, parse_mode, ride_of, timing_of
from gis.network.parameters import travel_parameters
from gis.network.search import search
from gis.network.snap import Places, project_points, snap
from gis.progress import Progress, ignore_progress, part_of

ORIGIN_ID, DESTINATION_ID = "settlement_id", "school_id"

Floats = NDArray[np.float64]


def travel_times(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    mode: str,
    cutoff_s: float | None = None,
    progress: Progress | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> TravelTimes:
    """Work out seconds and metres from every origin to every destination in one mode.

    Parameters
    ----------
    network
        The roads.
    origins, destinations
        Points of any CRS; ids in column ``settlement_id`` / ``school_id``, else the index. A missing
        position gives NaN and is listed as unplaced.
    mode
        A value of :class:`gis.model.Mode`.
    cutoff_s
        Longer journeys become NaN.
    parameters
        Dict shaped like ``resources/standards/travel.toml``; default: that file.

    Returns
    -------
    TravelTimes
        Each point is joined straight to the nearest edge usable in the mode, over no barrier and within the
        approach limit; approaches are walked and count. The path is the one of least seconds, metres are
        those of the same path. One-way holds for vehicles only. Bus = walk to the road, wait, ride × detour
        factor, stops, walk; it stays the bus time even where walking would be quicker, and its metres are
        those of the road, without the detour factor.

    Raises
    ------
    TravelError
        Unknown mode, or points without CRS.
    gis.progress.Cancelled
        By ``progress``.
    """
    return travel_matrix(
        network,
        origins,
        destinations,
        modes=(mode,),
        cutoff_s=cutoff_s,
        progress=progress,
        parameters=parameters,
    )[mode]


def travel_matrix(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    modes: Iterable[str] = tuple(Mode),
    cutoff_s: float | None = None,
    progress: Progress | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> dict[str, TravelTimes]:
    """Work out several modes at once; the walking modes share one search. See :func:`travel_times`.

    Returns
    -------
    dict
        mode → :class:`gis.model.TravelTimes`, in the order asked for.
    """
    wanted = [parse_mode(mode) for mode in modes]
    rules, report = travel_parameters(parameters), progress or ignore_progress
    origin_xy, destination_xy = project_points(origins, network), project_points(destinations, network)
    families = list(dict.fromkeys(family_of(mode, network) for mode in wanted))
    found: dict[str, TravelTimes] = {}
    for step, family in enumerate(families):
        ride = ride_of(network, family, rules)
        limit_m = rules.approach_limit_m
        from_, to = (snap(xy, network, ride.joinable, limit_m=limit_m) for xy in (origin_xy, destination_xy))
        part = part_of(report, step / len(families), (step + 1) / len(families))
        cost, metres = search(ride.graph, from_, to, progress=part)
        for mode in wanted:
            if family_of(mode, network) == family:
                seconds, length = _journeys(cost, metres, from_, to, timing_of(mode, rules), cutoff_s)
                found[mode] = TravelTimes(
                    mode=mode.value,
                    origin_ids=(origin_ids := _ids(origins, ORIGIN_ID)),
                    destination_ids=(destination_ids := _ids(destinations, DESTINATION_ID)),
                    seconds=seconds,
                    metres=length,
                    network_digest=network.digest,
                    unplaced_origins=_unplaced(origin_ids, from_),
                    unplaced_destinations=_unplaced(destination_ids, to),
                )
    return {mode: found[mode] for mode in wanted}


def _journeys(
    cost: Floats,
    metres: Floats,
    origins: Places,
    destinations: Places,
    timing: Timing,
    cutoff_s: float | None,
) -> tuple[Floats, Floats]:
    """Return seconds and metres from point to point, NaN where there is no way."""
    approach = origins.approach_m[:, None] + destinations.approach_m[None, :]
    seconds = cost * timing.s_per_cost + approach / timing.approach_mps + timing.wait_s + timing.stops_s
    none = ~np.isfinite(seconds) if cutoff_s is None else ~(seconds <= cutoff_s)
    return np.where(none, np.nan, seconds), np.where(none, np.nan, metres + approach)


def _ids(points: gpd.GeoDataFrame, column: str) -> tuple[str, ...]:
    values = points[column] if column in points.columns else points.index
    return tuple(str(value) for value in values)


def _unplaced(ids: tuple[str, ...], places: Places) -> tuple[str, ...]:
    return tuple(name for name, placed in zip(ids, places.placed, strict=True) if not placed)
