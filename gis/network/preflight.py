"""Checks of a plan's places and roads before journeys are worked out; each names what it found.

Nothing here changes a figure. Places are named by their id, roads by a position (``lon``, ``lat``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.model import STORAGE_CRS, Issue, Mode, Plan
from gis.network.components import MAIN, Trap, end_nodes
from gis.network.costs import ride_of
from gis.network.ground import Ground, Sites
from gis.network.parameters import travel_parameters
from gis.network.snap import Unplaced, snap

NAMED = 3
_NAMELESS = "—"

# what the reading of the tables tells about the same place in other words
SAID_ALREADY = {
    "village_no_position": ("settlement_without_position", "settlement_outside_county"),
    "school_no_position": ("school_without_position", "school_outside_county"),
    "village_same_spot": ("settlements_at_one_point",),
    "village_other_component": ("village_without_way_to_school",),
    "school_same_spot": ("schools_at_one_point",),
}


Check = Callable[[Ground], Iterator[Issue]]


def preflight(plan: Plan, *, raster: BaseGeometry | None = None) -> tuple[Issue, ...]:
    """Look for places and roads that would make journeys unknown, wrong or long.

    Parameters
    ----------
    plan
        Travel times need not be there.
    raster
        What the elevation raster covers, in EPSG:4490; None where slope is not used.

    Returns
    -------
    tuple of Issue
        In the order of :data:`CHECKS`. What the plan's issues say already about the same place is not told
        again; of many findings of one kind only the first ones are told singly.
    """
    ground = Ground(plan, plan.roads, travel_parameters(plan.rules.get("travel")), raster)
    if plan.roads.edges.empty:
        return ()
    said = {(issue.code, issue.subject_id) for issue in plan.issues}
    found: list[Issue] = []
    for check in CHECKS:
        fresh = [issue for issue in check(ground) if not _is_said(issue, said)]
        found += _shortened(fresh, int(ground.limits["rows"]))
    return tuple(found)


def _is_said(issue: Issue, said: set[tuple[str, str]]) -> bool:
    codes = (issue.code, *SAID_ALREADY.get(issue.code, ()))
    # of places on one spot the tables tell the first, the second is told here
    ids = filter(None, (issue.subject_id, issue.values.get("other_id", "")))
    return any((code, subject_id) in said for subject_id in ids for code in codes)


def _shortened(issues: list[Issue], most: int) -> Iterator[Issue]:
    """Yield the first issues of each code, and one that counts the rest."""
    for code in dict.fromkeys(issue.code for issue in issues):
        same = [issue for issue in issues if issue.code == code]
        yield from same[:most]
        rest = same[most:]
        if rest:
            named = "、".join(issue.values.get("name", _NAMELESS) for issue in rest[:NAMED])
            values = {"count": str(len(rest)), "named": named, "check": code}
            yield Issue(rest[0].severity, "check_more_rows", values=values)


# ---- places


def no_position(ground: Ground) -> Iterator[Issue]:
    """Find places without a position."""
    for sites in ground.sites:
        for row in np.flatnonzero(~np.isfinite(sites.xy).all(axis=1)).tolist():
            yield sites.issue("error", "no_position", row)


def same_spot(ground: Ground) -> Iterator[Issue]:
    """Find two villages, or schools of two sites, on one spot; the second and later ones are named."""
    decimals = int(ground.limits["same_spot_decimals"])
    for sites in ground.sites:
        own = sites.frame.get("site_id", sites.frame.index.to_series()).to_numpy()
        first: dict[tuple[float, float], int] = {}
        for row in sites.known.tolist():
            x, y = np.round(sites.xy[row], decimals).tolist()
            other = first.setdefault((x, y), row)
            if own[other] != own[row]:
                about = {"other": sites.frame["name"].iloc[other], "other_id": sites.frame.index[other]}
                yield sites.issue("warning", "same_spot", row, **about)


def on_barrier(ground: Ground) -> Iterator[Issue]:
    """Find places in a lake or on a river, a railway or a motorway."""
    barriers = ground.network.barriers
    tree = shapely.STRtree(barriers.geometry.to_numpy())
    limit_m = float(ground.limits["on_barrier_m"])
    for sites in ground.sites:
        points = shapely.points(sites.xy[sites.known])
        asked, found = tree.query(points, predicate="dwithin", distance=limit_m)
        for k in np.unique(asked).tolist():
            barrier = barriers.iloc[int(found[asked == k].min())]
            words = str(barrier["name"] or _NAMELESS)
            yield sites.issue("warning", "on_barrier", int(sites.known[k]), barrier=words)


def outside_raster(ground: Ground) -> Iterator[Issue]:
    """Find places that the elevation raster does not cover: their slopes count as flat."""
    if ground.raster is None:
        return
    shapely.prepare(ground.raster)
    for sites in ground.sites:
        points = sites.frame.geometry.to_crs(STORAGE_CRS).to_numpy()[sites.known]
        for row in sites.known[~shapely.intersects(ground.raster, points)].tolist():
            yield sites.issue("warning", "outside_raster", row)


# ---- places and roads


def beyond_approach(ground: Ground) -> Iterator[Issue]:
    """Find places with no road within the longest approach: their journeys are unknown."""
    limit = f"{ground.rules.approach_limit_m:.0f}"
    for sites in ground.sites:
        for row, metres in _gaps(ground, sites, Unplaced.TOO_FAR):
            yield sites.issue("warning", "without_road", row, metres=f"{metres:.0f}", limit=limit)


def behind_barrier(ground: Ground) -> Iterator[Issue]:
    """Find places with a road near that cannot be reached without crossing a barrier."""
    for sites in ground.sites:
        for row, metres in _gaps(ground, sites, Unplaced.BEHIND_BARRIER):
            yield sites.issue("warning", "behind_barrier", row, metres=f"{metres:.0f}")


def _gaps(ground: Ground, sites: Sites, reason: Unplaced) -> Iterator[tuple[int, float]]:
    rows = [row for row, why in enumerate(sites.walk.reason) if why is reason]
    if rows:
        walkable = ground.network.edges["walk"].to_numpy(dtype=bool)
        tree = shapely.STRtree(ground.network.edges.geometry.to_numpy()[walkable])
        _, metres = tree.query_nearest(
            shapely.points(sites.xy[rows]), return_distance=True, all_matches=False
        )
        yield from zip(rows, metres.tolist() or [np.inf] * len(rows), strict=True)


def far_from_road(ground: Ground) -> Iterator[Issue]:
    """Find places with a long approach: walked straight, wherever the path really runs."""
    limit_m = float(ground.limits["far_from_road_m"])
    for sites in ground.sites:
        far = np.flatnonzero(np.nan_to_num(sites.walk.approach_m) > limit_m)
        for row in far[np.argsort(-sites.walk.approach_m[far], kind="stable")].tolist():
            metres = f"{sites.walk.approach_m[row]:.0f}"
            yield sites.issue("info", "far_from_road", row, metres=metres, limit=f"{limit_m:.0f}")


def other_component(ground: Ground) -> Iterator[Issue]:
    """Find places on another piece of the network than most places are on."""
    u, _ = end_nodes(ground.network)
    pieces = [ground.pieces.label[u[sites.walk.edge[sites.walk.placed]]] for sites in ground.sites]
    every = np.concatenate(pieces)
    if not len(every):
        return
    usual = int(np.bincount(every).argmax())
    for sites, piece in zip(ground.sites, pieces, strict=True):
        placed = np.flatnonzero(sites.walk.placed)
        for row, own in zip(placed[piece != usual].tolist(), piece[piece != usual].tolist(), strict=True):
            km = f"{ground.pieces.length_m[own] / 1000:.1f}"
            yield sites.issue("warning", "other_component", row, km=km)


def school_without_bus_road(ground: Ground) -> Iterator[Issue]:
    """Find schools that no drivable road comes near: no bus can reach them."""
    _, schools = ground.sites
    joinable = ride_of(ground.network, Mode.SCHOOL_BUS, ground.rules).joinable
    places = snap(schools.xy, ground.network, joinable, limit_m=ground.rules.approach_limit_m)
    for row in np.flatnonzero(schools.walk.placed & ~places.placed).tolist():
        yield schools.issue("warning", "without_bus_road", row, limit=f"{ground.rules.approach_limit_m:.0f}")


# ---- roads


def roads_apart(ground: Ground) -> Iterator[Issue]:
    """Find pieces inside the county that no way joins to the rest, the longest first."""
    pieces, least_m = ground.pieces, float(ground.limits["piece_m"])
    for piece in np.flatnonzero(pieces.length_m >= least_m).tolist():
        x, y = pieces.xy[piece].tolist()
        if piece == MAIN or not ground.is_inside(x, y):
            continue
        values = {"km": f"{pieces.length_m[piece] / 1000:.1f}", "metres": f"{pieces.gap_m[piece]:.0f}"}
        yield Issue("info", "network_piece_apart", values={**values, **ground.degrees((x, y))})


def dead_oneways(ground: Ground) -> Iterator[Issue]:
    """Find one-way stretches that vehicles cannot leave or cannot enter, those with places on them first."""
    joinable = ride_of(ground.network, Mode.SCHOOL_BUS, ground.rules).joinable
    on_edge: dict[int, list[str]] = {}
    for sites in ground.sites:
        places = snap(sites.xy, ground.network, joinable, limit_m=ground.rules.approach_limit_m)
        for row in np.flatnonzero(places.placed).tolist():
            on_edge.setdefault(int(places.edge[row]), []).append(str(sites.frame["name"].iloc[row]))
    named = [
        (trap, [name for edge in trap.edges.tolist() for name in on_edge.get(edge, ())])
        for trap in ground.traps
    ]
    for trap, names in sorted(named, key=lambda pair: not pair[1]):
        about = {"metres": f"{trap.length_m:.0f}", "road": _road_name(ground, trap)}
        values = {**about, **ground.degrees(trap.xy)}
        if names:
            values["places"] = "、".join(names[:NAMED])
            yield Issue("warning", f"network_{trap.kind}_with_places", values=values)
        else:
            yield Issue("info", f"network_{trap.kind}", values=values)


def _road_name(ground: Ground, trap: Trap) -> str:
    names = ground.network.edges["name"].iloc[trap.edges]
    return next((str(name) for name in names if name), _NAMELESS)


CHECKS: tuple[Check, ...] = (
    no_position,
    same_spot,
    on_barrier,
    outside_raster,
    beyond_approach,
    behind_barrier,
    far_from_road,
    other_component,
    school_without_bus_road,
    roads_apart,
    dead_oneways,
)
