"""Who wins and who loses between two scenarios: pupil by pupil, summed up by village.

The pupils of one village, grade, school and way of attending at baseline cannot be told apart. Where a
scenario sends them different ways they are paired in the order of their journeys, shortest with shortest, so
that nobody is a loser only because of how a table is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.result import Evaluation
from gis.model import MILLISECONDS
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import SECONDS_PER_MINUTE
from gis.resources import load_toml

GROUP = ["settlement_id", "grade", "school_before", "boarding_before"]
DAILY = ("within", "borderline", "over", "no_limit")
BEYOND = ("over", "unreachable")
CLASSES = ("over_new", "mixed", "longer", "over_cured", "shorter", "moved", "same", "unknown")
COUNTS = (
    "longer_pupils", "shorter_pupils", "moved_pupils", "over_new_pupils", "over_cured_pupils",
    "unassigned_new_pupils", "boarding_new_pupils", "boarding_ended_pupils", "known_pupils",
)  # fmt: skip


@dataclass(frozen=True)
class Winners:
    """What one scenario does to the villages against another one.

    Attributes
    ----------
    reference, scenario
        Names: ``scenario`` is compared with ``reference``.
    same_s
        A journey that differs by no more is the same.
    villages
        Index ``settlement_id`` ("outside" = homes outside the county): ``settlement, township, pupils``;
        ``known_pupils`` (daily journeys of known length in both), ``longer_pupils, shorter_pupils`` (of
        those; who loses any way is among the longer, who gains one among the shorter), ``mean_change_s``
        (of ``known_pupils``; NaN without any), ``most_longer_s`` (0 if none), ``moved_pupils`` (another
        school), ``over_new_pupils, over_cured_pupils`` (beyond the limit or without a way in one only),
        ``unassigned_new_pupils, boarding_new_pupils, boarding_ended_pupils``; ``class``: what the map shows.
    """

    reference: str
    scenario: str
    same_s: float
    villages: pd.DataFrame

    @property
    def classes(self) -> dict[str, str]:
        """The difference as a map layer: settlement → one of :data:`CLASSES`, homes outside left out."""
        inside = self.villages[self.villages.index != "outside"]
        return {str(key): str(value) for key, value in inside["class"].items()}

    @property
    def totals(self) -> dict[str, int]:
        """Pupils of all villages, and how many villages have winners, losers."""
        sums = {name: int(self.villages[name].sum()) for name in ("pupils", *COUNTS)}
        losing = (self.villages["longer_pupils"] > 0) | (self.villages["over_new_pupils"] > 0)
        gaining = (self.villages["shorter_pupils"] > 0) | (self.villages["over_cured_pupils"] > 0)
        return {**sums, "losing_villages": int(losing.sum()), "gaining_villages": int(gaining.sum())}


def same_minutes(rules: Mapping[str, Any] | None = None) -> float:
    """Return by how many minutes a journey may differ and still be the same: the plan's, else as shipped."""
    shipped = load_toml("standards", "comparing.toml")["winners"]["same_minutes"]
    own = (rules or {}).get("comparing", {}).get("winners", {}).get("same_minutes", {})
    return float({**shipped, **own}["value"])


def winners(reference: Evaluation, scenario: Evaluation, *, minutes: float) -> Winners:
    """Compare what two scenarios give to every pupil.

    Parameters
    ----------
    reference, scenario
        Evaluations of one plan for one year.
    minutes
        A journey that differs by no more is the same; see :func:`same_minutes`.

    Raises
    ------
    ValueError
        The two are not about the same pupils.
    """
    same_s = minutes * SECONDS_PER_MINUTE
    pairs = paired_pupils(reference.flows, scenario.flows)
    villages = _villages(pairs, same_s)
    return Winners(reference.scenario, scenario.scenario, same_s, villages)


