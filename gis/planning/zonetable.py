"""Which schools a settlement is zoned to, by grade: 划片 and 多校划片 as an array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import GRADES, MILLISECONDS, Band, Plan, band_of

if TYPE_CHECKING:
    from gis.planning.county import Journeys


def zone_table(plan: Plan, walk: Mapping[Band, Journeys]) -> NDArray[np.int64]:
    """Return settlements × grades × zoned schools, nearest on foot first; ties by metres, then school code.

    Those that cannot be reached, or whose way is unknown, come last in the order of the 划片 table. The last
    row is for homes outside the county; -1 = no (further) school.

    Parameters
    ----------
    walk
        Walking journeys per age band, settlements × schools.
    """
    zones = plan.zones
    settlements = plan.settlements.index.get_indexer(pd.Index(zones["settlement_id"], dtype=object))
    schools = plan.schools.index.get_indexer(pd.Index(zones["school_id"], dtype=object))
    first = zones["grade_from"].fillna(GRADES[0]).to_numpy(dtype=np.int64)
    last = zones["grade_to"].fillna(GRADES[-1]).to_numpy(dtype=np.int64)
    cells: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero((settlements >= 0) & (schools >= 0)).tolist():
        for grade in range(first[row], last[row] + 1):
            zoned = cells.setdefault((int(settlements[row]), grade), [])
            if schools[row] not in zoned:
                zoned.append(int(schools[row]))
    several = max(map(len, cells.values()), default=1)
    table = np.full((len(plan.settlements) + 1, len(GRADES), several), -1, dtype=np.int64)
    for (settlement, grade), zoned in cells.items():
        if len(zoned) > 1:
            zoned = _by_nearness(zoned, settlement, walk[band_of(grade)], plan.schools.index)
        table[settlement, grade - 1, : len(zoned)] = zoned
    return table


def _by_nearness(zoned: list[int], settlement: int, walk: Journeys, school_ids: pd.Index) -> list[int]:
    reached = [school for school in zoned if not np.isnan(walk.seconds[settlement, school])]

    def far(school: int) -> tuple[float, float, str]:
        seconds, metres = walk.seconds[settlement, school], walk.metres[settlement, school]
        return round(float(seconds), MILLISECONDS), float(metres), str(school_ids[school])

    return sorted(reached, key=far) + [school for school in zoned if school not in reached]
