"""Maps of the printed outputs, written as SVG: a school's surroundings and the county, before and after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.model import Band
from gis.report import svg
from gis.report.legend import CHANGES, OPENED, draw_legend, legend_items
from gis.report.mapsource import SIDES, WEIGHTS, Frame, MapSource, When, fit_frame
from gis.report.placement import Box, Label, PlacedLabel, place_labels
from gis.report.roadshapes import DrawnEdit
from gis.report.roadsymbols import draw_edits, edit_items
from gis.report.rows import Row, records
from gis.report.symbols import (
    MM,
    SchoolSymbol,
    arrow_ends,
    colour,
    draw_arrow,
    draw_school,
    draw_settlement,
    print_style,
    school_radius,
    settlement_radius,
    shape_of,
)
from gis.report.words import full_width, word

WIDTH = 156.0 * MM  # the type area of GB/T 9704
SCHOOL_MAP_HEIGHT = 101.0 * MM  # two of them on one page, captions included
LOWEST_DISTRICT_MAP, TALLEST_DISTRICT_MAP = 90.0 * MM, 176.0 * MM
MARGIN_SHARE, DISTRICT_MARGIN_SHARE = 0.12, 0.03  # free border around what the map is about
DISTRICT_SYMBOL_SHARES = 0.42, 0.75  # of the size on a school's map: crowded, open
CROWDED_SITES = 40.0
DRAWN_CHANGES = (*CHANGES, *OPENED)
SCALE_ROOM = 360.0  # right end of the legend, for scale bar and north arrow
LONGEST_SCALE_STEP, LEAST_LABELLED_STEP = 120.0, 62.0
SMALL_DOT = 1.3 * MM  # on a school's map, dots up to this radius stand on top of the schools
SCHOOL_TEXT, SETTLEMENT_TEXT, SMALL_TEXT = 28.0, 24.5, 22.0
WORST_FIRST = ("unreachable", "over", "borderline", "unknown", "within", "no_limit", "boarding")
PALE_PRIORITY = 1000.0
Symbols = dict[str, SchoolSymbol]


@dataclass(frozen=True)
class Subject:
    """What a map is about: flows, the sites concerned, the changed site (None = the county), whose pupils."""

    flows: pd.DataFrame
    sites: tuple[str, ...]
    site: str | None
    pupils: str
    margin_share: float
    height: float


@dataclass(frozen=True)
class Content:
    """What one map shows at one time; ``dots`` are rows by settlement id."""

    journeys: list[Row]
    dots: dict[str, Row]
    sites: list[Row]
    notes: list[str]


def school_maps(source: MapSource, school_id: str) -> dict[When, str]:
    """Return the maps of a changed school, its villages and its receivers, before and after.

    Both share one frame: the school, the villages of its pupils and the schools they go to.

    Parameters
    ----------
    school_id
        The school whose decision changes something.
    """
    flows, site = source.flows, source.site_of[school_id]
    arrives = (flows["school_after"] == school_id) & flows["moved"].astype(bool)
    own = flows[(flows["school_before"] == school_id) | arrives]
    others = {source.site_of[s] for s in own["school_after"] if s in source.site_of}
    if source.sites.get(site, {}).get("status") not in CHANGES:
        others |= {source.site_of[s] for s in own["school_before"] if s in source.site_of}
    sites = (site, *sorted(others - {site}))
    return _draw(source, Subject(own, sites, site, "该校", MARGIN_SHARE, SCHOOL_MAP_HEIGHT))


def district_maps(source: MapSource) -> dict[When, str]:
    """Return the maps of the whole county before and after; dots show the pupils of grades 1-3."""
    own = source.flows[source.flows["band"] == Band.G1_3.value]
    xmin, ymin, xmax, ymax = source.boundary.bounds
    wished = WIDTH * (ymax - ymin) / max(xmax - xmin, 1.0)
    height = min(max(wished, LOWEST_DISTRICT_MAP), TALLEST_DISTRICT_MAP)
    sites = tuple(source.sites)
    pupils = word("band", Band.G1_3.value)
    return _draw(source, Subject(own, sites, None, pupils, DISTRICT_MARGIN_SHARE, height))


def _draw(source: MapSource, subject: Subject) -> dict[When, str]:
    contents = {when: _content(source, subject, when) for when in SIDES}
    frame = _frame(source, subject, contents)
    ground = "".join(_ground(source, frame))
    changed = ground + "".join(draw_edits(source.edits, frame))
    grounds: dict[When, str] = {"before": ground, "after": changed}
    return {when: _draw_one(source, subject, when, contents[when], frame, grounds[when]) for when in SIDES}


def _draw_one(
    source: MapSource, subject: Subject, when: When, content: Content, frame: Frame, ground: str
) -> str:
    share = _symbol_share(content, subject)
    symbols = _symbols(content.sites, frame, share)
    bystanders = [symbol for symbol in symbols.values() if symbol.status == "bystander"]
    concerned = [symbol for symbol in symbols.values() if symbol.status != "bystander"]
    arrows = list(_arrows(subject.flows, source, symbols)) if when == "after" else []
    on_top = SMALL_DOT if subject.site else 0.0
    below = {k: d for k, d in content.dots.items() if settlement_radius(d["pupils"]) > on_top}
    above = {k: d for k, d in content.dots.items() if k not in below}
    shows_water, shows_barriers = frame.shows(source.water), frame.shows(source.barriers)
    shown = [e for e in source.edits if when == "after" and frame.shows(np.array([e.shape], dtype=object))]
    legend, legend_height = _legend(
        content, subject, when, water=shows_water, barriers=shows_barriers, edits=shown
    )
    parts = [
        ground,
        *_links(content, frame, symbols, 2.0 if subject.site else 1.0),
        *_other_settlements(source, frame, set(content.dots)),
        *map(draw_school, bystanders),
        *(draw_arrow(start, end) for start, end in arrows),
        *_draw_dots(below, frame, share),
        *map(draw_school, concerned),
        *_draw_dots(above, frame, share),
        *_labels(content, symbols, frame, subject, arrows),
        _border(frame),
        svg.element(
            "g", legend + _scale_bar(frame) + _north_arrow(), transform=f"translate(0 {frame.height:.0f})"
        ),
    ]
    return svg.document(WIDTH, frame.height + legend_height, parts)


def _symbol_share(content: Content, subject: Subject) -> float:
    """Return how large symbols are: smaller on the county's map, the more schools it has."""
    if subject.site is not None:
        return 1.0
    crowded, open_ = DISTRICT_SYMBOL_SHARES
    return min(open_, max(crowded, open_ * math.sqrt(CROWDED_SITES / max(len(content.sites), 1))))


