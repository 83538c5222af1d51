"""鹤山区: settlements and roads on the invented land."""

from __future__ import annotations

import itertools

import numpy as np
import shapely
from heshan_places import BRIDGES, CLUSTERS, HAMLETS, RIVER, RIVER_NAME, ROADS, TOWNS
from sample_land import Frame, Land, Noise, build_lattice, meander, stream
from sample_places import Place, short_name
from sample_roads import Builder, Way, node_together, street_grid
from scipy.spatial import Delaunay
from shapely.geometry import LineString, Polygon

STEP_M = 95.0
STREETED = ("town", "market")  # settlements that stand in a street grid
SEAT = "姬家山村"  # so does this one


def make_land(boundary: Polygon, seed: int) -> Land:
    frame = Frame(114.11, 35.975)
    control = np.stack(frame.to_xy(*np.array(RIVER).T), axis=1)
    river = meander(control, stream(seed, "river"), 130.0)
    relief = Noise(stream(seed, "relief"), (2100.0, 900.0, 420.0))
    return Land(frame, frame.polygon(boundary), river, relief)


def place_settlements(land: Land, official: list[dict], seed: int) -> list[Place]:
    """Throw darts inside each cluster, away from the river, the boundary and each other."""
    rng = stream(seed, "settlements")
    inside = land.boundary.buffer(-280.0)
    dry = shapely.difference(inside, land.river.buffer(190.0))
    taken: list[tuple[float, float]] = []
    places = []
    for (lon, lat), radius, gap, street, names in CLUSTERS:
        cx, cy = (float(v) for v in land.frame.to_xy(lon, lat))
        for name in names:
            row = next(
                r
                for r in official
                if r["code"].startswith(street) and short_name(r["name"]) in (name + "村", name + "社区")
            )
            xy = _dart(rng, (cx, cy), radius, gap, dry, taken, first=name == names[0])
            taken.append(xy)
            kind = (
                "town"
                if street < "410602100"
                else "hill"
                if lon < 114.105
                else "market"
                if gap < 200
                else "plain"
            )
            places.append(
                Place(
                    row["code"], short_name(row["name"]), short_name(row["name"]), row["township"], xy, kind
                )
            )
    return places


def _dart(rng, centre, radius, gap, area, taken, *, first):
    for attempt in range(4000):
        reach = radius * (0.25 if first else 1.0) * (1 + attempt / 2500)
        x = centre[0] + (rng.random() * 2 - 1) * reach
        y = centre[1] + (rng.random() * 2 - 1) * reach
        if (x - centre[0]) ** 2 + (y - centre[1]) ** 2 > reach**2:
            continue
        wanted = gap * max(0.4, 1 - attempt / 3000)
        if shapely.contains_xy(area, x, y) and all(
            (x - a) ** 2 + (y - b) ** 2 >= wanted**2 for a, b in taken
        ):
            return x, y
    raise ValueError(f"no room near {centre}")


def make_roads(land: Land, places: list[Place], seed: int) -> tuple[list[Way], list[Way], list[Place]]:
    """Return roads, the river, and the places moved onto the network (hamlets added)."""
    rng = stream(seed, "streets")
    towns = {}
    for name, (centre, columns, rows, spacing, angle, main, oneway, names) in TOWNS.items():
        xy = [float(v) for v in land.frame.to_xy(*centre)]
        towns[name] = street_grid(rng, xy, columns, rows, spacing, angle, main, oneway, 0.13, names)
    lattice = build_lattice(land, stream(seed, "lattice"), STEP_M, [t.hull(70.0) for t in towns.values()])
    builder = Builder(land, lattice)
    stops: dict[str, int] = {}
    for name, streets in towns.items():
        for k, node in enumerate(builder.add_streets(streets)):
            stops[f"{name}:{k}"] = node
    for k, (lon, name) in enumerate(BRIDGES):
        x = float(land.frame.to_xy(lon, 0)[0])
        along = _where_x(land.river, x)
        stops[f"桥:{k}"], _ = builder.add_bridge(
            along, 70.0, {"bridge": "yes", "layer": "1", "bridge:name": name}
        )
    builder.freeze()
    _onto_nodes(builder, places, towns, stops, seed)
    for kind, name, route in ROADS:
        nodes = [_stop(builder, land, stops, stop) for stop in route]
        builder.fixed.update(nodes)
        for a, b in itertools.pairwise(nodes):
            builder.lay(a, b, kind, name)
    _village_roads(builder, land, places, stops, seed)
    hamlets = _hamlets(builder, land, places, seed)
    ways = builder.ways()
    ways += _lanes(land, places, ways, towns, seed)
    ways = _largest_component(node_together(ways))
    river = Way(
        np.round(np.array(shapely.clip_by_rect(land.river, *_frame_of(land)).coords), 1),
        {"waterway": "river", "name": RIVER_NAME},
    )
    return ways, [river], [*places, *hamlets]


def _frame_of(land):
    west, south, east, north = land.boundary.bounds
    return west - 600, south - 600, east + 600, north + 600


def _where_x(line: LineString, x: float) -> float:
    along = np.linspace(0, line.length, 4000)
    xs = np.array([line.interpolate(d).x for d in along])
    return float(along[np.abs(xs - x).argmin()])


def _stop(builder, land, stops, stop):
    if isinstance(stop, str):
        return stops[stop]
    return builder.nearest([float(v) for v in land.frame.to_xy(*stop)])


