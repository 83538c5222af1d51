"""Proposals on plans: value, bound, gap, seconds, whether the evaluation counts the same, seconds of why.

    python tests/bench/proposals.py [PLAN.gpkg …]

Without a plan: the built-in sample. Aim: within 60 s, a gap under 1 %; why within 10 s.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from gis.io.project import open_plan
from gis.io.sample import import_sample
from gis.model import Plan
from gis.planning.county import keep_arrays
from gis.proposals.land import Land
from gis.proposals.options import ProposalOptions, Widening
from gis.proposals.proposal import propose
from gis.proposals.why import Why, explain

ASKED = {
    "default, below 100": {"below_pupils": 100},
    "below 150, way and room let in, bus": {
        "below_pupils": 150, "widen": frozenset({Widening.ROOM_AND_WAY}), "bus": True, "close_at_least": 4,
    },
}  # fmt: skip
OBJECTIVES = "travel", "over_limit", "equity", "moved", "cost"


def main(paths: list[str]) -> None:
    plans = [open_plan(Path(path)) for path in paths] or [import_sample()]
    head = f"{'plan':<10} {'asked':<38} {'objective':<10} {'value':>12} {'bound':>12} {'gap':>8} {'s':>6}"
    head += f" {'why s':>6}"
    print(f"{head}  check", flush=True)
    for plan in plans:
        keep_arrays(plan)
        land: Land | None = None
        for name, asked in ASKED.items():
            for objective in OBJECTIVES:
                if not (objective == "cost" and asked.get("bus")):
                    land = tell(plan, name, objective, asked, land)


def tell(
    plan: Plan, name: str, objective: str, asked: dict[str, object], land: Land | None
) -> Land | None:
    made = propose(plan, ProposalOptions(objective, **asked), land=land)
    began = time.perf_counter()
    why = explain(made) if made.scenario is not None else Why((), ())
    why_s = time.perf_counter() - began
    open_ended = sum(one.price is not None and one.status == "time_limit" for one in why.opposites)
    check = "as the evaluation" if not made.differences else str(made.differences)
    print(
        f"{plan.meta.unit_name:<10} {name:<38} {objective:<10} {made.objective:>12,.1f} "
        f"{made.lower_bound:>12,.1f} {made.gap:>8.2%} {made.seconds:>6.1f} {why_s:>6.1f}  "
        f"{made.status}, {check}; "
        f"{len(why.opposites)} opposites, {open_ended} not proven"
    )
    return made.problem.land


if __name__ == "__main__":
    main(sys.argv[1:])
