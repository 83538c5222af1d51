"""Both solvers work in one process, whichever is loaded first."""

from __future__ import annotations

import subprocess
import sys

HIGHS = """
import highspy
import numpy as np
solver = highspy.Highs()
solver.setOptionValue("output_flag", False)
solver.passModel(2, 1, 2, 2, 1, 0.0, np.ones(2), np.zeros(2), np.ones(2), np.array([1.5]), np.array([9.0]),
                 np.array([0, 2], np.int32), np.array([0, 1], np.int32), np.ones(2), np.ones(2, np.int32))
solver.run()
assert solver.getInfo().objective_function_value == 2
"""
CP_SAT = """
from ortools.sat.python import cp_model
model = cp_model.CpModel()
one, other = model.new_bool_var("one"), model.new_bool_var("other")
model.add(2 * one + 2 * other >= 3)
model.minimize(one + other)
solver = cp_model.CpSolver()
solver.parameters.num_workers = 1
assert solver.solve(model) == cp_model.OPTIMAL and solver.objective_value == 2
"""


LIGHT = """
import sys, gis.planning.siting
assert not {"highspy", "ortools", "numba"} & set(sys.modules)
"""


def test_solvers_do_not_disturb_each_other() -> None:
    """Nor is any loaded before it is needed."""
    orders = (LIGHT + HIGHS + CP_SAT + HIGHS, CP_SAT + HIGHS + CP_SAT)
    runs = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for code in orders
    ]
    for run in runs:
        _, said = run.communicate(timeout=100)
        assert run.returncode == 0, said