def _onto_nodes(builder, places, towns, stops, seed):
    """Move villages onto lattice nodes and communities beside street corners, each at its own."""
    rng = stream(seed, "corners")
    corners = np.vstack([t.nodes[sorted({n for edge in t.edges for n in edge[:2]})] for t in towns.values()])
    free = np.ones(len(corners), bool)
    for place in places:
        if place.kind in STREETED or place.name == SEAT:
            gap = np.linalg.norm(corners - np.array(place.xy), axis=1)
            corner = int(np.where(free, gap, np.inf).argmin())
            free &= np.linalg.norm(corners - corners[corner], axis=1) > 140
            place.xy = tuple(float(v) + 22 + 14 * rng.random() for v in corners[corner])
            continue
        node = builder.nearest(place.xy)
        builder.fixed.add(node)
        stops[place.name.removesuffix("村").removesuffix("社区")] = stops[place.code] = node
        place.xy = tuple(float(v) for v in builder.nodes[node])


def _village_roads(builder, land, places, stops, seed):
    """Join every village to the network, nearest first; then close the worst detours."""
    rng = stream(seed, "villages")
    rural = [p for p in places if p.code in stops]
    joined = {n for pair in builder.built for n in pair}
    waiting = sorted(
        (p for p in rural if stops[p.code] not in joined),
        key=lambda p: (
            p.kind == "hill",
            min(np.hypot(*(np.array(p.xy) - builder.nodes[n])) for n in sorted(joined)),
        ),
    )
    for place in waiting:
        builder.connect(stops[place.code], "unclassified")
    for a, b, straight in _neighbours(land, rural):
        nodes = [stops[rural[a].code], stops[rural[b].code]]
        hilly = rural[a].kind == "hill" and rural[b].kind == "hill"
        if builder.network_cost(nodes)[0, 1] / straight > (1.45 if hilly else 1.6):
            kinds = (
                ("path", "path", "track", "unclassified")
                if hilly
                else ("unclassified", "unclassified", "track")
            )
            builder.lay(*nodes, rng.choice(kinds), reuse=0.85)


def _neighbours(land, rural):
    """Return neighbouring villages (Delaunay) with nothing between them, the nearest pairs first."""
    points = np.array([p.xy for p in rural])
    pairs = {
        tuple(sorted((int(a), int(b))))
        for s in Delaunay(points).simplices
        for a, b in zip(s, np.roll(s, 1), strict=True)
    }
    river = land.river.buffer(50)
    result = []
    for a, b in pairs:
        line = LineString([points[a], points[b]])
        if line.length < 2600 and not line.intersects(river) and land.boundary.contains(line):
            result.append((a, b, line.length))
    return sorted(result, key=lambda pair: (pair[2], pair))


def _hamlets(builder, land, places, seed):
    rng = stream(seed, "hamlets")
    taken = [p.xy for p in places]
    dry = shapely.difference(land.boundary.buffer(-280.0), land.river.buffer(190.0))
    result = []
    for number, (parent, suffix, kind) in enumerate(HAMLETS, 1):
        home = next(p for p in places if p.name == parent + "村")
        xy = _dart(rng, home.xy, 950.0, 600.0, dry, taken, first=False)
        node = builder.nearest(xy)
        builder.fixed.add(node)
        builder.connect(node, kind)
        xy = tuple(float(v) for v in builder.nodes[node])
        taken.append(xy)
        result.append(
            Place(home.code + suffix, f"示例{number:02d}自然村", home.name, home.township, xy, "hamlet")
        )
    return result


def _lanes(land, places, ways, towns, seed):
    """Give every village a few lanes around its centre, where no road runs already."""
    rng = stream(seed, "lanes")
    flanks = shapely.union_all([LineString(w.points).buffer(24.0) for w in ways])
    keep_off = shapely.union_all([land.river.buffer(60.0), *[t.hull(40.0) for t in towns.values()]])
    result = []
    for place in places:
        if place.kind in STREETED or place.name == SEAT:
            continue
        columns, rows = (rng.choice((2, 3)), 2) if place.kind == "hill" else (3, rng.choice((3, 4)))
        spacing = 62 + 30 * rng.random()
        grid = street_grid(
            rng, place.xy, columns, rows, (spacing, spacing * 0.9), rng.random() * 3.1, drop=0.22
        )
        middle = int(np.hypot(*(grid.nodes - np.array(place.xy)).T).argmin())
        grid.nodes[middle] = place.xy
        for u, v, *_ in grid.edges:
            line = LineString([grid.nodes[u], grid.nodes[v]])
            beside = line.intersection(flanks).length / line.length
            if (beside < 0.75 or (middle in (u, v) and beside < 0.9)) and not line.intersects(keep_off):
                bend = (grid.nodes[u] + grid.nodes[v]) / 2 + np.array(
                    [rng.random() - 0.5, rng.random() - 0.5]
                ) * 9
                result.append(Way(np.array([grid.nodes[u], bend, grid.nodes[v]]), {"highway": "residential"}))
    return result


def _largest_component(ways):
    """Drop the odd lane that touches nothing."""
    number: dict[tuple, int] = {}
    parent: list[int] = []

    def root(k):
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    heads = []
    for way in ways:
        ids = []
        for xy in map(tuple, way.points):
            if xy not in number:
                number[xy] = len(parent)
                parent.append(len(parent))
            ids.append(number[xy])
        for k in ids[1:]:
            parent[root(k)] = root(ids[0])
        heads.append(ids[0])
    roots = [root(h) for h in heads]
    largest = max(sorted(set(roots)), key=roots.count)
    return [w for w, r in zip(ways, roots, strict=True) if r == largest]
