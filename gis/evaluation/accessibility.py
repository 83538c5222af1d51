"""How near the schools are: nearest school, pupils without one in reach, and floating-catchment scores.

Only public schools of an ordinary type count, open and teaching the grade: those that a child may go to
without being chosen. Journeys are walked at the speed of the pupil's age band, from the village to the gate,
after the scenario on its roads. Less than a millisecond or millimetre is no difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import GRADES, MILLISECONDS, band_of
from gis.planning.classes import rooms_after, rooms_before
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import BAND_OF_GRADE, BANDS, SECONDS_PER_MINUTE
from gis.planning.ledger import township_key
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY, SAME, least_time

METRES_PER_KM = 1000
COUNTY_ROW = ""                      # the township of the row for the whole county


@dataclass(frozen=True)
class Scores:
    """Floating-catchment scores.

    Attributes
    ----------
    score
        Places per pupil within reach; NaN where the journeys are unknown.
    ratio
        Places per pupil around each school; NaN where its places are unknown or nobody is in reach.
    is_lower_bound
        Whether a school within reach of some of the pupils has unknown places, which are not counted.
    """

    score: Floats
    ratio: Floats
    is_lower_bound: Bools


def nearest_schools(outcome: Outcome, *, before: bool = False) -> pd.DataFrame:
    """Return the nearest and second nearest school of every settlement and grade with pupils.

    Returns
    -------
    pandas.DataFrame
        ``settlement_id, settlement, township, grade, band, pupils, nearest_id, nearest_s, nearest_m,
        second_id, second_s, second_m``, and what the assignment makes of it: ``assigned_pupils`` (with a
        school), ``not_nearest_pupils`` (whose school is farther than the nearest), ``extra_s`` (how much
        farther it is on average for them, walking), ``known`` (whether the journeys were worked out). Ties by
        metres, then by school code.
    """
    county = outcome.county if before else outcome.county_after
    codes = np.argsort(county.school_ids)
    frames = []
    for grade in GRADES:
        walk, allowed = _walk(outcome, grade, before)
        first = least_time(walk[0], walk[1], allowed, codes)
        others = allowed & (np.arange(len(codes)) != first[:, None])
        second = least_time(walk[0], walk[1], others, codes)
        frame = pd.DataFrame(
            {
                "settlement": np.arange(len(first)), "grade": grade, "first": first, "second": second,
                **_journey("nearest", walk, first), **_journey("second", walk, second),
            }
        )  # fmt: skip
        frames.append(frame.merge(_assigned(outcome, grade, before, walk, first), on="settlement"))
    table = pd.concat(frames, ignore_index=True)
    row = table["settlement"].to_numpy()
    ids = np.append(county.school_ids, "")
    return pd.DataFrame(
        {
            "settlement_id": county.settlement_ids[row],
            "settlement": county.settlement_names[row],
            "township": _townships(outcome)[row],
            "grade": table["grade"],
            "band": [band_of(grade).value for grade in table["grade"]],
            "pupils": table["pupils"],
            "nearest_id": ids[table["first"]],
            **table[["nearest_s", "nearest_m"]],
            "second_id": ids[table["second"]],
            **table[["second_s", "second_m"]],
            "assigned_pupils": table["assigned_pupils"],
            "not_nearest_pupils": table["not_nearest_pupils"],
            "extra_s": table["extra_s"],
            "known": county.settlement_placed[row],
        }
    )


def _walk(outcome: Outcome, grade: int, before: bool) -> tuple[tuple[Floats, Floats], Bools]:
    """Return seconds and metres of a grade, and which schools may be gone to; settlements × schools."""
    county = outcome.county if before else outcome.county_after
    teaches = county.teaches if before else outcome.situation.teaches
    journeys = county.walk[band_of(grade)]
    allowed = np.broadcast_to(county.by_default & teaches[:, grade - 1], journeys.seconds.shape)
    return (journeys.seconds, journeys.metres), allowed


def _townships(outcome: Outcome) -> NDArray[np.object_]:
    """Return the township of each settlement; the 街道 of one town are one."""
    written = outcome.county.settlements["township"].fillna("").astype(str).str.strip().to_numpy(dtype=object)
    keys = np.array([township_key(name) for name in written], dtype=object)
    alone = {key: set(written[keys == key]) for key in set(keys)}
    names = [name if len(alone[key]) == 1 else key for name, key in zip(written, keys, strict=True)]
    return np.array(names, dtype=object)


def _journey(name: str, walk: tuple[Floats, Floats], school: Ints) -> dict[str, Floats]:
    rows = np.arange(len(school))
    found = school != NOBODY
    seconds, metres = (np.where(found, matrix[rows, school], np.nan) for matrix in walk)
    return {f"{name}_s": seconds, f"{name}_m": metres}


def _assigned(
    outcome: Outcome, grade: int, before: bool, walk: tuple[Floats, Floats], first: Ints
) -> pd.DataFrame:
    """Return per settlement the pupils of a grade, and what their own school adds to the nearest."""
    moves = outcome.movement
    rows = (moves.grade == grade) & (moves.settlement >= 0)
    home, pupils = moves.settlement[rows], moves.pupils[rows]
    school = (moves.before if before else moves.after)[rows]
    has_school = school != NOBODY
    extra = np.where(has_school, walk[0][home, school] - walk[0][home, first[home]], np.nan)
    farther = (extra > SAME) & (first[home] != NOBODY)
    frame = pd.DataFrame(
        {
            "settlement": home,
            "pupils": pupils,
            "assigned_pupils": pupils * has_school,
            "not_nearest_pupils": pupils * farther,
            "extra_s": np.where(farther, extra, 0.0) * pupils,
        }
    )
    sums = frame.groupby("settlement", as_index=False).sum()
    far = sums["not_nearest_pupils"].to_numpy(dtype=float)
    sums["extra_s"] = np.divide(sums["extra_s"], far, out=np.full(len(far), np.nan), where=far > 0)
    return sums


def unserved_pupils(
    nearest: pd.DataFrame, minutes: Sequence[float], kilometres: Sequence[float]
) -> pd.DataFrame:
    """Count the pupils whose nearest school lies beyond thresholds.

    Parameters
    ----------
    nearest
        Of :func:`nearest_schools`.

    Returns
    -------
    pandas.DataFrame
        One row per township and age band, and per age band for the county (township ""): ``pupils``,
        ``unknown_pupils`` (journeys not worked out), ``unreachable_pupils`` (no way to any school; they are
        beyond every threshold), ``over_<n>_min`` and ``over_<n>_km``.
    """
    pupils, known = nearest["pupils"].to_numpy(), nearest["known"].to_numpy(dtype=bool)
    no_way = nearest["nearest_s"].isna().to_numpy()
    columns: dict[str, Any] = {
        "pupils": pupils, "unknown_pupils": pupils * ~known, "unreachable_pupils": pupils * (known & no_way),
    }  # fmt: skip
    seconds, metres = (
        np.round(nearest[column].to_numpy(dtype=float), MILLISECONDS) for column in ("nearest_s", "nearest_m")
    )
    for limit in minutes:
        columns[f"over_{limit:g}_min"] = pupils * (known & ~(seconds <= limit * SECONDS_PER_MINUTE))
    for limit in kilometres:
        columns[f"over_{limit:g}_km"] = pupils * (known & ~(metres <= limit * METRES_PER_KM))
    counts = pd.DataFrame(columns)
    towns = counts.groupby([nearest["township"].to_numpy(), nearest["band"].to_numpy()]).sum()
    county = counts.groupby([np.full(len(counts), COUNTY_ROW), nearest["band"].to_numpy()]).sum()
    return pd.concat([county, towns]).rename_axis(["township", "band"]).reset_index()


def floating_catchment(
    seconds: Mapping[int, Floats],
    demand: Floats,
    supply: Floats,
    teaches: Bools,
    steps: Sequence[Sequence[float]],
) -> Scores:
    """Work out two-step floating catchment scores.

    Parameters
    ----------
    seconds
        Journeys by group of pupils (grade), settlements × schools, NaN = no way.
    demand
        Pupils; settlements × groups, groups in the order of ``seconds``.
    supply
        Places per school, NaN = unknown.
    teaches
        Which schools take which group; schools × groups.
    steps
        (minutes, weight), ascending: a journey up to the first minutes weighs the first weight, and so on;
        beyond the last, nothing.

    Notes
    -----
    R_j = S_j / Σ_k Σ_g D_kg W(d_kj); A_ig = Σ_j R_j W(d_ij) over the schools j that take the group g; A_i is
    the mean of A_ig weighted by D_ig. One step of weight 1 is 2SFCA (Luo and Wang 2003), several are E2SFCA
    (Luo and Qi 2009). With one group these are the published formulas.
    """
    weights = [_weights(matrix, steps) * teaches[:, k] for k, matrix in enumerate(seconds.values())]
    around = np.sum([demand[:, k] @ weight for k, weight in enumerate(weights)], axis=0)
    ratio = np.divide(supply, around, out=np.full(len(supply), np.nan), where=around > 0)
    known = np.nan_to_num(ratio)
    scores = np.stack([weight @ known for weight in weights], axis=1)
    total = demand.sum(axis=1)
    share = np.divide(demand, total[:, None], out=np.zeros(demand.shape), where=total[:, None] > 0)
    open_ended = np.stack([(weight[:, np.isnan(supply)] > 0).any(axis=1) for weight in weights], axis=1)
    at_least = np.any(np.logical_and(open_ended, demand > 0), axis=1)
    return Scores(np.where(total > 0, (scores * share).sum(axis=1), np.nan), ratio, at_least)


def _weights(seconds: Floats, steps: Sequence[Sequence[float]]) -> Floats:
    """Return the weight of every journey."""
    limits = [minutes * SECONDS_PER_MINUTE for minutes, _ in steps]
    values: NDArray[np.float64] = np.array([*(weight for _, weight in steps), 0.0])
    rounded = np.round(np.where(np.isnan(seconds), np.inf, seconds), MILLISECONDS)
    place = np.searchsorted(limits, rounded)
    weights: Floats = values[place]
    return weights


def access_scores(
    outcome: Outcome, steps: Sequence[Sequence[float]], *, before: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the floating-catchment scores of a plan by settlement and by township.

    Parameters
    ----------
    steps
        See :func:`floating_catchment`.

    Returns
    -------
    tuple of pandas.DataFrame
        ``settlement_id, settlement, township, pupils, score, is_lower_bound``; and ``township, pupils,
        scored_pupils, score, lower_bound_pupils`` with means weighted by pupils, township "" = the county.
        Places that are unknown are left out and said so, never taken for 0.
    """
    county, moves = outcome.county, outcome.movement
    rows = moves.settlement >= 0
    demand = np.zeros((len(county.settlement_ids), len(GRADES)))
    np.add.at(demand, (moves.settlement[rows], moves.grade[rows] - 1), moves.pupils[rows])
    teaches = county.teaches if before else outcome.situation.teaches
    walk = (county if before else outcome.county_after).walk
    journeys = {grade: walk[BANDS[BAND_OF_GRADE[grade - 1]]].seconds for grade in GRADES}
    found = floating_catchment(
        journeys, demand, _places(outcome, before), teaches & county.by_default[:, None], steps
    )
    pupils = demand.sum(axis=1).astype(np.int64)
    by_settlement = pd.DataFrame(
        {
            "settlement_id": county.settlement_ids,
            "settlement": county.settlement_names,
            "township": _townships(outcome),
            "pupils": pupils,
            "score": np.where(county.settlement_placed, found.score, np.nan),
            "is_lower_bound": found.is_lower_bound,
        }
    )
    return by_settlement, _by_township(by_settlement)


def _places(outcome: Outcome, before: bool) -> Floats:
    """Return the places of each school, NaN = unknown."""
    county = outcome.county
    nobody = np.zeros(county.teaches.shape)
    first = rooms_before(county, outcome.rules, nobody)
    return (first if before else rooms_after(county, outcome.rules, outcome.situation, first, nobody)).places


def _by_township(scores: pd.DataFrame) -> pd.DataFrame:
    scored = scores["pupils"] * scores["score"].notna()
    sums = pd.DataFrame(
        {
            "pupils": scores["pupils"],
            "scored_pupils": scored,
            "score": scores["score"].fillna(0.0) * scored,
            "lower_bound_pupils": scored * scores["is_lower_bound"],
        }
    )
    parts = [sums.groupby(np.full(len(sums), COUNTY_ROW)).sum(), sums.groupby(scores["township"]).sum()]
    table = pd.concat(parts).rename_axis("township").reset_index()
    table["score"] /= table["scored_pupils"]            # NaN without any
    return table
