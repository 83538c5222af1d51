"""What a pupil has of the school's floor, sports grounds and canteen, before and after.

Nothing of it moves with the pupils. There is no national number for a canteen: these figures are not judged.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.evaluation.balancerules import balance_rules
from gis.evaluation.combined import attributed, row_shares, sharing_of
from gis.evaluation.schools import Load
from gis.planning.county import Floats
from gis.planning.outcome import Outcome

COLUMNS = {
    "floor_area_m2": "floor_m2_per_pupil",
    "sports_area_m2": "sports_m2_per_pupil",
    "canteen_area_m2": "canteen_m2_per_pupil",
    "canteen_seats": "canteen_seats_per_pupil",
}
OUTDOOR, INDOOR = "sports_ground_area_m2", "indoor_sports_area_m2"


def facility_frame(outcome: Outcome, load: Load) -> pd.DataFrame:
    """Return per school ``floor_m2_per_pupil_before/after, sports_m2_…, canteen_m2_…, canteen_seats_…``.

    Index ``school_id``; NaN where the ledger does not say, or where nobody is taught. Combined schools that
    have it in common share it by weighted pupils.
    """
    county, sharing = outcome.county, sharing_of(outcome.county)
    weights = balance_rules(outcome.rules).weights
    figures: dict[str, dict[str, Floats]] = {}
    for side, rooms in (("before", load.before), ("after", load.after)):
        pupils = rooms.enrolment
        shares = row_shares(county, sharing, pupils, weights)
        found = {one: attributed(county, sharing, one, shares) for one in (*COLUMNS, OUTDOOR, INDOOR)}
        sports, parts = found["sports_area_m2"], found[OUTDOOR] + found[INDOOR]
        found["sports_area_m2"] = np.where(np.isnan(sports), parts, sports)
        with np.errstate(invalid="ignore", divide="ignore"):
            figures[side] = {
                name: np.where(pupils > 0, found[column] / pupils, np.nan) for column, name in COLUMNS.items()
            }
    columns = {
        f"{name}_{side}": figures[side][name] for name in COLUMNS.values() for side in ("before", "after")
    }
    ids = pd.array([str(one) for one in county.school_ids], dtype="str")
    return pd.DataFrame(columns, index=pd.Index(ids, name="school_id"))