def paired_pupils(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return parts of groups that go one way in both, with what either scenario gives them.

    Parameters
    ----------
    one, other
        The flows of two evaluations of one plan for one year.

    Returns
    -------
    pandas.DataFrame
        ``settlement_id, settlement, township, pupils``, and per scenario (``_one``, ``_other``) ``seconds``
        of the daily journey (NaN = none known), ``verdict_after, school_after, boarding_after``.

    Raises
    ------
    ValueError
        The two are not about the same pupils.
    """
    order, keys = _in_order(one, other)
    sides = [frame.iloc[rows] for frame, rows in zip((one, other), order, strict=True)]
    ends = [np.cumsum(side["pupils"].to_numpy(dtype=np.int64)) for side in sides]
    cuts = np.sort(np.concatenate(ends))
    cuts = cuts[np.diff(cuts, prepend=0) > 0]
    if any(end[-1:].tolist() != cuts[-1:].tolist() for end in ends):
        raise ValueError("not the same pupils")
    at = [np.searchsorted(end, cuts) for end in ends]
    if (keys[0][at[0]] != keys[1][at[1]]).any():
        raise ValueError("not the same pupils")
    parts = sides[0].iloc[at[0]][["settlement_id", "settlement", "township"]].reset_index(drop=True)
    parts["pupils"] = np.diff(cuts, prepend=0)
    for name, side, rows in zip(("one", "other"), sides, at, strict=True):
        daily = side["verdict_after"].isin(DAILY).to_numpy()
        parts[f"seconds_{name}"] = np.where(daily, side["seconds_after"], np.nan)[rows]
        for column in ("verdict_after", "school_after", "boarding_after"):
            parts[f"{column}_{name}"] = side[column].array[rows]
    return parts


def _in_order(one: pd.DataFrame, other: pd.DataFrame) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return the rows of both by group, day pupils first, then by journey; and the groups in that order."""
    both = pd.concat([one, other], ignore_index=True)
    group: Ints = both.groupby(GROUP, sort=False).ngroup().to_numpy().astype(np.int64)
    school = pd.factorize(both["school_after"])[0]
    seconds = np.nan_to_num(both["seconds_after"].to_numpy(dtype=float), nan=np.inf)
    boards = both["boarding_after"].to_numpy(dtype=bool)
    order = np.lexsort((school, seconds, boards, group)).astype(np.int64)
    first: Ints = order[order < len(one)]
    second: Ints = order[order >= len(one)]
    return (first, second - len(one)), (group[first], group[second])


def _villages(parts: pd.DataFrame, same_s: float) -> pd.DataFrame:
    one, other = (parts[f"seconds_{name}"].to_numpy() for name in ("one", "other"))
    pupils = parts["pupils"].to_numpy()
    change = np.round(other - one, MILLISECONDS)
    known = ~np.isnan(change)
    table = parts[["settlement_id", "settlement", "township", "pupils"]].copy()
    for name, rows in _who(parts, change, same_s).items():
        table[name] = pupils * rows
    table["known_pupils"] = pupils * known
    table["change"] = np.where(known, change, 0.0) * pupils
    table["most_longer_s"] = np.maximum(np.where(known, change, 0.0), 0.0)
    sums = dict.fromkeys(("pupils", *COUNTS, "change"), "sum")
    villages = table.groupby("settlement_id", sort=False).agg(
        {"settlement": "first", "township": "first", "most_longer_s": "max", **sums}
    )
    total = villages["known_pupils"].to_numpy()
    villages["mean_change_s"] = np.divide(
        villages.pop("change"), total, out=np.full(len(total), np.nan), where=total > 0
    )
    villages["class"] = _classes(villages)
    return villages[
        ["settlement", "township", "pupils", *COUNTS, "mean_change_s", "most_longer_s", "class"]
    ].sort_index()


def _who(parts: pd.DataFrame, change: Floats, same_s: float) -> dict[str, Bools]:
    """Return who is counted under each name."""
    one, other = (parts[f"verdict_after_{name}"] for name in ("one", "other"))
    schools = [parts[f"school_after_{name}"].to_numpy() for name in ("one", "other")]
    boards = [parts[f"boarding_after_{name}"].to_numpy(dtype=bool) for name in ("one", "other")]
    told = ~(one.isin(["unknown"]) | other.isin(["unknown"])).to_numpy()
    beyond = [side.isin(BEYOND).to_numpy() for side in (one, other)]
    cut_off = [(side == "unreachable").to_numpy() for side in (one, other)]
    return {
        "longer_pupils": (change > same_s) | (told & cut_off[1] & ~cut_off[0]),
        "shorter_pupils": (change < -same_s) | (told & cut_off[0] & ~cut_off[1]),
        "moved_pupils": schools[0] != schools[1],
        "over_new_pupils": told & beyond[1] & ~beyond[0],
        "over_cured_pupils": told & beyond[0] & ~beyond[1],
        "unassigned_new_pupils": (schools[1] == "") & (schools[0] != ""),
        "boarding_new_pupils": boards[1] & ~boards[0],
        "boarding_ended_pupils": boards[0] & ~boards[1],
    }


def _classes(villages: pd.DataFrame) -> Any:
    has = {name: villages[name].to_numpy() > 0 for name in COUNTS}
    conditions = [
        has["over_new_pupils"] | has["unassigned_new_pupils"],
        has["longer_pupils"] & has["shorter_pupils"],
        has["longer_pupils"],
        has["over_cured_pupils"],
        has["shorter_pupils"],
        has["moved_pupils"],
        has["known_pupils"] | has["boarding_new_pupils"] | has["boarding_ended_pupils"],
    ]
    return np.select(conditions, list(CLASSES[:-1]), CLASSES[-1])
