"""What becomes of the buildings, grounds and equipment of schools that close: as decided, or not yet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gis.people.placement import placement_of
from gis.planning.ledger import numbers
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY

ASSETS = ("floor_area_m2", "teaching_area_m2", "sports_area_m2", "classrooms", "beds", "equipment_yuan")


def closed_frame(outcome: Outcome) -> pd.DataFrame:
    """Return the schools that close, by code.

    Returns
    -------
    pandas.DataFrame
        ``school_id, name, township``, what stands there by the ledger (NaN = not reported), ``premises``
        (what they are used for, "" = not decided), ``equipment_receiver`` (a school's id, "" = 未安置).
    """
    county, situation = outcome.county, outcome.situation
    closed = np.flatnonzero(county.is_open & ~situation.is_open)
    receiver = placement_of(county, situation).equipment[closed]
    decisions = [situation.decisions.get(code) for code in closed.tolist()]
    texts: dict[str, Any] = {
        "school_id": county.school_ids[closed],
        "name": county.school_names[closed],
        "township": county.schools["township"].fillna("").to_numpy()[closed],
        "premises": [one.premises if one else "" for one in decisions],
        "equipment_receiver": np.where(receiver == NOBODY, "", county.school_ids[receiver]),
    }
    words = {name: pd.array([str(one) for one in values], dtype="str") for name, values in texts.items()}
    return pd.DataFrame({**words, **{name: numbers(county.schools, name)[closed] for name in ASSETS}})