def _content(source: MapSource, subject: Subject, when: When) -> Content:
    journeys = _journeys(subject.flows, source, when)
    sites = _visible_sites(source, subject, when)
    return Content(records(journeys), _dots(journeys, source), sites, _notes(source, journeys))


def _legend(
    content: Content,
    subject: Subject,
    when: When,
    *,
    water: bool,
    barriers: bool,
    edits: Sequence[DrawnEdit],
) -> tuple[str, float]:
    """Return the legend and its height."""
    items = legend_items(
        [site for site in content.sites if site["involved"]],
        {dot["verdict"] for dot in content.dots.values()},
        has_water=water,
        has_barriers=barriers,
        has_arrows=when == "after",
        pupils=subject.pupils,
    )
    return draw_legend([*items, *edit_items(edits)], content.notes, WIDTH, SCALE_ROOM)


def _frame(source: MapSource, subject: Subject, contents: dict[When, Content]) -> Frame:
    """Return the frame that both times share; the larger legend fits under it."""
    if subject.site is None:
        xmin, ymin, xmax, ymax = source.boundary.bounds
        xs, ys = [xmin, xmax], [ymin, ymax]
    else:
        spots = [source.sites[site] for site in subject.sites if site in source.sites]
        spots += [dot for content in contents.values() for dot in content.dots.values()]
        xs, ys = [spot["x"] for spot in spots], [spot["y"] for spot in spots]
    legends = (
        _legend(c, subject, when, water=True, barriers=True, edits=source.edits if when == "after" else ())
        for when, c in contents.items()
    )
    height = subject.height - max(legend_height for _, legend_height in legends)
    return fit_frame(xs, ys, WIDTH, height, subject.margin_share)


