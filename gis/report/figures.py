"""Maps of the printed outputs, written as SVG: a school's surroundings and the county, before and after."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.evaluation.result import Evaluation
from gis.model import Band, Plan
from gis.report import svg
from gis.report.legend import draw_legend, legend_items
from gis.report.placement import Box, Label, PlacedLabel, place_labels
from gis.report.symbols import (
    MM,
    SchoolSymbol,
    colour,
    draw_arrow,
    draw_school,
    draw_settlement,
    school_radius,
    settlement_radius,
    shape_of,
    map_style,
    print_style,
)
from gis.report.words import full_width

When = Literal["before", "after"]

WIDTH = 156.0 * MM                      # the type area of GB/T 9704
SCHOOL_MAP_HEIGHT = 101.0 * MM          # two of them on one page, captions included
LOWEST_DISTRICT_MAP, TALLEST_DISTRICT_MAP = 90.0 * MM, 176.0 * MM
MARGIN_SHARE, DISTRICT_MARGIN_SHARE = 0.12, 0.03    # free border around what the map is about
SCALE_ROOM = 360.0                      # right end of the legend, for scale bar and north arrow
SMALLEST_EXTENT_M = 1500.0
SCHOOL_TEXT, SETTLEMENT_TEXT, SMALL_TEXT = 28.0, 24.5, 22.0
WORST_FIRST = ("unreachable", "over", "borderline", "unknown", "within", "no_limit", "boarding")


@dataclass(frozen=True)
class MapSource:
    """What every map of a plan draws from, projected once.

    ``roads``: light, medium and heavy lines; ``sites``: one row per school site with ``x, y, name,
    type_code, private, is_point_before/after, status, pupils_before/after, boarding_before/after``;
    ``settlements``: ``x, y, name``. All metres in the county's projected CRS.
    """

    boundary: BaseGeometry
    roads: dict[str, np.ndarray]
    water: np.ndarray
    barriers: np.ndarray
    sites: pd.DataFrame
    site_of: dict[str, str]
    settlements: pd.DataFrame
    flows: pd.DataFrame
    mark: str
    attribution: str


def map_source(plan: Plan, evaluation: Evaluation) -> MapSource:
    """Project and sort everything that the maps of a plan need."""
    crs = plan.roads.crs
    edges, barriers = plan.roads.edges, plan.roads.barriers
    weight = edges["highway"].map(_road_weight)
    kind = barriers["kind"].astype(str) if len(barriers) else pd.Series(dtype=str)
    is_water = kind.isin(print_style()["line"]["water_kinds"]).to_numpy(dtype=bool)
    shapes = np.asarray(barriers.geometry.to_numpy(), dtype=object)
    return MapSource(
        boundary=shapely.union_all(plan.boundary.to_crs(crs).geometry.to_numpy()),
        roads={w: np.asarray(edges.geometry[weight == w].to_numpy()) for w in ("light", "medium", "heavy")},
        water=shapes[is_water],
        barriers=shapes[~is_water],
        sites=_sites(plan, evaluation),
        site_of=evaluation.schools["site_id"].astype(str).to_dict(),
        settlements=_points(plan.settlements.to_crs(crs)).assign(name=plan.settlements["name"].astype(str)),
        flows=evaluation.flows,
        mark=plan.meta.mark,
        attribution=plan.meta.attribution,
    )


def _road_weight(highway: object) -> str:
    classes = map_style()["roads"]
    return next((weight for weight in ("heavy", "medium") if highway in classes[weight]), "light")


def _points(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    points = np.asarray(frame.geometry.to_numpy())
    return pd.DataFrame({"x": shapely.get_x(points), "y": shapely.get_y(points)}, index=frame.index)


def _sites(plan: Plan, evaluation: Evaluation) -> pd.DataFrame:
    """One row per site; a changed division speaks for its site, pupils are summed."""
    table = evaluation.schools.copy()
    table["changed"] = table["status"] != "retain"
    ledger = plan.schools.reindex(table.index)
    table = table.join(_points(ledger.to_crs(plan.roads.crs)))
    table["name"] = ledger["name"].astype(str)
    table["private"] = (ledger["ownership"] == "民办").to_numpy(dtype=bool, na_value=False)
    for when in ("before", "after"):
        table[f"boarding_{when}"] = table[f"beds_{when}"].fillna(0) > 0
    first = table.sort_values("changed", ascending=False, kind="stable").groupby("site_id").first()
    for when in ("before", "after"):
        first[f"pupils_{when}"] = table.groupby("site_id")[f"enrolment_{when}"].sum()
    return first


@dataclass(frozen=True)
class Frame:
    """How metres become drawing units: ``scale`` units per metre, origin at the top left."""

    left_m: float
    top_m: float
    scale: float
    width: float
    height: float

    @property
    def window_m(self) -> Box:
        """The shown rectangle in metres: xmin, ymin, xmax, ymax."""
        return (self.left_m, self.top_m - self.height / self.scale, self.left_m + self.width / self.scale, self.top_m)

    def to_drawing(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return drawing coordinates of a point in metres."""
        return (x_m - self.left_m) * self.scale, (self.top_m - y_m) * self.scale

    def clip(self, geometries: np.ndarray, tolerance: float = 0.6) -> BaseGeometry:
        """Return the geometries inside the window as one collection in drawing units."""
        pieces = shapely.clip_by_rect(geometries, *self.window_m)
        pieces = pieces[~shapely.is_empty(pieces)]
        drawn = shapely.transform(pieces, lambda xy: np.column_stack(self.to_drawing(xy[:, 0], xy[:, 1])))
        return shapely.GeometryCollection(list(shapely.get_parts(shapely.simplify(drawn, tolerance))))


