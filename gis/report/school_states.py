"""What the map shows of a school: status, size, boarding, and what it does in an age band."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.result import Evaluation
from gis.model import Band
from gis.report.journeys import SIDES


def school_states(
    evaluation: Evaluation, receivers: dict[str, list[list[Any]]], colours: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """Return per school what does not depend on the age band.

    Parameters
    ----------
    receivers
        Per school that loses pupils [school_id, pupils] of those that take them.
    colours
        Per school the palette index of its catchment.
    """
    frame = evaluation.schools
    before, after = _side_states(frame, "before"), _side_states(frame, "after")
    ids, status = frame.index.astype(str).tolist(), frame["status"].astype(str).tolist()
    return {
        school_id: {
            "status": status[row],
            "colour": colours.get(school_id, 0),
            "receivers": receivers.get(school_id, []),
            "before": before[row],
            "after": after[row],
        }
        for row, school_id in enumerate(ids)
    }


def _side_states(frame: pd.DataFrame, side: str) -> list[dict[str, Any]]:
    is_open = frame[f"open_{side}"].to_numpy(bool)
    enrolment = frame[f"enrolment_{side}"].to_numpy(float)
    boarding = (frame[f"beds_{side}"].to_numpy(float) > 0) | (frame[f"boarders_{side}"].to_numpy(float) > 0)
    rows = zip(
        is_open.tolist(),
        frame[f"is_point_{side}"].to_numpy(bool).tolist(),
        [None if np.isnan(n) else int(n) for n in enrolment.tolist()],
        boarding.tolist(),
        strict=True,
    )
    return [{"open": o, "point": p, "enrolment": n, "boarding": b} for o, p, n, b in rows]


class SchoolGrades:
    """Pupils and teaching per school and grade as arrays, read once per edit."""

    def __init__(self, evaluation: Evaluation) -> None:
        frame = evaluation.school_grades
        self._ids = evaluation.schools.index.astype(str).tolist()
        self._school = pd.Index(evaluation.schools.index).get_indexer(pd.Index(frame["school_id"]))
        self._grade = frame["grade"].to_numpy(int)
        self._pupils = {side: frame[f"pupils_{side}"].to_numpy(float) for side in SIDES}
        self._taught = {"before": self._pupils["before"] > 0, "after": frame["taught_after"].to_numpy(bool)}

    def in_band(self, band: Band) -> dict[str, dict[str, Any]]:
        """Return per school and side the pupils of the band and whether it teaches one of its grades.

        Schools that do not and did not are left out.
        """
        before, after = self._side(band, "before"), self._side(band, "after")
        return {
            school_id: {
                "before": {"pupils": old[0], "teaches": old[1]},
                "after": {"pupils": new[0], "teaches": new[1]},
            }
            for school_id, old, new in zip(self._ids, before, after, strict=True)
            if old[1] or new[1]
        }

    def _side(self, band: Band, side: str) -> list[tuple[int, bool]]:
        keep = np.isin(self._grade, band.grades) & (self._school >= 0)
        school, count = self._school[keep], len(self._ids)
        pupils = np.bincount(school, weights=self._pupils[side][keep], minlength=count)
        taught = np.bincount(school, weights=self._taught[side][keep], minlength=count) > 0
        return list(zip(pupils.astype(int).tolist(), taught.tolist(), strict=True))
