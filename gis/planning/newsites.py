"""Schools that only a scenario has: the plan with its sites, and the journeys to them.

A site stands at the end of the schools, so that every code of the ledger's schools stays. Only the journeys
to the sites are searched, and kept for the session.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point

from gis.layout import Scenario, Site
from gis.model import STORAGE_CRS, Plan, TravelTimes
from gis.network.travel import travel_matrix
from gis.planning.county import PLANS_KEPT, County, county_of, is_kept, keep_also
from gis.planning.kept import Recent
from gis.planning.ledger import PLANNED
from gis.progress import Progress, ignore_progress, part_of

SITES_KEPT = 200                    # journeys to so many sites: five modes to 5,000 settlements are 400 kB

_columns: Recent[dict[str, TravelTimes]] = Recent(SITES_KEPT, lambda kept: 1.0)
_plans: Recent[tuple[County, Plan]] = Recent(PLANS_KEPT, lambda kept: 1.0)


def forget_sites() -> None:
    """Forget the journeys to sites, and the plans with them."""
    _columns.clear()
    _plans.clear()


def is_placed(site: Site) -> bool:
    """Whether a site has a position."""
    return bool(np.isfinite([site.lon, site.lat]).all())


def with_sites(
    plan: Plan, scenario: Scenario, *, progress: Progress | None = None
) -> tuple[Plan, County]:
    """Return a plan with the sites of a scenario at the end of its schools, and its arrays.

    Parameters
    ----------
    plan
        Left as it is; returned where the scenario has no sites that it does not know.
    scenario
        The effective one.
    progress
        Told the share of the search done; may cancel.

    Returns
    -------
    tuple
        The plan: its schools have the sites as rows without pupils, classes or rooms; its journeys lead there
        too. The arrays: ``exists`` tells the ledger's schools from the sites.
    """
    sites = tuple(site for site in scenario.sites if site.school_id not in plan.schools.index)
    if not sites:
        return plan, county_of(plan)
    key = plan.roads.digest, sites
    known = _plans.get(key) if is_kept(plan) else None
    if known is not None and known[0] is county_of(plan):
        made = replace(plan, schools=known[1].schools, travel=known[1].travel)
        if is_kept(made):
            return made, county_of(made)
    report, modes = progress or ignore_progress, len(plan.travel)
    travel = {
        mode: _extended(plan, times, sites, part_of(report, k / modes, (k + 1) / modes))
        for k, (mode, times) in enumerate(plan.travel.items())
    }
    made = replace(plan, schools=_schools_with(plan.schools, sites), travel=travel)
    if not is_kept(plan):
        return made, county_of(made)
    _plans.keep(key, (county_of(plan), made))
    return made, keep_also(made)


def _schools_with(schools: gpd.GeoDataFrame, sites: Sequence[Site]) -> gpd.GeoDataFrame:
    rows = pd.DataFrame(
        {
            "name": [site.name for site in sites],
            "township": [site.township for site in sites],
            "type_code": [site.type_code for site in sites],
            "lon": [site.lon for site in sites],
            "lat": [site.lat for site in sites],
        },
        index=pd.Index([site.school_id for site in sites], name=schools.index.name),
    )
    if "site_id" in schools:
        rows["site_id"] = rows.index.to_numpy()
    made = rows.reindex(columns=schools.columns.drop(schools.geometry.name))
    for column in made:
        kind = schools[column].dtype
        if pd.api.types.is_bool_dtype(kind):
            made[column] = False
        elif column not in rows and not pd.api.types.is_numeric_dtype(kind):
            made[column] = ""
        made[column] = made[column].astype(_dtype_with_gaps(kind))
    points = [Point(site.lon, site.lat) if is_placed(site) else None for site in sites]
    made[schools.geometry.name] = gpd.GeoSeries(points, index=made.index, crs=STORAGE_CRS).to_crs(schools.crs)
    both = pd.concat([schools.assign(**{PLANNED: False}), made.assign(**{PLANNED: True})])
    return gpd.GeoDataFrame(both, geometry=schools.geometry.name, crs=schools.crs)


def _dtype_with_gaps(kind: Any) -> Any:
    """Return a type that can hold "unknown": whole numbers of numpy cannot."""
    return "float64" if isinstance(kind, np.dtype) and kind.kind in "iu" else kind


def _extended(plan: Plan, times: TravelTimes, sites: Sequence[Site], report: Progress) -> TravelTimes:
    """Return the journeys of a mode with columns for the sites; measured walks lead to no site."""
    homes = plan.settlements.reindex(list(times.origin_ids))
    ground = (
        plan.roads.digest, times.mode, times.origin_ids, _positions(homes), plan.bus_stops.to_csv(),
        json.dumps(plan.rules.get("travel"), sort_keys=True, default=str),
    )  # fmt: skip
    count = len(sites)
    columns = [
        _journeys_to(plan, site, homes, ground, times.mode, part_of(report, k / count, (k + 1) / count))
        for k, site in enumerate(sites)
    ]
    unplaced = [site.school_id for site, one in zip(sites, columns, strict=True) if one.unplaced_destinations]
    return replace(
        times,
        destination_ids=(*times.destination_ids, *(site.school_id for site in sites)),
        seconds=np.hstack([times.seconds, *(one.seconds for one in columns)]),
        metres=np.hstack([times.metres, *(one.metres for one in columns)]),
        unplaced_destinations=(*times.unplaced_destinations, *unplaced),
    )


def _journeys_to(
    plan: Plan, site: Site, homes: gpd.GeoDataFrame, ground: tuple[object, ...], mode: str, report: Progress
) -> TravelTimes:
    """Return one mode's journeys to one site, searched once for its position and all else (``ground``)."""
    key = *ground, site.lon, site.lat
    known = _columns.get(key)
    if known is None:
        point = Point(site.lon, site.lat) if is_placed(site) else None
        gate = gpd.GeoDataFrame({"school_id": ["site"]}, geometry=[point], crs=STORAGE_CRS)
        made = travel_matrix(
            plan.roads, homes, gate, modes=(mode,), parameters=plan.rules.get("travel"),
            bus_stops=plan.bus_stops, progress=report,
        )  # fmt: skip
        known = _columns.keep(key, made)
    return known[mode]


def _positions(homes: gpd.GeoDataFrame) -> bytes:
    return b"".join(b"-" if wkb is None else wkb for wkb in homes.geometry.to_wkb())