def fit_frame(xs: Sequence[float], ys: Sequence[float], width: float, height: float, margin_share: float) -> Frame:
    """Return the frame of a drawing that holds all points (metres) with a margin."""
    known = np.isfinite(xs) & np.isfinite(ys)
    x, y = np.asarray(xs, dtype=float)[known], np.asarray(ys, dtype=float)[known]
    if not len(x):
        x = y = np.zeros(1)
    extent_x = max(float(np.ptp(x)), SMALLEST_EXTENT_M) * (1 + 2 * margin_share)
    extent_y = max(float(np.ptp(y)), SMALLEST_EXTENT_M) * (1 + 2 * margin_share)
    scale = min(width / extent_x, height / extent_y)
    centre_x, centre_y = float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2
    return Frame(centre_x - width / scale / 2, centre_y + height / scale / 2, scale, width, height)


def school_map(source: MapSource, school_id: str, when: When) -> str:
    """Return the map of a changed school, its villages and its receivers.

    Both times share one frame: the school, the villages of its pupils and the schools they go to.

    Parameters
    ----------
    school_id
        The school that is closed or converted.
    when
        ``"before"`` or ``"after"``.
    """
    own = source.flows[source.flows["school_before"] == school_id]
    site = source.site_of[school_id]
    involved = [site, *sorted({source.site_of[s] for s in own["school_after"] if s in source.site_of} - {site})]
    return _draw(source, own, involved, site, when, SCHOOL_MAP_HEIGHT)


def district_map(source: MapSource, when: When) -> str:
    """Return the map of the whole county; dots show the pupils of grades 1-3."""
    own = source.flows[source.flows["band"] == Band.G1_3.value]
    xmin, ymin, xmax, ymax = source.boundary.bounds
    wished = WIDTH * (ymax - ymin) / max(xmax - xmin, 1.0)
    height = min(max(wished, LOWEST_DISTRICT_MAP), TALLEST_DISTRICT_MAP)
    return _draw(source, own, list(source.sites.index), None, when, height)


