"""A matrix run ended by force goes on in the next process where it was."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from miniature import miniature_plan

from app.commands_line.parameters import set_parameters
from gis.io.project import open_plan, save_plan
from gis.network import blocks
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.progress import ignore_progress

SETTING = "bicycle.walk_speed_mps=1.0"
CHILD = """
import sys, time
from types import SimpleNamespace
from gis.network import blocks, filed
hours = iter(range(10**6))
filed.time = SimpleNamespace(monotonic=lambda: 3600.0 * next(hours), time=time.time)
blocks.BLOCK_STEPS = 1
search = blocks.search_columns
def slowly(*given, **named):
    time.sleep(0.1)
    return search(*given, **named)
blocks.search_columns = slowly
from app.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def kept_in(folder):
    return sorted((folder / "xiaotu" / "travel").glob("*.npz"))


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by signal")
def test_a_run_that_was_killed_goes_on_in_the_next_process(tmp_path, monkeypatch):
    bare = miniature_plan()
    plan = replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))
    path = tmp_path / "某县.gpkg"
    save_plan(replace(plan, travel=travel_matrix(plan.roads, plan.settlements, plan.schools)), path)
    before = path.read_bytes()
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    command = [sys.executable, "-c", CHILD, "parameters", str(path), "--set", SETTING]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(600):
            if kept_in(cache) or child.poll() is not None:
                break
            time.sleep(0.05)
        assert child.poll() is None, child.stderr.read().decode()
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.kill()
        child.communicate()
    assert path.read_bytes() == before, "the plan is as it was"
    (kept,) = kept_in(cache)
    searched = []
    search = blocks.search_columns
    monkeypatch.setattr(
        blocks, "search_columns", lambda *a, **k: (searched.extend(a[2]), search(*a, **k))[1]
    )
    set_parameters(path, [SETTING], ignore_progress)
    resumed = len(searched)
    assert not kept.exists()
    made = open_plan(path)
    searched.clear()
    whole = travel_matrix(made.roads, made.settlements, made.schools, parameters=made.rules["travel"])
    assert 0 < resumed < len(searched)
    for mode, times in whole.items():
        np.testing.assert_array_equal(made.travel[mode].seconds, times.seconds)
        np.testing.assert_array_equal(made.travel[mode].metres, times.metres)
