"""Schools and villages without a position: where they may stand, by code or by name within the township."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.io.issuelog import IssueLog
from gis.io.matching import Match, ids_of, listed, of_same_village, resolve
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
    rows = placed[is_empty & placed.geometry.isna().to_numpy()]
    matches = _matches(rows, kind, known, answers)
    if kind == "settlement":
        matches = _with_own_village(matches, rows["settlement_id"], tables[-1])
    subjects = rows[[f"{kind}_id", "name"]].itertuples()
    for (row, subject_id, name), match in zip(subjects, matches, strict=True):
        source = next((table for table in tables if match.subject_id in table.frame.index), None)
        if source is not None:
            point = source.frame.geometry.loc[match.subject_id]
            told = FROM_VILLAGE if kind == "school" else source.file
            placed.loc[row, ["lon", "lat"]] = point.x, point.y
            placed.loc[row, ["position_source", "geometry"]] = told, point
        _note(log, kind, match, source, {"row": row, "subject_id": subject_id, "name": name})
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


def _matches(
    rows: pd.DataFrame, kind: str, known: KnownPlaces | None, answers: Mapping[str, str]
) -> list[Match]:
    """Return the place of each row: by the user's word, by code, by name."""
    names, towns = rows["name"].astype(str), rows["township"].astype(str)
    if kind == "school":
        places = [village_of_school(name, town) for name, town in zip(names, towns, strict=True)]
        asked: list[Iterable[str]] = [rows["village_code"].astype(str), places]
        keys = [rows["school_id"].astype(str), rows["site_id"].astype(str), names]
    else:
        keys = [rows["settlement_id"].astype(str), names]
        asked = [*keys]
    found = [resolve(texts, towns, known.frame) for texts in asked] if known is not None else []
    meant = {normalise(given): chosen for given, chosen in answers.items()}
    decided = [_decided(written, meant) for written in zip(*keys, strict=True)]
    ways = zip(*found, strict=True) if found else ([Match(name, "")] for name in names)
    return [choice or _best(way) for choice, way in zip(decided, ways, strict=True)]


def _decided(written: Sequence[str], meant: Mapping[str, str]) -> Match | None:
    """Return the user's answer for a row that goes by any of these texts."""
    given = next((text for text in written if normalise(text) in meant), None)
    return None if given is None else Match(given, "", meant[normalise(given)], "choice")


def _best(matches: Sequence[Match]) -> Match:
    """Return the first match that was found, else the first that has candidates."""
    offered = (match for match in matches if match.candidates)
    return next((match for match in matches if match.subject_id), next(offered, matches[0]))


def _with_own_village(
    matches: Iterable[Match], codes: Iterable[str], own: KnownPlaces
) -> list[Match]:
    """Offer hamlets that were not found the other places of their administrative village."""
    offered = of_same_village(codes, own.frame)
    return [
        match if match.is_likely or not candidates else replace(match, candidates=candidates)
        for match, candidates in zip(matches, offered, strict=True)
    ]


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
        offered = {"given": match.given, "candidates": listed(match), "candidate_ids": ids_of(match)}
        log.note("error", "position_candidates", column="经度", **offered, **about)
    else:
        log.note("error", f"{kind}_without_position", column="经度", **about)