def _draw(
    source: MapSource, flows: pd.DataFrame, involved: list[str], subject: str | None, when: When, height: float
) -> str:
    journeys = _journeys(flows, source, when)
    dots = _dots(journeys, source)
    sites = _visible_sites(source, involved, subject, when)
    shown = source.sites.loc[involved]
    if subject is None:
        xmin, ymin, xmax, ymax = source.boundary.bounds
        xs, ys = [xmin, xmax], [ymin, ymax]
    else:
        xs, ys = [*shown["x"], *dots["x"]], [*shown["y"], *dots["y"]]
    items = legend_items(
        sites.loc[sites["involved"]], set(dots["verdict"]), has_water=len(source.water) > 0,
        has_barriers=len(source.barriers) > 0, has_arrows=when == "after" and (sites["status"] == "merge").any(),
        bands="1—3年级" if subject is None else "该校",
    )
    notes = _notes(source, journeys)
    legend, legend_height = draw_legend(items, notes, WIDTH, SCALE_ROOM)
    margin = DISTRICT_MARGIN_SHARE if subject is None else MARGIN_SHARE
    frame = fit_frame(xs, ys, WIDTH, height - legend_height, margin)
    symbols = _symbols(sites, frame, when)
    content = [
        *_ground(source, frame),
        *_links(journeys, source, frame, symbols),
        *_other_settlements(source, frame, set(dots.index)),
        *_arrows(flows, source, symbols, when),
        *_draw_dots(dots, frame),
        *(draw_school(symbol) for symbol in symbols.values()),
        *_labels(sites, dots, symbols, frame, subject),
        svg.element("rect", x=1, y=1, width=frame.width - 2, height=frame.height - 2, fill="none",
                    stroke=colour("ink"), stroke_width=2.0),
        svg.element("g", legend + _scale_bar(frame) + _north_arrow(), transform=f"translate(0 {frame.height:.0f})"),
    ]
    return svg.document(WIDTH, height, content)


def _journeys(flows: pd.DataFrame, source: MapSource, when: When) -> pd.DataFrame:
    """Return settlement × school (site) with pupils, the longest time and the worst verdict."""
    table = pd.DataFrame({
        "settlement_id": flows["settlement_id"],
        "site_id": flows[f"school_{when}"].map(source.site_of).fillna(""),
        "pupils": flows["pupils"],
        "seconds": flows[f"seconds_{when}"].where(~flows[f"boarding_{when}"].astype(bool)),
        "rank": flows[f"verdict_{when}"].map({v: i for i, v in enumerate(WORST_FIRST)}).fillna(len(WORST_FIRST)),
    })
    grouped = table.groupby(["settlement_id", "site_id"], sort=True)
    return grouped.agg(pupils=("pupils", "sum"), seconds=("seconds", "max"), rank=("rank", "min")).reset_index()


def _dots(journeys: pd.DataFrame, source: MapSource) -> pd.DataFrame:
    """Return one row per settlement with a known position."""
    table = journeys.groupby("settlement_id").agg(
        pupils=("pupils", "sum"), seconds=("seconds", "max"), rank=("rank", "min")
    )
    table["verdict"] = [WORST_FIRST[int(r)] if r < len(WORST_FIRST) else "unknown" for r in table["rank"]]
    located = source.settlements.dropna(subset=["x", "y"])
    return table.join(located, how="inner").sort_values("pupils", ascending=False)


def _notes(source: MapSource, journeys: pd.DataFrame) -> list[str]:
    located = set(source.settlements.dropna(subset=["x", "y"]).index)
    missing = journeys.loc[~journeys["settlement_id"].isin(located), "settlement_id"].nunique()
    notes = [full_width(source.mark)] if source.mark else []
    if missing:
        notes.append(full_width(f"另有 {missing} 处居民点位置未知或在县外,未标出。"))
    if source.attribution:
        notes.append(source.attribution)
    return notes