def _journeys(flows: pd.DataFrame, source: MapSource, when: When) -> pd.DataFrame:
    """Return settlement × site with pupils, the longest time and the worst verdict."""
    daily = ~flows[f"boarding_{when}"].astype(bool)
    ranks = {verdict: rank for rank, verdict in enumerate(WORST_FIRST)}
    table = pd.DataFrame(
        {
            "settlement_id": flows["settlement_id"].astype(str),
            "site_id": flows[f"school_{when}"].map(source.site_of).fillna(""),
            "pupils": flows["pupils"],
            "seconds": flows[f"seconds_{when}"].where(daily),
            "rank": flows[f"verdict_{when}"].map(ranks),
        }
    )
    grouped = table.groupby(["settlement_id", "site_id"], sort=True)
    figures = grouped.agg(pupils=("pupils", "sum"), seconds=("seconds", "max"), rank=("rank", "min"))
    return figures.reset_index()


def _dots(journeys: pd.DataFrame, source: MapSource) -> dict[str, Row]:
    """Return one row per settlement with a known position, most pupils first."""
    grouped = journeys.groupby("settlement_id")
    table = grouped.agg(pupils=("pupils", "sum"), seconds=("seconds", "max"), rank=("rank", "min"))
    ordered = table.sort_values("pupils", ascending=False, kind="stable")
    return {
        str(row["settlement_id"]): {
            **source.settlements[str(row["settlement_id"])],
            **row,
            "verdict": WORST_FIRST[int(row["rank"])],
        }
        for row in records(ordered)
        if str(row["settlement_id"]) in source.settlements
    }


def _notes(source: MapSource, journeys: pd.DataFrame) -> list[str]:
    missing = set(journeys["settlement_id"]) - set(source.settlements)
    notes = [full_width(source.mark)] if source.mark else []
    if missing:
        notes.append(f"另有 {len(missing)} 处居民点位置未知或在县外，未标出。")
    if source.attribution:
        notes.append(full_width(source.attribution))
    return notes


def _visible_sites(source: MapSource, subject: Subject, when: When) -> list[Row]:
    """Return the sites to draw: on a school's map the unconcerned ones are pale and the rest stand on top."""
    sites = []
    for site_id, site in source.sites.items():
        involved = site_id in subject.sites
        status = site["status"] if when == "after" else "retain"
        is_built = site["open_before"] or (when == "after" and site["status"] in OPENED)
        if is_built and (involved or site[f"open_{when}"]):
            shown = {key: site[f"{key}_{when}"] for key in ("is_point", "open", "pupils", "boarding")}
            shown |= {"site_id": site_id, "involved": involved, "status": status if involved else "bystander"}
            sites.append(site | shown)
    return sorted(sites, key=lambda site: (site["involved"], -site["pupils"]))


def _symbols(sites: list[Row], frame: Frame, share: float) -> Symbols:
    symbols = {}
    for site in sites:
        closed = site["status"] != "bystander" and not site["open"]
        radius = share * school_radius(site["pupils_before"] if closed else site["pupils"])
        x, y = frame.to_drawing(site["x"], site["y"])
        rim = 1.5 * radius
        if rim < x < frame.width - rim and rim < y < frame.height - rim:
            symbols[str(site["site_id"])] = SchoolSymbol(
                x,
                y,
                radius,
                shape_of(str(site["type_code"]), is_point=bool(site["is_point"])),
                str(site["status"]),
                private=bool(site["private"]),
                boarding=bool(site["boarding"]) and bool(site["involved"]) and not closed,
            )
    return symbols


