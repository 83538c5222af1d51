"""What the checks before a run look at: a plan's places, its roads, and where the two meet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import reproject
from gis.model import STORAGE_CRS, Issue, Plan, RoadNetwork, Severity
from gis.network.components import Bools, Components, Floats, Ints, Trap, components, oneway_traps
from gis.network.costs import ride_of
from gis.network.parameters import WALK_MODES, TravelParameters
from gis.network.snap import Places, project_points, snap
from gis.resources import load_toml


def raster_outline(path: Path) -> BaseGeometry:
    """Return what an elevation raster covers, in EPSG:4490."""
    import rasterio

    with rasterio.open(path, driver="GTiff") as raster:
        frame, crs = shapely.box(*raster.bounds), raster.crs.to_wkt()
    side = max(frame.bounds[2] - frame.bounds[0], frame.bounds[3] - frame.bounds[1])
    outline: BaseGeometry = reproject(np.array([shapely.segmentize(frame, side / 20)]), crs, STORAGE_CRS)[0]
    return outline


@dataclass(frozen=True)
class Sites:
    """The places of one kind (``village`` or ``school``) and where they meet the roads on foot."""

    kind: str
    frame: gpd.GeoDataFrame
    xy: Floats
    walk: Places

    def issue(self, severity: Severity, code: str, row: int, **values: object) -> Issue:
        """Return an Issue about one place, ``code`` after ``village_`` or ``school_``."""
        name = str(self.frame["name"].iloc[row])
        about = {"name": name, **{key: str(value) for key, value in values.items()}}
        subject = str(self.frame.index[row])
        return Issue(severity, f"{self.kind}_{code}", subject_id=subject, values=about)

    @property
    def known(self) -> Ints:
        """The rows with a position."""
        return np.flatnonzero(np.isfinite(self.xy).all(axis=1))


@dataclass(frozen=True)
class Ground:
    """What the checks look at."""

    plan: Plan
    network: RoadNetwork
    rules: TravelParameters
    raster: BaseGeometry | None

    @cached_property
    def limits(self) -> dict[str, Any]:
        """The bounds of the checks."""
        return {key: entry["value"] for key, entry in load_toml("schemas", "network_checks.toml").items()}

    @cached_property
    def sites(self) -> tuple[Sites, Sites]:
        """Villages and schools."""
        joinable = ride_of(self.network, WALK_MODES[0], self.rules).joinable
        return self._sites("village", self.plan.settlements, joinable), self._sites(
            "school", self.plan.schools, joinable
        )

    def _sites(self, kind: str, frame: gpd.GeoDataFrame, joinable: Bools) -> Sites:
        xy = project_points(frame, self.network)
        places = snap(xy, self.network, joinable, limit_m=self.rules.approach_limit_m)
        return Sites(kind, frame, xy, places)

    @cached_property
    def pieces(self) -> Components:
        """The pieces of the network on foot."""
        return components(self.network, use="walk")

    @cached_property
    def traps(self) -> tuple[Trap, ...]:
        """Traps inside the county that have any road where one may stop."""
        may_stop = ~self.network.edges["highway"].isin(self.rules.no_stop_classes).to_numpy()
        return tuple(
            trap
            for trap in oneway_traps(self.network)
            if may_stop[trap.edges].any() and self.is_inside(*trap.xy)
        )

    @cached_property
    def _outline(self) -> BaseGeometry:
        outline: BaseGeometry = self.plan.boundary.geometry.to_crs(self.network.crs).union_all()
        shapely.prepare(outline)
        return outline

    def is_inside(self, x: float, y: float) -> bool:
        """Whether a position in the plane lies inside the county."""
        return bool(shapely.contains_xy(self._outline, x, y))

    def degrees(self, xy: tuple[float, float]) -> dict[str, str]:
        """Return a position in the plane as ``lon`` and ``lat`` in words."""
        point = reproject(np.array([shapely.Point(xy)]), self.network.crs, STORAGE_CRS)[0]
        return {"lon": f"{point.x:.6f}", "lat": f"{point.y:.6f}"}