def _visible_sites(source: MapSource, involved: list[str], subject: str | None, when: When) -> pd.DataFrame:
    """Return the sites to draw: on a school's map the unconcerned ones are pale and the rest stand on top."""
    sites = source.sites.dropna(subset=["x", "y"]).copy()
    sites["involved"] = sites.index.isin(involved)
    sites["is_point"] = sites[f"is_point_{when}"].astype(bool)
    sites["pupils"] = sites[f"pupils_{when}"]
    sites["boarding"] = sites[f"boarding_{when}"]
    if when == "before":
        sites["status"] = "retain"
    elif subject is not None:
        closed_elsewhere = ~sites["involved"] & (sites["status"] == "merge")
        sites = sites[~closed_elsewhere]
    sites["status"] = sites["status"].where(sites["involved"], "bystander")
    return sites.sort_values(["involved", "pupils"], ascending=[True, False])


def _symbols(sites: pd.DataFrame, frame: Frame, when: When) -> dict[str, SchoolSymbol]:
    symbols = {}
    for row in sites.itertuples():
        x, y = frame.to_drawing(row.x, row.y)
        if not (0.0 < x < frame.width and 0.0 < y < frame.height):
            continue
        closed = row.status == "merge"
        symbols[str(row.Index)] = SchoolSymbol(
            x, y, school_radius(row.pupils_before if closed else row.pupils), shape_of(str(row.type_code), is_point=row.is_point),
            row.status, bool(row.private), bool(row.boarding) and row.involved and not closed,
        )
    return symbols


def _ground(source: MapSource, frame: Frame) -> Iterable[str]:
    line = print_style()["line"]
    yield svg.element("rect", width=frame.width, height=frame.height, fill=colour("outside"))
    land = svg.path_data(frame.clip(np.array([source.boundary])))
    yield svg.element("path", d=land, fill=colour("land"))
    for weight in ("light", "medium", "heavy"):
        yield _path(frame.clip(source.roads[weight]), colour(f"road_{weight}"), line[f"{weight}_mm"])
    yield _path(frame.clip(source.water), colour("water"), line["water_mm"])
    yield _path(frame.clip(source.barriers), colour("barrier"), line["barrier_mm"], dash="12 8")
    outline = frame.clip(np.array([shapely.boundary(source.boundary)]))
    yield _path(outline, colour("boundary"), line["boundary_mm"], dash="24 8 4 8")


def _path(geometry: BaseGeometry, tone: str, width_mm: float, dash: str | None = None) -> str:
    data = svg.path_data(geometry)
    if not data:
        return ""
    return svg.element("path", d=data, fill="none", stroke=tone, stroke_width=width_mm * MM, stroke_linecap="round",
                       stroke_linejoin="round", stroke_dasharray=dash)


def _links(
    journeys: pd.DataFrame, source: MapSource, frame: Frame, symbols: dict[str, SchoolSymbol]
) -> Iterable[str]:
    located = journeys.join(source.settlements, on="settlement_id")
    for row in located.itertuples():
        if row.site_id in symbols and math.isfinite(row.x):
            x, y = frame.to_drawing(row.x, row.y)
            end = symbols[row.site_id]
            yield svg.line(x, y, end.x, end.y, stroke=colour("link"), stroke_width=2.0)


def _other_settlements(source: MapSource, frame: Frame, drawn: set[str]) -> Iterable[str]:
    rest = source.settlements.dropna(subset=["x", "y"])
    for row in rest[~rest.index.isin(drawn)].itertuples():
        x, y = frame.to_drawing(row.x, row.y)
        if 5 < x < frame.width - 5 and 5 < y < frame.height - 5:
            yield svg.element("circle", cx=x, cy=y, r=4.5, fill=colour("other_settlement"))


def _arrows(
    flows: pd.DataFrame, source: MapSource, symbols: dict[str, SchoolSymbol], when: When
) -> Iterable[str]:
    if when == "before":
        return
    moved = flows[flows["moved"].astype(bool) & (flows["school_after"] != "")]
    pairs = moved[["school_before", "school_after"]].map(lambda s: source.site_of.get(s, "")).drop_duplicates()
    for start, end in sorted(pairs.itertuples(index=False, name=None)):
        closing = start in symbols and symbols[start].status in ("merge", "teaching_point")
        if closing and end in symbols and start != end:
            yield draw_arrow(symbols[start], symbols[end])