def _ground(source: MapSource, frame: Frame) -> Iterator[str]:
    line = print_style()["line"]
    yield svg.element("rect", width=frame.width, height=frame.height, fill=colour("outside"))
    outline = np.array([source.boundary], dtype=object)
    yield svg.element("path", d=svg.path_data(frame.clip(outline)), fill=colour("land"))
    for weight in WEIGHTS:
        yield _path(frame.clip(source.roads[weight]), colour(f"road_{weight}"), line[f"{weight}_mm"])
    yield _path(frame.clip(source.water), colour("water"), line["water_mm"])
    yield _path(frame.clip(source.barriers), colour("barrier"), line["barrier_mm"], dash="12 8")
    edge = frame.clip(shapely.boundary(outline))
    yield _path(edge, colour("boundary"), line["boundary_mm"], dash="24 8 4 8")


def _path(geometry: BaseGeometry, tone: str, width_mm: float, dash: str | None = None) -> str:
    data = svg.path_data(geometry)
    if not data:
        return ""
    return svg.element(
        "path",
        d=data,
        fill="none",
        stroke=tone,
        stroke_width=width_mm * MM,
        stroke_linecap="round",
        stroke_linejoin="round",
        stroke_dasharray=dash,
    )


def _links(content: Content, frame: Frame, symbols: Symbols, width: float) -> Iterator[str]:
    for journey in content.journeys:
        end, dot = symbols.get(journey["site_id"]), content.dots.get(journey["settlement_id"])
        has_way = journey["rank"] != WORST_FIRST.index("unreachable")
        if end is not None and dot is not None and has_way:
            x, y = frame.to_drawing(dot["x"], dot["y"])
            yield svg.line(x, y, end.x, end.y, stroke=colour("link"), stroke_width=width)


def _other_settlements(source: MapSource, frame: Frame, drawn: set[str]) -> Iterator[str]:
    for settlement_id, spot in source.settlements.items():
        x, y = frame.to_drawing(spot["x"], spot["y"])
        if settlement_id not in drawn and 5 < x < frame.width - 5 and 5 < y < frame.height - 5:
            yield svg.element("circle", cx=x, cy=y, r=4.5, fill=colour("other_settlement"))


def _arrows(
    flows: pd.DataFrame, source: MapSource, symbols: Symbols
) -> Iterator[tuple[SchoolSymbol, SchoolSymbol]]:
    moved = flows[flows["moved"].astype(bool) & (flows["school_after"] != "")]
    pairs = {
        (source.site_of.get(str(before), ""), source.site_of.get(str(after), ""))
        for before, after in zip(moved["school_before"], moved["school_after"], strict=True)
    }
    for start, end in sorted(pairs):
        changes = any(symbols[one].status in DRAWN_CHANGES for one in (start, end) if one in symbols)
        if changes and start in symbols and end in symbols and start != end:
            yield symbols[start], symbols[end]


def _draw_dots(dots: dict[str, Row], frame: Frame, share: float) -> Iterator[str]:
    for dot in dots.values():
        x, y = frame.to_drawing(dot["x"], dot["y"])
        seconds = dot["seconds"] if math.isfinite(dot["seconds"]) else None
        yield draw_settlement(x, y, share * settlement_radius(dot["pupils"]), dot["verdict"], seconds)


