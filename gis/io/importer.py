"""From a bureau's raw files to a plan: read, check against each other, measure the journeys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.io.attendance import build_attendance, compare_totals, compare_with_ledger, estimate_baseline
from gis.io.busstops import build_bus_stops, bus_frame
from gis.io.checks import run_checks, with_rows
from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.entryyears import with_grades
from gis.io.files import require_file, source_of
from gis.io.forecasttables import BUILDERS, Ground
from gis.io.history import record_import
from gis.io.inputs import Inputs, read_inputs
from gis.io.issuelog import IssueLog
from gis.io.ledger import build_schools
from gis.io.organisation import (
    ZoneAreas,
    build_feeders,
    build_zones,
    feeder_frame,
    zone_frame,
    zones_of_areas,
)
from gis.io.places import build_settlements
from gis.io.placing import KnownPlaces
from gis.io.planmeta import plan_meta
from gis.io.positions import note_unknown_positions
from gis.io.reported import build_reported_travel, compare_reported
from gis.io.vector import to_degrees_by
from gis.model import Issue, Mode, Plan, PlanMeta, RoadNetwork, Source, TravelTimes
from gis.network.build import RoadReading
from gis.network.filed import FiledMatrix
from gis.network.ground import raster_outline
from gis.network.preflight import preflight
from gis.network.sources import load_network
from gis.network.travel import travel_matrix
from gis.progress import Progress, ignore_progress, part_of


def import_plan(
    *,
    roads: Path | str | Sequence[Path | str],
    boundary: Path | str,
    schools: Path | str,
    settlements: Path | str,
    pupils: Path | str,
    attendance: Path | str | None = None,
    zones: Path | str | None = None,
    feeders: Path | str | None = None,
    bus_stops: Path | str | None = None,
    population: Path | str | None = None,
    enrolment_history: Path | str | None = None,
    housing: Path | str | None = None,
    dem: Path | str | None = None,
    unit_name: str | None = None,
    school_year: int | None = None,
    choices: ImportChoices = NO_CHOICES,
    progress: Progress = ignore_progress,
) -> Plan:
    """Read raw files into a plan with travel times of all modes.

    Parameters
    ----------
    roads
        OpenStreetMap file (.osm, .osm.gz, .osm.pbf), or road lines (GeoPackage, Shapefile, GeoJSON, KML), or
        several of them, which are joined (:func:`gis.network.sources.load_network`).
    boundary
        The county's polygon (GeoPackage, Shapefile, GeoJSON, KML).
    schools, settlements
        School ledger and settlement table (.xlsx, .xls, .ods, .csv), or vector files with points;
        ``settlements`` may be the pupil file.
    pupils
        Pupils by settlement and grade (wide or long), attendance by settlement, grade and school, or a roster
        of single pupils, which is counted at the door.
    attendance
        Attendance by settlement, grade, school and 就读方式. Without it (and without schools in ``pupils``)
        attendance is estimated from both totals and marked.
    zones
        Catchment zones (划片): a table by settlement, or a map of areas with school codes.
    feeders
        Which junior middle schools the primary schools feed (对口升学).
    bus_stops
        Public bus lines: their stops, minutes from the start and headways.
    population, enrolment_history, housing
        What forecasts rest on: counted children, pupils of earlier years, new dwellings.
    dem
        Heights (GeoTIFF) for slopes on foot.
    unit_name
        Name of the county; default: the boundary's ``name``.
    school_year
        2022 = 2022—2023学年; default: the tables' titles.
    choices
        What the user decided about columns, coordinates, names and positions.
    progress
        Told the share done; may cancel.

    Returns
    -------
    Plan
        With the Issues of every table. Faulty rows are left out or come in without the faulty cell, each
        with an Issue; all other rows come in. A school or settlement outside the county stays in its table,
        with its pupils, without a position: its journeys are unknown.

    Raises
    ------
    InputError
        A whole file cannot be used, or nobody says which school year or county this is.
    gis.progress.Cancelled
        By ``progress``.
    """
    road_files = [Path(one) for one in ((roads,) if isinstance(roads, str | Path) else roads)]
    paths = {
        "roads": road_files[0],
        "boundary": boundary,
        "schools": schools,
        "settlements": settlements,
        "pupils": pupils,
        "attendance": attendance,
        "zones": zones,
        "feeders": feeders,
        "bus_stops": bus_stops,
        "population": population,
        "enrolment_history": enrolment_history,
        "housing": housing,
    }
    files = {role: Path(path) for role, path in paths.items() if path is not None}
    network_files = NetworkFiles(tuple(road_files), Path(dem) if dem is not None else None)
    progress(0.0, "step_reading_tables")
    for path in (*files.values(), *network_files.all):
        require_file(path)
    inputs = read_inputs(files, unit_name, choices, part_of(progress, 0.0, 0.1))
    meta, log = plan_meta(inputs, unit_name, school_year, files["roads"])
    return _joined(inputs, network_files, meta, log, choices, progress)


@dataclass(frozen=True)
class NetworkFiles:
    """The files that the network is made of."""

    roads: tuple[Path, ...]
    dem: Path | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file."""
        return self.roads if self.dem is None else (*self.roads, self.dem)


