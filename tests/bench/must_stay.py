"""Must-stay test of every school at once, against really closing one school after the other.

    python tests/bench/must_stay.py                           # 300 schools × 5,000 settlements × 9 grades
    python tests/bench/must_stay.py --schools 1000 --settlements 20000

Prints the processor time of the test and that of working out a few closings for the ratio. Exits with 1 if
the test takes a second or more at the first size, or a closing tried gives other pupils beyond the limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "bench")]

from evaluation import county  # noqa: E402

from gis.evaluation.muststay import must_stay  # noqa: E402
from gis.evaluation.schools import load_of  # noqa: E402
from gis.layout import Decision, LayoutStatus, Scenario  # noqa: E402
from gis.planning.assignment import work_out  # noqa: E402
from gis.planning.county import keep_arrays  # noqa: E402
from gis.planning.journeys import Verdict  # noqa: E402

AT_MOST_S = 1.0
CLOSINGS, ROUNDS = 5, 3


def main() -> int:
    """Run the comparison and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--settlements", type=int, default=5_000)
    given = parser.parse_args()
    plan = county(given.schools, given.settlements)
    keep_arrays(plan)
    state = work_out(plan, Scenario("state"))
    load = load_of(state)
    took_s = []
    for _ in range(ROUNDS):
        start = time.process_time()
        result = must_stay(state, load)
        took_s.append(time.process_time() - start)
    tested = result.schools.index[:: max(1, len(result.schools) // CLOSINGS)][:CLOSINGS]
    start = time.process_time()
    closed = {key: work_out(plan, Scenario("x", {key: Decision(LayoutStatus.MERGE)})) for key in tested}
    one_s = (time.process_time() - start) / len(tested)
    same = all(_beyond(state, made, key) == result.schools.at[key, "beyond_limit_pupils"]
               for key, made in closed.items())  # fmt: skip
    ratio = one_s * len(result.schools) / min(took_s)
    print(f"{len(result.schools)} schools at once {min(took_s):.3f} s, one closing worked out {one_s:.3f} s")
    print(f"one after the other would take {ratio:.0f} times as long; same pupils beyond the limit: {same}")
    small = (given.schools, given.settlements) == (300, 5_000)
    return int(not same or (small and min(took_s) >= AT_MOST_S))


def _beyond(state, closed, school_id) -> int:  # type: ignore[no-untyped-def]
    """Return who of a school is beyond the limit after it closes and was not, or goes farther."""
    moves = closed.movement
    mine = moves.before == state.county.school_code(school_id)
    beyond = np.isin(moves.verdict_after, [Verdict.OVER, Verdict.UNREACHABLE]) & (moves.after >= 0)
    was = np.isin(moves.verdict_before, [Verdict.OVER, Verdict.UNREACHABLE])
    worse = ~was | (moves.seconds_after > moves.seconds_before + 1.0)
    return int(moves.pupils[mine & beyond & worse].sum())


if __name__ == "__main__":
    sys.exit(main())
