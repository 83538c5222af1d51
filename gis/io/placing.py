"""Schools and villages without a position: where they may stand, by code or by name within the township."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.io.issuelog import IssueLog
from gis.io.matching import Match, listed, of_same_village, resolve
from gis.io.names import village_of_school
from gis.schema import normalise

FROM_VILLAGE = "村点"


@dataclass(frozen=True)
class KnownPlaces:
    """Places with points: villages, or the same villages in another table.

    Attributes
    ----------
    frame
        Index = id, ``name``, ``township`` and a point in EPSG:4490; rows without a point are left out.
    file
        Where they come from.
    """

    frame: gpd.GeoDataFrame
    file: str

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, file: str) -> KnownPlaces:
        """Return the places of a frame that have a point."""
        return cls(frame[frame.geometry.notna()], file)


def place_unplaced(
    places: gpd.GeoDataFrame,
    is_empty: NDArray[np.bool_],
    log: IssueLog,
    kind: str,
    known: KnownPlaces | None,
    answers: Mapping[str, str],
) -> gpd.GeoDataFrame:
    """Give rows without a position the point of the place that they are matched with.

    Parameters
    ----------
    places
        Located rows, as :func:`gis.io.positions.locate` makes them.
    is_empty
        Which of them have no position in the table.
    log
        Receives for each either where it was put (a warning), what it may be, or that nothing is known.
    kind
        ``school``: stands in a known village; ``settlement``: is the same village in another table.
    answers
        The user's: id or name of the row → id of the place; "" = none.

    Notes
    -----
    A division of a combined school stands where the other divisions of its site stand. Only the same code, or
    a name that one place of the township has, is taken.
    """
    if not is_empty.any():
        return places
    placed = _at_their_site(places, is_empty)
    tables = [known] if known is not None else []
    if kind == "settlement":
        tables.append(KnownPlaces.of(placed.set_index("settlement_id"), log.file))
    meant = {normalise(given): chosen for given, chosen in answers.items()}
    for row in placed.index[is_empty & placed.geometry.isna().to_numpy()]:
        match = _match(placed.loc[row], kind, tables, meant)
        source = next((table for table in tables if match.subject_id in table.frame.index), None)
        about = {"row": row, "subject_id": placed.loc[row, f"{kind}_id"], "name": placed.loc[row, "name"]}
        if source is not None:
            point = source.frame.geometry.loc[match.subject_id]
            told = FROM_VILLAGE if kind == "school" else source.file
            placed.loc[row, ["lon", "lat"]] = point.x, point.y
            placed.loc[row, ["position_source", "geometry"]] = told, point
        _note(log, kind, match, source, about)
    return placed


def _at_their_site(places: gpd.GeoDataFrame, is_empty: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    placed = places.copy()
    if "site_id" not in placed:
        return placed
    columns = ["lon", "lat", "position_source", "geometry"]
    located = placed[placed.geometry.notna()].drop_duplicates("site_id").set_index("site_id")
    for row in placed.index[is_empty & placed["site_id"].isin(located.index).to_numpy()]:
        if placed.geometry.loc[row] is None:
            placed.loc[row, columns] = located.loc[placed.loc[row, "site_id"], columns]
    return placed


def _match(
    subject: pd.Series[Any], kind: str, tables: Sequence[KnownPlaces], meant: Mapping[str, str]
) -> Match:
    """Return the place of a row: by the user's word, by code, by name; a hamlet's own village is offered."""
    township = str(subject["township"])
    for key in (str(subject[name]) for name in (f"{kind}_id", "site_id", "name") if name in subject):
        if normalise(key) in meant:
            return Match(key, township, meant[normalise(key)], "choice")
    if kind == "school":
        asked = [str(subject["village_code"]), village_of_school(subject["name"], township)]
    else:
        asked = [str(subject["settlement_id"]), str(subject["name"])]
    found = [resolve([text], [township], tables[0].frame)[0] for text in asked if text and tables[:1]]
    if kind == "settlement":
        candidates = of_same_village(asked[0], tables[-1].frame)
        found.append(Match(asked[1], township, candidates=candidates))
    taken = [match for match in found if match.subject_id] or [match for match in found if match.candidates]
    return taken[0] if taken else Match(str(subject["name"]), township)


def _note(
    log: IssueLog, kind: str, match: Match, source: KnownPlaces | None, about: dict[str, Any]
) -> None:
    """Tell where a row was put, what it may be, or that nothing is known."""
    if source is not None:
        name = source.frame["name"].loc[match.subject_id]
        found = {"column": "经度", "village": name, "code": match.subject_id, **about}
        if kind == "school":
            log.note("warning", "position_from_village", **found)
        else:
            log.note("warning", "position_from_other_table", **found, table=source.file)
        return
    if match.how == "choice" and match.subject_id:
        where = {"row": about["row"], "subject_id": about["subject_id"]}
        log.note("error", "match_unknown", given=match.given, chosen=match.subject_id, **where)
    if match.candidates:
        log.note("error", "position_candidates", column="经度", candidates=listed(match), **about)
    else:
        log.note("error", f"{kind}_without_position", column="经度", **about)