def _labels(
    content: Content,
    symbols: Symbols,
    frame: Frame,
    subject: Subject,
    arrows: list[tuple[SchoolSymbol, SchoolSymbol]],
) -> Iterator[str]:
    wishes, obstacles = [], [_around(x, y, 6.0) for pair in arrows for x, y in _along(*pair)]
    for site in content.sites:
        symbol = symbols.get(str(site["site_id"]))
        if symbol is not None:
            reach = symbol.radius * (1.55 if symbol.boarding else 1.2)
            obstacles.append(_around(symbol.x, symbol.y, reach))
            size = SCHOOL_TEXT if site["involved"] else SETTLEMENT_TEXT
            priority, bold = _priority(site, subject), bool(site["involved"])
            wishes.append(Label(str(site["name"]), symbol.x, symbol.y, reach, size, priority, bold))
    for dot in content.dots.values():
        x, y = frame.to_drawing(dot["x"], dot["y"])
        radius = settlement_radius(dot["pupils"])
        obstacles.append(_around(x, y, radius))
        if subject.site is not None:
            priority = PALE_PRIORITY + float(dot["pupils"])
            wishes.append(Label(str(dot["name"]), x, y, radius, SETTLEMENT_TEXT, priority))
    frame_box = (6.0, 6.0, frame.width - 6, frame.height - 6)
    for placed in place_labels(wishes, frame=frame_box, obstacles=obstacles):
        yield _draw_label(placed)


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _along(start: SchoolSymbol, end: SchoolSymbol) -> list[tuple[float, float]]:
    """Return points along an arrow, close enough that no label fits between them."""
    x1, y1, x2, y2 = arrow_ends(start, end)
    steps = max(2, int(math.hypot(x2 - x1, y2 - y1) / 12))
    return [(x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps) for k in range(steps + 1)]


def _priority(site: Row, subject: Subject) -> float:
    pupils = float(site["pupils"])
    if site["site_id"] == subject.site:
        return 1e6
    if site["involved"] and (subject.site is not None or site["status"] in DRAWN_CHANGES):
        return 1e5 + pupils
    return 1e4 + pupils if site["involved"] else min(pupils, PALE_PRIORITY - 1)


def _draw_label(placed: PlacedLabel) -> str:
    label = placed.label
    tone = colour("muted" if label.priority < PALE_PRIORITY else "ink")
    return svg.text(
        label.text, placed.left, placed.baseline, label.size, bold=label.bold, fill=tone, halo=colour("paper")
    )


def _border(frame: Frame) -> str:
    return svg.element(
        "rect",
        x=1,
        y=1,
        width=frame.width - 2,
        height=frame.height - 2,
        fill="none",
        stroke=colour("ink"),
        stroke_width=2.0,
    )


def _scale_bar(frame: Frame) -> str:
    """Return the scale bar, placed in the legend's right end."""
    longest_m = LONGEST_SCALE_STEP / frame.scale
    power = 10.0 ** math.floor(math.log10(longest_m))
    step_m = max(m * power for m in (1, 2, 5) if m * power <= longest_m)
    length = step_m * frame.scale
    x, y = WIDTH - SCALE_ROOM + 40, 58.0
    unit, divisor = ("km", 1000.0) if step_m >= 500 else ("m", 1.0)
    ink, parts = colour("ink"), []
    for k, fill in enumerate((ink, colour("paper"))):
        box = {"x": x + k * length, "y": y, "width": length, "height": 8.0}
        parts.append(svg.element("rect", **box, fill=fill, stroke=ink, stroke_width=1.5))
    for k in (0, 1, 2) if length >= LEAST_LABELLED_STEP else (0, 2):
        words = f"{step_m * k / divisor:g}" + (f" {unit}" if k == 2 else "")
        parts.append(svg.text(words, x + k * length, y - 10, SMALL_TEXT, fill=ink, anchor="middle"))
    return "".join(parts)


def _north_arrow() -> str:
    x, y = WIDTH - 32, 14.0
    ink, paper = colour("ink"), colour("paper")
    left, right = [(x, y), (x - 13, y + 44), (x, y + 34)], [(x, y), (x + 13, y + 44), (x, y + 34)]
    return (
        svg.polygon(left, fill=ink)
        + svg.polygon(right, fill=paper, stroke=ink, stroke_width=1.5)
        + svg.text("北", x, y + 70, SETTLEMENT_TEXT, fill=ink, anchor="middle", bold=True)
    )
