"""Who goes where, per settlement and age band, in the form that the map and the lists draw."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.evaluation.result import Evaluation
from gis.model import Band

SIDES = ("before", "after")
# The worst of a group decides; "boarding" only where nobody goes by the day.
VERDICTS = ("boarding", "no_limit", "within", "unknown", "borderline", "over", "unreachable")


class Flows:
    """The evaluation's flows as arrays, read once per edit.

    Parameters
    ----------
    settlements, schools
        The ids that positions in the arrays refer to.
    """

    def __init__(self, evaluation: Evaluation, settlements: pd.Index, schools: pd.Index) -> None:
        frame = evaluation.flows
        self._counts = len(settlements), len(schools)
        self._settlement = settlements.get_indexer(pd.Index(frame["settlement_id"]))
        self._school = {side: schools.get_indexer(pd.Index(frame[f"school_{side}"])) for side in SIDES}
        self._band = pd.Index([band.value for band in Band]).get_indexer(pd.Index(frame["band"]))
        self._pupils = frame["pupils"].to_numpy(float)
        self._seconds = {side: frame[f"seconds_{side}"].to_numpy(float) for side in SIDES}
        verdicts = pd.Index(VERDICTS)
        self._verdict = {side: verdicts.get_indexer(pd.Index(frame[f"verdict_{side}"])) for side in SIDES}
        self._moved = frame["moved"].to_numpy(bool)
        self._school_ids = schools.tolist()

    def receivers(self) -> dict[str, list[list[Any]]]:
        """Return per school that loses pupils [school_id, pupils] of those that take them, most first."""
        before, after = self._school["before"], self._school["after"]
        keep = self._moved & (before >= 0) & (after >= 0)
        pairs, group = np.unique(before[keep] * self._counts[1] + after[keep], return_inverse=True)
        total = np.bincount(group, weights=self._pupils[keep], minlength=len(pairs))
        order = np.lexsort((pairs, -total))
        result: dict[str, list[list[Any]]] = {}
        for pair, pupils in zip(pairs[order].tolist(), total[order].astype(int).tolist(), strict=True):
            giver, taker = divmod(pair, self._counts[1])
            result.setdefault(self._school_ids[giver], []).append([self._school_ids[taker], pupils])
        return result

    def journeys(self, band: Band, side: str, breaks_min: list[float]) -> Journeys:
        """Return who goes where in one band, "before" or "after"."""
        keep = (self._band == list(Band).index(band)) & (self._settlement >= 0) & (self._pupils > 0)
        return Journeys(
            self._counts,
            self._settlement[keep],
            self._school[side][keep],
            self._pupils[keep],
            self._seconds[side][keep],
            self._verdict[side][keep],
            breaks_min,
        )


class Journeys:
    """Who goes where in one band on one side: one group per settlement and school, most pupils first."""

    def __init__(
        self,
        counts: tuple[int, int],
        settlement: NDArray[np.intp],
        school: NDArray[np.intp],
        pupils: NDArray[np.float64],
        seconds: NDArray[np.float64],
        verdict: NDArray[np.int_],
        breaks_min: list[float],
    ) -> None:
        self._counts = counts
        key, group = np.unique(settlement * (counts[1] + 1) + school + 1, return_inverse=True)
        total = np.bincount(group, weights=pupils, minlength=len(key))
        # Day pupils decide the minutes; a boarder's weekly journey counts only where nobody goes by the day.
        day_share = np.where(verdict == VERDICTS.index("boarding"), 1e-9, 1.0)
        weight = np.where(np.isfinite(seconds), pupils * day_share, 0.0)
        timed_pupils = np.bincount(group, weights=weight, minlength=len(key))
        time_sum = np.bincount(group, weights=weight * np.nan_to_num(seconds), minlength=len(key))
        worst = np.zeros(len(key), int)
        np.maximum.at(worst, group, verdict)
        of_settlement, of_school = key // (counts[1] + 1), key % (counts[1] + 1) - 1
        order = np.lexsort((of_school, -total, of_settlement))
        with np.errstate(invalid="ignore"):
            minutes = time_sum / timed_pupils / 60
        self.settlement = of_settlement[order]
        self.school = of_school[order]
        self.pupils = total[order]
        self.minutes = minutes[order]
        self.worst = worst[order]
        self.step = np.digitize(self.minutes, breaks_min)
        self.settlement_pupils: NDArray[np.float64] = np.bincount(
            settlement, weights=pupils, minlength=counts[0]
        ).astype(float)
        over = verdict == VERDICTS.index("over")
        self.over = np.bincount(settlement[over], weights=pupils[over], minlength=counts[0])

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """Start of each settlement's groups."""
        return np.flatnonzero(np.diff(self.settlement, prepend=-1))

    def main_school(self) -> NDArray[np.intp]:
        """Return per settlement the school that most of its pupils go to, -1 for none."""
        result = np.full(self._counts[0], -1)
        result[self.settlement[self.first]] = self.school[self.first]
        return result

    def write(
        self,
        target: dict[str, Any],
        side: str,
        exclave: NDArray[np.bool_],
        settlements: pd.Index,
        schools: pd.Index,
    ) -> None:
        """Add this side to the properties of the settlements."""
        names = np.append(schools.to_numpy(object), "")        # index -1 is "unassigned"
        school_ids = names[self.school].tolist()
        minutes = [None if np.isnan(m) else m for m in np.round(self.minutes, 1).tolist()]
        pupils = self.pupils.astype(int).tolist()
        groups = [list(group) for group in zip(school_ids, pupils, minutes, strict=True)]
        ends = [*self.first[1:].tolist(), len(groups)][: len(self.first)]  # none where nobody lives here
        place = self.settlement[self.first]
        columns = (
            settlements.to_numpy(object)[place].tolist(),
            self.first.tolist(),
            ends,
            self.settlement_pupils[place].astype(int).tolist(),
            self.step[self.first].tolist(),
            self.worst[self.first].tolist(),
            self.over[place].astype(int).tolist(),
            exclave[place].tolist(),
        )
        for settlement_id, start, end, total, step, worst, over, apart in zip(*columns, strict=True):
            journey = {
                "to": groups[start:end],
                "pupils": total,
                "minutes": minutes[start],
                "step": None if minutes[start] is None else step,
                "flag": VERDICTS[worst],
            }
            if over:
                journey["over"] = over
            if apart:
                journey["exclave"] = True
            target.setdefault(settlement_id, {})[side] = journey


def main_schools(
    settlement: NDArray[np.intp], school: NDArray[np.intp], pupils: NDArray[np.float64], *counts: int
) -> NDArray[np.intp]:
    """Return per settlement the school that most of its pupils go to, -1 for none.

    ``settlement``, ``school`` and ``pupils`` are rows; ``counts``: number of settlements and of schools.
    """
    nothing = np.zeros(len(pupils))
    rows = Journeys(
        (counts[0], counts[1]), settlement, school, pupils, nothing, nothing.astype(int), [1.0]
    )
    return rows.main_school()