def _joined(
    inputs: Inputs, roads: NetworkFiles, meta: PlanMeta, log: IssueLog, choices: ImportChoices,
    progress: Progress,
) -> Plan:
    """Check the files against each other, measure the journeys and make the plan."""
    logs = [log]

    progress(0.1, "step_reading_roads")
    roads_read = _read_roads(roads, inputs, choices, part_of(progress, 0.1, 0.4))
    network = roads_read.network
    places, ledger, place_logs = _places(inputs, network, choices)
    logs += place_logs
    rules = _rules()
    progress(0.4, "step_travel_times")
    bus_stops, log = _bus_stops(inputs, network, choices)
    logs.append(log)
    travel = _travel(network, places, ledger, bus_stops, rules, part_of(progress, 0.4, 0.9))
    logs.append(_places_without_way(travel, places, roads.roads[0].name))

    progress(0.9, "step_baseline")
    inputs, log = _with_grades(inputs, ledger, meta.school_year)
    logs.append(log)
    estimating = part_of(progress, 0.9, 1.0)
    baseline, baseline_logs = _baseline(inputs, ledger, places, travel, estimating)
    reported = build_reported_travel(inputs.baseline, ledger)
    logs.append(compare_reported(reported, travel, places, ledger, rules["reported"]))
    zone_table, log = _zones(inputs, ledger, places)
    feeder_table, feeder_log = _feeders(inputs, ledger)
    forecast, forecast_logs = _forecast_tables(inputs, ledger, places, meta.school_year, choices)
    logs += [log, feeder_log, *forecast_logs]
    progress(1.0, "step_baseline")
    plan = Plan(
        meta=meta,
        boundary=inputs.boundary.frame.assign(name=meta.unit_name),
        settlements=places,
        schools=ledger,
        attendance=baseline,
        roads=network,
        zones=zone_table,
        feeders=feeder_table,
        reported_travel=reported,
        bus_stops=bus_stops,
        travel=travel,
        issues=(*_all_issues(inputs, [*logs, *baseline_logs]), *inputs.boundary.issues, *roads_read.issues),
        sources=_sources(inputs, roads, len(network.edges)),
        rules=rules,
    )
    plan = replace(plan, **forecast)
    checked = run_checks(
        plan,
        schools=inputs.schools,
        settlements=inputs.settlements,
        boundary=inputs.boundary.properties,
        others=inputs.tables[2:],
    )
    plan = plan.with_issues(checked)
    raster = raster_outline(roads.dem) if roads.dem else None
    ahead = with_rows(preflight(plan, raster=raster), inputs.schools, inputs.settlements)
    return record_import(plan.with_issues(ahead), choices)


def _rules() -> Mapping[str, Any]:
    """Return the rules in force as the plain values that a plan file keeps."""
    from gis.standards import load_rules

    rules: Mapping[str, Any] = json.loads(json.dumps(load_rules(), default=str))
    return rules


# ---- places


def _places(
    inputs: Inputs, network: RoadNetwork, choices: ImportChoices
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[IssueLog]]:
    """Return settlements and schools with their points; the roads tell what system positions are in."""
    county, about = inputs.boundary.polygon, {"choices": choices, "roads": network.edges}
    places, log = build_settlements(inputs.settlements, county, **about, pupils=inputs.pupils.table)
    villages = KnownPlaces.of(places, inputs.settlements.source.file)
    ledger, ledger_log = build_schools(inputs.schools, county, **about, villages=villages)
    note_unknown_positions(choices, log, ledger, places)
    return places, ledger, [ledger_log, log]


def _read_roads(
    files: NetworkFiles, inputs: Inputs, choices: ImportChoices, progress: Progress
) -> RoadReading:
    return load_network(
        files.roads,
        dem=files.dem,
        boundary=inputs.boundary.polygon,
        columns=choices.road_columns,
        layer=choices.layers.get("roads"),
        to_degrees=to_degrees_by(choices.coordinates.get("roads")),
        tolerance_m=choices.road_tolerance_m,
        join_crossings=choices.join_crossings,
        progress=progress,
    )


# ---- journeys


def _travel(
    network: RoadNetwork,
    settlements: gpd.GeoDataFrame,
    schools: gpd.GeoDataFrame,
    bus_stops: pd.DataFrame,
    rules: Mapping[str, Any],
    progress: Progress,
) -> dict[str, TravelTimes]:
    parameters = rules.get("travel")
    found = travel_matrix(
        network, settlements, schools, parameters=parameters, bus_stops=bus_stops,
        resume=FiledMatrix(), progress=progress,
    )  # fmt: skip
    return {str(mode): times for mode, times in found.items()}


