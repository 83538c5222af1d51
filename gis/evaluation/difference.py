"""Where two scenarios differ, as a map shows it: villages, schools, and who goes to another school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.evaluation.result import Evaluation
from gis.evaluation.winners import Winners, paired_pupils, winners
from gis.model import MILLISECONDS

OUTSIDE = "outside"


@dataclass(frozen=True)
class Difference:
    """What one scenario does to the map of another one.

    Attributes
    ----------
    winners
        The villages, see :class:`gis.evaluation.winners.Winners`.
    most
        Index ``settlement_id``, homes outside the county left out: ``longer_s`` and ``shorter_s``, by how
        much the daily journey of one pupil grows and shrinks at most (0 = nobody's).
    moves
        Pupils whose school differs: ``settlement_id, school_one`` (reference), ``school_other`` (scenario),
        ``pupils``; "" = unassigned. Most pupils first.
    schools
        Layout status under the reference and under the scenario, of the schools where it differs; "" where
        the scenario does not know the school (a site of the other one).
    """

    winners: Winners
    most: pd.DataFrame
    moves: pd.DataFrame
    schools: Mapping[str, tuple[str, str]]


def difference(reference: Evaluation, scenario: Evaluation, *, minutes: float) -> Difference:
    """Return where two scenarios differ.

    Parameters
    ----------
    reference, scenario
        Evaluations of one plan for one year.
    minutes
        A journey that differs by no more is the same; see :func:`gis.evaluation.winners.same_minutes`.

    Raises
    ------
    ValueError
        The two are not about the same pupils.
    """
    pairs = paired_pupils(reference.flows, scenario.flows)
    pairs = pairs[pairs["settlement_id"] != OUTSIDE]
    found = winners(reference, scenario, minutes=minutes)
    return Difference(found, _most(pairs), _moves(pairs), _schools(reference, scenario))


def _most(pairs: pd.DataFrame) -> pd.DataFrame:
    change = np.round(pairs["seconds_other"].to_numpy() - pairs["seconds_one"].to_numpy(), MILLISECONDS)
    known = np.nan_to_num(change)
    table = pd.DataFrame(
        {
            "settlement_id": pairs["settlement_id"].astype(str).to_numpy(),
            "longer_s": np.maximum(known, 0.0),
            "shorter_s": np.maximum(-known, 0.0),
        }
    )
    return pd.DataFrame(table.groupby("settlement_id", sort=True).max())


def _moves(pairs: pd.DataFrame) -> pd.DataFrame:
    elsewhere = (pairs["school_after_one"] != pairs["school_after_other"]).to_numpy()
    moved = pairs[elsewhere].rename(
        columns={"school_after_one": "school_one", "school_after_other": "school_other"}
    )
    keys = ["settlement_id", "school_one", "school_other"]
    plain = moved[[*keys, "pupils"]].astype(dict.fromkeys(keys, str))
    sums = pd.DataFrame(plain.groupby(keys, sort=True)["pupils"].sum()).reset_index()
    return sums.sort_values("pupils", ascending=False, kind="stable").reset_index(drop=True)


def _schools(reference: Evaluation, scenario: Evaluation) -> dict[str, tuple[str, str]]:
    one, other = (made.schools["status"].astype(str).to_dict() for made in (reference, scenario))
    ids = dict.fromkeys([*map(str, one), *map(str, other)])
    pairs = {key: (str(one.get(key, "")), str(other.get(key, ""))) for key in ids}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
