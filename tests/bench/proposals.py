"""Proposals on plans: value, bound, gap, seconds, whether the evaluation counts the same, seconds of why.

    python tests/bench/proposals.py [PLAN.gpkg …]
    python tests/bench/proposals.py --grown

Without a plan: the built-in sample. Aim: within 60 s, a gap under 1 %; why within 10 s. ``--grown``: a
made-up county of 3,000 villages × 300 schools that is to close 30 of its small ones; aim: within 5 minutes
and 4 GB a gap under 2 %.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from evaluation import county

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
GROWN = {
    "close 30 of those below 300": {
        "below_pupils": 300, "widen": frozenset({Widening.ROOM_AND_WAY}), "bus": True,
        "other_townships": True, "close_at_least": 30, "time_limit_s": 300, "gap": 0.01,
    },
}  # fmt: skip


def main(paths: list[str]) -> None:
    is_grown = paths == ["--grown"]
    if is_grown:
        plans = [county(300, 3000, scattered=False)]
    else:
        plans = [open_plan(Path(path)) for path in paths] or [import_sample()]
    head = f"{'plan':<10} {'asked':<38} {'objective':<10} {'value':>12} {'bound':>12} {'gap':>8} {'s':>6}"
    head += f" {'why s':>6}"
    print(f"{head}  check", flush=True)
    for plan in plans:
        keep_arrays(plan)
        land: Land | None = None
        for name, asked in (GROWN if is_grown else ASKED).items():
            for objective in OBJECTIVES:
                if not (objective == "cost" and asked.get("bus")):
                    land = tell(plan, name, objective, asked, land)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def tell(
    plan: Plan, name: str, objective: str, asked: dict[str, object], land: Land | None
) -> Land | None:
    made = propose(plan, ProposalOptions(objective, **asked), land=land)
    began = time.perf_counter()
    is_explained = made.scenario is not None and asked not in GROWN.values()
    why = explain(made) if is_explained else Why((), ())
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