def _bus_stops(
    inputs: Inputs, network: RoadNetwork, choices: ImportChoices
) -> tuple[pd.DataFrame, IssueLog]:
    if inputs.bus_stops is None:
        return bus_frame([]), IssueLog("")
    return build_bus_stops(inputs.bus_stops, inputs.boundary.polygon, choices=choices, roads=network.edges)


def _forecast_tables(
    inputs: Inputs, schools: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame, school_year: int,
    choices: ImportChoices,
) -> tuple[dict[str, Any], list[IssueLog]]:  # fmt: skip
    """Return the frames that forecasts rest on, of the files that are there."""
    about = inputs.settlements.frame, inputs.schools.frame
    ground = Ground(pd.DataFrame(settlements), pd.DataFrame(schools), *about, school_year, choices.matches)
    built = {role: BUILDERS[role](table, ground) for role, table in inputs.forecast.items()}
    return {role: frame for role, (frame, _) in built.items()}, [log for _, log in built.values()]


def _places_without_way(
    travel: Mapping[str, TravelTimes], settlements: gpd.GeoDataFrame, roads: str
) -> IssueLog:
    """List villages on a road that no way joins to any school."""
    log = IssueLog(roads)
    walk = travel[Mode.WALK_G1_3]
    cut_off = np.isnan(walk.seconds).all(axis=1)
    for settlement_id in np.array(walk.origin_ids, dtype=object)[cut_off]:
        if settlement_id not in walk.unplaced_origins:
            name = settlements["name"].loc[settlement_id]
            log.note("warning", "village_without_way_to_school", subject_id=settlement_id, name=name)
    return log


# ---- who goes where


def _with_grades(inputs: Inputs, schools: gpd.GeoDataFrame, school_year: int) -> tuple[Inputs, IssueLog]:
    """Give the pupils of rosters without grades the grade of their year of entry."""
    pupils, log = with_grades(inputs.pupils, schools, school_year)
    attendance = inputs.attendance
    if attendance is not None:
        attendance, more = with_grades(attendance, schools, school_year)
        log.issues += more.issues
    return replace(inputs, pupils=pupils, attendance=attendance), log


def _baseline(
    inputs: Inputs,
    schools: gpd.GeoDataFrame,
    settlements: gpd.GeoDataFrame,
    travel: Mapping[str, TravelTimes],
    progress: Progress,
) -> tuple[pd.DataFrame, list[IssueLog]]:
    if inputs.baseline is None:
        return estimate_baseline(inputs.pupils, schools, settlements, travel, progress)
    attendance, log = build_attendance(inputs.baseline, schools, settlements)
    logs = [log, compare_with_ledger(attendance, schools, inputs.baseline.table.source.file)]
    if inputs.attendance is not None:
        logs.append(compare_totals(inputs.pupils, inputs.attendance))
    return attendance, logs


def _zones(
    inputs: Inputs, schools: gpd.GeoDataFrame, settlements: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, IssueLog]:
    if inputs.zones is None:
        return zone_frame([]), IssueLog("")
    if isinstance(inputs.zones, ZoneAreas):
        zones, log = zones_of_areas(inputs.zones, schools, settlements)
        log.issues += inputs.zones.issues
        return zones, log
    return build_zones(inputs.zones, schools, settlements)


def _feeders(inputs: Inputs, schools: gpd.GeoDataFrame) -> tuple[pd.DataFrame, IssueLog]:
    if inputs.feeders is None:
        return feeder_frame([]), IssueLog("")
    return build_feeders(inputs.feeders, schools)


# ---- record


def _all_issues(inputs: Inputs, logs: Iterable[IssueLog]) -> tuple[Issue, ...]:
    """Return every Issue once: a file that serves as two tables tells its faults twice.

    Of such a file only what the second table (the pupils') does not use is unused.
    """
    shared = inputs.settlements.source.sha256 == inputs.pupils.table.source.sha256
    issues = [
        issue
        for table in inputs.tables
        for issue in table.issues
        if not (shared and table is inputs.settlements and issue.code == "headers_not_used")
    ]
    issues += [issue for log in logs for issue in log.issues]
    return tuple({repr(issue): issue for issue in issues}.values())


def _sources(inputs: Inputs, files: NetworkFiles, edges: int) -> tuple[Source, ...]:
    tables = (table.source for table in inputs.tables)
    areas = (inputs.zones.source,) if isinstance(inputs.zones, ZoneAreas) else ()
    roads = (source_of(path, role="roads", rows=edges) for path in files.roads)
    heights = () if files.dem is None else (source_of(files.dem, role="dem", rows=0),)
    return (*roads, *heights, inputs.boundary.source, *tables, *areas)
