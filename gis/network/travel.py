"""Travel times and distances from every settlement to every school, in every mode."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork, TravelTimes
from gis.network.blocks import Journeys, PartialMatrix, fill_blocks, keep_nearest
from gis.network.costs import families_of, family_of, parse_mode, ride_of, timing_of
from gis.network.parameters import TravelParameters, travel_parameters
from gis.network.publicbus import Timetable, bus_graph
from gis.network.search import build_arcs
from gis.network.snap import Places, project_points, snap
from gis.progress import Progress, ignore_progress, part_of
from gis.resources import load_toml

ORIGIN_ID, DESTINATION_ID = "settlement_id", "school_id"

Floats = NDArray[np.float64]


def travel_times(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    mode: str,
    cutoff_s: float | None = None,
    nearest: int | None = None,
    progress: Progress | None = None,
    parameters: Mapping[str, Any] | None = None,
    bus_stops: pd.DataFrame | None = None,
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
        Longer journeys become NaN, and are not searched for.
    nearest
        Only so many destinations of least seconds are kept of every origin, of equals the first; the others
        become NaN.
    parameters
        Dict shaped like ``resources/standards/travel.toml``; default: that file.
    bus_stops
        ``Plan.bus_stops``, for public buses; without it nobody gets anywhere by them.

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
        nearest=nearest,
        progress=progress,
        parameters=parameters,
        bus_stops=bus_stops,
    )[mode]


def travel_matrix(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    modes: Iterable[str] | None = None,
    cutoff_s: float | None = None,
    nearest: int | None = None,
    progress: Progress | None = None,
    parameters: Mapping[str, Any] | None = None,
    resume: PartialMatrix | None = None,
    bus_stops: pd.DataFrame | None = None,
) -> dict[str, TravelTimes]:
    """Work out several modes at once; modes that rank ways alike share one search. See :func:`travel_times`.

    Parameters
    ----------
    modes
        Default: :func:`all_modes`.
    resume
        Takes what is finished while the run goes on. Given again after a cancelled run over the same network,
        points and parameters, only the rest is worked out; a :class:`gis.network.filed.FiledMatrix` keeps it
        when the program is closed, too.

    Returns
    -------
    dict
        mode → :class:`gis.model.TravelTimes`, in the order asked for.
    """
    wanted = [parse_mode(mode) for mode in (all_modes(bus_stops) if modes is None else modes)]
    rules, report = travel_parameters(parameters), progress or ignore_progress
    xy = project_points(origins, network), project_points(destinations, network)
    ids = point_ids(origins, ORIGIN_ID), point_ids(destinations, DESTINATION_ID)
    partial = resume if resume is not None else PartialMatrix()
    shipped = load_toml("standards", "travel.toml")
    bus = Timetable.of(bus_stops, parameters, rules)
    key = _key(network, xy, (wanted, cutoff_s, parameters or shipped, bus.stops.to_csv()))
    partial.begin(key, wanted, (len(ids[0]), len(ids[1])))
    families = families_of(wanted, has_danger=bool(network.edges["danger"].any()))
    searches = list(dict.fromkeys(families.values()))
    places: dict[Mode, Journeys] = {}
    try:
        for step, family in enumerate(searches):
            modes_of = [mode for mode in wanted if families[mode] == family]
            journeys = prepare_journeys(network, modes_of, rules, xy, bus)
            part = part_of(report, step / len(searches), (step + 1) / len(searches))
            fill_blocks(journeys, partial, cutoff_s=cutoff_s, progress=part)
            places |= dict.fromkeys(modes_of, journeys)
    except BaseException:
        partial.keep(is_last=True)
        raise
    partial.end()
    report(1.0, "travel_times")
    return {
        mode: times_of(mode, network, ids, places[mode], _chosen(partial, mode, nearest)) for mode in wanted
    }


def all_modes(bus_stops: pd.DataFrame | None) -> tuple[Mode, ...]:
    """Return every mode; public bus only where there is a table of its lines."""
    without = bus_stops is None or bus_stops.empty
    return tuple(mode for mode in Mode if not (without and mode == Mode.PUBLIC_BUS))


def prepare_journeys(
    network: RoadNetwork,
    modes: Sequence[Mode],
    rules: TravelParameters,
    xy: tuple[Floats, Floats],
    bus: Timetable,
) -> Journeys:
    """Return places and graph of modes that share a search.

    Parameters
    ----------
    xy
        Origins and destinations in the network's CRS; shape (points, 2).
    bus
        What public buses do.
    """
    ride = ride_of(network, family_of(modes[0], network), rules)
    from_, to = (snap(points, network, ride.joinable, limit_m=rules.approach_limit_m) for points in xy)
    if modes[0] == Mode.PUBLIC_BUS:
        lines = bus_graph(network, bus.stops, rules, bus.parameters)
        from_, to = lines.board(from_), lines.alight(to)
        return Journeys(build_arcs(lines.graph, to), from_, to, {modes[0]: lines.timing})
    timings = {mode: timing_of(mode, rules) for mode in modes}
    return Journeys(build_arcs(ride.graph, to), from_, to, timings)


def times_of(
    mode: Mode,
    network: RoadNetwork,
    ids: tuple[tuple[str, ...], tuple[str, ...]],
    journeys: Journeys,
    figures: tuple[Floats, Floats],
) -> TravelTimes:
    """Put seconds and metres of a mode together with what they belong to."""
    return TravelTimes(
        mode=mode.value,
        origin_ids=ids[0],
        destination_ids=ids[1],
        seconds=figures[0],
        metres=figures[1],
        network_digest=network.digest,
        unplaced_origins=unplaced(ids[0], journeys.origins),
        unplaced_destinations=unplaced(ids[1], journeys.destinations),
    )


def point_ids(points: gpd.GeoDataFrame, column: str) -> tuple[str, ...]:
    """Return the ids of points: of a column, else of the index."""
    values = points[column] if column in points.columns else points.index
    return tuple(str(value) for value in values)


def _chosen(partial: PartialMatrix, mode: Mode, nearest: int | None) -> tuple[Floats, Floats]:
    """Return seconds and metres of a mode, of the nearest destinations only where asked for."""
    seconds, metres = partial.seconds[mode], partial.metres[mode]
    return (seconds, metres) if nearest is None else keep_nearest(seconds, metres, nearest)


def _key(network: RoadNetwork, xy: tuple[Floats, Floats], rest: Any) -> str:
    """Return a digest of everything that decides a matrix."""
    digest = hashlib.sha256(network.digest.encode())
    for points in xy:
        digest.update(len(points).to_bytes(8) + points.tobytes())
    digest.update(json.dumps(rest, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def unplaced(ids: tuple[str, ...], places: Places) -> tuple[str, ...]:
    """Return the ids of points without a place."""
    return tuple(ids[k] for k in np.flatnonzero(~places.placed).tolist())
