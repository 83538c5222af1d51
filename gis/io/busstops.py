"""Public bus lines: the table of stops, minutes and headways → ``Plan.bus_stops``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.io.choices import NO_CHOICES, ImportChoices
from gis.io.county import County
from gis.io.issuelog import IssueLog
from gis.io.positions import to_degrees
from gis.io.tables import Table
from gis.network.publicbus import COLUMNS
from gis.resources import load_toml
from gis.schema import normalise

ROLE = "bus_stops"
LEAST_STOPS = 2
MINUTES_PER_DAY, MINUTES_PER_HOUR, HOURS_PER_DAY = 1440, 60, 24
_CLOCK = re.compile(r"(\d{1,2})(?:[:时点](\d{1,2})?分?(?::\d{1,2})?)")
_TEXTS = ("line_id", "stop", "first_departure", "last_departure")


def bus_frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return calls with their dtypes, also when there are none."""
    dtypes = dict.fromkeys(COLUMNS, "float64") | dict.fromkeys(_TEXTS, "str") | {"both_directions": "bool"}
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(dtypes)


def build_bus_stops(
    table: Table,
    boundary: BaseGeometry,
    *,
    choices: ImportChoices = NO_CHOICES,
    roads: gpd.GeoDataFrame | None = None,
) -> tuple[pd.DataFrame, IssueLog]:
    """Turn the table of bus stops as read into ``Plan.bus_stops``, lines in the order of the file.

    Parameters
    ----------
    boundary
        The county in degrees; a line may run on into the next one.
    choices, roads
        What system the positions are in; see :func:`gis.io.positions.locate`.

    Returns
    -------
    tuple
        The calls that can be used, and the Issues: a stop without a possible position, a second one with the
        same number, or one that the bus reaches before the stop in front of it is left out; so is a line
        without headway or with fewer than two stops.
    """
    log = IssueLog(table.source.file, table.sheet)
    frame = table.frame
    x, y = (frame[name].to_numpy(dtype=np.float64) for name in ("longitude", "latitude"))
    lon, lat = to_degrees(x, y, boundary, log, role=ROLE, choices=choices, roads=roads)
    located = frame.assign(lon=lon, lat=lat, row=frame.index)
    inside = County.of(boundary).metres_outside(lon, lat) <= _limits()["farthest_m"]
    for row, call in located[~inside].iterrows():
        about = {"line": call["line_id"], "stop": call["stop"]}
        log.note("error", "bus_stop_position", row=row, column="经度", **about)
    calls: list[dict[str, Any]] = []
    for line_id, own in located[inside].groupby("line_id", sort=False):
        calls += _line(str(line_id), own, log)
    return bus_frame(calls), log


def _limits() -> dict[str, float]:
    limits: dict[str, float] = load_toml("schemas", "reading.toml")[ROLE]
    return limits


def _line(line_id: str, own: pd.DataFrame, log: IssueLog) -> list[dict[str, Any]]:
    """Return the calls of one line, none if it cannot be used."""
    calls = list(_in_order(line_id, own.sort_values("sequence", kind="stable"), log))
    row = int(own["row"].min())
    if len(calls) < LEAST_STOPS:
        log.note("error", "bus_line_short", row=row, line=line_id, count=len(calls))
        return []
    headways = own["headway_min"].dropna().unique()
    headways = headways[headways > 0]
    if not len(headways):
        log.note("error", "bus_line_without_headway", row=row, column="发车间隔", line=line_id)
        return []
    if len(headways) > 1:
        used = f"{headways.max():g}"
        log.note("warning", "bus_line_headways", row=row, column="发车间隔", line=line_id, used=used)
    of_line = {
        "headway_min": float(headways.max()),
        "both_directions": bool(own["both_directions"].any()),
        **{name: _clock(own, name, line_id, log) for name in ("first_departure", "last_departure")},
    }
    return [{**call, **of_line} for call in calls]


def _in_order(line_id: str, own: pd.DataFrame, log: IssueLog) -> Iterator[dict[str, Any]]:
    """Yield the stops of a line that follow one another in number and time."""
    number, minutes = -np.inf, -np.inf
    names = ["sequence", "stop", "lon", "lat", "minutes_from_start"]
    for row, call in zip(own["row"], own[names].to_dict("records"), strict=True):
        about = {"row": row, "line": line_id, "stop": call["stop"]}
        if call["sequence"] <= number:
            log.note("error", "bus_stop_repeated", column="站序", number=f"{call['sequence']:g}", **about)
        elif call["minutes_from_start"] < minutes:
            log.note("error", "bus_stop_minutes", column="自起点分钟", **about)
        else:
            number, minutes = call["sequence"], call["minutes_from_start"]
            yield {"line_id": line_id, **{name: call[name] for name in names}}


def _clock(own: pd.DataFrame, column: str, line_id: str, log: IssueLog) -> str:
    """Return the first time of day that a column of a line gives, as ``06:30``; "" if none."""
    for row, text in zip(own["row"], own[column].astype(str), strict=True):
        if not text:
            continue
        minutes = _minutes(text)
        if minutes is not None:
            return f"{minutes // MINUTES_PER_HOUR:02d}:{minutes % MINUTES_PER_HOUR:02d}"
        log.note("warning", "bus_time_unclear", row=row, line=line_id, given=text)
    return ""


def _minutes(text: str) -> int | None:
    """Return the minutes after midnight: 6:30, 6点30分, 06:30:00, or the share of a day of a spreadsheet."""
    written = normalise(text)
    clock = _CLOCK.fullmatch(written)
    if clock:
        hours, minutes = int(clock[1]), int(clock[2] or 0)
        return hours * MINUTES_PER_HOUR + minutes if hours < HOURS_PER_DAY and minutes < 60 else None
    try:
        share = float(written)
    except ValueError:
        return None
    return round(share * MINUTES_PER_DAY) if 0 <= share < 1 else None