def _draw_dots(dots: pd.DataFrame, frame: Frame) -> Iterable[str]:
    for row in dots.itertuples():
        x, y = frame.to_drawing(row.x, row.y)
        seconds = float(row.seconds) if math.isfinite(row.seconds) else None
        yield draw_settlement(x, y, settlement_radius(row.pupils), row.verdict, seconds)


def _labels(
    sites: pd.DataFrame, dots: pd.DataFrame, symbols: dict[str, SchoolSymbol], frame: Frame, subject: str | None
) -> Iterable[str]:
    wishes: list[Label] = []
    obstacles: list[Box] = []
    for site_id, symbol in symbols.items():
        row = sites.loc[site_id]
        reach = symbol.radius * (1.55 if symbol.boarding else 1.2)
        obstacles.append((symbol.x - reach, symbol.y - reach, symbol.x + reach, symbol.y + reach))
        wishes.append(Label(
            row["name"], symbol.x, symbol.y, reach, SCHOOL_TEXT if row["involved"] else SETTLEMENT_TEXT,
            _priority(site_id, row, subject), bold=bool(row["involved"]),
        ))
    for dot in dots.itertuples():
        x, y = frame.to_drawing(dot.x, dot.y)
        r = settlement_radius(dot.pupils)
        obstacles.append((x - r, y - r, x + r, y + r))
        if subject is not None:
            wishes.append(Label(str(dot.name), x, y, r, SETTLEMENT_TEXT, 1000.0 + float(dot.pupils)))
    frame_box = (6.0, 6.0, frame.width - 6, frame.height - 6)
    for placed in place_labels(wishes, frame=frame_box, obstacles=obstacles):
        yield _draw_label(placed, pale=placed.label.priority < 1000.0)


def _priority(site_id: str, row: pd.Series, subject: str | None) -> float:
    if site_id == subject:
        return 1e6
    if row["involved"] and (subject is not None or row["status"] in ("merge", "teaching_point")):
        return 1e5 + float(row["pupils"])
    return 1e4 + float(row["pupils"]) if row["involved"] else min(float(row["pupils"]), 900.0)


def _draw_label(placed: PlacedLabel, *, pale: bool) -> str:
    label = placed.label
    return svg.text(label.text, placed.left, placed.baseline, label.size, bold=label.bold,
                    fill=colour("muted") if pale else colour("ink"), halo=colour("paper"))


def _scale_bar(frame: Frame) -> str:
    """Return the scale bar, placed in the legend's right end."""
    longest_m = 105.0 / frame.scale
    power = 10.0 ** math.floor(math.log10(longest_m))
    step_m = max(m * power for m in (1, 2, 5) if m * power <= longest_m)
    length = step_m * frame.scale
    x, y = WIDTH - SCALE_ROOM + 40, 58.0
    unit, divisor = ("km", 1000.0) if step_m >= 500 else ("m", 1.0)
    words = [f"{step_m * k / divisor:g}" for k in range(3)]
    words[2] += f" {unit}"
    ink = colour("ink")
    parts = []
    for k, fill in enumerate((ink, colour("paper"))):
        parts.append(svg.element("rect", x=x + k * length, y=y, width=length, height=8, fill=fill, stroke=ink,
                                 stroke_width=1.5))
    parts += [svg.text(w, x + k * length, y - 10, SMALL_TEXT, fill=ink, anchor="middle") for k, w in enumerate(words)]
    return "".join(parts)


def _north_arrow() -> str:
    x, y = WIDTH - 32, 14.0
    ink = colour("ink")
    return (
        svg.polygon([(x, y), (x - 13, y + 44), (x, y + 34)], fill=ink)
        + svg.polygon([(x, y), (x + 13, y + 44), (x, y + 34)], fill=colour("paper"), stroke=ink, stroke_width=1.5)
        + svg.text("北", x, y + 70, SETTLEMENT_TEXT, fill=ink, anchor="middle", bold=True)
    )
