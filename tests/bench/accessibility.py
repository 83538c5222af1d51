"""Accessibility scores beside PySAL's, on the same journeys, pupils and places.

    python tests/bench/accessibility.py

Needs the package ``access``. Prints the largest difference for 2SFCA and E2SFCA, and the seconds of both.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd
from access.access import Access
from access.weights import step_fn

from gis.evaluation.accessibility import floating_catchment

STEPS = {"2SFCA": [[30, 1.0]], "E2SFCA": [[10, 1.0], [20, 0.68], [30, 0.22]]}
SETTLEMENTS, SCHOOLS = 2000, 200


def main() -> None:
    """Compare both on a county at random."""
    random = np.random.default_rng(1)
    # halves of minutes that never fall on the bound of a step
    minutes = random.integers(1, 60, (SETTLEMENTS, SCHOOLS)) + 0.5
    demand = random.integers(1, 300, SETTLEMENTS).astype(float)
    supply = random.integers(20, 900, SCHOOLS).astype(float)
    homes, schools = np.indices(minutes.shape)
    costs = pd.DataFrame({"o": homes.ravel(), "d": schools.ravel(), "minutes": minutes.ravel()})
    for name, steps in STEPS.items():
        start = time.perf_counter()
        teaches = np.ones((SCHOOLS, 1), dtype=bool)
        ours = floating_catchment({1: minutes * 60}, demand[:, None], supply, teaches, steps).score
        between = time.perf_counter()
        peer = Access(
            demand_df=pd.DataFrame({"id": range(SETTLEMENTS), "pop": demand}), demand_index="id",
            demand_value="pop",
            supply_df=pd.DataFrame({"id": range(SCHOOLS), "places": supply}), supply_index="id",
            supply_value="places",
            cost_df=costs, cost_origin="o", cost_dest="d", cost_name="minutes",
        )  # fmt: skip
        weights = step_fn(dict(steps))
        table = peer.enhanced_two_stage_fca(
            name="fca", cost="minutes", max_cost=steps[-1][0], weight_fn=weights
        )
        theirs = table["fca_places"].reindex(range(SETTLEMENTS)).fillna(0.0).to_numpy()
        end = time.perf_counter()
        print(f"{name:<8} largest difference {np.abs(ours - theirs).max():.2e} of {ours.max():.3f}; "
              f"{between - start:.3f} s, access {end - between:.3f} s")


if __name__ == "__main__":
    main()
