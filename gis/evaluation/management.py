"""The management tree before and after a scenario: what a school is shown under."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gis.evaluation.aggregation import managing_roots
from gis.planning.county import County, Ints
from gis.planning.situation import Situation


def roots_of(county: County, situation: Situation) -> tuple[Ints, Ints]:
    """Return the school at the top of each school's management, before and after.

    A closed school stays under the one that managed it. One handed over to a body outside the ledger stands
    for itself.
    """
    before = managing_roots(county)
    bodies = situation.managed_by.tolist()
    if not any(bodies):
        return before, before
    teaches = county.teaches | situation.teaches
    after = managing_roots(replace(county, manager=situation.manager, teaches=teaches))
    leaves = np.array([bool(body) and county.school_code(str(body)) < 0 for body in bodies], dtype=bool)
    return before, np.where(leaves, np.arange(len(before)), after)
